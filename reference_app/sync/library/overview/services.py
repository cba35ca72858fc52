# Generated from reference_app/library/overview/services.py by `python -m tools.twin`; do not edit.
"""Repositories and a service, as on the front page."""

from advanced_alchemy.repository import SQLAlchemySyncRepository
from advanced_alchemy.service import SQLAlchemySyncRepositoryService

from reference_app.library.overview.models import Parcel, User

__all__ = ("ParcelRepository", "UserRepository", "UserService")


class UserRepository(SQLAlchemySyncRepository[User]):
    """Users."""

    model_type = User


class ParcelRepository(SQLAlchemySyncRepository[Parcel]):
    """Parcels."""

    model_type = Parcel


class UserService(SQLAlchemySyncRepositoryService[User]):
    """Users, given as dictionaries."""

    class Repo(SQLAlchemySyncRepository[User]):
        """Users in the database."""

        model_type = User

    repository_type = Repo
