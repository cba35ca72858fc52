# Generated from suites/library/svc/test_providers.py by `python -m tools.twin`; do not edit.
"""Providers of services that a program calls itself, outside of a request."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.config import SyncSessionConfig
from advanced_alchemy.extensions.litestar import SQLAlchemySyncConfig, providers

from assay.checking import Reader, proves
from reference_app.library.clubs.models import Club
from reference_app.sync.library.clubs.services import ClubService
from reference_app.sync.library.database import Database
from suites.library.svc.schemas import given
from suites.library.sync.svc.each_call import towns

MODELS = (Club,)


@proves("filter-deps.provider-by-hand")
@pytest.mark.parametrize("how", ["by-place", "by-name"])
@pytest.mark.parametrize("key", ["db_session", "other_session"])
def test_on_the_session_that_is_given(database: Database, reader: Reader, key: str, how: str) -> None:
    """The service works on it, whatever the configuration calls it, and leaves it open."""
    (club,) = given(reader, "Rovers")
    config: Any = SQLAlchemySyncConfig(
        engine_instance=database.engine,
        session_config=SyncSessionConfig(expire_on_commit=False),
        session_dependency_key=key,
    )
    provide: Any = providers.create_service_provider(ClubService, config=config)
    with database.session() as session:
        services = provide(session) if how == "by-place" else provide(**{key: session})
        for service in services:
            assert service.repository.session is session, "it has another session"
            service.update({"town": "Leith"}, item_id=club)
        assert session.in_transaction(), "the transaction of the session was ended"
        session.commit()
    assert towns(reader) == {"Rovers": "Leith"}
