"""``get_many`` and ``get_many_and_count``, and the names that they had."""

from __future__ import annotations

import inspect
import warnings
from typing import Any

import pytest
from advanced_alchemy.filters import CollectionFilter, LimitOffset, OrderBy
from sqlalchemy import select

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.reading.models import Shelf, Visit, Volume
from reference_app.library.reading.repositories import ShelfRepository
from suites.library.repo_reading.stock import shelf_id, shelves

MODELS = (Shelf, Volume, Visit)
BY_NAME: Any = [("name", False)]


def deprecations(caught: list[warnings.WarningMessage], named: str = "") -> int:
    """How many warnings of something old there are that name something else."""
    return sum(issubclass(w.category, DeprecationWarning) and named in str(w.message) for w in caught)


SELECTIONS: pytest.MarkDecorator = pytest.mark.parametrize(
    ("filters", "keywords", "names"),
    [
        pytest.param([], {}, ["Atlas", "Botany", "Comics", "Drama", "Essays"], id="no-filter"),
        pytest.param([], {"place": "hall"}, ["Atlas", "Comics", "Essays"], id="keyword"),
        pytest.param([], {"place": None}, ["Botany", "Drama"], id="null"),
        pytest.param([Shelf.level > 3], {}, ["Drama", "Essays"], id="expression"),
        pytest.param([CollectionFilter("level", [5, 2, 2])], {}, ["Botany", "Essays"], id="filter"),
        pytest.param([CollectionFilter[int]("level", [])], {}, [], id="no-values"),
        pytest.param([Shelf.level < 5], {"place": "hall", "level": 3}, ["Comics"], id="all"),
        pytest.param([Shelf.level < 5], {"level": 5}, [], id="contradiction"),
    ],
)


@proves("repo.get-many")
@SELECTIONS
async def test_all_matches(
    database: Database, reader: Reader, filters: list[Any], keywords: dict[str, Any], names: list[str]
) -> None:
    """All rows that match, and no other."""
    shelves(reader)
    async with database.session() as session:
        repository = ShelfRepository(session=session, order_by=BY_NAME)
        found = await repository.get_many(*filters, **keywords)
    assert isinstance(found, list)
    assert [shelf.name for shelf in found] == names


@proves("repo.get-many", "repo.get-many-and-count")
async def test_rows_have_all_their_columns(database: Database, reader: Reader) -> None:
    """Not only as many."""
    shelves(reader, 2)
    async with database.session() as session:
        repository = ShelfRepository(session=session, order_by=BY_NAME)
        found = await repository.get_many()
        page, total = await repository.get_many_and_count()
    expected = [(shelf_id(1), "Atlas", "hall", 1), (shelf_id(2), "Botany", None, 2)]
    assert [(s.id, s.name, s.place, s.level) for s in found] == expected
    assert ([(s.id, s.name, s.place, s.level) for s in page], total) == (expected, 2)


@proves("repo.get-many", "repo.get-many-and-count")
async def test_empty_table(database: Database) -> None:
    """An empty list, and 0."""
    async with database.session() as session:
        repository = ShelfRepository(session=session)
        assert list(await repository.get_many()) == []
        found, total = await repository.get_many_and_count()
    assert (list(found), total) == ([], 0)


@proves("repo.get-many-and-count")
@SELECTIONS
async def test_all_matches_and_their_number(
    database: Database, reader: Reader, filters: list[Any], keywords: dict[str, Any], names: list[str]
) -> None:
    """Without a page all rows that match, and how many these are."""
    shelves(reader)
    async with database.session() as session:
        repository = ShelfRepository(session=session, order_by=BY_NAME)
        found, total = await repository.get_many_and_count(*filters, **keywords)
    assert ([shelf.name for shelf in found], total) == (names, len(names))


