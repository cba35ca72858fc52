# Generated from suites/library/modeling/definitions.py by `python -m tools.twin`; do not edit.
"""Models that a check defines itself, where nothing else is."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from sqlalchemy import Constraint, Table
from sqlalchemy.schema import CreateTable


def unused_key() -> str:
    """A bind key that nobody has used: its metadata are empty."""
    return f"library-{uuid4()}"


def names_of(table: Table, kind: type[Constraint]) -> list[str]:
    """The names of a table's constraints of a kind, sorted."""
    return sorted(str(constraint.name) for constraint in table.constraints if type(constraint) is kind)


def statement_for(table: Table, dialect: Any = None) -> str:
    """The CREATE TABLE of a table."""
    create: Any = CreateTable(table)
    return str(create.compile(dialect=dialect))
