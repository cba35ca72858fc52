"""The documented guarantees of a request's session, with the application's own configuration."""

from __future__ import annotations

import asyncio
import inspect
import threading
import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import sqlalchemy as sa
from litestar import Litestar, Request, Response, post
from litestar.exceptions import HTTPException
from litestar.response import Stream
from sqlalchemy.orm import Mapper

from . import scripts
from .bench import Bench, Database, Loop
from .faults import refused_commits
from .lines import Missed, Untried
from .rows import Maker, new
from .serving import Answer, Serving, serving
from .tables import usable

CLAIMS = {
    "session.commit": "With autocommit a request that succeeds is committed.",
    "session.no-commit": "Without autocommit nothing is kept that the handler has not committed.",
    "session.rollback": "A request that raises, or answers 4xx or 5xx, leaves nothing in the database.",
    "session.failed-commit": "A COMMIT that fails is not answered as a success.",
    "session.given-back.success": "A request that succeeds gives its connection back.",
    "session.given-back.failure": "A request that fails gives its connection back.",
    "session.given-back.cancellation": "A request that is cancelled gives its connection back, and leaves nothing.",
    "session.given-back.stream": "A response that reads through the session while it is sent gives it back.",
}
PATH = "/assay-probe"
_WAIT_SECONDS = 5.0
"""How long a connection that is on its way back is waited for."""


class Probe:
    """A handler that does with a configuration's session what it is told.

    Args:
        database: The configuration.
    """

    def __init__(self, database: Database) -> None:
        self.config = database.config
        self.path = f"{PATH}/{database.number}"
        self.row: tuple[Mapper[Any], dict[str, Any]] | None = None
        self.flushed = threading.Event()

    def handler(self) -> Any:
        """The route handler."""
        probe = self

        async def assay_probe(request: Request) -> Any:  # type: ignore[type-arg]
            return await probe.do(request)

        assay_probe.__annotations__ = {"request": Request, "return": Any}
        opt = {"exclude_from_auth": True, "exclude_from_csrf": True}
        return post(self.path, status_code=201, opt=opt, include_in_schema=False)(assay_probe)

    async def do(self, request: Any) -> Any:
        """What the query's ``do`` says."""
        wanted = request.query_params.get("do", "succeed")
        session = self.config.provide_session(request.app.state, request.scope)
        if wanted == "stream":
            return Stream(self._lines(session), status_code=200)
        assert self.row is not None
        session.add(new(*self.row))
        await _awaited(session.flush())
        self.flushed.set()
        if wanted == "raise":
            raise RuntimeError("the check has the handler raise")
        if wanted == "refuse":
            raise HTTPException(status_code=409, detail="the check has the handler refuse")
        if wanted == "not-found":
            return Response({"done": False}, status_code=404)
        if wanted == "wait":
            await asyncio.Event().wait()
        if wanted == "commit":
            await _awaited(session.commit())
        return {"done": True}

    @staticmethod
    async def _lines(session: Any) -> AsyncIterator[str]:
        for number in range(2):
            found = await _awaited(session.execute(sa.select(sa.literal(number))))
            yield f"{found.scalar_one()}\n"


