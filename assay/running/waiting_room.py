"""Where a check waits for its servers before its own time starts to run."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from assay.running.hooks import CHECK, WORKER


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Wait outside of what pytest-timeout measures: an image that has to be pulled says nothing of the check."""
    worker = item.config.stash.get(WORKER, None)
    if worker is not None and CHECK in item.stash:
        worker.await_servers(item.stash[CHECK])
    return (yield)
