"""Handlers on services of their own: what a service does with its repository, its input and its schemas."""

from collections.abc import AsyncGenerator
from typing import Annotated, Any
from uuid import UUID

from advanced_alchemy.extensions.litestar import SQLAlchemyAsyncConfig, repository, service
from litestar import Controller, delete, get, patch, post
from litestar.di import Provide
from litestar.params import Dependency
from sqlalchemy.ext.asyncio import AsyncSession

from reference_app.authors.models import AuthorModel
from reference_app.authors.schemas import Author, AuthorCreate, AuthorUpdate
from reference_app.authors.services import AuthorService

__all__ = ("RecordingService", "WithoutRepositoryService", "converted", "route_handlers")


class RecordingService(service.SQLAlchemyAsyncRepositoryService[AuthorModel]):
    """A service whose repository notes which of its methods were called."""

    class Repo(repository.SQLAlchemyAsyncRepository[AuthorModel]):
        """An author repository with methods of its own."""

        model_type = AuthorModel

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.called: list[str] = []

        async def add(self, data: AuthorModel, **kwargs: Any) -> AuthorModel:
            """Note the call, and mark the name."""
            self.called.append("add")
            data.name = f"{data.name}, added by Repo"
            return await super().add(data, **kwargs)

        async def get(self, item_id: Any, **kwargs: Any) -> AuthorModel:
            """Note the call."""
            self.called.append("get")
            return await super().get(item_id, **kwargs)

        async def update(self, data: AuthorModel, **kwargs: Any) -> AuthorModel:
            """Note the call, and mark the name."""
            self.called.append("update")
            data.name = f"{data.name}, updated by Repo"
            return await super().update(data, **kwargs)

        async def delete(self, item_id: Any, **kwargs: Any) -> AuthorModel:
            """Note the call."""
            self.called.append("delete")
            return await super().delete(item_id, **kwargs)

        async def count(self, *filters: Any, **kwargs: Any) -> int:
            """Note the call, and answer what no table holds."""
            self.called.append("count")
            return 1000 + await super().count(*filters, **kwargs)

        async def exists(self, *filters: Any, **kwargs: Any) -> bool:
            """Note the call, and answer the opposite."""
            self.called.append("exists")
            return not await super().exists(*filters, **kwargs)

    repository_type = Repo


class WithoutRepositoryService(service.SQLAlchemyAsyncRepositoryService[AuthorModel]):
    """A service that names no repository."""


async def provide_recording_service(db_session: AsyncSession) -> AsyncGenerator[RecordingService, None]:
    """The recording service, on the request's session."""
    async with RecordingService.new(session=db_session) as provided:
        yield provided


async def provide_author_service(db_session: AsyncSession) -> AsyncGenerator[AuthorService, None]:
    """The application's author service, on the request's session."""
    async with AuthorService.new(session=db_session) as provided:
        yield provided


Recording = Annotated[RecordingService, Dependency(skip_validation=True)]
Authors = Annotated[AuthorService, Dependency(skip_validation=True)]
RECORDING = {"recording": Provide(provide_recording_service)}
AUTHORS = {"authors": Provide(provide_author_service)}


@get("/probes/service/binding", dependencies=AUTHORS)
async def show_binding(authors: Authors) -> dict[str, Any]:
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

    @post("/")
    async def create_recorded(self, recording: Recording, data: AuthorCreate) -> dict[str, Any]:
        """Create an author through the recording service."""
        created = await recording.create(data)
        return {"id": created.id, "name": created.name, "called": recording.repository.called}

    @get("/{author_id:uuid}")
    async def get_recorded(self, recording: Recording, author_id: UUID) -> dict[str, Any]:
        """Read an author through the recording service."""
        found = await recording.get(author_id)
        return {"name": found.name, "called": recording.repository.called}

    @patch("/{author_id:uuid}")
    async def update_recorded(self, recording: Recording, author_id: UUID, data: AuthorUpdate) -> dict[str, Any]:
        """Change an author through the recording service."""
        updated = await recording.update(data, item_id=author_id)
        return {"name": updated.name, "called": recording.repository.called}

    @delete("/{author_id:uuid}", status_code=200)
    async def delete_recorded(self, recording: Recording, author_id: UUID) -> dict[str, Any]:
        """Remove an author through the recording service."""
        removed = await recording.delete(author_id)
        return {"name": removed.name, "called": recording.repository.called}


@get("/probes/service/counted", dependencies=RECORDING)
async def count_recorded(recording: Recording) -> dict[str, Any]:
    """Count the authors through the recording service, and ask whether there are any."""
    count, exists = await recording.count(), await recording.exists()
    return {"count": count, "exists": exists, "called": recording.repository.called}


