"""What a shell is given to complete values of options with; as fast as a help.

Names of targets and stores are those of Assay and of plug-ins, which take long to import. They are kept in a file of
the user's cache, until a distribution is installed or a file of Assay's own products changes.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

import click
import platformdirs
from click.shell_completion import CompletionItem

Complete: TypeAlias = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]

_SUITES = Path(__file__).resolve().parents[1].parent / "suites"
_PATHS = {"servers-from": "dir", "report-dir": "dir", "suite-dir": "dir", "ledger": "file"}
_SOURCES = ("container", "local", "url")


def values_of(name: str) -> Complete:
    """What completes the value of an option of a run; lists with commas go on after the last one."""

    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        del context, parameter
        if kind := _PATHS.get(name):
            return [CompletionItem(incomplete, type=kind)]
        head, comma, last = incomplete.rpartition(",")
        return [CompletionItem(f"{head}{comma}{word}") for word in _words(name) if word.startswith(last)]

    return complete


def features(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What completes the id of a feature, or the name of a check."""
    del context, parameter
    pairs = [line.split(" ", 1) for line in _golden()]
    words = dict.fromkeys(pair[0] for pair in pairs)
    if "/" in incomplete:
        words = dict.fromkeys(pair[1] for pair in pairs if len(pair) > 1)
    return [CompletionItem(word) for word in words if word.startswith(incomplete)]


def _words(name: str) -> Iterable[str]:
    if name == "feature":
        ids = dict.fromkeys(line.partition(" ")[0] for line in _golden())
        return [*dict.fromkeys(id_.partition(".")[0] for id_ in ids), *ids]
    names = known_names()
    return {
        "target": [*names["backends"], *names["targets"]],
        "store": [*names["products"], *names["stores"]],
        "require": [*names["backends"], *names["targets"], *names["stores"]],
        "source": [*_SOURCES, *(f"{backend}={source}" for backend in names["backends"] for source in _SOURCES)],
        "server-version": [f"{backend}=" for backend in names["backends"]],
        "backend": names["backends"],
    }.get(name, [])


def _golden() -> list[str]:
    """The lines of the golden list of Assay's own suites; of a wheel's where that lies."""
    for folder in (_SUITES, _SUITES.parent / "alchemy_assay" / "suites"):
        with suppress(OSError):
            lines = (folder / "golden.txt").read_text(encoding="utf-8").splitlines()
            return [line for line in lines if line and not line.startswith(("#", "formerly "))]
    return []


def known_names() -> dict[str, list[str]]:
    """The names of backends, targets, products and stores, Assay's own and those of plug-ins."""
    file = Path(platformdirs.user_cache_dir("assay")) / "names.json"
    mark = _mark()
    with suppress(OSError, ValueError):
        kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(kept, dict) and kept.pop("mark", None) == mark:
            return kept
    from assay.products import registry  # not above: it takes long to import

    found = {
        "backends": [one.name for one in registry.BACKENDS],
        "targets": [one.id for one in registry.TARGETS],
        "products": [one.name for one in registry.PRODUCTS],
        "stores": [one.id for one in registry.STORES],
    }
    with suppress(OSError):  # it is asked again then
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f"names.{os.getpid()}.part")
        part.write_text(json.dumps({"mark": mark, **found}), encoding="utf-8")
        part.replace(file)
    return found


def _mark() -> list[object]:
    """What is another as soon as a distribution is installed or removed, or a product of Assay's own is changed."""
    products = Path(__file__).resolve().parents[1] / "products"
    files = sorted((*products.glob("*.py"), *products.glob("*/*.py")))
    folders = [Path(name) for name in sys.path if name.endswith("-packages")]
    return [sys.executable, *([str(path), path.stat().st_mtime_ns] for path in (*files, *folders) if path.exists())]
