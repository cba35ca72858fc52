"""S3: a server that speaks its protocol, path-style, over plain HTTP."""

from __future__ import annotations

import datetime
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import cache
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

if TYPE_CHECKING:
    from assay.domain.servers import ContainerRunner, LocalRunner

REGION = "us-east-1"

_REFUSALS = Refusals(
    meaning={
        "507": "it has no room",
        "503": "it is too busy, or takes no requests now",
        "429": "it gets too many requests",
        "InsufficientStorage": "it has no room",
        "XMinioStorageFull": "it has no room",
        "QuotaExceeded": "its quota is used up",
        "TooManyBuckets": "it has too many buckets",
        "ServiceUnavailable": "it takes no requests now",
        "SlowDown": "it is too busy",
        "ServerBusy": "it is too busy",
        "TooManyRequests": "it gets too many requests",
    },
    texts={rf"status code: {status}\b": status for status in ("507", "503", "429")}
    | {rf"<Code>{code}</Code>": code for code in ("QuotaExceeded", "TooManyBuckets", "XMinioStorageFull")},
)


def _endpoint(server: Server) -> str:
    return f"http://{server.address.host}:{server.address.port}"


@cache
def _descriptions() -> Any:
    """botocore's reader of its descriptions of services, which keeps what it has read.

    Each session would have its own, and parse a few megabytes of JSON for each client: 120 ms.
    """
    from botocore.loaders import create_loader

    return create_loader()


def _client(server: Server, seconds: float = 20) -> Any:
    """botocore's client: the library under test uses another one, or an asynchronous one."""
    from botocore.config import Config
    from botocore.session import get_session

    session = get_session()
    session.register_component("data_loader", _descriptions())
    return session.create_client(
        "s3",
        endpoint_url=_endpoint(server),
        aws_access_key_id=server.address.username,
        aws_secret_access_key=server.address.password,
        region_name=REGION,
        config=Config(
            s3={"addressing_style": "path"},
            connect_timeout=min(seconds, 5),
            read_timeout=seconds,
            retries={"max_attempts": 0},
        ),
    )


class _S3Bucket(Bucket):
    def __init__(self, name: str, server: Server, client: Client) -> None:
        super().__init__(name)
        self._server = server
        self._client = client
        self.secrets = (str(server.address.password),)
        self._s3 = _client(server)
        self._s3.create_bucket(Bucket=name)

    def opening(self) -> Opening:
        user, password = self._server.address.username, self._server.address.password
        if self._client == FSSPEC:
            from aiobotocore.session import AioSession
            from s3fs import S3FileSystem

            session = AioSession()
            session.register_component("data_loader", _descriptions())
            # Not by keyword arguments of the library's backend: s3fs calls the user name `key`, which is taken there.
            fs = S3FileSystem(
                endpoint_url=_endpoint(self._server),
                key=user,
                secret=password,
                client_kwargs={"region_name": REGION},
                session=session,
                skip_instance_cache=True,
            )
            return Opening(fs, {"prefix": self.name})
        return Opening(f"s3://{self.name}/", self._options())

    def _options(self) -> dict[str, Any]:
        """What the page gives to ObstoreBackend, and what it needs beyond that: the region, and leave to use HTTP."""
        return {
            "aws_endpoint": _endpoint(self._server),
            "aws_access_key_id": self._server.address.username,
            "aws_secret_access_key": self._server.address.password,
            "aws_region": REGION,
            "client_options": {"allow_http": True},
        }

    def names(self) -> set[str]:
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self.name)
        return {entry["Key"] for page in pages for entry in page.get("Contents", ())}

    def content(self, name: str) -> bytes | None:
        from botocore.exceptions import ClientError

        try:
            found = self._s3.get_object(Bucket=self.name, Key=name)
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
                return None
            raise
        return bytes(found["Body"].read())

    def attributes(self, name: str) -> dict[str, str]:
        found = self._s3.head_object(Bucket=self.name, Key=name)
        return {"content-type": found["ContentType"], **found["Metadata"]}

    def put(self, name: str, content: bytes, content_type: str = "application/octet-stream") -> None:
        self._s3.put_object(Bucket=self.name, Key=name, Body=content, ContentType=content_type)

    def try_write(self) -> None:
        self.put(ROOM, secrets.token_bytes(PAGES))
        self._s3.delete_object(Bucket=self.name, Key=ROOM)

    def clear(self) -> None:
        for name in self.names():
            self._s3.delete_object(Bucket=self.name, Key=name)

    def remove(self) -> None:
        """Remove the bucket itself."""
        self.clear()
        self._s3.delete_bucket(Bucket=self.name)
        self._s3.close()


