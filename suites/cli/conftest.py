"""Terminals on the targets' databases."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from assay.checking import REFERENCE_TARGET, Planted, TargetRuntime
from suites.cli.terminal import Terminal


def new_terminal(runtime: TargetRuntime, directory: Path, defect: str, *, cold: bool) -> Terminal:
    """A terminal whose environment names the database.

    Args:
        runtime: Where the database is.
        directory: Where commands run.
        defect: Reference of the planted defect, or nothing.
        cold: Whether commands start cold on the reference target; how they start has nothing to do with the database,
            so nowhere else.
    """
    environment = {
        "ASSAY_DATABASE_URL": runtime.url.render_as_string(hide_password=False),
        **runtime.target.backend.environment(runtime.server),
    }
    return Terminal(
        directory,
        environment,
        runtime.target.driver.dialect,
        cold=cold and runtime.target.id == REFERENCE_TARGET,
        defect=defect,
        before=runtime.make_way,
    )


@pytest.fixture
def defect(planted: Planted | None) -> str:
    """Reference of the planted defect; commands are processes of their own, and must be told."""
    return planted.reference if planted else ""


@pytest.fixture
def terminal(runtime: TargetRuntime, tmp_path: Path, defect: str) -> Terminal:
    """A terminal in a directory of its own, on the worker's database."""
    return new_terminal(runtime, tmp_path, defect, cold=True)


@pytest.fixture
def unreachable(runtime: TargetRuntime, tmp_path: Path) -> dict[str, str]:
    """An environment that names a database which is down: nobody listens there, or there is no such folder."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    address, url = runtime.server.address, runtime.url
    if address.port is None:
        url = url.set(database=str(tmp_path / "nosuch" / "file.db"))
    elif url.port is not None:
        url = url.set(port=port)
    environment = {
        name: value.replace(f":{address.port}", f":{port}")
        for name, value in runtime.target.backend.environment(runtime.server).items()
    }
    return {"ASSAY_DATABASE_URL": url.render_as_string(hide_password=False), **environment}
