"""Types that are decoded into: msgspec is told of each while its module is imported, and never by two threads at once.

msgspec looks at a type when it is first used, and gives other threads what it has found before that is complete:
two threads that decode the same type for the first time can end the process (seen with 0.22.0).
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

T = TypeVar("T")


def known(model: type[T]) -> type[T]:
    """Have msgspec look at a type now; gives the type. To be called where a module is imported."""
    msgspec.json.Decoder(model)
    return model
