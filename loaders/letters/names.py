"""Names in a letter: the company it is addressed to, and the entries of lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from tracer import countries, late, text
from tracer.errors import BadDocument
from tracer.loaders.letters.paragraphs import LEFT_OUT, MARK, PAGE, Fragment, Letter, bare, day_of, digits

FORM = (
    r"(?:L\.?L\.?C\.?|Pvt\.?|Pty\.?|P\.?L\.?C\.?|FZE|FZCO|FZ-LLC|Private(?=\s+L)|Ltd\.?|Limited|Inc\.?|Incorporated|Corp\.?|Corporation"
    r"|L\.?P\.?|LLP|Co\.?|Company|GmbH|S\.?A\.?|B\.?V\.?|\((?:Pvt|Private|Pty)\.?\)(?=\s+L))(?!\w)"
)


def fold(name: str) -> str:
    return re.sub(r"[\W_]+", "", text.without_footnotes(name)).lower()


def without_form(name: str) -> str:
    """A company's name without its legal form."""
    return re.sub(rf"(?:,?\s+{FORM})+$", "", name, flags=re.I)


_ALSO = late.pattern(r",?\s+(?:d/b/a|dba|doing\s+business\s+as)\s+", re.I)
_ALIAS = late.pattern(
    r"\W*(?:[df]/?b/?a|[af]/?k/?a|doing\s+business\s+as|(?:also|formerly)\s+known\s+as)\b[\s:]*(?=\S)", re.I
)  # begins a line


def called(name: str) -> list[str]:
    """A company's name and what else it goes by: without its legal form, and on either side of `d/b/a`."""
    parts = [name, *(_ALSO.split(name) if _ALSO.search(name) else ())]
    return [*dict.fromkeys(each for part in parts for each in (part, without_form(part)) if each)]


# --- whom a letter is addressed to: the company in the address block, not the persons there --------------------------

PERSON = late.pattern(
    r"\b(?:mr|ms|mrs|dr|esq|chief|officer|owner|director|president|manager|managing|member|counsel|agent|partner|principal"
    r"|ceo|cto|coo|cfo|founder|secretary|treasurer|administrator|contact)\b",
    re.I,
)
_SENT = late.pattern(
    rf"\W*(?:(?:sent|delivered|served|transmitted)\s+)?(?:via|by)\s+(?!.*\s{FORM}$)|\W*(?:return receipt|certified mail)\b",
    re.I,
)
_BRACKETED = late.pattern(r",?\s*[(\[](?:FRN|RMD|OCN|SPC|FCC|Filer|499)\b[^()\[\]]*[)\]]", re.I)  # numbers beside a name
_IN_LINE = late.pattern(rf"^(.{{1,90}}?\s{FORM}),\s+(?!{FORM})(?=.*\d).*$")  # name and address in one line
_CARE = late.pattern(r"\W*(?:attn|attention|c/o|care\s+of)\b[.:\s]*", re.I)  # a person's line, or that of who takes letters for the company
_WHOLE = late.pattern(rf"\w\W*\s{FORM}$")  # a name, and its form
# Who acts for a company, whose firm and address are not the company's own; and who speaks for it from within.
_ACTING = (
    r"(?i:(?:(?<!general\s)(?<!corporate\s)\bcounsel(?:\s+of\s+record)?|\b(?:attorneys?|lawyers?|solicitors?)(?:[\s-]+at[\s-]+law)?)\s+(?:for|to|of)"
    r"|\bagents?(?:\s+(?:for|of)\s+(?:the\s+)?service(?:\s+of\s+process)?)?(?:\s+in\s+[\w\s]{1,30}?)?\s+(?:for|to)|\bon\s+behalf\s+of)"
)
_CLIENT = late.pattern(rf".*?{_ACTING}\s*:?\s+(?i:the\s+)?(?P<company>[A-Z0-9].*)$")
_CLIENT_BELOW = late.pattern(rf".*?{_ACTING}\s*:?$")
_OFFICER = late.pattern(
    rf".*\b(?i:counsel|officer|owner|director|president|ceo|cto|coo|cfo|manager|member|partner|principal|secretary|treasurer|department|team)"
    rf"\s+(?:of|at|for)\s+(?i:the\s+)?(?P<company>[A-Z0-9].*\s{FORM}.*)$"
)
# What is said of a company behind its name: whose it is, who takes letters for it, who else is meant.
_SAID_OF_IT = late.pattern(
    r"(?:\s*[,(\u2013\u2014]|\s+-)\s*(?:an?|the|its|by|through|part|member|wholly)\s.*$|,?\s+(?:and|&)\s+(?:its|their|all|any)\s.*$"
    r"|,?\s+\(?(?i:c/o|care\s+of|in\s+care\s+of|attn|attention)\b.*$"
)
_WITHIN = late.pattern(rf".*,\s+(?P<company>[A-Z0-9][^,]*(?:,?\s+{FORM})+)$")  # a person or an office, and the company
_ONE_OF = late.pattern(rf"(?P<one>[A-Z0-9].{{1,90}}?\s{FORM})(?:(?:,?\s+(?:and|&)|[,;])\s+(?!{FORM}(?:\W|$))|$)")
_APART = late.pattern(r"\t|\s{4,}|\s\|\s")
_STOP = late.pattern(r"\W*(?:(?:cc|re|subject|from)\s*:|(?:file|case|docket|our\s+ref\w*)\b\W*(?:no\b|number|:)|dear\b|to whom\b)", re.I)
_PHONE = late.pattern(r"(?:tel|phone|fax|email|e-mail)?\W*\+?[\d\s().-]{9,}", re.I)


