"""The list of filters that a handler receives."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from assay.apps import RunningApp
from assay.checks import answer, proves
from suites.conftest import StartApp
from suites.filters.openapi import query_parameters

ID = str(uuid.UUID(int=7))


@pytest.fixture
def probe_app(start_app: StartApp) -> RunningApp:
    """The guide's application with a handler that shows its filters."""
    return start_app(probes="filters")


@proves("filters.dependency-skip-validation")
def test_members(probe_app: RunningApp) -> None:
    """Limit and offset, the ids and the search arrive as the library's own filters, with the client's values."""
    response = probe_app.get("/shown-filters", ids=[ID], searchString="ag", pageSize=5, currentPage=3)
    shown = {member.pop("type"): member for member in answer(response, 200)}
    assert set(shown) == {"LimitOffset", "CollectionFilter", "SearchFilter"}
    assert shown["LimitOffset"] == {"limit": 5, "offset": 10}
    assert shown["CollectionFilter"] == {"field_name": "id", "values": [ID]}
    expected = {"field_name": "name", "value": "ag", "ignore_case": True}
    assert shown["SearchFilter"] == expected


@proves("filters.dependency-skip-validation")
def test_defaults(probe_app: RunningApp) -> None:
    """Without parameters there is a page, and nothing that narrows it."""
    shown: dict[str, dict[str, Any]] = {
        member.pop("type"): member for member in answer(probe_app.get("/shown-filters"), 200)
    }
    assert shown["LimitOffset"] == {"limit": 20, "offset": 0}
    assert "SearchFilter" not in shown, f"a search without a text: {shown['SearchFilter']}"
    assert shown.get("CollectionFilter", {}).get("values") is None


@proves("filters.dependency-skip-validation")
def test_filters_is_no_query_parameter(app: RunningApp) -> None:
    """The list itself is not something that the API's description asks clients for."""
    for path in ("/authors", "/books"):
        shown = query_parameters(app, path)
        assert shown, f"{path} has no query parameters at all"
        assert "filters" not in shown, f"{path} documents a query parameter called filters"


@proves("filters.dependency-skip-validation")
def test_filters_in_the_query_are_ignored(probe_app: RunningApp) -> None:
    """A client cannot send the list."""
    shown = answer(probe_app.get("/shown-filters", filters="x"), 200)
    assert "LimitOffset" in {member["type"] for member in shown}
