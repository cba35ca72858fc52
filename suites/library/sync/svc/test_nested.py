# Generated from suites/library/svc/test_nested.py by `python -m tools.twin`; do not edit.
"""Related rows in the input of ``create``, ``create_many`` and ``update``."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

import attrs
import msgspec
import pytest
from pydantic import BaseModel

from assay.checking import Reader, proves
from reference_app.library.clubs.models import ClubPlayer, PlayerBadge, PlayerProfile
from reference_app.sync.library.clubs.services import PlayerService
from reference_app.sync.library.database import Database
from suites.library.svc.schemas import LONG_AGO

MODELS = (ClubPlayer, PlayerProfile, PlayerBadge)


def families(reader: Reader) -> dict[str, tuple[str | None, list[tuple[str, int]]]]:
    """Of each player by name: the profile's words, and the badges' titles and ranks."""
    players = {row["id"]: row["name"] for row in reader.rows("library_player")}
    words: dict[str, str | None] = dict.fromkeys(players.values())
    badges: dict[str, list[tuple[str, int]]] = {name: [] for name in players.values()}
    for row in reader.rows("library_player_profile"):
        words[players[row["player_id"]]] = row["bio"]
    for row in reader.rows("library_player_badge"):
        badges[players[row["player_id"]]].append((row["title"], row["rank"]))
    return {name: (words[name], sorted(badges[name])) for name in players.values()}


@proves("svc.nested-dicts")
def test_one_and_many(database: Database, reader: Reader) -> None:
    """A dict makes the one related row, a list of dicts the many; each with its own values and defaults."""
    sent: dict[str, Any] = {
        "name": "Ada",
        "profile": {"bio": "left foot", "unknown": 1},
        "badges": [{"title": "cup", "rank": 3}, {"title": "league"}],
    }
    with database.session() as session:
        player = PlayerService(session=session).create(sent)
        session.commit()
        assert player.profile is not None
        shown = player.profile.bio, sorted(badge.title for badge in player.badges)
    assert shown == ("left foot", ["cup", "league"])
    assert families(reader) == {"Ada": ("left foot", [("cup", 3), ("league", 1)])}


@proves("svc.nested-dicts")
@pytest.mark.parametrize(
    "sent",
    [{"name": "Ada"}, {"name": "Ada", "profile": None}, {"name": "Ada", "badges": []}],
    ids=["left-out", "null", "empty"],
)
def test_no_related_rows(database: Database, reader: Reader, sent: dict[str, Any]) -> None:
    """What is left out, None or empty makes no row."""
    with database.session() as session:
        PlayerService(session=session).create(sent)
        session.commit()
    assert families(reader) == {"Ada": (None, [])}


@proves("svc.nested-dicts")
def test_instances_and_dicts(database: Database, reader: Reader) -> None:
    """Instances may stand where dicts do, in one list too."""
    with database.session() as session:
        sent: dict[str, Any] = {
            "name": "Ada",
            "profile": PlayerProfile(bio="left foot"),
            "badges": [{"title": "cup"}, PlayerBadge(title="league", rank=4)],
        }
        PlayerService(session=session).create(sent)
        session.commit()
    assert families(reader) == {"Ada": ("left foot", [("cup", 1), ("league", 4)])}


@proves("svc.nested-dicts")
def test_the_dict_is_as_it_was(database: Database, reader: Reader) -> None:
    """The nested dicts of the caller are not changed: the same input makes a second, equal player."""
    sent: dict[str, Any] = {"name": "Ada", "profile": {"bio": "left foot"}, "badges": [{"title": "cup"}]}
    with database.session() as session:
        players = PlayerService(session=session)
        players.create(sent)
        players.create({**sent, "name": "Grace"})
        session.commit()
    assert sent == {"name": "Ada", "profile": {"bio": "left foot"}, "badges": [{"title": "cup"}]}
    assert families(reader) == {name: ("left foot", [("cup", 1)]) for name in ("Ada", "Grace")}


@proves("svc.nested-dicts")
def test_in_create_many(database: Database, reader: Reader) -> None:
    """Each item of create_many has its own related rows."""
    sent: list[dict[str, Any]] = [
        {"name": "Ada", "profile": {"bio": "left foot"}, "badges": [{"title": "cup"}]},
        {"name": "Grace"},
        {"name": "Mary", "badges": [{"title": "league"}, {"title": "cup", "rank": 2}]},
    ]
    with database.session() as session:
        PlayerService(session=session).create_many(sent)
        session.commit()
    assert families(reader) == {
        "Ada": ("left foot", [("cup", 1)]),
        "Grace": (None, []),
        "Mary": (None, [("cup", 2), ("league", 1)]),
    }


class ProfileModel(BaseModel):
    """A profile, as Pydantic has it."""

    bio: str


class BadgeModel(BaseModel):
    """A badge, as Pydantic has it."""

    title: str


class PlayerModel(BaseModel):
    """A player, as Pydantic has it."""

    name: str
    profile: ProfileModel | None = None
    badges: list[BadgeModel] = []


class ProfileStruct(msgspec.Struct):
    """A profile, as msgspec has it."""

    bio: str


class BadgeStruct(msgspec.Struct):
    """A badge, as msgspec has it."""

    title: str


class PlayerStruct(msgspec.Struct):
    """A player, as msgspec has it."""

    name: str
    profile: ProfileStruct | None = None
    badges: list[BadgeStruct] = []


@attrs.define
class ProfileAttrs:
    """A profile, as attrs has it."""

    bio: str


@attrs.define
class BadgeAttrs:
    """A badge, as attrs has it."""

    title: str


@attrs.define
class PlayerAttrs:
    """A player, as attrs has it."""

    name: str
    profile: ProfileAttrs | None = None
    badges: list[BadgeAttrs] = attrs.Factory(list)


@dataclass
class ProfileData:
    """A profile, as a dataclass has it."""

    bio: str


@dataclass
class BadgeData:
    """A badge, as a dataclass has it."""

    title: str


@dataclass
class PlayerData:
    """A player, as a dataclass has it."""

    name: str
    profile: ProfileData | None = None
    badges: list[BadgeData] = field(default_factory=list)


SCHEMAS: dict[str, tuple[Any, Any, Any]] = {
    "pydantic": (PlayerModel, ProfileModel, BadgeModel),
    "msgspec": (PlayerStruct, ProfileStruct, BadgeStruct),
    "attrs": (PlayerAttrs, ProfileAttrs, BadgeAttrs),
    "dataclass": (PlayerData, ProfileData, BadgeData),
}


@proves("svc.nested-dicts")
@pytest.mark.parametrize("kind", list(SCHEMAS))
@pytest.mark.parametrize("part", ["one", "many"])
def test_nested_schemas(database: Database, reader: Reader, kind: str, part: str) -> None:
    """A schema with a schema in it, or a list of them, makes the related rows as a dict does."""
    player, profile, badge = SCHEMAS[kind]
    refusal = ""
    with database.session() as session:
        if part == "one":
            sent = player(name="Ada", profile=profile(bio="left foot"))
        else:
            sent = player(name="Ada", badges=[badge(title="cup"), badge(title="league")])
        try:
            PlayerService(session=session).create(sent)
            session.commit()
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing was made
            refusal = f"{type(error).__name__}: {error}"
            session.rollback()
    assert not refusal, f"the input was refused with {refusal}"
    expected = ("left foot", []) if part == "one" else (None, [("cup", 1), ("league", 1)])
    assert families(reader) == {"Ada": expected}


def two_players(reader: Reader) -> tuple[uuid.UUID, uuid.UUID]:
    """Ada with a profile and two badges, and Grace with one of each: the ids of Ada and of her first badge."""
    ids, times = {}, {"created_at": LONG_AGO, "updated_at": LONG_AGO}
    for name, titles in (("Ada", ("cup", "league")), ("Grace", ("cup",))):
        ids[name] = uuid.uuid4()
        reader.insert("library_player", {"id": ids[name], "name": name, "squad": "first", **times})
        profile = {"id": uuid.uuid4(), "bio": f"of {name}", "player_id": ids[name], **times}
        reader.insert("library_player_profile", profile)
        for title in titles:
            ids[f"{name} {title}"] = uuid.uuid4()
            badge = {"id": ids[f"{name} {title}"], "title": title, "rank": 2, "player_id": ids[name], **times}
            reader.insert("library_player_badge", badge)
    return ids["Ada"], ids["Ada cup"]


UPDATES: dict[str, tuple[dict[str, Any], tuple[str | None, list[tuple[str, int]]]]] = {
    "another-profile": ({"profile": {"bio": "both feet"}}, ("both feet", [("cup", 2), ("league", 2)])),
    "no-profile": ({"profile": None}, (None, [("cup", 2), ("league", 2)])),
    "other-badges": ({"badges": [{"title": "shield"}]}, ("of Ada", [("shield", 1)])),
    "no-badges": ({"badges": []}, ("of Ada", [])),
    "neither": ({"squad": "second"}, ("of Ada", [("cup", 2), ("league", 2)])),
}


@proves("svc.nested-update")
@pytest.mark.parametrize("form", list(UPDATES))
def test_related_rows_are_those_of_the_input(database: Database, reader: Reader, form: str) -> None:
    """The related rows become those of the input; those of another player are left alone."""
    ada, _ = two_players(reader)
    data, expected = UPDATES[form]
    with database.session() as session:
        PlayerService(session=session).update(dict(data), item_id=ada)
        session.commit()
    assert families(reader) == {"Ada": expected, "Grace": ("of Grace", [("cup", 2)])}


@proves("svc.nested-update")
@pytest.mark.parametrize("form", list(UPDATES))
def test_related_rows_by_the_id_in_the_data(database: Database, reader: Reader, form: str) -> None:
    """As with item_id, if the data carries the id."""
    ada, _ = two_players(reader)
    data, expected = UPDATES[form]
    with database.session() as session:
        PlayerService(session=session).update({"id": ada, **data})
        session.commit()
    assert families(reader) == {"Ada": expected, "Grace": ("of Grace", [("cup", 2)])}


@proves("svc.nested-update")
def test_a_related_row_that_is_known(database: Database, reader: Reader) -> None:
    """A nested dict with the id of a related row changes this row and keeps it."""
    ada, cup = two_players(reader)
    refusal = ""
    with database.session() as session:
        players = PlayerService(session=session)
        try:
            players.update({"badges": [{"id": cup, "title": "cup of 1901"}, {"title": "shield"}]}, item_id=ada)
            session.commit()
        except Exception as error:  # noqa: BLE001 - whatever it is, the update was not done
            refusal = f"{type(error).__name__}: {error}"
            session.rollback()
    assert not refusal, f"the update was refused with {refusal}"
    assert families(reader)["Grace"] == ("of Grace", [("cup", 2)])
    badges = {row["title"]: row for row in reader.rows("library_player_badge", player_id=ada)}
    assert set(badges) == {"cup of 1901", "shield"}
    assert badges["cup of 1901"]["id"] == cup, "the badge is another row now"
    assert badges["cup of 1901"]["rank"] == 2, "a value of the badge that was not sent was written"
