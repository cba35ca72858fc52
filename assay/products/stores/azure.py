"""Azure Blob Storage: Microsoft's emulator Azurite."""

from __future__ import annotations

import base64
import datetime
import logging
import secrets
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy.engine import URL

from assay.domain.capabilities import Ability, StoreCapability, has, lacks
from assay.domain.errors import ServerUnavailable
from assay.domain.object_stores import FSSPEC, OBSTORE, PAGES, ROOM, Bucket, Client, ObjectStore, Opening, Promise
from assay.domain.refusals import Refusals
from assay.domain.servers import Server, ServerFacts, ServiceDescription
from assay.servers.images import image_entry
from assay.servers.npm import install

if TYPE_CHECKING:
    from assay.domain.servers import ContainerRunner, LocalRunner

ACCOUNT = "assay"

_REFUSALS = Refusals(
    meaning={
        "507": "it has no room",
        "503": "it is too busy, or takes no requests now",
        "429": "it gets too many requests",
        "ServerBusy": "it is too busy",
        "AccountBeingCreated": "the account is not ready",
        "AccountIsDisabled": "the account is disabled",
    },
    texts={rf"status code: {status}\b": status for status in ("507", "503", "429")}
    | {r"<Code>AccountIsDisabled</Code>": "AccountIsDisabled"},
)

# Client libraries are often newer than the emulator.
_OPTIONS = ("--skipApiVersionCheck", "--inMemoryPersistence", "--silent", "--disableTelemetry")


def _endpoint(server: Server) -> str:
    return f"http://{server.address.host}:{server.address.port}/{ACCOUNT}"


def _service(server: Server) -> Any:
    """Microsoft's own synchronous client."""
    from azure.storage.blob import BlobServiceClient

    # It logs every request of ours.
    logging.getLogger("azure.core.pipeline.policies.http_logging_policy").setLevel(logging.WARNING)
    key = {"account_name": ACCOUNT, "account_key": str(server.address.password)}
    return BlobServiceClient(
        _endpoint(server), credential=key, retry_total=0, connection_timeout=5, read_timeout=20, logging_enable=False
    )


class _Container(Bucket):
    def __init__(self, name: str, server: Server, client: Client) -> None:
        super().__init__(name)
        self._server = server
        self._client = client
        self.upload_headers = {"x-ms-blob-type": "BlockBlob"}
        self.secrets = (str(server.address.password),)
        self._service = _service(server)
        self._container = self._service.create_container(name)

    def opening(self) -> Opening:
        key = str(self._server.address.password)
        endpoint = _endpoint(self._server)
        if self._client == FSSPEC:
            parts = (
                "DefaultEndpointsProtocol=http",
                f"AccountName={ACCOUNT}",
                f"AccountKey={key}",
                f"BlobEndpoint={endpoint}",
            )
            return Opening(
                "az",
                {
                    "prefix": self.name,
                    "account_name": ACCOUNT,
                    "account_key": key,
                    "account_host": f"{self._server.address.host}:{self._server.address.port}",
                    "connection_string": f"{';'.join(parts)};",
                    "skip_instance_cache": True,
                },
            )
        options = {
            "account_name": ACCOUNT,
            "account_key": key,
            "endpoint": endpoint,
            "client_options": {"allow_http": True},
        }
        return Opening(f"az://{self.name}/", options)

    def names(self) -> set[str]:
        return {str(blob.name) for blob in self._container.list_blobs()}

    def content(self, name: str) -> bytes | None:
        from azure.core.exceptions import ResourceNotFoundError

        try:
            return bytes(self._container.download_blob(name).readall())
        except ResourceNotFoundError:
            return None

    def attributes(self, name: str) -> dict[str, str]:
        found = self._container.get_blob_client(name).get_blob_properties()
        return {"content-type": str(found.content_settings.content_type), **found.metadata}

    def put(self, name: str, content: bytes, content_type: str = "application/octet-stream") -> None:
        from azure.storage.blob import ContentSettings

        settings = ContentSettings(content_type=content_type)
        self._container.upload_blob(name, content, overwrite=True, content_settings=settings)

    def try_write(self) -> None:
        self.put(ROOM, secrets.token_bytes(PAGES))
        self._container.delete_blob(ROOM)

    def clear(self) -> None:
        for name in self.names():
            self._container.delete_blob(name)

    def remove(self) -> None:
        """Remove the container itself."""
        self._container.delete_container()
        self._service.close()


