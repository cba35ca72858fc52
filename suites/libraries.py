"""The libraries that a process of a check's own finds imported: it is forked from one that has done nothing else.

Their import takes a new process two seconds. No module of an application is among them, and no check asks how they are
imported: a *cold* command, which is started as a user starts it, imports them itself.
"""

from __future__ import annotations

LIBRARIES = (
    "litestar.testing",
    "advanced_alchemy.extensions.litestar",
    # the command line
    "advanced_alchemy.extensions.litestar.cli",
    "litestar.__main__",
    "litestar.cli.main",
    "dotenv",
    "rich.rule",
    # what the making of an application imports
    "anyio._backends._asyncio",
    "litestar._kwargs",
    "litestar.logging.standard",
    "litestar.middleware._internal.exceptions.middleware",
    "litestar.middleware.allowed_hosts",
    "litestar.middleware.csrf",
    "litestar.middleware.response_cache",
    "litestar.plugins.attrs",
    "litestar.plugins.pydantic",
    "litestar.plugins.pydantic.plugins.schema",
    "logging.config",
    "pydantic_extra_types.color",
    # what a connection or a migration imports
    "advanced_alchemy._listeners",
    "alembic.autogenerate",
    "asyncpg",
    "importlib.readers",
    "stringprep",
)
"""In the order of their import; one that is not installed, or not in this version, is passed over."""
