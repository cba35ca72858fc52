"""Rows for people: in columns, one line each where nobody's terminal has to fit them."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from assay.reporting.say import say
from assay.reporting.screen import drawn, plain_console, printable

_ANY_WIDTH = 2000
"""Columns of what is no terminal: a program reads lines."""


def show_rows(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns; on a terminal the last column is broken as its width demands."""
    terminal = Console()
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for number, heading in enumerate(headings):
        last = number == len(headings) - 1
        table.add_column(heading, no_wrap=not last, overflow="fold")
    for row in rows:
        table.add_row(*(printable(cell) for cell in row))
    console = plain_console(max(terminal.width, 60) if terminal.is_terminal else _ANY_WIDTH)
    console.print(table)
    say("\n".join(line.rstrip() for line in drawn(console).splitlines()))


def show_block(title: str, facts: Mapping[str, str]) -> None:
    """Print a title, and below it named facts, each broken as the width of the terminal demands."""
    width, names = max(Console().width, 60), max(map(len, facts), default=0)
    say(textwrap.fill(printable(title), width))
    for name, text in facts.items():
        if text:
            head = f"    {name:{names}}  "
            wrapped = textwrap.fill(
                printable(text), width, initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False
            )
            say(wrapped)


def print_json(value: Any) -> None:
    """Print data for programs, UTF-8 whatever the terminal takes."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str).encode("utf-8", "replace"))


def show_facts(facts: Mapping[str, str]) -> None:
    """Print named facts, one below the other; those that are empty are left out."""
    width = max(map(len, facts), default=0)
    for name, text in facts.items():
        first, *more = printable_lines(text)
        if text:
            say(f"{name:{width}}  {first}")
            for line in more:
                say(f"{'':{width}}  {line}".rstrip())


def printable_lines(text: str) -> list[str]:
    """The lines of a text, none of which steers a terminal; one that is empty has one."""
    return [printable(line) for line in text.splitlines()] or [""]
