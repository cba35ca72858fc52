"""What a check has at hand: the application, its configurations, its databases and the witness."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.util import greenlet_spawn

from .lines import Line, Missed, Unmatched, Unsupported, Untried, raised_by, told
from .refused import reason_not_ours
from .witness import Witness

T = TypeVar("T")
_KEPT = 12
_LENGTH = 1500


class Loop:
    """An event loop in a thread of its own, in which the application's coroutines run, and none of a check's."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="assay-loop", daemon=True)
        self._thread.start()

    def call(self, function: Callable[..., Any], *args: Any, seconds: float | None = 120) -> Any:
        """Call a plain or coroutine function there.

        Raises:
            TimeoutError: It takes longer; it has been cancelled.
        """

        async def run() -> Any:
            result = function(*args)
            return await result if inspect.isawaitable(result) else result

        return asyncio.run_coroutine_threadsafe(asyncio.wait_for(run(), seconds), self._loop).result()

    def close(self) -> None:
        """End it."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)


class Recording:
    """The statements that the application sends, and which connections its pools have given out."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.out: dict[int, Any] = {}
        """The pools' records of the connections that are out."""
        self.commits = 0
        event.listen(sa.Engine, "before_cursor_execute", self._note)
        event.listen(sa.Engine, "commit", self._committed)
        event.listen(sa.pool.Pool, "checkout", self._taken)
        event.listen(sa.pool.Pool, "checkin", self._given_back)

    def close(self) -> None:
        """Stop listening."""
        event.remove(sa.Engine, "before_cursor_execute", self._note)
        event.remove(sa.Engine, "commit", self._committed)
        event.remove(sa.pool.Pool, "checkout", self._taken)
        event.remove(sa.pool.Pool, "checkin", self._given_back)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        self.statements.append(statement)
        del self.statements[:-500]

    def _committed(self, _connection: Any) -> None:
        self.commits += 1
        self.statements.append("COMMIT")

    def _taken(self, _connection: Any, record: Any, _proxy: Any) -> None:
        self.out[id(record)] = record

    def _given_back(self, _connection: Any, record: Any) -> None:
        self.out.pop(id(record), None)

    @contextmanager
    def watching(self) -> Iterator[list[str]]:
        """Collect the statements that are sent within the block."""
        del self.statements[:]
        seen: list[str] = []
        try:
            yield seen
        finally:
            seen.extend(self.statements)


class Database:
    """The database of one configuration, through the application's own engine and session maker.

    Args:
        config: The configuration of Advanced Alchemy.
        number: Its place among the configurations.
        slot: Which of the application's databases it has.
        loop: Where it runs.
        more: Metadata that the configuration is not told of, and whose models the application keeps there.
    """

    def __init__(self, config: Any, number: int, slot: int, loop: Loop, more: Sequence[sa.MetaData] = ()) -> None:
        self.config, self.number, self.slot = config, number, slot
        self._metadata: list[sa.MetaData] = [config.metadata, *more]
        self._loop = loop
        self.bind_key: str | None = config.bind_key

    @property
    def name(self) -> str:
        """How the report calls it."""
        return f"configuration {self.bind_key or 'default'}"

    @property
    def engine(self) -> Any:
        """The application's engine."""
        return self.config.get_engine()

    @property
    def is_async(self) -> bool:
        """Whether it is an async one."""
        return hasattr(self.engine, "sync_engine")

    @property
    def dialect(self) -> sa.Dialect:
        """The dialect of the engine."""
        found: sa.Dialect = self.engine.dialect
        return found

    @property
    def tables(self) -> list[sa.Table]:
        """Its tables, those first to which others refer."""
        return [table for metadata in self._metadata for table in metadata.sorted_tables]

    def create_all(self, connection: sa.Connection) -> None:
        """Create all of them."""
        for metadata in self._metadata:
            metadata.create_all(connection)

    def session(self, work: Callable[[Any], T], *, commit: bool = True) -> T:
        """Do something with a session of the application's own maker, as a program does, and commit it."""
        maker = self.config.create_session_maker()

        async def run_async() -> T:
            async with maker() as session:
                found: T = await session.run_sync(work)
                if commit:
                    await session.commit()
                return found

        def run() -> T:
            with maker() as session:
                found = work(session)
                if commit:
                    session.commit()
                return found

        result: T = self._loop.call(run_async if self.is_async else run)
        return result

    def connection(self, work: Callable[[sa.Connection], T]) -> T:
        """Do something on a connection of the application's engine, and commit it."""
        engine = self.engine

        async def run_async() -> T:
            async with engine.begin() as connection:
                found: T = await connection.run_sync(work)
                return found

        def run() -> T:
            with engine.begin() as connection:
                return work(connection)

        result: T = self._loop.call(run_async if self.is_async else run)
        return result

    def call(self, function: Callable[..., Any], *args: Any) -> Any:
        """Call a function where the application runs."""
        return self._loop.call(function, *args)

    def dispose(self) -> None:
        """Close its connections: those of async drivers belong to one event loop."""
        self._loop.call(self.engine.dispose)


