"""Writes made-up mailboxes of the Industry Traceback Group from known facts, in every layout that such mails have had.

The facts are drawn apart from the layout: whatever the layout, the same facts must be read back.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from hypothesis import strategies as st

from tests.pdf_writer import pdf
from tracer.model import replace

SENDER = "traceback-notice@tracebacks.org"
TOKEN = "eyJhbGciOiJub25lIn0.eyJ1c2VyIjoiaW52ZW50ZWQifQ.c2lnbmF0dXJlLW9mLW5vYm9keQ"
PEOPLE = ("odalys.wren", "t.marchbanks", "ivo_k")
COMPANY, DOMAIN = "Fernwick Voice, LLC", "fernwickvoice.example"
UPSTREAMS = ("Orchid Transit Corp", "Saltmarsh Telecom", "Quillon Gateway Ltd.", "Juniper / Juniper Voice / JV Tel", "B2B & Sons, Inc.")


@dataclass(frozen=True)
class Call:
    incident: int
    at: datetime
    called: str | None
    caller: str | None
    campaign: str
    description: str
    above: bool = False  # printed as `(see description above)`


@dataclass(frozen=True)
class Request:
    sent: datetime
    calls: tuple[Call, ...]
    hop: int | None = None
    reminder: bool = False


@dataclass(frozen=True)
class Silent:
    sent: datetime
    incident: int
    upstream: str
    hop: int


@dataclass(frozen=True)
class Tried:
    sent: datetime
    upstream: str
    count: int


@dataclass(frozen=True)
class Figures:
    """None prints as `-` or `N/A`."""

    sent: datetime
    own: tuple[int | None, ...]  # total, open, poe, downstream, orig, no resp, not found, campaigns
    average: str | None
    upstream: tuple[tuple[str, tuple[int | None, ...]], ...]  # total, open, poe, orig, no resp, not found


Mail = Request | Silent | Tried | Figures


@dataclass(frozen=True)
class Layout:
    word: str  # Incident or Traceback
    fresh: str
    campaign_first: bool
    separator: str  # after a label; a line feed puts the value on a line below
    seconds: str  # of the three ways to print a time
    apart: bool  # blank lines between a call's fields
    loose: bool  # a blank line before the description
    trailing: str
    emphasis: str
    portal: str
    footer: int
    width: int  # of wrapped lines, 0 for none
    cells: str  # how tables are printed
    paragraph: bool  # one more before a table
    dash: str  # a cell without a figure
    header_gap: bool  # blank lines between From, To and Date


moments_ = st.datetimes(datetime.fromisoformat("2020-06-01"), datetime.fromisoformat("2024-06-01")).map(
    lambda d: d.replace(second=0, microsecond=0, tzinfo=UTC)
)
numbers_ = st.integers(0, 99).flatmap(lambda n: st.sampled_from(("202", "415", "873", "609")).map(lambda area: f"+1{area}55501{n:02d}"))
_WORDS = (
    "a caller claims parcel refund of $49.99 was charged; press 1 now voice says (in two languages) account's lantern/toll fee 30% due"
    " recorded automated number is spoofed called party asked to: confirm card-holder — within 2 days to from Campaign"
).split()
descriptions_ = st.lists(st.sampled_from(_WORDS), min_size=4, max_size=45).map(lambda words: f"Alleged scam: {' '.join(words)}.")
campaigns_ = st.sampled_from(("Parcel-Refund", "Toll-Pass (Impers)", "Discount 50%", "Lantern - Night Voice", "Roof-P1-Offers"))
counts_ = st.none() | st.integers(0, 1200)


@st.composite
def facts(draw: st.DrawFn) -> list[Mail]:
    known: dict[str, str] = {}
    mails: list[Mail] = []
    for kind in draw(st.lists(st.sampled_from("rrrsnmf"), min_size=1, max_size=5)):
        sent = draw(moments_)
        if kind in "rn":
            calls: list[Call] = []
            for _ in range(draw(st.integers(1, 3))):
                campaign = draw(campaigns_)
                referred = calls[-1].description if calls else known.get(campaign)
                above = bool(referred) and draw(st.booleans())
                words = referred if above and referred else draw(descriptions_)
                if not above:
                    known[campaign] = words
                both = draw(st.booleans())
                ends = (draw(numbers_), draw(numbers_ | st.none())) if both else (None, None)
                at = draw(moments_)
                calls.append(Call(draw(st.integers(1, 99999)), at, *ends, campaign, words, above))
            hop = draw(st.none() | st.integers(1000, 99999)) if len(calls) == 1 else None
            mails.append(Request(sent, tuple(calls), hop, kind == "n"))
        elif kind == "s":
            mails.append(Silent(sent, draw(st.integers(1, 99999)), draw(st.sampled_from(UPSTREAMS)), draw(st.integers(1000, 99999))))
        elif kind == "m":
            mails.append(Tried(sent, draw(st.sampled_from(UPSTREAMS)), draw(st.integers(1, 12))))
        else:
            own = tuple(draw(counts_) for _ in range(8))
            names = draw(st.lists(st.sampled_from(UPSTREAMS), unique=True, max_size=3))
            rows = tuple((name, tuple(draw(counts_) for _ in range(6))) for name in names)
            mails.append(Figures(sent, own, draw(st.sampled_from((None, "1 hour 9 minutes", "52 minutes 4 seconds"))), rows))
    return mails


layouts = st.builds(
    Layout,
    word=st.sampled_from(("Incident", "Traceback")),
    fresh=st.sampled_from((" (new)", " (3d13h ago)", " (25m ago)", " 0 seconds ago", "")),
    campaign_first=st.booleans(),
    separator=st.sampled_from((" ", "\t", "", "\n", "\n\n")),
    seconds=st.sampled_from(("%Y-%m-%d %H:%M:%S UTC", "%Y-%m-%d %H:%M UTC", "%Y-%m-%d %H:%M:%S +0000 UTC")),
    apart=st.booleans(),
    loose=st.booleans(),
    trailing=st.sampled_from(("", "\t", "  ")),
    emphasis=st.sampled_from(("", "*", "**")),
    portal=st.sampled_from(("plain", "login", "redacted")),
    footer=st.integers(0, 3),
    width=st.sampled_from((0, 0, 60, 90)),
    cells=st.sampled_from(("tab", "pipe", "blanks", "single", "stacked")),
    paragraph=st.booleans(),
    dash=st.sampled_from(("-", "N/A")),
    header_gap=st.booleans(),
)


def text(mails: Sequence[Mail], layout: Layout) -> bytes:
    """A text dump, as of a mailbox printed into one file."""
    lines: list[str] = ["", ""]
    for mail in mails:
        gap = [""] if layout.header_gap else []
        lines += [f"From: {SENDER}", *gap, f"To: {_to(layout)}", *gap, f"Date: {mail.sent:%d %b %y %H:%M} UTC", "", *body(mail, layout), ""]
    return "\n".join(lines).encode()


def eml(mail: Mail, layout: Layout, *, encoding: str = "quoted-printable", as_html: bool = False) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = f"Tracebacks <{SENDER}>", _to(layout)
    message["Date"], message["Subject"] = f"{mail.sent:%a, %d %b %Y %H:%M:%S} +0000", "Of calls on your network"
    message["Message-ID"] = "<made-up@tracebacks.example>"
    lines = body(mail, layout)
    if as_html:
        message.set_content(_html(lines), subtype="html", cte=encoding)
    else:
        message.set_content("\n".join(lines), cte=encoding)
    return message.as_bytes()


def mbox(mails: Sequence[Mail], layout: Layout) -> bytes:
    return b"".join(b"From nobody Thu Jan  1 00:00:00 2024\n" + eml(mail, layout) + b"\n" for mail in mails)


def prints(mails: Sequence[Mail], layout: Layout) -> bytes:
    """A PDF print: each mail on pages of its own, every line wrapped that is too long."""
    layout = replace(layout, emphasis="", trailing="", cells="blanks" if layout.cells in ("tab", "pipe") else layout.cells)
    pages = []
    for mail in mails:
        subject = f"Subject: Of calls on your network{' and of what is asked of you' * 3}"
        head = [f"From: {SENDER}", subject, f"Date: {mail.sent:%d %b %y %H:%M} UTC", f"To: {_to(layout)}", ""]
        pages.append(
            [part.expandtabs(4) for line in (*head, *body(mail, layout)) for part in _wrapped(line, 130 if len(line) > 130 else 0)]
        )
    return pdf(pages)


def _to(layout: Layout) -> str:
    people = "".join(f", {p}@{DOMAIN}" for p in PEOPLE[: layout.footer])
    return f"noc@{DOMAIN}{people}, somebody@gmail.com" if layout.paragraph else f"noc@{DOMAIN}{people}"


def body(mail: Mail, layout: Layout) -> list[str]:
    make: dict[type, Callable[[Any, Layout], list[str]]] = {Request: _request, Silent: _silent, Tried: _tried, Figures: _figures}
    lines = make[type(mail)](mail, layout)
    if not layout.width:
        return lines
    return [part for line in lines for part in _wrapped(line, layout.width if _wraps(line, layout) else 0)]


def _wrapped(line: str, width: int) -> list[str]:
    return textwrap.wrap(line, width, break_long_words=False) if width else [line]


def _wraps(line: str, layout: Layout) -> bool:
    """Whether it is a sentence that is too long; tables and links are not wrapped."""
    table = line.startswith(("Total Hops", "Provider")) or "  " in line or any(c in line for c in "\t|<[") or line[-1:].isdigit()
    return len(line) > layout.width and line.count(" ") > 8 and not table


def _footer(layout: Layout) -> list[str]:
    e = layout.emphasis
    return [
        [],
        ["", f"{e}This e-mail comes from a notification-only address, where nobody reads. Write to **support@tracebacks.org** instead{e}"],
        ["", "Regards,", "Wilhelmina Quist", "Industry Traceback Group"],
        ["", f"[https://portal.tracebacks.example/go?](https://portal.tracebacks.example/go?to=/x&token={TOKEN})", TOKEN[:30], TOKEN[30:]],
    ][layout.footer]


def _links(hop: int | None, layout: Layout) -> list[str]:
    if hop is None or layout.portal == "redacted":
        return ["Submit your response in the portal:", "[Redacted](#)", "(Keep this address to yourself.)"]
    if layout.portal == "login":
        return ["Submit your response in the portal:", f"<https://portal.tracebacks.example/Form/Login/r;x?t=Qz81kk&h={hop}>"]
    return ["Submit your response in the portal:", f"<https://portal.tracebacks.example/hops/hop/{hop}>"]


def _request(mail: Request, layout: Layout) -> list[str]:
    e = layout.emphasis
    if mail.reminder:
        asks = f"A reminder of what we asked: please answer, ideally within 6 hours and {e}no later than two business days{e}."
    else:
        asks = f"We ask that you tell us where these calls came from, no later than {e}three business days{e} from now, in the portal."
    lines = ["INDUSTRY TRACEBACK GROUP", "", "To the people who keep the network:", "", asks, "", *_links(mail.hop, layout), ""]
    for call in mail.calls:
        lines += [f"Call Details for {layout.word} #{call.incident}{layout.fresh}{layout.trailing}", ""]
        fields = [("Date/Time", f"{call.at:{layout.seconds}}")]
        if call.called or call.caller:
            fields += [("To", call.called or "[Redacted]"), ("From", call.caller or "Anonymous")]
        fields.insert(0 if layout.campaign_first else len(fields), ("Campaign", call.campaign))
        for label, value in fields:
            lines += f"{label}:{layout.separator}{value}{layout.trailing}".split("\n")
            lines += [""] if layout.apart or layout.separator == "\n\n" else []
        described = "(see description above)" if call.above else call.description.replace("$", "\\$" if layout.emphasis else "$")
        lines += ["", described + layout.trailing, ""] if layout.loose else [described + layout.trailing, ""]
    return lines[:-1] + _footer(layout)


def _silent(mail: Silent, layout: Layout) -> list[str]:
    name = f"{layout.emphasis}{mail.upstream}{layout.emphasis}"
    return [
        f"Be it known to you that {name} has not yet answered the request for Traceback #{mail.incident}.",
        "",
        f"You may wish to speak with {name}.",
        "",
        f"<https://portal.tracebacks.example/hops/hop/{mail.hop}>",
        *_footer(layout),
    ]


def _tried(mail: Tried, layout: Layout) -> list[str]:
    words = "no one two three four five six seven eight nine ten".split()
    count = words[mail.count] if mail.count < len(words) else str(mail.count)
    said = f"Fernwick -- we tried to reach {mail.upstream} at {PEOPLE[0]}@upstream.example regarding {count} tracebacks"
    lead = "Wilhelmina Quist from **Industry Traceback Group** has sent you this message:"
    return [lead, "", f"{said} but they did not answer us.", "", *_links(None, layout), *_footer(layout)]


def _figures(mail: Figures, layout: Layout) -> list[str]:
    def shown(cells: Sequence[int | None]) -> list[str]:
        return [layout.dash if cell is None else f"{cell:,}" if layout.paragraph else str(cell) for cell in cells]

    own = shown(mail.own)
    heads = "Total Hops,Open,POE,Downstream,Orig,No Resp,Not Found,Avg Response,Campaigns".split(",")
    summary = [heads, [*own[:7], mail.average or layout.dash, own[7]]]
    upstream = ["Provider,Total Hops,Open,POE,Orig,No Resp,Not Found".split(","), *([name, *shown(cells)] for name, cells in mail.upstream)]
    more = ["This table lists those whom you named; they may stand elsewhere, too. It counts how often each was silent.", ""]
    return [
        f"Monthly Metrics - {layout.emphasis}{COMPANY}{layout.emphasis}",
        "",
        "Noc, here is what your organization did in the last 30 days.",
        "",
        "Your Summary:",
        "",
        *_table(summary, layout),
        "",
        "Upstream Summary:",
        "",
        *(more if layout.paragraph else []),
        *_table(upstream, layout),
        "",
        "If you have any trouble with this, look here:",
        "<https://portal.tracebacks.example/providers/provider/summaries/99>",
        *_footer(layout),
    ]


def _table(rows: list[list[str]], layout: Layout) -> list[str]:
    if layout.cells == "stacked":
        return [cell for row in rows for cell in row]
    if layout.cells == "pipe":
        lines = [f"| {' | '.join(row)} |" for row in rows]
        return [lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]
    if layout.cells == "blanks":
        widths = [max(len(row[i]) for row in rows) + 2 for i in range(len(rows[0]))]
        return ["".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [("\t" if layout.cells == "tab" else " ").join(row) + layout.trailing for row in rows]


def _html(lines: list[str]) -> str:
    """Lines with tabs as tables, the others as paragraphs."""
    out: list[str] = []
    for line in lines:
        if "\t" in line.strip():
            cells = "".join(f"<td><p>{html.escape(cell)}</p></td>" for cell in line.rstrip().split("\t"))
            out.append(f"<table><tr>{cells}</tr></table>")
        elif line.strip():
            out.append(f"<p>{html.escape(line)}</p>")
    return f"<html><head><title>x</title><style>p {{ }}</style></head><body>{''.join(out)}</body></html>"
