"""All that the author of a check imports from Assay; planted defects come from ``assay.selftest.planted``.

The mark and the assertion on answers, applications and the independent reader, the types of the fixtures, and the
errors that say "nothing is known about the library". Imports ``assay.domain``, and what the re-exported types need.

The names are imported when they are first asked for: this package is loaded before it is known whether the libraries
under test can be imported at all, and where one cannot, the check that asks must be told, and not the run.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assay.checking.apps import RunningApp, twin
    from assay.checking.event_loop import EVENT_LOOP
    from assay.checking.generated import same_everywhere
    from assay.checking.marks import answer, proves
    from assay.checking.planted import Planted
    from assay.checking.reader import Reader, ReaderError
    from assay.checking.recorder import Recorder, Watch
    from assay.checking.runtime import MakesRuntimes, TargetRuntime
    from assay.domain.administration import HARNESS
    from assay.domain.catalogue import REFERENCE_TARGET
    from assay.domain.column_types import ColumnTypes
    from assay.domain.errors import AssayError, HarnessError, chain
    from assay.domain.object_stores import Bucket, Opening, Store
    from assay.domain.targets import Driver, Target
    from assay.products.stores.custom import Stored
    from assay.results.lines import PRINTED

__all__ = [
    "EVENT_LOOP",
    "HARNESS",
    "PRINTED",
    "REFERENCE_TARGET",
    "AssayError",
    "Bucket",
    "ColumnTypes",
    "Driver",
    "HarnessError",
    "MakesRuntimes",
    "Opening",
    "Planted",
    "Reader",
    "ReaderError",
    "Recorder",
    "RunningApp",
    "Store",
    "Stored",
    "Target",
    "TargetRuntime",
    "Watch",
    "answer",
    "chain",
    "proves",
    "same_everywhere",
    "twin",
]

_HOMES = {
    "EVENT_LOOP": "assay.checking.event_loop",
    "HARNESS": "assay.domain.administration",
    "PRINTED": "assay.results.lines",
    "REFERENCE_TARGET": "assay.domain.catalogue",
    "AssayError": "assay.domain.errors",
    "Bucket": "assay.domain.object_stores",
    "ColumnTypes": "assay.domain.column_types",
    "Driver": "assay.domain.targets",
    "HarnessError": "assay.domain.errors",
    "MakesRuntimes": "assay.checking.runtime",
    "Opening": "assay.domain.object_stores",
    "Planted": "assay.checking.planted",
    "Reader": "assay.checking.reader",
    "ReaderError": "assay.checking.reader",
    "Recorder": "assay.checking.recorder",
    "RunningApp": "assay.checking.apps",
    "Store": "assay.domain.object_stores",
    "Stored": "assay.products.stores.custom",
    "Target": "assay.domain.targets",
    "TargetRuntime": "assay.checking.runtime",
    "Watch": "assay.checking.recorder",
    "answer": "assay.checking.marks",
    "chain": "assay.domain.errors",
    "proves": "assay.checking.marks",
    "same_everywhere": "assay.checking.generated",
    "twin": "assay.checking.apps",
}


def __getattr__(name: str) -> Any:
    """The object of a name that is documented above."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        module = import_module(_HOMES[name])
    except AttributeError as error:
        # An import statement takes it for "there is no such name", and its cause would be lost.
        text = f"{type(error).__name__}: {error}"
        raise ImportError(text, name=_HOMES[name]).with_traceback(error.__traceback__) from error
    found = globals()[name] = getattr(module, name)
    return found
