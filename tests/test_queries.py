"""The shipped Cypher texts as files: a title, parameters described as used, names that say what they do, nothing one engine lacks."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from tracer import queries
from tracer.errors import NotKnown
from tracer.model import JUDGEMENTS, OF_INCIDENTS, Kind

NAMES = sorted(file.name.removesuffix(".cypher") for file in files("tracer.cypher").iterdir() if file.name.endswith(".cypher"))
OWN = ("schema", "read_", "write_", "remove_")  # texts of the program itself
# What these put there is known not to be there: claims of a new document, what hangs on hops (the old ones go first), a call's ties.
CREATING = {"write_claims", "write_incidents", "write_campaigns", "write_hops", "write_handoffs"}
DRAWING = [name for name in NAMES if name.startswith("draw_")]  # for Neo4j Browser, which draws what they return

# engines.md: what kglite fills in by itself, and what only one engine has or neither does well.
FILLED_IN = ("label", "title", "type", "node_type", "connection_type", "start", "end")
NOT_TO_BE_USED = {
    "a quantified path": r"\)\)\s*[{+*]|\)\s*\{\d",
    "SHORTEST": r"\bshortest\w*\b",
    "a percentile": r"\bpercentile\w*\b",
    "IN TRANSACTIONS": r"\bin\s+transactions\b",
    "COLLECT {}": r"\bcollect\s*\{",
    "a write inside CALL {}": r"\bcall\s*(\([^)]*\)\s*)?\{[^}]*\b(create|merge|set|delete)\b",
    "/* */": r"/\*",
    "an undirected MERGE": r"\bmerge\b[^\n]*\)-\[[^\]]*\]-\((?!.*>)",
}


def _code(name: str) -> str:
    """A text without its comments and its strings."""
    return re.sub(r"'[^']*'", "''", re.sub(r"//[^\n]*", "", queries.get(name).text))


@pytest.mark.parametrize("name", NAMES)
def test_a_text_says_what_it_is_for(name: str) -> None:
    query = queries.get(name)
    first = query.text.split("\n", 1)[0]
    assert re.fullmatch(r"// [A-Z].*\.", first), "its first line is its title"
    assert query.title == first.removeprefix("// ")
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", name)


@pytest.mark.parametrize("name", NAMES)
def test_parameters_described_are_those_used(name: str) -> None:
    query = queries.get(name)
    assert set(query.parameters) == set(re.findall(r"\$(\w+)", _code(name)))
    assert all(query.parameters.values()), "each with what it means"
    assert not re.search(r"\$(?!rows\b)\w+", _code(name)) or not name.startswith("write_"), "a text that writes takes rows"


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_used_that_one_engine_lacks(name: str) -> None:
    for what, pattern in NOT_TO_BE_USED.items():
        assert not re.search(pattern, _code(name), re.IGNORECASE), what
    if name != "schema":
        assert ";" not in _code(name), "one statement"


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith(("schema", "write_", "remove_"))])
def test_a_text_that_reads_writes_nothing_and_sorts_what_it_returns(name: str) -> None:
    code = _code(name)
    assert not re.search(r"\b(create|merge|set|delete|remove|drop)\b", code, re.IGNORECASE)
    assert re.search(r"\border\s+by\b", code.rsplit("RETURN", 1)[1], re.IGNORECASE)
    assert re.search(r"\$\w+|MATCH", code)


@pytest.mark.parametrize("name", DRAWING)
def test_a_text_that_draws_returns_nodes_and_relationships_alone(name: str) -> None:
    """By the names that its patterns give them; the tests on both engines look at what comes."""
    returned = re.search(r"\nRETURN (\w+(?:, \w+)*)\nORDER BY [^\n]+(?:\nLIMIT \d+)?\n$", queries.get(name).text)
    assert returned
    named = set(re.findall(r"[(\[](\w+)[:)]", _code(name)))
    assert set(returned[1].split(", ")) <= named


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("write_")])
def test_a_text_that_writes_merges_on_keys_alone(name: str) -> None:
    code = _code(name)
    for _, label, inside in re.findall(r"MERGE \((\w+):(\w+) \{([^}]*)\}", code):
        assert len(inside.split(",")) == 1, f"{label}: the key alone, the rest by SET"
    assert not re.search(r"\bCREATE\b", code) or name in CREATING, "what may be there already is merged"
    for bad in FILLED_IN:
        assert not re.search(rf"\bSET\b[^\n]*\.{bad}\s*=|\{{\s*{bad}\s*:", code), bad


@pytest.mark.parametrize("kinds", [JUDGEMENTS, OF_INCIDENTS], ids=["judgements", "of incidents"])
def test_a_text_that_names_kinds_of_claims_in_a_list_names_all_of_that_sort(kinds: frozenset[Kind]) -> None:
    listed = [
        set(re.findall(r"'([\w-]+)'", each)) for name in NAMES for each in re.findall(r"kind IN (\[[^\]]*\])", queries.get(name).text)
    ]
    told = [its for its in listed if its & {kind.value for kind in kinds}]
    assert told
    assert all(its == {kind.value for kind in kinds} for its in told), told


def test_what_people_may_ask_is_told_from_what_the_program_needs() -> None:
    offered = [query.name for query in queries.available()]
    assert offered == sorted(name for name in NAMES if not name.startswith(OWN) and name not in DRAWING)
    assert {"trace", "walk", "originators", "incidents", "evidence", "documents"} <= set(offered)


@pytest.mark.parametrize("name", ["nothing", "", "../pyproject", "Trace", "trace.cypher", "trace ", "a/b", "\x00"])
def test_a_name_that_no_query_has(name: str) -> None:
    with pytest.raises(NotKnown, match=r"^no query is called .*: `tracer queries` lists them$"):
        queries.get(name)


def test_the_schema_is_split_at_line_ends_alone() -> None:
    statements = queries.statements("schema")
    assert len(statements) == queries.get("schema").text.count(";\n")
    assert all(statement.startswith("CREATE ") and ";" not in statement for statement in statements)
    constrained = {m[1]: m[2] for s in statements if (m := re.search(r"FOR \(n:(\w+)\) REQUIRE n\.(\w+) IS UNIQUE", s))}
    merged = {m[1]: m[2] for name in NAMES if name.startswith("write_") for m in re.finditer(r"MERGE \(\w+:(\w+) \{(\w+):", _code(name))}
    assert merged.items() <= constrained.items(), "without a constraint on its key, loading is a hundred times slower"
