# Generated from suites/probes/service.py by `python -m tools.twin`; do not edit.
"""Handlers on services of their own: what a service does with its repository, its input and its schemas."""

from collections.abc import Generator
from typing import Annotated, Any
from uuid import UUID

from advanced_alchemy.extensions.litestar import SQLAlchemySyncConfig, repository, service
from litestar import Controller, delete, get, patch, post
from litestar.di import Provide
from litestar.params import Dependency
from sqlalchemy.orm import Session

from reference_app.authors.models import AuthorModel
from reference_app.authors.schemas import Author, AuthorCreate, AuthorUpdate
from reference_app.sync.authors.services import AuthorService

__all__ = ("RecordingService", "WithoutRepositoryService", "converted", "route_handlers")


class RecordingService(service.SQLAlchemySyncRepositoryService[AuthorModel]):
    """A service whose repository notes which of its methods were called."""

    class Repo(repository.SQLAlchemySyncRepository[AuthorModel]):
        """An author repository with methods of its own."""

        model_type = AuthorModel

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.called: list[str] = []

        def add(self, data: AuthorModel, **kwargs: Any) -> AuthorModel:
            """Note the call, and mark the name."""
            self.called.append("add")
            data.name = f"{data.name}, added by Repo"
            return super().add(data, **kwargs)

        def get(self, item_id: Any, **kwargs: Any) -> AuthorModel:
            """Note the call."""
            self.called.append("get")
            return super().get(item_id, **kwargs)

        def update(self, data: AuthorModel, **kwargs: Any) -> AuthorModel:
            """Note the call, and mark the name."""
            self.called.append("update")
            data.name = f"{data.name}, updated by Repo"
            return super().update(data, **kwargs)

        def delete(self, item_id: Any, **kwargs: Any) -> AuthorModel:
            """Note the call."""
            self.called.append("delete")
            return super().delete(item_id, **kwargs)

        def count(self, *filters: Any, **kwargs: Any) -> int:
            """Note the call, and answer what no table holds."""
            self.called.append("count")
            return 1000 + super().count(*filters, **kwargs)

        def exists(self, *filters: Any, **kwargs: Any) -> bool:
            """Note the call, and answer the opposite."""
            self.called.append("exists")
            return not super().exists(*filters, **kwargs)

    repository_type = Repo


class WithoutRepositoryService(service.SQLAlchemySyncRepositoryService[AuthorModel]):
    """A service that names no repository."""


def provide_recording_service(db_session: Session) -> Generator[RecordingService, None, None]:
    """The recording service, on the request's session."""
    with RecordingService.new(session=db_session) as provided:
        yield provided


def provide_author_service(db_session: Session) -> Generator[AuthorService, None, None]:
    """The application's author service, on the request's session."""
    with AuthorService.new(session=db_session) as provided:
        yield provided


Recording = Annotated[RecordingService, Dependency(skip_validation=True)]
Authors = Annotated[AuthorService, Dependency(skip_validation=True)]
RECORDING = {"recording": Provide(provide_recording_service)}
AUTHORS = {"authors": Provide(provide_author_service)}


@get("/probes/service/binding", dependencies=AUTHORS, sync_to_thread=True)
def show_binding(authors: Authors) -> dict[str, Any]:
    """What the page's service is bound to."""
    return {
        "repository": type(authors.repository).__qualname__,
        "is_repository_type": type(authors.repository) is AuthorService.repository_type,
        "model": authors.repository.model_type.__name__,
        "service_model": authors.model_type.__name__,
        "is_model": authors.repository.model_type is AuthorModel,
    }


class RecordedController(Controller):
    """Authors through the recording service."""

    path = "/probes/service/recorded"
    dependencies = RECORDING

    @post("/", sync_to_thread=True)
    def create_recorded(self, recording: Recording, data: AuthorCreate) -> dict[str, Any]:
        """Create an author through the recording service."""
        created = recording.create(data)
        return {"id": created.id, "name": created.name, "called": recording.repository.called}

    @get("/{author_id:uuid}", sync_to_thread=True)
    def get_recorded(self, recording: Recording, author_id: UUID) -> dict[str, Any]:
        """Read an author through the recording service."""
        found = recording.get(author_id)
        return {"name": found.name, "called": recording.repository.called}

    @patch("/{author_id:uuid}", sync_to_thread=True)
    def update_recorded(self, recording: Recording, author_id: UUID, data: AuthorUpdate) -> dict[str, Any]:
        """Change an author through the recording service."""
        updated = recording.update(data, item_id=author_id)
        return {"name": updated.name, "called": recording.repository.called}

    @delete("/{author_id:uuid}", status_code=200, sync_to_thread=True)
    def delete_recorded(self, recording: Recording, author_id: UUID) -> dict[str, Any]:
        """Remove an author through the recording service."""
        removed = recording.delete(author_id)
        return {"name": removed.name, "called": recording.repository.called}


@get("/probes/service/counted", dependencies=RECORDING, sync_to_thread=True)
def count_recorded(recording: Recording) -> dict[str, Any]:
    """Count the authors through the recording service, and ask whether there are any."""
    count, exists = recording.count(), recording.exists()
    return {"count": count, "exists": exists, "called": recording.repository.called}


