"""Classes with a table each, joined by their keys."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy.orm import selectin_polymorphic

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.people.models import Borrower, Branch, Person
from reference_app.library.people.repositories import BorrowerRepository, PersonRepository

MODELS = (Branch, Person, Borrower)
LONG_AGO = datetime.datetime(2021, 3, 28, 2, 30, tzinfo=datetime.timezone.utc)


async def enrol(database: Database) -> None:
    """Two borrowers, and a person who borrows nothing; all of them long ago."""
    async with database.session() as session:
        session.add(Branch(name="Main"))
        await PersonRepository(session=session).add_many(
            [
                Person(name="Ada", created_at=LONG_AGO, updated_at=LONG_AGO),
                Borrower(name="Ben", card="B-1", created_at=LONG_AGO, updated_at=LONG_AGO),
                Borrower(name="Cleo", card="B-2", created_at=LONG_AGO, updated_at=LONG_AGO),
            ]
        )
        await session.commit()


def people(reader: Reader) -> list[tuple[str, str, str | None]]:
    """Name, kind and card of everybody, as the two tables have them; a card without a person has no name."""
    cards = {row["id"]: row["card"] for row in reader.rows("library_borrower")}
    found = [(row["name"], row["kind"], cards.pop(row["id"], None)) for row in reader.rows("library_person")]
    assert not cards, f"cards without a person: {cards}"
    return sorted(found, key=lambda one: one[0])


@proves("inheritance.jti-two-tables")
async def test_adding_a_borrower_writes_both_tables(database: Database, reader: Reader) -> None:
    """One row in each, with the same key; the times are in the parent's only."""
    before = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=1)
    async with database.session() as session:
        added = await BorrowerRepository(session=session).add(Borrower(name="Ben", card="B-1"))
        await session.commit()
    person, borrower = reader.row("library_person"), reader.row("library_borrower")
    assert person is not None
    assert borrower is not None
    assert person["id"] == borrower["id"] == added.id
    assert (person["name"], person["kind"], borrower["card"]) == ("Ben", "borrower", "B-1")
    assert set(borrower) == {"id", "card", "branch_id"}
    assert person["created_at"] >= before
    assert person["updated_at"] >= before


@proves("inheritance.jti-two-tables")
async def test_many_borrowers_get_their_own_rows(database: Database, reader: Reader) -> None:
    """Each of many has its own name beside its own card."""
    async with database.session() as session:
        await BorrowerRepository(session=session).add_many(
            [Borrower(name=f"P{number:02}", card=f"C{number:02}") for number in range(30)]
        )
        await session.commit()
    assert people(reader) == [(f"P{number:02}", "borrower", f"C{number:02}") for number in range(30)]


@proves("inheritance.jti-two-tables", "inheritance.repository-of-subclass")
async def test_reading_gives_the_joined_object(database: Database, reader: Reader) -> None:
    """The child's repository reads parent and child row together, and no person who is no borrower."""
    await enrol(database)
    row = reader.row("library_person", name="Ben")
    assert row is not None
    async with database.session() as session:
        repository = BorrowerRepository(session=session)
        found = await repository.get(row["id"])
        assert (found.name, found.card, found.kind, found.created_at, found.updated_at) == (
            "Ben",
            "B-1",
            "borrower",
            LONG_AGO,
            LONG_AGO,
        )
        assert sorted(one.name for one in await repository.list()) == ["Ben", "Cleo"]
        assert await repository.count() == 2
        assert await repository.count(name="Cleo") == 1
        assert await repository.get_one_or_none(name="Ada") is None
        assert [one.name for one in await repository.list(card="B-2")] == ["Cleo"]


@proves("inheritance.repository-of-base")
async def test_base_gives_each_as_what_it_is(database: Database) -> None:
    """The parent's repository gives persons and borrowers, and counts all."""
    await enrol(database)
    async with database.session() as session:
        repository = PersonRepository(session=session)
        found, total = await repository.list_and_count(order_by=[("name", False)])
        assert [(type(one), one.name) for one in found] == [(Person, "Ada"), (Borrower, "Ben"), (Borrower, "Cleo")]
        assert total == 3


