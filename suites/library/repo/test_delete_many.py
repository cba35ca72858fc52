"""``delete_many``."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from advanced_alchemy.exceptions import NotFoundError

from assay.checking import Reader, Watch, proves
from reference_app.library.authors.models import Author, Book
from reference_app.library.authors.repositories import AuthorRepository
from reference_app.library.changes.models import Rack, Room, Spare, Tag
from reference_app.library.changes.repositories import RoomRepository, SpareRepository
from reference_app.library.database import Database
from suites.library.repo.refusals import refused
from suites.library.repo.rows import author_row, dated_row, expect, part_rows, seed, stored, stored_parts

MODELS = (Author, Book, Spare, Room, Rack, Tag)


@pytest.mark.parametrize("ids", [[], [3], [5, 1], [1, 2, 3, 4, 5]], ids=str)
@proves("repo.delete-many")
async def test_rows_of_the_keys_are_gone(ids: list[Any], database: Database, reader: Reader) -> None:
    """The instances are returned with their values, and the other rows stay."""
    before = part_rows(1, 2, 3, 4, 5)
    seed(reader, "library_changed_part", before)
    async with database.session() as session:
        deleted = await SpareRepository(session=session).delete_many(ids)
        await session.commit()
    assert {part.id: (part.code, part.note, part.rank) for part in deleted} == {
        key: (f"code-{key}", f"note {key}", key * 100) for key in ids
    }
    assert len(deleted) == len(ids)
    expect(stored_parts(reader), {key: row for key, row in before.items() if key not in ids})


@proves("repo.delete-many")
async def test_keys_that_are_uuids(database: Database, reader: Reader) -> None:
    """Two of three authors of the same name."""
    first, second, other = author_row("Agatha"), author_row("Agatha"), author_row("Agatha")
    reader.insert("library_author", first, second, other)
    async with database.session() as session:
        deleted = await AuthorRepository(session=session).delete_many([second["id"], first["id"]])
        await session.commit()
    assert {author.id for author in deleted} == {first["id"], second["id"]}
    expect(stored(reader, "library_author"), {other["id"]: other})


@proves("repo.delete-many")
async def test_session_knows(database: Database, reader: Reader) -> None:
    """In the same session, which had loaded one of them, they are not found any more; their keys can be used again."""
    seed(reader, "library_changed_part", part_rows(1, 2, 3))
    async with database.session() as session:
        repository = SpareRepository(session=session)
        loaded = await repository.get(1)
        deleted = await repository.delete_many([1, 2])
        assert sorted(part.id for part in deleted) == [1, 2]
        assert loaded.id == 1
        for key in (1, 2):
            with refused(NotFoundError):
                await repository.get(key)
        await repository.add(Spare(id=2, code="again", name="again"))
        await session.commit()
    assert {key: row["code"] for key, row in stored_parts(reader).items()} == {2: "again", 3: "code-3"}


@pytest.mark.parametrize("auto_commit", [False, True])
@proves("repo.delete-many")
async def test_expunged_instances_are_complete(auto_commit: bool, database: Database, reader: Reader) -> None:
    """With auto_expunge, committed or not, they are returned and can be read."""
    seed(reader, "library_changed_part", part_rows(1, 2, 3))
    async with database.session() as session:
        repository = SpareRepository(session=session)
        deleted = await repository.delete_many([1, 2], auto_expunge=True, auto_commit=auto_commit)
        assert {part.id: part.code for part in deleted} == {1: "code-1", 2: "code-2"}
        await session.commit()
    assert [part in session for part in deleted] == [False, False]
    expect(stored_parts(reader), part_rows(3))


@pytest.mark.parametrize("size", [951, 999, 1001, 33_000, 70_000])
@proves("repo.delete-many")
async def test_very_many_numbers(size: int, database: Database, reader: Reader) -> None:
    """More than drivers and servers take in one statement, 950, 1000, 32 767 or 65 535; nearly all are no row's."""
    seed(reader, "library_changed_part", part_rows(0, 1, 2))
    async with database.session() as session:
        deleted = await SpareRepository(session=session).delete_many([1, *range(100, size + 98), 2])
        await session.commit()
    assert sorted(part.id for part in deleted) == [1, 2]
    expect(stored_parts(reader), part_rows(0))


@pytest.mark.parametrize("size", [33_000, 70_000])
@proves("repo.delete-many")
async def test_very_many_uuids(size: int, database: Database, reader: Reader) -> None:
    """So it is with keys that are UUIDs."""
    first, last, other = author_row("Agatha"), author_row("Dorothy"), author_row("Ngaio")
    reader.insert("library_author", first, last, other)
    ids = [first["id"], *(uuid.uuid4() for _ in range(size - 2)), last["id"]]
    async with database.session() as session:
        deleted = await AuthorRepository(session=session).delete_many(ids)
        await session.commit()
    assert {author.name for author in deleted} == {"Agatha", "Dorothy"}
    expect(stored(reader, "library_author"), {other["id"]: other})