@dataclass(frozen=True, slots=True)
class Addressee:
    """The company a letter goes to, as the address block prints it."""

    name: str
    address: str | None
    country: str | None
    pieces: list[Fragment]
    others: tuple[Fragment, ...] = ()  # further companies in the block: addressees as well
    aliases: tuple[Fragment, ...] = ()  # what else it goes by, in lines of their own
    strange: tuple[tuple[int, int, str], ...] = ()  # companies of which the body says nothing: first and last line of each, and its name

    @property
    def names(self) -> list[str]:
        """Of all addressees, its own first."""
        return [self.name, *(name for _, name in self.others)]


def addressee(letter: Letter, named: str | None) -> Addressee | None:
    """The company in the address block: the line that comes nearest to `named`, as the letter's body calls it.

    Without `named` it is the line that the body repeats most. Persons, titles and mail addresses are left out.
    """
    address_lines = list(block(letter))
    if _side_by_side(letter, address_lines):
        raise BadDocument(
            f"{letter.name}: its address block stands in two columns, so whom it is to is not certain; enter what it says in a hop list"
        )
    if named:
        named = _several(named)[0]
    best: tuple[float, str, list[int]] | None = None
    prose = "\n".join(fold(p.text) for p in letter.body())
    whole = _whole(letter, address_lines, named)
    acting = {i for i, line in address_lines if _CLIENT.match(line) and not _CARE.match(line)} - whole
    acting |= {j for (_, line), (j, _) in pairwise(address_lines) if _CLIENT_BELOW.match(line) and not _CARE.match(line)}
    firms = _firms(address_lines, acting, prose)
    lines = [(i, line if i in whole else company_of(_IN_LINE.sub(r"\1", line)), [i]) for i, line in address_lines if i not in firms]
    lines.sort(key=lambda each: each[0] in acting)  # where it stands by itself too, that is its own part of the block
    parted = ((i, _WITHIN.match(line)) for i, line, _ in lines if i not in whole and not re.search(rf"\s{FORM},", line))
    within = [(i, m["company"], [i]) for i, m in parted if m]
    run_on = pairwise((i, line) for i, line in address_lines if not _CARE.match(line) and i not in firms)
    pairs = [
        (i, company_of(f"{line} {after}"), [i, j])
        for (i, line), (j, after) in run_on
        if not (_WHOLE.search(line) and _WHOLE.search(after)) and not _CLIENT_BELOW.match(line)
    ]
    for i, line, indexes in [*lines, *within, *pairs]:
        by_itself = i in whole and len(indexes) == 1
        score = _nearness(named, line) if named else _mentions(line, prose, surely=by_itself)
        if best is None or score > best[0] + 0.05:
            best = score, line, indexes
    if best is None or best[0] < 0.6:
        formal_lines = [(line, indexes) for _, line, indexes in lines if re.search(rf"\s{FORM}$", line, re.I)]
        plain = (each for each in formal_lines if not (_CARE.match(letter.lines[each[1][0]]) or each[1][0] in acting))
        with_form = next(plain, None) or next(iter(formal_lines), None)
        if with_form is None or named:
            return Addressee(named, None, None, []) if named else None
        best = 1.0, *with_form
    _, line, indexes = best
    if m := _ALIAS.match(letter_line := next(words for i, words in address_lines if i == indexes[0])):
        owner = _owner(address_lines, indexes[0], letter, {*firms, *acting})
        line, indexes = owner or (letter_line[m.end() :].strip(" ,()"), indexes)
    name = _BRACKETED.sub("", line)
    words = r"\W+".join(re.findall(r"\w+", named or ""))
    inside = re.search(rf"[,\u2013-]\s+({words}(?:,?\s+{FORM})*\.?)(?=\W|$)", line, re.I) if words else None
    if inside:  # a person and the company on one line
        name = inside[1]
    formal = [
        (i, words)
        for i, words in ((i, words if _CARE.match(words) or i in whole else company_of(words)) for i, words in address_lines)
        if i not in indexes
        and re.search(rf"\s{FORM}$", words, re.I)
        and fold(words) != fold(name)
        and not ((_CARE.match(words) and i not in whole) or _ALIAS.match(words))
    ]
    others = [(i, words) for i, words in formal if _mentions(words, prose) and i not in firms]
    name, *beside = _several(name)
    others = [*((indexes[-1], other) for other in beside), *others]
    strange = [(i, words) for i, words in formal if not (_mentions(words, prose) or _ALIAS.match(words) or of_person(words, letter))]
    begins = sorted(i for i, _ in (*others, *strange))
    until = min((i for i in begins if i > indexes[-1]), default=len(letter.lines))  # where the next one's address begins
    rest = [(i, words) for i, words in address_lines if indexes[-1] < i < until and not of_person(words, letter)]
    if rest and rest[-1][0] == until - 1 and not re.search(r"\d", rest[-1][1]):
        del rest[-1]  # right above the next one, as a person at it would stand
    aliases = tuple((i, words[m.end() :].strip(" ,()")) for i, words in rest if (m := _ALIAS.match(words)))
    rest = [(i, words) for i, words in rest if not _ALIAS.match(words)]
    own = not acting & {*indexes}  # else the address is that of who acts for it
    address = (text.mask(", ".join(words.rstrip(",") for _, words in rest)) or None) if own else None
    country = _country(words for _, words in rest) if own else None
    company = [(i, words if inside is None else name) for i, words in address_lines if i in indexes]
    pieces = [(i, as_printed(letter.lines[i], words)) for i, words in (*company, *rest)]
    apart = []
    for i, words in strange:
        end = min((k for k in (*begins, *indexes) if k > i), default=len(letter.lines))
        apart.append((i, max(k for k, _ in address_lines if i <= k < end), words))
    return Addressee(name, address, country, pieces, tuple(others), aliases, tuple(apart))


