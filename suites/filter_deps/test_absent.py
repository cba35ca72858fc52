"""Parameters that are left out, sent empty, or misspelt."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from assay.checking import Reader, RunningApp, answer, proves
from suites.filter_deps.conftest import Serve
from suites.filter_deps.tasks import TITLES, listed, seed


def _listings() -> dict[str, dict[str, Any]]:
    from advanced_alchemy.extensions.litestar.providers import FieldNameType

    everything: dict[str, Any] = {
        "id_filter": UUID,
        "created_at": True,
        "pagination_type": "limit_offset",
        "search": ["title", "summary"],
        "sort_field": "title",
        "sort_order": "asc",
        "in_fields": ["first_tag", FieldNameType("points", int)],
        "not_in_fields": ["first_tag", FieldNameType("points", int)],
    }
    # the second of the times, with which the first one is mixed up, is alone
    alone: dict[str, Any] = {**everything, "updated_at": True}
    single = {f"/{option}": {"config": {option: value}} for option, value in alone.items() if option != "sort_order"}
    return {"/everything": {"config": everything}, **single}


@pytest.fixture
def app(serve: Serve) -> RunningApp:
    """A listing with everything, and one for each option."""
    return serve("absent", _listings())


@proves("filter-deps.absent-is-no-filter")
def test_nothing_is_sent(app: RunningApp, reader: Reader) -> None:
    """All rows, with everything configured and with each option alone."""
    seed(reader)
    assert listed(app, "/everything") == TITLES
    for path in _listings():
        assert sorted(listed(app, path)) == TITLES, f"{path} without parameters"


@proves("filter-deps.absent-is-no-filter")
def test_on_an_empty_table(app: RunningApp) -> None:
    """Nothing, and no error."""
    for path in _listings():
        assert listed(app, path) == []


@proves("filter-deps.absent-is-no-filter")
def test_nothing_is_remembered(app: RunningApp, reader: Reader) -> None:
    """What one request asked for narrows no later one."""
    seed(reader)
    narrow = {"searchString": "bread", "firstTagIn": "blue", "pointsNotIn": 8, "pageSize": 1, "sortOrder": "desc"}
    assert listed(app, "/everything", **narrow) == ["dates"]
    assert listed(app, "/everything") == TITLES


@proves("filter-deps.absent-is-no-filter")
@pytest.mark.parametrize(
    "name", ["Ids", "id", "first_tag_in", "firsttagin", "pointsin", "search", "createdbefore", "limit"]
)
def test_misspelt_name(app: RunningApp, reader: Reader, name: str) -> None:
    """An unknown parameter is none."""
    seed(reader)
    assert listed(app, "/everything", **{name: "x"}) == TITLES


EMPTY: dict[str, int] = {
    "ids": 400,
    "createdBefore": 400,
    "createdAfter": 400,
    "updatedBefore": 400,
    "updatedAfter": 400,
    "currentPage": 400,
    "pageSize": 400,
    "searchString": 200,
    "searchIgnoreCase": 400,
    "orderBy": 400,
    "sortOrder": 400,
    "pointsIn": 400,
    "pointsNotIn": 400,
}
"""What is answered to an empty value: 400 where none of the type is empty, and 200 where the empty text finds all."""


@proves("filter-deps.absent-is-no-filter")
@pytest.mark.parametrize("name", EMPTY)
def test_empty_value(app: RunningApp, reader: Reader, name: str) -> None:
    """It has one meaning: none of its type."""
    seed(reader)
    answer(app.get("/updated_at" if name.startswith("updated") else "/everything", **{name: ""}), EMPTY[name])


@proves("filter-deps.absent-is-no-filter")
def test_empty_search(app: RunningApp, reader: Reader) -> None:
    """Every title contains the empty text, so that all rows are found."""
    seed(reader)
    assert listed(app, "/everything", searchString="") == TITLES
    assert sorted(listed(app, "/search", searchString="")) == TITLES
