# Generated from reference_app/library/columns/ddl.py by `python -m tools.twin`; do not edit.
"""The DDL of a table, as somebody prints it who has no server of the product at hand."""

from sqlalchemy import Table
from sqlalchemy.dialects import oracle
from sqlalchemy.schema import CreateTable

__all__ = ("oracle_ddl",)


def oracle_ddl(table: Table, version: int) -> str:
    """A table's CREATE TABLE on a major version of Oracle, on one line."""
    dialect = oracle.dialect()  # type: ignore[no-untyped-call]
    dialect.server_version_info = (version, 0)
    return " ".join(str(CreateTable(table).compile(dialect=dialect)).split())
