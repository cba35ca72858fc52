"""Tries what a database does with text: lengths, comparison and search."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from assay.products.probe_tables import filled, opened, refused
from assay.products.probed_space import ProbedSpace


def _finds(place: ProbedSpace, kept: str, condition: Callable[[sa.Column[Any]], sa.ColumnElement[bool]]) -> bool:
    """Whether a search finds a word."""
    with opened(place) as (engine, tables):
        filled(engine, tables.words, {"id": 1, "word": kept})
        with engine.connect() as connection:
            query = sa.select(tables.words.c.id).where(condition(tables.words.c.word))
            return connection.execute(query).first() is not None


def enforces_string_length(place: ProbedSpace) -> bool:
    """Whether the database has the capability of this name."""
    with opened(place) as (engine, tables):
        filled(engine, tables.words)
        return refused(engine, sa.insert(tables.words).values(id=1, word="x" * 40))


def keeps_string_lengths(place: ProbedSpace) -> bool:
    """Whether the database has the capability of this name."""
    with opened(place) as (engine, tables):
        filled(engine, tables.words)
        return getattr(place.described(tables.words.name).c.word.type, "length", None) == 20


def empty_string_is_not_null(place: ProbedSpace) -> bool:
    """Whether the database has the capability of this name."""
    return _finds(place, "", lambda word: word == "")


def like_is_case_sensitive(place: ProbedSpace) -> bool:
    """Whether the database has the capability of this name."""
    return not _finds(place, "Abc", lambda word: word.like("a%"))


def like_distinguishes_accents(place: ProbedSpace) -> bool:
    """Whether the database has the capability of this name."""
    return not _finds(place, "été", lambda word: word.ilike("ete"))


def folds_case_beyond_ascii(place: ProbedSpace) -> bool:
    """Whether the database has the capability of this name."""
    return _finds(place, "ÄRGER", lambda word: word.ilike("ärger"))


def equality_is_exact(place: ProbedSpace) -> bool:
    """Whether the database has the capability of this name."""
    pairs = {"Abc": "abc", "été": "ete", "end ": "end"}
    with opened(place) as (engine, tables):
        words = tables.words
        filled(engine, words, *({"id": number, "word": word} for number, word in enumerate(pairs)))
        with engine.connect() as connection:
            return connection.execute(sa.select(words.c.id).where(words.c.word.in_(pairs.values()))).first() is None


def like_has_escape(place: ProbedSpace) -> bool:
    """Whether the database has the capability of this name."""
    with opened(place) as (engine, tables):
        words = tables.words
        filled(engine, words, {"id": 1, "word": "50% off"}, {"id": 2, "word": "500 off"})
        try:
            with engine.connect() as connection:
                found = connection.execute(sa.select(words.c.id).where(words.c.word.like("50!%%", escape="!")))
                return [row.id for row in found] == [1]
        except (NotImplementedError, SQLAlchemyError):  # a dialect may refuse to write it
            return False


def compares_with_any(place: ProbedSpace) -> bool:
    """Whether the database has the capability of this name."""

    def found(connection: sa.Connection) -> list[int]:
        # No type says that the list is an array: that is the driver's affair.
        given: Any = ["a", "b"]
        query = sa.select(words.c.id).where(sa.any_(given) == words.c.word)
        return [row.id for row in connection.execute(query)]

    with opened(place) as (engine, tables):
        words = tables.words
        filled(engine, words, {"id": 1, "word": "a"}, {"id": 2, "word": "c"})
        try:
            return all(place.through(driver, found) == [1] for driver in place.backend.drivers)
        except SQLAlchemyError:
            return False
