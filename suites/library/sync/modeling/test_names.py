# Generated from suites/library/modeling/test_names.py by `python -m tools.twin`; do not edit.
"""Names of tables and constraints."""

from __future__ import annotations

import re

import pytest
from advanced_alchemy.base import BigIntAuditBase, UUIDBase
from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assay.checking import proves
from reference_app.sync.library.database import Database
from suites.library.sync.modeling.definitions import names_of, statement_for, unused_key

MODELS = ()

TABLES = {
    "Author": "author",
    "UserAccount": "user_account",
    "HTTPServer": "http_server",
    "UserAPI": "user_api",
    "XMLHttpRequest": "xml_http_request",
    "UserV2": "user_v2",
    "Area51Visitor": "area51_visitor",
    "ISO8601Date": "iso8601_date",
    "ABC": "abc",
    "A": "a",
}
"""Names of classes, and those of their tables."""


@proves("modeling.table-name-derived")
@pytest.mark.parametrize(("name", "expected"), TABLES.items())
def test_table_is_named_after_its_class(name: str, expected: str) -> None:
    """In snake case; acronyms and numbers stay together."""
    for base in (UUIDBase, BigIntAuditBase):
        model = type(name, (base,), {"__module__": __name__, "__bind_key__": unused_key()})
        assert model.__table__.name == expected  # type: ignore[attr-defined]
        assert model.__tablename__ == expected  # type: ignore[attr-defined]


@proves("modeling.table-name-derived")
def test_each_class_has_its_own_table() -> None:
    """An abstract parent names no table; a name that is given is the table's, and is not handed down."""
    key = unused_key()

    class LibraryParent(UUIDBase):
        __abstract__ = True
        __bind_key__ = key

    class LibraryChild(LibraryParent):
        pass

    class LibraryOther(LibraryParent):
        __tablename__ = "library_named"

    assert set(LibraryParent.metadata.tables) == {"library_child", "library_named"}
    assert (LibraryChild.__tablename__, LibraryOther.__tablename__) == ("library_child", "library_named")


@proves("modeling.naming-convention")
def test_constraints_of_one_table_have_different_names() -> None:
    """Also those that begin with the same column."""

    class LibraryDistinct(UUIDBase):
        __bind_key__ = unused_key()
        __table_args__ = (
            UniqueConstraint("shelf", "title"),
            UniqueConstraint("shelf", "number"),
            Index(None, "title", "number"),
            Index(None, "title", "shelf"),
        )
        shelf: Mapped[str] = mapped_column(String(20))
        title: Mapped[str] = mapped_column(String(20))
        number: Mapped[int]

    table = LibraryDistinct.metadata.tables["library_distinct"]
    names = names_of(table, UniqueConstraint) + sorted(str(index.name) for index in table.indexes)
    assert len(set(names)) == 4, f"two have one name: {names}"


@proves("modeling.naming-convention")
def test_check_constraint_without_a_name() -> None:
    """It gets one, and the table can be made."""

    class LibraryChecked(UUIDBase):
        __bind_key__ = unused_key()
        __table_args__ = (CheckConstraint("number > 0"),)
        number: Mapped[int]

    assert "CHECK (number > 0)" in statement_for(LibraryChecked.metadata.tables["library_checked"])


@proves("modeling.naming-convention", needs=("unique-constraints",))
def test_long_names_are_cut_and_different(database: Database) -> None:
    """A name that is too long for the database is cut where it is written, and two of them are two."""

    class LibraryOfNamesThatAreLong(UUIDBase):
        __bind_key__ = unused_key()
        a_column_whose_name_is_about_fifty_characters_long_1: Mapped[str] = mapped_column(String(20), unique=True)
        a_column_whose_name_is_about_fifty_characters_long_2: Mapped[str] = mapped_column(String(20), unique=True)

    table = LibraryOfNamesThatAreLong.metadata.tables["library_of_names_that_are_long"]
    dialect = database.engine.dialect
    statement = statement_for(table, dialect)
    found = re.findall(r"CONSTRAINT \W?(\w+)\W? UNIQUE", statement)
    assert len(set(found)) == 2, statement
    assert all(len(name) <= dialect.max_identifier_length for name in found), found
    assert statement == statement_for(table, dialect)
