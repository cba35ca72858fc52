"""``created_at`` and ``updated_at``: what sets them, and what moves them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import load_only

from assay.checking import Reader, Watch, proves
from reference_app.library.bases.models import BigIntAuditNote, UUIDAuditNote
from reference_app.library.bases.repositories import UUIDAuditNoteRepository
from reference_app.library.database import Database
from suites.library.modeling.notes import LONG_AGO, SECOND, now

MODELS = (UUIDAuditNote, BigIntAuditNote)
TABLE = "library_uuid_audit_note"
LATER = datetime.datetime(2022, 5, 6, 7, 8, 9, tzinfo=datetime.timezone.utc)
NAIVE = datetime.datetime(2022, 5, 6, 7, 8, 9)
AHEAD = datetime.datetime(2022, 5, 6, 9, 8, 9, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))


@pytest.fixture
def before() -> datetime.datetime:
    """A moment before the check, by a clock that may keep whole seconds."""
    return now() - SECOND


async def write(database: Database, *titles: str) -> dict[str, Any]:
    """Notes of long ago; gives their keys by title."""
    notes = [UUIDAuditNote(title=title, created_at=LONG_AGO, updated_at=LONG_AGO) for title in titles]
    async with database.session() as session:
        session.add_all(notes)
        await session.commit()
        return {note.title: note.id for note in notes}


def times(reader: Reader, title: str) -> tuple[datetime.datetime, datetime.datetime]:
    """When the note of a title was created and last changed, by its row."""
    row = reader.row(TABLE, title=title)
    assert row is not None, f"there is no note {title!r}"
    return row["created_at"], row["updated_at"]


def see_moved(reader: Reader, title: str, before: datetime.datetime) -> None:
    """The note was created long ago, and changed during the check."""
    created, updated = times(reader, title)
    assert created == LONG_AGO, f"created_at has moved to {created}"
    assert before <= updated <= now() + SECOND, f"updated_at is {updated}"


@proves("mixins.audit-created-default")
async def test_new_rows_have_the_time_of_the_insert(
    database: Database, reader: Reader, before: datetime.datetime
) -> None:
    """Both times are now, aware, and in UTC, in the row and in the object, before it is read again and after."""
    async with database.session() as session:
        note = await UUIDAuditNoteRepository(session=session).add(UUIDAuditNote(title="New"))
        await session.commit()
        said = note.created_at, note.updated_at
    after = now() + SECOND
    for found in (said, times(reader, "New")):
        assert before <= found[0] <= after
        assert before <= found[1] <= after
        assert abs(found[0] - found[1]) <= SECOND
    async with database.session() as session:
        read = (await session.scalars(select(UUIDAuditNote))).one()
        assert [one.utcoffset() for one in (*said, read.created_at, read.updated_at)] == [datetime.timedelta(0)] * 4
        assert (read.created_at, read.updated_at) == times(reader, "New")


@proves("mixins.audit-created-default")
async def test_each_of_many_rows_has_its_times(database: Database, reader: Reader, before: datetime.datetime) -> None:
    """Rows that are inserted by one statement have times, too, and one that was given is kept."""
    async with database.session() as session:
        await UUIDAuditNoteRepository(session=session).add_many(
            [UUIDAuditNote(title="One"), UUIDAuditNote(title="Two", created_at=LONG_AGO), UUIDAuditNote(title="Three")]
        )
        await session.commit()
    assert times(reader, "One")[0] >= before
    assert times(reader, "Three")[0] >= before
    assert times(reader, "Two")[0] == LONG_AGO
    assert all(row["updated_at"] >= before for row in reader.rows(TABLE))


@proves("mixins.audit-created-default")
@pytest.mark.parametrize("column", ["created_at", "updated_at"])
async def test_none_is_as_good_as_nothing(
    database: Database, reader: Reader, before: datetime.datetime, column: str
) -> None:
    """A default takes the place of None, as it does for any other column."""
    async with database.session() as session:
        await UUIDAuditNoteRepository(session=session).add(UUIDAuditNote(title="New", **{column: None}))
        await session.commit()
    created, updated = times(reader, "New")
    assert created >= before
    assert updated >= before


@proves("mixins.audit-created-default")
async def test_time_can_be_an_expression(database: Database, reader: Reader) -> None:
    """The database can be asked for the time, as it can for the value of any other column."""
    await write(database, "Old")
    oldest = select(func.min(BigIntAuditNote.created_at)).scalar_subquery()
    async with database.session() as session:
        session.add(BigIntAuditNote(title="Given", created_at=LATER))
        await session.flush()
        note = (await session.scalars(select(UUIDAuditNote))).one()
        note.created_at = oldest
        await session.commit()
    assert times(reader, "Old")[0] == LATER


@proves("mixins.audit-naive-becomes-utc")
@pytest.mark.parametrize("given", [NAIVE, AHEAD], ids=["naive", "ahead"])
async def test_given_times_of_a_new_object(database: Database, reader: Reader, given: datetime.datetime) -> None:
    """A time without a zone is in UTC; one with a zone is that instant."""
    async with database.session() as session:
        note = UUIDAuditNote(title="New", created_at=given, updated_at=given)
        assert (note.created_at, note.updated_at) == (LATER, LATER)
        await UUIDAuditNoteRepository(session=session).add(note)
        await session.commit()
    assert times(reader, "New") == (LATER, LATER)


@proves("mixins.audit-naive-becomes-utc")
@pytest.mark.parametrize("given", [NAIVE, AHEAD], ids=["naive", "ahead"])
async def test_given_times_of_a_stored_object(database: Database, reader: Reader, given: datetime.datetime) -> None:
    """So it is where they are assigned later."""
    await write(database, "Old")
    async with database.session() as session:
        note = (await session.scalars(select(UUIDAuditNote))).one()
        note.created_at = note.updated_at = given
        await session.commit()
    assert times(reader, "Old") == (LATER, LATER)


@proves("mixins.audit-naive-becomes-utc")
@pytest.mark.parametrize("given", [NAIVE, AHEAD], ids=["naive", "ahead"])
async def test_given_times_of_update_many(database: Database, reader: Reader, given: datetime.datetime) -> None:
    """So it is where many rows are changed by mappings."""
    ids = await write(database, "Old")
    async with database.session() as session:
        await UUIDAuditNoteRepository(session=session).update_many(
            [{"id": ids["Old"], "title": "Old", "updated_at": given}]  # type: ignore[list-item] # mappings are documented
        )
        await session.commit()
    assert times(reader, "Old") == (LONG_AGO, LATER)


@proves("mixins.audit-updated-on-update")
async def test_update_of_the_repository(database: Database, reader: Reader, before: datetime.datetime) -> None:
    """``update`` with the loaded object."""
    ids = await write(database, "Old", "Bystander")
    async with database.session() as session:
        repository = UUIDAuditNoteRepository(session=session)
        note = await repository.get(ids["Old"])
        note.title = "Changed"
        updated = await repository.update(note)
        await session.commit()
        assert updated.updated_at >= before
    see_moved(reader, "Changed", before)
    assert times(reader, "Bystander") == (LONG_AGO, LONG_AGO)


@proves("mixins.audit-updated-on-update")
async def test_update_with_a_new_object(database: Database, reader: Reader, before: datetime.datetime) -> None:
    """``update`` with an object that has only the key and what changes."""
    ids = await write(database, "Old", "Bystander")
    async with database.session() as session:
        await UUIDAuditNoteRepository(session=session).update(UUIDAuditNote(id=ids["Old"], title="Changed"))
        await session.commit()
    see_moved(reader, "Changed", before)
    assert times(reader, "Bystander") == (LONG_AGO, LONG_AGO)


@proves("mixins.audit-updated-on-update")
async def test_upsert_of_the_repository(database: Database, reader: Reader, before: datetime.datetime) -> None:
    """``upsert`` of a row that is there."""
    ids = await write(database, "Old", "Bystander")
    async with database.session() as session:
        await UUIDAuditNoteRepository(session=session).upsert(UUIDAuditNote(id=ids["Old"], title="Changed"))
        await session.commit()
    see_moved(reader, "Changed", before)
    assert times(reader, "Bystander") == (LONG_AGO, LONG_AGO)


@proves("mixins.audit-updated-on-update")
async def test_update_many_with_mappings(database: Database, reader: Reader, before: datetime.datetime) -> None:
    """``update_many`` with the key and what changes."""
    ids = await write(database, "Old", "Bystander")
    async with database.session() as session:
        await UUIDAuditNoteRepository(session=session).update_many(
            [{"id": ids["Old"], "title": "Changed"}]  # type: ignore[list-item] # mappings are documented
        )
        await session.commit()
    see_moved(reader, "Changed", before)
    assert times(reader, "Bystander") == (LONG_AGO, LONG_AGO)


@proves("mixins.audit-updated-on-update")
async def test_update_many_with_new_objects(database: Database, reader: Reader, before: datetime.datetime) -> None:
    """``update_many`` with objects that have only the key and what changes."""
    ids = await write(database, "Old", "Bystander")
    async with database.session() as session:
        await UUIDAuditNoteRepository(session=session).update_many([UUIDAuditNote(id=ids["Old"], title="Changed")])
        await session.commit()
    see_moved(reader, "Changed", before)
    assert times(reader, "Bystander") == (LONG_AGO, LONG_AGO)


@proves("mixins.audit-updated-on-update")
async def test_update_many_with_loaded_objects(database: Database, reader: Reader, before: datetime.datetime) -> None:
    """``update_many`` with objects that were read, and changed outside of a session."""
    await write(database, "Old", "Bystander")
    async with database.session() as session:
        note = await UUIDAuditNoteRepository(session=session).get_one(title="Old", auto_expunge=True)
    note.title = "Changed"
    async with database.session() as session:
        await UUIDAuditNoteRepository(session=session).update_many([note])
        await session.commit()
    see_moved(reader, "Changed", before)
    assert times(reader, "Bystander") == (LONG_AGO, LONG_AGO)


@proves("mixins.audit-updated-on-update")
async def test_update_statement(database: Database, reader: Reader, before: datetime.datetime) -> None:
    """An UPDATE of the program's moves it in the rows that it changes."""
    await write(database, "Old", "Bystander")
    async with database.session() as session:
        await session.execute(update(UUIDAuditNote).where(UUIDAuditNote.title == "Old").values(title="Changed"))
        await session.commit()
    see_moved(reader, "Changed", before)
    assert times(reader, "Bystander") == (LONG_AGO, LONG_AGO)


