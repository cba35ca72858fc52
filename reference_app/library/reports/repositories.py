"""A repository of a query."""

from advanced_alchemy.repository import SQLAlchemyAsyncRepository

from reference_app.library.reports.models import ReaderReport

__all__ = ("ReaderReportRepository",)


class ReaderReportRepository(SQLAlchemyAsyncRepository[ReaderReport]):  # type: ignore[type-var]
    """What readers have."""

    model_type = ReaderReport
    id_attribute = "reader"
