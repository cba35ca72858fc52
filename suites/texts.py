"""The library's own texts for its exceptions, which older versions let one repository change for all of a process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def kept_texts() -> Iterator[None]:
    """What a check brings in texts of its own is not there any more after the block, whatever the library has kept."""
    from advanced_alchemy.repository import DEFAULT_ERROR_MESSAGE_TEMPLATES as texts  # noqa: N811 - it is changed here

    before = dict(texts)
    try:
        yield
    finally:
        texts.clear()  # type: ignore[attr-defined]
        texts.update(before)  # type: ignore[typeddict-item]