@proves("inheritance.repository-of-base")
async def test_columns_of_the_child_can_be_read_from_what_the_base_gives(database: Database) -> None:
    """A borrower from the parent's repository has its card, as one from the child's."""
    await enrol(database)
    async with database.session() as session:
        found = await PersonRepository(session=session).get_one(name="Ben")
        assert isinstance(found, Borrower)
        assert found.card == "B-1"


@proves("inheritance.repository-of-base")
async def test_columns_of_the_child_can_be_loaded(database: Database) -> None:
    """They are there, if the repository is told to load them."""
    await enrol(database)
    load: Any = [selectin_polymorphic(Person, [Borrower])]
    async with database.session() as session:
        found = await PersonRepository(session=session).list(load=load)
        assert sorted(one.card for one in found if isinstance(one, Borrower)) == ["B-1", "B-2"]
        assert len(found) == 3


@proves("inheritance.jti-two-tables")
async def test_to_dict_has_the_columns_of_both_tables(database: Database, reader: Reader) -> None:
    """``to_dict`` of a borrower has the person's columns and its own, each once."""
    await enrol(database)
    async with database.session() as session:
        found = await BorrowerRepository(session=session).get_one(card="B-1")
        said = found.to_dict()
    row = reader.row("library_person", name="Ben")
    assert row is not None
    assert said == {
        "id": row["id"],
        "name": "Ben",
        "kind": "borrower",
        "card": "B-1",
        "branch_id": None,
        "created_at": LONG_AGO,
        "updated_at": LONG_AGO,
    }


@proves("inheritance.jti-update-parent-column")
async def test_updating_a_column_of_the_parent(database: Database, reader: Reader) -> None:
    """The parent's row is written, with its updated_at; the child's row and other persons are not."""
    await enrol(database)
    async with database.session() as session:
        repository = BorrowerRepository(session=session)
        found = await repository.get_one(card="B-1")
        found.name = "Benno"
        await repository.update(found)
        await session.commit()
    assert people(reader) == [("Ada", "person", None), ("Benno", "borrower", "B-1"), ("Cleo", "borrower", "B-2")]
    times = {row["name"]: (row["created_at"], row["updated_at"]) for row in reader.rows("library_person")}
    assert times["Ada"] == times["Cleo"] == (LONG_AGO, LONG_AGO)
    assert times["Benno"][0] == LONG_AGO
    assert times["Benno"][1] > LONG_AGO, "the name was changed, and updated_at is as it was"


@proves("inheritance.jti-update-parent-column")
async def test_updating_with_a_new_object(database: Database, reader: Reader) -> None:
    """An object made with the key writes both tables."""
    await enrol(database)
    row = reader.row("library_person", name="Ben")
    assert row is not None
    async with database.session() as session:
        await BorrowerRepository(session=session).update(Borrower(id=row["id"], name="Benno", card="B-9"))
        await session.commit()
    assert people(reader) == [("Ada", "person", None), ("Benno", "borrower", "B-9"), ("Cleo", "borrower", "B-2")]


@proves("inheritance.jti-update-parent-column")
async def test_updating_many(database: Database, reader: Reader) -> None:
    """``update_many`` writes both tables of each."""
    await enrol(database)
    ids = {row["name"]: row["id"] for row in reader.rows("library_person")}
    async with database.session() as session:
        await BorrowerRepository(session=session).update_many(
            [
                Borrower(id=ids["Ben"], name="Benno", card="B-8"),
                Borrower(id=ids["Cleo"], name="Clio", card="B-9"),
            ]
        )
        await session.commit()
    assert people(reader) == [("Ada", "person", None), ("Benno", "borrower", "B-8"), ("Clio", "borrower", "B-9")]


