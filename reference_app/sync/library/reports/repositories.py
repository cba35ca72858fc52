# Generated from reference_app/library/reports/repositories.py by `python -m tools.twin`; do not edit.
"""A repository of a query."""

from advanced_alchemy.repository import SQLAlchemySyncRepository

from reference_app.library.reports.models import ReaderReport

__all__ = ("ReaderReportRepository",)


class ReaderReportRepository(SQLAlchemySyncRepository[ReaderReport]):  # type: ignore[type-var]
    """What readers have."""

    model_type = ReaderReport
    id_attribute = "reader"
