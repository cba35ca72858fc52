"""The commands that run the suites in other environments: upgrade and matrix."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from assay import environments, gate
from assay.environments import Unresolvable
from assay.errors import UsageError
from assay.pool_options import make_pool, pool_options, selection, wait
from assay.reporting import compare_render
from assay.reporting import matrix as matrix_report
from assay.reporting.compare import compare
from assay.reporting.write import save
from assay.selection import split
from assay.services.pool import Pool, check_versions

_CORES = os.cpu_count() or 1


def _gate_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--feature", multiple=True, help="Features or chapters (default: all)."),
        click.option("-n", "--workers", default=2, show_default=True, help="Processes per run."),
        click.option("--report-dir", type=click.Path(path_type=Path), help="Where the reports go."),
        click.option(
            "--requirements",
            type=click.Path(path_type=Path),
            help="Requirements or lock file with the versions to keep (default: what is installed beside Assay).",
        ),
    ):
        function = option(function)
    return pool_options(function)


def _arguments(options: Mapping[str, Any]) -> list[str]:
    return [f"--{name}={','.join(split(options[name]))}" for name in ("target", "feature") if options[name]]


def _pins(requirements: Path | None) -> list[str]:
    found = environments.pins_of_file(requirements) if requirements else environments.pins_installed()
    pins, dropped = environments.without_tools(found)
    for pin in dropped:
        click.echo(f"not kept, for it is no part of what is tested: {pin}")
    return pins


def _write(folder: Path, files: Mapping[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            save(folder / name, text)
    except OSError as error:
        raise UsageError(f"{folder}: the report cannot be written: {error.strerror}") from None


@click.command()
@_gate_options
@click.argument("changes", nargs=-1, required=True)
def upgrade(changes: tuple[str, ...], requirements: Path | None, report_dir: Path | None, **options: Any) -> None:
    """Run the suites with your present versions and with CHANGES, on the same servers, and compare.

    CHANGES are requirements: "advanced-alchemy==1.12.0" "sqlalchemy>=2.1". Exits with 1 if anything regressed, and with
    2 if the resolver refuses the versions.
    """
    environments.parse_requirements(changes)
    pins = _pins(requirements)
    folder = report_dir or Path("reports/upgrade")
    _write(folder, {})
    selection(options)
    sides = {}
    for side, wanted in (("present", ()), ("upgraded", changes)):
        click.echo(f"{side}: resolving {' '.join(wanted) or f'{len(pins)} pins'}")
        try:
            sides[side] = environments.build(pins, wanted)
        except Unresolvable as error:
            what = f"the pins with {' '.join(wanted)}" if wanted else "the present pins"
            raise Unresolvable(f"the resolver refuses {what}: {error}") from None
    reports = {}
    with make_pool(options) as pool:
        wait(pool)
        runner = gate.Runner(folder, pins, _arguments(options), options["workers"])
        for side, environment in sides.items():
            click.echo(f"{side}: running")
            reports[side] = runner.report(environment, folder / side, pool, side)
    outcome = compare(reports["present"], reports["upgraded"])
    _write(
        folder, {"index.html": compare_render.html(outcome, folder), "comparison.md": compare_render.markdown(outcome)}
    )
    console = Console()
    click.echo(compare_render.terminal(outcome, console.width, console.is_terminal))
    if outcome.lost:
        why = outcome.lost[0].candidate_reason
        click.echo(f"{len(outcome.lost)} features held before and were not run after: {why}", err=True)
    click.echo(f"report: {folder}/index.html")
    sys.exit(1 if outcome.lost else outcome.exit_code)


@click.command()
@_gate_options
@click.option(
    "--axis",
    "axes",
    multiple=True,
    required=True,
    metavar="NAME=VERSION,...",
    help="Repeatable. A distribution, python, a server such as postgres, or target.",
)
@click.option("--resume", is_flag=True, help="Do not repeat the runs in the report directory that came to their end.")
@click.option("--jobs", type=click.IntRange(1), help="Runs at a time (default: as many as the cores bear).")
def matrix(
    axes: tuple[str, ...],
    resume: bool,
    jobs: int | None,
    requirements: Path | None,
    report_dir: Path | None,
    **options: Any,
) -> None:
    """Run the suites on every combination of versions, on shared servers, and show what changes between neighbours.

    Axes: --axis advanced-alchemy=1.11.0,1.12.0 --axis python=3.10,3.13 --axis postgres=15,17
    """
    values = gate.parse_axes(axes)
    options["target"] = (*options["target"], *values.pop(gate.TARGET, ()))
    if not values:
        raise UsageError("--axis target only says where to run; give an axis of versions too")
    wanted = gate.cells(values)
    for cell in wanted:
        check_versions(gate.server_versions(cell.versions))
    folder = report_dir or Path("reports/matrix")
    _write(folder, {})
    targets = [t.id for t in selection(options).targets]
    runner = gate.Runner(
        folder,
        _pins(requirements),
        _arguments(options),
        options["workers"],
        jobs or max(1, _CORES // options["workers"]),
        resume,
    )

    @contextmanager
    def servers(versions: Mapping[str, str]) -> Iterator[Pool]:
        with make_pool(options, versions) as pool:
            wait(pool)
            yield pool

    runner.run_all(wanted, servers)
    found = matrix_report.Matrix(values, wanted, targets, _command(axes, options))
    _write(folder, {name: render(found, folder) for name, render in matrix_report.FILES.items()})
    click.echo(matrix_report.markdown(found))
    click.echo(f"report: {folder}/index.html")
    sys.exit(0 if all(cell.report for cell in wanted) else 1)


def _command(axes: Sequence[str], options: Mapping[str, Any]) -> str:
    """What was asked for, without the way in to anybody's server."""
    return shlex.join(["assay", "matrix", *_arguments(options), *(f"--axis={axis}" for axis in axes)])
