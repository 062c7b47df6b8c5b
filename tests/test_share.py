"""What leaves the case by `trace --html`, `network --html` and `--bundle`: whole files, nothing withheld in them, or a clear no."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests import story
from tests.cases import CALLED, CALLER, Desk, chain, hop_list, mailbox, one_closed
from tests.drawn import how
from tracer.cli import share
from tracer.redact.redaction import Redaction


@pytest.fixture(autouse=True)
def _at_one_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1763800000")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return one_closed(tmp_path)


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def shared(desk: Desk, target: Path, *arguments: object) -> dict[str, Any]:
    ran = desk.run(*arguments, "--html", target)
    assert (ran.code, ran.out) == (0, ""), ran.err
    return data_of(target.read_text("utf-8"))


def names(data: dict[str, Any]) -> list[str]:
    return [node["name"] for node in data["nodes"]]


def test_a_path_as_a_page(desk: Desk, tmp_path: Path) -> None:
    data = shared(desk, tmp_path / "a page.html", "trace", "7001", "--redact", "internal")
    assert names(data) == ["Dogwood Dialing", "Cedar Networks", "Birch Telecom", "Alder Voice"], "the called party's provider last"
    assert [node["number"] for node in data["nodes"]] == ["3", "2", "1", "0"]
    assert {(link["from"], link["to"]) for link in data["links"]} == {("n3", "n2"), ("n2", "n1"), ("n1", "n0")}
    assert data["meta"]["generated"] == "2025-11-22T08:26:40Z"
    assert data["meta"]["badge"] == "Internal copy · nothing withheld · holds documents marked confidential"
    [quote] = [e["quote"] for e in data["nodes"][1]["evidence"] if e["lines"] == [2, 2]]
    assert quote.startswith("7001,")
    assert "Dogwood Dialing" in quote


def test_what_a_mark_holds_back_leaves_by_no_default(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "p.html"
    ran = desk.run("trace", "7001", "--html", target)
    assert ran.code == 0
    assert "note: withheld: 1 document" in ran.err
    assert "--redact internal" in ran.err
    page = target.read_text("utf-8")
    assert names(data_of(page)) == ["Cedar Networks", "Birch Telecom", "Alder Voice"]
    assert data_of(page)["meta"]["badge"] == "Not redacted · withheld: 1 document"
    assert "Dogwood" not in page
    assert "closed.csv" not in page


def test_what_is_loaded_after_its_marks_were_asked_for_leaves_with_no_network(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracer.store.sqlite.SqliteStore.documents", lambda _: [])
    ran = desk.run("network", "--html", tmp_path / "n.html")
    assert ran.only_line() == "tracer: a document was loaded while this was drawn: run the command again"
    assert not (tmp_path / "n.html").exists()


def test_a_name_that_only_a_withheld_document_prints_leaves_with_no_other(desk: Desk, tmp_path: Path) -> None:
    early = {"incident": "7005", "provider": "BIRCH TELECOM LLC", "status": "open", "noted_on": "2020-01-05"}
    assert desk.run("load", "--mark", "confidential", hop_list(tmp_path / "early.csv", early)).code == 0
    assert "BIRCH TELECOM LLC" in desk.run("trace", "7001").out, "known first, so it goes by that name"
    assert "Birch Telecom" in names(shared(desk, tmp_path / "p.html", "trace", "7001"))
    assert b"BIRCH TELECOM" not in (tmp_path / "p.html").read_bytes()


@pytest.mark.parametrize("profile", ["partner", "public"])
def test_no_withheld_value_is_in_the_bytes(desk: Desk, tmp_path: Path, profile: str) -> None:
    plain = shared(desk, tmp_path / "plain.html", "trace", "7001", "--redact", "internal")
    assert CALLED[-7:] in json.dumps(plain), "else this shows nothing"
    target, bundle = tmp_path / "p.html", tmp_path / "p.zip"
    assert desk.run("trace", "7001", "--redact", profile, "--html", target, "--bundle", bundle).code == 0
    with zipfile.ZipFile(bundle) as held:
        everything = target.read_bytes() + b"".join(held.read(name) for name in held.namelist())
    digits = re.sub(rb"[^0-9]", b"", everything)
    for number in (CALLED, CALLER):
        assert number[-7:].encode() not in everything
        assert number[1:].encode() not in digits
    for word in (b"Dogwood", b"closed.csv"):
        assert word not in everything
    if profile == "partner":
        assert "+1 202 555 ••••" in target.read_text("utf-8")


@pytest.mark.parametrize("options", [("partner",), ("public",), ("provider", "--redact-for", "Alder Voice")], ids=lambda o: o[0])
def test_each_value_that_was_withheld_is_searched_for(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    made: list[Redaction] = []

    class Kept(Redaction):
        def __init__(self, *arguments: Any, **more: Any) -> None:
            super().__init__(*arguments, **more)
            made.append(self)

    monkeypatch.setattr(share, "Redaction", Kept)
    target, whole = tmp_path / "p.html", tmp_path / "whole.html"
    assert desk.run("trace", "7001", "--redact", *options, "--html", target).code == 0
    # A page names documents by the first twelve digits of their hashes.
    values = sorted(value[:12] if re.fullmatch(r"[0-9a-f]{64}", value) else value for value in made[0].values if len(value) > 4)
    assert {CALLED, CALLER} <= set(values)
    shown = target.read_text("utf-8")
    assert [value for value in values if value in shown or json.dumps(value)[1:-1] in shown] == []
    assert desk.run("trace", "7001", "--redact", "internal", "--html", whole).code == 0
    found = {value for value in values if value in whole.read_text("utf-8")}
    assert len(found) >= 4, "the search finds them where they are"
    assert {CALLED, CALLER} <= found


def test_a_providers_own_copy_names_its_neighbours_alone(desk: Desk, tmp_path: Path) -> None:
    ran = desk.run("trace", "7001", "--redact", "provider", "--html", tmp_path / "x.html")
    assert "--redact-for" in ran.only_line()
    data = shared(desk, tmp_path / "p.html", "trace", "7001", "--redact", "provider", "--redact-for", "Alder Voice")
    assert names(data) == ["withheld provider", "Birch Telecom", "Alder Voice"]
    assert b"Cedar" not in (tmp_path / "p.html").read_bytes()


def test_the_salt_is_the_cases(desk: Desk, tmp_path: Path) -> None:
    def hashed(of: Desk, name: str) -> str:
        shared(of, tmp_path / name, "trace", "7001", "--redact", "public")
        return str(dict(data_of((tmp_path / name).read_text("utf-8"))["meta"]["about"])["Called number"])

    other = Desk(tmp_path / "other")
    other.load(tmp_path / "open.csv")
    assert hashed(desk, "1.html") == hashed(desk, "2.html") != hashed(other, "3.html")
    assert re.fullmatch(r"number [0-9a-f]{10}", hashed(desk, "4.html"))


def test_a_salt_is_made_only_where_it_is_needed_and_never_taken_damaged(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    salt = desk.folder / "salt"
    shared(desk, tmp_path / "1.html", "trace", "7001", "--redact", "internal")
    assert not salt.exists()
    shared(desk, tmp_path / "2.html", "trace", "7001", "--redact", "partner")
    assert len(salt.read_text()) == 64
    salt.write_text("")  # killed while it was written
    assert desk.run("trace", "7001", "--redact", "public", "--html", tmp_path / "3.html").only_line() == (
        f"tracer: {salt} is not readable or damaged: put it back, or remove it (hashes will then differ from those shared before)"
    )
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert desk.run("trace", "7001", "--html", tmp_path / "4.html").only_line() == (
        "tracer: SOURCE_DATE_EPOCH is 'soon': give seconds since 1970, or unset it"
    )


def test_the_same_input_gives_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert desk.run("trace", "7001", "--html", tmp_path / f"{name}.html", "--bundle", tmp_path / f"{name}.zip").code == 0
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_bundle_has_the_figure_the_tables_and_the_exhibits(desk: Desk, tmp_path: Path) -> None:
    bundle = tmp_path / "b.zip"
    assert desk.run("trace", "7001", "--redact", "internal", "--bundle", bundle).code == 0
    with zipfile.ZipFile(bundle) as held:
        there = set(held.namelist())
        assert there >= {
            "page.html",
            "figure.svg",
            "hops.csv",
            "handoffs.csv",
            "evidence.csv",
            "exhibits.csv",
            "withheld.csv",
            "SHA256SUMS",
        }
        rows = {name: list(csv.DictReader(io.StringIO(held.read(f"{name}.csv").decode()))) for name in ("hops", "exhibits")}
        figure = held.read("figure.svg").decode()
    assert [(row["position"], row["provider"], row["status"]) for row in rows["hops"]] == [
        ("0", "Alder Voice", "downstream"), ("1", "Birch Telecom", "downstream"), ("2", "Cedar Networks", ""), ("3", "Dogwood Dialing", ""),
    ]  # fmt: skip
    assert sorted(row["document"] for row in rows["exhibits"]) == ["closed.csv", "open.csv"]
    assert figure.startswith("<svg ")
    assert "Dogwood Dialing" in figure


def test_a_network_of_a_letters_rows(desk: Desk, tmp_path: Path) -> None:
    desk.load(story.letter(tmp_path / "letter.txt", story.row(), story.row("Hollin Outreach"), story.row("Hollin Outreach")))
    [letter] = {i["incident"].rsplit(".", 1)[0] for i in desk.ask("incidents") if i["incident"].startswith("fcc")}
    data = shared(desk, tmp_path / "letter.html", "trace", letter)
    assert data["meta"]["view"] == "network"
    assert sorted((node["name"], node["weight"]) for node in data["nodes"]) == [("Hollin Outreach", 2), ("Quillon Gateway Ltd.", 3)]
    [link] = data["links"]
    assert (link["weight"], how(link), len(link["incidents"])) == (2, {"letter": 2}, 2)
    assert re.match(r"Letter to Quillon Gateway Ltd\. of \d{1,2} [A-Z][a-z]+ 20\d\d, by Federal Comm", data["meta"]["title"])


def test_a_network_around_a_provider(desk: Desk, tmp_path: Path) -> None:
    desk.load(hop_list(tmp_path / "more.csv", *chain("7002", "Elder Mobile", "Birch Telecom", "Fir Transit", "Gorse Gateway")))
    assert set(names(shared(desk, tmp_path / "1.html", "network", "--provider", "birch", "--hops", "1"))) == {
        "Alder Voice", "Birch Telecom", "Cedar Networks", "Elder Mobile", "Fir Transit",
    }  # fmt: skip
    assert set(names(shared(desk, tmp_path / "2.html", "network", "--provider", "gorse"))) == {
        "Elder Mobile",
        "Birch Telecom",
        "Fir Transit",
        "Gorse Gateway",
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["network"], "say where to write: --html FILE, or --bundle FILE.zip"),
        (["network", "--hops", "1", "--html", "x.html"], "--hops counts from a provider: name one with --provider"),
        (["network", "--provider", "Nobody", "--html", "x.html"], "no provider's name holds 'Nobody'"),
        (["trace", "7001", "--html", "there.html"], "there.html exists: give --force to replace it"),
        (["trace", "7001", "--bundle", "there.html"], "there.html exists: give --force to replace it"),
        (["trace", "7001", "--html", "case"], "case is a folder: name a file"),
        (["trace", "7001", "--redact", "nosuch", "--html", "x.html"], "--redact 'nosuch' is no profile: choose one of internal, public, partner, provider"),
        (["trace", "7001", "--redact", "partner"], "--redact, --redact-for, --profiles and --force are for files: add --html FILE or --bundle FILE.zip"),
        (["trace", "7009", "--html", "x.html"], "no incident '7009' in the loaded documents; near it: itg-7001"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_said_and_nothing_is(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("there.html").write_text("before")
    before = {path.name for path in tmp_path.iterdir()}
    line = desk.run(*arguments).only_line()
    assert line.removeprefix("tracer: ") == said
    assert {path.name for path in tmp_path.iterdir()} == before
    assert Path("there.html").read_text() == "before"


@pytest.mark.parametrize(
    ("arguments", "file"),
    [
        (["trace", "7001", "--html"], "x.html"), (["trace", "7001", "--bundle"], "x.zip"), (["network", "--html"], "x.html"),
        (["due", "--ics"], "due.ics"), (["report", "7001", "--out"], "memo.html"), (["export", "--graphml"], "g.graphml"),
        (["export", "--csv"], "tables"), (["export", "--neo4j-import"], "files"),
    ],
)  # fmt: skip
def test_an_output_folder_that_is_not_there_is_made(desk: Desk, tmp_path: Path, arguments: list[str], file: str) -> None:
    target = tmp_path / "new" / "one" / file
    ran = desk.run(*arguments, target)
    assert (ran.code, target.exists()) == (0, True), ran.err


def test_too_many_are_refused_before_any_call_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of thousands, drawing takes half a minute."""
    monkeypatch.setattr(share, "MOST_DRAWN", 2)
    monkeypatch.setattr(share.Share, "_sums", None)
    desk = Desk(tmp_path / "case")
    desk.load(hop_list(tmp_path / "list.csv", *chain("8001", "Alder Voice", "Birch Telecom", "Cedar Networks")))
    refused = desk.run("network", "--full", "--html", tmp_path / "x.html")
    assert refused.only_line().startswith("tracer: 3 providers are too many to draw in full: leave --full out")


