"""Writes letters of the FCC from known facts, in every layout that the kind is known in. All names are invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

LAW = "47 U.S.C. § 227(b); 47 CFR § 64.1200(a)"


@dataclass(frozen=True)
class Row:
    customer: str = "Hollin Outreach"
    notified: tuple[datetime, ...] = ()
    called_at: datetime | date | None = date(2022, 5, 3)
    zone: str = "UTC"
    caller: str = ""
    called: str = ""
    description: str = "Parcel Customs Fee"
    law: str = LAW


@dataclass(frozen=True)
class Letter:
    dated: date = date(2022, 6, 14)
    recipient: str = "Quillon Gateway Ltd."
    as_called: str = "Quillon Gateway, Ltd. (Quillon)"  # in the body
    does: str = "transmitting"
    stated: date | None = date(2022, 6, 28)
    address: tuple[str, ...] = ("48 Harbour Reach, Suite 9", "Port Ellery, WN 00017")
    rows: tuple[Row, ...] = field(default=(Row(),))


@dataclass(frozen=True)
class Style:
    layout: str = "tab"  # `tab`, `pipe`, `blank`, `stacked`, `-apart` (blank lines between rows), `-airy` (... cells), `-tight` (none)
    columns: tuple[str, ...] = ("customer", "notified", "call", "caller", "called", "description", "law")
    headings: tuple[tuple[str, str], ...] = ()
    heading_as: str = "{}"  # `**{}**`, `<b>{}</b>`
    month: str = "short"  # `long`, `dotted`, `sept`
    line_end: str = ""
    breaks: frozenset[tuple[int, str]] = frozenset()  # what interrupts the table before these rows: one of BREAKS
    title: str = ""  # on the line above the table
    wrapped: frozenset[int] = frozenset()  # the description of these rows runs over two lines


HEADINGS = {
    "customer": "Customer",
    "notified": "Date of ITG Notification",
    "call": "Date of Call",
    "caller": "Caller ID",
    "called": "Called Number",
    "description": "Description",
    "law": "Violation",
}


BREAKS = ("page", "heading", "heading at once", "title", "footnote", "footnote of two lines", "form feed", "form feed and heading", "blank")


def interruption(kind: str, header: list[str]) -> list[str]:
    note = ["", "\u2074 See the rule named beside each call.", ""]
    return {
        "page": ["", "3", *note, *header],
        "heading": ["", *header],
        "heading at once": header,
        "title": ["", "ATTACHMENT A", "", *header],
        "footnote": note,
        "footnote of two lines": ["", "\u2074 See the rule named beside each call, and", "the order that adopted it.", ""],
        "form feed": ["", "\f", ""],
        "form feed and heading": ["\f", *header],
        "blank": [""],
    }[kind]


def day(at: date, style: Style) -> str:
    name = at.strftime("%B")
    short = {
        "short": name[:3],
        "long": name,
        "dotted": name if len(name) < 5 else name[:3] + ".",
        "sept": "Sept" if name[0] == "S" else name[:3],
    }
    return f"{short[style.month]} {at.day}, {at.year}"


def time(at: datetime | date | None, style: Style, zone: str = "") -> str:
    if at is None:
        return ""
    return f"{day(at, style)} {at:%H:%M} {zone}".strip() if isinstance(at, datetime) else day(at, style)


def cells(row: Row, style: Style) -> list[str]:
    printed = {
        "customer": row.customer,
        "notified": " ".join(time(at, style) for at in row.notified),
        "call": time(row.called_at, style, row.zone),
        "caller": row.caller,
        "called": row.called,
        "description": row.description,
        "law": row.law,
    }
    return [printed[c] for c in style.columns]


def line(parts: list[str], style: Style, widths: list[int]) -> str:
    if style.layout == "pipe":
        return "| " + " | ".join(parts) + " |"
    if style.layout == "blank":
        return "  ".join(part.ljust(width) for part, width in zip(parts, widths, strict=True)).rstrip()
    return "\t".join(parts)


def table(letter: Letter, style: Style) -> list[str]:
    names = {**HEADINGS, **dict(style.headings)}
    heads = [style.heading_as.format(names[c]) for c in style.columns]
    rows = [cells(row, style) for row in letter.rows]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    if style.layout.startswith("stacked"):
        header = heads
    else:
        header = [line(heads, style, widths)] + (["|" + "---|" * len(heads)] if style.layout == "pipe" else [])
    out = [*([style.title] if style.title else []), *header]
    for number, (row, parts) in enumerate(zip(letter.rows, rows, strict=True)):
        for _, kind in sorted(b for b in style.breaks if b[0] == number and number):
            out += interruption(kind, header)
        if style.layout.startswith("stacked"):
            tight, airy = style.layout == "stacked-tight", style.layout == "stacked-airy"
            for name, part in zip(style.columns, parts, strict=True):
                if number in style.wrapped and name == "description":
                    out += row.description.rsplit(" ", 1)
                elif part or not tight:
                    out.append(part)
                if airy:
                    out.append("")
            out += [""] if style.layout == "stacked-apart" else []
        elif number in style.wrapped:
            out += line(parts, style, widths).replace(row.description, "\n".join(row.description.rsplit(" ", 1))).split("\n")
        else:
            out.append(line(parts, style, widths))
    return [printed + style.line_end if printed else printed for printed in out]


def write(letter: Letter, style: Style | None = None) -> str:
    style = style or Style()
    stated = f" ({letter.stated:%B} {letter.stated.day}, {letter.stated.year})" if letter.stated else ""
    determination = f"The Bureau has found that {letter.as_called} is apparently {letter.does} unlawful robocalls for its customers. "
    duties = (
        "Mitigate it within 48 hours, and tell us how.\u00b9 Report what you do against further illegal calls, and do so "
        f"within fourteen (14) days of this letter's date{stated}. Write to marit.solheim@bureau.example."
    )
    return "\n".join(
        [
            "Federal Communications Commission", "Enforcement Bureau", "Washington, DC 00000", "",
            f"{letter.dated:%B} {letter.dated.day}, {letter.dated.year}", "", "VIA CERTIFIED MAIL", "",
            "To: Ottilie Varga", "Managing Director", letter.recipient, *letter.address, "ottilie@quillongateway.example", "",
            "cc: compliance@quillongateway.example", "", "Re: A letter made for a test", "", "Dear Ms. Varga:", "",
            determination + duties, "",
            "\u00b9 47 CFR § 64.1200(k)(4).", "", "Sincerely,", "", "Marit Solheim", "Federal Communications Commission", "",
            "ATTACHMENT A", "", *table(letter, style), "",
        ]
    )  # fmt: skip


def at(reading: datetime | date | None) -> str | None:
    """The moment that a printed time must be read as (all these letters print UTC or no zone)."""
    if reading is None:
        return None
    return reading.strftime("%Y-%m-%dT%H:%M:00Z") if isinstance(reading, datetime) else reading.isoformat()


def minutes(day_: date, minute: int) -> datetime:
    return datetime(day_.year, day_.month, day_.day) + timedelta(minutes=minute)  # noqa: DTZ001 printed without a zone
