# Generated from suites/library/modeling/test_nanoid_missing.py by `python -m tools.twin`; do not edit.
"""Base classes whose keys are short texts, where the package that makes them is not installed."""

from __future__ import annotations

from assay.checking import Reader, proves
from reference_app.library.nanoid_missing.models import BareAuditNote, BareNote
from reference_app.sync.library.database import Database
from suites.library.sync.modeling.notes import see_times

MODELS = (BareNote, BareAuditNote)


@proves("mixins.nanoid-fallback", formerly=("library/modeling/test_nanoid.py::test_keys_are_texts",))
def test_keys_are_texts(database: Database, reader: Reader) -> None:
    """Each object has another, and it is that of its row."""
    notes = [BareNote(title=f"Note {number:02}") for number in range(12)]
    with database.session() as session:
        session.add_all(notes)
        session.commit()
        keys = {note.id: note.title for note in notes}
    assert {type(key).__name__ for key in keys} == {"str"}
    assert len(keys) == 12
    assert {row["id"]: row["title"] for row in reader.rows("library_bare_nanoid_note")} == keys


@proves("mixins.nanoid-fallback", formerly=("library/modeling/test_nanoid.py::test_times_beside_the_keys",))
def test_times_beside_the_keys(database: Database, reader: Reader) -> None:
    """The times are those of the insert and of the last change."""
    see_times(database, reader, BareAuditNote)
