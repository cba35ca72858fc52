"""searchString."""

from __future__ import annotations

import datetime

import pytest

from assay.checking import Reader, RunningApp, answer, proves
from suites.filters.openapi import query_parameters
from suites.filters.seeding import expect_names, names, seed_authors, seed_books
from suites.forms import QUERIES

NAMES = ["Agatha Christie", "Dorothy L. Sayers", "Ngaio Marsh", "Margery Allingham"]

FRAGMENTS = {
    "middle": ("ath", ["Agatha Christie"]),
    "start": ("Ngaio", ["Ngaio Marsh"]),
    "end": ("ham", ["Margery Allingham"]),
    "whole": ("Dorothy L. Sayers", ["Dorothy L. Sayers"]),
    "several": ("ar", ["Margery Allingham", "Ngaio Marsh"]),
    "across-words": ("a Chr", ["Agatha Christie"]),
    "space": (" L", ["Dorothy L. Sayers"]),
    "one-letter": ("j", []),
    "nothing": ("Simenon", []),
    "longer-than-the-name": ("Agatha Christie!", []),
}


@proves("filters.search-field")
@pytest.mark.parametrize(("text", "expected"), FRAGMENTS.values(), ids=FRAGMENTS)
def test_names_that_contain_the_text(app: RunningApp, reader: Reader, text: str, expected: list[str]) -> None:
    """Exactly the rows whose name contains the text, and a total that counts these."""
    seed_authors(reader, NAMES)
    page = answer(app.get("/authors", searchString=text), 200)
    expect_names(page, expected)
    assert page["total"] == len(expected)


@proves("filters.search-field")
def test_without_text(app: RunningApp, reader: Reader) -> None:
    """All rows."""
    seed_authors(reader, NAMES)
    expect_names(answer(app.get("/authors"), 200), sorted(NAMES))


@proves("filters.search-field")
def test_empty_text(app: RunningApp, reader: Reader) -> None:
    """All rows: every name contains the empty text."""
    seed_authors(reader, NAMES)
    expect_names(answer(app.get("/authors", searchString=""), 200), sorted(NAMES))


@proves("filters.search-field")
def test_other_columns_are_not_searched(app: RunningApp, reader: Reader) -> None:
    """Text that is only in the date of birth or in the id finds nothing."""
    ids = seed_authors(reader, ["Agatha"], datetime.date(1890, 9, 15))
    expect_names(answer(app.get("/authors", searchString="1890"), 200), [])
    expect_names(answer(app.get("/authors", searchString=str(ids["Agatha"])[:8]), 200), [])


@proves("filters.search-field")
def test_each_controller_searches_its_own_field(app: RunningApp, reader: Reader) -> None:
    """The books' search is for titles and the authors' for names, whichever was asked before."""
    ids = seed_authors(reader, ["Agatha", "Dorothy"])
    seed_books(reader, ids["Agatha"], ["Dorothy's Diary", "Curtain"])
    for _ in range(2):
        expect_names(answer(app.get("/authors", searchString="Dorothy"), 200), ["Dorothy"])
        expect_names(answer(app.get("/books", searchString="Dorothy"), 200), ["Dorothy's Diary"], "title")
        expect_names(answer(app.get("/books", searchString="Agatha"), 200), [], "title")


AWKWARD = {
    "quote": "'",
    "double-quote": '"',
    "two-hyphens": "--",
    "semicolon": ";",
    "slash": "/",
    "bracket": "[",
    "brackets": "[a-z]",
    "star": "*",
    "question-mark": "?",
    "dot": ".",
    "caret": "^",
    "colon-name": ":name",
    "percent-s": "%(s",
    "ampersand": "&",
    "plus": "+",
    "umlaut": "ü",
    "han": "漢",
    "emoji": "🦊",
    "emoji-with-skin-tone": "👍🏽",
    "han-beyond-the-first-plane": "𠮷",
    "right-to-left": "א",
    "tab": "\t",
    "newline": "\n",
}


