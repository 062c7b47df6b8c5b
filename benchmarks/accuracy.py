"""How often the program is wrong: what it says of documents whose facts are known, held against those facts, one by one.

The facts of the shipped specimens stand in `accuracy.toml`; those of the real documents, where these lie beside the source tree,
in the checks beside them. A fact is right only if every value of it is; what the program says and no fact bears out is wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from math import sqrt
from pathlib import Path
from typing import Any, TypeAlias

from tests.cases import Desk, specimens
from tests.places import CHECKS, SAMPLES, SOURCE

Record: TypeAlias = Mapping[str, Any]  # a fact, or what the program says: a kind and values by name; null is absent

FACTS = Path(__file__).with_suffix(".toml")
PAGE = SOURCE / "docs" / "conclusions.md"
SHIPPED = SOURCE / "tracer" / "report" / "accuracy.md"  # the same table, for bundles
BEGIN, END = "<!-- accuracy -->", "<!-- /accuracy -->"
REAL = "| real: "  # how a row of the table begins that needs the real documents
ABOUT = ("provider", "upstream", "action", "rule", "clock")  # of whom and what something is said; the rest is what is said of it
NO_VALUES = {"kind", "within", "missed", "wrong"}
Z = 1.645  # one-sided, 95 %: as the rule of three is


# --- facts against what is said ------------------------------------------------------------------------------------


@dataclass
class Tally:
    """`said`: how much the program said; each fact missed with what is said of it, if anything, and each thing said wrong likewise."""

    facts: int = 0
    said: int = 0
    right: int = 0
    missed: list[tuple[Record, Record | None]] = field(default_factory=list)
    wrong: list[tuple[Record | None, Record]] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.facts, self.said, self.right = self.facts + other.facts, self.said + other.said, self.right + other.right
        self.missed += other.missed
        self.wrong += other.wrong

    @property
    def bound(self) -> float | None:
        """The upper 95 % bound of the share of what is said that is wrong: the rule of three where nothing is, else Wilson's."""
        n, k = self.said, len(self.wrong)
        if not n:
            return None
        if not k:
            return min(1.0, 3 / n)
        share, square = k / n, Z * Z
        return (share + square / (2 * n) + Z * sqrt(share * (1 - share) / n + square / (4 * n * n))) / (1 + square / n)


def held(facts: Sequence[Record], said: Sequence[Record], *, whole: bool = True) -> Tally:
    """Each fact with the statement that comes nearest to it. `whole`: what a fact does not give is not to be said."""
    tally = Tally(len(facts), len(said))
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for s, statement in enumerate(said):
        alike[_sort(statement)].append(s)
    pairs = sorted(
        (len(differing(fact, said[s], whole)), f, s)
        for f, fact in enumerate(facts)
        for s in alike[_sort(fact)]
        if all(fact.get(name) == said[s].get(name) for name in ABOUT if whole or name in fact)
    )
    left_facts, left_said = dict(enumerate(facts)), dict(enumerate(said))
    for differences, f, s in pairs:
        if f in left_facts and s in left_said:
            fact, statement = left_facts.pop(f), left_said.pop(s)
            if not differences:
                tally.right += 1
            elif all(name not in statement for name in differing(fact, statement, whole)):
                tally.missed.append((fact, statement))
            else:
                tally.wrong.append((fact, statement))
    tally.missed += [(fact, None) for fact in left_facts.values()]
    tally.wrong += [(None, statement) for statement in left_said.values()]
    return tally


def _sort(record: Record) -> tuple[Any, ...]:
    return record["kind"], record.get("incident"), record.get("as_of")


def differing(fact: Record, statement: Record, whole: bool = True) -> list[str]:
    """The names of the values that differ."""
    names = sorted((fact.keys() | statement.keys() if whole else fact.keys()) - NO_VALUES)
    return [name for name in names if not (_cites(fact, statement) if name == "lines" else fact.get(name) == statement.get(name))]


