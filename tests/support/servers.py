"""What the tests of servers share: pools on this machine, and what a run has left behind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from assay.domain.errors import ServerUnavailable
from assay.domain.servers import Service
from assay.pool.liveness import ask
from assay.pool.state import PoolClient
from assay.products.registry import service
from assay.servers.images import image_entry

ROOT = Path(__file__).parents[2]


def services(*names: str) -> list[Service]:
    """What a pool is to serve, by name."""
    return [service(name) for name in names]


def answers(client: PoolClient, name: str) -> bool:
    """Whether a server of a pool is ready, and answers now."""
    found = client.state(name)
    return found.state == "ready" and found.server is not None and ask(found.server).kind != "gone"


def engine_trouble() -> str:
    """Why containers cannot run here; empty if they can."""
    try:
        from assay.servers.container import engine
    except ImportError as error:
        return f"{error.name} is not installed"
    try:
        with engine():
            return ""
    except ServerUnavailable as error:
        return str(error)


def present_image(key: str) -> str:
    """The image of a service that is on this host; empty if none is."""
    import docker

    entry = image_entry(key)
    client = docker.from_env()
    present = {tag for image in client.images.list() for tag in image.tags}
    client.close()
    return next((reference for reference in (entry.image, entry.offline) if reference in present), "")


def require_image(key: str) -> str:
    """An image of a service, or a skip that says what is missing."""
    trouble = engine_trouble()
    if trouble:
        pytest.skip(trouble)
    reference = present_image(key)
    if not reference:
        pytest.skip(f"no image for {key}: python3 docker/images/build.py {key}")
    return reference


def require_azure() -> None:
    """A skip that says what is missing to have Azurite, which a feature of object stores is run on too."""
    if shutil.which("npm") is None:
        pytest.skip("npm, which brings Azurite, is not on PATH")


def records(state: Path) -> list[dict[str, Any]]:
    return [json.loads(p.read_text()) for p in (state / "runs").glob("[!.]*.json")]


def leftovers(record: dict[str, Any]) -> list[str]:
    """What still exists of what a run record names."""
    left = [p for p in (*record["paths"], record["run_dir"]) if Path(p).exists()]
    for mark in record["processes"]:
        if psutil.pid_exists(mark["pid"]) and psutil.Process(mark["pid"]).status() != psutil.STATUS_ZOMBIE:
            left.append(f"process {mark['pid']}")
    if record["containers"]:
        names = subprocess.run(
            ["docker", "ps", "-a", "--format", "{{.Names}}"], capture_output=True, text=True, check=True
        ).stdout.split()
        left += [name for name in record["containers"] if name in names]
    return left


OWNER = """
import sys, time
from assay.pool.pool import Pool
from assay.pool.liveness import ask
from assay.pool.state import PoolClient
from assay.products.registry import service
from assay.running.options import Options
from assay.servers.run_records import RunResources
options = Options.parse(source=sys.argv[2].split(","), database_url=sys.argv[3:])
pool = Pool(RunResources(), map(service, sys.argv[1].split(",")), options.sources, options.database_urls)
pool.start()
for name in sys.argv[1].split(","):
    server, _ = pool.client.wait(name, 60)
    if sys.argv[3:] and server.source == "url":
        from assay.products.registry import backend
        backend(name).create_space(server, f"assay_{pool.run.run_id}_gw0")
print(pool.run_dir, flush=True)
time.sleep(60)
"""


def start_owner(backends: str, sources: str, *urls: str) -> tuple[subprocess.Popen[str], Path]:
    """A process that owns a pool whose servers are ready, and the pool's run directory."""
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER, backends, sources, *urls],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    if not line:
        raise AssertionError(process.communicate()[1])
    return process, Path(line)
