"""What a bundle on a call or a letter holds for a court beside page and tables: a load file of exhibits, a journal extract. Pure.

The memo of the bundle says what speaks against the path.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from tracer.exhibits import Exhibit
from tracer.render.plain import place_words, safe, when

# In Concordance load files: the sign between fields, around each field, and for a line's end within a field.
_SEPARATOR, _QUOTE, _LINE_END = "\x14", "\xfe", "\xae"
_FIELDS = ("BEGBATES", "ENDBATES", "EXHIBIT", "FILENAME", "FILEEXT", "SHA256HASH", "LINES", "DATELOADED", "TEXTPATH")
JOURNAL = ("line", "at", "did", "who", "document", "name", "loader", "version", "a", "b", "verdict", "because", "before")


def text_name(number: object) -> str:
    """The file of a bundle that holds the cited words of an exhibit."""
    return f"exhibit-{number}.txt"


def load_file(rows: Iterable[Mapping[str, object]]) -> bytes:
    """The exhibits as a Concordance `.DAT`, a row for each document: UTF-8 with a byte order mark, as review programs expect.

    `rows`: as `bundle.exhibits` gives them. Control numbers are the exhibits'; pages are not numbered.
    """
    lines = [_FIELDS]
    for row in rows:
        number = f"EXHIBIT-{row['exhibit']:04}"
        name = str(row["document"])
        base, dot, suffix = name.rpartition(".")
        lines.append(
            (
                number, number, str(row["exhibit"]), name, suffix if base and dot else "", str(row.get("sha256") or ""), str(row["lines"]),
                str(row["loaded_at"] or ""), text_name(row["exhibit"]),
            )
        )  # fmt: skip
    return ("\ufeff" + "".join(f"{_SEPARATOR.join(map(_field, line))}\r\n" for line in lines)).encode("utf-8", "backslashreplace")


def _field(text: str) -> str:
    """A quoted field; the three signs that a load file reserves are replaced in its text."""
    clean = safe(re.sub(r"\r\n?|\n", _LINE_END, text.replace(_QUOTE, "_").replace(_LINE_END, "(R)")))
    return f"{_QUOTE}{clean}{_QUOTE}"


def cited_words(exhibit: Exhibit) -> str:
    """The passages of one exhibit that the bundle refers to, as text, each with its number, lines, speaker and day."""
    lines = [
        f"Exhibit {exhibit.number}: {safe(exhibit.name)}",
        "The words that this bundle refers to. The document itself is not in it.",
        "",
    ]
    for passage in exhibit.passages:
        claim = passage.claim
        at = claim.place
        where = place_words(at.page, at.part, at.line_from, at.line_to)
        lines.append(f"[{passage.number}] {where} · {safe(claim.said_by)} · known {when(claim.known_at)}")
        lines += [f"    {safe(line)}" for line in claim.quote.splitlines()] + [""]
    return "\n".join(lines)


def journal_extract(
    entries: Sequence[Mapping[str, object]],
    documents: Mapping[str, str],
    names: Iterable[str],
    *,
    whole: bool,
    numbered: Mapping[str, str] | None = None,
) -> list[dict[str, object]]:
    """The journal's lines on these documents (`documents`: the name of each in this copy, by hash), and the judgements on these names.

    `whole`: nothing is withheld; else a judgement is given only where both its names are among these, and without its reason.
    `numbered`: of a masked copy, the number of each document by hash: then the extract has no hash, login or judged name.
    """
    judged_names, judgement_ids = set(names), set[object]()
    rows: list[dict[str, object]] = []
    for line, entry in enumerate(entries, 1):
        document = entry.get("document")
        if document in documents:
            row = {"document": document, "name": documents[str(document)], "loader": entry.get("loader"), "version": entry.get("version")}
        elif entry["did"] == "judged" and len({entry.get("a"), entry.get("b")} & judged_names) > (0 if whole else 1):
            judgement_ids.add(entry.get("id"))
            row = {name: entry.get(name) for name in ("a", "b", "verdict", "because")}
        elif entry["did"] == "undone" and entry.get("judgement") in judgement_ids:
            row = {}
        else:
            continue
        row |= {"line": line, "at": entry.get("at"), "did": entry["did"], "who": entry.get("who"), "before": entry.get("before")}
        if not whole:
            row |= {"because": None}
        if numbered is not None:
            row |= {"document": numbered.get(str(document)), "who": None, "before": None, "a": None, "b": None}
        rows.append(row)
    return rows


READ_ME = """What is in this bundle, and how to check it

page.html        the path, or the network of a letter's rows, with the evidence behind it; opens in any browser, without a network
memo.html        the same as a memo: what is known, by whom, since when, WHAT SPEAKS AGAINST IT, and the exhibits
figure.svg       the figure
*.csv            the same as tables; `passage` is the number of the words in memo.html
exhibits.csv     each document behind it: its number, its hash where the copy gives one, the lines referred to
exhibits.dat     the same as a Concordance load file; exhibit-N.txt holds the words referred to
journal.csv      what the case's journal says of these documents and names
accuracy.md      how often the program was measured to be wrong, and on what
withheld.csv     what was withheld from this copy, and how
SHA256SUMS       the SHA-256 of every file

1. Every file by its hash:                  sha256sum -c SHA256SUMS
2. An original that you were given beside:  its SHA-256 stands in exhibits.csv
3. If SHA256SUMS.tsr is there, a time stamping authority (RFC 3161) has stamped SHA256SUMS. With its root certificate:
   openssl ts -verify -in SHA256SUMS.tsr -data SHA256SUMS -CAfile root.pem
   and when that was:  openssl ts -reply -in SHA256SUMS.tsr -text
4. All of it at once, also that nothing was put in:  tracer verify BUNDLE.zip

Whoever makes a bundle anew makes new hashes with it: a stamp, or the hash of the whole that the sender tells you by another way,
shows that it is the one that was sent. None of this says that a document is genuine, or that what it says is true.
"""
