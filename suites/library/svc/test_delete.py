"""``delete``, ``delete_many`` and ``delete_where``, each on a table with bystanders."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from advanced_alchemy.exceptions import NotFoundError
from advanced_alchemy.filters import CollectionFilter, SearchFilter

from assay.checking import Reader, proves
from reference_app.library.clubs.models import Club, Locker
from reference_app.library.clubs.services import ClubService, LockerService
from reference_app.library.database import Database
from suites.library.svc.schemas import by_name, given

MODELS = (Club, Locker)


@proves("svc.delete")
@pytest.mark.parametrize("expunge", [None, True])
@pytest.mark.parametrize("commit", [None, True])
async def test_the_row_is_returned_and_gone(
    database: Database, reader: Reader, expunge: bool | None, commit: bool | None
) -> None:
    """The instance that comes back has the row's values, and only its row is gone."""
    (wanted, _, _) = given(reader, "Rovers", "United", "Athletic")
    before = by_name(reader)
    async with database.session() as session:
        gone = await ClubService(session=session).delete(wanted, auto_expunge=expunge, auto_commit=commit)
        if not commit:
            assert by_name(reader) == before, "the delete was committed without being asked to"
            await session.commit()
        assert (gone.id, gone.name, gone.contact, gone.seats) == (wanted, "Rovers", "old@example.org", 77)
    assert by_name(reader) == {"United": before["United"], "Athletic": before["Athletic"]}


@proves("svc.delete")
async def test_an_unknown_id(database: Database, reader: Reader) -> None:
    """NotFoundError, and every row is still there."""
    given(reader, "Rovers")
    before = by_name(reader)
    missing: Any = None
    async with database.session() as session:
        try:
            await ClubService(session=session).delete(uuid.uuid4(), auto_commit=True)
        except NotFoundError as error:
            missing = error
        await session.commit()
    assert missing is not None, "a delete of an unknown id raised no NotFoundError"
    assert by_name(reader) == before


@proves("svc.delete")
@pytest.mark.parametrize("column", ["name", Club.name], ids=["text", "attribute"])
async def test_by_another_attribute(database: Database, reader: Reader, column: Any) -> None:
    """With id_attribute the item_id is that attribute's value."""
    given(reader, "Rovers", "United")
    before = by_name(reader)
    async with database.session() as session:
        gone = await ClubService(session=session).delete("United", id_attribute=column)
        await session.commit()
        assert gone.name == "United"
    assert by_name(reader) == {"Rovers": before["Rovers"]}


@proves("svc.delete")
async def test_an_id_of_zero(database: Database, reader: Reader) -> None:
    """0 is an id as any other."""
    reader.insert("library_club_locker", *({"number": n, "owner": "o", "note": "n"} for n in (0, 1)))
    async with database.session() as session:
        gone = await LockerService(session=session).delete(0)
        await session.commit()
        assert gone.number == 0
    assert [row["number"] for row in reader.rows("library_club_locker")] == [1]


@proves("svc.delete-many")
@pytest.mark.parametrize(
    "form", ["ids", "instances", "ids-then-instances", "instances-then-ids", "detached", "unsaved"]
)
async def test_ids_and_instances(database: Database, reader: Reader, form: str) -> None:
    """Ids, instances and lists of both name the rows that are deleted; no other is."""
    names = ("Rovers", "United", "Athletic", "City")
    ids = given(reader, *names, "bystander")
    before = by_name(reader)
    async with database.session() as session:
        clubs = ClubService(session=session)
        read: list[Any] = [await clubs.get(one) for one in ids[:4]]
        if form == "detached":
            session.expunge_all()
        chosen: list[Any] = {
            "ids": ids[:4],
            "ids-then-instances": [*ids[:2], *read[2:]],
            "instances-then-ids": [*read[:2], *ids[2:4]],
            "unsaved": [Club(id=one, name="?") for one in ids[:4]],
        }.get(form, read)
        asked = list(chosen)
        gone = await clubs.delete_many(chosen)
        await session.commit()
        assert chosen == asked, "delete_many changed the list that it was given"
        assert sorted(club.name for club in gone) == sorted(names)
    assert by_name(reader) == {"bystander": before["bystander"]}


@proves("svc.delete-many")
@pytest.mark.parametrize("form", ["empty", "unknown", "some-unknown"])
async def test_who_is_not_there(database: Database, reader: Reader, form: str) -> None:
    """An empty list deletes nobody, and unknown ids are passed over."""
    (wanted, _) = given(reader, "Rovers", "United")
    before = by_name(reader)
    lists: dict[str, list[Any]] = {
        "empty": [],
        "unknown": [uuid.uuid4()],
        "some-unknown": [uuid.uuid4(), wanted, uuid.uuid4()],
    }
    async with database.session() as session:
        gone = await ClubService(session=session).delete_many(lists[form], auto_commit=True)
        names = [club.name for club in gone]
    expected = ["Rovers"] if form == "some-unknown" else []
    assert names == expected, f"delete_many returned {names}"
    assert by_name(reader) == {name: row for name, row in before.items() if name not in expected}


