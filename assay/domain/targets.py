"""The vocabulary: drivers, backends and targets.

A *backend* is a database product, a *driver* is how Python reaches it, a *target* is the two together and is
either async or sync.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy.engine import URL

from assay.domain.capabilities import Ability, DatabaseCapability, database_capability, stated
from assay.domain.column_types import ColumnTypes
from assay.domain.errors import HarnessError, UsageError
from assay.domain.quirks import Quirks
from assay.domain.refusals import Refusals
from assay.domain.servers import ContainerRunner, LocalRunner, Server, ServerFacts, Space
from assay.domain.statements import StatementRules

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


@dataclass(frozen=True, slots=True)
class Driver:
    """How Python reaches a backend.

    Args:
        name: The name used in target ids, such as ``asyncpg``.
        dialect: SQLAlchemy's ``dialect+driver`` name.
        is_async: Whether applications use it through SQLAlchemy's asyncio extension.
        distribution: The distribution whose version the manifest records.
    """

    name: str
    dialect: str
    is_async: bool
    distribution: str


class Backend(Quirks, ABC):
    """A database product: one subclass, of Assay's own or of a plug-in (entry point ``assay.backends``).

    A subclass **must** have :attr:`name`, :attr:`title`, :attr:`drivers` and :attr:`admin_dialect`, and write
    :meth:`url`, :meth:`create_space`, :meth:`drop_space`, :meth:`spaces` and :meth:`facts`. Base classes have some:
    ``assay.products.backends.servers.ServerBackend`` for what is reached over the network,
    ``assay.products.backends.files.FileBackend`` for files that the process itself opens; or derive from a product that
    it is like. A server comes from :meth:`container`, from :meth:`local`, or from the user's URL.

    It **should** say, as soon as checks run on it: :attr:`capabilities`, where they differ from the defaults;
    :attr:`column_types`; :attr:`refusals` and :meth:`answered`, so that a full or busy server is not taken for a fault
    of the library; :meth:`unfit`, for users' servers.

    It **may** have :class:`~assay.domain.quirks.Quirks` of its own.
    """

    name: ClassVar[str]
    """The name used in target ids and options."""
    title: ClassVar[str]
    """The product's name for people."""
    family: ClassVar[str] = ""
    """The backend that it is like, of which known issues may speak together; empty if there is none."""
    drivers: ClassVar[tuple[Driver, ...]]
    """The drivers; the first async and the first sync one are the primary ones."""
    admin_dialect: ClassVar[str]
    """The sync ``dialect+driver`` with which the harness administrates and reads."""
    also_dialects: ClassVar[tuple[str, ...]] = ()
    """Other dialects in which URLs of its servers are written, such as the one that it is like."""
    image_key: ClassVar[str | None] = None
    """The table of ``images.toml`` that describes its image; None if it needs no server."""
    capabilities: ClassVar[Mapping[DatabaseCapability, Ability]] = {}
    """The profile: where it differs from the defaults, and why it lacks something."""
    refusals: ClassVar[Refusals] = Refusals()
    """What its servers refuse for want of resources, or because somebody administers them."""
    column_types: ClassVar[ColumnTypes | None] = None
    """How it stores what models have columns of; without it the checks of column types are errors that ask for it."""
    statement_rules: ClassVar[StatementRules | None] = None
    """What is known of statements without a server; None if nothing is. It makes no verdict."""
    cost: ClassVar[float] = 1.0
    """How long a check takes on it, relative to other databases: what is slow goes to a worker of its own."""

    @abstractmethod
    def url(self, space: Space, driver: Driver) -> URL:
        """The URL an application uses to reach ``space`` through ``driver``, password included."""

    @abstractmethod
    def create_space(self, server: Server, name: str) -> Space:
        """Create an empty space called ``name`` on the server.

        Raises:
            sqlalchemy.exc.DBAPIError: The server refused.
        """

    @abstractmethod
    def drop_space(self, server: Server, name: str) -> None:
        """Remove the space and all in it; a space that is not there is no error."""

    @abstractmethod
    def spaces(self, server: Server) -> Sequence[str]:
        """Names of all spaces on the server, ours and others'."""

    @abstractmethod
    def facts(self, server: Server) -> ServerFacts:
        """Log in, do a round trip and return what the server says of itself. Serves as the readiness probe.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: Not reachable, refused, or not this product.
        """

    def answered(self, error: Exception) -> bool:
        """Whether what :meth:`facts` raised is the server's answer: it lives, and refuses, as one that is full does.

        A connection that is refused or breaks is no answer, nor is silence, nor a server's word that it shuts down. A
        backend with servers has to tell them apart: one that is called dead is not asked any more.
        """
        del error
        return False

    def claims(self, server: Server) -> bool:
        """Whether a user's server is one of this product. Asked where another product has a dialect of this one too.

        By default :meth:`facts` are asked, which refuse another product.
        """
        try:
            self.facts(server)
        except UsageError:
            return False
        return True

    @property
    def dialects(self) -> tuple[str, ...]:
        """The dialects in which a user may write a URL of it, without drivers."""
        return tuple(dict.fromkeys((self.admin_dialect.partition("+")[0], *self.also_dialects)))

    def user_url(self, url: URL) -> URL:
        """The administrator's URL, out of the one that a user gave for this product.

        Args:
            url: The user's, with :attr:`admin_dialect` in place of its driver.

        Raises:
            assay.domain.errors.UsageError: It cannot be used safely, or lacks a part.
        """
        return url

    def unfit(self, server: Server, space: Space) -> str:
        """Which settings of a user's own server no check can live with, in one line; empty if there are none.

        Args:
            server: The server.
            space: A space on it that was made to ask: roles and databases can have settings of their own.
        """
        del server, space
        return ""

    def container(self, runner: ContainerRunner) -> AbstractContextManager[Server] | None:
        """Run the server in a container until the context ends; None if the backend has no image."""
        del runner
        return None

    def local(self, runner: LocalRunner) -> AbstractContextManager[Server] | None:
        """Run the server from a wheel or a binary of this machine; None if it has no such source."""
        del runner
        return None

    def driver(self, name: str) -> Driver:
        """The driver of that name.

        Raises:
            KeyError: There is none.
        """
        return {d.name: d for d in self.drivers}[name]

    @property
    def primary_drivers(self) -> tuple[Driver, ...]:
        """The first async and the first sync driver, in declaration order."""
        firsts = {d.is_async: d for d in reversed(self.drivers)}
        return tuple(d for d in self.drivers if d in firsts.values())


