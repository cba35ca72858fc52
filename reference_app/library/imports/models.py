"""Models whose keys are the caller's."""

from uuid import UUID, uuid4

from advanced_alchemy.base import DefaultBase
from advanced_alchemy.mixins import AuditColumns
from sqlalchemy import String
from sqlalchemy.orm import Mapped, MappedAsDataclass, declared_attr, mapped_column, orm_insert_sentinel

__all__ = ("DataclassAuthor", "ImportedProduct", "LegacyRecord", "SentinelUser")


class ImportedProduct(DefaultBase, AuditColumns):
    """A product that has its key from another system."""

    __tablename__ = "library_imported_product"
    __bind_key__ = "library"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))


class LegacyRecord(DefaultBase, AuditColumns):
    """A record that has its number from another system."""

    __tablename__ = "library_legacy_record"
    __bind_key__ = "library"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    label: Mapped[str] = mapped_column(String(60))


class DataclassAuthor(MappedAsDataclass, DefaultBase):
    """An author who is a dataclass."""

    __tablename__ = "library_dataclass_author"
    __bind_key__ = "library"

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, insert_default=uuid4)
    name: Mapped[str] = mapped_column(String(60))
    bio: Mapped[str | None] = mapped_column(String(60), default=None)


class OwnKey:
    """A key and a sentinel of the program's own."""

    id: Mapped[UUID] = mapped_column(default=uuid4, primary_key=True)

    @declared_attr
    def _sentinel(cls) -> Mapped[int]:  # noqa: N805 - as the page has it
        return orm_insert_sentinel(name="sa_orm_sentinel")


class SentinelUser(OwnKey, DefaultBase):
    """A user with that key."""

    __tablename__ = "library_sentinel_user"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(60))
