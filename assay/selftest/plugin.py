"""The pytest plugin of the self-test: ``-p assay.selftest.plugin`` brings ``--selftest`` and ``--every-check``.

It stands beside ``assay.running.plugin``, which knows nothing of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assay.process import unimportable

if TYPE_CHECKING:
    from assay.running.hooks import Checks


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    group = parser.getgroup("assay", "Assay: conformance, with evidence")
    group.addoption("--selftest", action="store_true", help="Prove with planted defects that the checks can fail")
    group.addoption("--every-check", action="store_true", help="Try all checks on a defect, even if one has caught it")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Have the self-test judge the checks, before the run is set up."""
    if config.getoption("selftest"):
        with unimportable.placeholders():  # not above: a checkout's conftest names this plugin for every run
            from assay.domain.errors import AssayError
            from assay.running.hooks import JUDGE, WORKER
            from assay.selftest.self_test import SelfTest
            from assay.selftest.unsupported import Unsupported

        def judge(checks: Checks, owner: bool) -> object:
            if WORKER in config.stash:
                left_out = Unsupported(checks.suites, config.stash[WORKER].profile)
                config.pluginmanager.register(left_out, "assay-unsupported")
            try:
                return SelfTest(checks, owner, every_check=config.getoption("every_check"))
            except AssayError as error:
                raise pytest.UsageError(str(error)) from None

        config.stash[JUDGE] = judge
