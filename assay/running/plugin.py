"""The pytest plugin: takes the options, and has the run set up if the suites are to run.

It is loaded in every process of a run, and wherever ``pytest`` runs in a checkout. What takes long to import it leaves
to :mod:`assay.running.configuring`: a help, or a mistake in the command line, does without.
"""

from __future__ import annotations

from typing import Any

import pytest

from assay.process import unimportable
from assay.running.examples import Examples
from assay.running.option_table import OPTIONS


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the options of a run."""
    pluginmanager.register(Examples(), "assay-examples")
    group = parser.getgroup("assay", "Assay: conformance, with evidence")
    for option in OPTIONS:
        value: dict[str, Any] = {"metavar": option.metavar} if option.metavar else {"action": "store_true"}
        if option.repeatable:
            value |= {"action": "append", "default": []}
        group.addoption(f"--{option.name}", help=option.described(), **value)


def pytest_configure(config: pytest.Config) -> None:
    """Set the run up if the suites are to run; xdist's workers only get their side of it."""
    config.addinivalue_line("markers", "proves(*features, needs=(), formerly=()): the features that a check proves")
    config.addinivalue_line("markers", "docker: needs a container engine")
    if config.option.help or config.option.markers:
        return
    with unimportable.placeholders():
        from assay.running import configuring
    configuring.configure(config)
