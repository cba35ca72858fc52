"""Google Cloud Storage: no server; the signature is checked here as Google documents it, with the key's public half."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from assay.domain.capabilities import Ability, StoreCapability, has, lacks
from assay.domain.object_stores import OBSTORE, Bucket, Client, ObjectStore, Opening, Promise
from assay.domain.servers import Server

if TYPE_CHECKING:
    import httpx

_NO_SERVER = "no server of this product can be had here; only what is signed can be checked, with the public key"
_ALGORITHM = "GOOG4-RSA-SHA256"
_SPECIFICATION = "https://cloud.google.com/storage/docs/authentication/canonical-requests"
EMAIL = "checks@assay.example"


class _SignedBucket(Bucket):
    """Answers signed requests as Google's server would, from a dictionary."""

    def __init__(self, name: str) -> None:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa

        super().__init__(name)
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._public = key.public_key()
        self._pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        # what is between the lines of the key, so that a part of it is found too
        self.secrets = tuple(line for line in self._pem.splitlines() if len(line) == 64)
        self._objects: dict[str, tuple[bytes, str]] = {}

    def opening(self) -> Opening:
        account = {
            "type": "service_account",
            "client_email": EMAIL,
            "private_key_id": "1",
            "private_key": self._pem,
            "client_id": "1",
            "token_uri": "https://oauth2.googleapis.com/token",
        }
        return Opening(f"gs://{self.name}/", {"google_service_account_key": json.dumps(account)})

    def names(self) -> set[str]:
        return set(self._objects)

    def content(self, name: str) -> bytes | None:
        return self._objects.get(name, (None, ""))[0]

    def put(self, name: str, content: bytes, content_type: str = "application/octet-stream") -> None:
        self._objects[name] = content, content_type

    def clear(self) -> None:
        self._objects.clear()

    def send(self, method: str, url: str, content: bytes | None = None) -> httpx.Response:
        """What Google's server answers."""
        import httpx

        request = httpx.Request(method, url)
        status = self._status(method, url)
        name = unquote(urlsplit(url).path).removeprefix(f"/{self.name}/")
        if status == 200 and method == "PUT":
            self._objects[name] = content or b"", "application/octet-stream"
            return httpx.Response(200, request=request)
        if status != 200:
            return httpx.Response(status, request=request)
        if name not in self._objects:
            return httpx.Response(404, request=request)
        body, content_type = self._objects[name]
        return httpx.Response(200, content=body, headers={"content-type": content_type}, request=request)

    def _status(self, method: str, url: str) -> int:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric import padding
        from cryptography.hazmat.primitives.hashes import SHA256

        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        signature = query.pop("X-Goog-Signature", "")
        try:
            moment = datetime.datetime.strptime(query["X-Goog-Date"], "%Y%m%dT%H%M%SZ")
            seconds = int(query["X-Goog-Expires"])
            signed = query["X-Goog-SignedHeaders"]
            scope = query["X-Goog-Credential"].partition("/")[2]
        except (KeyError, ValueError):
            return 401 if not parts.query else 400
        started = moment.replace(tzinfo=datetime.timezone.utc).timestamp()
        if query.get("X-Goog-Algorithm") != _ALGORITHM or not 0 < seconds <= 604800 or signed != "host":
            return 400
        if not started - 900 <= time.time() < started + seconds:
            return 400
        if re.search(r"%(?![0-9A-Fa-f]{2})", parts.path):
            return 400
        # Which characters beyond the unreserved ones are quoted, client and server agree on by using the path as sent.
        resource = parts.path
        sorted_query = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in sorted(query.items()))
        canonical = "\n".join([method, resource, sorted_query, f"host:{parts.netloc}", "", signed, "UNSIGNED-PAYLOAD"])
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        text = "\n".join([_ALGORITHM, query["X-Goog-Date"], scope, digest])
        try:
            self._public.verify(bytes.fromhex(signature), text.encode(), padding.PKCS1v15(), SHA256())
        except (InvalidSignature, ValueError):
            return 403
        return 200 if parts.netloc == "storage.googleapis.com" else 403


class GCS(ObjectStore):
    """Google Cloud Storage."""

    name = "gcs"
    title = "Google Cloud Storage"
    clients = (OBSTORE,)
    detail = "no server: signatures are checked with the public key"
    capabilities: ClassVar[Mapping[StoreCapability, Ability]] = {
        StoreCapability.SPEAKS_GOOGLE: has("signatures of Google Cloud Storage, which need no server"),
        StoreCapability.KEEPS_OBJECTS: lacks(_NO_SERVER),
        StoreCapability.KEEPS_CONTENT_TYPE: lacks(_NO_SERVER),
        StoreCapability.KEEPS_METADATA: lacks(_NO_SERVER),
        StoreCapability.MULTIPART_UPLOAD: lacks(_NO_SERVER),
        StoreCapability.SIGNS_DOWNLOADS: has("V4 signatures, made with the service account's key without any server"),
        StoreCapability.SIGNS_UPLOADS: has("V4 signatures, made with the service account's key without any server"),
        StoreCapability.LIMITS_EXPIRY: has("X-Goog-Expires is at most 604800, seven days"),
        StoreCapability.SIGNATURE_COVERS_HOST: has("host is among X-Goog-SignedHeaders"),
        StoreCapability.SERVES_OVER_HTTP: lacks(_NO_SERVER),
    }
    promises: ClassVar[Mapping[str, Promise]] = {
        "refused": Promise(
            {400, 401, 403}, "https://cloud.google.com/storage/docs/xml-api/reference-status: ExpiredToken 400, 403"
        ),
        "expiry-parameter": Promise(("X-Goog-Expires",), _SPECIFICATION),
        "signature-parameter": Promise(("X-Goog-Signature",), _SPECIFICATION),
        "longest-expiry": Promise(604800, "https://cloud.google.com/storage/docs/access-control/signed-urls: 7 days"),
    }

    def lifetime(self, url: str) -> float:
        """See the base class."""
        query = dict(parse_qsl(urlsplit(url).query))
        signed = datetime.datetime.strptime(query["X-Goog-Date"], "%Y%m%dT%H%M%SZ")
        return int(query["X-Goog-Expires"]) - (time.time() - signed.replace(tzinfo=datetime.timezone.utc).timestamp())

    def create_bucket(self, server: Server | None, name: str, client: Client, directory: Path) -> Bucket:
        """See the base class."""
        del server, client, directory
        return _SignedBucket(name.replace("_", "-"))
