"""``load``, the repository's own loader options, and the lazy settings of models."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import inspect
from sqlalchemy.orm import joinedload, selectinload

from assay.checking import Reader, Watch, proves
from reference_app.library.database import Database
from reference_app.library.reading.models import Note, Shelf, Visit, Volume
from reference_app.library.reading.repositories import ShelfRepository, VolumeRepository, many, many_and_count
from suites.library.repo_reading.stock import notes, shelf_id, shelves, visits, volume_id, volumes

MODELS = (Shelf, Volume, Note, Visit)
METHODS = ("get", "get_one", "get_one_or_none", "get_many", "window", "two-queries")


def seed(reader: Reader) -> None:
    """Two shelves with volumes and visits, one with neither, and a note."""
    shelves(reader, 3)
    volumes(reader, 2, 1)
    visits(reader, (1, "Ada"), (2, "Bob"), (2, "Cleo"))
    notes(reader, (1, 2, "torn"))


async def read(repository: Any, method: str, key: Any, **options: Any) -> Any:
    """The object with a key, read with a method."""
    if method == "get":
        return await repository.get(key, **options)
    if method in {"get_one", "get_one_or_none"}:
        return await getattr(repository, method)(id=key, **options)
    if method == "get_many":
        return (await many(repository, id=key, **options))[0]
    found, _ = await many_and_count(repository, id=key, count_with_window_function=method == "window", **options)
    return found[0]


def loaded(instance: Any) -> set[str]:
    """The relations that are there without another statement."""
    state = inspect(instance)
    return set(state.mapper.relationships.keys()) - set(state.unloaded)


COLLECTION: pytest.MarkDecorator = pytest.mark.parametrize(
    "load",
    [
        pytest.param(Shelf.volumes, id="attribute"),
        pytest.param([Shelf.volumes], id="list"),
        pytest.param((Shelf.volumes,), id="tuple"),
        pytest.param([Shelf.visits, Shelf.volumes], id="two"),
        pytest.param([[Shelf.volumes, Volume.notes]], id="nested"),
        pytest.param(selectinload(Shelf.volumes), id="option"),
        pytest.param([selectinload(Shelf.volumes)], id="options"),
        pytest.param([selectinload(Shelf.volumes).selectinload(Volume.notes), Shelf.visits], id="mixed"),
        pytest.param("*", id="all"),
        pytest.param(["*"], id="all-in-a-list"),
        pytest.param(Shelf.volumes.property, id="relation"),
    ],
)


@proves("repo.load-option")
@COLLECTION
async def test_collection_is_there(database: Database, reader: Reader, sql: Watch, load: Any) -> None:
    """Full for a shelf with volumes and empty for one without, and touching it sends no statement."""
    seed(reader)
    for method in METHODS:
        async with database.session() as session:
            repository = ShelfRepository(session=session)
            with_some = await read(repository, method, shelf_id(1), load=load)
            with_none = await read(repository, method, shelf_id(3), load=load)
        with sql() as statements:
            titles = sorted(volume.title for volume in with_some.volumes), list(with_none.volumes)
        assert titles == (["Atlas 1", "Atlas 2"], [])
        assert statements == []


@proves("repo.load-option")
@pytest.mark.parametrize(
    "load",
    [
        pytest.param(Volume.shelf, id="attribute"),
        pytest.param([Volume.shelf], id="list"),
        pytest.param([Volume.notes, Volume.shelf], id="two"),
        pytest.param([[Volume.shelf, Shelf.visits]], id="nested"),
        pytest.param(joinedload(Volume.shelf), id="option"),
        pytest.param("*", id="all"),
    ],
)
async def test_other_object_is_there(database: Database, reader: Reader, sql: Watch, load: Any) -> None:
    """Its own shelf for each volume, and touching it sends no statement."""
    seed(reader)
    for method in METHODS:
        async with database.session() as session:
            repository = VolumeRepository(session=session)
            found = [await read(repository, method, volume_id(shelf, 1), load=load) for shelf in (1, 2)]
        with sql() as statements:
            assert [volume.shelf.name for volume in found] == ["Atlas", "Botany"]
        assert statements == []


@proves("repo.load-option")
async def test_chain_is_there(database: Database, reader: Reader, sql: Watch) -> None:
    """A nested list is a chain: the volumes of the shelf, and their notes."""
    seed(reader)
    for method in METHODS:
        async with database.session() as session:
            repository = ShelfRepository(session=session)
            found = await read(repository, method, shelf_id(1), load=[[Shelf.volumes, Volume.notes], Shelf.visits])
        with sql() as statements:
            texts = {volume.title: [note.text for note in volume.notes] for volume in found.volumes}
            visitors = [visit.visitor for visit in found.visits]
        assert (texts, visitors) == ({"Atlas 1": [], "Atlas 2": ["torn"]}, ["Ada"])
        assert statements == []


@proves("repo.load-option")
async def test_collections_of_many(database: Database, reader: Reader, sql: Watch) -> None:
    """Each of several shelves has its own, and no statement for each is sent."""
    seed(reader)
    async with database.session() as session:
        with sql() as statements:
            found = await many(
                ShelfRepository(session=session), load=[Shelf.volumes, Shelf.visits], order_by=("name", False)
            )
    assert len(statements) == 3, statements
    seen = [(len(shelf.volumes), sorted(visit.visitor for visit in shelf.visits)) for shelf in found]
    assert seen == [(2, ["Ada"]), (1, ["Bob", "Cleo"]), (0, [])]


@proves("repo.load-option")
async def test_next_call_does_not_remember(database: Database, reader: Reader) -> None:
    """What one call loads, the next call of the same repository does not."""
    seed(reader)
    for method in METHODS:
        async with database.session() as session:
            repository = VolumeRepository(session=session)
            first = loaded(await read(repository, method, volume_id(1, 1), load=[Volume.notes, Volume.shelf]))
            second = loaded(await read(repository, method, volume_id(1, 2)))
            third = loaded(await read(repository, method, volume_id(2, 1), load=Volume.notes))
        assert (first, second, third) == ({"notes", "shelf"}, set(), {"notes"})


@proves("repo.load-option")
async def test_load_of_a_repository(database: Database, reader: Reader) -> None:
    """Given to the constructor it counts for every call."""
    seed(reader)
    for method in METHODS:
        async with database.session() as session:
            repository = VolumeRepository(session=session, load=[Volume.notes])
            found = [loaded(await read(repository, method, volume_id(1, number))) for number in (1, 2)]
        assert found == [{"notes"}, {"notes"}]


class WithNotes(VolumeRepository):
    """Loads notes by default."""

    loader_options = (Volume.notes,)


class WithNotesOrElse(WithNotes):
    """Loads notes, or what the call says instead."""

    merge_loader_options = False


CALLS: pytest.MarkDecorator = pytest.mark.parametrize(
    "load",
    [
        pytest.param([Volume.shelf], id="list"),
        pytest.param(Volume.shelf, id="attribute"),
        pytest.param(joinedload(Volume.shelf), id="option"),
        pytest.param([joinedload(Volume.shelf)], id="options"),
        pytest.param([[Volume.shelf, Shelf.volumes]], id="nested"),
    ],
)


@proves("repo.loader-options-class")
async def test_default_of_a_class(database: Database, reader: Reader) -> None:
    """What the class names is loaded, call after call, and nothing else."""
    seed(reader)
    for method in METHODS:
        async with database.session() as session:
            repository = WithNotes(session=session)
            found = [loaded(await read(repository, method, volume_id(1, number))) for number in (1, 2)]
        assert found == [{"notes"}, {"notes"}]


@proves("repo.loader-options-class")
@CALLS
async def test_call_adds_to_the_default(database: Database, reader: Reader, load: Any) -> None:
    """With merge_loader_options, as is the default, both are loaded; the next call has the default again."""
    seed(reader)
    for method in METHODS:
        async with database.session() as session:
            repository = WithNotes(session=session)
            both = loaded(await read(repository, method, volume_id(1, 1), load=load))
            again = loaded(await read(repository, method, volume_id(2, 1)))
        assert both == {"notes", "shelf"}, f"loaded are {sorted(both)}"
        assert again == {"notes"}


@proves("repo.loader-options-class")
@CALLS
async def test_call_replaces_the_default(database: Database, reader: Reader, load: Any) -> None:
    """Without merge_loader_options only the call's are; the next call has the default again."""
    seed(reader)
    for method in METHODS:
        async with database.session() as session:
            repository = WithNotesOrElse(session=session)
            own = loaded(await read(repository, method, volume_id(1, 1), load=load))
            again = loaded(await read(repository, method, volume_id(2, 1)))
        assert (own, again) == ({"shelf"}, {"notes"})