@proves("svc.delete-many")
@pytest.mark.parametrize("instances", [False, True], ids=["values", "instances"])
async def test_by_another_attribute_many(database: Database, reader: Reader, instances: bool) -> None:
    """With id_attribute the items are that attribute's values, or instances that have them."""
    given(reader, "Rovers", "United", "Athletic")
    before = by_name(reader)
    async with database.session() as session:
        clubs = ClubService(session=session)
        chosen: list[Any] = ["Rovers", "United"]
        if instances:
            chosen = [Club(name=name) for name in chosen]
        gone = await clubs.delete_many(chosen, id_attribute="name")
        await session.commit()
        assert sorted(club.name for club in gone) == ["Rovers", "United"]
    assert by_name(reader) == {"Athletic": before["Athletic"]}


@proves("svc.delete-many")
@pytest.mark.parametrize("size", [1, 301])
async def test_sizes(database: Database, reader: Reader, size: int) -> None:
    """One, and more than go into one statement, as instances."""
    given(reader, "bystander")
    before = by_name(reader)
    ids = given(reader, *(f"club {number:04}" for number in range(size)))
    async with database.session() as session:
        clubs = ClubService(session=session)
        gone = await clubs.delete_many([Club(id=one, name="?") for one in ids], auto_commit=True)
        assert {club.id for club in gone} == set(ids)
    assert by_name(reader) == before


FILTERS: dict[str, tuple[tuple[Any, ...], dict[str, Any], set[str]]] = {
    "expression": ((Club.seats > 77,), {}, {"Athletic"}),
    "keyword": ((), {"town": "Fife"}, {"United", "Athletic"}),
    "keyword-and-filter": ((CollectionFilter("name", ["Rovers", "United"]),), {"town": "Fife"}, {"United"}),
    "two-filters": ((SearchFilter("name", "e"), Club.seats == 77), {}, {"Rovers", "United"}),
    "null": ((), {"founded": None}, {"Athletic"}),
    "impossible": ((Club.seats < 0,), {}, set()),
    "empty-collection": ((CollectionFilter[str]("name", []),), {}, set()),
}


@proves("svc.delete-where")
@pytest.mark.parametrize("form", list(FILTERS))
async def test_only_what_matches_everything(database: Database, reader: Reader, form: str) -> None:
    """The rows that match all filters and keywords are deleted and returned; the others are as they were."""
    given(reader, "Rovers")
    given(reader, "United", town="Fife")
    given(reader, "Athletic", town="Fife", seats=78, founded=None)
    before = by_name(reader)
    filters, keywords, expected = FILTERS[form]
    async with database.session() as session:
        gone = await ClubService(session=session).delete_where(*filters, **keywords)
        await session.commit()
        assert {club.name for club in gone} == expected
    assert by_name(reader) == {name: row for name, row in before.items() if name not in expected}


@proves("svc.delete-where")
@pytest.mark.parametrize("keyword", ["twon", "contact_address", "repository"])
async def test_a_keyword_that_no_attribute_has(database: Database, reader: Reader, keyword: str) -> None:
    """A misspelt keyword is refused: it selects neither all rows nor none in silence."""
    given(reader, "Rovers", "United")
    before = by_name(reader)
    refusal = ""
    keywords: Any = {keyword: "Perth"}
    async with database.session() as session:
        try:
            await ClubService(session=session).delete_where(auto_commit=True, **keywords)
        except Exception as error:  # noqa: BLE001 - the page names no class; what counts is that it is refused
            refusal = f"{type(error).__name__}: {error}"
        await session.rollback()
    assert by_name(reader) == before, "rows were deleted by a filter of no attribute"
    assert refusal, f"delete_where took the keyword {keyword}"


@proves("svc.delete-where")
async def test_a_second_call_has_its_own_filters(database: Database, reader: Reader) -> None:
    """Filters of one call say nothing of the next one."""
    given(reader, "Rovers")
    given(reader, "United", "Athletic", town="Fife")
    before = by_name(reader)
    async with database.session() as session:
        clubs = ClubService(session=session)
        first = await clubs.delete_where(name="Rovers")
        second = await clubs.delete_where(CollectionFilter("name", ["Athletic"]))
        await session.commit()
        assert ([club.name for club in first], [club.name for club in second]) == (["Rovers"], ["Athletic"])
    assert by_name(reader) == {"United": before["United"]}
