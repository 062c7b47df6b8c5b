"""What stands in a mail and is not its sender's: words of another mail that it quotes, or of a person who quotes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tracer import late
from tracer.loaders.itg.lines import Line

# Mail programs say in the language of their user whose words follow.
_OPENING = r"(?:On|At|In|Am|Le|El|Il|Em|A|Op|Den|Dne|Dňa|Dnia|W dniu|La|Pada|Vào|På|В|Quoting|Zitat von|Citando)\b"
_VERB_FIRST = r"(?:schrieb|schreef|skrev)"  # ... before the writer's name
_VERB = (
    rf"(?:{_VERB_FIRST}|wrote|writes|said|schreibt|écrit|escribi[óo]|ha scritto|scrisse|escreveu|kirjoitti|yazdı|menulis|đã viết"
    r"|napisał(?:a|\(a\))?|napsala?(?:\(a\))?|napísala?|írta|a scris|пишет|пише|написала?(?:\(а\))?|написав|έγραψε|写道|寫道|작성)"
)
_COLON = r"\s*[:\uff1a]"
_NOT_OWN = r"(?!.*\b(?:[Ww]e|I)(?: \w+)? (?:wrote|said|write|asked?|replied)\b)"  # `as we wrote:`
_NO_RECORDING = (  # what is heard in a call
    r"(?!.*\b(?:[Aa]n?|[Tt]he|[Tt]his|[Tt]hat|[Ii]ts)\s+(?:[a-z-]+\s+){0,3}(?:recording|voice|caller|call|message|agent|prompt|speaker|person"
    r"|representative)s?\b.{0,40}?\b(?:said|says|wrote|asked|asks|replied)\b)"
)
_ADDRESS = r"[<(\[][^\s<>]{1,100}@[^\s<>]{1,100}[>)\]]+"
_OPENED = late.pattern(rf"{_NOT_OWN}{_NO_RECORDING}{_OPENING}.{{0,400}}?(?:\b{_VERB_FIRST}\b.{{0,200}}|\W{_VERB}){_COLON}\s*")
_SAID = late.pattern(rf"{_NOT_OWN}{_NO_RECORDING}.{{0,300}}?(?<!\w){_VERB}{_COLON}\s*")
_SAID_WHEN = late.pattern(  # `Jo Reed wrote on 4 June 2024 at 12:00:`
    rf"{_NOT_OWN}{_NO_RECORDING}(?=[A-Z]).{{1,120}}?\s(?:wrote|writes|said|asked|asks|replied)(?:\s+(?:on|at|in)\s.{{0,60}}?\d.{{0,60}}?)?{_COLON}\s*"
)
_DATED = late.pattern(rf".{{0,200}}?(?<!\d)\d\d?[:.h]\d\d(?!\d).{{0,200}}?{_ADDRESS}{_COLON}\s*")
_WITH_ITS_WORDS = late.pattern(rf"{_NOT_OWN}{_OPENING}.{{0,300}}?{_ADDRESS}.{{0,20}}?\W{_VERB}{_COLON}")
_ATTRIBUTED = 4  # lines that such words may be wrapped into
_SEPARATOR = late.pattern(
    r"[-_=]{2,}\s*(?:(?:original|forwarded|reply|begin forwarded)\s+(?:message|mail|e-?mail)[^-_=]{0,20}"
    r"|(?:ursprüngliche|weitergeleitete|oorspronkelijk|doorgestuurd|ursprungligt|vidarebefordra|oprindelig|videresend|wiadomo)[^-_=]{0,40}"
    r"|(?:message|mensa\w+|messaggio|courriel)\s+(?:d['\u2019]origine|original\w*|transf\w+|transmis|reenvia\w+|encaminha\w+|inoltrat\w+)[^-_=]{0,10})[-_=]{2,}",
    re.I,
)
_SENDER = late.pattern(r"(?:from|von|de|da|van|från|fra|od|от|发件人|差出人)\s*[:\uff1a]\s*(?=\D*[^\W\d])", re.I)
_MORE_HEADERS = late.pattern(
    r"(?:sent|subject|gesendet|betreff|envoyé|objet|enviado(?: el| em)?|asunto|assunto|inviato|oggetto|verzonden|onderwerp|skickat|ämne"
    r"|sendt|emne|wysłano|temat|отправлено|тема|主题|件名)\s*[:\uff1a]",
    re.I,
)
_LOOKED_AHEAD = 4  # lines, for more headers
_WRAPPED = 60  # characters of a line that a mail program may have wrapped
_READ = 1_000  # characters of a line that are looked at


def not_the_senders(lines: Sequence[Line], first: int, depth: int) -> Iterator[tuple[int, int]]:
    """Runs of lines, from line `first` on, that are not the words of a mail whose own lines have so many quote marks before them."""
    at = first
    while at < len(lines):
        if not lines[at].text or (lines[at].depth == depth and not (begun := _begun(lines, at))):
            at += 1
            continue
        if lines[at].depth < depth and _is_wrapped(lines, at, depth):
            at += 1
            continue
        end = at + begun if lines[at].depth == depth else at
        below = next((i for i in range(end, len(lines)) if lines[i].text), len(lines))
        if lines[at].depth == depth and (below == len(lines) or lines[below].depth <= depth):
            if below < len(lines) or not _SEPARATOR.match(lines[at].text):  # what stands below that may be a mail of its own
                yield at, _last(lines, at, len(lines))
            return
        stop = _end(lines, below if lines[at].depth == depth else at, depth)
        yield at, _last(lines, at, stop)
        at = stop


def _begun(lines: Sequence[Line], at: int) -> int:
    """How many lines say that another's words follow; 0 where these are the sender's."""
    text = lines[at].text[:_READ]
    if _SEPARATOR.fullmatch(text):
        return 1
    if _SENDER.match(text):
        following = [line.text for line in lines[at + 1 : at + 1 + _LOOKED_AHEAD]]
        return int(any(_MORE_HEADERS.match(each) for each in following))
    joined, opens = "", re.match(_OPENING, text)
    for many, line in enumerate(lines[at : at + _ATTRIBUTED], 1):
        if not line.text or line.depth != lines[at].depth:
            break
        joined = f"{joined} {line.text[:_READ]}".strip()
        if ":" not in line.text and "\uff1a" not in line.text:
            continue
        if opens and (_OPENED.fullmatch(joined) or _WITH_ITS_WORDS.match(joined)):
            return many
        if many == 1 and any(way.fullmatch(joined) for way in (_SAID, _SAID_WHEN, _DATED)):
            return many
        if many == 2 and _DATED.fullmatch(joined) and not re.search(r"[.!?]$", lines[at].text):
            return many
    return 0


def _end(lines: Sequence[Line], at: int, depth: int) -> int:
    """Where a run of lines that are quoted deeper, or less deep, ends."""
    deeper = lines[at].depth > depth
    while at < len(lines):
        ended = lines[at].depth <= depth if deeper else lines[at].depth >= depth
        # Right below a line that is quoted there may be the rest of it, which lost its mark.
        if lines[at].text and ended and not (deeper and lines[at - 1].text):
            return at
        at += 1
    return at


def _is_wrapped(lines: Sequence[Line], at: int, depth: int) -> bool:
    """Whether a line is the rest of the long one above it, which lost its quote mark."""
    above, below = lines[at - 1], lines[at + 1] if at + 1 < len(lines) else None
    return (
        above.depth == depth
        and len(above.raw) >= _WRAPPED
        and above.text[-1:] not in ("", ".", "!", "?", ":")
        and (below is None or not below.text or below.depth == depth)
    )


def _last(lines: Sequence[Line], first: int, stop: int) -> int:
    return next(i for i in range(stop - 1, first - 1, -1) if lines[i].text)
