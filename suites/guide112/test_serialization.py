"""What the plugin adds to Litestar's encoders and decoders, and ``encode_json`` itself."""

from __future__ import annotations

import datetime
import decimal
import enum
import pathlib
import uuid
from typing import Any

import pytest
import uuid_utils
from advanced_alchemy.extensions.litestar import SQLAlchemyAsyncConfig, SQLAlchemyPlugin
from litestar import Litestar, get, post
from litestar.testing import TestClient

from assay.checking import answer, proves
from reference_app.settings import DEFAULT_URL
from suites.raising import raises

ID = "0190d3a1-0000-7000-8000-000000000001"
ZONE = datetime.timezone(datetime.timedelta(hours=2))


class Colour(enum.Enum):
    """An enumeration of texts and numbers."""

    RED = "red"
    THREE = 3


class Size(str, enum.Enum):
    """An enumeration whose members are texts."""

    LARGE = "large"


class Money:
    """A type of the application's own.

    Args:
        cents: How much.
    """

    def __init__(self, cents: int) -> None:
        self.cents = cents


VALUES: dict[str, tuple[Any, Any]] = {
    "moment": (
        datetime.datetime(2024, 2, 29, 12, 30, 15, 123000, tzinfo=datetime.timezone.utc),
        "2024-02-29T12:30:15.123000Z",
    ),
    "moment-of-a-zone": (datetime.datetime(2024, 2, 29, 12, 30, tzinfo=ZONE), "2024-02-29T12:30:00+02:00"),
    "moment-of-no-zone": (datetime.datetime(2024, 2, 29, 12, 30), "2024-02-29T12:30:00"),
    "day": (datetime.date(2024, 2, 29), "2024-02-29"),
    "time": (datetime.time(12, 30, 15), "12:30:15"),
    "duration": (datetime.timedelta(days=1, seconds=2.5), "P1DT2.5S"),
    "decimal": (decimal.Decimal("19.90"), "19.90"),
    "uuid": (uuid.UUID(ID), ID),
    "path": (pathlib.Path("a/b"), "a/b"),
    "pure-path": (pathlib.PurePosixPath("a/b"), "a/b"),
    "member": (Colour.RED, "red"),
    "member-of-numbers": (Colour.THREE, 3),
    "member-of-texts": (Size.LARGE, "large"),
    "other-uuid": (uuid_utils.UUID(ID), ID),
}
"""By name, a value and what it is in JSON."""


def handlers() -> list[Any]:
    """The handlers, made anew: Litestar keeps what encodes the answers of a handler with it."""

    @get("/values/{name:str}")
    async def show(name: str) -> dict[str, Any]:
        """A value, alone and in a list."""
        value, _ = VALUES[name]
        return {"value": value, "list": [value, None]}

    @get("/driver")
    async def show_driver() -> dict[str, Any]:
        """An id as a driver gives it."""
        from asyncpg.pgproto import pgproto

        return {"value": pgproto.UUID(ID)}

    @get("/by-query")
    async def by_query(value: uuid_utils.UUID) -> dict[str, Any]:
        """What a parameter of the query is."""
        return {"type": type(value).__module__, "value": str(value)}

    @get("/by-path/{value:str}")
    async def by_path(value: uuid_utils.UUID) -> dict[str, Any]:
        """What a parameter of the path is."""
        return {"type": type(value).__module__, "value": str(value)}

    @post("/by-body")
    async def by_body(data: dict[str, uuid_utils.UUID]) -> dict[str, Any]:
        """What the values of a body are."""
        return {name: [type(value).__module__, str(value)] for name, value in data.items()}

    return [show, show_driver, by_query, by_path, by_body]


def application(**options: Any) -> TestClient[Litestar]:
    """A client of an application with the plugin."""
    config = SQLAlchemyAsyncConfig(connection_string=DEFAULT_URL)
    return TestClient(Litestar(handlers(), plugins=[SQLAlchemyPlugin(config=config)], **options))


@pytest.mark.parametrize("name", VALUES)
@proves("guide112.plugin-encoders")
def test_values_in_an_answer(name: str) -> None:
    """Each of these values can be in an answer, alone and in a list."""
    with application() as client:
        found = answer(client.get(f"/values/{name}"), 200)
    assert found == {"value": VALUES[name][1], "list": [VALUES[name][1], None]}


@proves("guide112.plugin-decoders")
def test_id_of_a_driver() -> None:
    """An id as asyncpg gives it can be in an answer."""
    with application() as client:
        assert answer(client.get("/driver"), 200) == {"value": ID}


