"""What a backend has to hold, tried against a server of it, before any check on it is believed."""

from __future__ import annotations

import datetime
import importlib.metadata
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.oracle import RAW
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from assay.domain.capabilities import DatabaseCapability, stated
from assay.domain.servers import Server
from assay.domain.targets import Backend, Driver
from assay.products.capability_probes import PROBES
from assay.products.probed_space import ProbedSpace
from assay.servers.waiting import one_line, within

SECONDS = 60.0
"""How long one demand may take: a driver may wait for ever."""
FACTS = ("time zone", "isolation", "collation")
"""Settings that reports name."""
_MOMENT = datetime.datetime(2026, 3, 29, 1, 30, 15, tzinfo=datetime.timezone.utc)


@dataclass(frozen=True)
class Clause:
    """What came of one demand.

    Args:
        demand: What is demanded.
        held: Whether it holds; None if it could not be tried, and nothing is known.
        said: Why not, or what was seen.
    """

    demand: str
    held: bool | None
    said: str = ""


class BrokenContractError(Exception):
    """A demand does not hold; the text says what was seen."""


def examine_drivers(backend: Backend) -> Iterator[Clause]:
    """What can be tried without a server: drivers are installed, and what they are said to be; types are stated."""
    for driver in backend.drivers:
        yield _tried(f"driver {driver.name}", partial(_driver, driver))
    yield _tried("administrator's driver", partial(_admin_driver, backend))
    yield _tried("column types are stated", partial(_column_types, backend))


def examine_server(backend: Backend, server: Server, prefix: str) -> Iterator[Clause]:
    """What is tried on a server: facts, spaces, values and each capability of the profile.

    Args:
        backend: The backend.
        server: Its server, which is ready.
        prefix: What the names of the spaces begin with that are made, and dropped again.
    """
    demands: dict[str, Callable[[Backend, Server, str], str | None]] = {
        "facts": _facts,
        "claims its own server": _claims,
        "space is made, listed and dropped": _space_is_dropped,
        "space that exists is refused": _space_is_taken,
        "space with open connections is dropped": _space_in_use,
        "room is tried and given back": _room,
        "answer is told from silence": _answers,
        "values of each driver are read": _values,
        "UUIDs of 16 bytes are read": _bytes_of_uuids,
    }
    for number, (demand, call) in enumerate(demands.items()):
        yield _tried(demand, partial(call, backend, server, f"{prefix}_d{number:x}"))
    for number, capability in enumerate(PROBES):
        yield examine_capability(backend, server, f"{prefix}_c{number:x}", capability)


def examine_capability(backend: Backend, server: Server, name: str, capability: DatabaseCapability) -> Clause:
    """Whether what a profile says of a capability is so, declared or not.

    Args:
        backend: The backend.
        server: Its server, which is ready.
        name: Name of the space that it is tried in.
        capability: The capability.
    """
    declared = stated(backend.capabilities, capability)

    def compare() -> str:
        space = backend.create_space(server, name)
        try:
            found = PROBES[capability](ProbedSpace(backend, server, space))
        finally:
            backend.drop_space(server, name)
        said = f"the profile says {'yes' if declared.present else 'no'} ({declared.reason})"
        if found != declared.present:
            meant = "" if declared.reason == capability.meaning else f". {capability}: {capability.meaning}"
            raise BrokenContractError(f"{said}, and the server shows {'yes' if found else 'no'}{meant}")
        return said

    return _tried(f"capability {capability}", compare, fails=None)


def _tried(demand: str, call: Callable[[], str | None], fails: bool | None = False) -> Clause:
    """What comes of a demand.

    Args:
        demand: What is demanded.
        call: Tries it; gives what is to be said, and raises BrokenContractError if it does not hold.
        fails: What another exception means.
    """
    try:
        return Clause(demand, True, within(SECONDS, demand, call) or "")
    except BrokenContractError as error:
        return Clause(demand, False, str(error))
    except Exception as error:  # noqa: BLE001 - whatever a backend or a driver raises is what is to be told
        return Clause(demand, fails, f"could not be tried: {one_line(error)}")


