"""Jobs on executors: what ends is never repeated, what does not is tried again, and nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from assay.domain.errors import UsageError
from assay.domain.shards import Shard
from assay.results.file import read_results
from assay.shards import dispatching
from assay.shards.dispatching import JobOutcome, ShardJob, dispatch, installed, run_plan, run_shard
from tests.conftest import RunModule
from tests.support import sharded_suite

ROOT = Path(__file__).parents[2]
LIGHT = Shard("part00", "sqlite-sqlite3", "part00")


@dataclass(frozen=True)
class Named:
    name: str
    folder: str = ""


def told(job: Named) -> JobOutcome[Named]:
    return JobOutcome(job, {"said": job.name.encode()})


def once_cut_off(job: Named) -> JobOutcome[Named]:
    """Comes to no end the first time."""
    mark = Path(job.folder) / job.name
    if mark.exists():
        return told(job)
    mark.touch()
    return JobOutcome(job, problem="the run was cut off", again=True)


def once_killed(job: Named) -> JobOutcome[Named]:
    """Takes its process along the first time."""
    mark = Path(job.folder) / job.name
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return told(job)


def test_threads_and_processes_do_the_same() -> None:
    jobs = [Named(f"job{n}") for n in range(5)]
    for executor in (ThreadPoolExecutor(2), ProcessPoolExecutor(2, mp_context=get_context("spawn"))):
        with executor:
            found = {outcome.job.name: outcome.files["said"] for outcome in dispatch(executor, told, jobs)}
        assert found == {job.name: job.name.encode() for job in jobs}


def test_what_came_to_no_end_is_tried_again_as_often_as_is_said(tmp_path: Path) -> None:
    jobs = [Named("a", str(tmp_path)), Named("b", str(tmp_path))]
    with ThreadPoolExecutor(1) as executor:
        assert {one.problem for one in dispatch(executor, once_cut_off, jobs)} == {"the run was cut off"}
        for mark in tmp_path.iterdir():
            mark.unlink()
        assert {one.problem for one in dispatch(executor, once_cut_off, jobs, retries=1)} == {""}


def test_what_came_to_its_end_is_never_repeated() -> None:
    calls: list[str] = []

    def failed(job: Named) -> JobOutcome[Named]:
        calls.append(job.name)
        return JobOutcome(job, {"results.jsonl": b"a run that fails"}, "nothing held")

    with ThreadPoolExecutor(1) as executor:
        (found,) = dispatch(executor, failed, [Named("a")], retries=5)
    assert calls == ["a"]
    assert found.problem == "nothing held"


def test_an_executor_that_breaks_costs_no_job_its_outcome(tmp_path: Path) -> None:
    jobs = [Named(f"job{n}", str(tmp_path)) for n in range(3)]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        found = list(dispatch(executor, once_killed, jobs, retries=1))
    assert sorted(one.job.name for one in found) == ["job0", "job1", "job2"]
    assert all("BrokenProcessPool" in one.problem for one in found), found


def test_a_mistake_is_told_and_not_repeated() -> None:
    calls: list[str] = []

    def refused(job: Named) -> JobOutcome[Named]:
        calls.append(job.name)
        raise UsageError("the file cannot be written")

    with ThreadPoolExecutor(1) as executor:
        (found,) = dispatch(executor, refused, [Named("a")], retries=5)
    assert found.problem == "the file cannot be written"
    assert calls == ["a"]


def test_outcomes_come_as_they_end_and_not_in_the_order_of_the_plan() -> None:
    first = threading.Event()

    def waits(job: Named) -> JobOutcome[Named]:
        if job.name == "slow":
            assert first.wait(60)
        return told(job)

    with ThreadPoolExecutor(2) as executor:
        outcomes = dispatch(executor, waits, [Named("slow"), Named("fast")])
        assert next(outcomes).job.name == "fast"
        first.set()
        assert next(outcomes).job.name == "slow"


class Nobody(Executor):
    """Takes jobs, and there is nobody to run them."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        return Future()


def test_where_nobody_is_left_every_job_says_so() -> None:
    jobs = [Named("a"), Named("b")]
    found = list(dispatch(Nobody(), told, jobs, retries=1, lost=lambda: "no worker is left"))
    assert [(one.job, one.problem) for one in found] == [(job, "no worker is left") for job in jobs]


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sharded_suite.write(tmp_path_factory.mktemp("sharded"), 2, wrong=1)


