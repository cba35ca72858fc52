"""Setting a run up: from its options to its servers, its results file, and what runs checks in this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assay.domain.catalogue import Catalogue
from assay.domain.errors import UsageError
from assay.domain.servers import Service
from assay.domain.subject import Subject
from assay.pool import users
from assay.pool.pool import Pool
from assay.pool.state import PoolClient
from assay.process import leaving, signals, unimportable
from assay.products.registry import TARGETS
from assay.reporting.screen import fitting
from assay.results.context import Asked
from assay.running import known_issues
from assay.running.option_table import WHOLE_DIR
from assay.running.options import Options
from assay.running.pytest_options import PytestOptions
from assay.running.scope import Scope, few_targets, report_dir
from assay.running.selection import Selection
from assay.running.worker import Worker, process_name
from assay.servers.run_records import RunResources, new_run_id

if TYPE_CHECKING:
    from assay.reporting.formats.digest import Digest
    from assay.running.run import Run


@dataclass(frozen=True)
class Terminal:
    """What a run asks of the pytest that it is set up in.

    Args:
        at_end: Takes what is to be called when pytest ends; the last is called first.
        announce: Says in one line what takes long.
        exit_status: What the session has come to.
    """

    at_end: Callable[[Callable[[], None]], None]
    announce: Callable[[str], None]
    exit_status: Callable[[], int]


@dataclass(frozen=True)
class Parts:
    """What a process of a run has of it.

    Args:
        subject: What the checks are about.
        catalogue: The catalogue.
        selection: What was asked for.
        run: The run, in the process that owns it.
        worker: What runs checks, in the processes that do.
    """

    subject: Subject
    catalogue: Catalogue
    selection: Selection
    run: Run | None = None
    worker: Worker | None = None


def set_up(options: Options, scope: Scope, process: PytestOptions, terminal: Terminal) -> Parts:
    """Set up what this process has to do with a run.

    Raises:
        UsageError: The files of the suites do not fit together, a server of the user's cannot be used, or the report
            cannot be written.
    """
    subject = Subject.load(options.suite_dir)
    subject.offering_version()  # one that cannot be told is said before a server starts
    catalogue = Catalogue.load(options.suite_dir / "catalogue.toml")
    ledger = known_issues.load(options.suite_dir, catalogue, options.ledger)
    selection = Selection.of(options, catalogue)
    if process.only_lists:
        return Parts(subject, catalogue, selection)
    if not process.distributed:
        unimportable.look()
    run, stop = None, None
    if process.member_of is None:
        part = scope.part(options, selection, catalogue)
        folder = _report_dir(options, process, [*part, *few_targets(selection)])
        run_id = new_run_id()
        services = selection.servers(catalogue, scope.suites, [path.resolve() for path in scope.paths])
        run_dir, stop = _serve(run_id, options, terminal, services)
        asked = _asked(selection, scope, part, process.workers)
        with unimportable.placeholders():  # not above: xdist's workers do without what judges and reports
            from assay.running.run import Run
        before = _before(options, process, folder, bool(part or few_targets(selection)))
        run = Run(run_id, run_dir, folder, subject, catalogue, ledger, options.suite_dir, selection, asked, before)
        terminal.at_end(run.close)
    else:
        run_id, run_dir = process.member_of.run_id, process.member_of.run_dir
        signals.leave_to_owner()
    if process.distributed:
        return Parts(subject, catalogue, selection, run)
    worker = Worker(
        run_id,
        process_name(),
        PoolClient(run_dir),
        catalogue,
        ledger,
        options.suite_dir,
        subject,
        options.attempt_absent,
        selection.backends,
    )
    worker.enter_process()
    closing = leaving.Leaving(leaving.CLOSE_SECONDS, terminal.exit_status, stop)
    for end in (closing.done, worker.close, closing.begin):
        terminal.at_end(end)
    return Parts(subject, catalogue, selection, run, worker)


def _report_dir(options: Options, process: PytestOptions, asked: list[str]) -> Path:
    """Where the report goes.

    Args:
        options: The options of the run.
        process: How pytest runs.
        asked: What makes the run one of a part, or of some of the targets.

    Raises:
        UsageError: It cannot go there.
    """
    from assay.reporting import own_files

    found = report_dir(options, process.start, asked)
    if process.distributed and fitting(str(found), None) != str(found):
        # execnet, which carries the options to xdist's workers, would end in an internal error.
        raise UsageError(f"--report-dir {found}: is no UTF-8; give another, or -n 0")
    own_files.refuse_foreign(found, own_files.of_run(target.id for target in TARGETS))
    return found


def _before(options: Options, process: PytestOptions, folder: Path, of_a_part: bool) -> Digest | None:
    """The run that a report is compared with: as it was given, or the last whole one.

    Args:
        options: The options of the run.
        process: How pytest runs.
        folder: Where the report goes.
        of_a_part: Whether it is a run of a part, or of some of the targets.

    Raises:
        UsageError: The one that was given cannot be read.
    """
    from assay.reporting import baseline_file

    if options.baseline is not None:
        return baseline_file.given((process.start / options.baseline).resolve())
    places = [folder, (process.start / WHOLE_DIR).resolve()]
    if of_a_part and options.report_dir is None:
        places.reverse()
    return next((found for place in places if (found := baseline_file.last_whole(place))), None)


def _serve(
    run_id: str, options: Options, terminal: Terminal, services: list[Service]
) -> tuple[Path, Callable[[], None] | None]:
    """Start the servers of a run, or take those that another process keeps.

    Returns:
        Where they are published, and what ends them if they are the run's own.

    Raises:
        UsageError: One of the user's cannot be used, or nobody keeps any.
    """
    if options.servers_from is not None:
        users.enter(options.servers_from, run_id)
        terminal.at_end(partial(users.leave, options.servers_from, run_id))
        return options.servers_from, None
    options.check_owners()
    if unimportable.ERRORS:
        services = []  # no check would come to use them
    owner, urls = RunResources(run_id), options.database_urls
    pool = Pool(owner, services, options.sources, urls, options.server_versions, terminal.announce)
    terminal.at_end(pool.stop)
    pool.start()
    return pool.run_dir, pool.stop


def _asked(selection: Selection, scope: Scope, part: list[str], workers: int | str) -> Asked:
    """What the manifest of a run says of what it was asked for."""
    return Asked(
        targets=tuple(t.id for t in selection.targets),
        stores=tuple(s.id for s in selection.stores),
        features=tuple(sorted(selection.features)) if selection.features else "all",
        require=tuple(sorted(selection.required)),
        allow_missing=selection.allow_missing,
        profile=selection.profile,
        narrowed=scope.narrowed,
        part=tuple(part),
        workers=workers,
    )
