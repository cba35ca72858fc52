# Generated from suites/library/memory_repo/test_defaults.py by `python -m tools.twin`; do not edit.
"""What is generated when a member is added: in memory as on the database."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from assay.checking import proves
from reference_app.library.authors.models import Author, Book
from reference_app.library.memory.models import Member
from reference_app.sync.library.database import Database
from reference_app.sync.library.memory.repositories import BookMemory, WriterMemory
from suites.library.sync.memory_repo.twins import NO_SESSION, same

MODELS = (Member, Author, Book)


@proves("memory-repo.generates-ids")
def test_ids(database: Database) -> None:
    """Each member gets an id of its own, a UUID, by which it is found; an id that is given is kept."""
    given = uuid.uuid4()

    def scenario(repository: Any) -> Any:
        added = repository.add_many([Member(name="Agatha"), Member(name="Boris"), Member(id=given, name="Chinua")])
        ids = [member.id for member in added]
        found = [(repository.get(id_)).name for id_ in ids]
        return [isinstance(id_, uuid.UUID) for id_ in ids], len(set(ids)), ids[2] == given, found

    expected = ([True, True, True], 3, True, ["Agatha", "Boris", "Chinua"])
    same(database, scenario, expected)


@proves("memory-repo.generates-ids")
def test_times(database: Database) -> None:
    """A member that is added has the time of that moment as its first and last."""

    def scenario(repository: Any) -> Any:
        before = datetime.datetime.now(datetime.timezone.utc)
        added = repository.add(Member(name="Agatha"))
        after = datetime.datetime.now(datetime.timezone.utc)
        return [before <= moment <= after for moment in (added.created_at, added.updated_at)]

    same(database, scenario, [True, True])


@proves("memory-repo.generates-ids")
def test_time_of_an_update(database: Database) -> None:
    """A member that is changed has a later last time, and the first stays."""

    def scenario(repository: Any) -> Any:
        long_ago = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)
        added = repository.add(Member(name="Agatha", created_at=long_ago, updated_at=long_ago))
        updated = repository.update(Member(id=added.id, visits=4))
        return updated.created_at == long_ago, updated.updated_at > long_ago

    same(database, scenario, (True, True))


@proves("memory-repo.generates-ids")
def test_values_that_were_not_given(database: Database) -> None:
    """What was not given has its default, be it a value or a function, and whatever its column is called."""

    def scenario(repository: Any) -> Any:
        added = repository.add(Member(name="Agatha"))
        return added.active, added.visits, added.label, added.card

    expected = (True, 7, "new", "plain")
    same(database, scenario, expected)


@proves("memory-repo.generates-ids")
def test_values_that_are_nothing(database: Database) -> None:
    """False, zero and an empty text are values: no default takes their place."""

    def scenario(repository: Any) -> Any:
        added = repository.add(Member(name="Agatha", active=False, visits=0, label="", card=""))
        return added.active, added.visits, added.label, added.card

    expected = (False, 0, "", "")
    same(database, scenario, expected)


@proves("memory-repo.generates-ids")
def test_none_that_was_given(database: Database) -> None:
    """None is no value where there is a default: it is used, as it is on the database."""

    def scenario(repository: Any) -> Any:
        added = repository.add(Member(name="Agatha", label=None, town=None))
        return added.label, added.town

    same(database, scenario, ("new", None))


@proves("memory-repo.generates-ids")
def test_books_of_an_author() -> None:
    """Books that are added with their author have ids, and the author's id; they are in their own collection."""
    WriterMemory.__database_clear__()
    author = WriterMemory(session=NO_SESSION).add(Author(name="Agatha", books=[Book(title="Ask"), Book(title="Bee")]))
    books = BookMemory(session=NO_SESSION).list()
    assert sorted(book.title for book in books) == ["Ask", "Bee"]
    assert {book.author_id for book in books} == {author.id}
    assert len({book.id for book in books}) == 2


@proves("memory-repo.generates-ids")
def test_author_of_a_book() -> None:
    """A book that is added with the id of an author has that author."""
    WriterMemory.__database_clear__()
    agatha = WriterMemory(session=NO_SESSION).add(Author(name="Agatha"))
    WriterMemory(session=NO_SESSION).add(Author(name="Boris"))
    book = BookMemory(session=NO_SESSION).add(Book(title="Ask", author_id=agatha.id))
    assert book.author is agatha
