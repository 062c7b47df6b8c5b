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
    near_words,
    standing_words,
    state_words,
    tallies,
    term_words,
    told_words,
)
from tracer.render.paths import attested_words, end_word, hop_words
from tracer.render.plain import many, number, safe, sentence, when
from tracer.report import Line, Memo, Section
from tracer.view import Facts

TEXT = 1200  # characters of a sentence
CITED = 8  # passages beside a sentence
NOTHING = "nothing in the loaded documents"
LESS = "what is known of this is not the same in the whole case, and is withheld in this copy"


@dataclass(frozen=True, slots=True)
class OfLetter:
    """What a memo on a letter, notice or order is made of: its first claim before its copies, whom it is against, and its rows."""

    action: str
    acted: Sequence[Evidence]
    shape: Mapping[str, Any]  # as JSON has it
    rows: Sequence[tuple[CallPath, Sequence[Mapping[str, str]]]]
    same_as: Mapping[str, str]  # of rows that repeat an earlier letter's
    more: Sequence[Evidence]  # what it finds, tells and bids beyond its rows
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

    def said(self, text: str, claims: Sequence[Evidence]) -> Line:
        """With who says so, and since when that is known."""
        return self.line(f"{text} {by_whom(claims)}".rstrip(), claims)

    def memo(self, title: str, facts: Facts, header: Sequence[tuple[str, str]], sections: Iterable[Section], *, numbered: bool) -> Memo:
        kept = [section for section in sections if section.lines or section.rows]
        cited = [
            replace(exhibit, passages=tuple(passage for passage in exhibit.passages if passage.number in self._cited))
            for exhibit in self._exhibits.all
        ]
        passages = sum(len(exhibit.passages) for exhibit in self._exhibits.all)
        shown = [exhibit for exhibit in cited if exhibit.passages]
        return Memo(title, facts, header, kept, shown, passages - sum(len(one.passages) for one in shown), numbered)


def by_whom(claims: Sequence[Evidence]) -> str:
    """`(traceback desk, known 2024-05-10)`: the speakers, and the first day on which one of them is known to have said so."""
    if not claims:
        return ""
    who = list(speakers.named(claims))
    names = ", ".join(safe(name, 80) for name in who[:4]) + (f" and {len(who) - 4} more" if len(who) > 4 else "")
    return f"({names}, known {when(min(claim.known_at for claim in claims))})"


# --- one call ------------------------------------------------------------------------------------------------------


def of_call(path: CallPath, remarks: Sequence[Mapping[str, str]], facts: Facts, *, numbered: bool = False) -> Memo:
    """On one call. `remarks`: what is doubtful about it, as `trace` gives it."""
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
        short.append(Line("No provider is named in the loaded documents."))
    short.append(Line(f"{many(len(path.hops), 'provider')}, {many(len(path.links), 'hand-off')}, of them agreed by both sides: {agreed}."))
    described = [claim for claim in path.evidence if claim.kind is Kind.CALL]
    told = [writer.said("The call, as it is described", described)] if described else []
    told += [writer.line(f"“{call.description}”", described)] if call.description else []
    told += [writer.said(_signature(claim), [claim]) for claim in path.evidence if claim.kind is Kind.SIGNED]
    sections = [
        Section("In short", short),
        Section("What speaks against it, or is not known", list(_against_path(writer, path, remarks))),
        Section("The call", told),
        _path_section(writer, path),
    ]
    return writer.memo(f"Memo on the call {safe(path.incident, 100)}", facts, header, sections, numbered=numbered)


def _end(end: End) -> str:
    return f"{safe(end.provider, 100)}: {end_word(end)}, {safe(end.text, 300)}"


def _path_section(writer: _Writer, path: CallPath) -> Section:
    by_id = {hop.id: hop for hop in path.hops}
    links = {(link.downstream, link.upstream): link for link in path.links}
    rows = []
    for hop in path.hops:
        first = True
        for up in hop.received_from or ("",):
            stated = writer.said(" · ".join(hop_words(hop)), _stating(hop)) if first else Line("")
            named = Line(safe(hop.provider, 100)) if first else Line("")
            handed = writer.line(*_handed(by_id[up], links[hop.id, up])) if up else Line("nobody named in the loaded documents")
            rows.append((Line(str(hop.position)), named, stated, handed))
            first = False
    return Section(
        "The path, from the called party back", (), ("Position", "Provider", "What is stated of it", "Received the call from"), rows
    )