def _country(address: Iterable[str]) -> str | None:
    """The country that ends an address, as printed. Below it may stand how the letter was sent, or a department."""
    for words in reversed([*address]):
        if (name := countries.at_end(words)) or re.search(r"[\d,]", words):
            return name
    return None


def company_of(line: str) -> str:
    """The company that a line of an address block names: without who acts or speaks for it, and what is said of it."""
    line = line[m.end() :] if (m := _CARE.match(line)) else line
    for pattern in (_CLIENT, _OFFICER):
        if m := pattern.match(line):
            line = m["company"]
    name = _SAID_OF_IT.sub("", line).strip(" ,")
    if m := re.match(rf".*?\s(?:c/o|care\s+of)\s+(?P<company>.*\s{FORM}.*)$", line, re.I) if not _WHOLE.search(name) else None:
        return company_of(m["company"])
    return name or line


def _owner(lines: list[Fragment], alias: int, letter: Letter, firms: set[int]) -> tuple[str, list[int]] | None:
    """The company that goes by the name that a line below it prints after `d/b/a`: with a legal form, or right above; and its line."""
    above = [(i, words) for i, words in lines if i < alias and not _ALIAS.match(words)]
    for i, words in reversed(above):
        formal = re.search(rf"\s{FORM}$", words)
        if not formal and re.search(r"\d", words):
            return None
        if i not in firms and (formal or (i == above[-1][0] and not of_person(words, letter))):
            return company_of(words), [i]
    return None