@proves("guide112.plugin-decoders")
def test_ids_of_a_request() -> None:
    """A parameter of the query or the path, and a value of a body, become the UUID that the handler names."""
    expected = {"type": "uuid_utils", "value": ID}
    with application() as client:
        assert answer(client.get(f"/by-query?value={ID}"), 200) == expected
        assert answer(client.get(f"/by-path/{ID}"), 200) == expected
        assert answer(client.post("/by-body", json={"a": ID}), 201) == {"a": ["uuid_utils", ID]}


@pytest.mark.parametrize("value", ["nope", ID[:-1], None, 5])
@proves("guide112.plugin-decoders")
def test_what_is_no_id(value: Any) -> None:
    """What is no id is a bad request."""
    with application() as client:
        answer(client.get(f"/by-query?value={value}"), 400)
        answer(client.get(f"/by-path/{value}"), 400)
        answer(client.post("/by-body", json={"a": value}), 400)


@proves("guide112.user-encoders-win")
def test_encoders_of_the_application() -> None:
    """An encoder of the application takes the place of the plugin's, and the others stay."""
    own = {pathlib.PurePath: lambda value: f"path {value}", uuid_utils.UUID: lambda value: f"id {value}"}
    with application(type_encoders=own) as client:
        assert answer(client.get("/values/other-uuid"), 200)["value"] == f"id {ID}"
        assert answer(client.get("/values/pure-path"), 200)["value"] == "path a/b"
        assert answer(client.get("/values/decimal"), 200)["value"] == "19.90"
    with application() as client:
        assert answer(client.get("/values/other-uuid"), 200)["value"] == ID


@pytest.mark.parametrize("name", ["moment", "decimal", "uuid", "member"])
@proves("guide112.user-encoders-win")
def test_encoder_of_a_listed_type(name: str) -> None:
    """An encoder of the application is used for each of the types that the page lists."""
    value, _ = VALUES[name]
    with application(type_encoders={type(value): lambda _: "own"}) as client:
        found = answer(client.get(f"/values/{name}"), 200)["value"]
    assert found == "own", f"with an encoder of the application the answer has {found}"


@proves("guide112.user-encoders-win")
def test_decoders_of_the_application() -> None:
    """A decoder of the application takes the place of the plugin's."""
    nil = uuid_utils.UUID(int=0)
    own = [(lambda type_: type_ is uuid_utils.UUID, lambda type_, value: nil)]
    with application(type_decoders=own) as client:
        assert answer(client.get(f"/by-query?value={ID}"), 200)["value"] == str(nil)
        assert answer(client.post("/by-body", json={"a": ID}), 201)["a"][1] == str(nil)
    with application() as client:
        assert answer(client.get(f"/by-query?value={ID}"), 200)["value"] == ID


@pytest.mark.parametrize("name", VALUES)
@proves("guide112.manual-encode-json")
def test_text_of_a_value(name: str) -> None:
    """``encode_json`` gives a text, and ``decode_json`` what it says, of a text and of bytes."""
    from advanced_alchemy.utils.serialization import decode_json, encode_json

    value, expected = VALUES[name]
    text = encode_json({"value": value, "é": [None, True, 1.5]})
    assert isinstance(text, str)
    assert decode_json(text) == {"value": expected, "é": [None, True, 1.5]}
    assert decode_json(text.encode()) == decode_json(text)


@proves("guide112.manual-encode-json")
def test_encoders_of_a_call() -> None:
    """Encoders of a call are used in it, before the library's own, and in no later one."""
    from advanced_alchemy.utils.serialization import decode_json, encode_json

    encoders = {Money: lambda money: f"{money.cents} ct", datetime.date: lambda day: day.year}
    data = {"price": Money(5), "prices": [Money(6), {"more": Money(7)}], "day": datetime.date(2024, 2, 29)}
    expected = {"price": "5 ct", "prices": ["6 ct", {"more": "7 ct"}], "day": 2024}
    assert decode_json(encode_json(data, type_encoders=encoders)) == expected
    assert decode_json(encode_json({"day": datetime.date(2024, 2, 29)})) == {"day": "2024-02-29"}
    assert "5 ct" not in encode_json({"price": Money(5)})


@proves("guide112.manual-encode-json")
def test_text_that_is_no_json() -> None:
    """A text that is no JSON is ValueError."""
    from advanced_alchemy.utils.serialization import decode_json

    with raises(ValueError):
        decode_json("{nope")
