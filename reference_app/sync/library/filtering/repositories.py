# Generated from reference_app/library/filtering/repositories.py by `python -m tools.twin`; do not edit.
"""Repositories of talks and remarks."""

from advanced_alchemy.repository import SQLAlchemySyncRepository

from reference_app.library.filtering.models import Note, Remark, Talk

__all__ = ("NoteRepository", "RemarkRepository", "TalkRepository")


class TalkRepository(SQLAlchemySyncRepository[Talk]):
    """Talks."""

    model_type = Talk


class RemarkRepository(SQLAlchemySyncRepository[Remark]):
    """Remarks."""

    model_type = Remark


class NoteRepository(SQLAlchemySyncRepository[Note]):
    """Notes."""

    model_type = Note
