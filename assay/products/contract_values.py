"""What the contract of a backend demands of values: those of each driver are read, and the reader's by applications."""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.oracle import RAW
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from assay.domain.servers import Server
from assay.domain.targets import Backend
from assay.products.probed_space import ProbedSpace
from assay.servers.waiting import one_line

_MOMENT = datetime.datetime(2026, 3, 29, 1, 30, 15, tzinfo=datetime.timezone.utc)


class BrokenContractError(Exception):
    """A demand does not hold; the text says what was seen."""


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


def values_are_read(backend: Backend, server: Server, name: str) -> str:
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


def uuids_are_read(backend: Backend, server: Server, name: str) -> str:
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
