"""The command lines that run the suites in other environments: upgrade and matrix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from assay.commands.declared.carrying_out import carried_out_in
from assay.commands.declared.options import cluster_options, json_option, server_options
from assay.commands.help_texts import ExampleCommand

UPGRADE_DIR = "reports/upgrade"
MATRIX_DIR = "reports/matrix"


def _gate_options(report_dir: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options of a command that runs the suites elsewhere.

    Args:
        report_dir: Where its reports go if nobody says otherwise.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in (
            click.option(
                "-n",
                "--workers",
                type=click.IntRange(1),
                show_default="by what is selected, one per core at most",
                help="Processes per run.",
            ),
            click.option(
                "--requirements",
                type=click.Path(path_type=Path),
                help="File with the versions to keep: requirements (pip freeze), uv.lock, poetry.lock, pdm.lock, "
                "pylock.toml or Pipfile.lock (default: what is installed beside Assay).",
            ),
        ):
            function = option(function)
        return server_options("feature", report_dir=report_dir)(function)

    return decorate


@click.command(
    cls=ExampleCommand,
    examples=[
        ('assay upgrade "sqlalchemy>=2.1"', "before an upgrade: what would regress"),
        ("assay upgrade --from old.lock --to uv.lock --target postgres", "what a pull request changes in a lock file"),
        ('assay upgrade "litestar>=2.26" --project . --run "pytest -q"', "with the tests of a project, too"),
    ],
)
@_gate_options(UPGRADE_DIR)
@click.argument("changes", nargs=-1)
@click.option("--from", "before", type=click.Path(path_type=Path), help="The lock file before; --to is the one after.")
@click.option("--to", "after", type=click.Path(path_type=Path), help="The lock file after, in the place of CHANGES.")
@click.option("--project", type=click.Path(path_type=Path), help="The folder of a project: its own tests run too.")
@click.option("--run", metavar="COMMAND", help='The command that runs the project\'s tests, such as "pytest -q".')
@click.option(
    "--env",
    multiple=True,
    metavar="NAME=TARGET[:PART]",
    help="Repeatable. A variable that leads the project to a database: DATABASE_URL=postgres-asyncpg.",
)
@click.option(
    "--fixture",
    multiple=True,
    metavar="NAME=TARGET",
    help="Repeatable. A fixture of a pytest plug-in that is given a database: postgres_service=postgres-asyncpg.",
)
@click.option("--junit", metavar="PATH", help="The JUnit XML that the command writes; pytest needs none.")
@click.option("--python", metavar="VERSION", help="The project's Python, if not that of its environment: also a path.")
@click.option(
    "--suites/--no-suites",
    default=None,
    help="Whether Assay's suites run beside a project's tests, on its targets (default: they do).",
)
@json_option
@carried_out_in("assay.commands.upgrade")
def upgrade() -> None:
    """Run the suites with your present versions and with CHANGES, on the same servers, and compare.

    CHANGES are requirements: "advanced-alchemy==1.12.0" "sqlalchemy>=2.1". In their place, --from and --to name two
    lock files, such as those before and after a pull request. Exits with 1 if anything regressed, and with 2 if the
    resolver refuses the versions.

    With --project and --run, or in a project whose pyproject.toml says so in [tool.assay], its own tests run in both
    environments too, and what regressed is told test by test.
    """


@click.command(
    cls=ExampleCommand,
    examples=[
        ("assay matrix --axis advanced-alchemy=1.11.0,1.12.0 --target sqlite", "two versions beside each other"),
        ("assay matrix --axis python=3.10,3.13 --axis postgres=15,17 --resume", "combinations, on with what is there"),
    ],
)
@_gate_options(MATRIX_DIR)
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
@cluster_options("a run on a cluster")
@carried_out_in("assay.commands.upgrade")
def matrix() -> None:
    """Run the suites on every combination of versions, on shared servers, and show what changes between neighbours.

    Axes: --axis advanced-alchemy=1.11.0,1.12.0 --axis python=3.10,3.13 --axis postgres=15,17
    """
