# Generated from suites/library/file_object/test_changes.py by `python -m tools.twin`; do not edit.
"""Files that are replaced, and files whose rows are deleted."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.repository import SQLAlchemySyncRepository

from assay.checking import Reader, proves
from reference_app.library.documents.models import Folder
from reference_app.sync.library.database import Database
from suites.library.sync.file_object.keeping import (
    Slow,
    a_file,
    begun,
    both_have,
    committed,
    folder,
    have,
    settled,
    tasks,
)

MODELS = (Folder,)


class FolderRepository(SQLAlchemySyncRepository[Folder]):
    """Folders."""

    model_type = Folder


@proves("file-object.replaced-file-deleted")
@pytest.mark.parametrize("by", ["another", "none"])
@pytest.mark.parametrize("state", ["read", "written", "expired"])
def test_replaced_cover(database: Database, reader: Reader, store: Any, by: str, state: str) -> None:
    """The old file is deleted whether the row was just read, was written in this session, or is to be read again."""
    have(database, Folder(name="bystander", cover=a_file("b")))
    new = None if by == "none" else a_file("new")
    if state != "written":
        have(database, Folder(name="a", cover=a_file("old")))
    with database.session() as session:
        if state == "written":
            session.add(Folder(name="a", cover=a_file("old")))
            committed(database, session)
        row = folder(session, "a")
        if state == "expired":
            session.expire(row, ["cover"])
        row.cover = new
        committed(database, session)
    both_have(database, store, "b", *(["new"] if new else []))


@proves("file-object.replaced-file-deleted")
def test_other_columns_leave_the_file(database: Database, reader: Reader, store: Any) -> None:
    """A row that gets another name keeps its files."""
    have(database, Folder(name="a", cover=a_file("c"), pages=[a_file("p")]))
    with database.session() as session:
        (folder(session, "a")).name = "other"
        committed(database, session)
    both_have(database, store, "c", "p")


@proves("file-object.replaced-file-deleted")
def test_replaced_twice_in_one_transaction(database: Database, reader: Reader, store: Any) -> None:
    """Only the last of several files that are flushed is there in the end."""
    have(database, Folder(name="a", cover=a_file("first")))
    with database.session() as session:
        row = folder(session, "a")
        for name in ("second", "third"):
            row.cover = a_file(name)
            session.flush()
        committed(database, session)
    both_have(database, store, "third")


@proves("file-object.deleted-row-deletes-file")
@pytest.mark.parametrize("how", ["session", "repository"])
def test_deleted_row(database: Database, reader: Reader, store: Any, how: str) -> None:
    """Its cover and its pages are gone, and those of the others are there."""
    have(
        database,
        Folder(name="a", cover=a_file("c"), pages=[a_file("p"), a_file("q")]),
        Folder(name="b", cover=a_file("d")),
    )
    with database.session() as session:
        row = folder(session, "a")
        if how == "session":
            session.delete(row)
        else:
            FolderRepository(session=session).delete(row.id)
        committed(database, session)
    both_have(database, store, "d")


@proves("file-object.bulk-delete-deletes-files")
@pytest.mark.parametrize("how", ["delete_many", "delete_where"])
def test_deleted_rows(database: Database, reader: Reader, store: Any, how: str) -> None:
    """The same of many rows at once."""
    have(database, *(Folder(name=name, cover=a_file(name)) for name in "abc"))
    with database.session() as session:
        folders = FolderRepository(session=session)
        if how == "delete_many":
            folders.delete_many([(folder(session, name)).id for name in "ab"])
        else:
            folders.delete_where(Folder.name.in_(["a", "b"]))
        committed(database, session)
    both_have(database, store, "c")


@proves("file-object.single-and-multiple")
def test_two_commits_of_a_session(database: Database, reader: Reader, store: Any) -> None:
    """A session that goes on while the file of its last commit is being stored stores the next one too."""
    slow = Slow(database)
    known = tasks(database)
    with database.session() as session:
        session.add(Folder(name="a", cover=a_file("a")))
        session.commit()
        begun(database, known)
        session.add(Folder(name="b", cover=a_file("b")))
        session.flush()
        slow.gate.set()
        settled(database, known)
        committed(database, session)
    both_have(database, store, "a", "b")