def test_too_many_to_draw_in_full(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(share, "MOST_DRAWN", 2)
    line = desk.run("network", "--full", "--html", tmp_path / "x.html").only_line()
    assert line == "tracer: 3 providers are too many to draw in full: leave --full out for the grouped page, or narrow it with --provider"
    assert not (tmp_path / "x.html").exists()
    assert len(shared(desk, tmp_path / "x.html", "network")["nodes"]) == 3


def test_force_replaces(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "p.html"
    target.write_text("before")
    assert desk.run("trace", "7001", "--html", target, "--force").code == 0
    assert target.read_text("utf-8").startswith("<!doctype html>")


def test_a_profile_of_ones_own(desk: Desk, tmp_path: Path) -> None:
    profiles = tmp_path / "mine.toml"
    profiles.write_text(
        '[court]\ntitle = "Court copy"\nnumbers = "keep"\npersons = "withhold"\nneighbours = "all"\nmarks = ["confidential"]\ninferred = false\n'
    )
    data = shared(desk, tmp_path / "p.html", "trace", "7001", "--profiles", profiles, "--redact", "court")
    assert data["meta"]["badge"].startswith("Court copy · ")
    assert "Dogwood Dialing" in names(data)


# --- a copy with less in it accuses nobody more -----------------------------------------------------------------------


def node_of(data: dict[str, Any], name: str) -> dict[str, Any]:
    [node] = [node for node in data["nodes"] if node["name"] == name]
    return dict(node)


def tables_of(bundle: Path) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(bundle) as held:
        named = [name for name in held.namelist() if name.endswith(".csv")]
        return {name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(held.read(name).decode()))) for name in named}


