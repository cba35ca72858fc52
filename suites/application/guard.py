"""Whatever database the application asks for, it gets Assay's own, and everything else is refused.

:func:`install` is called before anything of the application is imported:

* ``sqlalchemy.create_engine``, through which every way to make an engine leads, async ones and the library's
  configurations too, makes an engine on one of Assay's databases in its place. The application's URL only says which
  one: engines for one database share one of Assay's, whatever their drivers. Options that belong to a connection
  (``creator``, addresses in ``connect_args``, and on another database what its dialect does not take) are left out.
* Each connection that SQLAlchemy opens is refused unless its dialect is that of such an engine. So is an engine for
  which no database was given: it can be looked at, and not connected.
* An audit hook of the interpreter refuses every other socket and SQLite file; ``psycopg`` and ``psycopg2``, which
  connect outside of Python, have their ``connect`` refused unless it is for one of Assay's databases.

What is refused is kept, with the application's line. What a process that the application starts does is not seen.
"""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

from .inventory import Engine, Place, Refusal
from .places import Project

_PORTABLE = {
    *("echo", "echo_pool", "future", "hide_parameters", "json_serializer", "json_deserializer", "logging_name"),
    *("execution_options", "query_cache_size", "use_insertmanyvalues", "insertmanyvalues_page_size", "poolclass"),
    *("pool_pre_ping", "pool_recycle", "pool_size", "max_overflow", "pool_timeout", "pool_use_lifo"),
    *("pool_reset_on_return", "pool_logging_name", "isolation_level", "label_length", "enable_from_linting"),
    *("_is_async", "_initialize", "_coerce_config", "connect_args"),
}
"""Options of an engine that mean the same on another database."""
_OF_A_CONNECTION = {"creator", "async_creator", "pool", "module", "plugins"}
_ADDRESS = re.compile(r"host|port|user|pass|database|dbname|dsn|service|socket|ssl|url|key|cert", re.IGNORECASE)
_IN_MEMORY = {"", ":memory:", "file::memory:"}


class Refused(ConnectionRefusedError):  # noqa: N818 - as those of assay.domain.errors
    """The application wanted to reach what is not Assay's own."""


class Own(msgspec.Struct, frozen=True, kw_only=True):
    """A database of Assay's, in the place of one of the application's; the URLs have their passwords.

    Args:
        target: Its name for people, such as ``postgres-asyncpg``.
        async_url: With an async driver; empty if there is none.
        sync_url: With a sync driver; empty if there is none.
    """

    target: str = ""
    async_url: str = ""
    sync_url: str = ""


