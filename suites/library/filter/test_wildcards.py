"""The wildcards of LIKE in the text of a search."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy import filters
from advanced_alchemy.filters import NotInSearchFilter, SearchFilter
from sqlalchemy import select

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.filtering.models import Remark, Talk
from suites.library.filter.asking import deleted, kept
from suites.library.filter.seeding import Rows, stored, talks

MODELS = (Talk, Remark)

TEXTS = {
    "percent": "5% off",
    "percent-not": "5 or six off",
    "underscore": "a_b",
    "underscore-not": "axb",
    "slash": "a/b",
    "slash-percent": "a/%b",
    "backslash": "a\\b",
    "backslash-percent": "a\\%b",
    "bracket": "[ab]",
    "plain": "ab",
}
ROWS: Rows = {label: {"title": text} for label, text in TEXTS.items()}


@proves("filter.search-wildcards")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5% off", ["percent", "percent-not"]),
        ("a_b", ["slash", "underscore", "underscore-not"]),
        ("a__b", ["slash-percent"]),
        ("5%f", ["percent", "percent-not"]),
        ("_% off", ["percent", "percent-not"]),
    ],
)
async def test_they_stand_for_other_text(database: Database, reader: Reader, text: str, expected: list[str]) -> None:
    """The percent sign stands for any text, the underscore for one character."""
    talks(reader, {label: row for label, row in ROWS.items() if "backslash" not in label})
    assert await kept(database, SearchFilter("title", text)) == expected
    assert await kept(database, SearchFilter("title", text, ignore_case=True)) == expected
    others = sorted({*ROWS} - {*expected, "backslash", "backslash-percent"})
    assert await kept(database, NotInSearchFilter("title", text)) == others
    assert await kept(database, NotInSearchFilter("title", text, ignore_case=True)) == others


@proves("filter.search-wildcards")
async def test_brackets_are_no_wildcards(database: Database, reader: Reader) -> None:
    """Only the two are."""
    talks(reader, ROWS)
    assert await kept(database, SearchFilter("title", "[ab]")) == ["bracket"]


@proves("filter.search-wildcards")
@pytest.mark.parametrize("ignoring", [False, True], ids=["heeding-case", "ignoring-case"])
async def test_a_backslash_is_none(database: Database, reader: Reader, ignoring: bool) -> None:
    """A backslash in the text is the character, as the page names two wildcards and no other."""
    talks(reader, {label: ROWS[label] for label in ("backslash", "plain", "slash")})
    found = await kept(database, SearchFilter("title", "a\\b", ignore_case=ignoring))
    assert found == ["backslash"], f"a search for a backslash found {found}"


LITERAL: list[tuple[str, list[str]]] = [
    ("5% off", ["percent"]),
    ("%", ["backslash-percent", "percent", "slash-percent"]),
    ("a_b", ["underscore"]),
    ("_", ["underscore"]),
    ("a/b", ["slash"]),
    ("/", ["slash", "slash-percent"]),
    ("/%", ["slash-percent"]),
    ("\\", ["backslash", "backslash-percent"]),
    ("\\%", ["backslash-percent"]),
    ("[ab]", ["bracket"]),
    ("ab", ["bracket", "plain"]),
]


@proves("filter.search-escape-wildcards")
@pytest.mark.parametrize(("text", "expected"), LITERAL)
@pytest.mark.parametrize("ignoring", [False, True], ids=["heeding-case", "ignoring-case"])
async def test_they_are_taken_literally(
    database: Database, reader: Reader, text: str, expected: list[str], ignoring: bool
) -> None:
    """With ``escape_wildcards`` each character stands for itself, inside and outside."""
    talks(reader, ROWS)
    options: dict[str, Any] = {"ignore_case": ignoring, "escape_wildcards": True}
    assert await kept(database, SearchFilter("title", text, **options)) == expected
    assert await kept(database, NotInSearchFilter("title", text, **options)) == sorted({*ROWS} - {*expected})


@proves("filter.search-escape-wildcards")
async def test_literally_in_several_fields(database: Database, reader: Reader) -> None:
    """It holds for each of the fields."""
    talks(reader, {"a": {"title": "a%b"}, "b": {"notes": "a%b"}, "c": {"title": "axb", "notes": "axb"}})
    assert await kept(database, SearchFilter({"title", "notes"}, "a%", escape_wildcards=True)) == ["a", "b"]


@proves("filter.search-escape-wildcards")
async def test_deleting_literally(database: Database, reader: Reader) -> None:
    """Only rows with the character itself are deleted."""
    talks(reader, ROWS)
    before = stored(reader)
    assert await deleted(database, SearchFilter("title", "a_b", escape_wildcards=True)) == ["underscore"]
    assert stored(reader) == {label: row for label, row in before.items() if label != "underscore"}


@proves("filter.escape-like-value")
@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("", ""),
        ("plain", "plain"),
        ("5%", "5/%"),
        ("a_b", "a/_b"),
        ("a/b", "a//b"),
        ("/%_", "///%/_"),
        ("//", "////"),
        ("a\\b", "a\\b"),
    ],
)
def test_escaped(text: str, escaped: str) -> None:
    """The escape character is escaped first, and nothing else than the three characters is."""
    assert filters.LIKE_ESCAPE_CHAR == "/"
    assert filters.escape_like_value(text) == escaped


@proves("filter.escape-like-value")
def test_escaped_by_another_character() -> None:
    """The escape character can be chosen; then the usual one is a character as others."""
    assert filters.escape_like_value("a!b_c%d/", "!") == "a!!b!_c!%d/"


@proves("filter.search-escape-wildcards")
@pytest.mark.parametrize("text", ["5%", "a_", "a/", "a\\"])
async def test_escaping_in_a_statement_of_ones_own(database: Database, reader: Reader, text: str) -> None:
    """The function and the character give the same in one's own LIKE."""
    talks(reader, ROWS)
    pattern = f"{filters.escape_like_value(text)}%"
    statement = select(Talk.label).where(Talk.title.like(pattern, escape=filters.LIKE_ESCAPE_CHAR))
    async with database.session() as session:
        found = sorted((await session.scalars(statement)).all())
    assert found == sorted(label for label, written in TEXTS.items() if written.startswith(text))
