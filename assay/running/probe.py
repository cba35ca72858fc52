"""The probe of a target: once, before its first check, what every check does, so that a fault there is told once."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import sqlalchemy as sa
from anyio.from_thread import start_blocking_portal
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from assay.checking.reader import Reader
from assay.domain.administration import HARNESS
from assay.domain.errors import HarnessError, chain
from assay.servers.waiting import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import URL

    from assay.domain.servers import Server, Space
    from assay.domain.targets import Target

_TABLE = sa.Table(
    "assay_probe",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("word", sa.String(40), nullable=False),
)
_ROW = {"id": 7, "word": "written by the probe"}


class ProbeFailed(HarnessError):  # noqa: N818 - a state of the world, not a fault
    """What every check does could not be done.

    Args:
        target: Id of the target.
        step: What could not be done.
        reason: Why.
        ours: Whether it is an error of ours; otherwise the checks are to tell what is wrong with what they test.
    """

    def __init__(self, target: str, step: str, reason: str, ours: bool) -> None:
        super().__init__(f"the probe of {target} failed at {step}: {reason}")
        self.step = step
        self.reason = reason
        self.ours = ours


class _Probe:
    def __init__(self, target: Target, server: Server, name: str, keep_secret: Callable[[URL], None]) -> None:
        self.target = target
        self.server = server
        self.name = name
        self.keep_secret = keep_secret
        self.step = ""
        self.through_driver = False

    def run(self) -> None:
        backend = self.target.backend
        self.step = "creating a space"
        try:
            space = backend.create_space(self.server, self.name)
            self._use(space)
        except BaseException:
            with suppress(Exception):  # the first failure is the one to tell; who owns the server drops what is left
                backend.drop_space(self.server, self.name)
            raise
        self.step = "dropping the space"
        backend.drop_space(self.server, self.name)

    def _use(self, space: Space) -> None:
        url = self.target.backend.url(space, self.target.driver)
        self.keep_secret(url)
        self.step, self.through_driver = "connecting", True
        self._connect(url)
        self.through_driver = False
        reader = Reader(self.target.backend, space)
        try:
            self.step = "reading the row"
            if (seen := reader.rows(_TABLE.name)) != [_ROW]:
                raise HarnessError(f"the independent reader sees {seen}, where {self.target.driver.name} wrote {_ROW}")
            self.step = "emptying the table"
            reader.empty([_TABLE.name])
            if seen := reader.rows(_TABLE.name):
                raise HarnessError(f"the independent reader sees {seen} after it emptied the table")
        finally:
            reader.close()

    def _connect(self, url: URL) -> None:
        """Connect as an application does, and make the table and the row."""
        options = self.target.backend.engine_options(self.target.driver)
        if not self.target.is_async:
            engine = sa.create_engine(url, **options).execution_options(**HARNESS)
            try:
                with engine.begin() as connection:
                    self._create(connection)
                with engine.begin() as connection:
                    self._write(connection)
            finally:
                engine.dispose()
            return

        async def run() -> None:
            engine = create_async_engine(url, **options).execution_options(**HARNESS)
            try:
                async with engine.begin() as connection:
                    await connection.run_sync(self._create)
                async with engine.begin() as connection:
                    await connection.run_sync(self._write)
            finally:
                await engine.dispose()

        with start_blocking_portal() as portal:
            portal.call(run)

    def _create(self, connection: sa.Connection) -> None:
        self.step = "creating a table"
        _TABLE.create(connection)

    def _write(self, connection: sa.Connection) -> None:
        self.step = "writing a row"
        connection.execute(sa.insert(_TABLE), _ROW)

    def ours(self, error: Exception) -> bool:
        """Whether a failure is of the surroundings: neither is a module missing, nor does what is under test break.

        What SQLAlchemy and the driver raise is about the database if it is one of the driver's own exceptions, or of
        the operating system. Any other, such as an AttributeError between the two, is a regression of theirs.
        """
        causes = (error, *chain(error))
        if any(isinstance(cause, ImportError) for cause in causes):
            return False
        return not self.through_driver or any(isinstance(c, DBAPIError | OSError | TimeoutError) for c in causes)


def probe(target: Target, server: Server, name: str, keep_secret: Callable[[URL], None] = lambda _: None) -> None:
    """Do once what every check of a target does.

    It creates a space and a table, writes a row through the target's own driver, reads it with the independent reader,
    empties the table and drops the space.

    Args:
        target: The target.
        server: Its server, which is ready.
        name: A name for the space that nobody else uses.
        keep_secret: Told the URL of the space before it is used.

    Raises:
        ProbeFailed: A step could not be done; the text names target, step and reason.
    """
    attempt = _Probe(target, server, name, keep_secret)
    try:
        attempt.run()
    except Exception as error:
        raise ProbeFailed(target.id, attempt.step, one_line(error), attempt.ours(error)) from error
