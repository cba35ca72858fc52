"""Pools of local servers: what they publish, how they end, and what they leave behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from assay.domain.errors import HarnessError, ServerLost, ServerUnavailable
from assay.domain.secrets import Secrets, masked
from assay.domain.servers import Server, ServerFacts
from assay.pool import pool as pool_module
from assay.pool.liveness import ask
from assay.pool.pool import Pool, check_facts
from assay.pool.reaper import reap
from assay.pool.state import PoolClient, ServerState
from assay.products.registry import backend
from assay.servers.images import pinned_versions
from assay.servers.local import ProcessRunner, free_port
from assay.servers.run_records import RunResources
from assay.servers.waiting import one_line, wait_ready
from tests.support.servers import answers, leftovers, records, services, start_owner

LOCAL = {"all": "local"}


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSAY_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    """A pool that tests leave as they find it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSAY_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        with Pool(RunResources(), services("sqlite", "postgres"), LOCAL) as started:
            started.client.wait("postgres", 30)
            yield started


def test_publishes_ready_servers_privately(pool: Pool) -> None:
    client = pool.client
    assert client.backends() == ["postgres", "sqlite"]
    assert client.run_id == pool.run.run_id
    server, facts = client.wait("postgres", 1)
    assert (server.source, server.backend) == ("local", "postgres")
    assert facts.version.split(".")[0].isdigit()
    assert facts.settings["time zone"] == "UTC"
    directory = pool.run_dir / "servers"
    assert stat.S_IMODE(pool.run_dir.stat().st_mode) == 0o700
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in directory.iterdir()} == {0o600}
    assert answers(client, "postgres")
    assert answers(client, "sqlite")


def test_no_password_in_what_is_shown(pool: Pool, capfd: pytest.CaptureFixture[str]) -> None:
    published = pool.client.state("postgres")
    assert published.server is not None
    password = published.server.address.password or ""
    assert len(password) > 20
    space = backend("postgres").create_space(published.server, f"assay_{pool.run.run_id}_a")
    shown = [repr(published), str(published.server), repr(published.public()), repr(space), repr(pool.__dict__)]
    shown += [repr(pool.run.record), repr(pool.run)]
    shown += capfd.readouterr()
    assert not [text for text in shown if password in text]
    assert password not in " ".join(part for p in psutil.process_iter(["cmdline"]) for part in p.info["cmdline"] or ())


def test_all_means_all_that_need_a_server() -> None:
    with Pool(RunResources(), services("sqlite"), {"all": "container"}) as pool:
        assert pool.client.wait("sqlite", 5).server.source == "local"


def test_listens_on_loopback_only(pool: Pool) -> None:
    port = pool.client.wait("postgres", 1).server.address.port
    addresses = [tuple(c.laddr) for c in psutil.net_connections("inet") if c.status == "LISTEN"]
    assert {host for host, number in addresses if number == port} == {"127.0.0.1"}


def test_stop_leaves_nothing(state: Path) -> None:
    pool = Pool(RunResources(), services("sqlite", "postgres"), LOCAL).start()
    pool.client.wait("postgres", 30)
    (record,) = records(state)
    assert leftovers(record)
    pool.stop()
    pool.stop()
    assert leftovers(record) == []
    assert records(state) == []
    with pytest.raises(ServerUnavailable, match="has ended"):
        pool.client.wait("postgres", 1)


def test_stop_during_the_start_leaves_nothing(state: Path) -> None:
    pool = Pool(RunResources(), services("postgres"), LOCAL).start()
    (record,) = records(state)
    pool.stop()
    assert leftovers(record) == []
    assert records(state) == []


def test_two_pools_at_once(state: Path) -> None:
    with (
        Pool(RunResources(), services("postgres"), LOCAL) as one,
        Pool(RunResources(), services("postgres"), LOCAL) as two,
    ):
        servers = [p.client.wait("postgres", 30).server for p in (one, two)]
        assert servers[0].address.port != servers[1].address.port
        two.stop()
        assert answers(one.client, "postgres")
        assert ask(servers[1]).kind == "gone"
    assert records(state) == []


def test_a_server_that_dies_is_lost_and_others_go_on() -> None:
    with Pool(RunResources(), services("sqlite", "postgres"), LOCAL) as pool:
        pool.client.wait("postgres", 30)
        started = time.monotonic()
        # Not SIGKILL: that would leave 56 bytes of shared memory in the kernel of the machine that runs the tests.
        psutil.Process(pool.run.record.processes[0].pid).send_signal(signal.SIGQUIT)
        while pool.client.state("postgres").state == "ready":
            assert time.monotonic() - started < 10
            time.sleep(0.05)
        with pytest.raises(ServerLost, match="died during the run"):
            pool.client.wait("postgres", 1)
        assert not answers(pool.client, "postgres")
        assert answers(pool.client, "sqlite")


def test_the_first_reason_of_a_loss_stays() -> None:
    with Pool(RunResources(), services("sqlite")) as pool:
        pool.client.mark_lost("sqlite", "first")
        pool.client.mark_lost("sqlite", "second")
        with pytest.raises(ServerLost, match=r"^first$"):
            pool.client.wait("sqlite", 0)


