"""Databases in the process that uses them: a space is a file, and there is no server."""

from __future__ import annotations

import secrets
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import exc
from sqlalchemy.engine import URL

from assay.domain.errors import UsageError
from assay.domain.servers import Server, Space
from assay.domain.targets import Backend, Driver

if TYPE_CHECKING:
    from assay.domain.servers import LocalRunner


class FileBackend(Backend):
    """A database product whose databases are files, opened by the process that uses them."""

    beside: ClassVar[tuple[str, ...]] = ()
    """Ends of the names of what the product writes beside a file, such as ``-journal``."""
    a_url: ClassVar[str]
    """What messages call a URL of this product: ``an SQLite URL``."""

    @abstractmethod
    def make_file(self, url: URL) -> None:
        """Make the file of an empty database.

        Raises:
            sqlalchemy.exc.DBAPIError: It cannot be made.
        """

    @property
    @abstractmethod
    def detail(self) -> str:
        """Which version this is and where it comes from, for people."""

    def url(self, space: Space, driver: Driver) -> URL:
        """See the base class."""
        return URL.create(driver.dialect, database=space.name)

    def create_space(self, server: Server, name: str) -> Space:
        """See the base class."""
        path = self._path(server, name)
        if path.exists():
            raise exc.OperationalError("create", None, FileExistsError(str(path)))
        url = URL.create(self.admin_dialect, database=str(path))
        self.make_file(url)
        return Space(name=str(path), url=url.render_as_string(hide_password=False))

    def drop_space(self, server: Server, name: str) -> None:
        """See the base class."""
        path = self._path(server, name)
        for suffix in ("", *self.beside):
            path.with_name(path.name + suffix).unlink(missing_ok=True)

    def spaces(self, server: Server) -> Sequence[str]:
        """See the base class."""
        folder = Path(str(server.address.database)).parent
        prefix = self._prefix(server)
        return sorted(path.stem.removeprefix(prefix) for path in folder.glob(f"{prefix}*.db"))

    def try_write(self, server: Server, space: Space) -> None:
        """Write a file beside the space's: the space itself may be locked by whoever failed."""
        del server
        room = Path(space.name).with_suffix(".room")
        try:
            room.write_bytes(secrets.token_bytes(1 << 18))
        finally:
            room.unlink(missing_ok=True)

    def user_url(self, url: URL) -> URL:
        """A user's file says where the workers' files go, and must hold nothing: it is not ours to write to."""
        if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
            scheme = self.admin_dialect.partition("+")[0]
            raise UsageError(
                f"--database-url: {self.a_url} has to name a file, as workers and connections share it: "
                f"{scheme}:///PATH"
            )
        path = Path(url.database).resolve()
        if not path.parent.is_dir():
            raise UsageError(f"--database-url: there is no directory {path.parent} for {self.title} files")
        if path.exists() and path.stat().st_size:
            raise UsageError(
                f"--database-url: {path} exists and is not empty: name a file that does not exist, "
                "as Assay writes to no database that it did not make"
            )
        return url.set(database=str(path))

    @contextmanager
    def local(self, runner: LocalRunner) -> Iterator[Server]:
        """Files in the run's own directory."""
        folder = runner.run_directory / self.name
        folder.mkdir(mode=0o700)
        url = URL.create(self.admin_dialect, database=str(folder / "server.db"))
        yield Server(
            backend=self.name,
            source="local",
            url=url.render_as_string(hide_password=False),
            detail=self.detail,
        )

    @staticmethod
    def _prefix(server: Server) -> str:
        # A user's own file gives the place and the first part of the name; it is never opened.
        if server.source != "url":
            return ""
        return f"{Path(str(server.address.database)).stem}."

    def _path(self, server: Server, name: str) -> Path:
        return Path(str(server.address.database)).with_name(f"{self._prefix(server)}{name}.db")
