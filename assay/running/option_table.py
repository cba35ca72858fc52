"""The options of a run: one table of their names and helps. Imports nothing, so that a help is shown at once."""

from __future__ import annotations

from dataclasses import dataclass

WHOLE_DIR = "reports/latest"
PART_DIR = "reports/part"
"""Where the report of a part goes if nobody says otherwise: that of a whole run stays."""

ALL = "all"
"""What stands for every backend in ``--source``."""


WHAT_RUNS = "What runs"
SERVERS = "Servers"
KNOWN = "Known issues and profiles"
FOLDERS = "Folders"
GROUPS = (WHAT_RUNS, SERVERS, KNOWN, FOLDERS)
"""What options are about, in the order in which a help shows them."""


@dataclass(frozen=True)
class Option:
    """An option as a user sees it, of ``assay run`` and of the commands that start servers or runs themselves.

    Args:
        name: Its name, without dashes before it.
        group: What it is about: one of :data:`GROUPS`.
        help: What it says or does, without its default.
        metavar: What stands for its value; empty for a flag.
        repeatable: Whether it can be given several times.
        default: What holds if it is not given, in words; empty for a flag, or where that needs no saying.
        runs_only: Why no command but ``assay run`` and ``assay selftest`` has it; empty if others have it too.
    """

    name: str
    group: str
    help: str
    metavar: str = ""
    repeatable: bool = False
    default: str = ""
    runs_only: str = ""

    @property
    def parameter(self) -> str:
        """Its name in Python."""
        return self.name.replace("-", "_")

    def described(self, default: str | None = None) -> str:
        """Its help with its default.

        Args:
            default: The default of a command that has its own.
        """
        said = self.default if default is None else default
        return f"{self.help} (default: {said})" if said else self.help


_NAMES = "NAME[,NAME...]"

OPTIONS = (
    Option("target", WHAT_RUNS, "Targets or backends to run on", _NAMES, repeatable=True, default="all"),
    Option(
        "store",
        WHAT_RUNS,
        "Object stores to run checks of files on",
        _NAMES,
        repeatable=True,
        default="all",
        runs_only="the other commands start the server of every store that the selected checks need",
    ),
    Option("feature", WHAT_RUNS, "Feature ids or chapters to check", _NAMES, repeatable=True, default="all"),
    Option(
        "profile",
        WHAT_RUNS,
        "How many examples checks draw that generate their data: default, or nightly, which draws 20 times as many",
        "NAME",
        default="default",
        runs_only="they compare what one profile answers",
    ),
    Option(
        "require",
        WHAT_RUNS,
        "Targets, backends (their every target) and stores that must run",
        _NAMES,
        repeatable=True,
        runs_only="the other commands say of every server whether it can be had, and compare what ran",
    ),
    Option(
        "allow-missing",
        WHAT_RUNS,
        "What --target and --store name may be missing, and the run passes",
        runs_only="the exit codes of the other commands have reasons of their own",
    ),
    Option(
        "source",
        SERVERS,
        "Force where servers come from: container, local or url",
        "[BACKEND=]SOURCE",
        repeatable=True,
    ),
    Option(
        "database-url",
        SERVERS,
        "Use this server of yours for its backend; Assay creates its own databases there and drops them",
        "URL",
        repeatable=True,
    ),
    Option(
        "server-version",
        SERVERS,
        "Run this version of a server, in a container: one of images.toml or a tag of the official image",
        "BACKEND=VERSION",
        repeatable=True,
    ),
    Option(
        "attempt-absent",
        KNOWN,
        "Also try what a profile says a backend cannot do, and report it",
        runs_only="it is about the profiles of Assay, not about versions or servers",
    ),
    Option(
        "ledger",
        KNOWN,
        "Known issues of your own, laid over known_issues.toml: an entry takes the place of one with its id",
        "FILE",
        repeatable=True,
        runs_only="what fails on both sides of a comparison is told from what regressed without it",
    ),
    Option(
        "servers-from",
        SERVERS,
        "Use the servers that another process keeps (`assay servers`)",
        "DIR",
        runs_only="the other commands start their servers themselves",
    ),
    Option(
        "report-dir",
        FOLDERS,
        "Where the report goes",
        "DIR",
        default=f"{WHOLE_DIR}; that of a part of the suites: {PART_DIR}",
    ),
    Option(
        "baseline",
        FOLDERS,
        "An earlier run, a directory or results file: the first screen says what changed since",
        "DIR",
        default="the last whole run",
        runs_only="the other commands compare runs of their own",
    ),
    Option(
        "suite-dir",
        FOLDERS,
        "Folder of catalogue.toml, known_issues.toml, golden.txt and the checks",
        "DIR",
        default="Assay's own suites",
        runs_only="the other commands are about Assay's own suites",
    ),
)
"""All of them, in the order in which they are shown."""


def option(name: str) -> Option:
    """The option of that name."""
    return next(found for found in OPTIONS if found.name == name)
