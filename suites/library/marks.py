"""Marks of checks that try a call in each of two ways."""

from __future__ import annotations

import pytest

BOTH: pytest.MarkDecorator = pytest.mark.parametrize("no_merge", [False, True], ids=["by-default", "no-merge"])
"""With the way that upsert_many takes by itself, and with the one that it takes everywhere if it is told to."""
KNOWN: pytest.MarkDecorator = pytest.mark.parametrize("known", [False, True], ids=["new", "known"])
"""With a row that is not there yet, and with one that is."""
