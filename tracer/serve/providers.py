"""Providers: the list of them, all about one, and which names are one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tracer.ask.named import named_like
from tracer.deadlines import by_action
from tracer.dossier import Dossier, Neighbour
from tracer.model import Kind, Moment
from tracer.render import json as shapes
from tracer.render.dossiers import (
    IN_RMD,
    attestation_words,
    count_words,
    counts_words,
    days_words,
    due_words,
    ends_of,
    finding_words,
    issued_by,
    month_words,
    notice_words,
    standing_words,
    stated_words,
    sum_words,
    term_words,
)
from tracer.render.evidence import Notes
from tracer.render.plain import many, when
from tracer.serve.asked import ROWS, Asked, View, part_of
from tracer.serve.page import Block, Cell, Facts, Field, Form, Table, Text, Words, link
from tracer.serve.pieces import (
    clocks_table,
    counted_words,
    evidence_table,
    known_by,
    references,
    to_letter,
    to_places,
    to_provider,
)
from tracer.serve.todo import all_clocks, all_flags
from tracer.speakers import named

PIECES = 40  # of evidence below a dossier


def all_carriers(asked: Asked) -> Sequence[Any]:
    return asked.kept("carriers", asked.case.store.carriers)


def carriers(asked: Asked) -> View:
    text = asked.text("text")
    found = all_carriers(asked)
    if text is not None:
        keys = {provider.key for provider in named_like(asked.case.store, text)}
        found = [one for one in found if one.key in keys]
    shown, pages = part_of(asked, found)

    def blocks() -> list[Block]:
        flagged = {flag.provider_key: flag for flag in all_flags(asked, None)}
        rows: list[Sequence[Text]] = [
            (
                to_provider(one.name),
                Cell(f"{one.calls:,}", link("/incidents", provider=one.name)) if one.calls else "named in no single call",
                [count_words(count) for count in flagged[one.key].counts] if one.key in flagged else "",
            )
            for one in shown
        ]
        columns = ("provider", "traced calls", "stated not to have cooperated")
        return [
            Form("/providers", [Field("text", "Name", text or "")]),
            Words([Cell("Which printed names are one provider, and why", "/names")]),
            Table("Providers", columns, rows, "No provider’s name holds that.", pages),
        ]

    return View(
        "Providers",
        blocks,
        lambda: [{"provider": one.name, "provider_key": one.key, "calls": one.calls} for one in shown],
        "/providers",
        "Those with most traced calls first. Tracebacks are a sample: a count is no share of bad traffic.",
        pages,
    )


def provider(asked: Asked) -> View:
    name, as_of = asked.must("name"), asked.as_of
    found, acted = asked.case.dossier(name, as_of)
    actions = [shapes.action_of(first, found.provider) for first, *_ in by_action(acted)]
    return View(
        found.provider,
        lambda: dossier_blocks(asked, found, actions, as_of),
        lambda: shapes.dossier(found, actions),
        "/providers",
        known_by(as_of),
    )


def dossier_blocks(asked: Asked, found: Dossier, actions: Sequence[Mapping[str, Any]], as_of: Moment | None) -> list[Block]:
    none = "none in the loaded documents"
    notes = Notes()
    times = found.times
    took = f"{many(times.answers, 'answer')}, the median after {times.median:.1f} hours" if times else ""
    blocks: list[Block] = [
        Facts(
            [
                ("Names", found.names),
                ("FRN", found.frn or none),
                ("RMD", [found.rmd or none, *found.refiled]),
                ("OCN", found.codes),
                ("Also, by registers", found.aliases),
                ("Country", found.country or ""),
                ("Roles", ", ".join(found.roles) or "none stated"),
                ("Contact", list(found.contact.values()) or none),
                ("Officers", found.officers),
                ("Holding company", found.holding),
                ("Doubtful", [f"{conflict}: these may be two companies" for conflict in found.conflicts]),
                ("Tracebacks", counts_words(found)),
                ("Stated in counts as unanswered", stated_words(found)),
                ("Counted in monthly rows", sum_words(found.counted) if found.counted else ""),
                ("Time to answer, where both are stated", took),
                (
                    "More",
                    [
                        Cell("its calls", link("/incidents", provider=found.provider, as_of=as_of)),
                        Cell("its network", link("/network", provider=found.provider, as_of=as_of)),
                        Cell("all that is claimed of it", link("/evidence", subject=found.provider, as_of=as_of)),
                    ],
                ),
            ]
        )
    ]
    if found.standings:
        stood: list[Sequence[Text]] = [(standing_words(each), references(notes, each.evidence)) for each in found.standings]
        blocks.append(Table(IN_RMD, ("day and what it says", "evidence"), stood))
        blocks.append(Words(days_words(found), "Its calls and these snapshots"))
    if found.flag:
        flagged: list[Sequence[Text]] = [
            (counted_words(count), list(named(count.evidence)), references(notes, count.evidence)) for count in found.flag.counts
        ]
        blocks.append(Table("Flagged, by somebody’s statement", ("rule, how many of how many", "said by", "evidence"), flagged))
        if found.flag.contradictions:
            blocks.append(Words(found.flag.contradictions, "What does not fit together"))
    rows: list[Sequence[Text]] = [
        (
            to_letter(action["action"]), action["issued_at"], action["kind"], issued_by(action).removeprefix("by "),
            list(map(due_words, action["due"])),
        )
        for action in actions
    ]  # fmt: skip
    if rows:
        blocks.append(Table("Actions against it", ("letter or notice", "issued", "kind", "by", "duties"), rows))
    for title, neighbours in (("Took calls from", found.upstream), ("Handed calls to", found.downstream)):
        blocks.append(_neighbours(title, neighbours, as_of))
    for title, lines in (
        ("Its own monthly rows", [month_words(month) for month in found.record]),
        ("Found in letters", [finding_words(claim) for claim in found.findings]),
        ("Was given notice", [notice_words(claim) for claim in found.knowledge]),
        ("Told of actions against it", [notice_words(claim) for claim in found.informed]),
        ("Terms set in letters", [term_words(claim) for claim in found.terms]),
    ):
        if lines:
            blocks.append(Words(lines, title))
    if found.exposure:
        took_on: list[Sequence[Text]] = [
            (
                to_provider(one.provider, as_of),
                f"{one.calls:,}",
                when(one.last),
                to_letter(one.action),
                f"{when(one.told_at)} {one.told_how or ''}".strip(),
            )
            for one in found.exposure
        ]
        columns = ("who took its calls", "calls", "the last", "after", "told of it, as a letter says")
        blocks.append(Table("Took its calls after an action against it", columns, took_on))
    months: list[Sequence[Text]] = [
        (
            month.month, f"{month.calls:,}",
            ends_of(month),
            [to_letter(action) for action in month.after],
        )
        for month in found.by_month
    ]  # fmt: skip
    if months:
        blocks.append(Table("By month of the call", ("month", "calls", "how its part ended", "after"), months))
    if found.campaigns:
        ranked = sorted(found.campaigns.items(), key=lambda campaign: (-campaign[1], campaign[0]))
        by_campaign: list[Sequence[Text]] = [
            (Cell(name, link("/incidents", campaign=name, provider=found.provider)) if name else "not given", f"{n:,}")
            for name, n in ranked[:ROWS]
        ]
        blocks.append(Table("Campaigns", ("campaign", "calls"), by_campaign))
    running = [clock for clock in all_clocks(asked, as_of) if clock.provider_key == found.provider_key]
    if running:
        blocks.append(clocks_table(running[:ROWS], None, "Clocks that were not answered"))
    notes.refer(claim for claim in found.evidence if claim.kind != Kind.CALL)
    pieces = list(notes.claims.values())
    blocks.append(evidence_table(pieces[:PIECES], numbered=True))
    if len(pieces) > PIECES:
        blocks.append(Words([Cell(f"All {len(pieces):,} pieces", link("/evidence", subject=found.provider, as_of=as_of))]))
    return blocks


def _neighbours(title: str, neighbours: Sequence[Neighbour], as_of: Moment | None) -> Table:
    rows: list[Sequence[Text]] = []
    for near in neighbours[:ROWS]:
        days = dict.fromkeys(when(moment)[:10] for moment in (near.first, near.last) if moment)
        said = f"{near.calls:,}" if near.calls else "" if near.counted else "number not given"
        rows.append(
            (
                to_provider(near.provider, as_of), said, " to ".join(days), sum_words(near.counted) if near.counted else "",
                attestation_words(near),
                to_places(near.evidence, 2),
            )
        )  # fmt: skip
    more = f" (the first {ROWS} of {len(neighbours):,}; the JSON has all)" if len(neighbours) > ROWS else ""
    columns = ("provider", "calls", "first to last", "counted", "who says so", "evidence")
    return Table(f"{title}{more}", columns, rows, "Nobody in the loaded documents.")


def names(asked: Asked) -> View:
    text = asked.text("text")
    shown, pages = part_of(asked, asked.kept("names", lambda: asked.case.names(text), text))
    rows: list[Sequence[Text]] = [(to_provider(one.provider), list(one.names), [*one.because, *one.conflicts]) for one in shown]
    form = Form("/names", [Field("text", "Name", text or "")])
    return View(
        "Names",
        lambda: [form, Table("Providers that go by several names", ("provider", "names", "because"), rows, paging=pages)],
        lambda: [shapes.group(one) for one in shown],
        "",
        paging=pages,
    )
