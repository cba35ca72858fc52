"""The vocabulary of object stores: products, clients, stores and buckets.

A *product* is what keeps the objects, a *client* is how the library under test reaches it (obstore, fsspec, or a
backend of one's own), a *store* is the two together. A *bucket* is what one worker gets for itself: a bucket, a
container, a directory or a dictionary, as the product has it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from assay.domain.capabilities import Ability, StoreCapability, stated, store_capability
from assay.domain.refusals import Refusals
from assay.domain.servers import ContainerRunner, LocalRunner, Server, ServerFacts

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import httpx


@dataclass(frozen=True, slots=True)
class Client:
    """How the library reaches a product.

    Args:
        name: ``obstore``, ``fsspec`` or ``own``.
        distribution: The distribution whose version the manifest records; empty if there is none.
    """

    name: str
    distribution: str


OBSTORE = Client("obstore", "obstore")
FSSPEC = Client("fsspec", "fsspec")
OWN = Client("own", "")


@dataclass(frozen=True, slots=True)
class Promise:
    """What a product documents of its signed URLs.

    Args:
        value: The limit, header or status.
        source: Where it is documented.
    """

    value: Any
    source: str


ROOM = ".assay-room"
"""The name of an object that shows whether there is room; no check has one like it."""
PAGES = 1 << 18
"""Its size."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How the library's backend for a bucket is made: ``Backend(key=..., fs=fs, **options)``.

    Args:
        fs: A URL or an object of the client.
        options: Further keyword arguments; may hold credentials, and so does not show in the repr.
    """

    fs: Any = field(repr=False)
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)


class Bucket(ABC):
    """A worker's own part of a product, with independent access: never through the library under test.

    A subclass must write the abstract methods. It writes ``attributes`` if the store keeps content types or metadata,
    ``try_write`` if its room can run out, ``remove`` if an empty bucket leaves something behind, and ``send`` if no
    server answers at signed URLs.

    Args:
        name: Its name there.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    secrets: tuple[str, ...] = ()
    """What must never show anywhere."""
    upload_headers: Mapping[str, str] = {}
    """Headers that the product demands of an upload to a signed URL."""

    @abstractmethod
    def opening(self) -> Opening:
        """What the library's backend needs to reach the bucket."""

    @abstractmethod
    def names(self) -> set[str]:
        """Names of the objects in it."""

    @abstractmethod
    def content(self, name: str) -> bytes | None:
        """The bytes of an object; None if there is no such object."""

    @abstractmethod
    def put(self, name: str, content: bytes, content_type: str = "application/octet-stream") -> None:
        """Store an object."""

    @abstractmethod
    def clear(self) -> None:
        """Remove every object."""

    def remove(self) -> None:
        """Remove the bucket itself and all in it; one that is kept in memory goes with its content."""
        self.clear()

    def attributes(self, name: str) -> dict[str, str]:
        """Content type (``content-type``) and custom metadata of an object, as the product itself tells them."""
        raise NotImplementedError(name)

    def try_write(self) -> None:  # noqa: B027 - what is in memory has the room that the process has
        """Store an object of some size, and remove it: who has no room for it refuses.

        Raises:
            Exception: Whatever its client raises.
        """

    def send(self, method: str, url: str, content: bytes | None = None) -> httpx.Response:
        """Use a URL as any HTTP client would, without knowing credentials or the library."""
        import httpx  # not above: the owner of a distributed run does without it

        headers = self.upload_headers if method == "PUT" else {}
        with httpx.Client(timeout=30) as client:
            return client.request(method, url, content=content, headers=headers)


