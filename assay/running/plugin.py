"""The pytest plugin: options, parametrization, recording. Thin: the rest of the package does the work."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from assay.process import unimportable

with unimportable.placeholders():
    from assay.domain.catalogue import Catalogue
    from assay.domain.errors import AssayError, UsageError
    from assay.domain.ledger import Ledger
    from assay.pool import users
    from assay.pool.pool import Pool, parse_sources, parse_versions
    from assay.pool.state import PoolClient
    from assay.process import environment_variables, home, interpreter, leaving, signals
    from assay.products.registry import REFUSED, TARGETS
    from assay.reporting import own_files
    from assay.reporting.screen import fitting, write_line
    from assay.running import command_line, fixtures, known_issues, scope, waiting_room
    from assay.running.hooks import CATALOGUE, RUN, SELECTION, SUITES, WORKER, Checks, Owner, covers, narrowing, places
    from assay.running.run import Run, new_run_id, process_name
    from assay.running.scope import PART_DIR, WHOLE_DIR
    from assay.running.selection import Selection, as_named, check_servers, choose, repository_file, wants_stores
    from assay.running.stand_ins import StandIns
    from assay.running.worker import Worker
    from assay.selftest.plugin import SelfTest
    from assay.servers.run_records import RunResources


STOP = pytest.StashKey[Callable[[], None]]()
"""What ends the servers of this process' run."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of a run."""
    group = parser.getgroup("assay", "Assay: conformance of Litestar + Advanced Alchemy")
    many: dict[str, Any] = {"action": "append", "default": [], "metavar": "NAME[,NAME...]"}
    group.addoption("--target", **many, help="targets or backends to run on (default: all)")
    group.addoption("--store", **many, help="object stores to run checks of files on (default: all)")
    group.addoption("--feature", **many, help="feature ids or chapters to check (default: all)")
    group.addoption("--require", **many, help="targets, backends (their every target) and stores that must run")
    group.addoption(
        "--allow-missing", action="store_true", help="what --target and --store name may be missing, and the run passes"
    )
    group.addoption(
        "--source",
        action="append",
        default=[],
        metavar="[BACKEND=]SOURCE",
        help="force where servers come from: container, local or url",
    )
    group.addoption(
        "--database-url",
        action="append",
        default=[],
        metavar="URL",
        help="use this server of yours for its backend; Assay creates its own databases there and drops them",
    )
    group.addoption(
        "--server-version",
        action="append",
        default=[],
        metavar="BACKEND=VERSION",
        help="run this version of a server, in a container: one of images.toml or a tag of the official image",
    )
    group.addoption(
        "--attempt-absent", action="store_true", help="also try what a profile says a backend cannot do, and report it"
    )
    group.addoption(
        "--ledger",
        action="append",
        default=[],
        metavar="FILE",
        help="known issues of your own, laid over known_issues.toml: an entry takes the place of one with its id",
    )
    group.addoption("--selftest", action="store_true", help="prove with planted defects that the checks can fail")
    group.addoption(
        "--servers-from", metavar="DIR", help="use the servers that another process keeps (`assay servers`)"
    )
    where = f"where the report goes (default: {WHOLE_DIR}; that of a part of the suites: {PART_DIR})"
    group.addoption("--report-dir", metavar="DIR", help=where)
    group.addoption(
        "--suite-dir",
        default=str(repository_file("")),
        metavar="DIR",
        help="folder of catalogue.toml, known_issues.toml, golden.txt and the checks",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Set the run up if the suites are to run; xdist's workers only get their side of it."""
    config.addinivalue_line("markers", "proves(*features, needs=(), formerly=()): the features that a check proves")
    config.addinivalue_line("markers", "docker: needs a container engine")
    suites = Path(config.getoption("suite_dir")).resolve()
    touched, _ = covers(config, suites)
    if not touched or config.option.help or config.option.markers:
        return
    config.stash[SUITES] = suites
    environment_variables.keep_away()
    try:
        interpreter.settle()
        home.settle()
        _check_assertions(config)
        seen = as_named(suites, places(config))
        _configure(config, suites)
    except AssayError as error:
        raise pytest.UsageError(str(error)) from None
    except OSError as error:
        raise pytest.UsageError(f"{error.filename or 'the run'}: {error.strerror}") from None
    config.pluginmanager.register(fixtures, "assay-fixtures")
    config.pluginmanager.register(waiting_room, "assay-waiting-room")
    parts = config.stash[CATALOGUE], config.stash[SELECTION], seen
    if config.option.selftest:
        config.pluginmanager.register(SelfTest(*parts, owner=not hasattr(config, "workerinput")), "assay-selftest")
        return
    config.pluginmanager.register(checks := Checks(*parts), "assay-checks")
    config.pluginmanager.register(StandIns(checks), "assay-stand-ins")
    if RUN in config.stash:
        config.pluginmanager.register(Owner(config.stash[RUN], config), "assay-owner")


def _check_assertions(config: pytest.Config) -> None:
    """Refuse options with which failures would look different, warnings be exceptions, or a check run twice.

    Raises:
        UsageError: One was given.
    """
    option = config.option
    if getattr(option, "assertmode", "plain") != "rewrite":
        raise UsageError("--assert=plain and -p no:assertion change how failures look, by which known issues are told")
    for name, once in (("count", 1), ("reruns", 0), ("retries", 0)):
        if (given_number := getattr(option, name, None)) not in (None, once):
            raise UsageError(f"--{name} {given_number}: a check runs once; a second try would say nothing else")
    if getattr(option, "dist", "no") == "each":
        raise UsageError("--dist each: a check runs once, not on each worker; leave it out, or name another")
    overridden = [value for value in option.override_ini or () if value.partition("=")[0].strip() == "filterwarnings"]
    if given := [f"-W {value}" for value in option.pythonwarnings or ()] + [f"-o {value}" for value in overridden]:
        raise UsageError(f"{given[0]}: what becomes of warnings is not to be chosen: it changes verdicts")


def _configure(config: pytest.Config, suites: Path) -> None:
    catalogue = config.stash[CATALOGUE] = Catalogue.load(suites / "catalogue.toml")
    option = config.option
    ledger = known_issues.load(suites, catalogue, option.ledger)
    asked = option.target, option.feature, option.require, option.store
    selection = config.stash[SELECTION] = choose(catalogue, *asked, allow_missing=option.allow_missing)
    workerinput: dict[str, Any] | None = getattr(config, "workerinput", None)
    distributed = workerinput is None and bool(getattr(option, "tx", None))  # there without xdist too
    if option.collectonly or option.showfixtures or option.show_fixtures_per_test:
        return
    if option.setuponly:  # --setup-plan too
        raise UsageError("--setup-only and --setup-plan run no check; --collect-only lists them")
    if workerinput is None:
        _own(config, catalogue, ledger, selection)
        run_id, run_dir = config.stash[RUN].id, config.stash[RUN].run_dir
    else:
        run_id, run_dir = workerinput["assay_run"], Path(workerinput["assay_dir"])
        signals.leave_to_owner()
    if not distributed:
        config.stash[WORKER] = worker = Worker(
            run_id,
            process_name(),
            PoolClient(run_dir),
            catalogue,
            ledger,
            suites,
            metadata.version("advanced-alchemy"),
            option.attempt_absent,
        )
        closing = leaving.Leaving(leaving.CLOSE_SECONDS, partial(_exit_status, config), config.stash.get(STOP, None))
        config.add_cleanup(closing.done)
        config.add_cleanup(worker.close)
        config.add_cleanup(closing.begin)


def _own(config: pytest.Config, catalogue: Catalogue, ledger: Ledger, selection: Selection) -> None:
    """Start what the owner of a run starts: the servers and the results file."""
    option = config.option
    sources, versions = parse_sources(option.source), parse_versions(option.server_version)
    check_servers(option.servers_from, sources, option.database_url, versions)
    run_id = new_run_id()
    suites = config.stash[SUITES]
    part = scope.part(config, suites, catalogue, selection)
    report_dir = scope.report_dir(config, [*part, *scope.few_targets(selection)])
    if getattr(option, "tx", None) and fitting(str(report_dir), None) != str(report_dir):
        # execnet, which carries the options to xdist's workers, would end in an internal error.
        raise UsageError(f"--report-dir {report_dir}: is no UTF-8; give another, or -n 0")
    own_files.refuse_foreign(report_dir, own_files.of_run(target.id for target in TARGETS))
    if option.servers_from:
        run_dir = Path(option.servers_from)
        users.enter(run_dir, run_id)
        config.add_cleanup(partial(users.leave, run_dir, run_id))
    else:
        paths = [path.resolve() for path in places(config)]
        served = selection.services if wants_stores(catalogue, selection, suites, paths) else []
        names = [] if unimportable.ERRORS else [*selection.backends, *served]  # no check would come to use them
        pool = Pool(RunResources(run_id), names, sources, option.database_url, versions, partial(_announce, config))
        run_dir = pool.run_dir
        config.add_cleanup(pool.stop)
        config.stash[STOP] = pool.stop
        pool.start()
    options = {
        "targets": [t.id for t in selection.targets],
        "stores": [s.id for s in selection.stores],
        "features": sorted(selection.features) if selection.features else "all",
        "require": sorted(selection.required),
        "allow_missing": selection.allow_missing,
        "narrowed": narrowing(config),
        "part": part,
        "workers": getattr(option, "numprocesses", None) or 1,
    }
    run = Run(run_id, run_dir, report_dir, catalogue, ledger, suites / "golden.txt", selection, options)
    config.stash[RUN] = run
    config.add_cleanup(run.close)


def _exit_status(config: pytest.Config) -> int:
    """What the run has come to."""
    session: Any = config.pluginmanager.get_plugin("session")
    return int(session.exitstatus) if session is not None else int(pytest.ExitCode.INTERNAL_ERROR)


def _announce(config: pytest.Config, text: str) -> None:
    """Say in the terminal what takes long, whatever pytest captures; before pytest has one, on stderr."""
    reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        sys.stderr.write(f"{text}\n")
        return
    reporter.ensure_newline()
    write_line(reporter, text)


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say what leaves checks out, as pytest does not with several processes, and which variables count for nothing."""
    if RUN not in config.stash:
        return []
    run = config.stash[RUN]
    said = {
        "only a part of the suites": run.part,
        "its report goes to": [str(run.report_dir)] if run.part else [],
        "kept away from the libraries": environment_variables.keep_away(),
        # the command has said it
        "refused": [] if config.pluginmanager.has_plugin(command_line.__name__) else [p.line for p in REFUSED],
    }
    return [f"{what}: {', '.join(names)}" for what, names in said.items() if names]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell xdist's workers which run they belong to."""
    run = node.config.stash.get(RUN, None)
    if run is not None:
        node.workerinput["assay_run"] = run.id
        node.workerinput["assay_dir"] = str(run.run_dir)
        node.workerinput["assay_report"] = str(run.report_dir)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep the checks of one target together on one worker, until another has nothing left to do."""
    if RUN in config.stash and config.option.dist == "load":
        from xdist.scheduler import WorkStealingScheduling

        return WorkStealingScheduling(config, log)
    return None
