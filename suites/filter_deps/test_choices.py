"""boolean_fields and choice_fields."""

from __future__ import annotations

import enum
from typing import Any

import pytest

from assay.checking import Reader, RunningApp, answer, proves
from suites.filter_deps.conftest import Serve
from suites.filter_deps.shown import refusal
from suites.filter_deps.tasks import TASKS, expect, listed, seed

BOOLEANS: dict[str, dict[str, Any]] = {
    "/list": {"config": {"boolean_fields": ["done", "urgent"]}},
    "/set": {"config": {"boolean_fields": {"done", "urgent"}}},
    "/one": {"config": {"boolean_fields": "done"}},
}


class Place(str, enum.Enum):
    """Texts, with a mixed-in type as in the documentation's example."""

    HOME = "home"
    WORK = "work"


class Mark(enum.Enum):
    """Texts, without one."""

    RED = "red"
    BLUE = "blue"


class Weight(enum.Enum):
    """Numbers, without one."""

    LIGHT = 1
    MIDDLE = 2


def _choices() -> dict[str, dict[str, Any]]:
    from advanced_alchemy.extensions.litestar.providers import ChoiceField, FieldNameType

    from reference_app.filtered.models import Level, Stage

    several: Any = [
        ChoiceField("place", ["home", "work"]),
        ("points", [3, 5]),
        ("first_tag", ("red", "blue", "")),
        ("stage", Stage),
        FieldNameType("level", Level),
        "last_tag",
    ]
    return {
        "/several": {"config": {"choice_fields": several}},
        "/tuple": {"config": {"choice_fields": tuple(several)}},
        "/one-field": {"config": {"choice_fields": ChoiceField("place", ["home", "work"])}},
        "/one-pair": {"config": {"choice_fields": ("place", ["home", "work"])}},
        "/one-type": {"config": {"choice_fields": FieldNameType("stage", Stage)}},
        "/one-pair-of-a-type": {"config": {"choice_fields": ("stage", Stage)}},
        "/one-name": {"config": {"choice_fields": "place"}},
        "/set": {"config": {"choice_fields": {ChoiceField("place", ["home"]), ("stage", Stage), "last_tag"}}},
        "/texts": {"config": {"choice_fields": [("place", Place)]}},
        "/plain-texts": {"config": {"choice_fields": [("first_tag", Mark)]}},
        "/plain-numbers": {"config": {"choice_fields": [("level", Weight)]}},
        "/truths": {"config": {"choice_fields": [("done", [True])]}},
    }


@pytest.fixture
def booleans(serve: Serve) -> RunningApp:
    """Listings with boolean fields."""
    return serve("booleans", BOOLEANS)


@pytest.fixture
def choices(serve: Serve) -> RunningApp:
    """Listings with choices."""
    return serve("choices", _choices())


@proves("filter-deps.boolean-fields")
@pytest.mark.parametrize("path", ["/list", "/set"])
def test_two_booleans(booleans: RunningApp, reader: Reader, path: str) -> None:
    """Each filters its own column; NULL is neither true nor false."""
    seed(reader)
    expect(booleans, path, lambda _: True)
    expect(booleans, path, lambda t: t.done, done="true")
    expect(booleans, path, lambda t: not t.done, done="false")
    expect(booleans, path, lambda t: t.urgent is True, urgent="true")
    expect(booleans, path, lambda t: t.urgent is False, urgent="false")
    expect(booleans, path, lambda t: t.done and t.urgent is False, done="true", urgent="false")
    expect(booleans, path, lambda t: not t.done and t.urgent is True, done="false", urgent="true")
    expect(booleans, path, lambda _: True)


@proves("filter-deps.boolean-fields")
def test_one_boolean(booleans: RunningApp, reader: Reader) -> None:
    """A single name; the other column has no parameter."""
    seed(reader)
    expect(booleans, "/one", lambda t: t.done, done="true")
    expect(booleans, "/one", lambda t: not t.done, done="false", urgent="true")
    expect(booleans, "/one", lambda _: True, urgent="true")


@proves("filter-deps.boolean-fields")
@pytest.mark.parametrize(("sent", "expected"), [("1", True), ("0", False), ("True", True), ("False", False)])
def test_spellings(booleans: RunningApp, reader: Reader, sent: str, expected: bool) -> None:
    """As of every boolean parameter of the framework."""
    seed(reader)
    expect(booleans, "/list", lambda t: t.done is expected, done=sent)


