"""Methods that write what is there and add what is not: in memory as on the database."""

from __future__ import annotations

from typing import Any

from advanced_alchemy.exceptions import NotFoundError
from advanced_alchemy.filters import CollectionFilter

from assay.checking import proves
from reference_app.library.database import Database
from reference_app.library.memory.models import Member
from suites.library.memory_repo.test_writing import state
from suites.library.memory_repo.twins import members, names, same
from suites.raising import raises

MODELS = (Member,)


@proves("memory-repo.same-answers")
async def test_upsert_by_id(database: Database) -> None:
    """A member whose id is there is changed, and one without an id is added."""

    async def scenario(repository: Any) -> Any:
        agatha, _ = await repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        changed = await repository.upsert(Member(id=agatha.id, name="Agatha", visits=4, town="Oslo"))
        added = await repository.upsert(Member(name="Chinua", visits=5, town="Bern"))
        return changed.id == agatha.id, added.name, await state(repository)

    expected = (True, "Chinua", {"Agatha": (4, "Oslo"), "Boris": (3, "Oslo"), "Chinua": (5, "Bern")})
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_upsert_by_match_fields(database: Database) -> None:
    """A member whose name is there is changed."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        await repository.upsert(Member(name="Agatha", visits=4, town="Oslo"), match_fields=["name"])
        return await repository.count(), await state(repository)

    expected = (2, {"Agatha": (4, "Oslo"), "Boris": (3, "Oslo")})
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_upsert_many_by_id(database: Database) -> None:
    """Of several, those whose ids are there are changed, the others added, and nobody else touched."""

    async def scenario(repository: Any) -> Any:
        agatha, _ = await repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        await repository.upsert_many(
            [Member(id=agatha.id, name="Agatha", visits=4, town="Oslo"), Member(name="Chinua", visits=5, town="Bern")]
        )
        return await state(repository)

    expected = {"Agatha": (4, "Oslo"), "Boris": (3, "Oslo"), "Chinua": (5, "Bern")}
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_upsert_many_by_match_fields(database: Database) -> None:
    """Of several, those whose names are there are changed."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        await repository.upsert_many(
            [Member(name="Agatha", visits=4, town="Oslo"), Member(name="Chinua", visits=5, town="Bern")],
            match_fields=["name"],
        )
        return await repository.count(), await state(repository)

    expected = (3, {"Agatha": (4, "Oslo"), "Boris": (3, "Oslo"), "Chinua": (5, "Bern")})
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_get_or_upsert(database: Database) -> None:
    """Who is there is changed, or left with ``upsert=False``; who is not is added."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        changed = await repository.get_or_upsert(match_fields="name", name="Agatha", visits=4)
        left = await repository.get_or_upsert(match_fields="name", upsert=False, name="Boris", visits=9)
        added = await repository.get_or_upsert(match_fields="name", name="Chinua", visits=5, town="Bern")
        return [(found.name, created) for found, created in (changed, left, added)], await state(repository)

    told = [("Agatha", False), ("Boris", False), ("Chinua", True)]
    expected = (told, {"Agatha": (4, "Oslo"), "Boris": (3, "Oslo"), "Chinua": (5, "Bern")})
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_get_and_update(database: Database) -> None:
    """Who is there is changed, and it is told whether anything was; nobody is NotFoundError."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        changed = await repository.get_and_update(match_fields="name", name="Agatha", visits=4)
        same = await repository.get_and_update(match_fields="name", name="Boris", visits=3)
        with raises(NotFoundError):
            await repository.get_and_update(match_fields="name", name="Zadie", visits=3)
        return [(found.name, updated) for found, updated in (changed, same)], await state(repository)

    expected = ([("Agatha", True), ("Boris", False)], {"Agatha": (4, "Oslo"), "Boris": (3, "Oslo")})
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_get_or_upsert_among_filtered(database: Database) -> None:
    """A filter says among whom it is looked."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        among = CollectionFilter("name", ["Boris"])
        found, created = await repository.get_or_upsert(among, match_fields="visits", visits=3, town="Bern")
        return names([found]), created, await state(repository)

    expected = (["Boris"], False, {"Agatha": (3, "Oslo"), "Boris": (3, "Bern")})
    await same(database, scenario, expected)
