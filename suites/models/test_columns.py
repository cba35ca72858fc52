"""Tables and columns: names, strings and dates."""

from __future__ import annotations

import datetime
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar

from assay.checking import Reader, RunningApp, TargetRuntime, answer, proves, same_everywhere, twin
from suites.models import seeding

TEXTS = {
    "300-characters": "The Murder of " * 22,
    "1000-characters": "x" * 1000,
    "1000-emoji": "\U0001f468\U0001f3fd" * 500,
    "cjk-extension-b": "\U00020000\U0002a6d6",
    "right-to-left": "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "combining": "e\u0301 \u00e9 n\u0303",
    "quotes": 'O\'Brien "the" `writer`; DROP TABLE author; --',
    "backslashes": "C:\\new\\table\\\\",
    "placeholders": "100 % %s %(name)s :name ? {name} $1",
    "white-space": "  \tleading,\r\n\ntrailing \t ",
    "null-word": "NULL",
}
DATES = {
    "today-ish": datetime.date(2024, 2, 29),
    "before-1970": datetime.date(1969, 12, 31),
    "before-1900": datetime.date(1564, 4, 26),
    "before-1582": datetime.date(1265, 5, 29),
    "far-future": datetime.date(9999, 12, 30),
}
# Not NUL: no two databases agree about it. Not surrogates: they are no characters.
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")


@proves("models.explicit-tablename")
def test_tables_are_called_as_told(app: RunningApp, reader: Reader) -> None:
    """The tables have the names that the models give, not names made from those of the classes."""
    tables = reader.tables()
    assert {"author", "book"} <= tables, f"author and book are not both among the tables {sorted(tables)}"
    invented = tables & {"author_model", "book_model", "authormodel", "bookmodel", "authors", "books"}
    assert not invented, f"there are tables named after the classes: {sorted(invented)}"


@proves("models.explicit-tablename")
def test_rows_are_in_that_table(app: RunningApp, reader: Reader) -> None:
    """What is posted as an author or a book is a row of the table of that name."""
    author_id = answer(app.post("/authors", {"name": "Agatha"}), 201)["id"]
    answer(app.post("/books", {"title": "Curtain", "author_id": author_id}), 201)
    assert (reader.count("author"), reader.count("book")) == (1, 1)


@proves("models.required-string-column")
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_comes_back_as_it_was(app: RunningApp, reader: Reader, text: str) -> None:
    """A name and a title are stored and answered character by character."""
    created = answer(app.post("/authors", {"name": text}), 201)
    row = reader.row("author", id=UUID(created["id"]))
    assert row is not None, "the answer was 201, but there is no row"
    assert row["name"] == text, f"stored is {row['name']!r}, not {text!r}"
    assert answer(app.get(f"/authors/{created['id']}"), 200)["name"] == text
    book = answer(app.post("/books", {"title": text, "author_id": created["id"]}), 201)
    row = reader.row("book", id=UUID(book["id"]))
    assert row is not None, "the answer was 201, but there is no row"
    assert row["title"] == text, f"stored is {row['title']!r}, not {text!r}"


@proves("models.required-string-column")
@same_everywhere(12, shrinks=True)
@given(text=st.text(CHARACTERS, min_size=1, max_size=60))
def test_any_text_comes_back(app: RunningApp, reader: Reader, text: str) -> None:
    """Whatever characters a name has, another connection sees the same."""
    created = answer(app.post("/authors", {"name": text}), 201)
    assert created["name"] == text, f"the answer's name is {created['name']!r}, not {text!r}"
    row = reader.row("author", id=UUID(created["id"]))
    assert row is not None, "the answer was 201, but there is no row"
    assert row["name"] == text, f"stored is {row['name']!r}, not {text!r}"


@proves("models.required-string-column", needs=("empty-string-is-not-null",))
def test_empty_text_is_a_value(app: RunningApp, reader: Reader) -> None:
    """An empty name satisfies the column, and stays an empty name."""
    created = answer(app.post("/authors", {"name": ""}), 201)
    row = reader.row("author", id=UUID(created["id"]))
    assert row is not None, "the answer was 201, but there is no row"
    assert row["name"] == "", f"stored is {row['name']!r}, not an empty string"


