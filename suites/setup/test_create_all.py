"""``create_all`` and what is in the database when the application has started."""

from __future__ import annotations

import sqlalchemy as sa
from advanced_alchemy.base import metadata_registry
from sqlalchemy.schema import CreateTable

from assay.checking import TargetRuntime, answer, proves
from suites.conftest import build
from suites.setup.refusals import start_refused


def mapped_tables() -> set[str]:
    """Names of the tables of all models that share the library's default metadata."""
    return {table.name.lower() for table in metadata_registry.get(None).tables.values()}


@proves("setup.create-all-on-startup")
def test_all_tables_exist_after_start(fresh_space: TargetRuntime) -> None:
    """An empty database has every mapped table once the application has started, and they can be used."""
    running = fresh_space.start(build(fresh_space, "reference_app.app"))
    tables = fresh_space.reader.tables()
    missing = ({"author", "book"} | mapped_tables()) - tables
    assert not missing, f"the application has started, and these tables are not there: {sorted(missing)}"
    answer(running.post("/authors", {"name": "Agatha"}), 201)


@proves("setup.create-all-on-startup")
def test_second_start_keeps_tables_and_rows(fresh_space: TargetRuntime) -> None:
    """Starting again on a database that has the tables changes nothing."""
    first = fresh_space.start(build(fresh_space, "reference_app.app"))
    answer(first.post("/authors", {"name": "Agatha"}), 201)
    before = fresh_space.reader.tables()
    first.close()
    second = fresh_space.start(build(fresh_space, "reference_app.app"))
    assert fresh_space.reader.tables() == before
    listed = answer(second.get("/authors"), 200)
    assert [author["name"] for author in listed["items"]] == ["Agatha"]


@proves("setup.create-all-on-startup")
def test_without_create_all_nothing_is_made(fresh_space: TargetRuntime) -> None:
    """With ``create_all`` off the database stays empty."""
    fresh_space.start(build(fresh_space, "reference_app.app", create_all=False))
    assert fresh_space.reader.tables() == set()


@proves("setup.create-all-on-startup")
def test_started_means_made(fresh_space: TargetRuntime) -> None:
    """If a table cannot be made, because another one with its name is in the way, the application does not start."""
    fresh_space.url.get_dialect().import_dbapi()  # without a driver no table is tried
    stranger = sa.Table("author", sa.MetaData(), sa.Column("id", sa.String(10), primary_key=True))
    fresh_space.reader.execute(CreateTable(stranger))
    app = build(fresh_space, "reference_app.app")
    stopped = start_refused(lambda: fresh_space.start(app))
    if stopped is not None:
        assert stopped.by_the_database, f"not the database stopped it: {stopped.error!r}"
        return
    missing = mapped_tables() - fresh_space.reader.tables()
    assert not missing, f"the application has started, and these tables are not there: {sorted(missing)}"
