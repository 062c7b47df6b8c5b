"""A letter's calls in short, for a terminal: before each of them is shown in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tracer.model import Evidence
from tracer.path import CallPath
from tracer.render.dossiers import due_words, issued_by
from tracer.render.evidence import NAME, Paint, colourless, headed, quoted
from tracer.render.lines import screen, wrapped
from tracer.render.plain import many, safe, when

MOST = 10  # of providers, of campaigns

Remarks = Sequence[Mapping[str, str]]


def letter_text(
    action: Mapping[str, Any], claim: Evidence, traces: Sequence[tuple[CallPath, Remarks]], paint: Paint = colourless
) -> Iterator[str]:
    """Whom a letter is against, what it is due, its calls summed up, where their trails end, what is doubtful, and where it stands.

    `action` as `tracer.render.json.action_of` gives it of `claim`; `traces`: each call that its table lists, with the remarks on it.
    """
    width = screen()
    paths = [path for path, _ in traces]
    yield paint(safe(action["action"]), bold=True)
    roles = f", {', '.join(map(safe, action['roles']))}" if action["roles"] else ""
    yield from _labelled("letter", f"{action['kind']} {issued_by(action)}, {when(action['issued_at'])}", width)
    yield from _labelled("against", f"{safe(action['against'], NAME)}{roles}", width)
    for due in action["due"]:
        yield from _labelled("due", due_words(due), width)
    days = sorted(path.call.at[:10] for path in paths if path.call.at)
    span = f", of {' to '.join(dict.fromkeys((days[0], days[-1])))}" if days else ""
    yield from _labelled("calls", f"{len(paths)}{span}", width)
    campaigns = Counter(path.call.campaign for path in paths if path.call.campaign)
    if campaigns:
        yield from _labelled("campaigns", _ranked({safe(name, NAME): n for name, n in campaigns.items()}), width)
    ends = Counter((end.told, end.provider) for path in paths for end in path.ends)
    for kind, number in Counter(kind for kind, _ in ends.elements()).most_common():
        calls_by_provider = {safe(provider, NAME): n for (end_kind, provider), n in ends.items() if end_kind == kind}
        yield from _labelled("ends", f"{kind} {number}: {_ranked(calls_by_provider)}", width)
    doubts = Counter(remark["code"] for _, remarks in traces for remark in {remark["code"]: remark for remark in remarks}.values())
    if doubts:
        yield from _labelled("doubtful", _ranked(doubts), width)
    yield from headed(claim, width, paint, f"  {'stated in':12}", " " * 14)
    yield from quoted(claim, width, 14)
    if paths:
        yield f"  Below, {many(len(paths), 'call')} in full, with the evidence."


def _labelled(label: str, text: str, width: int) -> Iterable[str]:
    return wrapped(text, width, f"  {label:12}", " " * 14)


def _ranked(counted: Mapping[str, int]) -> str:
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    more = f" and {len(ranked) - MOST} more" if len(ranked) > MOST else ""
    return ", ".join(f"{name} {number}" for name, number in ranked[:MOST]) + more
