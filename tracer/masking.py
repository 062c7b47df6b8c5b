"""Texts without their secrets: login links, tokens, passwords, persons' mail addresses.

A secret is known by its kind, not by who made it, and in whatever way it is written: as printed, and as whoever receives it would undo
that (percent signs, HTML entities, quoted-printable, base64, characters that are not seen or of another width, `(at)` and `[.]`).
"""

from __future__ import annotations

import re
from array import array
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits
from typing import NamedTuple, TypeVar
from unicodedata import normalize

from tracer import late

MASKED = "[masked]"
_SHORTEST = 6  # signs that are looked for elsewhere in a text
_ROLE_BOXES = frozenset("noc support sales info abuse traceback-notice".split())

# Patterns begin only where the characters before cannot belong to what they find, and what repeats is bounded or ends where the next
# begins: a long run is looked through once, not from each of its characters.

# --- links that let somebody in ------------------------------------------------------------------------------------

# A token that a mail program broke: the rest of it stands alone on the next line.
_ALONE = r"(?=[)\]>\"']{0,2}(?:[\s,;]|$))"
_BREAK = r"\r?\n[> \t]{0,9}"  # and how a reply marks what it answers
_REST = rf"(?:{_BREAK}(?=[\w.-]*\d)(?=[\w.-]*[A-Za-z])[\w.-]{{16,}}{_ALONE})*"
# Letters and digits by turns.
_SHAPE = r"(?<![A-Za-z0-9])(?=[A-Za-z0-9]{10})(?:[A-Za-z]+[0-9]+[A-Za-z]+[0-9]|[0-9]+[A-Za-z]+[0-9]+[A-Za-z])"
_REST_OF_LINK = (
    rf"(?:{_BREAK}(?=[\w.-]*\d)(?=[\w.-]*[A-Za-z])[\w.-]{{8,}}{_ALONE}|(?<=[/=?&_%-]){_BREAK}[\w.%&=/?~+-]+"
    rf"|=?(?: | \u2026 ){_SHAPE}[\w.%&=/?~+-]*)*"  # where lines were joined
)
_SCHEME = r"(?:(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,15}|h(?:tt|xx)ps?|s?ftps?)://"
_HOST = r"(?<![\w@.-])(?:(?:[\w-]{1,63}\.)+[a-z]{2,63}|(?:\d{1,3}\.){3}\d{1,3}|localhost)(?::\d{1,5})?[/?#]"  # without a scheme
_LINK = late.pattern(rf"(?:{_SCHEME}|{_HOST})\S+{_REST_OF_LINK}", re.I)
_STEPS = (
    r"log-?in|log-?on|sign-?in|sign-?on|sign-?up|sso|saml|magic|magic-?link|reset|recover|verify|verification|invite|invitation|auth"
    r"|oauth2?|authorize|activate|activation|confirm|confirmation|unsubscribe|token|session|otp|one-?time|password|unlock|join"
)
# In one word or several: `reset-password`, `verify_email`, `setPassword`.
_WHAT = r"(?:email|mail|account|user|link|set|change|accept|forgot|new)"
_STEP = rf"(?:{_WHAT}[_-]?){{0,2}}(?:{_STEPS})(?:[_-]?(?:{_WHAT}|{_STEPS})){{0,2}}"
_NAMES = r"token|key|sig|secret|pass|pwd|otp|auth|code|sess|sid|jwt|hmac|nonce|ticket|cred|csrf|xsrf|assertion|user|email|login"
_LOGIN = late.pattern(
    rf".*(?:/{_STEP}[/?]|[?&;#](?:[\w.-]{{0,40}}(?:{_NAMES})[\w.-]{{0,40}}|t|h|k|pin)=|[/?&;#=:]{_SHAPE}"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:[^)\]>\n]|\n[> \t]{0,9}|[)\]>](?=[\w/%&=?-]))*",
    re.I | re.S,
)
_WAY = late.pattern(rf"(?<![\w/.:<])/(?:[\w.-]{{1,63}}/){{0,9}}{_STEP}/[^\s)\]>]+{_REST_OF_LINK}", re.I)  # without a host
_USER = late.pattern(
    r"(?<=://)[^\s/@\[<>\"]+(?=@)|(?:(?<=\bsip:)|(?<=\bsips:))(?:[^\s/@\[<>\":]+:)?[^\s/@\[<>\":]+(?=@(?:[\w-]+\.|\[))", re.I
)  # and their password, in an address

# --- tokens and passwords ------------------------------------------------------------------------------------------

