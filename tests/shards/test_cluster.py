"""A Dask cluster of two worker processes, one of which is killed while it runs a shard: nothing is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from assay.domain.shards import Shard, matrix
from assay.domain.verdicts import Verdict
from assay.results.file import read_results
from assay.shards import cluster as clusters
from assay.shards.dispatching import JobOutcome, dispatch
from tests.support import sharded_suite
from tests.support.servers import require_azure

pytest.importorskip("distributed")
pytestmark = pytest.mark.timeout(300)
ROOT = Path(__file__).parents[2]
WAITS = """
    import pathlib, time
    begun, go = pathlib.Path("{begun}"), pathlib.Path("{go}")
    first = not begun.exists()
    with begun.open("a") as file:
        file.write(f"{{__import__('os').getpid()}}\\n")
    while first and not go.exists():
        time.sleep(0.05)
"""
"""What a check does that ends in the first try only when it is let go."""
QUIET = ["--no-dashboard", "--host", "127.0.0.1"]


def until(found: Callable[[], object], seconds: float = 90) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.05)


class Cluster:
    """A scheduler, and workers for one shard at a time each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "scheduler.json"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.start("distributed.cli.dask_scheduler", *QUIET, "--port", "0", "--scheduler-file", str(self._file))
        until(self._file.exists)
        until(lambda: self._file.read_text().endswith("}"))
        self.address = json.loads(self._file.read_text())["address"]

    def start(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        log = self.folder / f"{len(self.processes)}.log"
        with log.open("wb") as output:
            started = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=self.folder,
                stdout=output,
                stderr=output,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )
        self.processes.append(started)
        return started

    def worker(self) -> subprocess.Popen[bytes]:
        options = ["--no-nanny", "--nthreads", "1", "--local-directory", str(self.folder / f"w{len(self.processes)}")]
        return self.start("distributed.cli.dask_worker", self.address, *QUIET, *options)

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    started = Cluster(tmp_path)
    yield started
    started.stop()


