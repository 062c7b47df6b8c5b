"""Puts memos together, from the same dossier, path and flags that the commands answer with, in their words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tracer import speakers
from tracer.deadlines import Running
from tracer.dossier import Dossier, status_word
from tracer.exhibits import Exhibits
from tracer.flags import Count, rules
from tracer.model import Attested, Evidence, Kind, Role, Verified, replace
from tracer.path import CallPath, End, Hop, Link
from tracer.render.dossiers import (
    IN_RMD,
    count_words,
    days_words,
    due_words,
    ended_words,
    exposure_words,
    finding_words,
    interval_words,
    issued_by,
    month_words,
    neighbour_words,
    notice_words,
    standing_words,
    state_words,
    tallies,
    term_words,
)
from tracer.render.paths import attested_words, hop_words
from tracer.render.plain import many, number, safe, sentence, when
from tracer.report import Line, Memo, Section
from tracer.view import Facts
from tracer.view.diagram import WITHHELD

TEXT = 1200  # characters of a sentence
CITED = 8  # passages cited beside a sentence
NOTHING = "nothing in the loaded documents"
INCOMPLETE_COPY = "what is known of this is not the same in the whole case, and is withheld in this copy"


@dataclass(frozen=True, slots=True)
class LetterContents:
    """What goes into a memo on a letter, notice or order. `claims`: the claim that it was issued, before its copies."""

    action: str
    claims: Sequence[Evidence]
    shape: Mapping[str, Any]  # the action, as JSON has it
    rows: Sequence[tuple[CallPath, Sequence[Mapping[str, str]]]]
    same_as: Mapping[str, str]  # by row, the earlier letter's row that it repeats
    other_claims: Sequence[Evidence]  # its findings, notices and terms beyond its rows
    clocks: Sequence[Running]


class _Writer:
    """Sentences of one memo, and the passages that they cite."""

    def __init__(self, claims: Iterable[Evidence]) -> None:
        self._exhibits = Exhibits(claims)
        self._cited: set[str] = set()

    def line(self, text: str, claims: Iterable[Evidence] = ()) -> Line:
        cites = self._exhibits.cite(claims)
        self._cited |= set(cites[:CITED])
        return Line(safe(text, TEXT), cites[:CITED], max(0, len(cites) - CITED))

    def attributed(self, text: str, claims: Sequence[Evidence]) -> Line:
        """A sentence with its speakers, and since when it is known."""
        return self.line(f"{text} {by_whom(claims)}".rstrip(), claims)

    def memo(self, title: str, facts: Facts, header: Sequence[tuple[str, str]], sections: Iterable[Section], *, numbered: bool) -> Memo:
        kept = [section for section in sections if section.lines or section.rows]
        cited = [
            replace(exhibit, passages=tuple(passage for passage in exhibit.passages if passage.number in self._cited))
            for exhibit in self._exhibits.all
        ]
        passages = sum(len(exhibit.passages) for exhibit in self._exhibits.all)
        shown = [exhibit for exhibit in cited if exhibit.passages]
        return Memo(title, facts, header, kept, shown, passages - sum(len(exhibit.passages) for exhibit in shown), numbered)


def by_whom(claims: Sequence[Evidence]) -> str:
    """`(traceback desk, known 2024-05-10)`: the speakers, and the first day on which one of them is known to have said so."""
    if not claims:
        return ""
    names_of_speakers = list(speakers.named(claims))
    text = ", ".join(safe(name, 80) for name in names_of_speakers[:4]) + (
        f" and {len(names_of_speakers) - 4} more" if len(names_of_speakers) > 4 else ""
    )
    return f"({text}, known {when(min(claim.known_at for claim in claims))})"


# --- one call ------------------------------------------------------------------------------------------------------


def of_call(path: CallPath, remarks: Sequence[Mapping[str, str]], facts: Facts, *, numbered: bool = False) -> Memo:
    """On one call. `remarks`: the doubts about it, as `trace` gives them."""
    writer = _Writer(path.all_evidence)
    call = path.call
    by_id = {hop.id: hop for hop in path.hops}
    header = [
        ("Call", when(call.at) or "time not given"),
        ("From, as shown", number(call.caller)),
        ("To", number(call.called)),
        ("Campaign", safe(call.campaign, 200) if call.campaign else "not given"),
    ]
    agreed = sum(link.attested is Attested.BOTH for link in path.links)
    short = [writer.line(sentence(f"The trail ends at {_end(end)}"), by_id[end.hop].evidence) for end in path.ends]
    if not path.hops:
        short.append(Line(f"No provider is named in {facts.source}."))
    short.append(Line(f"{many(len(path.hops), 'provider')}, {many(len(path.links), 'hand-off')}, of them agreed by both sides: {agreed}."))
    described = [claim for claim in path.evidence if claim.kind is Kind.CALL]
    call_lines = [writer.attributed("The call, as it is described", described)] if described else []
    call_lines += [writer.line(f"“{call.description}”", described)] if call.description else []
    call_lines += [writer.attributed(_signature(claim), [claim]) for claim in path.evidence if claim.kind is Kind.SIGNED]
    sections = [
        Section("In short", short),
        Section("What speaks against it, or is not known", list(_against_path(writer, path, remarks, facts))),
        Section("The call", call_lines),
        _path_section(writer, path, facts),
    ]
    return writer.memo(f"Memo on the call {safe(path.incident, 100)}", facts, header, sections, numbered=numbered)


def _end(end: End) -> str:
    return f"{safe(end.provider, 100)}: {end.told}, {safe(end.text, 300)}"


def _path_section(writer: _Writer, path: CallPath, facts: Facts) -> Section:
    withheld = {end.hop for end in path.ends if end.kind == "withheld"}
    by_id = {hop.id: hop for hop in path.hops}
    links = {(link.downstream, link.upstream): link for link in path.links}
    rows = []
    for hop in path.hops:
        first = True
        for upstream in hop.received_from or ("",):
            stated = writer.attributed(" · ".join(hop_words(hop)), _stating(hop)) if first else Line("")
            provider = Line(safe(hop.provider, 100)) if first else Line("")
            received_from = (
                writer.line(*_handed(by_id[upstream], links[hop.id, upstream]))
                if upstream
                else Line(WITHHELD if hop.id in withheld else f"nobody named in {facts.source}")
            )
            rows.append((Line(str(hop.position)), provider, stated, received_from))
            first = False
    return Section(
        "The path, from the called party back", (), ("Position", "Provider", "What is stated of it", "Received the call from"), rows
    )


def _stating(hop: Hop) -> list[Evidence]:
    """The claims that give a hop its status; else those that name it. For a hop that a copy withholds: none."""
    state = hop.standing
    if hop.withheld or not hop.evidence:
        return []
    if state.contradiction:
        return [state.contradiction.silence, state.contradiction.answer]
    if state.silence:
        return [state.silence]
    return list(state.answers) or [claim for claim in hop.evidence if claim.kind == Kind.ASKED] or list(hop.evidence)


def _handed(upstream: Hop, link: Link) -> tuple[str, Sequence[Evidence]]:
    return f"{safe(upstream.provider, 100)}: {attested_words(link)} (known {when(link.known_from)})", link.evidence


def _against_path(writer: _Writer, path: CallPath, remarks: Sequence[Mapping[str, str]], facts: Facts) -> Iterable[Line]:
    """What weakens a path: disputes, statements of one side only, inferences, readings, gaps, doubts."""
    by_id = {hop.id: hop for hop in path.hops}
    for link in path.links:
        downstream, upstream = by_id[link.downstream], by_id[link.upstream]
        statement = f"{safe(downstream.provider, 80)} received the call from {safe(upstream.provider, 80)}"
        if link.attested is Attested.DISPUTED:
            yield writer.line(f"That {statement}, is {attested_words(link)}.", [*link.evidence, *upstream.standing.answers])
        elif link.attested is not Attested.BOTH:
            yield writer.line(
                f"That {statement}, is not borne out by {safe(upstream.provider, 80)} itself: {attested_words(link)}.", link.evidence
            )
    for hop in path.hops:
        yield from (writer.line(f"{safe(hop.provider, 80)}: {text}", _stating(hop)) for text in _doubts(hop))
    unjoined = f"something is missing: no document{' in this copy' if facts.lacks_documents else ''} joins these."
    for before, after in pairwise(path.hops):
        if before.component != after.component:
            yield Line(f"Between {safe(before.provider, 80)} and {safe(after.provider, 80)} {unjoined}")
    yield from (Line(f"{remark['code']}: {safe(remark['text'], 400)}") for remark in remarks)
    yield from _checked(writer, path.all_evidence)


def _doubts(hop: Hop) -> Iterable[str]:
    if hop.withheld:
        yield "status withheld: something more is known of it, and is withheld in this copy."
    if hop.status_basis == "inferred":
        yield "its status is inferred from a count; no document states it of this call."
    if hop.interim:
        yield "its time to answer may still have run when that was stated."
    if hop.standing.silence and hop.standing.silence.reading:
        yield f"that it did not answer is a reading of what is printed: {safe(hop.standing.silence.reading, 200)}."
    if hop.by_count:
        yield f"{hop.by_count}."
    if hop.role is Role.CUSTOMER:
        yield "named in a letter as a customer, perhaps no provider at all; not asked in the loaded documents."
    elif not hop.was_asked:
        yield "named, not asked in the loaded documents."


def _checked(writer: _Writer, claims: Iterable[Evidence]) -> Iterable[Line]:
    """Whether the senders of mails were verified, and whether a certificate bears out the signatures of calls."""
    all_claims = list(claims)
    unknown = [claim for claim in all_claims if claim.verified is Verified.UNKNOWN and claim.kind is not Kind.SIGNED]
    failed = [claim for claim in all_claims if claim.verified is Verified.NO and claim.kind is not Kind.SIGNED]
    if unknown:
        text = "Some of it stands in mails that are their sender's by the From address alone: no receiving server's verdict."
        yield writer.line(text, unknown)
    if failed:
        yield writer.line("Some of it stands in a mail that the receiving server found not to come from where it says.", failed)
    for claim in all_claims:
        if claim.kind is Kind.SIGNED and claim.verified is not Verified.YES:
            yield writer.line(sentence(_signature(claim)), [claim])


def _signature(claim: Evidence) -> str:
    return f"The call's signature, attestation {claim.attestation or 'not given'}: {claim.note or 'nothing more is said of it'}"


# --- a provider ----------------------------------------------------------------------------------------------------


def of_provider(
    dossier: Dossier,
    paths: Sequence[CallPath],
    actions: Sequence[tuple[Mapping[str, Any], Sequence[Evidence]]],
    clocks: Sequence[Running],
    facts: Facts,
    *,
    whole: bool = True,
    numbered: bool = False,
) -> Memo:
    """On a provider. `paths`: of every call that it carried; `actions`: against it, as JSON has them, with their claims.

    `whole`: false where this copy has fewer of its calls than the case, so that their numbers are left out.
    """
    claims = [*dossier.evidence, *(claim for path in paths for claim in path.all_evidence)]
    claims += [*(dossier.flag.evidence if dossier.flag else ()), *(claim for _, action_claims in actions for claim in action_claims)]
    claims += [claim for clock in clocks for claim in clock.evidence]
    claims += [claim for standing in dossier.standings for claim in standing.evidence]
    writer = _Writer(claims)
    own_hops = [(path, hop) for path in paths for hop in path.hops if hop.provider_key == dossier.provider_key]
    none = "none in the loaded documents"
    header = [
        ("Names", "; ".join(safe(name, 100) for name in dossier.names)),
        ("FRN", dossier.frn or none),
        ("RMD number", "; ".join([dossier.rmd or none, *(safe(text, 300) for text in dossier.refiled)])),
        *([("Signer codes", ", ".join(dossier.codes))] if dossier.codes else []),
        *([("Also, by registers", "; ".join(safe(alias, 100) for alias in dossier.aliases))] if dossier.aliases else []),
        *([("Country", safe(dossier.country, 60))] if dossier.country else []),
        ("Roles stated", ", ".join(safe(role, 60) for role in dossier.roles) or "none"),
        ("Contact of record", "; ".join(safe(text, 200) for text in dossier.contact.values()) or none),
        *([("Officers", "; ".join(safe(text, 200) for text in dossier.officers))] if dossier.officers else []),
        *([("Holding company", "; ".join(safe(name, 100) for name in dossier.holding))] if dossier.holding else []),
    ]
    flags = [_flag(writer, count, dossier) for count in dossier.flag.counts] if dossier.flag else []
    in_short = [Line(text) for text in tallies(dossier)] if whole else [Line(f"How its calls ended: {INCOMPLETE_COPY}.")]
    action_lines = [writer.attributed(_action(shape), action_claims) for shape, action_claims in actions]
    sections = [
        Section("In short", [*in_short, *flags, *action_lines]),
        Section("What speaks against it, or is not known", list(_against_provider(writer, dossier, paths, own_hops, whole=whole))),
        Section(
            "Its part in each call", (), ("Call", "Date", "What is stated of it"), [_part(writer, path, hop) for path, hop in own_hops]
        ),
        Section(
            "Actions against it",
            [
                line
                for shape, action_claims in actions
                for line in (writer.attributed(_action(shape), action_claims), *(Line(due_words(due)) for due in shape["due"]))
            ],
        ),
        Section(
            "From whom it took calls",
            [
                writer.line(f"{safe(neighbour.provider, 100)}: {neighbour_words(neighbour)}", neighbour.evidence)
                for neighbour in dossier.upstream
            ],
        ),
        Section(
            "To whom it handed calls",
            [
                writer.line(f"{safe(neighbour.provider, 100)}: {neighbour_words(neighbour)}", neighbour.evidence)
                for neighbour in dossier.downstream
            ],
        ),
        Section("Its own monthly rows", [writer.attributed(month_words(month), (month.row, *month.copies)) for month in dossier.record]),
        Section(
            IN_RMD,
            [
                *(writer.line(standing_words(standing), standing.evidence) for standing in dossier.standings),
                *map(Line, days_words(dossier)),
            ],
        ),
        Section("Found in letters", [writer.line(finding_words(claim), [claim]) for claim in dossier.findings]),
        Section("Was given notice", [writer.line(notice_words(claim), [claim]) for claim in dossier.knowledge]),
        Section("Told of actions against it", [writer.line(notice_words(claim), [claim]) for claim in dossier.informed]),
        Section("Terms set in letters", [writer.line(term_words(claim), [claim]) for claim in dossier.terms]),
        Section(
            "Campaigns",
            [Line(f"{safe(name, 200) or 'not given'}: {many(neighbour, 'call')}") for name, neighbour in _ranked(dossier.campaigns)],
        ),
        Section(
            "By month of the call",
            (),
            ("Month", "Calls", "How its part ended", "After"),
            [
                tuple(
                    map(Line, (month.month, str(month.calls), ended_words(month), ", ".join(safe(action, 100) for action in month.after)))
                )
                for month in dossier.by_month
            ],
        ),
        Section("Took its calls after an action against it", [Line(exposure_words(exposure)) for exposure in dossier.exposure]),
        Section("Clocks", [writer.line(_clock(clock), clock.evidence) for clock in clocks if clock.end]),
    ]
    return writer.memo(f"Memo on {safe(dossier.provider, 100)}", facts, header, sections, numbered=numbered)


def _ranked(campaigns: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(campaigns.items(), key=lambda campaign: (-campaign[1], campaign[0]))


def _flag(writer: _Writer, count: Count, dossier: Dossier) -> Line:
    share = f"; 95 % interval {interval_words(count.interval)}" if count.interval else ""
    text = f"{count_words(count)}{share}: {safe(dossier.provider, 80)} {rules()[count.rule].wording}"
    return writer.attributed(text, count.evidence)


def _action(shape: Mapping[str, Any]) -> str:
    return f"{shape['kind']} of {when(shape['issued_at'])} {issued_by(shape)}, {safe(shape['action'], 120)}"


def _part(writer: _Writer, path: CallPath, hop: Hop) -> tuple[Line, ...]:
    return (
        Line(safe(path.incident, 100)),
        Line(when(path.call.at) or "time not given"),
        writer.attributed(" · ".join(hop_words(hop)), _stating(hop)),
    )


def _clock(clock: Running) -> str:
    return f"{when(clock.end)} {clock.clock}, {safe(clock.incident or clock.action or '', 100)}: {state_words(clock)}"


class _SharedLines:
    """Sentences that hold for several calls, each written once with its calls, in the order of first use."""

    def __init__(self, writer: _Writer) -> None:
        self._writer = writer
        self._calls: dict[str, list[str]] = {}
        self._claims: dict[str, list[Evidence]] = {}

    def add(self, incident: str, text: str, claims: Iterable[Evidence] = ()) -> None:
        calls = self._calls.setdefault(text, [])
        if incident not in calls:
            calls.append(incident)
        self._claims.setdefault(text, []).extend(claims)

    def lines(self) -> Iterable[Line]:
        for text, calls in self._calls.items():
            incidents = ", ".join(safe(call, 80) for call in calls[:CITED]) + (
                f" and {len(calls) - CITED} more" if len(calls) > CITED else ""
            )
            yield self._writer.line(f"{incidents}: {text}", self._claims[text])


def _against_provider(
    writer: _Writer, dossier: Dossier, paths: Sequence[CallPath], own_hops: Sequence[tuple[CallPath, Hop]], *, whole: bool
) -> Iterable[Line]:
    """What weakens the statements on a provider: its answers, contradictions, disputes, what is only inferred, doubts on who it is."""
    for text in dossier.flag.contradictions if dossier.flag else ():
        yield writer.line(text, dossier.flag.contradicting if dossier.flag else ())
    for text in dossier.conflicts:
        if not dossier.flag or text not in dossier.flag.contradictions:
            yield Line(f"{safe(text, 400)}: these may be two companies.")
    for count in dossier.flag.counts if dossier.flag else ():
        if count.answered:
            yield writer.line(f"{count.rule}: {count.answered} of {count.number} are answered as other documents say.", count.evidence)
    answers = [claim for _, hop in own_hops if not hop.standing.inferred for claim in hop.standing.answers]
    answered = {path.incident for path, hop in own_hops if hop.standing.answers and not hop.standing.inferred}
    if answered and whole:
        yield writer.attributed(f"It answered about {many(len(answered), 'call')}.", answers)
    yield from _against_calls(writer, dossier.provider_key, paths, own_hops)
    if len(dossier.names) > 1:
        yield Line("Its names are taken for one provider's: `tracer names list` says why.")
    yield from _checked(writer, dossier.evidence)


def _against_calls(writer: _Writer, key: str, paths: Iterable[CallPath], own_hops: Iterable[tuple[CallPath, Hop]]) -> Iterable[Line]:
    """What weakens those statements, call by call."""
    shared_lines = _SharedLines(writer)
    for path, hop in own_hops:
        for text in _doubts(hop):
            shared_lines.add(path.incident, text, _stating(hop))
        for claim in hop.evidence:
            for code in claim.doubts:
                shared_lines.add(path.incident, f"{code}: doubtful, and kept as it stands.", [claim])
    for path in paths:
        hops = {hop.id: hop for hop in path.hops}
        for link in path.links:
            downstream, upstream = hops[link.downstream], hops[link.upstream]
            if link.attested is Attested.DISPUTED and key in (downstream.provider_key, upstream.provider_key):
                statement = f"{safe(downstream.provider, 80)} received the call from {safe(upstream.provider, 80)}"
                shared_lines.add(path.incident, f"that {statement}, is {attested_words(link)}.", link.evidence)
        for correction in path.corrections:
            if hops[correction.hop].provider_key == key:
                text = "a speaker took back what it had said of from whom the call was received."
                shared_lines.add(path.incident, text, (correction.earlier, correction.later))
    yield from shared_lines.lines()


# --- a letter ------------------------------------------------------------------------------------------------------


def evidence_of_letter(letter: LetterContents) -> list[Evidence]:
    """All that a memo on a letter may cite."""
    claims_of_rows = (claim for path, _ in letter.rows for claim in path.all_evidence)
    return [*letter.claims, *letter.other_claims, *claims_of_rows, *(claim for clock in letter.clocks for claim in clock.evidence)]


def of_letter(letter: LetterContents, facts: Facts, *, numbered: bool = False, also_cited: Iterable[Evidence] = ()) -> Memo:
    """On a letter, notice or order, with the calls of its rows. `also_cited`: other evidence of a bundle, so that exhibit numbers agree."""
    writer = _Writer([*evidence_of_letter(letter), *also_cited])
    shape = letter.shape
    header = [
        ("Kind", str(shape["kind"])),
        ("Issued", issued_by(shape)),
        ("Of", when(shape["issued_at"])),
        ("Against", safe(shape["against"], 120)),
        ("Roles stated", ", ".join(shape["roles"]) or "none"),
    ]
    silent = sum(hop.standing.silence is not None for path, _ in letter.rows for hop in path.hops if not hop.position)
    repeated = sum(path.incident in letter.same_as for path, _ in letter.rows)
    short = [writer.attributed(_action(shape), letter.claims)]
    if letter.rows:
        short.append(Line(f"{many(len(letter.rows), 'row')} of calls, of them without an answer of the recipient: {silent}."))
    sections = [
        Section("In short", short),
        Section("What speaks against it, or is not known", list(_against_letter(writer, letter, repeated))),
        Section("Duties", [Line(due_words(due)) for due in shape["due"]]),
        Section("Clocks", [writer.line(_clock(clock), clock.evidence) for clock in letter.clocks if clock.end]),
        *(
            Section(title, [writer.line(words(claim), [claim]) for claim in letter.other_claims if claim.kind is kind])
            for title, kind, words in (
                ("Found", Kind.FOUND, finding_words),
                ("Who was given notice", Kind.TOLD, notice_words),
                ("Terms", Kind.TERM, term_words),
            )
        ),
        Section(
            "Its rows",
            (),
            ("Row", "Call", "Campaign", "Carried by, from the called party back", "Where the trail ends"),
            [_row(writer, path) for path, _ in letter.rows],
        ),
    ]
    return writer.memo(f"Memo on {safe(letter.action, 120)}", facts, header, sections, numbered=numbered)


def _row(writer: _Writer, path: CallPath) -> tuple[Line, ...]:
    return (
        writer.line(path.incident, path.evidence),
        Line(when(path.call.at) or "time not given"),
        Line(safe(path.call.campaign or path.call.description or "not given", 200)),
        Line(" < ".join(safe(hop.provider, 80) for hop in path.hops)),
        writer.line("; ".join(map(_end, path.ends)), [claim for hop in path.hops for claim in _stating(hop)]),
    )


def _against_letter(writer: _Writer, letter: LetterContents, repeated: int) -> Iterable[Line]:
    for due in letter.shape["due"]:
        if due["stated"] and due["computed"] and due["stated"] != due["computed"]:
            yield Line(f"deadline-differs: {due_words(due)}; the stated one counts.")
    if repeated:
        yield Line(f"{many(repeated, 'row')} repeat an earlier letter's to the same recipient: the same calls, counted once.")
    shared_lines = _SharedLines(writer)
    for path, remarks in letter.rows:
        for hop in path.hops:
            if answers := [claim for claim in hop.standing.answers if not claim.inferred]:
                shared_lines.add(path.incident, f"of {safe(hop.provider, 80)} an answer is stated ({status_word(hop)}).", answers)
            for text in _doubts(hop):
                shared_lines.add(path.incident, f"{safe(hop.provider, 80)}: {text}", _stating(hop))
        for remark in remarks:
            shared_lines.add(path.incident, f"{remark['code']}: {safe(remark['text'], 400)}")
    yield from shared_lines.lines()
    yield from _checked(writer, letter.claims)
