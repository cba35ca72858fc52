# Generated from suites/library/modeling/test_order.py by `python -m tools.twin`; do not edit.
"""In which order the columns of a table are."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, Table

from assay.checking import Reader, proves
from reference_app.library.bases.models import BigIntAuditNote, UUIDv7AuditNote
from reference_app.library.shapes.models import Ordered, Placed
from reference_app.sync.library.database import Database

MODELS = (Ordered, Placed, BigIntAuditNote, UUIDv7AuditNote)


@proves("modeling.order-created-table", "mixins.sentinel-hidden")
def test_key_first_and_times_last(database: Database, reader: Reader) -> None:
    """Between them are the model's own columns, as they are declared, and the sentinel of those that have one."""
    del database
    assert {name: list(reader.columns(name)) for name in ("library_ordered", "library_uuid7_audit_note")} == {
        "library_ordered": ["id", "name", "email", "alias", "sa_orm_sentinel", "created_at", "updated_at"],
        "library_uuid7_audit_note": ["id", "title", "sa_orm_sentinel", "created_at", "updated_at"],
    }
    assert list(reader.columns("library_bigint_audit_note")) == ["id", "title", "created_at", "updated_at"]


@proves("modeling.order-custom-sort-order")
def test_places_that_were_given(database: Database, reader: Reader) -> None:
    """Before the key, between key and others, behind them, and behind the times."""
    del database
    assert list(reader.columns("library_placed")) == [
        "first",
        "id",
        "early",
        "name",
        "late",
        "created_at",
        "updated_at",
        "last",
    ]


def reversed_copy(table: Table) -> MetaData:
    """Metadata in which the table is the same but for the order of its columns."""
    metadata = MetaData(naming_convention=table.metadata.naming_convention)
    Table(table.name, metadata, *(column._copy() for column in reversed(table.columns)))
    return metadata


@proves("modeling.order-existing-table")
def test_order_is_nothing_to_migrate(database: Database, reader: Reader) -> None:
    """A model with another order leaves the table as it is, and a comparison has nothing to tell."""
    before = list(reader.columns("library_ordered"))
    metadata = reversed_copy(Ordered.metadata.tables["library_ordered"])

    def compare(connection: Connection) -> list[Any]:
        metadata.create_all(connection)
        options = {
            "include_name": lambda name, kind, _: kind != "table" or name == "library_ordered",
            "compare_type": False,
        }
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))

    with database.engine.connect() as connection:
        found = compare(connection)
    assert found == []
    assert list(reader.columns("library_ordered")) == before
