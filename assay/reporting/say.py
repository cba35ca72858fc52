"""What commands print: the one way out to the terminal, so that no password takes another."""

from __future__ import annotations

import sys

import click

from assay.domain.secrets import redacted
from assay.reporting.screen import colours, fitting


def say(text: str, *, err: bool = False) -> None:
    """Print a text for people, without the passwords in it, whoever it quotes.

    Args:
        text: One line or several.
        err: Whether it goes to standard error.
    """
    stream = sys.stderr if err else sys.stdout
    click.echo(fitting(redacted(text), stream), err=err, color=colours(stream))
