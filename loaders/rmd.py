"""Snapshots of the FCC's Robocall Mitigation Database: the CSV of all filings."""

from __future__ import annotations

from collections.abc import Iterator

from tracer import text
from tracer.errors import BadDocument
from tracer.loaders.registers import snapshot as register
from tracer.loaders.tables import sheet
from tracer.model import CONTACT, FCC, Document, Finding, Heading, Unread

VERSION = 2

SPEAKER = "Robocall Mitigation Database"
REGISTER = "the Robocall Mitigation Database"
REQUIRED = ("number", "business_name")
NUMBERED = ("frn", "filing_url")  # one of these as well
WORDS: dict[str, tuple[str, ...]] = {
    "number": ("rmd number", "robocall mitigation database number"),
    "filing_url": ("attachment link", "sys id"),
    "frn": ("fcc registration number", "fcc registration number frn", "u fcc registration number frn"),
    "business_name": ("u business name", "company name"),
    "business_address": ("u business address",),
    "foreign_voice_provider": ("foreign voice service provider",),
    "country": ("business country",),
    "other_frns": ("other frn", "other frn s"),
    "other_dba_names": ("other dba name s", "other dba name"),
    "previous_dba_names": ("previous dba name s", "previous business names", "previous business name s"),
    "robocall_mitigation_contact_name": ("contact name",),
    "contact_title": (),
    "contact_department": (),
    "contact_business_address": ("contact address",),
    "contact_country": (),
    "contact_telephone_number": ("contact telephone", "contact phone number"),
    "contact_phone_extension": ("contact telephone extension",),
    "implementation": ("stir shaken implementation",),
    "voice_service_provider_choice": ("voice service provider",),
    "gateway_provider_choice": ("gateway provider",),
    "intermediate_provider_choice": ("intermediate provider", "non gateway intermediate provider"),
    "last_updated": (),
    "last_recertified": (),
}
_ROLES = {
    "voice_service_provider_choice": "voice-service",
    "gateway_provider_choice": "gateway",
    "intermediate_provider_choice": "intermediate",
    "foreign_voice_provider": "foreign-voice-service",
}
_YES, _NO = frozenset("yes true y 1 x checked".split()), frozenset("no false n 0 unchecked".split())


def recognise(document: Document) -> bool:
    found = sheet.layout(document.head, WORDS, REQUIRED)
    return document.media == "text" and found is not None and _numbered(found)


def _numbered(layout: sheet.Layout) -> bool:
    return any(column in NUMBERED for column, _ in layout.takes)


def load(document: Document) -> Iterator[Finding]:
    register.no_page(document, REGISTER)
    layout = sheet.layout(document.head, WORDS, REQUIRED)
    if layout and not _numbered(layout):
        raise BadDocument(f"{document.name} is not {REGISTER}: its header row needs {' or '.join(NUMBERED)}")
    day = register.day_of(document)
    for row in register.rows(document, WORDS, REQUIRED, REGISTER):
        if isinstance(row, Unread):
            yield row
        else:
            yield from _filing(row, day)
    yield Heading(issuer=f"{FCC}, {SPEAKER}", dated=day)


def _filing(row: register.SnapshotRow, day: str) -> Iterator[Finding]:
    name, number = row["business_name"], row["number"].upper()
    if not name or not number:
        yield row.unread(f"no {'business_name' if not name else 'number'} in this row")
        return
    yield from row.doubtful_frn()
    roles, strange = [], []
    for column, role in _ROLES.items():
        word = row[column].lower()
        if word in _YES:
            roles.append(role)
        elif word and word not in _NO:
            strange.append(column)
    if strange:
        yield row.unread(f"neither yes nor no: {', '.join(strange)}")
    dates = [f"{column.replace('_', ' ')} {row[column]}" for column in ("last_updated", "last_recertified") if row[column]]
    address, contact_address = row["business_address"], row["contact_business_address"]
    contact = row["robocall_mitigation_contact_name"]
    extension = row["contact_phone_extension"]
    yield register.listed(
        row.place, row.quote, day, SPEAKER, provider=name, rmd=number, frn=row.frn(), country=row["country"], roles=tuple(roles),
        aliases=(*row.names("other_dba_names"), *row.names("previous_dba_names")), other_frns=row.frns("other_frns"), address=address,
        contact=contact, phone=text.number(row["contact_telephone_number"]), description=row["implementation"],
        note="; ".join([*([f"extension {extension}"] if extension else []), *dates]),
    )  # fmt: skip
    if contact_address and contact_address.casefold() != address.casefold():
        yield register.listed(
            row.place, row.quote, day, SPEAKER, how=CONTACT, provider=name, contact=contact, address=contact_address,
            note=row["contact_title"],
        )  # fmt: skip
