"""Whether a provider answered: the one definition of an answer and of a silence, interim or final. Pure.

Used by paths, deadlines, flags, dossiers, the network and what is drawn for Cypher; nobody else decides it. A status is a state
at a date: the newest known. A silence ends with an answer that became known later, or that is dated later. What a letter or a
count says of a hand-off is no answer of the provider, and a request that was sent again ends no silence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from tracer import speakers
from tracer.identity import fold
from tracer.model import ANSWERS, Bearing, Evidence, Kind, Moment, Provider, Side, Status

# Asked for of every claim; as attributes of their enumerations they take ten times as long on Python 3.11.
_ASKED, _HANDED_OFF, _STATUS, _OPEN, _NO_RESPONSE = Kind.ASKED, Kind.HANDED_OFF, Kind.STATUS, Status.OPEN, Status.NO_RESPONSE
_ORIGINATING, _NOT_FOUND = Status.ORIGINATING, Status.NOT_FOUND


class Contradiction(Struct, frozen=True, gc=False):
    """A provider is said not to have answered by a day on which, as another says, it had answered already."""

    silence: Evidence
    answer: Evidence


class Standing(Struct, frozen=True, gc=False):
    """How one hop stands. `status` null: nothing is stated, or statements contradict each other."""

    status: Status | None = None
    inferred: bool = False  # by a rule, from a count
    at: Moment | None = None  # of the claim that says so
    silence: Evidence | None = None  # the statement that no answer came, where it stands
    answers: tuple[Evidence, ...] = ()  # what shows that the provider answered, oldest first
    contradiction: Contradiction | None = None

    @property
    def interim(self) -> bool:
        """Whether the silence was stated while the time to answer may still have run."""
        return self.silence is not None and bool(self.silence.interim)

    @property
    def silent(self) -> bool:
        """Whether it is stated, by more than a rule and not only for the time being, that no answer came."""
        return self.silence is not None and not self.silence.interim

    @property
    def answered_at(self) -> Moment | None:
        """When it first answered, where somebody states that."""
        return min((at for claim in self.answers if (at := _time_of(claim))), default=None)


def standing(
    claims: Sequence[Evidence],
    provider: Provider,
    is_another: speakers.IsAnother | None = None,
    corrected: Collection[str] = (),
    by: Moment | None = None,
) -> Standing:
    """How a hop stands, from what is said of its provider there, first said first; not from what others say to have received from it.

    `is_another`: whether a speaker is another provider of the call, who cannot answer for this one; `corrected`: ids of claims that
    their own speaker has corrected; `by`: the instant of which this is asked, null for now. An answer dated later has not been given yet.
    """
    spoken = [claim for claim in claims if claim.id not in corrected] if corrected else claims
    if not spoken:
        return Standing()
    heard = [c for c in spoken if (c.kind is _STATUS or c.kind is _HANDED_OFF) and (by is None or c.at <= by)]
    if len(heard) > 1:
        heard.sort(key=_newest)
    stated: list[Evidence] = []
    answers: list[Evidence] = []
    statements: list[Evidence] = []
    silent = False
    for c in heard:
        if is_answer := _is_answer(c, provider, is_another):
            answers.append(c)
        if c.kind is _HANDED_OFF:
            if is_answer:
                statements.append(c)
        elif status := c.status:
            if status is _NOT_FOUND and not (is_answer or c.inferred or c.attested is not None):
                continue  # that it did not find the call nobody can say for it
            stated.append(c)
            silent = silent or status is _NO_RESPONSE
            if status is not _OPEN:
                statements.append(c)
    standing_words = _unended(statements, answers) if silent else statements
    if standing_words:
        requests = sorted({c.at for c in spoken if c.kind is _ASKED}) if silent else []
        final = _for_good(standing_words, requests)
        newest = final or standing_words[-1]
        silence = final or (_stands(standing_words) if silent else None)
        if silence and (earlier := _answered_before(silence, answers, requests)):
            return Standing(answers=tuple(answers), contradiction=Contradiction(silence, earlier))
        if newest.kind is _HANDED_OFF:
            newest = _entered(stated) or newest
        status = newest.status or Status.DOWNSTREAM  # who names its upstream received the call from it
        return Standing(status, newest.inferred, newest.at, newest if states_silence(newest) else None, tuple(answers))
    if answers or any(c.kind is _HANDED_OFF for c in spoken):
        return Standing(answers=tuple(answers))
    return _waiting(spoken, stated)


def _waiting(spoken: Iterable[Evidence], stated: Sequence[Evidence]) -> Standing:
    """Open since the first request, or since somebody said so; of whom nothing such is said, nothing is known."""
    since = [*(c.at for c in spoken if c.kind is _ASKED), *(c.at for c in stated if not c.inferred)]
    at = min(since or (c.at for c in stated), default=None)
    return Standing(_OPEN, not since, at) if at else Standing()


def silences(state: Standing, claims: Iterable[Evidence]) -> list[Evidence]:
    """Of what is said of a silent hop, every statement of the silence that stands: several may have said so, for good or not yet."""
    return [c for c in claims if states_silence(c) and bool(c.interim) is state.interim and not _ended(c, state.answers)]


def silent_as_of(bearings: Sequence[Bearing], moment: Moment) -> bool:
    """Whether a hop stood without an answer at an earlier instant, by what was known then."""
    known = [b for b in bearings if b.evidence.known_by(moment)]
    provider = next((b.provider for b in known), None)
    own = [b.evidence for b in known if b.side is not Side.UPSTREAM]
    return provider is not None and standing(own, provider, by=moment).silence is not None


def _time_of(answer: Evidence) -> Moment | None:
    """When an answer was given. The day of the consortium's mail is the one on which it became known."""
    mailed = answer.valid_at == answer.known_at and not answer.on_word_of and speakers.is_consortium(answer.said_by)
    return None if mailed else answer.valid_at


