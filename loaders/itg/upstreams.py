"""Where a mail calls a company the upstream of its recipient: the words that bear out a hand-off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tracer.loaders.itg.mails import MailPart, Passage
from tracer.loaders.letters.names import FORM, without_form

_PROVIDER = r"(?:(?:voice )?(?:service )?(?:provider|carrier)s?)"
_WORD = r"[A-Z0-9][\w.&'\u2019-]*"
_LISTED = rf"(?:{_WORD}(?: {_WORD})*(?:,? and |, | & ))*"  # companies before it in a list
_SENTENCE_END = re.compile(
    r"(?<!\bInc)(?<!\bLtd)(?<!\bCorp)(?<!\bCo)(?<!\bLLC)(?<!\bNo)[.!?](?= [\"\u201c(]?[A-Z]| *$)|(?= [<\[(]?https?://)"
)


def called_upstream(paragraphs: Iterable[Passage], name: str) -> MailPart | None:
    """The first sentence that calls this company an upstream provider, with its lines."""
    bare = without_form(name)
    form = rf"(?:,? {FORM})?" if bare == name else ""
    # No longer name: that would be another company.
    company = rf"(?<![\w-])(?i:{re.escape(name)}{form}|{re.escape(bare)})(?![\w-]| [A-Z]|\.\w|,? {FORM})"
    as_such = re.compile(
        rf"\b(?i:upstream {_PROVIDER})(?:,|:| is| was| named| called)*[ \"\u201c(]+{_LISTED}{company}"
        rf"|{company}[\"\u201d)]?,?(?i: (?:which|who))?(?i: (?:is|was|as|being|named as))*"
        rf" (?i:your|the|an?)(?: \w+)? (?i:upstream {_PROVIDER})"
    )
    for passage in paragraphs:
        for start, end in sentences(passage.text):
            found = as_such.search(passage.text, start, end)
            if found and not re.search(r"\b(?:not|never|no longer)\b", found[0], re.I):
                return passage.index(start), passage.index(end - 1), passage.text[start:end].strip()
    return None


def calls_upstream(words: str) -> bool:
    """Whether a sentence does no more than to call somebody an upstream provider, which bears out what others say."""
    return bool(re.search(rf"\bupstream {_PROVIDER}", words, re.I)) and not re.search(
        r"\d|\b(?:did|do|does|has|have|had|was|is)(?: not|n['\u2019]t)\b|\bnever\b", words
    )


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a passage begins and ends."""
    start = 0
    for found in _SENTENCE_END.finditer(text):
        yield start, found.end()
        start = min(found.end() + 1, len(text))
    if text[start:].strip():
        yield start, len(text.rstrip())
