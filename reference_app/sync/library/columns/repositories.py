# Generated from reference_app/library/columns/repositories.py by `python -m tools.twin`; do not edit.
"""Repositories of the models with columns of the library's types."""

from advanced_alchemy.repository import SQLAlchemySyncRepository

from reference_app.library.columns.models import Counter, Document, Moment, Reference, Settings, Tagged, TextReference

__all__ = (
    "CounterRepository",
    "DocumentRepository",
    "MomentRepository",
    "ReferenceRepository",
    "SettingsRepository",
    "TaggedRepository",
    "TextReferenceRepository",
)


class MomentRepository(SQLAlchemySyncRepository[Moment]):
    """Moments."""

    model_type = Moment


class ReferenceRepository(SQLAlchemySyncRepository[Reference]):
    """References."""

    model_type = Reference


class TextReferenceRepository(SQLAlchemySyncRepository[TextReference]):
    """References that are kept as text."""

    model_type = TextReference


class DocumentRepository(SQLAlchemySyncRepository[Document]):
    """Documents."""

    model_type = Document


class SettingsRepository(SQLAlchemySyncRepository[Settings]):
    """Settings."""

    model_type = Settings


class TaggedRepository(SQLAlchemySyncRepository[Tagged]):
    """Lists of tags."""

    model_type = Tagged


class CounterRepository(SQLAlchemySyncRepository[Counter]):
    """Counters."""

    model_type = Counter
