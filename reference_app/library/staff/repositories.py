"""Repositories of the staff, of all or of one kind."""

from advanced_alchemy.repository import SQLAlchemyAsyncRepository

from reference_app.library.staff.models import Engineer, Manager, StaffMember

__all__ = ("EngineerRepository", "ManagerRepository", "StaffRepository")


class StaffRepository(SQLAlchemyAsyncRepository[StaffMember]):
    """Everybody."""

    model_type = StaffMember


class ManagerRepository(SQLAlchemyAsyncRepository[Manager]):
    """Managers only."""

    model_type = Manager


class EngineerRepository(SQLAlchemyAsyncRepository[Engineer]):
    """Engineers, those who lead others too."""

    model_type = Engineer
