"""Who signs calls (STIR/SHAKEN): tables of certificates by carrier code (`OCN.csv`), and certificates themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracer import text
from tracer.errors import BadDocument
from tracer.loaders.registers import snapshot as register
from tracer.loaders.tables import sheet
from tracer.model import Document, Finding, Heading, Place, Unread

VERSION = 2

REGISTER = "a table of signing certificates"
REQUIRED = ("ocn", "org_name")
WORDS: dict[str, tuple[str, ...]] = {
    "ocn": ("spc",), "org_name": ("organization", "organisation"), "cn": ("common name",), "cert": ("certificate",),
}  # fmt: skip
_CODE = re.compile(r"[0-9A-Z]{1,20}")
_FIELD = re.compile(r"(?P<what>[A-Za-z ]+): (?P<said>.*)")
CERTIFICATE = "certificate"  # the medium, as its reader has it


def recognise(document: Document) -> bool:
    if document.media == CERTIFICATE:
        return True
    return document.media == "text" and sheet.layout(document.head, WORDS, (*REQUIRED, "cn")) is not None


def load(document: Document) -> Iterator[Finding]:
    if document.media == CERTIFICATE:
        yield from _certificates(document)
        return
    register.no_page(document, REGISTER)
    day = register.day_of(document)
    for row in register.rows(document, WORDS, REQUIRED, REGISTER):
        if isinstance(row, Unread):
            yield row
        elif not row["org_name"] or not _CODE.fullmatch(row["ocn"].upper()):
            yield row.unread(f"no {'org_name' if not row['org_name'] else 'code of a carrier'} in this row")
        else:
            yield register.listed(
                row.place, row.quote, day, "signing certificate", provider=row["org_name"], ocn=row["ocn"].upper(), note=row["cn"]
            )
    yield Heading(issuer="table of signing certificates", dated=day)


def _certificates(document: Document) -> Iterator[Finding]:
    """What certificates say of their holders, each known from the day on which it begins to be valid."""
    [part] = document.parts()
    issuer, begun = None, []
    first, fields = 1, dict[str, list[str]]()
    lines = [*part.lines, ""]
    for number, line in enumerate(lines, 1):
        if said := _FIELD.fullmatch(line):
            fields.setdefault(said["what"], []).append(said["said"])
            continue
        if fields:
            last = number - 1
            holder, codes = fields.get("Organization", [""])[0], fields.get("Carrier code", [])
            day = fields["Valid from"][0][:10]
            issuer = issuer or fields.get("Issuer", [None])[0]
            if holder and codes:
                begun.append(day)
                quote = text.mask("\n".join(lines[first - 1 : last]))
                valid = f"{fields.get('Common name', [''])[0]}, valid to {fields['Valid to'][0]}"
                for code in codes:
                    yield register.listed(
                        Place(first, last), quote, day, "signing certificate", provider=holder, ocn=code.upper(),
                        note=f"{valid}, by its own word: who issued it is not checked",
                    )  # fmt: skip
            else:
                lacks = "the code of a carrier (TNAuthList)" if holder else "an organization"
                yield Unread(first, last, f"a certificate without {lacks}")
            fields = {}
        first = number + 1
    if not lines[0]:
        raise BadDocument(f"{document.name} holds no certificate: give one as PEM or DER")
    yield Heading(issuer=issuer, dated=max(begun, default=None))