def _stating(hop: Hop) -> list[Evidence]:
    """The claims by which a hop stands as it does; else those that name it. Of one that a copy does not name it quotes none."""
    state = hop.standing
    if hop.withheld or not hop.evidence:
        return []
    if state.contradiction:
        return [state.contradiction.silence, state.contradiction.answer]
    if state.silence:
        return [state.silence]
    return list(state.answers) or [claim for claim in hop.evidence if claim.kind == Kind.ASKED] or list(hop.evidence)


def _handed(up: Hop, link: Link) -> tuple[str, Sequence[Evidence]]:
    return f"{safe(up.provider, 100)}: {attested_words(link)} (known {when(link.known_from)})", link.evidence


def _against_path(writer: _Writer, path: CallPath, remarks: Sequence[Mapping[str, str]]) -> Iterable[Line]:
    """What weakens what is said of a path: disputes, words of one side, what is only inferred or read, missing, or doubtful."""
    by_id = {hop.id: hop for hop in path.hops}
    for link in path.links:
        down, up = by_id[link.downstream], by_id[link.upstream]
        between = f"{safe(down.provider, 80)} received the call from {safe(up.provider, 80)}"
        if link.attested is Attested.DISPUTED:
            yield writer.line(f"That {between}, is {attested_words(link)}.", [*link.evidence, *up.standing.answers])
        elif link.attested is not Attested.BOTH:
            yield writer.line(f"That {between}, is not borne out by {safe(up.provider, 80)} itself: {attested_words(link)}.", link.evidence)
    for hop in path.hops:
        yield from (writer.line(f"{safe(hop.provider, 80)}: {text}", _stating(hop)) for text in _doubts(hop))
    for before, after in pairwise(path.hops):
        if before.component != after.component:
            yield Line(f"Between {safe(before.provider, 80)} and {safe(after.provider, 80)} something is missing: no document joins these.")
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
    """Of what stands in mails, whether anybody checked from whom they came; of signatures of calls, whether anything bears them out."""
    held = list(claims)
    unknown = [claim for claim in held if claim.verified is Verified.UNKNOWN and claim.kind is not Kind.SIGNED]
    failed = [claim for claim in held if claim.verified is Verified.NO and claim.kind is not Kind.SIGNED]
    if unknown:
        text = "Some of it stands in mails that are their sender's by the From address alone: no receiving server's verdict."
        yield writer.line(text, unknown)
    if failed:
        yield writer.line("Some of it stands in a mail that the receiving server found not to come from where it says.", failed)
    for claim in held:
        if claim.kind is Kind.SIGNED and claim.verified is not Verified.YES:
            yield writer.line(sentence(_signature(claim)), [claim])


def _signature(claim: Evidence) -> str:
    return f"The call's signature, attestation {claim.attestation or 'not given'}: {claim.note or 'nothing more is said of it'}"


# --- a provider ----------------------------------------------------------------------------------------------------


