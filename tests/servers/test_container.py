"""Servers in containers, on a real engine."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import exc

import docker
from assay.domain.errors import HarnessError, ServerLost, ServerRefuses, ServerUnavailable
from assay.domain.servers import Condition
from assay.pool.pool import Pool
from assay.pool.reaper import reap
from assay.products.registry import backend
from assay.servers.images import image_entry
from assay.servers.run_records import RUN_LABEL, ProcessMark, RunResources
from assay.servers.waiting import tail
from tests.support.servers import ROOT, answers, leftovers, records, require_image, services, start_owner

pytestmark = pytest.mark.docker

CONTAINER = {"all": "container"}


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSAY_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture(scope="module")
def image() -> str:
    return require_image("postgres")


@pytest.fixture(scope="module")
def engine(image: str) -> Iterator[object]:
    import docker

    client = docker.from_env()
    yield client
    client.close()


def images_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    file = tmp_path / "images.toml"
    file.write_text(text)
    monkeypatch.setenv("ASSAY_IMAGES", str(file))


def test_two_pools_at_once_on_loopback_with_own_passwords(engine: Any, state: Path) -> None:
    with (
        Pool(RunResources(), services("postgres"), CONTAINER) as one,
        Pool(RunResources(), services("postgres", "sqlite"), CONTAINER) as two,
    ):
        servers = [p.client.wait("postgres", 60).server for p in (one, two)]
        assert len({s.address.port for s in servers}) == 2
        assert len({s.address.password for s in servers}) == 2
        for pool, server in zip((one, two), servers, strict=True):
            container = engine.containers.get(f"assay-{pool.run.run_id}-postgres")
            assert container.labels[RUN_LABEL] == pool.run.run_id
            bindings = [b for found in container.ports.values() for b in found or ()]
            assert {b["HostIp"] for b in bindings} == {"127.0.0.1"}
            published = pool.client.state("postgres")
            shown = repr(published.public()) + repr(published) + json.dumps(records(state))
            assert server.address.password is not None
            assert server.address.password not in shown
            assert server.address.password not in container.logs().decode()
            assert server.image_digest
            assert published.facts is not None
            assert published.facts.version.startswith(server.promised_version)
        # One dies: its pool says so, the other and the rest of its own go on.
        started = time.monotonic()
        engine.containers.get(f"assay-{two.run.run_id}-postgres").kill()
        while two.client.state("postgres").state == "ready":
            assert time.monotonic() - started < 10
            time.sleep(0.05)
        with pytest.raises(ServerLost, match="ended with status 137"):
            two.client.wait("postgres", 0)
        assert answers(two.client, "sqlite")
        assert answers(one.client, "postgres")
        found = records(state)
    assert [leftovers(record) for record in found] == [[], []]
    assert records(state) == []


def test_killed_owner_leaves_nothing_and_look_alikes_stay(engine: Any, image: str, state: Path) -> None:
    owner, run_dir = start_owner("postgres", "container")
    (record,) = records(state)
    (name,) = record["containers"]
    run_id = record["run_id"]
    labels = {RUN_LABEL: run_id, "assay.backend": "postgres"}
    foreign = [
        engine.containers.create(image, name=f"{name}-2", labels=labels),
        engine.containers.create(image, name=f"x{name}", labels=labels),
        engine.containers.create(image, name=f"assay-{run_id}-other", labels={}),
    ]
    try:
        # Named in the record, but without the label of the run: somebody else's container took the name.
        record["containers"].append(f"assay-{run_id}-other")
        (state / "runs" / f"{run_id}.json").write_text(json.dumps(record))
        owner.send_signal(signal.SIGKILL)
        owner.wait()
        assert reap().left == []
        assert not run_dir.exists()
        names = {c.name for c in engine.containers.list(all=True, ignore_removed=True)}
        assert name not in names
        assert {c.name for c in foreign} <= names
        assert records(state) == []
    finally:
        for container in foreign:
            container.remove(force=True, v=True)


def test_a_missing_image_is_known_within_five_seconds(
    image: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A registry that accepts the connection and says nothing is the worst case.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        reference = f"127.0.0.1:{silent.getsockname()[1]}/assay-none:1"
        images_file(tmp_path, monkeypatch, f'[postgres]\nimage = "{reference}"\noffline = "assay-offline/none:1"\n')
        started = time.monotonic()
        with Pool(RunResources(), services("postgres"), CONTAINER) as pool:
            with pytest.raises(ServerUnavailable) as caught:
                pool.client.wait("postgres", 10)
            assert time.monotonic() - started < 5
    assert f"docker pull {reference}" in str(caught.value)
    assert "python3 docker/images/build.py postgres" in str(caught.value)


def test_without_the_image_the_next_source_serves(image: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    images_file(tmp_path, monkeypatch, '[postgres]\nimage = "127.0.0.1:1/assay-none:1"\n')
    with Pool(RunResources(), services("postgres")) as pool:
        assert pool.client.wait("postgres", 30).server.source == "local"


def test_another_version_than_promised_is_an_error(
    image: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: Path
) -> None:
    images_file(tmp_path, monkeypatch, f'[postgres]\nimage = "{image}"\nversion = "9.6"\n')
    with Pool(RunResources(), services("postgres"), CONTAINER) as pool:
        with pytest.raises(HarnessError, match=r"reports version .*, but 9\.6 is promised"):
            pool.client.wait("postgres", 30)
        (record,) = records(state)
        deadline = time.monotonic() + 5
        while leftovers(record)[1:]:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_another_version_is_the_one_that_runs(image: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reported = image.rpartition(":")[2].partition(".")[0]
    pinned = '[postgres]\nimage = "127.0.0.1:1/none:9"\nversion = "9"\n'
    images_file(tmp_path, monkeypatch, f'{pinned}[postgres.versions.{reported}]\nimage = "{image}"\n')
    with Pool(RunResources(), services("postgres"), versions={"postgres": reported}) as pool:
        state = pool.client.wait("postgres", 30)
        assert state.server.image == image
        assert state.facts.version.startswith(f"{reported}.")


def test_the_pinned_version_may_be_asked_for_too() -> None:
    pinned = image_entry("postgres")
    assert image_entry("postgres", pinned.version) == pinned
    assert image_entry("postgres", "16.4-alpine").image == "postgres:16.4-alpine"
    assert image_entry("postgres", "16.4-alpine").version == "16.4"
    assert not image_entry("spanner", "1.5.40").version, "its server does not tell"


def test_a_version_that_cannot_be_had_is_never_replaced_by_another(
    image: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    images_file(tmp_path, monkeypatch, f'[postgres]\nimage = "127.0.0.1:1/none:17"\noffline = "{image}"\n')
    with (
        Pool(RunResources(), services("postgres"), versions={"postgres": "16.4-alpine"}) as pool,
        pytest.raises(ServerUnavailable, match=r"image 127\.0\.0\.1:1/none:16\.4-alpine is neither present"),
    ):
        pool.client.wait("postgres", 30)


def test_no_engine_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("testcontainers")
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
    started = time.monotonic()
    with Pool(RunResources(), services("postgres", "mysql"), CONTAINER) as pool:
        for name in ("postgres", "mysql"):
            with pytest.raises(ServerUnavailable, match=f"{name}: container: no container engine answers"):
                pool.client.wait(name, 10)
    assert time.monotonic() - started < 5


def test_a_server_that_stops_at_once_is_shown_with_its_log(image: str, engine: Any) -> None:
    from assay.domain.servers import ServiceDescription
    from assay.servers.container import DockerRunner

    run = RunResources()
    runner = DockerRunner(run, backend("postgres"), threading.Event())
    service = ServiceDescription(image, 5432, {"POSTGRES_PASSWORD": "x"}, {})
    script = ["postgres", "-c", "no_such_setting=1"]

    def refuse() -> None:
        raise ConnectionRefusedError

    def start() -> None:
        with runner.run(service, command=script) as endpoint:
            endpoint.wait_ready(refuse, deadline=30)

    with pytest.raises(HarnessError, match="no_such_setting"):
        start()
    assert not [c for c in engine.containers.list(all=True, ignore_removed=True) if run.run_id in c.name]
    run.close()


def test_what_cannot_be_removed_at_once_is_removed_at_the_end(
    image: str, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assay.servers import container

    real, calls = container.remove_container, []

    def busy_once(name: str, run_id: str) -> str | None:
        calls.append(name)
        return "busy" if len(calls) == 1 else real(name, run_id)

    monkeypatch.setattr(container, "remove_container", busy_once)
    with Pool(RunResources(), services("postgres"), CONTAINER) as pool:
        pool.client.wait("postgres", 30)
        (record,) = records(state)
    assert len(calls) == 2
    assert leftovers(record) == []
    assert records(state) == []


def test_definitions_describe_what_the_images_serve() -> None:
    pytest.importorskip("pytest_databases")
    from pytest_databases.docker.mysql import _provide_mysql_service
    from pytest_databases.docker.oracle import _provide_oracle_service
    from pytest_databases.docker.postgres import _provide_postgres_service

    from assay.servers.definitions import describe

    postgres = describe(
        _provide_postgres_service,
        image="i",
        name="n",
        host="h",
        user="u",
        password="pw",
        xdist_postgres_isolate="database",
    )
    assert (postgres.image, postgres.port) == ("i", image_entry("postgres").port)
    assert postgres.environment["POSTGRES_PASSWORD"] == "pw"
    mysql = describe(
        _provide_mysql_service,
        image="i",
        name="n",
        isolation_level="database",
        platform="",
        user="u",
        password="pw",
        root_password="root",
        database="d",
    )
    assert mysql.port == image_entry("mysql").port
    assert (mysql.environment["MYSQL_ROOT_PASSWORD"], mysql.environment["MYSQL_ROOT_HOST"]) == ("root", "%")
    oracle = describe(_provide_oracle_service, image="i", name="n", service_name="s")
    assert oracle.port == image_entry("oracle").port
    assert "APP_USER" not in oracle.without("APP_USER").environment
    with pytest.raises(HarnessError, match="other arguments"):
        describe(_provide_oracle_service, image="i")
    with pytest.raises(HarnessError, match="describes no container"):
        describe(lambda docker_service: iter([1]))


def container_of(engine: Any, pool: Pool, name: str = "postgres") -> Any:
    return engine.containers.get(f"assay-{pool.run.run_id}-{name}")


@pytest.mark.parametrize("name", ["postgres", "mysql", "spanner", "s3"])
def test_a_container_that_is_paused_for_a_moment_goes_on(engine: Any, name: str) -> None:
    require_image(name)
    with Pool(RunResources(), services(name), CONTAINER) as pool:
        pool.client.wait(name, 120)
        since = time.monotonic()
        container = container_of(engine, pool, name)
        container.pause()
        timer = threading.Timer(3, container.unpause)
        timer.start()
        trouble = pool.client.trouble(name, since)
        assert isinstance(trouble, ServerRefuses), trouble
        assert f"{name}: the server's container was paused (docker unpause {container.name}), for " in str(trouble)
        assert pool.client.state(name).state == "ready"
        assert pool.client.trouble(name, time.monotonic()) is None
        timer.join()


def lost(pool: Pool, seconds: float) -> str:
    """Why its server is lost; it has to be within some seconds."""
    began = time.monotonic()
    while (found := pool.client.state("postgres")).state in {"ready", "interrupted"}:
        assert time.monotonic() - began < seconds
        time.sleep(0.05)
    assert found.state == "lost"
    return found.reason


def test_what_becomes_of_a_container_has_its_own_words(
    engine: Any, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assay.pool.pool.PATIENCE", 3.0)
    with Pool(RunResources(), services("postgres"), CONTAINER) as pool:
        pool.client.wait("postgres", 60)
        name = container_of(engine, pool).name
        container_of(engine, pool).restart(timeout=1)
        assert lost(pool, 10) == f"postgres: the server died during the run: somebody restarted its container {name}"
    with Pool(RunResources(), services("postgres"), CONTAINER) as pool:
        pool.client.wait("postgres", 60)
        name = container_of(engine, pool).name
        container_of(engine, pool).remove(force=True, v=True)
        # The engine kills before it removes, and may be seen at that.
        assert re.search(
            rf"died during the run: its container {name} (was removed|ended with status 137)", lost(pool, 10)
        )
    with Pool(RunResources(), services("postgres"), CONTAINER) as pool:
        server, _ = pool.client.wait("postgres", 60)
        name = container_of(engine, pool).name
        product: Any = backend("postgres")
        with suppress(exc.DBAPIError), product.connect(server) as connection:
            container_of(engine, pool).pause()
            assert lost(pool, 15) == (
                f"postgres: the server's container was paused (docker unpause {name}); not resumed within 3 s"
            )
            began = time.monotonic()
            # Whoever waits for an answer of it need not: it is removed, and may say something as it wakes for that.
            connection.exec_driver_sql("SELECT 1")
        assert time.monotonic() - began < 10


def test_a_server_that_is_lost_with_its_engine_stays_lost_and_is_removed_later(
    image: str, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assay.servers import container

    real, gone = container.remove_container, [True]

    def remove(name: str, run_id: str) -> str | None:
        return "no container engine answers" if gone[0] else real(name, run_id)

    monkeypatch.setattr(container, "remove_container", remove)
    pool = Pool(RunResources(), services("postgres"), CONTAINER).start()
    pool.client.wait("postgres", 60)
    (record,) = records(state)
    monkeypatch.setattr(
        container.DockerRunner, "condition", lambda _: Condition("unknown", "the container engine does not answer")
    )
    time.sleep(1.5)
    assert pool.client.state("postgres").state == "ready", "the server answers, whatever the engine does"
    real_engine = docker.from_env()
    real_engine.containers.get(record["containers"][0]).kill()
    real_engine.close()
    assert "the container engine does not answer; nor does the server" in lost(pool, 15)
    time.sleep(1)
    assert pool.client.state("postgres").state == "lost"
    pool.stop()
    assert leftovers(record)
    assert records(state), "the next run has to know"
    gone[0] = False
    pool.run.record.owner = ProcessMark(999999, 0.0)
    pool.run._write()
    assert reap().left == []
    assert leftovers(record) == []
    assert records(state) == []


OTHER_NETWORK = """
import sys, time
from assay.pool.pool import Pool
from assay.running.options import Options
from assay.servers.run_records import RunResources
from tests.support.servers import services
with Pool(RunResources(), services("postgres"), Options.parse(source=sys.argv[1:]).sources) as pool:
    began = time.monotonic()
    while pool.client.state("postgres").state == "starting":
        time.sleep(0.05)
    found = pool.client.state("postgres")
    print(found.state, found.server.source if found.server else found.reason, time.monotonic() - began, sep="|")
"""


@pytest.mark.parametrize("forced", [(), ("container",)])
def test_an_engine_whose_ports_are_not_on_our_loopback_is_known_soon(
    image: str, state: Path, forced: Sequence[str]
) -> None:
    """In a network of its own this process reaches the engine's socket, and none of the ports that it publishes."""
    apart = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    if subprocess.run([*apart, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no network namespace can be made here")
    done = subprocess.run(
        [*apart, sys.executable, "-c", OTHER_NETWORK, *forced], capture_output=True, text=True, check=True, cwd=ROOT
    )
    found, about, seconds = done.stdout.strip().split("|")
    if forced:
        assert found == "unavailable"
        assert "the container engine publishes ports on another network than ours" in about
        assert "--source all=local or --database-url" in about
    else:
        assert (found, about) == ("ready", "local")
    assert float(seconds) < 20
    assert records(state) == []


def test_tail_is_one_line() -> None:
    assert tail("a\n\nb\nc\nd\ne\n") == "b | c | d | e"
