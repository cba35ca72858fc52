"""``MultiFilter``."""

from __future__ import annotations

import json
from typing import Any

import pytest
from advanced_alchemy.filters import MultiFilter

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.filtering.models import Remark, Talk
from suites.library.filter.asking import deleted, deletion, in_order, kept, outcome
from suites.library.filter.seeding import NOON, Rows, stored, talks

MODELS = (Talk, Remark)

ROWS: Rows = {
    "a": {"title": "sql one", "seats": 10, "open": True, "begins": NOON},
    "b": {"title": "sql two", "seats": 20, "open": False},
    "c": {"title": "http one", "seats": 30, "open": True},
    "d": {"title": "http two", "seats": 40, "open": False, "begins": NOON},
}
Tree = dict[str, Any]


def compared(operator: str, value: Any, field: str = "title") -> Tree:
    """A comparison, as JSON has it."""
    return {"type": "comparison", "field_name": field, "operator": operator, "value": value}


SQL: Tree = {"type": "search", "field_name": "title", "value": "sql"}
ONE: Tree = {"type": "search", "field_name": "title", "value": "one", "ignore_case": True}
FULL: Tree = {"type": "collection", "field_name": "seats", "values": [40]}
NOT_FULL: Tree = {"type": "not_in_collection", "field_name": "seats", "values": [40, 30]}
NOT_SQL: Tree = {"type": "not_in_search", "field_name": "title", "value": "sql"}
TREES: dict[str, tuple[Tree, list[str]]] = {
    "search": ({"and_": [SQL]}, ["a", "b"]),
    "not-in-search": ({"and_": [NOT_SQL]}, ["c", "d"]),
    "collection": ({"and_": [FULL]}, ["d"]),
    "empty-collection": ({"and_": [{**FULL, "values": []}]}, []),
    "not-in-collection": ({"and_": [NOT_FULL]}, ["a", "b"]),
    "comparison": ({"and_": [compared("ge", 20, "seats")]}, ["b", "c", "d"]),
    "and": ({"and_": [SQL, ONE]}, ["a"]),
    "or": ({"or_": [SQL, ONE]}, ["a", "b", "c"]),
    "both-at-the-top": ({"and_": [ONE], "or_": [SQL, FULL]}, ["a"]),
    "or-in-and": ({"and_": [ONE, {"or_": [SQL, FULL]}]}, ["a"]),
    "and-in-or": ({"or_": [FULL, {"and_": [SQL, ONE]}]}, ["a", "d"]),
    "deep": ({"and_": [{"or_": [{"and_": [{"or_": [ONE, FULL]}, NOT_SQL]}, SQL]}, NOT_FULL]}, ["a", "b"]),
    "empty": ({}, ["a", "b", "c", "d"]),
    "empty-and": ({"and_": []}, ["a", "b", "c", "d"]),
    "several-fields": ({"and_": [{**SQL, "field_name": ["title", "notes"]}]}, ["a", "b"]),
}


@proves("filter.multi-filter")
@pytest.mark.parametrize("case", TREES.values(), ids=TREES)
async def test_tree(database: Database, reader: Reader, case: Any) -> None:
    """A tree that went through JSON keeps what its words say."""
    tree, expected = case
    talks(reader, ROWS)
    assert await kept(database, MultiFilter(json.loads(json.dumps(tree)))) == expected


@proves("filter.multi-filter")
async def test_filters_beside_a_tree(database: Database, reader: Reader) -> None:
    """They hold together with it."""
    talks(reader, ROWS)
    assert await kept(database, MultiFilter({"or_": [SQL, FULL]}), MultiFilter({"and_": [ONE]})) == ["a"]
    assert await kept(database, MultiFilter({"or_": [SQL, FULL]}), seats=40) == ["d"]


@proves("filter.multi-filter")
async def test_times_as_python_has_them(database: Database, reader: Reader) -> None:
    """Bounds that are times bound as those of the filters do."""
    talks(reader, ROWS)
    exclusive = {"type": "before_after", "field_name": "begins", "before": NOON, "after": None}
    inclusive = {"type": "on_before_after", "field_name": "begins", "on_or_before": NOON, "on_or_after": NOON}
    assert await kept(database, MultiFilter({"and_": [exclusive]})) == []
    assert await kept(database, MultiFilter({"and_": [inclusive]})) == ["a", "d"]


@proves("filter.multi-filter")
@pytest.mark.parametrize("kind", ["before_after", "on_before_after"])
async def test_times_as_json_has_them(database: Database, reader: Reader, kind: str) -> None:
    """JSON has no times but texts; after the moment of noon is the next day."""
    talks(reader, {**ROWS, "e": {"begins": NOON.replace(day=18)}})
    names = ("before", "after") if kind == "before_after" else ("on_or_before", "on_or_after")
    tree = {"and_": [{"type": kind, "field_name": "begins", names[0]: None, names[1]: "2024-05-18T00:00:00+00:00"}]}
    seen = await outcome(database, MultiFilter(json.loads(json.dumps(tree))))
    assert seen == "found ['e']", f"bounds from JSON: {seen}"


