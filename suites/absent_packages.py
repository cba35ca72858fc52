"""In a process of its own: a library as it is where packages that it may use are not installed."""

from __future__ import annotations

import logging
import sys
from collections.abc import Collection

LIBRARY = "advanced_alchemy"


def hide(packages: Collection[str]) -> None:
    """From now on, packages are not installed, and the library is not imported yet.

    Args:
        packages: Their import names.
    """
    for name in [name for name in sys.modules if name.partition(".")[0] in {*packages, LIBRARY}]:
        del sys.modules[name]
    sys.modules.update(dict.fromkeys(packages))  # type: ignore[arg-type] # as import and find_spec know what there is not


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def logged() -> list[logging.LogRecord]:
    """What the library logs from now on, as it comes."""
    handler = _Kept()
    logging.getLogger(LIBRARY).addHandler(handler)
    return handler.records
