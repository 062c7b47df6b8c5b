"""Snapshots of the FCC's Intermediate Provider Registry, as CSV or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tracer import text
from tracer.errors import BadDocument
from tracer.loaders.registers import snapshot as register
from tracer.loaders.tables import sheet
from tracer.model import CONTACT, FCC, Document, Finding, Heading, Place, Unread

VERSION = 1

SPEAKER = "Intermediate Provider Registry"
REGISTER = "the Intermediate Provider Registry"
_CONTACTS = ("regulatory_contact", "rural_call_completion_contact")
_PARTS = ("name", "title", "telephone", "email", "address")
COLUMNS = (
    "business_name", "business_address", "previous_business_names", "states_serviced",
    *(f"{who}_{what}" for who in _CONTACTS for what in _PARTS),
)  # fmt: skip
REQUIRED = ("business_name", "regulatory_contact_name")
WORDS: dict[str, tuple[str, ...]] = dict.fromkeys(COLUMNS, ()) | {
    "previous_business_names": ("previous business name s", "previous business name"),
    "states_serviced": ("states served",),
    "regulatory_contact_telephone": ("regulatory contact telephone number", "regulatory contact phone"),
    "regulatory_contact_email": ("regulatory contact e mail", "regulatory contact email address"),
    "rural_call_completion_contact_telephone": ("rural call completion contact telephone number", "rural call completion contact phone"),
    "rural_call_completion_contact_email": ("rural call completion contact e mail", "rural call completion contact email address"),
}


def recognise(document: Document) -> bool:
    if document.media != "text":
        return False
    if document.head.lstrip("\ufeff \r\n\t").startswith("["):
        return all(f'"{column}"' in document.head for column in REQUIRED)
    return sheet.layout(document.head, WORDS, REQUIRED) is not None


def load(document: Document) -> Iterator[Finding]:
    register.no_page(document, REGISTER)
    day = register.day_of(document)
    is_json = document.head.lstrip("\ufeff \r\n\t").startswith("[")
    for row in _objects(document) if is_json else register.rows(document, WORDS, REQUIRED, REGISTER):
        if isinstance(row, Unread):
            yield row
        else:
            yield from _entry(row, day)
    yield Heading(issuer=f"{FCC}, {SPEAKER}", dated=day)


def _entry(row: register.SnapshotRow, day: str) -> Iterator[Finding]:
    name = row["business_name"]
    if not name:
        yield row.unread("no business_name in this row")
        return
    first, second = ({what: row[f"{who}_{what}"] for what in _PARTS} for who in _CONTACTS)
    yield register.listed(
        row.place, row.quote, day, SPEAKER, provider=name, aliases=row.names("previous_business_names"), roles=("intermediate",),
        address=row["business_address"], contact=first["name"], phone=text.number(first["telephone"]), note=first["title"],
        **register.mail(first["email"]),
    )  # fmt: skip
    for its in (first, second):
        if (its is second and any(its.values())) or (its["address"] and its["address"].casefold() != row["business_address"].casefold()):
            yield register.listed(
                row.place, row.quote, day, SPEAKER, how=CONTACT, provider=name, contact=its["name"], address=its["address"],
                phone=text.number(its["telephone"]), note=its["title"], **register.mail(its["email"]),
            )  # fmt: skip


def _objects(document: Document) -> Iterator[register.SnapshotRow | Unread]:
    """The objects of a JSON array, one by one, each with its lines."""
    whole = "".join(document.stream()).removeprefix("\ufeff")
    decoder = json.JSONDecoder()
    at, line, number = whole.index("[") + 1, 1, 0
    counted = 0  # up to where lines are counted
    while True:
        while whole[at : at + 1] in (" ", "\n", "\r", "\t", ","):
            at += 1
        line, counted = line + whole.count("\n", counted, at), at
        if whole[at : at + 1] == "]":
            return
        try:
            found, end = decoder.raw_decode(whole, at)
        except (json.JSONDecodeError, RecursionError):
            raise BadDocument(f"line {line} of {document.name} is no JSON: fetch the register again, whole") from None
        last = line + whole.count("\n", at, end)
        number += 1
        if not isinstance(found, dict):
            yield Unread(line, last, "no entry of the register")
        else:
            cells = {column: _cell(value) for column, value in found.items() if column in COLUMNS}
            if strange := sorted(column for column in found.keys() - cells.keys() if not column.startswith(":")):
                yield Unread(line, last, f"fields that are not known: {', '.join(strange)[:200]}")
            yield register.SnapshotRow(cells, Place(line, last, row=number), register.quoted(whole[at:end]))
        at = end


def _cell(value: object) -> str:
    """A field as a sheet would print it."""
    return "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
