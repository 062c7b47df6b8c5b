"""Documents of an invented investigation, short to write: mails, letters and notices, by the writers that the loaders' tests use."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from tests import neo4j_server as servers
from tests.cases import Desk
from tests.loaders import ag_notices, fcc_letters
from tests.loaders import mailbox_writer as mails

PLAIN = mails.Layout(
    word="Traceback", fresh="", campaign_first=False, separator=" ", seconds="%Y-%m-%d %H:%M:%S UTC", apart=False, loose=True, trailing="",
    emphasis="", portal="plain", footer=0, width=0, cells="tab", paragraph=False, dash="-", header_gap=False,
)  # fmt: skip
FERNWICK = "Fernwick Voice, LLC"  # whose mailbox it is
LETTER = "fcc-2024-06-12-quillon-gateway"
NOTICE = "ag-2024-09-03-brightwater-dialing"


def at(printed: str) -> datetime:
    """`2024-05-02 13:44`, UTC."""
    return datetime.fromisoformat(printed).replace(tzinfo=UTC)


def request(
    sent: str, incident: int, called: str = "+12025550141", campaign: str = "Parcel-Refund", *, again: bool = False
) -> mails.Request:
    """A notice to the mailbox's owner about a call of the day before; `again`: a reminder."""
    when = at("2024-05-01 10:00").replace(month=at(sent).month, day=max(1, at(sent).day - 1), year=at(sent).year)
    call = mails.Call(incident, when, called, "+16095550117", campaign, "A voice says that a parcel is held until a fee is paid.")
    return mails.Request(at(sent), (call,), reminder=again)


def silent(sent: str, incident: int, upstream: str) -> mails.Silent:
    """The upstream has not yet responded."""
    return mails.Silent(at(sent), incident, upstream, 90000 + incident)


def tried(sent: str, upstream: str, count: int) -> mails.Tried:
    """So many tracebacks about which the upstream did not answer mails."""
    return mails.Tried(at(sent), upstream, count)


def figures(sent: str, **upstreams: tuple[int, ...]) -> mails.Figures:
    """Monthly metrics: total, open, poe, orig, no resp, not found of each upstream (`_` in a name is a blank)."""
    rows = tuple((name.replace("_", " "), cells) for name, cells in upstreams.items())
    return mails.Figures(at(sent), (9, 0, 0, 9, 0, 0, 0, 3), "2 hours 4 minutes", rows)


def mailbox(path: Path, *its: mails.Mail) -> Path:
    path.write_bytes(mails.text(its, PLAIN))
    return path


def row(customer: str = "No Response", notified: str = "2024-05-03 13:20", called: str = "2024-05-02 18:02") -> fcc_letters.Row:
    return fcc_letters.Row(customer, (at(notified).replace(tzinfo=None),), at(called).replace(tzinfo=None))


def letter(path: Path, *rows: fcc_letters.Row, **says: Any) -> Path:
    """A letter of 12 June 2024 to Quillon Gateway Ltd."""
    said: dict[str, Any] = {"dated": date(2024, 6, 12), "stated": date(2024, 6, 26), "rows": rows or (row(),), **says}
    path.write_text(fcc_letters.write(fcc_letters.Letter(**said)), encoding="utf-8")
    return path


def notice(path: Path, **says: Any) -> Path:
    """A notice of 3 September 2024 to Brightwater Dialing: at least 17 requests unanswered since March 2024."""
    path.write_text(ag_notices.write(ag_notices.Notice(**says)), encoding="utf-8")
    return path


# --- on either engine ----------------------------------------------------------------------------------------------

Fresh = Callable[[], Desk]


@contextmanager
def desks(request_: pytest.FixtureRequest, folder: Path) -> Iterator[Fresh]:
    """Each call gives an empty case with an empty graph, on the engine that the fixture is parametrised with."""
    if request_.param == "embedded":
        count = itertools.count()
        yield lambda: Desk(folder / f"case-{next(count)}")
        return
    with on_server(request_, folder) as fresh:
        yield fresh


def address_of(request_: pytest.FixtureRequest, patch: pytest.MonkeyPatch) -> str | None:
    """Where cases of this parameter are: at a Neo4j, emptied, with what opens it in the environment; none for the embedded engine."""
    if request_.param != "neo4j":
        return None
    server: servers.Server = request_.getfixturevalue("neo4j_server")
    if server.auth:
        patch.setenv("NEO4J_USERNAME", server.auth[0])
        patch.setenv("NEO4J_PASSWORD", server.auth[1])
    with server.driver() as driver:
        servers.empty(driver)
    return server.uri


@contextmanager
def on_server(request_: pytest.FixtureRequest, folder: Path) -> Iterator[Fresh]:
    """The same on a real Neo4j: one graph, emptied each time."""
    count = itertools.count()
    server: servers.Server = request_.getfixturevalue("empty_neo4j")
    given: Mapping[str, str] = {"NEO4J_USERNAME": server.auth[0], "NEO4J_PASSWORD": server.auth[1]} if server.auth else {}
    with mock.patch.dict("os.environ", given), server.driver() as driver:

        def fresh() -> Desk:
            servers.empty(driver)
            return Desk(folder / f"case-{next(count)}", server.uri)

        yield fresh
