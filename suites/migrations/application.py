"""The story of all models that the reference application has, in one new project."""

from __future__ import annotations

import re
from pathlib import Path

import reference_app
from suites.migrations.story import Story

_ROOT = Path(reference_app.__file__).parent
_BIND_KEY = re.compile(r"^    __bind_key__ = .*\n", re.MULTILINE)
_TABLE = re.compile(r"^    __tablename__ = \"(\w+)\"$", re.MULTILINE)

MODELS = {path.parent.name: path.read_text(encoding="utf-8") for path in sorted(_ROOT.glob("[!_]*/models.py"))}
"""The modules of models by chapter: whatever is added to the application is in it."""

TABLES = tuple(sorted(name for text in MODELS.values() for name in _TABLE.findall(text)))


def _models(story: Story) -> None:
    story.make("application")
    for name, text in MODELS.items():
        # in the application the chapters' tables are kept apart; here one configuration has all of them
        story.write(f"{name}_models.py", _BIND_KEY.sub("", text))
    imports = "".join(f"import {name}_models  # noqa: F401\n" for name in MODELS)
    story.write("models.py", imports)


def application(story: Story) -> None:
    """From nothing to the tables of all models, and once more."""
    _models(story)
    story.run("init", "init", "./migrations", "--no-prompt")
    story.run("made", "make-migrations", "-m", "first", "--no-prompt")
    story.seen["made"] = story.revisions()
    story.run("upgraded", "upgrade", "--no-prompt")
    story.describe("upgraded")
    story.run("again", "make-migrations", "-m", "second", "--no-prompt")
    story.seen["again"] = story.revisions()[1:]


def application_created(story: Story) -> None:
    """What create_all makes of the same models."""
    _models(story)
    story.note("create_all", story.terminal.python("create_all.py"))
    story.describe("create_all")