@pytest.fixture(autouse=True)
def in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def test_a_shard_runs_as_a_process_and_brings_what_it_left(suite: Path, tmp_path: Path) -> None:
    arguments = (f"--suite-dir={suite}", str(suite))
    shards = [LIGHT, Shard("part01", "sqlite-sqlite3", "part01"), Shard("wrong", "sqlite-sqlite3", "none")]
    with ThreadPoolExecutor(2) as executor:
        outcomes = {one.job.name: one for one in run_plan(executor, shards, tmp_path, arguments=arguments)}
    assert not outcomes["part00"].problem
    assert not outcomes["part01"].problem, "it fails, and has come to its end"
    assert "before it began: assay: unknown feature 'none'" in outcomes["wrong"].problem
    assert not outcomes["wrong"].again
    for name, verdict in (("part00", "pass"), ("part01", "fail")):
        found = [line.verdict.value for line in read_results(tmp_path / name).results if line.check]
        assert found == [verdict]
        assert (tmp_path / name / "index.html").is_file()
    assert not (tmp_path / "wrong" / "results.jsonl").exists()
    assert (tmp_path / "wrong" / "output.txt").read_text()


def test_what_an_earlier_try_left_is_not_taken_for_a_later_one(suite: Path, tmp_path: Path) -> None:
    (tmp_path / "results.jsonl").write_text("of yesterday")
    JobOutcome(ShardJob(LIGHT), {"output.txt": b"it did not begin"}, "the run ended").write(tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["output.txt"]


def test_another_assay_is_refused_before_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    found = run_shard(ShardJob(LIGHT, installed="9.9, checks 0123"))
    assert found.problem.endswith(
        f"has another Assay ({installed()}) than the one that made part00 (9.9, checks 0123); install that one"
    )
    assert not found.again


def test_a_run_that_is_killed_is_cut_off_and_another_try_may_help(suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checks = (suite / "part00" / "test_part00.py").read_text()
    killing = checks.replace(
        "    assert", "    import os, signal\n    os.kill(os.getpid(), signal.SIGKILL)\n    assert"
    )
    monkeypatch.setattr(dispatching, "installed", lambda: "")
    try:
        (suite / "part00" / "test_part00.py").write_text(killing)
        found = run_shard(ShardJob(LIGHT, (f"--suite-dir={suite}", "-n0", str(suite))))
    finally:
        (suite / "part00" / "test_part00.py").write_text(checks)
    assert found.problem == "the run was cut off: its process ended with -9"
    assert found.again
    assert b'"kind":"plan"' in found.files["results.jsonl"]


def test_the_command_runs_a_plan_and_its_shards_are_merged(suite: Path, run_module: RunModule) -> None:
    def assay(*arguments: str) -> subprocess.CompletedProcess[str]:
        return run_module("assay", *arguments)

    chosen = ("--suite-dir", str(suite))
    made = assay("ci", "plan", *chosen, "--target", "sqlite-sqlite3", "--by", "chapter", "--output", "plan.json")
    assert made.returncode == 0, made.stderr
    ran = assay("ci", "run", "plan.json", "--output", "shards", *chosen, str(suite))
    assert ran.returncode == 0, ran.stderr
    assert "part01: ended after" in ran.stderr
    merged = assay("merge", "shards", "--plan", "plan.json", "--output", "merged")
    assert merged.returncode == 1, merged.stdout
    assert "fail   part01.holds[sqlite-sqlite3]: " in merged.stdout
    refused = assay("ci", "run", "plan.json", "--output", "shards", "--target=sqlite")
    assert refused.returncode == 2
    assert refused.stderr == "assay: --target: the plan says it; leave it out\n"
    elsewhere = ["--scheduler", "tcp://127.0.0.1:1", "--database-url", "postgresql://me:secret@db.example/x"]
    refused = assay("ci", "run", "plan.json", "--output", "shards", *elsewhere)
    assert refused.returncode == 2
    assert refused.stderr.startswith("assay: --scheduler: a --database-url, with its password, would go through")
