"""Which checks there are, and in which order: what a later one needs comes first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from . import constraints, lists, login, migrations, openapi, round_trip, routes, sessions, tables
from .bench import Bench, Database, Loop
from .lines import Line, Untried
from .rows import Maker, astray
from .serving import Serving, serving
from .witness import Witness


def run(
    loaded: Any,
    part: str,
    ask: Callable[[dict[str, Any]], dict[str, Any]],
    lacks: dict[str, str],
    alone: bool,
    hard: dict[str, dict[str, Any]],
    emit: Callable[[Line], None],
    wanted: list[str],
    headers: Mapping[str, str],
) -> None:
    """Run a part of the checks; see :func:`entry.checks`."""
    loop = Loop()
    # A plug-in that is registered twice has its configurations twice.
    configurations = {id(config): config for config in loaded.configurations}.values()
    more = astray(configurations)
    databases = [
        Database(config, number, loaded.guard.slot_of(config.get_engine()), loop, more)
        for number, config in enumerate(configurations)
    ]
    target = next((own.target for own in loaded.request.databases), "")
    witness = Witness(ask)
    bench = Bench(loaded.app, loaded.name, target, databases, witness, lacks, hard, emit, wanted)
    if alone:
        witness.before = bench.leave
    makers = [Maker(bench, database) for database in databases]
    try:
        if part == "migrations":
            for database, maker in zip(databases, makers, strict=True):
                migrations.check(bench, database, maker, _ini(loaded))
        else:
            _serving(bench, loaded, loop, makers, headers)
    finally:
        bench.recording.close()


def _ini(loaded: Any) -> str:
    """The ``alembic.ini`` of the project; empty if it has none."""
    file = Path(loaded.project.directory) / "alembic.ini"
    return str(file) if file.is_file() else ""


def _serving(bench: Bench, loaded: Any, loop: Loop, makers: list[Maker], headers: Mapping[str, str]) -> None:
    _models(bench, makers)
    asked = [name for name in (*sessions.CLAIMS, *openapi.CLAIMS, *lists.CLAIMS) if bench.is_wanted(name)]
    if not asked:
        return
    probes = [sessions.Probe(database) for database in bench.databases]
    for probe in probes:
        bench.app.register(probe.handler())
    try:
        with serving(bench, bench.app, loop, headers) as served:
            _served(bench, makers, served, loaded.filters)
            for database, maker, probe in zip(bench.databases, makers, probes, strict=True):
                sessions.check(bench, database, maker, loop, probe, served)
    except Untried as why:
        _no_routes(bench, str(why))
        for database, maker, probe in zip(bench.databases, makers, probes, strict=True):
            sessions.check(bench, database, maker, loop, probe, None)


def _models(bench: Bench, makers: list[Maker]) -> None:
    for database in bench.databases:
        tables.check(bench, database)
    for database, maker in zip(bench.databases, makers, strict=True):
        if bench.is_wanted(round_trip.CHECK):
            round_trip.check(bench, database, maker)
        if bench.is_wanted("constraints"):
            constraints.check(bench, database, maker)


def _no_routes(bench: Bench, why: str) -> None:
    for name, claim in {**openapi.CLAIMS, **lists.CLAIMS}.items():
        bench.untried(name, "every route", claim, why)


def _served(bench: Bench, makers: list[Maker], served: Serving, filters: Mapping[int, Mapping[str, Any]]) -> None:
    try:
        schema = openapi.schema_of(bench.app)
    except Untried as why:
        _no_routes(bench, str(why))
        return
    login.log_in(served, makers, schema)
    by_database = {id(maker.database): maker for maker in makers}
    if any(bench.is_wanted(name) for name in lists.CLAIMS):
        for route in routes.list_routes(bench.app, schema, bench.databases, filters):
            if isinstance(route, str):
                bench.untried(
                    "list",
                    f"GET {route}",
                    "It lists rows as asked for.",
                    "the model whose rows it lists cannot be told",
                )
            else:
                lists.check(bench, route, by_database[id(route.database)], served)
    if any(bench.is_wanted(name) for name in openapi.CLAIMS):
        openapi.check(bench, makers, served, schema)
    for maker in makers:
        maker.clear()