def test_killed_owner_leaves_nothing_after_the_next_reap(state: Path) -> None:
    owner, _ = start_owner("sqlite,postgres", "local")
    (record,) = records(state)
    assert leftovers(record)
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    reaped = reap()
    assert reaped.left == []
    assert leftovers(record) == []
    assert records(state) == []
    assert reap().removed == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_servers(state: Path, number: signal.Signals) -> None:
    owner, _ = start_owner("sqlite,postgres", "local")
    (record,) = records(state)
    owner.send_signal(number)
    assert owner.wait(20) != 0
    assert leftovers(record) == []
    assert records(state) == []


def test_reap_spares_living_runs_and_what_it_cannot_judge(state: Path) -> None:
    run = RunResources()
    (state / "runs" / "0123456789ab.json").write_text('{"of": "another version"}')
    foreign = {**records(state)[0], "host": "elsewhere/1", "owner": {"pid": 1, "started": 0.0}}
    for found in records(state):
        if found.get("run_id") == run.run_id:
            foreign = {**found, "run_id": "ba9876543210", "host": "elsewhere/1", "owner": {"pid": 999999, "started": 0}}
    (state / "runs" / "ba9876543210.json").write_text(json.dumps(foreign))
    assert reap().removed == []
    assert run.run_dir.is_dir()
    assert len(list((state / "runs").iterdir())) == 3
    run.close()


