# Generated from reference_app/library/staff/repositories.py by `python -m tools.twin`; do not edit.
"""Repositories of the staff, of all or of one kind."""

from advanced_alchemy.repository import SQLAlchemySyncRepository

from reference_app.library.staff.models import Engineer, Manager, StaffMember

__all__ = ("EngineerRepository", "ManagerRepository", "StaffRepository")


class StaffRepository(SQLAlchemySyncRepository[StaffMember]):
    """Everybody."""

    model_type = StaffMember


class ManagerRepository(SQLAlchemySyncRepository[Manager]):
    """Managers only."""

    model_type = Manager


class EngineerRepository(SQLAlchemySyncRepository[Engineer]):
    """Engineers, those who lead others too."""

    model_type = Engineer