async def _end(records: Sequence[Any]) -> None:
    for record in records:
        with suppress(Exception):  # it may have ended by itself
            await greenlet_spawn(record.invalidate)


class Bench:
    """Everything that the checks of one process share.

    Args:
        app: The application; not started.
        spec: How it was named: ``myproject.asgi:app``.
        target: The target.
        databases: One for each configuration.
        witness: The independent reader.
        lacks: Capabilities that the target's profile lacks, by name, with the reason.
        hard: The values of ``hard_cases.toml``: ``{"text": {id: value}, ...}``.
        emit: Takes each line as it is known.
        wanted: Ids of the lines that are asked for; empty for all.
    """

    def __init__(
        self,
        app: Any,
        spec: str,
        target: str,
        databases: Sequence[Database],
        witness: Witness,
        lacks: dict[str, str],
        hard: dict[str, dict[str, Any]],
        emit: Callable[[Line], None],
        wanted: Sequence[str] = (),
    ) -> None:
        self.app, self.spec, self.target = app, spec, target
        self.databases = list(databases)
        self.witness, self.lacks, self.hard = witness, lacks, hard
        self._emit = emit
        self._wanted = tuple(wanted)
        self.recording = Recording()
        self.said: dict[str, str] = {}
        """Verdicts by the id of the line."""

    def is_wanted(self, check: str, subject: str = "") -> bool:
        """Whether a check is asked for: by its name, the beginning of its name, or with its subject."""
        return not self._wanted or any(
            one == f"{check}:{subject}"
            or check == one
            or check.startswith(f"{one}.")
            or (not subject and one.startswith(f"{check}"))
            for one in self._wanted
        )

    def check(self, check: str, subject: str, claim: str, work: Callable[[], Any], script: str = "") -> bool:
        """Run a check of a subject, and say what came of it.

        Args:
            check: The check.
            subject: The subject.
            claim: What must hold.
            work: Returns rows as evidence (lines of text) or nothing, or raises: :class:`Missed` or any exception of
                the libraries is a failure.
            script: A script that shows the same, for any failure that brings none of its own.

        Returns:
            Whether it passed, or was not asked for.
        """
        if not self.is_wanted(check, subject):
            return True
        reason, verdict = "", "pass"
        raised: tuple[tuple[str, str], ...] = ()
        rows: tuple[str, ...] = ()
        with self.recording.watching() as sent:
            try:
                rows = tuple(work() or ())
            except Untried as why:
                verdict, reason = "not-run", str(why)
            except Unsupported as why:
                verdict, reason = "unsupported", str(why)
            except Unmatched as why:
                verdict, reason, raised = "error", str(why), raised_by(why)
            except Missed as missed:
                verdict, reason, rows, script = "fail", str(missed), missed.rows, missed.script or script
                raised = raised_by(missed)
            except Exception as error:  # noqa: BLE001 - whatever the application or a library raises
                verdict, reason, raised = ("fail" if _is_theirs(error) else "error"), told(error), raised_by(error)
                if away := reason_not_ours(error):
                    verdict, reason = "not-run", away
        self.say(
            Line(
                check=check,
                subject=subject,
                claim=claim,
                verdict=verdict,
                reason=reason,
                raised=raised,
                statements=tuple(_short(one) for one in sent[-_KEPT:]),
                rows=rows,
                reproduction=script if verdict == "fail" else "",
            )
        )
        return verdict == "pass"

    def put_away(self) -> None:
        """End the connections that a check has found out: they may hold locks, for which the next one would wait."""
        records = [*self.recording.out.values()]
        self.recording.out.clear()
        if records and self.databases:
            self.databases[0].call(_end, records)

    def leave(self) -> None:
        """Leave the databases, which let in one process at a time, to the reader.

        Raises:
            Untried: A connection of the application is out.
        """
        if self.recording.out:
            raise Untried(
                f"{self.target} lets in one process at a time, and the application has a connection out while the "
                "reader is to look"
            )
        for database in self.databases:
            database.dispose()

    def say(self, line: Line) -> None:
        """Say a line."""
        self.said[line.id] = line.verdict
        self._emit(line)

    def untried(self, check: str, subject: str, claim: str, reason: str) -> None:
        """Say that a check was not tried."""
        if self.is_wanted(check, subject):
            self.say(Line(check=check, subject=subject, claim=claim, verdict="not-run", reason=reason))


_THEIRS = ("session", "connection", "run_migrations", "ask")
"""Functions of this package that call the application: what is raised below them is not of our own."""


def _is_theirs(error: BaseException) -> bool:
    """Whether an exception was raised by the application or a library that it called, and not by a check itself."""
    while getattr(error, "__traceback__", None) is None and error.__cause__ is not None:
        error = error.__cause__
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_name in _THEIRS and traceback.tb_frame.f_globals.get("__package__") == __package__:
            return True
        traceback = traceback.tb_next
    return False


def _short(statement: str) -> str:
    text = " ".join(statement.split())
    return text if len(text) <= _LENGTH else f"{text[:_LENGTH]} ..."


def shown(row: dict[str, Any]) -> str:
    """A row as text."""
    return ", ".join(f"{key}={value!r}" for key, value in row.items())[:600]
