"""Settings of the application; the same for the async and the sync one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

if TYPE_CHECKING:
    from litestar.types import BeforeMessageSendHookHandler

__all__ = ("Settings", "SettingsError")

URL_VARIABLE = "ASSAY_DATABASE_URL"
DEFAULT_URL = "sqlite+aiosqlite:///reference_app.sqlite"

MIGRATIONS = Path(__file__).with_name("migrations")
"""Where the migrations are; both colours use the same ones."""
MIGRATIONS_LOCATION = f"{__package__}:{MIGRATIONS.name}"
"""The same as Alembic takes it from a package: in a path it would read a percent sign as the start of something."""

CommitPolicy = Literal["autocommit", "autocommit_include_redirects"]


class SettingsError(ValueError):
    """A setting cannot be used; the message is one line and never holds a password."""


@dataclass(frozen=True)
class Settings:
    """What an operator may choose.

    Args:
        database_url: SQLAlchemy URL with the driver, such as ``postgresql+asyncpg://...``.
        before_send_handler: When requests commit: a name the library knows, a handler of one's own, or None for the
            library's default, which never commits.
        create_all: Whether starting the application creates the tables.
        expire_on_commit: Passed to the session configuration; None leaves it to the library.
        session_dependency_key: Name under which handlers receive the session.
        engine_dependency_key: Name under which handlers receive the engine.
        engine_options: Keyword arguments for the engine, such as ``poolclass`` or ``connect_args``.

    Raises:
        SettingsError: A value cannot be used.
    """

    # The URL may hold a password, and so may connect_args: neither shows in the repr.
    database_url: str = field(repr=False)
    before_send_handler: BeforeMessageSendHookHandler | CommitPolicy | None = "autocommit"
    create_all: bool = True
    expire_on_commit: bool | None = False
    session_dependency_key: str = "db_session"
    engine_dependency_key: str = "db_engine"
    engine_options: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        _dialect(self.database_url)
        handler = self.before_send_handler
        if isinstance(handler, str) and handler not in get_args(CommitPolicy):
            raise SettingsError(f"before_send_handler: {handler!r} is not one of {', '.join(get_args(CommitPolicy))}")
        for name in ("session_dependency_key", "engine_dependency_key"):
            if not getattr(self, name).isidentifier():
                raise SettingsError(f"{name}: {getattr(self, name)!r} cannot be the name of a parameter")

    @classmethod
    def from_environment(cls) -> Settings:
        """Settings with the URL from ``ASSAY_DATABASE_URL``, or a SQLite file in the working directory.

        Raises:
            SettingsError: The variable's value cannot be used.
        """
        try:
            settings = cls(database_url=os.environ.get(URL_VARIABLE, DEFAULT_URL))
            _import_driver(settings.database_url)
        except SettingsError as error:
            raise SettingsError(f"{URL_VARIABLE}: {error}") from error
        return settings

    @property
    def is_async(self) -> bool:
        """Whether the URL names an async driver."""
        return _dialect(self.database_url).is_async


def _dialect(database_url: str) -> type[Dialect]:
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError) as error:
        # the text itself may hold a password, so it is not repeated
        raise SettingsError("not a database URL of the form dialect+driver://user:password@host/database") from error
    try:
        return url.get_dialect()
    except NoSuchModuleError as error:
        raise SettingsError(
            f"SQLAlchemy knows no dialect {url.drivername!r}; is its distribution installed?"
        ) from error


def _import_driver(database_url: str) -> None:
    try:
        _dialect(database_url).import_dbapi()
    except ImportError as error:
        raise SettingsError(f"the driver of {make_url(database_url).drivername!r} is not installed: {error}") from error
