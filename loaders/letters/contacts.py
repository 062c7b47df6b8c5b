"""Whom an authority's letter names for its side: who signed it, to whom answers and copies of them go."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracer import text
from tracer.loaders.letters.address import PERSON_LINE
from tracer.loaders.letters.paragraphs import CELLS, PAGE, Fragment, bare
from tracer.loaders.letters.prose import Prose, clip
from tracer.model import Claim, Kind

_ANSWERS = re.compile(r"\b(?:inquir|question|respon[ds]|repl|correspond|contact|submit|send|e-?mail|cop(?:y|ies))", re.I)
_NAME = r"[A-Z][\w.'\u2019-]+(?:\s+[A-Z][\w.'\u2019-]*){1,3}"
_NAMED = re.compile(
    rf"(?P<how>\bcc\b[^A-Za-z]{{0,3}}(?:to\s+)?|\bcop(?:y|ies)\b[^.;]{{0,40}}?\bto\s+|(?<!\baccording\s)\b(?:to|contact|with|at)\s+(?:the\s+attention\s+of\s+)?)"
    rf"(?P<office>(?:(?:Senior|Special|First|Chief|Deputy|Assistant)\s+){{1,3}}(?:Attorney\s+General|Counsel|Director|Attorney)\s+)?"
    rf"(?P<name>{_NAME})(?:,\s+(?P<title>[A-Z][^;@()]{{2,200}}?)(?=,?\s+(?:at|by|via|or|and)\s|,?\s*[;(]|\.?\s*$)|(?=,?\s+(?:at|by\s+(?:telephone|phone|e-?mail)(?:\s+at)?)\s+(?:\S+@|\(?\d{{3}})))"
)
_PHONE = re.compile(r"\(?\b\d{3}\)?[ .-]\d{3}-\d{4}\b")
_WORDS = re.compile(r"[^.;:]{3,140}")
_MOST_LINES = 7
_BEHIND = re.compile(r"\W*(?:attachment|appendix|exhibit|schedule|annex|table|enclosures?|encl|cc)\b", re.I)  # what follows a signature


def signer(prose: Prose) -> Iterator[Claim]:
    """Who signed: the first line after the closing that can be a person's name, and the titles below it."""
    lines = prose.letter.lines
    found: list[Fragment] = []
    for i in range(prose.letter.closing + 1, min(len(lines), prose.letter.closing + 20)):
        words = " ".join(bare(lines[i]).split())
        if not words or PAGE.fullmatch(words):
            continue
        if not found:
            if PERSON_LINE.fullmatch(words):
                found.append((i, words))
        elif (
            "@" in words
            or not _WORDS.fullmatch(words.rstrip("."))
            or not words[0].isupper()
            or words.isupper()
            or _BEHIND.match(words)
            or CELLS.search(lines[i].strip())
            or len(found) == _MOST_LINES
        ):
            break
        else:
            found.append((i, words))
    if found:
        yield prose.claim(
            found, kind=Kind.IDENTIFIED, provider=None, party=prose.said.said_by, how="signer", contact=clip(", ".join(w for _, w in found))
        )


def answers(prose: Prose) -> Iterator[Claim]:
    """To whom inquiries and replies go, and copies of them."""
    for sentence in prose.sentences():
        words = sentence.words
        if not _ANSWERS.search(words):
            continue
        named = list(_NAMED.finditer(words))
        for k, m in enumerate(named):
            after = named[k + 1].start() if k + 1 < len(named) else len(words)
            phone = _PHONE.search(words, m.end(), after)
            end = phone.end() if phone else m.end()
            yield prose.claim(
                sentence.pieces(m.start(), end), kind=Kind.IDENTIFIED, provider=None, party=prose.said.said_by,
                how="copy-to" if re.match(r"cc|cop", m["how"], re.I) else "reply-to",
                contact=clip(", ".join(filter(None, (m["name"], m["title"] or (m["office"] or "").strip())))),
                phone=text.number(phone[0]) if phone else None,
            )  # fmt: skip
