"""``order_by``: where it can be said, and how."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.filters import LimitOffset, OrderBy
from sqlalchemy import func

from assay.checking import Reader, Watch, proves
from reference_app.library.database import Database
from reference_app.library.reading.models import Shelf, Visit, Volume
from reference_app.library.reading.repositories import ShelfRepository, many, many_and_count
from suites.library.repo_reading.stock import shelf_id

MODELS = (Shelf, Volume, Visit)
ROWS = [("Comics", "hall", 2), ("atlas", "attic", 1), ("Botany", "hall", 3), ("Drama", "attic", 2)]


def seed(reader: Reader) -> None:
    """Four shelves, neither in the order of their names nor of their levels."""
    reader.insert(
        "library_read_shelf",
        *(
            {"id": shelf_id(number), "name": name, "place": place, "level": level}
            for number, (name, place, level) in enumerate(ROWS, 1)
        ),
    )


FORMS: pytest.MarkDecorator = pytest.mark.parametrize(
    ("order", "names"),
    [
        pytest.param(("level", False), ["atlas", None, None, "Botany"], id="pair"),
        pytest.param(("level", True), ["Botany", None, None, "atlas"], id="descending-pair"),
        pytest.param((Shelf.level, False), ["atlas", None, None, "Botany"], id="attribute"),
        pytest.param((Shelf.level, True), ["Botany", None, None, "atlas"], id="descending-attribute"),
        pytest.param(Shelf.level.desc(), ["Botany", None, None, "atlas"], id="expression"),
        pytest.param(func.lower(Shelf.name).asc(), ["atlas", "Botany", "Comics", "Drama"], id="function"),
        pytest.param([("place", True), ("level", False)], ["Comics", "Botany", "atlas", "Drama"], id="list"),
        pytest.param([Shelf.place.asc(), ("level", True)], ["Drama", "atlas", "Botany", "Comics"], id="mixed-list"),
        pytest.param([("level", False), ("place", False)], ["atlas", "Drama", "Comics", "Botany"], id="ties"),
    ],
)


def matches(found: Any, names: list[str | None]) -> None:
    """Assert the names, where a name is expected at its place: equal levels are in any order."""
    seen = [shelf.name for shelf in found]
    assert sorted(seen) == sorted(name for name, _, _ in ROWS)
    shown = [name if expected is not None else None for name, expected in zip(seen, names, strict=True)]
    assert shown == names, f"the order is {shown}, not {names}"


@proves("repo.order-by")
@FORMS
async def test_order_of_a_call(database: Database, reader: Reader, order: Any, names: list[str | None]) -> None:
    """With get_many, and with both ways of get_many_and_count."""
    seed(reader)
    async with database.session() as session:
        repository = ShelfRepository(session=session)
        matches(await many(repository, order_by=order), names)
        for window in (True, False):
            found, total = await many_and_count(repository, order_by=order, count_with_window_function=window)
            matches(found, names)
            assert total == len(ROWS)


@proves("repo.order-by")
@FORMS
async def test_order_of_a_repository(database: Database, reader: Reader, order: Any, names: list[str | None]) -> None:
    """The same, given to the constructor."""
    seed(reader)
    async with database.session() as session:
        repository = ShelfRepository(session=session, order_by=order)
        matches(await many(repository), names)
        for window in (True, False):
            found, _ = await many_and_count(repository, count_with_window_function=window)
            matches(found, names)


@proves("repo.order-by")
@FORMS
async def test_order_of_a_class(
    database: Database, reader: Reader, sql: Watch, order: Any, names: list[str | None]
) -> None:
    """The same, as an attribute of the class."""
    seed(reader)

    class Sorted(ShelfRepository):
        order_by = order

    async with database.session() as session:
        repository = Sorted(session=session)
        with sql() as statements:
            found = await many(repository)
        assert "ORDER BY" in statements[-1], f"no order is asked for: {statements[-1]}"
        matches(found, names)
        for window in (True, False):
            found, _ = await many_and_count(repository, count_with_window_function=window)
            matches(found, names)


@proves("repo.order-by")
async def test_nearest_order_counts(database: Database, reader: Reader) -> None:
    """The call's before the constructor's before the class's, in that call only."""
    seed(reader)

    class Sorted(ShelfRepository):
        order_by = ("level", False)

    async with database.session() as session:
        repository = Sorted(session=session, order_by=("level", True))
        first = (await many(repository))[0].name
        called = [shelf.name for shelf in await many(repository, order_by=func.lower(Shelf.name).desc())]
        again = (await many(repository))[0].name
    assert (first, called, again) == ("Botany", ["Drama", "Comics", "Botany", "atlas"], "Botany")


@proves("repo.order-by")
async def test_empty_list_is_no_order_of_its_own(database: Database, reader: Reader) -> None:
    """[] in a call takes the repository's order away, and a filter's order counts then."""
    seed(reader)
    async with database.session() as session:
        repository = ShelfRepository(session=session, order_by=[("level", True), ("place", False)])
        sorted_ = [shelf.name for shelf in await many(repository)]
        own = [shelf.level for shelf in await many(repository, OrderBy("level", "asc"), order_by=[])]
    assert (sorted_, own) == (["Botany", "Drama", "Comics", "atlas"], [1, 2, 2, 3])


@proves("repo.order-by")
async def test_filter_sorts_within_the_order(database: Database, reader: Reader) -> None:
    """An OrderBy among the filters sorts what the repository's order leaves equal; pages follow both."""
    seed(reader)
    async with database.session() as session:
        repository = ShelfRepository(session=session, order_by=("place", False))
        names = [shelf.name for shelf in await many(repository, OrderBy("level", "desc"))]
        pages = [
            shelf.name
            for offset in (0, 2)
            for shelf in await many(repository, OrderBy("level", "desc"), LimitOffset(2, offset))
        ]
    assert names == pages == ["Drama", "atlas", "Botany", "Comics"]


@proves("repo.order-by")
async def test_pair_as_the_reference_explains_it(database: Database, reader: Reader) -> None:
    """The reference of OrderingPair says that a pair is (column, ascending)."""
    seed(reader)
    async with database.session() as session:
        found = [shelf.level for shelf in await many(ShelfRepository(session=session), order_by=("level", True))]
    assert found == [1, 2, 2, 3], f"('level', True), for ascending, gives {found}"
