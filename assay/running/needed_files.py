"""Which files of the suites a run of some features does without: they are not imported, which takes most of its start.

The golden list says which features a file has checks of, and the text of the file whether it may have come to more
since. What is left out is taken to be as the golden list has it; a run that asks for it, or for all, says if it is not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from assay.domain import golden
from assay.domain.errors import UsageError

_MARK = re.compile(rb"\bproves\s*\(|\bproves\s+as\b|=\s*proves\b")
_PLAIN = re.compile(rb'\bproves\((?:\s*(?:"[^"\n]*"|\*[A-Z_]+)\s*,?)*\s*(?:needs\s*=|formerly\s*=|\))')
"""A mark whose features are written out, or those of a constant; of any other the file itself has to be asked."""
_CONSTANT = re.compile(rb"\*([A-Z_]+)")


@dataclass(frozen=True)
class LeftOut:
    """The files that a run does without: a plugin that has pytest pass them over, unless a command line names them.

    Args:
        suites: The folder of the checks, as pytest spells it.
        files: The files, relative to that.
        folders: The folders with nothing but such files, whose conftest is not imported either.
        pairs: Their features and checks, as the golden list has them.
        former: The names that these had before.
    """

    suites: Path
    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    pairs: frozenset[golden.Pair] = frozenset()
    former: frozenset[golden.Pair] = frozenset()

    @classmethod
    def of(cls, suites: Path, features: Collection[str] | None, patterns: Collection[str]) -> LeftOut:
        """The files without a check of some features.

        Args:
            suites: The folder of the checks, as pytest spells it.
            features: Ids of the features; None for all, with which no file is left out.
            patterns: What pytest takes for the name of a file with checks.
        """
        if features is None:
            return cls(suites)
        try:
            pairs, former = golden.load(suites / "golden.txt"), golden.former(suites / "golden.txt")
        except UsageError:  # which the run says at its end
            return cls(suites)
        present = dict(_files(suites, patterns))
        files = _without(pairs, {*features}, present)
        folders = {parent.as_posix() for name in files for parent in PurePosixPath(name).parents}
        folders -= {parent.as_posix() for name in present.keys() - files for parent in PurePosixPath(name).parents}
        return cls(
            suites,
            files,
            frozenset(folders),
            frozenset(pair for pair in pairs if _file(pair[1]) in files),
            frozenset(pair for pair in former if _file(pair[0]) in files),
        )

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Pass over what is left out; pytest does not ask for what a command line names."""
        if self.suites not in collection_path.parents:
            return None
        name = collection_path.relative_to(self.suites).as_posix()
        return True if name in self.files or name in self.folders else None


def _file(check: str) -> str:
    return check.partition("::")[0]


def _without(pairs: Iterable[golden.Pair], features: set[str], present: Mapping[str, Path]) -> frozenset[str]:
    of_file, of_check = defaultdict(set), defaultdict(set)
    for feature, check in pairs:
        of_file[_file(check)].add(feature)
        of_check[check].add(feature)
    # A check that is of another feature too speaks of that, whose other checks are then known to be not selected.
    spoken = features.union(*(of for of in of_check.values() if of & features))
    written = re.compile("|".join(map(re.escape, sorted(spoken))).encode())
    return frozenset(
        name
        for name, path in present.items()
        # A twin, which is imported in the place of its file, goes where that goes.
        if (known := of_file.get(name.replace("/sync/", "/"))) and not known & spoken and not _may_have(path, written)
    )


def _files(suites: Path, patterns: Collection[str]) -> Iterator[tuple[str, Path]]:
    for path in suites.rglob("*.py"):
        if any(fnmatch(path.name, pattern) for pattern in patterns):
            yield path.relative_to(suites).as_posix(), path


def _may_have(path: Path, written: re.Pattern[bytes]) -> bool:
    """Whether a file names a feature, or has a mark whose features cannot be read."""
    text = path.read_bytes()
    plain = _PLAIN.findall(text)
    if written.search(text) or len(_MARK.findall(text)) > len(plain):
        return True
    constants = {name for mark in plain for name in _CONSTANT.findall(mark)}
    return not all(_written_elsewhere(path, text, name, written) is False for name in constants)


def _written_elsewhere(path: Path, text: bytes, constant: bytes, written: re.Pattern[bytes]) -> bool | None:
    """Whether a constant of features names one; None if that is not to be seen."""
    defined = re.compile(rb'^%b = \((?:\s*"[^"\n]*"\s*,?)*\s*\)' % constant, re.MULTILINE)
    home = re.search(rb"^from [\w.]+\.(\w+) import [\w, ]*\b%b\b" % constant, text, re.MULTILINE)
    if home is not None:  # a module beside it
        beside = path.with_name(f"{home[1].decode()}.py")
        text = beside.read_bytes() if beside.is_file() else b""
    found = defined.search(text)
    return None if found is None else bool(written.search(found[0]))
