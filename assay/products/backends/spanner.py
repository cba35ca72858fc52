"""Google Cloud Spanner: a database per worker, in one instance.

A server's URL names the emulator as its host: ``spanner+spanner://127.0.0.1:9010/projects/P/instances/I/databases/D``.
Clients know no host in the URL: they find the emulator by the environment variable ``SPANNER_EMULATOR_HOST``, and
without it Google's service.
"""

from __future__ import annotations

import base64
import inspect
import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import Column, Connection, Table, exc
from sqlalchemy.engine import URL
from sqlalchemy.types import _Binary

from assay.domain.capabilities import Ability, DatabaseCapability, has, lacks
from assay.domain.column_types import ColumnTypes
from assay.domain.errors import ServerUnavailable, UsageError
from assay.domain.refusals import Refusals
from assay.domain.servers import Server, ServerFacts, Space
from assay.domain.targets import Backend, Driver
from assay.products.backends.values import uuid_to_database, uuid_to_python
from assay.servers.definitions import definition

if TYPE_CHECKING:
    from assay.domain.servers import ContainerRunner, LocalRunner

_PROJECT = "assay"
_INSTANCE = "assay"
_SECONDS = 30.0
_PROBE_SECONDS = 5.0
_PATH = re.compile(r"projects/(?P<project>[^/]+)/instances/(?P<instance>[^/]+)/databases/(?P<database>[^/]+)")

_REFUSALS = Refusals(
    meaning={
        "RESOURCE_EXHAUSTED": "a quota or a resource is used up",
        "UNAVAILABLE": "it cannot be reached, or takes no requests now",
    },
    # gRPC's own limit for a message of the client has the same status.
    harmless="larger than max",
)


