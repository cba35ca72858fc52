"""The known issues of a run: the suite's, those of plug-ins, and what the user lays over them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from assay.domain.catalogue import Catalogue
from assay.domain.ledger import Ledger
from assay.domain.targets import Backend, Target
from assay.products.registry import PLUGINS, TARGETS
from assay.running.suite_files import repository_file

FILE = "known_issues.toml"
"""The ledger of a suite, and of a plug-in beside its module."""


def load(suites: Path, catalogue: Catalogue, over: Iterable[str] = ()) -> Ledger:
    """The known issues.

    Those of plug-ins speak of the features of Assay's own suites, and no others.

    Args:
        suites: The folder of the suites.
        catalogue: Its catalogue.
        over: Further files; an entry takes the place of one with its id before.

    Raises:
        UsageError: The suite's or a further one cannot be used. What is wrong with a plug-in's is a problem of the
            ledger that is given.
    """
    ledger = Ledger.load(suites / FILE, catalogue, TARGETS)
    if suites == repository_file("").resolve():
        for plugin in PLUGINS:
            if (file := plugin.file(FILE)) is not None:
                product = plugin.product
                own = [Target(product, driver) for driver in product.drivers] if isinstance(product, Backend) else []
                ledger = ledger.with_plugin(file, str(plugin), own, catalogue, TARGETS)
    for name in over:
        ledger = ledger.laid_over(Path(name), catalogue, TARGETS)
    return ledger
