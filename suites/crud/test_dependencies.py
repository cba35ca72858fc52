"""What create_service_dependencies gives to handlers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from advanced_alchemy.extensions.litestar import providers
from litestar.di import Provide

from assay.checking import RunningApp, Target, answer, proves, twin
from suites.conftest import StartApp

PAGINATION = {"pagination_type": "limit_offset"}
DOCUMENTED = {**PAGINATION, "id_filter": UUID, "search": "name", "search_ignore_case": True}


@pytest.fixture
def service_class(target: Target) -> Any:
    """The application's author service, in the target's colour."""
    return twin("reference_app.authors.services", "reference_app", target.is_async).AuthorService


@proves("crud.create-service-dependencies")
@pytest.mark.parametrize(
    ("key", "filters", "expected"),
    [
        (
            "authors_service",
            DOCUMENTED,
            {"authors_service", "filters", "id_filter", "limit_offset_filter", "search_filter"},
        ),
        ("another_name", PAGINATION, {"another_name", "filters", "limit_offset_filter"}),
        ("authors_service", {"id_filter": UUID}, {"authors_service", "filters", "id_filter"}),
        ("authors_service", None, {"authors_service"}),
    ],
    ids=["documented", "another-name", "one-filter", "no-filters"],
)
def test_keys(service_class: Any, key: str, filters: Any, expected: set[str]) -> None:
    """The service under the name that was given, the configured filters, what combines them, and nothing else."""
    made = providers.create_service_dependencies(service_class, key, filters=filters)
    assert set(made) == expected, f"the dependencies are {sorted(made)}, not {sorted(expected)}"
    kinds = {name: type(value).__name__ for name, value in made.items() if not isinstance(value, Provide)}
    assert not kinds, f"these are no dependencies for Litestar: {kinds}"


@proves("crud.create-service-dependencies")
def test_handler_gets_the_service_on_its_session(start_app: StartApp) -> None:
    """A handler receives an AuthorService that works on the session of the same request."""
    probes = start_app(probes="crud")
    shown = answer(probes.get("/probes/crud/sessions"), 200)
    assert shown["is_service"], "the handler was given something else than an AuthorService"
    assert shown["is_request_session"], "the service works on another session than the request's db_session"


@proves("crud.create-service-dependencies")
def test_filters_reach_the_handler(app: RunningApp) -> None:
    """Every configured filter is a query parameter of the list, with the effect of its name."""
    ids = [answer(app.post("/authors", {"name": name}), 201)["id"] for name in ("Agatha", "AGATHE", "Mary")]
    cases: dict[str, tuple[dict[str, Any], int]] = {
        "ids": ({"ids": ids[:2]}, 2),
        "searchString": ({"searchString": "agath"}, 2),
        "pageSize": ({"pageSize": 1}, 1),
        "currentPage": ({"pageSize": 2, "currentPage": 2}, 1),
    }
    for name, (params, count) in cases.items():
        listed = answer(app.get("/authors", **params), 200)["items"]
        assert len(listed) == count, f"{name}: {params} lists {len(listed)} of three authors, not {count}"
