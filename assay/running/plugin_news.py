"""Which plug-ins cannot be used: a command says it before it does anything else."""

from __future__ import annotations

from assay.products.registry import REFUSED
from assay.reporting.say import say
from assay.reporting.screen import printable


def say_refused() -> None:
    """Say it on stderr, one line for each."""
    for plugin in REFUSED:
        say(f"assay: {printable(plugin.line)}; the others are used", err=True)
