# Generated from suites/library/memory_repo/test_writing.py by `python -m tools.twin`; do not edit.
"""Methods that write: a repository in memory does what that of the database does."""

from __future__ import annotations

import uuid
from typing import Any

from advanced_alchemy.exceptions import IntegrityError, NotFoundError
from advanced_alchemy.filters import CollectionFilter

from assay.checking import proves
from reference_app.library.memory.models import Branch, Loan, Member
from reference_app.sync.library.database import Database
from suites.library.sync.memory_repo.twins import many, members, names, same
from suites.raising import raises

MODELS = (Member, Branch, Loan)


def state(repository: Any) -> dict[str, tuple[int, str | None]]:
    """Visits and town of all members by name."""
    return {member.name: (member.visits, member.town) for member in many(repository)()}


@proves("memory-repo.same-answers")
def test_add_many_in_order(database: Database) -> None:
    """What is added is returned, in its order."""

    def scenario(repository: Any) -> Any:
        added = repository.add_many(members("Boris", "Agatha", "Chinua"))
        return names(added), repository.count(), len({member.id for member in added})

    expected = (["Boris", "Agatha", "Chinua"], 3, 3)
    same(database, scenario, expected)


@proves("memory-repo.same-answers")
def test_id_that_is_there(database: Database) -> None:
    """A second member with the id of the first is IntegrityError."""
    taken = uuid.uuid4()

    def scenario(repository: Any) -> None:
        repository.add(Member(id=taken, name="Agatha"))
        with raises(IntegrityError):
            repository.add(Member(id=taken, name="Boris"))

    same(database, scenario, None)


@proves("memory-repo.same-answers")
def test_name_that_is_taken(database: Database) -> None:
    """A second member with a unique value of the first is IntegrityError."""

    def scenario(repository: Any) -> None:
        repository.add(Member(name="Agatha"))
        with raises(IntegrityError):
            repository.add(Member(name="Agatha"))

    same(database, scenario, None)


@proves("memory-repo.same-answers")
def test_name_that_is_missing(database: Database) -> None:
    """A member without what a column demands is IntegrityError."""

    def scenario(repository: Any) -> None:
        with raises(IntegrityError):
            repository.add(Member(visits=1))

    same(database, scenario, None)


@proves("memory-repo.same-answers")
def test_update_writes_what_is_given(database: Database) -> None:
    """An update changes what it was given of one member; its other values and the other members stay."""

    def scenario(repository: Any) -> Any:
        agatha, _ = repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        updated = repository.update(Member(id=agatha.id, visits=4))
        return (updated.name, updated.visits, updated.town), state(repository)

    expected = (("Agatha", 4, "Oslo"), {"Agatha": (4, "Oslo"), "Boris": (3, "Oslo")})
    same(database, scenario, expected)


@proves("memory-repo.same-answers")
def test_update_to_nothing(database: Database) -> None:
    """An update can write zero and an empty text."""

    def scenario(repository: Any) -> Any:
        agatha, _ = repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        repository.update(Member(id=agatha.id, visits=0, town=""))
        return state(repository)

    expected = {"Agatha": (0, ""), "Boris": (3, "Oslo")}
    same(database, scenario, expected)


@proves("memory-repo.same-answers")
def test_update_of_nobody(database: Database) -> None:
    """An update of an id that is not there is NotFoundError, and adds nobody."""

    def scenario(repository: Any) -> Any:
        repository.add_many(members("Agatha", visits=3, town="Oslo"))
        with raises(NotFoundError):
            repository.update(Member(id=uuid.uuid4(), name="Zadie"))
        return state(repository)

    expected = {"Agatha": (3, "Oslo")}
    same(database, scenario, expected)


@proves("memory-repo.same-answers")
def test_update_by_another_attribute(database: Database) -> None:
    """``id_attribute`` chooses the member that is updated."""

    def scenario(repository: Any) -> Any:
        repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        repository.update(Member(name="Boris", visits=4), id_attribute="name")
        return state(repository)

    expected = {"Agatha": (3, "Oslo"), "Boris": (4, "Oslo")}
    same(database, scenario, expected)


