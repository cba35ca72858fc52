# Generated from suites/library/mixins/test_keys.py by `python -m tools.twin`; do not edit.
"""Where numbers come from: sequences and identities."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.base import BigIntAuditBase, BigIntBase, IdentityAuditBase, IdentityBase, metadata_registry
from sqlalchemy import BigInteger, Identity, Index, MetaData, Sequence, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from assay.checking import proves
from suites.library.sync.modeling.definitions import unused_key


def sequence_of(model: Any) -> Sequence:
    """The sequence from which a model's keys are drawn."""
    default = model.__table__.c.id.default
    assert isinstance(default, Sequence), f"the default is {default!r}"
    return default


@proves("mixins.bigint-sequence-name")
@pytest.mark.parametrize("base", [BigIntBase, BigIntAuditBase])
def test_sequence_is_named_after_the_table(base: type[BigIntBase]) -> None:
    """Whether the name is derived or given; each table has its own."""
    key = unused_key()
    derived: Any = type("LibraryCounted", (base,), {"__module__": __name__, "__bind_key__": key})
    named: Any = type(
        "LibraryOther", (base,), {"__module__": __name__, "__bind_key__": key, "__tablename__": "library_by_name"}
    )
    assert [sequence_of(model).name for model in (derived, named)] == [
        "library_counted_id_seq",
        "library_by_name_id_seq",
    ]
    assert [sequence_of(model).schema for model in (derived, named)] == [None, None]
    assert isinstance(derived.__table__.c.id.type, BigInteger)


ARGUMENTS = {
    "options": {"schema": "archive"},
    "constraint-and-options": (UniqueConstraint("title", name="uq_archived"), {"schema": "archive"}),
    "index-and-options": (Index("ix_archived", "title"), {"comment": "old", "schema": "archive"}),
}


@proves("mixins.bigint-sequence-name")
@pytest.mark.parametrize("arguments", ARGUMENTS.values(), ids=ARGUMENTS)
def test_sequence_is_in_the_schema_of_the_table(arguments: Any) -> None:
    """However the model says in which schema its table is."""

    class LibraryArchived(BigIntBase):
        __bind_key__ = unused_key()
        __table_args__ = arguments
        title: Mapped[str] = mapped_column(String(20))

    assert LibraryArchived.metadata.tables["archive.library_archived"].schema == "archive"
    assert sequence_of(LibraryArchived).schema == "archive"
    assert sequence_of(LibraryArchived).name == "library_archived_id_seq"


@proves("mixins.bigint-sequence-name")
def test_schema_of_an_abstract_parent() -> None:
    """Its models have it, table and sequence."""

    class Archived(BigIntBase):
        __abstract__ = True
        __bind_key__ = unused_key()

        @declared_attr.directive
        @classmethod
        def __table_args__(cls) -> dict[str, str]:
            return {"schema": "archive"}

    class LibraryOld(Archived):
        pass

    assert LibraryOld.metadata.tables["archive.library_old"].schema == "archive"
    assert sequence_of(LibraryOld).schema == "archive"


@proves("mixins.bigint-sequence-name")
def test_schema_of_the_metadata() -> None:
    """Metadata can have a schema for all of their tables: the sequence is where the table is."""
    key = unused_key()
    metadata_registry.set(key, MetaData(schema="archive"))

    class LibraryStored(BigIntBase):
        __bind_key__ = key

    assert LibraryStored.metadata.tables["archive.library_stored"].schema == "archive"
    schema = sequence_of(LibraryStored).schema
    assert schema == "archive", f"the table is in archive, the sequence in {schema}"


@proves("mixins.bigint-sequence-name")
def test_classes_that_share_a_table_share_the_sequence() -> None:
    """A subclass draws from its parent's."""

    class LibraryOwner(BigIntBase):
        __bind_key__ = unused_key()
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "owner"}  # noqa: RUF012
        kind: Mapped[str] = mapped_column(String(20))

    class LibraryTenant(LibraryOwner):
        __mapper_args__ = {"polymorphic_identity": "tenant"}  # noqa: RUF012

    assert sequence_of(LibraryTenant) is sequence_of(LibraryOwner)
    assert sequence_of(LibraryOwner).name == "library_owner_id_seq"


@proves("mixins.identity-primary-key")
@pytest.mark.parametrize("base", [IdentityBase, IdentityAuditBase])
def test_identity_needs_no_sequence(base: type[IdentityBase]) -> None:
    """The column is an identity that begins with one, and of the width of a BigInt key."""
    model: Any = type("LibraryIdentified", (base,), {"__module__": __name__, "__bind_key__": unused_key()})
    column = model.__table__.c.id
    assert isinstance(column.identity, Identity), "the column is no identity"
    assert (column.identity.start, column.identity.increment) == (1, 1)
    assert not isinstance(column.default, Sequence)
    assert isinstance(column.type, BigInteger)
