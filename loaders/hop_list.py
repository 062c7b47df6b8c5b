"""Hop list: a CSV in which people enter what reaches them by phone, portal or reply; one row is one provider's place in one incident."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import Any

from tracer import text
from tracer.errors import BadDocument
from tracer.model import Claim, Document, Finding, Heading, Kind, Place, Remark, Role, Status, Unread

VERSION = 1

REQUIRED = ("incident", "provider")
COLUMNS = (
    *REQUIRED, "received_from", "hop_id", "status", "asked_at", "answered_at", "call_at", "caller", "called", "campaign", "source",
    "stated_by", "noted_on",
)  # fmt: skip
LONGEST = 2000  # characters of a quoted row; a name may be longer than that, a row of evidence need not
FREE = ("provider", "received_from", "caller", "called", "campaign", "source", "stated_by")  # where people write what they like
LONGEST_VALUE = 8000  # bytes: what is longer is no name, and no index takes it


def recognise(document: Document) -> bool:
    header = _header(document.head.split("\n", 1)[0])
    return document.media == "text" and set(REQUIRED) <= set(header) and len(set(header) & set(COLUMNS)) >= 3


def load(document: Document) -> Iterator[Finding]:
    lines = _Lines(document.stream())
    rows = csv.reader(lines, strict=True)
    header = _header_row(_next(rows, lines, document.name) or [], document.name)
    missing = [c for c in REQUIRED if c not in header]
    if missing:
        raise BadDocument(f"{document.name} has no column {' and no column '.join(missing)}: its header row needs {', '.join(REQUIRED)}")
    unknown = [c for c in header if c and c not in COLUMNS]
    if unknown:
        yield Unread(1, lines.number, f"columns that a hop list does not have: {', '.join(unknown)}")
    calls: dict[str, tuple[Any, ...]] = {}
    last = ""
    number = 0
    while True:
        first = lines.number + 1
        lines.taken.clear()
        cells = _next(rows, lines, document.name)
        if cells is None:
            break
        if not any(c.strip() for c in cells):
            continue
        number += 1
        if len(cells) != len(header):
            yield Unread(first, lines.number, f"{len(cells)} cells where the header has {len(header)}")
            continue
        if any(v.strip() for c, v in zip(header, cells, strict=True) if not c):
            yield Unread(first, lines.number, "a cell below a column without a name")
        row = {c: v.strip(" \t\r\n") for c, v in zip(header, cells, strict=True) if c in COLUMNS}
        for finding in _claims(row, Place(first, lines.number, row=number), lines.taken, document, calls):
            if isinstance(finding, Claim) and finding.known_at > last:
                last = finding.known_at
            yield finding
    yield Heading(dated=last or None)


def _claims(
    row: dict[str, str], place: Place, taken: list[str], document: Document, calls: dict[str, tuple[Any, ...]]
) -> Iterator[Finding]:
    first, last = place.line_from, place.line_to
    if not row["incident"] or not row["provider"]:
        yield Unread(first, last, f"no {'incident' if not row['incident'] else 'provider'} in this row")
        return
    if long := next((c for c, v in row.items() if len(v) > 1500 and len(v.encode()) > LONGEST_VALUE), None):
        yield Unread(first, last, f"{long} is longer than {LONGEST_VALUE} bytes")
        return
    raw = "".join(taken).rstrip("\r\n")
    quote = text.mask(raw)
    if quote != raw:
        row = {c: text.mask(v) if c in FREE else v for c, v in row.items()}
        yield Remark("secret-masked", first, last, "a secret in this row is masked")
    times, doubts = {}, []
    for column in ("asked_at", "answered_at", "call_at", "noted_on"):
        if row.get(column):
            reading = text.moment(row[column])
            if reading is None:
                yield Unread(first, last, f"{column} is no ISO 8601 time: {row[column][:80]}")
                continue
            times[column] = reading.moment
            if not reading.zoned:
                doubts.append("time-without-zone")
                yield Remark("time-without-zone", first, last, f"{column} {row[column][:40]} has no zone: read as UTC")
    known = times.get("noted_on") or times.get("answered_at") or document.noted_on
    if known is None:
        raise BadDocument(
            f"line {first} of {document.name} has neither noted_on nor answered_at: say when this became known with --noted-on DATE"
        )
    status = None
    if row.get("status"):
        try:
            status = Status(row["status"].lower().replace(" ", "-").replace("_", "-"))
        except ValueError:
            yield Unread(first, last, f"no such status: {row['status'][:80]} (one of {', '.join(Status)})")
    incident = "itg-" + m[1] if (m := re.fullmatch(r"#?([0-9]+)", row["incident"])) else row["incident"]
    base: dict[str, Any] = {
        "place": place,
        "quote": quote if len(quote) <= LONGEST else quote[:LONGEST] + " …",
        "said_by": row.get("stated_by") or row.get("source") or "hop list",
        "known_at": known,
        "incident": incident,
        "doubts": tuple(dict.fromkeys(doubts)),
        "note": f"source: {row['source']}" if row.get("source") and row.get("stated_by") else None,
    }
    said = (times.get("call_at"), text.number(row.get("caller")), text.number(row.get("called")), row.get("campaign") or None)
    if any(said) and calls.get(incident) != said:
        # A list repeats the call in each of its rows: said once, until a row says it otherwise.
        calls[incident] = said
        call_at, caller, called, campaign = said
        yield Claim(kind=Kind.CALL, valid_at=call_at, call_at=call_at, caller=caller, called=called, campaign=campaign, **base)
    hop: dict[str, Any] = {"provider": row["provider"], "hop": row.get("hop_id") or None}
    if "asked_at" in times:
        yield Claim(kind=Kind.ASKED, role=Role.ASKED, valid_at=times["asked_at"], **hop, **base)
    if status is not None or ("asked_at" not in times and not row.get("received_from")):
        yield Claim(kind=Kind.STATUS, role=Role.NAMED, valid_at=times.get("answered_at") or known, status=status, **hop, **base)
    if source := row.get("received_from"):
        upstream: dict[str, Any] = {"upstream_hop": source[1:]} if re.fullmatch(r"#\S+", source) else {"upstream": source}
        yield Claim(kind=Kind.HANDED_OFF, role=Role.NAMED, valid_at=times.get("answered_at") or known, **hop, **upstream, **base)


class _Lines:
    """Physical lines, counted and kept while a row is read."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.number = 0
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        self.taken.append(line)
        return line


def _header(line: str) -> list[str]:
    return [c.strip().lower() for c in next(csv.reader([line.lstrip("\ufeff").rstrip("\r\n")]), [])]


def _next(rows: Iterator[list[str]], lines: _Lines, name: str) -> list[str] | None:
    try:
        return next(rows, None)
    except csv.Error as error:
        raise BadDocument(f"line {lines.number} of {name} is no CSV ({error}): mend its quotes and load it again") from None


def _header_row(cells: list[str], name: str) -> list[str]:
    header = [c.strip().lstrip("\ufeff").lower() for c in cells]
    twice = sorted({c for c in header if c and header.count(c) > 1})
    if twice:
        raise BadDocument(f"{name} has the column {twice[0]} twice: name each column once")
    return header
