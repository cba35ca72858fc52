"""Providers of services that a program calls itself, outside of a request."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.config import AsyncSessionConfig
from advanced_alchemy.extensions.litestar import SQLAlchemyAsyncConfig, providers

from assay.checking import Reader, proves
from reference_app.library.clubs.models import Club
from reference_app.library.clubs.services import ClubService
from reference_app.library.database import Database
from suites.library.svc.each_call import towns
from suites.library.svc.schemas import given

MODELS = (Club,)


@proves("filter-deps.provider-by-hand")
@pytest.mark.parametrize("how", ["by-place", "by-name"])
@pytest.mark.parametrize("key", ["db_session", "other_session"])
async def test_on_the_session_that_is_given(database: Database, reader: Reader, key: str, how: str) -> None:
    """The service works on it, whatever the configuration calls it, and leaves it open."""
    (club,) = given(reader, "Rovers")
    config: Any = SQLAlchemyAsyncConfig(
        engine_instance=database.engine,
        session_config=AsyncSessionConfig(expire_on_commit=False),
        session_dependency_key=key,
    )
    provide: Any = providers.create_service_provider(ClubService, config=config)
    async with database.session() as session:
        services = provide(session) if how == "by-place" else provide(**{key: session})
        async for service in services:
            assert service.repository.session is session, "it has another session"
            await service.update({"town": "Leith"}, item_id=club)
        assert session.in_transaction(), "the transaction of the session was ended"
        await session.commit()
    assert towns(reader) == {"Rovers": "Leith"}
