from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from assay.domain.catalogue import Catalogue
from assay.domain.ledger import Ledger
from assay.products.registry import OWN_BACKENDS, TARGETS

SUITES = Path(__file__).parents[2] / "suites"


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return Ledger.load(SUITES / "known_issues.toml", Catalogue.load(SUITES / "catalogue.toml"), TARGETS)


def test_what_only_a_plugin_s_database_has_is_in_the_plugin_s_ledger(ledger: Ledger) -> None:
    """Who has Assay without the plug-in has no such target, and a line that speaks of none fails the run."""
    own = [target.id for target in TARGETS if target.backend in OWN_BACKENDS]
    assert len(own) < len(TARGETS), "the plug-ins are installed"
    strangers = [e.id for e in ledger if not any(fnmatchcase(one, pattern) for one in own for pattern in e.targets)]
    assert strangers == []


def test_a_reason_without_a_page_needs_no_other_entry(ledger: Ledger) -> None:
    """It is all that a report shows of the cause; entries of one page stand together there."""
    named = {entry.id for entry in ledger}
    leading = re.compile(r"As ([\w.-]+?)[:;,.](?: |$)")
    found = [e.id for e in ledger if not e.finding and (m := leading.match(e.reason)) and m[1] in named]
    assert found == []
