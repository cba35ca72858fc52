"""What of the suites a run is about: all of them, or a part."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from assay.domain.catalogue import Catalogue
from assay.domain.errors import UsageError
from assay.products.registry import STORES, TARGETS
from assay.running.option_table import PART_DIR, WHOLE_DIR
from assay.running.options import Options
from assay.running.selection import Selection

_NAMED = 5
"""How many files and checks are named of those that make a run one of a part."""


@dataclass(frozen=True)
class Scope:
    """The files and checks that a command line names, and what pytest was told to leave out.

    Args:
        suites: The folder of the checks, without symbolic links.
        words: Paths and node ids of the command line, as they are written.
        paths: The files and folders of these, absolute, and spelled as they are there.
        narrowed: What of pytest's own options leaves checks out.
    """

    suites: Path
    words: tuple[str, ...]
    paths: tuple[Path, ...]
    narrowed: tuple[str, ...] = ()

    @classmethod
    def of(cls, config: pytest.Config, suites: Path) -> Scope:
        """What pytest was asked for."""
        here = config.invocation_params.dir
        paths = tuple(Path(os.path.normpath(here / word.partition("::")[0])) for word in config.args)
        return cls(suites, tuple(config.args), paths, tuple(_narrowing(config)))

    @property
    def touched(self) -> bool:
        """Whether the command line has to do with the suites at all."""
        return bool(self._inside())

    @property
    def complete(self) -> bool:
        """Whether it takes in all of them."""
        narrowed = self.narrowed or any("::" in word for word in self.words)
        return not narrowed and any(p == self.suites or p in self.suites.parents for p in self._inside())

    def _inside(self) -> list[Path]:
        suites, paths = self.suites, [path.resolve() for path in self.paths]
        return [p for p in paths if p == suites or p in suites.parents or suites in p.parents]

    @property
    def folder(self) -> Path:
        """The folder of the checks as pytest will spell it."""
        return as_spelled(self.suites, self.paths)

    def part(self, options: Options, selection: Selection, catalogue: Catalogue) -> list[str]:
        """What makes a run one of a part of the checks, as it is written on the command line; empty for a whole one.

        On which targets it runs is another question: of each it says all or a part.
        """
        found = []
        if selection.features is not None and selection.features != {feature.id for feature in catalogue}:
            found.append(f"--feature {','.join(options.feature)}")
        if {*selection.stores} != {*STORES}:
            found.append(f"--store {','.join(options.store)}")
        return [*found, *self.narrowed, *self._named()]

    def _named(self) -> list[str]:
        """The files and checks that were named, where no path takes in all of the suites."""
        found = []
        for word, path in zip(self.words, self.paths, strict=True):
            real, check = path.resolve(), word.partition("::")[2]
            if not check and (real == self.suites or real in self.suites.parents):
                return []
            if real.is_relative_to(self.suites):
                name = real.relative_to(self.suites).as_posix()
                found.append(f"{name}::{check}" if check else name)
        more = len(found) - _NAMED
        return found if more <= 0 else [*found[:_NAMED], f"{more} more"]


def few_targets(selection: Selection) -> list[str]:
    """The targets that were asked for, if these are not all."""
    chosen = [target.id for target in selection.targets]
    return [f"--target {','.join(chosen)}"] if len(chosen) < len(TARGETS) else []


def report_dir(options: Options, start: Path, asked: Iterable[str]) -> Path:
    """Where the report goes: as it was given, or as follows from what was asked.

    Args:
        options: The options of the run.
        start: Where it was started.
        asked: What makes it one of a part, or of some of the targets.
    """
    return (start / (options.report_dir or (PART_DIR if [*asked] else WHOLE_DIR))).resolve()


def as_spelled(suites: Path, paths: Iterable[Path]) -> Path:
    """The folder of the checks as pytest will spell it, which leaves symbolic links in a path as they are.

    Args:
        suites: The folder, without symbolic links.
        paths: The paths of the command line, absolute.

    Raises:
        UsageError: A path leads into it, but past it, or two spell it differently.
    """
    found = set()
    for path in paths:
        real = path.resolve()
        if real in suites.parents:
            found.add(path / suites.relative_to(real))
        elif real.is_relative_to(suites):
            spelled = next((p for p in (path, *path.parents) if p.resolve() == suites), None)
            if spelled is None:
                raise UsageError(f"{path}: a link into the suites; name {real}")
            found.add(spelled)
    if len(found) > 1:
        raise UsageError(f"{' and '.join(map(str, sorted(found)))} are one folder; name it in one way")
    return found.pop() if found else suites


def _narrowing(config: pytest.Config) -> list[str]:
    """What pytest was told to leave out, as it is written; ``PYTEST_ADDOPTS`` and a configuration can say it too."""
    option = config.option
    given = {
        "-k": [option.keyword],
        "-m": [option.markexpr],
        "--ignore": option.ignore,
        "--ignore-glob": option.ignore_glob,
        "--deselect": option.deselect,
    }
    flags = {"--last-failed": "lf", "--stepwise": "stepwise"}
    return [f"{name} {value}" for name, values in given.items() for value in values or () if value] + [
        name for name, flag in flags.items() if getattr(option, flag, False)
    ]
