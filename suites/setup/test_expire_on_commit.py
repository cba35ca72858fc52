"""``expire_on_commit``: what an object is worth after the commit."""

from __future__ import annotations

import pytest

from assay.checking import Reader, RunningApp, Target, Watch, answer, proves
from suites.conftest import StartApp

EXPIRED = {True: 500, False: 201}
"""The status, by the target's colour, of an answer that reads an expired attribute, which takes a SELECT.

An async session cannot send one when an attribute is read, so it raises; a sync one quietly reads the row again.
"""


def commit_then_read(running: RunningApp, watch: Watch, status: int) -> list[str]:
    """Have an attribute read after the commit; gives the SELECTs that this took, or failed to send."""
    with watch() as statements:
        body = answer(running.post("/probes/setup/commit-then-read", {"name": "Agatha"}), status)
    assert status != 201 or body == {"name": "Agatha"}, f"the attribute's value was {body}"
    # SQLAlchemy 2.1 makes an async cursor before it sends anything, so that the statement is only in the error.
    refused = [str(getattr(error, "statement", "")) for error in running.recorder.exceptions]
    return [text for text in (*statements, *refused) if text.lstrip().upper().startswith("SELECT")]


@proves("setup.expire-on-commit-false")
def test_false_keeps_values(start_app: StartApp, reader: Reader, sql: Watch) -> None:
    """With False the value is there after the commit, without SQL."""
    selects = commit_then_read(start_app(probes="setup", expire_on_commit=False), sql, 201)
    assert selects == [], "reading an attribute after the commit took SQL"
    assert reader.count("author") == 1


@proves("setup.expire-on-commit-false")
@pytest.mark.parametrize("setting", [True, None], ids=["true", "default"])
def test_otherwise_values_expire(
    start_app: StartApp, reader: Reader, sql: Watch, target: Target, setting: bool | None
) -> None:
    """With True, and by default, the value is gone after the commit: it is this setting that keeps it."""
    selects = commit_then_read(start_app(probes="setup", expire_on_commit=setting), sql, EXPIRED[target.is_async])
    assert selects, "reading an attribute after the commit took no SQL"
    assert reader.count("author") == 1, "the commit itself did not happen"
