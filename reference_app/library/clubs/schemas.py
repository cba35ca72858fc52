"""What clients send of clubs, in each of the schema libraries: every field can be left out."""

import datetime
from dataclasses import dataclass
from typing import Any

import attrs
import msgspec
from advanced_alchemy.utils.dataclass import Empty
from pydantic import BaseModel, Field

__all__ = ("ClubAttrs", "ClubData", "ClubModel", "ClubStruct")


class ClubModel(BaseModel):
    """A club as Pydantic has it; one of the client's names is not the attribute's."""

    name: str | None = None
    town: str | None = Field(default=None, validation_alias="townName", serialization_alias="town-name")
    contact: str | None = None
    seats: int = 10
    open: bool = True
    founded: datetime.date | None = None
    style: str | None = None
    model_config = {"populate_by_name": True}


class ClubStruct(msgspec.Struct, rename={"town": "townName", "contact": "contactAddress"}):
    """A club as msgspec has it; two of the client's names are not the attributes'."""

    name: str | msgspec.UnsetType = msgspec.UNSET
    town: str | msgspec.UnsetType | None = msgspec.UNSET
    contact: str | msgspec.UnsetType | None = msgspec.UNSET
    seats: int | msgspec.UnsetType = msgspec.UNSET
    open: bool | msgspec.UnsetType = msgspec.UNSET
    founded: datetime.date | msgspec.UnsetType | None = msgspec.UNSET
    style: str | msgspec.UnsetType | None = msgspec.UNSET


def _left_out() -> Any:
    return attrs.NOTHING


@attrs.define
class ClubAttrs:
    """A club as attrs has it."""

    name: str = attrs.field(factory=_left_out)
    town: str | None = attrs.field(factory=_left_out)
    contact: str | None = attrs.field(factory=_left_out)
    seats: int = attrs.field(factory=_left_out)
    open: bool = attrs.field(factory=_left_out)
    founded: datetime.date | None = attrs.field(factory=_left_out)
    style: str | None = attrs.field(factory=_left_out)


@dataclass
class ClubData:
    """A club as a dataclass has it."""

    name: Any = Empty
    town: Any = Empty
    contact: Any = Empty
    seats: Any = Empty
    open: Any = Empty
    founded: Any = Empty
    style: Any = Empty
