"""``SearchFilter`` and ``NotInSearchFilter``."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.filters import NotInSearchFilter, SearchFilter

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.filtering.models import Remark, Talk
from suites.library.filter.asking import deleted, kept
from suites.library.filter.seeding import Rows, stored, talks

MODELS = (Talk, Remark)

ROWS: Rows = {
    "a": {"title": "sql for all", "notes": "tables"},
    "b": {"title": "all of http", "notes": "sql too"},
    "c": {"title": "async", "notes": None},
    "d": {"title": None, "notes": "tables and sql"},
    "e": {"title": None, "notes": None},
    "f": {"title": "", "notes": ""},
}
FULL: Rows = {label: ROWS[label] for label in ("a", "b")} | {"c": {"title": "async", "notes": "tables"}}


@proves("filter.search")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sql", ["a"]),
        ("all", ["a", "b"]),
        ("for all", ["a"]),
        ("s", ["a", "c"]),
        ("sql for all", ["a"]),
        ("sql for all!", []),
        ("lqs", []),
    ],
)
async def test_rows_that_contain_the_text(database: Database, reader: Reader, text: str, expected: list[str]) -> None:
    """At the beginning, in the middle, at the end, or as the whole text."""
    talks(reader, ROWS)
    assert await kept(database, SearchFilter("title", text)) == expected


@proves("filter.search", needs=("empty-string-is-not-null",))
async def test_every_text_contains_the_empty_one(database: Database, reader: Reader) -> None:
    """The empty text is contained in each text, and not in what is no text."""
    talks(reader, ROWS)
    assert await kept(database, SearchFilter("title", "")) == ["a", "b", "c", "f"]


CASES: Rows = {
    "a": {"title": "Sql"},
    "b": {"title": "sql"},
    "c": {"title": "NoSQL"},
    "d": {"title": "http"},
}


@proves("filter.search")
@pytest.mark.parametrize("text", ["sql", "SQL", "sQl"])
async def test_case_is_ignored_if_asked(database: Database, reader: Reader, text: str) -> None:
    """Capitals and small letters are the same."""
    talks(reader, CASES)
    assert await kept(database, SearchFilter("title", text, ignore_case=True)) == ["a", "b", "c"]


@proves("filter.search", needs=("like-is-case-sensitive",))
@pytest.mark.parametrize("ignoring", [False, None])
async def test_case_is_heeded_otherwise(database: Database, reader: Reader, ignoring: bool | None) -> None:
    """Capitals are other letters than small ones."""
    talks(reader, CASES)
    assert await kept(database, SearchFilter("title", "sql", ignore_case=ignoring)) == ["b"]
    assert await kept(database, SearchFilter("title", "SQL", ignore_case=ignoring)) == ["c"]


@proves("filter.search", needs=("like-is-case-sensitive",))
async def test_case_is_heeded_by_default(database: Database, reader: Reader) -> None:
    """Who says nothing of case heeds it, in both filters."""
    talks(reader, CASES)
    assert await kept(database, SearchFilter("title", "sql")) == ["b"]
    assert await kept(database, NotInSearchFilter("title", "sql")) == ["a", "c", "d"]


@proves("filter.search", needs=("folds-case-beyond-ascii",))
async def test_case_of_letters_beyond_ascii(database: Database, reader: Reader) -> None:
    """Ä and ä are one letter where case is ignored."""
    talks(reader, {"a": {"title": "Ähre"}, "b": {"title": "ähre"}, "c": {"title": "xhre"}})
    assert await kept(database, SearchFilter("title", "äHRE", ignore_case=True)) == ["a", "b"]
    assert await kept(database, SearchFilter("title", "ÄHRE", ignore_case=True)) == ["a", "b"]


@proves("filter.search")
async def test_deleting_what_was_searched(database: Database, reader: Reader) -> None:
    """Only rows that contain the text are deleted."""
    talks(reader, ROWS)
    before = stored(reader)
    assert await deleted(database, SearchFilter("title", "all")) == ["a", "b"]
    assert stored(reader) == {label: before[label] for label in ("c", "d", "e", "f")}


@proves("filter.search", "filter.not-in-search")
async def test_searches_are_joined_by_and(database: Database, reader: Reader) -> None:
    """Two searches, and a value by keyword, hold together."""
    talks(reader, ROWS)
    assert await kept(database, SearchFilter("title", "sql"), SearchFilter("title", "all")) == ["a"]
    assert await kept(database, SearchFilter("title", "all"), NotInSearchFilter("title", "http")) == ["a"]
    assert await kept(database, SearchFilter("title", "all"), notes="sql too") == ["b"]


@proves("filter.search-several-fields")
async def test_any_of_the_fields(database: Database, reader: Reader) -> None:
    """Rows that contain the text in one field or the other, also where the other is NULL; each once."""
    talks(reader, ROWS)
    assert await kept(database, SearchFilter({"title", "notes"}, "sql")) == ["a", "b", "d"]
    assert await kept(database, SearchFilter({"title", "notes"}, "SQL", ignore_case=True)) == ["a", "b", "d"]
    assert await kept(database, SearchFilter({"title", "notes"}, "ftp")) == []


@proves("filter.search-several-fields")
async def test_set_of_one_field(database: Database, reader: Reader) -> None:
    """It is the same as the field."""
    talks(reader, ROWS)
    assert await kept(database, SearchFilter({"notes"}, "sql")) == ["b", "d"]


@proves("filter.search-several-fields")
async def test_fields_are_grouped_among_other_filters(database: Database, reader: Reader) -> None:
    """The OR of the fields does not reach the filters around it."""
    talks(reader, ROWS)
    several = SearchFilter({"title", "notes"}, "sql")
    assert await kept(database, several, SearchFilter("notes", "tables")) == ["a", "d"]
    assert await kept(database, several, Talk.title.is_not(None), notes="tables") == ["a"]
    before = stored(reader)
    assert await deleted(database, several, SearchFilter("notes", "tables")) == ["a", "d"]
    assert stored(reader) == {label: before[label] for label in ("b", "c", "e", "f")}


@proves("filter.not-in-search")
@pytest.mark.parametrize(
    ("fields", "text", "expected"),
    [
        ("title", "sql", ["b", "c"]),
        ("title", "all", ["c"]),
        ("title", "nowhere", ["a", "b", "c"]),
        ({"title", "notes"}, "sql", ["c"]),
        ({"title", "notes"}, "tables", ["b"]),
        ({"title", "notes"}, "nowhere", ["a", "b", "c"]),
    ],
    ids=["one", "two", "none", "any-field", "other-field", "no-field"],
)
async def test_rows_that_do_not_contain_the_text(
    database: Database, reader: Reader, fields: Any, text: str, expected: list[str]
) -> None:
    """A row is left out if any of the fields contains the text."""
    talks(reader, FULL)
    assert await kept(database, NotInSearchFilter(fields, text)) == expected


@proves("filter.not-in-search")
async def test_case_is_ignored_outside(database: Database, reader: Reader) -> None:
    """Capitals and small letters are the same."""
    talks(reader, CASES)
    assert await kept(database, NotInSearchFilter("title", "SQL", ignore_case=True)) == ["d"]


@proves("filter.not-in-search")
@pytest.mark.parametrize("ignoring", [False, True], ids=["heeding-case", "ignoring-case"])
async def test_rows_without_text_do_not_contain_it(database: Database, reader: Reader, ignoring: bool) -> None:
    """A talk without a title does not have the text in its title."""
    talks(reader, {label: ROWS[label] for label in ("a", "b", "c", "e")})
    found = await kept(database, NotInSearchFilter("title", "sql", ignore_case=ignoring))
    assert found == ["b", "c", "e"], f"without the text are {found}, and not b, c and e"


@proves("filter.not-in-search")
async def test_rows_with_one_field_without_text(database: Database, reader: Reader) -> None:
    """Where one field is NULL the other decides."""
    talks(reader, {label: ROWS[label] for label in ("a", "b", "c", "d")})
    found = await kept(database, NotInSearchFilter({"title", "notes"}, "sql"))
    assert found == ["c"], f"without the text in any field are {found}, and not c"


@proves("filter.not-in-search")
async def test_deleting_what_does_not_contain_the_text(database: Database, reader: Reader) -> None:
    """Only rows that have the text in no field are deleted."""
    talks(reader, FULL)
    before = stored(reader)
    assert await deleted(database, NotInSearchFilter({"title", "notes"}, "sql")) == ["c"]
    assert stored(reader) == {label: before[label] for label in ("a", "b")}