def _whole(letter: Letter, lines: list[Fragment], named: str | None) -> set[int]:
    """The lines that are a company's name as they stand, whatever words are in it: `Lawyers for Callers LLC`. So it is where `named`
    or the subject line is that very name; or the body prints it, and what would be left of it never without the rest."""
    found = set()
    subject = fold(next((p.text for p in letter.paragraphs if re.match(r"\W*(?:re|subject)\s*:", p.text, re.I)), ""))
    body = " ".join(p.text for p in letter.body())
    for i, line in lines:
        cut = company_of(line)
        if cut == line or not re.search(rf"\s{FORM}$", line) or not cut:
            continue
        name = fold(line)
        left = len(re.findall(rf"(?<!\w){re.escape(without_form(cut))}(?!\w)", body))
        printed = len(re.findall(rf"(?<!\w){re.escape(without_form(line))}(?!\w)", body))
        if (named and fold(named) == name) or name in subject or 0 < printed == left:
            found.add(i)
    return found


def _firms(lines: list[Fragment], acting: set[int], prose: str) -> set[int]:
    """The lines of those who act for a company: what stands beside `Counsel for`, with no address between."""
    found: set[int] = set()
    group: list[Fragment] = []
    for i, words in [*lines, (-1, "0")]:
        if not re.search(r"\d", words) or re.search(rf"\s{FORM}$", words, re.I):
            group.append((i, words))
            continue
        clients = {fold(one) for k, line in group if k in acting for one in _several(company_of(line))}
        most = max((prose.count(client) for client in clients), default=0)
        for k, line in group if clients else ():
            known = fold(company_of(line))
            if k not in acting and not {fold(one) for one in _several(company_of(line))} & clients and prose.count(known) <= most:
                found.add(k)
        group = []
    return found


def _several(name: str) -> list[str]:
    """The companies of a line that names several, each with its legal form: `A LLC, B Inc. and C Ltd.`"""
    found, at = [], 0
    while at < len(name):
        m = _ONE_OF.match(name, at)
        if m is None:
            return [name]
        found.append(m["one"])
        at = m.end()
    return found


def _side_by_side(letter: Letter, lines: list[Fragment]) -> bool:
    """Whether two addressees stand beside one another."""
    cells = [[cell.strip() for cell in _APART.split(letter.lines[i].strip()) if cell.strip()] for i, _ in lines]
    return any(len(row) > 1 and all(re.search(rf"\s{FORM}$", cell, re.I) for cell in row) for row in cells) or (
        sum(len(row) > 1 for row in cells) > 2
    )


def as_printed(line: str, words: str) -> str:
    """Words of a line as they can be found again in it: the whole line, where more than emphasis was taken out between them."""
    whole = " ".join(bare(line).split())
    return words if words in whole else whole


def block(letter: Letter, *, with_mail: bool = False) -> Iterator[Fragment]:
    """The lines of the address, from `To:` (or the date) down to what follows it. `with_mail`: those with mail addresses too,
    of those who get copies as well."""
    head = letter.lines[: letter.salutation or 40]
    to = next((i for i, line in enumerate(head) if re.match(r"\W*to\s*:", line, re.I)), None)
    date = next((i for i, line in enumerate(head) if day_of(line)), -1)
    for i in range(date + 1 if to is None else to, len(head)):
        words = re.sub(r"^\W*to\s*:", "", text.plain(bare(head[i])), flags=re.I).strip() if i == to else text.plain(bare(head[i]))
        if _STOP.match(words) and not (with_mail and re.match(r"\W*cc\s*:", words, re.I)):
            return
        if (with_mail and "@" in words) or (
            words
            and words != LEFT_OUT
            and "@" not in words
            and not _SENT.match(words)
            and not _PHONE.fullmatch(words)
            and not text.moment(words)
        ):
            yield i, words


def _nearness(named: str, line: str) -> float:
    one, other = fold(named), fold(line)
    if not one or not other:
        return 0.0
    if one == other:
        return 1.1
    score = SequenceMatcher(None, one, other, autojunk=False).ratio()
    shorter, longer = sorted((one, other), key=len)
    return max(score, 0.85) if shorter in longer and (shorter == one or 2 * len(shorter) > len(longer)) else score


