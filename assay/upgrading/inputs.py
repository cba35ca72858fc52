"""What an upgrade or a matrix starts from: the versions that a user gave, and what of them is not kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

from assay.domain.errors import UsageError
from assay.reporting.say import say
from assay.reporting.screen import printable
from assay.upgrading import environments, pins


@dataclass(frozen=True)
class Side:
    """One of the two that an upgrade compares.

    Args:
        file: Where its versions come from; none is what is installed beside Assay.
        changes: What goes before these.
    """

    file: Path | None = None
    changes: Sequence[str] = ()

    @property
    def projects(self) -> dict[str, str]:
        """The projects whose file it is, with their versions if it says them."""
        return pins.of_file(self.file).projects if self.file else {}


def sides(changes: Sequence[str], requirements: Path | None, before: Path | None, after: Path | None) -> list[Side]:
    """What to compare: a set of versions with and without changes, or two sets.

    Raises:
        UsageError: It is not one of the two ways, or is both.
    """
    if before is None and after is None:
        if not changes:
            raise UsageError("what changes? give CHANGES such as 'sqlalchemy>=2.1', or --from OLD.lock --to NEW.lock")
        return [Side(requirements), Side(requirements, changes)]
    if before is None or after is None:
        raise UsageError("--from and --to go together: the lock file before, and the one after")
    if changes:
        raise UsageError(f"--to says what changes: leave {' '.join(changes)} away, or give --requirements, not --from")
    if requirements:
        raise UsageError("--from says what to keep: leave --requirements away")
    return [Side(before), Side(after)]


def keep(files: Mapping[str, Path | None], pythons: Iterable[str] = ("",)) -> dict[str, list[str]]:
    """The constraints of every side; what is not kept is said once, with its side if it is not so of all.

    Args:
        files: Where they come from, by side; none is what is installed beside Assay.
        pythons: The Pythons that are used, by version or path.
    """
    about = [*_described(pythons)]
    read = {file: _constraints(file, about) for file in dict.fromkeys(files.values())}
    said: dict[str, list[str]] = {}
    for side, file in files.items():
        for line in read[file][1]:
            said.setdefault(line, []).append(side)
    for line, whose in said.items():
        say(printable(line if len(whose) == len(files) else f"{whose[0]}: {line}"))
    return {side: read[file][0] for side, file in files.items()}


def counted(constraints: Iterable[str]) -> str:
    """How many versions are kept, in words: a range is none."""
    found = [pins.is_pin(Requirement(text)) for text in constraints]
    counts = {"pin": sum(found), "range": len(found) - sum(found)}
    said = [
        f"{number} {what}{'' if number == 1 else 's'}" for what, number in counts.items() if number or what == "pin"
    ]
    return " and ".join(said)


def _described(pythons: Iterable[str]) -> Iterable[Mapping[str, str]]:
    for python in pythons:
        try:
            yield environments.describe(python)
        except UsageError:  # its cell says so
            continue


def _constraints(requirements: Path | None, about: Sequence[Mapping[str, str]]) -> tuple[list[str], list[str]]:
    """The constraints of a file, and what of it is not kept or not as it says, in words."""
    found = pins.of_file(requirements) if requirements else pins.Pins(pins.installed())
    kept = pins.for_pythons(found.constraints, about)
    said = [f"not kept: {line}" for line in found.left]
    return kept, [*dict.fromkeys([*said, *found.notes])]