class Spanner(Backend):
    """Google Cloud Spanner, or its emulator."""

    name = "spanner"
    title = "Spanner"
    drivers = (Driver("spanner", "spanner+spanner", is_async=False, distribution="sqlalchemy-spanner"),)
    admin_dialect = "spanner+spanner"
    image_key = "spanner"
    refusals = _REFUSALS
    column_types = ColumnTypes(
        uuid="BYTES(16)",
        reflected_uuid="LargeBinary(16)",
        string="STRING(255)",
        binary="BYTES(2621440)",  # how the dialect's reflection puts BYTES(MAX)
        timestamp="TIMESTAMP",
    )
    reading_options: ClassVar[Mapping[str, Any]] = {"read_only": True}
    """A reader beside a writer is only served if it says that it reads."""
    cost = 6.0
    """The emulator takes 30 to 40 ms a call, others about 7."""
    capabilities: ClassVar[Mapping[DatabaseCapability, Ability]] = {
        DatabaseCapability.ASYNC_DRIVER: lacks("the dialect is sync only: create_async_engine refuses it"),
        DatabaseCapability.UNIQUE_CONSTRAINTS: lacks("there is no UNIQUE in CREATE TABLE: use a unique index"),
        DatabaseCapability.KEEPS_CONSTRAINT_NAMES: lacks("there are no unique constraints that could have a name"),
        DatabaseCapability.CONCURRENT_WRITERS: lacks(
            "the emulator runs one read-write transaction at a time and aborts the others; the service does not"
        ),
        DatabaseCapability.LIKE_HAS_ESCAPE: lacks("there is no ESCAPE in its grammar, only the backslash in a pattern"),
        DatabaseCapability.TRANSACTIONAL_DDL: lacks("DDL is no part of any transaction"),
        DatabaseCapability.DEFERRABLE_CONSTRAINTS: lacks("the dialect has no word for them"),
        DatabaseCapability.LOCKS_ROWS: lacks("the dialect leaves FOR UPDATE out"),
        DatabaseCapability.SAVEPOINTS: lacks("SAVEPOINT is not in its grammar"),
        DatabaseCapability.UPSERTS_INSERT_OR_UPDATE: has("INSERT OR UPDATE ... THEN RETURN"),
        DatabaseCapability.KILLS_CONNECTIONS: lacks(
            "clients multiplex sessions over one channel, and the server has no statement that ends one"
        ),
        DatabaseCapability.SESSION_TIME_ZONE: lacks("timestamps are instants, and a session has no zone"),
        DatabaseCapability.ENCRYPTED_CONNECTIONS: lacks(
            "the emulator speaks plain gRPC; the service is always encrypted"
        ),
        DatabaseCapability.USERS_WITH_RIGHTS: lacks("the emulator has no users; the service leaves rights to IAM"),
        DatabaseCapability.QUEUES_WRITERS: lacks(
            "the emulator aborts a transaction that meets another one, where the service queues it"
        ),
        DatabaseCapability.DEFAULT_SYNC_DRIVER: lacks("SQLAlchemy knows no spanner:// without a driver"),
    }

    def url(self, space: Space, driver: Driver) -> URL:
        """See the base class; the emulator is in :meth:`environment`."""
        return URL.create(driver.dialect, database=space.url.split(":///", 1)[1])

    def create_space(self, server: Server, name: str) -> Space:
        """See the base class."""
        parent, _ = _names(server.address)
        with _translated(), self._client(server) as client:
            client.database_admin_api.create_database(
                parent=parent, create_statement=f"CREATE DATABASE `{name}`", timeout=_SECONDS
            ).result(_SECONDS)
        return Space(name=name, url=f"{self.admin_dialect}:///{parent}/databases/{name}")

    def drop_space(self, server: Server, name: str) -> None:
        """See the base class."""
        parent, _ = _names(server.address)
        # Dropping a database that is not there is no error to Spanner.
        with _translated(), self._client(server) as client:
            client.database_admin_api.drop_database(database=f"{parent}/databases/{name}", timeout=_SECONDS)

    def spaces(self, server: Server) -> Sequence[str]:
        """See the base class."""
        return self._databases(server, _SECONDS)

    def facts(self, server: Server) -> ServerFacts:
        """See the base class; neither the service nor the emulator reports a version."""
        self._databases(server, _PROBE_SECONDS)
        return ServerFacts(
            version="",
            settings={
                "emulator": "yes" if self._emulator(server) else "no",
                "dialect": "GOOGLE_STANDARD_SQL",
                "time zone": "America/Los_Angeles in date functions, timestamps are instants",
                "isolation": "SERIALIZABLE",
                "collation": "by code point",
            },
        )

    def answered(self, error: Exception) -> bool:
        """See the base class; gRPC has statuses of its own for a server that cannot be reached or says nothing."""
        from google.api_core import exceptions

        silence = (exceptions.ServiceUnavailable, exceptions.DeadlineExceeded, exceptions.GatewayTimeout)
        said = getattr(error, "orig", None)
        return isinstance(said, exceptions.GoogleAPICallError) and not isinstance(said, silence)

    def environment(self, server: Server) -> dict[str, str]:
        """Where the emulator is; and no export of metrics, which fails at exit with a traceback on stderr."""
        found = {"SPANNER_DISABLE_BUILTIN_METRICS": "true"}
        if emulator := self._emulator(server):
            found["SPANNER_EMULATOR_HOST"] = emulator
        return found

    def to_python(self, column: Column[Any], value: Any) -> Any:
        """The driver gives BYTES in base64, and timestamps and JSON in classes of its own."""
        if isinstance(value, bytes) and isinstance(column.type, _Binary):
            value = base64.b64decode(value)
        if isinstance(value, datetime):
            value = datetime.combine(value.date(), value.timetz())
        if hasattr(value, "serialize"):
            value = json.loads(value.serialize())
        return uuid_to_python(column, value)

    def to_database(self, column: Column[Any], value: Any) -> Any:
        """The driver takes BYTES as they are."""
        return uuid_to_database(column, value)

    def delete_rows(self, connection: Connection, tables: Sequence[Table]) -> None:
        """See the base class; one commit, where each DELETE is parsed by the driver and takes two calls of its own."""
        from google.cloud.spanner_v1 import KeySet

        driver: Any = connection.connection.driver_connection
        with _translated(), driver.database.batch() as batch:
            for table in tables:
                batch.delete(table.name, KeySet(all_=True))  # type: ignore[no-untyped-call]

    def user_url(self, url: URL) -> URL:
        """See the base class; without a host the emulator of the user's environment, or the service."""
        if not _PATH.fullmatch(url.database or ""):
            raise UsageError(
                "--database-url: a Spanner URL names an instance: "
                "spanner+spanner:///projects/PROJECT/instances/INSTANCE/databases/DATABASE"
            )
        host, _, port = os.environ.get("SPANNER_EMULATOR_HOST", "").partition(":")
        if not url.host and host:
            return url.set(host=host, port=int(port) if port.isdigit() else None)
        return url

    @contextmanager
    def container(self, runner: ContainerRunner) -> Iterator[Server]:
        """The emulator's image that pytest-databases describes."""
        image = runner.choose_image()  # before the definition, whose import takes a second
        service = runner.describe(
            inspect.unwrap(definition("spanner", "spanner_service")), spanner_image=image.reference
        )
        with runner.run(service) as endpoint:
            server = runner.server(image, _emulator_url(endpoint.host, endpoint.port))
            endpoint.wait_ready(lambda: self._make_instance(server), deadline=60)
            yield server

    @contextmanager
    def local(self, runner: LocalRunner) -> Iterator[Server]:
        """The emulator of an installed Google Cloud SDK."""
        program = find_emulator()
        root = runner.readable(program.parent, Path(program.name))

        def server(port: int) -> Server:
            url = _emulator_url(runner.host, port).render_as_string()
            return Server(self.name, "local", url, f"emulator of the Google Cloud SDK in {program.parent}")

        with runner.listening(
            lambda port: [root, "--host_port", f"{runner.host}:{port}"],
            stop_signal=signal.SIGKILL,
            probe=lambda port: self._make_instance(server(port)),
            deadline=30,
        ) as port:
            yield server(port)

    @staticmethod
    def _emulator(server: Server) -> str:
        address = server.address
        return f"{address.host}:{address.port}" if address.host else ""

    @contextmanager
    def _client(self, server: Server) -> Iterator[Any]:
        # The client reads where the emulator is from the environment only.
        os.environ.update(self.environment(server))
        from google.cloud import spanner

        path = _PATH.fullmatch(server.address.database or "")
        client = spanner.Client(project=path["project"] if path else None, disable_builtin_metrics=True)
        try:
            yield client
        finally:
            client.close()  # type: ignore[no-untyped-call]

    def _databases(self, server: Server, seconds: float) -> list[str]:
        parent, _ = _names(server.address)
        with _translated(), self._client(server) as client:
            found = client.database_admin_api.list_databases(parent=parent, timeout=seconds, retry=None)
            return [database.name.rpartition("/")[2] for database in found]

    def _make_instance(self, server: Server) -> None:
        from google.api_core.exceptions import AlreadyExists

        with _translated(), self._client(server) as client:
            api = client.instance_admin_api
            project = f"projects/{_PROJECT}"
            configuration = next(iter(api.list_instance_configs(parent=project, timeout=_PROBE_SECONDS, retry=None)))
            instance = {"config": configuration.name, "display_name": _INSTANCE, "node_count": 1}
            try:
                api.create_instance(
                    parent=project, instance_id=_INSTANCE, instance=instance, timeout=_PROBE_SECONDS, retry=None
                ).result(_PROBE_SECONDS)
            except AlreadyExists:
                return