_KEY = late.pattern(
    rf"(?:eyJ[A-Za-z0-9_-]{{8,}}|eyj[a-z0-9_-]{{8,}}(?=\.[a-z0-9_-]))(?:\.[A-Za-z0-9_-]*)*{_REST}"
    r"|(?<![A-Za-z0-9])(?:A(?:KI|SI|GP|RO|ID)A[A-Z0-9]{16}(?![A-Za-z0-9])|AIza[\w-]{20,}|ya29\.[\w-]{10,}|SG\.[\w.-]{20,}"
    r"|gh[oprsu]_[A-Za-z0-9]{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|xox[a-z]-[\w-]{10,}|[prs]k[-_](?:(?:live|test|proj)[-_])?[A-Za-z0-9]{16,}"
    r"|(?:whsec|npm|hf|shpat|dop_v1)_[A-Za-z0-9]{16,}|SK[0-9a-f]{32}(?![A-Za-z0-9]))"
    r"|-----BEGIN [A-Z ]{0,20}PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z ]{0,20}PRIVATE KEY(?: BLOCK)?-----|\Z)"
    r"|(?:(?<=ssh-rsa )|(?<=ssh-ed25519 ))\S+(?: \S+@\S+)?"
    r"|(?<![A-Za-z0-9+/])MII[A-Za-z0-9+/]{16,}={0,2}",
    re.S,
)
_HINTS = late.pattern(  # one of which each of them has, lower case
    r"eyj|a(?:kia|sia|gpa|roa|ida|iza)|ya29\.|s(?:g\.|k|hpat_|sh-)|g(?:h[opsru]_|ithub_pat_|lpat-)|xox|whsec_|npm_|hf_|dop_v1_|[pr]k[-_]"
    r"|-----begin|mii"
)
_LONG = b"x" * 16  # such signs in a row: found many times as fast as by a pattern
_OF_KEYS = bytes(ord("x") if chr(k) in f"{ascii_letters}{digits}_.+/-" else ord(" ") for k in range(256))
# What a secret cannot do without, where no sign tells of it: of each word that announces one, a part.
_TELLING = late.pattern(
    # by their first letters: so fewer are tried where a letter fits
    r"auth|b(?:earer|asic)|c(?:o(?:de|ntrase)|redential|url)|dot|ke(?:y|nnwort)|l(?:dap|og-?in)|mysql|otp|p(?:ass|in|sk|w)|redis-cli"
    r"|s(?:e(?:cret|curityanswer|nha)|sh-)|token|wachtwoord|\+a[c-h]|_at_|-3a__"
)
_MARK = ord("!")
_FIRST_LOOK = bytes(_MARK if k in b"/@\n%&=[({<\\" else k if k in b"-." else _OF_KEYS[k] for k in range(256))
_LONG_TOKEN = late.pattern(  # but no words and numbers with hyphens between, as in the id of a letter
    r"(?<![\w/-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])(?!(?:(?:[A-Za-z]{1,20}|\d{1,12})[-_]{1,3})+(?:[A-Za-z]{1,20}|\d{1,12})(?![\w-]))[\w-]{40,}"
)
_LONG_WORD = late.pattern(r"(?<![\w-])[\w-]{40}")
_VALUE = r"(?!\[masked)[^\s&,;\"'<>()\[\]|]+"
_GAP = r"(?:[ -]|[ \t]{0,3}\r?\n[> \t]{0,9})"  # between the words of what people say
_EDGE = r"(?:\\{0,3}[\"'`*\u201c\u2018]|</?[a-z]{1,10}>)"  # quotes, emphasis and tags about a word
_IS = rf"{_EDGE}{{0,4}}\s{{0,3}}(?:[:=\uff1a]|[=-]>)(?:\s{{1,3}}|{_EDGE}){{0,4}}+"
_WAS = (
    r"\s{1,3}(?:(?:is|was|are|(?:has|have|had)\s{1,3}been)(?:\s{1,3}(?:now|(?:re)?set|changed|updated|to|as|follows)){0,4}|(?:re)?set\s{1,3}to)"
    rf":?(?:\s{{1,9}}|{_EDGE}){{1,4}}+(?=(?-i:[a-z]{{0,40}}[^\sa-z.,;:]))"
)
_BESIDE = rf"(?:[\s/|,\u2013\u2014-]|{_EDGE}){{1,9}}+"  # in the next cell, on the next line, or with nothing between but a blank
_LONGEST_VALUE = 200
_NUMBER = r"(?:\d{3}[ -]\d{3}(?!\d)|\d{4,8}(?![\w.,]*\d|\w))"
# In its quotes, or up to a blank and without the sign that ends a sentence.
_WHOLE = (
    r"(?!\[masked)(?:(?<=\")[^\"\n\\]{1,200}(?=\\?\")|(?<=')[^'\n]{1,200}(?=')|(?<=`)[^`\n]{1,200}(?=`)|(?<=\u201c)[^\u201d\n]{1,200}(?=\u201d)"
    r"|\d{3}[ -]\d{3}(?!\d)|(?![,;<>|\"'])(?:[^\s<>|\",;]|[,;](?=[^\s<>|\",;])|<(?=\w)|\"(?=\w)){0,200}(?:[^\s<>|\".,;:)\]}]|<(?=\w)))"
)
# Letters and digits in one word that is neither a day nor an id that the trade prints.
_MIXED = (
    r"(?=[^\s<>|\"',;]{0,80}\d)(?=[^\s<>|\"',;]{0,80}[a-z])(?!\d{4}-\d\d-\d|\d[\d.,:/-]*[a-z]{0,3}(?!\w)|itg-|rmd\d|\[masked)"
    r"[^\s<>|\"',;()]{5,200}[^\s<>|\"',;.:()]"
)
_UNLIKE_AN_ID = r"(?![a-z]{1,8}[-_#]?\d[\d-]*(?!\w))" + _MIXED
# Each of these begins with one of the words that announce.
_CODE = (
    rf"(?:(?:\bone{_GAP}time|\baccess|\bverification|\bsecurity|\blog-?in|\bsign-?in|\bconfirmation|\bactivation|\bauthentication|\brecovery|\bbackup"
    rf"|\b2fa|\bmfa){_GAP}(?:pass)?(?:code|key|token|password|pin)s?|\botp|\bpass(?:code|phrase)|(?<=\byour )code)"
)
_SAYS = (
    rf"(?:\bpass(?:word|code|phrase| ?word)|\bpin(?:{_GAP}(?:code|number))?|\b(?:api|secret|private|access|pre-?shared|wi-?fi){_GAP}key"
    rf"|\b(?:client|shared){_GAP}secret|{_CODE})"
)
_ALWAYS = (  # whatever they name is secret
    r"(?:api[_-]?key|\bx-[\w-]{0,20}(?:key|token)|secret[_-]?(?:access[_-]?)?key|private[_-]?key|pass(?:word|wd)|pwd|\bpw|(?<![A-Za-z0-9])pin"
    rf"|(?<=\w)(?:secret|token)|\bpsk|(?<=_)auth(?==)|\bpass(?:wort|e)|\bkennwort|\bcontrase(?:\u00f1|n)a|\bsenha|\bwachtwoord|{_SAYS})"
)
# Of a command before the option that is meant: others, with what they are given.
_OPTIONS = r"[ \t]{1,3}(?:[^\s|;-][^\s|;]{0,60}[ \t]{1,3})?(?:-[^\s|;]{1,60}[ \t]{1,3}(?:[^\s|;-][^\s|;]{0,100}[ \t]{1,3}){0,6}){0,9}?"
_PAIRS = r"(?:\"{1,2}[^\"\n]{0,300}\"{1,2}|[^\s,\"]+)"
_CREDENTIAL = late.pattern(
    # of a header
    rf"(?:bearer|\bbasic)(?:[\s\"']{{1,3}}|[\"']?[:=][\s\"']{{0,3}})(?P<token>(?=[\w.~+/-]*[\d=])[\w.~+/-]{{12,}}=*{_REST})"
    rf"|\bauthorization[\"']?\s{{0,3}}[:=]\s{{0,3}}(?:bearer|basic|token|negotiate|apikey)\s{{1,3}}(?P<header>{_VALUE}{_REST})"
    rf"|\bauthorization{_IS}(?P<bare>{_SHAPE}[\w.~+/=-]*)|\bauth\s{{1,3}}(?:plain|login|xoauth2)\s{{1,3}}(?P<sasl>(?=[a-z+/]*[\d=])[\w+/]{{8,}}=*)"
    rf"|\bdigest\s{{1,3}}(?P<digest>\w{{1,20}}={_PAIRS}(?:,\s{{0,3}}\w{{1,20}}={_PAIRS})*)"
    r"|\bcookie2?[\"']?\s{0,3}:\s{0,3}[\"']?(?P<cookies>[\w.-]{1,80}=[^\s;,\"]+(?:;\s{0,3}[\w.-]{1,80}=[^\s;,\"]+)*)"
    r"|\bcookies?\\{0,3}[\"']?\s{0,3}[:=]\s{0,3}(?:\{(?P<jar>(?=[^{}]{0,80}[:=])[^{}\[]{1,4000})\}|\[(?P<jars>(?=[^\[\]]{0,80}[:=])[^\[\]]{1,4000})\])"
    # of a command
    rf"|\bcurl{_OPTIONS}(?:(?-i:-[a-z]{{0,9}}u)\s{{0,3}}|--(?:proxy-)?user(?:=|\s{{1,3}}))[\"']?(?P<user>(?!\[masked)[^\s:\"']{{1,80}}:[^\s\"']+)"
    rf"|\bmysql\w{{0,9}}{_OPTIONS}(?-i:-p)[\"']?(?P<joined>{_VALUE})|\bsshpass{_OPTIONS}(?-i:-p)\s{{0,3}}[\"']?(?P<pass>{_VALUE})"
    rf"|\bredis-cli{_OPTIONS}-a\s{{1,3}}[\"']?(?P<redis>{_VALUE})|\bldap\w{{1,9}}{_OPTIONS}(?-i:-w)\s{{1,3}}[\"']?(?P<ldap>{_VALUE})"
    # by its name
    rf"|(?:token|secret|sess(?:ion)?(?:[_-]?id)?|connect\.sid)[\"']?=[\"']?(?P<given>{_VALUE}{_REST})"
    rf"|{_ALWAYS}[\"']?=(?P<set>{_VALUE}{_REST})|{_ALWAYS}{_IS}(?P<named>{_WHOLE}{_REST})|\bsecret\s{{0,3}}=\s{{0,3}}[\"']?(?P<secret>{_VALUE})"
    rf"|\b(?:token|secrets?|credentials?|log-?in|security answer|pass){_IS}(?P<likely>{_UNLIKE_AN_ID})"
    r"|(?:pass(?:word|wd|code|phrase)|pwd|secret|token|api_?key|\bpin)(?:\s[^<>\n]{0,80})?>(?P<element>(?!\[masked)[^<\n]{1,200})(?=</)"
    # as people say it
    rf"|{_SAYS}{_WAS}(?P<said>{_WHOLE})|{_SAYS}{_BESIDE}(?P<beside>{_MIXED})|{_CODE}{_BESIDE}(?P<digits>{_NUMBER})"
    rf"|token{_BESIDE}(?P<shape>{_SHAPE}[\w.~+/=-]*)"
    rf"|\bcode:?\s(?P<use>{_NUMBER}) to (?:log|sign|verify|confirm|authenticate|access|complete|continue)",
    re.I,
)
_CODE_FIRST = late.pattern(
    rf"(?<![\w.-])(?:[A-Z]{{1,2}}-)?{_NUMBER}(?= (?:is|as) (?:your|the) (?:[\w'-]{{1,30}} ){{0,3}}"
    r"(?:code|passcode|password|pin|otp)\b)",
    re.I,
)
_LOWER = dict(zip(map(ord, ascii_uppercase), ascii_lowercase, strict=True))  # where that makes no letter two
_ANNOUNCED = late.pattern(
    "bearer|basic|auth|digest|cookie|token|sess|connect.sid|pass|pwd|pin|code|api|secret|private|access|pre-?shared|wi-?fi|client|shared|x-|pw|psk"
    r"|curl|mysql|sshpass|redis|ldap|otp|one(?=[\s-])|verification|security|log-?in|sign-?in|confirmation|activation|recovery|backup|2fa|mfa|credential|kennwort|contrase|senha|wachtwoord",
)
_BASE64 = late.pattern(r"(?<![A-Za-z0-9+/_])[A-Za-z0-9+/_]{16,}={0,2}")
_PRINTED = frozenset(b"\t\r\n" + bytes(range(32, 127)))

