"""``add_many``."""

from __future__ import annotations

import pytest
from advanced_alchemy.exceptions import DuplicateKeyError, IntegrityError
from sqlalchemy import inspect

from assay.checking import Reader, proves
from reference_app.library.authors.models import Author, Book
from reference_app.library.authors.repositories import AuthorRepository
from reference_app.library.changes.models import Rack, Room, Spare, Tag, Ticket
from reference_app.library.changes.repositories import RoomRepository, SpareRepository, TicketRepository
from reference_app.library.database import Database
from suites.library.repo.refusals import refused
from suites.library.repo.rows import expect, part_row, part_rows, seed, stored_parts

MODELS = (Author, Book, Spare, Room, Rack, Tag, Ticket)

EMPTY = {"number": None, "note": None, "model": None, "sort_rank": None}


@pytest.mark.parametrize("size", [0, 1, 2, 1001])
@proves("repo.add-many")
async def test_order_and_ids(size: int, database: Database, reader: Reader) -> None:
    """As many as were given come back in the order in which they were given, each with the id of its own row."""
    names = [f"author {number * 7919 % 5003}" for number in range(size)]
    async with database.session() as session:
        added = await AuthorRepository(session=session).add_many([Author(name=name) for name in names])
        assert [author.name for author in added] == names
        ids = [author.id for author in added]
        await session.commit()
    rows = {row["id"]: row["name"] for row in reader.rows("library_author")}
    assert rows == dict(zip(ids, names, strict=True))


@proves("repo.add-many")
async def test_keys_of_the_database_belong_to_their_rows(database: Database, reader: Reader) -> None:
    """Numbers that the database draws are paired with the right objects, and each has its times."""
    subjects = [f"subject {number * 37 % 101}" for number in range(60)]
    async with database.session() as session:
        added = await TicketRepository(session=session).add_many([Ticket(subject=subject) for subject in subjects])
        seen = {ticket.id: ticket.subject for ticket in added}
        assert None not in {ticket.created_at for ticket in added} | {ticket.updated_at for ticket in added}
        await session.commit()
    assert list(seen.values()) == subjects
    assert {row["id"]: row["subject"] for row in reader.rows("library_changed_ticket")} == seen


@proves("repo.add-many")
async def test_each_row_has_its_own_values(database: Database, reader: Reader) -> None:
    """Instances that set different attributes: what one did not set gets its default, and not its neighbour's value."""
    seed(reader, "library_changed_part", part_rows(9))
    async with database.session() as session:
        await SpareRepository(session=session).add_many(
            [
                Spare(id=3, code="c", name="c", status="old"),
                Spare(id=1, code="a", name="a", note="noted", rank=5),
                Spare(id=2, code="b", name="b", origin="there", model="m", number=4),
            ]
        )
        await session.commit()
    expect(
        stored_parts(reader),
        {
            1: part_row(
                1, code="a", name="a", status="new", origin="unknown", **(EMPTY | {"note": "noted", "sort_rank": 5})
            ),
            2: part_row(2, code="b", name="b", status="new", origin="there", **(EMPTY | {"model": "m", "number": 4})),
            3: part_row(3, code="c", name="c", status="old", origin="unknown", **EMPTY),
            9: part_row(9),
        },
    )


@proves("repo.add-many")
async def test_defaults_of_python_are_returned(database: Database) -> None:
    """What Python fills in can be read at once, in each of several instances."""
    async with database.session() as session:
        added = await SpareRepository(session=session).add_many([Spare(id=n, code=f"{n}", name=f"{n}") for n in (2, 1)])
        assert [(part.id, part.status) for part in added] == [(2, "new"), (1, "new")]


@proves("repo.add-many")
async def test_defaults_of_the_database_are_returned(database: Database) -> None:
    """What the database fills in can be read at once, in each of several instances."""
    async with database.session() as session:
        added = await SpareRepository(session=session).add_many([Spare(id=n, code=f"{n}", name=f"{n}") for n in (2, 1)])
        assert [(part.id, part.origin) for part in added] == [(2, "unknown"), (1, "unknown")]


@proves("repo.add-many")
async def test_expunged_instances_are_complete(database: Database, reader: Reader) -> None:
    """With auto_expunge all have left the session, and their values can be read after its end."""
    async with database.session() as session:
        added = await AuthorRepository(session=session).add_many(
            [Author(name="a"), Author(name="b")], auto_expunge=True
        )
        assert [inspect(author).detached for author in added] == [True, True]
        await session.commit()
    assert None not in {author.created_at for author in added}
    rows = {row["id"]: row["name"] for row in reader.rows("library_author")}
    assert {author.id: author.name for author in added} == rows


@proves("repo.add-many")
async def test_related_instances_are_added(database: Database, reader: Reader) -> None:
    """What hangs on the instances is written with them, each under its own parent."""
    async with database.session() as session:
        added = await RoomRepository(session=session).add_many(
            [Room(name="hall", shelves=[Rack(label="a"), Rack(label="b")]), Room(name="cellar", shelves=[])]
        )
        hall = added[0].id
        await session.commit()
    assert {row["label"]: row["room_id"] for row in reader.rows("library_changed_shelf")} == {"a": hall, "b": hall}
    assert {row["name"] for row in reader.rows("library_changed_room")} == {"hall", "cellar"}


@pytest.mark.parametrize("auto_commit", [False, True])
@pytest.mark.parametrize("place", [0, 1, 2])
@proves("repo.add-many-atomic")
async def test_duplicate_leaves_nothing(place: int, auto_commit: bool, database: Database, reader: Reader) -> None:
    """A code is taken: the error says so, no row is left after the rollback, and the next call works."""
    before = part_rows(1, 2)
    seed(reader, "library_changed_part", before)
    codes = ["a", "b", "c"]
    codes[place] = "code-1"
    async with database.session() as session:
        repository = SpareRepository(session=session)
        with refused(DuplicateKeyError):
            await repository.add_many(
                [Spare(id=10 + n, code=code, name=code) for n, code in enumerate(codes)], auto_commit=auto_commit
            )
        await session.rollback()
        await session.commit()
        expect(stored_parts(reader), before)
        await repository.add_many([Spare(id=10, code="a", name="a")])
        await session.commit()
    expect(
        stored_parts(reader), before | {10: part_row(10, code="a", name="a", status="new", origin="unknown", **EMPTY)}
    )


@proves("repo.add-many-atomic")
async def test_missing_value_leaves_nothing(database: Database, reader: Reader) -> None:
    """One row lacks a value that it must have."""
    before = part_rows(1)
    seed(reader, "library_changed_part", before)
    async with database.session() as session:
        repository = SpareRepository(session=session)
        with refused(IntegrityError):
            await repository.add_many([Spare(id=10, code="a", name="a"), Spare(id=11, code="b", name=None)])
        await session.rollback()
        await session.commit()
    expect(stored_parts(reader), before)
