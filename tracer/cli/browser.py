"""The command `browser`: what Neo4j Browser needs to show this graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

import click

from tracer import bundle
from tracer.ask import paths as calls
from tracer.cli import CaseLocation, example, tell
from tracer.cli.words import INCIDENT
from tracer.errors import BadInput
from tracer.graph import SCHEMES, credentials
from tracer.model import Kind, from_environment
from tracer.store import Store

NEAREST = "neo4j://localhost:7687"


@click.command(epilog=example("tracer browser 20417", "tracer --db neo4j://localhost:7687 browser 20417 --out browser/"))
@click.argument("incident", required=False, type=INCIDENT)
@click.option("--out", "folder", type=click.Path(path_type=Path), metavar="DIR", default=Path(), help="Folder to write them to.")
@click.option(
    "--browser",
    "address",
    metavar="URL",
    envvar="TRACER_BROWSER",
    help="Where Neo4j Browser is, if not at the usual port of the host in --db; with ?dbms=URI, where it finds the Neo4j.",
)
@click.option("--force", is_flag=True, help="Replace files that exist.")
@click.pass_obj
def browser(location: CaseLocation, incident: str | None, folder: Path, address: str | None, force: bool) -> None:
    """Write favourites.zip and style.grass for Neo4j Browser, perspective.json for Neo4j Explore, and print a link that opens Browser.

    INCIDENT is what `tracer trace` takes; the favourites begin with it. Without it, one is chosen.
    """
    from tracer import favourites, perspective, render

    archive, style, explore = folder / "favourites.zip", folder / "style.grass", folder / "perspective.json"
    for target in (archive, style, explore):
        bundle.check(target, force=force)
    db = location.db or NEAREST
    address, seen = _checked(address) if address else (favourites.browser_at(db), None)
    known = credentials()
    # A Neo4j that answers without a password asks for none.
    user = known[0] if known else None if location.db else from_environment("NEO4J_USERNAME") or "neo4j"
    with location.asking() as case:
        asked, note = parameters(case.store, incident)
    texts = favourites.favourites(asked)
    bundle.put(archive, bundle.stored_zip({name: text.encode() for name, text in texts.items()}))
    bundle.put(style, favourites.grass().encode())
    bundle.put(explore, perspective.perspective().encode())
    query = "draw_trace" if asked["incident"] else "draw_network"
    database = from_environment("NEO4J_DATABASE")
    click.echo(favourites.link(address, seen or db, favourites.filled(query, asked), user=user, database=database))
    for line in (
        f"{archive}, {style}, {explore}: written. {note}",
        f"Open the link, log in, and drop {archive.name} on the page, once: dropped again, everything is there twice.",
        "Then, under the star: run 00 (colours), 01 (parameters, again after each reload), 02 (no writing by mistake), and any other.",
    ):
        tell(render.safe(line, 600))
    if not location.db:
        tell(f"note: Neo4j Browser shows a Neo4j, and this graph is embedded: `tracer --db {NEAREST} rebuild` copies it there")


def parameters(store: Store, typed: str | None) -> tuple[dict[str, Any], str]:
    """A value for each parameter of the favourites, and a line on where they come from. Raises NotKnown."""
    from tracer.favourites import EMPTY

    incident, letter, chosen = None, None, False
    if typed is not None and (letter_found := calls.letter(store, typed)):
        letter = letter_found.action
        incident = next(iter(calls.rows_of_letter(store, typed)), None)
    elif typed is not None:
        incident = calls.trace(store, typed).incident
    if incident is None:
        chosen, incident = True, _most_telling(store)
    values: dict[str, Any] = dict.fromkeys(
        ("incident", "provider", "text", "document", "action", "as_of", "kind", "campaign", "providers", "ends", "since", "until")
    )
    if incident is None:
        return values | {"action": letter}, EMPTY
    path = calls.trace(store, incident)
    last = next((hop for end in path.ends for hop in path.hops if hop.id == end.hop), path.hops[-1] if path.hops else None)
    key = last.provider_key if last else None
    claims = [*(last.evidence if last else ()), *path.all_evidence]
    actions = store.claims(kinds=(Kind.ACTED,))
    ids_about_provider = {claim.id for claim in store.of_providers([key])} if key else set()
    actions_by_relevance = sorted(actions, key=lambda c: (c.id not in ids_about_provider, c.at, c.action or ""))
    values |= {
        "incident": incident,
        "provider": key,
        "text": last.provider if last else None,
        "document": claims[0].document,
        "action": letter or next((claim.action for claim in actions_by_relevance), None),
    }
    why = " (the longest path, of those that end without an answer if there are any)" if chosen else ""
    return values, f"The parameters begin with {incident}{why} and the provider at its end."


def _most_telling(store: Store) -> str | None:
    """The incident with the longest path, preferably one that ends without an answer; None in an empty graph."""
    ids = [
        ("no-response" not in {ended.kind for ended in summary.ends}, -len(summary.providers), summary.incident)
        for summary in store.summaries()
    ]
    return min(ids)[2] if ids else None


def _checked(address: str) -> tuple[str, str | None]:
    """Browser's address, and the Neo4j address in its `dbms`, if given: in a container the Neo4j has another address."""
    try:
        parts = urlsplit(address)
        neo4j_address = next(iter(parse_qs(parts.query).get("dbms", ())), None)
        is_valid = (
            parts.scheme in ("http", "https") and bool(parts.hostname) and (neo4j_address is None or neo4j_address.startswith(SCHEMES))
        )
    except ValueError:
        is_valid = False
    if not is_valid:
        raise BadInput(f"--browser {address!r} is no address: write it like http://localhost:7474/browser/")
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/browser/", "", "")), neo4j_address
