"""The space on a server in which the capabilities of its database are tried."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from assay.domain.servers import Server, Space
from assay.domain.targets import Backend, Driver

T = TypeVar("T")


@dataclass(frozen=True)
class ProbedSpace:
    """Where a capability is tried.

    Args:
        backend: The database.
        server: A server of it.
        space: An empty space on it.
    """

    backend: Backend
    server: Server
    space: Space

    @property
    def sync_driver(self) -> Driver | None:
        """The first sync driver, if there is one."""
        return next((d for d in self.backend.drivers if not d.is_async), None)

    def engine(self, **options: Any) -> sa.Engine:
        """An engine of the first sync driver, or of the administrator where all drivers are async."""
        driver = self.sync_driver
        if driver is None:
            return sa.create_engine(self.space.url, poolclass=NullPool, **options)
        given = {**self.backend.engine_options(driver), **options}
        return sa.create_engine(self.backend.url(self.space, driver), poolclass=NullPool, **given)

    def described(self, table: str) -> sa.Table:
        """A table as the catalogue describes it to the independent reader, which asks the administrator's dialect."""
        engine = sa.create_engine(self.space.url, poolclass=NullPool)
        try:
            return sa.Table(table, sa.MetaData(), autoload_with=engine)
        finally:
            engine.dispose()

    def through(self, driver: Driver, use: Callable[[sa.Connection], T], **options: Any) -> T:
        """Use a connection of a driver as an application gets it; what is not committed is rolled back."""
        url = self.backend.url(self.space, driver)
        given = {"poolclass": NullPool, **self.backend.engine_options(driver), **options}
        if not driver.is_async:
            engine = sa.create_engine(url, **given)
            try:
                with engine.connect() as connection:
                    return use(connection)
            finally:
                engine.dispose()

        async def run() -> T:
            engine = create_async_engine(url, **given)
            try:
                async with engine.connect() as connection:
                    return await connection.run_sync(use)
            finally:
                await engine.dispose()

        return asyncio.run(run())
