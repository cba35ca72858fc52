"""Filters that came later: they choose the same rows in memory as on the database."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy import filters
from advanced_alchemy.filters import OrderBy, SearchFilter

from assay.checking import proves
from reference_app.library.database import Database
from reference_app.library.memory.models import Member
from suites.library.memory_repo.test_filters import PEOPLE, chosen, ordered
from suites.library.memory_repo.twins import many, names, same

MODELS = (Member,)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("NullFilter", ["Chinua"]), ("NotNullFilter", ["Agatha", "Boris", "Doris"])],
)
@proves("memory-repo.null-filters")
async def test_null(database: Database, name: str, expected: list[str]) -> None:
    """Those whose town is NULL, and those whose town is not."""
    await chosen(database, expected, getattr(filters, name)("town"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(True, ["Agatha", "Chinua"], id="true"),
        pytest.param(False, ["Boris"], id="false"),
        pytest.param(None, ["Agatha", "Boris", "Chinua"], id="none"),
    ],
)
@proves("memory-repo.boolean-and-choices")
async def test_boolean(database: Database, value: bool | None, expected: list[str]) -> None:
    """Those who are active, those who are not, and all where it is not asked."""

    async def scenario(repository: Any) -> list[str]:
        _, boris, _ = await repository.add_many([Member(name=name, visits=1) for name in ("Agatha", "Boris", "Chinua")])
        await repository.update(Member(id=boris.id, active=False))
        return sorted(names(await many(repository)(filters.BooleanFilter("active", value))))

    await same(database, scenario, expected)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(["Oslo", "Bern"], ["Agatha", "Doris"], id="some"),
        pytest.param(["Rome"], [], id="nobody"),
        pytest.param(None, sorted(PEOPLE), id="none"),
    ],
)
@proves("memory-repo.boolean-and-choices")
async def test_choices(database: Database, values: list[str] | None, expected: list[str]) -> None:
    """Those whose town is one of the choices, and all where none is given."""
    await chosen(database, expected, filters.ChoicesFilter("town", values))


@pytest.mark.parametrize(
    ("direction", "nulls", "expected"),
    [
        ("asc", "first", ["Chinua", "Doris", "Agatha", "Boris"]),
        ("asc", "last", ["Doris", "Agatha", "Boris", "Chinua"]),
        ("desc", "first", ["Chinua", "Boris", "Agatha", "Doris"]),
        ("desc", "last", ["Boris", "Agatha", "Doris", "Chinua"]),
    ],
)
@proves("memory-repo.nulls-and-wildcards")
async def test_place_of_null(database: Database, direction: Any, nulls: Any, expected: list[str]) -> None:
    """NULL comes first or last, in either direction."""
    await ordered(database, expected, OrderBy("town", direction, nulls=nulls))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("0%", ["10% off"], id="percent"),
        pytest.param("a_b", ["a_b"], id="underscore"),
        pytest.param("a.b", [], id="dot"),
        pytest.param("\\", ["back\\slash"], id="backslash"),
    ],
)
@proves("memory-repo.nulls-and-wildcards")
async def test_search_text_without_wildcards(database: Database, text: str, expected: list[str]) -> None:
    """With ``escape_wildcards`` the text is what is looked for."""

    async def scenario(repository: Any) -> list[str]:
        await repository.add_many([Member(name=name) for name in ("10% off", "100 off", "a_b", "axb", "back\\slash")])
        return names(await many(repository)(SearchFilter("name", text, False, escape_wildcards=True)))

    await same(database, scenario, expected)
