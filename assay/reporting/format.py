"""What a format is: of reports, comparisons, histories and matrices alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

Subject = TypeVar("Subject")

_EACH = "*"


@dataclass(frozen=True)
class Format(Generic[Subject]):
    """One format of something.

    Args:
        name: What ``--format`` calls it.
        render: Gives the text of a subject. What it links to is relative to the directory that is given; without one
            nothing is linked to.
        file: The name of its file, where it has one; with ``*`` there is one for each target, and ``render`` gives
            their texts by target.
        mark: What is in every such file, and hardly in one of the user's: by it Assay knows what it may replace.
    """

    name: str
    render: Callable[[Subject, Path | None], str | Mapping[str, str]]
    file: str = ""
    mark: bytes = b""

    def __post_init__(self) -> None:
        if bool(self.file) != bool(self.mark):
            raise ValueError(f"format {self.name!r}: a file and its mark go together")

    @property
    def several(self) -> bool:
        """Whether there is a file for each target."""
        return _EACH in self.file

    def text(self, subject: Subject, folder: Path | None = None) -> str:
        """The text of a subject in a format of one text.

        Args:
            subject: What is rendered.
            folder: Where links lead from.
        """
        found = self.render(subject, folder)
        assert isinstance(found, str), f"format {self.name!r} has several texts"
        return found

    def files(self, subject: Subject, folder: Path | None = None) -> Iterator[tuple[str, str]]:
        """Name and text of each of its files; the arguments are those of :meth:`text`."""
        if not self.file:
            return
        found = self.render(subject, folder)
        if isinstance(found, str):
            yield self.file, found
        else:
            yield from ((self.file_of(target), text) for target, text in found.items())

    def file_of(self, target: str) -> str:
        """The name of the file for a target; of a format with one file, that."""
        return self.file.replace(_EACH, re.sub(r"[^A-Za-z0-9_.-]", "_", target))
