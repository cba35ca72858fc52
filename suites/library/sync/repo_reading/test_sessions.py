# Generated from suites/library/repo_reading/test_sessions.py by `python -m tools.twin`; do not edit.
"""The sessions that a repository takes, and whether the database answers."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session, scoped_session

from assay.checking import Reader, Watch, proves
from reference_app.library.reading.models import Note, Shelf, Visit, Volume
from reference_app.sync.library.database import Database
from reference_app.sync.library.reading.repositories import ShelfRepository, many, many_and_count
from suites.library.sync.repo_reading.stock import everything, shelf_id, shelves

MODELS = (Shelf, Volume, Note, Visit)


def work(repository: Any) -> None:
    """Reads and writes of three shelves, which leave the first changed, the third gone and a new one."""
    assert (repository.get(shelf_id(1))).name == "Atlas"
    assert len(many(repository, place="hall")) == 2
    assert (many_and_count(repository, place="hall"))[1] == 2
    assert repository.count() == 3
    repository.add(Shelf(name="new", level=9))
    repository.update(Shelf(id=shelf_id(1), name="changed"))
    repository.delete_many([shelf_id(3)])


def was_done(reader: Reader) -> None:
    """Assert what that work leaves."""
    assert sorted(row["name"] for row in everything(reader)) == ["Botany", "changed", "new"]


@proves("repo.scoped-session")
def test_scoped_session(database: Database, reader: Reader) -> None:
    """It is as good as the session of its scope."""
    shelves(reader, 3)
    maker: Any = database.session_maker
    scoped = scoped_session(maker, scopefunc=lambda: "here")
    repository = ShelfRepository(session=scoped)
    work(repository)
    assert ShelfRepository.check_health(scoped) is True
    scoped.commit()
    scoped.remove()
    was_done(reader)


@proves("repo.scoped-session")
def test_scopes_do_not_see_each_other(database: Database, reader: Reader) -> None:
    """One repository works in the scope in which it is called."""
    shelves(reader, 3)
    scope = ["first"]
    maker: Any = database.session_maker
    scoped = scoped_session(maker, scopefunc=lambda: scope[0])
    repository = ShelfRepository(session=scoped)
    first = repository.get(shelf_id(1))
    scoped.commit()
    scope[0] = "second"
    second = repository.get(shelf_id(1))
    scoped.commit()
    scoped.remove()
    scope[0] = "first"
    again = repository.get(shelf_id(1))
    scoped.commit()
    scoped.remove()
    assert second is not first
    assert again is first


@proves("repo.routed-session-dialect")
def test_session_that_decides_by_statement(database: Database, reader: Reader, routed: Any) -> None:
    """One that has no bind and chooses in get_bind: all of it works."""
    shelves(reader, 3)
    with routed(database.engine) as session:
        work(ShelfRepository(session=session))
        session.commit()
    was_done(reader)


@proves("repo.routed-session-dialect")
def test_health_of_a_session_that_decides(database: Database, routed: Any) -> None:
    """check_health answers too."""
    with routed(database.engine) as session:
        assert ShelfRepository.check_health(session) is True


@proves("repo.routed-session-dialect")
def test_session_that_decides_by_model(database: Database, reader: Reader) -> None:
    """One that has an engine for each model, as SQLAlchemy's binds say it."""
    shelves(reader, 3)
    with Session(binds={Shelf: database.engine, Visit: database.engine}) as session:
        work(ShelfRepository(session=session))
        session.commit()
    was_done(reader)


@proves("repo.check-health")
def test_database_answers(database: Database, sql: Watch) -> None:
    """True, of the class and of an instance, with one statement each that no table is needed for."""
    with database.session() as session, sql() as statements:
        answers = [
            ShelfRepository.check_health(session),
            ShelfRepository(session=session).check_health(session),
        ]
    assert answers == [True, True]
    assert len(statements) == 2, statements
    assert [s for s in statements if "library_" in s] == []


@proves("repo.check-health")
def test_health_within_a_transaction(database: Database, reader: Reader) -> None:
    """The transaction goes on as it was."""
    with database.session() as session:
        repository = ShelfRepository(session=session)
        repository.add(Shelf(name="new"))
        assert repository.check_health(session) is True
        session.rollback()
    assert reader.count("library_read_shelf") == 0
