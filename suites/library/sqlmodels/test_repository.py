"""Repositories of SQLModel classes."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.exceptions import NotFoundError
from advanced_alchemy.filters import CollectionFilter, ComparisonFilter, LimitOffset, OrderBy, SearchFilter
from sqlmodel import col

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.sqlmodels.models import Hero
from reference_app.library.sqlmodels.services import HeroRepository
from suites.library.sqlmodels.heroes import HEROES, given, rows, see
from suites.raising import raises

MODELS = (Hero,)


@proves("sqlmodel.add-and-list")
async def test_page_as_written(database: Database, reader: Reader) -> None:
    """A hero is added and committed, and the list has it; so has the table, and another session."""
    async with database.session() as session:
        heroes = HeroRepository(session=session)
        hero = Hero(id=7, name="Deadpool", secret_name="Dive Wilson")
        added = await heroes.add(hero)
        assert added is hero
        await session.commit()
        assert [found.name for found in await heroes.list()] == ["Deadpool"]
    see(reader, [{"id": 7, "name": "Deadpool", "secret_name": "Dive Wilson", "age": None}])
    async with database.session() as session:
        found = await HeroRepository(session=session).get(7)
        assert type(found) is Hero
        assert found.model_dump() == rows(reader)[0]


@proves("sqlmodel.add-and-list")
async def test_many(database: Database, reader: Reader) -> None:
    """Several are added in one call, in their order."""
    async with database.session() as session:
        added = await HeroRepository(session=session).add_many([Hero(**hero) for hero in reversed(HEROES)])
        await session.commit()
        assert [hero.id for hero in added] == [3, 2, 1]
    see(reader, HEROES)


@proves("sqlmodel.add-and-list")
async def test_reading(database: Database, reader: Reader) -> None:
    """Filters, order, pages, counts and single rows are those of the table."""
    given(reader)
    async with database.session() as session:
        heroes = HeroRepository(session=session)
        found, total = await heroes.list_and_count(OrderBy("name", "desc"), LimitOffset(2, 1))
        assert ([hero.name for hero in found], total) == (["Rusty-Man", "Deadpond"], 3)
        chosen = await heroes.list(CollectionFilter("id", [2, 3, 9]), OrderBy("id"))
        assert [hero.id for hero in chosen] == [2, 3]
        assert [hero.id for hero in await heroes.list(SearchFilter("name", "MAN", True))] == [3]
        assert [hero.id for hero in await heroes.list(ComparisonFilter("age", "lt", 20))] == [2]
        assert [hero.id for hero in await heroes.list(col(Hero.age) == 48)] == [3]
        assert (await heroes.count(), await heroes.count(age=17)) == (3, 1)
        assert (await heroes.exists(name="Deadpond"), await heroes.exists(name="Deadpool")) == (True, False)
        assert (await heroes.get_one(name="Spider-Boy")).id == 2
        assert await heroes.get_one_or_none(name="Deadpool") is None
        with raises(NotFoundError):
            await heroes.get(9)


@proves("sqlmodel.add-and-list")
@pytest.mark.parametrize(
    ("call", "left"),
    [
        (lambda heroes: heroes.delete(2), [1, 3]),
        (lambda heroes: heroes.delete_many([1, 3, 9]), [2]),
        (lambda heroes: heroes.delete_where(col(Hero.age) == 48), [1, 2]),
        (lambda heroes: heroes.delete_where(name="Deadpond"), [2, 3]),
    ],
    ids=["one", "many", "where", "where-named"],
)
async def test_deleting(database: Database, reader: Reader, call: Any, left: list[int]) -> None:
    """What is deleted is gone, and comes back from the call; the others are as they were."""
    given(reader)
    async with database.session() as session:
        deleted = await call(HeroRepository(session=session))
        await session.commit()
    found = [deleted] if isinstance(deleted, Hero) else list(deleted)
    assert sorted(int(hero.id or 0) for hero in found) == [hero["id"] for hero in HEROES if hero["id"] not in left]
    see(reader, [hero for hero in HEROES if hero["id"] in left])


@proves("sqlmodel.partial-update")
@pytest.mark.parametrize(
    "sent", [{"name": "New"}, {"age": 5}, {"name": "New", "secret_name": "None", "age": 0}], ids=["name", "age", "all"]
)
async def test_update_of_what_was_set(database: Database, reader: Reader, sent: dict[str, Any]) -> None:
    """An object of which only some fields were given changes these, and no others, of its row, and no other row."""
    given(reader)
    async with database.session() as session:
        changed = await HeroRepository(session=session).update(Hero(id=2, **sent))
        await session.commit()
    see(reader, [HEROES[0], {**HEROES[1], **sent}, HEROES[2]])
    assert changed.model_dump() == {**HEROES[1], **sent}


@proves("sqlmodel.partial-update")
async def test_update_to_null(database: Database, reader: Reader) -> None:
    """A field that was given as None becomes NULL."""
    given(reader)
    async with database.session() as session:
        await HeroRepository(session=session).update(Hero(id=3, age=None))
        await session.commit()
    see(reader, [*HEROES[:2], {**HEROES[2], "age": None}])


@proves("sqlmodel.partial-update")
async def test_update_of_a_loaded_hero(database: Database, reader: Reader) -> None:
    """What was read, changed and given back changes that."""
    given(reader)
    async with database.session() as session:
        heroes = HeroRepository(session=session)
        hero = await heroes.get(1)
        hero.age = 30
        await heroes.update(hero)
        await session.commit()
    see(reader, [{**HEROES[0], "age": 30}, *HEROES[1:]])


@proves("sqlmodel.partial-update")
async def test_update_of_many(database: Database, reader: Reader) -> None:
    """Each of several objects changes what was set of it."""
    given(reader)
    async with database.session() as session:
        await HeroRepository(session=session).update_many([Hero(id=1, name="New"), Hero(id=3, name="Newer")])
        await session.commit()
    see(reader, [{**HEROES[0], "name": "New"}, HEROES[1], {**HEROES[2], "name": "Newer"}])


@proves("sqlmodel.partial-update")
async def test_upsert_of_what_was_set(database: Database, reader: Reader) -> None:
    """So does an upsert of a row that is there."""
    given(reader)
    async with database.session() as session:
        await HeroRepository(session=session).upsert(Hero(id=2, name="New"))
        await session.commit()
    see(reader, [HEROES[0], {**HEROES[1], "name": "New"}, HEROES[2]])