def _driver(driver: Driver) -> str:
    if driver.distribution != "python":
        try:
            version = importlib.metadata.version(driver.distribution)
        except importlib.metadata.PackageNotFoundError:
            raise BrokenContractError(f"{driver.distribution} is not installed: pip install it") from None
    else:
        version = ""
    dialect = sa.make_url(f"{driver.dialect}://").get_dialect(_is_async=driver.is_async)
    if dialect.is_async != driver.is_async:
        kinds = ("async" if dialect.is_async else "sync", "async" if driver.is_async else "sync")
        raise BrokenContractError(f"{driver.dialect} is {kinds[0]}, and declared {kinds[1]}")
    dialect.import_dbapi()
    return f"{driver.distribution} {version}".strip()


def _admin_driver(backend: Backend) -> str:
    dialect = sa.make_url(f"{backend.admin_dialect}://").get_dialect()
    if dialect.is_async:
        raise BrokenContractError(f"admin_dialect {backend.admin_dialect} is async: the harness needs a sync one")
    dialect.import_dbapi()
    return backend.admin_dialect


def _column_types(backend: Backend) -> None:
    if backend.column_types is None:
        raise BrokenContractError("column_types is None: the checks of column types would be errors; state them")


def _facts(backend: Backend, server: Server, name: str) -> str:
    del name
    facts = backend.facts(server)
    if missing := [fact for fact in FACTS if fact not in facts.settings]:
        raise BrokenContractError(f"settings without {', '.join(missing)}: reports name them")
    return facts.version or "the server tells no version"


def _claims(backend: Backend, server: Server, name: str) -> None:
    del name
    if not backend.claims(server):
        raise BrokenContractError("claims() says that it is another product's server")


def _space_is_dropped(backend: Backend, server: Server, name: str) -> None:
    space = backend.create_space(server, name)
    there = space.name in backend.spaces(server) or name in backend.spaces(server)
    backend.drop_space(server, name)
    if not there:
        raise BrokenContractError(f"spaces() does not list {name}, which was made")
    if name in backend.spaces(server):
        raise BrokenContractError(f"spaces() lists {name}, which was dropped")
    backend.drop_space(server, name)  # of what is not there it is no error


def _space_is_taken(backend: Backend, server: Server, name: str) -> None:
    backend.create_space(server, name)
    try:
        backend.create_space(server, name)
    except sa.exc.DBAPIError:
        return
    except Exception as error:  # noqa: BLE001 - a driver's own, which nobody who makes a space expects
        raise BrokenContractError(f"create_space() has to raise SQLAlchemy's DBAPIError: {one_line(error)}") from None
    finally:
        backend.drop_space(server, name)
    raise BrokenContractError("a space is made that is there already: two workers would share it")


def _space_in_use(backend: Backend, server: Server, name: str) -> None:
    space = backend.create_space(server, name)
    engine = ProbedSpace(backend, server, space).engine()
    forgotten = engine.connect()
    try:
        forgotten.execute(sa.select(sa.literal(1))).all()
        backend.drop_space(server, name)
        if name in backend.spaces(server):
            raise BrokenContractError("a space that somebody is connected to is not dropped")
    finally:
        forgotten.invalidate()
        engine.dispose()
        backend.drop_space(server, name)


def _room(backend: Backend, server: Server, name: str) -> None:
    space = backend.create_space(server, name)
    try:
        backend.try_write(server, space)
        backend.try_write(server, space)  # it leaves nothing, or this is refused
    finally:
        backend.drop_space(server, name)


