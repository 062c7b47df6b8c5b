"""Phone numbers, times, names and secrets in text: pure functions that loaders share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tracer import late, masking
from tracer.model import Moment

# Here too: whoever writes a loader finds all that it shares in one place.
MASKED, UNPRINTABLE, UNSEEN, from_base64 = masking.MASKED, masking.UNPRINTABLE, masking.UNSEEN, masking.from_base64
mask, mask_cut, mask_lines, mask_part, mask_row = masking.mask, masking.mask_cut, masking.mask_lines, masking.mask_part, masking.mask_row
are_times, as_read, keep, may_be_disguised = masking.are_times, masking.as_read, masking.keep, masking.may_be_disguised

# --- times ---------------------------------------------------------------------------------------------------------

ANY_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)"  # with this, every printed name of one begins
_MONTHS = {m: i for i, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
# Hours from UTC of the zones that American documents print beside a time. Those of a region know their daylight saving.
_FIXED = {
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10,
    "utc": 0, "gmt": 0, "z": 0,
    # of elsewhere; IST and BST are those of several countries
    "ast": -4, "adt": -3, "wet": 0, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3, "pkt": 5, "sgt": 8, "hkt": 8, "pht": 8, "jst": 9,
    "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
}  # fmt: skip
_REGIONS = {"e": "America/New_York", "c": "America/Chicago", "m": "America/Denver", "p": "America/Los_Angeles"}
_FARTHEST = timedelta(hours=14)  # no zone is farther from UTC
_WORD = r"(?:eastern|central|mountain|pacific)"
_ZONE = (
    r"(?:(?:utc|gmt)\s?[+\u2212-]\d\d?(?::?\d\d)?(?![\d:])|utc|gmt|z|[ecmp][sd]t|ak[sd]t|hst|(?-i:[ECMP]T)"
    r"|(?-i:A[SD]T|WET|CES?T|EES?T|MSK|PKT|SGT|HKT|PHT|JST|AE[SD]T|NZ[SD]T|IST|BST)|(?-i:(?:America|US)/[A-Z][A-Za-z_]{1,30})"
    rf"|{_WORD}(?:\s(?:standard|daylight|prevailing))?\stime|{_WORD}\s(?:standard|daylight)"
    rf"|{_WORD}(?!\s(?-i:(?!Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[A-Z])))(?!\w)"
)
_MOMENT = late.pattern(
    rf"""(?<![\w/.-])(?:
        (?P<y1>\d{{4}})(?P<sep>[-/])(?P<m1>\d\d?)(?P=sep)(?P<d1>\d\d?)(?!/)
      | (?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,9}},?\s{{1,9}})?
        (?P<d2>\d\d?)(?P<dash>-|\s{{1,9}})(?P<m2>{_MONTH})(?:(?P=dash)|,?\s{{1,9}})(?P<y2>\d{{4}}|\d\d)(?!\d)
      | (?P<m3>{_MONTH})\s{{1,9}}(?P<d3>\d\d?)(?:st|nd|rd|th)?(?:\s{{0,9}},)?\s{{1,9}}(?P<y3>\d{{4}})
      | (?P<m4>\d\d?)(?P<slash>[/-])(?P<d4>\d\d?)(?P=slash)(?P<y4>\d{{4}}|(?<=/)\d\d(?!\d))(?![/-])
    )
    (?:(?:(?:\s{{0,9}},)?\s{{1,9}}(?:(?:at|[@\u2013\u2014-])\s{{1,9}})?|T)(?P<H>\d\d?):(?P<M>\d\d)(?::(?P<S>\d\d)(?:[.,]\d{{1,9}})?)?
       (?:\s{{0,9}}(?P<ap>[ap])\.?m\b\.?|\s{{0,9}}h(?:ou)?rs?\b\.?)?
       (?:\s{{0,9}}(?P<off>[+-]\d\d:?\d\d)(?:\s{{0,9}}\(?(?:utc|gmt)\)?)?|(?P<hours>[+-]\d\d)(?!\s?[\d:])
         |(?:\s{{0,9}},)?\s{{0,9}}(?:\(\s?(?P<inside>{_ZONE})\s?\)|(?P<zone>{_ZONE})))?
    )?(?!\w)""",
    re.I | re.X,
)


class Reading(NamedTuple):
    """A time as read: `zoned` is false where a clock time was printed without its zone (and so read as UTC)."""

    moment: Moment
    zoned: bool
    start: int
    end: int


def moments(printed: str, *, day_first: bool | None = False, zone: tzinfo | None = None) -> Iterator[Reading]:
    """Every time that stands in a text, in the order printed; impossible ones (31 June) are passed over.

    `8/7/2024` is the seventh of August, as Americans write; `day_first` as the document shows (see `day_first`). `zone`: what
    the document says of times printed without one. A local time that no clock showed, or that clocks showed twice, is
    passed over too.
    """
    for m in _MOMENT.finditer(printed):
        g = m.groupdict()
        year, month, day = (g[k + "1"] or g[k + "2"] or g[k + "3"] or g[k + "4"] for k in "ymd")
        if g["m4"]:
            if day_first is None and int(month) <= 12 and int(day) <= 12 and int(month) != int(day):
                continue  # either order
            if day_first or (day_first is None and int(month) > 12):
                month, day = day, month
        number = int(month) if month.isdigit() else _MONTHS[month[:3].lower()]
        try:
            if g["H"] is None:
                at = datetime(_year(year), number, int(day), tzinfo=UTC)
                yield Reading(at.date().isoformat(), True, m.start(), m.end())
                continue
            hour = int(g["H"])
            if g["ap"]:
                if g["ap"].lower() == "a" and hour > 12:
                    continue  # 13:05 AM
                hour = hour % 12 + (12 if g["ap"].lower() == "p" else 0)
            at = datetime(_year(year), number, int(day), hour, int(g["M"]), int(g["S"] or 0), tzinfo=UTC)
            offset = g["off"] or (g["hours"] and g["hours"] + "00")
            named = g["inside"] or g["zone"]
            printed_zone = _offset(offset) if offset else _zone_of(named) if named else zone
            if printed_zone is None and (offset or named):
                continue
            possible = instants(at, printed_zone or UTC)
            if len(possible) != 1:
                continue
            yield Reading(instant(possible.pop()), printed_zone is not None, m.start(), m.end())
        except (ValueError, OverflowError):
            continue


def instants(at: datetime, zone: tzinfo) -> set[datetime]:
    """The instants at which clocks of a zone show a time: none or two where they are put on or back."""
    if isinstance(zone, timezone):  # its clocks never are
        return {at.replace(tzinfo=zone).astimezone(UTC)}
    possible = {at.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return {each for each in possible if each.astimezone(zone).replace(tzinfo=None) == at.replace(tzinfo=None)}


def _offset(printed: str) -> tzinfo | None:
    """`+0530`, `-05:00`; None where no place on earth has it."""
    hours, minutes = int(printed[1:3]), int(printed[-2:])
    ahead = timedelta(hours=hours, minutes=minutes)
    if ahead > _FARTHEST or minutes > 59:
        return None
    return timezone(-ahead if printed[0] == "-" else ahead)


@cache
def _zone_of(printed: str) -> tzinfo | None:
    """The zone of a name as matched by `_ZONE`."""
    words = printed.lower().replace("\u2212", "-").split()
    name = "".join(words)
    if name in _FIXED:
        return timezone(timedelta(hours=_FIXED[name]))
    if shifted := re.fullmatch(r"(?:utc|gmt)([+-])(\d\d?):?(\d\d)?", name):
        return _offset(f"{shifted[1]}{int(shifted[2]):02d}{shifted[3] or '00'}")
    for half in ("standard", "daylight"):
        if half in words:
            return timezone(timedelta(hours=_FIXED[f"{name[0]}{half[0]}t"]))
    if "/" in printed:
        try:
            return ZoneInfo(printed)
        except (ValueError, OSError, KeyError):
            return None
    return None if name in ("ist", "bst") else ZoneInfo(_REGIONS[name[0]])


_ZONES = late.pattern(rf"(?<![\w/]){_ZONE}", re.I)
_NOTE = late.pattern(
    r"\b(?:all\s(?:dates\sand\s)?times|times\s(?:are|shown|listed|given|stated|reported|in|above|below|herein)|time\szone)\b"
    # `converted from Eastern to UTC`, `not in Eastern but in UTC`: the first is not theirs.
    rf"(?:\b(?:from|not(?:\sin)?)\s{_ZONE}|(?!\b(?:from|not)\b)[^.;]){{0,60}}?(?<![\w/-])(?P<zone>{_ZONE})",
    re.I,
)


def zone(heading: str) -> tzinfo | None:
    """The zone that a heading gives for the times below it, as in `Date of Call (ET)`; None where it gives none, or two."""
    zones = {_zone_of(m[0]) for m in _ZONES.finditer(heading)}
    return zones.pop() if len(zones) == 1 else None


def without_zone(heading: str) -> str:
    """A heading without the zone that it gives."""
    return _ZONES.sub("", heading)


def zone_note(lines: Iterable[str]) -> tzinfo | None:
    """The zone that a note gives for all times of a document, as in `All times are Eastern`; None where none does, or two."""
    zones = {_zone_of(m["zone"]) for line in lines for m in _NOTE.finditer(line)}
    return zones.pop() if len(zones) == 1 else None


_SLASHED = late.pattern(r"(?<![\w/.-])(\d\d?)([/-])(\d\d?)\2(?:\d{4}|(?<=/)\d\d)(?![\w/-])")


def day_first(lines: Iterable[str]) -> bool | None:
    """Whether a document's slashed dates begin with the day: only if one of them shows it. None where they show both orders."""
    days = {k for line in lines for m in _SLASHED.finditer(line) for k in (1, 3) if 12 < int(m[k]) <= 31}
    return None if len(days) == 2 else days == {1}


