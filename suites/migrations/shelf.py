"""Stories of small projects, from an empty directory on."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

from reference_app.settings import MIGRATIONS
from suites.migrations import schema
from suites.migrations.story import Story

AUTHOR = uuid.UUID("00000000-0000-4000-8000-000000000001")
TABLES = frozenset({"author", "book", "loan"})

BROKEN = '''\
"""A table, and then something that cannot be done."""

import sqlalchemy as sa
from alembic import op

revision = "broken"
down_revision = None


def upgrade():
    with op.get_context().autocommit_block():
        op.create_table("half", sa.Column("id", sa.String(10), nullable=False), sa.PrimaryKeyConstraint("id"))
        op.add_column("nosuch", sa.Column("note", sa.String(10), nullable=True))


def downgrade():
    pass
'''
"""As the library's template makes them: all in one block that commits each statement at once."""


def changes(story: Story) -> None:
    """The page's commands in the page's order, with models of one's own, which change after the first revision."""
    story.make("shelf")
    story.run("init", "init", "./migrations", "--no-prompt")
    story.run("made", "make-migrations", "-m", "The first tables", "--no-prompt")
    story.seen["made"] = story.revisions()
    story.run("upgraded", "upgrade", "--no-prompt")
    story.describe("upgraded")
    if "author" in story.runtime.reader.tables():
        story.runtime.reader.insert("author", {"id": AUTHOR, "name": "Agatha", "dob": None})
    story.run("nothing", "make-migrations", "-m", "Nothing", "--no-prompt")
    story.edit("shelf", "models_note.py")
    story.run("note", "make-migrations", "-m", "A note", "--no-prompt")
    story.seen["note"] = story.revisions()
    story.run("note upgraded", "upgrade", "--no-prompt")
    story.describe("note upgraded")
    story.edit("shelf", "models_changed.py")
    story.run("changed", "make-migrations", "-m", "All kinds", "--no-prompt")
    story.seen["changed"] = story.revisions()
    _remove_newest(story, "All kinds")
    story.run("base", "downgrade", "base", "--no-prompt", cold=True)
    story.seen["left"] = schema.types_and_sequences(story.url)
    # as the only revision there is: on its own, so that nothing else can be what fails
    for revision in story.revisions():
        (story.directory / "migrations/versions" / revision.file).unlink()
    (story.directory / "migrations/versions").mkdir(parents=True, exist_ok=True)
    (story.directory / "migrations/versions/broken.py").write_text(BROKEN, encoding="utf-8")
    story.run("broken", "upgrade", "--no-prompt")


def created(story: Story) -> None:
    """What create_all makes of the same models."""
    story.make("shelf")
    story.note("create_all", story.terminal.python("create_all.py"))
    story.describe("create_all")


def mixed(story: Story) -> None:
    """The models that the library brings."""
    story.make("mixins")
    story.run("init", "init", "./migrations", "--no-prompt")
    story.run("made", "make-migrations", "-m", "first", "--no-prompt")
    story.run("upgraded", "upgrade", "--no-prompt")
    story.describe("upgraded")
    story.run("again", "make-migrations", "-m", "second", "--no-prompt")
    story.seen["again"] = story.revisions()[1:]


def mixed_created(story: Story) -> None:
    """What create_all makes of the models that the library brings."""
    story.make("mixins")
    story.note("create_all", story.terminal.python("create_all.py"))
    story.describe("create_all")
    story.run("init", "init", "./migrations", "--no-prompt")
    story.run("made", "make-migrations", "-m", "first", "--no-prompt")
    story.seen["made"] = story.revisions()


def located(story: Story) -> None:
    """A directory that only the configuration names."""
    story.make("shelf")
    _configure(story, "./db_migrations/")
    story.run("init", "init", "--no-prompt")
    story.run("made", "make-migrations", "-m", "first", "--no-prompt")
    story.run("upgraded", "upgrade", "--no-prompt")


def percent(story: Story) -> None:
    """A directory whose name has a percent sign."""
    story.make("shelf")
    _configure(story, "./half%done/")
    story.run("init", "init", "--no-prompt")
    story.run("made", "make-migrations", "-m", "first", "--no-prompt")
    story.run("upgraded", "upgrade", "--no-prompt")


def mislocated(story: Story) -> None:
    """Another directory than the one that the configuration names."""
    story.make("shelf")
    _configure(story, "./db_migrations/")
    story.run("init", "init", "./migrations", "--no-prompt")
    story.run("made", "make-migrations", "-m", "first", "--no-prompt")


