"""Services that a loader of fixtures uses."""

from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from advanced_alchemy.service import SQLAlchemyAsyncRepositoryService

from reference_app.library.seeding.models import Label, Member, Product, Role, Team

__all__ = ("LabelService", "MemberService", "ProductRepository", "RoleService", "TeamService")


class ProductRepository(SQLAlchemyAsyncRepository[Product]):
    """Products."""

    model_type = Product


class RoleService(SQLAlchemyAsyncRepositoryService[Role]):
    """Roles."""

    class Repo(SQLAlchemyAsyncRepository[Role]):
        """Roles."""

        model_type = Role

    repository_type = Repo


class LabelService(SQLAlchemyAsyncRepositoryService[Label]):
    """Labels."""

    class Repo(SQLAlchemyAsyncRepository[Label]):
        """Labels."""

        model_type = Label

    repository_type = Repo


class TeamService(SQLAlchemyAsyncRepositoryService[Team]):
    """Teams."""

    class Repo(SQLAlchemyAsyncRepository[Team]):
        """Teams."""

        model_type = Team

    repository_type = Repo


class MemberService(SQLAlchemyAsyncRepositoryService[Member]):
    """Members."""

    class Repo(SQLAlchemyAsyncRepository[Member]):
        """Members."""

        model_type = Member

    repository_type = Repo
