"""A defect that is in the library while a check runs, as checks see it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol


class Planted(Protocol):
    """What the fixture ``planted`` is in a self-test."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def reference(self) -> str:
        """What a process of the check's own has to be told of it: :func:`assay.selftest.planted.named` takes that."""

    def plant(self) -> AbstractContextManager[None]:
        """Put it in, and take it out at the end of the context."""
