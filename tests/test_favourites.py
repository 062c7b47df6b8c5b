"""`tracer browser`: the files for Neo4j Browser and the link to it. tests/test_neo4j_browser.py tries them in a real one."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import KEYS, Desk, chain, hard_case, hop_list, specimens
from tests.neo4j_server import line as of_compose
from tests.places import EXAMPLES
from tracer import favourites, perspective, queries
from tracer.model import NOT_YET_LABEL, Status
from tracer.view.look import LOOKS, NOT_YET

HOSTILE = """it's \\ \\u0027 "x" & # % ; ? + // => $incident {y} :style \u2028 \u202e"""
SHOWN = ["draw_trace", "draw_evidence", "draw_provider", "draw_silent", "draw_network"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    made = Desk(tmp_path_factory.mktemp("favourites") / "case")
    with specimens() as paths:
        made.load(*paths, hop_list(made.folder.parent / "odd.csv", *chain(HOSTILE, "Sorrel Tel", "Tansy; Tel'")))
    return made


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    made = Desk(tmp_path_factory.mktemp("odd") / "case")
    made.load(hard_case(made.folder.parent / "hard.csv"))
    return made


def texts(archive: Path) -> dict[str, str]:
    with zipfile.ZipFile(archive) as opened:
        return {member.filename: opened.read(member).decode("utf-8") for member in opened.infolist()}


def parameters(archive: Path) -> dict[str, str]:
    """The values as written."""
    return dict(re.findall(r"^  (\w+): (.*?),?$", texts(archive)["01-set-the-parameters.cypher"], re.M))


def in_editor(link: str) -> str:
    """What Browser reads from a link: it decodes the whole, and then looks for its parts."""
    return str(re.findall(r"[?&]arg=([^&#]*)", unquote(link.replace("+", " ")))[0])


# --- favourites ----------------------------------------------------------------------------------------------------


def test_every_question_is_a_favourite_or_left_out_for_a_reason() -> None:
    asked = {query.name for query in queries.available()}
    drawn = {file.stem for file in queries.FOLDER.glob("draw_*.cypher")}
    assert drawn == {*SHOWN}
    named = [favourite.query for favourite in favourites.FAVOURITES]
    assert len(named) == len({*named})
    assert {*named} | set(favourites.LEFT_OUT) == asked | drawn
    assert not {*named} & set(favourites.LEFT_OUT)
    assert all(favourites.LEFT_OUT.values())


def test_their_names_fit_and_sort_as_they_are_numbered(desk: Desk, tmp_path: Path) -> None:
    assert desk.run("browser", "--out", tmp_path).code == 0
    found = texts(tmp_path / "favourites.zip")
    titles = [text.split("\n", 1)[0] for text in found.values()]
    assert titles == sorted(titles, key=str.lower)
    assert titles[:3] == ["// 00 Colours and captions", "// 01 Set the parameters", "// 02 Only read, never write"]
    assert titles[3:] == [f"// {each.number} {each.name}" for each in favourites.FAVOURITES]
    assert max(len(title.removeprefix("// ")) for title in titles) <= favourites.WIDEST
    assert list(found) == sorted(found)
    assert all(re.fullmatch(r"\d\d-[a-z0-9-]+\.cypher", name) for name in found), "flat: a folder in the zip would be one in Browser"


def test_each_is_one_statement_with_the_shipped_words(desk: Desk, tmp_path: Path) -> None:
    assert desk.run("browser", "--out", tmp_path).code == 0
    style, asked, reading, *rest = texts(tmp_path / "favourites.zip").values()
    for favourite, text in zip(favourites.FAVOURITES, rest, strict=True):
        assert text == f"// {favourite.title}\n{queries.get(favourite.query).text}"
    assert json.loads(style.partition("\n:style ")[2]) == favourites.style()
    assert "\n:param {\n" in asked
    assert reading == "// 02 Only read, never write\n:config useReadTransactions: true\n"
    assert [text for text in (style, asked, *rest) if ";" in text] == [], "Browser takes what follows one for another statement"


def test_the_parameters_are_those_that_favourites_take(desk: Desk, tmp_path: Path) -> None:
    assert desk.run("browser", "20417", "--out", tmp_path).code == 0
    taken = {name for favourite in favourites.FAVOURITES for name in queries.get(favourite.query).parameters}
    assert set(parameters(tmp_path / "favourites.zip")) == taken


def test_they_begin_with_the_incident_given_and_the_provider_at_its_end(desk: Desk, tmp_path: Path) -> None:
    for typed in ("20417", "#20417", "itg-20417"):
        ran = desk.run("browser", typed, "--out", tmp_path, "--force")
        values = parameters(tmp_path / "favourites.zip")
        assert (values["incident"], values["provider"], values["text"]) == ("'itg-20417'", "'brightwater-dialing'", "'Brightwater Dialing'")
        assert values["action"] == "'ag-2024-09-03-brightwater-dialing'"
        assert {values[name] for name in ("as_of", "kind", "campaign", "providers", "ends", "since", "until")} == {"null"}
        assert "begin with itg-20417 and the provider at its end" in ran.err


def test_of_a_letter_they_begin_with_its_first_row(desk: Desk, tmp_path: Path) -> None:
    letter = "fcc-2024-06-12-quillon-gateway"
    assert desk.run("browser", letter, "--out", tmp_path).code == 0
    values = parameters(tmp_path / "favourites.zip")
    assert (values["incident"], values["action"]) == (f"'{letter}.1'", f"'{letter}'")


def test_without_an_incident_the_longest_unanswered_one_is_chosen(desk: Desk, tmp_path: Path) -> None:
    ran = desk.run("browser", "--out", tmp_path)
    assert parameters(tmp_path / "favourites.zip")["incident"] == "'itg-20417'"
    assert "begin with itg-20417 (the longest path, of those that end without an answer if there are any)" in ran.err
    few = Desk(tmp_path / "few")
    few.load(hop_list(tmp_path / "few.csv", *chain("b", "One Tel", "Two Tel"), *chain("a", "One Tel"), *chain("c", "One Tel", "Six Tel")))
    assert few.run("browser", "--out", tmp_path, "--force").code == 0
    assert parameters(tmp_path / "favourites.zip")["incident"] == "'b'", "of two that are alike, the first by name"
    few.load(hop_list(tmp_path / "silent.csv", {"incident": "z", "provider": "Gorse Dialing", "status": "no-response"}))
    assert few.run("browser", "--out", tmp_path, "--force").code == 0
    assert parameters(tmp_path / "favourites.zip")["incident"] == "'z'", "shorter, but without an answer"


@pytest.mark.parametrize(
    ("incident", "provider"), [("loop", "loop-c-tel"), ("gap", "middle-tel"), ("fork", "left-tel"), ("ladder", "rung-17-l-tel")]
)
def test_odd_paths_have_an_end_to_begin_with_too(incident: str, provider: str, odd: Desk, tmp_path: Path) -> None:
    assert odd.run("browser", incident, "--out", tmp_path).code == 0
    values = parameters(tmp_path / "favourites.zip")
    assert (values["incident"], values["provider"]) == (f"'{incident}'", f"'{provider}'")
    assert len(values["document"]) == 66


def test_where_there_is_no_incident_the_files_say_so(tmp_path: Path) -> None:
    bare = Desk(tmp_path / "case")
    bare.load(EXAMPLES / "ag_notice.txt")
    ran = bare.run("browser", "--out", tmp_path)
    assert ran.code == 0
    assert favourites.EMPTY in ran.err
    assert f"// {favourites.EMPTY}\n:param {{\n  incident: null," in texts(tmp_path / "favourites.zip")["01-set-the-parameters.cypher"]
    assert in_editor(ran.out) == favourites.filled("draw_network", {}) + "\n"


def test_texts_of_documents_stay_values(desk: Desk, tmp_path: Path) -> None:
    ran = desk.run("browser", HOSTILE, "--out", tmp_path)
    assert ran.code == 0
    text = texts(tmp_path / "favourites.zip")["01-set-the-parameters.cypher"]
    assert parameters(tmp_path / "favourites.zip")["text"] == r"'Tansy\u003b Tel\''"
    assert len(text.splitlines()) == 3 + 12 + 1
    assert text.isascii()
    assert in_editor(ran.out).rstrip("\n") == favourites.filled("draw_trace", {"incident": HOSTILE})
    assert "\u202e" not in ran.out + ran.err


# --- style ---------------------------------------------------------------------------------------------------------


def test_colours_are_those_of_the_pages() -> None:
    style = favourites.style()
    assert {status: style[f"node.{status.label}"]["color"] for status in Status} == {s: LOOKS[s].colour for s in Status}
    shown = set(re.findall(r"SET h:(\w+)\)", queries.get("write_hops").text))
    assert {*(status.label for status in Status), NOT_YET_LABEL} == shown
    assert style[f"node.{NOT_YET_LABEL}"]["color"] == NOT_YET.colour


def test_every_kind_of_node_has_its_caption_and_a_status_changes_the_colour_alone() -> None:
    style = favourites.style()
    nodes = {name.removeprefix("node."): rule for name, rule in style.items() if name.startswith("node.")}
    assert {label for label, rule in nodes.items() if "caption" in rule} == set(KEYS)
    assert all(set(nodes[s.label]) == {"color", "border-color", "text-color-internal"} for s in Status)
    order = list(nodes)
    assert max(map(order.index, KEYS)) < min(order.index(s.label) for s in Status), "the last that matches wins"
    assert style["relationship.RECEIVED_FROM"]["caption"] == "{attested}"
    assert style["relationship.TAKES_CALLS_FROM"]["caption"] == "{calls}"


def test_text_can_be_read_on_every_colour() -> None:
    for name, rule in favourites.style().items():
        if name.startswith("node"):
            one, other = sorted(map(favourites.luminance, (rule["color"], rule["text-color-internal"])))
            assert (other + 0.05) / (one + 0.05) >= 4.5, name
    assert favourites.style()["node.NotFound"]["text-color-internal"] == "#000000"


def test_the_style_file_has_none_of_the_traps(desk: Desk, tmp_path: Path) -> None:
    assert desk.run("browser", "--out", tmp_path).code == 0
    sheet = tmp_path.joinpath("style.grass").read_text(encoding="utf-8")
    rules = re.findall(r"^(\S+) \{\n((?:  .*\n)+)\}$", sheet, re.M)
    assert [selector for selector, _ in rules] == list(favourites.style())
    assert all(re.fullmatch(r"(node|relationship)(\.\w+)?", selector) for selector, _ in rules), "one label in a rule"
    assert not re.search(r"/\*|//", sheet), "no comments"
    for line in re.findall(r"^  (.*)$", sheet, re.M):
        assert re.fullmatch(r'caption: "[^":;]+";|[a-z-]+: (#[0-9a-f]{6}|\d+px);', line), line
    assert "diameter: 80px;" in rules[0][1]


# --- the files -----------------------------------------------------------------------------------------------------


def test_the_same_case_gives_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        assert desk.run("browser", "20417", "--out", tmp_path / name).code == 0
    one, two = (tmp_path.joinpath(name, "favourites.zip").read_bytes() for name in ("one", "two"))
    assert one == two
    members = zipfile.ZipFile(io.BytesIO(one)).infolist()
    assert {(member.date_time, member.compress_type) for member in members} == {((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED)}


@pytest.mark.parametrize("there", ["favourites.zip", "style.grass", "perspective.json"])
def test_a_file_that_exists_is_kept_unless_forced(there: str, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / there).write_bytes(b"mine")
    ran = desk.run("browser", "20417", "--out", tmp_path)
    assert ran.only_line() == f"tracer: {tmp_path / there} exists: give --force to replace it"
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [(there, b"mine")], "nothing is written"
    assert desk.run("browser", "20417", "--out", tmp_path, "--force").code == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["favourites.zip", "perspective.json", "style.grass"]
    assert tmp_path.joinpath(there).read_bytes() != b"mine"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["20418"], "tracer: no incident '20418' in the loaded documents; near it: itg-20417"),
        (["20417", "--browser", "localhost:7474"], "tracer: --browser 'localhost:7474' is no address: write it like http://localhost:7474/browser/"),
        (["20417", "--browser", "javascript://x/"], "tracer: --browser 'javascript://x/' is no address: write it like http://localhost:7474/browser/"),
        (["20417", "--browser", "http://localhost:7474/browser/?dbms=javascript://x"], "tracer: --browser 'http://localhost:7474/browser/?dbms=javascript://x' is no address: write it like http://localhost:7474/browser/"),
        (["20417", "--browser", "http://["], "tracer: --browser 'http://[' is no address: write it like http://localhost:7474/browser/"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_and_nothing_written(
    arguments: list[str], says: str, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert desk.run("browser", *arguments).only_line() == says
    assert list(tmp_path.iterdir()) == []


# --- the link ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("db", "browser"),
    [
        ("neo4j://localhost:7687", "http://localhost:7474/browser/"),
        ("bolt://graph.example", "http://graph.example:7474/browser/"),
        ("neo4j+s://graph.example:7687", "https://graph.example:7473/browser/"),
        ("bolt+ssc://192.0.2.7:7999", "https://192.0.2.7:7473/browser/"),
        ("neo4j://[2001:db8::7]:7687", "http://[2001:db8::7]:7474/browser/"),
        ("neo4j+s://0a1b2c3d.databases.neo4j.io", "https://browser.neo4j.io/"),
        ("neo4j+s://databases.neo4j.io.example", "https://databases.neo4j.io.example:7473/browser/"),
    ],
)
def test_where_browser_is(db: str, browser: str) -> None:
    assert favourites.browser_at(db) == browser


def test_the_link_says_where_and_who(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = favourites.filled("draw_trace", {"incident": "itg-20417"})
    ran = desk.run("browser", "20417", "--out", tmp_path)
    [link] = ran.out.splitlines()
    assert link.startswith("http://localhost:7474/browser/?dbms=neo4j://neo4j@localhost:7687&cmd=edit&arg=")
    assert in_editor(link) == text
    assert "'itg-20417'" in text
    assert "$" not in text
    assert (
        "note: Neo4j Browser shows a Neo4j, and this graph is embedded: `tracer --db neo4j://localhost:7687 rebuild` copies it" in ran.err
    )
    monkeypatch.setenv("NEO4J_USERNAME", "ann o'dell")
    monkeypatch.setenv("NEO4J_PASSWORD", "not to be shown")
    monkeypatch.setenv("NEO4J_DATABASE", "cases")
    ran = desk.run("browser", "20417", "--out", tmp_path, "--force", "--browser", "https://graph.example")
    assert ran.out.startswith("https://graph.example/browser/?dbms=neo4j://ann%2520o%2527dell@localhost:7687&db=cases&cmd=edit&arg=")
    assert "not to be shown" not in ran.out + ran.err
    assert b"not to be shown" not in tmp_path.joinpath("favourites.zip").read_bytes()


@pytest.mark.parametrize("by", ["option", "environment"])
def test_a_container_says_where_a_person_finds_browser_and_neo4j(
    by: str, desk: Desk, tmp_path: Path, source_tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own addresses, as `neo4j:7687`, are nobody else's."""
    told = of_compose.DEFAULT.sub(r"\1", of_compose.service("tracer")["environment"]["TRACER_BROWSER"])
    assert told == "http://localhost:7474/browser/?dbms=neo4j://localhost:7687"
    told = told.replace("localhost", "graph.example")
    if by == "environment":
        monkeypatch.setenv("TRACER_BROWSER", told)
    ran = desk.run("browser", "20417", "--out", tmp_path, *(["--browser", told] if by == "option" else []))
    assert ran.out.startswith("http://graph.example:7474/browser/?dbms=neo4j://neo4j@graph.example:7687&cmd=edit&arg=")
    assert "localhost:7687" not in ran.out


def test_the_user_of_the_link_is_that_of_the_file(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = tmp_path / "auth"
    monkeypatch.setenv("NEO4J_AUTH_PATH", str(held))
    said = desk.run("browser", "20417", "--out", tmp_path).only_line()
    assert said == f"tracer: NEO4J_AUTH_PATH names {held}, which is no file: write user/password into one"
    assert list(tmp_path.iterdir()) == [], "nothing is written"
    held.write_text("ana/not to be shown\n", encoding="utf-8")
    ran = desk.run("browser", "20417", "--out", tmp_path)
    assert "?dbms=neo4j://ana@localhost:7687&" in ran.out
    assert "not to be shown" not in ran.out + ran.err


def test_a_server_that_asks_nobody_needs_no_click() -> None:
    link = favourites.link("https://b.example/", "neo4j+ssc://h.example:7687", "RETURN 1", user=None, database=None)
    assert link == "https://b.example/?dbms=neo4j%2Bs://h.example:7687&preselectAuthMethod=NO_AUTH&cmd=edit&arg=RETURN%201"


@given(st.text(st.characters(codec="utf-8")))
def test_a_link_holds_whatever_an_id_is(incident: str) -> None:
    text = favourites.filled("draw_trace", {"incident": incident})
    link = favourites.link("http://localhost:7474/browser/", "neo4j://localhost:7687", text, user="neo4j", database=None)
    assert in_editor(link) == text
    assert link.isascii()
    # Browser cuts a link off at the first three, and might take the others for its own.
    assert not set(queries.literal(incident)) & set("&#%?+;")
    assert not re.search(r"[\s'\"<>]", link)


# --- drawings are no questions -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHOWN)
def test_a_drawing_is_not_asked_for_rows(name: str, desk: Desk) -> None:
    assert desk.run("query", name, "incident=itg-20417").only_line() == f"tracer: no query is called '{name}': `tracer queries` lists them"
    assert name not in desk.run("queries").out


# --- docs/neo4j-browser.md -----------------------------------------------------------------------------------------


def rows_of(page: str, title: str) -> list[list[str]]:
    """The cells of the table whose first column has this title."""
    table = page.partition(f"\n| {title} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def test_the_page_lists_the_favourites(desk: Desk, tmp_path: Path, source_tree: Path) -> None:
    told = rows_of(source_tree.joinpath("docs", "neo4j-browser.md").read_text(encoding="utf-8"), "favourite")
    assert desk.run("browser", "--out", tmp_path).code == 0
    assert [row[0] for row in told] == [text.split("\n", 1)[0].removeprefix("// ") for text in texts(tmp_path / "favourites.zip").values()]
    assert [row[2] for row in told[3:]] == [f"[{each.query}](../cypher/{each.query}.cypher)" for each in favourites.FAVOURITES]


def test_the_page_lists_the_colours(source_tree: Path) -> None:
    told = rows_of(source_tree.joinpath("docs", "neo4j-browser.md").read_text(encoding="utf-8"), "status")
    shown = [[f"`{s}`", f"`{s.label}`", f"`{LOOKS[s].colour}`"] for s in LOOKS]
    assert told == [*shown, ["none stated", "", f"`{favourites.style()['node.Hop']['color']}`"]]


def test_the_pictures_of_the_page_are_there_and_small(source_tree: Path) -> None:
    page = source_tree.joinpath("docs", "neo4j-browser.md").read_text(encoding="utf-8")
    shown = {source_tree / "docs" / name for name in re.findall(r"!\[[^]]+\]\((pictures/\S+)\)", page)}
    assert shown == {*source_tree.glob("docs/pictures/neo4j-*.png")}
    assert max(file.stat().st_size for file in shown) < 150_000


# --- Explore -------------------------------------------------------------------------------------------------------


def test_a_perspective_has_the_form_that_explore_exports(desk: Desk, tmp_path: Path) -> None:
    """As published exports of 2.6 have it: which fields there are, and of what type."""
    for name in ("one", "two"):
        assert desk.run("browser", "20417", "--out", tmp_path / name).code == 0
    one, two = (tmp_path.joinpath(name, "perspective.json").read_text("utf-8") for name in ("one", "two"))
    assert one == two
    made = json.loads(one)
    assert {name: type(value).__name__ for name, value in made.items()} == {
        "name": "str", "id": "str", "version": "str", "createdAt": "int", "lastEditedAt": "int", "categories": "list", "labels": "dict",
        "relationshipTypes": "list", "palette": "dict", "templates": "list", "sceneActions": "list", "hiddenRelationshipTypes": "list",
        "hiddenCategories": "list", "hideUncategorisedData": "bool", "isAuto": "bool", "parentPerspectiveId": "NoneType", "metadata": "dict",
    }  # fmt: skip
    assert {tuple(category) for category in made["categories"]} == {
        ("id", "name", "labels", "properties", "createdAt", "lastEditedAt", "color", "size", "icon", "captionKeys", "styleRules")
    }
    assert [category["id"] for category in made["categories"]] == list(range(1, len(made["categories"]) + 1))
    assert {tuple(kind) for kind in made["relationshipTypes"]} == {("id", "name", "color", "size", "properties", "captionKeys")}
    assert {category["labels"][0] for category in made["categories"]} == set(made["labels"])


def test_a_perspective_looks_as_browser_does_and_a_silence_for_the_time_being_is_none_for_good() -> None:
    made = json.loads(perspective.perspective())
    colours = {category["labels"][0]: category["color"] for category in made["categories"]}
    rules = favourites.style()
    assert {label: rules[f"node.{label}"]["color"] for label in colours} == colours
    names = {category["labels"][0]: category["name"] for category in made["categories"]}
    assert (names[NOT_YET_LABEL], names[Status.NO_RESPONSE.label]) == ("Had not answered yet", "Did not answer")
    labels = list(names)
    assert labels.index("Hop") > max(labels.index(label) for label in (NOT_YET_LABEL, *(status.label for status in LOOKS)))
    captions = {category["labels"][0]: category["captionKeys"][0] for category in made["categories"]}
    assert {label: f"{{{key}}}" for label, key in captions.items() if label in KEYS or label in ("Claim", "Name")} == {
        label: rules[f"node.{label}"]["caption"] for label in captions if label in KEYS or label in ("Claim", "Name")
    }


def test_its_phrases_ask_what_the_favourites_draw_and_each_value_can_be_chosen() -> None:
    made = json.loads(perspective.perspective())
    assert [phrase.query for phrase in perspective.PHRASES] == SHOWN
    for template, phrase in zip(made["templates"], perspective.PHRASES, strict=True):
        assert template["cypher"] == queries.get(phrase.query).text.strip()
        asked = [param["name"].removeprefix("$") for param in template["params"]]
        assert asked == list(queries.get(phrase.query).parameters) == re.findall(r"\$(\w+)", template["text"])
        assert [(param["suggestionLabel"], param["suggestionProp"]) for param in template["params"]] == [
            (phrase.label, phrase.key) for _ in asked
        ]
        assert all(KEYS[phrase.label] == phrase.key for _ in asked)