class Guard:
    """What was exchanged and refused in this process; :func:`install` makes the one that there is.

    Args:
        project: The application's directory.
        databases: Assay's, by slot.
        folder: A folder of Assay's own, where SQLite files may lie.
    """

    def __init__(self, project: Project, databases: Sequence[Own], folder: str) -> None:
        self.project = project
        self.databases = tuple(databases)
        self.folder = Path(folder).resolve()
        self.engines: list[Engine] = []
        self.refusals: list[Refusal] = []
        self._slots: dict[tuple[str, ...], int] = {}
        self._made: list[Any] = []
        """The engines themselves, in the order of ``engines``."""
        self._own_dialects: set[int] = set()
        self._addresses = {a for own in databases for url in (own.async_url, own.sync_url) for a in _addresses(url)}

    @property
    def slots(self) -> int:
        """How many databases the application has asked for."""
        return len(self._slots)

    def slot_of(self, engine: Any) -> int:
        """The slot of an engine, async or sync; -1 if it was made in another way."""
        sync = getattr(engine, "sync_engine", engine)
        return next((info.slot for one, info in zip(self._made, self.engines, strict=True) if one is sync), -1)

    def refuse(self, what: str, place: Place) -> Refused:
        """Keep a refusal, and give what is to be raised."""
        refusal = Refusal(what=what, place=place)
        if refusal not in self.refusals:
            self.refusals.append(refusal)
        return Refused(f"refused by Assay: {what} is none of its own databases")

    def create(self, real: Callable[..., Any], url: Any, options: dict[str, Any]) -> Any:
        """An engine in the place of the one that the application asks for."""
        from sqlalchemy.engine import make_url

        asked = make_url(url)
        is_async = bool(options.get("_is_async"))
        slot = self._slots.setdefault(_database_of(asked), len(self._slots))
        given = self.databases[slot] if slot < len(self.databases) else Own()
        own_text = given.async_url if is_async else given.sync_url
        own = make_url(own_text) if own_text else None
        kept = {name: value for name, value in options.items() if name not in _OF_A_CONNECTION}
        if own is not None and own.drivername != asked.drivername:
            kept = {name: v for name, v in kept.items() if name in _PORTABLE and _portable(name, v, own, asked)}
        arguments = {k: v for k, v in (kept.pop("connect_args", None) or {}).items() if not _ADDRESS.search(k)}
        if arguments and (own is None or own.drivername == asked.drivername):
            kept["connect_args"] = arguments
        engine, kept = _made(real, own or asked.set(query={}), kept)
        self._made.append(engine)
        if own is not None:
            self._own_dialects.add(id(engine.dialect))
        public = {name for name in options if not name.startswith("_")}
        self.engines.append(
            Engine(
                slot=slot,
                url=_shown(asked),
                backend=asked.get_backend_name(),
                driver=engine.driver if own is None else asked.drivername.partition("+")[2],
                is_async=is_async,
                options=tuple(sorted(public)),
                place=self.project.here(),
                own="" if own is None else _shown(own),
                left_out=tuple(sorted(public - {*kept})),
            )
        )
        return engine

    def on_connect(self, dialect: Any, record: Any, arguments: Any, options: Any) -> None:
        """SQLAlchemy's hook before each connection."""
        del record
        if id(dialect) not in self._own_dialects:
            host = options.get("host") or options.get("database") or (arguments[0] if arguments else "")
            raise self.refuse(f"{dialect.name} database {str(host)!r}", self.project.here())

    def on_audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """The interpreter's hook."""
        if event == "socket.connect":
            address = arguments[1]
            if isinstance(address, tuple) and (address[0], address[1]) in self._addresses:
                return
            shown = f"{address[0]}:{address[1]}" if isinstance(address, tuple) else repr(address)
            raise self.refuse(f"connection to {shown}", self.project.here())
        if event == "sqlite3.connect":
            file = str(arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0])
            if file in _IN_MEMORY or "mode=memory" in file or self.folder in Path(_path_of(file)).resolve().parents:
                return
            if (str(Path(_path_of(file)).resolve()), 0) in self._addresses:
                return
            raise self.refuse(f"SQLite file {file}", self.project.here())

    def is_own(self, host: str, port: Any) -> bool:
        """Whether an address is that of one of Assay's servers."""
        try:
            return (host, int(port)) in self._addresses
        except (TypeError, ValueError):
            return False


def install(project: Project, databases: Sequence[Own], folder: str) -> Guard:
    """Exchange and guard everything in this process, which has imported SQLAlchemy at most.

    Args:
        project: The application's directory.
        databases: Assay's databases by slot; none if nothing is to be connected.
        folder: A folder of Assay's own, where SQLite files may lie.
    """
    import sqlalchemy.ext.asyncio
    from sqlalchemy import event
    from sqlalchemy.engine import Engine as SyncEngine

    guard = Guard(project, databases, folder)
    real = sqlalchemy.create_engine

    def create_engine(url: Any, **options: Any) -> Any:
        return guard.create(real, url, options)

    create_engine.__doc__ = real.__doc__
    replace_everywhere(real, create_engine)
    event.listen(SyncEngine, "do_connect", guard.on_connect)
    _guard_libpq(guard)
    sys.addaudithook(guard.on_audit)
    return guard


