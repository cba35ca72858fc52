"""A COMMIT that the database refuses, as it does where a deferred constraint fails or the connection is lost."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

import sqlalchemy as sa
from greenlet import getcurrent  # type: ignore[import-untyped]
from sqlalchemy import event

from .bench import Database

TEXT = "the COMMIT was refused, as the check demands"


class Refusing:
    """Counts the commits that were refused, and how many of them the library's own autocommit had sent."""

    def __init__(self) -> None:
        self.refused = 0
        self.automatic = 0

    @property
    def sender(self) -> str:
        """Who sent the commits, for people."""
        return "the library's autocommit" if self.refused and self.automatic == self.refused else "the application"


@contextmanager
def refused_commits(databases: Sequence[Database]) -> Iterator[Refusing]:
    """Refuse each COMMIT of the application's engines within the block, before it reaches the database."""
    refusing = Refusing()
    engines = [getattr(database.engine, "sync_engine", database.engine) for database in databases]
    engines = list({id(engine): engine for engine in engines}.values())

    def refuse(connection: sa.Connection) -> None:
        refusing.refused += 1
        refusing.automatic += any(map(_is_autocommit, _frames()))
        # A database that refuses a COMMIT has ended the transaction. SQLAlchemy sends no ROLLBACK of its own after one.
        connection.dialect.do_rollback(connection.connection)
        raise sa.exc.OperationalError("COMMIT", None, Exception(TEXT))

    for engine in engines:
        event.listen(engine, "commit", refuse)
    try:
        yield refusing
    finally:
        for engine in engines:
            event.remove(engine, "commit", refuse)


def _frames() -> Iterator[FrameType]:
    """The frames that lead here, also those of the event loop, which SQLAlchemy's greenlet does not see."""
    frame = sys._getframe()
    current: Any = getcurrent()
    while True:
        while frame is not None:
            yield frame
            frame = frame.f_back  # type: ignore[assignment]
        current = current.parent
        if current is None or current.gr_frame is None:
            return
        frame = current.gr_frame


def _is_autocommit(frame: FrameType) -> bool:
    module = str(frame.f_globals.get("__name__", ""))
    return module.startswith("advanced_alchemy.extensions.litestar.") and frame.f_code.co_name == "handler"
