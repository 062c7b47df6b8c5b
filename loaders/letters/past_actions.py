"""Actions of the past that a letter tells of: orders and letters against other companies, with their printed dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tracer import late, text
from tracer.identity import slug
from tracer.loaders.letters.knowledge import links
from tracer.loaders.letters.named import formal, full_names, trade
from tracer.loaders.letters.names import FORM, fold
from tracer.loaders.letters.paragraphs import Paragraph
from tracer.loaders.letters.prose import BODY, Prose
from tracer.loaders.letters.sentences import TAKEN_BACK
from tracer.model import Claim, Kind, Moment

_KINDS = [
    ("apparent-liability", r"notices?\s+of\s+apparent\s+liability(?:\s+for\s+(?:an?\s+)?(?:monetary\s+)?forfeitures?)?"),
    ("apparent-liability", r"\bpropos\w+\s+(?:an?\s+)?(?:\$?[\d,.]+\s+(?:[mb]illion\s+)?(?:dollar\s+)?)?(?:forfeiture|fine)s?\b"),
    ("c-cist", r"\bC-?CIST\b|consumer\s+communications\s+information\s+services\s+threat"),
    ("cease-and-desist", r"cease[\s-]+and[\s-]+desist"),
    ("public-notice", r"\bK4\s+public\s+notice|rules\s+permitting\s+them\s+to\s+block|\bpublic\s+notice\b"),
    ("removal", r"\bremoval\s+order|\bremov(?:ed|es|ing|al\s+of)\b"),
    ("show-cause", r"\bshow\s+cause\b(?:[^.;]{0,160}?\bremov(?:ed|al)\b)?"),
    ("final-determination-order", r"\bfinal\s+determination\s+order"),
    ("initial-determination-order", r"\binitial\s+determination\s+order"),
    ("forfeiture", r"\bforfeiture\s+order|\bforfeitures?\b|\bfined\b"),
    ("notice", r"\bnotices?\s+of\s+suspected\b"),
]
# A full stop ends a name, but for that of a single letter or of a word cut short.
_CAPITAL = r"[A-Z0-9][\w&'\u2019/-]*(?:\.[\w&'\u2019/-]+)*(?:(?<=\b[A-Z])\.|(?<=\bSt)\.)?"
_WORD = rf"(?:{FORM}|{_CAPITAL}|&|of(?=\s+[A-Z]))"
# ... and so does that of a legal form.
_GOES_ON = r"(?<!\bLLC\.)(?<!\bInc\.)(?<!\bLtd\.)(?<!\bCorp\.)(?<!\bLLP\.)(?<!\bL\.L\.C\.)\s+"
PROVIDER_NAME = rf"(?:{_CAPITAL}(?:{_GOES_ON}{_WORD}){{0,7}}(?:,?\s+{FORM})*)"
_DAY = r"[A-Z][a-z]{2,8}\.?\s+\d{1,2},\s+\d{4}"
_ISSUED = late.pattern(rf"\((?:issued|dated|released|adopted|sent|rel\.|effective)?\s*(?P<day>{_DAY})\)")
# Who it went against, in a headline that is cited with its date.
_AGAINST = [
    late.pattern(rf"\b(?:Orders|Directs|Warns|Tells)\s+(?P<name>{PROVIDER_NAME})\s+to\s+[A-Z]"),
    late.pattern(rf"\b(?:Letter|Notice|Order|Warning)\s+(?:to|against)\s+(?P<name>{PROVIDER_NAME})\s*(?=,|\(|$|\s)"),
    late.pattern(rf"\b(?:Transmitting|Robocalls|Calls|Traffic)\s+[Ff]rom\s+(?P<name>{PROVIDER_NAME})\s*(?=,|\(|$)"),
    late.pattern(r"\b(?:Classification|Designation|Notice)\s+(?:for|of|on)\s+[\"\u201c](?P<name>[^\"\u201d]{2,60})[\"\u201d]"),
    late.pattern(rf"\b(?:Removes|Removed|Proposes\s+to\s+Remove|Fines)\s+(?P<name>{PROVIDER_NAME})\s+(?:[Ff]rom|[Ii]n|[Ff]or)\b"),
]
# `A; B; and C, Removal Order, 39 FCC Rcd 1319 (2024)`
_CITED = late.pattern(
    rf"(?P<kind>Notices?\s+of\s+Apparent\s+Liability(?:\s+for\s+Forfeiture)?|(?:[A-Z][a-z]+\s+){{0,2}}Order(?:\s+to\s+Show\s+Cause)?),\s+"
    rf"(?:\d+\s+FCC\s+Rcd\s+[\d,\s-]+|DA\s+\d\d-\d+|FCC\s+\d\d-\d+)[^()]{{0,60}}\((?:EB\s+|WCB\s+)?(?P<day>{_DAY}|\d{{4}})\)"
)
_SEE = late.pattern(r"\b[Ss]ee,?\s+(?:also,?\s+)?(?:e\.\s?g\.,?\s+)?|\bE\.g\.,\s+|\bsuch\s+as\s+|\bagainst\s+|^\W*")
_TOLD = late.pattern(
    rf"\b(?:[Oo]n|[Ii]n)\s+(?P<day>{_DAY}|[A-Z][a-z]{{2,8}}\s+\d{{4}}|\d{{4}}),?\s+(?:the\s+)?(?P<who>[^,.;]{{2,80}}?)\s+"
    rf"(?:(?:issued|sent|served|adopted|released)\s+[^.;]{{0,80}}?\b(?:to|against|on)\s+(?P<name>{PROVIDER_NAME})"
    rf"|(?:removed|fined|warned|ordered)\s+(?P<object>{PROVIDER_NAME}))(?=[\s,.;(]|$)"
)
_TOLD_LAST = late.pattern(
    rf"\b(?:the\s+)?(?P<who>[^,.;]{{2,80}}?)\s+(?:(?:issued|sent|served|adopted|released|proposed|imposed)\s+[^.;]{{0,80}}?\b(?:to|against|on)\s+"
    rf"(?P<name>{PROVIDER_NAME})|(?:removed|fined|warned|ordered)\s+(?P<object>{PROVIDER_NAME})[^.;,]{{0,60}}?),?\s+(?:on|in)\s+"
    rf"(?P<day>{_DAY}|[A-Z][a-z]{{2,8}}\s+\d{{4}}|\d{{4}})(?=[\s,.;(]|$)"
)
_THEN = late.pattern(r";|\b(?:issued|sent|served|adopted|released|proposed|imposed|removed|fined|warned|ordered)\b|\band\s+(?:on|in)\b")
_NOT_SO = late.pattern(r"n['\u2019]t\b|\b(?:not|never|no|neither|nor|nobody|would|might|may|could|almost|nearly)\b", re.I)
_TAKEN_BACK = late.pattern(rf"\b(?:{TAKEN_BACK}|revers\w*|set\s+aside)\b", re.I)
# What the letter's own office tells of itself, with what it sent: `On July 15, 2024, we sent Oxbow a notice letter`.
_LETTER = r"(?P<letter>(?:an?|our|the)\s+(?:[\w-]+\s+){0,4}?(?:notice|letter|order|demand)\b(?:\s+letter)?)"
_OWN = [
    late.pattern(rf"\b[Oo]n\s+(?P<day>{_DAY}),?\s+we\s+(?:also\s+)?(?:sent|issued|served)\s+(?P<name>{PROVIDER_NAME})\s+{_LETTER}"),
    late.pattern(
        rf"\b[Ww]e\s+(?:also\s+|previously\s+)?(?:sent|issued|served)\s+{_LETTER}\s+(?:to|on|upon)\s+(?:(?:your|its)\s+(?:\w+\s+)?\w+,?\s+)?"
        rf"(?P<name>{PROVIDER_NAME}),?\s+on\s+(?P<day>{_DAY})"
    ),
]
_ISSUERS = late.pattern(r"\b(?:Commission|Bureau|FCC|FTC|Task\s+Force|Attorneys?\s+General|Department)\b")
_LONGEST_LIST = 40
_FAR = 700  # characters before a citation in which its names stand


@dataclass(frozen=True, slots=True)
class _Past:
    name: str
    kind: str
    at: Moment
    start: int
    end: int
    spot: tuple[int, int]  # of the name
    issuer: str
    links: tuple[str, ...] = ()


def past_actions(prose: Prose) -> Iterator[Claim]:
    """Each action against another company that is told with its date, be it a year. Against the recipient itself: those too."""
    seen: set[tuple[str, str]] = set()
    short = full_names(prose)
    for paragraph in [*prose.body, *prose.letter.footnotes.values()]:
        for past in [*_headlines(paragraph), *_lists(paragraph), *_sentences(paragraph), *_own(prose, paragraph, short)]:
            key = fold(past.name), past.at
            if key in seen or past.at >= (prose.letter.dated if len(past.at) == 10 else prose.letter.dated[: len(past.at) + 1]):
                continue
            seen.add(key)
            inside = past.start <= past.spot[0] and past.spot[1] <= past.end
            pieces = [*([] if inside else paragraph.pieces(*past.spot)), *paragraph.pieces(past.start, past.end)]
            name = prose.recipient.name if fold(past.name) in {fold(own) for own in prose.names} else past.name
            yield prose.claim(
                pieces, kind=Kind.ACTED, provider=text.mask(name), valid_at=past.at, action_kind=past.kind,
                action=f"{past.issuer}-{past.at}-{slug(name)}", links=past.links,
            )  # fmt: skip


def _headlines(paragraph: Paragraph) -> Iterator[_Past]:
    words, begin = paragraph.text, 0
    for m in _ISSUED.finditer(words):
        start = max(begin, m.start() - _FAR, words.rfind(";", begin, m.start()) + 1)
        begin = m.end()
        told = words[start : m.start()]
        kind, day = _kind(told), text.moment(m["day"])
        plain = re.sub(r"https?://\S+", lambda url: " " * len(url[0]), told)
        found = next((n for pattern in _AGAINST if (n := _last(pattern, plain))), None)
        if kind and day and found and not _is_body(found["name"]):
            spot = start + found.start("name"), start + found.end("name")
            yield _Past(_trimmed(found["name"]), kind, day.moment[:10], spot[0], m.end(), spot, _issuer(told), links(told))


def _last(pattern: re.Pattern[str], words: str) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(words):  # noqa: B007 - the nearest to the date
        pass
    return found


def _lists(paragraph: Paragraph) -> Iterator[_Past]:
    words, begin = paragraph.text, 0
    for m in _CITED.finditer(words):
        kind = _kind(m["kind"])
        start = max(begin, m.start() - _FAR)
        sees = list(_SEE.finditer(words, start, m.start()))
        start = sees[-1].end() if sees else start
        start = max([start, *(cited.end() for cited in _ISSUED.finditer(words, start, m.start()))])
        begin = m.end()
        reading = text.moment(m["day"]) if len(m["day"]) > 4 else None
        at = reading.moment[:10] if reading else m["day"] if len(m["day"]) == 4 else None
        if kind is None or at is None:
            continue
        names = list(_names(words[start : m.start()]))
        if not names or len(names) > _LONGEST_LIST or any(_is_body(name) or len(name) > 90 for name, _, _ in names):
            continue
        after = words[m.end() : m.end() + 200]
        available = re.match(r",?\s+available\s+at\s+(\S+)", after)
        for name, a, b in names:
            spot = start + a, start + b
            yield _Past(name, kind, at, m.start(), m.end(), spot, _issuer("FCC"), links(available[1]) if available else ())


def _names(words: str) -> Iterator[tuple[str, int, int]]:
    """The names of a list, by `;` where it has any, else by `,`; a legal form after a comma belongs to its name."""
    between = r";" if ";" in words else rf",(?!\s+(?:{FORM})(?:\W|$))"
    at = 0
    for m in [*re.finditer(between, words), None]:
        end = m.start() if m else len(words)
        lead = re.match(r"\s*(?:and\s+|&\s+)?", words[at:end])
        start = at + (lead.end() if lead else 0)
        name = words[start:end].strip().rstrip(",")
        if name and (name[0].isupper() or name[0].isdigit()):
            yield name, start, start + len(name)
        elif name:
            return
        at = end + 1


def _sentences(paragraph: Paragraph) -> Iterator[_Past]:
    for m in (*_TOLD.finditer(paragraph.text), *_TOLD_LAST.finditer(paragraph.text)):
        start, end = paragraph.sentence(m.start())
        name = m["name"] or m["object"]
        # What is told of another company, or of another time, says nothing of this.
        then = _THEN.search(paragraph.text, m.end(), end)
        kind = _kind(paragraph.text[m.start() : then.start() if then else end])
        # `A and B`: one name, or two? Nobody is named by half of a name.
        if (
            re.match(r",?\s+and\s+[A-Z]", paragraph.text[m.end() :])
            or kind is None
            or not _ISSUERS.search(m["who"])
            or _NOT_SO.search(m["who"])
            or _TAKEN_BACK.search(paragraph.text, m.start(), end)
            or _is_body(name)
            or (m["object"] and kind not in ("removal", "forfeiture", "cease-and-desist"))
        ):
            continue
        day = text.moment(m["day"])
        at = day.moment[:10] if day else _month(m["day"])
        if at:
            yield _Past(_trimmed(name), kind, at, start, end, (m.start(), m.end()), _issuer(m["who"]))


def _own(prose: Prose, paragraph: Paragraph, short: Mapping[str, str]) -> Iterator[_Past]:
    """What the office that writes sent to another company, by a name that is one for certain."""
    for m in (m for pattern in _OWN for m in pattern.finditer(paragraph.text)):
        day, name = text.moment(m["day"]), short.get(m["name"], m["name"])
        if day and (m["name"] in short or name.strip(" .") in {each.strip(" .") for each in (*formal(name), *trade(name))}):
            kind = _kind(m["letter"]) or "letter"
            yield _Past(_trimmed(name), kind, day.moment[:10], *m.span(), m.span(), prose.action.partition("-")[0])


def _month(printed: str) -> Moment | None:
    if re.fullmatch(r"\d{4}", printed):
        return printed
    word, year = printed.split(maxsplit=1)[0], printed.rsplit(maxsplit=1)[-1]
    first = text.moment(f"{word} 1, {year}")
    return first.moment[:7] if first else None


def _kind(words: str) -> str | None:
    """The last kind of action that is named: the one that stands nearest to name and date.

    Of what is told in one breath the whole: notice of apparent liability for a forfeiture, which is none yet.
    """
    found = [(m.end(), -m.start(), kind) for kind, pattern in _KINDS for m in re.finditer(pattern, words, re.I)]
    return max(found)[2] if found else "notice" if re.search(r"\bnotice\b", words, re.I) else None


def _issuer(words: str) -> str:
    if re.search(r"\bFTC\b|Federal\s+Trade", words):
        return "ftc"
    return "ag" if re.search(r"\bAttorneys?\s+General|Task\s+Force", words) and not re.search(r"\bFCC\b|Federal\s+Comm", words) else "fcc"


def _is_body(name: str) -> bool:
    return bool(BODY.match(name) or re.match(r"(?:The\s+)?(?:Commission|Bureau|Order|Notice|Rules?|All|U\.?S)\b", name))


def _trimmed(name: str) -> str:
    name = name.strip(" ,;").removesuffix("\u2019s").removesuffix("'s")
    return name if re.search(r"\b(?:Inc|Ltd|Corp|Co|L\.L\.C|S\.A|B\.V)\.$", name) else name.rstrip(".")
