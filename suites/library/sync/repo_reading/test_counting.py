# Generated from suites/library/repo_reading/test_counting.py by `python -m tools.twin`; do not edit.
"""``count``, ``exists``, and the two ways in which a page gets its total."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.exceptions import RepositoryError
from advanced_alchemy.filters import CollectionFilter, LimitOffset, OrderBy
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from assay.checking import Reader, Watch, proves
from reference_app.library.reading.models import Note, Shelf, Visit, Volume
from reference_app.sync.library.database import Database
from reference_app.sync.library.reading.repositories import ShelfRepository, VolumeRepository, many, many_and_count
from suites.library.sync.repo_reading.stock import NAMES, raised, shelves, volumes

MODELS = (Shelf, Volume, Note, Visit)
BOTH: pytest.MarkDecorator = pytest.mark.parametrize("window", [True, False], ids=["window", "two-queries"])


@proves("repo.count-strategies-agree")
@BOTH
@pytest.mark.parametrize(
    ("limit", "offset"),
    [(2, 0), (2, 2), (2, 4), (2, 5), (2, 50), (5, 0), (50, 0), (0, 0), (0, 3)],
    ids=["first", "middle", "last", "just-past", "far-past", "all", "more", "of-no-rows", "of-no-rows-later"],
)
def test_page_and_total(database: Database, reader: Reader, window: bool, limit: int, offset: int) -> None:
    """The rows of the page, and 5, wherever the page is."""
    shelves(reader)
    with database.session() as session:
        page, total = many_and_count(
            ShelfRepository(session=session),
            LimitOffset(limit, offset),
            order_by=[("name", False)],
            count_with_window_function=window,
        )
    assert [shelf.name for shelf in page] == list(NAMES[offset : offset + limit])
    assert total == 5, f"the total of 5 shelves is {total}"


@proves("repo.count-strategies-agree")
@BOTH
def test_page_of_an_empty_selection(database: Database, reader: Reader, window: bool) -> None:
    """No rows, and 0: of a filter that nothing matches, and of one that has no values."""
    shelves(reader)
    answers = []
    with database.session() as session:
        repository = ShelfRepository(session=session)
        for filter_ in (Shelf.level > 9, CollectionFilter[int]("level", [])):
            page, total = many_and_count(repository, LimitOffset(2, 0), filter_, count_with_window_function=window)
            answers.append((list(page), total))
    assert answers == [([], 0), ([], 0)]


@proves("repo.count-strategies-agree")
@BOTH
@pytest.mark.parametrize("owner", ["class", "repository"])
def test_strategy_of_the_repository(database: Database, reader: Reader, window: bool, owner: str) -> None:
    """A strategy of the class and of the repository counts as that of a call does."""
    shelves(reader)

    class Counting(ShelfRepository):
        count_with_window_function = window

    with database.session() as session:
        repository = (
            Counting(session=session)
            if owner == "class"
            else ShelfRepository(session=session, count_with_window_function=window)
        )
        page, total = many_and_count(repository, LimitOffset(2, 2), place="hall", order_by=[("name", False)])
    assert ([shelf.name for shelf in page], total) == (["Essays"], 3)


@proves("repo.count-strategies-agree")
@BOTH
def test_total_with_a_loaded_collection(database: Database, reader: Reader, window: bool) -> None:
    """Two shelves with three volumes and one are 2, although the statement that loads them has four rows."""
    shelves(reader, 2)
    volumes(reader, 3, 1)
    with database.session() as session:
        page, total = many_and_count(
            ShelfRepository(session=session),
            load=[joinedload(Shelf.volumes)],
            uniquify=True,
            order_by=[("name", False)],
            count_with_window_function=window,
        )
        found = [(shelf.name, len(shelf.volumes)) for shelf in page]
    assert found == [("Atlas", 3), ("Botany", 1)]
    assert total == 2, f"the total of 2 shelves is {total}"


@proves("repo.count-strategies-agree")
@BOTH
def test_total_of_a_page_with_a_loaded_collection(database: Database, reader: Reader, window: bool) -> None:
    """The page has as many shelves as it should, each with all its volumes, and the total counts shelves."""
    shelves(reader, 3)
    volumes(reader, 3, 1, 2)
    with database.session() as session:
        page, total = many_and_count(
            ShelfRepository(session=session),
            LimitOffset(2, 0),
            load=[joinedload(Shelf.volumes)],
            uniquify=True,
            order_by=[("name", False)],
            count_with_window_function=window,
        )
        found = [(shelf.name, len(shelf.volumes)) for shelf in page]
    assert found == [("Atlas", 3), ("Botany", 1)]
    assert total == 3, f"the total of 3 shelves is {total}"


@proves("repo.count-strategies-agree")
@BOTH
@pytest.mark.parametrize(
    "load", [None, Volume.shelf, [Volume.shelf, Volume.notes], "*"], ids=["nothing", "one", "two", "all"]
)
def test_total_with_loaded_relations(database: Database, reader: Reader, window: bool, load: Any) -> None:
    """What is loaded beside the rows changes neither the rows nor their number."""
    shelves(reader, 2)
    volumes(reader, 2, 1)
    with database.session() as session:
        page, total = many_and_count(
            VolumeRepository(session=session),
            LimitOffset(2, 0),
            load=load,
            order_by=[("title", False)],
            count_with_window_function=window,
        )
    assert ([volume.title for volume in page], total) == (["Atlas 1", "Atlas 2"], 3)


@proves("repo.count-strategies-agree")
@BOTH
def test_total_of_a_join(database: Database, reader: Reader, window: bool) -> None:
    """A statement that joins a shelf with its three volumes, made unique, is one shelf, and so is its total."""
    shelves(reader, 2)
    volumes(reader, 3, 1)
    statement = select(Shelf).join(Shelf.volumes).options(contains_eager(Shelf.volumes))
    with database.session() as session:
        page, total = many_and_count(
            ShelfRepository(session=session, statement=statement, uniquify=True),
            name="Atlas",
            count_with_window_function=window,
        )
        found = [(shelf.name, len(shelf.volumes)) for shelf in page]
    assert found == [("Atlas", 3)]
    assert total == 1, f"the total of 1 shelves is {total}"


@proves("repo.count-strategies-agree")
@BOTH
def test_total_of_a_join_to_one(database: Database, reader: Reader, window: bool) -> None:
    """A join that multiplies nothing: volumes by the names of their shelves."""
    shelves(reader, 3)
    volumes(reader, 3, 2, 1)
    statement = select(Volume).join(Volume.shelf).where(Shelf.level > 1).order_by(Shelf.name.desc(), Volume.title)
    with database.session() as session:
        page, total = many_and_count(
            VolumeRepository(session=session, statement=statement),
            LimitOffset(2, 0),
            count_with_window_function=window,
        )
    assert ([volume.title for volume in page], total) == (["Comics 1", "Botany 1"], 3)


@proves("repo.count-strategies-agree")
@BOTH
def test_total_of_a_distinct_statement(database: Database, reader: Reader, window: bool) -> None:
    """DISTINCT shelves of a join are counted as they are given."""
    shelves(reader, 3)
    volumes(reader, 3, 2)
    statement = select(Shelf).join(Shelf.volumes).distinct()
    with database.session() as session:
        page, total = many_and_count(
            ShelfRepository(session=session, statement=statement, order_by=[("name", False)]),
            count_with_window_function=window,
        )
    assert [shelf.name for shelf in page] == ["Atlas", "Botany"]
    assert total == 2, f"the total of 2 shelves is {total}"


@proves("repo.count-ignores-pagination")
@pytest.mark.parametrize(
    "filters",
    [
        [],
        [LimitOffset(2, 0)],
        [LimitOffset(2, 4)],
        [LimitOffset(2, 50)],
        [LimitOffset(0, 0)],
        [OrderBy("name", "desc")],
        [LimitOffset(1, 1), OrderBy("place", "asc"), OrderBy("name", "asc")],
    ],
    ids=["none", "first", "last", "past-the-end", "of-no-rows", "order", "both"],
)
def test_number_of_all_matches(database: Database, reader: Reader, filters: list[Any]) -> None:
    """All of them, and those in the hall."""
    shelves(reader)
    with database.session() as session:
        repository = ShelfRepository(session=session, order_by=[("level", True)])
        counted = [
            repository.count(*filters),
            repository.count(*filters, place="hall"),
            repository.count(*filters, place=None),
            repository.count(Shelf.level > 3, *filters),
            repository.count(*filters, name="Zoology"),
        ]
    assert counted == [5, 3, 2, 2, 0]


@proves("repo.count-ignores-pagination")
def test_number_of_a_page_of_a_statement(database: Database, reader: Reader) -> None:
    """A statement's own order and limit are pagination too."""
    shelves(reader)
    statement = select(Shelf).where(Shelf.level > 1).order_by(Shelf.name).limit(2).offset(1)
    with database.session() as session:
        repository = ShelfRepository(session=session)
        counted = repository.count(statement=statement), repository.count()
    assert counted == (4, 5)


