"""HTML as text: what a reader of it sees, a table's rows as lines with tabs between the cells, paragraphs apart, quotes after `> `."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import unquote

from tracer.readers._seen import Look, Styles, look

_BLOCKS = frozenset(
    """p div ul ol dl h1 h2 h3 h4 h5 h6 blockquote pre hr section article header footer center form table caption main nav aside
    address figure figcaption fieldset legend details summary dialog""".split()
)
_ITEMS = frozenset(("li", "dt", "dd"))
_UNTOLD = frozenset("script head title".split())  # not meant to be displayed
_SILENT = _UNTOLD | frozenset("template noscript textarea select datalist object iframe svg".split())
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_CELLS = frozenset(("td", "th", "tr", "table"))
# A link that carries the id of a hop: it is a fact, and stands in the page as a link alone.
_HOP = re.compile(r"https?://[^\s<>]{1,500}(?:/hops/hop/\d+|[?&]h=\d+)", re.I)


def _hop_link(target: str) -> str | None:
    """The link of that kind that a link is, or that a filter of mails has put into one of its own."""
    links = map(_HOP.match, re.split(r"(?i)(?=https?://)", unquote(target.strip()[:4000])))
    return next((found[0] for found in links if found), None)


def hops(shown: str) -> set[str]:
    """The ids in the links of that kind that a text shows."""
    return {re.split(r"\D", link)[-1] for link in _HOP.findall(shown)}


def numbers(words: str) -> set[str]:
    """Those that may name a traceback, a day, a telephone."""
    return set(re.findall(r"\d{4,}", words))


_TAG = re.compile(r"<(?![a-zA-Z/!?][^<>]{0,8000}>)")  # what is no tag that ends: some parsers look for its end again and again
_ASIDE = re.compile(r"<!--|<style(?![\w-])", re.I)
_COMMENT_END = re.compile(r"-->")
_SHEET_END = re.compile(r"</style\s*>", re.I)
_ISLAND = re.compile(r"<xml\b|</xml\b", re.I)
_OTHER_MEDIA = re.compile(r"\bmedia\s*=(?!\s*[\"']?(?:all|screen)\b)", re.I)
_DEEP = 10_000  # open elements
_QUOTE = "\ue000"  # before the words of a line, as many as quotes that it stands in
_DEEP_QUOTES = 9
_NO_SIGNS = {ord(_QUOTE): None, 0xAD: None}  # a soft hyphen shows where a word is parted, and only there
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_INDENTED = re.compile(r"(?i)border(?:-left)?\s*:\s*(?:none|0)")  # what mail programs write for a paragraph moved to the right: no quote
_IN_LINE = re.compile(r"(?i)border-left\s*:\s*solid\s+\S+\s+1\.5pt\s*;\s*padding\s*:\s*(?:0\w*\s+){3}4")  # how Outlook quotes in line
_DEEP_TABLES = 40  # a table in a table ...: below that, cells are paragraphs


class Shown(NamedTuple):
    text: str
    hidden: int = 0  # so many words are not displayed
    struck: int = 0  # ... are struck out
    numbers: frozenset[str] = frozenset()  # in either of these


def text_of(html: str) -> Shown:
    page, sheets, for_outlook = _without_comments(html)
    parser = _Text(sheets)
    parser.leave_out(_words(for_outlook))
    parser.feed(_TAG.sub("&lt;", page))
    parser.close()
    return Shown("\n".join(parser.finished()), parser.hidden, parser.struck, frozenset(parser.numbers))


def _without_comments(html: str) -> tuple[str, list[str], str]:
    """A page without its comments and its style sheets; these, which count wherever they stand; and what Outlook alone displays."""
    kept, sheets, for_outlook, at = [], [], [], 0
    while found := _ASIDE.search(html, at):
        kept.append(html[at : found.start()])
        ended = (_COMMENT_END if found[0] == "<!--" else _SHEET_END).search(html, found.end())
        within = html[found.end() : ended.start() if ended else len(html)]
        if found[0] != "<!--":
            attributes, _, sheet = within.partition(">")
            if not _OTHER_MEDIA.search(attributes):
                sheets.append(re.sub(r"<!--|-->", " ", sheet[:200_000]))
        elif within.startswith("[if"):
            for_outlook.append(within.partition("]>")[2].removesuffix("<![endif]"))
        at = ended.end() if ended else len(html)
    return "".join([*kept, html[at:]]), sheets, "".join(for_outlook)


def _words(for_outlook: str) -> str:
    """What is text there: neither a style sheet, nor an island of XML with settings, nor a tag."""
    page, _, _ = _without_comments(for_outlook)
    return re.sub(r"<[^<>]*>", " ", "".join(_ISLAND.split(page)[::2]))


class _Text(HTMLParser):
    """Collects lines in a stack of open cells, the page itself at the bottom; beside it, how each open element looks."""

    def __init__(self, sheets: Iterable[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.hidden = self.struck = 0
        self.numbers: set[str] = set()
        self._open: list[list[str]] = [[""]]  # lines of the page, then of each open cell
        self._rows: list[list[list[str]]] = []  # the finished cells of each open row
        self._silent = 0
        self._styles = Styles(sheets)
        self._elements: list[tuple[str, Look]] = []
        self._count: Counter[str] = Counter()
        self._links: list[str] = []
        self._quotes: list[tuple[int, str]] = []  # of each open quote how many elements are open with it, and the marks before its lines

    @property
    def _quoted(self) -> str:
        return self._quotes[-1][1] if self._quotes else ""

    @property
    def _look(self) -> Look:
        return self._elements[-1][1] if self._elements else Look()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self._enter(tag, attributes)
        shown = self._look.seen and not self._look.struck and not self._silent
        if tag == "a" and shown and (link := _hop_link(attributes.get("href", ""))):
            self._links.append(f"{self._quoted}<{link}>")
        if tag in _SILENT:
            self._silent += 1
        elif tag == "body":  # closes an open head
            self._silent = 0
        elif tag == "dd" and self._open[-1][-1].strip() and "\t" not in self._open[-1][-1]:
            self._open[-1][-1] += "\t"  # beside its term, as in a table
        elif tag == "br" or tag in _ITEMS:
            self._open[-1].append("")
        elif tag == "tr" and len(self._rows) < _DEEP_TABLES:
            self._rows.append([])
        elif tag in ("td", "th") and self._rows:
            if len(self._open) > len(self._rows):  # the cell before was not closed
                self._end_cell()
            self._open.append([""])
        elif tag in _BLOCKS:
            self._apart()

    def handle_endtag(self, tag: str) -> None:
        self._leave(tag)
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr" and self._rows:
            if len(self._open) > len(self._rows):
                self._end_cell()
            self._row(self._rows.pop())
        elif tag in _BLOCKS:
            self._apart()

    def handle_data(self, data: str) -> None:
        if self._silent:
            if not any(self._count[tag] for tag in _UNTOLD):
                self.leave_out(data)
            return
        if not self._look.seen:
            self.leave_out(data)
            return
        if self._look.struck:
            self.struck += len(data.split())
            self.numbers |= numbers(data)
            return
        if self._count["sup"]:
            data = data.translate(_RAISED)  # the mark of a footnote is no digit of the number before it
        words = re.sub(r"[ \t\r\n\f]+", " ", data.translate(_NO_SIGNS))
        if self._open[-1][-1][-1:] in ("", " "):
            words = words.lstrip(" ")
        if not self._open[-1][-1]:
            words = f"{self._quoted}{words}" if words else ""
        self._open[-1][-1] += words

    def leave_out(self, words: str) -> None:
        self.hidden += len(re.findall(r"\w\S*", words))
        self.numbers |= numbers(words)

    # --- elements

    def _enter(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _BLOCKS and self._count["p"]:
            self._close("p", _BLOCKS | _CELLS)
        elif tag in _ITEMS:
            for item in _ITEMS:
                self._close(item, frozenset(("ul", "ol", "dl")))
        elif tag in ("td", "th"):
            self._close("td", frozenset(("tr", "table")))
            self._close("th", frozenset(("tr", "table")))
        elif tag == "tr":
            self._close("tr", frozenset(("table",)))
        if tag not in _VOID and len(self._elements) < _DEEP:
            self._elements.append((tag, look(self._look, tag, attributes, self._styles)))
            self._count[tag] += 1
            style = attributes.get("style", "")
            in_line = _IN_LINE.search(style)
            if in_line or tag == "blockquote":
                mark = _QUOTE if in_line or not _INDENTED.search(style) else ""
                self._quotes.append((len(self._elements), (self._quoted + mark)[:_DEEP_QUOTES]))

    def _leave(self, tag: str) -> None:
        while self._count[tag]:
            name, _ = self._elements.pop()
            self._count[name] -= 1
            if self._quotes and self._quotes[-1][0] > len(self._elements):
                self._quotes.pop()
            if name == tag:
                return

    def _close(self, tag: str, within: frozenset[str]) -> None:
        """End the open element of that name that an opening one ends without saying so, if it is open within these."""
        for name, _ in reversed(self._elements[-50:]):
            if name == tag:
                self._leave(tag)
                return
            if name in within:
                return

    # --- lines

    def _end_cell(self) -> None:
        if len(self._open) > len(self._rows) > 0:
            self._rows[-1].append(self._open.pop())

    def _apart(self) -> None:
        self._open[-1] += ["", ""] if self._open[-1][-1].strip() else []
        if len(self._open) == 1 and self._links:
            self._lines([*dict.fromkeys(self._links), ""])
            self._links.clear()

    def _row(self, cells: list[list[str]]) -> None:
        cells = [[line.strip(" ") for line in cell] for cell in cells]  # the tabs of a table within stay
        filled = [sum(map(bool, cell)) for cell in cells]
        # A cell of a list holds a word or a line; where a lone cell or a long one holds a text, the table is page layout.
        if len(cells) > 1 and max(filled) < (2 if len(cells) == 2 else 4):
            self._lines(["\t".join(" ".join(filter(None, cell)) for cell in cells)])
            return
        for cell in cells:
            self._lines(cell)

    def _lines(self, lines: list[str]) -> None:
        if self._open[-1][-1].strip():
            self._open[-1].append("")
        self._open[-1][-1:] = [*lines, ""]

    def finished(self) -> list[str]:
        while self._rows:
            self.handle_endtag("tr")
        if self._links:
            self._apart()
        lines: list[str] = []
        for line in (_with_marks(line.rstrip(" ")) for line in self._open[0]):
            if line or (lines and lines[-1]):  # one blank line between paragraphs is enough
                lines.append(line)
        return lines


def _with_marks(line: str) -> str:
    """A line with the marks of quotes as plain text has them: before it."""
    if _QUOTE not in line:
        return line
    first = line.index(_QUOTE)
    words = line.replace(_QUOTE, "")
    return "> " * (len(line[first:]) - len(line[first:].lstrip(_QUOTE))) + words
