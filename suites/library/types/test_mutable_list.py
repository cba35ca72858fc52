"""MutableList: lists whose changes are saved."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from assay.checking import Reader, proves
from reference_app.library.columns.models import Playlist, Tagged
from reference_app.library.columns.repositories import TaggedRepository
from reference_app.library.database import Database
from suites.library.types.storing import names, refusal, store, value_of

MODELS = (Playlist, Tagged)


def _slice(found: list[Any]) -> None:
    found[1:2] = [found[0], found[1]]


def _assign(found: list[Any]) -> None:
    found[0] = found[-1]


def _delete(found: list[Any]) -> None:
    del found[0]


def _delete_slice(found: list[Any]) -> None:
    del found[:2]


def _add(found: list[Any]) -> None:
    found += [found[0]]


CHANGES: dict[str, Callable[[list[Any]], Any]] = {
    "append": lambda found: found.append(found[0]),
    "extend": lambda found: found.extend([found[1], found[0]]),
    "extend-generator": lambda found: found.extend(item for item in list(found)),
    "insert": lambda found: found.insert(1, found[2]),
    "remove": lambda found: found.remove(found[1]),
    "pop": lambda found: found.pop(),
    "pop-first": lambda found: found.pop(0),
    "clear": lambda found: found.clear(),
    "reverse": lambda found: found.reverse(),
    "item": _assign,
    "slice": _slice,
    "del": _delete,
    "del-slice": _delete_slice,
    "add": _add,
}
EACH = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
TAGS = ["b", "c", "a"]
SONGS = [{"title": "b"}, {"title": "c"}, {"title": "a"}]


@proves("types.mutable-list-tracked")
@EACH
async def test_change_is_saved(database: Database, change: Callable[[list[Any]], Any]) -> None:
    """Each way to change a list does to the row what it does to a list, and returns the same."""
    await store(database, Tagged(name="it", tags=list(TAGS)), Tagged(name="other", tags=list(TAGS)))
    expected = list(TAGS)
    gives = change(expected)
    async with database.session() as session:
        found = (await session.execute(sa.select(Tagged).where(Tagged.name == "it"))).scalar_one()
        assert found.tags is not None
        given = change(found.tags)
        await session.commit()
    assert given == gives, f"the call has returned {given!r}, not {gives!r}"
    read = await value_of(database, Tagged.tags, "it")
    assert read == expected, f"the row has {read}, not {expected}"
    assert await value_of(database, Tagged.tags, "other") == TAGS


@proves("types.mutable-list-tracked")
@pytest.mark.parametrize("options", [{}, {"reverse": True}, {"key": lambda tag: {"a": 2, "b": 0, "c": 1}[tag]}])
async def test_sorting_is_saved(database: Database, options: dict[str, Any]) -> None:
    """Sort takes the options of a list's."""
    await store(database, Tagged(name="it", tags=list(TAGS)))
    async with database.session() as session:
        found = (await session.execute(sa.select(Tagged))).scalar_one()
        assert found.tags is not None
        found.tags.sort(**options)
        await session.commit()
    assert await value_of(database, Tagged.tags, "it") == sorted(TAGS, **options)


@proves("types.mutable-list-tracked")
@EACH
async def test_change_of_a_list_of_dictionaries_is_saved(
    database: Database, change: Callable[[list[Any]], Any]
) -> None:
    """The same where the elements are documents."""
    await store(database, Playlist(name="it", songs=copy.deepcopy(SONGS)))
    expected = copy.deepcopy(SONGS)
    change(expected)
    raised = ""
    async with database.session() as session:
        found = (await session.execute(sa.select(Playlist))).scalar_one()
        assert found.songs is not None
        try:
            change(found.songs)
        except TypeError as error:
            raised = str(error)
        await session.commit()
    assert raised == "", f"the list is changed, and raises: {raised}"
    read = await value_of(database, Playlist.songs, "it")
    assert read == expected, f"the row has {read}, not {expected}"


@proves("types.mutable-list-tracked")
async def test_change_of_a_new_instance_is_saved(database: Database) -> None:
    """A list that was assigned is watched before and after the flush, and after the commit."""
    async with database.session() as session:
        row = Tagged(name="it", tags=["a"])
        assert row.tags is not None
        row.tags.append("b")
        session.add(row)
        await session.flush()
        row.tags.append("c")
        await session.commit()
        row.tags.append("d")
        await session.commit()
    assert await value_of(database, Tagged.tags, "it") == ["a", "b", "c", "d"]