@proves("repo.count-ignores-pagination")
def test_count_is_the_length_of_the_list(database: Database, reader: Reader) -> None:
    """As many as get_many gives of the same DISTINCT statement."""
    shelves(reader, 3)
    volumes(reader, 3, 2)
    statement = select(Shelf).join(Shelf.volumes).distinct()
    with database.session() as session:
        repository = ShelfRepository(session=session, statement=statement)
        listed = len(many(repository))
        counted = repository.count()
    assert listed == 2
    assert counted == 2, f"count() is {counted} for a statement of 2 shelves"


@proves("repo.count-ignores-pagination")
@pytest.mark.parametrize("load", [[Volume.shelf], [joinedload(Volume.notes)], "*"], ids=["one", "joined", "all"])
def test_number_with_loaded_relations(database: Database, reader: Reader, load: Any) -> None:
    """Loading changes no number."""
    shelves(reader, 2)
    volumes(reader, 2, 1)
    with database.session() as session:
        assert VolumeRepository(session=session).count(load=load) == 3


@proves("repo.count-ignores-pagination")
def test_number_of_an_empty_table(database: Database) -> None:
    """0, an integer."""
    with database.session() as session:
        counted = ShelfRepository(session=session).count()
    assert (counted, type(counted)) == (0, int)


