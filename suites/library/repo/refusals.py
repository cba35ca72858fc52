"""What a call has to refuse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def refused(*errors: type[Exception]) -> Iterator[None]:
    """The block has to raise one of the errors. If it raises none, that is the library's failure, and no error of ours.

    Args:
        errors: What it may raise; anything else goes on its way.

    Raises:
        AssertionError: The block has raised nothing.
    """
    try:
        yield
    except errors:
        return
    raise AssertionError(f"nothing was raised, where {' or '.join(e.__name__ for e in errors)} was expected")