def _cites(fact: Record, statement: Record) -> bool:
    """Whether the lines cited hold the words, and none outside the passage."""
    (first, last), (begin, end), (cited, until) = fact["lines"], fact["within"], statement["lines"]
    return bool(begin <= cited <= first and last <= until <= end)


# --- what the program says -----------------------------------------------------------------------------------------

_SAID = (
    "incident provider hop upstream upstream_hop end_user status interim reading on_word_of length said_by known_at window window_assumed"
    " action action_kind roles names frn rmd country address phone contact note doubts lines"
).split()


def claim(found: Record) -> Record:
    """A claim, as `tracer evidence --json` prints it."""
    called = found["call"] or {}
    due = [[d["clock"], d["length"], *([d["stated"]] if d["stated"] else [])] for d in found["due"] or ()]
    return _record(
        found["kind"],
        **{name: found[name] for name in _SAID},
        **(found["counts"] or {}),
        **{name: called.get(name) for name in ("caller", "called", "campaign", "description")},
        call_at=called.get("at"),
        at=found["valid_at"],
        due=due or None,
        role=_customer(found["role"]),
    )


def conclusions(desk: Desk, names: Iterable[str], days: Iterable[str | None]) -> Iterator[Record]:
    """What follows from the claims. `names`: of all providers; `days`: as of which to ask, null for now."""
    for day in days:
        as_of = ("--as-of", day) if day else ()
        for found in desk.ask("incidents", *as_of):
            yield from _of_path(desk.ask("trace", found["incident"], *as_of), day)
        for flag in desk.ask("flags", *as_of):
            for count in flag["counts"]:
                said = {name: count[name] for name in ("rule", "count", "asked", "at_least", "answered")}
                yield _record("flag", as_of=day, provider=flag["provider"], **said)
    seen: set[str] = set()
    for name in sorted(names):
        dossier = desk.ask("provider", name)
        if dossier["provider_key"] not in seen:
            seen.add(dossier["provider_key"])
            yield from _of_provider(dossier)


def _of_path(path: Record, day: str | None) -> Iterator[Record]:
    incident, hops = path["incident"], {hop["hop"]: hop for hop in path["hops"]}
    for end in path["ends"]:
        stands = _standing(hops[end["hop"]])
        yield _record("end", as_of=day, incident=incident, provider=end["provider"], end=end["kind"], **stands)
    if day is None:
        for hop in hops.values():
            said = {name: hop[name] for name in ("status", "asked_at", "answered_at", "answered_by_count")}
            yield _record("hop", incident=incident, provider=hop["provider"], role=_customer(hop["role"]), **said, **_standing(hop))
        for link in path["links"]:
            down, up = hops[link["from"]]["provider"], hops[link["to"]]["provider"]
            yield _record("link", incident=incident, provider=down, upstream=up, attested=link["attested"])


def _of_provider(dossier: Record) -> Iterator[Record]:
    name = dossier["provider"]
    yield _record("names", provider=name, names=sorted(each for each in dossier["names"] if " / " not in each))
    for near in dossier["upstream"]:
        yield _record("pair", provider=name, upstream=near["provider"], attested=near["attested"], calls=near["calls"])
    for action in dossier["actions"]:
        for due in action["due"]:
            said = {key: due[key] for key in ("clock", "stated", "computed")}
            yield _record("due", provider=name, action=action["action"], **said)


def _standing(hop: Record) -> Record:
    return {"interim": hop["interim"] or None, "inferred": hop["status_basis"] == "inferred" or None}


def _customer(role: str | None) -> str | None:
    return role if role == "customer" else None


def _record(kind: str, **said: Any) -> Record:
    return {"kind": kind, **{name: value for name, value in said.items() if value is not None}}