def _mentions(line: str, prose: str, *, surely: bool = False) -> float:
    """How often the body repeats a name; one with a legal form goes before the others, which may be places. `surely`: it is a company's."""
    if len(fold(line)) < 3 or (PERSON.search(line) and not surely):
        return 0.0
    plain = [without_form(name) for name in called(line)]
    count = max(prose.count(fold(name)) for name in plain if fold(name))
    return float(count + 1000 if count and plain != [line] else count)


def of_person(words: str, letter: Letter) -> bool:
    """Whether a line is a person's: a name that the salutation addresses, a title, `Attn:`."""
    if _CARE.match(words):
        return True
    if re.search(r"\d", words):
        return False
    dear = re.sub(r"\b(?:Dear|Mr|Ms|Mrs|Dr|and|Sir|Madam)\b", " ", letter.lines[letter.salutation]) if letter.salutation else ""
    return bool(PERSON.search(words)) or any(re.search(rf"\b{name}\b", words, re.I) for name in re.findall(r"[^\W\d_]{3,}", dear))


# --- lists: bulleted or not, cut by page breaks and footnotes, with footnote marks that stick to the names -------------

BULLET = late.pattern(
    r"^\s*(?:[-\u2013\u2014\u2022\u00b7\u25cf\u25cb\u25aa\u25e6\u2023\u2043\uf0b7+]\s*|\*(?!\*)\s+|o\s+|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+)(?=\S)"
)
_ROUND = frozenset("\u2022\u00b7\u25cf\u25cb\u25aa\u25e6\u2023\u2043\uf0b7")  # bullets that are nothing else
_SENTENCE = late.pattern(r"(?:\S+\s+){9}\S|.*[a-z]{4}[.:]$")
_COUNTS = late.pattern(r"\s*\(?(?:\d|[a-z]+[.)])")  # a mark that is a number or a letter; `o` is a bullet
_NEAR = 4  # lines between a running head and the break
RULE = late.pattern(r"[\s_=~*\u2500-\u257f\u2010-\u2015-]{3,}")  # drawn across the page, as above a footnote
_MOST_OF_HEAD = 3  # lines of a running head beside its page number
_LONGEST_OF_HEAD = 8  # words
_LONGEST_OF_PERSON = 3  # words
_TO = late.pattern(r"\W*(?:(?:notice|letter)\s+)?to\s*:?\s+", re.I)  # before an addressee in a running head
_COURTESY = late.pattern(r"(?:Mr|Ms|Mrs|Dr)\.?(?:\s+[A-Z][\w'\u2019-]*\.?){1,3}")
_OF_PAGE = late.pattern(r"\bpage\s+\d|\(?\bcontinued\b\)?\W*$", re.I)
# What stands beside a name and is no part of it: its numbers, how many calls, what it is called for short.
_COUNTED = (
    r"(?:(?:about|approximately|at\s+least|over|more\s+than)\s+)?\d[\d,]*(?:\s+of\s+\d+)?\s*(?:\w+\s+){0,2}"
    r"(?:calls?|robocalls?|trace-?backs?|requests?|hops?|minutes)"
)
_BESIDE = late.pattern(
    rf"[\s,;:\u2013\u2014-]*(?:[(\[](?:[^()\[\]]*\b(?:FRN|RMD\d*|OCN|SPC|499|Filer)\b[^()\[\]]*|{_COUNTED}|\d+|[\"\u201c][^()\"\u201d]+[\"\u201d])[)\]]"
    rf"|(?<=[\s,;:])(?:FRN|RMD)\b\W*(?:No\.?\s*)?\S*\d.*|(?<=[\s,;:\u2013\u2014-]){_COUNTED})$",
    re.I,
)
_RELATED = (
    r"(?i:affiliates?|subsidiar(?:y|ies)|parent|division|unit|branch|customers?|clients?|upstream|downstream|reseller|predecessor"
    r"|successor)"
)
_SAID = late.pattern(
    rf",?\s+(?P<said>(?:which|who|whose|whom)\b.*)$|,\s+(?P<clause>(?!{FORM})(?!(?:and|d/?b/?a|[fa]/?k/?a|doing|formerly\s+known|also\s+known)\b)"
    rf"(?:[a-z].*|(?=[^,]*(?:['\u2019]s?\s|\b{_RELATED}\b)).*))$"
    r"|(?:\s+-+|\s*[\u2013\u2014:])\s*(?P<note>[a-z].*)$|\s*[(\[](?P<bracket>(?!d/?b/?a\b|[fa]/?k/?a\b)[a-z][^()\[\]]*)[)\]]$"
)
_DENIED = late.pattern(
    r"\b(?:not(?!\s+only)|never|no|none|nor|cannot|refus\w+|declin\w+|den(?:y|ies|ied)|reject\w+|whether|if|may|might|could|possibl[ey]"
    r"|perhaps|suspected|alleged\w*|unconfirmed)\b|n['\u2019]t\b",
    re.I,
)
_NO_NAME = late.pattern(
    r"your|our|their|them|they|its|it|you|us|each|others?|any|all|who|whom|which|unknown|unidentified|unnamed|none|various|several|multiple"
    r"|n/a|tbd|pending|redacted|ditto|same",
    re.I,
)
_GENERAL = late.pattern(
    r"the|an?|of|and|or|to|for|with|foreign|domestic|intermediate|originating|transmitting|terminating|upstream|downstream|voice|service|providers?"
    r"|carriers?|compan(?:y|ies)|customers?|clients?|end|users?|cop(?:y|ies)|contracts?|records?|lists?|names?|address(?:es)?|calls?|notices?"
    r"|documents?|agreements?|additional|further|such|these|those|entities|parties|\d+",
    re.I,
)
_NOT_IN_NAMES = late.pattern(
    r"(?!(?:and|of|the|de|del|la|las|los|le|les|du|des|da|do|dos|di|y|e|et|van|von|der|den|und|for|in|by)$)[a-z]+(?:['\u2019-][a-z]+)*"
)
_SMALL = late.pattern(r"\b(?!and\b|of\b|the\b|de\b|dba\b|d/b/a\b|fka\b|aka\b)[a-z]+\b")


