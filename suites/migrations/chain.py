"""The story of the reference application's own migrations."""

from __future__ import annotations

import uuid
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.schema import CreateTable

from suites.migrations import schema
from suites.migrations.story import Story

FIRST, SECOND, INDEX, DATA, HEAD = "0001", "0002", "0003", "0004", "0005"
APP_TABLES = frozenset({"author", "book"})
AUTHOR = uuid.UUID("00000000-0000-4000-8000-000000000001")
UNKNOWN = "deadbeef"


def forward(story: Story) -> None:
    """From an empty database to the newest revision, with mistakes on the way."""
    story.run("current of nothing", "show-current-revision")
    story.run("first", "upgrade", FIRST, "--no-prompt")
    story.run("current of first", "show-current-revision")
    _add(story, "  Agatha  ")
    story.run("unknown", "upgrade", UNKNOWN, "--no-prompt")
    story.run("not confirmed", "upgrade")
    story.run("declined", "upgrade", typed="n\n")
    story.run("head", "upgrade", "--no-prompt")
    story.seen["authors"] = _authors(story)
    story.describe("schema at head")
    story.run("again", "upgrade", "--no-prompt")
    story.run("current of head", "show-current-revision")
    story.run("check", "check")
    story.runtime.reader.insert("author", {"id": uuid.uuid4(), "name": "Ngũgĩ 🖋 \"'%\\", "dob": None})
    story.run("dump", "dump-data", "--table", "author", "--table", "nosuch", "--dir", str(story.directory / "out"))
    story.seen["stored"] = story.runtime.reader.rows("author")


def back(story: Story) -> None:
    """Down again from the newest revision, step by step, then up from the places on the way."""
    story.run("head", "upgrade", "--no-prompt")
    _add(story, "Agatha")
    story.run("not confirmed", "downgrade", SECOND)
    story.run("unknown", "downgrade", UNKNOWN, "--no-prompt")
    story.run("second", "downgrade", SECOND, "--no-prompt")
    story.run("head from second", "upgrade", "--no-prompt")
    story.run("second again", "downgrade", SECOND, "--no-prompt")
    story.run("one step", "downgrade", "--no-prompt")
    story.seen["authors"] = _authors(story)
    story.run("current", "show-current-revision")
    story.run("base", "downgrade", "base", "--no-prompt")
    story.seen["left"] = schema.types_and_sequences(story.url)
    for branch in (INDEX, DATA):
        story.run(branch, "upgrade", branch, "--no-prompt")
        story.run(f"head from {branch}", "upgrade", "--no-prompt")
        story.run(f"base from {branch}", "downgrade", "base", "--no-prompt")


def dropped(story: Story) -> None:
    """Dropping all, and pretending."""
    story.run("head", "upgrade", "--no-prompt")
    _add(story, "Agatha")
    stranger = sa.Table("stranger", sa.MetaData(), sa.Column("id", sa.String(10), primary_key=True))
    story.runtime.reader.execute(CreateTable(stranger))
    story.run("declined", "drop-all", typed="n\n")
    story.run("not confirmed", "drop-all")
    story.run("dropped", "drop-all", "--no-prompt")
    story.run("dropped again", "drop-all", "--no-prompt")
    story.run("stamp-migration", "stamp-migration", HEAD)
    story.run("unknown", "stamp", UNKNOWN)
    story.run("stamped", "stamp", "head")
    story.run("upgrade of stamped", "upgrade", "--no-prompt")
    story.run("stamped first", "stamp", FIRST)


def _add(story: Story, name: str) -> None:
    # the step before may have failed, and then there is nothing to write to
    if "author" in story.runtime.reader.tables():
        story.runtime.reader.insert("author", {"id": AUTHOR, "name": name, "dob": None})


def _authors(story: Story) -> list[str]:
    reader = story.runtime.reader
    return [row["name"] for row in reader.rows("author")] if "author" in reader.tables() else []


def dumped(story: Story) -> Path:
    """Where the table of authors was dumped."""
    return story.directory / "out" / "author.json"
