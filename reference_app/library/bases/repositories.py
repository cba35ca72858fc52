"""Repositories of the notes that checks ask for more than their keys."""

from advanced_alchemy.repository import SQLAlchemyAsyncRepository

from reference_app.library.bases.models import BigIntAuditNote, UUIDAuditNote

__all__ = ("BigIntAuditNoteRepository", "UUIDAuditNoteRepository")


class BigIntAuditNoteRepository(SQLAlchemyAsyncRepository[BigIntAuditNote]):
    """Notes with a number and times."""

    model_type = BigIntAuditNote


class UUIDAuditNoteRepository(SQLAlchemyAsyncRepository[UUIDAuditNote]):
    """Notes with a random UUID and times."""

    model_type = UUIDAuditNote
