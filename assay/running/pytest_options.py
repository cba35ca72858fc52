"""What pytest was told besides Assay's options: what is refused, and what a run has to know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assay.domain.errors import UsageError

CHOSEN = pytest.StashKey[str]()
"""How many processes run checks and why, in words, if that was not said on the command line."""


@dataclass(frozen=True)
class Membership:
    """The run that an xdist worker belongs to.

    Args:
        run_id: Its id.
        run_dir: Where its servers are published.
        report_dir: Where its results go.
    """

    run_id: str
    run_dir: Path
    report_dir: Path

    @classmethod
    def of(cls, workerinput: Mapping[str, str]) -> Membership:
        """What the owner of the run has told a worker; see :meth:`told`."""
        return cls(workerinput["assay_run"], Path(workerinput["assay_dir"]), Path(workerinput["assay_report"]))

    def told(self) -> dict[str, str]:
        """What the owner of the run tells its workers."""
        return {"assay_run": self.run_id, "assay_dir": str(self.run_dir), "assay_report": str(self.report_dir)}


@dataclass(frozen=True)
class PytestOptions:
    """How pytest runs this process.

    Args:
        start: The directory in which it was started.
        only_lists: Whether it runs nothing, and lists what there is.
        distributed: Whether the checks run in processes of their own.
        workers: How many these are, as it was given; 1 without.
        member_of: The run that this process is a worker of; None in the process that owns one.
    """

    start: Path
    only_lists: bool = False
    distributed: bool = False
    workers: int | str = 1
    member_of: Membership | None = None

    @classmethod
    def of(cls, config: pytest.Config) -> PytestOptions:
        """What pytest was told.

        Raises:
            UsageError: Something with which failures would look different, warnings be exceptions, a check run twice,
                or none at all.
        """
        option = config.option
        _refuse(option)
        workerinput: dict[str, Any] | None = getattr(config, "workerinput", None)
        only_lists = option.collectonly or option.showfixtures or option.show_fixtures_per_test
        if option.setuponly and not only_lists:  # --setup-plan too
            raise UsageError("--setup-only and --setup-plan run no check; --collect-only lists them")
        return cls(
            start=config.invocation_params.dir,
            only_lists=only_lists,
            distributed=workerinput is None and bool(getattr(option, "tx", None)),  # there without xdist too
            workers=getattr(option, "numprocesses", None) or 1,
            member_of=Membership.of(workerinput) if workerinput else None,
        )


def _refuse(option: Any) -> None:
    """Refuse what changes verdicts, or the number of times that a check runs."""
    if getattr(option, "assertmode", "plain") != "rewrite":
        raise UsageError("--assert=plain and -p no:assertion change how failures look, by which known issues are told")
    for name, once in (("count", 1), ("reruns", 0), ("retries", 0)):
        if (given_number := getattr(option, name, None)) not in (None, once):
            raise UsageError(f"--{name} {given_number}: a check runs once; a second try would say nothing else")
    if getattr(option, "dist", "no") == "each":
        raise UsageError("--dist each: a check runs once, not on each worker; leave it out, or name another")
    overridden = [value for value in option.override_ini or () if value.partition("=")[0].strip() == "filterwarnings"]
    if given := [f"-W {value}" for value in option.pythonwarnings or ()] + [f"-o {value}" for value in overridden]:
        raise UsageError(f"{given[0]}: what becomes of warnings is not to be chosen: it changes verdicts")
