"""What one worker keeps for one target: its space, its reader, and the applications that run there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from litestar import Litestar
from sqlalchemy.engine import URL

from assay.apps import RunningApp
from assay.reader import Reader

if TYPE_CHECKING:
    from assay.recorder import Recorder
    from assay.targets import Server, Space, Target


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
        self._kept: dict[str, RunningApp] = {}
        self._passing: list[RunningApp] = []

    @property
    def url(self) -> URL:
        """The URL that an application on this target uses, password included."""
        return self.target.backend.url(self.space, self.target.driver)

    def kept_app(self, key: str, build: Callable[[], Litestar]) -> RunningApp:
        """The application kept under a key for all checks of the worker, started when it is first asked for."""
        if key not in self._kept:
            self._kept[key] = RunningApp(build(), self.target, self.recorder)
            self.reader.forget()
        return self._kept[key]

    def start(self, app: Litestar) -> RunningApp:
        """Start an application that is shut down after the check."""
        running = RunningApp(app, self.target, self.recorder)
        self._passing.append(running)
        return running

    def clean(self) -> None:
        """Shut down the check's own applications and empty the tables that were written."""
        while self._passing:
            self._passing.pop().close()
        written, self.recorder.written = self.recorder.written | self.reader.written, set()
        self.reader.written = set()
        self.reader.empty(written)

    def close(self, *, server_gone: bool = False) -> None:
        """Shut everything down and drop the space, unless its server is gone."""
        apps: list[Any] = [*self._passing, *self._kept.values()]
        for app in apps:
            app.close()
        self._passing, self._kept = [], {}
        self.reader.close()
        if not server_gone:
            self.target.backend.drop_space(self.server, self.name)
