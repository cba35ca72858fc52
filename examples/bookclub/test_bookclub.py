"""Its own test: a member comes, is found, and leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient[Litestar]]:
    monkeypatch.setenv("BOOKCLUB_DATABASE", f"sqlite+aiosqlite:///{tmp_path / 'club.sqlite'}")
    from bookclub.app import app, config

    config.create_all = True
    with TestClient(app) as client:
        yield client


def test_a_member_comes_and_leaves(client: TestClient[Litestar]) -> None:
    made = client.post("/members", json={"name": "Jane", "email": "jane@example.org"}).json()
    found = client.get("/members", params={"searchString": "jan"}).json()
    assert [item["id"] for item in found["items"]] == [made["id"]]
    assert client.delete(f"/members/{made['id']}").status_code == 204
    assert client.get("/members").json()["total"] == 0
