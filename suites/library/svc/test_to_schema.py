"""``to_schema`` of single objects and of lists, for each kind of schema."""

from __future__ import annotations

import datetime
import enum
import uuid
from dataclasses import dataclass
from typing import Any

import attrs
import msgspec
import pytest
from advanced_alchemy.exceptions import AdvancedAlchemyError
from advanced_alchemy.filters import LimitOffset, OrderBy, SearchFilter
from advanced_alchemy.service import OffsetPagination, ResultConverter
from pydantic import BaseModel, Field

from assay.checking import proves
from reference_app.library.clubs.models import Club, ClubPlayer, PlayerBadge, PlayerProfile

ID = uuid.UUID("0190b5a0-7c7e-7000-8000-000000000001")
FOUNDED = datetime.date(1905, 1, 2)
CREATED = datetime.datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=datetime.timezone.utc)


def a_club(name: str = "Rovers") -> Club:
    """A club as a query would return it."""
    return Club(
        id=ID, name=name, town=None, contact="r@x.example", seats=0, open=False, founded=FOUNDED, created_at=CREATED
    )


class Pydantic(BaseModel):
    """What clients see, as Pydantic has it; one name is not the attribute's."""

    id: uuid.UUID
    name: str
    town: str | None
    contact: str | None = Field(serialization_alias="contactAddress")
    seats: int
    open: bool
    founded: datetime.date | None
    created_at: datetime.datetime


class Struct(msgspec.Struct):
    """What clients see, as msgspec has it."""

    id: uuid.UUID
    name: str
    town: str | None
    contact: str | None
    seats: int
    open: bool
    founded: datetime.date | None
    created_at: datetime.datetime


@attrs.define
class Attrs:
    """What clients see, as attrs has it."""

    id: uuid.UUID
    name: str
    town: str | None
    contact: str | None
    seats: int
    open: bool
    founded: datetime.date | None
    created_at: datetime.datetime


@dataclass
class Data:
    """What clients see, as a dataclass has it."""

    id: uuid.UUID
    name: str
    town: str | None
    contact: str | None
    seats: int
    open: bool
    founded: datetime.date | None
    created_at: datetime.datetime


SCHEMAS: dict[str, Any] = {"pydantic": Pydantic, "msgspec": Struct, "attrs": Attrs, "dataclass": Data}
WHOLE = {
    "id": ID,
    "name": "Rovers",
    "town": None,
    "contact": "r@x.example",
    "seats": 0,
    "open": False,
    "founded": FOUNDED,
    "created_at": CREATED,
}


def shown(schema: Any) -> dict[str, Any]:
    """All fields of a schema's object."""
    return {name: getattr(schema, name) for name in WHOLE}


def page_of(pages: Any) -> tuple[Any, ...]:
    """What a page says of itself, with its items' names."""
    assert isinstance(pages, OffsetPagination), f"to_schema made a {type(pages).__name__}, and no page"
    return [item.name for item in pages.items], pages.limit, pages.offset, pages.total


@proves("svc.to-schema-single")
@pytest.mark.parametrize("kind", ["pydantic", "msgspec"])
def test_every_value(kind: str) -> None:
    """The schema has every value in its type: None, 0, False, dates, times with their fractions, and UUIDs."""
    made = ResultConverter().to_schema(a_club(), schema_type=SCHEMAS[kind])
    assert type(made) is SCHEMAS[kind], f"to_schema made a {type(made).__name__}"
    assert shown(made) == WHOLE


@attrs.define
class Short:
    """Less than a club has, of plain types."""

    name: str
    seats: int
    open: bool
    town: str | None = "nowhere"


@proves("svc.to-schema-single")
def test_attrs() -> None:
    """An attrs class has the values that it asks for, None too, and nothing else."""
    made = ResultConverter().to_schema(a_club(), schema_type=Short)
    assert made == Short(name="Rovers", seats=0, open=False, town=None), made


@proves("svc.to-schema-single")
def test_without_a_schema() -> None:
    """Without a schema the instance itself comes back."""
    club = a_club()
    assert ResultConverter().to_schema(club) is club


