# Generated from reference_app/library/seeding/services.py by `python -m tools.twin`; do not edit.
"""Services that a loader of fixtures uses."""

from advanced_alchemy.repository import SQLAlchemySyncRepository
from advanced_alchemy.service import SQLAlchemySyncRepositoryService

from reference_app.library.seeding.models import Label, Member, Product, Role, Team

__all__ = ("LabelService", "MemberService", "ProductRepository", "RoleService", "TeamService")


class ProductRepository(SQLAlchemySyncRepository[Product]):
    """Products."""

    model_type = Product


class RoleService(SQLAlchemySyncRepositoryService[Role]):
    """Roles."""

    class Repo(SQLAlchemySyncRepository[Role]):
        """Roles."""

        model_type = Role

    repository_type = Repo


class LabelService(SQLAlchemySyncRepositoryService[Label]):
    """Labels."""

    class Repo(SQLAlchemySyncRepository[Label]):
        """Labels."""

        model_type = Label

    repository_type = Repo


class TeamService(SQLAlchemySyncRepositoryService[Team]):
    """Teams."""

    class Repo(SQLAlchemySyncRepository[Team]):
        """Teams."""

        model_type = Team

    repository_type = Repo


class MemberService(SQLAlchemySyncRepositoryService[Member]):
    """Members."""

    class Repo(SQLAlchemySyncRepository[Member]):
        """Members."""

        model_type = Member

    repository_type = Repo