@proves("filters.search-field")
@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD)
def test_awkward_text(app: RunningApp, reader: Reader, text: str) -> None:
    """A character that means something to SQL, URLs or an encoding is text like any other."""
    seed_authors(reader, [f"a{text}b", "ab", "axb", "axxb"])
    expect_names(answer(app.get("/authors", searchString=text), 200), [f"a{text}b"])


@proves("filters.search-field")
def test_query_of_a_browser(app: RunningApp, reader: Reader) -> None:
    """What a browser makes of a search form's text is the text that was typed: its blanks are plus signs."""
    query, typed = QUERIES["awkward-text"]
    seed_authors(reader, [f"<{typed}>", typed.replace(" ", "+"), "a b c & ü"])
    expect_names(answer(app.client.get(f"/authors?{query}"), 200), [f"<{typed}>"])


WILDCARDS = {
    "percent": "%",
    "underscore": "_",
    "backslash": "\\",
    "percent-in-text": "5% of",
    "underscore-in-text": "a_b",
}


@proves("filters.search-field")
@pytest.mark.parametrize("text", WILDCARDS.values(), ids=WILDCARDS)
def test_wildcards_of_like(app: RunningApp, reader: Reader, text: str) -> None:
    r"""The characters that LIKE treats apart are text too: %, _ and \ are found where they are."""
    seed_authors(reader, [f"<{text}>", "axb", "<5 percent of>"])
    expect_names(answer(app.get("/authors", searchString=text), 200), [f"<{text}>"])


@proves("filters.search-field")
def test_backslash_before_a_letter(app: RunningApp, reader: Reader) -> None:
    """A path is found by its backslashes, and nothing else is."""
    seed_authors(reader, ["C:\\name", "C:name"])
    expect_names(answer(app.get("/authors", searchString=":\\n"), 200), ["C:\\name"])


@proves("filters.search-field")
def test_long_text_that_matches(app: RunningApp, reader: Reader) -> None:
    """A text as long as the column finds the one row that has it, and not one that differs at its end."""
    long = "long name " * 100
    seed_authors(reader, [long, long[:-2] + "y "])
    page = answer(app.get("/authors", searchString=long), 200)
    expect_names(page, [long])
    assert page["total"] == 1, f"one row has the text, and the total is {page['total']}"


@proves("filters.search-field")
def test_long_text_without_match(app: RunningApp, reader: Reader) -> None:
    """A text of 4000 characters, longer than the column, finds nothing."""
    seed_authors(reader, NAMES)
    page = answer(app.get("/authors", searchString="x" * 4000), 200)
    assert (page["items"], page["total"]) == ([], 0)


@proves("filters.search-field")
def test_nul_character(app: RunningApp, reader: Reader) -> None:
    """A NUL, which some databases cannot hold, finds nothing or is refused, never a server error."""
    seed_authors(reader, ["Agatha"])
    response = app.get("/authors", searchString="a\x00b")
    after = app.get("/authors")
    assert response.status_code in {200, 400}, (
        f"a NUL in searchString answered {response.status_code}, neither 200 nor 400: {response.text[:200]}"
    )
    if response.status_code == 200:
        expect_names(response.json(), [])
    expect_names(answer(after, 200), ["Agatha"])


@proves("filters.search-field")
def test_repeated_text(app: RunningApp, reader: Reader) -> None:
    """Given twice: a refusal, or one of the two is searched for; never a server error, and the next request works."""
    seed_authors(reader, NAMES)
    response = app.get("/authors", searchString=["Agatha", "Ngaio"])
    after = app.get("/authors", searchString="Ngaio")
    assert response.status_code in {200, 400}, f"answered {response.status_code}: {response.text[:200]}"
    if response.status_code == 200:
        found = names(response.json())
        assert found in (["Agatha Christie"], ["Ngaio Marsh"]), f"neither text was searched for: found {found}"
    expect_names(answer(after, 200), ["Ngaio Marsh"])


@proves("filters.search-field")
def test_openapi_lists_the_text(app: RunningApp) -> None:
    """The API's description has an optional search string, for each controller."""
    for path in ("/authors", "/books"):
        parameters = query_parameters(app, path)
        assert "searchString" in parameters, f"the query parameters of {path} are {sorted(parameters)}"
        assert not parameters["searchString"].get("required", False)