@proves("inheritance.jti-update-parent-column")
async def test_change_of_the_childs_column_moves_the_parents_updated_at(database: Database, reader: Reader) -> None:
    """The time is a column of the parent's table, and the change is in the child's."""
    await enrol(database)
    async with database.session() as session:
        (await BorrowerRepository(session=session).get_one(card="B-1")).card = "B-9"
        await session.commit()
    assert people(reader) == [("Ada", "person", None), ("Ben", "borrower", "B-9"), ("Cleo", "borrower", "B-2")]
    row = reader.row("library_person", name="Ben")
    assert row is not None
    assert row["updated_at"] > LONG_AGO, "the card was changed, and updated_at is as it was"


@proves("inheritance.jti-update-parent-column")
async def test_change_of_the_childs_reference_moves_the_parents_updated_at(database: Database, reader: Reader) -> None:
    """A branch that is assigned as an object changes a column of the child, too."""
    await enrol(database)
    async with database.session() as session:
        found = await BorrowerRepository(session=session).get_one(card="B-1")
        found.branch = Branch(name="North")
        await session.commit()
    branch, borrower = reader.row("library_home_branch", name="North"), reader.row("library_borrower", card="B-1")
    assert branch is not None
    assert borrower is not None
    assert borrower["branch_id"] == branch["id"]
    row = reader.row("library_person", name="Ben")
    assert row is not None
    assert row["updated_at"] > LONG_AGO, "the branch was changed, and updated_at is as it was"


@proves("inheritance.jti-delete-both")
async def test_delete_removes_both_rows(database: Database, reader: Reader) -> None:
    """``delete`` by key."""
    await enrol(database)
    row = reader.row("library_person", name="Ben")
    assert row is not None
    async with database.session() as session:
        await BorrowerRepository(session=session).delete(row["id"])
        await session.commit()
    assert people(reader) == [("Ada", "person", None), ("Cleo", "borrower", "B-2")]


@proves("inheritance.jti-delete-both")
async def test_delete_by_the_base_removes_both_rows(database: Database, reader: Reader) -> None:
    """``delete`` of the parent's repository."""
    await enrol(database)
    row = reader.row("library_person", name="Ben")
    assert row is not None
    async with database.session() as session:
        await PersonRepository(session=session).delete(row["id"])
        await session.commit()
    assert people(reader) == [("Ada", "person", None), ("Cleo", "borrower", "B-2")]


@proves("inheritance.jti-delete-both")
async def test_delete_many_removes_both_rows(database: Database, reader: Reader) -> None:
    """``delete_many`` by keys."""
    await enrol(database)
    ids = [row["id"] for row in reader.rows("library_borrower")]
    async with database.session() as session:
        deleted = await BorrowerRepository(session=session).delete_many(ids)
        await session.commit()
    assert people(reader) == [("Ada", "person", None)], "delete_many left something behind"
    assert sorted(one.name for one in deleted) == ["Ben", "Cleo"]


@proves("inheritance.jti-delete-both")
async def test_delete_where_removes_both_rows(database: Database, reader: Reader) -> None:
    """``delete_where`` with a column of the child."""
    await enrol(database)
    async with database.session() as session:
        await BorrowerRepository(session=session).delete_where(card="B-1")
        await session.commit()
    expected = [("Ada", "person", None), ("Cleo", "borrower", "B-2")]
    assert people(reader) == expected, "delete_where left something behind"


@proves("inheritance.jti-delete-both")
async def test_delete_where_with_a_column_of_the_parent(database: Database, reader: Reader) -> None:
    """``delete_where`` with a column that the child has from its parent."""
    await enrol(database)
    async with database.session() as session:
        await BorrowerRepository(session=session).delete_where(name="Ben")
        await session.commit()
    assert people(reader) == [("Ada", "person", None), ("Cleo", "borrower", "B-2")]
