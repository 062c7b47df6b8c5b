"""What leaves the case: pages and bundles, after what a profile withholds has been taken out."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import click

from tracer import bundle, questions, redact
from tracer.case import now
from tracer.cli import Place, example
from tracer.cli.ask import Wanted, as_of_option, share_options
from tracer.errors import BadInput, NotKnown
from tracer.graph import Graph
from tracer.model import Moment
from tracer.path import CallPath, call_path

MOST_DRAWN = 2000  # providers in one figure


@click.command(epilog=example("tracer network --campaign Parcel --html network.html"))
@click.option("--provider", metavar="TEXT", help="Only calls that a provider carried one of whose names holds this.")
@click.option("--campaign", metavar="TEXT", help="Only campaigns whose name holds this.")
@click.option("--hops", type=click.IntRange(0), metavar="N", help="With --provider: only so many hand-offs around it.")
@click.option("--full", is_flag=True, help=f"Every provider, up to {MOST_DRAWN:,}, where more than 500 would be grouped.")
@as_of_option
@share_options
@click.pass_obj
def network(
    place: Place,
    provider: str | None,
    campaign: str | None,
    hops: int | None,
    full: bool,
    as_of: str | None,
    wanted: Wanted,
) -> None:
    """Draw who handed calls to whom, over many calls."""
    if not wanted:
        raise BadInput("say where to write: --html FILE, or --bundle FILE.zip")
    if hops is not None and provider is None:
        raise BadInput("--hops counts from a provider: name one with --provider")
    day = questions.day_or_instant(as_of)
    with place.reading() as graph:
        share = Share(place, graph, wanted, day)
        ids = [found["incident"] for found in questions.incidents(graph, campaign=campaign, provider=provider, as_of=day)]
        paths = share.paths(ids)
        if hops is not None:
            keys = {row["key"] for row in graph.ask("find_providers", text=provider)}
            paths = [questions.near(path, keys, hops) for path in paths]
        words = [f"calls of {provider}" if provider else "", f"campaign {campaign}" if campaign else ""]
        title = ": ".join(["Provider network", ", ".join(filter(None, words))]).removesuffix(": ")
        share.network(paths, title, full=full)


class Share:
    """Draws and writes, by one profile."""

    def __init__(self, place: Place, graph: Graph, wanted: Wanted, as_of: Moment | None) -> None:
        for target in filter(None, (wanted.html, wanted.bundle)):
            bundle.check(target, force=wanted.force)
        self._place, self._graph, self._wanted, self._as_of = place, graph, wanted, as_of
        known = {**redact.profiles(), **(redact.load_profiles(wanted.profiles) if wanted.profiles else {})}
        if wanted.profile is not None and wanted.profile not in known:
            raise BadInput(f"--redact {wanted.profile!r} is no profile: choose one of {', '.join(known)}")
        # Without a profile nothing is masked, but no document leaves whose handling mark no profile names.
        self._profile = known[wanted.profile] if wanted.profile else replace(known["internal"], marks=())
        self._marks = {row["document"]: row["mark"] for row in graph.ask("documents")}
        key = None
        if self._profile.neighbours == "own" and wanted.provider is None:
            raise BadInput(f"--redact {wanted.profile} makes a provider's own copy: say whose, with --redact-for NAME")
        if wanted.provider is not None:
            found = questions.find_provider(graph, wanted.provider)
            if found is None:
                raise NotKnown(f"no provider {wanted.provider!r} in the loaded documents: `tracer names list` lists them")
            key = found["key"]
        salt = _salt(place) if self._profile.numbers == "hash" else b""
        persons = questions.persons(graph)
        self._redaction = redact.Redaction(self._profile, marks=self._marks, salt=salt, persons=persons, provider_key=key)

    def paths(self, incidents: Iterable[str]) -> list[CallPath]:
        """Drawn from what may leave alone."""
        said = questions.rows_of(self._graph, list(incidents), self._as_of)
        kept = {incident: self._redaction.rows(rows) for incident, rows in said.items()}
        if self._redaction.withheld["documents"]:
            names = questions.names_printed_in(self._graph, {row["document"] for rows in kept.values() for row in rows})
            kept = {i: [{**row, "provider": names.get(row["provider_key"], row["provider"])} for row in rows] for i, rows in kept.items()}
        return [call_path(incident, rows, self._as_of) for incident, rows in kept.items()]

    def incident(self, typed: str) -> None:
        """One path; for the id of a letter, its rows together as a network."""
        if letter := questions.letter_rows(self._graph, typed):
            self.network(self.paths(letter[1]), f"Letter {typed}")
            return
        self._one(questions.trace(self._graph, typed, self._as_of).incident)

    def _one(self, incident: str) -> None:
        from tracer.view import of_path

        [path] = self.paths([incident])
        if not (path.hops or path.evidence):
            raise BadInput(f"nothing of {incident} may leave by this profile: nothing is written")
        doubts = questions.remarks_on(path)
        path = self._redaction.path(path)  # first: it learns whom the profile withholds
        told = [{"code": r.code, "text": self._redaction.text(r.text) or ""} for r in doubts]
        self._write(lambda facts: of_path(path, told, facts), [path])

    def network(self, paths: Sequence[CallPath], title: str, *, full: bool = False) -> None:
        from tracer.view import of_network

        paths = [self._redaction.path(path) for path in paths if path.hops]
        providers = len({hop.provider_key for path in paths for hop in path.hops})
        if not providers:
            raise BadInput("no provider matches, or none may leave by this profile: nothing is written")
        if full and providers > MOST_DRAWN:
            raise BadInput(
                f"{providers:,} providers are too many to draw in full: leave --full out for the grouped page, or narrow it with --provider"
            )
        self._write(lambda facts: of_network(paths, self._redaction.text(title) or "", facts, full=full), paths)

    def _write(self, draw: Callable[[Any], Any], paths: Sequence[CallPath]) -> None:
        from tracer.view import Facts, held_back, page

        used = {row["document"] for path in paths for row in (*path.evidence, *(r for hop in path.hops for r in hop.evidence))}
        marks = {mark for document, mark in self._marks.items() if mark and mark != "public" and document in used}
        withheld = tuple(sorted(self._redaction.withheld.items()))
        facts = Facts(
            generated=_generated(),
            version=version("calltracer"),
            as_of=self._as_of,
            copy=self._profile.title if self._wanted.profile else ("Not redacted" if withheld else None),
            withheld=withheld,
            marks=tuple(sorted(marks)),
        )
        drawing = draw(facts)
        text = page(drawing)
        if self._wanted.html:
            bundle.put(self._wanted.html, text.encode("utf-8"))
            click.echo(f"{self._wanted.html}: {len(text) / 1e6:.1f} MB", err=True)
        if self._wanted.bundle:
            self._bundle(drawing, text)
            click.echo(f"{self._wanted.bundle}: {self._wanted.bundle.stat().st_size / 1e6:.1f} MB", err=True)
        if self._redaction.withheld:
            click.echo(f"note: withheld: {held_back(withheld)}", err=True)
            if not self._wanted.profile:
                click.echo("note: documents with a handling mark leave only by a profile that names it, e.g. --redact internal", err=True)

    def _bundle(self, drawing: Any, text: str) -> None:
        from tracer.view import alone

        picture = alone(drawing)
        entries = self._place.case.entries() if self._place.case.exists() else []
        exhibits = bundle.exhibits(drawing.rows, entries)
        assert self._wanted.bundle is not None
        bundle.write(
            self._wanted.bundle,
            files={"page.html": text, "figure.svg": picture, **bundle.picture(picture)},
            tables={
                **drawing.tables,
                "exhibits": (tuple(exhibits[0]) if exhibits else ("document",), exhibits),
                "withheld": (("kind", "count", "how"), self._redaction.manifest()),
            },
            force=self._wanted.force,
        )


def _generated() -> Moment:
    """Now, or what SOURCE_DATE_EPOCH says, so that a page can be made again byte for byte."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return now()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        raise BadInput(f"SOURCE_DATE_EPOCH is {epoch[:40]!r}: give seconds since 1970, or unset it") from None


def _salt(place: Place) -> bytes:
    """The case's own, made when first needed; without a case folder, one for this time only."""
    path = place.case.folder / "salt"
    if not place.case.exists():
        return secrets.token_bytes(32)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    except OSError as error:
        raise BadInput(f"{path} cannot be written ({error.strerror}): numbers are masked with it") from None
    try:
        salt = bytes.fromhex(path.read_text("ascii"))
    except (OSError, ValueError):
        salt = b""
    if len(salt) != 32:
        raise BadInput(f"{path} is not readable or damaged: put it back, or remove it (hashes will then differ from those shared before)")
    return salt
