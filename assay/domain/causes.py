"""Why a line of a run has its verdict, for programs; the reason beside it is for people."""

from __future__ import annotations

from enum import Enum


class Cause(str, Enum):
    """What a result line follows from, where something depends on it: a line that is not-run or unsupported has one."""

    NOT_SELECTED = "not-selected"
    """The run was not asked for it."""
    NO_CHECK = "no-check"
    """Nothing proves the feature yet."""
    NOT_COLLECTED = "not-collected"
    """The golden list has the check, and the run did not find it."""
    STOPPED = "stopped"
    """The run ended before its turn."""
    CUT_OFF = "cut-off"
    """The run was killed before its turn."""
    NO_LINE = "no-line"
    """Its line in the results file cannot be read, or is not there."""
    NO_PLAN = "no-plan"
    """The results file does not say what was to run."""
    NO_RUN = "no-run"
    """The run did not come about, such as in an environment that cannot be made."""
    NO_SERVER = "no-server"
    """Its server cannot be had."""
    LOST = "lost"
    """Its server died during the run."""
    NOT_OFFERED = "not-offered"
    """The installed version of the library does not have the feature."""
    ABSENT = "absent"
    """The profile says that the database or the store lacks a capability, and it was not tried, or failed."""
    HELD_ANYWAY = "held-anyway"
    """It was tried although the profile says that a capability is lacking, and it held."""
    BY_CHANCE = "by-chance"
    """It fails in some runs only, as the ledger says, and is known whether it held in this one or not."""
    NOT_IMPORTABLE = "not-importable"
    """A library under test cannot be imported, or not be used as its import asks."""
    CHECK = "check"
    """The check itself is at fault: that says nothing of other checks."""
    PROVES_NOTHING = "proves-nothing"
    """It held while a server refused something, which says nothing of other checks either."""

    @property
    def sentence(self) -> str:
        """The cause in words where these are always the same; empty where the reason tells more."""
        return _SENTENCES.get(self, "")


_SENTENCES = {
    Cause.NOT_SELECTED: "not selected",
    Cause.NO_CHECK: "no check yet",
    Cause.NOT_COLLECTED: "it is in the golden list, and was not collected",
    Cause.STOPPED: "the run was stopped before it came to this",
    Cause.CUT_OFF: "the run was killed before it came to this",
    Cause.NO_LINE: "its line in the results file is damaged, or there is none",
    Cause.NO_PLAN: "nobody knows what it was to run: its results file has no plan",
    Cause.HELD_ANYWAY: "it held although the profile says that it cannot",
}
