"""The pytest plugin of the self-test: ``-p assay.selftest.plugin`` brings the option ``--selftest``.

It stands beside ``assay.running.plugin``, which knows nothing of it.
"""

from __future__ import annotations

import pytest

from assay.process import unimportable

with unimportable.placeholders():
    from assay.domain.errors import AssayError
    from assay.running.hooks import JUDGE, Checks
    from assay.selftest.self_test import SelfTest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    group = parser.getgroup("assay", "Assay: conformance, with evidence")
    group.addoption("--selftest", action="store_true", help="Prove with planted defects that the checks can fail")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Have the self-test judge the checks, before the run is set up."""
    if config.getoption("selftest"):
        config.stash[JUDGE] = _self_test


def _self_test(checks: Checks, owner: bool) -> object:
    try:
        return SelfTest(checks, owner)
    except AssayError as error:
        raise pytest.UsageError(str(error)) from None