@proves("types.mutable-list-tracked")
async def test_rolled_back_change_is_gone(database: Database) -> None:
    """After a rollback the list is that of the row again, and further changes are saved."""
    await store(database, Tagged(name="it", tags=list(TAGS)))
    async with database.session() as session:
        found = (await session.execute(sa.select(Tagged))).scalar_one()
        assert found.tags is not None
        found.tags.append("lost")
        await session.flush()
        await session.rollback()
        found = (await session.execute(sa.select(Tagged))).scalar_one()
        assert found.tags == TAGS, found.tags
        found.tags.append("kept")
        await session.commit()
    assert await value_of(database, Tagged.tags, "it") == [*TAGS, "kept"]


@proves("types.mutable-list-tracked")
async def test_emptied_and_missing_lists_differ(database: Database, reader: Reader) -> None:
    """An emptied list is the empty list, and not None."""
    await store(database, Tagged(name="emptied", tags=["a"]), Tagged(name="missing"))
    async with database.session() as session:
        found = (await session.execute(sa.select(Tagged).where(Tagged.name == "emptied"))).scalar_one()
        assert found.tags is not None
        found.tags.remove("a")
        await session.commit()
    assert [await value_of(database, Tagged.tags, name) for name in ("emptied", "missing")] == [[], None]
    nulls = reader.execute("SELECT name FROM library_tagged WHERE tags IS NULL")
    assert [row["name"] for row in nulls] == ["missing"], nulls


@proves("types.mutable-list-tracked")
async def test_failing_change_changes_nothing(database: Database) -> None:
    """Removing what is not there, and a position that is not there, raise what a list raises."""
    await store(database, Tagged(name="it", tags=list(TAGS)))
    async with database.session() as session:
        found = (await session.execute(sa.select(Tagged))).scalar_one()
        assert found.tags is not None
        with pytest.raises(ValueError, match="not in list"):
            found.tags.remove("nobody")
        with pytest.raises(IndexError):
            found.tags.pop(9)
        with pytest.raises(IndexError):
            found.tags[9] = "x"
        await session.commit()
    assert await value_of(database, Tagged.tags, "it") == TAGS


@proves("types.mutable-list-tracked")
async def test_what_is_no_list_is_refused(database: Database, reader: Reader) -> None:
    """A text is no list of its letters: the assignment raises."""
    with pytest.raises(ValueError, match="does not accept objects of type"):
        Tagged(name="it", tags="abc")
    assert reader.count("library_tagged") == 0
    assert await refusal(database, Tagged(name="none", tags=None)) == ""


@proves("types.mutable-list-tracked")
async def test_pickled_and_copied_rows_are_still_watched(database: Database) -> None:
    """A row that went through pickle, as through a cache, and was merged, saves further changes."""
    await store(database, Tagged(name="it", tags=["a"]))
    async with database.session() as session:
        found = (await session.execute(sa.select(Tagged))).scalar_one()
        kept = pickle.dumps(found)
    async with database.session() as session:
        merged = await session.merge(pickle.loads(kept))
        merged.tags.append("b")
        await session.commit()
    assert await value_of(database, Tagged.tags, "it") == ["a", "b"]
    plain = copy.deepcopy(merged.tags)
    plain.append("c")
    assert (list(plain), list(merged.tags)) == (["a", "b", "c"], ["a", "b"])


@proves("types.mutable-list-tracked")
async def test_repository_update_saves_changes(database: Database) -> None:
    """A changed list of a loaded instance that is given to update is saved, and one that was assigned too."""
    await store(database, Tagged(name="it", tags=["a"]), Tagged(name="other", tags=["x"]))
    async with database.session() as session:
        repository = TaggedRepository(session=session)
        found = await repository.get_one(name="it")
        assert found.tags is not None
        found.tags.append("b")
        await repository.update(found)
        other = await repository.get_one(name="other")
        await repository.update(Tagged(id=other.id, name="other", tags=["y", "z"]))
        await session.commit()
    assert await value_of(database, Tagged.tags, "it") == ["a", "b"]
    assert await value_of(database, Tagged.tags, "other") == ["y", "z"]
    assert await names(database, sa.select(Tagged.name).order_by(Tagged.name)) == ["it", "other"]
