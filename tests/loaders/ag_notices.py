"""Writes notices of an attorneys general task force from known facts. All names are invented."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import date

RAISED = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")


@dataclass(frozen=True)
class Notice:
    dated: date = date(2024, 9, 3)
    provider: str = "Brightwater Dialing"
    short: str | None = None  # what the body calls it after the first time
    task_force: str = "Interstate Calling Practices Task Force"
    frn: str | None = "31000456"
    rmd: str | None = "RMD0099001"
    does: str = "is transmitting"
    silent: str = "failed to respond to at least 17 traceback requests"
    since: str = "since March 2024"
    last_hop: bool = True
    found: str | None = None  # in place of the sentences on what it did not answer
    asks: str = "Please respond to this Notice"
    reply: str = "within 21 days of its date"
    downstream: tuple[tuple[str, bool], ...] = (("Marrowstone Tel", False), ("Quillon Gateway Ltd.", True), ("Pinfold Networks", True))
    bullet: str = "- "
    loose: bool = False  # a blank line between the names
    cut: bool = False  # a page ends within the list
    width: int | None = None  # lines wrapped at so many characters


def write(notice: Notice) -> str:
    name = notice.provider
    called = notice.short or name
    notes: list[str] = []

    def note(words: str) -> str:
        notes.append(words)
        return str(len(notes)).translate(RAISED)

    ids = "; ".join(
        [
            *([f"FCC Registration No. {notice.frn}"] if notice.frn else []),
            *([f"Robocall Mitigation Database No. {notice.rmd}"] if notice.rmd else []),
        ]
    )
    own = note(ids + ".") if ids else ""
    first = f'{name}{own} ("{notice.short}")' if notice.short else f"{name}{own}"
    opening = (
        f'The {notice.task_force} ("Task Force") of fifteen Attorneys General has learned that {first} {notice.does} calls to '
        "subscribers in the United States and leaves traceback requests alone. This Notice tells you what we found."
    )
    found = notice.found or f"Records of the traceback consortium show that, {notice.since}, {called} {notice.silent}."
    if notice.last_hop and notice.found is None:
        found += f" In each of these calls {called} was the last traceable hop."
    found += f" The Task Force cannot say whether {called} is originating the calls itself."
    listed: list[str] = []
    told = False
    for number, (provider, noticed) in enumerate(notice.downstream):
        mark = ""
        if noticed:
            mark = note("*Id*." if told else "This provider was sent a Notice of the Task Force on this date as well.")
        told = noticed
        if not noticed and mark == "" and number == 0:
            mark = note("A provider of no interest, see Cobblegate Voice Inc.")
        listed.append(f"{notice.bullet}{provider}{mark}")
        if notice.loose:
            listed.append("")
        if notice.cut and number == 0:
            listed += ["", "3", ""]
    others = note("See the orders against Cobblegate Voice Inc. and Nine Elms Telephony, which were sent a Notice on May 1, 2020.")
    asked = f"{notice.asks} {notice.reply}, and say what {called} will do. Others met with an order.{others}"
    paragraphs = [
        "HARRIET OYELARAN\nATTORNEY GENERAL OF WINNEMAC",
        f"{notice.dated:%B} {notice.dated.day}, {notice.dated.year}",
        (
            f"Lennart Brandvold, Operations Lead\n{name}\n2200 Causeway Road, Unit 14\nPort Ellery, WN 00017\n"
            "Sent by email to lennart@brightwaterdialing.example"
        ),
        f"Re: NOTICE of the {notice.task_force} Concerning {called}'s Silence",
        "Dear Mr. Brandvold:",
        opening,
        "What we found",
        found,
        f"The providers that follow received these calls directly from {called}:",
        "\n".join(listed),
        *(f"{str(k).translate(RAISED)} {words}" for k, words in enumerate(notes, 1)),
        "What we ask",
        asked,
        "Write to harriet.oyelaran@winnemac.example.",
        "Sincerely,\n\nHarriet Oyelaran\nAttorney General of Winnemac",
    ]
    if notice.width:
        paragraphs = [p if "\n" in p else textwrap.fill(p, notice.width) for p in paragraphs]
    return "\n\n".join(paragraphs) + "\n"