@proves("mixins.audit-touch-on-flush")
async def test_flush_moves_it_once_for_each_change(
    database: Database, reader: Reader, before: datetime.datetime
) -> None:
    """A change that is flushed moves it, in the object too; a flush without a change does not."""
    await write(database, "Old", "Bystander")
    async with database.session() as session:
        note = (await session.scalars(select(UUIDAuditNote).where(UUIDAuditNote.title == "Old"))).one()
        note.title = "Changed"
        await session.flush()
        moved = note.updated_at
        assert moved >= before
        await session.flush()
        assert note.updated_at == moved
        await session.commit()
    see_moved(reader, "Changed", before)
    assert times(reader, "Bystander") == (LONG_AGO, LONG_AGO)


@proves("mixins.audit-touch-on-flush")
async def test_same_value_is_no_change(database: Database, reader: Reader, sql: Watch) -> None:
    """An object that is assigned what it has is not written."""
    await write(database, "Old")
    async with database.session() as session:
        note = (await session.scalars(select(UUIDAuditNote))).one()
        note.title = "Old"
        note.created_at = LONG_AGO
        with sql() as statements:
            await session.commit()
    assert not [statement for statement in statements if statement.startswith("UPDATE")]
    assert times(reader, "Old") == (LONG_AGO, LONG_AGO)


