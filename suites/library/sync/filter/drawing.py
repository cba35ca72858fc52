# Generated from suites/library/filter/drawing.py by `python -m tools.twin`; do not edit.
"""Strategies that draw rows and filters, and the model that says what the filters keep."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from advanced_alchemy import filters
from hypothesis import strategies as st
from sqlalchemy import and_, or_

from suites.library.sync.filter.seeding import NOON, UTC, Row, Rows

Condition = tuple[Any, ...]
"""The name of a filter, and what it is given."""
Order = tuple[str, str, str | None]
"""A field, a direction, and the place of NULL."""
LAST: Any = filters.OrderBy("label")
"""What decides between rows that are equal otherwise."""

_MOMENTS = [NOON + datetime.timedelta(hours=hours) for hours in (-24, -1, 0, 1, 24)]
_ZONES = [UTC, *(datetime.timezone(datetime.timedelta(hours=hours)) for hours in (-8, 5.5))]
_TITLES = st.text("ab", min_size=1, max_size=3) | st.sampled_from(["a%b", "a_b", "%", "b/a"])
_NOTES = st.none() | _TITLES
_SEATS = st.none() | st.integers(-1, 3)
_TIME = st.sampled_from(_MOMENTS)

ROWS: st.SearchStrategy[Rows] = st.lists(
    st.fixed_dictionaries(
        {
            "title": _TITLES,
            "notes": _NOTES,
            "seats": _SEATS,
            "rating": st.integers(0, 2),
            "open": st.none() | st.booleans(),
            "begins": st.none() | _TIME,
        }
    ),
    max_size=6,
).map(lambda drawn: {f"t{number}": row for number, row in enumerate(drawn)})
"""Rows by their labels; a title and stars are always there."""

_BOUND = st.none() | st.tuples(_TIME, st.sampled_from(_ZONES)).map(lambda drawn: drawn[0].astimezone(drawn[1]))
_IN = st.one_of(
    st.tuples(st.just("in"), st.just("title"), st.none() | st.lists(_TITLES, max_size=3)),
    st.tuples(st.just("in"), st.just("seats"), st.none() | st.lists(st.integers(-1, 3), max_size=3)),
    st.tuples(st.just("in"), st.just("stars"), st.none() | st.lists(st.integers(0, 3), max_size=3)),
)
# What is NULL is in no collection and not outside of it either: a known issue, with checks of its own.
_NOT_IN = st.one_of(
    st.tuples(st.just("not in"), st.just("title"), st.none() | st.lists(_TITLES, max_size=3)),
    st.tuples(st.just("not in"), st.just("stars"), st.none() | st.lists(st.integers(0, 3), max_size=3)),
)
_TEXT = st.text("ab", max_size=2)
_PATTERN = st.text("ab%_", max_size=3)
_FIELDS = st.sampled_from(["title", "notes"]) | st.just(("title", "notes"))


def _searches(text: st.SearchStrategy[str], *, literal: bool) -> st.SearchStrategy[Condition]:
    found = st.tuples(st.just("search"), _FIELDS, text, st.booleans(), st.just(literal))
    return found | st.tuples(st.just("not search"), st.just("title"), text, st.booleans(), st.just(literal))


_COMPARISON = st.one_of(
    st.tuples(
        st.just("compare"), st.just("seats"), st.sampled_from(["eq", "gt", "ge", "lt", "le"]), st.integers(-1, 3)
    ),
    st.tuples(st.just("compare"), st.just("stars"), st.sampled_from(["ne", "gt", "le"]), st.integers(0, 2)),
    st.tuples(
        st.just("compare"),
        st.just("seats"),
        st.just("between"),
        st.tuples(st.integers(-1, 3), st.integers(-1, 3)).map(list),
    ),
    st.tuples(st.just("compare"), st.just("seats"), st.just("in"), st.lists(st.integers(-1, 3), max_size=3)),
    st.tuples(st.just("compare"), st.just("title"), st.sampled_from(["startswith", "endswith"]), _TEXT),
    st.tuples(st.just("compare"), st.just("title"), st.sampled_from(["like", "ilike"]), _PATTERN),
    st.tuples(st.just("compare"), st.sampled_from(["notes", "seats"]), st.sampled_from(["eq", "ne"]), st.none()),
)
COLLECTIONS: st.SearchStrategy[Condition] = _IN | _NOT_IN
SEARCHES = _searches(_PATTERN, literal=False)
LITERAL_SEARCHES = _searches(st.text("ab%_/", max_size=3), literal=True)
TIMES: st.SearchStrategy[Condition] = st.tuples(st.sampled_from(["between", "from to"]), _BOUND, _BOUND)
COMPARISONS: st.SearchStrategy[Condition] = _COMPARISON
NULLS: st.SearchStrategy[Condition] = st.tuples(
    st.sampled_from(["null", "not null"]), st.sampled_from(["title", "notes", "seats", "open", "begins"])
)
CHOICES: st.SearchStrategy[Condition] = st.one_of(
    st.tuples(st.just("boolean"), st.just("open"), st.none() | st.booleans()),
    st.tuples(st.just("choices"), st.just("title"), st.none() | st.lists(_TITLES, max_size=3)),
)
# What is no filter has no meaning in an OR: that is left out of groups.
_IN_GROUPS = st.one_of(
    _IN.filter(lambda drawn: drawn[2] is not None),
    _NOT_IN.filter(lambda drawn: bool(drawn[2])),
    SEARCHES,
    _COMPARISON,
)
_TIMES_IN_GROUPS = TIMES.filter(lambda drawn: drawn[1] is not None)


def _grouped(leaves: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    return st.recursive(
        leaves,
        lambda inner: st.tuples(st.sampled_from(["and", "or"]), st.lists(inner, min_size=1, max_size=3)),
        max_leaves=6,
    ).filter(lambda drawn: drawn[0] in {"and", "or"})


GROUPS = _grouped(_IN_GROUPS | _TIMES_IN_GROUPS)
TREES: st.SearchStrategy[Condition] = _grouped(_IN_GROUPS).map(lambda drawn: ("tree", drawn))
ORDERS: st.SearchStrategy[Order] = st.tuples(
    st.sampled_from(["stars", "label"]), st.sampled_from(["asc", "desc"]), st.none()
)
ORDERS_WITH_NULLS: st.SearchStrategy[Order] = st.tuples(
    st.sampled_from(["seats", "begins", "stars"]), st.sampled_from(["asc", "desc"]), st.sampled_from(["first", "last"])
)


def built(condition: Condition) -> Any:
    """The filter of a condition."""
    kind, *given = condition
    match kind:
        case "and" | "or":
            return filters.FilterGroup(and_ if kind == "and" else or_, [built(inner) for inner in given[0]])
        case "tree":
            return filters.MultiFilter(json.loads(json.dumps(_tree(given[0]))))
        case "search" | "not search":
            field, text, ignoring, literal = given
            search = filters.SearchFilter if kind == "search" else filters.NotInSearchFilter
            escaping = {"escape_wildcards": True} if literal else {}
            return search({*field} if isinstance(field, tuple) else field, _case(text, ignoring), ignoring, **escaping)
        case "between" | "from to":
            given = ["begins", *given]
    # by its name: an older release has not all of them
    return getattr(filters, _CLASSES[kind])(*given)


_CLASSES = {
    "in": "CollectionFilter",
    "not in": "NotInCollectionFilter",
    "between": "BeforeAfter",
    "from to": "OnBeforeAfter",
    "compare": "ComparisonFilter",
    "null": "NullFilter",
    "not null": "NotNullFilter",
    "boolean": "BooleanFilter",
    "choices": "ChoicesFilter",
}


def _tree(condition: Condition) -> dict[str, Any]:
    kind, *given = condition
    match kind:
        case "in" | "not in":
            named = "collection" if kind == "in" else "not_in_collection"
            return {"type": named, "field_name": given[0], "values": given[1]}
        case "search" | "not search":
            named = "search" if kind == "search" else "not_in_search"
            field, text, ignoring, _ = given
            named_fields = [*field] if isinstance(field, tuple) else field
            return {"type": named, "field_name": named_fields, "value": _case(text, ignoring), "ignore_case": ignoring}
        case "compare":
            return {"type": "comparison", "field_name": given[0], "operator": given[1], "value": given[2]}
    return {f"{kind}_": [_tree(inner) for inner in given[0]]}


def order(by: Order) -> Any:
    """The filter of an order."""
    field, direction, nulls = by
    return filters.OrderBy(field, direction, **({} if nulls is None else {"nulls": nulls}))  # type: ignore[arg-type]


def page(limit: int, offset: int) -> Any:
    """The filter of a page."""
    return filters.LimitOffset(limit, offset)


def _case(text: str, ignoring: bool) -> str:
    return text.upper() if ignoring else text


def kept(rows: Rows, conditions: Sequence[Condition]) -> list[str]:
    """The labels of the rows for which all conditions hold, in the order of the labels."""
    return [label for label, row in rows.items() if all(_holds(condition, row) for condition in conditions)]


def in_order(rows: Rows, labels: Sequence[str], by: Sequence[Order]) -> list[str]:
    """The labels sorted by the first order, then by the next ones, and at last by themselves."""
    found = sorted(labels)
    for field, direction, nulls in reversed(by):
        valued = [label for label in found if _value(rows[label], label, field) is not None]
        without = [label for label in found if label not in valued]
        valued.sort(key=lambda label: _value(rows[label], label, field), reverse=direction == "desc")
        found = [*without, *valued] if nulls == "first" else [*valued, *without]
    return found


def _value(row: Row, label: str, field: str) -> Any:
    return label if field == "label" else row[{"stars": "rating"}.get(field, field)]


def _like(pattern: str, text: str) -> bool:
    expression = "".join({"%": ".*", "_": "."}.get(character, re.escape(character)) for character in pattern)
    return re.fullmatch(expression, text, re.DOTALL) is not None


def _holds(condition: Condition, row: Row) -> bool:
    kind, *given = condition
    match kind:
        case "and":
            return all(_holds(inner, row) for inner in given[0])
        case "or":
            return any(_holds(inner, row) for inner in given[0])
        case "tree":
            return _holds(given[0], row)
        case "search" | "not search":
            field, text, _, literal = given
            texts = [row[name] for name in (field if isinstance(field, tuple) else (field,))]
            found = [text in has if literal else _like(f"%{text}%", has) for has in texts if has is not None]
            return any(found) if kind == "search" else not any(found)
        case "between":
            before, after = given
            at = row["begins"]
            return (before is None or (at is not None and at < before)) and (
                after is None or (at is not None and at > after)
            )
        case "from to":
            before, after = given
            at = row["begins"]
            return (before is None or (at is not None and at <= before)) and (
                after is None or (at is not None and at >= after)
            )
    value = _value(row, "", given[0])
    return _compares(given[1], given[2], value) if kind == "compare" else _is(kind, given[1:], value)


def _is(kind: str, given: Sequence[Any], value: Any) -> bool:
    match kind:
        case "null":
            return value is None
        case "not null":
            return value is not None
        case "boolean":
            return given[0] is None or value is given[0]
        case "not in":
            return not given[0] or value not in given[0]
    return given[0] is None or value in given[0]


def _compares(operator: str, given: Any, value: Any) -> bool:
    if given is None:
        return (value is None) == (operator == "eq")
    if value is None:
        return False
    comparisons: dict[str, Callable[[], bool]] = {
        "eq": lambda: bool(value == given),
        "ne": lambda: bool(value != given),
        "gt": lambda: bool(value > given),
        "ge": lambda: bool(value >= given),
        "lt": lambda: bool(value < given),
        "le": lambda: bool(value <= given),
        "in": lambda: value in given,
        "between": lambda: bool(given[0] <= value <= given[1]),
        "startswith": lambda: bool(value.startswith(given)),
        "endswith": lambda: bool(value.endswith(given)),
        "like": lambda: _like(given, value),
        "ilike": lambda: _like(given, value),
    }
    return comparisons[operator]()