def _answers(backend: Backend, server: Server, name: str) -> str:
    """A refused login is an answer, and a port on which nobody listens is none."""
    del name
    if not server.address.host or not server.address.password:
        return "there is no server, or no login, to tell apart"
    for url, answers in (
        (server.address.set(port=1), False),
        (server.address.set(password=f"{server.address.password}-wrong"), True),
    ):
        other = Server(server.backend, server.source, url.render_as_string(hide_password=False))
        try:
            backend.facts(other)
        except Exception as error:  # noqa: BLE001 - it is asked about whatever its driver raises
            if backend.answered(error) != answers:
                what = "a refused login" if answers else "a port on which nobody listens"
                raise BrokenContractError(
                    f"answered() takes {what} for {'no' if answers else 'an'} answer: {one_line(error)}"
                ) from None
        else:
            raise BrokenContractError("facts() succeed with a wrong password or port")
    return ""


def _values_table() -> sa.Table:
    return sa.Table(
        "assay_values",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("flag", sa.Boolean, nullable=False),
        sa.Column("code", sa.Uuid, nullable=False),
        sa.Column("word", sa.String(60), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("raw", sa.LargeBinary, nullable=False),
        sa.Column("price", sa.Numeric(10, 2), nullable=False),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=False),
        sa.Column("absent", sa.String(5)),
    )


def _without_types(place: ProbedSpace, table: sa.Table) -> list[sa.Column[Any]]:
    """The columns whose type no driver's dialect has: a table with one cannot be made, whatever the profile says."""

    def known(connection: sa.Connection) -> set[str]:
        return {column.name for column in table.columns if _has_type(connection.dialect, column)}

    found = set[str]().union(*(place.through(driver, known) for driver in place.backend.drivers))
    return [column for column in table.columns if column.name not in found]


def _has_type(dialect: sa.Dialect, column: sa.Column[Any]) -> bool:
    try:
        column.type.compile(dialect=dialect)
    except sa.exc.CompileError:
        return False
    return True


def _row(number: int, table: sa.Table) -> dict[str, Any]:
    values = {
        "id": number,
        "flag": True,
        "code": uuid.uuid4(),
        "word": "naïve 𠀀 ' \" \\ %",
        "data": {"a": [1, None, "ü"]},
        "day": datetime.date(2026, 3, 29),
        # Valid base64 itself: nobody may take it for an encoding.
        "raw": b"QUJD\x00\xff",
        "price": Decimal("12.50"),
        "moment": _MOMENT,
        "absent": None,
    }
    return {name: value for name, value in values.items() if name in table.columns}


def _values(backend: Backend, server: Server, name: str) -> str:
    """What any driver writes is read as Python's values, and what is written through the hooks an application reads."""
    space = backend.create_space(server, name)
    try:
        place, full = ProbedSpace(backend, server, space), _values_table()
        left_out = _without_types(place, full)
        _values_in(place, sa.Table(full.name, sa.MetaData(), *(c.copy() for c in full.columns if c not in left_out)))
    finally:
        backend.drop_space(server, name)
    return f"no dialect of its drivers has {', '.join(type(c.type).__name__ for c in left_out)}" if left_out else ""


