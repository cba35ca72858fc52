"""Any two kinds of filters in one configuration."""

from __future__ import annotations

import datetime
import itertools
import uuid
from typing import Any, NamedTuple

import pytest

from assay.checking import Reader, RunningApp, proves
from suites.filter_deps.conftest import Serve
from suites.filter_deps.tasks import TASKS, Matches, day, expect, seed


class Kind(NamedTuple):
    """A piece of a configuration, a request for it, and which tasks it lets pass."""

    option: str
    value: Any
    sent: dict[str, Any]
    matches: Matches


def _kinds() -> dict[str, Kind]:
    from advanced_alchemy.extensions.litestar.providers import FieldNameType

    due = datetime.date(2025, 1, 1)
    wanted = TASKS[0], TASKS[2], TASKS[4]
    return {
        "ids": Kind("id_filter", uuid.UUID, {"ids": [str(t.id) for t in wanted]}, lambda t: t in wanted),
        "created": Kind("created_at", True, {"createdBefore": day(4).isoformat()}, lambda t: t.created < 4),
        "updated": Kind("updated_at", True, {"updatedBefore": day(24).isoformat()}, lambda t: t.updated < 24),
        "search": Kind("search", "title", {"searchString": "e"}, lambda t: "e" in t.title),
        "text-in": Kind("in_fields", ["first_tag"], {"firstTagIn": ["red", ""]}, lambda t: t.first_tag in ("red", "")),
        "text-not-in": Kind("not_in_fields", ["last_tag"], {"lastTagNotIn": "blue"}, lambda t: t.last_tag != "blue"),
        "number-in": Kind(
            "in_fields", [FieldNameType("points", int)], {"pointsIn": [3, 5]}, lambda t: t.points in (3, 5)
        ),
        "number-not-in": Kind(
            "not_in_fields", [FieldNameType("level", int)], {"levelNotIn": 2}, lambda t: t.level != 2
        ),
        "date-in": Kind(
            "in_fields", [FieldNameType("due", datetime.date)], {"dueIn": due.isoformat()}, lambda t: t.due == due
        ),
        "truth-in": Kind("in_fields", [FieldNameType("done", bool)], {"doneIn": "true"}, lambda t: t.done),
        "pages": Kind("pagination_type", "limit_offset", {"pageSize": 100}, lambda _: True),
        "order": Kind("sort_field", "place", {"sortOrder": "asc"}, lambda _: True),
    }


def _newer_kinds() -> dict[str, Kind]:
    return {
        "boolean": Kind("boolean_fields", ["done"], {"done": "false"}, lambda t: not t.done),
        "other-boolean": Kind("boolean_fields", ["urgent"], {"urgent": "true"}, lambda t: t.urgent is True),
        "choice": Kind("choice_fields", [("place", ["home", "work"])], {"place": "home"}, lambda t: t.place == "home"),
        "other-choice": Kind("choice_fields", [("level", [1, 2])], {"level": 2}, lambda t: t.level == 2),
    }


NAMES = [
    "ids", "created", "updated", "search", "text-in", "text-not-in", "number-in", "number-not-in", "date-in",
    "truth-in", "pages", "order",
]  # fmt: skip
NEWER_NAMES = ["boolean", "other-boolean", "choice", "other-choice"]
PAIRS = list(itertools.combinations(NAMES, 2))
NEWER_PAIRS = [*itertools.product(NAMES, NEWER_NAMES), *itertools.combinations(NEWER_NAMES, 2)]


def _together(*kinds: Kind) -> dict[str, Any]:
    """The configuration of all of them."""
    config: dict[str, Any] = {}
    for kind in kinds:
        known = config.get(kind.option)
        config[kind.option] = [*known, *kind.value] if isinstance(known, list) else kind.value
    return config


def _listings(pairs: list[tuple[str, str]], kinds: dict[str, Kind]) -> dict[str, dict[str, Any]]:
    listings: dict[str, dict[str, Any]] = {f"/{a}/{b}": {"config": _together(kinds[a], kinds[b])} for a, b in pairs}
    # without the second of the times, with which the first one is mixed up: that is a pair of its own
    all_but_one = [kind for name, kind in kinds.items() if name != "updated"]
    return {**listings, "/everything": {"config": _together(*all_but_one)}}


@pytest.fixture
def app(serve: Serve) -> RunningApp:
    """A listing for each pair of kinds."""
    return serve("combined", _listings(PAIRS, _kinds()))


@pytest.fixture
def newer_app(serve: Serve) -> RunningApp:
    """A listing for each pair with one of the newer kinds."""
    return serve("combined-newer", _listings(NEWER_PAIRS, {**_kinds(), **_newer_kinds()}))


def _each_and_both(app: RunningApp, path: str, first: Kind, second: Kind) -> None:
    __tracebackhide__ = True
    expect(app, path, first.matches, **first.sent)
    expect(app, path, second.matches, **second.sent)
    expect(app, path, lambda t: first.matches(t) and second.matches(t), **first.sent, **second.sent)
    expect(app, path, lambda _: True)


@proves("filter-deps.combined")
@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_two_kinds(app: RunningApp, reader: Reader, first: str, second: str) -> None:
    """Each filters by its own column when it is sent alone, both when both are, and none when none is."""
    seed(reader)
    kinds = _kinds()
    _each_and_both(app, f"/{first}/{second}", kinds[first], kinds[second])


@proves("filter-deps.combined")
@pytest.mark.parametrize("name", [name for name in NAMES if name != "updated"])
def test_one_of_all(app: RunningApp, reader: Reader, name: str) -> None:
    """With everything configured one that is sent alone filters by its own column."""
    seed(reader)
    kind = _kinds()[name]
    expect(app, "/everything", kind.matches, **kind.sent)


@proves("filter-deps.combined-newer")
@pytest.mark.parametrize(("first", "second"), NEWER_PAIRS)
def test_two_kinds_with_a_newer_one(newer_app: RunningApp, reader: Reader, first: str, second: str) -> None:
    """The same with fields of truths and choices."""
    seed(reader)
    kinds = {**_kinds(), **_newer_kinds()}
    _each_and_both(newer_app, f"/{first}/{second}", kinds[first], kinds[second])


@proves("filter-deps.combined-newer")
@pytest.mark.parametrize("name", [name for name in [*NAMES, *NEWER_NAMES] if name != "updated"])
def test_one_of_all_with_newer_ones(newer_app: RunningApp, reader: Reader, name: str) -> None:
    """With everything configured one that is sent alone filters by its own column."""
    seed(reader)
    kind = {**_kinds(), **_newer_kinds()}[name]
    expect(newer_app, "/everything", kind.matches, **kind.sent)
