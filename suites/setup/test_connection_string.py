"""``connection_string`` decides where the application's data is."""

from __future__ import annotations

import socket

from sqlalchemy.engine import URL, make_url

from assay.checking import RunningApp, TargetRuntime, answer, proves, twin
from reference_app.settings import Settings
from suites.conftest import StartApp, build
from suites.setup.refusals import start_refused


def nowhere(url: URL) -> URL:
    """A URL like the given one, at which there is no database."""
    if not url.host:
        return url.set(database=f"{url.database}/nowhere")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return url.set(host="127.0.0.1", port=listener.getsockname()[1])


@proves("setup.connection-string")
def test_engine_is_the_urls(runtime: TargetRuntime, start_app: StartApp) -> None:
    """The injected engine has the URL's dialect, driver and address."""
    url = runtime.url
    body = answer(start_app(probes="setup").get("/probes/setup/engine"), 200)
    dialect = make_url(f"{runtime.target.driver.dialect}://").get_dialect()
    assert body == {
        "dialect": dialect.name,
        "driver": dialect.driver,
        "is async": runtime.target.is_async,
        "host": url.host,
        "port": url.port,
        "database": url.database,
    }


@proves("setup.connection-string")
def test_rows_go_to_the_named_database(app: RunningApp, runtime: TargetRuntime, fresh_space: TargetRuntime) -> None:
    """Of two databases on one server, an application writes to the one that its URL names."""
    other = fresh_space.start(build(fresh_space, "reference_app.app"))
    answer(app.post("/authors", {"name": "here"}), 201)
    answer(other.post("/authors", {"name": "there"}), 201)
    here = [row["name"] for row in runtime.reader.rows("author")]
    there = [row["name"] for row in fresh_space.reader.rows("author")]
    assert (here, there) == (["here"], ["there"]), f"one database has the authors {here}, the other {there}"


@proves("setup.connection-string")
def test_unreachable_database_stops_start_up(runtime: TargetRuntime) -> None:
    """With ``create_all`` an application that cannot reach its database does not start."""
    settings = Settings(database_url=nowhere(runtime.url).render_as_string(hide_password=False))
    app = twin("reference_app.app", "reference_app", runtime.target.is_async).create_app(settings)
    stopped = start_refused(lambda: runtime.start(app))
    assert stopped is not None, "the application started, although there is no database at its URL"
    assert stopped.by_the_database, f"not the database stopped it: {stopped.error!r}"
