# Generated from suites/library/modeling/test_registries.py by `python -m tools.twin`; do not edit.
"""Metadata of bind keys, and maps of types."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, NewType
from uuid import UUID

import msgspec
import pytest
from advanced_alchemy import base
from advanced_alchemy.base import (
    CommonTableAttributes,
    DefaultBase,
    UUIDBase,
    convention,
    metadata_registry,
    orm_registry,
)
from advanced_alchemy.mixins import UUIDPrimaryKey
from advanced_alchemy.types import FileObject, FileObjectList, JsonB
from pydantic import AnyHttpUrl, AnyUrl, EmailStr, IPvAnyAddress, IPvAnyInterface, IPvAnyNetwork, Json
from sqlalchemy import MetaData, Numeric, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from assay.checking import proves
from suites.library.sync.modeling.definitions import unused_key

Cents = NewType("Cents", int)


@dataclass
class Point:
    """A class of a program's own."""

    x: int


class Box(msgspec.Struct):
    """Another one."""

    width: int


PYDANTIC = {
    "email": (EmailStr, "String()"),
    "url": (AnyUrl, "String()"),
    "http-url": (AnyHttpUrl, "String()"),
    "address": (IPvAnyAddress, "String()"),
    "interface": (IPvAnyInterface, "String()"),
    "network": (IPvAnyNetwork, "String()"),
    "json": (Json, "JSON()"),
}
"""Annotations, and the type of the column."""

STANDARD = {
    "uuid": (UUID, "GUID(length=16)"),
    "datetime": (datetime.datetime, "DateTimeUTC(timezone=True)"),
    "date": (datetime.date, "Date()"),
    "dict": (dict, "JSON()"),
    "dict-of-any": (dict[str, Any], "JSON()"),
    "dict-of-str": (dict[str, str], "JSON()"),
}


def column_of(annotation: Any) -> Any:
    """The column that a model has whose attribute is annotated so."""
    namespace = {
        "__module__": __name__,
        "__bind_key__": unused_key(),
        "__annotations__": {"value": Mapped[annotation]},
    }
    return type("Annotated", (UUIDBase,), namespace).__table__.c.value  # type: ignore[attr-defined]


@proves("modeling.type-map-uuid-datetime")
@pytest.mark.parametrize(("annotation", "expected"), STANDARD.values(), ids=STANDARD)
def test_standard_annotations(annotation: Any, expected: str) -> None:
    """An annotation is enough, and None in it makes the column nullable."""
    column = column_of(annotation)
    assert (repr(column.type), column.nullable) == (expected, False)
    column = column_of(annotation | None)
    assert (repr(column.type), column.nullable) == (expected, True)


@proves("modeling.type-map-pydantic")
@pytest.mark.parametrize(("annotation", "expected"), PYDANTIC.values(), ids=PYDANTIC)
def test_annotations_of_pydantic(annotation: Any, expected: str) -> None:
    """Addresses are texts, and Json is JSON."""
    assert repr(column_of(annotation).type) == expected


@proves("modeling.create-registry-custom-map")
def test_map_adds_and_replaces() -> None:
    """A type that is not in the map is added, one that is there is replaced, and the others stay."""
    registry = base.create_registry({Cents: Numeric(10, 2), datetime.date: String(10), str: String(60)})
    assert registry is not orm_registry
    assert registry.metadata is not orm_registry.metadata
    assert registry.metadata.naming_convention == convention

    class OwnBase(CommonTableAttributes, DeclarativeBase):
        registry = base.create_registry({Cents: Numeric(10, 2), datetime.date: String(10), str: String(60)})

    class LibraryInvoice(UUIDPrimaryKey, OwnBase):
        total: Mapped[Cents]
        day: Mapped[datetime.date]
        text: Mapped[str]
        moment: Mapped[datetime.datetime]

    types = {column.key: repr(column.type) for column in LibraryInvoice.__table__.columns}
    assert types == {
        "id": "GUID(length=16)",
        "total": "Numeric(precision=10, scale=2)",
        "day": "String(length=10)",
        "text": "String(length=60)",
        "moment": "DateTimeUTC(timezone=True)",
        "sa_orm_sentinel": "Integer()",
    }