def alembic(story: Story) -> None:
    """The page's alternative directory, which has the name of a package."""
    story.make("shelf")
    _configure(story, "./alembic/")
    story.run("init", "init", "./alembic", "--no-prompt", cold=True)
    story.run("made", "make-migrations", "-m", "first", "--no-prompt", cold=True)
    story.run("upgraded", "upgrade", "--no-prompt", cold=True)
    story.note("module", story.terminal.module("litestar", "database", "show-current-revision"))


def tour(story: Story) -> None:
    """Each of Alembic's commands, under the name that it has here."""
    story.make("shelf")
    story.write("models.py", "from reference_app.authors.models import AuthorModel, BookModel  # noqa: F401\n")
    shutil.copytree(MIGRATIONS, story.directory / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    editor = story.directory / "editor"
    editor.write_text('#!/bin/sh\necho "# edited" >> "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    story.terminal.environment.update(EDITOR=str(editor), VISUAL=str(editor))
    for name, (arguments, _) in COMMANDS.items():
        story.run(name, *arguments)
    story.seen["edited"] = (story.directory / "migrations/versions/0004_trimmed_names.py").read_text(encoding="utf-8")


COMMANDS: dict[str, tuple[tuple[str, ...], str]] = {
    "list_templates": (("list-templates",), r"asyncio"),
    "init": (("init", "./elsewhere", "--no-prompt"), r"Generating .*env\.py"),
    "ensure_version": (("ensure-version",), r"version table"),
    "heads": (("heads",), r"0005 \(head\)"),
    "branches": (("branches",), r"0002 \(branchpoint\)"),
    "history": (("history",), r"<base> -> 0001"),
    "show": (("show", "0003"), r"Parent: 0002"),
    "upgrade": (("upgrade", "--no-prompt"), r"Running upgrade 0003, 0004 -> 0005"),
    "current": (("show-current-revision",), r"0005 \(head\)"),
    "check": (("check",), r"No new upgrade operations detected"),
    "downgrade": (("downgrade", "base", "--no-prompt"), r"Running downgrade 0001 -> "),
    "stamp": (("stamp", "0001"), r"Running stamp_revision  -> 0001"),
    "edit": (("edit", "0004"), r"Opening revision 0004"),
    "revision": (("make-migrations", "-m", "left", "--no-autogenerate", "--no-prompt"), r"Generating .*_left_"),
    "merge": (("merge", "heads", "-m", "joined", "--no-prompt"), r"Generating .*_joined_"),
}
"""Alembic's commands: what to run, and what the output has in it."""


def forked(story: Story) -> None:
    """Two heads, and their merging: the reference application's revisions, which this project has not merged yet."""
    story.make("shelf")
    story.run("init", "init", "./migrations", "--no-prompt")
    for path in (MIGRATIONS / "versions").glob("000[1-4]_*.py"):
        (story.directory / "migrations" / "versions").mkdir(parents=True, exist_ok=True)
        shutil.copy(path, story.directory / "migrations" / "versions")
    story.run("upgrade", "upgrade", "--no-prompt")
    story.run("merge-migrations", "merge-migrations", "heads", "-m", "joined", "--no-prompt", cold=True)
    story.run("merged", "merge", "heads", "-m", "joined", "--no-prompt", cold=True)
    story.seen["merged"] = story.revisions()
    story.run("heads", "heads")
    story.run("upgraded", "upgrade", "--no-prompt")
    story.run("current", "show-current-revision", cold=True)
    story.run("base", "downgrade", "base", "--no-prompt")
    story.run("merged again", "merge", "heads", "-m", "again", "--no-prompt")


def _remove_newest(story: Story, message: str) -> None:
    slug = message.lower().replace(" ", "_")
    for path in Path(story.directory / "migrations/versions").glob(f"*{slug}*.py"):
        path.unlink()


def _configure(story: Story, location: str) -> None:
    text = (story.directory / "app.py").read_text(encoding="utf-8")
    kind = "AlembicAsyncConfig" if story.runtime.target.is_async else "AlembicSyncConfig"
    text = text.replace("import SQLAlchemy", f"import {kind}, SQLAlchemy")
    text = text.replace('"])\n', f'"], alembic_config={kind}(script_location={location!r}))\n')
    (story.directory / "app.py").write_text(text, encoding="utf-8")


def listing(story: Story) -> None:
    """The list of commands."""
    story.make("shelf")
    story.run("bare", cold=True)
    story.run("help", "--help")
    story.note("alias", story.terminal.litestar("db", "--help"))
