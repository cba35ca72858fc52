"""The names of Advanced Alchemy that come in pairs, one for each colour."""

from __future__ import annotations

import re

SYNC_NAMES = {
    "AlembicAsyncConfig": "AlembicSyncConfig",
    "AsyncSessionConfig": "SyncSessionConfig",
    "SQLAlchemyAsyncConfig": "SQLAlchemySyncConfig",
    "SQLAlchemyAsyncMockRepository": "SQLAlchemySyncMockRepository",
    "SQLAlchemyAsyncMockSlugRepository": "SQLAlchemySyncMockSlugRepository",
    "SQLAlchemyAsyncQueryService": "SQLAlchemySyncQueryService",
    "SQLAlchemyAsyncQueryRepository": "SQLAlchemySyncQueryRepository",
    "SQLAlchemyAsyncReadService": "SQLAlchemySyncReadService",
    "SQLAlchemyAsyncReadRepositoryService": "SQLAlchemySyncReadRepositoryService",
    "SQLAlchemyAsyncRepository": "SQLAlchemySyncRepository",
    "SQLAlchemyAsyncRepositoryReadService": "SQLAlchemySyncRepositoryReadService",
    "SQLAlchemyAsyncRepositoryService": "SQLAlchemySyncRepositoryService",
    "SQLAlchemyAsyncSessionBackend": "SQLAlchemySyncSessionBackend",
    "SQLAlchemyAsyncSlugRepository": "SQLAlchemySyncSlugRepository",
    "as_unique_async": "as_unique_sync",
    "async_autocommit_before_send_handler": "sync_autocommit_before_send_handler",
    "async_autocommit_handler_maker": "sync_autocommit_handler_maker",
    "async_default_before_send_handler": "sync_default_before_send_handler",
    "async_default_handler_maker": "sync_default_handler_maker",
    "delete_async": "delete",
    "get_content_async": "get_content",
    "open_fixture_async": "open_fixture",
    "save_async": "save",
    "sign_async": "sign",
}
"""By the async name, the sync one; found as whole words, in docstrings too."""

_NAMES = re.compile(rf"\b({'|'.join(map(re.escape, SYNC_NAMES))})\b")


def with_sync_names(text: str) -> str:
    """Python source with the library's sync names in the place of its async ones; nothing else is changed."""
    return _NAMES.sub(lambda match: SYNC_NAMES[match[1]], text)