def ask(files: Iterable[Path], days: Collection[str | None]) -> tuple[dict[str, list[Record]], list[Record]]:
    """What the program says of documents in a case of their own: its claims, by document, and what follows from all."""
    with tempfile.TemporaryDirectory(prefix="tracer-accuracy-") as folder:
        desk = Desk(Path(folder, "case"))
        loaded = desk.run("load", *files)
        if loaded.code:
            raise SystemExit(loaded.err)
        claims: dict[str, list[Record]] = defaultdict(list)
        for found in desk.ask("evidence"):
            if not found["inferred"]:
                claims[found["name"]].append(claim(found))
        names = {said[name] for its in claims.values() for said in its for name in ("provider", "upstream") if name in said}
        return claims, list(conclusions(desk, names, days))


# --- the shipped specimens -----------------------------------------------------------------------------------------


def read_facts() -> tuple[dict[str, tuple[str, list[Record]]], list[Record]]:
    """The specimens' facts: by document, with its kind; and what follows from all of them."""
    table = tomllib.loads(FACTS.read_text(encoding="utf-8"))
    documents = {}
    for document in table["document"]:
        facts: list[Record] = []
        for passage in document["passage"]:
            head = {name: value for name, value in passage.items() if name not in ("facts", "lines")}
            head |= {"lines": passage["lines"], "within": passage["lines"], "at": passage["known_at"]}
            facts += [{**head, **fact} for fact in passage["facts"]]
        documents[document["name"]] = (document["kind"], facts)
    return documents, table["conclusions"]["facts"]


def of_specimens() -> dict[str, tuple[int, Tally]]:
    """By row of the table: how many documents, and how they fare."""
    documents, following = read_facts()
    with specimens() as files:
        claims, concluded = ask(files, {fact.get("as_of"): None for fact in following})
    rows = {f"specimen: {kind}": (1, held(facts, claims[name])) for name, (kind, facts) in documents.items()}
    return {**rows, "specimens: conclusions": (len(documents), held(following, concluded))}


# --- the real documents, where they are ----------------------------------------------------------------------------


def of_samples() -> dict[str, tuple[int, Tally]]:
    """Likewise of the real documents; only what their known facts speak of is judged. Empty where they are not there."""
    if not SAMPLES.is_dir() or not CHECKS.is_dir():
        return {}
    known = json.loads(CHECKS.joinpath("expected.json").read_text(encoding="utf-8"))
    facts = {known["mailbox"]: list(_in_mailbox(known)), known["ag"]["file"]: list(_in_notice(known["ag"]))}
    facts |= {letter["file"]: list(_in_letter(letter)) for letter in known["letters"]}
    days = (None, known["silent"]["reported_at"][:10], known["silent"]["entry_known_at"])
    claims, concluded = ask([SAMPLES / name for name in facts], days)
    goes_by = {name: said["provider"] for said in concluded if said["kind"] == "names" for name in said["names"]}
    following = [*_following(known, goes_by)]
    rows = {"real: conclusions": (len(facts), held(following, _judged(following, [*concluded, *_as_one(following, goes_by)]), whole=False))}
    for name, its in facts.items():
        kind = "ITG mailbox" if name == known["mailbox"] else "notice of attorneys general" if name == known["ag"]["file"] else "FCC letter"
        count, tally = rows.get(f"real: {kind}", (0, Tally()))
        tally.add(held(its, _judged(its, [_plain(said) for said in claims[name]]), whole=False))
        rows[f"real: {kind}"] = count + 1, tally
    return {row: rows[row] for row in sorted(rows, key=lambda row: (row.endswith("conclusions"), row))}


# Of these kinds only what is said of somebody (or some call) that the known facts speak of is judged; of others, all that is said.
_SCOPE = {
    "counted": ("provider",), "acted": ("provider",), "identified": ("provider", "frn"), "end": ("incident", "as_of"),
    "flag": ("provider", "as_of"), "pair": ("upstream",), "due": ("provider",),
}  # fmt: skip
_COUNTS = {"total_hops": "total", "poe": "point_of_entry", "orig": "originating", "no_resp": "no_response"}
_COUNTED = ("total_hops", "open", "poe", "downstream", "orig", "no_resp", "not_found", "campaigns", "avg_response")
_FORM = re.compile(r"[ ,]+(LLC|Ltd\.?|Inc\.?|Corp\.?)$")


