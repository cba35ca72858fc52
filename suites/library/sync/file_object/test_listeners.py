# Generated from suites/library/file_object/test_listeners.py by `python -m tools.twin`; do not edit.
"""Which sessions store files, and what a store that refuses does to the commit."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from advanced_alchemy.config import SQLAlchemySyncConfig, SyncSessionConfig
from advanced_alchemy.types import storages
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session

from assay.checking import Reader, proves
from reference_app.library.documents.models import FILES, Folder
from reference_app.sync.library.database import Database
from suites.library.sync.file_object.keeping import (
    Slow,
    a_file,
    both_have,
    committed,
    folder,
    have,
    kept,
    named,
    rolled_back,
    settled,
    tasks,
)

MODELS = (Folder,)


def configured(database: Database, **options: Any) -> SQLAlchemySyncConfig:
    """A configuration of the same engine with other options."""
    return SQLAlchemySyncConfig(
        engine_instance=database.engine, session_config=SyncSessionConfig(expire_on_commit=False), **options
    )


@proves("file-object.listener-switch")
def test_listener_is_switched_off(database: Database, reader: Reader, store: Any) -> None:
    """With enable_file_object_listener=False a row is written, and storing and deleting are the program's business."""
    have(database, Folder(name="bystander", cover=a_file("b")))
    with configured(database, enable_file_object_listener=False).get_session() as session:
        session.add(Folder(name="a", cover=a_file("c")))
        committed(database, session)
        session.delete(folder(session, "bystander"))
        committed(database, session)
    assert (named(database), kept(store)) == (["c"], ["b"])


@proves("file-object.listener-switch")
def test_two_configurations_in_one_process(database: Database, reader: Reader, store: Any) -> None:
    """A configuration whose listener is off switches off no other, and none switches it on."""
    off, on = configured(database, enable_file_object_listener=False), configured(database)
    for config, name in ((off, "off"), (on, "on"), (off, "off-again")):
        with config.get_session() as session:
            session.add(Folder(name=name, cover=a_file(name)))
            committed(database, session)
    assert kept(store) == ["on"]


@proves("file-object.listener-needs-config")
def test_plain_session(database: Database, reader: Reader, store: Any) -> None:
    """A session that no configuration made writes the row, and stores no file."""
    with Session(database.engine) as session:
        session.add(Folder(name="a", cover=a_file("c")))
        committed(database, session)
    assert (named(database), kept(store)) == (["c"], [])


class Refusing:
    """Has the store refuse what is saved; the others of the backend's methods are as they were.

    Args:
        names: The files that it refuses.
    """

    def __init__(self, *names: str) -> None:
        self._backend = storages.get_backend(FILES)
        self._real = self._backend.save_object, self._backend.save_object_async
        self._names = names
        self._backend.save_object = self._save  # type: ignore[method-assign]
        self._backend.save_object_async = self._save_async  # type: ignore[method-assign]

    def _save(self, file_object: Any, data: Any, **more: Any) -> Any:
        self._look(file_object)
        return self._real[0](file_object, data, **more)

    def _save_async(self, file_object: Any, data: Any, **more: Any) -> Any:
        self._look(file_object)
        return self._real[1](file_object, data, **more)

    def _look(self, file_object: Any) -> None:
        if file_object.path in self._names:
            raise OSError("the store is full")


def outcome(database: Database, session: Session) -> str:
    """What the commit raises, or nothing."""
    try:
        committed(database, session)
    except OSError as error:
        return str(error)
    return ""


@proves("file-object.failed-save-fails-commit")
def test_commit_fails_with_the_store(database: Database, reader: Reader, store: Any) -> None:
    """The caller of commit is told that the store has refused the file."""
    Refusing("c")
    with database.session() as session:
        session.add(Folder(name="a", cover=a_file("c")))
        told = outcome(database, session)
    assert told == "the store is full", f"the commit raises {told or 'nothing'!r}"


@proves("file-object.failed-save-fails-commit")
def test_no_row_without_its_file(database: Database, reader: Reader, store: Any) -> None:
    """A row whose file was refused is not there."""
    Refusing("c")
    with database.session() as session:
        session.add(Folder(name="a", cover=a_file("c")))
        outcome(database, session)
    both_have(database, store)


@proves("file-object.failed-save-fails-commit")
def test_session_goes_on_after_a_failed_save(database: Database, reader: Reader, store: Any) -> None:
    """After a commit that failed with the store, and a rollback, the session stores what comes next."""
    Refusing("c")
    with database.session() as session:
        session.add(Folder(name="a", cover=a_file("c")))
        outcome(database, session)
        refused = ""
        try:
            rolled_back(database, session)
        except InvalidRequestError as error:
            refused = str(error)
        assert not refused, f"the rollback is refused: {refused}"
        session.add(Folder(name="b", cover=a_file("d")))
        told = outcome(database, session)
    assert (told, kept(store)) == ("", ["d"]), f"the next commit raises {told!r}, and the store has {kept(store)}"


@proves("file-object.raise-on-error")
def test_failure_is_logged_if_wanted(
    database: Database, reader: Reader, store: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """With file_object_raise_on_error=False the commit succeeds, a warning is logged, and other files are stored."""
    Refusing("c")
    caplog.set_level(logging.WARNING, "advanced_alchemy")
    with configured(database, file_object_raise_on_error=False).get_session() as session:
        session.add_all([Folder(name="a", cover=a_file("c")), Folder(name="b", cover=a_file("d"))])
        told = outcome(database, session)
    warned = [record.levelname for record in caplog.records if "error saving file" in record.getMessage()]
    assert (told, warned) == ("", ["WARNING"]), f"the commit raises {told!r}, and logged is {warned}"
    assert (named(database), kept(store)) == (["c", "d"], ["d"])


@proves("file-object.async-save-awaited")
def test_file_is_there_when_the_commit_returns(database: Database, reader: Reader, store: Any) -> None:
    """The next statement after the commit finds the file in the store."""
    slow = Slow(database)
    known = tasks(database)
    with database.session() as session:
        session.add(Folder(name="a", cover=a_file("c"), pages=[a_file("p"), a_file("q")]))
        session.commit()
        there = kept(store)
        slow.gate.set()
        settled(database, known)
    assert there == ["c", "p", "q"], f"when the commit returned the store had {there}"


@proves("file-object.async-save-awaited")
def test_file_is_there_in_the_end(database: Database, reader: Reader, store: Any) -> None:
    """Sooner or later each file of a row is in the store, also of a session that was closed meanwhile."""
    slow = Slow(database)
    known = tasks(database)
    with database.session() as session:
        session.add(Folder(name="a", cover=a_file("c"), pages=[a_file("p"), a_file("q")]))
        session.commit()
    slow.gate.set()
    settled(database, known)
    both_have(database, store, "c", "p", "q")
