"""``to_model`` and its hooks: which call asks which of them, how often, and what becomes of their answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import attrs
import msgspec
import pytest
from pydantic import BaseModel

from assay.checking import Reader, proves
from reference_app.library.clubs.models import Club
from reference_app.library.clubs.services import ConvertingClubService, RecordingClubService
from reference_app.library.database import Database
from suites.library.svc.schemas import by_name, given

MODELS = (Club,)


class Sent(BaseModel):
    """A club, as Pydantic has it."""

    id: UUID | None = None
    name: str


class SentStruct(msgspec.Struct):
    """A club, as msgspec has it."""

    name: str
    id: UUID | msgspec.UnsetType = msgspec.UNSET


@attrs.define
class SentAttrs:
    """A club, as attrs has it."""

    name: str
    id: Any = attrs.field(factory=lambda: attrs.NOTHING)


MAKERS: dict[str, Any] = {"dict": dict, "pydantic": Sent, "msgspec": SentStruct, "attrs": SentAttrs, "model": Club}
SIGNED = {"dict", "model"}
"""Of these kinds the service signs the data in its hook; the others it passes on as they are."""


@proves("svc.to-model-on-create")
@pytest.mark.parametrize("kind", list(MAKERS))
async def test_create(database: Database, reader: Reader, kind: str) -> None:
    """create and create_many ask once for each item, and what the hook says is stored."""
    make = MAKERS[kind]
    async with database.session() as session:
        clubs = RecordingClubService(session=session)
        await clubs.create(make(name="one"))
        await clubs.create_many([make(name="two"), make(name="three")])
        await session.commit()
        assert clubs.calls == [("create", "one"), ("create", "two"), ("create", "three")], clubs.calls
    seen = {name: row["style"] for name, row in by_name(reader).items()}
    assert seen == dict.fromkeys(("one", "two", "three"), "by create" if kind in SIGNED else None)


@proves("svc.to-model-on-create")
async def test_get_or_upsert(database: Database, reader: Reader) -> None:
    """get_or_upsert asks once, and a new row has what the hook said."""
    async with database.session() as session:
        clubs = RecordingClubService(session=session)
        await clubs.get_or_upsert(name="one")
        await session.commit()
        assert clubs.calls == [("create", "one")], clubs.calls
    assert {name: row["style"] for name, row in by_name(reader).items()} == {"one": "by create"}


@proves("svc.to-model-on-update")
@pytest.mark.parametrize("kind", list(MAKERS))
@pytest.mark.parametrize("by", ["item-id", "id-in-data"])
async def test_update(database: Database, reader: Reader, kind: str, by: str) -> None:
    """update asks once, with item_id and without, and what the hook says is stored."""
    first, _ = given(reader, "one", "two")
    sent: dict[str, Any] = {"name": "one"} if by == "item-id" else {"id": first, "name": "one"}
    async with database.session() as session:
        clubs = RecordingClubService(session=session)
        await clubs.update(MAKERS[kind](**sent), item_id=first if by == "item-id" else None)
        await session.commit()
        assert clubs.calls == [("update", "one")], clubs.calls
    seen = {name: row["style"] for name, row in by_name(reader).items()}
    assert seen == {"one": "by update" if kind in SIGNED else "brick", "two": "brick"}


@proves("svc.to-model-on-update")
@pytest.mark.parametrize("kind", list(MAKERS))
async def test_update_many(database: Database, reader: Reader, kind: str) -> None:
    """update_many asks once for each item, and what the hook says is stored."""
    first, second, _ = given(reader, "one", "two", "three")
    make = MAKERS[kind]
    async with database.session() as session:
        clubs = RecordingClubService(session=session)
        await clubs.update_many([make(id=second, name="two"), make(id=first, name="one")])
        await session.commit()
        assert clubs.calls == [("update", "two"), ("update", "one")], clubs.calls
    signature = "by update" if kind in SIGNED else "brick"
    seen = {name: row["style"] for name, row in by_name(reader).items()}
    assert seen == {"one": signature, "two": signature, "three": "brick"}


@proves("svc.to-model-on-update")
async def test_get_and_update(database: Database, reader: Reader) -> None:
    """get_and_update asks once, and the row has what the hook said."""
    given(reader, "one", "two")
    async with database.session() as session:
        clubs = RecordingClubService(session=session)
        await clubs.get_and_update(name="one")
        await session.commit()
        assert clubs.calls == [("update", "one")], clubs.calls
    assert {name: row["style"] for name, row in by_name(reader).items()} == {"one": "by update", "two": "brick"}


@proves("svc.to-model-on-upsert")
@pytest.mark.parametrize("kind", list(MAKERS))
@pytest.mark.parametrize("there", [True, False], ids=["there", "not-there"])
async def test_upsert(database: Database, reader: Reader, kind: str, there: bool) -> None:
    """Upsert asks the hook of upserts once, and no other, whether the row is there or not."""
    given(reader, "two", *(["one"] * there))
    async with database.session() as session:
        clubs = RecordingClubService(session=session)
        await clubs.upsert(MAKERS[kind](name="one"), match_fields=["name"])
        await session.commit()
        assert clubs.calls == [("upsert", "one")], clubs.calls
    unsigned = "brick" if there else None
    seen = {name: row["style"] for name, row in by_name(reader).items()}
    assert seen == {"one": "by upsert" if kind in SIGNED else unsigned, "two": "brick"}


@proves("svc.to-model-on-upsert")
@pytest.mark.parametrize("kind", list(MAKERS))
async def test_upsert_many(database: Database, reader: Reader, kind: str) -> None:
    """upsert_many asks the hook of upserts once for each item, and no other."""
    given(reader, "one", "three")
    make = MAKERS[kind]
    async with database.session() as session:
        clubs = RecordingClubService(session=session)
        await clubs.upsert_many([make(name="two"), make(name="one")], match_fields=["name"])
        await session.commit()
        assert clubs.calls == [("upsert", "two"), ("upsert", "one")], clubs.calls
    signed = kind in SIGNED
    seen = {name: row["style"] for name, row in by_name(reader).items()}
    expected = {"one": "by upsert" if signed else "brick", "two": "by upsert" if signed else None, "three": "brick"}
    assert seen == expected


@proves("svc.to-model-on-delete")
async def test_delete(database: Database, reader: Reader) -> None:
    """Delete asks the hook of deletes once, with what it was given."""
    first, _ = given(reader, "one", "two")
    async with database.session() as session:
        clubs = RecordingClubService(session=session)
        await clubs.delete(first)
        await session.commit()
        assert clubs.calls == [("delete", first)], f"the hooks were asked {clubs.calls}"
    assert set(by_name(reader)) == {"two"}


@proves("svc.to-model-on-delete")
@pytest.mark.parametrize("kind", list(MAKERS))
async def test_to_model_for_a_delete(database: Database, kind: str) -> None:
    """Whoever converts data for a delete has the hook of deletes asked, once."""
    async with database.session() as session:
        clubs = RecordingClubService(session=session)
        model = await clubs.to_model(MAKERS[kind](name="one"), "delete")
        assert (type(model), model.name) == (Club, "one")
        assert clubs.calls == [("delete", "one")], clubs.calls
        assert model.style == ("by delete" if kind in SIGNED else None)


OPERATIONS = {
    "create": "create",
    "create_many": "create",
    "get_or_upsert": "create",
    "update": "update",
    "update_many": "update",
    "get_and_update": "update",
    "upsert": "upsert",
    "upsert_many": "upsert",
}


@proves("svc.to-model-on-create", "svc.to-model-on-update", "svc.to-model-on-upsert")
@pytest.mark.parametrize("call", list(OPERATIONS))
async def test_a_to_model_of_the_users_own(database: Database, reader: Reader, call: str) -> None:
    """A service that overrides to_model is told the operation, once for each item, and its model is stored."""
    known = call.startswith(("update", "get_and"))
    ids = given(reader, *(["one"] * known))
    sent: dict[str, Any] = {"name": "one"}
    if call.startswith("update"):
        sent["id"] = ids[0]
    async with database.session() as session:
        clubs = ConvertingClubService(session=session)
        method: Any = getattr(clubs, call)
        if call.startswith("get_"):
            await method(**sent)
        elif call.endswith("_many"):
            await method([sent])
        elif call == "update":
            await method({"name": "one"}, item_id=ids[0])
        else:
            await method(sent)
        await session.commit()
        assert clubs.operations == [OPERATIONS[call]], clubs.operations
    seen = {name: row["style"] for name, row in by_name(reader).items()}
    assert seen == {"one": f"by {OPERATIONS[call]}"}


@proves("svc.to-model-on-update")
async def test_an_input_that_is_no_dict_reaches_the_hook_as_it_is(database: Database, reader: Reader) -> None:
    """The hook is given the very object that the caller gave."""
    (first,) = given(reader, "one")
    sent = Sent(name="one")
    received: list[Any] = []

    class Keeping(RecordingClubService):
        """Keeps what its hook is given."""

        def _note(self, hook: str, data: Any) -> Any:
            received.append(data)
            return super()._note(hook, data)

    async with database.session() as session:
        await Keeping(session=session).update(sent, item_id=first)
        await session.commit()
    assert len(received) == 1, f"the hook was asked {len(received)} times"
    assert received[0] is sent, f"the hook was given {received[0]!r}"
