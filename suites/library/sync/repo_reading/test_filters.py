# Generated from suites/library/repo_reading/test_filters.py by `python -m tools.twin`; do not edit.
"""Keywords, expressions and filters of the reading methods."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.exceptions import RepositoryError
from advanced_alchemy.filters import BeforeAfter, CollectionFilter, LimitOffset, NotInCollectionFilter, OrderBy
from sqlalchemy import and_, or_

from assay.checking import Reader, proves
from reference_app.library.reading.models import Shelf, Visit, Volume
from reference_app.sync.library.database import Database
from reference_app.sync.library.reading.repositories import ShelfRepository, VolumeRepository, many, many_and_count
from suites.library.sync.repo_reading.stock import everything, raised, shelf_id, shelves, volumes

MODELS = (Shelf, Volume, Visit)


@proves("repo.keyword-filters")
@pytest.mark.parametrize(
    ("keywords", "names"),
    [
        ({"name": "Atlas"}, ["Atlas"]),
        ({"name": "Atla%"}, []),
        ({"name": ""}, []),
        ({"name": "Atlas", "level": 1, "place": "hall"}, ["Atlas"]),
        ({"name": "Atlas", "level": 2}, []),
        ({"place": None}, ["Botany", "Drama"]),
        ({"place": "hall"}, ["Atlas", "Comics", "Essays"]),
        ({"level": 0}, []),
        ({"id": shelf_id(4)}, ["Drama"]),
    ],
    ids=str,
)
def test_keywords_are_equal(database: Database, reader: Reader, keywords: dict[str, Any], names: list[str]) -> None:
    """Equality, None for NULL, and all of them; every reading method says the same."""
    shelves(reader)
    with database.session() as session:
        repository = ShelfRepository(session=session, order_by=("name", False))
        listed = [shelf.name for shelf in many(repository, **keywords)]
        page, total = many_and_count(repository, **keywords)
        counted = repository.count(**keywords)
        exists = repository.exists(**keywords)
    assert (listed, [shelf.name for shelf in page]) == (names, names)
    assert (total, counted, exists) == (len(names), len(names), bool(names))


@proves("repo.keyword-filters")
def test_keyword_of_a_relation(database: Database, reader: Reader) -> None:
    """The other object is a value too."""
    shelves(reader, 2)
    volumes(reader, 2, 1)
    with database.session() as session:
        shelf = ShelfRepository(session=session).get_one(name="Atlas")
        found = many(VolumeRepository(session=session), shelf=shelf, order_by=("title", False))
    assert [volume.title for volume in found] == ["Atlas 1", "Atlas 2"]


CALLS = (
    "get_one",
    "get_one_or_none",
    "many",
    "many_and_count",
    "count",
    "exists",
    "delete_where",
    "get_or_upsert",
    "get_and_update",
)


def called(repository: Any, method: str, keywords: dict[str, Any]) -> Any:
    """What a method says to keywords."""
    if method == "many":
        return many(repository, **keywords)
    if method == "many_and_count":
        return many_and_count(repository, **keywords)
    return getattr(repository, method)(**keywords)


@proves("repo.keyword-filters")
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("method", CALLS)
def test_unknown_keyword(database: Database, reader: Reader, method: str, rows: int) -> None:
    """RepositoryError, alone and beside a good keyword, and no row is another one afterwards."""
    shelves(reader, rows)
    before = everything(reader)
    with database.session() as session:
        repository = ShelfRepository(session=session)
        for keywords in ({"nmae": "Atlas"}, {"name": "Atlas", "levle": 1}):
            assert isinstance(raised(called, repository, method, keywords), RepositoryError)
        session.commit()
    assert everything(reader) == before


@proves("repo.expression-filters")
@pytest.mark.parametrize(
    ("filters", "keywords", "names"),
    [
        ([Shelf.level > 1, Shelf.level < 4], {}, ["Botany", "Comics"]),
        ([or_(Shelf.name == "Atlas", Shelf.name == "Drama")], {}, ["Atlas", "Drama"]),
        ([or_(Shelf.name == "Atlas", Shelf.name == "Drama")], {"place": "hall"}, ["Atlas"]),
        ([and_(Shelf.level > 1, ~Shelf.place.is_(None))], {}, ["Comics", "Essays"]),
        ([Shelf.level > 1, CollectionFilter("name", ["Atlas", "Botany"])], {}, ["Botany"]),
        ([CollectionFilter("level", [1, 3]), NotInCollectionFilter("name", ["Comics"])], {}, ["Atlas"]),
        ([LimitOffset(2, 0), Shelf.level > 1, OrderBy("name", "desc")], {"place": "hall"}, ["Essays", "Comics"]),
        ([OrderBy("name", "desc"), CollectionFilter("level", [1, 2, 3]), LimitOffset(1, 1)], {}, ["Botany"]),
        ([Shelf.volumes.any(Volume.title == "Botany 1")], {}, ["Botany"]),
    ],
    ids=["two", "or", "or-and-keyword", "and", "with-filter", "filters", "page-first", "page-last", "relation"],
)
def test_all_of_them_hold(
    database: Database, reader: Reader, filters: list[Any], keywords: dict[str, Any], names: list[str]
) -> None:
    """What stands in one call is joined by AND, whatever its kind and place."""
    shelves(reader)
    volumes(reader, 1, 2)
    with database.session() as session:
        repository = ShelfRepository(session=session)
        sorted_ = [] if any(isinstance(f, OrderBy) for f in filters) else [OrderBy("name", "asc")]
        listed = [shelf.name for shelf in many(repository, *filters, *sorted_, **keywords)]
        page, _ = many_and_count(repository, *filters, *sorted_, **keywords)
    assert (listed, [shelf.name for shelf in page]) == (names, names)


@proves("repo.expression-filters")
def test_expression_in_each_method(database: Database, reader: Reader) -> None:
    """One expression, one filter and one keyword, in every method that takes filters."""
    shelves(reader)
    filters = (Shelf.level > 1, CollectionFilter("level", [1, 2, 3]))
    with database.session() as session:
        repository = ShelfRepository(session=session)
        one = repository.get_one(*filters, place="hall")
        one_or_none = repository.get_one_or_none(*filters, place="hall")
        counted = repository.count(*filters, place="hall")
        exists = repository.exists(*filters, place="attic")
        deleted = repository.delete_where(*filters, place="hall")
        session.commit()
    assert one_or_none is one
    assert (one.name, counted, exists, [shelf.name for shelf in deleted]) == ("Comics", 1, False, ["Comics"])
    assert [row["name"] for row in everything(reader)] == ["Atlas", "Botany", "Drama", "Essays"]


@proves("repo.expression-filters")
def test_filters_are_not_kept(database: Database, reader: Reader) -> None:
    """A second call knows nothing of the first one's filters; nor is a filter changed by being used."""
    shelves(reader)
    page = LimitOffset(1, 1)
    some = BeforeAfter(field_name="level", before=None, after=None)
    with database.session() as session:
        repository = ShelfRepository(session=session, order_by=("name", False))
        first = [shelf.name for shelf in many(repository, page, some, Shelf.level > 1, place="hall")]
        second = [shelf.name for shelf in many(repository)]
        third = [shelf.name for shelf in many(repository, page, some, Shelf.level > 1, place="hall")]
    assert (first, len(second), third) == (["Essays"], 5, ["Essays"])
