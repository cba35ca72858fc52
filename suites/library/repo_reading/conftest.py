"""Sessions that have no bind of their own, in both colours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from advanced_alchemy.repository import _util
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from assay.checking import TargetRuntime


@pytest.fixture(autouse=True)
def default_texts() -> Iterator[None]:
    """A release that writes a repository's texts into the library's defaults must not tell them in the next check."""
    before = dict(_util.DEFAULT_ERROR_MESSAGE_TEMPLATES)
    yield
    texts: Any = _util.DEFAULT_ERROR_MESSAGE_TEMPLATES
    texts.clear()
    texts.update(before)


@pytest.fixture(params=["own-class", "routing-session"])
def routed(request: pytest.FixtureRequest, runtime: TargetRuntime) -> Callable[[Any], Any]:
    """Makes a session that asks itself for each statement which engine it is for."""
    is_async = runtime.target.is_async

    def own_class(engine: Any) -> Any:
        class Routed(Session):
            def get_bind(self, *_: Any, **__: Any) -> Any:
                return engine.sync_engine if is_async else engine

        return AsyncSession(sync_session_class=Routed) if is_async else Routed()

    def routing_session(engine: Any) -> Any:
        from advanced_alchemy.config.routing import RoutingConfig  # no release before 1.9 has it
        from advanced_alchemy.routing import RoutingAsyncSession, RoutingSyncSession

        cls: Any = RoutingAsyncSession if is_async else RoutingSyncSession
        config = RoutingConfig(primary_connection_string=str(engine.url))
        return cls(routing_config=config, selectors={}, default_engine=engine)

    return own_class if request.param == "own-class" else routing_session
