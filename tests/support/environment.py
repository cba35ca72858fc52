"""Environment variables of the process that runs the tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def own_environment() -> Iterator[None]:
    """Put back, at the end, the variables that were there at the start; pytest's own are left alone."""
    before = dict(os.environ)
    yield
    for name in os.environ.keys() - before.keys():
        if not name.startswith("PYTEST_"):
            del os.environ[name]
    os.environ.update({name: value for name, value in before.items() if not name.startswith("PYTEST_")})
