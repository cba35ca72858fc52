# Generated from reference_app/library/bases/repositories.py by `python -m tools.twin`; do not edit.
"""Repositories of the notes that checks ask for more than their keys."""

from advanced_alchemy.repository import SQLAlchemySyncRepository

from reference_app.library.bases.models import BigIntAuditNote, UUIDAuditNote

__all__ = ("BigIntAuditNoteRepository", "UUIDAuditNoteRepository")


class BigIntAuditNoteRepository(SQLAlchemySyncRepository[BigIntAuditNote]):
    """Notes with a number and times."""

    model_type = BigIntAuditNote


class UUIDAuditNoteRepository(SQLAlchemySyncRepository[UUIDAuditNote]):
    """Notes with a random UUID and times."""

    model_type = UUIDAuditNote
