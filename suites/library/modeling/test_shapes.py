"""Dictionaries of objects, types of columns, and what is loaded late."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.shapes.models import Edition, Publisher, Typed

MODELS = (Publisher, Edition, Typed)
REFERENCE = UUID("00112233-4455-6677-8899-aabbccddeeff")
MOMENT = datetime.datetime(2021, 3, 28, 2, 30, tzinfo=datetime.timezone.utc)


async def publish(database: Database) -> dict[str, Any]:
    """Two editions of a publisher; gives their dictionaries by ISBN, as their rows have to be."""
    async with database.session() as session:
        publisher = Publisher(name="Collins")
        session.add(publisher)
        await session.flush()
        for isbn in ("1", "2"):
            session.add(Edition(isbn=isbn, shelf="A", pages=200, blurb="Dark", publisher_id=publisher.id))
        await session.commit()
    async with database.session() as session:
        return {one.isbn: one.to_dict() for one in await session.scalars(select(Edition))}


@proves("modeling.to-dict")
async def test_attributes_by_their_names(database: Database, reader: Reader) -> None:
    """All columns that were loaded, by the names of the attributes, and nothing else."""
    said = (await publish(database))["1"]
    row = reader.row("library_edition", isbn="1")
    assert row is not None
    assert said.keys() == {
        "id",
        "isbn",
        "shelf",
        "pages",
        "publisher_id",
        "created_at",
        "updated_at",
    }
    assert {key: said[key] for key in ("id", "isbn", "shelf", "pages", "publisher_id")} == {
        "id": row["id"],
        "isbn": "1",
        "shelf": "A",
        "pages": 200,
        "publisher_id": row["publisher_id"],
    }


@proves("modeling.to-dict")
async def test_excluded_attributes(database: Database) -> None:
    """Those that are named are left out; a name that there is not leaves out nothing."""
    await publish(database)
    async with database.session() as session:
        found = (await session.scalars(select(Edition).where(Edition.isbn == "1"))).one()
        everything = found.to_dict()
        assert found.to_dict(exclude={"pages", "id"}) == {
            key: value for key, value in everything.items() if key not in {"pages", "id"}
        }
        assert found.to_dict(exclude={"page_count", "nothing"}) == everything
        assert found.to_dict(exclude=set()) == everything
        assert found.to_dict(exclude=set(everything)) == {}
        assert found.to_dict() == everything


@proves("modeling.to-dict")
async def test_what_was_not_loaded_is_left_out(database: Database) -> None:
    """A deferred column is no reason for a query; once it is loaded it is there."""
    await publish(database)
    async with database.session() as session:
        found = (await session.scalars(select(Edition).where(Edition.isbn == "1"))).one()
        assert "blurb" not in found.to_dict()
        await session.refresh(found, ["blurb"])
        assert found.to_dict()["blurb"] == "Dark"


@proves("modeling.to-dict")
async def test_new_object() -> None:
    """An object that was never written has what it was given, None too."""
    edition = Edition(isbn="1", pages=10, blurb=None)
    assert edition.to_dict() == {"isbn": "1", "pages": 10, "blurb": None}
    assert edition.sheets == 5


@proves("modeling.to-dict")
async def test_dictionary_is_a_copy(database: Database, reader: Reader) -> None:
    """To change it changes neither the object nor the row, and it can make another object."""
    await publish(database)
    async with database.session() as session:
        found = (await session.scalars(select(Edition).where(Edition.isbn == "1"))).one()
        said = found.to_dict(exclude={"id"})
        said["isbn"] = "3"
        session.add(Edition(**said))
        await session.commit()
        assert found.isbn == "1"
    assert sorted(row["isbn"] for row in reader.rows("library_edition")) == ["1", "2", "3"]


@proves("modeling.async-attrs", needs=("async-driver",))
async def test_related_objects_can_be_awaited(database: Database) -> None:
    """A collection, a reference, and a deferred column, which were not loaded, are loaded where they are awaited."""
    await publish(database)
    async with database.session() as session:
        publisher = (await session.scalars(select(Publisher))).one()
        attributes: Any = publisher.awaitable_attrs
        editions = await attributes.editions
        assert sorted(edition.isbn for edition in editions) == ["1", "2"]
        found = (await session.scalars(select(Edition).where(Edition.isbn == "1"))).one()
        attributes = found.awaitable_attrs
        assert await attributes.publisher is publisher
        assert await attributes.blurb == "Dark"


@proves("modeling.type-map-uuid-datetime")
@pytest.mark.parametrize("labels", [None, {}, {"a": "b"}], ids=["none", "empty", "one"])
async def test_values_of_annotated_columns(database: Database, reader: Reader, labels: dict[str, str] | None) -> None:
    """What was stored is read as it was, by the program and by another one."""
    plain = {"one": 1, "two": [1.5, None, {"three": True}]}
    extra = {"é": "ü"}
    async with database.session() as session:
        given = Typed(
            name="a",
            reference=REFERENCE,
            moment=MOMENT,
            day=MOMENT.date(),
            plain=plain,
            extra=extra,
            labels=labels,
        )
        session.add(given)
        await session.commit()
    async with database.session() as session:
        found = (await session.scalars(select(Typed))).one()
        assert (found.reference, found.moment, found.day) == (REFERENCE, MOMENT, MOMENT.date())
        assert (found.plain, found.extra, found.labels) == (plain, extra, labels)
    row = reader.row("library_typed", name="a")
    assert row is not None
    assert (row["reference"], row["moment"], row["day"]) == (REFERENCE, MOMENT, MOMENT.date())
