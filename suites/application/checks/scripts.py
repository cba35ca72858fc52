"""Scripts that show a failure without Assay: they take the URL of an empty database."""

from __future__ import annotations

import datetime
import decimal
import enum
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Mapper

from .bench import Bench

_TABLES = '''"""{title}

Run it in the application's folder, with the URL of an empty database: python {name} {url}
"""

import datetime
import decimal
import sys
import uuid

import sqlalchemy as sa
{imports}

def work(connection):
    {metadata}.create_all(connection)
{body}

{run}
'''
_SYNC = """engine = sa.create_engine(sys.argv[1])
with engine.begin() as connection:
    work(connection)
"""
_ASYNC = """import asyncio

from sqlalchemy.ext.asyncio import create_async_engine


async def main():
    engine = create_async_engine(sys.argv[1])
    async with engine.begin() as connection:
        await connection.run_sync(work)
    await engine.dispose()


asyncio.run(main())
"""
_ASKS = '''"""{title}

Run it in the application's folder; the application gets a database of Assay's, as in the check. What it is run with,
such as --header, goes on to Assay.
"""

import subprocess
import sys

sys.exit(subprocess.call(["assay", "app", {spec!r}, "--target", {target!r}, "--check", {check!r}, *sys.argv[1:]]))

# What was sent:
{sent}
'''


def on_a_connection(
    title: str, mapper: Mapper[Any], lines: Sequence[str], *, is_async: bool, more: Sequence[Mapper[Any]] = ()
) -> str:
    """A script that creates the tables of a model and does something with its table.

    Args:
        title: What it shows.
        mapper: The model.
        lines: Statements in Python; ``connection`` is open, and the model's class has its own name.
        is_async: Whether the application's engine is async.
        more: Other models whose names the lines use.
    """
    names = {m.class_.__qualname__.partition(".")[0]: m.class_.__module__ for m in (mapper, *more)}
    imports = "".join(f"from {module} import {name}\n" for name, module in sorted(names.items()))
    url = "driver+async://..." if is_async else "driver://..."
    return _TABLES.format(
        title=title.replace('"""', "'''").replace("\\", "\\\\"),
        name="this.py",
        url=url,
        imports=imports,
        metadata=f"{mapper.class_.__qualname__}.metadata",
        body="\n".join(f"    {line}" for line in lines),
        run=_ASYNC if is_async else _SYNC,
    )


def by_command(title: str, bench: Bench, check: str, sent: Sequence[str]) -> str:
    """A script that has Assay run the check again, and says what it sends."""
    return _ASKS.format(
        title=title.replace('"""', "'''").replace("\\", "\\\\"),
        spec=bench.spec,
        target=bench.target,
        check=check,
        sent="\n".join(f"#   {line}" for text in sent for line in text.splitlines()),
    )


def inserted(mapper: Mapper[Any], columns: Mapping[str, Any]) -> str:
    """The statement that writes a row of a model's table."""
    values = ", ".join(f"{name!r}: {literal(value)}" for name, value in columns.items())
    return f"connection.execute(sa.insert({mapper.class_.__qualname__}.__table__).values({{{values}}}))"


def selected(mapper: Mapper[Any]) -> str:
    """The statement that shows the rows of a model's table."""
    return f"print(connection.execute(sa.select({mapper.class_.__qualname__}.__table__)).mappings().all())"


def literal(value: Any) -> str:
    """A value as Python writes it."""
    if isinstance(value, enum.Enum):
        return repr(value.name)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, decimal.Decimal):
        return f"decimal.{value!r}"
    if isinstance(value, uuid.UUID):
        return f"uuid.{value!r}"
    if value is None or isinstance(
        value, (bool, int, float, str, bytes, datetime.date, datetime.time, datetime.timedelta)
    ):
        return repr(value)
    return repr(str(value))
