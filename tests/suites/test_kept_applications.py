"""What checks share so that it is made once: counts, and no seconds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.engine import URL

from assay.domain.object_stores import FSSPEC
from assay.domain.servers import Server
from assay.products.stores import s3
from suites import conftest


class _Runtime:
    """Keeps what is asked for, as the runtime of a target does."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def kept_app(self, key: str, build: Callable[[], Any]) -> Any:
        if key not in self.kept:
            self.kept[key] = build()
        return self.kept[key]


def test_applications_of_the_same_settings_are_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[dict[str, Any]] = []

    def build(*_: object, **settings: Any) -> object:
        built.append(settings)
        return object()

    monkeypatch.setattr(conftest, "build", build)
    start = conftest.start_app.__wrapped__(_Runtime(), object())  # type: ignore[attr-defined]
    assert start(probes="crud") is start(probes="crud")
    others = [
        start(probes="crud", before_send_handler=None),
        start(probes="setup"),
        start("reference_app.repository_only.app", probes="crud"),
    ]
    assert len({id(app) for app in (start(probes="crud"), *others)}) == 4, "other settings had the same application"
    assert built == [{"create_all": False}, {"create_all": False, "before_send_handler": None}, *built[:1] * 2]


def test_descriptions_of_s3_are_read_once_for_all_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    class Administrator:
        def create_bucket(self, **_: str) -> None:
            pass

    monkeypatch.setattr(s3, "_client", lambda *_: Administrator())
    url = URL.create("s3", "key", "secret", "127.0.0.1", 1).render_as_string(hide_password=False)
    bucket = s3.S3().create_bucket(Server("s3", "url", url, ""), "bucket", FSSPEC, None)  # type: ignore[arg-type]
    first, second = bucket.opening().fs, bucket.opening().fs
    assert first is not second, "checks share a file system, and with it what it remembers of the bucket"
    assert first.session is not second.session, "checks share a session"
    loaders = {id(fs.session.get_component("data_loader")) for fs in (first, second)}
    assert len(loaders) == 1, "each client parses the descriptions anew"
