"""Planted defects of sessions: requests at once, forms, and visitors for whom nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from advanced_alchemy.extensions.litestar.session import SQLAlchemySyncSessionBackend
from litestar.connection import request
from litestar.middleware.session import server_side
from sqlalchemy.ext.asyncio import AsyncSession

from assay.selftest.planted import breaks, replaced


@breaks(
    "session-backend.server-side-middleware",
    "session-backend.parity-with-other-backends",
    claim="a session in which there is nothing is not stored",
)
def empty_sessions_are_not_stored() -> Iterator[None]:
    """An anonymous visit leaves nothing, and has no cookie."""

    async def store(self: Any, scope_session: Any, message: Any, connection: Any) -> None:
        if scope_session:
            await original(self, scope_session, message, connection)

    with replaced(server_side.ServerSideSessionBackend, "store_in_message", store) as original:
        yield


@breaks("session-backend.database-persistence", claim="a request that fails leaves no session")
def failed_requests_leave_no_session() -> Iterator[None]:
    """What a handler has put into it before it raised is not stored."""

    async def store(self: Any, scope_session: Any, message: Any, connection: Any) -> None:
        if message.get("status", 200) < 500:
            await original(self, scope_session, message, connection)

    with replaced(server_side.ServerSideSessionBackend, "store_in_message", store) as original:
        yield


@breaks("session-backend.server-side-middleware", claim="requests at once share one session")
def requests_share_one_session() -> Iterator[None]:
    """Each has what was loaded last."""
    shared: dict[str, Any] = {}

    async def load(self: Any, connection: Any) -> dict[str, Any]:
        found = await original(self, connection)
        shared.clear()
        shared.update(found)
        return shared

    with replaced(server_side.ServerSideSessionBackend, "load_from_connection", load) as original:
        yield


@breaks(
    "session-backend.database-persistence",
    claim="a request keeps a connection while its handler runs",
    target="sqlite-sqlite3",
)
def requests_keep_a_connection() -> Iterator[None]:
    """One more is taken at each reading."""
    kept: list[sa.Connection] = []

    def get(self: Any, session_id: str) -> bytes | None:
        found: bytes | None = original(self, session_id)
        kept.append(self.alchemy.get_engine().connect())
        return found

    with replaced(SQLAlchemySyncSessionBackend, "_get_sync", get) as original:
        yield
    for connection in kept:
        connection.close()


@breaks("session-backend.route-login", claim="the plus signs of a form are no blanks")
def form_keeps_plus_signs() -> Iterator[None]:
    """What a browser writes for a blank is read as it is."""

    def parse(encoded_data: bytes) -> Any:
        return original(encoded_data.replace(b"+", b"%2B"))

    with replaced(request, "parse_url_encoded_form_data", parse) as original:
        yield


@breaks("session-backend.route-login", "session-backend.route-logout", claim="the cookie of a logout is an id")
def null_is_an_id() -> Iterator[None]:
    """Whoever has logged out has the session of all who have."""

    def session_id(self: Any, connection: Any) -> Any:
        return connection.cookies.get(self.config.key) or original(self, connection)

    with replaced(server_side.ServerSideSessionBackend, "get_session_id", session_id) as original:
        yield


@breaks("session-backend.expired-filtered-on-retrieval", claim="an ended session can be removed only once")
def ended_sessions_have_to_be_there() -> Iterator[None]:
    """Who removes one that somebody else has removed meanwhile fails."""

    async def delete(self: Any, instance: Any) -> None:
        model = type(instance)
        removed = await self.execute(sa.delete(model).where(model.id == instance.id))
        if removed.rowcount != 1:
            raise LookupError("somebody else has removed it")

    with replaced(AsyncSession, "delete", delete):
        yield
