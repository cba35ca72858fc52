"""A session model with table arguments of its own."""

from __future__ import annotations

import datetime

import time_machine

from assay.checking import Reader, RunningApp, proves
from suites.processes import FreshProcess
from suites.session_backend import models, page
from suites.session_backend.conftest import Rows, StartSessions, backend_of, now
from suites.session_backend.test_model import indexes, unique

IMPORTS = "from sqlalchemy import Index\nfrom advanced_alchemy.extensions.litestar.session import SessionModelMixin\n"


@proves("session-backend.custom-table-args")
def test_directive_as_written(fresh_process: FreshProcess) -> None:
    """The page's class can be made, and has the page's index."""
    found = fresh_process("block", source=page.CUSTOM_TABLE_ARGS, drive=False)
    assert "stopped" not in found, f"the page's class stops at {found.get('stopped')}"
    assert "ix_user_sessions_custom" in found["indexes"], f"the indexes are {found['indexes']}"


@proves("session-backend.custom-table-args")
def test_directive_as_written_with_its_import(fresh_process: FreshProcess) -> None:
    """With declared_attr imported, the page's class can be made, and has the page's index."""
    source = f"from sqlalchemy.orm import declared_attr\n{page.CUSTOM_TABLE_ARGS}"
    found = fresh_process("block", source=source, drive=False)
    assert "stopped" not in found, f"the page's class stops at {found.get('stopped')}"
    assert "ix_user_sessions_custom" in found["indexes"], f"the indexes are {found['indexes']}"


@proves("guide112.session-table-args-directive")
def test_directive_of_the_newer_page(fresh_process: FreshProcess) -> None:
    """The class of the page of 1.12.0 can be made, and has the page's index beside the mixin's."""
    found = fresh_process("block", source=page.DIRECTIVE_OF_1_12, drive=False)
    assert "stopped" not in found, f"the page's class stops at {found.get('stopped')}"
    named = {"ix_user_sessions_custom", "ix_user_sessions_expires_at"}
    assert named <= {*found["indexes"]}, f"the indexes are {found['indexes']}"


@proves("session-backend.custom-table-args", "guide112.session-table-args-directive")
def test_directive_that_extends_the_mixin(own_tables: RunningApp, reader: Reader) -> None:
    """Built on the attribute of super(), the own index is made beside the mixin's."""
    found = indexes(reader, "indexed_sessions")
    own = found.get("ix_indexed_sessions_custom")
    assert own == (["session_id", "expires_at"], False), f"the indexes are {found}"
    assert "ix_indexed_sessions_expires_at" in found, f"the mixin's index is not among {sorted(found)}"
    assert ["session_id"] in unique(reader, "indexed_sessions").values(), "session_id is not unique"


@proves("session-backend.custom-table-args")
def test_directive_with_audit_columns(own_tables: RunningApp, reader: Reader) -> None:
    """With the audit columns added by their mixin, the page's index over created_at is made."""
    found = indexes(reader, "audited_sessions")
    own = found.get("ix_audited_sessions_custom")
    assert own == (["session_id", "created_at"], False), f"the indexes are {found}"
    assert ["session_id"] in unique(reader, "audited_sessions").values(), "session_id is not unique"


@proves("session-backend.table-args-concatenation")
def test_concatenation_as_written(fresh_process: FreshProcess) -> None:
    """The page's class can be made, and has the page's index."""
    found = fresh_process("block", source=IMPORTS + page.CONCATENATION, drive=False)
    assert "stopped" not in found, f"the page's class stops at {found.get('stopped')}"
    assert "ix_user_sessions_created_user" in found["indexes"], f"the indexes are {found['indexes']}"


@proves("session-backend.table-args-concatenation")
def test_concatenation_over_columns_that_are_there(fresh_process: FreshProcess) -> None:
    """With a column that is there instead of created_at, the page's class can be made."""
    source = IMPORTS + page.CONCATENATION.replace('"created_at"', '"expires_at"')
    found = fresh_process("block", source=source, drive=False)
    assert "stopped" not in found, f"the page's class stops at {found.get('stopped')}"
    assert "ix_user_sessions_created_user" in found["indexes"], f"the indexes are {found['indexes']}"


@proves("session-backend.column-created-at")
def test_created_at_of_the_audit_mixin(start_own: StartSessions, reader: Reader) -> None:
    """With the audit columns added, created_at is the time of the first save, and stays."""
    app = start_own(model=models.AuditedSession)
    rows = Rows(reader, "audited_sessions")
    before = now()
    app.call(backend_of(app).set, "one", b"1", None)
    after = now()
    first = rows.one("one")["created_at"]
    app.call(backend_of(app).set, "one", b"2", None)
    second = rows.one("one")["created_at"]
    rounded = datetime.timedelta(seconds=1)  # by databases without fractions
    assert before - rounded <= first <= after + rounded, f"set between {before} and {after}, created_at is {first}"
    assert second == first, f"saved again, created_at moves from {first} to {second}"


@proves("session-backend.column-updated-at")
def test_updated_at_of_the_audit_mixin(start_own: StartSessions, reader: Reader) -> None:
    """With the audit columns added, updated_at moves when the session is saved again."""
    app = start_own(model=models.AuditedSession)
    rows = Rows(reader, "audited_sessions")
    app.call(backend_of(app).set, "one", b"1", None)
    first = rows.one("one")["updated_at"]
    with time_machine.travel(now() + datetime.timedelta(seconds=600), tick=True):
        app.call(backend_of(app).set, "one", b"2", None)
    moved = (rows.one("one")["updated_at"] - first).total_seconds()
    assert moved > 500, f"saved again ten minutes later, updated_at moves by {moved} s"
