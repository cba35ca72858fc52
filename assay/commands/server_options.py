"""What the options of commands that start servers themselves mean, and these servers."""

from __future__ import annotations

from functools import partial

from assay.domain.catalogue import Catalogue
from assay.pool.pool import Pool
from assay.reporting.say import say
from assay.running.options import Options
from assay.running.process_count import ProcessCount
from assay.running.selection import Selection, wants_stores
from assay.servers.run_records import RunResources

_START_SECONDS = 240.0


def selection_of(options: Options) -> Selection:
    """What the options select of the suites.

    Raises:
        UsageError: They name a feature that there is not.
    """
    return Selection.of(options, _catalogue(options))


def uses_stores(options: Options) -> bool:
    """Whether the selected features come to object stores."""
    catalogue, suites = _catalogue(options), options.suite_dir
    return wants_stores(catalogue, Selection.of(options, catalogue), suites, [suites])


def processes(options: Options, given: int | None) -> int:
    """How many processes run the checks of each run: as it is said, or by what is selected."""
    catalogue, suites = _catalogue(options), options.suite_dir
    return given or max(1, ProcessCount.of(Selection.of(options, catalogue), catalogue, suites).processes)


def _catalogue(options: Options) -> Catalogue:
    return Catalogue.load(options.suite_dir / "catalogue.toml")


def make_pool(options: Options) -> Pool:
    """The servers that the options ask for.

    Raises:
        UsageError: They name a feature that there is not, or a server of the user's is another one than they say.
    """
    options.check_owners()
    catalogue, suites = _catalogue(options), options.suite_dir
    services = Selection.of(options, catalogue).servers(catalogue, suites, [suites])
    urls, versions = options.database_urls, options.server_versions
    return Pool(RunResources(), services, options.sources, urls, versions, partial(say, err=True))


def wait_for_servers(pool: Pool) -> None:
    """Wait until every server is ready, or will not be."""
    pool.wait(_START_SECONDS)