def find_emulator() -> Path:
    """The emulator's program.

    Raises:
        ServerUnavailable: There is none; says how to get it.
    """
    candidates = []
    gcloud = shutil.which("gcloud")
    if gcloud:
        # The SDK's own command is in its "bin"; a distribution's links lead there.
        candidates.append(Path(gcloud).resolve().parents[1])
    for root in candidates:
        found = root / "bin" / "cloud_spanner_emulator" / "emulator_main"
        if found.exists():
            return found
    on_path = shutil.which("emulator_main")
    if on_path:
        return Path(on_path).resolve()
    if gcloud:
        # Asking takes half a second, and is only needed where gcloud is a script that starts another one.
        asked = subprocess.run(
            [gcloud, "info", "--format=value(installation.sdk_root)"],
            check=False,
            capture_output=True,
            text=True,
            timeout=20,
        )
        found = Path(asked.stdout.strip()) / "bin" / "cloud_spanner_emulator" / "emulator_main"
        if asked.stdout.strip() and found.exists():
            return found
        raise ServerUnavailable(
            "the Google Cloud SDK has no Spanner emulator: gcloud components install cloud-spanner-emulator"
        )
    raise ServerUnavailable("no Google Cloud SDK on this machine: install it with its component cloud-spanner-emulator")


def _emulator_url(host: str, port: int) -> URL:
    path = f"projects/{_PROJECT}/instances/{_INSTANCE}/databases/none"
    return URL.create(Spanner.admin_dialect, host=host, port=port, database=path)


def _names(url: URL) -> tuple[str, str]:
    """The instance's resource name and the database of a URL."""
    path = url.database or ""
    parent, _, database = path.partition("/databases/")
    return parent, database


@contextmanager
def _translated() -> Iterator[None]:
    """Errors of Google's administration interface as SQLAlchemy's, which all backends raise."""
    from google.api_core.exceptions import GoogleAPIError
    from google.auth.exceptions import GoogleAuthError

    try:
        yield
    except (GoogleAPIError, GoogleAuthError) as error:
        raise exc.OperationalError("Spanner administration", None, error) from error
