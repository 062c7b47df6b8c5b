"""What the tests of pages draw: a path of twelve, networks of any size, and texts that would be more than text if a page let them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from tests.claims import asked, called, handed, path, said, status
from tracer.answered import Standing
from tracer.flags import Count, Flag
from tracer.model import Attested, Bearing, Evidence, Kind, Place, Provider, Role, Side, Status, replace
from tracer.path import Call, CallPath, End, Hop, Link
from tracer.record import ByCount
from tracer.view import BeyondCalls, Diagram, Facts, add_up, of_network, of_path, page

FACTS = Facts("2024-06-20T08:15:00Z", "9.9.9", "2024-06-19", "Copy for partners", (("numbers", 2), ("persons", 1)), ("confidential",))
NOW = replace(FACTS, as_of=None)
BY_THEN = ", as known by 2024-06-19"  # a copy as of an earlier day says so in its title and beside every status
TWELVE = (
    "Larkspur Wireless", "Beacon Tandem", "Fernwick Voice, LLC", "Orchid Transit Corp", "Saltmarsh Telecom", "Quillon Gateway Ltd.",
    "Juniper Wholesale Corp", "Hollin Outreach", "Alder Voice", "Birch Telecom", "Cedar Networks", "Brightwater Dialing",
)  # fmt: skip
REMARKS = ({"code": "loop", "text": "Alder Voice names Saltmarsh Telecom, which stands before it."},)

RAN = "window.__xss=1"  # what a text does, where a page lets it
HOSTILE = (
    f"<script>{RAN}</script>",
    f"</script><script>{RAN}</script>",
    f"</title><script>{RAN}</script>",
    f"</style><script>{RAN}</script>",
    f"</svg><script>{RAN}</script>",
    "<!--<script>",
    f"--><img src=x onerror={RAN}>",
    f"<svg onload={RAN}>",
    f"<img src=x onerror={RAN}>",
    '<iframe srcdoc="<script>parent.__xss=1</script>">',
    '<meta http-equiv=refresh content="0;url=https://evil.example">',
    "<base href=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "</svg>",
    "</style>",
    "</iframe></object></noscript></textarea></select>",
    f'"><img src=x onerror={RAN}>',
    f"' onmouseover='{RAN}",
    f'" autofocus onfocus="{RAN}',
    f'<a href="javascript:{RAN}">href</a>',
    f"javascript:{RAN}",
    "href",
    "{{7*7}}",
    "{% raw %}",
    "${7*7}",
    f"`+{RAN}+`",
    f'\\"; {RAN} //',
    f"'; {RAN} //",
    '"}],"meta":{}}',
    f"\\u003cscript\\u003e{RAN}\\u003c/script\\u003e",
    "&lt;script&gt;",
    "url(https://evil.example)",
    "__proto__",
    "constructor",
    "toString",
    "n0",
    "\u202egnp.exe",
    "a\u2066b\u2069c",
    f"\u2028{RAN}\u2029",
    "nul\x00nul",
    "\x1b[31mred\x07",
    "lone\ud800surrogate",
    "\ufeffBOM",
    "A" * 20_000,
    "Zalgo " + "e" + "\u0301" * 200,
    "",
    "   ",
    '=HYPERLINK("https://evil.example")',
    "007",
    "NaN",
    "電話会社 Télécom Ñandú",
    "😀" * 20,
    "a\nb\tc",
)


def how(link: dict[str, Any]) -> dict[str, int]:
    """How many of a network's calls are attested in which way: said where it is more than one way, or of no single call."""
    return dict(link["how"]) if "how" in link else {link["attested"]: link["weight"]}


