"""Nothing commits but the handler itself."""

from __future__ import annotations

import pytest

from assay.checking import Reader, RunningApp, answer, proves
from suites.repository_only.seeding import stored_names

ENDINGS: dict[str, tuple[str, int, list[str]]] = {
    "commit-after-both": ("committed-once", 201, ["first", "second"]),
    "raise-between": ("failed-between", 418, []),
    "raise-after-a-commit": ("failed-after-commit", 418, ["first"]),
    "rollback-and-go-on": ("rolled-back", 201, ["second"]),
    "no-commit": ("never-committed", 201, []),
}


@proves("repository-only.explicit-transaction-control")
@pytest.mark.parametrize(("path", "status", "stored"), ENDINGS.values(), ids=ENDINGS)
def test_ending(probe_app: RunningApp, reader: Reader, path: str, status: int, stored: list[str]) -> None:
    """What the handler commits is stored, nothing else, whatever the answer's status is."""
    answer(probe_app.post(f"/probe/{path}", {}), status)
    found = stored_names(reader)
    assert found == stored, f"stored {found}, not {stored}"
    assert probe_app.checked_out() == 0, "a connection was not given back"


@proves("repository-only.explicit-transaction-control")
def test_what_was_left_does_not_reach_the_next_request(probe_app: RunningApp, reader: Reader) -> None:
    """A later request's commit does not store what an earlier one left uncommitted."""
    answer(probe_app.post("/probe/never-committed", {}), 201)
    answer(probe_app.post("/probe/committed-once", {}), 201)
    found = stored_names(reader)
    assert found == ["first", "second"], f"stored {found}, not what the second request committed"