@dataclass(frozen=True, slots=True)
class Target:
    """Backend + driver: what a check runs on."""

    backend: Backend
    driver: Driver

    @property
    def id(self) -> str:
        """The name in check ids: ``postgres-asyncpg``; ``spanner`` where backend and driver share the name."""
        if self.driver.name == self.backend.name:
            return self.backend.name
        return f"{self.backend.name}-{self.driver.name}"

    @property
    def id_in_family(self) -> str:
        """The id that it would have if its backend were the one that it is like: ``mysql-asyncmy`` of MariaDB's."""
        family = self.backend.family or self.backend.name
        return family if self.driver.name == family else f"{family}-{self.driver.name}"

    @property
    def is_async(self) -> bool:
        """Whether applications on this target are async."""
        return self.driver.is_async

    def capability(self, name: DatabaseCapability | str) -> Ability:
        """What the backend's profile says of a capability.

        Raises:
            UsageError: Databases have none of that name.
        """
        return stated(self.backend.capabilities, database_capability(name))

    @property
    def column_types(self) -> ColumnTypes:
        """How the backend stores what models have columns of.

        Raises:
            HarnessError: Its class does not say; the text says what to add.
        """
        if self.backend.column_types is None:
            kind = type(self.backend)
            raise HarnessError(
                f"{self.backend.title}: nothing says how it stores columns: "
                f"set column_types = ColumnTypes(...) in {kind.__module__}.{kind.__qualname__}"
            )
        return self.backend.column_types

    def __str__(self) -> str:
        return self.id
