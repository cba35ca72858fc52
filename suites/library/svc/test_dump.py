"""``schema_dump``, ``SchemaDumpConfig`` and the type guards."""

from __future__ import annotations

import contextlib
import datetime
import uuid
from dataclasses import dataclass, field
from typing import Any

import attrs
import msgspec
import pytest
from advanced_alchemy import service
from advanced_alchemy.utils.dataclass import Empty
from pydantic import BaseModel, Field

from assay.checking import proves
from reference_app.library.clubs.models import Club
from reference_app.library.clubs.services import ClubService
from reference_app.library.database import Database
from suites.library.svc.schemas import dto_data

MODELS = (Club,)


class Model(BaseModel):
    """Pydantic's: a value that has to be there, and such as need not."""

    name: str
    town: str | None = "Perth"
    seats: int | None = 10
    tags: list[str] = Field(default_factory=list)


class Struct(msgspec.Struct, rename="camel"):
    """Msgspec's; a default that says it was left out."""

    name: str
    town: str | msgspec.UnsetType | None = msgspec.UNSET
    seats: int | None = 10
    tags: list[str] = msgspec.field(default_factory=list)


def _left_out() -> Any:
    return attrs.NOTHING


@attrs.define
class Attrs:
    """Of attrs; a default that says it was left out."""

    name: str
    town: str | None = attrs.field(factory=_left_out)
    seats: int | None = 10
    tags: list[str] = attrs.Factory(list)


@dataclass
class Data:
    """A dataclass's; a default that says it was left out."""

    name: str
    town: Any = Empty
    seats: int | None = 10
    tags: list[str] = field(default_factory=list)


SCHEMAS: dict[str, Any] = {"pydantic": Model, "msgspec": Struct, "attrs": Attrs, "dataclass": Data}


def config(**options: bool) -> Any:
    """How to dump, by a class that older releases do not have."""
    return service.SchemaDumpConfig(**options)


@proves("svc.schema-dump-function")
@pytest.mark.parametrize("kind", list(SCHEMAS))
def test_what_was_left_out(kind: str) -> None:
    """What says of itself that it was left out is not in the dict; defaults of a kind without unset fields are."""
    seen = service.schema_dump(SCHEMAS[kind](name="Rovers"))
    expected: dict[str, Any] = {"name": "Rovers"}
    if kind != "pydantic":
        expected |= {"seats": 10, "tags": []}
    assert seen == expected, f"a {kind} object was dumped as {seen}"


@proves("svc.schema-dump-function")
@pytest.mark.parametrize("kind", list(SCHEMAS))
def test_what_was_sent(kind: str) -> None:
    """Every value that was set is in the dict, None, 0 and empty ones too, under the attribute's own name."""
    sent: dict[str, Any] = {"name": "Rovers", "town": None, "seats": 0, "tags": []}
    seen = service.schema_dump(SCHEMAS[kind](**sent))
    assert seen == sent, f"a {kind} object was dumped as {seen}"


@proves("svc.schema-dump-function")
def test_unset_fields_if_asked() -> None:
    """With exclude_unset=False the defaults of a Pydantic model are dumped too."""
    seen = service.schema_dump(Model(name="Rovers"), exclude_unset=False)
    assert seen == {"name": "Rovers", "town": "Perth", "seats": 10, "tags": []}


@proves("svc.schema-dump-function")
def test_dicts_and_models() -> None:
    """A dict and a DTO's data are their values."""
    sent = {"name": "Rovers", "founded": datetime.date(1905, 1, 2)}
    assert service.schema_dump(sent) == sent
    dumped = service.schema_dump(dto_data({"name": "Rovers", "seats": 0}))
    assert dumped == {"name": "Rovers", "seats": 0}, f"a DTO's data were dumped as {dumped!r}"


@proves("svc.schema-dump-function")
def test_a_model_passes_through() -> None:
    """An instance of a model comes out as it went in."""
    club = Club(name="Rovers")
    dumped = service.schema_dump(club)
    assert dumped is club, f"a model was dumped as {dumped!r}"