class S3(ObjectStore):
    """Amazon's protocol."""

    name = "s3"
    title = "S3"
    clients = (OBSTORE, FSSPEC)
    reached_through: ClassVar[Mapping[str, str]] = {"fsspec": "s3fs"}
    image_key = "s3"
    refusals = _REFUSALS
    capabilities: ClassVar[Mapping[StoreCapability, Ability]] = {
        StoreCapability.SPEAKS_S3: has("the protocol is Amazon's"),
        StoreCapability.TAKES_S3_OPTIONS: has("obstore takes the URL and the options"),
        StoreCapability.OTHER_PRODUCT: has("the server is RustFS, or Ceph's gateway, and not Amazon's"),
        StoreCapability.SIGNS_DOWNLOADS: has("presigned URLs, Signature Version 4"),
        StoreCapability.SIGNS_UPLOADS: has("presigned URLs, Signature Version 4"),
        StoreCapability.LIMITS_EXPIRY: has("X-Amz-Expires is at most 604800, seven days"),
        StoreCapability.SIGNATURE_COVERS_HOST: has("host is among X-Amz-SignedHeaders"),
        StoreCapability.SERVES_OVER_HTTP: has("an object is at endpoint/bucket/name"),
    }
    limits: ClassVar[Mapping[str, Mapping[StoreCapability, Ability]]] = {
        "fsspec": {
            StoreCapability.CHECKED_IN_FULL: lacks(
                "each request goes to a server, and the primary client is checked in full"
            ),
            StoreCapability.TAKES_S3_OPTIONS: lacks("s3fs is given as an object, and not by a URL and options"),
            StoreCapability.OTHER_PRODUCT: lacks("that other products work is checked through the primary client"),
            StoreCapability.MULTIPART_UPLOAD: lacks("the library's fsspec backend hands on the content in one piece"),
            StoreCapability.KEEPS_CONTENT_TYPE: lacks("the library's fsspec backend hands on the bytes only"),
            StoreCapability.KEEPS_METADATA: lacks("the library's fsspec backend hands on the bytes only"),
            StoreCapability.LIMITS_EXPIRY: lacks(
                "the endpoint is unknown to botocore, which then signs with Version 2"
            ),
            StoreCapability.SIGNATURE_COVERS_HOST: lacks("botocore signs with Version 2 here, which has no host"),
            StoreCapability.SIGNS_UPLOADS: lacks(
                "the library's fsspec backend refuses for_upload=True, and documents it"
            ),
        }
    }
    promises: ClassVar[Mapping[str, Promise]] = {
        "refused": Promise(
            {400, 403}, "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html: AccessDenied 403"
        ),
        "expiry-parameter": Promise(
            ("X-Amz-Expires", "Expires"),
            "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html; version 2: Expires",
        ),
        "signature-parameter": Promise(
            ("X-Amz-Signature", "Signature"),
            "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html",
        ),
        "longest-expiry": Promise(
            604800, "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html: seven days"
        ),
    }

    def create_bucket(self, server: Server | None, name: str, client: Client, directory: Path) -> Bucket:
        """See the base class."""
        del directory
        assert server is not None, "S3 needs a server"
        return _S3Bucket(name.replace("_", "-"), server, client)

    def facts(self, server: Server) -> ServerFacts:
        """Log in, list the buckets, and read the ``Server`` header."""
        from botocore.exceptions import BotoCoreError, ClientError

        client = _client(server, seconds=2)
        try:
            answer = client.list_buckets()
        except (BotoCoreError, ClientError) as error:
            raise ConnectionError(f"S3 at {_endpoint(server)}: {error}") from None
        finally:
            client.close()
        name, _, codename = answer["ResponseMetadata"]["HTTPHeaders"].get("server", "").partition(" (")
        return ServerFacts(version=name, settings={"release": codename.rstrip(")"), "signature": "Version 4"})

    def lifetime(self, url: str) -> float:
        """See the base class."""
        query = dict(parse_qsl(urlsplit(url).query))
        if "X-Amz-Expires" in query:
            signed = datetime.datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ")
            age = time.time() - signed.replace(tzinfo=datetime.timezone.utc).timestamp()
            return int(query["X-Amz-Expires"]) - age
        return int(query["Expires"]) - time.time()

    def server_limits(self, facts: ServerFacts) -> Mapping[StoreCapability, Ability]:
        """Ceph on its small database: the offline build."""
        if not facts.version.startswith("Ceph"):
            return {}
        reason = (
            "Ceph's gateway on dbstore, the offline build, refuses parts that arrive side by side (InvalidPart) and "
            "never ends the answer to a GET of an object put together from parts; the official image can"
        )
        return {StoreCapability.MULTIPART_UPLOAD: lacks(reason)}

    @contextmanager
    def container(self, runner: ContainerRunner) -> Iterator[Server]:
        """RustFS, or the offline build."""
        image = runner.choose_image()
        entry = image_entry("s3")
        port = (entry.offline_port or entry.port) if image.offline else entry.port
        user, password = runner.secrets.new(), runner.secrets.new()
        names = ("S3_ACCESS_KEY", "S3_SECRET_KEY") if image.offline else ("RUSTFS_ACCESS_KEY", "RUSTFS_SECRET_KEY")
        service = ServiceDescription(image.reference, port, dict(zip(names, (user, password), strict=True)), {})
        data = "/var/lib/s3" if image.offline else "/data"
        with runner.run(service, tmpfs={data: "rw"}) as endpoint:
            server = runner.server(image, URL.create("s3", user, password, endpoint.host, endpoint.port))
            endpoint.wait_ready(lambda: self.facts(server), deadline=60)
            yield server

    def local(self, runner: LocalRunner) -> AbstractContextManager[Server] | None:
        """There is none."""
        del runner
        raise ServerUnavailable("no S3 server runs from a binary of this machine: have a container engine")
