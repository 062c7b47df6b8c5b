"""Secrets planted in every place of documents: none of them is in the store, the journal, or anything that is shown."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import story
from tests.cases import COLUMNS, Desk, chain, hop_list
from tracer.text import MASKED

SECRET = "s3cr3t0ken4of5many6letters7and8digits9"
SECRETS = {
    "login": f"https://portal.example/login/{SECRET}",
    "key": f"https://portal.example/a?key={SECRET}",
    "ftp": f"ftp://odalys:{SECRET}@files.example/x",
    "bearer": f"Bearer {SECRET}",
    "long": f"{SECRET}x{SECRET}",
    "address": "odalys.wren.s3cr3t0ken4of@fernwickvoice.example",
    "disguised": "odalys.wren.s3cr3t0ken4of (at) fernwickvoice.example",
}
MARK = "s3cr3t0ken4of"  # in each of them


def everything(desk: Desk) -> str:
    """All that the case keeps beside the originals, and all that it shows."""
    desk.run("query", "requests")  # makes the graph
    kept = [f.read_bytes() for f in desk.folder.rglob("*") if f.is_file() and f.parent.name != "originals"]
    shown = [desk.run(*words) for words in (
        ("evidence", "--json"), ("evidence",), ("incidents", "--json"), ("documents", "--json"), ("flags", "--json"), ("due", "--all", "--json"),
        ("next", "--json"), ("names", "list", "--json"), ("names", "propose"), ("journal", "--json"), ("query", "statuses", "--json"),
    )]  # fmt: skip
    traces = [desk.run("trace", incident["incident"]) for incident in desk.ask("incidents")]
    return "".join(b.decode("utf-8", "replace") for b in kept) + "".join(ran.out + ran.err for ran in (*shown, *traces))


@pytest.mark.parametrize("column", [*COLUMNS.split(","), "colour"])
def test_in_any_cell_of_a_hop_list(tmp_path: Path, column: str, record_property: Callable[[str, object], None]) -> None:
    desk = Desk(tmp_path / "case")
    rows = []
    # An id may be as long a word as a token is: masked, two would be one.
    planted = [secret for kind, secret in SECRETS.items() if kind != "long" or column not in ("incident", "hop_id")]
    for number, secret in enumerate(planted, 7001):
        first, last = chain(
            str(number), "Alder Voice", "Birch Telecom", caller="+12025550117", called="+12025550141", noted_on="2024-05-20"
        )
        rows += [first | {column: secret}, last]
    file = tmp_path / "one.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, [*COLUMNS.split(","), "colour"])
        writer.writeheader()
        writer.writerows(rows)
    loaded = desk.run("load", file)
    assert MARK not in loaded.out + loaded.err + desk.run("load", file, "--json").out
    assert MARK not in everything(desk)
    record_property("secrets planted, and not found again", len(planted))


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_in_the_heading_of_a_hop_list(tmp_path: Path, secret: str) -> None:
    desk = Desk(tmp_path / "case")
    file = tmp_path / "one.csv"
    out = io.StringIO()
    csv.writer(out).writerows([["incident", "provider", "noted_on", secret], ["7001", "Alder Voice", "2024-05-20", "x"]])
    file.write_text(out.getvalue(), "utf-8")
    loaded = desk.run("load", file)
    assert MARK not in loaded.out + loaded.err
    assert MARK not in everything(desk)


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_in_any_line_of_a_mail(tmp_path: Path, secret: str, record_property: Callable[[str, object], None]) -> None:
    """Put before each line, after it, and in its place: whatever a loader then takes it for."""
    whole = story.mailbox(
        tmp_path / "mails.txt", story.request("2024-05-09 14:05", 20560), story.silent("2024-05-14 14:01", 20560, "Orchid Transit Corp")
    )
    lines = whole.read_text("utf-8").split("\n")
    swapped = [f"{line}{secret}" if k % 3 == 0 else f"{secret}\n{line}" if k % 3 == 1 else line for k, line in enumerate(lines)]
    ends = [
        f"{line.partition(':')[0]}: {secret}" if ":" in line and not line.startswith(("From", "To", "Date")) else line for line in lines
    ]
    for name, text in (("swapped", swapped), ("ends", ends)):
        desk = Desk(tmp_path / name)
        file = tmp_path / f"{name}.txt"
        file.write_text("\n".join(text), "utf-8")
        loaded = desk.run("load", file, "--as", "itg_mailbox")
        assert MARK not in loaded.out + loaded.err
        if loaded.code == 0:
            assert MARK not in everything(desk)
        record_property("secrets planted, and not found again", "\n".join(text).count(MARK))


def test_what_is_planted_would_be_found(tmp_path: Path) -> None:
    """The negative control: a word that is no secret is everywhere."""
    desk = Desk(tmp_path / "case")
    desk.load(hop_list(tmp_path / "one.csv", *chain("7001", "Alder Voice", MARK)))
    assert everything(desk).count(MARK) > 10
    assert MASKED not in everything(desk)


def test_ids_are_never_masked_into_one(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    ids = ["a1" + "b" * 60, "fcc-2031-" + "b" * 60 + ".1", "odalys@fernwick.example", "ivo@fernwick.example"]
    [outcome] = desk.load(hop_list(tmp_path / "one.csv", *({"incident": i, "provider": "Alder Voice", "status": "open"} for i in ids)))
    assert [found["incident"] for found in desk.ask("incidents")] == ids[:2]
    assert [(u.line_from, u.reason) for u in outcome.unread] == [
        (4, "an id that holds a login, token or address"),
        (5, "an id that holds a login, token or address"),
    ]