def _newest(claim: Evidence) -> tuple[Moment, Moment, bool, bool]:
    """By when it became known; where that is equal, by when it is true; then what is stated, and stated in so many words."""
    return claim.known_at, claim.valid_at or claim.known_at, not claim.inferred, claim.kind is _STATUS


def _unended(statements: Sequence[Evidence], answers: Sequence[Evidence]) -> Sequence[Evidence]:
    """Without the silences that an answer ended, and without what a count alone leaves no other reading of."""
    left = [c for c in statements if not states_silence(c) or not _ended(c, answers)]
    if any(map(states_silence, left)):  # what another provider says of it ends none
        known = {c.id for c in answers}
        left = [c for c in left if c.inferred or c.attested is not None or c.status not in ANSWERS or c.id in known]
    # That a count leaves no reading but silence takes back nothing that anybody said.
    return [c for c in left if not (c.inferred and c.status is _NO_RESPONSE)] or left


def _entered(stated: Sequence[Evidence]) -> Evidence | None:
    """What makes a hop the point of entry, where that is the newest of its statuses: its upstream, named later, takes nothing back."""
    newest = next((c for c in reversed(stated) if c.status in ANSWERS), None)
    return newest if newest and newest.status is Status.POINT_OF_ENTRY else None


def _stands(statements: Sequence[Evidence]) -> Evidence | None:
    """The silence that nobody took back since. `statements`: oldest first."""
    newest = statements[-1]
    for claim in reversed(statements):
        # Of two speakers at one instant neither has the later word: their documents' order must not choose between them.
        if states_silence(claim) and (claim is newest or _at_once(claim, newest)):
            return claim
    return None


def _for_good(statements: Sequence[Evidence], requests: Sequence[Moment]) -> Evidence | None:
    """The silence for good that stands, where the newest word is a "not yet" about a request that was sent again after it."""
    newest = statements[-1]
    if not (states_silence(newest) and newest.interim):
        return None
    final = next((c for c in reversed(statements) if states_silence(c) and not c.interim), None)
    return final if final and any(final.at < again <= newest.at for again in requests) else None


def _at_once(one: Evidence, other: Evidence) -> bool:
    return (one.known_at, one.at) == (other.known_at, other.at) and not speakers.same(one, other)


def states_silence(claim: Evidence) -> bool:
    """Whether a claim says itself, by more than a rule, that no answer came, for good or for the time being."""
    return claim.status is _NO_RESPONSE and claim.kind is _STATUS and not claim.inferred