@proves("models.required-string-column")
def test_missing_name_is_refused(probed: RunningApp, reader: Reader) -> None:
    """An author without a name is a conflict, and no row."""
    answer(probed.post("/probes/models/authors", [{}]), 409)
    assert reader.count("author") == 0, "an author without a name was stored"


@proves("models.required-string-column")
def test_missing_title_is_refused(probed: RunningApp, reader: Reader) -> None:
    """A book without a title is a conflict, and no row."""
    answer(probed.post("/probes/models/books", {"author_id": str(seeding.author(reader))}), 409)
    assert reader.count("book") == 0, "a book without a title was stored"


@proves("models.required-string-column")
def test_columns_are_not_nullable(app: RunningApp, reader: Reader) -> None:
    """The database itself demands a name and a title."""
    nullable = [
        f"{table}.{column}"
        for table, column in (("author", "name"), ("book", "title"))
        if reader.columns(table)[column]["nullable"]
    ]
    assert not nullable, f"these columns may be NULL: {nullable}"


@proves("models.required-string-column")
def test_unbounded_string_as_written(fresh_space: TargetRuntime) -> None:
    """``name: Mapped[str]``, as the page writes it, makes a column that takes a text of any length."""
    application: Litestar = twin("suites.probes.unbounded", "suites.probes", fresh_space.target.is_async).create_app(
        fresh_space.url.render_as_string(hide_password=False),
        fresh_space.target.backend.engine_options(fresh_space.target.driver),
    )
    running = fresh_space.start(application)
    text = "The Mysterious Affair at Styles " * 100
    answer(running.post("/probes/unbounded", {"name": text}), 201)
    stored = [row["name"] for row in fresh_space.reader.rows("assay_unbounded")]
    assert stored == [text], f"stored is {stored}"


@proves("models.optional-date-column")
@pytest.mark.parametrize("dob", DATES.values(), ids=DATES)
def test_date_comes_back(probed: RunningApp, reader: Reader, dob: datetime.date) -> None:
    """A date is stored as that day, answered as that day, and a ``datetime.date`` in Python."""
    created = answer(probed.post("/authors", {"name": "Agatha", "dob": dob.isoformat()}), 201)
    row = reader.row("author", id=UUID(created["id"]))
    assert row is not None, "the answer was 201, but there is no row"
    assert row["dob"] == dob, f"stored is {row['dob']!r}, not {dob!r}"
    assert answer(probed.get(f"/authors/{created['id']}"), 200)["dob"] == dob.isoformat()
    seen = answer(probed.get(f"/probes/models/authors/{created['id']}"), 200)
    assert (seen["dob type"], seen["dob"]) == ("date", dob.isoformat())


@proves("models.optional-date-column")
@pytest.mark.parametrize("dob", [datetime.date.min, datetime.date.max], ids=["first", "last"])
def test_extreme_dates_are_dates(app: RunningApp, reader: Reader, dob: datetime.date) -> None:
    """The first and the last date of Python's calendar are stored as these days, which any client can read."""
    created = answer(app.post("/authors", {"name": "Agatha", "dob": dob.isoformat()}), 201)
    assert created["dob"] == dob.isoformat()
    # only the year: not every client can read the whole date if it is no day of the calendar
    year = sa.extract("year", reader.table("author").c["dob"]).label("year")
    stored = [float(row["year"]) for row in reader.execute(sa.select(year))]
    assert stored == [dob.year], f"{dob} is stored as a date of the year {stored}"


@proves("models.optional-date-column")
@pytest.mark.parametrize("body", [{"name": "Agatha"}, {"name": "Agatha", "dob": None}], ids=["missing", "null"])
def test_no_date_is_none(probed: RunningApp, reader: Reader, body: dict[str, str | None]) -> None:
    """An author without a date of birth has NULL in the table, and None in Python."""
    created = answer(probed.post("/authors", body), 201)
    row = reader.row("author", id=UUID(created["id"]))
    assert row is not None, "the answer was 201, but there is no row"
    assert row["dob"] is None, f"stored is {row['dob']!r}, not NULL"
    seen = answer(probed.get(f"/probes/models/authors/{created['id']}"), 200)
    assert (seen["dob type"], seen["dob"]) == ("NoneType", None)


@proves("models.optional-date-column")
def test_column_is_nullable(app: RunningApp, reader: Reader) -> None:
    """The database itself does not demand a date of birth."""
    assert reader.columns("author")["dob"]["nullable"], "author.dob must not be NULL"