async def _awaited(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value


def commits(config: Any) -> str:
    """What a configuration does at the end of a request: ``autocommit``, ``manual``, or ``custom``."""
    name = getattr(config.before_send_handler, "__qualname__", "")
    if name.startswith("autocommit_handler_maker"):
        return "autocommit"
    return "manual" if name.startswith("default_handler_maker") else "custom"


def settled(bench: Bench) -> int:
    """How many connections are out, after those that are on their way back have had the time to come."""
    end = time.monotonic() + _WAIT_SECONDS
    while bench.recording.out and time.monotonic() < end:
        time.sleep(0.01)
    return len(bench.recording.out)


def check(bench: Bench, database: Database, maker: Maker, loop: Loop, probe: Probe, served: Serving | None) -> None:
    """Check the guarantees of one configuration.

    Args:
        bench: The bench.
        database: The configuration's database, with tables.
        maker: Makes rows.
        loop: Where the application runs.
        probe: The probe of the configuration, which the application has among its handlers.
        served: The application, if it could be started.
    """
    claims = dict(CLAIMS)
    kind = commits(database.config)
    for one in {"autocommit": ["session.no-commit"], "manual": ["session.commit"]}.get(kind, []):
        del claims[one]
    mapper, why = _model(bench, maker)
    if mapper is None:
        for one, claim in claims.items():
            bench.untried(one, database.name, claim, why)
        return
    if served is not None and served.ask("POST", probe.path, {"do": "stream"}).status == 200:
        _Guarantees(bench, database, maker, mapper, probe, served, "").run(claims, kind)
        return
    bare = Litestar(route_handlers=[probe.handler()], plugins=[_plugin(bench)], openapi_config=None)
    note = "in an application of nothing but the configuration, as the application itself does not let a probe through"
    try:
        with serving(bench, bare, loop, {}) as own:
            _Guarantees(bench, database, maker, mapper, probe, own, note).run(claims, kind)
    except Untried as error:
        for one, claim in claims.items():
            bench.untried(one, database.name, claim, str(error))


def _plugin(bench: Bench) -> Any:
    from advanced_alchemy.extensions.litestar import SQLAlchemyInitPlugin

    return SQLAlchemyInitPlugin(config=[database.config for database in bench.databases])


def _model(bench: Bench, maker: Maker) -> tuple[Mapper[Any] | None, str]:
    """The model with the fewest ties of which a row can be made."""
    why = "it has no models"
    for mapper in sorted(maker.models, key=lambda m: len([*m.local_table.foreign_keys])):
        try:
            for table in mapper.tables:
                if isinstance(table, sa.Table):
                    usable(bench, table)
            maker.attributes(mapper)
        except Untried as error:
            why = str(error)
        except Exception as error:  # noqa: BLE001 - the round trip tells of it
            why = f"no row of {mapper.class_.__qualname__} can be written: {type(error).__name__}"
        else:
            return mapper, ""
    return None, why


class _Guarantees:
    """The guarantees, with a probe in an application that serves."""

    def __init__(
        self,
        bench: Bench,
        database: Database,
        maker: Maker,
        mapper: Mapper[Any],
        probe: Probe,
        serving_: Serving,
        note: str,
    ) -> None:
        self._bench, self._database, self._maker, self._mapper = bench, database, maker, mapper
        self._probe, self._serving, self._note = probe, serving_, note
        self._table: str = mapper.local_table.name  # type: ignore[attr-defined]

    def run(self, claims: Mapping[str, str], kind: str) -> None:
        """Check those that are claimed."""
        works: dict[str, Callable[[], list[str]]] = {
            "session.commit": lambda: self._commit(kind),
            "session.no-commit": lambda: self._no_commit(kind),
            "session.rollback": self._rollback,
            "session.failed-commit": lambda: self._failed_commit(kind),
            "session.given-back.success": lambda: self._given_back("succeed"),
            "session.given-back.failure": lambda: self._given_back("raise", "refuse", "not-found"),
            "session.given-back.cancellation": self._cancelled,
            "session.given-back.stream": lambda: self._given_back("stream"),
        }
        for name, claim in claims.items():
            script = scripts.by_command(claim, self._bench, f"{name}:{self._database.name}", [])
            self._bench.check(name, self._database.name, claim, lambda one=name: self._noted(works[one]), script)  # type: ignore[misc]

    def _noted(self, work: Callable[[], list[str]]) -> list[str]:
        self._bench.put_away()  # what an earlier check has left out is told there
        rows = work()
        return [*rows, self._note] if self._note else rows

    def _ask(self, do: str, **more: Any) -> tuple[Answer, int]:
        """Send a request that writes a row; the answer, and how many rows there are more than before."""
        self._probe.row = (self._mapper, self._maker.attributes(self._mapper))
        self._probe.flushed.clear()
        before = self._bench.witness.count(self._database.slot, self._table)
        answer = self._serving.ask("POST", self._probe.path, {"do": do}, **more)
        return answer, self._bench.witness.count(self._database.slot, self._table) - before

    def _commit(self, kind: str) -> list[str]:
        if kind == "custom":
            raise Untried("the application's own before_send_handler decides what is committed")
        answer, more = self._ask("succeed")
        if answer.status != 201:
            raise Missed(f"the probe, which writes a row, was to answer 201: {answer}")
        if more != 1:
            raise Missed(f"a request that wrote a row was answered 201, and another connection sees {more} rows more")
        return [f"201, and {self._table} has one row more"]

    def _no_commit(self, kind: str) -> list[str]:
        if kind == "custom":
            raise Untried("the application's own before_send_handler decides what is committed")
        answer, more = self._ask("succeed")
        if more:
            raise Missed(f"nothing was committed, and {self._table} has {more} rows more after {answer.status}")
        return [f"{answer.status}, and {self._table} is as before"]

    def _rollback(self) -> list[str]:
        said = []
        for do in ("raise", "refuse", "not-found"):
            answer, more = self._ask(do)
            if answer.status < 400:
                raise Missed(f"the handler was to {do}, and the request was answered {answer.status}")
            if more:
                raise Missed(f"the handler was to {do}, the answer is {answer.status}, and {more} rows more are there")
            said.append(f"{do}: {answer.status}, and {self._table} is as before")
        return said

    def _failed_commit(self, kind: str) -> list[str]:
        with refused_commits([self._database]) as refusing:
            answer, more = self._ask("commit" if kind == "manual" else "succeed")
            if not refusing.refused:  # a handler of the application's own that leaves it to the others
                answer, more = self._ask("commit")
        if answer.status < 400:
            raise Missed(
                f"the COMMIT that {refusing.sender} sent failed, and the request was answered {answer.status}; "
                f"{self._table} has {more} rows more"
            )
        return [f"{answer.status}, and {self._table} has {more} rows more"]

    def _given_back(self, *do: str) -> list[str]:
        said = []
        for one in do:
            answer = self._serving.ask("POST", self._probe.path, {"do": one}) if one == "stream" else self._ask(one)[0]
            self._all_back(f"a request that was to {one} (answered {answer.status})")
            said.append(f"{one}: answered {answer.status}, no connection is out")
        return said

    def _cancelled(self) -> list[str]:
        _, more = self._ask("wait", cancel_when=self._probe.flushed)
        if not self._probe.flushed.is_set():
            raise Untried("the request ended before it could be cancelled")
        self._all_back("a request that was cancelled after its flush")
        if more:
            raise Missed(f"a request that was cancelled after its flush left {more} rows")
        return [f"no connection is out, and {self._table} is as before"]

    def _all_back(self, what: str) -> None:
        out = settled(self._bench)
        if out:
            self._bench.put_away()
            raise Missed(f"after {what} {out} connections have not been given back")
