# Generated from suites/library/modeling/test_nanoid.py by `python -m tools.twin`; do not edit.
"""Base classes whose keys are short texts."""

from __future__ import annotations

import string

from advanced_alchemy.repository import SQLAlchemySyncRepository

from assay.checking import Reader, proves
from reference_app.library.nanoid.models import NanoIDAuditNote, NanoIDNote
from reference_app.sync.library.database import Database
from suites.library.sync.modeling.notes import keys_of_new_rows, see_times

MODELS = (NanoIDNote, NanoIDAuditNote)

URL_SAFE = set(string.ascii_letters + string.digits + "_-")


class NoteRepository(SQLAlchemySyncRepository[NanoIDNote]):
    """Notes."""

    model_type = NanoIDNote


@proves("modeling.nanoid-base")
def test_keys(database: Database, reader: Reader) -> None:
    """21 characters that a URL takes as they are, each key another, and each object has its row's."""
    keys = keys_of_new_rows(database, reader, NanoIDNote, 40)
    assert {type(key) for key in keys} == {str}
    assert {len(key) for key in keys} == {21}
    assert set("".join(keys)) <= URL_SAFE
    assert len(set(keys)) == 40
    assert len(set("".join(keys))) > 40, "840 characters at random have nearly all of the 64"


@proves("modeling.nanoid-base")
def test_given_key_is_kept(database: Database, reader: Reader) -> None:
    """The default does not replace a key of the program's, and by it the row is found, changed and deleted."""
    with database.session() as session:
        notes = NoteRepository(session=session)
        notes.add_many([NanoIDNote(id="given_-key", title="Given"), NanoIDNote(title="Drawn")])
        session.commit()
        notes.update(NanoIDNote(id="given_-key", title="Changed"))
        session.commit()
        assert (notes.get("given_-key")).title == "Changed"
    assert {row["title"]: row["id"] == "given_-key" for row in reader.rows("library_nanoid_note")} == {
        "Changed": True,
        "Drawn": False,
    }
    with database.session() as session:
        NoteRepository(session=session).delete("given_-key")
        session.commit()
    assert [row["title"] for row in reader.rows("library_nanoid_note")] == ["Drawn"]


@proves("modeling.nanoid-audit-base")
def test_keys_beside_times(database: Database, reader: Reader) -> None:
    """The base with times has the same keys."""
    keys = keys_of_new_rows(database, reader, NanoIDAuditNote, 12)
    assert {(type(key), len(key)) for key in keys} == {(str, 21)}
    assert len(set(keys)) == 12


@proves("modeling.nanoid-audit-base")
def test_times_of_notes(database: Database, reader: Reader) -> None:
    """The times are those of the insert and of the last change."""
    see_times(database, reader, NanoIDAuditNote)