@proves("modeling.create-registry-custom-map")
def test_map_leaves_other_registries_alone() -> None:
    """Neither the default registry nor one that is made later has what was added."""
    custom: dict[Any, Any] = {Cents: Numeric(10, 2)}
    assert Cents in base.create_registry(custom).type_annotation_map
    assert custom.keys() == {Cents}
    assert Cents not in base.create_registry().type_annotation_map
    assert Cents not in orm_registry.type_annotation_map


@proves("modeling.metadata-registry-bind-key")
def test_each_key_has_metadata_of_its_own() -> None:
    """Models of two keys may have tables of one name, and neither is among the tables without a key."""
    one, other = unused_key(), unused_key()

    class First(UUIDBase):
        __tablename__ = "library_twice"
        __bind_key__ = one

    class Second(UUIDBase):
        __tablename__ = "library_twice"
        __bind_key__ = other
        name: Mapped[str] = mapped_column(String(20))

    assert First.metadata is metadata_registry.get(one)
    assert Second.metadata is metadata_registry.get(other)
    assert First.metadata is not Second.metadata
    assert [set(metadata_registry.get(key).tables) for key in (one, other)] == [{"library_twice"}] * 2
    assert set(Second.__table__.columns.keys()) - set(First.__table__.columns.keys()) == {"name"}
    assert "library_twice" not in metadata_registry.get(None).tables
    assert metadata_registry.get(one).naming_convention == convention


@proves("modeling.metadata-registry-bind-key")
def test_abstract_class_may_have_the_key() -> None:
    """Models get it from their parent, and one may have another."""
    key, other = unused_key(), unused_key()

    class Parent(DefaultBase):
        __abstract__ = True
        __bind_key__ = key
        id: Mapped[int] = mapped_column(primary_key=True)

    class LibraryChild(Parent):
        pass

    class LibraryStranger(Parent):
        __bind_key__ = other

    assert set(metadata_registry.get(key).tables) == {"library_child"}
    assert set(metadata_registry.get(other).tables) == {"library_stranger"}
    assert LibraryChild.metadata is metadata_registry.get(key)
    assert LibraryStranger.metadata is metadata_registry.get(other)


@proves("modeling.metadata-registry-bind-key")
def test_registry_remembers() -> None:
    """It gives the same metadata for a key, those that were set, and says which keys there are."""
    key, given = unused_key(), MetaData()
    assert key not in metadata_registry
    made = metadata_registry.get(key)
    assert metadata_registry.get(key) is made
    assert metadata_registry[key] is made
    assert key in metadata_registry
    assert {None, key} <= set(metadata_registry)
    metadata_registry.set(key, given)
    assert metadata_registry.get(key) is given
    assert type(metadata_registry)() is metadata_registry, "there are two registries"


@proves("modeling.type-map-file-object")
@pytest.mark.parametrize("annotation", [FileObject, FileObjectList], ids=["one", "several"])
def test_annotations_of_files(annotation: Any) -> None:
    """The annotation is enough, as the map has it."""
    assert type(column_of(annotation).type).__name__ == "StoredObject"


@proves("modeling.create-registry-custom-map")
def test_classes_of_ones_own() -> None:
    """A dataclass or a struct is stored as the map says."""

    class ShapeBase(CommonTableAttributes, DeclarativeBase):
        registry = base.create_registry({Point: JsonB, Box: JsonB})

    class LibraryShape(UUIDPrimaryKey, ShapeBase):
        point: Mapped[Point]
        box: Mapped[Box | None]

    columns = LibraryShape.__table__.columns
    assert (repr(columns["point"].type), repr(columns["box"].type)) == ("JSON()", "JSON()")
    assert (columns["point"].nullable, columns["box"].nullable) == (False, True)
