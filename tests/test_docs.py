"""What README and docs say holds: commands exist and print what is shown, fields, options, codes and links are those of the program."""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest

from tests.cases import run
from tests.places import SOURCE
from tracer.cli import tracer

DOCS = (
    "answering", "architecture", "cli", "conclusions", "deadlines", "documents", "engines", "flags", "growing", "model", "neo4j-browser", "notebooks", "performance",
    "python-api", "security", "serve", "views",
)  # fmt: skip
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", *(f"docs/{name}.md" for name in DOCS))


class Block(NamedTuple):
    """A fenced block: what its fence says, its lines, and where it begins."""

    kind: str
    more: str
    lines: list[str]
    where: str


def blocks(page: str, text: str) -> Iterator[Block]:
    opened: Block | None = None
    for number, line in enumerate(text.splitlines(), 1):
        fence = re.fullmatch(r"```(\w*) ?(.*)", line)
        if fence and opened is None:
            opened = Block(fence[1], fence[2], [], f"{page}:{number}")
        elif line == "```" and opened:
            yield opened
            opened = None
        elif opened:
            opened.lines.append(line)
    assert opened is None, f"{opened.where}: a fence is not closed"


@cache
def texts() -> dict[str, str]:
    """The pages, where they lie beside the tests; an installed wheel has none."""
    return {page: SOURCE.joinpath(page).read_text(encoding="utf-8") for page in PAGES if SOURCE.joinpath(page).is_file()}


def fenced(*kinds: str) -> list[Block]:
    return [block for page, text in texts().items() for block in blocks(page, text) if block.kind in kinds]


def page(name: str) -> str:
    if name not in texts():
        pytest.skip("no docs lie beside these tests, and TRACER_TEST_SOURCE names none")
    return texts()[name]


def test_all_pages_are_there(source_tree: Path) -> None:
    there = {file.relative_to(source_tree).as_posix() for file in (*source_tree.glob("*.md"), *source_tree.joinpath("docs").rglob("*.md"))}
    assert there == set(PAGES), "a page that no test here reads"


def by_place(block: Block) -> str:
    return block.where


# --- commands ------------------------------------------------------------------------------------------------------


class Shown(NamedTuple):
    """A command as typed, and what the page shows it to print."""

    words: list[str]
    prints: list[str]


def shown(block: Block) -> list[Shown]:
    """The commands of a `console` block (after `$ `) or of an `sh` block (every line)."""
    found: list[Shown] = []
    for line in block.lines:
        if block.kind == "sh" or line.startswith("$ "):
            found.append(Shown(shlex.split(line.removeprefix("$ "), comments=True), []))
        else:
            found[-1].prints.append(line)
    return found


def arguments(words: Sequence[str]) -> list[str] | None:
    """What is given to `tracer`; None where another program is called."""
    words = [word for i, word in enumerate(words) if "=" not in word or any("=" not in w for w in words[:i])]  # NAME=value before it
    if words == ["make", "demo"]:
        assert "$(BIN)/tracer demo demo-case" in SOURCE.joinpath("Makefile").read_text(encoding="utf-8")
        return ["demo", "demo-case"]
    return list(words[1:]) if words[:1] == ["tracer"] else None


def parse(given: Sequence[str]) -> list[click.Context]:
    """The contexts that click makes of a command line, down to the last command. Raises UsageError."""
    contexts = [tracer.make_context("tracer", list(given))]
    while isinstance(group := contexts[-1].command, click.Group):
        rest = [*contexts[-1]._protected_args, *contexts[-1].args]
        name, command, rest = group.resolve_command(contexts[-1], rest)
        assert command
        contexts.append(command.make_context(name, rest, parent=contexts[-1]))
    return contexts


