"""The command ``assay``."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
import pytest
from rich.console import Console
from rich.table import Table

from assay import environments, gate, golden
from assay.backends import BACKENDS
from assay.catalogue import Catalogue
from assay.errors import AssayError, UsageError
from assay.hooks import CHECK
from assay.reporting import commands, compare_render
from assay.reporting.compare import compare
from assay.selection import choose, repository_file, split
from assay.services.pool import Pool, parse_sources
from assay.services.runs import Run as ServerRun
from assay.stores import PRODUCTS

PASS_THROUGH = {"ignore_unknown_options": True, "allow_interspersed_args": False}
# What the suites' pytest needs wherever it is started from; a checkout says the same in pyproject.toml.
PYTEST = ("-p", "assay.plugin", "-p", "no:pytest_databases", "-p", "no:cacheprovider", "-p", "no:faker")


class _Group(click.Group):
    """A group whose commands end in one clear line on a mistake of the user's."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except AssayError as error:
            click.echo(f"assay: {error}", err=True)
            sys.exit(2)


@click.group(cls=_Group)
@click.version_option(package_name="alchemy-assay")
def main() -> None:
    """Conformance of Litestar + Advanced Alchemy, with evidence."""


def _suites(arguments: Sequence[str], *options: str, workers: str) -> int:
    given = list(arguments)
    suites = repository_file("")
    # A part of the suites may be named; any other path is some option's value.
    named = [a for a in given if Path(a.partition("::")[0]).resolve().is_relative_to(suites)]
    where = [] if named else [str(suites)]
    spread = [] if workers == "1" else ["-n", workers]
    return int(pytest.main([*PYTEST, *spread, *options, *where, *given]))


def _workers(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "-n", "--workers", default="logical", show_default="one per core", help="How many processes run checks."
    )(function)


@main.command(context_settings=PASS_THROUGH)
@_workers
@click.argument("pytest_args", nargs=-1, type=click.UNPROCESSED)
def run(workers: str, pytest_args: tuple[str, ...]) -> None:
    """Run the suites on every server that can be had, and write the report.

    Further arguments go to pytest: --target, --feature, --require, --source, --database-url, --report-dir, -k, ...
    """
    sys.exit(_suites(pytest_args, workers=workers))


@main.command(context_settings=PASS_THROUGH)
@_workers
@click.argument("pytest_args", nargs=-1, type=click.UNPROCESSED)
def selftest(workers: str, pytest_args: tuple[str, ...]) -> None:
    """Prove with planted defects that every feature's checks can fail."""
    sys.exit(_suites(pytest_args, "--selftest", "-q", workers=workers))


@main.command(name="golden")
def write_golden() -> None:
    """Write the golden list anew: what is added or taken away shows in the diff."""

    class Listing:
        def __init__(self) -> None:
            self.pairs: list[golden.Pair] = []

        def pytest_collection_finish(self, session: pytest.Session) -> None:
            checks = [item.stash[CHECK] for item in session.items if CHECK in item.stash]
            self.pairs = [(feature, check.name) for check in checks for feature in check.features]

    listing = Listing()
    code = pytest.main([*PYTEST, "--collect-only", "-qq", str(repository_file(""))], plugins=[listing])
    if code != pytest.ExitCode.OK:
        raise UsageError("the suites cannot be collected; mend what pytest names above")
    golden.save(repository_file("golden.txt"), listing.pairs)
    features = {feature for feature, _ in listing.pairs}
    click.echo(f"{repository_file('golden.txt')}: {len(features)} features, {len(set(listing.pairs))} checks")


for command in (commands.report, commands.compare, commands.history):
    main.add_command(command)


def _pool_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--target", multiple=True, help="Targets or backends (default: all)."),
        click.option("--source", multiple=True, metavar="[BACKEND=]SOURCE", help="Force container, local or url."),
        click.option("--database-url", multiple=True, metavar="URL", help="A server of yours."),
    ):
        function = option(function)
    return function


def _pool(target: Sequence[str], source: Sequence[str], database_url: Sequence[str]) -> Pool:
    catalogue = Catalogue.load(repository_file("catalogue.toml"))
    selection = choose(catalogue, target, (), ())
    names = [*selection.backends, *selection.services]
    return Pool(ServerRun(), names, parse_sources(source), database_url)


def _wait(pool: Pool, seconds: float = 240.0) -> None:
    deadline = time.monotonic() + seconds
    names = [backend.name for backend in pool.backends]
    while any(pool.client.state(n).state == "starting" for n in names) and time.monotonic() < deadline:
        time.sleep(0.05)


