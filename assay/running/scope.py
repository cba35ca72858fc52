"""What of the suites a run is about: all of them, or a part."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.domain.catalogue import Catalogue
from assay.products.registry import STORES, TARGETS
from assay.running.hooks import narrowing, places
from assay.running.selection import Selection, split

WHOLE_DIR = "reports/latest"
PART_DIR = "reports/part"
"""Where the report of a part goes if nobody says otherwise: that of a whole run stays."""


def part(config: pytest.Config, suites: Path, catalogue: Catalogue, selection: Selection) -> list[str]:
    """What makes a run one of a part of the checks, as it is written on the command line; empty for a whole one.

    On which targets it runs is another question: of each it says all or a part.
    """
    found = []
    if selection.features is not None and selection.features != {feature.id for feature in catalogue}:
        found.append(f"--feature {','.join(split(config.option.feature))}")
    if {*selection.stores} != {*STORES}:
        found.append(f"--store {','.join(split(config.option.store))}")
    return [*found, *narrowing(config), *_paths(config, suites)]


def few_targets(selection: Selection) -> list[str]:
    """The targets that were asked for, if these are not all."""
    chosen = [target.id for target in selection.targets]
    return [f"--target {','.join(chosen)}"] if len(chosen) < len(TARGETS) else []


def report_dir(config: pytest.Config, asked: list[str]) -> Path:
    """Where the report goes, as it was given or follows from what was asked: see :data:`PART_DIR`."""
    given: str | None = config.option.report_dir
    return (config.invocation_params.dir / (given or (PART_DIR if asked else WHOLE_DIR))).resolve()


def _paths(config: pytest.Config, suites: Path) -> list[str]:
    """The files and checks that were named, where no path takes in all of the suites."""
    found = []
    for arg, path in zip(config.args, places(config), strict=True):
        real, _, check = path.resolve(), *arg.partition("::")[1:]
        if not check and (real == suites or real in suites.parents):
            return []
        if real.is_relative_to(suites):
            name = real.relative_to(suites).as_posix()
            found.append(f"{name}::{check}" if check else name)
    return found
