"""What one worker keeps for one target: its space, its reader, and the applications that run there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar

from litestar import Litestar
from sqlalchemy.engine import URL

from assay.checking.apps import RunningApp
from assay.checking.reader import Reader

if TYPE_CHECKING:
    from assay.checking.recorder import Recorder
    from assay.domain.servers import Server, Space
    from assay.domain.targets import Target


class Kept(Protocol):
    """What a worker keeps open for its checks: an application, or a program that the checks call."""

    def checked_out(self) -> int:
        """How many connections its pools have given out and not got back."""

    def give_back(self) -> None:
        """Close the connections that nobody has."""

    def close(self) -> None:
        """End it; a second call does nothing."""


K = TypeVar("K", bound=Kept)

KEPT = 16
"""How many applications a space keeps open: each has threads, an event loop and a pool, and most are asked for by the
checks of one file only."""


class TargetRuntime:
    """A worker's space on a target.

    Made once per worker and target; the tables in it are made once too, by the first application that starts.

    Args:
        target: The target.
        server: Its server.
        space_name: Name of the space to create.
        recorder: The worker's recorder.
    """

    def __init__(self, target: Target, server: Server, space_name: str, recorder: Recorder) -> None:
        self.target = target
        self.server = server
        self.recorder = recorder
        self.name = space_name
        self.space: Space = target.backend.create_space(server, space_name)
        self.reader = Reader(target.backend, self.space)
        self._kept: dict[str, Kept] = {}
        self._passing: list[RunningApp] = []
        self._tables: set[str] = set()
        """The tables that are there for all checks."""

    @property
    def url(self) -> URL:
        """The URL that an application on this target uses, password included."""
        return self.target.backend.url(self.space, self.target.driver)

    def kept_app(self, key: str, build: Callable[[], Litestar]) -> RunningApp:
        """The application kept under a key, as :meth:`kept` does; started when it is not there."""
        return self.kept(key, lambda: RunningApp(build(), self.target, self.recorder))

    def kept(self, key: str, make: Callable[[], K]) -> K:
        """What is kept under a key for the worker's next checks, made when it is not there.

        What nobody has asked for longest is closed where there are too many.
        """
        if key not in self._kept:
            with self.defining():
                self._kept[key] = make()
            while len(self._kept) > KEPT:
                self._kept.pop(next(iter(self._kept))).close()
        self._kept[key] = self._kept.pop(key)
        return self._kept[key]  # type: ignore[return-value] # a key stands for one kind of thing

    def rest(self) -> None:
        """Close what is kept, since the worker's checks are on another target now; the space and its tables stay."""
        while self._kept:
            self._kept.popitem()[1].close()

    @contextmanager
    def defining(self) -> Iterator[None]:
        """Tables that are made within the block are there for all checks of the worker."""
        before = self.recorder.defined
        yield
        self.reader.forget()
        if self.recorder.defined and not before:
            self.recorder.defined = False
            self._tables = self.reader.tables()

    def start(self, app: Litestar) -> RunningApp:
        """Start an application that is shut down after the check."""
        running = RunningApp(app, self.target, self.recorder)
        self._passing.append(running)
        return running

    @property
    def fit(self) -> bool:
        """Whether the next check can have it, once it is empty: the last one left neither connections nor tables.

        A connection that an application has not got back may hold locks, also those that the emptying would wait for.
        """
        if any(app.checked_out() for app in self._kept.values()):
            return False
        changed = self.recorder.defined or self.reader.defined
        return not changed or self.reader.tables() == self._tables

    def clean(self) -> None:
        """Shut down the check's own applications and empty the tables that were written."""
        while self._passing:
            self._passing.pop().close()
        written, self.recorder.written = self.recorder.written | self.reader.written, set()
        self.reader.written = set()
        self.reader.empty(written)

    def make_way(self) -> None:
        """Before another process uses the space: have nothing open, if the database knows one process at a time."""
        if self.target.backend.one_process_at_a_time:
            for app in (*self._kept.values(), *self._passing):
                app.give_back()

    def begin(self) -> None:
        """Before a check: note how the space is."""
        self.recorder.defined = self.reader.defined = False

    def close(self, *, server_gone: bool = False) -> None:
        """Shut everything down and drop the space, unless its server is gone; each step is tried."""
        apps: list[Kept] = [*self._passing, *self._kept.values()]
        self._passing, self._kept = [], {}
        with ExitStack() as last_to_first:
            if not server_gone:
                last_to_first.callback(self.target.backend.drop_space, self.server, self.name)
            last_to_first.callback(self.reader.close)
            for app in reversed(apps):
                last_to_first.callback(app.close)


class MakesRuntimes(Protocol):
    """What the fixture ``worker`` is to a check that needs further spaces."""

    def make_runtime(self, target: Target) -> TargetRuntime:
        """A new and empty space on a target, of which the caller disposes with ``close``."""
