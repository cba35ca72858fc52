# Generated from suites/library/memory_repo/test_filters.py by `python -m tools.twin`; do not edit.
"""Filters choose and order the same rows in memory as on the database."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import pytest
from advanced_alchemy.filters import (
    BeforeAfter,
    CollectionFilter,
    ComparisonFilter,
    MultiFilter,
    NotInCollectionFilter,
    NotInSearchFilter,
    OnBeforeAfter,
    OrderBy,
    SearchFilter,
)
from sqlalchemy import ColumnElement

from assay.checking import proves
from reference_app.library.memory.models import Member
from reference_app.sync.library.database import Database
from suites.library.sync.memory_repo.twins import many, names, same

MODELS = (Member,)

EARLY, NOON, LATE = (datetime.datetime(2024, 5, day, 12, tzinfo=datetime.timezone.utc) for day in (1, 15, 31))
PEOPLE = {
    "Agatha": (3, "Oslo", EARLY),
    "Boris": (1, "oslo", NOON),
    "Chinua": (2, None, LATE),
    "Doris": (3, "Bern", NOON),
}
"""Visits, town and first day of the members by name."""


def people() -> list[Member]:
    """Who is there, in no order."""
    return [
        Member(name=name, visits=visits, town=town, joined=joined)
        for name, (visits, town, joined) in sorted(PEOPLE.items(), reverse=True)
    ]


def chosen(database: Database, expected: Sequence[str], *filters: Any) -> None:
    """Demand that filters choose these people, in whatever order, on the database and in memory."""

    def scenario(repository: Any) -> list[str]:
        repository.add_many(people())
        return sorted(names(many(repository)(*filters)))

    same(database, scenario, expected)


def ordered(database: Database, expected: Sequence[str], *filters: Any) -> None:
    """Demand that filters give these people in this order, on the database and in memory."""

    def scenario(repository: Any) -> list[str]:
        repository.add_many(people())
        return names(many(repository)(*filters))

    same(database, scenario, expected)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(["Boris", "Zadie", "Doris"], ["Boris", "Doris"], id="some"),
        pytest.param([], [], id="empty"),
        pytest.param(None, sorted(PEOPLE), id="none"),
    ],
)
@proves("memory-repo.filters")
def test_in_a_collection(database: Database, values: list[str] | None, expected: list[str]) -> None:
    """Those whose name is listed; nobody for an empty list, all for no list."""
    chosen(database, expected, CollectionFilter("name", values))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(["Boris", "Zadie", "Doris"], ["Agatha", "Chinua"], id="some"),
        pytest.param([], sorted(PEOPLE), id="empty"),
        pytest.param(None, sorted(PEOPLE), id="none"),
    ],
)
@proves("memory-repo.filters")
def test_not_in_a_collection(database: Database, values: list[str] | None, expected: list[str]) -> None:
    """Those whose name is not listed; all for an empty list, and for no list."""
    chosen(database, expected, NotInCollectionFilter("name", values))


@proves("memory-repo.filters")
def test_not_in_a_collection_of_towns(database: Database) -> None:
    """A town that is NULL is in no list, and is not known to be outside of one either."""
    expected = ["Boris", "Doris"]
    chosen(database, expected, NotInCollectionFilter("town", ["Oslo"]))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(NOON, None, ["Agatha"], id="before"),
        pytest.param(None, NOON, ["Chinua"], id="after"),
        pytest.param(LATE, EARLY, ["Boris", "Doris"], id="between"),
        pytest.param(EARLY, LATE, [], id="impossible"),
        pytest.param(None, None, sorted(PEOPLE), id="neither"),
    ],
)
@proves("memory-repo.filters")
def test_before_and_after(database: Database, before: Any, after: Any, expected: list[str]) -> None:
    """Those before and after a moment, which is not one of either; both bounds hold at once."""
    chosen(database, expected, BeforeAfter("joined", before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(NOON, None, ["Agatha", "Boris", "Doris"], id="before"),
        pytest.param(None, NOON, ["Boris", "Chinua", "Doris"], id="after"),
        pytest.param(NOON, NOON, ["Boris", "Doris"], id="on"),
        pytest.param(EARLY, LATE, [], id="impossible"),
        pytest.param(None, None, sorted(PEOPLE), id="neither"),
    ],
)
@proves("memory-repo.filters")
def test_on_before_and_after(database: Database, before: Any, after: Any, expected: list[str]) -> None:
    """Those up to and from a moment, itself included; both bounds hold at once."""
    chosen(database, expected, OnBeforeAfter("joined", before, after))


@proves("memory-repo.filters")
def test_moment_that_is_not_known(database: Database) -> None:
    """A member whose day is NULL is neither before nor after any."""

    def scenario(repository: Any) -> list[str]:
        repository.add_many([*people(), Member(name="Edna", joined=None)])
        return sorted(names(many(repository)(BeforeAfter("joined", LATE, None))))

    same(database, scenario, ["Agatha", "Boris", "Doris"])


@pytest.mark.parametrize(
    ("text", "ignore_case", "expected"),
    [
        pytest.param("ori", False, ["Boris", "Doris"], id="inside"),
        pytest.param("BOR", True, ["Boris"], id="any-case"),
        pytest.param("zz", True, [], id="nobody"),
        pytest.param("", False, sorted(PEOPLE), id="empty"),
    ],
)
@proves("memory-repo.filters")
def test_search(database: Database, text: str, ignore_case: bool, expected: list[str]) -> None:
    """Those whose name has the text in it."""
    chosen(database, expected, SearchFilter("name", text, ignore_case))


@pytest.mark.parametrize("text", [".", "B.ris", "^B", "(", "[", "+", "\\d"])
@proves("memory-repo.filters")
def test_search_text_is_no_regular_expression(database: Database, text: str) -> None:
    """Signs that mean something to a regular expression are text: nobody has them in their name."""
    chosen(database, [], SearchFilter("name", text, False))


@pytest.mark.parametrize("text", ["B%s", "B_ris"])
@proves("memory-repo.filters")
def test_search_text_is_a_pattern(database: Database, text: str) -> None:
    """The signs of LIKE mean in memory what they mean on the database."""
    chosen(database, ["Boris"], SearchFilter("name", text, False))


@proves("memory-repo.filters")
def test_search_over_lines(database: Database) -> None:
    """A text of two lines is searched in both."""

    def scenario(repository: Any) -> list[str]:
        repository.add_many([Member(name="Agatha", label="one\ntwo"), Member(name="Boris", label="three")])
        return names(many(repository)(SearchFilter("label", "two", False)))

    same(database, scenario, ["Agatha"])


@proves("memory-repo.filters")
def test_search_in_two_columns(database: Database) -> None:
    """Those who have the text in their name or in their town, each once."""

    def scenario(repository: Any) -> list[str]:
        repository.add_many(
            [
                Member(name="Oslo Olsen", town="Oslo"),
                Member(name="Osloff", town="Bern"),
                Member(name="Agatha", town="Oslo"),
                Member(name="Boris", town=None),
            ]
        )
        return sorted(names(many(repository)(SearchFilter({"name", "town"}, "Oslo", False))))

    same(database, scenario, ["Agatha", "Oslo Olsen", "Osloff"])


@proves("memory-repo.filters")
def test_search_keeps_the_order(database: Database) -> None:
    """An order that was asked for before a search is the order after it."""

    def scenario(repository: Any) -> list[str]:
        repository.add_many([Member(name=f"{letter}x") for letter in "HCBGADEF"])
        return names(many(repository)(OrderBy("name", "asc"), SearchFilter("name", "x", False)))

    expected = [f"{letter}x" for letter in "ABCDEFGH"]
    same(database, scenario, expected)


@proves("memory-repo.filters")
def test_search_that_excludes(database: Database) -> None:
    """Those who do not have the text in their name."""
    expected = ["Agatha", "Chinua"]
    chosen(database, expected, NotInSearchFilter("name", "ori", False))


@proves("memory-repo.filters")
def test_search_that_excludes_towns(database: Database) -> None:
    """A town that is NULL has no text in it, and is not known to lack one."""
    chosen(database, ["Doris"], NotInSearchFilter("town", "slo", False))


@pytest.mark.parametrize(
    ("direction", "expected"),
    [("asc", ["Agatha", "Boris", "Chinua", "Doris"]), ("desc", ["Doris", "Chinua", "Boris", "Agatha"])],
)
@proves("memory-repo.filters")
def test_order(database: Database, direction: Any, expected: list[str]) -> None:
    """Rows in the order of a column."""
    ordered(database, expected, OrderBy("name", direction))


@proves("memory-repo.filters")
def test_order_by_two_columns(database: Database) -> None:
    """The first order that is given counts before the second."""
    expected = ["Boris", "Chinua", "Doris", "Agatha"]
    ordered(database, expected, OrderBy("visits", "asc"), OrderBy("name", "desc"))


@proves("memory-repo.filters")
def test_order_of_a_column_with_null(database: Database) -> None:
    """A column that is NULL somewhere can be an order, as on the database: all rows are there."""

    def scenario(repository: Any) -> Any:
        repository.add_many(people())
        found = names(many(repository)(OrderBy("town", "asc")))
        return len(found), [name for name in found if name != "Chinua"]

    same(database, scenario, (4, ["Doris", "Agatha", "Boris"]))


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        pytest.param("eq", 3, ["Agatha", "Doris"], id="eq"),
        pytest.param("ne", 3, ["Boris", "Chinua"], id="ne"),
        pytest.param("gt", 1, ["Agatha", "Chinua", "Doris"], id="gt"),
        pytest.param("le", 2, ["Boris", "Chinua"], id="le"),
    ],
)
@proves("memory-repo.filters")
def test_comparison(database: Database, operator: str, value: int, expected: list[str]) -> None:
    """Those whose visits compare so."""
    chosen(database, expected, ComparisonFilter("visits", operator, value))


@proves("memory-repo.filters")
def test_filters_of_a_dictionary(database: Database) -> None:
    """Filters that are joined by AND or OR."""
    either = MultiFilter(
        {
            "or_": [
                {"type": "search", "field_name": "name", "value": "Bor", "ignore_case": False},
                {"type": "collection", "field_name": "name", "values": ["Chinua"]},
            ]
        }
    )
    chosen(database, ["Boris", "Chinua"], either)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        pytest.param(Member.name == "Boris", ["Boris"], id="equal"),
        pytest.param(Member.visits > 2, ["Agatha", "Doris"], id="greater"),
        pytest.param(Member.town.is_(None), ["Chinua"], id="null"),
        pytest.param(Member.name.in_([]), [], id="nobody"),
    ],
)
@proves("memory-repo.filters")
def test_expression_of_the_model(database: Database, expression: ColumnElement[bool], expected: list[str]) -> None:
    """An expression is a filter too."""
    chosen(database, expected, expression)


@proves("memory-repo.attributes")
def test_attributes_instead_of_names(database: Database) -> None:
    """A filter takes the model's attribute as well as its name."""
    expected = ["Doris", "Boris"]
    ordered(database, expected, CollectionFilter(Member.name, ["Boris", "Doris"]), OrderBy(Member.name, "desc"))
