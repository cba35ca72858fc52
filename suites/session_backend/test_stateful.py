"""A backend that is told this and that, and a dict with a clock that knows what must come of it."""

from __future__ import annotations

import datetime

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from litestar.middleware.session.server_side import ServerSideSessionConfig

from assay.checking import Reader, RunningApp, proves, same_everywhere
from suites.session_backend.conftest import Rows, StartSessions, backend_of

TABLE = "user_sessions"
LIFE = 10_000
STEP = 4_000
"""Three steps are longer than a life by far more than a check may take, and two are as much shorter."""
LONG = "x" * 255
IDS = st.sampled_from(["a", "b", "c 1", "d%_", LONG, LONG + "tail", LONG + "other tail"])
DATA = st.binary(max_size=60) | st.sampled_from([b"", b"\x00", b"QUJD", b"{}"])


class Client(RuleBasedStateMachine):
    """Sets, gets, deletes and ages sessions; the dict holds an id's data, and how long ago it was touched."""

    app: RunningApp
    reader: Reader

    @initialize()
    def start(self) -> None:
        """Every sequence begins with an empty table."""
        self.reader.empty([TABLE])
        self.expected: dict[str, tuple[bytes, int]] = {}
        self.now = 0

    def live(self, session_id: str) -> bool:
        """Whether a session is there and has not ended."""
        return session_id in self.expected and self.now - self.expected[session_id][1] < LIFE

    @rule(session_id=IDS, data=DATA)
    def set(self, session_id: str, data: bytes) -> None:
        """set() stores and begins a life, whatever was there."""
        self.app.call(backend_of(self.app).set, session_id, data, None)
        self.expected[session_id[:255]] = (data, self.now)

    @rule(session_id=IDS)
    def get(self, session_id: str) -> None:
        """get() gives the data of a live session and begins its life anew, and removes one that has ended."""
        held = self.app.call(backend_of(self.app).get, session_id, None)
        key = session_id[:255]
        expected = self.expected[key][0] if self.live(key) else None
        assert held == expected, f"get gives {held!r}, expected {expected!r}"
        if self.live(key):
            self.expected[key] = (self.expected[key][0], self.now)
        else:
            self.expected.pop(key, None)

    @rule(session_id=IDS)
    def delete(self, session_id: str) -> None:
        """delete() removes one."""
        self.app.call(backend_of(self.app).delete, session_id, None)
        self.expected.pop(session_id[:255], None)

    @rule()
    def delete_expired(self) -> None:
        """delete_expired() removes those that have ended."""
        self.app.call(backend_of(self.app).delete_expired)
        self.expected = {key: value for key, value in self.expected.items() if self.live(key)}

    @rule(steps=st.integers(1, 3))
    def age(self, steps: int) -> None:
        """Time passes: all sessions are nearer to their ends."""
        table = self.reader.table(TABLE)
        for row in self.reader.rows(TABLE):
            end = row["expires_at"] - datetime.timedelta(seconds=steps * STEP)
            rewritten = {**row, "expires_at": end}
            self.reader.execute(sa.delete(table).where(table.c.session_id == row["session_id"]))
            self.reader.insert(TABLE, {key: value for key, value in rewritten.items() if value is not None})
        self.now += steps * STEP

    def teardown(self) -> None:
        """At the end the table holds what the dict holds."""
        stored = {row["session_id"]: row["data"] for row in self.reader.rows(TABLE)}
        expected = {key: data for key, (data, _) in self.expected.items()}
        assert stored == expected, f"stored: {stored}, expected: {expected}"


@proves(
    "session-backend.database-persistence",
    "session-backend.expired-filtered-on-retrieval",
    "session-backend.renewed-on-each-request",
)
def test_any_sequence(start_sessions: StartSessions, rows: Rows) -> None:
    """Whatever a backend is told, its answers and in the end the table are those of a dict."""
    app = start_sessions(session_config=ServerSideSessionConfig(max_age=LIFE))
    bound = type("BoundClient", (Client,), {"app": app, "reader": rows.reader})
    run_state_machine_as_test(bound, settings=same_everywhere(8, steps=12))
