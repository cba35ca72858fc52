# Generated from suites/library/filter/test_caching.py by `python -m tools.twin`; do not edit.
"""Filters of a repository that has a cache: each call gets what its own filters keep."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.filters import (
    BeforeAfter,
    CollectionFilter,
    ComparisonFilter,
    ExistsFilter,
    FilterGroup,
    LimitOffset,
    MultiFilter,
    NotInCollectionFilter,
    NotInSearchFilter,
    OnBeforeAfter,
    OrderBy,
    SearchFilter,
)
from sqlalchemy import and_, func, or_

from assay.checking import Reader, proves
from reference_app.library.filtering.models import Note, Remark, Talk
from reference_app.sync.library.database import Database
from reference_app.sync.library.filtering.repositories import NoteRepository, TalkRepository
from suites.library.sync.filter.asking import MANY, MANY_AND_COUNT
from suites.library.sync.filter.seeding import talks, uuid_of

MODELS = (Note, Talk, Remark)

ROWS: list[dict[str, Any]] = [
    {"label": "a", "text": "sql", "number": 10},
    {"label": "b", "text": "http", "number": 20},
    {"label": "c", "text": "sql", "number": None},
]
ORDER = OrderBy("label")
Case = tuple[Any, list[str], Any, list[str]]
APART: dict[str, Case] = {
    "values": (CollectionFilter("text", ["sql"]), ["a", "c"], CollectionFilter("text", ["http"]), ["b"]),
    "none-and-empty": (CollectionFilter("text", None), ["a", "b", "c"], CollectionFilter("text", []), []),
    "outside": (CollectionFilter("text", ["sql"]), ["a", "c"], NotInCollectionFilter("text", ["sql"]), ["b"]),
    "fields": (CollectionFilter("text", ["a"]), [], CollectionFilter("label", ["a"]), ["a"]),
    "search": (SearchFilter("text", "q"), ["a", "c"], NotInSearchFilter("text", "q"), ["b"]),
    "sets-of-fields": (SearchFilter({"text"}, "b"), [], SearchFilter({"text", "label"}, "b"), ["b"]),
    "ends": (BeforeAfter("number", _TEN := 10, None), [], OnBeforeAfter("number", _TEN, None), ["a"]),  # type: ignore[arg-type]
    "operators": (ComparisonFilter("number", "lt", 20), ["a"], ComparisonFilter("number", "le", 20), ["a", "b"]),
    "null": (ComparisonFilter("number", "eq", None), ["c"], ComparisonFilter("number", "ne", None), ["a", "b"]),
    "pages": (LimitOffset(1, 0), ["a"], LimitOffset(1, 1), ["b"]),
    "words": (
        FilterGroup(and_, [SearchFilter("text", "sql"), ComparisonFilter("number", "eq", 20)]),
        [],
        FilterGroup(or_, [SearchFilter("text", "sql"), ComparisonFilter("number", "eq", 20)]),
        ["a", "b", "c"],
    ),
    "trees": (
        MultiFilter({"and_": [{"type": "search", "field_name": "text", "value": "q"}]}),
        ["a", "c"],
        MultiFilter({"and_": [{"type": "not_in_search", "field_name": "text", "value": "q"}]}),
        ["b"],
    ),
}
IN_GROUPS: dict[str, Case] = {
    "collections": (
        FilterGroup(and_, [CollectionFilter("text", ["sql"])]),
        ["a", "c"],
        FilterGroup(and_, [NotInCollectionFilter("text", ["sql"])]),
        ["b"],
    ),
    "searches": (
        FilterGroup(or_, [SearchFilter("text", "q")]),
        ["a", "c"],
        FilterGroup(or_, [NotInSearchFilter("text", "q")]),
        ["b"],
    ),
}
EXPRESSIONS: dict[str, Case] = {
    "attribute": (CollectionFilter(Note.text, ["a"]), [], CollectionFilter(Note.label, ["a"]), ["a"]),
    "function": (
        CollectionFilter(func.coalesce(Note.number, 1), [1]),
        ["c"],
        CollectionFilter(func.coalesce(Note.number, 2), [1]),
        [],
    ),
    "exists": (ExistsFilter([Note.text == "sql"]), ["a", "c"], ExistsFilter([Note.text == "http"]), ["b"]),
}


def notes(reader: Reader) -> None:
    """Store the notes."""
    reader.insert("library_cached_note", *({"id": uuid_of(row["label"]), **row} for row in ROWS))


def ask_in_turn(database: Database, case: Case) -> str:
    """What is wrong if one filter is asked, then the other, and the first one again; empty if nothing is."""
    # here, as releases without a cache do not have what it imports
    from reference_app.sync.library.filtering.caching import DictCache

    first, of_first, second, of_second = case
    expected = [of_first, of_second, of_first]
    for method in (MANY, MANY_AND_COUNT):
        cache: Any = DictCache()
        seen = []
        for condition in (first, second, first):
            with database.session() as session:
                repository = NoteRepository(session=session, cache_manager=cache, auto_expunge=True)
                found = getattr(repository, method)(ORDER, condition)
                seen.append([note.label for note in (found if method == MANY else found[0])])
        if seen != expected:
            return f"with a cache two filters in turn keep {seen}, not {expected}"
    return ""


@proves("filter.cached-apart")
@pytest.mark.parametrize("case", APART.values(), ids=APART)
def test_one_filter_after_the_other(database: Database, reader: Reader, case: Case) -> None:
    """The answer to one filter does not serve the other, however little they differ."""
    notes(reader)
    problem = ask_in_turn(database, case)
    assert not problem, problem


@proves("filter.cached-apart")
@pytest.mark.parametrize("case", IN_GROUPS.values(), ids=IN_GROUPS)
def test_one_group_after_the_other(database: Database, reader: Reader, case: Case) -> None:
    """A group of one filter is not the same as a group of its opposite."""
    notes(reader)
    problem = ask_in_turn(database, case)
    assert not problem, problem


@proves("filter.cached-apart")
@pytest.mark.parametrize("case", EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_filters_with_expressions(database: Database, reader: Reader, case: Case) -> None:
    """Filters take attributes, functions and conditions with a cache as they do without."""
    notes(reader)
    problem = ask_in_turn(database, case)
    assert not problem, problem


@proves("filter.cached-apart")
def test_orders(database: Database, reader: Reader) -> None:
    """The answer in one order does not serve another."""
    from reference_app.sync.library.filtering.caching import DictCache

    notes(reader)
    cache: Any = DictCache()
    seen = []
    for by in (OrderBy("label"), OrderBy("label", "desc"), OrderBy("number"), OrderBy("label")):
        with database.session() as session:
            repository = NoteRepository(session=session, cache_manager=cache, auto_expunge=True)
            found = getattr(repository, MANY)(by, ComparisonFilter("number", "ne", None))
            seen.append([note.label for note in found])
    assert seen == [["a", "b"], ["b", "a"], ["a", "b"], ["a", "b"]]


@proves("filter.cached-apart")
def test_the_cache_is_asked(database: Database, reader: Reader) -> None:
    """What another program has changed is not seen by a filter that was asked before, and by another one it is."""
    from reference_app.sync.library.filtering.caching import DictCache

    notes(reader)
    cache: Any = DictCache()
    seen = []
    for wanted in (["sql"], ["sql"], ["sql", "sql"]):
        with database.session() as session:
            repository = NoteRepository(session=session, cache_manager=cache, auto_expunge=True)
            found = getattr(repository, MANY)(ORDER, CollectionFilter("text", wanted))
            seen.append([note.label for note in found])
        reader.execute("UPDATE library_cached_note SET text = 'smtp' WHERE label = 'a'")
    assert seen == [["a", "c"], ["a", "c"], ["c"]]


@proves("filter.cached-apart")
def test_a_renamed_column_is_cached(database: Database, reader: Reader) -> None:
    """A model whose attribute has another name than its column has a cache as others do."""
    from reference_app.sync.library.filtering.caching import DictCache

    talks(reader, {"a": {"title": "sql", "rating": 3}})
    cache: Any = DictCache()
    seen = []
    for _ in range(2):
        with database.session() as session:
            repository = TalkRepository(session=session, cache_manager=cache, auto_expunge=True)
            found = getattr(repository, MANY)(CollectionFilter("title", ["sql"]))
            seen.append([(talk.label, talk.stars) for talk in found])
        reader.execute("UPDATE library_talk SET rating = 5 WHERE label = 'a'")
    assert seen == [[("a", 3)], [("a", 3)]], f"of a renamed column the cache gives {seen}"