class ObjectStore(ABC):
    """A product: one subclass, of Assay's own or of a plug-in (entry point ``assay.stores``).

    A subclass **must** have :attr:`name`, :attr:`title` and :attr:`clients`, and write :meth:`create_bucket`. If it
    needs a server it has :attr:`image_key` and writes :meth:`facts`, and :meth:`container` or :meth:`local`.

    It **should** say :attr:`capabilities`, where they differ from the defaults, :attr:`limits` of its other clients,
    and :attr:`refusals`. With ``signs-downloads`` it has :attr:`promises` and writes :meth:`lifetime`.
    """

    name: ClassVar[str]
    """The name used in store ids and options."""
    title: ClassVar[str]
    """The product's name for people."""
    clients: ClassVar[tuple[Client, ...]]
    """The clients; the first is the primary one."""
    image_key: ClassVar[str | None] = None
    """The table of ``images.toml`` that describes its image; None if it needs no server."""
    capabilities: ClassVar[Mapping[StoreCapability, Ability]] = {}
    """The profile, through its primary client: where it differs from the defaults, and why it lacks something."""
    limits: ClassVar[Mapping[str, Mapping[StoreCapability, Ability]]] = {}
    """By client, what differs from the profile."""
    promises: ClassVar[Mapping[str, Promise]] = {}
    """What the product documents of its URLs."""
    reached_through: ClassVar[Mapping[str, str]] = {}
    """By client, the distribution through which the client reaches the product, if there is one more."""
    detail: ClassVar[str] = ""
    """How it is had if it needs no server."""
    refusals: ClassVar[Refusals] = Refusals()
    """What its servers refuse for want of resources, or because somebody administers them."""

    @abstractmethod
    def create_bucket(self, server: Server | None, name: str, client: Client, directory: Path) -> Bucket:
        """Create an empty bucket.

        Args:
            server: The server; None if it needs none.
            name: Name of the bucket.
            client: The client that will use it.
            directory: A directory of the run's, for what is kept on disk.
        """

    def facts(self, server: Server) -> ServerFacts:
        """Ask the server who it is, with credentials. Serves as the readiness probe.

        Raises:
            OSError: Not reachable, refused, or not this product.
        """
        raise NotImplementedError(server.backend)

    def answered(self, error: Exception) -> bool:
        """Whether what :meth:`facts` raised is an answer of the server, of whatever status, and not the lack of one."""
        below: BaseException | None = error
        while below is not None and getattr(below, "response", None) is None:
            below = below.__cause__ or below.__context__
        return below is not None

    def environment(self, server: Server) -> dict[str, str]:
        """Environment variables that clients of this server need."""
        del server
        return {}

    def container(self, runner: ContainerRunner) -> AbstractContextManager[Server] | None:
        """Run the server in a container until the context ends; None if the product has no image."""
        del runner
        return None

    def local(self, runner: LocalRunner) -> AbstractContextManager[Server] | None:
        """Run the server from a binary of this machine; None if it has no such source."""
        del runner
        return None

    def lifetime(self, url: str) -> float:
        """For how many seconds from now a signed URL says that it is good."""
        raise NotImplementedError(url)

    def server_limits(self, facts: ServerFacts) -> Mapping[StoreCapability, Ability]:
        """What this server, by what it says of itself, cannot do although the product can."""
        del facts
        return {}


@dataclass(frozen=True, slots=True)
class Store:
    """Product + client: what a check of files runs on."""

    product: ObjectStore
    client: Client

    @property
    def id(self) -> str:
        """The name in results: ``s3``; ``s3-fsspec`` for a client that is not the primary one."""
        if self.client == self.product.clients[0]:
            return self.product.name
        return f"{self.product.name}-{self.client.name}"

    def capability(self, name: StoreCapability | str) -> Ability:
        """What the profile says of a capability.

        Raises:
            UsageError: Object stores have none of that name.
        """
        wanted = store_capability(name)
        return self.product.limits.get(self.client.name, {}).get(wanted) or stated(self.product.capabilities, wanted)

    @property
    def distributions(self) -> tuple[str, ...]:
        """The distributions whose versions the manifest records: the client's, and what that goes through."""
        return tuple(filter(None, (self.client.distribution, self.product.reached_through.get(self.client.name, ""))))

    def promise(self, name: str) -> Any:
        """A value that the product documents.

        Raises:
            KeyError: The profile does not have it.
        """
        return self.product.promises[name].value

    def __str__(self) -> str:
        return self.id
