# Generated from suites/library/modeling/test_names_in_the_database.py by `python -m tools.twin`; do not edit.
"""Names of constraints, as the database has them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.schema import ForeignKeyConstraint, PrimaryKeyConstraint

from assay.checking import Reader, proves
from reference_app.library.shapes.models import Imprint, Publisher
from reference_app.sync.library.database import Database
from suites.library.sync.modeling.definitions import names_of

MODELS = (Publisher, Imprint)


@proves("modeling.naming-convention", needs=("keeps-constraint-names", "unique-constraints"))
def test_names_in_the_database(database: Database, reader: Reader) -> None:
    """Index, unique constraint and foreign key are called after table and column."""
    del database
    table = reader.table("library_imprint")
    assert "ix_library_imprint_founded" in {index.name for index in table.indexes}
    assert "uq_library_imprint_name" in names_of(table, UniqueConstraint) + [str(i.name) for i in table.indexes]
    assert names_of(table, ForeignKeyConstraint) == ["fk_library_imprint_publisher_id_library_publisher"]


@proves("modeling.naming-convention")
def test_names_of_the_model() -> None:
    """So are the primary key and a check constraint that has a name."""
    table = Imprint.metadata.tables["library_imprint"]
    assert names_of(table, PrimaryKeyConstraint) == ["pk_library_imprint"]
    assert names_of(table, CheckConstraint) == ["ck_library_imprint_after_gutenberg"]
    assert names_of(table, UniqueConstraint) == ["uq_library_imprint_name"]
    assert names_of(table, ForeignKeyConstraint) == ["fk_library_imprint_publisher_id_library_publisher"]
    assert [index.name for index in table.indexes] == ["ix_library_imprint_founded"]
