"""Runs on real servers that go wrong: at once, killed, or robbed of their server."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import pytest

import docker
from assay.domain.verdicts import Verdict
from assay.results.file import read_results
from tests.conftest import suite_process
from tests.support import suite_template as template
from tests.support.servers import require_image

pytestmark = pytest.mark.docker


@pytest.fixture(autouse=True, scope="module")
def image() -> str:
    """These tests need containers of PostgreSQL."""
    return require_image("postgres")


CATALOGUE = template.CATALOGUE.replace('varies = ["none"]', 'varies = ["driver"]')


def start(suite: Path, report: Path, state: Path, *options: str) -> subprocess.Popen[str]:
    process = suite_process(suite, report, *options, ASSAY_STATE_DIR=str(state))
    return subprocess.Popen(**process, cwd=suite, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def finish(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate(timeout=120)
    return output


def containers(run_id: str) -> list[str]:
    client = docker.from_env()
    try:
        return [str(c.name) for c in client.containers.list(all=True, ignore_removed=True) if run_id in str(c.name)]
    finally:
        client.close()


def run_id_of(report: Path) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if (report / "manifest.json").exists():
            return read_results(report).header.run
        time.sleep(0.05)
    raise AssertionError("the run did not write its manifest")


def test_two_runs_at_once_finish_as_one_does(tmp_path: Path) -> None:
    suite = template.write_suite(tmp_path)
    reports = [tmp_path / "one", tmp_path / "two"]
    runs = [start(suite, r, tmp_path / "state", "--target", "sqlite,postgres", "-n2") for r in reports]
    outputs = [finish(run) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], outputs
    seen = [{(r.feature, r.target, r.verdict) for r in read_results(report).results} for report in reports]
    assert seen[0] == seen[1]
    assert ("demo.holds", "postgres-asyncpg", Verdict.PASS) in seen[0]
    assert not [name for report in reports for name in containers(run_id_of(report))]


WAITING = """
import pathlib, time
from assay.checking import proves

@proves("demo.holds")
def test_holds(reader, worker):
    pathlib.Path("{marker}").touch()
    time.sleep(60)
"""


def test_a_run_killed_leaves_nothing_after_the_next_has_started(tmp_path: Path) -> None:
    marker = tmp_path / "waiting"
    suite = template.write_suite(tmp_path, WAITING.format(marker=marker))
    first = start(suite, tmp_path / "one", tmp_path / "state", "--target", "postgres")
    deadline = time.monotonic() + 60
    while not marker.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    run_id = run_id_of(tmp_path / "one")
    assert containers(run_id) == [f"assay-{run_id}-postgres"]
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert read_results(tmp_path / "one").end is None, "a killed run has no end, and is still readable"
    (tmp_path / "next").mkdir()
    second = start(template.write_suite(tmp_path / "next"), tmp_path / "two", tmp_path / "state", "--target", "sqlite")
    output = finish(second)
    assert second.returncode == 0, output
    assert containers(run_id) == []
    assert not list((tmp_path / "state" / "runs").glob("*.json"))
    assert not list(Path("/dev/shm").glob(f"assay-{run_id}*"))


LOSING = """
import docker, pytest
from assay.checking import proves

@proves("demo.fails")
def test_kills_its_server(reader, worker, target):
    reader.execute("SELECT 1")
    if target.backend.image_key:
        docker.from_env().containers.get(f"assay-{worker.run_id}-{target.backend.name}").kill()
    assert reader.execute("SELECT 1")

@proves("demo.holds")
@pytest.mark.parametrize("n", range(20))
def test_goes_on(reader, n):
    assert reader.execute("SELECT 1")
"""


def test_a_server_killed_mid_run_is_lost_and_the_others_go_on(tmp_path: Path) -> None:
    suite = template.write_suite(tmp_path, LOSING, golden="", catalogue=CATALOGUE)
    began = time.monotonic()
    run = start(
        suite,
        tmp_path / "one",
        tmp_path / "state",
        "--target",
        "sqlite,postgres",
        "--require",
        "postgres",
        "-k",
        "test_",
    )
    output = finish(run)
    assert run.returncode == 1, "a required target was lost"
    found = read_results(tmp_path / "one").results
    lost = [r for r in found if r.target.startswith("postgres") and r.check]
    assert len(lost) == 63
    assert {r.verdict for r in lost} == {Verdict.NOT_RUN}, output
    assert all(r.reason.startswith("lost") for r in lost)
    assert {r.verdict for r in found if r.target.startswith("sqlite") and r.check} == {Verdict.PASS}
    assert sum(r.seconds for r in lost) < 10
    assert time.monotonic() - began < 60
    assert "required target postgres-asyncpg" in output
