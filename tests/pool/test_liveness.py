"""Whether a server lives: what it says itself counts, silence only after a while, and a broken connection at once."""

from __future__ import annotations

import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias, cast

import psutil
import pytest
from sqlalchemy import exc

from assay.domain.errors import ServerLost, ServerRefuses
from assay.domain.servers import Server, ServerFacts
from assay.pool import liveness, state
from assay.pool.liveness import ask
from assay.pool.pool import Pool
from assay.pool.state import PoolClient, ServerState, publish, servers_directory
from assay.products.backends import oracle
from assay.products.registry import backend, service
from assay.running import spaces
from assay.servers.run_records import RunResources
from tests.support.servers import answers, services

URLS = {
    "postgres": "postgresql+psycopg://u:secret@127.0.0.1:{port}/db",
    "mysql": "mysql+pymysql://u:secret@127.0.0.1:{port}/",
    "oracle": "oracle+oracledb://u:secret@127.0.0.1:{port}/?service_name=x",
    "spanner": "spanner+spanner://127.0.0.1:{port}/projects/p/instances/i/databases/d",
    "s3": "s3://u:secret@127.0.0.1:{port}",
    "azure": "azure://u:c2VjcmV0@127.0.0.1:{port}",
}


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has nothing else to do."""
    monkeypatch.setattr(liveness, "busyness", lambda: 1.0)


@contextmanager
def listener(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """Something that listens; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(5)
                    try:
                        answer(connection)
                    except (OSError, struct.error):  # it has hung up
                        continue

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def server_at(name: str, port: int) -> Server:
    return Server(name, "local", URLS[name].format(port=port))


def postgres_says(code: str, text: str) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        while True:
            length, protocol = struct.unpack("!II", connection.recv(8))
            connection.recv(length - 8) if length > 8 else None
            if protocol == 196608:  # a start-up message; before it the client asks for encryption
                break
            connection.sendall(b"N")
        fields = b"".join(
            kind + value.encode() + b"\0" for kind, value in ((b"S", "FATAL"), (b"C", code), (b"M", text))
        )
        connection.sendall(b"E" + struct.pack("!I", len(fields) + 5) + fields + b"\0")

    return answer


def mysql_says(code: int, text: str) -> Callable[[socket.socket], None]:
    body = b"\xff" + struct.pack("<H", code) + text.encode()
    return lambda connection: connection.sendall(struct.pack("<I", len(body))[:3] + b"\0" + body)


def oracle_says(code: int) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.recv(1000)
        text = f"(DESCRIPTION=(TMP=)(VSNNUM=0)(ERR={code})(ERROR_STACK=(ERROR=(CODE={code})(EMFI=4))))".encode()
        body = b"\x04\x22" + struct.pack("!H", len(text)) + text
        connection.sendall(struct.pack("!HHBBH", len(body) + 8, 0, 4, 0, 0) + body)

    return answer


def http_says(status: str) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.recv(10_000)
        connection.sendall(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())

    return answer


SAID = {
    "postgres-full": ("postgres", postgres_says("53300", "sorry, too many clients already"), True),
    "postgres-login": ("postgres", postgres_says("28P01", "password authentication failed"), True),
    "postgres-recovers": ("postgres", postgres_says("57P03", "the database system is in recovery mode"), True),
    "postgres-ends": ("postgres", postgres_says("57P03", "the database system is shutting down"), False),
    "mysql-full": ("mysql", mysql_says(1040, "Too many connections"), True),
    "mysql-user-full": ("mysql", mysql_says(1203, "User has already more than 'max_user_connections'"), True),
    "mysql-ends": ("mysql", mysql_says(1053, "Server shutdown in progress"), False),
    "oracle-full": ("oracle", oracle_says(12516), True),
    "oracle-processes": ("oracle", oracle_says(12520), True),
    "oracle-instance-gone": ("oracle", oracle_says(12514), False),
    "s3-refuses": ("s3", http_says("403 Forbidden"), True),
    "s3-busy": ("s3", http_says("503 Slow Down"), True),
    "azure-refuses": ("azure", http_says("403 Forbidden"), True),
}


@pytest.mark.parametrize("name", SAID)
def test_what_a_server_says_itself_shows_that_it_lives(idle: None, name: str) -> None:
    service, answer, lives = SAID[name]
    with listener(answer) as port:
        assert (ask(server_at(service, port)).kind != "gone") is lives


@pytest.mark.parametrize("name", URLS)
def test_a_connection_that_is_refused_or_ends_without_a_word_is_certain_soon(idle: None, name: str) -> None:
    with listener(lambda connection: None) as port:
        began = time.monotonic()
        assert ask(server_at(name, port)).kind == "gone"
    assert ask(server_at(name, port)).kind == "gone"
    assert time.monotonic() - began < 2 * liveness.PROBE_SECONDS, "the import of a driver is in it"


def test_grpc_statuses() -> None:
    from google.api_core import exceptions

    def translated(error: Exception) -> exc.OperationalError:
        return exc.OperationalError("", None, error)

    spanner, errors = backend("spanner"), cast(Any, exceptions)  # google-api-core has no types
    assert spanner.answered(translated(errors.PermissionDenied("no")))
    assert spanner.answered(translated(errors.ResourceExhausted("full")))
    assert not spanner.answered(translated(errors.ServiceUnavailable("connection refused")))
    assert not spanner.answered(translated(errors.DeadlineExceeded("late")))
    assert not spanner.answered(TimeoutError("late"))


