"""What was probably meant by a name that there is not."""

from __future__ import annotations

import pytest

from assay.domain.close_names import did_you_mean

KNOWN = ["session-backend", "session-backend.get", "db-session", "postgres", "postgres-asyncpg", "crud", "crud.create"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("session", "; did you mean 'db-session' or 'session-backend'?"),
        ("sessions", "; did you mean 'db-session' or 'session-backend'?"),
        ("posgres", "; did you mean 'postgres'?"),
        ("postgress", "; did you mean 'postgres'?"),
        ("crud.crate", "; did you mean 'crud.create'?"),
        ("xyzzy", ""),
        ("", ""),
    ],
)
def test_a_slip_is_one_word_and_a_part_is_all_that_have_it(given: str, said: str) -> None:
    assert did_you_mean(given, KNOWN) == said


def test_of_many_some_are_named() -> None:
    known = [f"chapter{n}.session" for n in range(10)]
    assert did_you_mean("session", known).endswith(" or one of 4 more?")