def dated(printed: str) -> bool:
    """Whether a time stands in a text, in whatever order of day and month."""
    return any(True for order in (False, True) for _ in moments(printed, day_first=order))


_AS_KEPT = late.pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z)?")  # needs no more than that it is one


def as_kept(printed: str) -> Moment | None:
    """A day, or an instant in UTC, that is printed as it is kept; None for any other text."""
    if _AS_KEPT.fullmatch(printed):
        with suppress(ValueError):  # no such day
            date.fromisoformat(printed[:10])
            return printed
    return None


@lru_cache(maxsize=10_000)  # a list prints one time in many rows
def moment(printed: str, *, day_first: bool | None = False, zone: tzinfo | None = None) -> Reading | None:
    """The time that a text consists of, nothing else beside it; None where it is no time."""
    stripped = printed.strip()
    if kept := as_kept(stripped):
        return Reading(kept, True, 0, len(kept))
    for reading in moments(stripped, day_first=day_first, zone=zone):
        if reading.start == 0 and reading.end == len(stripped):
            return reading
    return None


def is_moment(printed: str) -> bool:
    """Whether a text is a time and nothing else, in whatever order of day and month."""
    words = plain(printed)
    return any(moment(words, day_first=order) for order in (False, True))


_BEGINS = late.pattern(rf"(?:\d{{1,4}}[/-]\d|\d{{1,2}}\s+[A-Za-z]{{3}}|{ANY_MONTH}[a-z]*\.?(?:\s|$))", re.I)


