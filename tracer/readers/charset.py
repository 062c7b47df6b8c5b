"""Bytes of a text as characters, by the character set that fits, whatever a mail program wrote that it is."""

from __future__ import annotations

import codecs
import re

# What is written, and what is meant by it: mail programs name a set and use the larger one that grew out of it.
_MEANT = {
    "ascii": "utf-8",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
_NO_TEXT = frozenset("idna punycode unicode-escape raw-unicode-escape undefined mbcs oem utf-7".split())
_NAME = re.compile(r"[A-Za-z0-9][\w.:+-]{0,39}")
_META = re.compile(rb"<meta\b[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:+-]{1,40})", re.I)
_PROLOG = re.compile(rb"\s*<\?xml\b[^>]{0,100}?\bencoding\s*=\s*[\"']([\w.:+-]{1,40})")
_FOREIGN = 0.3  # of the bytes: more than that beyond ASCII is no text of Western Europe
_FEW = 40  # ... and so few tell nothing
_BEYOND = bytes(range(128, 256))
_SAMPLE = 64 * 1024


def decoded(raw: bytes, declared: str | None = None) -> tuple[str, str | None]:
    """The text, and what was assumed to read it; null where it is what it says it is, or says nothing and is UTF-8."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if raw.startswith(mark) and (text := _strictly(raw, name)) is not None:
            return text, None
    known = _codec(declared) if declared else "utf-8"
    meant = _MEANT.get(known or "", known)
    if meant and (text := _strictly(raw, meant)) is not None:
        grew = known not in (meant, "ascii") and _strictly(raw, known or "") != text
        return text, f"says that it is {declared}, and is read as {meant}" if grew else None
    says = f"says that it is {declared}, which it is not" if known and declared else f"names the unknown character set {_shown(declared)}"
    fits = fitting(raw)
    text = _strictly(raw, fits)
    says = "says nothing of its character set" if declared is None else says
    if text is not None:
        return text, f"{says}: read as {fits}"
    return raw.decode("cp1252", "replace"), f"{says}, and fits none: read as cp1252, with characters that cannot be read"


def fitting(raw: bytes) -> str:
    """The character set that bytes are in, by their looks: UTF-8 if they can be, else what an American office writes."""
    if _strictly(raw, "utf-8") is not None:
        return "utf-8"
    sample = raw[:_SAMPLE]
    beyond = len(sample) - len(sample.translate(None, _BEYOND))
    if beyond > max(_FEW, _FOREIGN * len(sample)) or _strictly(raw, "cp1252") is None:
        from charset_normalizer import from_bytes  # here, since hardly any document needs it

        best = from_bytes(sample).best()
        if best and _strictly(raw, best.encoding) is not None:
            return best.encoding
    return "cp1252"


def in_meta(html: bytes) -> str | None:
    """The character set that an HTML page names in its head."""
    found = _META.search(html, 0, _SAMPLE)
    return found[1].decode("ascii", "replace") if found else None


def in_prolog(xml: bytes) -> str | None:
    """The character set in which an XML file says that it is, as one reads it; None where it says none that is known."""
    found = _PROLOG.match(xml)
    known = _codec(found[1].decode("ascii")) if found else None
    return _MEANT.get(known, known) if known else None


def _codec(name: str) -> str | None:
    """Python's name of a character set; None for what is none, and for codecs that make other things of bytes."""
    try:
        known = codecs.lookup(name) if _NAME.fullmatch(name) else None
    except (LookupError, ValueError):
        return None
    return known.name if known and known._is_text_encoding and known.name not in _NO_TEXT else None


def _strictly(raw: bytes, name: str) -> str | None:
    try:
        return raw.decode(name)
    except (UnicodeError, LookupError, ValueError):
        return None


def _shown(name: str | None) -> str:
    return ascii((name or "")[:40])[1:-1]