@pytest.mark.parametrize("size", [1, 2, 3, 5, 6])
@proves("repo.delete-many-chunk-size")
async def test_chunks(size: int, database: Database, reader: Reader) -> None:
    """Whatever the size of a chunk, each row goes, is returned once, and the others stay."""
    seed(reader, "library_changed_part", part_rows(*range(8)))
    async with database.session() as session:
        deleted = await SpareRepository(session=session).delete_many([1, 2, 3, 4, 5], chunk_size=size)
        await session.commit()
    assert sorted(part.id for part in deleted) == [1, 2, 3, 4, 5]
    expect(stored_parts(reader), part_rows(0, 6, 7))


@pytest.mark.parametrize(("size", "statements"), [(2, 3), (5, 1), (4, 2)])
@proves("repo.delete-many-chunk-size")
async def test_statements(size: int, statements: int, database: Database, reader: Reader, sql: Watch) -> None:
    """Five keys take as many statements as the size says."""
    rows = [author_row(f"author {number}") for number in range(6)]
    reader.insert("library_author", *rows)
    async with database.session() as session:
        repository = AuthorRepository(session=session)
        with sql() as sent:
            await repository.delete_many([row["id"] for row in rows[1:]], chunk_size=size)
        await session.commit()
    assert len([statement for statement in sent if statement.lstrip().upper().startswith("DELETE")]) == statements, sent
    expect(stored(reader, "library_author"), {rows[0]["id"]: rows[0]})


@pytest.mark.parametrize("size", [0, -1])
@proves("repo.delete-many-chunk-size")
async def test_size_that_is_none(size: int, database: Database, reader: Reader) -> None:
    """Chunks of nothing are refused, and no row is deleted."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    async with database.session() as session:
        with refused(ValueError):
            await SpareRepository(session=session).delete_many([1], chunk_size=size)
        await session.commit()
    expect(stored_parts(reader), part_rows(1, 2))


@pytest.mark.parametrize("ids", [[99], [1, 99], [99, 98, 2, 1], [1, 1]], ids=str)
@proves("repo.delete-many-unknown-id")
async def test_unknown_ids(ids: list[Any], database: Database, reader: Reader) -> None:
    """Ids that do not exist are not in the result, and one that is given twice is there once."""
    before = part_rows(1, 2, 3)
    seed(reader, "library_changed_part", before)
    async with database.session() as session:
        deleted = await SpareRepository(session=session).delete_many(ids)
        await session.commit()
    assert sorted(part.id for part in deleted) == sorted(set(ids) & before.keys())
    expect(stored_parts(reader), {key: row for key, row in before.items() if key not in ids})


@proves("repo.delete-many-unknown-id")
async def test_id_that_is_none(database: Database, reader: Reader) -> None:
    """None is no row's id."""
    seed(reader, "library_changed_part", part_rows(1, 2))
    async with database.session() as session:
        deleted = await SpareRepository(session=session).delete_many([2, None])
        await session.commit()
    assert [part.id for part in deleted] == [2]
    expect(stored_parts(reader), part_rows(1))


@proves("repo.delete-many-cascades")
async def test_children_go_as_the_relation_says(database: Database, reader: Reader) -> None:
    """The shelves of the rooms and their tags go with them, as with delete; those of the other room stay."""
    hall, cellar, attic = (dated_row(name=name, note=None) for name in ("hall", "cellar", "attic"))
    shelves = [dated_row(label=room["name"], room_id=room["id"]) for room in (hall, cellar, attic)]
    tags = [dated_row(text=shelf["label"], shelf_id=shelf["id"]) for shelf in shelves]
    reader.insert("library_changed_room", hall, cellar, attic)
    reader.insert("library_changed_shelf", *shelves)
    reader.insert("library_changed_tag", *tags)
    async with database.session() as session:
        deleted = await RoomRepository(session=session).delete_many([hall["id"], cellar["id"]])
        assert {room.name for room in deleted} == {"hall", "cellar"}
        await session.commit()
    expect(stored(reader, "library_changed_room"), {attic["id"]: attic})
    expect(stored(reader, "library_changed_shelf"), {shelves[2]["id"]: shelves[2]})
    expect(stored(reader, "library_changed_tag"), {tags[2]["id"]: tags[2]})


@proves("repo.delete-many-cascades")
async def test_parents_without_children(database: Database, reader: Reader) -> None:
    """Rooms without shelves go, and the shelves of others stay."""
    hall, cellar = dated_row(name="hall", note=None), dated_row(name="cellar", note=None)
    shelf = dated_row(label="left", room_id=hall["id"])
    reader.insert("library_changed_room", hall, cellar)
    reader.insert("library_changed_shelf", shelf)
    async with database.session() as session:
        await RoomRepository(session=session).delete_many([cellar["id"]])
        await session.commit()
    expect(stored(reader, "library_changed_room"), {hall["id"]: hall})
    expect(stored(reader, "library_changed_shelf"), {shelf["id"]: shelf})
