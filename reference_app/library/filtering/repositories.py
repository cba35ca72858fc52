"""Repositories of talks and remarks."""

from advanced_alchemy.repository import SQLAlchemyAsyncRepository

from reference_app.library.filtering.models import Note, Remark, Talk

__all__ = ("NoteRepository", "RemarkRepository", "TalkRepository")


class TalkRepository(SQLAlchemyAsyncRepository[Talk]):
    """Talks."""

    model_type = Talk


class RemarkRepository(SQLAlchemyAsyncRepository[Remark]):
    """Remarks."""

    model_type = Remark


class NoteRepository(SQLAlchemyAsyncRepository[Note]):
    """Notes."""

    model_type = Note
