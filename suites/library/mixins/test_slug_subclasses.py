"""Models on ``SlugKey`` that have arguments or subclasses."""

from __future__ import annotations

from advanced_alchemy.base import DefaultBase, UUIDBase
from advanced_alchemy.mixins import SlugKey
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assay.checking import proves
from suites.library.modeling.definitions import names_of, unused_key


@proves("mixins.slug-unique")
async def test_slug_beside_arguments_of_the_model() -> None:
    """A model that has table arguments of its own has unique slugs, too."""

    class LibraryArgued(UUIDBase, SlugKey):
        __bind_key__ = unused_key()
        __table_args__ = {"comment": "a comment"}  # noqa: RUF012 - as SQLAlchemy has it

    table = LibraryArgued.metadata.tables["library_argued"]
    assert names_of(table, UniqueConstraint) == ["uq_library_argued_slug"], "the slugs are not unique"


@proves("mixins.slug-subclasses")
async def test_slug_of_classes_that_share_a_table() -> None:
    """The table has one constraint on its slugs, however many classes share it."""

    class LibraryShared(UUIDBase, SlugKey):
        __bind_key__ = unused_key()
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "shared"}  # noqa: RUF012
        kind: Mapped[str] = mapped_column(String(20))

    class LibrarySharing(LibraryShared):
        __mapper_args__ = {"polymorphic_identity": "sharing"}  # noqa: RUF012

    assert LibrarySharing.__tablename__ is None
    table = LibraryShared.metadata.tables["library_shared"]
    assert names_of(table, UniqueConstraint) == ["uq_library_shared_slug"]
    assert [index.name for index in table.indexes] == ["ix_library_shared_slug_unique"]


@proves("mixins.slug-subclasses")
async def test_slug_of_classes_with_a_table_each() -> None:
    """A child with a table of its own leaves the slug to its parent's."""

    class LibraryAbove(DefaultBase, SlugKey):
        __bind_key__ = unused_key()
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "above"}  # noqa: RUF012
        id: Mapped[int] = mapped_column(primary_key=True)
        kind: Mapped[str] = mapped_column(String(20))

    class LibraryBelow(LibraryAbove):
        __tablename__ = "library_below"
        __mapper_args__ = {"polymorphic_identity": "below"}  # noqa: RUF012
        id: Mapped[int] = mapped_column(ForeignKey("library_above.id"), primary_key=True)

    tables = LibraryBelow.metadata.tables
    assert names_of(tables["library_above"], UniqueConstraint) == ["uq_library_above_slug"]
    assert names_of(tables["library_below"], UniqueConstraint) == []


@proves("mixins.slug-subclasses")
async def test_slug_of_an_abstract_parent() -> None:
    """Each model on it has a constraint of its own."""

    class LibrarySlugged(UUIDBase, SlugKey):
        __abstract__ = True
        __bind_key__ = unused_key()

    class LibraryOne(LibrarySlugged):
        pass

    class LibraryTwo(LibrarySlugged):
        pass

    assert names_of(LibraryOne.metadata.tables["library_one"], UniqueConstraint) == ["uq_library_one_slug"]
    assert names_of(LibraryTwo.metadata.tables["library_two"], UniqueConstraint) == ["uq_library_two_slug"]