@proves("repo.loader-options-class")
async def test_constructor_goes_before_the_class(database: Database, reader: Reader) -> None:
    """load of the constructor is the default instead of the class's."""
    seed(reader)
    async with database.session() as session:
        found = loaded(await WithNotes(session=session, load=[Volume.shelf]).get(volume_id(1, 1)))
        other = loaded(await WithNotes(session=session).get(volume_id(1, 2)))
    assert (found, other) == ({"shelf"}, {"notes"})


class Bare(ShelfRepository):
    """Loads nothing that it was not asked for."""

    inherit_lazy_relationships = False


@proves("repo.inherit-lazy-relationships")
async def test_models_own_setting_counts(database: Database, reader: Reader) -> None:
    """By default the relation that the model loads with each object is loaded."""
    seed(reader)
    for method in METHODS:
        async with database.session() as session:
            found = await read(ShelfRepository(session=session), method, shelf_id(2))
        assert loaded(found) == {"visits"}
        assert sorted(visit.visitor for visit in found.visits) == ["Bob", "Cleo"]


@proves("repo.inherit-lazy-relationships")
async def test_models_own_setting_is_ignored(database: Database, reader: Reader, sql: Watch) -> None:
    """With False nothing is loaded but the object, and no statement asks for visits."""
    seed(reader)
    for method in METHODS:
        async with database.session() as session:
            with sql() as statements:
                found = await read(Bare(session=session), method, shelf_id(2))
        assert loaded(found) == set()
        assert [statement for statement in statements if "library_read_visit" in statement] == []


@proves("repo.inherit-lazy-relationships")
@pytest.mark.parametrize(
    "load",
    [
        pytest.param([Shelf.volumes], id="list"),
        pytest.param(Shelf.volumes, id="attribute"),
        pytest.param(selectinload(Shelf.volumes), id="option"),
        pytest.param([[Shelf.volumes, Volume.notes]], id="nested"),
    ],
)
async def test_only_what_is_asked_for(database: Database, reader: Reader, load: Any) -> None:
    """With False the call's relations are loaded, and not the model's."""
    seed(reader)
    for method in METHODS:
        async with database.session() as session:
            found = await read(Bare(session=session), method, shelf_id(2), load=load)
            seen = loaded(found)
            assert seen == {"volumes"}, f"loaded are {sorted(seen)}"
            titles = [volume.title for volume in found.volumes]
        assert titles == ["Botany 1"]