def assay(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "assay", *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_a_worker_that_is_killed_loses_nothing(cluster: Cluster, tmp_path: Path) -> None:
    suite = sharded_suite.write(tmp_path, 4)
    begun, go = tmp_path / "begun", tmp_path / "go"
    check = suite / "part00" / "test_part00.py"
    body = WAITS.format(begun=begun, go=go)
    check.write_text(check.read_text().replace("(target):\n", f"(target):{body}"))
    plan = [Shard(f"part{n:02d}", "sqlite-sqlite3", f"part{n:02d}") for n in range(4)]
    (tmp_path / "plan.json").write_text(matrix(plan))
    workers = [cluster.worker(), cluster.worker()]
    until(lambda: (cluster.folder / "2.log").read_text().count("Registered to") == 1)
    until(lambda: (cluster.folder / "1.log").read_text().count("Registered to") == 1)
    chosen = ["--suite-dir", str(suite), "-n0", str(suite)]
    running = assay(tmp_path, "ci", "run", "plan.json", "--output", "shards", "--scheduler", cluster.address, *chosen)
    # The others end, and their results are there, while this one waits: they come as they end.
    until(lambda: begun.exists() and begun.read_text().endswith("\n"))
    until(lambda: sum((tmp_path / "shards" / one.name / "index.html").exists() for one in plan) == 3)
    assert running.poll() is None
    run = psutil.Process(int(begun.read_text()))
    worker = next(process for process in workers if process.pid in {parent.pid for parent in run.parents()})
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    until(lambda: begun.read_text().count("\n") == 2)
    go.touch()
    said = running.communicate(timeout=120)
    assert running.returncode == 0, said
    for one in plan:
        found = read_results(tmp_path / "shards" / one.name)
        assert found.end is not None
        assert [line.verdict for line in found.results if line.check] == [Verdict.PASS]
    merged = assay(tmp_path, "merge", "shards", "--plan", "plan.json", "--output", "merged")
    assert "4 pass" in merged.communicate(timeout=120)[0]
    assert merged.returncode == 0
    until(lambda: not run.is_running() or run.status() == psutil.STATUS_ZOMBIE)  # nobody reads what it says any more


@pytest.mark.parametrize("command", ["ci", "matrix"])
def test_a_scheduler_that_is_not_there_is_one_line(tmp_path: Path, command: str) -> None:
    (tmp_path / "plan.json").write_text(matrix([Shard("one", "sqlite-sqlite3")]))
    ci = ("ci", "run", "plan.json", "--output", "shards")
    chosen = ci if command == "ci" else ("matrix", "--axis", "aiosqlite=0.22.1", "--target", "sqlite-aiosqlite")
    process = assay(tmp_path, *chosen, "--scheduler", "tcp://127.0.0.1:1")
    said = process.communicate(timeout=120)[1]
    assert process.returncode == 2
    assert said.splitlines()[-1] == "assay: --scheduler tcp://127.0.0.1:1: no scheduler of Dask answers there"
    assert "Traceback" not in said


def test_a_cluster_without_workers_is_one_line(cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(matrix([Shard("one", "sqlite-sqlite3")]))
    process = assay(tmp_path, "ci", "run", "plan.json", "--output", "shards", "--scheduler", cluster.address)
    said = process.communicate(timeout=120)[1]
    assert process.returncode == 2
    assert said.endswith(f"no worker is there; start some: dask worker {cluster.address}\n"), said


@dataclass(frozen=True)
class Waiting:
    """A job that ends when a file is there."""

    name: str
    file: str


def wait_for_file(job: Waiting) -> JobOutcome[Waiting]:
    until(Path(job.file).exists, 600)
    return JobOutcome(job)


def test_a_scheduler_that_dies_is_told_of_every_job_that_has_not_ended(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(clusters, "_ALONE_SECONDS", 3.0)
    cluster.worker()
    until(lambda: "Registered to" in (cluster.folder / "1.log").read_text())
    (tmp_path / "there").touch()
    jobs = [Waiting("ends", str(tmp_path / "there")), Waiting("waits", str(tmp_path / "never"))]
    with clusters.cluster(cluster.address) as (executor, lost):
        found = dispatch(executor, wait_for_file, jobs, retries=1, lost=lost)
        first = next(found)
        assert (first.job.name, first.problem) == ("ends", "")
        cluster.processes[0].kill()
        (last,) = found
    assert last.job.name == "waits"
    # Whichever is seen first.
    assert last.problem in {"the scheduler has not answered for 3 s", "what was to run it is gone"}
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.timeout(600)
def test_a_matrix_on_a_cluster_is_the_same_as_here(cluster: Cluster, tmp_path: Path) -> None:
    """Versions of which one has a known issue: each worker makes the environment and brings the report."""
    require_azure()
    for _ in range(2):
        cluster.worker()
    for number in (1, 2):
        until(lambda log=cluster.folder / f"{number}.log": "Registered to" in log.read_text())  # type: ignore[misc]
    feature = "files.stored-object-column"
    chosen = ["--axis", "advanced-alchemy=1.9.3,1.12.0,99", "--target", "sqlite-aiosqlite", "--feature", feature]
    chosen += [
        "--requirements",
        str(ROOT / "requirements" / "locked.txt"),
        "-n",
        "1",
        "--report-dir",
        str(tmp_path / "m"),
    ]
    done = assay(tmp_path, "matrix", *chosen, "--scheduler", cluster.address)
    said = done.communicate(timeout=500)
    assert done.returncode == 1, said
    assert f"    - `{feature}` on sqlite-aiosqlite (known → pass)" in said[0], said
    data = json.loads((tmp_path / "m" / "matrix.json").read_text())
    assert [cell["distributions"]["advanced-alchemy"] for cell in data["cells"][:2]] == ["1.9.3", "1.12.0"]
    assert "the resolver refuses it" in data["cells"][2]["problem"]
    assert (tmp_path / "m" / "advanced-alchemy-1.9.3" / "index.html").exists()
    again = assay(tmp_path, "matrix", *chosen, "--scheduler", cluster.address, "--resume")
    resumed = again.communicate(timeout=500)[0]
    assert [cell["run"] for cell in json.loads((tmp_path / "m" / "matrix.json").read_text())["cells"][:2]] == [
        cell["run"] for cell in data["cells"][:2]
    ], resumed


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--database-url", "postgresql://me:secret@db.example/x"], "a --database-url, with its password, would go"),
        (["--jobs", "2"], "--jobs says how many run here"),
        (["--requirements", "pins.txt"], "has a password, which would go through the scheduler"),
    ],
)
def test_what_would_go_through_the_scheduler_and_must_not_is_refused(
    cluster: Cluster, tmp_path: Path, options: list[str], said: str
) -> None:
    cluster.worker()
    until(lambda: "Registered to" in (cluster.folder / "1.log").read_text())
    (tmp_path / "pins.txt").write_text("tiny @ https://me:secret@example.org/tiny-1.0-py3-none-any.whl\n")
    target = "postgres" if "--database-url" in options else "sqlite-aiosqlite"
    command = ["matrix", "--axis", "asyncpg=0.31.0", "--target", target, "--scheduler", cluster.address, *options]
    process = assay(tmp_path, *command)
    output = "".join(process.communicate(timeout=120))
    assert process.returncode == 2, output
    assert said in output
    assert "secret" not in output
    assert "Traceback" not in output