def twelve() -> CallPath:
    """Twelve providers, asked one after the other: a loop, two upstreams and a denial (disputes), one status inferred, the last silent."""
    at = [f"2024-05-{day:02d}T14:0{day % 10}:00Z" for day in range(2, 14)]

    def told(k: int, what: str, **says: Any) -> dict[str, Any]:
        return {"lines": (10 * k + 1, 10 * k + 4), "quote": f"{what} (entry {k})", **says}

    def answer(k: int, what: str, **says: Any) -> dict[str, Any]:
        return told(k, what, document="answers", page=2, **says)

    pairs = list(enumerate(pairwise(TWELVE)))
    return path(
        called(
            call_at="2024-05-01T16:27:00Z", caller="+12025550143", called="+17165550133", campaign="Parcel-Refund", description="A parcel.",
            **told(0, "the call"),
        ),
        *(
            asked(name, valid_at=at[k], known_at=at[k], document="notices", **told(k, f"{name} is asked"))
            for k, name in enumerate(TWELVE)
        ),
        *(handed(down, up, known_at=at[k], **answer(k, f"{down} had it from {up}")) for k, (down, up) in pairs),
        *(status(name, Status.DOWNSTREAM, known_at=at[k], **answer(k + 20, f"{name} passed it on")) for k, name in enumerate(TWELVE[:9])),
        handed(TWELVE[8], TWELVE[4], said_by="ITG", known_at="2024-05-15", **answer(40, "or else from Saltmarsh")),
        status(TWELVE[9], Status.NOT_FOUND, said_by="ITG", known_at="2024-05-16", document="mails", part=3, **told(1, "no such call")),
        status(TWELVE[10], Status.POINT_OF_ENTRY, known_at="2024-05-17", document="metrics", inferred=True, **told(2, "one point of entry")),
        status(
            TWELVE[11], Status.NO_RESPONSE, known_at="2024-05-21", valid_at="2024-05-20", document="mails", part=4, **told(3, "has not answered")
        ),
    )  # fmt: skip


def of_all_looks() -> Diagram:
    """A path with every look that a hop can have, all that is told beside a status, and an end that is withheld."""
    day = "2024-05-09"
    given = path(
        *(status(f"{each.label} Tel", each, known_at=day) for each in Status),
        asked("Open Tel", valid_at="2024-05-02"),
        status("Slow Tel", Status.NO_RESPONSE, interim=True, known_at=day, reading="it reads so"),
        status("Odd Tel", Status.DOWNSTREAM, known_at="2024-05-03"),
        status("Odd Tel", Status.NO_RESPONSE, known_at=day),
        asked("Counted Tel", valid_at="2024-05-02"),
        handed("Named Tel", "Upstream Tel", said_by="ITG", attested=Attested.LETTER, role=Role.CUSTOMER),
        status("Secret Tel", Status.NO_RESPONSE, known_at=day),
    )  # fmt: skip
    answered = ByCount("2024-06-01", 2, 0, said(Kind.COUNTED, "Counted Tel", incident=None, total=2))
    changed = {
        "Counted Tel": {"by_count": answered},
        "Secret Tel": {"standing": Standing(), "withheld": True},
    }
    hops = tuple(replace(hop, **changed.get(hop.provider, {})) for hop in given.hops)  # type: ignore[arg-type]
    hidden = next(hop for hop in hops if hop.withheld)
    ends = (*(end for end in given.ends if end.hop != hidden.id), End("withheld", hidden.id, hidden.provider, "withheld"))
    return of_path(replace(given, hops=hops, ends=ends), [], NOW)


def of_shares() -> Diagram:
    """A network with silent providers, each with its share, and with hand-offs that only a letter or a count states."""
    paths = [
        call(f"itg-{n}", ["Fernwick Voice", "Orchid Transit", "Hollin Outreach"], "2024-05-01", "Parcel", Status.OPEN) for n in range(4)
    ]
    paths.append(call("itg-9", ["Fernwick Voice", "Larkspur Wireless"], "2024-05-01", "Parcel", Status.NO_RESPONSE))

    def flag(name: str, *counts: Count, against: tuple[str, ...] = ()) -> Flag:
        claim = status(name, Status.NO_RESPONSE, quote=f"{name} did not answer")
        return Flag(name, name, tuple(replace(count, evidence=(claim,)) for count in counts), against)

    flags = {
        "Orchid Transit": flag(
            "Orchid Transit", Count("stated-no-response", 11, 78, "2024-05-02", sample=True), against=("several FRNs on record: 1, 2",)
        ),
        "Notice Tel": flag("Notice Tel", Count("authority-count", 17, None, "2024-03-01", at_least=True)),
        "Hollin Outreach": flag("Hollin Outreach", Count("not-yet-answered", 1, None, "2024-05-14")),
    }
    who = {name: Provider(name, name, (name,)) for name in ("Fernwick Voice", "Notice Tel", "Letter Tel", "Hollin Outreach")}
    by_letter = handed("Letter Tel", "Notice Tel", incident=None, attested=Attested.LETTER, said_by="an authority")
    by_count = handed("Fernwick Voice", "Hollin Outreach", incident=None, attested=Attested.AGGREGATE, said_by="ITG")
    general = [(by_letter, who["Letter Tel"], who["Notice Tel"]), (by_count, who["Fernwick Voice"], who["Hollin Outreach"])]
    return of_network(add_up(paths), "Provider network", NOW, BeyondCalls(general, flags=flags))


