"""Errors that a check expects: if none comes it is the library that has failed, and not the check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from assay.checking import AssayError


class Caught:
    """What was raised within the block.

    Attributes:
        text: Its message; empty as long as nothing was raised.
    """

    def __init__(self) -> None:
        self.text = ""


@contextmanager
def raises(expected: type[Exception], match: str = "") -> Iterator[Caught]:
    """Demand an error of the block.

    Args:
        expected: Its class.
        match: A regular expression that its message must contain.

    Raises:
        AssertionError: Nothing was raised, or another error, or the message is another.
    """
    caught = Caught()
    try:
        yield caught
    except expected as error:
        caught.text = str(error)
    except (AssertionError, AssayError):
        raise
    except Exception as error:
        told = f"{type(error).__name__} was raised, and not {expected.__name__}: {error}"
        raise AssertionError(told) from error
    else:
        raise AssertionError(f"{expected.__name__} was not raised")
    assert re.search(match, caught.text), f"the message of {expected.__name__} is {caught.text!r}"