def test_reap_never_removes_directories_that_are_not_the_runs(state: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    run = RunResources()
    (record,) = records(state)
    record |= {"owner": {"pid": 999999, "started": 0.0}, "paths": [str(precious)]}
    (state / "runs" / f"{run.run_id}.json").write_text(json.dumps(record))
    reap()
    assert precious.is_dir()
    assert not run.run_dir.exists()


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_is_set_ends_no_living_run(monkeypatch: pytest.MonkeyPatch, state: Path, hours: int) -> None:
    """Start times of processes are computed from the clock: to another run all would have begun at another time."""
    with Pool(RunResources(), services("sqlite", "postgres"), LOCAL) as pool:
        pool.client.wait("postgres", 30)
        real, now = psutil.Process.create_time, time.time
        monkeypatch.setattr(psutil.Process, "create_time", lambda process: real(process) + 3600 * hours)
        monkeypatch.setattr(time, "time", lambda: now() + 3600 * hours)
        assert reap().removed == []
        assert answers(pool.client, "postgres")
        assert pool.client.trouble("postgres", time.monotonic()) is None
        assert [mark.process() is not None for mark in pool.run.record.processes] == [True]


def test_reap_spares_a_process_that_only_has_the_number(state: Path) -> None:
    run = RunResources()
    (record,) = records(state)
    own = psutil.Process()
    record |= {"owner": {"pid": 999999, "started": 0.0}, "processes": [{"pid": own.pid, "started": 1.0}]}
    (state / "runs" / f"{run.run_id}.json").write_text(json.dumps(record))
    assert reap().removed == [f"run {run.run_id}"]


def test_waits_no_longer_than_asked(tmp_path: Path) -> None:
    assert PoolClient(tmp_path).state("postgres").state == "unavailable"
    with pytest.raises(ServerUnavailable, match="does not serve it"):
        PoolClient(tmp_path).wait("postgres", 0.1)


def test_reports_what_cannot_be_had() -> None:
    with (
        Pool(RunResources(), services("oracle"), LOCAL) as pool,
        pytest.raises(ServerUnavailable, match="oracle: it has no source local"),
    ):
        pool.client.wait("oracle", 5)


def test_reports_a_url_source_without_a_url() -> None:
    with (
        Pool(RunResources(), services("postgres"), {"postgres": "url"}) as pool,
        pytest.raises(ServerUnavailable, match="--database-url"),
    ):
        pool.client.wait("postgres", 5)


@pytest.mark.parametrize(("promised", "holds"), [("", True), ("17", True), ("17.6", True), ("1", False), ("16", False)])
def test_a_version_that_is_not_the_promised_one_is_an_error(promised: str, holds: bool) -> None:
    class Fake:
        @staticmethod
        def facts(server: Server) -> ServerFacts:
            return ServerFacts("17.6", {})

    server = Server("postgres", "container", "postgresql://", "container postgres:17.6", promised_version=promised)
    fake: Any = Fake()
    if holds:
        assert check_facts(fake, server).version == "17.6"
    else:
        with pytest.raises(HarnessError, match=f"reports version 17.6, but {promised} is promised"):
            check_facts(fake, server)


def test_a_fault_of_a_server_is_an_error_not_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise HarnessError("it reports another version")

    monkeypatch.setattr(pool_module, "check_facts", refuse)
    with Pool(RunResources(), services("sqlite")) as pool:
        with pytest.raises(HarnessError, match="sqlite: it reports another version"):
            pool.client.wait("sqlite", 5)
        assert pool.client.state("sqlite").state == "error"


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt("in a thread")])
def test_whatever_ends_the_start_of_a_server_is_published(
    monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def end(*_: object) -> None:
        raise error

    monkeypatch.setattr(pool_module, "check_facts", end)
    with (
        Pool(RunResources(), services("sqlite")) as pool,
        pytest.raises(HarnessError, match=f"sqlite: {type(error).__name__}"),
    ):
        pool.client.wait("sqlite", 5)


def test_wait_ready_says_why_it_ended() -> None:
    import threading

    def refuse() -> None:
        raise ConnectionRefusedError("nobody listens")

    def wait(**changed: object) -> None:
        arguments: dict[str, Any] = {
            "alive": lambda: True,
            "log": lambda: "a\nb",
            "cancelled": threading.Event(),
            "deadline": 0.2,
        }
        wait_ready("thing", refuse, **{**arguments, **changed})

    with pytest.raises(
        HarnessError, match=r"thing was not ready within 0 s; last error: .*nobody listens; log: a \| b"
    ):
        wait()
    with pytest.raises(HarnessError, match=r"thing stopped 0\.0 s after its start"):
        wait(alive=lambda: False, deadline=10)
    stopping = threading.Event()
    stopping.set()
    with pytest.raises(HarnessError, match="cancelled"):
        wait(cancelled=stopping, deadline=10)


def test_a_program_that_fails_is_named(state: Path) -> None:
    import threading

    run = RunResources()
    runner = ProcessRunner(run, "postgres", threading.Event())
    with pytest.raises(HarnessError, match="false failed with status 1"):
        runner.call(["/bin/false"])
    script = "/bin/sh"
    with (
        pytest.raises(HarnessError, match=r"local sh stopped .* log: no room"),
        runner.listening(
            lambda port: [script, "-c", "echo no room; exit 3"],
            stop_signal=signal.SIGKILL,
            probe=lambda port: socket.create_connection(("127.0.0.1", port), 1),
            deadline=5,
        ),
    ):
        pass
    run.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes its user")
def test_programs_that_the_servers_user_cannot_reach_are_copied(tmp_path: Path) -> None:
    import threading

    closed = tmp_path / "closed"
    package = closed / "wheel"
    (package / "inner" / "bin").mkdir(parents=True)
    (closed / "wheel.libs").mkdir()
    (closed / "wheel.libs" / "lib.so").write_text("library")
    tool = package / "inner" / "bin" / "tool"
    tool.write_text('#!/bin/sh\ncat "$(dirname "$0")/../../../wheel.libs/lib.so"\n')
    tool.chmod(0o700)
    closed.chmod(0o700)
    run = RunResources()
    runner = ProcessRunner(run, "postgres", threading.Event())
    copy = runner.readable(package, Path("inner", "bin"))
    assert not copy.is_relative_to(closed)
    runner.call([copy / "tool"])
    run.close()


def test_masks_and_shortens() -> None:
    secrets = Secrets()
    password = secrets.new()
    assert password[0].isalpha()
    assert secrets.mask(f"login {password} failed") == "login *** failed"
    secrets.keep("p@ss word")
    assert secrets.mask("//u:p%40ss word@h p%40ss%20word p%40ss+word") == "//u:***@h *** ***"
    assert one_line(ValueError("first\n\nsecond\nthird")) == "ValueError: first; second"
    assert one_line(ValueError("x" * 999)).endswith("…")
    shortened = one_line(f"{'x ' * 20}{password} refused", limit=50)
    assert shortened.endswith("x…"), "no half of a password"
    assert 1024 <= free_port("127.0.0.1") < 65536


@pytest.mark.parametrize("secret", ["mysql", "postgres", "x1", "sec!"])
def test_a_trivial_secret_is_masked_as_a_word_and_not_in_words(secret: str) -> None:
    places = ["{0}", "://u:{0}@h", "%3A{0}%40h", "'{0}'", "pass={0}&x", "u\\n{0}\\n", "\x1b[31m{0}\x1b[0m", "\n{0}\n"]
    for place in places:
        assert masked(place.format(secret), [secret]) == place.format("***"), place
    assert masked("pymysql py_mysql x10 postgresql", ["mysql", "x1", "postgres"]) == "pymysql py_mysql x10 postgresql"
    assert masked("pymysql-1a", ["mysql-1a"]) == "py***", "this one is not trivial"


@pytest.mark.parametrize(
    ("source", "promised", "options"),
    [
        ("local", "", ()),
        ("container", pinned_versions("postgres")[0], ()),
        ("container", "15", ("--server-version", "postgres=15")),
        ("url", "", ("--database-url", "URL-OF-THE-SERVER")),
    ],
)
def test_a_run_says_how_another_comes_to_the_same_server(source: str, promised: str, options: tuple[str, ...]) -> None:
    """Later nobody knows which versions a run took by itself."""
    server = Server("postgres", source, "postgresql://u:hunter2@127.0.0.1:1/x", promised_version=promised)
    told = ServerState("postgres", "ready", server).public()
    assert told.options == options
    assert "hunter2" not in repr(told)
