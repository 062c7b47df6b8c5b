"""The graph in a Neo4j, by the official driver: transactions with retries, rows in batches."""

from __future__ import annotations

import logging
import re
import shlex
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import unquote

import neo4j
from neo4j.exceptions import (
    AuthError,
    BrokenRecordError,
    ConfigurationError,
    ConstraintError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from tracer import queries
from tracer.errors import BadInput, ConstraintBroken, GraphError, GraphRefused, GraphUnreachable, QueryRefused
from tracer.graph import SCHEMES, batches, credentials
from tracer.graph.packed import packed
from tracer.model import from_environment

T = TypeVar("T")
OLDEST = (5, 26)
WRITE_LOCK = "turn"  # the key of the node that a writer holds uncommitted: nobody sees it, and every other writer waits for it
LOCK_SECONDS = 10  # after so long, a long load lets other writers in
SECONDS_BEFORE_NOTICE = 2
MUCH = 500  # rows: from this size on, a batch is written while the next is prepared
AHEAD = 2  # batches
RETRY_SECONDS = 30  # a restart of the server or the election of a new leader takes no longer
SCHEMA_SECONDS = 30  # the server takes at most so long to give up a constraint that it was making
# What the driver raises; a connection that is cut while it is opened gives a bare OSError.
_FAULTS = (Neo4jError, DriverError, OSError, ValueError)
TOO_MUCH = "MemoryPoolOutOfMemoryError"

logging.getLogger("neo4j").addHandler(logging.NullHandler())  # its errors say all that matters


def _too_much(error: BaseException) -> bool:
    """Whether a transaction needs more memory than the server allows."""
    return str(getattr(error, "code", "")).endswith(TOO_MUCH)


def _halves(rows: Sequence[Any]) -> tuple[Sequence[Any], Sequence[Any]] | None:
    """The rows in two halves; of a single document, its claims in two halves. None where there is nothing to halve."""
    if len(rows) > 1:
        return rows[: len(rows) // 2], rows[len(rows) // 2 :]
    row = rows[0] if rows else None
    halves = _halves(row["said"]) if isinstance(row, dict) and "said" in row else None
    return ([{**row, "said": halves[0]}], [{**row, "said": halves[1]}]) if row and halves else None


class SchemaBusy(GraphError):
    """The index exists, but not yet the constraint that it is for; or somebody else has just made the index."""


class Neo4jGraph:
    """User and password come from `credentials`, the database from NEO4J_DATABASE."""

    def __init__(self, uri: str, *, write: bool) -> None:
        plain = unquote(uri)
        if "@" in plain or re.search(r"[?&#][^=]*(?:pass|pwd|user|auth|token|secret|cred)", plain, re.I):  # never to be repeated
            raise BadInput("the address of a Neo4j holds a user or a password: set NEO4J_USERNAME and NEO4J_PASSWORD instead")
        if named := re.match(r"[^/?#]*//[^/?#]*/+([^/?#]+)", uri):  # the driver would ignore it, and write into another database
            name = shlex.quote(named[1][:80])
            raise BadInput(f"the address of a Neo4j holds no database: set NEO4J_DATABASE={name}, and leave it out here")
        self.where = re.split(r"[?#]", uri)[0]
        self._may_write = write
        self._lock: neo4j.Transaction | None = None
        self._locked_since = 0.0
        self._under_way: deque[Future[None]] = deque()
        self._halved: Counter[str] = Counter()  # by text: how often its batches must be halved, as the server has shown
        self._failed = False  # after a write that failed, the queued ones are skipped
        self._writer = ThreadPoolExecutor(1, "tracer-writes")
        if not uri.startswith(SCHEMES):
            raise BadInput(f"{self.where} is no address of a Neo4j: write e.g. neo4j://localhost:7687")
        try:
            self._driver = neo4j.GraphDatabase.driver(
                uri,
                auth=credentials(),
                notifications_min_severity="OFF",
                connection_timeout=5,
                connection_acquisition_timeout=10,  # also the time to shake hands in
            )
        except (ConfigurationError, ValueError) as error:
            raise BadInput(f"{self.where} is no address of a Neo4j ({_first_line(error)}): write e.g. neo4j://localhost:7687") from error
        try:
            # Asked first: otherwise a missing server would mean a minute of retries.
            agent = self._driver.get_server_info().agent
            if (version := re.match(r"Neo4j/(\d+)\.(\d+)", agent)) and (int(version[1]), int(version[2])) < OLDEST:
                raise GraphRefused(f"the server at {uri} is {agent}: tracer needs Neo4j {OLDEST[0]}.{OLDEST[1]} or newer")
            # Two sessions, as one may be writing while the other asks; both on the leader, as other members of a cluster may lag behind.
            self._session, self._aside = (
                self._driver.session(
                    database=from_environment("NEO4J_DATABASE"),
                    default_access_mode=neo4j.WRITE_ACCESS if write else neo4j.READ_ACCESS,
                )
                for _ in range(2)
            )
        except (*_FAULTS, GraphRefused) as error:
            self._driver.close()
            raise _error(error, self.where) from error
        except BaseException:  # e.g. an interrupt
            self._driver.close()
            raise

    def ask(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        self._settle()
        return self._ask(self._session, query, parameters)

    def ask_meanwhile(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        return self._ask(self._aside, query, parameters)

    def _ask(self, session: neo4j.Session, query: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        text = queries.get(query).text

        def work(tx: neo4j.Transaction) -> list[dict[str, Any]]:
            return [{key: _native(value) for key, value in row.items()} for row in tx.run(text, parameters).data()]

        try:
            return self._in_transaction(work, session)
        except _FAULTS as error:
            # The program's own questions ask for each id by itself, and the order does not matter.
            lists = [name for name, value in parameters.items() if isinstance(value, list) and len(value) > 1]
            if not _too_much(error) or not query.startswith("read_") or len(lists) != 1:
                raise _error(error, self.where) from error
            halves = _halves(parameters[lists[0]]) or ()
            return [row for half in halves for row in self._ask(session, query, parameters | {lists[0]: half})]

    def _in_transaction(self, work: Callable[[neo4j.Transaction], T], session: neo4j.Session | None = None) -> T:
        """The result of `work` in one transaction of a session (if none is given, the one that writes), once that is committed.

        Retried like the driver's managed transactions, except for what takes too much memory: also where that shows at the commit, which
        the driver would retry unchanged for half a minute.
        """
        end, pause = time.monotonic() + RETRY_SECONDS, 0.5
        while True:
            try:
                tx = (session or self._session).begin_transaction()
                try:
                    answer = work(tx)
                except Exception:  # an interrupt leaves it to `close`
                    tx.close()
                    raise
                tx.commit()
                return answer
            except (Neo4jError, DriverError) as error:
                if _too_much(error) or not error.is_retryable() or time.monotonic() > end:
                    raise
            time.sleep(pause)
            pause *= 2

    def put(self, query: str, rows: Sequence[Any], *, size: int | None = None) -> None:
        text = queries.get(query).text
        # Deletes of many nodes at once exhaust the server's memory pool.
        for batch in batches(rows, 500) if query.startswith("remove_") else batches(rows):
            self._put(text, packed(query, batch), size or len(batch))

    def _put(self, text: str, rows: Sequence[Any], size: int) -> None:
        """Write in the order of the calls: a large batch while the next is prepared, a small one at once, after all before it."""
        self._settle(left=AHEAD - 1 if size >= MUCH else 0)
        if size < MUCH:
            self._write(text, {"rows": rows})
        else:
            self._under_way.append(self._writer.submit(self._write_queued, text, rows))

    def _write_queued(self, text: str, rows: Sequence[Any]) -> None:
        if self._failed:
            return
        try:
            self._write(text, {"rows": rows})
        except BaseException:
            self._failed = True
            raise

    def _settle(self, left: int = 0) -> None:
        """Wait until at most `left` batches are under way. Raises the errors in them."""
        while len(self._under_way) > left:
            failure = self._under_way[0].exception()
            self._under_way.popleft()
            if failure:
                wait(self._under_way)
                self._under_way.clear()
                self._failed = False
                raise failure

    def prepare(self) -> None:
        self._settle()
        for statement in queries.statements("schema"):
            until = time.monotonic() + SCHEMA_SECONDS
            while True:
                try:
                    self._write(statement, {})
                    break
                except SchemaBusy:  # somebody is just making it, or was interrupted while doing so
                    if time.monotonic() > until:
                        raise
                    time.sleep(0.2)
        self._write("CALL db.awaitIndexes(300)", {})

    def acquire_write_lock(self, waiting: Callable[[], object]) -> bool:
        if self._lock is not None:
            return False
        notice = threading.Timer(SECONDS_BEFORE_NOTICE, waiting)
        notice.daemon = True
        notice.start()
        try:
            self._lock_session = self._driver.session(database=from_environment("NEO4J_DATABASE"))
            lock = self._lock_session.begin_transaction()
            # The constraint on the key makes others wait at this very statement. If this process dies, the server rolls it back.
            lock.run(queries.get("write_changing").text, rows=[WRITE_LOCK]).consume()
            self._lock = lock  # not before: rolling back a transaction that still waits would have to wait as well
            # The last commit of a killed process may still be under way on another connection: this waits until it is done.
            self._in_transaction(lambda tx: tx.run(queries.get("write_lock").text).consume())
        except _FAULTS as error:
            raise _error(error, self.where) from error
        finally:
            notice.cancel()
        self._locked_since = time.monotonic()
        return True

    def yield_write_lock(self) -> None:
        if self._lock is not None and time.monotonic() - self._locked_since > LOCK_SECONDS:
            self._settle()
            self._release_write_lock()

    def _release_write_lock(self) -> None:
        lock, self._lock = self._lock, None
        if lock is not None:
            _quietly(lock.rollback, self._lock_session.close)

    def erase(self, query: str = "remove_all") -> None:
        self._settle()
        text = queries.get(query).text
        while self._write(text, {})[0]["gone"]:
            pass

    def keep(self) -> None:
        """Each batch is durable once it is written."""
        self._settle()

    def close(self) -> None:
        self._failed = True
        self._writer.shutdown(cancel_futures=True)
        # The connections first: the server then rolls back what is open in them. A session would ask for that and wait for an answer
        # that may never come, or of which an interrupt has lost the first half.
        _quietly(self._driver.close, self._session.close, self._aside.close)
        self._release_write_lock()

    def _write(self, text: str, parameters: dict[str, Any], times: int = 0) -> list[dict[str, Any]]:
        """`times`: how often these rows were halved."""
        if not self._may_write:  # the driver would open a transaction that writes
            raise GraphError(f"the graph at {self.where} is open for reading only")
        if times < self._halved[text] and (halves := _halves(parameters["rows"])):
            return [row for half in halves for row in self._write(text, {**parameters, "rows": half}, times + 1)]

        def work(tx: neo4j.Transaction) -> list[dict[str, Any]]:
            if self._lock is not None:
                tx.run(queries.get("write_lock").text)
            return tx.run(text, parameters).data()

        try:
            rows = self._in_transaction(work)
        except _FAULTS as error:
            halves = _halves(parameters.get("rows", ())) if _too_much(error) else None
            if halves is None:
                raise _error(error, self.where) from error
            self._halved[text] = times + 1
            return [row for half in halves for row in self._write(text, {**parameters, "rows": half}, times + 1)]
        try:
            if self._lock is not None:  # the lock is held as long as its transaction answers
                self._lock.run("RETURN 1").consume()
        except _FAULTS as error:
            raise _error(error, self.where) from error
        return rows


def _quietly(*closings: Callable[[], object]) -> None:
    """Close without errors: after an interrupt a connection may be cut within a message, and closing it may fail in any way.

    The server drops what was not committed.
    """
    for closes in closings:
        with suppress(Exception):
            closes()


def _native(value: Any) -> Any:
    return value.to_native() if isinstance(value, neo4j.time.DateTime | neo4j.time.Date) else value


def _first_line(error: Exception) -> str:
    text = getattr(error, "message", None) or str(error)
    return str(text).strip().split("\n", 1)[0]


def _tls(error: BaseException | None) -> str | None:
    """What is wrong with an encrypted connection; None where the error is another one."""
    while error is not None:
        if type(error).__name__ in ("SSLCertVerificationError", "SSLError"):
            return getattr(error, "verify_message", None) or getattr(error, "reason", None) or type(error).__name__
        error = error.__cause__ or error.__context__
    return None


def _error(error: Exception, where: str) -> GraphError:
    if isinstance(error, GraphError):
        return error
    line, code = _first_line(error)[:200], getattr(error, "code", None) or ""
    for ending, kind, says in _BY_CODE:
        if code.endswith(ending):
            return kind(f"the Neo4j at {where} {says.format(line=line, database=from_environment('NEO4J_DATABASE'))}")
    if isinstance(error, AuthError):
        return GraphRefused(f"the Neo4j at {where} refuses the user or password: set NEO4J_USERNAME and NEO4J_PASSWORD")
    if tls := _tls(error):
        return GraphRefused(f"no secure connection to the Neo4j at {where} ({tls}): correct its certificate, or trust it with +ssc in --db")
    if isinstance(error, SessionExpired | IncompleteCommit | BrokenRecordError | OSError):
        return GraphUnreachable(f"the connection to the Neo4j at {where} broke ({line}): run the command again for the rest")
    if isinstance(error, ServiceUnavailable | ValueError):
        return GraphUnreachable(f"no Neo4j answers at {where}: start it, or correct --db ({line})")
    if isinstance(error, ConstraintError):
        return ConstraintBroken(line)
    return GraphError(f"the Neo4j at {where}: {line}")


_BY_CODE: tuple[tuple[str | tuple[str, ...], type[GraphError], str], ...] = (
    (TOO_MUCH, GraphError, "has too little memory for this: raise db.memory.transaction.max, or its heap ({line})"),
    ("AuthenticationRateLimit", GraphRefused, "has had too many wrong passwords: wait a few seconds, then try again with the right one"),
    (
        "CredentialsExpired",
        GraphRefused,
        "wants this user's password changed first: do that in Neo4j Browser, then try again",
    ),
    (
        ("Security.Forbidden", "ReadOnly", "ForbiddenOnReadOnlyDatabase"),
        GraphRefused,
        "does not let this user do that ({line}): ask for the right, or set NEO4J_USERNAME",
    ),
    ("DatabaseNotFound", GraphRefused, "has no database {database}: correct NEO4J_DATABASE, or unset it for the server's default"),
    (
        ("IndexWithNameAlreadyExists", "IndexAlreadyExists", "EquivalentSchemaRuleAlreadyExists"),
        SchemaBusy,
        "is in the middle of a change of its constraints: try again ({line})",
    ),
    (("ParameterMissing", "SyntaxError"), QueryRefused, "does not accept the query: {line}"),
)