def begins_date(printed: str) -> bool:
    """Whether a line is the beginning of a date, if it is one of a cell."""
    return bool(_BEGINS.match(plain(printed)))


def formatted(printed: str, formats: Iterable[str], zone: tzinfo | None = None) -> Reading | None:
    """The time that a text is by the first of these formats (as of `strptime`) that it fits; None where it fits none."""
    for each in formats:
        try:
            at = datetime.strptime(printed, each)  # noqa: DTZ007  its zone is found below
            if not any(sign in each for sign in ("%H", "%I", "%c", "%X")):
                return Reading(at.date().isoformat(), True, 0, len(printed))
            possible = instants(at, zone or UTC) if at.tzinfo is None else {at.astimezone(UTC)}
        except (ValueError, OverflowError):
            continue
        return Reading(instant(possible.pop()), bool(zone or at.tzinfo), 0, len(printed)) if len(possible) == 1 else None
    return None


def instant(at: datetime) -> Moment:
    return at.isoformat(timespec="seconds")[:19] + "Z"


def _year(printed: str) -> int:
    return int(printed) if len(printed) == 4 else 2000 + int(printed)


# --- phone numbers -------------------------------------------------------------------------------------------------

_NO_NUMBER = late.pattern(
    r"\W*(anonymous|redacted|unknown|private|unavailable|restricted|withheld|blocked|none|null|nil|n/?a|not available|)\W*", re.I
)
_SEPARATORS = late.pattern(r"[\s().\u2010-\u2015\-]")
_NANP = late.pattern(r"\+1([2-9]\d\d)([2-9]\d\d)\d{4}")


