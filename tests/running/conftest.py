"""The command as users see it, on a terminal and in a log."""

from __future__ import annotations

import os
import pty
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.conftest import ROOT
from tests.support.warm import WarmProcess

SaidByRun: TypeAlias = Callable[..., str]


@pytest.fixture
def said_by_run(warm: WarmProcess) -> SaidByRun:
    """What a run of the command says, on a terminal or in a log."""

    def said(suite: Path, folder: Path, terminal: bool, *options: str, **variables: str) -> str:
        command = ["run", "--suite-dir", str(suite), "--target", "sqlite", *options]
        gone = ("PYTEST_", "NO_COLOR", "FORCE_COLOR")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(gone)}
        environment = {**kept, "PYTHONPATH": str(ROOT), "TERM": "xterm", **variables}
        ours, theirs = pty.openpty() if terminal else os.pipe()
        read = os.dup(theirs) if terminal else os.open(os.devnull, os.O_RDONLY)
        ended = warm.run_on(read, theirs, "assay", *command, cwd=folder, environment=environment)
        said = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other side is closed
                break
            if not part:
                break
            said += part
        os.close(ours)
        ended()
        return said.decode()

    return said
