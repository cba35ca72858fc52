"""What can become of a feature on a target between two runs, and what of it fails a comparison."""

from __future__ import annotations

from enum import Enum

from assay.domain.verdicts import Verdict

HELD = frozenset({Verdict.PASS, Verdict.FIXED})
FAILED = frozenset({Verdict.FAIL, Verdict.KNOWN})


class Change(str, Enum):
    """What became of a feature on a target, in the order of reports: what fails a comparison comes first."""

    REGRESSED = "regressed"
    """It held, and now fails; or one of its checks did, whatever the others say."""
    NEW_FAILURE = "failing in a new check"
    """It held, and every check of it still does; one that the base did not have fails."""
    NEW_ERROR = "held, now an error"
    """It held, and now ends in an error that is not the library's: nobody knows whether it still holds."""
    WITHDRAWN = "held, no longer offered"
    """It held, or one of its checks did, and is unsupported now: whoever uses it no longer can."""
    LOST = "held, not run"
    """It held, or one of its checks did, and was not run though it was asked for."""
    GONE = "held, gone"
    """It held, and the candidate knows no such feature on this target, or no such target."""
    UNSEEN = "failing, not seen before"
    """It fails, or one of its checks does, and was not seen in the base: nobody knows whether it ever held."""
    HIDDEN = "failed, now an error"
    """It failed, and now ends in an error: nobody knows whether it is mended."""
    FIXED = "fixed"
    """It failed, and now holds; or some of its checks did, and none regressed."""
    NEW = "new"
    """The base did not offer it; the candidate does, whether it holds or not."""
    REMOVED = "removed"
    """It failed, and the candidate does not offer it; or a check is gone from it, and the others are as they were."""
    REASON = "changed reason"
    """It failed, or was not offered, on both sides, for different reasons."""
    LEFT_OUT = "held, not asked for"
    """It held, or one of its checks did, and the candidate was not asked for it."""
    UNASKED = "failing, not asked for before"
    """It fails, or one of its checks does, and the base was not asked for it."""
    NOT_COMPARABLE = "not comparable"
    """One side did not run it, or could not: nothing can be said."""
    SAME = "same"
    """Nothing changed."""

    @property
    def untold(self) -> bool:
        """Whether nobody can tell what became of it though both sides were asked: ``--allow-missing`` accepts it."""
        return self in (Change.LOST, Change.GONE, Change.UNSEEN, Change.HIDDEN)

    @property
    def fails_compare(self) -> bool:
        """Whether ``assay compare`` fails on it."""
        return self.untold or self in (Change.REGRESSED, Change.NEW_FAILURE, Change.NEW_ERROR, Change.WITHDRAWN)

    @property
    def fails_upgrade(self) -> bool:
        """Whether ``assay upgrade`` fails on it: it asks both sides for the same, so that nothing may be left out."""
        return self.fails_compare or self in (Change.LEFT_OUT, Change.UNASKED)

    @property
    def known(self) -> bool:
        """Whether it is known what became of the feature, be it that it is gone."""
        return self in (
            Change.REGRESSED,
            Change.NEW_FAILURE,
            Change.WITHDRAWN,
            Change.GONE,
            Change.FIXED,
            Change.NEW,
            Change.REMOVED,
            Change.REASON,
        )

    @property
    def listed(self) -> bool:
        """Whether reports list its pairs one by one; those of the others are grouped by their reasons, or counted."""
        return self.known or self in (Change.NEW_ERROR, Change.UNSEEN, Change.HIDDEN)


DOUBTS = (Change.NEW_ERROR, Change.LOST, Change.UNSEEN, Change.LEFT_OUT, Change.UNASKED, Change.HIDDEN)
"""Those of which nobody can say what became of them, the worst first."""
LISTED = tuple(change for change in Change if change.listed)
GROUPED = tuple(change for change in Change if not change.listed and change is not Change.SAME)
