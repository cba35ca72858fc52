"""What these checks leave as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def own_texts() -> Iterator[None]:
    """The texts of one check are not those of the next."""
    from suites.texts import kept_texts

    with kept_texts():
        yield
