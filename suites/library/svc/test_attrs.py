"""``to_schema`` with attrs classes, by cattrs where that is installed and by the library itself where it is not."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any
from unittest import mock

import attrs
import pytest
from advanced_alchemy.service import ResultConverter

from assay.checking import proves
from reference_app.library.clubs.models import Club, ClubPlayer, PlayerBadge, PlayerProfile

ID = uuid.UUID("0190b5a0-7c7e-7000-8000-000000000001")
FOUNDED = datetime.date(1905, 1, 2)
CREATED = datetime.datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=datetime.timezone.utc)


class Style(Enum):
    """How a stand is built."""

    BRICK = "brick"
    STEEL = "steel"


@attrs.define
class Special:
    """Types that are not plain."""

    id: uuid.UUID
    created_at: datetime.datetime
    founded: datetime.date | None


@attrs.define
class Plain:
    """Plain types, and one default."""

    name: str
    seats: int
    town: str | None = "nowhere"


@attrs.frozen(kw_only=True)
class Frozen:
    """A class whose objects cannot be changed, and that takes names only."""

    name: str
    seats: int = 7


@attrs.define
class Built:
    """A member of an enumeration."""

    name: str
    style: Style


@attrs.define
class Badge:
    """A badge."""

    title: str


@attrs.define
class Profile:
    """A profile."""

    bio: str


@attrs.define
class Player:
    """A player with one related object and several others."""

    name: str
    profile: Profile | None
    badges: list[Badge]


def a_club(**fields: Any) -> Club:
    """A club as a query would return it."""
    return Club(**{"id": ID, "name": "Rovers", "town": None, "seats": 0, "open": False, **fields})


def a_player(profile: PlayerProfile | None) -> ClubPlayer:
    """A player with two badges."""
    badges = [PlayerBadge(title="cup"), PlayerBadge(title="league")]
    return ClubPlayer(id=ID, name="Ada", profile=profile, badges=badges)


def made_of(data: Any, schema: Any) -> Any:
    """What the conversion makes; a text with the error where it is refused."""
    try:
        return ResultConverter().to_schema(data, schema_type=schema)
    except Exception as error:  # noqa: BLE001 - cattrs has groups of errors of its own
        return f"refused with {type(error).__name__}: {error}"


@contextmanager
def without_cattrs() -> Iterator[None]:
    """The library as it is where cattrs is not installed; it looks once, when it is imported."""
    with mock.patch("advanced_alchemy.service._util.CATTRS_INSTALLED", False):
        yield


CASES: dict[str, tuple[Any, Any, Any]] = {
    "plain": (a_club(), Plain, Plain("Rovers", 0, None)),
    "uuids-and-times": (
        a_club(created_at=CREATED, founded=FOUNDED),
        Special,
        Special(ID, CREATED, FOUNDED),
    ),
    "frozen": (a_club(seats=3), Frozen, Frozen(name="Rovers", seats=3)),
    "dict": ({"name": "Rovers", "seats": 2, "town": "Leith"}, Plain, Plain("Rovers", 2, "Leith")),
}
NESTED: dict[str, tuple[Any, Any, Any]] = {
    "enumeration": (a_club(style="steel"), Built, Built("Rovers", Style.STEEL)),
    "related": (
        a_player(PlayerProfile(bio="left foot")),
        Player,
        Player("Ada", Profile("left foot"), [Badge("cup"), Badge("league")]),
    ),
    "nobody-related": (a_player(None), Player, Player("Ada", None, [Badge("cup"), Badge("league")])),
}


@proves("svc.to-schema-attrs-cattrs")
@pytest.mark.parametrize("case", [*CASES, *NESTED])
def test_with_cattrs(case: str) -> None:
    """Values of all types, nested objects and lists become those that the class names."""
    data, schema, expected = (CASES | NESTED)[case]
    made = made_of(data, schema)
    assert made == expected, f"to_schema: {made}"


@proves("svc.to-schema-attrs-cattrs")
@pytest.mark.parametrize("case", ["plain", "uuids-and-times"])
def test_page_with_cattrs(case: str) -> None:
    """So do the items of a page, in their order."""
    data, schema, expected = CASES[case]
    made = made_of([data, data], schema)
    assert getattr(made, "items", made) == [expected, expected], f"to_schema: {made}"


@proves("svc.to-schema-single", formerly=("library/svc/test_to_schema.py::test_special_types",))
@pytest.mark.parametrize("case", CASES)
def test_without_cattrs(case: str) -> None:
    """Without the package the values are those of the instance, in their types."""
    data, schema, expected = CASES[case]
    with without_cattrs():
        made = made_of(data, schema)
    assert made == expected, f"to_schema: {made}"
