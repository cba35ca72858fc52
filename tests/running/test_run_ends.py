"""Runs whose terminal, or whose servers' owner, goes away."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from assay.cli import main
from assay.commands import servers
from assay.domain.errors import UsageError
from assay.domain.verdicts import Verdict
from assay.pool import users
from assay.results.file import read_results
from assay.servers.run_records import RunResources
from tests.conftest import RunSuite, suite_process
from tests.support import suite_template as template
from tests.support.servers import ROOT, leftovers, records, start_owner


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSAY_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


WAITING = """
import pathlib, time
import click
import pytest
from assay.checking import proves

@proves("demo.holds")
@pytest.mark.parametrize("n", range(8))
def test_holds(reader, n):
    assert reader.execute("SELECT 1 AS n") == [{{"n": 1}}]
    if n > 2:
        pathlib.Path("{marker}").touch()
        time.sleep(30)
"""


def read_until_closed(master: int) -> None:
    with suppress(OSError):
        while select.select([master], [], [], 0.01)[0] and os.read(master, 65536):
            pass


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one", "two"])
def test_a_closed_terminal_ends_a_run_in_order(tmp_path: Path, state: Path, workers: Sequence[str]) -> None:
    """The kernel tells all processes of the terminal, and each later write to it fails."""
    marker = tmp_path / "waiting"
    suite = template.write_suite(tmp_path, WAITING.format(marker=marker))
    started = suite_process(suite, tmp_path / "report", "--target", "sqlite,postgres-psycopg", *workers)
    options = ("--source", "postgres=local")
    pid, master = pty.fork()
    if not pid:
        os.chdir(tmp_path)
        os.execve(started["args"][0], [*started["args"], *options], started["env"])
    try:
        deadline = time.monotonic() + 90
        while not marker.exists():
            assert time.monotonic() < deadline
            read_until_closed(master)
            time.sleep(0.05)
        (record,) = records(state)
        assert leftovers(record)
    finally:
        os.close(master)
    deadline = time.monotonic() + 40
    while not os.waitpid(pid, os.WNOHANG)[0]:
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
            raise AssertionError("the run goes on")
        time.sleep(0.05)
    assert leftovers(record) == []
    assert records(state) == []
    run = read_results(tmp_path / "report")
    assert run.end is not None
    assert "the run was stopped before its end: SIGHUP" in run.end.problems[0]
    assert {r.verdict for r in run.results if r.nodeid} >= {Verdict.PASS}
    assert (tmp_path / "report" / "index.html").exists()


def test_a_signal_that_is_ignored_stays_so(tmp_path: Path) -> None:
    """As under nohup."""
    checks = WAITING.format(marker=tmp_path / "waiting").replace("sleep(30)", "sleep(1)")
    golden = "".join(f"demo.holds demo/test_demo.py::test_holds[{n}]\n" for n in range(8))
    suite = template.write_suite(tmp_path, checks, golden)
    process = suite_process(suite, tmp_path / "report", "--target", "sqlite-sqlite3")
    started = subprocess.Popen(
        ["/bin/sh", "-c", 'trap "" HUP; exec "$0" "$@"', *process.pop("args")],
        **process,
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not (tmp_path / "waiting").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    started.send_signal(signal.SIGHUP)
    assert started.wait(60) == 0


KILLING = """
import os, pathlib, signal, subprocess
import click
import pytest
from assay.checking import proves

@proves("demo.fails")
def test_kills(reader, target):
    assert reader.execute("SELECT 1 AS n") == [{{"n": 1}}]
    marker = pathlib.Path("{marker}")
    if not marker.exists():
        marker.touch()
        os.kill({pid}, signal.SIGKILL)
        subprocess.run({reap}, check=True)
    assert reader.execute("SELECT 1 FROM no_such_table") is None

@proves("demo.holds")
@pytest.mark.parametrize("n", range(5))
def test_holds(reader, n):
    assert reader.execute("SELECT 1 AS n") == [{{"n": 1}}]
