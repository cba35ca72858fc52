"""Whose fault an answer of 5xx is: the application's, or perhaps that of rows that only Assay would write."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy.exc import MissingGreenlet
from sqlalchemy.orm.exc import DetachedInstanceError

from .lines import Untried, causes, told
from .rows import Maker
from .serving import SECONDS, Answer, Serving, not_ours

_OF_SESSIONS = (MissingGreenlet, DetachedInstanceError)
"""What SQLAlchemy raises when its objects are used wrongly, whatever their values: an attribute that is not loaded."""


def failed(answer: Answer) -> bool:
    """Whether a request was answered with 5xx, or not in time."""
    return answer.status >= 500 or answer.status == 0


class Seeded:
    """The rows that Assay has written for requests to find.

    Args:
        makers: What has written them.
        served: The application.
    """

    def __init__(self, makers: Iterable[Maker], served: Serving) -> None:
        self._makers, self._served = tuple(makers), served

    def refuse_doubt(self, answer: Answer, ask: Callable[[], Answer]) -> None:
        """Leave a failure be if it is the application's whatever the rows are; the tables may be empty afterwards.

        Args:
            answer: What failed.
            ask: Sends the request again.

        Raises:
            Untried: It fails with the rows only, and may be their fault; or there was no answer in time.
        """
        if not answer.status:
            raise Untried(
                f"{answer.method} {answer.path} was not answered within {SECONDS:.0f} s: whether it hangs, or this "
                "machine is slow, is not told"
            )
        if any(isinstance(cause, _OF_SESSIONS) for error in answer.raised for cause in causes(error)):
            return
        for maker in self._makers:
            maker.clear()
        self._served.renew()
        again = ask()
        if failed(again) and not not_ours(again):
            return
        why = f": {told(answer.raised[0], 250)}" if answer.raised else ""
        raise Untried(
            f"{answer.method} {answer.path} answered {answer.status} with rows that Assay wrote{why}; without them it "
            f"answers {again.status}: see whether the application can come to have such rows"
        )


__all__ = ["Seeded", "failed"]