@proves("repo.get-many", "repo.get-many-and-count")
@pytest.mark.parametrize("keywords", [{}, {"place": "hall"}], ids=["all", "some"])
async def test_page_of_the_matches(database: Database, reader: Reader, keywords: dict[str, Any]) -> None:
    """The page is cut out of the matches, wherever the page stands, and the total is of all matches."""
    shelves(reader)
    filters: list[Any] = [LimitOffset(2, 1), Shelf.level < 5, OrderBy("name", "desc")]
    matches = ["Drama", "Comics", "Botany", "Atlas"] if not keywords else ["Comics", "Atlas"]
    async with database.session() as session:
        repository = ShelfRepository(session=session)
        found = await repository.get_many(*filters, **keywords)
        page, total = await repository.get_many_and_count(*filters, **keywords)
    assert [shelf.name for shelf in found] == matches[1:3]
    assert ([shelf.name for shelf in page], total) == (matches[1:3], len(matches))


@proves("repo.get-many", "repo.get-many-and-count")
async def test_statement_of_one_call(database: Database, reader: Reader) -> None:
    """A statement given to a call selects in that call only."""
    shelves(reader)
    hall = select(Shelf).where(Shelf.place == "hall")
    async with database.session() as session:
        repository = ShelfRepository(session=session, order_by=BY_NAME)
        some = await repository.get_many(Shelf.level > 1, statement=hall)
        page, total = await repository.get_many_and_count(LimitOffset(1, 0), statement=hall)
        everything = await repository.get_many()
    assert [shelf.name for shelf in some] == ["Comics", "Essays"]
    assert ([shelf.name for shelf in page], total) == (["Atlas"], 3)
    assert len(everything) == 5


@proves("repo.get-many")
async def test_list_is_get_many_with_a_warning(database: Database, reader: Reader) -> None:
    """The same rows, and a DeprecationWarning that names the new method; the new method gives none."""
    shelves(reader)
    async with database.session() as session:
        repository = ShelfRepository(session=session)
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            old = await repository.list(Shelf.level > 2, order_by=[("name", True)], place="hall")
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            new = await repository.get_many(Shelf.level > 2, order_by=[("name", True)], place="hall")
    assert [shelf.name for shelf in old] == [shelf.name for shelf in new] == ["Essays", "Comics"]
    assert deprecations(warned, "'get_many'") == 1
    assert deprecations(caught) == 0


@proves("repo.get-many-and-count")
async def test_list_and_count_warns(database: Database, reader: Reader) -> None:
    """The same page and total, and a DeprecationWarning that names the new method; the new method gives none."""
    shelves(reader)
    async with database.session() as session:
        repository = ShelfRepository(session=session)
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            old, old_total = await repository.list_and_count(
                LimitOffset(1, 1), order_by=[("name", True)], count_with_window_function=False, place="hall"
            )
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            new, total = await repository.get_many_and_count(LimitOffset(1, 1), order_by=[("name", True)], place="hall")
    assert [shelf.name for shelf in old] == [shelf.name for shelf in new] == ["Comics"]
    assert (old_total, total) == (3, 3)
    assert deprecations(warned, "'get_many_and_count'") == 1
    assert deprecations(caught) == 0


@pytest.mark.parametrize(("old", "new"), [("list", "get_many"), ("list_and_count", "get_many_and_count")])
@proves("repo.get-many", "repo.get-many-and-count")
async def test_old_names_pass_on_all_options(database: Database, old: str, new: str) -> None:
    """Each option of the old name reaches the new one, with its value, as do filters and keywords."""
    noted: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    async def note(_: Any, *filters: Any, **options: Any) -> Any:
        noted.append((filters, options))
        return []

    names = set(inspect.signature(getattr(ShelfRepository, old)).parameters) - {"self", "filters", "kwargs"}
    options: dict[str, Any] = {name: object() for name in names} | {"place": "hall"}
    async with database.session() as session:
        noting: Any = type("Noting", (ShelfRepository,), {new: note})(session=session)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            await getattr(noting, old)("a filter", **options)
    ((filters, passed),) = noted
    lost = sorted(name for name, value in options.items() if passed.get(name) is not value)
    assert filters == ("a filter",), f"{old} passes on the filters {filters}"
    assert not lost, f"{old} does not pass on {lost}"