@proves("filter-deps.boolean-fields")
@pytest.mark.parametrize("sent", ["", "perhaps", "2"], ids=["empty", "word", "two"])
def test_what_is_no_boolean(booleans: RunningApp, reader: Reader, sent: str) -> None:
    """400."""
    seed(reader)
    answer(booleans.get("/list", done=sent), 400)


@proves("filter-deps.choice-fields")
@pytest.mark.parametrize("path", ["/several", "/tuple"])
def test_each_kind_of_choices(choices: RunningApp, reader: Reader, path: str) -> None:
    """A ChoiceField, pairs of a name and values or a type, a FieldNameType and a name: each filters its own column."""
    seed(reader)
    expect(choices, path, lambda _: True)
    expect(choices, path, lambda t: t.place == "home", place="home")
    expect(choices, path, lambda t: t.place in ("home", "work"), place=["work", "home"])
    expect(choices, path, lambda t: t.points == 3, points=3)
    expect(choices, path, lambda t: t.points in (3, 5), points=[3, 5])
    expect(choices, path, lambda t: t.first_tag == "blue", firstTag="blue")
    expect(choices, path, lambda t: t.first_tag == "", firstTag="")
    expect(choices, path, lambda t: t.stage == "OPEN", stage="open")
    expect(choices, path, lambda t: t.stage in ("OPEN", "FINISHED"), stage=["open", "finished"])
    expect(choices, path, lambda t: t.level == 2, level=2)
    expect(choices, path, lambda t: t.last_tag in ("green", "red"), lastTag=["green", "red"])
    expect(choices, path, lambda _: True)


@proves("filter-deps.choice-fields")
def test_several_at_once(choices: RunningApp, reader: Reader) -> None:
    """All of them have to hold, and each keeps its own values."""
    seed(reader)
    expect(choices, "/several", lambda t: t.place == "work" and t.stage == "STARTED", place="work", stage="started")
    expect(choices, "/several", lambda t: t.place == "home" and t.points == 3, place="home", points=3)
    expect(choices, "/several", lambda t: t.level == 2 and t.last_tag == "green", level=2, lastTag="green")
    expect(choices, "/several", lambda t: t.level == 1 and t.first_tag == "blue", level=1, firstTag="blue")


ONE: dict[str, tuple[str, str, list[str]]] = {
    "/one-field": ("place", "home", ["apple", "dates"]),
    "/one-pair": ("place", "home", ["apple", "dates"]),
    "/one-type": ("stage", "started", ["cheese", "eggs"]),
    "/one-pair-of-a-type": ("stage", "started", ["cheese", "eggs"]),
    "/one-name": ("place", "sea", ["cheese"]),
    "/set": ("stage", "open", ["apple", "bread"]),
    "/texts": ("place", "work", ["bread", "eggs"]),
    "/plain-texts": ("firstTag", "blue", ["cheese", "dates"]),
    "/plain-numbers": ("level", "2", ["bread", "eggs"]),
    "/truths": ("done", "true", ["apple", "cheese"]),
}


@proves("filter-deps.choice-fields")
@pytest.mark.parametrize("path", ONE)
def test_one_field(choices: RunningApp, reader: Reader, path: str) -> None:
    """One field, in each way to write it."""
    seed(reader)
    name, value, expected = ONE[path]
    found = sorted(listed(choices, path, **{name: value}))
    assert found == expected, f"{path}?{name}={value} shows {found}, not {expected}"
    assert len(listed(choices, path)) == len(TASKS)


@proves("filter-deps.choice-fields")
@pytest.mark.parametrize(
    ("name", "value"),
    [("place", "sea"), ("place", ""), ("place", "HOME"), ("points", "8"), ("points", "three"), ("firstTag", "green"),
     ("stage", "OPEN"), ("stage", ""), ("stage", "lost"), ("level", "9"), ("level", "LIGHT")],
)  # fmt: skip
def test_what_is_no_choice(choices: RunningApp, reader: Reader, name: str, value: str) -> None:
    """400, also beside one that is."""
    seed(reader)
    answer(choices.get("/several", **{name: value}), 400)
    known = {"place": "home", "points": "3", "firstTag": "red", "stage": "open", "level": "1"}[name]
    answer(choices.get("/several", **{name: [known, value]}), 400)


@proves("filter-deps.choice-fields")
def test_no_choices() -> None:
    """A field without any choice is refused when the dependencies are made."""
    from advanced_alchemy.extensions.litestar.providers import ChoiceField

    nothings: list[Any] = [("place", []), ChoiceField("place", [])]
    for nothing in nothings:
        assert refusal({"choice_fields": [nothing]}) == "ValueError", f"{nothing} is accepted"
