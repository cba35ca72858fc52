# Generated from suites/library/repo_reading/test_get.py by `python -m tools.twin`; do not edit.
"""``get``, ``get_one`` and ``get_one_or_none``."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from advanced_alchemy.exceptions import MultipleResultsFoundError, NotFoundError, RepositoryError
from advanced_alchemy.filters import CollectionFilter
from sqlalchemy import select

from assay.checking import Reader, proves
from reference_app.library.reading.models import Card, Pile, Shelf, Visit, Volume
from reference_app.sync.library.database import Database
from reference_app.sync.library.reading.repositories import CardRepository, PileRepository, ShelfRepository
from suites.library.sync.repo_reading.stock import raised, shelf_id, shelves

MODELS = (Shelf, Volume, Visit, Card, Pile)


def values(shelf: Any) -> tuple[Any, ...]:
    """What is in all columns of a shelf."""
    return shelf.id, shelf.name, shelf.place, shelf.level


@proves("repo.get")
def test_get_gives_the_row_of_the_key(database: Database, reader: Reader) -> None:
    """Each of several rows by its key, with all columns."""
    shelves(reader, 3)
    with database.session() as session:
        repository = ShelfRepository(session=session)
        found = [values(repository.get(shelf_id(number))) for number in (3, 1, 2)]
    assert found == [
        (shelf_id(3), "Comics", "hall", 3),
        (shelf_id(1), "Atlas", "hall", 1),
        (shelf_id(2), "Botany", None, 2),
    ]


@proves("repo.get")
@pytest.mark.parametrize("rows", [0, 1, 3])
def test_get_of_an_unknown_key(database: Database, reader: Reader, rows: int) -> None:
    """NotFoundError, whatever else there is, for a key that is not there and for None."""
    shelves(reader, rows)
    with database.session() as session:
        repository = ShelfRepository(session=session)
        for key in (uuid.uuid4(), None):
            assert isinstance(raised(repository.get, key), NotFoundError)


@proves("repo.get")
@pytest.mark.parametrize("attribute", ["name", Shelf.name], ids=["a-name", "an-attribute"])
def test_get_by_another_attribute(database: Database, reader: Reader, attribute: Any) -> None:
    """id_attribute is what the key is compared with, in this call only."""
    shelves(reader, 3)
    with database.session() as session:
        repository = ShelfRepository(session=session)
        found = repository.get("Botany", id_attribute=attribute)
        error = raised(repository.get, shelf_id(3))
        assert isinstance(raised(repository.get, "Zoology", id_attribute=attribute), NotFoundError)
    assert values(found) == (shelf_id(2), "Botany", None, 2)
    assert error is None, f"the next call, by the key, raises {error!r}"


@proves("repo.get")
def test_get_by_an_attribute_that_several_have(database: Database, reader: Reader) -> None:
    """MultipleResultsFoundError, and not the first of them."""
    shelves(reader, 3)
    with database.session() as session:
        assert isinstance(
            raised(ShelfRepository(session=session).get, "hall", id_attribute="place"), MultipleResultsFoundError
        )


@proves("repo.get")
def test_get_by_an_attribute_that_there_is_not(database: Database, reader: Reader) -> None:
    """RepositoryError, although the table has one row."""
    shelves(reader, 1)
    with database.session() as session:
        assert isinstance(raised(ShelfRepository(session=session).get, "Atlas", id_attribute="nmae"), RepositoryError)


@proves("repo.get")
def test_get_of_a_row_that_was_just_added(database: Database) -> None:
    """The same object: it is in the session."""
    with database.session() as session:
        repository = ShelfRepository(session=session)
        added = repository.add(Shelf(name="Atlas"))
        found = repository.get(added.id)
    assert found is added


@proves("repo.get")
def test_get_with_a_statement(database: Database, reader: Reader) -> None:
    """The key is looked for among what the statement selects, in this call only."""
    shelves(reader, 2)
    with database.session() as session:
        repository = ShelfRepository(session=session)
        nowhere = select(Shelf).where(Shelf.place.is_(None))
        assert isinstance(raised(repository.get, shelf_id(1), statement=nowhere), NotFoundError)
        found = repository.get(shelf_id(2), statement=nowhere)
        again = repository.get(shelf_id(1))
    assert (found.name, again.name) == ("Botany", "Atlas")


@proves("repo.get", "repo.get-one", "repo.get-one-or-none")
def test_attributes_with_other_names_than_their_columns(database: Database, reader: Reader) -> None:
    """Attributes are meant, and not columns."""
    ids = [uuid.UUID(int=0xCA2D << 64 | number) for number in range(2)]
    reader.insert(
        "library_read_card",
        {"id": ids[0], "card_code": "A1", "card_holder": "Ada"},
        {"id": ids[1], "card_code": "B2", "card_holder": None},
    )
    with database.session() as session:
        repository = CardRepository(session=session)
        found = [
            repository.get(ids[0]),
            repository.get("A1", id_attribute="code"),
            repository.get_one(code="B2"),
            repository.get_one_or_none(holder=None),
        ]
    assert [(card.code, card.holder) for card in found if card is not None] == [
        ("A1", "Ada"),
        ("A1", "Ada"),
        ("B2", None),
        ("B2", None),
    ]


MATCHING: pytest.MarkDecorator = pytest.mark.parametrize(
    ("filters", "keywords", "name"),
    [
        pytest.param([], {"name": "Botany"}, "Botany", id="keyword"),
        pytest.param([], {"place": "hall", "level": 3}, "Comics", id="keywords"),
        pytest.param([], {"place": None}, "Botany", id="null"),
        pytest.param([Shelf.level > 2], {}, "Comics", id="expression"),
        pytest.param([CollectionFilter("level", [2, 9])], {}, "Botany", id="filter"),
        pytest.param([Shelf.level < 3, CollectionFilter("level", [1, 3])], {"place": "hall"}, "Atlas", id="all"),
    ],
)
SEVERAL: pytest.MarkDecorator = pytest.mark.parametrize(
    ("filters", "keywords"),
    [
        pytest.param([], {"place": "hall"}, id="keyword"),
        pytest.param([Shelf.level > 1], {}, id="expression"),
        pytest.param([], {}, id="none"),
    ],
)
NO_MATCH: pytest.MarkDecorator = pytest.mark.parametrize(
    ("filters", "keywords"),
    [
        pytest.param([], {"name": "Zoology"}, id="keyword"),
        pytest.param([Shelf.level > 2], {"name": "Atlas"}, id="both"),
        pytest.param([CollectionFilter[int]("level", [])], {}, id="no-values"),
        pytest.param([], {"name": None}, id="null"),
    ],
)


@proves("repo.get-one")
@MATCHING
def test_one_match(database: Database, reader: Reader, filters: list[Any], keywords: dict[str, Any], name: str) -> None:
    """The only row that matches all filters and keywords."""
    shelves(reader, 3)
    with database.session() as session:
        found = ShelfRepository(session=session).get_one(*filters, **keywords)
    assert found.name == name


@proves("repo.get-one")
@NO_MATCH
def test_no_match(database: Database, reader: Reader, filters: list[Any], keywords: dict[str, Any]) -> None:
    """NotFoundError."""
    shelves(reader, 3)
    with database.session() as session:
        assert isinstance(raised(ShelfRepository(session=session).get_one, *filters, **keywords), NotFoundError)


@proves("repo.get-one")
@SEVERAL
def test_several_matches(database: Database, reader: Reader, filters: list[Any], keywords: dict[str, Any]) -> None:
    """MultipleResultsFoundError, and none of them."""
    shelves(reader, 3)
    with database.session() as session:
        assert isinstance(
            raised(ShelfRepository(session=session).get_one, *filters, **keywords), MultipleResultsFoundError
        )


@proves("repo.get-one-or-none")
@MATCHING
def test_one_match_or_none(
    database: Database, reader: Reader, filters: list[Any], keywords: dict[str, Any], name: str
) -> None:
    """The only row that matches all filters and keywords."""
    shelves(reader, 3)
    with database.session() as session:
        found = ShelfRepository(session=session).get_one_or_none(*filters, **keywords)
    assert found is not None
    assert found.name == name


@proves("repo.get-one-or-none")
@NO_MATCH
def test_no_match_is_none(database: Database, reader: Reader, filters: list[Any], keywords: dict[str, Any]) -> None:
    """None."""
    shelves(reader, 3)
    with database.session() as session:
        assert ShelfRepository(session=session).get_one_or_none(*filters, **keywords) is None


@proves("repo.get-one-or-none")
@SEVERAL
def test_several_matches_are_an_error(
    database: Database, reader: Reader, filters: list[Any], keywords: dict[str, Any]
) -> None:
    """MultipleResultsFoundError, and neither one of them nor None."""
    shelves(reader, 3)
    with database.session() as session:
        assert isinstance(
            raised(ShelfRepository(session=session).get_one_or_none, *filters, **keywords),
            MultipleResultsFoundError,
        )


@proves("repo.get-one-or-none", "repo.auto-expunge")
@pytest.mark.parametrize("books", [0, 2])
def test_instance_that_is_false(database: Database, reader: Reader, books: int) -> None:
    """An instance whose class has a length is detached whatever its length is."""
    key = uuid.UUID(int=0x911E)
    reader.insert("library_read_pile", {"id": key, "name": "returns", "books": books})
    with database.session() as session:
        found = PileRepository(session=session).get_one_or_none(name="returns", auto_expunge=True)
        assert found is not None
        assert found.id == key
        kept = found in session
    assert not kept, f"a pile of {books} books is still in the session"