@proves("svc.schema-dump-function")
def test_nothing() -> None:
    """None is None."""
    assert service.schema_dump(None) is None


ALL: dict[str, Any] = {"name": "Rovers", "town": None, "seats": 10, "tags": []}
OPTIONS: dict[str, tuple[dict[str, bool], dict[str, Any]]] = {
    "defaults": ({}, ALL),
    "no-none": ({"exclude_none": True}, {"name": "Rovers", "seats": 10, "tags": []}),
    "no-defaults": ({"exclude_defaults": True}, {"name": "Rovers", "town": None}),
    "neither": ({"exclude_none": True, "exclude_defaults": True}, {"name": "Rovers"}),
    "no-defaults-but-sentinels": (
        {"exclude_defaults": True, "exclude_sentinels": False},
        {"name": "Rovers", "town": None},
    ),
}


@proves("svc.schema-dump-config")
@pytest.mark.parametrize("options", list(OPTIONS))
@pytest.mark.parametrize("kind", list(SCHEMAS))
def test_each_option(kind: str, options: str) -> None:
    """exclude_none and exclude_defaults do what they say for each kind of schema, alone and together."""
    chosen, expected = OPTIONS[options]
    sent = SCHEMAS[kind](name="Rovers", town=None, seats=10, tags=[])
    seen = service.schema_dump(sent, config=config(**chosen))
    assert seen == expected, f"a {kind} object was dumped as {seen}"


@proves("svc.schema-dump-config")
@pytest.mark.parametrize("kind", ["msgspec", "attrs", "dataclass"])
def test_sentinels_if_asked(kind: str) -> None:
    """With exclude_sentinels=False what was left out is dumped as what stands for it."""
    sent = SCHEMAS[kind](name="Rovers")
    seen = service.schema_dump(sent, config=config(exclude_sentinels=False))
    mark = {"msgspec": msgspec.UNSET, "attrs": attrs.NOTHING, "dataclass": Empty}[kind]
    assert seen == {"name": "Rovers", "town": mark, "seats": 10, "tags": []}, f"a {kind} object was dumped as {seen}"


@proves("svc.schema-dump-config")
@pytest.mark.parametrize("kind", list(SCHEMAS))
def test_values_that_are_not_the_defaults(kind: str) -> None:
    """exclude_defaults keeps what differs from the default, values that are false too."""
    sent: dict[str, Any] = {"name": "Rovers", "town": "", "seats": 0, "tags": ["a"]}
    seen = service.schema_dump(SCHEMAS[kind](**sent), config=config(exclude_defaults=True))
    assert seen == sent, f"a {kind} object was dumped as {seen}"


@proves("svc.schema-dump-config")
def test_a_configuration_is_a_value() -> None:
    """Two of the same options are equal, cannot be changed, and dump unset fields only if asked."""
    assert config() == config(exclude_unset=True, exclude_none=False, exclude_defaults=False, exclude_sentinels=True)
    dumped = service.schema_dump(Model(name="Rovers"), config=config(exclude_unset=False))
    assert dumped == {"name": "Rovers", "town": "Perth", "seats": 10, "tags": []}


OBJECTS: dict[str, Any] = {
    "dict": {"name": "Rovers"},
    "pydantic": Model(name="Rovers"),
    "msgspec": Struct(name="Rovers"),
    "attrs": Attrs(name="Rovers"),
    "dataclass": Data(name="Rovers"),
    "model": Club(name="Rovers"),
    "text": "name",
    "none": None,
}
GUARDS = {
    "is_dict": {"dict"},
    "is_pydantic_model": {"pydantic"},
    "is_msgspec_struct": {"msgspec"},
    "is_attrs_instance": {"attrs"},
    "is_schema": {"pydantic", "msgspec", "attrs"},
    "is_schema_or_dict": {"pydantic", "msgspec", "attrs", "dict"},
    "is_dto_data": set(),
}