@proves("filter.multi-filter")
async def test_the_tree_is_not_changed(database: Database, reader: Reader) -> None:
    """It serves a second call."""
    talks(reader, ROWS)
    tree: Tree = {"and_": [ONE, {"or_": [SQL, FULL]}]}
    before = json.dumps(tree)
    multi = MultiFilter(tree)
    assert (await kept(database, multi), await kept(database, multi)) == (["a"], ["a"])
    assert json.dumps(tree) == before


UNKNOWN: dict[str, Tree] = {
    "type": {"and_": [{**SQL, "type": "serch"}]},
    "no-type": {"and_": [{"field_name": "title", "value": "sql"}]},
    "key": {"and_": [{"type": "search", "field": "title", "value": "sql"}]},
    "missing-key": {"and_": [{"type": "collection", "field_name": "seats"}]},
    "additional-key": {"and_": [{**FULL, "vals": [10]}]},
    "logic": {"and": [FULL]},
    "logic-inside": {"and_": [{"not_": [FULL]}]},
    "one-of-two": {"and_": [{**FULL, "values": [10, 40]}, {**SQL, "type": "serch"}]},
    "no-list": {"and_": FULL},
    "no-logic": FULL,
}


@proves("filter.multi-filter")
@pytest.mark.parametrize("tree", UNKNOWN.values(), ids=UNKNOWN)
async def test_a_part_that_is_not_known_is_refused(database: Database, reader: Reader, tree: Tree) -> None:
    """What the tree cannot be understood to mean is told, and not dropped."""
    talks(reader, ROWS)
    seen = await outcome(database, MultiFilter(tree))
    assert not seen.startswith("found"), f"of a tree that cannot be meant: {seen}"


@proves("filter.multi-filter")
@pytest.mark.parametrize("tree", UNKNOWN.values(), ids=UNKNOWN)
async def test_a_part_that_is_not_known_deletes_nothing(database: Database, reader: Reader, tree: Tree) -> None:
    """A typing error in a tree must not delete rows."""
    talks(reader, ROWS)
    before = stored(reader)
    seen = await deletion(database, MultiFilter(tree))
    left = stored(reader)
    assert left == before, f"delete_where by a tree that cannot be meant {seen} and left {sorted(left)}"


@proves("filter.multi-filter")
async def test_an_unknown_operator_is_refused(database: Database, reader: Reader) -> None:
    """A comparison's operator is asked as in a comparison of one's own."""
    talks(reader, ROWS)
    before = stored(reader)
    tree = {"or_": [compared("==", "sql one")]}
    assert await outcome(database, MultiFilter(tree)) == "ValueError"
    assert await deletion(database, MultiFilter(tree)) == "ValueError"
    assert stored(reader) == before


@proves("filter.multi-filter")
@pytest.mark.parametrize("outer", ["and_", "or_"])
async def test_two_words_in_one_part(database: Database, reader: Reader, outer: str) -> None:
    """A part with and_ and or_ has to fulfil both, as the whole tree has."""
    talks(reader, ROWS)
    found = await kept(database, MultiFilter({outer: [{"and_": [ONE], "or_": [SQL, FULL]}]}))
    assert found == ["a"], f"of both words of a part: {found}, and not a only"


@proves("filter.multi-filter")
async def test_an_order_in_a_tree(database: Database, reader: Reader) -> None:
    """The filters that a tree may name include an order."""
    talks(reader, ROWS)
    tree = {"and_": [{"type": "order_by", "field_name": "seats", "sort_order": "desc"}]}
    found = await in_order(database, MultiFilter(tree))
    assert found == ["d", "c", "b", "a"], f"by seats, descending, in a tree: {sorted(found)}"


@proves("filter.multi-filter")
async def test_a_page_in_a_tree(database: Database, reader: Reader) -> None:
    """The filters that a tree may name include a page."""
    talks(reader, ROWS)
    tree = {"and_": [{"type": "limit_offset", "limit": 2, "offset": 1}]}
    found = await in_order(database, MultiFilter(tree))
    assert len(found) == 2, f"on a page of two in a tree are {len(found)}"


@proves("filter.multi-filter")
async def test_deleting_by_a_tree(database: Database, reader: Reader) -> None:
    """Only the rows of the tree are deleted."""
    talks(reader, ROWS)
    before = stored(reader)
    assert await deleted(database, MultiFilter({"or_": [FULL, {"and_": [SQL, ONE]}]})) == ["a", "d"]
    assert stored(reader) == {label: before[label] for label in ("b", "c")}
