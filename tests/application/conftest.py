"""What tests of the checks of applications share: servers, copies of the example, and the checks themselves."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

import pytest
from uv import find_uv_bin

from assay.applications.checked import Generic, check, chosen
from assay.applications.lines import Line
from assay.fixtures.session import Session
from suites.application import generic
from tests.application.support import EXAMPLE, Checked, read


@pytest.fixture
def club(tmp_path: Path) -> Path:
    """A copy of the example."""
    return shutil.copytree(EXAMPLE, tmp_path / "club", ignore=shutil.ignore_patterns("__pycache__", "*.sqlite"))


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """Servers: PostgreSQL's from its wheel."""
    made = Session("app-checks", os.getpid(), "", keep=False, sources={"postgres": "local"}, urls=[])
    yield made
    made.close()


@pytest.fixture(scope="module")
def extra(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the extra ``app`` brings, in a folder of its own: its rich is newer than a development tool's may be."""
    folder = str(tmp_path_factory.mktemp("extra"))
    command = [find_uv_bin(), "pip", "install", "-q", "--python", sys.executable, "--target", folder, "schemathesis>=4"]
    subprocess.run(command, check=True, timeout=300)
    return folder


@pytest.fixture
def with_extra(extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The application's environment has the extra."""
    monkeypatch.setenv("PYTHONPATH", extra)


@pytest.fixture
def checked(session: Session) -> Checked:
    """Runs the checks of a folder's application on a target; the lines by their ids."""

    def run(folder: Path, target: str, *wanted: str, headers: Mapping[str, str] | None = None) -> dict[str, Line]:
        application = read(folder, "bookclub.app:app" if (folder / "bookclub").is_dir() else "shop:app")
        application = dataclasses.replace(application, headers=headers or {})
        on = chosen([target], application)[0]
        place = session.place(on.target.backend)
        lines = check(cast("Generic", generic), application, on, place.server, f"{place.prefix}c", wanted)
        assert len({line.id for line in lines}) == len(lines), "two lines have one id"
        assert {line.target for line in lines} == {on.target.id}
        return {line.id: line for line in lines}

    return run