def test_a_store_that_cannot_be_reached_has_not_answered() -> None:
    assert not service("s3").answered(ConnectionError("refused"))
    assert not service("azure").answered(TimeoutError("late"))


Suspended: TypeAlias = tuple[PoolClient, Callable[[], None]]


@pytest.fixture
def suspended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Suspended]:
    """A pool whose PostgreSQL accepts connections and says nothing, and what makes it go on."""
    monkeypatch.setenv("ASSAY_STATE_DIR", str(tmp_path / "state"))
    with Pool(RunResources(), services("sqlite", "postgres"), {"all": "local"}) as pool:
        pool.client.wait("postgres", 60)
        process = psutil.Process(pool.run.record.processes[0].pid)
        family = [process, *process.children(recursive=True)]

        def resume() -> None:
            for member in family:
                member.resume()

        for member in family:
            member.suspend()
        try:
            yield pool.client, resume
        finally:
            resume()


def test_a_server_that_is_stopped_for_good_is_lost_after_a_while(
    idle: None, suspended: Suspended, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assay.pool.pool.PATIENCE", 2.0)
    client, _ = suspended
    began = time.monotonic()
    assert client.lost("postgres")
    assert time.monotonic() - began < 9
    found = client.state("postgres")
    assert found.state == "lost"
    assert re.search(r"process \d+ was stopped \(kill -CONT \d+\); not resumed within 2 s", found.reason), found.reason
    assert not client.lost("sqlite")


def test_a_server_that_is_stopped_for_a_moment_goes_on_and_what_failed_meanwhile_is_ours(
    idle: None, suspended: Suspended
) -> None:
    client, resume = suspended
    since = time.monotonic()
    timer = threading.Timer(3, resume)
    timer.start()
    trouble = client.trouble("postgres", since)
    assert isinstance(trouble, ServerRefuses), trouble
    assert "was stopped" in str(trouble)
    assert client.state("postgres").state == "ready"
    assert client.trouble("postgres", time.monotonic()) is None, "what fails later is no more of its making"
    (pause,) = client.state("postgres").public().interruptions
    assert 2 < pause.seconds < 9
    timer.join()


def test_a_pool_that_is_gone_is_lost_where_its_server_was_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_STATE_DIR", str(tmp_path / "state"))
    pool = Pool(RunResources(), services("sqlite")).start()
    client = pool.client
    client.wait("sqlite", 5)
    pool.stop()
    assert client.lost("sqlite")
    with pytest.raises(ServerLost, match="the pool of servers has ended"):
        client.wait("sqlite", 0)
    assert client.state("postgres").state == "unavailable"
    client.mark_lost("sqlite", "who comes later")
    assert not pool.run_dir.exists()


def test_a_server_that_is_slow_on_a_busy_machine_lives(monkeypatch: pytest.MonkeyPatch, suspended: Suspended) -> None:
    client, resume = suspended
    cores = psutil.cpu_count() or 1
    monkeypatch.setattr("os.getloadavg", lambda: (6.0 * cores, 0.0, 0.0))
    timer = threading.Timer(liveness.PROBE_SECONDS + 1, resume)
    timer.start()
    assert not client.lost("postgres")
    assert answers(client, "postgres")
    timer.join()


def test_a_server_that_hangs_while_its_process_runs_is_lost_after_seconds(
    idle: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "assay-0123456789ab" / "servers").mkdir(parents=True)
    monkeypatch.setattr(state, "OVERSEER_SECONDS", 0.2)
    with listener(lambda connection: time.sleep(20)) as port:
        client = PoolClient(tmp_path / "assay-0123456789ab")
        facts = ServerFacts("17", {})
        publish(client.run_dir, ServerState("postgres", "ready", server_at("postgres", port), facts))
        began = time.monotonic()
        assert client.lost("postgres")
        assert time.monotonic() - began < 8
    assert re.search(r"for \d+ s it says nothing", client.state("postgres").reason)


def test_a_server_that_starts_again_is_waited_for(idle: None, tmp_path: Path) -> None:
    """PostgreSQL ends all connections and says so for a moment when one of its processes has crashed."""
    (tmp_path / "assay-0123456789ab" / "servers").mkdir(parents=True)
    began = time.monotonic()

    def answer(connection: socket.socket) -> None:
        late = time.monotonic() - began > 2
        postgres_says(*(("28P01", "no") if late else ("57P03", "the database system is in recovery mode")))(connection)

    with listener(answer) as port:
        client = PoolClient(tmp_path / "assay-0123456789ab")
        facts = ServerFacts("17", {})
        publish(client.run_dir, ServerState("postgres", "ready", server_at("postgres", port), facts))
        trouble = client.trouble("postgres", began)
    assert isinstance(trouble, ServerRefuses), trouble
    assert "started again during the run: it takes no connections now (57P03)" in str(trouble)
    assert client.state("postgres").state == "ready"


def test_the_pull_of_an_image_and_the_slowest_start_are_waited_for() -> None:
    from assay.servers.container import _PULL_SECONDS

    assert spaces.SERVER_DEADLINE > _PULL_SECONDS + oracle._READY_SECONDS


@pytest.mark.parametrize("published", ["starting", "unavailable", "error"])
def test_a_server_that_never_was_ready_is_not_lost(tmp_path: Path, published: Any) -> None:
    run_dir = tmp_path / "assay-0123456789ab"
    servers_directory(run_dir).mkdir(parents=True)
    publish(run_dir, ServerState("postgres", published, reason="why"))
    assert not PoolClient(run_dir).lost("postgres")
    assert PoolClient(run_dir).state("postgres").reason == "why"