def drawing_of_twelve() -> Diagram:
    return of_path(twelve(), REMARKS, FACTS)


# --- networks ------------------------------------------------------------------------------------------------------


def call(incident: str, names: Sequence[str], day: str | None = None, campaign: str | None = None, ends: Status | None = None) -> CallPath:
    """One call, from the called party's provider back, each provider's key its name. Made straight, as thousands are wanted."""
    ids = [f"{incident}@{name}" for name in names]
    states = [*[Status.DOWNSTREAM] * (len(names) - 1), ends]

    def claim(k: int, kind: Kind, quote: str, **says: Any) -> Evidence:
        return Evidence(
            id=f"{incident}-{kind}-{k}", document="f" * 64, document_name="list.csv", document_kind="hop_list", kind=kind,
            place=Place(k + 2, k + 2), quote=quote, said_by="Fernwick Voice", known_at="2024-05-02", incident=incident, provider=names[k],
            **says,
        )  # fmt: skip

    def hop(k: int, name: str) -> Hop:
        state = states[k]
        said = claim(k, Kind.STATUS, f"{name}: {state}, {incident}", status=state)
        standing = Standing(state, False, "2024-05-02" if state else None, said if state is Status.NO_RESPONSE else None)
        bearing = Bearing(said, Side.HOP, ids[k], Provider(name, name, (name,)))
        return Hop(
            ids[k], name, name, k, k, 0, Role.ASKED, standing, "2024-05-02", None, None, tuple(ids[k + 1 : k + 2]), (bearing,)
        )  # fmt: skip

    hops = tuple(hop(k, name) for k, name in enumerate(names))
    links = tuple(
        Link(
            ids[k], ids[k + 1], Attested.BOTH if k % 2 else Attested.ONE, ("Fernwick Voice",), "2024-05-02",
            (claim(k, Kind.HANDED_OFF, f"from {up}, {incident}", upstream=up),),
        )
        for k, up in enumerate(names[1:])
    )  # fmt: skip
    last = (End("unknown", ids[-1], names[-1], "named, but not asked in the loaded documents"),)
    return CallPath(incident, None, Call(at=day and f"{day}T10:00:00Z", campaign=campaign), hops, links, last)


def calls(providers: int, most: int = 6) -> list[CallPath]:
    """Calls through so many providers, each provider in one call at least and some in many."""
    chance = Random(providers)
    names = [f"Provider {n:04d}" for n in range(providers)]
    chance.shuffle(names)
    found = []
    endings = [Status.ORIGINATING, Status.POINT_OF_ENTRY, Status.NO_RESPONSE, Status.NOT_FOUND, None]
    for n, at in enumerate(range(0, providers, 3)):
        through = dict.fromkeys(
            [*names[at : at + 3], *(names[int(providers * chance.random() ** 3)] for _ in range(chance.randint(1, most - 3)))]
        )
        carriers = sorted(through, key=lambda name: (int(name[-4:]) * 7919 % 101, name))
        found.append(call(f"net-{n}", carriers, f"2024-{n % 9 + 1:02d}-{n % 27 + 1:02d}", f"Campaign {n % 12}", endings[n % 5]))
    return found