def of_provider(
    found: Dossier,
    paths: Sequence[CallPath],
    actions: Sequence[tuple[Mapping[str, Any], Sequence[Evidence]]],
    clocks: Sequence[Running],
    facts: Facts,
    *,
    whole: bool = True,
    numbered: bool = False,
) -> Memo:
    """On a provider. `paths`: of every call in which it stands; `actions`: against it, as JSON has them, with their claims.

    `whole`: false where its calls are fewer in this copy than in the case, so that their numbers are not told.
    """
    claims = [*found.evidence, *(claim for path in paths for claim in path.all_evidence)]
    claims += [*(found.flag.evidence if found.flag else ()), *(claim for _, its in actions for claim in its)]
    claims += [claim for clock in clocks for claim in clock.evidence]
    claims += [claim for standing in found.standings for claim in standing.evidence]
    writer = _Writer(claims)
    own_hops = [(path, hop) for path in paths for hop in path.hops if hop.provider_key == found.provider_key]
    none = "none in the loaded documents"
    header = [
        ("Names", "; ".join(safe(name, 100) for name in found.names)),
        ("FRN", found.frn or none),
        ("RMD number", "; ".join([found.rmd or none, *(safe(text, 300) for text in found.refiled)])),
        *([("Signer codes", ", ".join(found.codes))] if found.codes else []),
        *([("Also, by registers", "; ".join(safe(alias, 100) for alias in found.aliases))] if found.aliases else []),
        *([("Country", safe(found.country, 60))] if found.country else []),
        ("Roles stated", ", ".join(safe(role, 60) for role in found.roles) or "none"),
        ("Contact of record", "; ".join(safe(text, 200) for text in found.contact.values()) or none),
        *([("Officers", "; ".join(safe(text, 200) for text in found.officers))] if found.officers else []),
        *([("Holding company", "; ".join(safe(name, 100) for name in found.holding))] if found.holding else []),
    ]
    flags = [_flag(writer, count, found) for count in found.flag.counts] if found.flag else []
    in_short = [Line(text) for text in tallies(found)] if whole else [Line(f"How its calls ended: {LESS}.")]
    acted = [writer.said(_action(shape), its) for shape, its in actions]
    sections = [
        Section("In short", [*in_short, *flags, *acted]),
        Section("What speaks against it, or is not known", list(_against_provider(writer, found, paths, own_hops, whole=whole))),
        Section(
            "Its part in each call", (), ("Call", "Date", "What is stated of it"), [_part(writer, path, hop) for path, hop in own_hops]
        ),
        Section(
            "Actions against it",
            [
                line
                for shape, its in actions
                for line in (writer.said(_action(shape), its), *(Line(due_words(due)) for due in shape["due"]))
            ],
        ),
        Section("From whom it took calls", [writer.line(f"{safe(n.provider, 100)}: {near_words(n)}", n.evidence) for n in found.upstream]),
        Section(
            "To whom it handed calls", [writer.line(f"{safe(n.provider, 100)}: {near_words(n)}", n.evidence) for n in found.downstream]
        ),
        Section("Its own monthly rows", [writer.said(month_words(m), (m.row, *m.copies)) for m in found.record]),
        Section(
            IN_RMD,
            [
                *(writer.line(standing_words(each), each.evidence) for each in found.standings),
                *map(Line, days_words(found)),
            ],
        ),
        Section("Found in letters", [writer.line(finding_words(claim), [claim]) for claim in found.findings]),
        Section("Was given notice", [writer.line(told_words(claim), [claim]) for claim in found.knowledge]),
        Section("Told of actions against it", [writer.line(told_words(claim), [claim]) for claim in found.informed]),
        Section("Terms set in letters", [writer.line(term_words(claim), [claim]) for claim in found.terms]),
        Section("Campaigns", [Line(f"{safe(name, 200) or 'not given'}: {many(n, 'call')}") for name, n in _ranked(found.campaigns)]),
        Section(
            "By month of the call",
            (),
            ("Month", "Calls", "How its part ended", "After"),
            [tuple(map(Line, (m.month, str(m.calls), ended_words(m), ", ".join(safe(a, 100) for a in m.after)))) for m in found.by_month],
        ),
        Section("Took its calls after an action against it", [Line(exposure_words(one)) for one in found.exposure]),
        Section("Clocks", [writer.line(_clock(clock), clock.evidence) for clock in clocks if clock.end]),
    ]
    return writer.memo(f"Memo on {safe(found.provider, 100)}", facts, header, sections, numbered=numbered)


