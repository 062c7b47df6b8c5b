"""Secrets planted in every place of documents: none of them is in the store, the journal, or anything that is shown."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from tests import story
from tests.cases import COLUMNS, Desk, chain, hop_list
from tests.hostile import seeds
from tests.test_serve import serving, walked
from tracer import readers, registry
from tracer.errors import TracerError
from tracer.model import Claim, Kind, Place
from tracer.reading import Read
from tracer.store.fit import Unfit
from tracer.store.properties import evidence
from tracer.text import MASKED

SECRET = "s3cr3t0ken4of5many6letters7and8digits9"
MARK = "s3cr3t0ken4of"
WORD = "b1ue0rch1d4of"  # of the same shape
PERSON = f"odalys.{MARK}@fernwickvoice.example"
WIDE = str.maketrans({chr(sign): chr(sign + 0xFEE0) for sign in range(0x21, 0x7F)})


def percent(text: str) -> str:
    return "".join(f"%{ord(sign):02X}" for sign in text)


def base64(text: str) -> str:
    return b64encode(text.encode()).decode()


SECRETS = {
    "login": f"https://portal.example/login/{SECRET}",
    "key": f"https://portal.example/a?key={SECRET}",
    "fragment": f"https://portal.example/a#id_token={SECRET}",
    "shape": f"https://portal.example/t/{SECRET}",
    "without a scheme": f"www.portal.example/reset?x={SECRET}",
    "without a host": f"/magic-link/{SECRET}",
    "in a link": f"https://safe.example/?url={percent(f'https://portal.example/verify/{MARK}')}",
    "defanged": f"hxxps[:]//portal[.]example/login/{SECRET}",
    "ftp": f"ftp://odalys:{SECRET}@files.example/x",
    "ipv6 host": f"https://odalys:{SECRET}@[2001:db8::1]/x",
    "bearer": f"Bearer {SECRET}",
    "token": f"Authorization: Token {SECRET}",
    "jwt": f"eyJhbGciOiJub25lIn0.{SECRET}.{SECRET}",
    "cookie": f"Cookie: theme=dark; PHPSESSID={SECRET}",
    "header": f"X-Api-Key: {SECRET}",
    "password": f"Password: {MARK}",
    "said": f"the passcode is {MARK}",
    "key of a service": f"sk_live_{SECRET}",
    "long": f"{SECRET}x{SECRET}",
    "address": PERSON,
    "sip": f"sip:odalys:{MARK}@pbx.fernwickvoice.example",
    "ip literal": f"odalys.{MARK}@[IPv6:2001:db8::1]",
    "disguised": PERSON.replace("@", " (at) ").replace(".example", " [dot] example"),
    "spelt": f"odalys.{MARK} at fernwickvoice dot example",
    "percent": percent(PERSON),
    "entity": PERSON.replace("@", "&#64;").replace(".", "&period;"),
    "quoted": PERSON.replace("@", "=40"),
    "base64": base64(PERSON),
    "base64 link": base64(f"See https://portal.example/login/{SECRET}"),
    "unseen": "\u200b".join(PERSON),
    "wide": PERSON.translate(WIDE),
    "cut by a line": f"Bear\ner {SECRET}",
    "cut, and said": f"pass\nword: {MARK}",
    "cut by a joint": f"Bear er {SECRET}",
}
# None of these may be found again, in whatever way the secret was written.
TRACES = (MARK, percent(MARK), base64(PERSON)[:20], base64("See https://portal")[:20], "\u200b".join(MARK), MARK.translate(WIDE))


def told(text: str) -> list[str]:
    """The traces of planted secrets in a text."""
    return [trace for trace in TRACES if trace in text]


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
    assert not told(loaded.out + loaded.err + desk.run("load", file, "--json").out)
    assert not told(everything(desk))
    record_property("secrets planted, and not found again", len(planted))


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_in_the_heading_of_a_hop_list(tmp_path: Path, secret: str) -> None:
    desk = Desk(tmp_path / "case")
    file = tmp_path / "one.csv"
    out = io.StringIO()
    csv.writer(out).writerows([["incident", "provider", "noted_on", secret], ["7001", "Alder Voice", "2024-05-20", "x"]])
    file.write_text(out.getvalue(), "utf-8")
    loaded = desk.run("load", file)
    assert not told(loaded.out + loaded.err)
    assert not told(everything(desk))


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
        assert not told(loaded.out + loaded.err)
        if loaded.code == 0:
            assert not told(everything(desk))
        record_property("secrets planted, and not found again", sum("\n".join(text).count(trace) for trace in TRACES))


@pytest.mark.parametrize("field", [name for name, type_ in get_type_hints(Claim).items() if str in (type_, *get_args(type_))])
@pytest.mark.parametrize("secret", [SECRETS["login"], SECRETS["password"]])
def test_in_any_field_that_a_loader_takes_it_for(field: str, secret: str) -> None:
    """A name, a time, a number: whatever the field is for. Of ids none may hold one, for masked two would be one."""
    says: dict[str, Any] = {"quote": "words", "said_by": "ITG", "known_at": "2024-05-20", field: secret}
    claim = Claim(kind=Kind.STATUS, place=Place(1, 1), **says)
    for _ in range(2):  # also when the like was seen before
        try:
            kept = evidence("5a" * 32, "one.csv", "hop_list", claim)
        except Unfit:
            assert field in ("incident", "hop", "upstream_hop", "action")
        else:
            assert "[masked]" in getattr(kept, field)
            assert not told(repr(kept))


# --- every field of every specimen ---------------------------------------------------------------------------------

HOW: dict[str, Callable[[str, str], str]] = {
    "after": lambda line, secret: f"{line} {secret}",
    "within": lambda line, secret: line.replace(" ", f" {secret} ", 1),
    "value": lambda line, secret: f"{line.partition(':')[0]}: {secret}" if ":" in line else line,
    "before": lambda line, secret: f"{secret}\n{line}",
}


def planted(specimen: bytes, suffix: str, how: str, first: int) -> str:
    """A specimen with a secret in each line, or each cell in turn: another kind in each, beginning with that one."""
    kinds = [*SECRETS.values()]
    text = specimen.decode("utf-8")
    if suffix != ".csv":
        put = HOW[how]
        lines = text.split("\n")
        # The first lines say what a document is.
        return "\n".join(put(line, kinds[(k + first) % len(kinds)]) if line.strip() and k > 3 else line for k, line in enumerate(lines))
    out = io.StringIO()
    heading, *rows = csv.reader(io.StringIO(text))
    column = first % len(heading)
    writer = csv.writer(out)
    writer.writerow(heading)
    for number, secret in enumerate(kinds):
        row = list(rows[number % len(rows)])
        if column < len(row) and (secret != SECRETS["long"] or heading[column] not in ("incident", "hop_id")):
            row[column] = f"{row[column]} {secret}" if how == "after" else secret
        writer.writerow(row)
    return out.getvalue()


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("name", sorted(seeds.specimens()))
def test_in_every_place_of_every_specimen(name: str, how: str, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    whole, suffix = seeds.specimens()[name], Path(name).suffix
    file = tmp_path / f"one{suffix}"
    file.write_bytes(whole)
    loader = registry.detect(readers.read(file, name=name, sha256="5a" * 32))
    assert loader
    times = int(os.environ.get("TRACER_SOAK_EXAMPLES", "6"))
    for first in range(0, len(SECRETS), max(1, len(SECRETS) // times)):
        text = planted(whole, suffix, how, first)
        file.write_text(text, "utf-8")
        try:
            document = readers.read(file, name=name, sha256="5a" * 32, noted_on="2024-06-01")
            read = Read(document, loader.name, loader.load(document))
            claims = [claim for batch in read.batches(lambda *_: None) for claim in batch]
            found = repr((claims, read.unread, read.remarks, read.heading))
        except TracerError as error:
            found = str(error)
        assert not told(found), first
        record_property("secrets planted, and not found again", sum(text.count(trace) for trace in TRACES))


# --- all that leaves a case ----------------------------------------------------------------------------------------

LISTED = (
    ("status",), ("documents",), ("incidents",), ("evidence",), ("flags",), ("due", "--all"), ("next",), ("names", "list"), ("names", "propose"),
    ("journal",), ("check",), ("find", "Alder"), ("registers",), ("query", "statuses"), ("query", "requests"),
)  # fmt: skip
LEAVES = (
    ("network", "--html", "OUT/n.html"), ("network", "--bundle", "OUT/n.zip"), ("trace", "7001", "--html", "OUT/t.html"),
    ("trace", "7001", "--bundle", "OUT/t.zip"), ("report", "7001", "--out", "OUT/m.html"), ("report", "7001", "--out", "OUT/m.docx"),
    ("report", "Alder Voice", "--out", "OUT/p.html"), ("export", "--graphml", "OUT/g.graphml", "--csv", "OUT/csv", "--xlsx", "OUT/x.xlsx"),
    ("export", "--opengraph", "OUT/og", "--case-uco", "OUT/uco.json"),
)  # fmt: skip
PROFILES = (
    (),
    ("--redact", "internal"),
    ("--redact", "partner"),
    ("--redact", "public"),
    ("--redact", "provider", "--redact-for", "Alder Voice"),
)


def unpacked(file: Path) -> str:
    """The text of a file, and of those in it where it is an archive."""
    if not zipfile.is_zipfile(file):
        return file.read_bytes().decode("utf-8", "replace")
    with zipfile.ZipFile(file) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def with_secrets(folder: Path, secrets: Iterable[str]) -> Desk:
    """A case of one call for each of them, in many cells of its rows."""
    desk = Desk(folder / "case")
    rows = []
    for number, secret in enumerate(secrets, 7001):
        first, *more = chain(str(number), "Alder Voice", "Birch Telecom", "Cedar Networks", caller="+12025550117", noted_on="2024-05-20")
        rows += [first | {"campaign": f"Parcel {secret}", "source": secret}, *(row | {"stated_by": secret} for row in more)]
        rows.append({"incident": str(number), "provider": f"Rowan {secret}", "status": "no-response", "noted_on": "2024-05-21"})
    desk.load(hop_list(folder / "one.csv", *rows))
    return desk


def leaves(desk: Desk, folder: Path) -> Iterator[tuple[str, str]]:
    """All that is shown and written of a case, by every profile, and what a browser gets: what it is of, and its text."""
    for words in LISTED:
        for form in ((), ("--json",), ("--csv",)):
            ran = desk.run(*words, *form)
            yield " ".join((*words, *form)), ran.out + ran.err
    for number, profile in enumerate(PROFILES):
        out = folder / f"out{number}"
        out.mkdir()
        for words in LEAVES:
            ran = desk.run(*(word.replace("OUT", str(out)) for word in words), *profile)
            assert ran.code == 0, (words, profile, ran)
            yield f"{words} {profile}", ran.out + ran.err
        yield from ((f"{file.name} {profile}", unpacked(file)) for file in sorted(out.rglob("*")) if file.is_file())
    for words in (
        ("browser", "--out", folder / "browser"),
        ("due", "--ics", folder / "due.ics"),
        ("export", "--neo4j-import", folder / "import"),
    ):
        desk.run(*words)
    for place in (folder / "browser", folder / "due.ics", folder / "import"):
        yield from ((str(file.name), unpacked(file)) for file in (place.rglob("*") if place.is_dir() else [place]) if file.is_file())
    with serving(desk) as served:
        for path, text in walked(served).items():
            yield f"served {path}", text


@pytest.mark.long
def test_in_nothing_that_leaves(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """A word that stands beside them, and is none, is in most that leaves: the negative control."""
    desk = with_secrets(tmp_path, [WORD, *SECRETS.values()])
    looked, found = 0, list[str]()
    for what, text in leaves(desk, tmp_path):
        assert not told(text), what
        looked += 1
        found += [what] if WORD in text else []
    assert looked > 150
    assert len(found) > 60
    for kind in ("n.html", "t.zip", "m.docx", "x.xlsx", "uco.json", "served "):
        assert any(kind in what for what in found), kind
    assert not told(everything(desk))
    record_property("files, pages and answers looked through for secrets", looked)


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
