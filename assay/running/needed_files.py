"""Which files of the suites a run of some features does without: they are not imported, which takes most of its start.

The golden list says which features a file has checks of, and the text of the file whether it may have come to more
since. What is left out is taken to be as the golden list has it; a run that asks for it, or for all, says if it is not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from assay.domain import golden
from assay.domain.errors import UsageError

_NAME = re.compile(rb"proves(?!\w)")
"""Where the name of the mark stands; it begins with letters, which are looked for many times as fast as a boundary."""
_USED = re.compile(rb"\s*\(|\s+as\b")
"""What follows the name where it marks a check, or is given another name; else that is behind an equals sign."""
_PLAIN = re.compile(rb'\((?:\s*(?:"[^"\n]*"|\*[A-Z_]+)\s*,?)*\s*(?:needs\s*=|formerly\s*=|\))')
"""What follows the name in a mark whose features are written out, or those of a constant; of any other the file itself
has to be asked."""
_CONSTANT = re.compile(rb"\*([A-Z_]+)")
_WORD = re.compile(rb"\w")


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
            known = KnownFiles(suites, patterns)
        except UsageError:  # which the run says at its end
            return cls(suites)
        return known.without(features)

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Pass over what is left out; pytest does not ask for what a command line names."""
        if self.suites not in collection_path.parents:
            return None
        name = collection_path.relative_to(self.suites).as_posix()
        return True if name in self.files or name in self.folders else None


def _file(check: str) -> str:
    return check.partition("::")[0]


class KnownFiles:
    """What the golden list and the texts of the files say; they are read once, whatever is asked afterwards.

    Args:
        suites: The folder of the checks, as pytest spells it.
        patterns: What pytest takes for the name of a file with checks.

    Raises:
        UsageError: There is no golden list, or it cannot be read.
    """

    def __init__(self, suites: Path, patterns: Collection[str]) -> None:
        self._suites = suites
        self._pairs, self._former = golden.load(suites / "golden.txt"), golden.former(suites / "golden.txt")
        self._of_file: dict[str, set[str]] = defaultdict(set)
        self._of_check: dict[str, set[str]] = defaultdict(set)
        for feature, check in self._pairs:
            self._of_file[_file(check)].add(feature)
            self._of_check[check].add(feature)
        self._texts: dict[str, _Text] = {}
        for path in suites.rglob("*.py"):
            if any(fnmatch(path.name, pattern) for pattern in patterns):
                self._texts[path.relative_to(suites).as_posix()] = _Text.of(path)

    def without(self, features: Collection[str]) -> LeftOut:
        """The files without a check of some features; the argument is that of :meth:`LeftOut.of`."""
        files = self._without({*features})
        folders = {parent.as_posix() for name in files for parent in PurePosixPath(name).parents}
        folders -= {parent.as_posix() for name in self._texts.keys() - files for parent in PurePosixPath(name).parents}
        return LeftOut(
            self._suites,
            files,
            frozenset(folders),
            frozenset(pair for pair in self._pairs if _file(pair[1]) in files),
            frozenset(pair for pair in self._former if _file(pair[0]) in files),
        )

    def _without(self, features: set[str]) -> frozenset[str]:
        # A check that is of another feature too speaks of that, whose other checks are then known to be not selected.
        spoken = features.union(*(of for of in self._of_check.values() if of & features))
        written = re.compile("|".join(map(re.escape, sorted(spoken))).encode())
        return frozenset(
            name
            for name, text in self._texts.items()
            # A twin, which is imported in the place of its file, goes where that goes.
            if (known := self._of_file.get(name.replace("/sync/", "/")))
            and not known & spoken
            and not text.may_name(written)
        )


@dataclass(frozen=True)
class _Text:
    """The text of a file with checks.

    Args:
        text: All of it.
        plain: Whether the features of its marks can be read.
        constants: The definitions of those that are constants.
    """

    text: bytes
    plain: bool
    constants: tuple[bytes, ...] = ()

    @classmethod
    def of(cls, path: Path) -> _Text:
        text = path.read_bytes()
        marks = [found.end() for found in _NAME.finditer(text) if _is_used(text, found)]
        plain = [found[0] for end in marks if (found := _PLAIN.match(text, end))]
        names = {name for mark in plain for name in _CONSTANT.findall(mark)}
        constants = [_definition(path, text, name) for name in names]
        known = tuple(found for found in constants if found is not None)
        return cls(text, len(plain) == len(marks) and len(known) == len(constants), known)

    def may_name(self, written: re.Pattern[bytes]) -> bool:
        """Whether it names a feature, or has a mark whose features cannot be read."""
        return not self.plain or any(map(written.search, (self.text, *self.constants)))


def _is_used(text: bytes, name: re.Match[bytes]) -> bool:
    """Whether the mark's name, where it stands, marks a check or is given another name."""
    before = text[max(0, name.start() - 1) : name.start()]
    if _WORD.match(before):  # the end of another name
        return False
    return bool(_USED.match(text, name.end())) or text[: name.start()].rstrip().endswith(b"=")


def _definition(path: Path, text: bytes, constant: bytes) -> bytes | None:
    """How a constant of features is defined; None if that is not to be seen."""
    defined = re.compile(rb'^%b = \((?:\s*"[^"\n]*"\s*,?)*\s*\)' % constant, re.MULTILINE)
    home = re.search(rb"^from [\w.]+\.(\w+) import [\w, ]*\b%b\b" % constant, text, re.MULTILINE)
    if home is not None:  # a module beside it
        beside = path.with_name(f"{home[1].decode()}.py")
        text = beside.read_bytes() if beside.is_file() else b""
    found = defined.search(text)
    return found[0] if found else None
