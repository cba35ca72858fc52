"""Stories of configurations: two with a bind key each, and one with options of its own."""

from __future__ import annotations

from typing import Any

from assay.checking import TargetRuntime
from suites.migrations.schema import VERSION_TABLE
from suites.migrations.story import Story

OPTIONS: dict[str, str] = {
    "plain": "",
    "version-table": "version_table_name='own_versions'",
    "version-schema": "version_table_schema='own_place'",
    "batch": "render_as_batch=True",
    "no-batch": "render_as_batch=False",
    "types": "compare_type=True",
    "no-types": "compare_type=False",
    "prefix": "user_module_prefix='own.'",
}
"""What is given to the configuration of Alembic, by a name; each of another length, as Python looks at that too."""


def branches(story: Story, second: TargetRuntime) -> None:
    """Migrations of two databases, from nothing to the newest and back; the second is looked at after each command."""
    story.make("branches")
    story.terminal.environment["SECOND_DATABASE_URL"] = second.url.render_as_string(hide_password=False)

    def run(name: str, *arguments: str) -> None:
        story.run(name, *arguments)
        second.reader.forget()
        story.seen[name] = frozenset(second.reader.tables() - {VERSION_TABLE})

    run("init", "init", "--no-prompt")
    for key in ([], ["--bind-key", "reports"]):
        folder = "report_migrations" if key else "order_migrations"
        if not (story.directory / folder / "env.py").exists():
            run(f"init {folder}", "init", f"./{folder}", "--no-prompt", *key)
        run(f"made {folder}", "make-migrations", "-m", "first", "--no-prompt", *key)
        story.seen[folder] = story.revisions(folder)
    run("upgraded orders", "upgrade", "--no-prompt")
    run("upgraded reports", "upgrade", "--no-prompt", "--bind-key", "reports")
    run("check orders", "check")
    run("check reports", "check", "--bind-key", "reports")
    run("unknown key", "upgrade", "--no-prompt", "--bind-key", "nosuch")
    run("dropped reports", "drop-all", "--no-prompt", "--bind-key", "reports")
    run("dropped all", "drop-all", "--no-prompt")


def optional(story: Story) -> None:
    """One project with each of the options, one after the other."""
    story.make("shelf")
    story.run("init", "init", "./migrations", "--no-prompt")
    story.run("made", "make-migrations", "-m", "first", "--no-prompt")
    story.run("upgraded", "upgrade", "--no-prompt")
    story.edit("shelf", "models_changed.py")
    plain = (story.directory / "app.py").read_text(encoding="utf-8")
    known = {revision.file for revision in story.revisions()}
    for name, options in OPTIONS.items():
        story.write("app.py", _configured(plain, options))
        if name.startswith("version"):
            story.run(f"upgraded {name}", "upgrade", "--sql", "--no-prompt")
            continue
        story.run(f"made {name}", "make-migrations", "-m", name, "--no-prompt")
        made: list[Any] = [one for one in story.revisions() if one.file not in known]
        story.seen[name] = made
        for one in made:
            (story.directory / "migrations/versions" / one.file).unlink()


def _configured(text: str, options: str) -> str:
    text = text.replace("import SQLAlchemyAsyncConfig", "import AlembicAsyncConfig, SQLAlchemyAsyncConfig")
    text = text.replace("import SQLAlchemySyncConfig", "import AlembicAsyncConfig, SQLAlchemySyncConfig")
    return text.replace('"])\n', f'"], alembic_config=AlembicAsyncConfig({options}))\n')
