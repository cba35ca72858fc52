"""Text that has to stay below a limit: what does not fit is counted instead of shown, and never cut in the middle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

COMMENT = 65_536
"""How many characters GitHub takes of a comment or an issue."""
SUMMARY = 1024 * 1024
"""How many bytes it takes of the summary of a step."""


def size_in_bytes(text: str) -> int:
    """Bytes of UTF-8."""
    return len(text.encode("utf-8", "replace"))


def characters(text: str) -> int:
    """Characters as UTF-16 counts them, in which one beyond the basic plane is two: the strictest way to count."""
    return len(text.encode("utf-16-le", "replace")) // 2


def cut(text: str, limit: int) -> str:
    """A text of at most so many characters; one that is cut ends with dots."""
    if characters(text) <= limit:
        return text
    raw = text.encode("utf-16-le", "replace")[: 2 * (limit - 1)]
    return f"{raw.decode('utf-16-le', 'ignore')}…"


class Limited:
    """Blocks of lines, as many as there is room for.

    Args:
        limit: What the text may measure.
        measure: How it is measured.
    """

    def __init__(self, limit: int, measure: Callable[[str], int]) -> None:
        self._measure = measure
        self._left = limit - 200  # for the line that says how many are left out
        self._lines: list[str] = []

    def add(self, lines: Iterable[str]) -> bool:
        """Add a block, or nothing of it if there is no room; gives whether it was added."""
        block = list(lines)
        size = self._measure("\n".join([*block, ""]))
        if size > self._left:
            return False
        self._left -= size
        self._lines += block
        return True

    def add_some(self, blocks: Sequence[Sequence[str]], what: str) -> None:
        """Add blocks until one does not fit, and say how many are left out.

        Args:
            blocks: The blocks.
            what: What each of them is, in the plural.
        """
        for n, block in enumerate(blocks):
            if not self.add(block):
                self._lines += ["", f"And {len(blocks) - n} more {what}: see the report."]
                self._left = 0
                return

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join([*self._lines, ""])
