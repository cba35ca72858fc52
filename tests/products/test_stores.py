"""Object stores: their vocabulary, their profiles, and the buckets of those that need no server."""

from __future__ import annotations

import time
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from assay.domain.catalogue import Catalogue, Feature
from assay.domain.errors import UsageError
from assay.domain.impacts import NO_WORKAROUND, Impact
from assay.domain.ledger import Entry
from assay.domain.object_stores import Store
from assay.products.registry import OWN_PRODUCTS, PRODUCTS, STORES, TARGETS, service, store, stores
from assay.running.options import Options
from assay.running.selection import Selection, wants_stores
from assay.running.suite_files import repository_file

SERVERLESS = [s for s in STORES if s.product.image_key is None]


def feature(**keys: object) -> Feature:
    return Feature(id="files.x", section="s", claim="c", **keys)  # type: ignore[arg-type]


def test_stores_have_the_names_of_the_design() -> None:
    assert [p.name for p in OWN_PRODUCTS] == ["memory", "local", "s3", "azure", "gcs", "custom"]
    assert [s.id for s in stores(["s3", "memory-fsspec"])] == ["memory-fsspec", "s3", "s3-fsspec"]
    assert stores() == STORES
    with pytest.raises(UsageError, match="unknown store 'swift'; known are memory, memory-fsspec, local, "):
        stores(["swift"])


def test_profiles_state_what_differs_and_give_reasons() -> None:
    for product in PRODUCTS:
        limits = [c for by_name in product.limits.values() for c in by_name.values()]
        assert all(len(c.reason.split()) > 2 for c in (*product.capabilities.values(), *limits))
        restated = [c.value for c, ability in product.capabilities.items() if c.default and ability.present]
        assert restated == [], f"{product.name} has these by default"
        assert set(product.limits) <= {client.name for client in product.clients}
        if Store(product, product.clients[0]).capability("signs-downloads").present:
            assert {"refused", "expiry-parameter", "signature-parameter"} <= set(product.promises)
        assert all("https://" in promise.source for promise in product.promises.values())


def test_a_store_says_which_distributions_it_is_reached_through() -> None:
    assert store("s3").distributions == ("obstore",)
    assert store("s3-fsspec").distributions == ("fsspec", "s3fs")
    assert store("azure-fsspec").distributions == ("fsspec", "adlfs")
    assert store("custom").distributions == ()


def test_no_name_is_a_backends_too() -> None:
    assert not {p.name for p in PRODUCTS} & {t.backend.name for t in TARGETS}
    assert service("s3").title == "S3"
    assert service("sqlite").title == "SQLite"


@pytest.mark.parametrize("kept", SERVERLESS, ids=str)
def test_bucket_keeps_what_is_put(kept: Store, tmp_path: Path) -> None:
    bucket = kept.product.create_bucket(None, "assay_1", kept.client, tmp_path)
    other = kept.product.create_bucket(None, "assay_2", kept.client, tmp_path)
    assert bucket.content("a.txt") is None
    bucket.put("dir/a.txt", b"\0hello", "text/plain")
    bucket.put("b.txt", b"")
    assert bucket.names() == {"dir/a.txt", "b.txt"}
    assert (bucket.content("dir/a.txt"), bucket.content("b.txt")) == (b"\0hello", b"")
    assert other.names() == set()
    if kept.capability("keeps-content-type").present:
        assert bucket.attributes("dir/a.txt")["content-type"] == "text/plain"
    bucket.clear()
    assert bucket.names() == set()
    for one in (bucket, other):
        one.remove()
    assert list(tmp_path.iterdir()) == []


def test_a_feature_is_checked_where_the_catalogue_says() -> None:
    known = [s for s in STORES if s.id in {"memory", "s3", "s3-fsspec"}]
    everywhere = feature(varies=("driver", "storage")).places(TARGETS, known)
    assert {t for t, _ in everywhere} == set(TARGETS)
    assert {s.id for t, s in everywhere if s is not None and t.id == "sqlite-sqlite3"} == {"memory", "s3", "s3-fsspec"}
    assert {s.id for t, s in everywhere if s is not None and t.id == "mysql-asyncmy"} == {"memory"}
    pairs = feature(varies=("driver", "storage"), every_pair=True).places(TARGETS, known)
    assert len(pairs) == len(TARGETS) * len(known)
    assert feature(varies=("none",)).places(TARGETS, known) == [(TARGETS[0], None)]
    only = feature(varies=("storage",), only_with=("speaks-s3",)).stores(known)
    assert [s.id for s in only] == ["s3", "s3-fsspec"]