@proves("mixins.audit-touch-on-flush")
async def test_value_of_the_programs_is_kept(database: Database, reader: Reader) -> None:
    """A time that is assigned beside another change is what is written."""
    await write(database, "Old")
    async with database.session() as session:
        note = (await session.scalars(select(UUIDAuditNote))).one()
        note.title, note.updated_at = "Changed", LATER
        await session.commit()
    assert times(reader, "Changed") == (LONG_AGO, LATER)


@proves("mixins.audit-touch-on-flush")
async def test_change_after_a_value_of_the_programs(
    database: Database, reader: Reader, before: datetime.datetime
) -> None:
    """A later change of the same object moves it again."""
    await write(database, "Old")
    async with database.session() as session:
        note = (await session.scalars(select(UUIDAuditNote))).one()
        note.updated_at = LATER
        await session.flush()
        note.title = "Changed"
        await session.commit()
    see_moved(reader, "Changed", before)


@proves("mixins.audit-touch-on-flush")
async def test_object_without_its_times(database: Database, reader: Reader, before: datetime.datetime) -> None:
    """A change of an object whose times were not loaded moves it, too."""
    await write(database, "Old")
    async with database.session() as session:
        note = (await session.scalars(select(UUIDAuditNote).options(load_only(UUIDAuditNote.title)))).one()
        note.title = "Changed"
        await session.commit()
    see_moved(reader, "Changed", before)


@proves("mixins.audit-touch-on-flush")
async def test_change_that_was_rolled_back(database: Database, reader: Reader) -> None:
    """Nothing has moved, and the object says so."""
    await write(database, "Old")
    async with database.session() as session:
        note = (await session.scalars(select(UUIDAuditNote))).one()
        note.title = "Changed"
        await session.flush()
        await session.rollback()
        await session.refresh(note)
        assert (note.title, note.updated_at) == ("Old", LONG_AGO)
    assert times(reader, "Old") == (LONG_AGO, LONG_AGO)


@proves("mixins.audit-touch-on-flush")
async def test_deleted_object(database: Database, reader: Reader) -> None:
    """An object that was changed and then deleted is deleted."""
    await write(database, "Old", "Bystander")
    async with database.session() as session:
        note = (await session.scalars(select(UUIDAuditNote).where(UUIDAuditNote.title == "Old"))).one()
        note.title = "Changed"
        await session.delete(note)
        await session.commit()
    assert [row["title"] for row in reader.rows(TABLE)] == ["Bystander"]


@proves("mixins.audit-updated-on-update")
async def test_upsert_many(database: Database, reader: Reader, before: datetime.datetime) -> None:
    """``upsert_many`` of a row that is there and of one that is not."""
    ids = await write(database, "Old", "Bystander")
    async with database.session() as session:
        await UUIDAuditNoteRepository(session=session).upsert_many(
            [UUIDAuditNote(id=ids["Old"], title="Changed"), UUIDAuditNote(title="New")]
        )
        await session.commit()
    see_moved(reader, "Changed", before)
    assert times(reader, "Bystander") == (LONG_AGO, LONG_AGO)
    assert times(reader, "New")[0] >= before
