"""The command ``assay golden``: writes the list of all features and checks."""

from __future__ import annotations

from typing import Any

import pytest

from assay.domain import golden as golden_list
from assay.domain.errors import UsageError
from assay.reporting.say import say
from assay.running.former_names import Former, refuse_unknown
from assay.running.hooks import CHECK
from assay.running.start import start
from assay.running.suite_files import repository_file


class _Listing:
    """A pytest plugin that keeps what is collected."""

    def __init__(self) -> None:
        self.pairs: list[golden_list.Pair] = []
        self.former: set[Former] = set()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Take the checks, and the names that they had before."""
        checks = [item.stash[CHECK] for item in session.items if CHECK in item.stash]
        self.pairs = [(feature, check.name) for check in checks for feature in check.features]
        plugin: Any = session.config.pluginmanager.get_plugin("assay-checks")
        self.former = plugin.former


def golden() -> None:
    """What ``assay golden`` does."""
    listing = _Listing()
    code = start(["--collect-only", "-qq"], plugins=[listing])
    if code != pytest.ExitCode.OK:
        raise UsageError("the suites cannot be collected; mend what pytest names above")
    file = repository_file("golden.txt")
    if listing.former:
        refuse_unknown(listing.former, golden_list.load(file), golden_list.former(file))
    golden_list.save(file, listing.pairs, listing.former)
    features = {feature for feature, _ in listing.pairs}
    say(f"{file}: {len(features)} features, {len(set(listing.pairs))} checks")
