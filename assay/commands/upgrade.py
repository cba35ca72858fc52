"""The commands that run the suites in other environments: upgrade and matrix."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from rich.console import Console

from assay.commands import upgrade_project
from assay.commands.declared.upgrade import MATRIX_DIR, UPGRADE_DIR
from assay.commands.json_only import json_only
from assay.commands.server_options import (
    make_pool,
    processes,
    selection_of,
    uses_stores,
    wait_for_servers,
)
from assay.domain.errors import AssayError, UsageError
from assay.domain.secrets import redacted
from assay.pool.pool import Pool
from assay.products.registry import BACKENDS
from assay.reporting import own_files
from assay.reporting.comparing import formats as comparison_formats
from assay.reporting.comparing import terminal as comparison_terminal
from assay.reporting.comparing.changes import Change
from assay.reporting.comparing.comparison import Comparison, Version
from assay.reporting.comparing.sentence import matrix_sentence, sentence
from assay.reporting.matrix import formats as matrix_formats
from assay.reporting.matrix.combinations import Matrix
from assay.reporting.say import say
from assay.reporting.screen import colours, printable
from assay.reporting.write import save
from assay.running.option_table import ALL
from assay.running.options import Options
from assay.running.process_count import usable_cores
from assay.shards import combinations
from assay.shards.cluster import cluster
from assay.upgrading import environments, gate, gate_outcome, inputs, pins
from assay.upgrading.environments import Environment, Resolution
from assay.upgrading.fitting import Unresolvable
from assay.upgrading.gate_outcome import PRESENT, UPGRADED
from assay.upgrading.needs import Use
from assay.upgrading.notes import by_side, taken, unlike

_CORES = usable_cores()


def _use(options: Options) -> Use:
    return Use.of(selection_of(options), uses_stores(options))


def _arguments(options: Options) -> list[str]:
    """The options of each run."""
    names = {"target": options.target, "feature": options.feature}
    return [f"--{name}={','.join(values)}" for name, values in names.items() if values]


def _prepare(folder: Path) -> None:
    """Make the directory, and take away what an earlier gate or matrix left there: it would pass for this one's.

    Raises:
        UsageError: Nothing can be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        own_files.refuse_foreign(folder, own_files.of_gate())
        own_files.clear(folder, own_files.of_gate())
        own_files.clear_drafts(folder)
    except OSError as error:
        raise UsageError(f"{folder}: the report cannot be written: {error.strerror}") from None


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """Write what has been shown already, or say that it cannot be: that is no reason to lose the outcome."""
    for name, text in files.items():
        try:
            save(folder / name, redacted(text))
        except OSError as error:
            say(f"{folder / name}: cannot be written: {error.strerror}", err=True)
    if (folder / own_files.PAGE).is_file():
        say(f"report: {folder / own_files.PAGE}")


def _show(changed: Sequence[Version]) -> None:
    """What the resolver changes."""
    if not changed:
        say("nothing changes: the present versions are those of the upgrade", err=True)
    for version in changed:
        say(f"  {version.name} {version.base or '(none)'} → {version.candidate or '(none)'}")


def upgrade(
    changes: tuple[str, ...],
    before: Path | None,
    after: Path | None,
    requirements: Path | None,
    workers: int | None,
    options: Options,
    as_json: bool,
    **project: Any,
) -> None:
    """What ``assay upgrade`` does."""
    with json_only(as_json) as give:
        _upgrade(changes, before, after, requirements, workers, options, give, **project)


def _upgrade(
    changes: tuple[str, ...],
    before: Path | None,
    after: Path | None,
    requirements: Path | None,
    workers: int | None,
    options: Options,
    give: Callable[[str], object],
    **project: Any,
) -> None:
    both = inputs.sides(changes, requirements, before, after)
    pins.parse_requirements(changes)
    folder = options.report_dir or Path(UPGRADE_DIR)
    asked = upgrade_project.ProjectOptions(**project)
    if (project_found := upgrade_project.project_of(asked)) is not None:
        _prepare(folder)
        upgrade_project.prepare(folder)
        upgrade_project.upgrade_project(asked, project_found, both, options, folder, workers, give)
    wanted = dict(zip((PRESENT, UPGRADED), both, strict=True))
    use = _use(options)
    kept = inputs.keep({side: one.file for side, one in wanted.items()})
    _prepare(folder)
    sides: dict[str, Resolution] = {}
    for side, one in wanted.items():
        say(f"{side}: resolving {' '.join(one.changes) or inputs.counted(kept[side])}")
        try:
            sides[side] = environments.resolve(kept[side], one.changes, use=use)
        except Unresolvable as error:
            what = f"the pins with {' '.join(one.changes)}" if one.changes else f"the {side} pins"
            raise Unresolvable(f"the resolver refuses {what}: {error}") from None
    named = {
        side: [*taken(found, kept[side], wanted[side], use), *map(str, found.left)] for side, found in sides.items()
    }
    for line in by_side(named):
        say(printable(line))
    changed = gate.differences(sides[PRESENT].versions, sides[UPGRADED].versions)
    _show(changed)
    built = {side: resolution.build() for side, resolution in sides.items()}
    outcome = _run_both(built, sides[UPGRADED].versions, folder, options, processes(options, workers))
    outcome.notes = by_side(
        {
            side: unlike(kept[side], wanted[side].changes, sides[side], environment)
            for side, environment in built.items()
        }
    )
    known = {canonicalize_name(version.name) for version in outcome.versions}
    outcome.versions += [version for version in changed if version.name not in known]
    say(comparison_terminal.render(outcome, Console().width, colours(sys.stdout), closing=False))
    if lost := outcome.listed(Change.LOST):
        say(f"{len(lost)} features held before and were not run after: {lost[0].candidate_reason}", err=True)
    if unseen := outcome.listed(Change.UNSEEN):
        say(f"{len(unseen)} features fail and were not seen before: {unseen[0].base_reason}", err=True)
    if not changed:
        _show(changed)
    _write(folder, dict(file for format_ in comparison_formats.FORMATS for file in format_.files(outcome, folder)))
    say(sentence(outcome))
    give(comparison_formats.json(outcome))
    sys.exit(1 if outcome.fails_upgrade else 0)