def replace_everywhere(old: Any, new: Any, package: str = "") -> None:
    """Replace a function in every module of its package that has been imported.

    Args:
        old: The function.
        new: What takes its place.
        package: The package; that of the function by default.
    """
    package = package or old.__module__.partition(".")[0]
    for name, module in [*sys.modules.items()]:
        if name == package or name.startswith(f"{package}."):
            for key, value in [*vars(module).items()]:
                if value is old:
                    setattr(module, key, new)


def _guard_libpq(guard: Guard) -> None:
    """Guard the drivers of PostgreSQL that connect in C, where no audit hook is asked."""
    with suppress(ImportError):
        psycopg: Any = import_module("psycopg")
        parse = psycopg.conninfo.conninfo_to_dict
        for owner in (psycopg.Connection, psycopg.AsyncConnection):
            real = owner.connect.__func__

            def connect(cls: Any, /, conninfo: str = "", *args: Any, _real: Any = real, **options: Any) -> Any:
                names = {k: v for k, v in options.items() if k in {"host", "port", "hostaddr", "service"}}
                _check_libpq(guard, parse(conninfo, **names))
                return _real(cls, conninfo, *args, **options)

            owner.connect = classmethod(connect)
        psycopg.connect = psycopg.Connection.connect
    with suppress(ImportError):
        psycopg2: Any = import_module("psycopg2")
        plain = psycopg2.connect

        def connect2(dsn: str | None = None, *args: Any, **options: Any) -> Any:
            _check_libpq(guard, {**(psycopg2.extensions.parse_dsn(dsn) if dsn else {}), **options})
            return plain(dsn, *args, **options)

        psycopg2.connect = connect2


def _check_libpq(guard: Guard, wanted: dict[str, Any]) -> None:
    host = str(wanted.get("host") or wanted.get("hostaddr") or "")
    if not guard.is_own(host, wanted.get("port") or 5432):
        raise guard.refuse(f"PostgreSQL server {host or 'of the environment'!r}", guard.project.here())


def _made(real: Callable[..., Any], url: Any, options: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """An engine with those of the options that its dialect and pool take, and these options."""
    while True:
        try:
            return real(url, **options), options
        except TypeError as error:
            refused = {*re.findall(r"'(\w+)'", str(error).partition("sent to create_engine")[0])} & {*options}
            if not refused:
                raise
            options = {name: value for name, value in options.items() if name not in refused}


def _portable(name: str, value: Any, own: Any, asked: Any) -> bool:
    """Whether the value of a portable option means something on another database."""
    if name == "poolclass":
        return getattr(value, "__name__", "") in {"NullPool", "QueuePool", "AsyncAdaptedQueuePool"}
    if name == "isolation_level" and own.get_backend_name() != asked.get_backend_name():
        return str(value).upper() in {"AUTOCOMMIT", "SERIALIZABLE"}
    return True


def _database_of(url: Any) -> tuple[str, ...]:
    """What tells one database of the application from another, whatever the driver."""
    return url.get_backend_name(), url.host or "", str(url.port or ""), url.database or ""


def _shown(url: Any) -> str:
    """A URL without its secrets; what is after the question mark may be some."""
    return str(url.set(query={}).render_as_string(hide_password=True))


def _addresses(text: str) -> set[tuple[str, int]]:
    """The host and its numbers with the port of a URL; of a SQLite file its path with 0."""
    from sqlalchemy.engine import make_url

    if not text:
        return set()
    url = make_url(text)
    if url.host is None:
        return {(str(Path(url.database).resolve()), 0)} if url.database else set()
    found = {(url.host, url.port or 0)}
    with suppress(OSError):
        found |= {(str(answer[4][0]), url.port or 0) for answer in socket.getaddrinfo(url.host, url.port)}
    return found


def _path_of(file: str) -> str:
    return file.removeprefix("file:").partition("?")[0] if file.startswith("file:") else file
