"""Providers: the list of them, the dossier of one, and which names are the same provider."""

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
from tracer.serve.page import Block, Cell, Facts, Field, Form, Table, Text, Words, link
from tracer.serve.query import ROWS, Query, View, part_of
from tracer.serve.tables import (
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

EVIDENCE_ROWS = 40  # below a dossier


def all_carriers(query: Query) -> Sequence[Any]:
    return query.cached("carriers", query.case.store.carriers)


def carriers(query: Query) -> View:
    text = query.text("text")
    matching = all_carriers(query)
    if text is not None:
        keys = {provider.key for provider in named_like(query.case.store, text)}
        matching = [carrier for carrier in matching if carrier.key in keys]
    shown, pages = part_of(query, matching)

    def blocks() -> list[Block]:
        flagged = {flag.provider_key: flag for flag in all_flags(query, None)}
        rows: list[Sequence[Text]] = [
            (
                to_provider(carrier.name),
                Cell(f"{carrier.calls:,}", link("/incidents", provider=carrier.name)) if carrier.calls else "named in no single call",
                [count_words(count) for count in flagged[carrier.key].counts] if carrier.key in flagged else "",
            )
            for carrier in shown
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
        lambda: [{"provider": carrier.name, "provider_key": carrier.key, "calls": carrier.calls} for carrier in shown],
        "/providers",
        "Those with most traced calls first. Tracebacks are a sample: a count is no share of bad traffic.",
        pages,
    )


def provider(query: Query) -> View:
    name, as_of = query.required("name"), query.as_of
    dossier, action_claims = query.case.dossier(name, as_of)
    actions = [shapes.action_of(first, dossier.provider) for first, *_ in by_action(action_claims)]
    return View(
        dossier.provider,
        lambda: dossier_blocks(query, dossier, actions, as_of),
        lambda: shapes.dossier(dossier, actions),
        "/providers",
        known_by(as_of),
    )


def dossier_blocks(query: Query, dossier: Dossier, actions: Sequence[Mapping[str, Any]], as_of: Moment | None) -> list[Block]:
    none = "none in the loaded documents"
    notes = Notes()
    times = dossier.times
    answer_time = f"{many(times.answers, 'answer')}, the median after {times.median:.1f} hours" if times else ""
    blocks: list[Block] = [
        Facts(
            [
                ("Names", dossier.names),
                ("FRN", dossier.frn or none),
                ("RMD", [dossier.rmd or none, *dossier.refiled]),
                ("OCN", dossier.codes),
                ("Also, by registers", dossier.aliases),
                ("Country", dossier.country or ""),
                ("Roles", ", ".join(dossier.roles) or "none stated"),
                ("Contact", list(dossier.contact.values()) or none),
                ("Officers", dossier.officers),
                ("Holding company", dossier.holding),
                ("Doubtful", [f"{conflict}: these may be two companies" for conflict in dossier.conflicts]),
                ("Tracebacks", counts_words(dossier)),
                ("Stated in counts as unanswered", stated_words(dossier)),
                ("Counted in monthly rows", sum_words(dossier.counted) if dossier.counted else ""),
                ("Time to answer, where both are stated", answer_time),
                (
                    "More",
                    [
                        Cell("its calls", link("/incidents", provider=dossier.provider, as_of=as_of)),
                        Cell("its network", link("/network", provider=dossier.provider, as_of=as_of)),
                        Cell("all that is claimed of it", link("/evidence", subject=dossier.provider, as_of=as_of)),
                    ],
                ),
            ]
        )
    ]
    if dossier.standings:
        standing_rows: list[Sequence[Text]] = [
            (standing_words(standing), references(notes, standing.evidence)) for standing in dossier.standings
        ]
        blocks.append(Table(IN_RMD, ("day and what it says", "evidence"), standing_rows))
        blocks.append(Words(days_words(dossier), "Its calls and these snapshots"))
    if dossier.flag:
        flagged: list[Sequence[Text]] = [
            (counted_words(count), list(named(count.evidence)), references(notes, count.evidence)) for count in dossier.flag.counts
        ]
        blocks.append(Table("Flagged, by somebody’s statement", ("rule, how many of how many", "said by", "evidence"), flagged))
        if dossier.flag.contradictions:
            blocks.append(Words(dossier.flag.contradictions, "What does not fit together"))
    rows: list[Sequence[Text]] = [
        (
            to_letter(action["action"]), action["issued_at"], action["kind"], issued_by(action).removeprefix("by "),
            list(map(due_words, action["due"])),
        )
        for action in actions
    ]  # fmt: skip
    if rows:
        blocks.append(Table("Actions against it", ("letter or notice", "issued", "kind", "by", "duties"), rows))
    for title, neighbours in (("Took calls from", dossier.upstream), ("Handed calls to", dossier.downstream)):
        blocks.append(_neighbours(title, neighbours, as_of))
    for title, lines in (
        ("Its own monthly rows", [month_words(month) for month in dossier.record]),
        ("Found in letters", [finding_words(claim) for claim in dossier.findings]),
        ("Was given notice", [notice_words(claim) for claim in dossier.knowledge]),
        ("Told of actions against it", [notice_words(claim) for claim in dossier.informed]),
        ("Terms set in letters", [term_words(claim) for claim in dossier.terms]),
    ):
        if lines:
            blocks.append(Words(lines, title))
    if dossier.exposure:
        exposure_rows: list[Sequence[Text]] = [
            (
                to_provider(exposure.provider, as_of),
                f"{exposure.calls:,}",
                when(exposure.last),
                to_letter(exposure.action),
                f"{when(exposure.told_at)} {exposure.told_how or ''}".strip(),
            )
            for exposure in dossier.exposure
        ]
        columns = ("who took its calls", "calls", "the last", "after", "told of it, as a letter says")
        blocks.append(Table("Took its calls after an action against it", columns, exposure_rows))
    months: list[Sequence[Text]] = [
        (
            month.month, f"{month.calls:,}",
            ends_of(month),
            [to_letter(action) for action in month.after],
        )
        for month in dossier.by_month
    ]  # fmt: skip
    if months:
        blocks.append(Table("By month of the call", ("month", "calls", "how its part ended", "after"), months))
    if dossier.campaigns:
        ranked = sorted(dossier.campaigns.items(), key=lambda campaign: (-campaign[1], campaign[0]))
        by_campaign: list[Sequence[Text]] = [
            (Cell(name, link("/incidents", campaign=name, provider=dossier.provider)) if name else "not given", f"{number:,}")
            for name, number in ranked[:ROWS]
        ]
        blocks.append(Table("Campaigns", ("campaign", "calls"), by_campaign))
    running = [clock for clock in all_clocks(query, as_of) if clock.provider_key == dossier.provider_key]
    if running:
        blocks.append(clocks_table(running[:ROWS], None, "Clocks that were not answered"))
    notes.refer(claim for claim in dossier.evidence if claim.kind != Kind.CALL)
    claims = list(notes.claims.values())
    blocks.append(evidence_table(claims[:EVIDENCE_ROWS], numbered=True))
    if len(claims) > EVIDENCE_ROWS:
        blocks.append(Words([Cell(f"All {len(claims):,} pieces", link("/evidence", subject=dossier.provider, as_of=as_of))]))
    return blocks


def _neighbours(title: str, neighbours: Sequence[Neighbour], as_of: Moment | None) -> Table:
    rows: list[Sequence[Text]] = []
    for neighbour in neighbours[:ROWS]:
        days = dict.fromkeys(when(moment)[:10] for moment in (neighbour.first, neighbour.last) if moment)
        calls = f"{neighbour.calls:,}" if neighbour.calls else "" if neighbour.counted else "number not given"
        rows.append(
            (
                to_provider(neighbour.provider, as_of), calls, " to ".join(days), sum_words(neighbour.counted) if neighbour.counted else "",
                attestation_words(neighbour),
                to_places(neighbour.evidence, 2),
            )
        )  # fmt: skip
    more = f" (the first {ROWS} of {len(neighbours):,}; the JSON has all)" if len(neighbours) > ROWS else ""
    columns = ("provider", "calls", "first to last", "counted", "who says so", "evidence")
    return Table(f"{title}{more}", columns, rows, "Nobody in the loaded documents.")


def names(query: Query) -> View:
    text = query.text("text")
    shown, pages = part_of(query, query.cached("names", lambda: query.case.names(text), text))
    rows: list[Sequence[Text]] = [(to_provider(group.provider), list(group.names), [*group.because, *group.conflicts]) for group in shown]
    form = Form("/names", [Field("text", "Name", text or "")])
    return View(
        "Names",
        lambda: [form, Table("Providers that go by several names", ("provider", "names", "because"), rows, paging=pages)],
        lambda: [shapes.group(group) for group in shown],
        "",
        paging=pages,
    )
