"""Snapshots of the FCC's list of Form 499 filers: the XML of all filers, or the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from tracer import text
from tracer.errors import BadDocument
from tracer.loaders.registers import snapshot as register
from tracer.loaders.tables import sheet
from tracer.model import AGENT, CONTACT, FCC, HOLDING, OFFICER, Claim, Document, Finding, Heading, Place, Unread

VERSION = 1

SPEAKER = "Form 499 filers"
REGISTER = "the list of Form 499 filers"
ROOT, FILER = "Filer499QueryResults", "Filer"
_CHUNK = 64 * 1024  # characters given to the parser at once, though a line may be longer
_LONGEST = 20_000  # characters of an element
_MOST_LINES = 20_000  # of a filer
_TITLES = {
    "Chief_Executive_Officer": "Chief Executive Officer",
    "Chairman_or_Senior_Officer": "Chairman or Senior Officer",
    "President_or_Senior_Officer": "President or Senior Officer",
}
_ADDRESS = ("address_line", "city", "state", "zip_code")

# --- the workbook

REQUIRED = ("filer_499_id", "legal_name_of_carrier")
_HQ = tuple(f"hq_address{k}" for k in (1, 2, 3))
_CITY = ("city", "state", "zip_code")
WORDS: dict[str, tuple[str, ...]] = {
    "filer_499_id": ("filer id", "499 filer id", "form 499 id"),
    "legal_name_of_carrier": ("legal name", "legal name of reporting carrier"),
    "doing_business_as": ("dba",),
    "principal_comm_type_1": ("principal communications type",),
    "holding_company": (),
    "management_company": (),
    "coresid": ("fcc registration number", "frn", "cores id"),
    **dict.fromkeys((*_HQ, *_CITY), ()),
    "customer_inquiries_telephone": (),
    **{f"note{k}": () for k in (1, 2, 3)},
}


def recognise(document: Document) -> bool:
    if document.media != "text":
        return False
    if document.head.lstrip("\ufeff \r\n\t").startswith("<"):
        return f"<{ROOT}" in document.head
    found = sheet.layout(document.head, WORDS, REQUIRED)
    return found is not None


def load(document: Document) -> Iterator[Finding]:
    register.no_page(document, REGISTER)
    if document.head.lstrip("\ufeff \r\n\t").startswith("<"):
        filers = _Filers(document)
        yield from filers.read()
        day = filers.day
    else:
        day = register.day_of(document)
        yield from _workbook(document, day)
    yield Heading(issuer=f"{FCC}, {SPEAKER}", dated=day)


def _workbook(document: Document, day: str) -> Iterator[Finding]:
    layout = sheet.layout(document.head, WORDS, REQUIRED)
    for row in register.rows(document, WORDS, REQUIRED, REGISTER):
        if isinstance(row, Unread):
            if not (layout and row.line_to == layout.heading):  # a hundred columns that nobody asked for
                yield row
            continue
        name = row["legal_name_of_carrier"]
        if not name:
            yield row.unread("no legal_name_of_carrier in this row")
            continue
        yield from row.doubtful_frn("coresid")
        notes = [f"Form 499 filer {row['filer_499_id']}", *(note for k in (1, 2, 3) if (note := row[f"note{k}"]))]
        yield register.listed(
            row.place, row.quote, day, SPEAKER, provider=name, frn=row.frn("coresid"), aliases=row.names("doing_business_as"),
            address=", ".join(filter(None, (row[column] for column in (*_HQ, *_CITY)))), note="; ".join(notes),
            phone=text.number(row["customer_inquiries_telephone"]), description=row["principal_comm_type_1"],
        )  # fmt: skip
        for column in ("holding_company", "management_company"):
            if row[column]:
                yield register.listed(row.place, row.quote, day, SPEAKER, how=HOLDING, provider=name, party=row[column])


# --- the XML


class _Filers:
    """The filers of an XML file, read as a stream: no more than one of them is ever held."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.day = ""
        self._path: list[str] = []
        self._text: list[str] = []
        self._said: dict[str, list[str]] = {}  # of the filer being read, by element; of those within an address or an office with its name
        self._starts = (0, 0)  # line and column
        self._lines: list[str] = []  # those of which filers are read now
        self._base = 1  # the number of the first of them
        self._number = 0
        self._whole: list[tuple[Place, str, dict[str, list[str]]]] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._take
        self._parser.EntityDeclHandler = self._entity

    def read(self) -> Iterator[Finding]:
        some: list[str] = []
        size = 0
        for line in self._document.stream():
            some.append(line)
            size += len(line)
            if size >= _CHUNK:
                yield from self._read(some)
                some, size = [], 0
        yield from self._read(some)
        self._parse("", last=True)

    def _read(self, some: list[str]) -> Iterator[Finding]:
        """Read some whole lines. Of those before them only what the filer being read takes is kept."""
        if FILER in self._path:
            self._lines += some
            if len(self._lines) > _MOST_LINES:
                raise BadDocument(f"{self._document.name} has a filer of more than {_MOST_LINES:,} lines: it is not {REGISTER}")
        else:
            self._base, self._lines = self._base + len(self._lines), some
        whole = "".join(some)
        for at in range(0, len(whole), _CHUNK):
            self._parse(whole[at : at + _CHUNK])
            yield from self._found()
        if FILER in self._path:
            passed = self._starts[0] - self._base
            self._base, self._lines = self._base + passed, self._lines[passed:]

    def _parse(self, some: str, *, last: bool = False) -> None:
        try:
            self._parser.Parse(some, last)
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code)
            raise BadDocument(f"line {error.lineno} of {self._document.name} is no XML ({what}): fetch the register again, whole") from None

    def _entity(self, *_: object) -> None:
        raise BadDocument(f"{self._document.name} declares entities, which the FCC's own file does not: fetch it again from there")

    def _found(self) -> Iterator[Finding]:
        whole, self._whole = self._whole, []
        for place, quote, said in whole:
            yield from _filer(place, quote, said, self.day)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._path:
            if name != ROOT:
                raise BadDocument(f"{self._document.name} is not {REGISTER}: it begins with {name[:40]}, not with {ROOT}")
            updated = text.moment(attributes.get("Updated", ""))
            self.day = register.day_of(self._document, updated.moment[:10] if updated else None)
        self._path.append(name)
        if len(self._path) > 50:
            raise BadDocument(f"{self._document.name} is nested too deep to be {REGISTER}: fetch it again")
        self._text = []
        if name == FILER:
            self._number += 1
            self._starts = (self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber)
            self._said = {}

    def _take(self, some: str) -> None:
        if FILER in self._path and len(self._text) < _LONGEST:
            self._text.append(some)

    def _end(self, name: str) -> None:
        said = register.said("".join(self._text)[:_LONGEST])
        self._text = []
        self._path.pop()
        if name == FILER:
            first, column = self._starts
            last, end = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber
            lines = self._lines[first - self._base : last - self._base + 1]
            lines[-1] = lines[-1][:end] + f"</{FILER}>"
            lines[0] = lines[0][column:]
            quote = register.quoted("".join(lines))
            self._whole.append((Place(first, last, row=self._number), quote, self._said))
        elif said and FILER in self._path:
            within = self._path[-1]
            self._said.setdefault(f"{within}/{name}" if name in _ADDRESS else name, []).append(said)


