"""Signed URLs, used by an HTTP client that knows nothing of the library."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import anyio
import pytest
from advanced_alchemy.types import FileObject
from advanced_alchemy.types.file_object.base import StorageBackend
from obstore.exceptions import BaseError

from assay.checking import Bucket, Store, proves

DOWNLOADS = ("signs-downloads",)
UPLOADS = ("signs-uploads",)


@pytest.fixture(autouse=True)
def seeded(bucket: Bucket) -> None:
    """An object, and another one."""
    bucket.put("a.txt", b"hello", "text/plain")
    bucket.put("b.txt", b"another", "text/plain")


@pytest.fixture
def url(backend: StorageBackend) -> str:
    """A signed URL of the object."""
    return FileObject(backend=backend, filename="a.txt").sign()


def refused(response: Any, store: Store, what: str) -> None:
    """Assert that the store refuses, with a status that its product documents."""
    __tracebackhide__ = True
    assert response.status_code in store.promise("refused"), (
        f"{what}: answered with {response.status_code} {response.text[:100]!r}"
    )


def with_query(url: str, **changes: str) -> str:
    """The URL with changed query parameters."""
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query, keep_blank_values=True)), **changes}
    return urlunsplit(parts._replace(query=urlencode(query, quote_via=quote)))


@proves("files.sign-download-url", "files.backend.gcs", needs=DOWNLOADS)
def test_download(url: str, bucket: Bucket) -> None:
    """200, the bytes and the content type."""
    response = bucket.send("GET", url)
    assert (response.status_code, response.content) == (200, b"hello"), f"{response.status_code} {response.text[:200]}"
    assert response.headers["content-type"].startswith("text/plain"), f"the type is {response.headers['content-type']}"


@pytest.mark.parametrize(
    "name",
    ["my  report (1).txt", "Überblick 日本.txt", "2026/may/report.txt", "100%.txt", "a?b#c&d=e+f.txt"],
    ids=["spaces", "unicode", "slashes", "percent", "query"],
)
@proves("files.sign-download-url", "files.backend.gcs", needs=DOWNLOADS)
def test_download_of_an_awkward_name(backend: StorageBackend, bucket: Bucket, name: str) -> None:
    """The URL of a name that has to be quoted gives the bytes."""
    bucket.put(name, b"awkward")
    response = bucket.send("GET", FileObject(backend=backend, filename=name).sign())
    assert (response.status_code, response.content) == (200, b"awkward"), (
        f"the URL of {name!r} is answered with {response.status_code}"
    )


@proves("files.sign-download-url", needs=DOWNLOADS)
def test_without_a_signature(url: str, bucket: Bucket, store: Store) -> None:
    """The same URL without its query is refused."""
    refused(bucket.send("GET", url.partition("?")[0]), store, "no signature")


@proves("files.sign-download-url", needs=UPLOADS)
def test_upload(backend: StorageBackend, bucket: Bucket, store: Store) -> None:
    """An upload URL takes the bytes, and gives none."""
    url = FileObject(backend=backend, filename="new.bin").sign(for_upload=True)
    response = bucket.send("PUT", url, b"uploaded")
    assert response.status_code in {200, 201}, f"PUT is answered with {response.status_code}: {response.text[:200]}"
    assert bucket.content("new.bin") == b"uploaded", f"the store has {bucket.content('new.bin')!r}"
    refused(bucket.send("GET", url), store, "GET with an upload URL")


@proves("files.sign-download-url", needs=DOWNLOADS)
def test_list_of_paths(backend: StorageBackend, bucket: Bucket) -> None:
    """A list of paths gives a list of URLs in its order."""
    urls = backend.sign(["b.txt", "a.txt"])
    assert isinstance(urls, list), f"a list of paths gives {type(urls).__name__}"
    seen = [bucket.send("GET", url).content for url in urls]
    assert seen == [b"another", b"hello"], f"the URLs give {seen}"


@proves("files.sign-download-url", needs=DOWNLOADS)
def test_async_agrees(backend: StorageBackend, bucket: Bucket) -> None:
    """sign_async gives a URL of the same object that works as well."""
    file = FileObject(backend=backend, filename="a.txt")
    seen = anyio.run(file.sign_async)
    assert urlsplit(seen).path == urlsplit(file.sign()).path, f"sign_async gives {urlsplit(seen).path}"
    response = bucket.send("GET", seen)
    assert (response.status_code, response.content) == (200, b"hello"), f"{response.status_code} {response.text[:200]}"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
@proves("files.sign-tamper", needs=DOWNLOADS)
def test_another_method(url: str, bucket: Bucket, store: Store, method: str) -> None:
    """A download URL is good for downloads only; the object stays."""
    response = bucket.send(method, url, b"changed" if method != "DELETE" else None)
    # what a product has no operation for it may refuse as such
    assert response.status_code in store.promise("refused") | {400, 405, 501}, f"{method}: {response.status_code}"
    assert bucket.content("a.txt") == b"hello", f"{method} changed the object to {bucket.content('a.txt')!r}"


@proves("files.sign-tamper", needs=DOWNLOADS)
def test_another_path(url: str, bucket: Bucket, store: Store) -> None:
    """A signature is good for its object only."""
    refused(bucket.send("GET", url.replace("a.txt", "b.txt")), store, "another path")


@proves("files.sign-tamper", needs=DOWNLOADS)
def test_another_signature(url: str, bucket: Bucket, store: Store) -> None:
    """One character of the signature changed."""
    query = dict(parse_qsl(urlsplit(url).query))
    name = next(n for n in store.promise("signature-parameter") if n in query)
    first = "1" if query[name][0] != "1" else "2"
    refused(bucket.send("GET", with_query(url, **{name: first + query[name][1:]})), store, "another signature")


@proves("files.sign-tamper", needs=DOWNLOADS)
def test_a_later_expiry(url: str, bucket: Bucket, store: Store) -> None:
    """The time limit cannot be moved."""
    query = dict(parse_qsl(urlsplit(url).query))
    name = next(n for n in store.promise("expiry-parameter") if n in query)
    later = re.sub(r"\d(?=\D*$)", lambda m: str((int(m[0]) + 1) % 10), query[name])
    refused(bucket.send("GET", with_query(url, **{name: later})), store, f"{name}={later}, not {query[name]}")


@proves("files.sign-tamper", needs=(*DOWNLOADS, "signature-covers-host"))
def test_another_host(url: str, bucket: Bucket, store: Store) -> None:
    """The same server under another name."""
    parts = urlsplit(url)
    other = f"localhost:{parts.port}" if parts.hostname == "127.0.0.1" else f"other.{parts.netloc}"
    refused(bucket.send("GET", urlunsplit(parts._replace(netloc=other))), store, f"host {other}")


@proves("files.sign-expiry", needs=DOWNLOADS)
def test_one_hour_by_default(backend: StorageBackend, store: Store) -> None:
    """Without an argument the URL is good for one hour."""
    before = time.time()
    seen = store.product.lifetime(FileObject(backend=backend, filename="a.txt").sign())
    # what has passed since then has passed of the hour; some products know whole seconds only
    least = 3600 - (time.time() - before) - 1
    assert least <= seen <= 3600, f"the URL is good for {seen:.0f} s"


@proves("files.sign-expiry", needs=DOWNLOADS)
def test_zero_seconds(backend: StorageBackend, bucket: Bucket) -> None:
    """expires_in=0 gives no access: it is refused, or its URL is."""
    try:
        url = FileObject(backend=backend, filename="a.txt").sign(expires_in=0)
    except (ValueError, NotImplementedError, BaseError):
        return
    seen = bucket.send("GET", url).status_code
    assert seen != 200, "a URL that is good for 0 s gives the object"


@proves("files.sign-expiry", needs=(*DOWNLOADS, "limits-expiry"))
def test_too_long(backend: StorageBackend, bucket: Bucket, store: Store) -> None:
    """A second more than the product allows gives no URL that works."""
    try:
        url = FileObject(backend=backend, filename="a.txt").sign(expires_in=store.promise("longest-expiry") + 1)
    except (ValueError, NotImplementedError, BaseError):
        return
    refused(bucket.send("GET", url), store, "a second too long")


@proves("files.sign-expiry", needs=(*DOWNLOADS, "limits-expiry"))
def test_longest(backend: StorageBackend, bucket: Bucket, store: Store) -> None:
    """The longest lifetime that the product allows works."""
    url = FileObject(backend=backend, filename="a.txt").sign(expires_in=store.promise("longest-expiry"))
    assert bucket.send("GET", url).status_code == 200, "the longest lifetime is refused"


@proves("files.sign-expiry", needs=DOWNLOADS)
def test_not_yet_expired(backend: StorageBackend, bucket: Bucket) -> None:
    """A URL of ten minutes works, within the two that a check has."""
    response = bucket.send("GET", FileObject(backend=backend, filename="a.txt").sign(expires_in=600))
    assert response.status_code == 200, f"within its ten minutes it is answered with {response.status_code}"


@proves("files.sign-expiry", needs=DOWNLOADS)
def test_expired(backend: StorageBackend, bucket: Bucket, store: Store) -> None:
    """A URL of one second says so, and is refused after it."""
    url = FileObject(backend=backend, filename="a.txt").sign(expires_in=1)
    left = store.product.lifetime(url)
    assert left <= 1, f"a URL of one second is good for another {left:.0f} s"
    # by its own words, and a second more: some products know whole seconds only
    while (left := store.product.lifetime(url) + 1) > 0:
        time.sleep(left)
    refused(bucket.send("GET", url), store, "after its end")