"""


def test_a_pool_that_is_killed_and_cleared_away_under_a_run_is_lost(
    tmp_path: Path, state: Path, run_suite: RunSuite
) -> None:
    owner, run_dir = start_owner("sqlite,postgres", "local")
    python = suite_process(tmp_path, tmp_path)["args"][0]
    reap = [python, "-c", f"import os; os.chdir({str(ROOT)!r}); from assay.pool.reaper import reap; reap()"]
    checks = KILLING.format(marker=tmp_path / "killed", pid=owner.pid, reap=reap)
    catalogue = template.CATALOGUE.replace('varies = ["none"]', 'varies = ["driver"]')
    suite = template.write_suite(tmp_path, checks, template.GOLDEN_FAILING, catalogue=catalogue)
    done = run_suite(suite, "--target", "postgres-psycopg,sqlite-sqlite3", "--servers-from", str(run_dir))
    owner.wait()
    assert done.returncode != 0, done.stdout
    found = [r for r in read_results(tmp_path / "report").results if r.nodeid]
    assert len(found) == 12
    assert {r.verdict for r in found} <= {Verdict.NOT_RUN, Verdict.PASS}, [(r.verdict, r.reason) for r in found]
    reasons = {r.reason for r in found if r.verdict is Verdict.NOT_RUN}
    assert any("the pool of servers has ended" in reason for reason in reasons), reasons
    assert not run_dir.exists()


def test_who_uses_servers_is_said_before_they_end(tmp_path: Path, state: Path) -> None:
    arguments = [*("-m", "assay", "servers"), "--target", "sqlite"]
    python = suite_process(tmp_path, tmp_path)["args"][0]
    kept = subprocess.Popen(
        [python, *arguments], stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert kept.stdout is not None
    lines: list[str] = []
    while not lines or "--servers-from" not in lines[-1]:
        lines.append(kept.stdout.readline())
        assert lines[-1], lines
    run_dir = Path(lines[-1].split()[-1])
    users.enter(run_dir, "0123456789ab")
    users.enter(run_dir, "ba9876543210")
    users.leave(run_dir, "ba9876543210")
    assert users.present(run_dir) == [f"run 0123456789ab (process {os.getpid()})"]
    kept.send_signal(signal.SIGTERM)
    said, _ = kept.communicate(timeout=30)
    assert f"still used by run 0123456789ab (process {os.getpid()}): its remaining checks are lost" in said
    assert "ba9876543210" not in said
    assert records(state) == []


def test_whoever_ends_the_owner_as_soon_as_its_servers_are_named_hears_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def say(text: str) -> None:
        click.echo(text)
        if "--servers-from" in text:
            users.enter(Path(text.split()[-1]), "0123456789ab")
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(servers, "say", say)
    done = CliRunner().invoke(main, ["servers", "--target", "sqlite"])
    assert done.exit_code == 0, done.output
    assert "still used by run 0123456789ab" in done.output
    assert done.output.endswith("stopping\n")


def test_servers_of_a_killed_process_are_refused(state: Path) -> None:
    run = RunResources()
    (run.run_dir / "servers").mkdir()
    users.enter(run.run_dir, "0123456789ab")
    (record,) = records(state)
    record["owner"] = {"pid": 999999, "started": 0.0}
    (state / "runs" / f"{run.run_id}.json").write_text(json.dumps(record))
    with pytest.raises(
        UsageError, match=re.escape(f"--servers-from {run.run_dir}: the process that kept them was killed")
    ):
        users.enter(run.run_dir, "0123456789ab")
    run.close()
    with pytest.raises(UsageError, match="no servers are kept there"):
        users.enter(run.run_dir, "0123456789ab")


HANGING = {
    "a thread": "threading.Thread(target=time.sleep, args=(60,)).start()",
    "at exit": "atexit.register(time.sleep, 60)",
}


@pytest.mark.parametrize("name", HANGING)
def test_what_does_not_end_at_exit_is_left(name: str) -> None:
    start = "import atexit, threading, time\nfrom assay.process import leaving\nleaving.EXIT_SECONDS = 1"
    code = f"{start}\n{HANGING[name]}\n"
    python = suite_process(ROOT, ROOT)["args"][0]
    began = time.monotonic()
    done = subprocess.run(
        [python, "-c", f"{code}print('written')\nleaving.leave(4)"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert time.monotonic() - began < 30
    assert (done.returncode, done.stdout) == (4, "written\n")
    assert "a thread or a driver does not end: left without it" in done.stderr


CLOSING = """
import threading, time
import assay.process.leaving
from assay.checking.runtime import TargetRuntime

assay.process.leaving.CLOSE_SECONDS = assay.process.leaving.EXIT_SECONDS = 1
TargetRuntime.close = lambda *_, **options: time.sleep(100)
"""


def test_a_driver_that_does_not_close_holds_no_run(tmp_path: Path, state: Path, run_suite: RunSuite) -> None:
    suite = template.write_suite(tmp_path)
    (suite / "conftest.py").write_text(CLOSING)
    done = run_suite(suite, "--target", "sqlite-sqlite3", timeout=60)
    assert done.returncode == 0, done.stdout
    assert "its servers are ended under it" in done.stderr
    assert read_results(tmp_path / "report").end is not None
    assert records(state) == [], "the servers were ended"
