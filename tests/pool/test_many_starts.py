"""Many starts of a pool, with threads that switch as often as they can: none ends the process."""

from __future__ import annotations

import ast
import os
import sys
from pathlib import Path

import pytest

from assay.domain.errors import ServerUnavailable
from assay.domain.servers import Service
from assay.pool import pool as pool_module
from assay.pool.pool import Pool
from assay.servers.images import image_entry
from assay.servers.run_records import RunResources
from tests.support.servers import ROOT, services

STARTS = 20
PACKAGES = ("domain", "servers", "pool", "products", "process", "results")
SERVED = ("sqlite", "postgres", "mysql", "oracle", "spanner", "s3", "azure")


def _without_engine(run: RunResources, backend: Service, *_: object) -> None:
    """Do what each thread does before it asks the engine for a container."""
    assert backend.image_key is not None
    image_entry(backend.image_key)
    raise ServerUnavailable("there is no engine here")


def _start() -> None:
    with Pool(RunResources(), services(*SERVED), {"all": "container"}) as pool:
        for name in SERVED:
            assert pool._settled[name].wait(60), name
            assert pool.client.state(name).state == ("ready" if name == "sqlite" else "unavailable"), name


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_threads_that_start_servers_share_nothing_that_is_made_at_its_first_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each start is in a process of its own, which has used nothing yet."""
    monkeypatch.setenv("ASSAY_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setattr(pool_module, "container_runner", _without_engine)
    ends = []
    for _ in range(STARTS):
        if not (child := os.fork()):
            code = 1
            try:
                sys.setswitchinterval(1e-6)
                _start()
                code = 0
            finally:
                os._exit(code)
        ends.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    assert ends == [0] * STARTS


def test_what_threads_decode_is_known_before_they_start() -> None:
    """A decoder is made where its module is imported, and not where a thread may be the first to ask."""
    found = []
    for package in PACKAGES:
        for file in sorted((ROOT / "assay" / package).rglob("*.py")):
            for function in ast.walk(ast.parse(file.read_text())):
                if isinstance(function, ast.FunctionDef) and function.name != "known":
                    calls = [c for c in ast.walk(function) if isinstance(c, ast.Call)]
                    found += [f"{file.name}:{c.lineno}" for c in calls if _looks_at_a_type(c)]
    assert not found


def _looks_at_a_type(call: ast.Call) -> bool:
    said = ast.unparse(call.func)
    typed = any(keyword.arg == "type" for keyword in call.keywords)
    return said.endswith("json.Decoder") or (said.startswith("msgspec.") and said.endswith("json.decode") and typed)