class Azure(ObjectStore):
    """Azure Blob Storage."""

    name = "azure"
    title = "Azure Blob Storage"
    clients = (OBSTORE, FSSPEC)
    reached_through: ClassVar[Mapping[str, str]] = {"fsspec": "adlfs"}
    image_key = "azure"
    refusals = _REFUSALS
    capabilities: ClassVar[Mapping[StoreCapability, Ability]] = {
        StoreCapability.SPEAKS_AZURE: has("Azurite speaks the protocol"),
        StoreCapability.SIGNS_DOWNLOADS: has("service shared access signatures"),
        StoreCapability.SIGNS_UPLOADS: has("service shared access signatures"),
        StoreCapability.LIMITS_EXPIRY: lacks("a signature made with the account's key may last for ever"),
        StoreCapability.SIGNATURE_COVERS_HOST: lacks("account, container and blob are signed, the host is not"),
        StoreCapability.SERVES_OVER_HTTP: has("a blob is at endpoint/container/name"),
    }
    limits: ClassVar[Mapping[str, Mapping[StoreCapability, Ability]]] = {
        "fsspec": {
            StoreCapability.CHECKED_IN_FULL: lacks(
                "each request goes to a server, and the primary client is checked in full"
            ),
            StoreCapability.MULTIPART_UPLOAD: lacks("the library's fsspec backend hands on the content in one piece"),
            StoreCapability.KEEPS_CONTENT_TYPE: lacks("the library's fsspec backend hands on the bytes only"),
            StoreCapability.KEEPS_METADATA: lacks("the library's fsspec backend hands on the bytes only"),
            StoreCapability.SIGNS_UPLOADS: lacks(
                "the library's fsspec backend refuses for_upload=True, and documents it"
            ),
        }
    }
    promises: ClassVar[Mapping[str, Promise]] = {
        "refused": Promise(
            {401, 403, 404, 409},
            "https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes: AuthenticationFailed and "
            "AuthorizationFailure 403; without any credentials a private container answers 404, 409 or 401",
        ),
        "expiry-parameter": Promise(
            ("se",), "https://learn.microsoft.com/rest/api/storageservices/create-service-sas: signedExpiry"
        ),
        "signature-parameter": Promise(
            ("sig",), "https://learn.microsoft.com/rest/api/storageservices/create-service-sas: signature"
        ),
    }

    def create_bucket(self, server: Server | None, name: str, client: Client, directory: Path) -> Bucket:
        """See the base class."""
        del directory
        assert server is not None, "Azure needs a server"
        return _Container(name.replace("_", "-"), server, client)

    def lifetime(self, url: str) -> float:
        """See the base class."""
        end = datetime.datetime.fromisoformat(dict(parse_qsl(urlsplit(url).query))["se"].replace("Z", "+00:00"))
        return end.timestamp() - time.time()

    def facts(self, server: Server) -> ServerFacts:
        """Log in, list the containers, and read the ``Server`` header."""
        import httpx
        from azure.core.exceptions import AzureError

        try:
            with _service(server) as service:
                next(iter(service.list_containers(results_per_page=1)), None)
            header = httpx.get(_endpoint(server), timeout=2).headers.get("server", "")
        except (AzureError, httpx.HTTPError) as error:
            raise ConnectionError(f"Azure at {_endpoint(server)}: {type(error).__name__}") from None
        return ServerFacts(version=header, settings={})

    @contextmanager
    def container(self, runner: ContainerRunner) -> Iterator[Server]:
        """Azurite's image."""
        image = runner.choose_image()
        key = _new_key(runner.secrets)
        environment = {"AZURITE_ACCOUNTS": f"{ACCOUNT}:{key}"}
        service = ServiceDescription(image.reference, image_entry("azure").port, environment, {})
        with runner.run(service, command=["azurite-blob", "--blobHost", "0.0.0.0", *_OPTIONS]) as endpoint:  # noqa: S104
            server = runner.server(image, URL.create("azure", ACCOUNT, key, endpoint.host, endpoint.port))
            endpoint.wait_ready(lambda: self.facts(server), deadline=60)
            yield server

    @contextmanager
    def local(self, runner: LocalRunner) -> Iterator[Server]:
        """The npm package."""
        node, script = _azurite(runner.announce)
        # A JavaScript program of npm's lies where only its owner may look; it has no quarrel with root.
        runner.unprivileged = False
        key = _new_key(runner.secrets)

        def server(port: int) -> Server:
            url = URL.create("azure", ACCOUNT, key, runner.host, port)
            return Server(self.name, "local", url.render_as_string(hide_password=False), f"Azurite in {script.parent}")

        with runner.listening(
            lambda port: [node, script, "--blobHost", runner.host, "--blobPort", port, *_OPTIONS],
            stop_signal=signal.SIGTERM,
            probe=lambda port: self.facts(server(port)),
            deadline=60,
            environment={"AZURITE_ACCOUNTS": f"{ACCOUNT}:{key}"},
        ) as port:
            yield server(port)


def _new_key(run_secrets: Any) -> str:
    return str(run_secrets.keep(base64.b64encode(secrets.token_bytes(32)).decode()))


def _azurite(announce: Callable[[str], None]) -> tuple[Path, Path]:
    """Node.js and Azurite's program: from PATH, or installed with npm into the user's cache."""
    node = shutil.which("node")
    if node is None:
        raise ServerUnavailable("Azurite needs Node.js: have node and npm on PATH, or a container engine")
    found = shutil.which("azurite-blob")
    if found is not None:
        return Path(node), Path(found).resolve()
    package = image_entry("azure").npm
    if not package:
        raise ServerUnavailable("Azurite is not installed: npm install -g azurite")
    return Path(node), install(package, "dist/src/blob/main.js", announce)