# --- addresses of persons ------------------------------------------------------------------------------------------

_LOCAL, _HOME = r"[\w.%+'~!$#^-]", r"(?:[\w-]+\.)+[^\W\d_]{2,}"
_LITERAL = r"\[(?:IPv6:)?[0-9a-f:.]{3,45}\]|\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"
_ADDRESS = late.pattern(
    rf"(?:(?<!{_LOCAL})(?:{_LOCAL}{{1,99}}=(?={_HOME}@))?(?P<box>{_LOCAL}+)|\"{{1,3}}[^\"\n]{{1,64}}\"{{1,3}})"
    rf"(?P<sign>[ \t\xa0]?@[ \t\xa0]?)(?:(?P<domain>{_HOME})(?P<more>(?:{_LOCAL}*@{_HOME})*)|(?P<literal>{_LITERAL}))",
    re.I,
)  # `more`: another that it runs into
_AT, _DOT = (rf"[ \t_*-]{{1,3}}{word}[ \t_*-]{{1,3}}" for word in ("at", "dot"))
_AT_HOME = r"(?=(?:[\w-]{1,63}\.){1,9}[^\W\d_]{2,})"
_SPELT = late.pattern(
    rf"(?<!{_LOCAL})(?:{_LOCAL}{{1,64}}?(?:{_AT}|[ \t]?@[ \t]?)(?=(?:[^\W_]{{1,63}}(?:-[^\W_]{{1,63}}){{0,3}}{_DOT}){{1,9}}[^\W\d_]{{2,}})"
    rf"|{_LOCAL}{{1,64}}[ \t]@[ \t](?=(?:[\w-]{{1,63}}[ \t]\.[ \t]){{1,9}}[^\W\d_]{{2,}})"
    rf"|(?-i:[a-z][\w.+'-]* AT ){_AT_HOME}|(?=[\w+-]{{1,63}}[._]\w)[\w.+-]{{3,64}}[ \t]at[ \t]{_AT_HOME}"
    rf"|[\w.+'-]{{1,64}}?_at_{_AT_HOME})",
    re.I,
)
# One that a narrow cell or a printer broke within its domain, or before it; where lines were joined by a blank, of a box like a person's.
_CUT = late.pattern(
    rf"(?<!{_LOCAL})(?:(?P<box>{_LOCAL}+)"
    rf"(?:@(?=[\w.-]*[ \t]*\r?\n[> \t]*[\w-]*\.[^\W\d_]{{2}}|[\w.-]+\.[ \t]*\r?\n)|(?=[ \t]*\r?\n[> \t]*@{_HOME}))"
    rf"|(?P<own>(?=\w{{1,64}}?[._]){_LOCAL}+)@(?=[\w-]+ (?:\u2026 )?[\w-]*\.[^\W\d_]{{2}}))"
)

