# Generated from suites/library/modeling/numbers.py by `python -m tools.twin`; do not edit.
"""What is seen of models whose keys are numbers from the database."""

from __future__ import annotations

from typing import Any

from assay.checking import Reader
from reference_app.sync.library.database import Database
from suites.library.sync.modeling.notes import keys_of_new_rows

WIDE = 2**40 + 7
"""More than a column of 32 bits takes."""


def see_numbers(database: Database, reader: Reader, model: Any) -> None:
    """Keys are positive integers that the database has given, each another."""
    keys = keys_of_new_rows(database, reader, model, 12)
    assert {type(key) for key in keys} == {int}
    assert all(key > 0 for key in keys)
    assert len(set(keys)) == 12


def see_a_wide_number(database: Database, reader: Reader, model: Any) -> None:
    """A key that was given is kept, also one of more than 32 bits."""
    with database.session() as session:
        session.add(model(id=WIDE, title="Given"))
        session.commit()
        assert (session.get_one(model, WIDE)).title == "Given"
    assert [row["id"] for row in reader.rows(model.__tablename__)] == [WIDE]


def see_a_rollback(database: Database, reader: Reader, model: Any) -> None:
    """A row that was rolled back is gone, and the next one gets a key all the same."""
    with database.session() as session:
        session.add(model(title="Gone"))
        session.flush()
        session.rollback()
        session.add(model(title="Kept"))
        session.commit()
    assert [row["title"] for row in reader.rows(model.__tablename__)] == ["Kept"]


STEPS = {"several": see_numbers, "wide": see_a_wide_number, "rollback": see_a_rollback}