@pytest.fixture
def answered(tmp_path: Path) -> Desk:
    """Two calls: Dogwood Dialing did not answer about the first, and about the second; its answer about the first is confidential."""
    made = Desk(tmp_path / "case")
    rows = [
        {"incident": incident, "provider": "Dogwood Dialing", "status": "no-response", "asked_at": "2024-05-02", "stated_by": "desk"}
        for incident in ("7001", "7002")
    ]
    late = {"incident": "7001", "provider": "Dogwood Dialing", "status": "point-of-entry", "noted_on": "2024-06-01"}
    made.load(hop_list(tmp_path / "open.csv", *rows))
    assert made.run("load", "--mark", "confidential", hop_list(tmp_path / "closed.csv", late)).code == 0
    return made


def test_a_withheld_answer_brings_back_no_silence(answered: Desk, tmp_path: Path) -> None:
    full, bundle = tmp_path / "full.html", tmp_path / "b.zip"
    assert node_of(shared(answered, full, "trace", "7001", "--redact", "internal"), "Dogwood Dialing")["status"] == "point-of-entry"
    ran = answered.run("trace", "7001", "--html", tmp_path / "p.html", "--bundle", bundle)
    assert (ran.code, ran.err.splitlines()[2]) == (0, "note: withheld: 1 document, 1 status")
    page = (tmp_path / "p.html").read_text("utf-8")
    data = data_of(page)
    node = node_of(data, "Dogwood Dialing")
    assert (node["status"], node["small"]) == ("withheld", ["asked 2024-05-02", "status withheld"])
    assert dict(node["facts"])["Status"] == "status withheld"
    assert data["meta"]["badge"] == "Not redacted · withheld: 1 document, 1 status"
    assert data["meta"]["says"] == ["The trail ends at Dogwood Dialing: what is known beyond it is withheld in this copy."]
    words = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert "no-response" not in words.replace('data-status="no-response"', "")
    assert "Upstream withheld" in words
    tables = tables_of(bundle)
    assert [(row["status"], row["status_at"]) for row in tables["hops"]] == [("withheld", "")]
    assert {row["quote"] for row in tables["evidence"]} == {"[withheld]"}
    assert tables["withheld"] == [
        {"kind": "documents", "count": "1", "how": "claims of documents with a handling mark other than public are left out"},
        {"kind": "statuses", "count": "1", "how": "a status that something withheld has superseded is withheld as well"},
    ]
    # The other call is no answer's: its silence stands in every copy.
    assert node_of(shared(answered, tmp_path / "2.html", "trace", "7002"), "Dogwood Dialing")["status"] == "no-response"