def _ranked(campaigns: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(campaigns.items(), key=lambda one: (-one[1], one[0]))


def _flag(writer: _Writer, count: Count, found: Dossier) -> Line:
    share = f"; 95 % interval {interval_words(count.interval)}" if count.interval else ""
    text = f"{count_words(count)}{share}: {safe(found.provider, 80)} {rules()[count.rule].wording}"
    return writer.said(text, count.evidence)


def _action(shape: Mapping[str, Any]) -> str:
    return f"{shape['kind']} of {when(shape['issued_at'])} {issued_by(shape)}, {safe(shape['action'], 120)}"


def _part(writer: _Writer, path: CallPath, hop: Hop) -> tuple[Line, ...]:
    return (
        Line(safe(path.incident, 100)),
        Line(when(path.call.at) or "time not given"),
        writer.said(" · ".join(hop_words(hop)), _stating(hop)),
    )


def _clock(clock: Running) -> str:
    return f"{when(clock.end)} {clock.clock}, {safe(clock.incident or clock.action or '', 100)}: {state_words(clock)}"


class _Grouped:
    """What is to be said alike of several calls, once, with the calls; in the order first said."""

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
            named = ", ".join(safe(call, 80) for call in calls[:CITED]) + (f" and {len(calls) - CITED} more" if len(calls) > CITED else "")
            yield self._writer.line(f"{named}: {text}", self._claims[text])


def _against_provider(
    writer: _Writer, found: Dossier, paths: Sequence[CallPath], own_hops: Sequence[tuple[CallPath, Hop]], *, whole: bool
) -> Iterable[Line]:
    """What weakens what is said of a provider: its answers, contradictions, disputes, what is only inferred, doubts on who it is."""
    for text in found.flag.contradictions if found.flag else ():
        yield writer.line(text, found.flag.contradicting if found.flag else ())
    for text in found.conflicts:
        if not found.flag or text not in found.flag.contradictions:
            yield Line(f"{safe(text, 400)}: these may be two companies.")
    for count in found.flag.counts if found.flag else ():
        if count.answered:
            yield writer.line(f"{count.rule}: {count.answered} of {count.number} are answered as other documents say.", count.evidence)
    answers = [claim for _, hop in own_hops if not hop.standing.inferred for claim in hop.standing.answers]
    answered = {path.incident for path, hop in own_hops if hop.standing.answers and not hop.standing.inferred}
    if answered and whole:
        yield writer.said(f"It answered about {many(len(answered), 'call')}.", answers)
    yield from _against_calls(writer, found.provider_key, paths, own_hops)
    if len(found.names) > 1:
        yield Line("Its names are taken for one provider's: `tracer names list` says why.")
    yield from _checked(writer, found.evidence)


def _against_calls(writer: _Writer, key: str, paths: Iterable[CallPath], own_hops: Iterable[tuple[CallPath, Hop]]) -> Iterable[Line]:
    """The same, call by call."""
    of_calls = _Grouped(writer)
    for path, hop in own_hops:
        for text in _doubts(hop):
            of_calls.add(path.incident, text, _stating(hop))
        for claim in hop.evidence:
            for code in claim.doubts:
                of_calls.add(path.incident, f"{code}: doubtful, and kept as it stands.", [claim])
    for path in paths:
        hops = {hop.id: hop for hop in path.hops}
        for link in path.links:
            down, up = hops[link.downstream], hops[link.upstream]
            if link.attested is Attested.DISPUTED and key in (down.provider_key, up.provider_key):
                between = f"{safe(down.provider, 80)} received the call from {safe(up.provider, 80)}"
                of_calls.add(path.incident, f"that {between}, is {attested_words(link)}.", link.evidence)
        for one in path.corrections:
            if hops[one.hop].provider_key == key:
                text = "a speaker took back what it had said of from whom the call was received."
                of_calls.add(path.incident, text, (one.earlier, one.later))
    yield from of_calls.lines()


# --- a letter ------------------------------------------------------------------------------------------------------


def behind(letter: OfLetter) -> list[Evidence]:
    """All that a memo on it may cite."""
    of_rows = (claim for path, _ in letter.rows for claim in path.all_evidence)
    return [*letter.acted, *letter.more, *of_rows, *(claim for clock in letter.clocks for claim in clock.evidence)]


def of_letter(letter: OfLetter, facts: Facts, *, numbered: bool = False, beside: Iterable[Evidence] = ()) -> Memo:
    """On a letter, notice or order, with the calls that its rows are. `beside`: what else stands in a bundle, so that numbers agree."""
    writer = _Writer([*behind(letter), *beside])
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
    short = [writer.said(_action(shape), letter.acted)]
    if letter.rows:
        short.append(Line(f"{many(len(letter.rows), 'row')} of calls, of them without an answer of the recipient: {silent}."))
    sections = [
        Section("In short", short),
        Section("What speaks against it, or is not known", list(_against_letter(writer, letter, repeated))),
        Section("Duties", [Line(due_words(due)) for due in shape["due"]]),
        Section("Clocks", [writer.line(_clock(clock), clock.evidence) for clock in letter.clocks if clock.end]),
        *(
            Section(title, [writer.line(words(claim), [claim]) for claim in letter.more if claim.kind is kind])
            for title, kind, words in (
                ("Found", Kind.FOUND, finding_words),
                ("Who was given notice", Kind.TOLD, told_words),
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


def _against_letter(writer: _Writer, letter: OfLetter, repeated: int) -> Iterable[Line]:
    for due in letter.shape["due"]:
        if due["stated"] and due["computed"] and due["stated"] != due["computed"]:
            yield Line(f"deadline-differs: {due_words(due)}; the stated one counts.")
    if repeated:
        yield Line(f"{many(repeated, 'row')} repeat an earlier letter's to the same recipient: the same calls, counted once.")
    of_rows = _Grouped(writer)
    for path, remarks in letter.rows:
        for hop in path.hops:
            if answers := [c for c in hop.standing.answers if not c.inferred]:
                of_rows.add(path.incident, f"of {safe(hop.provider, 80)} an answer is stated ({status_word(hop)}).", answers)
            for text in _doubts(hop):
                of_rows.add(path.incident, f"{safe(hop.provider, 80)}: {text}", _stating(hop))
        for remark in remarks:
            of_rows.add(path.incident, f"{remark['code']}: {safe(remark['text'], 400)}")
    yield from of_rows.lines()
    yield from _checked(writer, letter.acted)