def items(letter: Letter, first: int) -> Iterator[list[Fragment]]:
    """The entries of the list that begins at a line, each with the lines it runs over, bullets off.

    It ends at the first line that is no entry: words, a heading, what announces another list. What a page break puts between two
    entries (a number, a running head, a footnote) does not end it.
    """
    footnotes = _noted(letter)
    bulleted: bool | None = None
    counts = False  # its marks are numbers or letters
    loose = False  # entries stand apart, so a blank line does not end the list
    item: list[Fragment] = []
    gap = cut = False  # a blank line, a page break or footnote since the last line
    for i in range(first, len(letter.lines)):
        line = letter.lines[i]
        words = " ".join(bare(line).split())
        if not words:
            gap = True
            continue
        cut |= letter.number(i) == 1
        if i in footnotes or PAGE.fullmatch(words):
            cut = True
            continue
        if RULE.fullmatch(words) and (bulleted is not False or _is_beside_a_break(letter, i)):
            cut = True
            continue
        bullet = BULLET.match(line)
        if not bullet and item and _is_of_page_head(letter, i, bulleted=bool(bulleted), apart=gap or cut):
            cut = True
            continue
        if not bullet and item and (gap or cut) and _is_running_head(letter, i, near_break=not bulleted):
            cut = True
            continue
        if bullet and (words.endswith(":") or (item and bool(_COUNTS.match(bullet[0])) is not counts)):
            break  # a paragraph with a number, or what announces a list below this one
        if bulleted is None:
            bulleted = bool(bullet)
            counts = bool(bullet and _COUNTS.match(bullet[0]))
        elif not bulleted and item and gap and not cut and not loose:
            if len(item) > 1:
                break
            loose = True
        if not bullet and (
            _SENTENCE.match(words) or words.endswith(":") or (not bulleted and len(words.split()) > 2 and _SMALL.search(words))
        ):
            break  # a sentence or a heading: the letter goes on
        if bool(bullet) is bulleted:
            yield from [item] if item else []
            item = [(i, line[bullet.end() :] if bullet else line)]
        elif item and not gap and not cut and not bullet and (line[0].isspace() or not _opens_words(words)):
            item.append((i, line))  # a name that runs over
        else:
            break
        gap = cut = False
    yield from [item] if item else []


def _opens_words(words: str) -> bool:
    """Whether a line at the margin is no rest of a name: it begins like one, and goes on in words that no name has."""
    return words[0].isupper() and len(words.split()) > 2 and bool(_SMALL.search(words))


