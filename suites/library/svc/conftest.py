"""What the checks of services have."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def own_words() -> Iterator[None]:
    """Leave the library its own words for errors: some releases write those of one service over them."""
    from advanced_alchemy.service import DEFAULT_ERROR_MESSAGE_TEMPLATES as WORDS

    before = WORDS.copy()
    yield
    WORDS.clear()  # type: ignore[attr-defined]
    WORDS.update(before)
