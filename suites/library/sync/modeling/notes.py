# Generated from suites/library/modeling/notes.py by `python -m tools.twin`; do not edit.
"""Notes that are written, and what the tables then have."""

from __future__ import annotations

import datetime
from typing import Any

from assay.checking import Reader
from reference_app.sync.library.database import Database

SECOND = datetime.timedelta(seconds=1)
"""Some databases keep whole seconds, rounded up or cut off."""
LONG_AGO = datetime.datetime(2021, 3, 28, 2, 30, tzinfo=datetime.timezone.utc)


def now() -> datetime.datetime:
    """This moment, in UTC."""
    return datetime.datetime.now(datetime.timezone.utc)


def keys_of_new_rows(database: Database, reader: Reader, model: Any, count: int = 3) -> list[Any]:
    """Write notes in one flush, and see that each object has its own row's key.

    Args:
        database: Where.
        reader: What tells of the rows.
        model: The class of the notes.
        count: How many.

    Returns:
        The keys as the program has them, in the order in which the notes were added.
    """
    table = str(model.__tablename__)
    notes = [model(title=f"Note {number:03}") for number in range(count)]
    with database.session() as session:
        session.add_all(notes)
        session.commit()
        keys = [note.id for note in notes]
    stored = {row["id"]: row["title"] for row in reader.rows(table)}
    assert stored == {key: f"Note {number:03}" for number, key in enumerate(keys)}
    with database.session() as session:
        for number, key in enumerate(keys):
            found = session.get(model, key)
            assert found is not None, f"there is no {model.__name__} {key!r}"
            assert (found.id, found.title) == (key, f"Note {number:03}")
    return keys


def see_times(database: Database, reader: Reader, model: Any) -> None:
    """Write a note and change it: its times are of the insert, and the change moves one of them.

    Args:
        database: Where.
        reader: What tells of the rows.
        model: The class of the notes.
    """
    table = str(model.__tablename__)
    before = now()
    with database.session() as session:
        session.add(model(title="New"))
        session.add(model(title="Old", created_at=LONG_AGO, updated_at=LONG_AGO))
        session.add(model(title="Bystander", created_at=LONG_AGO, updated_at=LONG_AGO))
        session.commit()
    after = now()
    new, old = reader.row(table, title="New"), reader.row(table, title="Old")
    assert new is not None
    assert old is not None
    assert before - SECOND <= new["created_at"] <= after + SECOND
    assert before - SECOND <= new["updated_at"] <= after + SECOND
    assert (old["created_at"], old["updated_at"]) == (LONG_AGO, LONG_AGO)
    with database.session() as session:
        found = session.get(model, old["id"])
        assert found is not None
        assert (found.created_at, found.updated_at) == (LONG_AGO, LONG_AGO)
        assert found.created_at.utcoffset() == datetime.timedelta(0)
        found.title = "Changed"
        session.commit()
    changed, bystander = reader.row(table, title="Changed"), reader.row(table, title="Bystander")
    assert changed is not None
    assert bystander is not None
    assert changed["id"] == old["id"]
    assert changed["created_at"] == LONG_AGO, "the change of the title moved created_at"
    assert changed["updated_at"] >= before - SECOND, "the change of the title left updated_at"
    assert (bystander["created_at"], bystander["updated_at"]) == (LONG_AGO, LONG_AGO)