def test_a_network_counts_no_more_silences_in_a_copy(answered: Desk, tmp_path: Path) -> None:
    for name, options, share_, statuses in (
        ("full", ["--redact", "internal"], "1 of 2", {"no-response": "1", "point-of-entry": "1", "withheld": "0"}),
        ("open", [], "1 of 2", {"no-response": "1", "point-of-entry": "0", "withheld": "1"}),
    ):
        bundle = tmp_path / f"{name}.zip"
        data = shared(answered, tmp_path / f"{name}.html", "network", *options, "--bundle", bundle)
        node = node_of(data, "Dogwood Dialing")
        assert (node["status"], node["share"], node["unanswered"]) == ("no-response", share_, 1)
        [row] = tables_of(bundle)["providers"]
        assert {slug: row[slug] for slug in statuses} == statuses, name
        assert (row["unanswered"], row["of"]) == ("1", "2")
    [flag] = answered.ask("flags")
    assert (flag["no_response"], flag["asked"]) == (1, 2)


def test_what_is_not_yet_answered_is_no_silence_for_good_on_any_page(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(mailbox(tmp_path / "mails.txt"))
    early = shared(desk, tmp_path / "1.html", "trace", "7060", "--as-of", "2024-05-15")
    node = node_of(early, "Juniper Wholesale Corp")
    assert early["meta"]["title"] == "Call path: itg-7060, as known by 2024-05-15"
    assert (node["status"], node["small"]) == ("not-yet", ["asked, when is not stated", "not yet on 2024-05-14", "as known by 2024-05-15"])
    assert dict(node["facts"])["Status"] == "had not answered yet on 2024-05-14, as known by 2024-05-15"
    assert early["meta"]["says"] == [
        "As known by 2024-05-15, the trail ends at Juniper Wholesale Corp: had not answered yet on 2024-05-14."
    ]  # fmt: skip
    assert [[ghost[2], ghost[4]] for ghost in early["meta"]["layouts"]["wide"]["ghosts"]] == [["not yet stated", "Upstream not known"]]
    network = shared(desk, tmp_path / "2.html", "network", "--as-of", "2024-05-15")
    node = node_of(network, "Juniper Wholesale Corp")
    assert (node["status"], "share" in node) == ("not-yet", False)
    assert dict(node["facts"])["Flagged"] == "not-yet-answered: 1, since 2024-05-14"
    assert network["meta"]["title"] == "Provider network, as known by 2024-05-15"
    assert network["meta"]["says"][0] == "No document behind this page states that a provider did not answer, as known by 2024-05-15."
    now = node_of(shared(desk, tmp_path / "3.html", "trace", "7060"), "Juniper Wholesale Corp")
    assert (now["status"], now["inferred"]) == ("point-of-entry", True)
    for profile in ("partner", "public"):
        copy = shared(desk, tmp_path / f"{profile}.html", "trace", "7060", "--redact", profile)
        node = node_of(copy, "Juniper Wholesale Corp")
        assert (node["status"], [e["quote"] for e in node["evidence"]]) == ("withheld", ["[withheld]"])
        assert "not yet answered" not in (tmp_path / f"{profile}.html").read_text("utf-8")
        assert "withheld: 1 inferred status, " in copy["meta"]["badge"]
        assert ", 1 status" in copy["meta"]["badge"]


def test_an_answer_that_only_a_count_shows_is_shown_as_such(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    mails = [story.request(f"2024-05-0{n} 13:44", 7100 + n) for n in range(1, 10)]
    desk.load(story.mailbox(tmp_path / "mails.txt", *mails, story.figures("2024-05-30 09:00", Orchid_Transit=(9, 0, 9, 0, 0, 0))))
    full = node_of(shared(desk, tmp_path / "1.html", "trace", "7101"), "Fernwick Voice, LLC")
    assert (full["status"], full["small"]) == ("by-count", ["asked 2024-05-01 13:44 UTC", "by 2024-05-30"])
    assert dict(full["facts"])["Answer"] == "answered by 2024-05-30, by count; the answer itself is not in the loaded documents"
    data = shared(desk, tmp_path / "2.html", "network")
    assert node_of(data, "Fernwick Voice, LLC")["status"] == "by-count"
    assert node_of(shared(desk, tmp_path / "3.html", "trace", "7101", "--redact", "partner"), "Fernwick Voice, LLC")["status"] == "withheld"


def test_one_answer_everywhere(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(
        story.letter(tmp_path / "letter.txt", story.row(), story.row("Hollin Outreach"), story.row()),
        story.notice(tmp_path / "notice.txt"),
        hop_list(tmp_path / "list.csv", *chain("7001", "Alder Voice", "Quillon Gateway Ltd."), {"incident": "7002", "provider": "Birch Telecom", "status": "no-response"}),
    )  # fmt: skip
    data = shared(desk, tmp_path / "n.html", "network")
    flags = {flag["provider"]: flag for flag in desk.ask("flags")}
    assert {name: (flag["no_response"], flag["asked"]) for name, flag in flags.items()} == {
        "Quillon Gateway Ltd.": (2, 3), "Brightwater Dialing": (17, None), "Birch Telecom": (1, 1),
    }  # fmt: skip
    shares = {node["name"]: node["share"] for node in data["nodes"] if "share" in node}
    assert shares == {"Quillon Gateway Ltd.": "2 of 3", "Brightwater Dialing": "at least 17 of ?", "Birch Telecom": "1 of 1"}
    assert {node["name"] for node in data["nodes"] if node["status"] == "no-response"} == shares.keys()
    assert data["meta"]["says"][0].startswith(f"3 of {len(data['nodes'])} providers did not answer at least one request")
    dossier = desk.ask("provider", "Quillon")
    assert (dossier["counts"]["no_response"], dossier["counts"]["asked"]) == (2, 4), "the letter's rows, and a call of the hop list"
    assert desk.ask("provider", "Brightwater")["counts"]["stated_unanswered"] == 17
    silent = [i["incident"] for i in desk.ask("incidents", "--status", "no-response")]
    assert silent == [f"{story.LETTER}.1", f"{story.LETTER}.3", "itg-7002"]
    # Whom only the notice names is drawn too, by a letter.
    ids = {node["id"]: node["name"] for node in data["nodes"]}
    letters = {(ids[k["from"]], ids[k["to"]]): (k["line"], k["weight"]) for k in data["links"] if k["attested"] == "letter"}
    assert letters["Quillon Gateway Ltd.", "Hollin Outreach"] == ("dotted", 1)
    assert letters["Marrowstone Tel", "Brightwater Dialing"] == ("dotted", 0)
    assert data["meta"]["attested"] | {"letter": "by a letter only", "aggregate": "by a count only"} == data["meta"]["attested"]


def test_a_name_that_only_a_withheld_document_prints_leaves_with_no_network(desk: Desk, tmp_path: Path) -> None:
    early = {"incident": "7005", "provider": "BIRCH TELECOM LLC", "status": "open", "noted_on": "2020-01-05"}
    silent = {"incident": "7006", "provider": "Birch Telecom", "status": "no-response"}
    assert desk.run("load", "--mark", "confidential", hop_list(tmp_path / "early.csv", early)).code == 0
    desk.load(hop_list(tmp_path / "late.csv", silent))
    data = shared(desk, tmp_path / "n.html", "network")
    assert node_of(data, "Birch Telecom")["share"] == "1 of 2"
    assert b"BIRCH TELECOM" not in (tmp_path / "n.html").read_bytes()


# --- what a copy could be made to tell -----------------------------------------------------------------------------


def test_nothing_in_a_masked_copy_is_an_oracle_for_what_is_masked(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has the rest of a document tries number after number: no hash in the copy may tell them that one fits."""
    monkeypatch.setenv("TRACER_USER", "odalys-the-analyst")
    one = hop_list(
        tmp_path / "one.csv",
        {"incident": "7009", "provider": "Alder Voice", "caller": "+12025550117", "called": "+12025550141", "status": "open"},
    )
    desk.load(one)
    held = next(held for held in desk.case.documents().values() if held.name == "one.csv")
    words = one.read_bytes()
    for profile, tells in (("internal", True), ("partner", False), ("public", False)):
        page, packed = tmp_path / f"{profile}.html", tmp_path / f"{profile}.zip"
        assert desk.run("trace", "7009", "--redact", profile, "--html", page, "--bundle", packed).code == 0
        with zipfile.ZipFile(packed) as bundled:
            out = page.read_text("utf-8") + "".join(bundled.read(name).decode("utf-8", "replace") for name in bundled.namelist())
        attack = {
            guess: hashlib.sha256(words.replace(b"5550117", guess.encode())).hexdigest() for guess in ("5550116", "5550117", "5550118")
        }
        found = [guess for guess, digest in attack.items() if digest[:12] in out]
        assert found == (["5550117"] if tells else []), profile
        assert (held.sha256[:12] in out) is tells
        claims = [claim["claim"] for claim in desk.ask("evidence", "7009")]
        assert not any(claim in out for claim in claims), "an id of a claim is a hash of its words"
        assert ("odalys-the-analyst" in out) is tells


def test_documents_of_a_masked_copy_go_by_numbers_that_its_exhibits_explain(desk: Desk, tmp_path: Path) -> None:
    packed = tmp_path / "b.zip"
    assert desk.run("trace", "7001", "--redact", "public", "--bundle", packed).code == 0
    with zipfile.ZipFile(packed) as bundled:
        exhibits = list(csv.DictReader(io.StringIO(bundled.read("exhibits.csv").decode())))
        evidence = list(csv.DictReader(io.StringIO(bundled.read("evidence.csv").decode())))
    assert [list(row) for row in exhibits] == [["exhibit", "document", "number", "lines", "loaded_at"]] * len(exhibits)
    assert {(row["name"], row["document"]) for row in evidence} == {(row["document"], row["number"]) for row in exhibits}
    assert all(row["loaded_at"] for row in exhibits)


# --- as known on an earlier day ------------------------------------------------------------------------------------------


def on_day(data: dict[str, Any], day: str) -> dict[str, dict[str, Any]]:
    """Every node and line of a page, by id, as its slider shows it."""
    shown = {it["id"]: dict(it) for it in (*data["nodes"], *data["links"])}
    for then in data["meta"]["days"]:
        for id_, state in then["states"].items():
            if state is None:
                del shown[id_]
            else:
                shown[id_] = {**shown.get(id_, {}), **state}
        if then["day"] == day:
            return shown
    raise AssertionError(day)


@pytest.mark.parametrize("profile", [[], ["--redact", "partner"], ["--redact", "internal"]], ids=["as it is", "partner", "internal"])
def test_each_day_of_the_slider_is_what_as_of_gives(tmp_path: Path, profile: list[str]) -> None:
    desk = Desk(tmp_path / "case")
    assert desk.run("demo", tmp_path / "demo").code == 0
    desk = Desk(tmp_path / "demo")
    seen = 0
    for what in (*(["trace", found["incident"]] for found in desk.ask("incidents")), ["network"]):
        data = shared(desk, tmp_path / "all.html", *what, *profile, "--force")
        names_ = {node["id"]: node["name"] for node in data["nodes"]}
        days = [then["day"] for then in data["meta"]["days"]]
        assert days == sorted(days, reverse=True)
        seen += len(days)
        for then in data["meta"]["days"]:
            given = shared(desk, tmp_path / "then.html", *what, *profile, "--as-of", then["day"], "--force")
            shown = on_day(data, then["day"])
            own = {node["id"]: node["name"] for node in given["nodes"]}
            day = f", as known by {then['day']}" if what == ["network"] else ""  # there the status itself says it

            def told(it: dict[str, Any], day: str = day) -> tuple[Any, ...]:
                facts = [(name, value.removesuffix(day)) for name, value in it["facts"]]
                return it["status"], it["inferred"], it["number"], it["weight"], it.get("share") or "", it.get("small"), facts

            assert {names_[id_]: told(it) for id_, it in shown.items() if id_ in names_} == {
                node["name"]: told(node) for node in given["nodes"]
            }, (what, then["day"])
            assert {
                (names_[it["from"]], names_[it["to"]]): (it["attested"], it["line"], it["weight"], how(it), it.get("facts"))
                for id_, it in shown.items()
                if id_ not in names_
            } == {
                (own[it["from"]], own[it["to"]]): (it["attested"], it["line"], it["weight"], how(it), it.get("facts"))
                for it in given["links"]
            }, (what, then["day"])
            assert then["says"] == given["meta"]["says"]
            assert then["by_then"] == given["meta"]["by_then"]
            assert [(names_[n], words) for n, words, _ in then["ghosts"]] == [
                (own[ghost[5]], ghost[2]) for ghost in given["meta"]["layouts"]["wide"]["ghosts"]
            ]
    assert seen >= 20


def test_what_is_drawn_of_earlier_days_counts_nothing_as_withheld_and_masks_no_less(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = {"incident": "7001", "provider": "Birch Telecom", "status": "downstream", "noted_on": "2024-05-25"}
    desk.load(hop_list(tmp_path / "later.csv", later))
    for what in (["trace", "7001"], ["network"]):
        given = shared(desk, tmp_path / "1.html", *what, "--redact", "partner", "--force")
        assert given["meta"]["days"]
        assert CALLED not in json.dumps(given)
        assert "Dogwood" not in json.dumps(given)
        with monkeypatch.context() as without:
            without.setattr(share, "MOST_DAYS", 0)
            bare = shared(desk, tmp_path / "2.html", *what, "--redact", "partner", "--force")
        assert bare["meta"]["days"] == []
        assert bare["meta"]["badge"] == given["meta"]["badge"]
        assert (bare["nodes"], bare["links"]) == (given["nodes"], given["links"])