# --- words that announce a secret, cut by a line ----------------------------------------------------------------------

_ANNOUNCING = ("bearer", "authorization", "password", "passwd", "passcode", "passphrase", "cookie", "secret", "session", "digest")
_WORDS = {
    word.replace("-?", sign).replace("2?", "")
    for word in (*_ANNOUNCING, "basic", "authori", "sess", "sid=", "pass", "pwd", "pin", "code", "key", *f"{_STEPS}|{_NAMES}".split("|"))
    for sign in ("", "-")
}


def _halves(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """How words may be cut: what stands before, and what of it may come after."""
    halves: dict[str, tuple[str, ...]] = {}
    for word in words:
        for k in range(1, len(word)):
            halves[word[:k]] = (*halves.get(word[:k], ()), word[k:])
    return halves


_CUT_BY_LINE = _halves(_WORDS)
_MOST_HALF = max(map(len, _CUT_BY_LINE))
_LEFT, _RIGHT = {half[-1] for half in _CUT_BY_LINE}, {half[0] for halves in _CUT_BY_LINE.values() for half in halves}
_LINE = late.pattern(r"\n[> \t]*")
_JOINT = late.pattern(r" (?:\u2026 )?")  # where lines were joined

# --- what is written otherwise than it is read ---------------------------------------------------------------------

# As the inside of a class of signs: what is there and is not seen; and with it what steers a terminal or is no character.
UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
UNPRINTABLE = rf"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffc-\uffff{UNSEEN}"
_ALIKE = dict(
    zip(
        "\u0430\u0441\u0501\u0435\u04bb\u0456\u0458\u043a\u043e\u0440\u051b\u0455\u0442\u0475\u051d\u0445\u0443\u03b1\u03b5\u03b9\u03ba\u03bf\u03c1\u03c4\u03bd",
        "acdehijkopqstvwxyaeikoptv",
        strict=True,
    )
)
_DISGUISED = late.pattern(
    r"%(?P<percent>[2-7][0-9a-f])|&#x0{0,5}(?P<hex>[2-7][0-9a-f])(?:;|(?![0-9a-f]))|&#0{0,5}(?P<decimal>3[3-9]|[4-9]\d|1[01]\d|12[0-6])(?:;|(?!\d))"
    r"|&(?P<entity>commat|period|colon|sol|quest|equals|lowbar|num|amp|percnt);"
    rf"|[ \t]?[\[({{<]\s?(?P<spelt>at|dot|[@.:/]|://)\s?[\])}}>][ \t]?"
    r"|\\u00(?P<escape>[2-7][0-9a-f])|\\x(?P<octet>[2-7][0-9a-f])|\\(?P<octal>0[4-7][0-7]|1[0-7][0-7])|(?P<slash>\\)(?=[\w/\\])"
    r"|(?-i:\+A(?P<utf7>[C-H][AEIMQUYcgkosw048])-?)"
    r"|(?P<tag></?(?:a|b|em|font|i|mark|small|span|strong|u|wbr)(?:\s[^<>\n]{0,120})?/?>|<!--[^<>\n]{0,80}-->)"
    rf"|(?P<unseen>[{UNSEEN}]+)|(?P<alike>[{''.join(_ALIKE)}])|(?P<wide>[\uff01-\uff5e\ufe52\ufe6b\u3002\uff61\u24b6-\u24e9\U0001d400-\U0001d7ff])",
    re.I,
)
_QUOTED = late.pattern(r"=(?:[ \t]*\r?\n|(?P<hex>[2-7][0-9A-F]))")  # quoted-printable
# A link as mail gateways write it into their own: signs as `-3A`, and `_` for `/`.
_REWRITTEN = late.pattern(r"(?<![\w-])https?-3A__\S{1,4000}", re.I)
_OF_IT = late.pattern(r"-(?P<percent>[2-7][0-9a-f])|(?P<sol>_)", re.I)
_SIGNS = {
    "commat": "@", "period": ".", "colon": ":", "sol": "/", "quest": "?", "equals": "=", "lowbar": "_", "num": "#", "amp": "&",
    "percnt": "%", "at": "@", "dot": ".", "\u3002": ".", "\uff61": ".", "\\": "/",
}  # fmt: skip


def _lowered(text: str) -> str:
    """In lower case, sign by sign."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text.translate(_LOWER)


def _in_two(left: str, right: str) -> bool:
    """Whether a word that announces a secret is cut there."""
    left, right = left[-_MOST_HALF:].lower(), right[:_MOST_HALF].lower()
    if left[-1:] not in _LEFT or right[:1] not in _RIGHT:
        return False
    return any(right.startswith(_CUT_BY_LINE.get(left[-k:], ())) for k in range(1, len(left) + 1))


class _Reading(NamedTuple):
    """A text as it is read, and for each of its characters, and its end, where that begins in the text as printed."""

    text: str
    at: Sequence[int]

    def undone(self, disguise: re.Pattern[str]) -> _Reading:
        """The same with what is written otherwise put as it is read; itself where nothing is."""
        return self.put((*m.span(), _sign(m)) for m in disguise.finditer(self.text))

    def rejoined(self) -> _Reading:
        """The same with words that announce a secret whole where lines, or joints of two, cut them; itself where none is cut."""
        lower = _lowered(self.text)
        joined = lower.replace(" ", "").replace("\u2026", "")
        if any(joined.count(word) > lower.count(word) for word in _ANNOUNCING if word in joined):
            return self.put(sorted({*self._cut_by_lines(), *self._cut_by_joints(lower)}))
        return self.put(self._cut_by_lines()) if "\n" in lower else self

    def _cut_by_lines(self) -> Iterator[tuple[int, int, str]]:
        for gap in _LINE.finditer(self.text):
            start, end = gap.span()
            before = self.text[max(0, start - _MOST_HALF) : start]
            left = before.rstrip(" \t\r")
            if _in_two(left, self.text[end : end + _MOST_HALF]):
                yield start - len(before) + len(left), end, ""

    @staticmethod
    def _cut_by_joints(lower: str) -> Iterator[tuple[int, int, str]]:
        """A mere blank within a word that says so by itself, however often it is cut."""
        at = [k for k, sign in enumerate(lower) if sign not in " \u2026"]
        joined = "".join(map(lower.__getitem__, at))
        for word in _ANNOUNCING:
            for m in re.finditer(word, joined):
                for before, after in pairwise(at[m.start() : m.end()]):
                    if before + 1 < after and _JOINT.fullmatch(lower, before + 1, after):
                        yield before + 1, after, ""

    def put(self, put: Iterable[tuple[int, int, str]]) -> _Reading:
        """The same with signs put where, from where to where; itself where none is."""
        parts: list[str] = []
        at = array("L")
        last = 0
        for start, end, sign in put:
            parts += [self.text[last:start], sign]
            at.extend(self.at[last:start])
            at.extend([self.at[start]] * len(sign))
            last = end
        if not parts:
            return self
        at.extend(self.at[last:])
        return _Reading("".join((*parts, self.text[last:])), at)


def _sign(m: re.Match[str]) -> str:
    """What a disguise stands for."""
    kind, written = m.lastgroup, m[m.lastgroup or 0]
    if kind in ("percent", "hex", "escape", "octet"):
        return chr(int(written, 16))
    if kind == "decimal":
        return chr(int(written))
    if kind == "octal":
        return chr(int(written, 8))
    if kind == "utf7":
        return chr(b64decode(f"A{written}A")[1])
    if kind == "alike":
        return _ALIKE.get(written.lower(), written)  # some sign is like one of them in other than lower case
    if kind in ("entity", "spelt", "slash"):
        return _SIGNS.get(written.lower(), written)
    if kind == "wide":
        return _SIGNS.get(written) or normalize("NFKC", written)
    return ""


def _behind(rewritten: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    for m in _OF_IT.finditer(rewritten[0]):
        yield rewritten.start() + m.start(), rewritten.start() + m.end(), "/" if m["sol"] else _sign(m)


def _otherwise(text: str) -> Iterator[_Reading]:
    """A text as it is read: what was written otherwise twice too."""
    printed = _Reading(text, range(len(text) + 1))
    behind = printed.put(sign for m in _REWRITTEN.finditer(text) for sign in _behind(m))
    for first in (printed, *(each for each in (printed.undone(_QUOTED), behind) if each is not printed)):
        once = first.undone(_DISGUISED)
        if once is not printed:
            yield once
        if (twice := once.undone(_DISGUISED)) is not once:
            yield twice


_OF_TIMES = b"0123456789TZ:+-., "
_SHORT_OF_A_TOKEN = 40
_Text = TypeVar("_Text")


def _holds_none(text: str) -> bool:
    """Quickly, and rather once too seldom: most rows of a list are passed over."""
    return are_times([text]) or _shows_none(text)


def are_times(words: Sequence[str]) -> bool:
    """Whether these are times or numbers, as lists print them."""
    joined = "".join(words)
    short = len(joined) < _SHORT_OF_A_TOKEN or max(map(len, words)) < _SHORT_OF_A_TOKEN
    return short and joined.isascii() and not joined.encode().translate(None, _OF_TIMES)


def _shows_none(text: str) -> bool:
    if not text.isascii():
        return False
    signs = text.encode().translate(_FIRST_LOOK)
    if _MARK in signs or signs.find(_LONG) >= 0:  # where bytes are looked for with `in`, it fails to read them as a number first
        return False
    lower = text.lower()
    if " at " in lower or _TELLING.search(lower.replace(" ", "")):  # a blank may cut a word
        return False
    long = signs.replace(b"-", b"x").replace(b".", b"x").find(_LONG) >= 0
    return not (long and (_LONG_WORD.search(text) or _HINTS.search(lower)))


def may_be_disguised(text: str) -> bool:
    """Quickly, and rather once too often: whether anything may be written otherwise. Most text is passed over."""
    return not text.isascii() or "-3A__" in text or "+A" in text or _holds(text, "%&=[({<\\")


def _may_be_cut(text: str) -> bool:
    """Quickly, and rather once too often: whether a word that announces a secret may stand in it in two halves."""
    return "\n" in text or _holds(text.lower().replace(" ", "").replace("\u2026", ""), _ANNOUNCING)


def _holds(text: str, words: Iterable[str]) -> bool:
    return any(map(text.__contains__, words))


# --- all of it -----------------------------------------------------------------------------------------------------


def mask(text: str, *, long_words: bool = True) -> str:
    """The text without login links, tokens, passwords and the mail addresses of persons; each reads `[masked]`.

    Role mailboxes (noc@, support@ ...) stay, and so does the domain of a person's address: it is a company's. `long_words`: a word of
    40 characters or more with digits in it is taken for a token too.
    """
    if text is _row:
        return text
    return _mask_again(text, long_words) if len(text) < 1000 else _mask(text, long_words)


def keep(clean: set[_Text], fresh: Iterable[_Text], most: int) -> None:
    """Remember what was found to hold no secret: about so much, as all of it goes when it is more."""
    if len(clean) > most:
        clean.clear()
    clean.update(fresh)


def mask_row(row: str, cells: Sequence[str]) -> str:
    """A row of a list without its secrets, as `mask` has it. `cells`: what stands in it, most of which a list says over and over.

    Nothing that shows a secret has in it what stands between cells: where none of them shows one, the row does not either.
    """
    global _row  # noqa: PLW0603  one word that is known, of what is otherwise looked at anew
    fresh = [cell for cell in cells if cell not in _quiet]
    if fresh and not are_times(fresh):  # these come once: nothing to be kept
        new = ",".join(fresh)
        if _HINTS.search(new.lower()) or not _shows_none(new):
            return mask(row)
        keep(_quiet, fresh, 20_000)
    _row = row
    return row


_quiet: set[str] = set()  # cells that show nothing of a secret
_row = ""  # the last that was found to hold none: it is asked for again with each claim that quotes it


def mask_lines(lines: Sequence[str]) -> list[str]:
    """Lines without their secrets, also where one runs over several: as many lines as there were."""
    text = "\n".join(lines)
    printed = _Reading(text, range(len(text) + 1))
    spans = ((start, end, put + "\n" * text.count("\n", start, end)) for start, end, put in _spans(text, long_words=True))
    return printed.put(spans).text.split("\n") if lines else []


def mask_part(part: str, whole: str) -> str:
    """A part of a text without the secrets of the whole: what announces one may stand outside it, and it may hold only a half."""
    masked = mask(part)
    for secret in _secrets_of(whole):
        masked = masked.replace(secret, MASKED)
        halves = range(len(secret) - 1, _SHORTEST - 1, -1)
        if length := next((k for k in halves if masked.endswith(secret[:k])), 0):
            masked = masked[:-length] + MASKED
        if length := next((k for k in halves if masked.startswith(secret[-k:])), 0):
            masked = MASKED + masked[length:]
    return masked


@lru_cache(maxsize=10)  # a paragraph is asked for again with each of its parts
def _secrets_of(text: str) -> tuple[str, ...]:
    spans = _spans(text, long_words=True)
    if all(text[start:end] == put for start, end, put in spans):
        return ()
    return tuple(text[start:end] for start, end, _ in spans if end - start >= _SHORTEST)


def _mask(text: str, long_words: bool) -> str:
    parts: list[str] = []
    last = 0
    for start, end, put in _spans(text, long_words):
        parts += [text[last:start], put]
        last = end
    return "".join((*parts, text[last:])) if last else text


def _spans(text: str, long_words: bool) -> list[tuple[int, int, str]]:
    """Its secrets, apart and in order: from where to where, and what is put in their place."""
    if _holds_none(text):
        return []
    spans = _secrets(text, long_words)
    readings = [*_otherwise(text)] if may_be_disguised(text) else []
    for reading in readings:
        spans += ((reading.at[start], reading.at[end], put) for start, end, put in _secrets(reading.text, long_words))
    if _may_be_cut(text) or any(_may_be_cut(reading.text) for reading in readings):
        for reading in (_Reading(text, range(len(text) + 1)), *readings):
            if (whole := reading.rejoined()) is not reading:
                spans += ((whole.at[start], whole.at[end], put) for start, end, put in _secrets(whole.text, long_words))
    return [*_apart(spans)] if spans else []


def mask_cut(lines: Iterable[str]) -> Iterator[str]:
    """Lines without the secrets whose announcing word a line cuts: no line by itself shows them. As many lines, and their ends."""
    held: list[str] = []
    for line in lines:
        if held and not _cut(held[-1], line):
            yield from _put_together(held)
            held = []
        held.append(line)
    yield from _put_together(held)


def _cut(line: str, after: str) -> bool:
    """Whether such a word begins at the end of a line and goes on in the next one."""
    return _in_two(line[-2 * _MOST_HALF :].rstrip(), after[: 2 * _MOST_HALF].lstrip("> \t"))


def _put_together(lines: list[str]) -> Iterable[str]:
    if len(lines) < 2:
        return lines
    bare = [line.rstrip("\r\n") for line in lines]
    text = "\n".join(bare)
    printed = _Reading(text, range(len(text) + 1))
    whole, seen = printed.rejoined(), {(start, end) for start, end, _ in _secrets(text, long_words=True)}
    spans = [(whole.at[start], whole.at[end], put) for start, end, put in _secrets(whole.text, long_words=True)]
    masked = printed.put(
        (start, end, MASKED + "\n" * text.count("\n", start, end))
        for start, end, _ in (_apart(spans) if spans else ())
        if (start, end) not in seen
    )
    return [masked_line + line[len(old) :] for masked_line, old, line in zip(masked.text.split("\n"), bare, lines, strict=True)]


_mask_again = lru_cache(maxsize=1000)(_mask)  # short texts are said over and over


def _apart(spans: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """In order, those that overlap made one; it is put as the one that ends last."""
    spans.sort()
    start, end, put = spans[0]
    for next_start, next_end, next_put in spans[1:]:
        if next_start >= end:
            yield start, end, put
            start, end, put = next_start, next_end, next_put
        elif next_end > end or (next_end == end and len(next_put) > len(put)):
            end, put = next_end, next_put
    yield start, end, put


def _secrets(text: str, long_words: bool) -> list[tuple[int, int, str]]:
    """Each secret in a text: from where to where, and what is put in its place. What is quickly seen not to be there is not looked for."""
    lower = _lowered(text)
    spans: list[tuple[int, int, str]] = []
    if "/" in text:
        logins = ((m.start(), _LOGIN.match(m[0])) for m in _LINK.finditer(text))
        spans += ((start, start + login.end(), MASKED) for start, login in logins if login)
        spans += ((*m.span(), MASKED) for m in _WAY.finditer(text))
    spans += ((*span, MASKED) for span in _credentials(text, lower))
    if " your " in lower or " the " in lower:
        spans += ((*m.span(), MASKED) for m in _CODE_FIRST.finditer(text))
    if _LONG in text.encode("utf-8", "surrogatepass").translate(_OF_KEYS) or "-----BEGIN" in text or "ssh-" in text:
        if _HINTS.search(lower):
            spans += ((*m.span(), MASKED) for m in _KEY.finditer(text))
        if long_words and _LONG_WORD.search(text):
            spans += ((*m.span(), MASKED) for m in _LONG_TOKEN.finditer(text))
        spans += ((*m.span(), MASKED) for m in _BASE64.finditer(text) if _hides(m[0]))
    if "@" in text:
        spans += ((*m.span(), MASKED) for m in _USER.finditer(text) if not _may_stay(text, m.start(), m[0]))
        for m in _ADDRESS.finditer(text):
            if m["more"]:
                spans.append((*m.span(), MASKED))
            elif not _may_stay(text, m.start(), m["box"] or ""):
                spans.append((m.start(), m.start("domain" if m["domain"] else "literal"), f"{MASKED}{m['sign']}"))
        cut = (m for m in _CUT.finditer(text) if (m["box"] or m["own"]).lower() not in _ROLE_BOXES)
        spans += ((*m.span(), f"{MASKED}@" if m[0].endswith("@") else MASKED) for m in cut)
    if "dot" in lower or " at " in lower or "_at_" in lower or " . " in lower:
        spans += ((*m.span(), f"{MASKED}@") for m in _SPELT.finditer(text))
    return spans


def _may_stay(text: str, start: int, box: str) -> bool:
    """Whether it is a role's mailbox, or the telephone number to which a call is addressed: no person's address."""
    dialled = text[max(0, start - 5) : start].lower().endswith(("sip:", "sips:"))
    return box.lower() in _ROLE_BOXES or (dialled and bool(re.fullmatch(r"\+?\d{3,15}(?:;.*)?", box)))


def _credentials(text: str, lower: str) -> Iterator[tuple[int, int]]:
    """Where they stand: one may be announced within what is taken for another."""
    end = 0
    for announced in _ANNOUNCED.finditer(lower):
        if announced.start() >= end and (m := _CREDENTIAL.match(text, announced.start())):
            yield (span := m.span(m.lastgroup or 0))
            end = span[1] if span[1] - span[0] > _LONGEST_VALUE else end


def from_base64(word: str) -> bytes:
    """What a word stands for; of one that is cut, as far as it goes."""
    bare = word.rstrip("=").replace("_", "/")
    whole = bare[:-1] if len(bare) % 4 == 1 else bare
    return b64decode(whole + "=" * (-len(whole) % 4))


def _hides(word: str) -> bool:
    """Whether a word is text in base64, and a secret stands in it."""
    data = from_base64(word)
    if data.count(0) == 2:  # who, and their password, as a mail server asks for them
        return _PRINTED.issuperset(data.replace(b"\0", b""))
    return _PRINTED.issuperset(data) and mask(decoded := data.decode("ascii")) != decoded


def as_read(text: str) -> str:
    """A text with what is written otherwise put as it is read."""
    *_, read = _Reading(text, range(len(text) + 1)), *_otherwise(text)
    return read.text


def mail_domains(text: str) -> list[str]:
    """The domains of the mail addresses in a text, lower case, in the order printed, each once."""
    return list(dict.fromkeys(m["domain"].lower() for m in _ADDRESS.finditer(as_read(text)) if m["domain"]))
