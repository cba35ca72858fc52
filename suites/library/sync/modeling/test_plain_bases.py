# Generated from suites/library/modeling/test_plain_bases.py by `python -m tools.twin`; do not edit.
"""The base classes that bring no key."""

from __future__ import annotations

import pytest
from advanced_alchemy.base import AdvancedDeclarativeBase, DefaultBase, create_registry, metadata_registry, orm_registry
from sqlalchemy import String, inspect
from sqlalchemy.orm import Mapped, mapped_column

from assay.checking import Reader, proves
from reference_app.library.bases.models import BareNote, LibraryDefaultNote
from reference_app.sync.library.database import Database
from suites.library.sync.modeling.definitions import unused_key

MODELS = (LibraryDefaultNote, BareNote)


@proves("modeling.default-base", "modeling.table-name-derived")
def test_default_base_adds_nothing_but_the_name(database: Database, reader: Reader) -> None:
    """The table is named after the class, and has the columns of the class, with the key that it declares."""
    del database
    assert set(reader.columns("library_default_note")) == {"shelf", "number", "title"}
    assert [column.name for column in inspect(LibraryDefaultNote).primary_key] == ["shelf", "number"]
    assert LibraryDefaultNote.metadata is metadata_registry.get("library")


@proves("modeling.default-base")
def test_key_of_two_columns(database: Database, reader: Reader) -> None:
    """Both columns are the key: rows that have one in common are two."""
    with database.session() as session:
        session.add_all(
            [
                LibraryDefaultNote(shelf="A", number=1, title="One"),
                LibraryDefaultNote(shelf="A", number=2, title="Two"),
                LibraryDefaultNote(shelf="B", number=1, title="Three"),
            ]
        )
        session.commit()
    with database.session() as session:
        found = session.get_one(LibraryDefaultNote, ("A", 2))
        assert found.to_dict() == {"shelf": "A", "number": 2, "title": "Two"}
        found.title = "Changed"
        session.commit()
    assert sorted(tuple(row.values()) for row in reader.rows("library_default_note")) == [
        ("A", 1, "One"),
        ("A", 2, "Changed"),
        ("B", 1, "Three"),
    ]


@proves("modeling.advanced-declarative-base")
def test_bare_base_stores_and_reads(database: Database, reader: Reader) -> None:
    """A model on it has what it declares, in the metadata of its bind key."""
    with database.session() as session:
        session.add(BareNote(key="a", title="One"))
        session.commit()
    with database.session() as session:
        assert (session.get_one(BareNote, "a")).title == "One"
    assert reader.rows("library_bare_note") == [{"key": "a", "title": "One"}]
    assert set(reader.columns("library_bare_note")) == {"key", "title"}
    assert BareNote.metadata is metadata_registry.get("library")


@proves("modeling.advanced-declarative-base")
def test_bare_base_is_on_the_registry() -> None:
    """Models on it know those on the other bases: it is one registry."""
    assert AdvancedDeclarativeBase.registry is orm_registry
    assert AdvancedDeclarativeBase.metadata is metadata_registry.get(None)
    assert inspect(BareNote).registry is orm_registry
    assert inspect(LibraryDefaultNote).registry is orm_registry


@proves("modeling.create-registry-custom-map")
@pytest.mark.parametrize("base", [AdvancedDeclarativeBase, DefaultBase])
def test_base_with_a_registry_of_its_own(base: type[AdvancedDeclarativeBase]) -> None:
    """The base may be given another registry: its map decides on the types, and only there."""

    class OwnBase(base):  # type: ignore[misc,valid-type]
        __abstract__ = True
        registry = create_registry({str: String(77)})

    class OwnThing(OwnBase):
        __tablename__ = "library_own_thing"
        key: Mapped[str] = mapped_column(primary_key=True)

    class OtherThing(base):  # type: ignore[misc,valid-type]
        __tablename__ = "library_other_thing"
        __bind_key__ = unused_key()
        key: Mapped[str] = mapped_column(primary_key=True)

    table = OwnThing.metadata.tables["library_own_thing"]
    OwnThing.metadata.remove(table)
    other = OtherThing.metadata.tables["library_other_thing"]
    assert (repr(table.c["key"].type), repr(other.c["key"].type)) == ("String(length=77)", "String()")
    assert OwnThing.metadata is OwnBase.registry.metadata
