"""What the checks of services send, in each kind of input, and the rows that they expect."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import attrs
import msgspec
from advanced_alchemy.extensions.litestar import SQLAlchemyDTO, SQLAlchemyDTOConfig
from advanced_alchemy.utils.dataclass import Empty
from litestar import post
from litestar.dto import DTOData
from litestar.testing import create_test_client
from pydantic import Field

from assay.checking import Reader
from reference_app.library.clubs.models import Club
from reference_app.library.clubs.schemas import ClubAttrs, ClubData, ClubModel, ClubStruct

KINDS = ("dict", "pydantic", "msgspec", "attrs", "dataclass", "dto", "model")
"""Every kind of input that the page names."""

OWN = {"name": "Rovers", "town": "Leith", "seats": 0, "open": False, "founded": datetime.date(1905, 1, 2)}
"""What a client sends of a club; two of the values are false."""

DEFAULTS = {
    "town": None,
    "contact_address": None,
    "seats": 10,
    "open": True,
    "founded": None,
    "style": None,
}
"""What the columns of a club hold that nobody has sent anything for."""

LONG_AGO = datetime.datetime(2020, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)


class ClubDTO(SQLAlchemyDTO[Club]):
    """A club as Litestar's DTOs have it, of which any field can be left out; an id can be sent."""

    config = SQLAlchemyDTOConfig(partial=True, exclude={"created_at", "updated_at"})


class KeyedModel(ClubModel):
    """A club with its id, as Pydantic has it; clients call the id otherwise."""

    id: uuid.UUID = Field(validation_alias="clubId", serialization_alias="club-id")


class KeyedStruct(ClubStruct, kw_only=True, rename="camel"):
    """A club with its id, as msgspec has it."""

    id: uuid.UUID


class FrozenStruct(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="club"):
    """A club with its id that cannot be changed, and is encoded with a tag."""

    id: uuid.UUID
    name: str | msgspec.UnsetType = msgspec.UNSET
    town: str | msgspec.UnsetType | None = msgspec.UNSET
    contact: str | msgspec.UnsetType | None = msgspec.UNSET
    seats: int | msgspec.UnsetType = msgspec.UNSET
    open: bool | msgspec.UnsetType = msgspec.UNSET


@attrs.define(kw_only=True)
class KeyedAttrs(ClubAttrs):
    """A club with its id, as attrs has it."""

    id: uuid.UUID


@dataclass(kw_only=True)
class KeyedData(ClubData):
    """A club with its id, as a dataclass has it."""

    id: Any = Empty


@dataclass(kw_only=True, frozen=True, slots=True)
class FrozenData:
    """A club with its id, as a dataclass without a dict has it."""

    id: Any = Empty
    name: Any = Empty
    town: Any = Empty
    contact: Any = Empty
    seats: Any = Empty
    open: Any = Empty


class KeyedDict(TypedDict, total=False):
    """A club with its id, as type checkers see a dict."""

    id: uuid.UUID
    name: str
    town: str | None
    contact: str | None
    seats: int
    open: bool


KEYED: dict[str, Any] = {
    "dict": dict,
    "typed-dict": KeyedDict,
    "pydantic": KeyedModel.model_construct,
    "msgspec": KeyedStruct,
    "msgspec-frozen": FrozenStruct,
    "attrs": KeyedAttrs,
    "dataclass": KeyedData,
    "dataclass-frozen": FrozenData,
    "model": Club,
}
"""How an input with an id is made in which only the given fields are set, in each kind."""


def keyed(kind: str, /, **sent: Any) -> Any:
    """An input with its id in which only these fields are set."""
    return KEYED[kind](**sent)


def made(kind: str, /, **sent: Any) -> Any:
    """An input in which only these fields are set."""
    makers: dict[str, Any] = {
        "dict": dict,
        "pydantic": ClubModel,
        "msgspec": ClubStruct,
        "attrs": ClubAttrs,
        "dataclass": ClubData,
        "dto": lambda **fields: dto_data(fields),
        "model": Club,
    }
    return makers[kind](**sent)


def dto_data(sent: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> Any:
    """What a handler is given of a request with this body."""
    received: list[Any] = []

    @post("/one", dto=ClubDTO, return_dto=None, sync_to_thread=False)
    def one(data: DTOData[Club]) -> None:
        received.append(data)

    @post("/many", dto=ClubDTO, return_dto=None, sync_to_thread=False)
    def many(data: DTOData[list[Club]]) -> None:
        received.append(data)

    with create_test_client([one, many]) as client:
        answered = client.post("/one" if isinstance(sent, Mapping) else "/many", json=_as_json(sent))
    assert answered.status_code == 201, f"the body was answered {answered.status_code}: {answered.text}"
    return received[0]


def _as_json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_json(inner) for inner in value]
    return str(value) if isinstance(value, datetime.date | uuid.UUID) else value


def stored(**sent: Any) -> dict[str, Any]:
    """The values of the row of a club of which this was sent, but for what is drawn for it."""
    renamed = {"contact_address" if name == "contact" else name: value for name, value in sent.items()}
    return DEFAULTS | renamed


def values(row: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a user sees of a club's row; nothing drawn and no times."""
    assert row is not None, "there is no such club"
    return {name: row[name] for name in ("name", *DEFAULTS)}


FILLED = {
    "town": "Perth",
    "contact_address": "old@example.org",
    "seats": 77,
    "open": False,
    "founded": datetime.date(1899, 12, 31),
    "style": "brick",
}
"""What the columns of a club hold that was there already."""


def given(reader: Reader, *names: str, **fields: Any) -> list[uuid.UUID]:
    """Clubs that are there already, with every column filled; their ids."""
    common = {**FILLED, "created_at": LONG_AGO, "updated_at": LONG_AGO, **fields}
    rows = [{"id": uuid.uuid4(), "name": name, **common} for name in names]
    for start in range(0, len(rows), 100):
        reader.insert("library_club", *rows[start : start + 100])
    return [row["id"] for row in rows]


def by_name(reader: Reader, table: str = "library_club") -> dict[str, dict[str, Any]]:
    """All rows of a table by their names, in all columns."""
    return {row["name"]: row for row in reader.rows(table)}
