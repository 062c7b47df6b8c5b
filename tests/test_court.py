"""What a bundle on one call holds for a court: one numbering in all its files, a load file, the journal's part, how to check it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import Desk, chain, hop_list, specimens
from tests.story import LETTER
from tracer import court


@pytest.fixture(autouse=True)
def _at_one_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1763800000")
    monkeypatch.setenv("TRACER_USER", "odalys-the-analyst")


@pytest.fixture
def demo(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "case")
    with specimens() as files:
        desk.load(*files)
    return desk


def bundle(desk: Desk, target: Path, *options: object, incident: str = "20417") -> dict[str, str]:
    ran = desk.run("trace", incident, "--bundle", target, *options)
    assert ran.code == 0, ran.err
    with zipfile.ZipFile(target) as held:
        return {name: held.read(name).decode("utf-8", "replace") for name in held.namelist()}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def load_file(text: str) -> list[dict[str, str]]:
    """As a review program reads it: fields between þ, parted by the control character 20, a line each."""
    assert text.startswith("\ufeff")
    lines = [line.split("\x14") for line in text[1:].split("\r\n")[:-1]]
    assert all(re.fullmatch("þ[^þ]*þ", field) for line in lines for field in line)
    head, *found = [[field[1:-1] for field in line] for line in lines]
    return [dict(zip(head, line, strict=True)) for line in found]


@pytest.mark.parametrize("profile", [(), ("--redact", "internal"), ("--redact", "partner"), ("--redact", "public")])
def test_the_bundle_of_a_letter_holds_the_same(demo: Desk, tmp_path: Path, profile: tuple[str, ...]) -> None:
    held = bundle(demo, tmp_path / "l.zip", *profile, incident=LETTER)
    assert {"memo.html", "exhibits.dat", "exhibit-1.txt", "journal.csv", "accuracy.md", "READ-ME.txt"} <= held.keys()
    assert "What speaks against it, or is not known" in held["memo.html"]
    exhibits = {row["exhibit"]: row for row in rows(held["exhibits.csv"])}
    assert "fcc_letter.txt" in {row["document"] for row in exhibits.values()}
    cited = {number for n in exhibits for number in re.findall(r"^\[(\d+\.\d+)\]", held[f"exhibit-{n}.txt"], re.MULTILINE)}
    evidence = rows(held["evidence.csv"])
    assert {row["passage"] for row in evidence} == cited
    assert all(exhibits[row["passage"].split(".")[0]]["document"] == row["name"] for row in evidence)
    assert "acted" in {row["kind"] for row in evidence}, "what the memo cites beside the rows counts with them"
    shown = set(re.findall(r'id="p([\d.]+)"', held["memo.html"]))
    assert shown
    assert shown <= cited
    assert {row["document"] for row in rows(held["journal.csv"])} == {row.get("number") or row["sha256"] for row in exhibits.values()}
    assert demo.run("verify", tmp_path / "l.zip").code == 0
    alone = demo.run("report", LETTER, "--out", tmp_path / "memo.html", *profile)
    assert alone.code == 0
    plain = re.compile(r"<[^>]+>|\[[\d., +a-z]*\]|\s+")
    said = re.findall(r"<h2>What speaks against it.*?<h2>", (tmp_path / "memo.html").read_text("utf-8"), re.DOTALL)
    assert [plain.sub("", each) for each in said] == [
        plain.sub("", each) for each in re.findall(r"<h2>What speaks against it.*?<h2>", held["memo.html"], re.DOTALL)
    ]


def test_a_provider_s_own_copy_of_another_s_letter_goes_without_its_memo(demo: Desk, tmp_path: Path) -> None:
    held = bundle(demo, tmp_path / "l.zip", "--redact", "provider", "--redact-for", "Tidewrack Media Pvt. Ltd.", incident=LETTER)
    assert "memo.html" not in held
    assert "page.html" in held


def test_exhibits_have_one_number_everywhere(demo: Desk, tmp_path: Path) -> None:
    held = bundle(demo, tmp_path / "b.zip")
    exhibits = {row["exhibit"]: (row["document"], row["sha256"]) for row in rows(held["exhibits.csv"])}
    assert list(exhibits) == ["1", "2", "3"]
    memo = dict(re.findall(r"<h3>Exhibit (\d+): ([^<]+)</h3>", held["memo.html"]))
    assert memo == {number: name for number, (name, _) in exhibits.items()}
    dat = load_file(held["exhibits.dat"])
    assert {row["EXHIBIT"]: (row["FILENAME"], row["SHA256HASH"]) for row in dat} == exhibits
    assert [(row["BEGBATES"], row["ENDBATES"], row["FILEEXT"], row["TEXTPATH"]) for row in dat] == [
        ("EXHIBIT-0001", "EXHIBIT-0001", "csv", "exhibit-1.txt"),
        ("EXHIBIT-0002", "EXHIBIT-0002", "txt", "exhibit-2.txt"),
        ("EXHIBIT-0003", "EXHIBIT-0003", "eml", "exhibit-3.txt"),
    ]
    cited = {}
    for number, (name, _) in exhibits.items():
        text = held[f"exhibit-{number}.txt"]
        assert text.startswith(f"Exhibit {number}: {name}\n")
        cited |= dict.fromkeys(re.findall(r"^\[(\d+\.\d+)\]", text, re.MULTILINE), number)
    evidence = rows(held["evidence.csv"])
    assert {row["passage"] for row in evidence} == cited.keys()
    assert all(exhibits[row["passage"].split(".")[0]] == (row["name"], row["document"]) for row in evidence)
    assert set(re.findall(r'id="p([\d.]+)"', held["memo.html"])) <= cited.keys()


def test_what_speaks_against_the_path_and_the_error_rate_are_in_it(demo: Desk, tmp_path: Path) -> None:
    held = bundle(demo, tmp_path / "b.zip")
    assert "What speaks against it, or is not known" in held["memo.html"]
    assert "is not borne out by Brightwater Dialing itself" in held["memo.html"]
    assert re.search(r"\| real: FCC letter \| 2 \| \d+ \| \d+ \| \d+ \| \d+ \|.*version 0\.1\.0 \|", held["accuracy.md"])
    assert set(re.findall(r"^(\S+\.\w+) ", held["READ-ME.txt"], re.MULTILINE)) - {"*.csv"} <= held.keys()
    assert "openssl ts -verify -in SHA256SUMS.tsr -data SHA256SUMS" in held["READ-ME.txt"]


def test_the_part_of_the_journal(demo: Desk, tmp_path: Path) -> None:
    for a, b in (("Brightwater Dialing", "Hollin Outreach"), ("Tidewrack Media Pvt. Ltd.", "Hollin Outreach")):
        assert demo.run("names", "different", a, b, "--because", "two registrations").code == 0
    journal = rows(bundle(demo, tmp_path / "b.zip")["journal.csv"])
    entries = demo.ask("journal")
    assert [(row["did"], row["name"] or row["a"]) for row in journal] == [
        ("loaded", "hop_list.csv"), ("loaded", "mailbox.txt"), ("loaded", "notice.eml"), ("judged", "Brightwater Dialing"),
    ]  # fmt: skip
    for row in journal:
        entry = entries[int(row["line"]) - 1]
        assert (entry["did"], entry["at"], entry["who"]) == (row["did"], row["at"], row["who"])
        assert row["before"] == entry.get("before", "")
    assert journal[-1]["because"] == "two registrations"
    assert journal[0]["who"] == "odalys-the-analyst"


@pytest.mark.parametrize("profile", ["partner", "public"])
def test_a_masked_bundle_tells_no_hash_login_or_reason(demo: Desk, tmp_path: Path, profile: str) -> None:
    assert demo.run("names", "different", "Brightwater Dialing", "Hollin Outreach", "--because", "a secret of ours").code == 0
    held = bundle(demo, tmp_path / "b.zip", "--redact", profile)
    everything = "".join(held.values())
    secret = ["odalys-the-analyst", "a secret of ours", "5550141", "5550117", *(one["document"][:12] for one in demo.ask("documents"))]
    secret += [entry["before"][:12] for entry in demo.ask("journal") if entry.get("before")]
    assert [word for word in secret if word in everything] == []
    plain = "".join(bundle(demo, tmp_path / "whole.zip").values())
    assert [word for word in secret[:4] if word not in plain] == [], "the search finds what is there"
    dat = load_file(held["exhibits.dat"])
    assert {row["SHA256HASH"] for row in dat} == {""}
    numbers = {row["exhibit"]: row["number"] for row in rows(held["exhibits.csv"])}
    assert {row["document"] for row in rows(held["journal.csv"])} == set(numbers.values())


def test_a_judgement_on_a_name_that_is_withheld_is_not_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(hop_list(tmp_path / "open.csv", *chain("7001", "Alder Voice", "Birch Telecom")))
    secret = hop_list(tmp_path / "closed.csv", *chain("7002", "Dogwood Dialing", "Elder Mobile"))
    assert desk.run("load", "--mark", "confidential", secret).code == 0
    assert desk.run("names", "different", "Birch Telecom", "Dogwood Dialing", "--because", "Dogwood told us").code == 0
    assert "Dogwood" not in "".join(bundle(desk, tmp_path / "b.zip", incident="7001").values())
    assert "Dogwood told us" in bundle(desk, tmp_path / "w.zip", "--redact", "internal", incident="7001")["journal.csv"]


def test_a_network_is_no_case_of_one_call(demo: Desk, tmp_path: Path) -> None:
    assert demo.run("network", "--bundle", tmp_path / "n.zip").code == 0
    with zipfile.ZipFile(tmp_path / "n.zip") as held:
        assert not {"memo.html", "exhibits.dat", "journal.csv"} & set(held.namelist())
        evidence, exhibits = (rows(held.read(f"{name}.csv").decode()) for name in ("evidence", "exhibits"))
    numbers = {row["exhibit"]: row["document"] for row in exhibits}
    assert all(numbers[row["passage"].split(".")[0]] == row["name"] for row in evidence)


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_a_document_is_called_each_field_stays_one(name: str, lines: str) -> None:
    row = {"exhibit": 1, "document": name, "lines": lines, "loaded_at": None, "sha256": None}
    [found] = load_file(court.load_file([row]).decode("utf-8"))
    assert (found["EXHIBIT"], found["TEXTPATH"]) == ("1", "exhibit-1.txt")
    assert "®" not in found["FILENAME"] or "\n" in name or "\r" in name
