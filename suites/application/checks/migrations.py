"""Migrations: to head, to base and up again, after which autogenerate finds nothing and the constraints hold."""

from __future__ import annotations

import contextlib
import io
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from . import constraints
from .bench import Bench, Database
from .lines import Missed, Untried
from .rows import Maker

STEPS = {
    "upgrade": "All migrations run on an empty database, up to the newest.",
    "downgrade": "They are taken back one after the other, down to the first, and no table is left.",
    "upgrade-again": "They run once more on the database that was taken back.",
    "autogenerate": "After the upgrade autogenerate finds no difference between the database and the models.",
}
_NOT_TRIED = "an earlier step failed"


def check(bench: Bench, database: Database, maker: Maker, ini: str) -> None:
    """Check the migrations of a configuration on its database, which is empty.

    Args:
        bench: The bench.
        database: The database.
        maker: Makes rows, for the constraints of what the migrations made.
        ini: An ``alembic.ini`` to use where the configuration itself has no migrations; empty if there is none.
    """
    try:
        runner = Runner(database, ini)
    except Untried as why:
        for step, claim in STEPS.items():
            bench.untried(f"migrations.{step}", database.name, claim, str(why))
        return
    failed = not _step(bench, database, "upgrade", runner, lambda: _upgraded(bench, database, runner))
    if failed:
        for step in ("downgrade", "upgrade-again", "autogenerate"):
            bench.untried(f"migrations.{step}", database.name, STEPS[step], f"{_NOT_TRIED}: upgrade")
        return
    _step(bench, database, "autogenerate", runner, lambda: _compared(runner))
    if _step(bench, database, "downgrade", runner, lambda: _downgraded(bench, database, runner)):
        _step(bench, database, "upgrade-again", runner, lambda: _upgraded(bench, database, runner))
    else:
        bench.untried("migrations.upgrade-again", database.name, STEPS["upgrade-again"], f"{_NOT_TRIED}: downgrade")
        bench.witness.drop_all(database.slot)
        with contextlib.suppress(Exception):  # it has been told of the first time
            runner.run_migrations("upgrade", "head")
    constraints.check(bench, database, maker, "migrations")


def _step(bench: Bench, database: Database, step: str, runner: Runner, work: Callable[[], Any]) -> bool:
    return bench.check(f"migrations.{step}", database.name, STEPS[step], work, runner.script(step))


class Runner:
    """Runs Alembic's commands with the configuration of the application.

    Args:
        database: The database of the configuration.
        ini: An ``alembic.ini``.

    Raises:
        Untried: There are no migrations.
    """

    def __init__(self, database: Database, ini: str) -> None:
        self._database, self._ini = database, ini
        settings = getattr(database.config, "alembic_config", None)
        folder = Path(getattr(settings, "script_location", "") or "")
        self._own = bool(folder.name) and (folder / "env.py").is_file()
        if not self._own and not ini:
            raise Untried(
                f"the project has no migrations: there is no {folder or 'migrations'}/env.py and no alembic.ini"
            )
        if not self._script().get_heads():
            raise Untried("the project's folder of migrations has none")

    def config(self) -> Any:
        """The configuration of Alembic."""
        if self._own:
            from advanced_alchemy.alembic.commands import AlembicCommands

            return AlembicCommands(self._database.config).config
        from alembic.config import Config

        config = Config(self._ini)
        config.attributes["configure_logger"] = False
        url = self._database.engine.url.render_as_string(hide_password=False)
        config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
        return config

    def _script(self) -> Any:
        from alembic.script import ScriptDirectory

        return ScriptDirectory.from_config(self.config())

    def revisions(self) -> list[str]:
        """The revisions, the newest first."""
        return [f"{one.revision}: {one.doc}" for one in self._script().walk_revisions()]

    def run_migrations(self, name: str, *arguments: Any) -> str:
        """Run one of Alembic's commands, in a thread in which no event loop runs; what it prints."""
        from alembic import command

        config = self.config()
        config.stdout = printed = io.StringIO()
        self._database.dispose()
        _apart(lambda: getattr(command, name)(config, *arguments))
        return printed.getvalue()

    def script(self, step: str) -> str:
        """How a user does the same."""
        words = {"downgrade": "downgrade base", "autogenerate": "check"}.get(step, "upgrade head")
        if self._own:
            words = words.replace("upgrade head", "upgrade").replace("downgrade base", "downgrade base")
            return f"# with the application's database set to an empty one\nlitestar database {words} --no-prompt\n"
        return f"# with the database of {self._ini} set to an empty one\nalembic -c {self._ini} {words}\n"


def _apart(call: Callable[[], Any]) -> None:
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                call()
        except BaseException as error:  # noqa: BLE001 - raised where it belongs, below
            failed.append(error)

    thread = threading.Thread(target=run, name="assay-migrations")
    thread.start()
    thread.join()
    if failed:
        raise failed[0] if isinstance(failed[0], Exception) else RuntimeError(repr(failed[0]))


def _upgraded(bench: Bench, database: Database, runner: Runner) -> list[str]:
    runner.run_migrations("upgrade", "head")
    there = bench.witness.tables(database.slot)
    if not _but_alembics(there):
        raise Missed("the upgrade ended without an error, and there is no table")
    return [f"tables: {', '.join(sorted(there))}", f"{len(runner.revisions())} migrations"]


def _downgraded(bench: Bench, database: Database, runner: Runner) -> list[str]:
    runner.run_migrations("downgrade", "base")
    left = _but_alembics(bench.witness.tables(database.slot))
    if left:
        raise Missed(f"after the downgrade these tables are left: {', '.join(sorted(left))}")
    return ["no table is left but that of the revision"]


def _but_alembics(tables: Mapping[str, Sequence[str]]) -> set[str]:
    """Tables but that in which Alembic notes where the database is: ``env.py`` may call it as it likes."""
    return {name for name, columns in tables.items() if [column.lower() for column in columns] != ["version_num"]}


def _compared(runner: Runner) -> list[str]:
    from alembic.util.exc import AutogenerateDiffsDetected

    try:
        runner.run_migrations("check")
    except AutogenerateDiffsDetected as found:
        differences = [text for one in _flat(getattr(found, "diffs", [])) if (text := _shown(one))]
        said = (
            f"autogenerate finds {len(differences)} differences: {'; '.join(differences[:4])}"
            if differences
            else str(found)
        )
        raise Missed(said, tuple(differences)) from found
    return ["autogenerate finds nothing"]


def _flat(differences: Any) -> Iterator[tuple[Any, ...]]:
    for one in differences:
        if isinstance(one, list):
            yield from _flat(one)
        else:
            yield one


def _shown(difference: tuple[Any, ...]) -> str:
    """A difference in a few words."""
    kind, *about = difference
    words = []
    for one in about:
        if isinstance(one, (sa.Table, sa.Column, sa.Index)):
            words.append(
                f"{one.table.name}.{one.name}"
                if isinstance(one, sa.Column) and one.table is not None
                else str(one.name)
            )
        elif isinstance(one, sa.Constraint):
            columns = ", ".join(c.name for c in getattr(one, "columns", ()))
            words.append(f"{one.name or type(one).__name__}({columns})")
        elif isinstance(one, dict):
            continue
        elif one is not None:
            words.append(str(one))
    return f"{str(kind).replace('_', ' ')} {' '.join(words)}"