def paths(group: click.Group, *names: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that is no group, by its full name."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        if isinstance(command, click.Group):
            yield from paths(command, *names, name)
        else:
            yield " ".join([*names, name]), command


COMMANDS = list(paths(tracer))


@pytest.mark.parametrize("block", fenced("console", "sh"), ids=by_place)
def test_command_lines_are_understood(block: Block) -> None:
    for words, _ in shown(block):
        given = arguments(words)
        if given is not None:
            parse(given)


@pytest.mark.parametrize("wrong", ["trace", "trace 1 --colour", "nosuch", "names same A B", "diff --from 2024-05-01"])
def test_a_wrong_command_line_is_noticed(wrong: str) -> None:
    with pytest.raises(click.UsageError):
        parse(wrong.split())


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_the_example_of_each_help_is_understood(name: str, command: click.Command) -> None:
    """Every `--help` ends with an example that works."""
    told = click.Context(command, info_name=name)
    examples = re.findall(r"^ *tracer (.+)$", command.epilog or "", re.M)
    assert examples, told.get_help()
    for example in examples:
        assert parse(shlex.split(example))[-1].command_path == f"tracer {name}"


@pytest.fixture(scope="session")
def _demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "demo-case"
    assert run("demo", folder).code == 0
    return folder


@pytest.fixture
def at_the_demo(_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a demo-case of its own, as the pages assume it, and the files that they show whole: blocks with a name."""
    shutil.copytree(_demo, tmp_path / "demo-case")
    for block in fenced("csv", "toml"):
        if block.more:
            tmp_path.joinpath(block.more).write_text("\n".join([*block.lines, ""]), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


@pytest.mark.parametrize("block", fenced("console"), ids=by_place)
def test_commands_print_what_is_shown(block: Block, at_the_demo: Path) -> None:
    """Line by line, in that order; blanks count as one, `…` stands for anything, and a line of it for any lines."""
    for words, prints in shown(block):
        specimen = re.fullmatch(r"(?:cat|sed -n (\d+)p) (examples/\S+)", " ".join(words))
        if specimen:
            printed = SOURCE.joinpath(specimen[2]).read_text(encoding="utf-8").splitlines()
            printed = [printed[int(specimen[1]) - 1]] if specimen[1] else printed
        else:
            given = arguments(words)
            assert given is not None, f"{block.where}: a console block is run, and this is no command of ours: {words}"
            if given[0] == "demo":
                shutil.rmtree(at_the_demo / given[1])
            ran = run(*given)
            assert ran.code == 0, ran.err
            printed = [*ran.out.splitlines(), *ran.err.splitlines()]
        assert prints, f"{block.where}: shows nothing"
        assert missing(prints, printed) is None, printed


def missing(prints: Sequence[str], printed: Sequence[str]) -> str | None:
    """The first line shown that was not printed, or not where it is shown; None where all were."""
    at, gap = 0, False
    for line in prints:
        words = " ".join(line.split())
        if words == "…":
            gap = True
            continue
        pattern = re.compile(re.escape(words).replace("…", ".*"))
        fits = [i for i in range(at, len(printed)) if pattern.fullmatch(" ".join(printed[i].split()))]
        if not fits or (fits[0] != at and not gap):
            return line
        at, gap = fits[0] + 1, False
    return None if gap or at == len(printed) else f"and {printed[at]}"


def test_what_was_not_printed_is_noticed() -> None:
    printed = ["a\tb", "c", "d e"]
    assert missing(["a   b", "c", "d e"], printed) is None
    assert missing(["a …", "…"], printed) is None
    assert missing(["…", "d …"], printed) is None
    assert missing(["a b", "d e"], printed) == "d e"
    assert missing(["a b", "c"], printed) == "and d e"
    assert missing(["…", "d", "…"], printed) == "d"
    assert missing(["c", "a b", "…"], printed) == "c"


# --- docs/cli.md: commands and options -----------------------------------------------------------------------------


def section(heading: str, text: str) -> str:
    """The text below a heading, up to the next of its level or above."""
    level = heading.split(" ", 1)[0]
    below = text.partition(f"\n{heading}\n")[2]
    assert below, f"no heading {heading!r}"
    return re.split(rf"^#{{1,{len(level)}}} ", below, maxsplit=1, flags=re.M)[0]


def column(text: str, title: str) -> list[str]:
    """The first column of the table that has this title there."""
    table = text.partition(f"| {title} |")[2].splitlines()[2:]
    cells = []
    for line in table:
        if not line.startswith("|"):
            break
        cells.append(line.split("|")[1].strip())
    return cells


def options_in(text: str) -> set[str]:
    return {code.split()[0] for cell in column(text, "option") for code in re.findall(r"`([^`]+)`", cell)}


def test_every_command_has_its_section() -> None:
    told = re.findall(r"^### `tracer (.+)`$", page("docs/cli.md"), re.M)
    have = []
    for name, command in COMMANDS:
        usage = [p for p in command.collect_usage_pieces(click.Context(command)) if p != "[OPTIONS]"]
        have.append(" ".join([name, *usage]))
    assert sorted(told) == sorted(have)


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_every_option_has_its_row(name: str, command: click.Command) -> None:
    heading = next(line for line in page("docs/cli.md").splitlines() if re.match(rf"### `tracer {name}[ `]", line))
    have = {opt for param in command.params if isinstance(param, click.Option) and not param.hidden for opt in param.opts}
    assert options_in(section(heading, page("docs/cli.md"))) == have


def test_the_options_of_every_command_have_their_rows() -> None:
    have = {opt for param in tracer.params for opt in param.opts} | set(tracer.context_settings["help_option_names"])
    text = section("## For every command", page("docs/cli.md"))
    assert options_in(text) == have
    variables = {param.envvar for param in tracer.params if param.envvar}
    told = set(re.findall(r"`(\w+)`", " ".join(column(text, "environment variable"))))
    assert variables <= told
    assert told == variables | set(re.findall(r"\"((?:NEO4J|TRACER)_[A-Z_]+|NO_COLOR)\"", source())) - {"TRACER_TEST_CACHE"}


# --- docs/cli.md: fields -------------------------------------------------------------------------------------------

# What the demo has not: names that are alike, a call after a letter, a cell that is not read, a doubt, a word taken back.
MORE = """incident,provider,received_from,status,asked_at,call_at,noted_on
31,Larkspur Wirelesss,Quillon Gateway Ltd.,open,2024-06-21,2024-06-20 10:00,2024-06-21
32,Larkspur Wirelesss,,unheard-of,2024-06-21,2024-06-20,2024-06-21
33,Larkspur Wireless,Saltmarsh Telecom,downstream,2024-06-21,2024-06-20,2024-06-22
33,Larkspur Wireless,Pinnow Transit Inc.,downstream,,2024-06-20,2024-06-23
"""


@pytest.mark.parametrize("block", fenced("shape"), ids=by_place)
def test_json_has_the_fields_told(block: Block, at_the_demo: Path) -> None:
    at_the_demo.joinpath("more.csv").write_text(MORE, encoding="utf-8")
    given = shlex.split(block.more)
    loaded = run("--case", "demo-case", "load", "more.csv", "--json")
    ran = loaded if given == ["load"] else run("--case", "demo-case", *given, "--json")
    assert ran.code == 0, ran.err
    tokens = re.findall(r"[\w*?]+|[{}\[\]:,]", " ".join(block.lines))
    told, rest = shape(tokens)
    assert not rest
    compare(told, [json.loads(ran.out)], block.where)


def test_what_is_counted_of_a_provider_has_the_fields_told(at_the_demo: Path) -> None:
    """No provider of the demo has all that a dossier may hold, so its shape leaves these open."""
    found = json.loads(run("--case", "demo-case", "provider", "fernwick", "--json").out)
    text = section("### `tracer provider NAME`", page("docs/cli.md"))
    for field, value in (("counted", found["counted"]), ("counted", found["upstream"][0]["counted"]), ("answers", found["answers"][0])):
        told = re.search(rf"^- `{field}`[^(]*\(([^)]+)\)", text, re.M)
        assert told
        assert set(re.findall(r"`(\w+)`", told[1])) == set(value)


def shape(tokens: list[str]) -> tuple[Any, list[str]]:
    """`{a, b?: [{c}]}` as nested dicts and lists; a leaf is None."""
    head, *rest = tokens
    if head == "{":
        fields: dict[str, Any] = {}
        while rest[0] != "}":
            name, *rest = rest
            fields[name] = None
            if rest[0] == ":":
                fields[name], rest = shape(rest[1:])
            rest = rest[rest[0] == "," :]
        return fields, rest[1:]
    if head == "[":
        item, rest = shape(rest)
        while rest[0] == ",":  # [from, to]
            item, rest = shape(rest[1:])
        return [item], rest[1:]
    return None, rest


def compare(told: Any, values: Sequence[Any], where: str) -> None:
    """Holds the fields that a page tells against values that stand in one place."""
    values = [value for value in values if value is not None]
    if isinstance(told, list):
        assert all(isinstance(value, list) for value in values), where
        compare(told[0], [item for value in values for item in value], where)
    elif isinstance(told, dict):
        assert all(isinstance(value, dict) for value in values), where
        if "*" in told:
            return
        assert values, f"{where}: nothing to compare with"
        must, may = {n for n in told if not n.endswith("?")}, {n.rstrip("?") for n in told}
        for value in values:
            assert must <= set(value) <= may, f"{where}: {set(value) ^ must}"
        for name, inner in told.items():
            found = [value[name.rstrip("?")] for value in values if name.rstrip("?") in value]
            compare(inner, found, f"{where}, {name}")
    else:
        assert not any(isinstance(value, dict | list) for value in values), where


def test_fields_that_differ_are_noticed() -> None:
    told, _ = shape(re.findall(r"[\w*?]+|[{}\[\]:,]", "{a, b: [{c}], d?, e: [from, to]}"))
    assert told == {"a": None, "b": [{"c": None}], "d?": None, "e": [None]}
    compare(told, [{"a": 1, "b": [{"c": 2}], "e": [3, 4]}], "")
    more, less, other = {"new": 1}, {"a": 1, "e": []}, {"b": [{"x": 1}]}
    right = {"a": 1, "b": [{"c": 2}], "e": []}
    for wrong in ({**right, **more}, less, {**right, **other}, {**right, "a": {}}, {**right, "b": []}, {**right, "e": [{}]}):
        with pytest.raises(AssertionError):
            compare(told, [wrong], "")


# --- docs/cli.md: words --------------------------------------------------------------------------------------------


@cache
def source() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in modules())


def modules() -> list[Path]:
    import tracer as package
    import tracer.loaders as loaders

    return sorted(file for folder in (*package.__path__, *loaders.__path__) for file in Path(folder).rglob("*.py"))


_CODE = re.compile(r"[a-z]+(?:-[a-z]+)+")


def remark_codes(tree: ast.AST) -> Iterator[str]:
    """The codes of remarks: given to `Remark`, kept in a claim's `doubts`, or, where `Remark` gets a variable, in its function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Remark" and node.args:
            code = node.args[0]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                yield code.value  # also one without a hyphen
            yield from constants(code)
        elif isinstance(node, ast.keyword) and node.arg == "doubts":
            yield from constants(node.value)
        elif isinstance(node, ast.FunctionDef):
            calls = [n for n in ast.walk(node) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "Remark"]
            if any(call.args and isinstance(call.args[0], ast.Name) for call in calls):
                yield from constants(node)


def constants(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _CODE.fullmatch(node.value):
            yield node.value


def test_remark_codes_are_told() -> None:
    used = {code for file in modules() for code in remark_codes(ast.parse(file.read_bytes()))}
    told = [cell.strip("`") for cell in column(section("## Remarks", page("docs/cli.md")), "code")]
    assert len(told) == len(set(told))
    assert set(told) == used


def words_of(field: str) -> set[str]:
    rows = section("## Words", page("docs/cli.md")).splitlines()
    [row] = [line for line in rows if line.startswith(f"| {field} |")]
    meant = re.sub(r"\([^)]*\)", "", row.split("|", 2)[2])
    return set(re.findall(r"`([^`]+)`", meant))


def ends_taken() -> set[str]:
    """The words that `tracer incidents --status` takes, as it tells them itself."""
    refused = run("incidents", "--status", "nosuch")
    assert refused.code == 1
    return set(refused.err.strip().partition("choose one of ")[2].split(", "))


def test_words_are_those_of_the_program() -> None:
    from tracer.ask.lists import END_BY_WORD
    from tracer.flags import rules
    from tracer.model import Attested, Kind, Role, Status
    from tracer.time.clocks import State

    assert words_of("`status` of a hop") == set(map(str, Status))
    assert words_of("`role` of a hop") == set(map(str, Role))
    assert words_of("`attested`") == set(map(str, Attested))
    assert words_of("`kind` of a claim") == set(map(str, Kind))
    assert words_of("`ends[].kind`") == ends_taken() - {"originating"}
    assert set(END_BY_WORD.values()) < ends_taken()
    assert words_of("rule of a flag") == set(rules())
    assert words_of("`state` of a clock") == set(map(str, State))


def test_rules_of_flags_are_those_of_the_program() -> None:
    from tracer.flags import rules

    assert [cell.strip("`") for cell in column(page("docs/flags.md"), "rule")] == list(rules())
    assert f"{rules()['repeat'].times} times within {rules()['repeat'].months} months" in page("docs/flags.md")


def test_columns_of_a_hop_list_are_those_of_its_loader() -> None:
    from tracer.registry import get

    told = {name for cell in column(page("docs/documents.md"), "column") for name in re.findall(r"`(\w+)`", cell)}
    assert told == set(get("hop_list").module.COLUMNS)


def test_nodes_and_relationships_are_those_of_the_graph() -> None:
    from importlib.resources import files

    cypher = "\n".join(f.read_text("utf-8") for f in files("tracer.cypher").iterdir() if f.name.endswith(".cypher"))
    model = page("docs/model.md")
    keys = {m[1]: m[2] for m in re.finditer(r"FOR \(n:(\w+)\) REQUIRE n\.(\w+) IS UNIQUE", cypher)}
    told = {m[1]: m[2] for m in re.finditer(r"^\| `(\w+)` \| `(\w+)` \|", section("## Nodes", model), re.M)}
    assert told == keys
    written = set(re.findall(r"(?:MERGE|CREATE) \(\w+\)-\[\w*:(\w+)", cypher))
    assert set(re.findall(r"-\[:(\w+)", section("## Relationships", model))) == written


# --- CONTRIBUTING.md -----------------------------------------------------------------------------------------------


def test_the_arrows_drawn_are_those_of_the_contract(source_tree: Path) -> None:
    """Package by package: what a package does within itself is not drawn."""
    import tracer as package

    contracts = tomllib.loads(source_tree.joinpath("pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    [allowed] = [contract["ignore_imports"] for contract in contracts if contract["name"] == "arrows"]
    wanted = set()
    for arrow in allowed:
        one, other = (name.strip().removeprefix("tracer.").split(".")[0] for name in arrow.split("->"))
        wanted |= {(one, other)} if one != other else set()
    drawn = set()
    for line in section("## Which way knowledge flows", page("CONTRIBUTING.md")).splitlines():
        if " ─> " in line:
            ones, others = line.split(" ─> ")
            to = ["*"] if others.startswith("everything") else others.split(", ")
            drawn |= {("**" if one == "everything" else one, other) for one in ones.strip().split(", ") for other in to}
    assert drawn == wanted
    here = {file.name.split(".")[0] for folder in package.__path__ for file in Path(folder).iterdir()} | {"loaders", "cypher", "*", "**"}
    assert {name for pair in drawn for name in pair} <= here


# --- docs/conclusions.md -------------------------------------------------------------------------------------------


@cache
def printed() -> str:
    """The program's own words: its sources, texts that go over several lines put together."""
    import tracer as package

    more = [file for folder in package.__path__ for name in ("*.toml", "*.html", "*.js") for file in Path(folder).rglob(name)]
    text = source() + "\n".join(file.read_text(encoding="utf-8") for file in more)
    return re.sub(r"\"\s*f?\"", "", text)


def conclusions() -> str:
    """The page without what `make accuracy` writes into it."""
    told, begin, rest = page("docs/conclusions.md").partition("\n## How often it errs\n\n<!-- accuracy -->\n")
    measured, end, after = rest.partition("\n<!-- /accuracy -->\n")
    assert begin
    assert end
    assert measured
    assert not after
    return told


# One speaker against another on whether a provider answered, and a speaker who takes back what it said.
WORDED = """incident,provider,received_from,status,asked_at,answered_at,stated_by,noted_on
41,Beacon Tandem,,downstream,2024-05-02,2024-05-03,Beacon Tandem,2024-05-03
41,Beacon Tandem,,no-response,,,traceback desk,2024-05-10
42,Beacon Tandem,Saltmarsh Telecom,downstream,2024-05-02,2024-05-03,Beacon Tandem,2024-05-03
42,Beacon Tandem,Larkspur Wireless,downstream,,2024-05-04,Beacon Tandem,2024-05-04
"""


def unprinted(words: str, ran: str) -> list[str]:
    """What of these words the program's texts do not hold. Words in capitals stand for a value; `ran`: output that may hold all."""
    parts = re.split(r"#?\b[A-Z]+\b", words)
    if re.search(".+?".join(map(re.escape, parts)), ran):
        return []
    return [part for part in (part.strip(" .,;:()") for part in parts) if part not in printed()]


def test_the_words_of_conclusions_are_those_of_the_program(tmp_path: Path) -> None:
    tmp_path.joinpath("worded.csv").write_text(WORDED, encoding="utf-8")
    assert run("--case", tmp_path / "case", "load", tmp_path / "worded.csv").code == 0
    ran = " ".join(word for number in ("41", "42") for word in run("--case", tmp_path / "case", "trace", number).out.split())
    told = re.findall("“([^”]+)”", conclusions())
    assert len(told) > 50
    assert {words: left for words in told if (left := unprinted(words, ran))} == {}


@pytest.mark.parametrize(
    "wrong", ["did not reply by DAY", "both parties agree", "contradictory: WHO says that it was silent by DAY", "status hidden"]
)
def test_words_that_are_not_the_program_s_are_noticed(wrong: str) -> None:
    assert unprinted(wrong, "contradictory: the desk says that it had not answered by 2024-05-10")


def test_conclusions_are_all_there() -> None:
    from tracer.ask.lists import END_BY_WORD
    from tracer.flags import rules
    from tracer.model import Attested

    told = conclusions()
    assert len(told.splitlines()) < 250
    who = section("## Who did not cooperate", told)
    assert [cell.strip("`") for cell in column(who, "rule")] == list(rules())
    for rule in rules().values():
        assert f"“{rule.wording}”" in who
    ends = {cell.strip("`") for cell in column(section("### Where and why the trail ends", told), "kind")}
    assert ends == {*END_BY_WORD.values(), "unknown", "disputed"}
    attested = {word for cell in column(told, "`attested`") for word in re.findall(r"`([^`]+)`", cell)}
    assert attested == set(map(str, Attested)) - {"inferred"}, "no hand-off is inferred"


# --- links, and what must not stand there --------------------------------------------------------------------------


def anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str, source_tree: Path) -> None:
    prose = re.sub(r"^```.*?^```$", "", page(name), flags=re.M | re.S)
    for link in re.findall(r"\]\(([^)\s]+)\)", prose):
        if link.startswith(("http://", "https://")):
            continue
        file, _, fragment = link.partition("#")
        target = source_tree.joinpath(name).parent.joinpath(file).resolve() if file else source_tree.joinpath(name)
        assert target.exists(), link
        if fragment:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.M)
            assert fragment in {anchor(heading) for heading in headings}, link


@pytest.mark.parametrize("name", PAGES)
def test_no_page_names_a_machine(name: str) -> None:
    found = re.findall(r"(?<![\w.:/])/(?:home|root|tmp|work|usr|opt|var|Users|mnt|srv)\b[^\s`)]*|\b[A-Z]:\\\S+|\bfile:/\S+", page(name))
    assert not found


def test_nothing_names_a_company_of_real_documents(source_tree: Path) -> None:
    """Examples in help, comments and pages are invented: the first two words of a real name stand nowhere."""
    from tracer import readers, registry
    from tracer.model import Claim

    samples = source_tree.parent / "shared" / "samples"
    if not samples.is_dir():
        pytest.skip("the samples are not there")
    names: set[str | None] = set()
    for file in samples.iterdir():
        document = readers.read(file, name=file.name, sha256="0" * 64)
        loader = registry.detect(document)
        assert loader
        for claim in loader.load(document):
            names |= {claim.provider, claim.upstream} if isinstance(claim, Claim) else set()
    real = {words[:2] for name in names if name and "." not in name.split(" ")[0] and len(words := spelled(name)) > 1}
    assert len(real) > 20
    found = []
    folders = [source_tree.joinpath(name) for name in ("tracer", "loaders", "cypher", "examples", "docs", "benchmarks")]
    for file in (*source_tree.glob("*.md"), *(file for folder in folders for file in folder.rglob("*"))):
        if file.suffix in {".py", ".cypher", ".md", ".toml", ".txt", ".csv", ".eml"}:
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                words = spelled(line)
                if {words[i : i + 2] for i in range(len(words))} & real:
                    found.append(f"{file.relative_to(source_tree)}:{number}: {line.strip()}")
    assert not found


def spelled(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+", text.casefold()))


def test_readme_is_short() -> None:
    lines = page("README.md").splitlines()
    assert len(lines) < 150
    assert {"make demo", "make test"} <= {word for line in lines[:60] for word in re.findall(r"`([^`]+)`", line)}