@proves("svc.to-schema-single")
@pytest.mark.parametrize("kind", ["pydantic", "msgspec"])
def test_the_instance_is_left_alone(kind: str) -> None:
    """The conversion changes nothing of the instance, and a second one gives the same again."""
    club = a_club()
    before = dict(club.__dict__)
    first, second = (ResultConverter().to_schema(club, schema_type=SCHEMAS[kind]) for _ in range(2))
    assert club.__dict__ == before
    assert (first == second, first is second) == (True, False)


@proves("svc.to-schema-single")
@pytest.mark.parametrize("kind", ["pydantic", "msgspec"])
def test_a_dict(kind: str) -> None:
    """A dict is converted as an instance is."""
    made = ResultConverter().to_schema(dict(WHOLE), schema_type=SCHEMAS[kind])
    assert shown(made) == WHOLE


class Renamed(msgspec.Struct, rename="camel"):
    """A Struct whose names on the wire are not the attributes'."""

    name: str
    created_at: datetime.datetime


@proves("svc.to-schema-single")
def test_renamed_fields_of_a_struct() -> None:
    """A Struct that is renamed for the wire takes its values from the instance's attributes."""
    made, refusal = None, ""
    try:
        made = ResultConverter().to_schema(a_club(), schema_type=Renamed)
    except msgspec.ValidationError as error:
        refusal = str(error)
    assert not refusal, f"the instance was refused: {refusal}"
    assert made == Renamed(name="Rovers", created_at=CREATED)


class Aliased(BaseModel):
    """A model of which one name is another for those who send."""

    name: str
    since: datetime.date = Field(validation_alias="founded")


@proves("svc.to-schema-single")
def test_renamed_fields_of_a_model() -> None:
    """A validation alias says which attribute is meant."""
    made = ResultConverter().to_schema(a_club(), schema_type=Aliased)
    assert made == Aliased.model_construct(name="Rovers", since=FOUNDED)


class Size(enum.Enum):
    """A value of which the column holds the text."""

    SMALL = "brick"
    LARGE = "steel"


class Built(msgspec.Struct):
    """A Struct with an enumeration."""

    name: str
    style: Size


class BuiltModel(BaseModel):
    """A model with an enumeration."""

    name: str
    style: Size


@proves("svc.to-schema-single")
@pytest.mark.parametrize("schema", [Built, BuiltModel])
def test_an_enumeration(schema: Any) -> None:
    """The text of a column becomes the member that has it as its value."""
    made = ResultConverter().to_schema(Club(id=ID, name="Rovers", style="steel"), schema_type=schema)
    assert (made.name, made.style) == ("Rovers", Size.LARGE)


@proves("svc.to-schema-single")
@pytest.mark.parametrize("kind", ["pydantic", "msgspec", "attrs"])
def test_what_the_instance_does_not_have(kind: str) -> None:
    """A required field that is not there is refused, and not invented."""
    profile = PlayerProfile(id=ID, bio="left foot")
    schema: Any = {"pydantic": Pydantic, "msgspec": Struct, "attrs": Short}[kind]
    made, refusal = None, ""
    try:
        made = ResultConverter().to_schema(profile, schema_type=schema)
    except Exception as error:  # noqa: BLE001 - each library has an error of its own
        refusal = type(error).__name__
    assert made is None, f"to_schema made {made!r} of a profile"
    assert refusal


@proves("svc.to-schema-single")
@pytest.mark.parametrize("schema", [int, Club], ids=["int", "model"])
def test_what_is_no_schema(schema: Any) -> None:
    """A type that is no schema is refused with the library's own error."""
    refused = False
    try:
        ResultConverter().to_schema(a_club(), schema_type=schema)
    except AdvancedAlchemyError:
        refused = True
    assert refused, "a type that is no schema was taken"


@proves("svc.to-schema-dataclass")
def test_one() -> None:
    """A dataclass is made as the other schemas are."""
    made = ResultConverter().to_schema(a_club(), schema_type=Data)
    assert type(made) is Data, f"to_schema made a {type(made).__name__}"
    assert shown(made) == WHOLE


@proves("svc.to-schema-dataclass")
def test_many() -> None:
    """A list becomes a page of dataclasses."""
    pages = ResultConverter().to_schema([a_club(), a_club("United")], total=9, schema_type=Data)
    assert page_of(pages) == (["Rovers", "United"], 2, 0, 9)
    assert [type(item) for item in pages.items] == [Data, Data]


