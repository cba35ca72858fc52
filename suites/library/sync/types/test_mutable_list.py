# Generated from suites/library/types/test_mutable_list.py by `python -m tools.twin`; do not edit.
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
from reference_app.sync.library.columns.repositories import TaggedRepository
from reference_app.sync.library.database import Database
from suites.library.sync.types.storing import names, refusal, store, value_of

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
def test_change_is_saved(database: Database, change: Callable[[list[Any]], Any]) -> None:
    """Each way to change a list does to the row what it does to a list, and returns the same."""
    store(database, Tagged(name="it", tags=list(TAGS)), Tagged(name="other", tags=list(TAGS)))
    expected = list(TAGS)
    gives = change(expected)
    with database.session() as session:
        found = (session.execute(sa.select(Tagged).where(Tagged.name == "it"))).scalar_one()
        assert found.tags is not None
        given = change(found.tags)
        session.commit()
    assert given == gives, f"the call has returned {given!r}, not {gives!r}"
    read = value_of(database, Tagged.tags, "it")
    assert read == expected, f"the row has {read}, not {expected}"
    assert value_of(database, Tagged.tags, "other") == TAGS


@proves("types.mutable-list-tracked")
@pytest.mark.parametrize("options", [{}, {"reverse": True}, {"key": lambda tag: {"a": 2, "b": 0, "c": 1}[tag]}])
def test_sorting_is_saved(database: Database, options: dict[str, Any]) -> None:
    """Sort takes the options of a list's."""
    store(database, Tagged(name="it", tags=list(TAGS)))
    with database.session() as session:
        found = (session.execute(sa.select(Tagged))).scalar_one()
        assert found.tags is not None
        found.tags.sort(**options)
        session.commit()
    assert value_of(database, Tagged.tags, "it") == sorted(TAGS, **options)


@proves("types.mutable-list-tracked")
@EACH
def test_change_of_a_list_of_dictionaries_is_saved(database: Database, change: Callable[[list[Any]], Any]) -> None:
    """The same where the elements are documents."""
    store(database, Playlist(name="it", songs=copy.deepcopy(SONGS)))
    expected = copy.deepcopy(SONGS)
    change(expected)
    raised = ""
    with database.session() as session:
        found = (session.execute(sa.select(Playlist))).scalar_one()
        assert found.songs is not None
        try:
            change(found.songs)
        except TypeError as error:
            raised = str(error)
        session.commit()
    assert raised == "", f"the list is changed, and raises: {raised}"
    read = value_of(database, Playlist.songs, "it")
    assert read == expected, f"the row has {read}, not {expected}"


@proves("types.mutable-list-tracked")
def test_change_of_a_new_instance_is_saved(database: Database) -> None:
    """A list that was assigned is watched before and after the flush, and after the commit."""
    with database.session() as session:
        row = Tagged(name="it", tags=["a"])
        assert row.tags is not None
        row.tags.append("b")
        session.add(row)
        session.flush()
        row.tags.append("c")
        session.commit()
        row.tags.append("d")
        session.commit()
    assert value_of(database, Tagged.tags, "it") == ["a", "b", "c", "d"]


@proves("types.mutable-list-tracked")
def test_rolled_back_change_is_gone(database: Database) -> None:
    """After a rollback the list is that of the row again, and further changes are saved."""
    store(database, Tagged(name="it", tags=list(TAGS)))
    with database.session() as session:
        found = (session.execute(sa.select(Tagged))).scalar_one()
        assert found.tags is not None
        found.tags.append("lost")
        session.flush()
        session.rollback()
        found = (session.execute(sa.select(Tagged))).scalar_one()
        assert found.tags == TAGS, found.tags
        found.tags.append("kept")
        session.commit()
    assert value_of(database, Tagged.tags, "it") == [*TAGS, "kept"]


@proves("types.mutable-list-tracked")
def test_emptied_and_missing_lists_differ(database: Database, reader: Reader) -> None:
    """An emptied list is the empty list, and not None."""
    store(database, Tagged(name="emptied", tags=["a"]), Tagged(name="missing"))
    with database.session() as session:
        found = (session.execute(sa.select(Tagged).where(Tagged.name == "emptied"))).scalar_one()
        assert found.tags is not None
        found.tags.remove("a")
        session.commit()
    assert [value_of(database, Tagged.tags, name) for name in ("emptied", "missing")] == [[], None]
    nulls = reader.execute("SELECT name FROM library_tagged WHERE tags IS NULL")
    assert [row["name"] for row in nulls] == ["missing"], nulls


@proves("types.mutable-list-tracked")
def test_failing_change_changes_nothing(database: Database) -> None:
    """Removing what is not there, and a position that is not there, raise what a list raises."""
    store(database, Tagged(name="it", tags=list(TAGS)))
    with database.session() as session:
        found = (session.execute(sa.select(Tagged))).scalar_one()
        assert found.tags is not None
        with pytest.raises(ValueError, match="not in list"):
            found.tags.remove("nobody")
        with pytest.raises(IndexError):
            found.tags.pop(9)
        with pytest.raises(IndexError):
            found.tags[9] = "x"
        session.commit()
    assert value_of(database, Tagged.tags, "it") == TAGS


@proves("types.mutable-list-tracked")
def test_what_is_no_list_is_refused(database: Database, reader: Reader) -> None:
    """A text is no list of its letters: the assignment raises."""
    with pytest.raises(ValueError, match="does not accept objects of type"):
        Tagged(name="it", tags="abc")
    assert reader.count("library_tagged") == 0
    assert refusal(database, Tagged(name="none", tags=None)) == ""


@proves("types.mutable-list-tracked")
def test_pickled_and_copied_rows_are_still_watched(database: Database) -> None:
    """A row that went through pickle, as through a cache, and was merged, saves further changes."""
    store(database, Tagged(name="it", tags=["a"]))
    with database.session() as session:
        found = (session.execute(sa.select(Tagged))).scalar_one()
        kept = pickle.dumps(found)
    with database.session() as session:
        merged = session.merge(pickle.loads(kept))
        merged.tags.append("b")
        session.commit()
    assert value_of(database, Tagged.tags, "it") == ["a", "b"]
    plain = copy.deepcopy(merged.tags)
    plain.append("c")
    assert (list(plain), list(merged.tags)) == (["a", "b", "c"], ["a", "b"])


@proves("types.mutable-list-tracked")
def test_repository_update_saves_changes(database: Database) -> None:
    """A changed list of a loaded instance that is given to update is saved, and one that was assigned too."""
    store(database, Tagged(name="it", tags=["a"]), Tagged(name="other", tags=["x"]))
    with database.session() as session:
        repository = TaggedRepository(session=session)
        found = repository.get_one(name="it")
        assert found.tags is not None
        found.tags.append("b")
        repository.update(found)
        other = repository.get_one(name="other")
        repository.update(Tagged(id=other.id, name="other", tags=["y", "z"]))
        session.commit()
    assert value_of(database, Tagged.tags, "it") == ["a", "b"]
    assert value_of(database, Tagged.tags, "other") == ["y", "z"]
    assert names(database, sa.select(Tagged.name).order_by(Tagged.name)) == ["it", "other"]