def _is_answer(claim: Evidence, provider: Provider, is_another: speakers.IsAnother | None) -> bool:
    """Whether a claim is about the provider's own answer: it gives a status that takes one, or names the upstream or end user."""
    if claim.inferred or claim.attested is not None:
        return False
    if claim.kind is _STATUS:
        tells = claim.status in ANSWERS or (claim.status is None and claim.end_user is not None)
    else:
        tells = claim.kind is _HANDED_OFF
    if not tells or (is_another and is_another(claim.said_by, provider)):
        return False
    # The one who asks knows it from the answer; what a stranger to the call says of it is none.
    return speakers.speaks_for_itself(claim, provider) or speakers.is_consortium(claim.said_by)


def _ended(silence: Evidence, answers: Iterable[Evidence]) -> bool:
    return any(answer.known_at > silence.known_at or answer.at > silence.at for answer in answers)


def _answered_before(silence: Evidence, answers: Iterable[Evidence], requests: Sequence[Moment]) -> Evidence | None:
    """The newest answer that somebody else states and that contradicts a silence: it was given, and nothing more was asked since."""
    return next(
        (
            answer
            for answer in reversed(list(answers))
            if not speakers.same(answer, silence)
            and not any(answer.at < again <= silence.at for again in requests if requests[0] <= answer.at)
        ),
        None,
    )


# --- corrections ---------------------------------------------------------------------------------------------------

# What a claim says of where a hop got the call from: the upstream's hop, `""` where it got it from somebody, or one of these.
_ORIGIN, _NEVER_HAD_IT = "\0origin", "\0not found"


def corrected(claims: Sequence[Evidence], upstream_of: Mapping[str, str], provider: Provider | None) -> dict[str, Evidence]:
    """Of what is said of one hop, the ids of the claims that their own speaker has corrected since, each with the newest word.

    The question is from whom the hop got the call. `upstream_of`: of claims of hand-offs, the upstream's hop; `provider`: the hop's.
    """
    if _all_at_once(claims):
        return {}
    words = [_says(claim, upstream_of) for claim in claims]
    different = {says for says in words if says is not None}
    if len(different) < 2 or (len(different) == 2 and not _excludes(*different)):  # of three, two name somebody or nobody
        return {}
    spoken: dict[str, dict[str, list[Evidence]]] = defaultdict(lambda: defaultdict(list))  # speaker -> what it says -> claims
    for claim, says in zip(claims, words, strict=True):
        if says is not None:
            spoken[_speaker(claim, provider)][says].append(claim)
    superseded: dict[str, Evidence] = {}
    for claims_by_upstream in spoken.values():
        last = sorted(((max(map(_when, claims)), says) for says, claims in claims_by_upstream.items()), reverse=True)
        by_id = {claim.id: claim for claims in claims_by_upstream.values() for claim in claims}
        for when, says in last:
            later = next((other for other in last if _excludes(other[1], says)), None)
            if later and later[0][:2] > when[:2]:
                superseded |= {claim.id: by_id[later[0][-1]] for claim in claims_by_upstream[says]}
    return superseded


def _all_at_once(claims: Iterable[Evidence]) -> bool:
    """Quickly, and rather once too seldom: whether none of these words is later than another, as in a row of a list."""
    known_at, valid_at = None, None
    for claim in claims:
        if claim.kind is _HANDED_OFF or claim.kind is _STATUS:
            if known_at is None:
                known_at, valid_at = claim.known_at, claim.valid_at
            elif claim.known_at != known_at or claim.valid_at != valid_at:
                return False
    return True


def _when(claim: Evidence) -> tuple[Moment, Moment, str, str, str]:
    # Of two words of one instant by what they say: ids go with their document.
    return claim.known_at, claim.at, claim.quote, claim.kind, claim.id


def _says(claim: Evidence, upstream_of: Mapping[str, str]) -> str | None:
    if claim.kind is _HANDED_OFF:
        return None if claim.inferred else upstream_of.get(claim.id)
    if claim.kind is not _STATUS or claim.inferred:
        return None
    status = claim.status
    if status is _ORIGINATING or claim.end_user:
        return _ORIGIN
    return _NEVER_HAD_IT if status is _NOT_FOUND else "" if status in ANSWERS else None


def _excludes(one: str, other: str) -> bool:
    if one == "" or other == "":  # that it got the call from somebody fits whomever else is named
        return (one or other) in (_ORIGIN, _NEVER_HAD_IT)
    return one != other


def _speaker(claim: Evidence, provider: Provider | None) -> str:
    if provider and speakers.is_provider(claim.said_by, provider):
        return "\0itself"
    return "\0consortium" if speakers.is_consortium(claim.said_by) else fold(claim.said_by)
