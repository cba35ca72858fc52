"""Repositories and a service, as on the front page."""

from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from advanced_alchemy.service import SQLAlchemyAsyncRepositoryService

from reference_app.library.overview.models import Parcel, User

__all__ = ("ParcelRepository", "UserRepository", "UserService")


class UserRepository(SQLAlchemyAsyncRepository[User]):
    """Users."""

    model_type = User


class ParcelRepository(SQLAlchemyAsyncRepository[Parcel]):
    """Parcels."""

    model_type = Parcel


class UserService(SQLAlchemyAsyncRepositoryService[User]):
    """Users, given as dictionaries."""

    class Repo(SQLAlchemyAsyncRepository[User]):
        """Users in the database."""

        model_type = User

    repository_type = Repo
