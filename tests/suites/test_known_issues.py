from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

from assay.domain.catalogue import Catalogue
from assay.domain.ledger import Ledger
from assay.products.registry import OWN_BACKENDS, TARGETS

SUITES = Path(__file__).parents[2] / "suites"


def test_what_only_a_plugin_s_database_has_is_in_the_plugin_s_ledger() -> None:
    """Who has Assay without the plug-in has no such target, and a line that speaks of none fails the run."""
    own = [target.id for target in TARGETS if target.backend in OWN_BACKENDS]
    assert len(own) < len(TARGETS), "the plug-ins are installed"
    ledger = Ledger.load(SUITES / "known_issues.toml", Catalogue.load(SUITES / "catalogue.toml"), TARGETS)
    strangers = [e.id for e in ledger if not any(fnmatchcase(one, pattern) for one in own for pattern in e.targets)]
    assert strangers == []