@proves("svc.type-guards")
@pytest.mark.parametrize("guard", list(GUARDS))
def test_each_guard(guard: str) -> None:
    """A guard is true of its kind, and of no other."""
    found = {kind for kind, one in OBJECTS.items() if getattr(service, guard)(one) is True}
    refused = {kind for kind, one in OBJECTS.items() if getattr(service, guard)(one) is False}
    assert found == GUARDS[guard], f"{guard} is true of {sorted(found)}"
    assert refused == set(OBJECTS) - found, f"{guard} gives neither True nor False of some"


FIELD_GUARDS = {
    "is_dict": {"dict"},
    "is_pydantic_model": {"pydantic"},
    "is_msgspec_struct": {"msgspec"},
    "is_attrs_instance": {"attrs"},
    "is_schema": {"pydantic", "msgspec", "attrs"},
    "is_schema_or_dict": {"pydantic", "msgspec", "attrs", "dict"},
}


@proves("svc.type-guards")
@pytest.mark.parametrize("guard", list(FIELD_GUARDS))
@pytest.mark.parametrize("name", ["name", "colour"])
def test_guards_of_fields(guard: str, name: str) -> None:
    """With a field, one guard is true of those of its kind that have it, and the other of those that have not."""
    having = {kind for kind, one in OBJECTS.items() if getattr(service, f"{guard}_with_field")(one, name)}
    lacking = {kind for kind, one in OBJECTS.items() if getattr(service, f"{guard}_without_field")(one, name)}
    expected = FIELD_GUARDS[guard]
    assert (having, lacking) == ((expected, set()) if name == "name" else (set(), expected))


@proves("svc.type-guards")
def test_a_dtos_data() -> None:
    """A DTO's data are that, and neither a dict nor a schema."""
    data = dto_data({"name": "Rovers"})
    seen = service.is_dto_data(data), service.is_dict(data), service.is_schema(data)
    assert seen == (True, False, False)


@proves("svc.type-guards")
def test_classes_of_attrs() -> None:
    """is_attrs_schema is true of the class."""
    seen = [bool(service.is_attrs_schema(one)) for one in (Attrs, Model, Struct, Data, Club)]
    assert seen == [True, False, False, False, False]


SENT = {"seats": 20, "town": None}
CALLS: dict[str, Any] = {
    "create": lambda clubs, sent, **o: clubs.create(sent(name="United", **SENT), **o),
    "create_many": lambda clubs, sent, **o: clubs.create_many([sent(name="United", **SENT)], **o),
    "update": lambda clubs, sent, **o: clubs.update(sent(name="United", **SENT), item_id=uuid.uuid4(), **o),
    "update_many": lambda clubs, sent, **o: clubs.update_many([sent(name="United", **SENT)], **o),
    "upsert": lambda clubs, sent, **o: clubs.upsert(sent(name="United", **SENT), **o),
    "upsert_many": lambda clubs, sent, **o: clubs.upsert_many([sent(name="United", **SENT)], **o),
}


class _MadeError(Exception):
    """What stops a call as soon as the model is made."""


@proves("svc.schema-dump-config")
@pytest.mark.parametrize("kind", list(SCHEMAS))
@pytest.mark.parametrize("call", list(CALLS))
async def test_configuration_of_a_call(database: Database, call: str, kind: str) -> None:
    """It goes before the class's, in that call only: what a client's None means can be said for each."""
    made: list[bool] = []

    class Stopping(ClubService):
        schema_dump_config = config()

        async def to_model(self, *arguments: Any, **options: Any) -> Any:
            model = await super().to_model(*arguments, **options)
            made.append("town" in model.__dict__)
            raise _MadeError

    async with database.session() as session:
        clubs = Stopping(session=session)
        for options in ({}, {"schema_dump_config": config(exclude_none=True)}, {}):
            with contextlib.suppress(_MadeError):
                await CALLS[call](clubs, SCHEMAS[kind], **options)
    assert made == [True, False, True], f"{call} has written the None of a {kind} object {made}"
