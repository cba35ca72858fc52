"""The story of the reference application's own migrations."""

from __future__ import annotations

import datetime
import uuid
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import CreateTable

from suites.migrations import schema
from suites.migrations.story import Story

FIRST, SECOND, INDEX, DATA, HEAD = "0001", "0002", "0003", "0004", "0005"
APP_TABLES = frozenset({"author", "book"})
AUTHOR = uuid.UUID("00000000-0000-4000-8000-000000000001")
UNKNOWN = "deadbeef"
AUTHORS: tuple[dict[str, Any], ...] = (
    {"id": AUTHOR, "name": "Agatha", "dob": datetime.date(1890, 9, 15)},
    {"id": uuid.UUID("00000000-0000-4000-8000-000000000002"), "name": "Ngũgĩ 🖋 \"'%\\\n", "dob": None},
)
WRITTEN = datetime.datetime(2026, 3, 4, 5, 6, 7, tzinfo=datetime.timezone.utc)
BOOK: dict[str, Any] = {
    "id": uuid.UUID("00000000-0000-4000-8000-000000000003"),
    "title": "Curtain",
    "author_id": AUTHOR,
    "created_at": WRITTEN,
    "updated_at": WRITTEN,
}


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


def dumped(story: Story) -> None:
    """Rows written to files, and read back from there."""
    story.run("head", "upgrade", "--no-prompt")
    reader, out = story.runtime.reader, story.directory / "out"
    if "book" in reader.tables():
        reader.insert("author", *AUTHORS)
        reader.insert("book", BOOK)
    tables = ("--table", "author", "--table", "nosuch")
    story.run("dump", "dump-data", *tables, "--dir", str(out), cold=True)
    story.seen["author.json"] = _text(out / "author.json")
    story.run("no table", "dump-data", "--dir", str(story.directory / "none"))
    story.run("all, not confirmed", "dump-data", "--table", "*", "--dir", str(story.directory / "unconfirmed"))
    story.run("all", "dump-data", "--table", "*", "--dir", str(story.directory / "all"), typed="y\n")
    for name in APP_TABLES:
        story.seen[name] = reader.rows(name) if name in reader.tables() else []
        story.seen[f"all {name}"] = _text(story.directory / "all" / f"{name}.json")


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
        if branch != DATA:
            story.run(f"base from {branch}", "downgrade", "base", "--no-prompt")


def dropped(story: Story) -> None:
    """Dropping all, and pretending."""
    story.run("upgraded", "upgrade", SECOND, "--no-prompt")
    _add(story, "Agatha")
    stranger = sa.Table("stranger", sa.MetaData(), sa.Column("id", sa.String(10), primary_key=True))
    story.runtime.reader.execute(CreateTable(stranger))
    story.run("declined", "drop-all", typed="n\n")
    story.run("not confirmed", "drop-all")
    story.run("dropped", "drop-all", "--no-prompt", cold=True)
    story.run("dropped again", "drop-all", "--no-prompt")
    story.run("stamp-migration", "stamp-migration", HEAD, cold=True)
    story.run("unknown", "stamp", UNKNOWN)
    story.run("stamped", "stamp", "head", cold=True)
    story.run("upgrade of stamped", "upgrade", "--no-prompt")
    story.run("stamped first", "stamp", FIRST)
    story.run("stamped base", "stamp", "base")
    story.run("head", "upgrade", "--no-prompt")
    story.run("dropped head", "drop-all", "--no-prompt")


def _add(story: Story, name: str) -> None:
    # the step before may have failed, and then there is nothing to write to
    if "author" in story.runtime.reader.tables():
        story.runtime.reader.insert("author", {"id": AUTHOR, "name": name, "dob": None})


def _authors(story: Story) -> list[str]:
    reader = story.runtime.reader
    return [row["name"] for row in reader.rows("author")] if "author" in reader.tables() else []


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
