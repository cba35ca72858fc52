"""Text for terminals: what comes from outside is no markup, and is shown with the characters that a stream takes."""

from __future__ import annotations

import codecs
import io
import os
import re
import unicodedata
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.console import Console

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""What steers a terminal, ends a line, or turns the direction of writing."""


def is_live(stream: Any) -> bool:
    """Whether a stream is a terminal on which a line can be drawn over: ``FORCE_COLOR`` makes none of a log."""
    return bool(stream.isatty()) and os.environ.get("TERM") != "dumb"


def colours(stream: Any) -> bool:
    """Whether a stream is to have colours: ``NO_COLOR`` takes them away, ``FORCE_COLOR`` gives them to a log too."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or is_live(stream)


def plain_console(width: int, colour: bool = False) -> Console:
    """A console that keeps what is written to it, see :func:`drawn`; ``[servers]`` and ``:bug:`` stay as they are.

    Args:
        width: Its columns.
        colour: Whether it takes colours.
    """
    from rich.console import Console  # not above: what prints a line does without it

    # Its file decides what it may write: all of Unicode, whatever standard output takes.
    console = Console(
        file=io.StringIO(), width=width, force_terminal=colour, markup=False, emoji=False, highlight=False
    )
    console.begin_capture()
    return console


def live_console(stream: TextIO) -> Console:
    """A console of a terminal, on which a line can be drawn over; text in it is no markup.

    Args:
        stream: The terminal.
    """
    from rich.console import Console

    size = os.get_terminal_size(stream.fileno())
    return Console(
        file=stream,
        force_terminal=True,
        no_color=not colours(stream),
        width=size.columns or 80,
        height=size.lines or 25,
        markup=False,
        emoji=False,
        highlight=False,
    )


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
    """Write a line through pytest's terminal reporter, which would escape the whole of one that does not fit.

    It is seen at once: Python holds back some pages of what goes into a pipe, as under tox and in CI, and of a run
    that lasts minutes nothing would be shown until its end.
    """
    reporter.write_line(fitting(text, reporter._tw._file))
    reporter._tw.flush()


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


def printable(text: str) -> str:
    """Text for a terminal, on one line: what would steer the terminal is shown as a replacement character."""
    return without_controls(" ".join(text.split("\n")))


def without_controls(text: str) -> str:
    """Text for a page, which may be looked at in a terminal: as :func:`printable`, with its lines."""
    return _CONTROL.sub("\ufffd", text)
