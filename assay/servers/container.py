"""Servers in containers: testcontainers runs them, pytest-databases describes them.

Readiness is a typed login and round trip by the driver.
"""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import docker.errors
import psutil
import requests
from docker.client import DockerClient as EngineClient
from sqlalchemy.engine import URL
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer
from testcontainers.core.docker_client import DockerClient

from assay.domain.errors import HarnessError, ServerUnavailable
from assay.domain.secrets import Secrets
from assay.domain.servers import Condition, Image, Server, Service, ServiceDescription
from assay.servers.definitions import describe
from assay.servers.images import image_entry
from assay.servers.run_records import RUN_LABEL, RunResources
from assay.servers.waiting import one_line, tail, wait_ready

BACKEND_LABEL = "assay.backend"

# Ryuk, testcontainers' reaper, is an image of its own to pull, and holds on for seconds after the end; our run
# records do its work.
testcontainers_config.ryuk_disabled = True

_ENGINE_SECONDS = 3
_REACH_SECONDS = 4
_ANSWER_SECONDS = 10
_PULL_SECONDS = 900
_PORT_SECONDS = 10
_NETWORK_SECONDS = 2

_EngineError = (docker.errors.DockerException, requests.RequestException, OSError)


@contextmanager
def engine(seconds: float = _ENGINE_SECONDS) -> Iterator[EngineClient]:
    """The container engine, if there is one that publishes on our loopback address.

    Args:
        seconds: How long one answer may take.

    Raises:
        ServerUnavailable: There is none.
    """
    advice = "start Docker or Podman, or use --source all=local or --database-url"
    try:
        client = DockerClient(timeout=seconds).client
    except _EngineError as error:
        raise ServerUnavailable(f"no container engine answers ({one_line(error, 120)}): {advice}") from None
    try:
        where = str(client.api.base_url)
        if not where.startswith("http+") and "//localhost" not in where and "//127." not in where:
            raise ServerUnavailable(f"the container engine at {where} is on another machine: {advice}")
        try:
            client.ping()
        except _EngineError as error:
            raise ServerUnavailable(f"no container engine answers ({one_line(error, 120)}): {advice}") from None
        yield client
    finally:
        client.close()


def remove_container(name: str, run_id: str) -> str | None:
    """Remove the container of exactly this name, if it carries the run's label.

    Returns:
        None if it is gone, or else why not.
    """
    try:
        with engine(seconds=30) as client:
            container = client.containers.get(name)
            if container.name == name and container.labels.get(RUN_LABEL) == run_id:
                container.remove(force=True, v=True)
    except docker.errors.NotFound:
        return None
    except docker.errors.APIError as error:
        # Somebody else removes it at this moment.
        return None if error.status_code == 409 else one_line(error)
    except (ServerUnavailable, *_EngineError) as error:
        return one_line(error)
    return None


@dataclass(frozen=True)
class PublishedPort:
    """Where a container's server is reached."""

    host: str
    port: int
    _wait: Callable[[Callable[[], object], float], None] = field(repr=False)

    def wait_ready(self, probe: Callable[[], object], *, deadline: float) -> None:
        """Call ``probe`` until it returns.

        Args:
            probe: A typed login and round trip as the user that will be used.
            deadline: Seconds to wait at most.

        Raises:
            HarnessError: The container died or the time is over; with the last exception and the end of its log.
        """
        self._wait(probe, deadline)