def _judged(facts: Sequence[Record], said: Iterable[Record]) -> list[Record]:
    spoken_of = {_scope(fact) for fact in facts}
    return [statement for statement in said if _scope(statement) in spoken_of]


def _scope(record: Record) -> tuple[Any, ...]:
    kind = record["kind"]
    return kind, *(record.get(name) for name in _SCOPE.get(kind, ()))


def _plain(said: Record) -> Record:
    """As the known facts are written: without markup, and a reminder as one more mail that asks."""
    kind = "asked" if said["kind"] == "reminded" else said["kind"]
    words = {"description": _words(said["description"])} if "description" in said else {}
    return {**said, "kind": kind, **words}


def _words(printed: str) -> str:
    return " ".join(re.sub(r"[*\\]", "", printed).split())


def _at(line: int, passage: tuple[int, int] | None = None) -> Record:
    return {"lines": (line, line), "within": passage or (line, line)}


def _in_mailbox(known: Record) -> Iterator[Record]:
    silent = known["silent"]
    for notice in known["notices"]:
        about = {"incident": notice["incident"], "known_at": notice["sent_at"], **_at(notice["line"], (1, 10**6))}
        called = {name: notice[name] for name in ("call_at", "caller", "called", "campaign") if notice[name]}
        yield {"kind": "asked", **about}
        yield {"kind": "call", "description": _words(notice["description"]), **called, **about}
    unanswered = {"incident": silent["incident"], "known_at": silent["reported_at"]}
    yield {"kind": "status", "provider": silent["provider"], "status": "no-response", "interim": True, **unanswered}
    yield {"kind": "handed-off", "upstream": silent["provider"], **unanswered}
    for mail in known["metrics"]:
        for row in ({**mail["summary"], "line": mail["line"]}, *mail["upstream"]):
            about = {"provider": mail["provider"], **_at(row["line"], (1, 10**6))}
            about |= {"upstream": row["provider"]} if "provider" in row else {"total": row["total_hops"]}
            yield {"kind": "counted", **about, **{_COUNTS.get(name, name): row[name] for name in _COUNTED if name in row}}
            if "provider" in row:
                yield {"kind": "handed-off", **about}


def _letter(letter: Record) -> tuple[str, Record]:
    """Its id, and what all its facts share."""
    slug = re.sub(r"[^a-z0-9]+", "-", _FORM.sub("", letter["recipient"]).lower()).strip("-")
    return f"fcc-{letter['date']}-{slug}", {"provider": letter["recipient"], "known_at": letter["date"]}


def _in_letter(letter: Record) -> Iterator[Record]:
    action, about = _letter(letter)
    due = [
        [clock, term["period"], *([term["date_stated"]] if term["date_stated"] else [])]
        for clock, term in zip(("k4.mitigate", "k4.measures"), letter["deadlines"], strict=True)
    ]
    if letter.get("blocks", True):  # after that time others may block, say both letters
        due.append(["k4.block", letter["deadlines"][0]["period"]])
    yield {"kind": "acted", "action": action, "action_kind": "cease-and-desist", "roles": [letter["role"]], "due": due, **about}
    for row in letter["rows"]:
        of_row = {**about, "incident": f"{action}.{row['row']}", **_at(row["line"])}
        call = {"call_at": row["call_at"], "description": _words(row["description"])}
        yield {"kind": "call", **{name: value for name, value in of_row.items() if name != "provider"}, **call}
        for time in row["notified"]:
            yield {"kind": "asked", "at": f"{time}Z", **of_row}
        if row["customer"] == "No Response":
            reading = f'the letter\'s column "Customer" reads "{row["customer"]}"'
            yield {"kind": "status", "status": "no-response", "reading": reading, **of_row}
        else:
            yield {"kind": "handed-off", "upstream": row["customer"], "role": "customer", **of_row}