@lru_cache(maxsize=10_000)
def number(printed: str | None) -> str | None:
    """A phone number in E.164; None for `Anonymous` and the like; short and foreign ones as printed.

    Ten digits are North American, as are eleven that begin with 1.
    """
    if printed is None or _NO_NUMBER.fullmatch(printed):
        return None
    stripped = printed.strip()
    digits = _SEPARATORS.sub("", stripped)
    if digits.isascii():
        if digits.isdigit() and len(digits) == 10:
            return "+1" + digits
        if digits.isdigit() and len(digits) == 11 and digits[0] == "1":
            return "+" + digits
        if digits[:1] == "+" and digits[1:].isdigit():
            return digits
    return stripped


def possible(e164: str) -> bool:
    """Whether a North American number can be one: neither area code nor exchange begins with 0 or 1 or is an N11 code.

    Other numbers are left to their own countries' rules and pass here.
    """
    if not (e164.startswith("+1") and len(e164) == 12):
        return True
    m = _NANP.fullmatch(e164)
    return bool(m) and not any(code.endswith("11") for code in m.groups())  # type: ignore[union-attr]


# --- numbers in words ----------------------------------------------------------------------------------------------

_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMERALS = {word: n for n, word in enumerate(_ONES, 1)} | {
    f"{ten}-{_ONES[one - 1]}" if one else ten: 10 * tens + one for tens, ten in enumerate(_TENS, 2) for one in range(10)
}
# A pattern of them, the longest first, with a hyphen or a blank in them.
NUMERAL = "|".join(word.replace("-", r"[\s-]") for word in sorted(NUMERALS, key=len, reverse=True))


def numeral(printed: str) -> int | None:
    """What such words count: `Twenty one`. None where they are none, or more than ninety-nine."""
    return NUMERALS.get(re.sub(r"\s", "-", printed.lower()))


# --- traceback numbers ---------------------------------------------------------------------------------------------

GROUPED = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)"  # digits as printed: plain, or with the thousands set apart
_TRACEBACK = late.pattern(
    rf"""\s*+(?:itg[\s-]*+)?(?:traceback\s*+(?:(?:number|no\.?)\s*+)?|incident\s*+(?=\#))?\#?\s*+
         (?P<digits>{GROUPED})(?:\.0+)?\s*+""",  # `.0`: a spreadsheet took it for an amount
    re.I | re.X,
)
LONGEST_TRACEBACK = 12  # digits


def traceback_number(printed: str) -> str | None:
    """The ITG's number of a traceback in its one form: plain digits without zeros before them; None where the text is no such number.

    `11540`, `#11540`, `011540`, `11540.0`, `11,540`, `Traceback #11540` and `itg-011540` are all `11540`.
    """
    m = _TRACEBACK.fullmatch(printed)
    digits = m["digits"].replace(",", "") if m else ""
    return (digits.lstrip("0") or "0") if 0 < len(digits) <= LONGEST_TRACEBACK else None


# --- mail addresses ------------------------------------------------------------------------------------------------


def domains(addresses: str) -> list[str]:
    """The mail domains in a To line, lower case, in the order printed, each once; public ones identify nobody and are left out."""
    return [domain for domain in masking.mail_domains(addresses) if not is_public_mail(domain)]


_ENTRY = late.pattern(r'(?:"[^"]*"|[^,;"])+')


def addressed(line: str) -> list[str]:
    """As `domains`, of a To line alone: where an address stands in angle brackets, what stands before it is a name, whatever it holds."""
    entries = ([angled for angled in _IN_ANGLES.findall(entry) if "@" in angled] or [entry] for entry in _ENTRY.findall(line))
    return domains(", ".join(each for entry in entries for each in entry))


_QUOTED_NAME = late.pattern(r'"[^"]*"')
_IN_ANGLES = late.pattern(r"<\s*(?:mailto:)?([^<>]*)>")
_MAIL_ADDRESS = late.pattern(r"[^\s@<>,;:()\[\]\"]+@((?:[\w-]+\.)+[\w-]+)\.?", re.A)