@post("/probes/service/without-repository", sync_to_thread=True)
def create_without_repository(db_session: Session, data: AuthorCreate) -> dict[str, Any]:
    """Try to create an author through the service without a repository."""
    with WithoutRepositoryService.new(session=db_session) as unusable:
        created = unusable.create(data)
        return {"id": created.id}


@post("/probes/service/authors", dependencies=AUTHORS, sync_to_thread=True)
def create_author(authors: Authors, data: AuthorCreate) -> dict[str, Any]:
    """Create an author from a Pydantic object, and say what the service returned."""
    before = data.model_dump(exclude_unset=True)
    created = authors.create(data)
    return {
        "is_model": type(created) is AuthorModel,
        "input_is_unchanged": data.model_dump(exclude_unset=True) == before,
        "id": created.id,
        "name": created.name,
        "dob": created.dob,
    }


@patch("/probes/service/authors/{author_id:uuid}", dependencies=AUTHORS, sync_to_thread=True)
def update_author(authors: Authors, author_id: UUID, data: AuthorUpdate) -> dict[str, Any]:
    """Change an author from a Pydantic object, and say what the service returned."""
    before = data.model_dump(exclude_unset=True)
    updated = authors.update(data, item_id=author_id)
    return {
        "is_model": type(updated) is AuthorModel,
        "input_is_unchanged": data.model_dump(exclude_unset=True) == before,
        "id": updated.id,
        "name": updated.name,
        "dob": updated.dob,
    }


class AwkwardCreate(AuthorCreate):
    """A schema with fields that the model does not have, called as parameters of the library are."""

    model: str
    data: str
    item_id: str
    session: str
    operation: str


class AwkwardUpdate(AuthorUpdate):
    """The same for a change."""

    model: str
    data: str
    item_id: str
    session: str
    operation: str


@post("/probes/service/awkward", dependencies=AUTHORS, sync_to_thread=True)
def create_awkward(authors: Authors, data: AwkwardCreate) -> dict[str, Any]:
    """Create an author from a schema with fields that the model does not have."""
    created = authors.create(data)
    return {"id": created.id, "name": created.name}


@patch("/probes/service/awkward/{author_id:uuid}", dependencies=AUTHORS, sync_to_thread=True)
def update_awkward(authors: Authors, author_id: UUID, data: AwkwardUpdate) -> dict[str, Any]:
    """Change an author from a schema with fields that the model does not have."""
    updated = authors.update(data, item_id=author_id)
    return {"id": updated.id, "name": updated.name}


@post("/probes/service/many", dependencies=AUTHORS, sync_to_thread=True)
def create_many_authors(authors: Authors, data: list[AuthorCreate]) -> list[dict[str, Any]]:
    """Create authors from Pydantic objects, and say what the service returned."""
    created = authors.create_many(data)
    return [{"is_model": type(c) is AuthorModel, "id": c.id, "name": c.name, "dob": c.dob} for c in created]


class ModellingService(service.SQLAlchemySyncRepositoryService[AuthorModel]):
    """A service with a say in how models are made."""

    class Repo(repository.SQLAlchemySyncRepository[AuthorModel]):
        """A plain author repository."""

        model_type = AuthorModel

    repository_type = Repo

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.operations: list[str | None] = []

    # What follows the operation depends on the version.
    def to_model(  # type: ignore[override]
        self, data: Any, operation: str | None = None, **options: Any
    ) -> AuthorModel:
        """Note what for."""
        self.operations.append(operation)
        return super().to_model(data, operation, **options)


def provide_modelling_service(db_session: Session) -> Generator[ModellingService, None, None]:
    """The modelling service, on the request's session."""
    with ModellingService.new(session=db_session) as provided:
        yield provided


Modelling = Annotated[ModellingService, Dependency(skip_validation=True)]
MODELLING = {"modelling": Provide(provide_modelling_service)}


@post("/probes/service/modelled", dependencies=MODELLING, sync_to_thread=True)
def create_modelled(modelling: Modelling, data: AuthorCreate) -> dict[str, Any]:
    """Create an author, and say what for models were made."""
    created = modelling.create(data)
    return {"name": created.name, "operations": modelling.operations}


@patch("/probes/service/modelled/{author_id:uuid}", dependencies=MODELLING, sync_to_thread=True)
def update_modelled(modelling: Modelling, author_id: UUID, data: AuthorUpdate) -> dict[str, Any]:
    """Change an author, and say what for models were made."""
    updated = modelling.update(data, item_id=author_id)
    return {"name": updated.name, "operations": modelling.operations}


@post("/probes/service/authors/response-schema", dependencies=AUTHORS, sync_to_thread=True)
def create_from_response_schema(authors: Authors, data: Author) -> dict[str, Any]:
    """Create an author from the response schema, whose id may be unset or given."""
    created = authors.create(data)
    return {"is_model": type(created) is AuthorModel, "id": created.id, "name": created.name, "dob": created.dob}


def converted(config: SQLAlchemySyncConfig, data: Any, *arguments: Any, **options: Any) -> Any:
    """What the author service's ``to_schema`` makes of it."""
    with AuthorService.new(config=config) as authors:
        return authors.to_schema(data, *arguments, **options)


route_handlers = [
    show_binding,
    RecordedController,
    count_recorded,
    create_without_repository,
    create_author,
    update_author,
    create_from_response_schema,
    create_awkward,
    update_awkward,
    create_many_authors,
    create_modelled,
    update_modelled,
]
