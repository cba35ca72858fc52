"""Hierarchies that are written in other ways than the page's."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from advanced_alchemy.base import BigIntBase, UUIDAuditBase, UUIDBase
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from assay.checking import proves
from suites.library.modeling.definitions import unused_key


@proves("inheritance.sti-one-table")
@pytest.mark.parametrize("base", [UUIDBase, UUIDAuditBase, BigIntBase])
async def test_parent_without_a_table_name(base: type[UUIDBase]) -> None:
    """The parent's table is named after the parent, and its subclasses have it."""

    class LibraryAnimal(base):  # type: ignore[misc,valid-type]
        __bind_key__ = unused_key()
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "animal"}  # noqa: RUF012
        kind: Mapped[str] = mapped_column(String(20))

    class LibraryDog(LibraryAnimal):
        __mapper_args__ = {"polymorphic_identity": "dog"}  # noqa: RUF012
        tricks: Mapped[int | None]

    class LibraryPuppy(LibraryDog):
        __mapper_args__ = {"polymorphic_identity": "puppy"}  # noqa: RUF012

    assert set(LibraryAnimal.metadata.tables) == {"library_animal"}
    assert LibraryDog.__table__ is LibraryPuppy.__table__ is LibraryAnimal.__table__
    assert "tricks" in LibraryAnimal.__table__.columns


@proves("inheritance.sti-one-table")
async def test_classes_in_between() -> None:
    """An abstract class between parent and child brings its columns, and so does one that has no rows of its own."""

    class LibraryPlant(UUIDBase):
        __bind_key__ = unused_key()
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "plant"}  # noqa: RUF012
        kind: Mapped[str] = mapped_column(String(20))

    class Rooted(LibraryPlant):
        __abstract__ = True
        depth: Mapped[int | None]

    class LibraryTree(Rooted):
        __mapper_args__ = {"polymorphic_identity": "tree"}  # noqa: RUF012

    class Climbing(LibraryPlant):
        __mapper_args__ = {"polymorphic_abstract": True}  # noqa: RUF012
        height: Mapped[int | None]

    class LibraryIvy(Climbing):
        __mapper_args__ = {"polymorphic_identity": "ivy"}  # noqa: RUF012

    assert set(LibraryPlant.metadata.tables) == {"library_plant"}
    assert LibraryTree.__table__ is LibraryIvy.__table__ is LibraryPlant.__table__
    assert {"depth", "height"} <= set(LibraryPlant.__table__.columns.keys())


@proves("inheritance.jti-two-tables")
async def test_child_with_a_table_below_a_shared_one() -> None:
    """A subclass of a class in a shared table may have a table of its own, and share that with others."""

    class LibraryItem(UUIDBase):
        __bind_key__ = unused_key()
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "item"}  # noqa: RUF012
        kind: Mapped[str] = mapped_column(String(20))

    class LibraryTool(LibraryItem):
        __mapper_args__ = {"polymorphic_identity": "tool"}  # noqa: RUF012

    class LibrarySaw(LibraryTool):
        __tablename__ = "library_saw"
        __mapper_args__ = {"polymorphic_identity": "saw"}  # noqa: RUF012
        id: Mapped[UUID] = mapped_column(ForeignKey("library_item.id"), primary_key=True)

    class LibraryFretsaw(LibrarySaw):
        __mapper_args__ = {"polymorphic_identity": "fretsaw"}  # noqa: RUF012
        teeth: Mapped[int | None]

    assert set(LibraryItem.metadata.tables) == {"library_item", "library_saw"}
    assert LibraryFretsaw.__table__ is LibrarySaw.__table__
    assert list(LibrarySaw.__table__.columns.keys()) == ["id", "teeth"]


@proves("inheritance.jti-two-tables")
async def test_child_without_a_kind() -> None:
    """A child with a key into its parent's table needs no column that says what it is, and no name of its table."""

    class LibraryDevice(UUIDAuditBase):
        __bind_key__ = unused_key()

    class LibraryPrinter(LibraryDevice):
        id: Mapped[UUID] = mapped_column(ForeignKey("library_device.id"), primary_key=True)
        pages: Mapped[int]

    assert set(LibraryDevice.metadata.tables) == {"library_device", "library_printer"}
    assert list(LibraryPrinter.__table__.columns.keys()) == ["id", "pages"]


@proves("inheritance.polymorphic-on-of-a-mixin")
@pytest.mark.parametrize("by", ["mixin", "abstract", "declared"])
async def test_kind_of_a_mixin(by: str) -> None:
    """The first class that is mapped has a table, also where what it says of the kind comes from above."""

    class Kind:
        __mapper_args__ = {"polymorphic_on": "kind"}  # noqa: RUF012
        kind: Mapped[str] = mapped_column(String(20))

    class Abstract(UUIDBase):
        __abstract__ = True
        __mapper_args__ = {"polymorphic_on": "kind"}  # noqa: RUF012
        kind: Mapped[str] = mapped_column(String(20))

    class Declared(UUIDBase):
        __abstract__ = True
        kind: Mapped[str] = mapped_column(String(20))

        @declared_attr.directive
        @classmethod
        def __mapper_args__(cls) -> dict[str, str]:
            return {"polymorphic_on": "kind", "polymorphic_identity": cls.__name__}

    parents = {"mixin": (Kind, UUIDBase), "abstract": (Abstract,), "declared": (Declared,)}
    namespace = {"__module__": __name__, "__bind_key__": unused_key()}
    parent = type("LibraryAncestor", parents[by], namespace)
    assert parent.__table__.name == "library_ancestor"  # type: ignore[attr-defined]


@proves("inheritance.cti-of-a-mapped-class")
@pytest.mark.parametrize("names", [{}, {"__tablename__": "library_cart_by_name"}], ids=["derived", "named"])
async def test_concrete_child_of_a_mapped_class(names: dict[str, str]) -> None:
    """It has a table of its own, named after itself, whether or not its parent says how its own is called."""
    namespace = {"__module__": __name__, "__bind_key__": unused_key(), **names}
    parent: Any = type("LibraryCart", (UUIDBase,), namespace)

    class LibraryHandcart(parent):  # type: ignore[misc]
        __mapper_args__ = {"concrete": True}  # noqa: RUF012
        id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
        handles: Mapped[int]

    assert LibraryHandcart.__table__.name == "library_handcart"
    assert list(LibraryHandcart.__table__.columns.keys()) == ["id", "handles"]
    assert parent.__table__.name == names.get("__tablename__", "library_cart")
