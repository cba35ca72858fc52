"""Stories of projects with columns of the library's types."""

from __future__ import annotations

from collections.abc import Callable

from suites.migrations.story import Story

TABLES = (
    "moment",
    "reference",
    "text_reference",
    "document",
    "tagged",
    "counter",
    "secret",
    "letter",
)
PROJECT = "columns"

ONE_MODEL = '''\
"""One table with the type that is asked about."""

from typing import Any

from advanced_alchemy.base import UUIDBase
from sqlalchemy.orm import Mapped, mapped_column

{before}


class Thing(UUIDBase):
    """With one column."""

    __tablename__ = "thing"
    value: Mapped[Any | None] = mapped_column({column})
'''


def columns(story: Story) -> None:
    """All types: the first revision, and what it makes."""
    story.make(PROJECT)
    story.run("init", "init", "./migrations", "--no-prompt")
    story.run("made", "make-migrations", "-m", "first", "--no-prompt")
    story.seen["made"] = story.revisions()
    story.run("upgraded", "upgrade", "--no-prompt")
    story.describe("upgraded")
    story.run("again", "make-migrations", "-m", "second", "--no-prompt")
    story.seen["again"] = story.revisions()[1:]


def columns_created(story: Story) -> None:
    """What create_all makes of the same models."""
    story.make(PROJECT)
    story.note("create_all", story.terminal.python("create_all.py"))
    story.describe("create_all")


def one(name: str, before: str, column: str) -> Callable[[Story], None]:
    """The story of one type: what it is called, what the module has before the model, and the column."""

    def tell(story: Story) -> None:
        """The first revision, and what it makes."""
        story.make(PROJECT)
        story.write("models.py", ONE_MODEL.format(before=before, column=column))
        story.run("init", "init", "./migrations", "--no-prompt")
        story.run("made", "make-migrations", "-m", "first", "--no-prompt")
        files = story.directory.glob("migrations/versions/*.py")
        story.seen["made"] = "\n".join(path.read_text(encoding="utf-8") for path in files)
        story.run("upgraded", "upgrade", "--no-prompt")

    tell.__name__ = f"one {name}"
    return tell
