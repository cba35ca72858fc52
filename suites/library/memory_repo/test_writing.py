"""Methods that write: a repository in memory does what that of the database does."""

from __future__ import annotations

import uuid
from typing import Any

from advanced_alchemy.exceptions import IntegrityError, NotFoundError
from advanced_alchemy.filters import CollectionFilter

from assay.checking import proves
from reference_app.library.database import Database
from reference_app.library.memory.models import Branch, Loan, Member
from suites.library.memory_repo.twins import many, members, names, same
from suites.raising import raises

MODELS = (Member, Branch, Loan)


async def state(repository: Any) -> dict[str, tuple[int, str | None]]:
    """Visits and town of all members by name."""
    return {member.name: (member.visits, member.town) for member in await many(repository)()}


@proves("memory-repo.same-answers")
async def test_add_many_in_order(database: Database) -> None:
    """What is added is returned, in its order."""

    async def scenario(repository: Any) -> Any:
        added = await repository.add_many(members("Boris", "Agatha", "Chinua"))
        return names(added), await repository.count(), len({member.id for member in added})

    expected = (["Boris", "Agatha", "Chinua"], 3, 3)
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_id_that_is_there(database: Database) -> None:
    """A second member with the id of the first is IntegrityError."""
    taken = uuid.uuid4()

    async def scenario(repository: Any) -> None:
        await repository.add(Member(id=taken, name="Agatha"))
        with raises(IntegrityError):
            await repository.add(Member(id=taken, name="Boris"))

    await same(database, scenario, None)


@proves("memory-repo.same-answers")
async def test_name_that_is_taken(database: Database) -> None:
    """A second member with a unique value of the first is IntegrityError."""

    async def scenario(repository: Any) -> None:
        await repository.add(Member(name="Agatha"))
        with raises(IntegrityError):
            await repository.add(Member(name="Agatha"))

    await same(database, scenario, None)


@proves("memory-repo.same-answers")
async def test_name_that_is_missing(database: Database) -> None:
    """A member without what a column demands is IntegrityError."""

    async def scenario(repository: Any) -> None:
        with raises(IntegrityError):
            await repository.add(Member(visits=1))

    await same(database, scenario, None)


@proves("memory-repo.same-answers")
async def test_update_writes_what_is_given(database: Database) -> None:
    """An update changes what it was given of one member; its other values and the other members stay."""

    async def scenario(repository: Any) -> Any:
        agatha, _ = await repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        updated = await repository.update(Member(id=agatha.id, visits=4))
        return (updated.name, updated.visits, updated.town), await state(repository)

    expected = (("Agatha", 4, "Oslo"), {"Agatha": (4, "Oslo"), "Boris": (3, "Oslo")})
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_update_to_nothing(database: Database) -> None:
    """An update can write zero and an empty text."""

    async def scenario(repository: Any) -> Any:
        agatha, _ = await repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        await repository.update(Member(id=agatha.id, visits=0, town=""))
        return await state(repository)

    expected = {"Agatha": (0, ""), "Boris": (3, "Oslo")}
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_update_of_nobody(database: Database) -> None:
    """An update of an id that is not there is NotFoundError, and adds nobody."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many(members("Agatha", visits=3, town="Oslo"))
        with raises(NotFoundError):
            await repository.update(Member(id=uuid.uuid4(), name="Zadie"))
        return await state(repository)

    expected = {"Agatha": (3, "Oslo")}
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_update_by_another_attribute(database: Database) -> None:
    """``id_attribute`` chooses the member that is updated."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        await repository.update(Member(name="Boris", visits=4), id_attribute="name")
        return await state(repository)

    expected = {"Agatha": (3, "Oslo"), "Boris": (4, "Oslo")}
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_update_many(database: Database) -> None:
    """Several updates at once, and the members that were not given stay."""

    async def scenario(repository: Any) -> Any:
        agatha, boris, _ = await repository.add_many(members("Agatha", "Boris", "Chinua", visits=3, town="Oslo"))
        await repository.update_many([Member(id=boris.id, visits=5), Member(id=agatha.id, visits=4)])
        return await state(repository)

    expected = {"Agatha": (4, "Oslo"), "Boris": (5, "Oslo"), "Chinua": (3, "Oslo")}
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_delete_one(database: Database) -> None:
    """Deleting gives the member that was there, and leaves the others."""

    async def scenario(repository: Any) -> Any:
        agatha, _ = await repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        deleted = await repository.delete(agatha.id)
        return deleted.name, await state(repository)

    expected = ("Agatha", {"Boris": (3, "Oslo")})
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_delete_nobody(database: Database) -> None:
    """Deleting an id that is not there is NotFoundError."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many(members("Agatha"))
        with raises(NotFoundError):
            await repository.delete(uuid.uuid4())
        return await repository.count()

    await same(database, scenario, 1)


@proves("memory-repo.same-answers")
async def test_delete_by_another_attribute(database: Database) -> None:
    """``id_attribute`` chooses the member that is deleted."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        await repository.delete("Agatha", id_attribute="name")
        return await state(repository)

    expected = {"Boris": (3, "Oslo")}
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_delete_many(database: Database) -> None:
    """Deleting several ids gives those that were there; an id that was not is passed over."""

    async def scenario(repository: Any) -> Any:
        agatha, boris, _ = await repository.add_many(members("Agatha", "Boris", "Chinua", visits=3, town="Oslo"))
        deleted = await repository.delete_many([agatha.id, uuid.uuid4(), boris.id])
        nothing = await repository.delete_many([])
        return sorted(names(deleted)), names(nothing), await state(repository)

    expected: Any = (["Agatha", "Boris"], [], {"Chinua": (3, "Oslo")})
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_delete_many_by_another_attribute(database: Database) -> None:
    """``id_attribute`` chooses the members that are deleted."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many(members("Agatha", "Boris", "Chinua", visits=3, town="Oslo"))
        deleted = await repository.delete_many(["Agatha", "Boris"], id_attribute="name")
        return sorted(names(deleted)), await state(repository)

    expected = (["Agatha", "Boris"], {"Chinua": (3, "Oslo")})
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_delete_where(database: Database) -> None:
    """Deleting by filter and keyword takes those that both choose, and nobody where none is chosen."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many(
            [*members("Agatha", "Boris", visits=3, town="Oslo"), *members("Chinua", visits=4, town="Oslo")]
        )
        chosen = CollectionFilter("name", ["Agatha", "Chinua"])
        nobody = await repository.delete_where(CollectionFilter[str]("name", []))
        deleted = await repository.delete_where(chosen, visits=3)
        return names(nobody), names(deleted), await state(repository)

    expected: Any = ([], ["Agatha"], {"Boris": (3, "Oslo"), "Chinua": (4, "Oslo")})
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_delete_where_of_an_expression(database: Database) -> None:
    """An expression of the model chooses who is deleted."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many(members("Agatha", "Boris", visits=3, town="Oslo"))
        deleted = await repository.delete_where(Member.name == "Agatha")
        return names(deleted), await state(repository)

    expected = (["Agatha"], {"Boris": (3, "Oslo")})
    await same(database, scenario, expected)
