"""The order of checks: a slow database goes to a worker of its own."""

from __future__ import annotations

from collections import Counter

import pytest

from assay.products.backends.spanner import Spanner
from assay.products.registry import targets
from assay.running.schedule import arrange


def test_what_a_backend_costs_decides_what_a_worker_gets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", "2")
    *quick, slow = targets(["postgres", "spanner"])
    items = [slow] * 2 + [target for target in quick for _ in range(4)]
    monkeypatch.setattr(Spanner, "cost", 10.0)
    arranged = arrange(items, lambda target: target)
    assert Counter(arranged) == Counter(items)
    assert arranged[:2] == [slow, slow], "two of its checks weigh more than twelve others: they have a worker's part"
    monkeypatch.setattr(Spanner, "cost", 1.0)
    arranged = arrange(items, lambda target: target)
    assert arranged.index(slow) > 4, "two checks that cost no more share a worker's part with others"
