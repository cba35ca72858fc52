"""Commands whose database is down, which may try for half a minute: other checks run meanwhile."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

from assay.checking import TargetRuntime
from suites.cli.terminal import REFERENCE_APP, Finished, Started, terminal_of

COMMANDS = (
    ("check-db-status",),
    ("database", "upgrade", "--no-prompt"),
    ("database", "show-current-revision"),
)


class Unanswered:
    """Starts the commands once for each target and planted defect, maybe ahead of the check that looks at them.

    Args:
        new_directory: Makes a directory to run them in.
    """

    def __init__(self, new_directory: Callable[[], Path]) -> None:
        self._new_directory = new_directory
        self._started: dict[tuple[str, str], list[Started]] = {}

    def start(self, runtime: TargetRuntime, defect: str) -> None:
        """Start them, unless they were before."""
        if (key := (runtime.target.id, defect)) not in self._started:
            directory = self._new_directory()
            terminal = terminal_of(runtime, directory, defect)
            environment = unreachable(runtime, directory)
            self._started[key] = [terminal.start(*c, app=REFERENCE_APP, environment=environment) for c in COMMANDS]

    def finished(self, runtime: TargetRuntime, defect: str) -> list[Finished]:
        """Start them, unless they were before, and wait for them."""
        self.start(runtime, defect)
        return [started.finished() for started in self._started.pop((runtime.target.id, defect))]

    def close(self) -> None:
        """Let nothing be left of those that no check has waited for."""
        for commands in self._started.values():
            for started in commands:
                started.kill()


def unreachable(runtime: TargetRuntime, directory: Path) -> dict[str, str]:
    """An environment that names a database which is down: nobody listens there, or there is no such folder."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    address, url = runtime.server.address, runtime.url
    if address.port is None:
        url = url.set(database=str(directory / "nosuch" / "file.db"))
    elif url.port is not None:
        url = url.set(port=port)
    environment = {
        name: value.replace(f":{address.port}", f":{port}")
        for name, value in runtime.target.backend.environment(runtime.server).items()
    }
    return {"ASSAY_DATABASE_URL": url.render_as_string(hide_password=False), **environment}