def _is_running_head(letter: Letter, i: int, *, near_break: bool) -> bool:
    """Whether a line stands at the head or foot of several pages, or says which page it is. `near_break`: and does so beside the break."""
    line = letter.lines[i]
    if _OF_PAGE.search(line) or (day_of(line) and not BULLET.match(line)):
        return True
    if _heads(letter)[_without_digits(line)] < 2:
        return False
    around = range(max(0, i - _NEAR), min(len(letter.lines), i + _NEAR + 1))
    return not near_break or any(PAGE.fullmatch(letter.lines[k].strip()) or letter.number(k) == 1 for k in around)


def _is_of_page_head(letter: Letter, i: int, *, bulleted: bool, apart: bool) -> bool:
    """Whether a line stands in the head of a letter's page: the addressee or the date beside the number of the page. An addressee alone
    may stand beside a footnote as well. `apart`: the line does not stand right below an entry, so that it is no rest of one."""
    words = " ".join(bare(letter.lines[i]).split())
    own = _heads_a_page(letter, words)
    if not own and not (bulleted and apart):
        return False
    beside, numbered = _around(letter, i)
    if numbered and all(len(line.split()) <= _LONGEST_OF_HEAD and not line.endswith(":") for line in beside):
        return own or any(_heads_a_page(letter, line) for line in beside)
    return own and _is_beside_a_break(letter, i)


def _around(letter: Letter, i: int) -> tuple[list[str], bool]:
    """The lines of the block that a line stands in, at most as many as a head has, and whether a page's number begins or ends it."""
    beside: list[str] = []
    numbered = False
    for step in (-1, 1):
        k = i if step < 0 else i + 1
        while 0 <= k < len(letter.lines) and len(beside) <= _MOST_OF_HEAD and not BULLET.match(letter.lines[k]):
            words = " ".join(bare(letter.lines[k]).split())
            ends = not words or PAGE.fullmatch(words) or k in _noted(letter)
            if ends:
                numbered |= bool(PAGE.fullmatch(words or _next_words(letter, k, step)))
                break
            beside.append(words)
            k += step
    return beside, numbered and len(beside) <= _MOST_OF_HEAD


def _next_words(letter: Letter, i: int, step: int) -> str:
    """The words of the next line that is not empty, up or down, over a few empty ones."""
    around = range(i, max(-1, i - _NEAR), -1) if step < 0 else range(i, min(len(letter.lines), i + _NEAR))
    return next((" ".join(bare(letter.lines[k]).split()) for k in around if letter.lines[k].strip()), "")


def _is_beside_a_break(letter: Letter, i: int) -> bool:
    """Whether a footnote or a page's number stands right below a line, or right above it."""
    for step in (-1, 1):
        around = range(i - 1, max(-1, i - _NEAR), -1) if step < 0 else range(i + 1, min(len(letter.lines), i + _NEAR))
        k = next((k for k in around if letter.lines[k].strip()), None)
        if k is not None and (k in _noted(letter) or PAGE.fullmatch(letter.lines[k].strip())):
            return True
    return False


def _heads_a_page(letter: Letter, words: str) -> bool:
    """Whether words are the letter's date, or whom it is addressed to, or some person with a title."""
    if (day := day_of(words)) is not None:
        return day.moment[:10] == letter.dated
    names, persons = _addressed(letter)
    whom = _TO.sub("", words)
    of_person = len(whom.split()) <= _LONGEST_OF_PERSON and not re.search(rf"\s{FORM}$", whom) and fold(whom.split()[-1]) in persons
    return fold(whom) in names or of_person or is_person(whom)


@lru_cache(maxsize=2)
def _addressed(letter: Letter) -> tuple[frozenset[str], frozenset[str]]:
    """Whom the letter is addressed to, as names are compared: in the address block, and the persons that the salutation greets."""
    dear = letter.lines[letter.salutation] if letter.salutation else ""
    persons = re.findall(r"\b(?:Mr|Ms|Mrs|Dr)\.?\s+(?:[A-Z][\w'\u2019-]*\.?\s+){0,2}?([A-Z][\w'\u2019-]+)(?=\W*$|,|\s+(?:and|&)\s)", dear)
    lines = (line for _, line in block(letter) if not re.search(r"\d", line))
    return frozenset(fold(name) for line in lines for name in (line, without_form(line)) if fold(name)), frozenset(map(fold, persons))