@post("/probes/service/without-repository")
async def create_without_repository(db_session: AsyncSession, data: AuthorCreate) -> dict[str, Any]:
    """Try to create an author through the service without a repository."""
    async with WithoutRepositoryService.new(session=db_session) as unusable:
        created = await unusable.create(data)
        return {"id": created.id}


@post("/probes/service/authors", dependencies=AUTHORS)
async def create_author(authors: Authors, data: AuthorCreate) -> dict[str, Any]:
    """Create an author from a Pydantic object, and say what the service returned."""
    before = data.model_dump(exclude_unset=True)
    created = await authors.create(data)
    return {
        "is_model": type(created) is AuthorModel,
        "input_is_unchanged": data.model_dump(exclude_unset=True) == before,
        "id": created.id,
        "name": created.name,
        "dob": created.dob,
    }


@patch("/probes/service/authors/{author_id:uuid}", dependencies=AUTHORS)
async def update_author(authors: Authors, author_id: UUID, data: AuthorUpdate) -> dict[str, Any]:
    """Change an author from a Pydantic object, and say what the service returned."""
    before = data.model_dump(exclude_unset=True)
    updated = await authors.update(data, item_id=author_id)
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


@post("/probes/service/awkward", dependencies=AUTHORS)
async def create_awkward(authors: Authors, data: AwkwardCreate) -> dict[str, Any]:
    """Create an author from a schema with fields that the model does not have."""
    created = await authors.create(data)
    return {"id": created.id, "name": created.name}


@patch("/probes/service/awkward/{author_id:uuid}", dependencies=AUTHORS)
async def update_awkward(authors: Authors, author_id: UUID, data: AwkwardUpdate) -> dict[str, Any]:
    """Change an author from a schema with fields that the model does not have."""
    updated = await authors.update(data, item_id=author_id)
    return {"id": updated.id, "name": updated.name}


@post("/probes/service/many", dependencies=AUTHORS)
async def create_many_authors(authors: Authors, data: list[AuthorCreate]) -> list[dict[str, Any]]:
    """Create authors from Pydantic objects, and say what the service returned."""
    created = await authors.create_many(data)
    return [{"is_model": type(c) is AuthorModel, "id": c.id, "name": c.name, "dob": c.dob} for c in created]


class ModellingService(service.SQLAlchemyAsyncRepositoryService[AuthorModel]):
    """A service with a say in how models are made."""

    class Repo(repository.SQLAlchemyAsyncRepository[AuthorModel]):
        """A plain author repository."""

        model_type = AuthorModel

    repository_type = Repo

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.operations: list[str | None] = []

    # What follows the operation depends on the version.
    async def to_model(  # type: ignore[override]
        self, data: Any, operation: str | None = None, **options: Any
    ) -> AuthorModel:
        """Note what for."""
        self.operations.append(operation)
        return await super().to_model(data, operation, **options)


async def provide_modelling_service(db_session: AsyncSession) -> AsyncGenerator[ModellingService, None]:
    """The modelling service, on the request's session."""
    async with ModellingService.new(session=db_session) as provided:
        yield provided


Modelling = Annotated[ModellingService, Dependency(skip_validation=True)]
MODELLING = {"modelling": Provide(provide_modelling_service)}


@post("/probes/service/modelled", dependencies=MODELLING)
async def create_modelled(modelling: Modelling, data: AuthorCreate) -> dict[str, Any]:
    """Create an author, and say what for models were made."""
    created = await modelling.create(data)
    return {"name": created.name, "operations": modelling.operations}


@patch("/probes/service/modelled/{author_id:uuid}", dependencies=MODELLING)
async def update_modelled(modelling: Modelling, author_id: UUID, data: AuthorUpdate) -> dict[str, Any]:
    """Change an author, and say what for models were made."""
    updated = await modelling.update(data, item_id=author_id)
    return {"name": updated.name, "operations": modelling.operations}


@post("/probes/service/authors/response-schema", dependencies=AUTHORS)
async def create_from_response_schema(authors: Authors, data: Author) -> dict[str, Any]:
    """Create an author from the response schema, whose id may be unset or given."""
    created = await authors.create(data)
    return {"is_model": type(created) is AuthorModel, "id": created.id, "name": created.name, "dob": created.dob}


async def converted(config: SQLAlchemyAsyncConfig, data: Any, *arguments: Any, **options: Any) -> Any:
    """What the author service's ``to_schema`` makes of it."""
    async with AuthorService.new(config=config) as authors:
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