def sender_domain(printed: str) -> str | None:
    """The domain of the one address of a From line, lower case; None where there is none, or more than one.

    A display name is no address, whatever it holds: `"noc@orchid.example" <x@fernwick.example>` is `fernwick.example`.
    """
    bare = _QUOTED_NAME.sub(" ", printed[:2000])
    angles = [each.strip() for each in _IN_ANGLES.findall(bare)]
    words = angles or [word for word in re.split(r"[\s,;()\[\]]+", bare) if "@" in word]
    addresses = {address[1].lower() if (address := _MAIL_ADDRESS.fullmatch(word.removeprefix("mailto:"))) else None for word in words}
    return addresses.pop() if len(addresses) == 1 else None


# What a spreadsheet shows in place of a cell's value that it cannot work out: #REF!, #NAME?, #WERT!.
CELL_ERROR = late.pattern(r"#[A-Z\u00a1\u00bf][A-Z0-9_/\u00c0-\u00de]{0,20}[!?]|#N/[AD]|#GETTING_DATA|Err:\d{3}")

# Services where anybody, or any household, has an address: one of them is nobody's own. Those under the endings of many countries:
_IN_MANY_COUNTRIES = late.pattern(
    r"(?:[\w-]+\.)*(?:gmail|googlemail|yahoo|ymail|rocketmail|hotmail|outlook|live|windowslive|msn|aol|aim|icloud|gmx|yandex|zoho|zohomail"
    r"|proton|protonmail|tuta|tutanota|tutamail|keemail|fastmail|hushmail|hush|rediffmail|lycos|excite|altavista|caramail|freemail|webmail"
    r"|mailinator\d?|guerrillamail|yopmail|trashmail|trash-mail|wegwerfmail|jetable|spambog|\d+-?min(?:ute|uten)?s?-?mail|tempr?-?mail|tempinbox"
    r"|throwawaymail|disposablemail|fakeinbox|mailnesia|maildrop|mailcatch|mohmal|moakt|getnada|dispostable|mytrashmail|spamgourmet|burnermail)"
    r"\.(?:com|net|org|info|biz|(?:(?:com?|net?|org?)\.)?[a-z]{2})"
)
PUBLIC_MAIL = frozenset(
    # the world over
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com passport.com yahoo.com ymail.com rocketmail.com"
    " myyahoo.com yahoo.co.uk"
    " aol.com aim.com love.com games.com wow.com netscape.net compuserve.com cs.com icloud.com me.com mac.com privaterelay.appleid.com"
    " proton.me protonmail.com pm.me tuta.io tutanota.com gmx.com gmx.net mail.com email.com usa.com post.com consultant.com europe.com"
    " engineer.com accountant.com techie.com myself.com iname.com zoho.com yandex.com yandex.ru ya.ru hey.com inbox.com fastmail.com"
    " fastmail.fm sent.com hushmail.com mailfence.com startmail.com runbox.com posteo.de posteo.net mailbox.org disroot.org riseup.net"
    " skiff.com duck.com mozmail.com simplelogin.com anonaddy.com anonaddy.me addy.io 33mail.com lavabit.com countermail.com ctemplar.com"
    " mail2world.com lycos.com excite.com bigfoot.com usa.net care2.com rediffmail.com rediff.com"
    # the homes of American and Canadian access providers
    " comcast.net xfinity.com verizon.net bellatlantic.net gte.net att.net sbcglobal.net bellsouth.net ameritech.net pacbell.net swbell.net"
    " snet.net prodigy.net flash.net nvbell.net worldnet.att.net cox.net charter.net spectrum.net rr.com roadrunner.com brighthouse.com"
    " bresnan.net insightbb.com adelphia.net earthlink.net mindspring.com juno.com netzero.net netzero.com peoplepc.com centurylink.net"
    " centurytel.net embarqmail.com qwest.net q.com windstream.net frontiernet.net myfairpoint.net optonline.net optimum.net"
    " suddenlink.net cableone.net mediacombb.net wowway.com knology.net atlanticbb.net zoominternet.net metrocast.net ptd.net"
    " hughes.net wildblue.net fuse.net hawaiiantel.net alltel.net surewest.net"
    " rogers.com sympatico.ca bell.net shaw.ca telus.net videotron.ca cogeco.ca eastlink.ca sasktel.net mts.net"
    # ... and British, Irish, Australian and New Zealand ones
    " btinternet.com btopenworld.com btconnect.com talk21.com sky.com virginmedia.com virgin.net ntlworld.com blueyonder.co.uk talktalk.net"
    " tiscali.co.uk lineone.net plus.com plus.net o2.co.uk orange.net freeserve.co.uk fsmail.net fsnet.co.uk supanet.com onetel.com"
    " eircom.net indigo.ie bigpond.com bigpond.net.au optusnet.com.au iinet.net.au westnet.com.au tpg.com.au internode.on.net dodo.com.au"
    " xtra.co.nz slingshot.co.nz"
    # Germany, Austria, Switzerland, the Netherlands, Belgium
    " web.de t-online.de freenet.de arcor.de email.de mail.de online.de onlinehome.de unitybox.de kabelmail.de emailn.de aon.at chello.at"
    " inode.at bluewin.ch hispeed.ch ziggo.nl kpnmail.nl planet.nl home.nl hetnet.nl xs4all.nl upcmail.nl chello.nl casema.nl tele2.nl"
    " telenet.be skynet.be scarlet.be"
    # France, Italy, Spain, Portugal, Greece
    " orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr cegetel.net club-internet.fr numericable.fr bbox.fr voila.fr"
    " aliceadsl.fr noos.fr"
    " libero.it virgilio.it tiscali.it alice.it tin.it tim.it iol.it inwind.it email.it fastwebnet.it poste.it"
    " telefonica.net terra.es ono.com"
    " ya.com sapo.pt netcabo.pt clix.pt iol.pt mail.pt otenet.gr in.gr hol.gr"
    # the north and the east of Europe, Turkey, Israel
    " comhem.se bredband.net spray.se online.no mail.dk jubii.dk stofanet.dk suomi24.fi luukku.com kolumbus.fi elisanet.fi"
    " wp.pl o2.pl onet.pl onet.eu op.pl interia.pl interia.eu poczta.onet.pl tlen.pl gazeta.pl vp.pl poczta.fm seznam.cz"
    " email.cz centrum.cz"
    " post.cz volny.cz atlas.cz azet.sk zoznam.sk centrum.sk post.sk citromail.hu t-online.hu vipmail.hu abv.bg mail.bg"
    " dir.bg mail.ee inbox.lv"
    " inbox.lt mail.ru inbox.ru list.ru bk.ru internet.ru rambler.ru lenta.ru ro.ru ukr.net i.ua meta.ua bigmir.net mail.ua email.ua tut.by"
    " mail.kz mynet.com walla.co.il walla.com zahav.net.il"
    # Asia
    " qq.com vip.qq.com foxmail.com 163.com 126.com yeah.net 188.com 139.com 189.cn wo.cn sina.com sina.cn sohu.com tom.com 21cn.com"
    " aliyun.com"
    " naver.com hanmail.net daum.net nate.com kakao.com docomo.ne.jp ezweb.ne.jp au.com softbank.ne.jp i.softbank.jp"
    " nifty.com biglobe.ne.jp"
    " ocn.ne.jp so-net.ne.jp excite.co.jp hinet.net pchome.com.tw seed.net.tw netvigator.com singnet.com.sg pacific.net.sg"
    " sify.com indiatimes.com in.com vsnl.com vsnl.net bsnl.in airtelmail.in"
    # Latin America and Africa
    " uol.com.br bol.com.br terra.com.br ig.com.br globo.com globomail.com oi.com.br r7.com zipmail.com.br fibertel.com.ar ciudad.com.ar"
    " arnet.com.ar speedy.com.ar prodigy.net.mx terra.com mweb.co.za telkomsa.net vodamail.co.za"
    # to throw away
    " mailinator.com guerrillamail.com guerrillamailblock.com sharklasers.com grr.la spam4.me pokemail.net yopmail.com 10minutemail.com"
    " temp-mail.org mailtemp.info maildrop.cc mintemail.com emailondeck.com discard.email mailnull.com trbvm.com nada.email inboxkitten.com"
    " mail.tm mytemp.email tempail.com 1secmail.com harakirimail.com mailsac.com 20minutemail.com".split()
)