def is_person(words: str) -> bool:
    """Whether words are a person's name with a title before it, and no company's."""
    return bool(_COURTESY.fullmatch(words)) and not re.search(rf"\s{FORM}$", words)


@lru_cache(maxsize=2)
def _noted(letter: Letter) -> frozenset[int]:
    """The lines of its footnotes."""
    return frozenset(i for note in letter.footnotes.values() for _, i in note.lines)


@lru_cache(maxsize=2)
def _heads(letter: Letter) -> Counter[str]:
    return Counter(map(_without_digits, letter.lines))


def _without_digits(line: str) -> str:
    return " ".join(re.sub(r"[\d*\\]+", "", line).split()).lower()


def name_and_mark(item: list[Fragment], letter: Letter, about_it: Callable[[str], bool]) -> tuple[str, str | None, bool]:
    """A name, the number of the footnote at it, and whether there was no doubt which is which. The name is empty where there is none.

    Marks come off before any normalisation could make digits of them. Plain digits at a name count as one only where the
    footnotes themselves begin with plain digits, and the one of that number is `about_it`.
    """
    printed = " ".join(" ".join(words.split()) for _, words in item)
    marked = re.fullmatch(rf"(.*?\S)({MARK})\W*", bare(printed))
    certain = True
    if marked is None and letter.plain_marks:
        marked = re.fullmatch(r"(.*?[^\W\d_]\.?)(\d{1,2})", bare(printed))
        certain = marked is None or marked[2] not in letter.footnotes
        if marked and (certain or not about_it(marked[2])):
            marked = None
    name = text.plain(marked[1] if marked else printed)
    name, said = _without_what_is_said(re.sub(r"[;,]?(?:\s+and)?$", "", name).strip())
    if not is_name(name) or _DENIED.search(said):
        name = ""
    return text.mask_part(name, printed), digits(marked[2]) if marked else None, certain and not said


def _without_what_is_said(name: str) -> tuple[str, str]:
    """A name without its numbers and the count of its calls; and what else is said of it behind it."""
    before, said = "", ""
    while name != before:
        before = name
        name = _BESIDE.sub("", name).strip(" ,;")
        if m := _SAID.search(name):
            name, said = name[: m.start()].strip(" ,;"), f"{m[m.lastgroup or 'said']} {said}"
    return name, said


def cells(words: str) -> list[str]:
    """The cells of a line of a list, which a tab or a wide gap parts; what is no part of a name is none: `(12 calls)`."""
    each = [cell.strip() for cell in _APART.split(words.strip()) if cell.strip()]
    beside = (cell[0] in "([" or _BESIDE.fullmatch(f" {cell}") or re.fullmatch(MARK, cell) for cell in each[1:])
    return [*each[:1], *(cell for cell, is_beside in zip(each[1:], beside, strict=True) if not is_beside)]


def columns(words: str, mark: str) -> tuple[list[str], bool]:
    """The entries of a line that go on behind further bullets of its own kind, `mark`; and whether these can be nothing but bullets."""
    counted = bool(_COUNTS.match(mark))
    bullet = r"\(?(?:\d{1,2}|[a-z])[.)]\s+" if counted else rf"{re.escape(mark)}\s*"
    before = r"(?<!\s)\s+" if mark in _ROUND else r"(?<!\s)(?=\s*?\t|\s{2})\s+"
    return re.split(rf"{before}{bullet}(?=\S)", words.strip()), counted or mark in _ROUND


def is_name(words: str) -> bool:
    """Whether words can be a company's name, and not what is said of nobody in particular: `others`, `Your customers`."""
    each = [word.strip(".,;:()[]\"'\u201c\u201d\u2019") for word in _ALSO.sub(" ", words).split()]
    each = [word for word in each if word]
    if not any(re.search(r"[^\W_]", word) for word in each):
        return False
    if re.search(rf"\S\s+{FORM}$", words):
        return True
    if is_person(words) or any(_NO_NAME.fullmatch(word) for word in each) or all(_GENERAL.fullmatch(word) for word in each):
        return False
    begins = each[0][0].isupper() or bool(re.search(r"[A-Z\d.]", each[0]))
    return len(each) == 1 or (begins and not any(_NOT_IN_NAMES.fullmatch(word) for word in each))  # some write one word small
