# Generated from suites/library/types/test_compiled.py by `python -m tools.twin`; do not edit.
"""What is known of a product without a server of it: the DDL that its dialect writes."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from advanced_alchemy.base import create_registry
from advanced_alchemy.types import GUID, ORA_JSONB, JsonB

from assay.checking import proves
from reference_app.library.columns.models import Document, Reference
from reference_app.sync.library.columns.ddl import oracle_ddl


def table_of(*columns: sa.Column[object], metadata: sa.MetaData | None = None) -> sa.Table:
    """A table of columns, with the library's naming convention if there is no other metadata."""
    return sa.Table("it", create_registry().metadata if metadata is None else metadata, *columns)


@proves("types.ora-jsonb")
@pytest.mark.parametrize("version", [19, 23])
def test_document_has_a_named_check(version: int) -> None:
    """A BLOB with a check that has a name of table and column; and so for any name of a column."""
    made = oracle_ddl(Document.__table__, version)  # type: ignore[arg-type]
    assert "data BLOB" in made, made
    assert "CONSTRAINT ck_library_document_data_is_json CHECK (data is json (strict))" in made, made


@proves("types.ora-jsonb")
def test_check_can_be_lenient() -> None:
    """oracle_strict=False leaves the word away."""
    made = oracle_ddl(table_of(sa.Column("data", ORA_JSONB(oracle_strict=False))), 19)
    assert "strict" not in made, made
    assert "CHECK (data is json" in made, made


@proves("types.ora-jsonb")
def test_two_columns_and_two_tables_have_checks_of_their_own() -> None:
    """No two constraints of a schema have one name."""
    metadata = create_registry().metadata
    tables = [
        sa.Table(name, metadata, sa.Column("data", JsonB), sa.Column("more", JsonB)) for name in ("first", "second")
    ]
    made = " ".join(oracle_ddl(table, 19) for table in tables)
    expected = {f"ck_{table}_{column}_is_json" for table in ("first", "second") for column in ("data", "more")}
    assert {word for word in made.split() if word.endswith("_is_json")} == expected, made


@proves("types.ora-jsonb")
def test_check_is_of_the_column_as_it_is_called() -> None:
    """A column whose name has to be quoted is quoted in its check too."""
    made = oracle_ddl(table_of(sa.Column("my data", JsonB)), 19)
    assert '"my data" BLOB' in made, made
    assert 'CHECK ("my data" is json' in made, made


@proves("types.guid-storage-per-database")
@pytest.mark.parametrize("binary", [True, False])
def test_sixteen_raw_bytes(binary: bool) -> None:
    """RAW(16), whichever way of storing is asked for."""
    assert "target RAW(16)" in oracle_ddl(Reference.__table__, 19)  # type: ignore[arg-type]
    assert "it RAW(16)" in oracle_ddl(table_of(sa.Column("it", GUID(binary=binary))), 19)