def _in_notice(notice: Record) -> Iterator[Record]:
    about = {"known_at": notice["date"]}
    yield {"kind": "acted", "provider": notice["provider"], "action_kind": "notice", **about}
    yield {"kind": "identified", "provider": notice["provider"], "frn": notice["frn"], "rmd": notice["rmd"], **about}
    yield {"kind": "counted", "provider": notice["provider"], "no_response": notice["unanswered"], **about}
    for name in notice["downstream"]:
        yield {"kind": "handed-off", "provider": name, "upstream": notice["provider"], **about}


def _following(known: Record, goes_by: Mapping[str, str]) -> Iterator[Record]:
    """What follows from the known facts. `goes_by`: the name that the program shows a provider by, for each of its names."""
    silent, notice = known["silent"], known["ag"]
    name = goes_by.get(silent["provider"], silent["provider"])
    on_that_day = {"as_of": silent["reported_at"][:10], "provider": name}
    yield {"kind": "end", "incident": silent["incident"], "end": "no-response", "interim": True, **on_that_day}
    yield {"kind": "flag", "rule": "not-yet-answered", "count": 1, **on_that_day}
    for day in ({"as_of": silent["entry_known_at"]}, {}):
        yield {"kind": "end", "incident": silent["incident"], "provider": name, "end": "point-of-entry", "inferred": True, **day}
    for letter in known["letters"]:
        action, _ = _letter(letter)
        recipient = goes_by.get(letter["recipient"], letter["recipient"])
        silences = [(row["notified"] or [row["call_at"]])[0][:10] for row in letter["rows"] if row["customer"] == "No Response"]
        flag = {"kind": "flag", "provider": recipient}
        if silences:
            yield {**flag, "rule": "letter-no-response", "count": len(silences), "asked": len(letter["rows"])}
        if (most := max((sum(first <= day < _a_year_after(first) for day in silences) for first in silences), default=0)) >= 3:
            yield {**flag, "rule": "repeat", "count": most}
        for clock, term in zip(("k4.mitigate", "k4.measures"), letter["deadlines"], strict=True):
            stated = {"stated": term["date_stated"]} if term["date_stated"] else {}
            yield {"kind": "due", "provider": recipient, "action": action, "clock": clock, "computed": term["computed"], **stated}
        if letter.get("blocks", True):
            blocks = letter["deadlines"][0]["computed"]
            yield {"kind": "due", "provider": recipient, "action": action, "clock": "k4.block", "computed": blocks}
        for row in letter["rows"]:
            customer = row["customer"].split(" / ")[0]
            end = {"provider": goes_by.get(customer, customer), "end": "unknown"}
            if row["customer"] == "No Response":
                end = {"provider": recipient, "end": "no-response"}
            yield {"kind": "end", "incident": f"{action}.{row['row']}", **end}
    against = goes_by.get(notice["provider"], notice["provider"])
    for rule in ("authority-count", "repeat"):  # it counts from January 2025 on, for less than twelve months
        yield {"kind": "flag", "provider": against, "rule": rule, "count": notice["unanswered"]}
    yield {"kind": "due", "provider": against, "clock": "ag.reply", "computed": notice["due"]}
    for down in notice["downstream"]:
        yield {"kind": "pair", "provider": goes_by.get(down, down), "upstream": against, "attested": "letter"}
    for names in known["aliases"]:
        if present := [each for each in names if each in goes_by]:
            yield {"kind": "one", "names": present, "one": True}
    for names in known["apart"]:
        yield {"kind": "one", "names": names, "one": False}


def _a_year_after(day: str) -> str:
    return f"{int(day[:4]) + 1}{day[4:]}"


def _as_one(facts: Iterable[Record], goes_by: Mapping[str, str]) -> Iterator[Record]:
    """For each fact on names being one provider, what the program says of them."""
    for fact in facts:
        if fact["kind"] == "one":
            yield {**fact, "one": len({goes_by.get(name) for name in fact["names"]}) == 1}


