"""Text for terminals: what comes from outside is no markup, and is shown with the characters that a stream takes."""

from __future__ import annotations

import codecs
import io
import unicodedata
from typing import Any

from rich.console import Console


def plain_console(width: int, colour: bool = False) -> Console:
    """A console that keeps what is written to it, see :func:`drawn`; ``[servers]`` and ``:bug:`` stay as they are.

    Args:
        width: Its columns.
        colour: Whether it takes colours.
    """
    # Its file decides what it may write: all of Unicode, whatever standard output takes.
    console = Console(
        file=io.StringIO(), width=width, force_terminal=colour, markup=False, emoji=False, highlight=False
    )
    console.begin_capture()
    return console


def drawn(console: Console) -> str:
    """What has been written to a console of :func:`plain_console`."""
    return console.end_capture()


def fitting(text: str, stream: Any) -> str:
    """The text as a stream can take it: lines become ``+-|``, and what else it does not know is escaped.

    Args:
        text: The text.
        stream: Where it will be written. One without an encoding takes UTF-8, which has no lone surrogates: names of
            files that are not UTF-8 have them.
    """
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, _PLAIN).decode(encoding)


def write_line(reporter: Any, text: str) -> None:
    """Write a line through pytest's terminal reporter, which would escape the whole of one that does not fit."""
    reporter.write_line(fitting(text, reporter._tw._file))


def _plain(error: UnicodeError) -> tuple[str, int]:
    """What stands for characters that an encoding does not have."""
    assert isinstance(error, UnicodeEncodeError)
    found = error.object[error.start : error.end]
    return "".join(_SIGNS.get(c) or c.encode("ascii", "backslashreplace").decode() for c in found), error.end


def _sign(character: str) -> str:
    """What stands for a part of a box: a line, or a place where lines meet."""
    words = {*unicodedata.name(character).replace("AND", "").split()} - {"BOX", "DRAWINGS", "LIGHT", "HEAVY"}
    return {frozenset({"HORIZONTAL"}): "-", frozenset({"VERTICAL"}): "|"}.get(frozenset(words), "+")


_SIGNS = {chr(code): _sign(chr(code)) for code in range(0x2500, 0x2580)} | {"…": ".", "→": ">", "·": "."}
_PLAIN = "assay.reporting.screen"
codecs.register_error(_PLAIN, _plain)