@proves("svc.to-schema-list")
@pytest.mark.parametrize("kind", [None, "pydantic", "msgspec"])
@pytest.mark.parametrize(
    ("filters", "total", "expected"),
    [
        (None, None, (2, 0, 2)),
        (None, 7, (2, 0, 7)),
        ([], 2, (2, 0, 2)),
        ([LimitOffset(10, 20)], 22, (10, 20, 22)),
        ([SearchFilter("name", "o"), LimitOffset(2, 0), OrderBy("name")], 5, (2, 0, 5)),
        ([OrderBy("name")], 5, (2, 0, 5)),
        ([LimitOffset(2, 4), LimitOffset(9, 9)], 6, (2, 4, 6)),
        ((LimitOffset(5, 5),), 7, (5, 5, 7)),
    ],
    ids=["nothing", "total", "no-filters", "page", "among-others", "others", "two", "tuple"],
)
def test_a_page(kind: str | None, filters: Any, total: int | None, expected: tuple[int, int, int]) -> None:
    """Limit and offset are those of the filter, the total is the one that was given, and the items keep their order."""
    clubs = [a_club("Rovers"), a_club("Athletic")]
    options: Any = {"schema_type": SCHEMAS[kind]} if kind else {}
    pages = ResultConverter().to_schema(clubs, total, filters, **options)
    assert page_of(pages) == (["Rovers", "Athletic"], *expected)
    assert [type(item) for item in pages.items] == [SCHEMAS[kind] if kind else Club] * 2


@proves("svc.to-schema-list")
@pytest.mark.parametrize("kind", [None, "pydantic", "msgspec"])
@pytest.mark.parametrize("total", [None, 0, 4])
def test_an_empty_page(kind: str | None, total: int | None) -> None:
    """No items make a page without items, which keeps limit, offset and total."""
    options: Any = {"schema_type": SCHEMAS[kind]} if kind else {}
    pages = ResultConverter().to_schema([], total, [LimitOffset(3, 6)], **options)
    assert page_of(pages) == ([], 3, 6, total if total is not None else 0)


@proves("svc.to-schema-list")
def test_attrs_page() -> None:
    """A page of attrs objects."""
    pages = ResultConverter().to_schema([a_club(), a_club("United")], 9, [LimitOffset(2, 2)], schema_type=Short)
    assert page_of(pages) == (["Rovers", "United"], 2, 2, 9)
    assert list(pages.items) == [Short("Rovers", 0, False, None), Short("United", 0, False, None)]


@proves("svc.to-schema-list")
def test_a_tuple_of_items() -> None:
    """Any sequence is a page, and not only a list."""
    pages = ResultConverter().to_schema((a_club(), a_club("United")), 2, schema_type=Pydantic)
    assert page_of(pages) == (["Rovers", "United"], 2, 0, 2)


class BadgeModel(BaseModel):
    """A badge, as Pydantic has it."""

    title: str


class ProfileModel(BaseModel):
    """A profile, as Pydantic has it."""

    bio: str


class PlayerModel(BaseModel):
    """A player, as Pydantic has it."""

    name: str
    profile: ProfileModel | None
    badges: list[BadgeModel]


class BadgeStruct(msgspec.Struct):
    """A badge, as msgspec has it."""

    title: str


class ProfileStruct(msgspec.Struct):
    """A profile, as msgspec has it."""

    bio: str


class PlayerStruct(msgspec.Struct):
    """A player, as msgspec has it."""

    name: str
    profile: ProfileStruct | None
    badges: list[BadgeStruct]


@proves("svc.to-schema-single")
@pytest.mark.parametrize("kind", ["pydantic", "msgspec"])
def test_nested_schemas(kind: str) -> None:
    """One related object and a list of them are converted with the schemas within."""
    outer, inner, item = {
        "pydantic": (PlayerModel, ProfileModel, BadgeModel),
        "msgspec": (PlayerStruct, ProfileStruct, BadgeStruct),
    }[kind]
    badges = [PlayerBadge(title="cup"), PlayerBadge(title="league")]
    player = ClubPlayer(id=ID, name="Ada", profile=PlayerProfile(bio="left foot"), badges=badges)
    made: Any = ResultConverter().to_schema(player, schema_type=outer)
    assert (type(made.profile), [type(badge) for badge in made.badges]) == (inner, [item, item])
    assert (made.name, made.profile.bio, [badge.title for badge in made.badges]) == (
        "Ada",
        "left foot",
        ["cup", "league"],
    )
