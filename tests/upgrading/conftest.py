"""What the tests of this folder share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from assay.commands import upgrade
from assay.upgrading import environments, gate
from assay.upgrading.environments import Environment, Resolution
from tests.support.upgrade_stage import Servers, Stage


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    found = Stage(tmp_path)

    @contextmanager
    def pool(options: object, versions: object = None) -> Iterator[Any]:
        servers = Servers({})
        servers.run_dir = tmp_path / "servers"  # type: ignore[attr-defined]
        yield servers

    monkeypatch.setattr(environments, "resolve", found.resolve)
    monkeypatch.setattr(Resolution, "build", lambda self: found.build(self))
    monkeypatch.setattr(Environment, "installed", lambda _: found.installed)
    monkeypatch.setattr(gate.EnvironmentRunner, "_wait", lambda _, *arguments: found.run(*arguments))
    monkeypatch.setattr(upgrade, "make_pool", pool)
    monkeypatch.setattr(upgrade, "wait_for_servers", lambda _: None)
    return found