@proves("memory-repo.same-answers")
def test_update_many(database: Database) -> None:
    """Several updates at once, and the members that were not given stay."""

    def scenario(repository: Any) -> Any:
        agatha, boris, _ = repository.add_many(members("Agatha", "Boris", "Chinua", visits=3, town="Oslo"))
        repository.update_many([Member(id=boris.id, visits=5), Member(id=agatha.id, visits=4)])
        return state(repository)

    expected = {"Agatha": (4, "Oslo"), "Boris": (5, "Oslo"), "Chinua": (3, "Oslo")}
    same(database, scenario, expected)


@proves("memory-repo.same-answers")
def test_delete_one(database: Database) -> None:
    """Deleting gives the member that was there, and leaves the others."""

    def scenario(repository: Any) -> Any:
        agatha, _ = repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        deleted = repository.delete(agatha.id)
        return deleted.name, state(repository)

    expected = ("Agatha", {"Boris": (3, "Oslo")})
    same(database, scenario, expected)


@proves("memory-repo.same-answers")
def test_delete_nobody(database: Database) -> None:
    """Deleting an id that is not there is NotFoundError."""

    def scenario(repository: Any) -> Any:
        repository.add_many(members("Agatha"))
        with raises(NotFoundError):
            repository.delete(uuid.uuid4())
        return repository.count()

    same(database, scenario, 1)


@proves("memory-repo.same-answers")
def test_delete_by_another_attribute(database: Database) -> None:
    """``id_attribute`` chooses the member that is deleted."""

    def scenario(repository: Any) -> Any:
        repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        repository.delete("Agatha", id_attribute="name")
        return state(repository)

    expected = {"Boris": (3, "Oslo")}
    same(database, scenario, expected)


@proves("memory-repo.same-answers")
def test_delete_many(database: Database) -> None:
    """Deleting several ids gives those that were there; an id that was not is passed over."""

    def scenario(repository: Any) -> Any:
        agatha, boris, _ = repository.add_many(members("Agatha", "Boris", "Chinua", visits=3, town="Oslo"))
        deleted = repository.delete_many([agatha.id, uuid.uuid4(), boris.id])
        nothing = repository.delete_many([])
        return sorted(names(deleted)), names(nothing), state(repository)

    expected: Any = (["Agatha", "Boris"], [], {"Chinua": (3, "Oslo")})
    same(database, scenario, expected)


@proves("memory-repo.same-answers")
def test_delete_many_by_another_attribute(database: Database) -> None:
    """``id_attribute`` chooses the members that are deleted."""

    def scenario(repository: Any) -> Any:
        repository.add_many(members("Agatha", "Boris", "Chinua", visits=3, town="Oslo"))
        deleted = repository.delete_many(["Agatha", "Boris"], id_attribute="name")
        return sorted(names(deleted)), state(repository)

    expected = (["Agatha", "Boris"], {"Chinua": (3, "Oslo")})
    same(database, scenario, expected)


@proves("memory-repo.same-answers")
def test_delete_where(database: Database) -> None:
    """Deleting by filter and keyword takes those that both choose, and nobody where none is chosen."""

    def scenario(repository: Any) -> Any:
        repository.add_many(
            [*members("Agatha", "Boris", visits=3, town="Oslo"), *members("Chinua", visits=4, town="Oslo")]
        )
        chosen = CollectionFilter("name", ["Agatha", "Chinua"])
        nobody = repository.delete_where(CollectionFilter[str]("name", []))
        deleted = repository.delete_where(chosen, visits=3)
        return names(nobody), names(deleted), state(repository)

    expected: Any = ([], ["Agatha"], {"Boris": (3, "Oslo"), "Chinua": (4, "Oslo")})
    same(database, scenario, expected)


@proves("memory-repo.same-answers")
def test_delete_where_of_an_expression(database: Database) -> None:
    """An expression of the model chooses who is deleted."""

    def scenario(repository: Any) -> Any:
        repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        deleted = repository.delete_where(Member.name == "Agatha")
        return names(deleted), state(repository)

    expected = (["Agatha"], {"Boris": (3, "Oslo")})
    same(database, scenario, expected)