def _run_both(
    built: Mapping[str, Environment], versions: Mapping[str, str], folder: Path, options: Options, workers: int
) -> Comparison:
    """Run the suites in both environments, on the same servers, and compare.

    Raises:
        UsageError: The run with the present versions did not begin.
    """
    with make_pool(options) as pool:
        wait_for_servers(pool)
        runner = gate.EnvironmentRunner(folder, arguments=_arguments(options), workers=workers)
        say(f"{PRESENT}: running")
        try:
            present = runner.report(built[PRESENT], folder / PRESENT, pool, PRESENT)
        except AssayError as error:
            raise UsageError(f"nothing held before: {PRESENT}: {error}") from None
        say(f"{UPGRADED}: running")
        upgraded: gate.Ran | AssayError
        try:
            upgraded = runner.report(built[UPGRADED], folder / UPGRADED, pool, UPGRADED)
        except AssayError as error:
            upgraded = error
    named = [target.id for target in options.targets] if options.target else ()
    return gate_outcome.outcome(present, upgraded, versions, named)


def matrix(
    axes: tuple[str, ...],
    resume: bool,
    jobs: int | None,
    scheduler: str | None,
    retries: int,
    requirements: Path | None,
    workers: int | None,
    options: Options,
) -> None:
    """What ``assay matrix`` does."""
    values = gate.parse_axes(axes)
    options = options.on(values.pop(gate.TARGET, ()))
    if not values:
        raise UsageError("--axis target only says where to run; give an axis of versions too")
    wanted = gate.cells(values)
    for cell in wanted:
        options.with_versions(gate.server_versions(cell.versions))  # which refuses what there is not
    chosen = selection_of(options)
    for name in values.keys() & {backend.name for backend in BACKENDS} - {b.name for b in chosen.backends}:
        raise UsageError(f"--axis {name}: none of its targets is selected by --target")
    kept = inputs.keep({"": requirements}, values.get(gate.PYTHON, ("",)))[""]
    folder = options.report_dir or Path(MATRIX_DIR)
    _prepare(folder)
    each = processes(options, workers)
    runner = gate.EnvironmentRunner(
        folder,
        kept,
        _arguments(options),
        each,
        jobs or max(1, _CORES // each),
        resume,
        _servers(options),
        _use(options),
        _sources(options),
    )
    if scheduler is not None:
        _refuse_elsewhere(options, jobs)
        with cluster(scheduler) as (executor, lost):
            combinations.run_all(executor, runner, wanted, retries=retries, lost=lost)
    else:
        runner.run_all(wanted, _pools(options))
    targets = [target.id for target in chosen.targets]
    found = Matrix(values, wanted, targets, _command(axes, options))
    say(matrix_formats.markdown(found))
    _write(folder, dict(file for format_ in matrix_formats.FORMATS for file in format_.files(found, folder)))
    say(matrix_sentence(found))
    sys.exit(0 if all(cell.report and not cell.problem for cell in wanted) else 1)


def _refuse_elsewhere(options: Options, jobs: int | None) -> None:
    """Refuse options that mean nothing, or tell too much, where runs are on other machines.

    Raises:
        UsageError: There is one.
    """
    if options.database_urls:
        raise UsageError(
            "--scheduler: a --database-url, with its password, would go through the scheduler; leave it out, and each "
            "run starts its servers where it is run"
        )
    if jobs is not None:
        raise UsageError("--jobs says how many run here; on a cluster, the workers' --nthreads says it")


def _pools(options: Options) -> Callable[[Mapping[str, str]], AbstractContextManager[Pool]]:
    """What makes the servers that several cells share."""

    @contextmanager
    def servers(versions: Mapping[str, str]) -> Iterator[Pool]:
        with make_pool(options.with_versions(versions)) as pool:
            wait_for_servers(pool)
            yield pool

    return servers


def _sources(options: Options) -> list[str]:
    """The options that say where the servers of a run come from that starts its own."""
    sources = [f"--source={source if name == ALL else f'{name}={source}'}" for name, source in options.sources.items()]
    return [*sources, *(f"--server-version={name}={version}" for name, version in options.server_versions.items())]


def _servers(options: Options) -> list[str]:
    """What the options say of the servers, without the way in to anybody's."""
    versions = [f"{name}={version}" for name, version in options.server_versions.items()]
    sources = [source if name == ALL else f"{name}={source}" for name, source in options.sources.items()]
    return [*versions, *sources, *map(redacted, options.database_urls)]


def _command(axes: Sequence[str], options: Options) -> str:
    """What was asked for, without the way in to anybody's server."""
    return shlex.join(["assay", "matrix", *_arguments(options), *(f"--axis={axis}" for axis in axes)])
