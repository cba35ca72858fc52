"""Schemas whose fields have other names for clients than for the program."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from assay.checking import Reader, proves
from reference_app.library.clubs.models import Club
from reference_app.library.clubs.services import ClubService
from reference_app.library.database import Database
from suites.library.svc.schemas import by_name, given


class ClubForClients(BaseModel):
    """Dumps itself by the names that clients know, as Pydantic's documentation has it for answers."""

    model_config = ConfigDict(alias_generator=lambda name: f"club{name.title()}", serialize_by_alias=True)

    name: str
    town: str | None = None


class Shown(msgspec.Struct, rename={"name": "clubName", "contact": "clubContact"}):
    """A club, whose fields have other names in JSON."""

    name: str
    contact: str | None


MODELS = (Club,)
WAYS = ("create", "create_many", "upsert", "upsert_many")


@proves("svc.create-from-schema")
@pytest.mark.parametrize("way", WAYS)
async def test_new_row_by_alias(database: Database, reader: Reader, way: str) -> None:
    """The aliases are for clients: the fields are the attributes of the model, and all are written."""
    data: Any = ClubForClients.model_validate({"clubName": "Rovers", "clubTown": "Leith"})
    async with database.session() as session:
        await getattr(ClubService(session=session), way)([data] if way.endswith("many") else data)
        await session.commit()
    assert {name: row["town"] for name, row in by_name(reader).items()} == {"Rovers": "Leith"}


@proves("svc.update-partial-by-schema")
async def test_known_row_by_alias(database: Database, reader: Reader) -> None:
    """As above, with ``update``."""
    (known,) = given(reader, "Rovers")
    data: Any = ClubForClients.model_validate({"clubName": "United", "clubTown": "Leith"})
    async with database.session() as session:
        await ClubService(session=session).update(data, item_id=known)
        await session.commit()
    found = {name: row["town"] for name, row in by_name(reader).items()}
    assert found == {"United": "Leith"}, f"the row is {found}"


@proves("svc.to-schema-rows")
@pytest.mark.parametrize("kind", ["model", "models", "mapping", "mappings", "dict", "dicts"])
async def test_renamed_fields_of_a_schema(database: Database, kind: str) -> None:
    """``to_schema`` fills them from the attributes, whatever the object is: renaming is for JSON."""
    async with database.session() as session:
        session.add(club := Club(name="Rovers", contact="r@x.example"))
        await session.flush()
        found = await session.execute(select(Club.name, Club.contact.label("contact")))
        row = found.mappings().one()
        given: Any = {"model": club, "mapping": row, "dict": dict(row)}[kind.removesuffix("s")]
        shown: Any = ClubService(session=session).to_schema([given] if kind.endswith("s") else given, schema_type=Shown)
        await session.rollback()
    assert (shown.items[0] if kind.endswith("s") else shown) == Shown("Rovers", "r@x.example")