def _values_in(place: ProbedSpace, written: sa.Table) -> None:
    backend, space = place.backend, place.space
    administrator = sa.create_engine(space.url, poolclass=NullPool)
    wanted: dict[int, dict[str, Any]] = {}
    with administrator.begin() as connection:
        written.create(connection)

    def write(row: dict[str, Any], connection: sa.Connection) -> None:
        connection.execute(sa.insert(written), row)
        connection.commit()

    for number, driver in enumerate(backend.drivers):
        wanted[number] = _row(number, written)
        try:
            place.through(driver, partial(write, wanted[number]))
        except (SQLAlchemyError, TypeError, ValueError) as error:
            raise BrokenContractError(f"{driver.name} does not write {wanted[number]}: {one_line(error)}") from None
    table = _described(backend, administrator, written.name)
    own = len(backend.drivers)
    wanted[own] = _row(own, written)
    sent = {key: backend.to_database(table.c[key], value) for key, value in wanted[own].items()}
    try:
        with administrator.begin() as connection:
            connection.execute(sa.insert(table), sent)
    except (SQLAlchemyError, TypeError, ValueError) as error:
        types = ", ".join(f"{column.name} {column.type!r}" for column in table.columns)
        raise BrokenContractError(
            f"the reader does not write {sent}: mend to_database(), or reflected(), with which the types are "
            f"{types}: {one_line(error)}"
        ) from None
    seen: set[int] = set()
    with administrator.connect() as connection:
        for found in connection.execute(sa.select(table)).mappings():
            row = {key: backend.to_python(table.c[key], value) for key, value in found.items()}
            _compare(wanted[int(row["id"])], row)
            seen.add(row["id"])
        application = connection.execute(sa.select(written.c.code).where(written.c.id == own)).scalar_one()
    administrator.dispose()
    if unread := {*wanted} - seen:
        raise BrokenContractError(f"{len(unread)} of {len(wanted)} rows are not read")
    if application != wanted[own]["code"]:
        raise BrokenContractError(f"to_database() sends a UUID that an application reads as {application!r}")


def _described(backend: Backend, administrator: sa.Engine, name: str) -> sa.Table:
    """A table as the independent reader sees it."""
    return sa.Table(
        name,
        sa.MetaData(),
        autoload_with=administrator,
        listeners=[("column_reflect", lambda _inspector, _table, column: backend.reflected(column))],
    )


def _bytes_of_uuids(backend: Backend, server: Server, name: str) -> str:
    """What libraries keep a UUID in that know of no type for it in the database."""
    stated_type = backend.column_types.reflected_uuid if backend.column_types else ""
    if not stated_type.endswith("(16)"):
        return f"column_types say that none are kept so, but in {stated_type or 'nothing'}"
    space = backend.create_space(server, name)
    try:
        _uuids_in(ProbedSpace(backend, server, space), stated_type)
    finally:
        backend.drop_space(server, name)
    return stated_type


def _uuids_in(place: ProbedSpace, stated_type: str) -> None:
    backend, sixteen = place.backend, sa.BINARY(16).with_variant(RAW(16), "oracle")
    key = sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)
    written = sa.Table("assay_uuids", sa.MetaData(), key, sa.Column("code", sixteen, nullable=False))
    administrator = sa.create_engine(place.space.url, poolclass=NullPool)
    with administrator.begin() as connection:
        written.create(connection)
    codes = {1: uuid.uuid4(), 2: uuid.uuid4()}

    def write(connection: sa.Connection) -> None:
        connection.execute(sa.insert(written), {"id": 1, "code": codes[1].bytes})
        connection.commit()

    place.through(backend.drivers[0], write)
    table = _described(backend, administrator, written.name)
    kind = table.c.code.type
    found_type = f"{type(kind).__name__}({getattr(kind, 'length', None)})"
    if found_type != stated_type:
        raise BrokenContractError(f"reflected_uuid is {stated_type}, and reflected() leaves it {found_type}")
    sent = backend.to_database(table.c.code, codes[2])
    try:
        with administrator.begin() as connection:
            connection.execute(sa.insert(table), {"id": 2, "code": sent})
    except (SQLAlchemyError, TypeError, ValueError) as error:
        raise BrokenContractError(f"to_database() gives {sent!r} for {found_type}: {one_line(error)}") from None
    with administrator.connect() as connection:
        for number, value in connection.execute(sa.select(table.c.id, table.c.code)):
            _compare({"code": codes[number]}, {"code": backend.to_python(table.c.code, value)})
    administrator.dispose()


def _compare(wanted: dict[str, Any], found: dict[str, Any]) -> None:
    for key, value in wanted.items():
        if found[key] != value or type(found[key]) is not type(value):
            raise BrokenContractError(f"to_python() gives {found[key]!r} in column {key}, where {value!r} was written")
