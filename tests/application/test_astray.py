"""Applications whose models the configuration is not told of, and what Alembic notes under another name."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.applications.lines import Line
from assay.domain.verdicts import Verdict
from assay.reporting import application_checks
from tests.application.support import Checked, write
from tests.application.test_checks import change

PLAIN_BASE = """
from typing import Optional

from advanced_alchemy.extensions.litestar import SQLAlchemyAsyncConfig, SQLAlchemyPlugin, repository
from litestar import Litestar, get
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase):
    pass

class Loan(Base):
    __tablename__ = "loan"
    id: Mapped[int] = mapped_column(primary_key=True)
    days: Mapped[int]
    fine: Mapped[Optional[float]]

class Loans(repository.SQLAlchemyAsyncRepository[Loan]):
    model_type = Loan

@get("/loans")
async def loans(db_session: "AsyncSession") -> list[int]:
    return [loan.days for loan in await Loans(session=db_session).list()]

config = SQLAlchemyAsyncConfig(connection_string="sqlite+aiosqlite:///theirs.sqlite")
app = Litestar([loans], plugins=[SQLAlchemyPlugin(config)])
"""
"""Its tables are made by migrations, so that nothing needs to tell the configuration of the metadata."""


def test_models_that_the_only_configuration_is_not_told_of_are_checked(tmp_path: Path, checked: Checked) -> None:
    lines = checked(write(tmp_path, PLAIN_BASE), "sqlite", "tables", "round-trip", "session")
    assert lines["tables:loan"].verdict == "pass"
    assert lines["round-trip:Loan"].verdict == "pass"
    assert "not-run" not in {line.verdict for line in lines.values()}, lines


def test_a_revision_may_be_noted_in_a_table_of_any_name(club: Path, checked: Checked) -> None:
    change(club, "migrations/env.py", "version_table=config.version_table_name", 'version_table="where_we_are"')
    lines = checked(club, "sqlite", "migrations")
    assert lines["migrations.downgrade:configuration default"].verdict == "pass"
    assert lines["migrations.upgrade-again:configuration default"].verdict == "pass"


def test_failures_of_one_cause_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    def failure(subject: str, reason: str) -> Line:
        return Line(
            target="sqlite", check="openapi.no-5xx", subject=subject, claim="", verdict=Verdict.FAIL, reason=reason
        )

    same = "answered 500: NotFoundError: not found (3 of 25 requests)"
    lines = [
        failure("GET /a/{id}", f"GET /a/1?x=2 {same}"),
        failure("PATCH /b/{id}", f"PATCH /b/3 {same.replace('3 of', '25 of')}"),
        failure("GET /c", "GET /c answered 500: KeyError: 'c' (1 of 1 requests)"),
    ]
    application_checks.show(lines)
    said = capsys.readouterr().out
    assert said.count("NotFoundError") == 1
    assert "openapi.no-5xx:GET /a/{id} and 1 more" in said
    assert "the same: PATCH /b/{id}" in said
    assert "KeyError: 'c'" in said
