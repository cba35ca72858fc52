"""The command ``assay merge``: one run of the runs of shards."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from assay.commands.report_facts import facts_of
from assay.commands.tables import print_json
from assay.domain import exit_codes
from assay.domain.errors import UsageError
from assay.domain.shards import read_plan
from assay.reporting import model, own_files, terminal
from assay.reporting.say import say
from assay.reporting.write import write
from assay.results.file import RESULTS_FILE
from assay.results.merging import merge as put_together
from assay.servers.run_records import new_run_id

_PATH = click.Path(path_type=Path)


def merge(directories: tuple[Path, ...], output: Path, plan: Path | None, as_json: bool) -> None:
    """What ``assay merge`` does."""
    planned = read_plan(plan) if plan else []
    folders = [shard for directory in directories for shard in _shards(directory)]
    for folder in folders:
        if folder.resolve() == output.resolve():
            raise UsageError(f"--output {output}: is one of the shards, which it would replace")
    merged = put_together(new_run_id(), folders, planned)
    own_files.refuse_foreign(output, own_files.of_run(merged.targets))
    try:
        output.mkdir(parents=True, exist_ok=True)
        own_files.clear(output, own_files.of_report())
        own_files.clear(output, (own_files.MANIFEST, RESULTS_FILE))
    except OSError as error:
        raise UsageError(f"{output}: cannot be written: {error.strerror}; give another --output") from None
    merged.write(output)
    report = model.load(output)
    write(report, output)
    if as_json:
        print_json({**facts_of(report, output), "shards": [str(folder) for folder in folders]})
    else:
        console = Console()
        say(terminal.render(report, output, console.width, console.is_terminal))
    if merged.problems or not merged.whole:
        sys.exit(exit_codes.FAILED)


def _shards(directory: Path) -> list[Path]:
    """The reports that a path names: itself, or those in it, also where a folder that is to have one is empty.

    Raises:
        UsageError: There is no such folder.
    """
    if not directory.is_dir():
        raise UsageError(f"{directory}: is no directory with the report of a shard, or with several such")
    below = sorted(path for path in directory.iterdir() if path.is_dir() and not path.name.startswith("."))
    return [directory] if (directory / RESULTS_FILE).exists() or not below else below