def network(providers: int, *, full: bool = False) -> Diagram:
    return of_network(add_up(calls(providers)), f"Provider network: {providers}", FACTS, full=full)


# --- hostile texts -------------------------------------------------------------------------------------------------


def spiked(found: CallPath, texts: Sequence[str], about: str) -> CallPath:
    """The same path with hop by hop another text in every field that holds text, ids and keys too, and one in those of the call."""
    new = {
        hop.id: f"{text}#{k}" if len(set(texts)) < len(texts) else text for k, (hop, text) in enumerate(zip(found.hops, texts, strict=True))
    }
    of_hop = {hop.id: text for hop, text in zip(found.hops, texts, strict=True)}
    fields = ("document_name", "quote", "said_by", "incident", "campaign", "provider", "upstream", "hop", "contact", "length", "reading")

    def spoken(its: Sequence[Evidence], text: str) -> tuple[Evidence, ...]:
        return tuple(replace(claim, **dict.fromkeys(fields, text)) for claim in its)

    def hop_of(hop: Hop) -> Hop:
        text = of_hop[hop.id]
        provider = Provider(new[hop.id], text, (text,))
        standing = hop.standing
        return replace(
            hop, id=new[hop.id], provider=text, provider_key=new[hop.id], asked_length=text, end_user=text,
            standing=replace(standing, silence=standing.silence and spoken([standing.silence], text)[0]),
            received_from=tuple(new[up] for up in hop.received_from),
            bearings=tuple(Bearing(spoken([b.evidence], text)[0], b.side, new[hop.id], provider) for b in hop.bearings),
        )  # fmt: skip

    return replace(
        found,
        incident=about,
        call=Call("2024-05-01T16:27:00Z", about, about, about, about),
        hops=tuple(hop_of(hop) for hop in found.hops),
        links=tuple(
            replace(
                link, downstream=new[link.downstream], upstream=new[link.upstream], speakers=(of_hop[link.upstream],),
                evidence=spoken(link.evidence, of_hop[link.upstream]),
            )
            for link in found.links
        ),
        ends=tuple(replace(end, hop=new[end.hop], provider=of_hop[end.hop], text=about) for end in found.ends),
        evidence=spoken(found.evidence, about),
    )  # fmt: skip


def facts_of(text: str) -> Facts:
    return replace(FACTS, copy=text, marks=(text,))


def path_of(texts: Sequence[str], about: str, remarks: Sequence[str] = ()) -> Diagram:
    plain = call("plain", [f"Plain {k}" for k in range(len(texts))])
    told = [{"code": text, "text": text} for text in remarks or [about]]
    return of_path(spiked(plain, texts, about), told, facts_of(about))


def network_of(texts: Sequence[str], title: str) -> Diagram:
    """Of each text a call of its own, from one provider of that name to the next, in a campaign of that name."""
    paths = []
    for k, text in enumerate(texts):
        pair = [text, texts[(k + 1) % len(texts)]]
        plain = call(f"plain-{k}", ["Plain 0", "Plain 1"], "2024-05-01", "Plain")
        paths.append(spiked(plain, pair, text))
    return of_network(add_up(paths), title, facts_of(title))


# --- a page as it lies in its file -----------------------------------------------------------------------------------


class Tags(HTMLParser):
    """Every element with its attributes, and all text outside script and style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.scripts: list[tuple[dict[str, str], str]] = []
        self.styles: list[str] = []
        self._open = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        self._open = tag
        if tag == "script":
            self.scripts.append((self.found[-1][1], ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._open = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open == "script":
            attributes, before = self.scripts.pop()
            self.scripts.append((attributes, before + data))
        elif self._open == "style":
            self.styles.append(data)
        else:
            self.words.append(data)

    @property
    def data(self) -> Any:
        [held] = [script for attributes, script in self.scripts if attributes.get("type") == "application/json"]
        return json.loads(held)

    def named(self, tag: str) -> Iterator[dict[str, str]]:
        return (attributes for found, attributes in self.found if found == tag)


def written(file: Path, drawing: Diagram) -> Path:
    file.write_bytes(page(drawing).encode("utf-8"))
    return file