@proves("repo.exists")
@pytest.mark.parametrize(
    ("filters", "keywords", "expected"),
    [
        pytest.param([], {}, True, id="no-filter"),
        pytest.param([], {"name": "Atlas"}, True, id="one"),
        pytest.param([], {"place": "hall"}, True, id="several"),
        pytest.param([], {"place": None}, True, id="null"),
        pytest.param([], {"name": None}, False, id="never-null"),
        pytest.param([], {"name": "Zoology"}, False, id="none"),
        pytest.param([Shelf.level > 4], {}, True, id="expression"),
        pytest.param([Shelf.level > 4], {"name": "Atlas"}, False, id="both"),
        pytest.param([CollectionFilter[int]("level", [])], {}, False, id="no-values"),
        pytest.param([LimitOffset(1, 50)], {}, True, id="past-the-end"),
    ],
)
def test_exists(
    database: Database, reader: Reader, filters: list[Any], keywords: dict[str, Any], expected: bool
) -> None:
    """Whether a row matches all of it."""
    shelves(reader)
    with database.session() as session:
        assert ShelfRepository(session=session).exists(*filters, **keywords) is expected


@proves("repo.exists")
def test_nothing_exists_in_an_empty_table(database: Database) -> None:
    """False, of a filter and of none."""
    with database.session() as session:
        repository = ShelfRepository(session=session)
        assert repository.exists() is False
        assert repository.exists(name="Atlas") is False


@proves("repo.exists")
def test_existence_by_a_misspelt_name(database: Database, reader: Reader) -> None:
    """RepositoryError, and neither True nor False."""
    shelves(reader)
    with database.session() as session:
        assert isinstance(raised(ShelfRepository(session=session).exists, nmae="Atlas"), RepositoryError)


@proves("repo.count-strategies-agree")
@BOTH
def test_strategy_of_a_call_is_that_calls(database: Database, reader: Reader, sql: Watch, window: bool) -> None:
    """The next call is answered with as many statements as the one before."""
    shelves(reader)
    asked: list[int] = []
    with database.session() as session:
        repository = ShelfRepository(session=session)
        for options in ({}, {"count_with_window_function": window}, {}):
            with sql() as statements:
                many_and_count(repository, LimitOffset(2, 0), order_by=[("name", False)], **options)
            asked.append(len(statements))
    assert asked[2] == asked[0], f"{asked[0]} statements at first, and {asked[2]} after the call that has its own way"
