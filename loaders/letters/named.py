"""Companies that the sentences of a letter name: by their legal form, or as such companies are called; and their short names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tracer import late
from tracer.loaders.letters.names import FORM, fold
from tracer.loaders.letters.paragraphs import MARK, Fragment
from tracer.loaders.letters.prose import BODY, Prose
from tracer.loaders.letters.subjects import is_common

_CAPITAL = r"[A-Z0-9][\w&'\u2019-]*(?:\.[\w&'\u2019-]+)*"
FORMAL = late.pattern(rf"(?<![\w.'\u2019-])(?P<name>{_CAPITAL}(?:\s+(?:{_CAPITAL}|&|of(?=\s+[A-Z]))){{0,6}}(?:,?\s+{FORM})+)")
# What a company without a legal form goes by: `Knot Telecom`.
TRADE = late.pattern(
    rf"(?<![\w.'\u2019-])(?P<name>{_CAPITAL}(?:\s+{_CAPITAL}){{0,4}}\s+(?:Tele\w*|Tel|Voice|VoIP|Voip|Communications?|Networks?|Wireless|Mobile|Dial\w*"
    r"|Carriers?|Tandem|Transit|Wholesale|Interconnect|Connect|Leads|Marketing|Media|Global|Line|Exchange|Telephony)(?:\s+(?:Services?|Solutions?|Group|Holdings|Systems|International))?)(?![\w-]|\s+[A-Z])"
)
_SHORT = (
    rf"{MARK}*,?\s*\((?:[^()]{{0,60}}\)\s*\()?(?:hereinafter\s+|the\s+)?[\"\u201c](?P<short>[^\"\u201d()]{{2,40}})[\"\u201d][^()]{{0,40}}\)"
)
_WITH_SHORT = [(pattern, late.pattern(pattern.pattern + _SHORT)) for pattern in (FORMAL, TRADE)]
_GENERAL = late.pattern(r"(?:the\s+)?(?:company|companies|provider|providers|carrier|you|parties|party|calls?|traffic)", re.I)


def formal(words: str) -> Iterator[str]:
    """The companies that are named with their legal form."""
    return _names(FORMAL, words)


def trade(words: str) -> Iterator[str]:
    """Those that are named without one, as such companies are called."""
    return _names(TRADE, words)


@lru_cache(maxsize=2)  # it is asked for by each who reads names
def short_names(prose: Prose) -> dict[str, tuple[str, list[Fragment]]]:
    """What the letter calls other companies than its recipient for short, `Oxbow Telecom LLC ("Oxbow")`: the full name, and where."""
    own = {fold(name) for name in prose.names}
    found: dict[str, tuple[str, list[Fragment]]] = {}
    for paragraph in prose.body:
        for pattern, with_short in _WITH_SHORT:
            for m in with_short.finditer(paragraph.text):
                full = next(_names(pattern, m["name"]), None)
                short = m["short"].strip(" ,.")
                known = fold(short) in own or short in found or _GENERAL.fullmatch(short)
                if full and not known and fold(full) not in own and not BODY.search(full):
                    found[short] = full, paragraph.pieces(m.start("name"), m.end())
    return found


def full_names(prose: Prose) -> dict[str, str]:
    """The full names of other companies, by what the letter calls them for short."""
    return {short: full for short, (full, _) in short_names(prose).items()}


def _names(pattern: re.Pattern[str], words: str) -> Iterator[str]:
    for m in pattern.finditer(words):
        name = m["name"]
        while " " in name and is_common(name.split()[0]):
            name = name[len(name.split()[0]) :].lstrip()
        if " " in name and not re.fullmatch(FORM, name):
            yield name.removesuffix(".") if name.endswith(("LLC.", "LLP.", "GmbH.", "Limited.")) else name
