from __future__ import annotations

import logging
import threading
import time

import pytest
from litestar import Litestar

from assay.checking.log_listeners import LogListeners


def test_replaced_ones_are_stopped_and_the_last_one_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    listeners = LogListeners()
    before = threading.active_count()
    for _ in range(5):
        Litestar([])
        listeners.stop_replaced()
    assert threading.active_count() == before + 1
    handler = next(h for h in logging.getLogger("litestar").handlers if hasattr(h, "listener"))
    written: list[str] = []
    monkeypatch.setattr(handler.listener, "handle", lambda record: written.append(record.getMessage()))
    listeners.stop_replaced()
    logging.getLogger("litestar").error("seen")
    deadline = time.monotonic() + 10
    while not written and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(written) == 1
    assert "seen" in written[0]
