"""Repositories of the models with columns of the library's types."""

from advanced_alchemy.repository import SQLAlchemyAsyncRepository

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


class MomentRepository(SQLAlchemyAsyncRepository[Moment]):
    """Moments."""

    model_type = Moment


class ReferenceRepository(SQLAlchemyAsyncRepository[Reference]):
    """References."""

    model_type = Reference


class TextReferenceRepository(SQLAlchemyAsyncRepository[TextReference]):
    """References that are kept as text."""

    model_type = TextReference


class DocumentRepository(SQLAlchemyAsyncRepository[Document]):
    """Documents."""

    model_type = Document


class SettingsRepository(SQLAlchemyAsyncRepository[Settings]):
    """Settings."""

    model_type = Settings


class TaggedRepository(SQLAlchemyAsyncRepository[Tagged]):
    """Lists of tags."""

    model_type = Tagged


class CounterRepository(SQLAlchemyAsyncRepository[Counter]):
    """Counters."""

    model_type = Counter