def _filer(place: Place, quote: str, said: dict[str, list[str]], day: str) -> Iterator[Finding]:
    def first(element: str) -> str:
        return said.get(element, [""])[0]

    def address(of: str) -> str:
        return ", ".join(value for part in _ADDRESS for value in said.get(f"{of}/{part}", ()))

    name, printed = first("Legal_Name"), first("FRN")
    if not name:
        yield Unread(place.line_from, place.line_to, "a filer without Legal_Name")
        return
    number = register.frn(printed)
    if printed and number is None:
        yield Unread(place.line_from, place.line_to, f"FRN is none of up to ten digits: {printed[:40]}")

    def listed(**what: Any) -> Claim:
        return register.listed(place, quote, day, SPEAKER, provider=name, **what)

    yield listed(
        frn=number, aliases=tuple(dict.fromkeys(said.get("other_trade_name", ()))), address=address("hq_address"),
        phone=text.number(first("Customer_Inquiries_telephone") or None), description=first("Principal_Communications_Type"),
        note=f"Form 499 filer {first('Form_499_ID')}",
    )  # fmt: skip
    inquiries = address("customer_inquiries_address")
    if inquiries and inquiries != address("hq_address"):
        yield listed(how=CONTACT, address=inquiries)
    agent, agent_address = first("dc_agent"), address("dc_agent_address")
    if agent or agent_address:
        phone = text.number(first("dc_agent_telephone") or None)
        yield listed(how=AGENT, contact=agent, phone=phone, address=agent_address, **register.mail(first("dc_agent_email")))
    officers: dict[str, list[str]] = {}
    for element, title in _TITLES.items():
        if first(element):
            officers.setdefault(first(element), []).append(title)
    for officer, titles in officers.items():
        yield listed(how=OFFICER, contact=officer, note=", ".join(titles))
    if first("holding_company"):
        yield listed(how=HOLDING, party=first("holding_company"))