def is_public_mail(domain: str) -> bool:
    """Whether a mail domain, lower case, is of a service where anybody may have an address: it is no company's own.

    The name itself tells, not what it begins with or holds: `outlook-voice.com` is somebody's.
    """
    return domain in PUBLIC_MAIL or domain.endswith(".rr.com") or bool(_IN_MANY_COUNTRIES.fullmatch(domain))  # rr.com: by its cities


# --- names ---------------------------------------------------------------------------------------------------------

_LINK = late.pattern(r"\[([^\[\]]*)\]\([^()]*\)")  # each part ends where the next could begin: never looked through twice
_TAG = late.pattern(r"</?(?:b|i|u|em|strong|p|br|span|th|td|tr|div|sup)\b[^<>]*>", re.I)
_NOISE = late.pattern(r"\*+|\\(?=[^\w\s]|_)")
_BLANKS = late.pattern(r"[ \t\u00a0]+")


def plain(text: str) -> str:
    """A text without Markdown noise: emphasis, escapes, link targets, HTML tags of a table cell."""
    if "](" in text:  # asked first each time: most lines have none of it, and there are many
        text = _LINK.sub(r"\1", text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "*" in text or "\\" in text:
        text = _NOISE.sub("", text)
    if "  " in text or "\t" in text or "\u00a0" in text:
        text = _BLANKS.sub(" ", text)
    return text.strip()


def one_line(text: str, longest: int) -> str:
    """A text for a message: on one line, not longer than that, secrets masked, nothing that cannot be printed."""
    masked = mask(re.sub(r"\s+", " ", text[: 4 * longest]).encode("utf-8", "replace").decode())
    masked = "".join(c if c.isprintable() else "?" for c in masked)
    return masked if len(masked) <= longest else masked[: longest - 1] + "…"


CUT = "\u2006"  # a blank where the line of a cell ended at its edge: what stands before and after it may be one word
BROKEN = "\u2005"  # at the end of a row of a table whose cells cannot be told: no row, and no heading
TORN = "\u2008"  # at the end of a row of a table that goes on, or may, on the next page; there it stands at the beginning


_SUBSECTION = late.pattern(r"\([a-z\d]\)")  # of a law, which has no blank before it


def join(parts: Iterable[str]) -> tuple[str, bool]:
    """A cell out of its lines, and whether it is certain how: a hyphen at the end of a line may be the word's own."""
    joined, certain = "", True
    for part in parts:
        if not joined or not part or joined[-1] == CUT:
            joined += part
        elif joined[-1] == "\u00ad":
            joined = joined[:-1] + part
        elif joined[-1] == "-" and joined[-2:-1].isalpha():
            certain = certain and not part[0].islower()
            joined = (joined[:-1] if part[0].islower() else joined) + part
        elif (joined[-1] == "/" and joined[-2:-1] not in ("", " ")) or joined[-1] in "([" or part[0] in ",;)]":
            joined += part  # one too long for its line was cut there
        elif joined[-1].isdigit() and _SUBSECTION.match(part):
            joined += part
        else:
            joined += " " + part
    return joined, certain


_RAISED = "\u00b9\u00b2\u00b3\u2070\u2074-\u2079"
_FOOTNOTE = late.pattern(rf"(?<=\S)\s?[{_RAISED}]+(?=\W|$)")


def without_footnotes(text: str) -> str:
    """A text without raised footnote marks, taken off before any Unicode normalisation could make digits of them."""
    return _FOOTNOTE.sub("", text)


# --- order ---------------------------------------------------------------------------------------------------------


def as_counted(text: str) -> list[str | int]:
    """What to sort ids by, so that they stand as people count: `letter.2` before `letter.10`."""
    return [int(part) if k % 2 else part for k, part in enumerate(re.split(r"([0-9]{1,18})", text))]


# --- what a server sends instead of a file -------------------------------------------------------------------------

_PAGE = late.pattern(r"\ufeff?\s*<(?:(?:!doctype\s+html|html|head|body|script)\b|!--)", re.I)


def is_web_page(head: str) -> bool:
    """Whether a file begins as a web page does: a server that fails, or wants a login, sends one as if it were the file."""
    return bool(_PAGE.match(head))
