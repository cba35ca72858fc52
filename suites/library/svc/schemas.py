"""What the checks of services send, in each kind of input, and the rows that they expect."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from advanced_alchemy.extensions.litestar import SQLAlchemyDTO, SQLAlchemyDTOConfig
from litestar import post
from litestar.dto import DTOData
from litestar.testing import create_test_client

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


def given(reader: Reader, *names: str, **fields: Any) -> list[uuid.UUID]:
    """Clubs that are there already, with every column filled; their ids."""
    common = {
        "town": "Perth",
        "contact_address": "old@example.org",
        "seats": 77,
        "open": False,
        "founded": datetime.date(1899, 12, 31),
        "style": "brick",
        "created_at": LONG_AGO,
        "updated_at": LONG_AGO,
        **fields,
    }
    rows = [{"id": uuid.uuid4(), "name": name, **common} for name in names]
    for start in range(0, len(rows), 100):
        reader.insert("library_club", *rows[start : start + 100])
    return [row["id"] for row in rows]


def by_name(reader: Reader, table: str = "library_club") -> dict[str, dict[str, Any]]:
    """All rows of a table by their names, in all columns."""
    return {row["name"]: row for row in reader.rows(table)}
