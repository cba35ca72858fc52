"""searchIgnoreCase."""

from __future__ import annotations

import pytest

from assay.checking import Reader, RunningApp, answer, proves
from suites.conftest import StartApp
from suites.filters.openapi import query_parameters
from suites.filters.seeding import expect_names, seed_authors

NAMES = ["Agatha", "agnes", "Dorothy"]


@proves("filters.search-ignore-case")
@pytest.mark.parametrize("text", ["AG", "ag", "aG"])
def test_case_is_ignored_by_default(app: RunningApp, reader: Reader, text: str) -> None:
    """However the text is written, both names are found."""
    seed_authors(reader, NAMES)
    expect_names(answer(app.get("/authors", searchString=text), 200), ["Agatha", "agnes"])


@proves("filters.search-ignore-case")
@pytest.mark.parametrize("value", ["true", "True", "1"])
def test_case_is_ignored_on_request(app: RunningApp, reader: Reader, value: str) -> None:
    """searchIgnoreCase=true says the same as the default."""
    seed_authors(reader, NAMES)
    expect_names(answer(app.get("/authors", searchString="AG", searchIgnoreCase=value), 200), ["Agatha", "agnes"])


CASED = {"AG": [], "Ag": ["Agatha"], "ag": ["agnes"], "GATHA": [], "gatha": ["Agatha"]}


@proves("filters.search-ignore-case", needs=("like-is-case-sensitive",))
@pytest.mark.parametrize(("text", "expected"), CASED.items(), ids=CASED)
def test_case_counts_on_request(app: RunningApp, reader: Reader, text: str, expected: list[str]) -> None:
    """searchIgnoreCase=false finds the text as it is written only."""
    seed_authors(reader, NAMES)
    expect_names(answer(app.get("/authors", searchString=text, searchIgnoreCase="false"), 200), expected)


@proves("filters.search-ignore-case", needs=("like-is-case-sensitive",))
@pytest.mark.parametrize(("text", "expected"), CASED.items(), ids=CASED)
def test_case_counts_without_the_setting(start_app: StartApp, reader: Reader, text: str, expected: list[str]) -> None:
    """A controller that does not set search_ignore_case finds the text as it is written only."""
    seed_authors(reader, NAMES)
    app = start_app(probes="filters")
    expect_names(answer(app.get("/cased-authors", searchString=text), 200), expected)


@proves("filters.search-ignore-case")
def test_without_the_setting_it_can_be_asked_for(start_app: StartApp, reader: Reader) -> None:
    """A controller that does not set search_ignore_case ignores the case when the client says so."""
    seed_authors(reader, NAMES)
    app = start_app(probes="filters")
    page = answer(app.get("/cased-authors", searchString="AG", searchIgnoreCase="true"), 200)
    expect_names(page, ["Agatha", "agnes"])


@proves("filters.search-ignore-case")
@pytest.mark.parametrize("value", ["maybe", "2", "", ["true", "maybe"]], ids=["word", "number", "empty", "repeated"])
def test_bad_value_is_refused(app: RunningApp, reader: Reader, value: str | list[str]) -> None:
    """400, and the next request works."""
    seed_authors(reader, NAMES)
    answer(app.get("/authors", searchString="AG", searchIgnoreCase=value), 400)
    expect_names(answer(app.get("/authors", searchString="AG"), 200), ["Agatha", "agnes"])


@proves("filters.search-ignore-case")
def test_openapi_shows_the_default(start_app: StartApp) -> None:
    """The API's description says that it is on where it was set, and off where it was not."""
    app = start_app(probes="filters")
    shown = {
        path: query_parameters(app, path)["searchIgnoreCase"]["schema"].get("default")
        for path in ("/authors", "/books", "/cased-authors")
    }
    assert shown == {"/authors": True, "/books": True, "/cased-authors": False}


LETTERS = {
    "e-acute": ("É", "é"),
    "a-umlaut": ("Ä", "ä"),
    "o-double-acute": ("Ő", "ő"),
    "i-with-ogonek": ("Į", "į"),
    "cyrillic-zhe": ("Ж", "ж"),
    "greek-sigma": ("Σ", "\N{GREEK SMALL LETTER SIGMA}"),
    "armenian-ayb": ("\N{ARMENIAN CAPITAL LETTER AYB}", "\N{ARMENIAN SMALL LETTER AYB}"),
    "full-width-a": ("\N{FULLWIDTH LATIN CAPITAL LETTER A}", "\N{FULLWIDTH LATIN SMALL LETTER A}"),
    "roman-eight": ("Ⅷ", "ⅷ"),
    "capital-sharp-s": ("ẞ", "ß"),
    "deseret-long-i": ("𐐀", "𐐨"),
}
EACH = {
    f"{name}-{case}": letter
    for name, pair in LETTERS.items()
    for case, letter in zip(("upper", "lower"), pair, strict=True)
}


@proves("filters.search-ignore-case", needs=("folds-case-beyond-ascii",))
@pytest.mark.parametrize(("upper", "lower"), LETTERS.values(), ids=LETTERS)
def test_letters_beyond_ascii(app: RunningApp, reader: Reader, upper: str, lower: str) -> None:
    """The capital letter finds the small one, and the other way round."""
    seed_authors(reader, [f"x{upper}y", f"x{lower}y", "xy"])
    expected = sorted([f"x{upper}y", f"x{lower}y"])
    expect_names(answer(app.get("/authors", searchString=f"X{upper}Y"), 200), expected)
    expect_names(answer(app.get("/authors", searchString=f"x{lower}y"), 200), expected)


@proves("filters.search-ignore-case")
@pytest.mark.parametrize("letter", EACH.values(), ids=EACH)
def test_letters_beyond_ascii_find_themselves(app: RunningApp, reader: Reader, letter: str) -> None:
    """Whatever is folded, a name is found by its own letters."""
    seed_authors(reader, [f"Q{letter}Q", "QQ"])
    expect_names(answer(app.get("/authors", searchString=f"Q{letter}Q"), 200), [f"Q{letter}Q"])


ACCENTS = {"e": "é", "a": "ä", "o": "ø", "ss": "ß", "i": "\N{LATIN SMALL LETTER DOTLESS I}", "n": "n\u0303"}


@proves("filters.search-ignore-case", needs=("like-distinguishes-accents",))
@pytest.mark.parametrize(
    ("plain", "accented"), ACCENTS.items(), ids=["e", "a", "o", "ss", "dotless-i", "combining-tilde"]
)
def test_case_is_all_that_is_ignored(app: RunningApp, reader: Reader, plain: str, accented: str) -> None:
    """A letter does not find another one, such as the same with an accent."""
    seed_authors(reader, [f"x{accented}y"])
    expect_names(answer(app.get("/authors", searchString=f"X{plain}Y"), 200), [])
