"""``litestar database``: the list of commands, and applications that have none."""

from __future__ import annotations

import re

import pytest

from assay.checking import proves
from suites.cli.terminal import Terminal
from suites.migrations.story import Story

DOCUMENTED = (
    "downgrade",
    "drop-all",
    "dump-data",
    "init",
    "make-migrations",
    "merge-migrations",
    "show-current-revision",
    "stamp-migration",
    "upgrade",
)
"""The commands that the page's listing shows."""

WITHOUT_PLUGIN = "from litestar import Litestar\n\napp = Litestar()\n"
BROKEN = "import nosuch_module\n"


def commands(output: str) -> set[str]:
    """The names in a listing: what stands first in a line of its box."""
    return set(re.findall(r"^\W*([a-z][a-z-]+)\s{2,}", output, re.MULTILINE))


@proves("migrations.command-group")
@pytest.mark.parametrize("name", DOCUMENTED)
def test_lists_the_documented_commands(listing: Story, name: str) -> None:
    """``litestar database`` shows each command that the page shows."""
    found = commands(listing["bare"].output)
    assert name in found, f"{name} is not among the commands {sorted(found)}"


@proves("migrations.command-group")
def test_says_what_it_is(listing: Story) -> None:
    """The listing has the usage line and the sentence of the page."""
    output = listing["bare"].output
    assert re.search(r"Usage: .*\bdatabase\b.*COMMAND", output), f"there is no usage line in {output}"
    assert "Manage SQLAlchemy database components." in output, output


@proves("migrations.command-group")
def test_listing_is_no_error(listing: Story) -> None:
    """The page has it as the way to get the listing, so its exit code is 0."""
    listing["bare"].succeeded()


@proves("migrations.db-alias")
def test_other_name_is_the_same_group(listing: Story) -> None:
    """``litestar db`` lists the same commands as ``litestar database``."""
    long, short = (commands(listing[name].succeeded().output) for name in ("help", "alias"))
    assert short == long, f"litestar db has {sorted(short)}, and litestar database {sorted(long)}"


@proves("migrations.command-group")
def test_help_is_the_same_listing(listing: Story) -> None:
    """``--help`` lists the same commands, with exit code 0."""
    asked = commands(listing["help"].succeeded().output)
    bare = commands(listing["bare"].output)
    assert asked == bare, f"--help lists {sorted(asked)}, without it there are {sorted(bare)}"


@proves("migrations.command-group")
@pytest.mark.parametrize(
    ("app", "message"),
    [
        ("nowhere:app", r"nowhere"),
        ("without:nothing", r"nothing"),
        ("without:app", r"No such command 'database'"),
        ("broken:app", r"nosuch_module"),
        ("", r"No such command 'database'"),
    ],
    ids=["no-module", "no-attribute", "no-plugin", "broken-module", "empty-directory"],
)
def test_missing_app(terminal: Terminal, app: str, message: str) -> None:
    """An application that is not there or cannot be used is refused, by name if it has one; nothing is written."""
    if app:
        (terminal.directory / "without.py").write_text(WITHOUT_PLUGIN, encoding="utf-8")
        (terminal.directory / "broken.py").write_text(BROKEN, encoding="utf-8")
    before = {p.name for p in terminal.directory.iterdir()}
    finished = terminal.database("init", "--no-prompt", app=app).refused()
    assert re.search(message, finished.output), f"{message!r} is not in what the user sees: {finished}"
    after = {p.name for p in terminal.directory.iterdir() if p.name != "__pycache__"}
    assert after == before, f"the command failed, and left {sorted(after - before)}"
