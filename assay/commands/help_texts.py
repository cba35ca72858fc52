"""What the help of a command shows beside its options: examples. Imports nothing, so that a help is shown at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

Example = tuple[str, str]
"""A command line, and what it is for."""


class ExampleCommand(click.Command):
    """A command whose help ends with examples.

    Args:
        examples: The examples.
    """

    def __init__(self, *args: Any, examples: Sequence[Example] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        write_examples(self.examples, formatter)
        super().format_epilog(ctx, formatter)


def write_examples(examples: Sequence[Example], formatter: click.HelpFormatter) -> None:
    """Write examples: what each is for, and below it the command line, which is never broken."""
    if not examples:
        return
    with formatter.section("Examples"):
        for line, purpose in examples:
            formatter.write(f"{'':{formatter.current_indent}}{line}\n")
            formatter.write(f"{'':{formatter.current_indent + 4}}{purpose}\n")
