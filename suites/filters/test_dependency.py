"""The list of filters that a handler receives."""

from __future__ import annotations

import uuid

import pytest

from assay.checking import RunningApp, answer, proves
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
    members = answer(response, 200)
    assert sorted(member["type"] for member in members) == ["CollectionFilter", "LimitOffset", "SearchFilter"]
    shown = {member.pop("type"): member for member in members}
    assert shown["LimitOffset"] == {"limit": 5, "offset": 10}
    assert shown["CollectionFilter"] == {"field_name": "id", "values": [ID]}
    expected = {"field_name": "name", "value": "ag", "ignore_case": True}
    assert shown["SearchFilter"] == expected


@proves("filters.dependency-skip-validation")
def test_defaults(probe_app: RunningApp) -> None:
    """Without parameters there is a page, and nothing that narrows it."""
    members = answer(probe_app.get("/shown-filters"), 200)
    # a filter of ids without ids lets all through
    narrowing = [m for m in members if (m["type"], m.get("values")) != ("CollectionFilter", None)]
    assert narrowing == [{"type": "LimitOffset", "limit": 20, "offset": 0}], f"the handler receives {members}"


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
    without = answer(probe_app.get("/shown-filters"), 200)
    assert shown == without, f"with a list of the client's the handler receives {shown}, without {without}"