# --- the table -----------------------------------------------------------------------------------------------------

HEAD = """| | documents | facts | right | missed | wrong | said | wrong, at most | measured |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |"""
CAVEAT = """\
A fact is right if all of its values are, missed if the program does not say it or not all of it, wrong if it says otherwise or what \
no document bears out: so this version read these few documents, of few layouts (of the real ones, their calls, hand-offs, counts \
and dates alone), and the bound (one-sided, 95 %, of what it said) holds for others only as far as they are like these and their facts \
err one by one. The figures say nothing of documents in other layouts, nor of whether what a document says is true."""


def row(name: str, documents: int, tally: Tally, measured: str) -> str:
    bound = "–" if tally.bound is None else f"{tally.bound:.1%}"
    figures = (documents, tally.facts, tally.right, len(tally.missed), len(tally.wrong), tally.said, bound, measured)
    return f"| {name} | {' | '.join(map(str, figures))} |"


def page(rows: Iterable[str]) -> str:
    return "\n".join([HEAD, *rows, "", CAVEAT, ""])


def details(name: str, tally: Tally) -> Iterator[str]:
    """What is missed and what is wrong, with its lines."""
    for fact, found in tally.missed:
        values = [f"{each} {fact[each]}" for each in differing(fact, found, whole=False)] if found else []
        yield f"{name}: missed: {', '.join(values)}{' of ' if values else ''}{_told(fact)}"
    for known, said in tally.wrong:
        if known is None:
            yield f"{name}: wrong: nothing bears out {_told(said)}"
        else:
            names = [each for each in differing(known, said, whole=False) if each in said] or sorted(said.keys() - known.keys())
            values = [f"{each} is {said[each]}, not {known.get(each, 'given')}" for each in names]
            yield f"{name}: wrong: {'; '.join(values)} of {_told(known)}"


def _told(record: Record) -> str:
    begin, end = record.get("lines", (None, None))
    place = "" if begin is None else f"line {begin}: " if begin == end else f"lines {begin}-{end}: "
    unsaid = {"kind", "lines", "within", "missed", "wrong", "said_by", "known_at", "at"}
    return f"{place}{record['kind']}: " + ", ".join(f"{name} {value}" for name, value in record.items() if name not in unsaid)


def parted(data: bytes) -> tuple[bytes, str, bytes]:
    """A page before, between and after the two marks. Raises ValueError where they are not there."""
    found = re.search(rf"(?ms)^{BEGIN}\r?\n(.*?)^{END}".encode(), data)
    if found is None:
        raise ValueError
    return data[: found.start(1)], found[1].decode(), data[found.end(1) :]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--write", type=Path, metavar="PAGE", help=f"put the table into this page, between {BEGIN} and {END}")
    target = parser.parse_args(arguments).write
    kept: list[str] = []
    if target:
        try:
            _, standing, _ = parted(target.read_bytes())
            kept = [line for line in standing.splitlines() if line.startswith(REAL)]  # with the day on which they were measured
        except OSError as error:
            print(f"{target}: {error.strerror}", file=sys.stderr)
            return 1
        except ValueError:
            print(f"{target} has no lines {BEGIN} and {END} to write between: add them where the table is to stand", file=sys.stderr)
            return 1
    for name in ("TRACER_CASE", "TRACER_DB"):
        os.environ.pop(name, None)
    measured = f"{datetime.now(UTC).date()}, version {version('calltracer')}"
    samples = of_samples()
    tallies = {**of_specimens(), **samples}
    for name, (_, tally) in tallies.items():
        for line in details(name, tally):
            print(line, file=sys.stderr)
    text = page([*(row(name, count, tally, measured) for name, (count, tally) in tallies.items()), *([] if samples else kept)])
    print(text)
    if target:
        before, _, after = parted(target.read_bytes())
        target.write_bytes(before + text.encode() + after)
        if target.resolve() == PAGE:
            SHIPPED.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