def test_selection() -> None:
    catalogue = Catalogue.load(repository_file("catalogue.toml"))
    chosen = Selection.of(Options.parse(target=["sqlite"], require=["s3"], store=["s3", "memory"]), catalogue)
    assert chosen.store_servers == [store("s3").product]
    assert chosen.has(TARGETS[0], store("s3-fsspec"))
    assert not chosen.has(TARGETS[0], store("local"))
    suites = repository_file("")
    assert wants_stores(catalogue, chosen, suites, [suites])
    assert wants_stores(catalogue, chosen, suites, [suites / "files" / "test_signing.py"])
    assert not wants_stores(catalogue, chosen, suites, [suites / "crud"])
    assert not wants_stores(catalogue, Selection.of(Options.parse(feature=["crud"]), catalogue), suites, [suites])
    assert chosen.servers(catalogue, suites, [suites / "crud"]) == [TARGETS[0].backend]
    assert [s.name for s in chosen.servers(catalogue, suites, [suites])] == ["sqlite", "s3"]


def test_ledger_entries_of_a_store() -> None:
    import datetime

    entry = Entry(
        id="x",
        features=("files.x",),
        targets=("*",),
        stores=("s3*",),
        seen="y",
        fault="server",
        impact=Impact.ERROR,
        workaround=NO_WORKAROUND,
        reason="r",
        upstream="unreported",
        review_by=datetime.date(2027, 1, 1),
    )
    assert entry.covers("files.x", "files/test_x.py::test_x", "sqlite-aiosqlite", {}, "s3-fsspec")
    assert not entry.covers("files.x", "files/test_x.py::test_x", "sqlite-aiosqlite", {}, "memory")
    assert not entry.covers("files.x", "files/test_x.py::test_x", "sqlite-aiosqlite", {})


def test_google_signature_is_really_checked(tmp_path: Path) -> None:
    """Signed here with the private key as Google documents it: what differs by one character is refused."""
    import datetime
    import hashlib
    import json

    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import padding
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.hashes import SHA256

    kept = store("gcs")
    bucket = kept.product.create_bucket(None, "assay-1", kept.client, tmp_path)
    bucket.put("a.txt", b"hello", "text/plain")
    pem = json.loads(bucket.opening().options["google_service_account_key"])["private_key"]
    key = serialization.load_pem_private_key(pem.encode(), None)
    assert isinstance(key, RSAPrivateKey)

    def url(method: str = "GET", seconds: int = 60, age: float = 0) -> str:
        moment = datetime.datetime.fromtimestamp(time.time() - age, datetime.timezone.utc)
        stamp, scope = moment.strftime("%Y%m%dT%H%M%SZ"), moment.strftime("%Y%m%d/auto/storage/goog4_request")
        query = urlencode(
            {
                "X-Goog-Algorithm": "GOOG4-RSA-SHA256",
                "X-Goog-Credential": f"a@b.example/{scope}",
                "X-Goog-Date": stamp,
                "X-Goog-Expires": seconds,
                "X-Goog-SignedHeaders": "host",
            },
            quote_via=quote,
            safe="",
        )
        host = "storage.googleapis.com"
        request = f"{method}\n/assay-1/a.txt\n{query}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD"
        text = f"GOOG4-RSA-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        signature = key.sign(text.encode(), padding.PKCS1v15(), SHA256()).hex()
        return f"https://{host}/assay-1/a.txt?{query}&X-Goog-Signature={signature}"

    good = url()
    assert bucket.send("GET", good).content == b"hello"
    assert 58 <= kept.product.lifetime(good) <= 60
    assert bucket.send("PUT", good, b"x").status_code == 403
    assert bucket.send("GET", url(method="PUT")).status_code == 403
    assert bucket.send("GET", good.replace("a.txt", "b.txt")).status_code == 403
    assert bucket.send("GET", good.replace("storage.", "other.")).status_code == 403
    assert bucket.send("GET", good.replace("Expires=60", "Expires=61")).status_code == 403
    assert bucket.send("GET", url(age=61)).status_code == 400
    assert bucket.send("GET", url(seconds=604801)).status_code == 400
    assert bucket.send("GET", good.partition("?")[0]).status_code == 401
    assert all(secret in pem for secret in bucket.secrets)