@main.command()
@_pool_options
def doctor(target: tuple[str, ...], source: tuple[str, ...], database_url: tuple[str, ...]) -> None:
    """Start every server once and say where it comes from, or why it cannot run and what to do."""
    with _pool(target, source, database_url) as pool:
        _wait(pool)
        table = Table(show_lines=False)
        for column in (
            "backend",
            "drivers",
            "source",
            "server version",
            "ready in",
            "detail, or why not and what to do",
        ):
            table.add_column(column, overflow="fold")
        for backend in BACKENDS:
            if backend not in pool.backends:
                continue
            state = pool.client.state(backend.name)
            shown = state.public()
            table.add_row(
                backend.name,
                ", ".join(d.name for d in backend.drivers),
                shown["source"] or "-",
                shown["version"] or "-",
                f"{state.seconds:.1f} s" if state.state == "ready" else "-",
                shown["detail"] if state.state == "ready" else f"{state.state}: {state.reason}",
            )
        Console(width=max(Console().width, 120)).print(table)
        stores = Table(show_lines=False)
        for column in ("store", "clients", "source", "server version", "detail, or why not and what to do"):
            stores.add_column(column, overflow="fold")
        for product in PRODUCTS:
            clients = ", ".join(client.name for client in product.clients)
            if product.image_key is None:
                stores.add_row(product.name, clients, "local", "-", product.detail)
                continue
            state = pool.client.state(product.name)
            shown = state.public()
            stores.add_row(
                product.name,
                clients,
                shown["source"] or "-",
                shown["version"] or "-",
                shown["detail"] if state.state == "ready" else f"{state.state}: {state.reason}",
            )
        Console(width=max(Console().width, 120)).print(stores)


@main.command()
@_pool_options
def servers(target: tuple[str, ...], source: tuple[str, ...], database_url: tuple[str, ...]) -> None:
    """Keep the servers running for several runs, until Ctrl-C: `assay run --servers-from DIR`."""
    with _pool(target, source, database_url) as pool:
        _wait(pool)
        for backend in pool.backends:
            state = pool.client.state(backend.name)
            click.echo(f"{backend.name}: {state.state} {state.public()['detail'] or state.reason}")
        click.echo(f"use them with: assay run --servers-from {pool.run_dir}")
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            click.echo("stopping")


def _comma_list(values: Sequence[str]) -> str:
    return ",".join(split(values))


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
    return _pool_options(function)


def _runner(pool: Pool, folder: Path, pins: Sequence[str], options: dict[str, Any], jobs: int = 1) -> gate.Runner:
    arguments = [f"--target={_comma_list(options['target'])}"] if options["target"] else []
    arguments += [f"--feature={_comma_list(options['feature'])}"] if options["feature"] else []
    return gate.Runner(pool, folder, pins, arguments, options["workers"], jobs)


def _pins(requirements: Path | None) -> list[str]:
    return environments.pins_of_file(requirements) if requirements else environments.pins_installed()


@main.command()
@_gate_options
@click.argument("changes", nargs=-1, required=True)
def upgrade(changes: tuple[str, ...], requirements: Path | None, report_dir: Path | None, **options: Any) -> None:
    """Run the suites with your present versions and with CHANGES, on the same servers, and compare.

    CHANGES are requirements: "advanced-alchemy==1.12.0" "sqlalchemy>=2.1". Exits 1 if anything regressed.
    """
    environments.parse_requirements(changes)
    pins = _pins(requirements)
    folder = report_dir or Path("reports/upgrade")
    with _pool(options["target"], options["source"], options["database_url"]) as pool:
        _wait(pool)
        runner = _runner(pool, folder, pins, options)
        sides = {"present": environments.build(pins), "upgraded": environments.build(pins, changes)}
        reports = {}
        for side, environment in sides.items():
            click.echo(f"{side}: running")
            reports[side] = runner.report(environment, folder / side)
    found = compare(reports["present"], reports["upgraded"])
    (folder / "index.html").write_text(compare_render.html(found), encoding="utf-8")
    (folder / "comparison.md").write_text(compare_render.markdown(found), encoding="utf-8")
    console = Console()
    click.echo(compare_render.terminal(found, console.width, console.is_terminal))
    if found.lost:
        why = found.lost[0].candidate_reason
        click.echo(f"{len(found.lost)} features held before and were not run after: {why}", err=True)
    click.echo(f"report: {folder}/index.html")
    sys.exit(1 if found.lost else found.exit_code)


@main.command()
@_gate_options
@click.option(
    "--axis", "axes", multiple=True, required=True, metavar="NAME=VERSION,...", help="Repeatable; python too."
)
@click.option("--jobs", default=1, show_default=True, help="Runs at a time.")
def matrix(
    axes: tuple[str, ...], jobs: int, requirements: Path | None, report_dir: Path | None, **options: Any
) -> None:
    """Run the suites on every combination of versions, on the same servers, and show what changes between them.

    Axes are distributions and python: --axis advanced-alchemy=1.11.0,1.12.0 --axis python=3.10,3.13
    """
    wanted = gate.cells(gate.parse_axes(axes))
    folder = report_dir or Path("reports/matrix")
    pins = environments.pins_of_file(requirements) if requirements else []
    selection = choose(Catalogue.load(repository_file("catalogue.toml")), options["target"], (), ())
    with _pool(options["target"], options["source"], options["database_url"]) as pool:
        _wait(pool)
        done = _runner(pool, folder, pins, options, jobs).run_all(wanted)
    text = gate.table(done, [t.id for t in selection.targets])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "matrix.md").write_text(text + "\n", encoding="utf-8")
    click.echo(text)
    click.echo(f"report: {folder}/matrix.md")
    sys.exit(0 if all(cell.report for cell in done) else 1)
