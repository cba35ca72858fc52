"""What a session may hold: any bytes, of any size that a session has."""

from __future__ import annotations

import base64
import hashlib
import random

import pytest

from assay.checking import RunningApp, answer, proves
from suites.session_backend.conftest import Rows, StartSessions, backend_of
from suites.session_backend.handlers import session_routes

MIB = 1024 * 1024
SIZES = {"0": 0, "1": 1, "65535": 65_535, "65536": 65_536, "1-MiB": MIB, "17-MiB": 17 * MIB}
TEXTS = {
    "zero-bytes": b"\x00a\x00\x00",
    "not-utf-8": b"\xff\xfe\x80",
    "all-bytes": bytes(range(256)),
    "base64": base64.b64encode(b'{"a": 1}'),
    "base64-of-4": b"QUJD",
    "quotes": b"'\"\\%%s:x?",
}


def bytes_of(size: int) -> bytes:
    """Bytes with all values among them, the same ones in every run."""
    return b"\x00" + random.Random(size).randbytes(size - 1) if size else b""


def digest(data: bytes | None) -> str:
    """A short name of bytes."""
    return "nothing" if data is None else f"{len(data)} bytes {hashlib.sha256(data).hexdigest()[:12]}"


@proves("session-backend.column-data")
@pytest.mark.parametrize("size", SIZES)
def test_size_is_kept(sessions: RunningApp, rows: Rows, size: str) -> None:
    """Bytes of a size are stored as they are, and given back."""
    data = bytes_of(SIZES[size])
    sessions.call(backend_of(sessions).set, "one", data, None)
    stored = digest(rows.one("one")["data"])
    assert stored == digest(data), f"set {digest(data)}, stored are {stored}"
    held = digest(sessions.call(backend_of(sessions).get, "one", None))
    assert held == digest(data), f"set {digest(data)}, get gives {held}"


@proves("session-backend.column-data")
@pytest.mark.parametrize("kind", TEXTS)
def test_bytes_are_stored(sessions: RunningApp, rows: Rows, kind: str) -> None:
    """Bytes that something may take for text or for an encoding are stored as they are."""
    sessions.call(backend_of(sessions).set, "one", TEXTS[kind], None)
    stored = rows.one("one")["data"]
    assert stored == TEXTS[kind], f"set {TEXTS[kind]!r}, stored are {stored!r}"


@proves("session-backend.column-data")
@pytest.mark.parametrize("kind", TEXTS)
def test_bytes_are_given_back(sessions: RunningApp, rows: Rows, kind: str) -> None:
    """Bytes that something may take for text or for an encoding are given back as they were set."""
    sessions.call(backend_of(sessions).set, "one", TEXTS[kind], None)
    held = sessions.call(backend_of(sessions).get, "one", None)
    assert held == TEXTS[kind], f"set {TEXTS[kind]!r}, get gives {held!r}"


@proves("session-backend.column-data")
def test_shorter_data_replaces_longer(sessions: RunningApp, rows: Rows) -> None:
    """A session that shrinks leaves nothing behind."""
    for data in (b"a" * 5000, b"", b"bb"):
        sessions.call(backend_of(sessions).set, "one", data, None)
        stored = rows.one("one")["data"]
        assert stored == data, f"set {digest(data)}, stored are {digest(stored)}"


@proves("session-backend.column-data")
@pytest.mark.parametrize("size", [60_000, 70_000, 200_000])
def test_large_session_over_http(start_sessions: StartSessions, size: int) -> None:
    """A session of some tens of kilobytes is whole in the next request."""
    app = start_sessions(route_handlers=session_routes)
    response = app.client.put("/session", json={"text": "ä" * (size // 2)})
    answer(response, 200)
    held = answer(app.get("/session"), 200)
    assert len(held.get("text", "")) == size // 2, (
        f"{size // 2} letters were put, {len(held.get('text', ''))} are there"
    )