class DockerRunner:
    """Runs one backend's server in a container; what :meth:`assay.domain.targets.Backend.container` gets.

    Args:
        run: The run that owns the container.
        backend: The backend.
        cancelled: Set when the run stops.
        version: Another version of the server than the pinned one.
        announce: Told, in one line, what takes long and why.
    """

    host = "127.0.0.1"

    def __init__(
        self,
        run: RunResources,
        backend: Service,
        cancelled: threading.Event,
        version: str = "",
        announce: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.run_record = run
        self.announce = announce
        self.backend = backend
        self.cancelled = cancelled
        self.version = version
        self.name = f"assay-{run.run_id}-{backend.name}"
        self._container: Any = None
        self._started = ""

    @property
    def run_id(self) -> str:
        """The run's id."""
        return self.run_record.run_id

    @property
    def secrets(self) -> Secrets:
        """The run's passwords."""
        return self.run_record.secrets

    def describe(self, definition: Callable[..., Any], **arguments: Any) -> ServiceDescription:
        """See :func:`describe`."""
        return describe(definition, **arguments)

    def choose_image(self) -> Image:
        """The image to run: the official one if present or pullable, else the offline build if present.

        Raises:
            ServerUnavailable: Neither can be had; says what to do. Known within five seconds.
        """
        key = self.backend.image_key or self.backend.name
        entry = image_entry(key, self.version)
        with engine() as client:
            digest = _digest(client, entry.image)
            trouble = ""
            if digest is None:
                trouble = self._pull(client, entry.image)
                digest = None if trouble else _digest(client, entry.image)
            if digest is not None:
                return Image(entry.image, digest, entry.version, offline=False)
            if entry.offline:
                digest = _digest(client, entry.offline)
                if digest is not None:
                    return Image(entry.offline, digest, entry.offline_version or entry.version, offline=True)
        advice = f"docker pull {entry.image}"
        if entry.offline:
            service = f"{key}:{self.version}" if self.version else key
            advice += f", or build it offline: python3 docker/images/build.py {service}"
        raise ServerUnavailable(f"image {entry.image} is neither present nor pullable ({trouble}): {advice}")

    def _pull(self, client: EngineClient, reference: str) -> str:
        """Pull an image if its registry answers the engine; what went wrong, or nothing."""
        api = client.api
        api.timeout = _REACH_SECONDS
        try:
            api.inspect_distribution(reference)  # type: ignore[no-untyped-call]
        except _EngineError as error:
            return one_line(getattr(error, "explanation", None) or error, 160)
        self.announce(f"the engine pulls {reference}; once, it takes up to {_PULL_SECONDS // 60} minutes")
        deadline = time.monotonic() + _PULL_SECONDS
        api.timeout = _PULL_SECONDS
        repository, _, tag = reference.rpartition(":")
        try:
            for event in api.pull(repository, tag, stream=True, decode=True):
                if "error" in event:
                    return one_line(str(event["error"]), 160)
                if self.cancelled.is_set() or time.monotonic() > deadline:
                    return f"the pull did not end within {_PULL_SECONDS} s, or was cancelled"
        except _EngineError as error:
            return one_line(error, 160)
        return ""

    def server(self, image: Image, url: URL) -> Server:
        """The server that a container of the image is, reached through ``url``."""
        return Server(
            backend=self.backend.name,
            source="container",
            url=url.render_as_string(hide_password=False),
            detail=image.detail,
            image=image.reference,
            image_digest=image.digest,
            promised_version=image.version,
        )

    @contextmanager
    def run(
        self,
        service: ServiceDescription,
        *,
        environment: Mapping[str, str] | None = None,
        command: Sequence[str] | None = None,
        tmpfs: Mapping[str, str] | None = None,
    ) -> Iterator[PublishedPort]:
        """Run a container until the context ends.

        Args:
            service: What pytest-databases says of it.
            environment: Added to the description's.
            command: In place of the image's.
            tmpfs: Directories in memory, with their mount options.

        Raises:
            HarnessError: The engine refused it.
        """
        container = DockerContainer(
            service.image,
            command=list(command) if command else None,  # type: ignore[arg-type]
            env={**service.environment, **(environment or {})},
            name=self.name,
            labels={RUN_LABEL: self.run_record.run_id, BACKEND_LABEL: self.backend.name},
            **service.options,
        )
        container.tmpfs.update(tmpfs or {})
        # with_bind_ports cannot name an address, and then publishes on every interface.
        container.ports[f"{service.port}/tcp"] = (self.host, None)  # type: ignore[assignment]
        self.run_record.note_container(self.name)
        try:
            try:
                container.start()
                self._container = container.get_wrapped_container()
                self._container.client.api.timeout = _ANSWER_SECONDS
                port = self._published_port(service.port)
                self._started = self._container.attrs["State"]["StartedAt"]
            except _EngineError as error:
                text = self.secrets.mask(one_line(getattr(error, "explanation", None) or error))
                raise HarnessError(f"container of {service.image} did not start: {text}") from None
            self._check_network(port)
            yield PublishedPort(self.host, port, lambda probe, deadline: self._wait(service.image, probe, deadline))
        finally:
            trouble = remove_container(self.name, self.run_record.run_id)
            container.get_docker_client().client.close()
            if trouble is not None:
                left = f"container {self.name} cannot be removed: {trouble}"
                before = sys.exc_info()[1]
                said = "" if before is None or isinstance(before, GeneratorExit) else f"{one_line(before)}; then its "
                raise HarnessError(f"{said}{left}")

    def alive(self) -> bool:
        """Whether the container runs; an engine that does not answer is no proof of its death."""
        return self.condition().kind != "dead"

    def condition(self) -> Condition:
        """What has become of the container; an engine that does not answer is no proof of its death."""
        if self._container is None:
            return Condition("runs")
        try:
            state = self._container.client.api.inspect_container(self._container.id)["State"]
        except docker.errors.NotFound:
            return Condition("dead", f"the server died during the run: its container {self.name} was removed")
        except _EngineError as error:
            return Condition("unknown", f"the container engine does not answer: {one_line(error, 120)}")
        if state.get("Paused"):
            return Condition("paused", f"the server's container was paused (docker unpause {self.name})")
        if state.get("Running") and not state.get("Restarting"):
            if self._started == state["StartedAt"]:
                return Condition("runs")
            # Its data were in memory, and its port is another one now.
            return Condition("dead", f"the server died during the run: somebody restarted its container {self.name}")
        why = "for want of memory " if state.get("OOMKilled") else ""
        end = f"its container {self.name} ended {why}with status {state.get('ExitCode')}"
        return Condition("dead", f"the server died during the run: {end}; log: {self._log() or 'empty'}")

    def _wait(self, image: str, probe: Callable[[], object], deadline: float) -> None:
        wait_ready(
            f"container {image}",
            probe,
            alive=self.alive,
            log=self._log,
            cancelled=self.cancelled,
            deadline=deadline,
        )

    def _published_port(self, inner: int) -> int:
        deadline = time.monotonic() + _PORT_SECONDS
        while True:
            self._container.reload()
            bindings = self._container.ports.get(f"{inner}/tcp")
            if bindings:
                return int(bindings[0]["HostPort"])
            if self._container.status not in {"created", "running"} or time.monotonic() > deadline:
                raise HarnessError(f"container {self.name} publishes no port; log: {self._log() or 'empty'}")
            self.cancelled.wait(0.05)

    def _check_network(self, port: int) -> None:
        """Refuse an engine whose published ports are on another loopback: in a container that has its socket only.

        A connection that is refused says so if the engine's bridge is no network of ours: an engine that hands ports
        on from elsewhere listens on them before the server does.

        Raises:
            ServerUnavailable: They are.
        """
        deadline = time.monotonic() + _NETWORK_SECONDS
        while True:
            try:
                socket.create_connection((self.host, port), timeout=_NETWORK_SECONDS).close()
            except ConnectionRefusedError:
                if self._bridge_is_ours():
                    return  # and the server does not listen yet
            except OSError:
                return
            else:
                return
            if time.monotonic() > deadline or self.cancelled.wait(0.1):
                break
        raise ServerUnavailable(
            f"the container engine publishes ports on another network than ours: {self.host}:{port} refuses; "
            "run where its ports are (a container with --network host), or use --source all=local or --database-url"
        )

    def _bridge_is_ours(self) -> bool:
        """Whether the gateway of the container's network is an address of ours, or not told."""
        settings = self._container.attrs["NetworkSettings"]
        networks = (settings.get("Networks") or {}).values()
        gateways = {settings.get("Gateway"), *(network.get("Gateway") for network in networks)} - {None, ""}
        ours = {address.address for found in psutil.net_if_addrs().values() for address in found}
        return not gateways or bool(gateways & ours)

    def _log(self) -> str:
        try:
            log = self._container.logs(tail=20).decode(errors="replace")
        except _EngineError:
            return ""
        return tail(self.secrets.mask(log))


def _digest(client: EngineClient, reference: str) -> str | None:
    """The digest or id of an image if it is present."""
    try:
        image = client.images.get(reference)
    except docker.errors.ImageNotFound:
        return None
    digests = image.attrs.get("RepoDigests") or []
    return str(digests[0] if digests else image.id)
