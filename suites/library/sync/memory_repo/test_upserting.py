# Generated from suites/library/memory_repo/test_upserting.py by `python -m tools.twin`; do not edit.
"""Methods that write what is there and add what is not: in memory as on the database."""

from __future__ import annotations

from typing import Any

from advanced_alchemy.exceptions import NotFoundError
from advanced_alchemy.filters import CollectionFilter

from assay.checking import proves
from reference_app.library.memory.models import Member
from reference_app.sync.library.database import Database
from suites.library.sync.memory_repo.test_writing import state
from suites.library.sync.memory_repo.twins import members, names, same
from suites.raising import raises

MODELS = (Member,)


@proves("memory-repo.same-answers")
def test_upsert_by_id(database: Database) -> None:
    """A member whose id is there is changed, and one without an id is added."""

    def scenario(repository: Any) -> Any:
        agatha, _ = repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        changed = repository.upsert(Member(id=agatha.id, name="Agatha", visits=4, town="Oslo"))
        added = repository.upsert(Member(name="Chinua", visits=5, town="Bern"))
        return changed.id == agatha.id, added.name, state(repository)

    expected = (True, "Chinua", {"Agatha": (4, "Oslo"), "Boris": (3, "Oslo"), "Chinua": (5, "Bern")})
    same(database, scenario, expected)


@proves("memory-repo.same-answers")
def test_upsert_by_match_fields(database: Database) -> None:
    """A member whose name is there is changed."""

    def scenario(repository: Any) -> Any:
        repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        repository.upsert(Member(name="Agatha", visits=4, town="Oslo"), match_fields=["name"])
        return repository.count(), state(repository)

    expected = (2, {"Agatha": (4, "Oslo"), "Boris": (3, "Oslo")})
    same(database, scenario, expected)


@proves("memory-repo.same-answers")
def test_upsert_many_by_id(database: Database) -> None:
    """Of several, those whose ids are there are changed, the others added, and nobody else touched."""

    def scenario(repository: Any) -> Any:
        agatha, _ = repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        repository.upsert_many(
            [Member(id=agatha.id, name="Agatha", visits=4, town="Oslo"), Member(name="Chinua", visits=5, town="Bern")]
        )
        return state(repository)

    expected = {"Agatha": (4, "Oslo"), "Boris": (3, "Oslo"), "Chinua": (5, "Bern")}
    same(database, scenario, expected)


@proves("memory-repo.same-answers")
def test_upsert_many_by_match_fields(database: Database) -> None:
    """Of several, those whose names are there are changed."""

    def scenario(repository: Any) -> Any:
        repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        repository.upsert_many(
            [Member(name="Agatha", visits=4, town="Oslo"), Member(name="Chinua", visits=5, town="Bern")],
            match_fields=["name"],
        )
        return repository.count(), state(repository)

    expected = (3, {"Agatha": (4, "Oslo"), "Boris": (3, "Oslo"), "Chinua": (5, "Bern")})
    same(database, scenario, expected)


@proves("memory-repo.same-answers")
def test_get_or_upsert(database: Database) -> None:
    """Who is there is changed, or left with ``upsert=False``; who is not is added."""

    def scenario(repository: Any) -> Any:
        repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        changed = repository.get_or_upsert(match_fields="name", name="Agatha", visits=4)
        left = repository.get_or_upsert(match_fields="name", upsert=False, name="Boris", visits=9)
        added = repository.get_or_upsert(match_fields="name", name="Chinua", visits=5, town="Bern")
        return [(found.name, created) for found, created in (changed, left, added)], state(repository)

    told = [("Agatha", False), ("Boris", False), ("Chinua", True)]
    expected = (told, {"Agatha": (4, "Oslo"), "Boris": (3, "Oslo"), "Chinua": (5, "Bern")})
    same(database, scenario, expected)


@proves("memory-repo.same-answers")
def test_get_and_update(database: Database) -> None:
    """Who is there is changed, and it is told whether anything was; nobody is NotFoundError."""

    def scenario(repository: Any) -> Any:
        repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        changed = repository.get_and_update(match_fields="name", name="Agatha", visits=4)
        same = repository.get_and_update(match_fields="name", name="Boris", visits=3)
        with raises(NotFoundError):
            repository.get_and_update(match_fields="name", name="Zadie", visits=3)
        return [(found.name, updated) for found, updated in (changed, same)], state(repository)

    expected = ([("Agatha", True), ("Boris", False)], {"Agatha": (4, "Oslo"), "Boris": (3, "Oslo")})
    same(database, scenario, expected)


@proves("memory-repo.same-answers")
def test_get_or_upsert_among_filtered(database: Database) -> None:
    """A filter says among whom it is looked."""

    def scenario(repository: Any) -> Any:
        repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        among = CollectionFilter("name", ["Boris"])
        found, created = repository.get_or_upsert(among, match_fields="visits", visits=3, town="Bern")
        return names([found]), created, state(repository)

    expected = (["Boris"], False, {"Agatha": (3, "Oslo"), "Boris": (3, "Bern")})
    same(database, scenario, expected)
