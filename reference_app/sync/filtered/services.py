# Generated from reference_app/filtered/services.py by `python -m tools.twin`; do not edit.
"""Services of tasks and boards."""

from advanced_alchemy.extensions.litestar import repository, service

from reference_app.filtered.models import BoardModel, TaskModel

__all__ = ("BoardService", "TaskService")


class TaskService(service.SQLAlchemySyncRepositoryService[TaskModel]):
    """Tasks."""

    class Repo(repository.SQLAlchemySyncRepository[TaskModel]):
        """The repository of tasks."""

        model_type = TaskModel

    repository_type = Repo


class BoardService(service.SQLAlchemySyncRepositoryService[BoardModel]):
    """Boards, whose primary key is the code."""

    class Repo(repository.SQLAlchemySyncRepository[BoardModel]):
        """The repository of boards."""

        model_type = BoardModel
        id_attribute = "code"

    repository_type = Repo
