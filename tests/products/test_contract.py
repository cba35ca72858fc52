"""What a backend has to hold: those that there are hold it, and each lie of a profile or a backend is found."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.base import SQLiteTypeCompiler
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import UnsupportedCompilationError

from assay.domain import administration
from assay.domain.capabilities import Ability, DatabaseCapability, stated
from assay.domain.errors import ServerUnavailable
from assay.domain.servers import Server, ServerFacts, Space
from assay.domain.targets import Driver
from assay.pool.pool import Pool
from assay.products import contract
from assay.products.backends.sqlite import SQLite
from assay.products.capability_probes import PROBES
from assay.products.registry import BACKENDS, OWN_BACKENDS, backend
from assay.servers.run_records import RunResources
from tests.conftest import RunModule
from tests.support.distributions import environment, install


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSAY_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        with Pool(RunResources(), [b for b in BACKENDS if b.name != "oracle"]) as started:
            yield started


def server_of(pool: Pool, name: str) -> Server:
    try:
        return pool.client.wait(name, 60).server
    except ServerUnavailable as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("name", [b.name for b in OWN_BACKENDS])
def test_drivers_are_installed_and_what_they_are_said_to_be(name: str) -> None:
    assert [o for o in contract.examine_drivers(backend(name)) if not o.held] == []


@pytest.mark.parametrize("name", [b.name for b in BACKENDS if b.name != "oracle"])
def test_every_backend_holds_its_contract(name: str, pool: Pool) -> None:
    outcomes = [*contract.examine_server(backend(name), server_of(pool, name), f"assay_{pool.run.run_id}")]
    assert [o for o in outcomes if not o.held] == []
    assert len(outcomes) > len(PROBES)
    assert [s for s in backend(name).spaces(server_of(pool, name)) if pool.run.run_id in s] == []


def test_every_capability_has_a_probe() -> None:
    assert {*DatabaseCapability} == {*PROBES}


def tried(outcomes: Iterator[contract.Clause], demand: str) -> contract.Clause:
    """What came of one demand; those after it are not tried."""
    return next(outcome for outcome in outcomes if outcome.demand == demand)


@pytest.mark.parametrize("word", PROBES, ids=str)
@pytest.mark.parametrize("name", ["sqlite", "mysql"])
def test_a_profile_that_lies_is_found(word: DatabaseCapability, name: str, pool: Pool) -> None:
    one = backend(name)
    server = server_of(pool, name)
    declared = stated(one.capabilities, word)
    profile = {**one.capabilities, word: Ability(not declared.present, "a lie")}
    liar: Any = type("Liar", (type(one),), {"capabilities": profile})()
    said = (
        "yes (a lie), and the server shows no" if declared.present is False else "no (a lie), and the server shows yes"
    )
    outcome = contract.examine_capability(liar, server, f"assay_{pool.run.run_id}_lie", word)
    assert (outcome.held, outcome.said) == (False, f"the profile says {said}. {word}: {word.meaning}")


class Lost(SQLite):
    """The base of what breaks one demand each."""


class NoFacts(Lost):
    demand = "facts"
    said = "settings without time zone, isolation, collation: reports name them"

    def facts(self, server: Server) -> ServerFacts:
        return ServerFacts("3", {})


class ClaimsNothing(Lost):
    demand = "claims its own server"
    said = "claims() says that it is another product's server"

    def claims(self, server: Server) -> bool:
        return False


class ListsNothing(Lost):
    demand = "space is made, listed and dropped"
    said = "which was made"

    def spaces(self, server: Server) -> list[str]:
        return []


class DropsNothing(Lost):
    demand = "space is made, listed and dropped"
    said = "which was dropped"

    def drop_space(self, server: Server, name: str) -> None:
        pass


class SharesSpaces(Lost):
    demand = "space that exists is refused"
    said = "two workers would share it"

    def create_space(self, server: Server, name: str) -> Space:
        self.drop_space(server, name)
        return super().create_space(server, name)


class RefusesInItsDriversWords(Lost):
    demand = "space that exists is refused"
    said = "create_space() has to raise SQLAlchemy's DBAPIError: OSError: it is there"

    def create_space(self, server: Server, name: str) -> Space:
        if name in self.spaces(server):
            raise OSError("it is there")
        return super().create_space(server, name)


class LeavesPages(Lost):
    demand = "room is tried and given back"
    said = "already exists"

    def try_write(self, server: Server, space: Space) -> None:
        with administration.connect(space.url) as connection:
            connection.exec_driver_sql("CREATE TABLE assay_left (n INTEGER)")


class ReadsText(Lost):
    demand = "values of each driver are read"
    said = "to_python() gives "

    def to_python(self, column: Any, value: Any) -> Any:
        return value


class SendsText(Lost):
    demand = "values of each driver are read"
    said = "the reader does not write {"

    def to_database(self, column: Any, value: Any) -> Any:
        return value


class SendsUUIDs(Lost):
    demand = "UUIDs of 16 bytes are read"
    said = "to_database() gives UUID("

    def to_database(self, column: Any, value: Any) -> Any:
        return value


class ReflectsNumbers(Lost):
    demand = "UUIDs of 16 bytes are read"
    said = "reflected_uuid is LargeBinary(16), and reflected() leaves it NUMERIC(None)"

    def reflected(self, column: dict[str, Any]) -> None:
        pass


@pytest.mark.parametrize("kind", Lost.__subclasses__())
def test_a_backend_that_breaks_a_demand_is_found(kind: Any, pool: Pool, tmp_path: Path) -> None:
    server = server_of(pool, "sqlite")
    outcomes = contract.examine_server(kind(), server, f"assay_{pool.run.run_id}_{kind.__name__.lower()}")
    found = tried(outcomes, kind.demand)
    assert found.held is False
    assert kind.said in found.said


class WithoutJSON(SQLiteDialect_pysqlite):
    """A dialect that has no word for a type."""

    supports_statement_cache = True

    class type_compiler_cls(SQLiteTypeCompiler):  # noqa: N801 - SQLAlchemy's name
        def visit_JSON(self, type_: Any, **kw: Any) -> str:  # noqa: N802 - SQLAlchemy's name
            raise UnsupportedCompilationError(self, type_)


def test_a_type_that_no_dialect_of_the_drivers_has_is_left_out_and_named(pool: Pool) -> None:
    registry.register("sqlite.without_json", __name__, WithoutJSON.__name__)
    driver = Driver("without-json", "sqlite+without_json", is_async=False, distribution="python")
    poor: Any = type("Poor", (SQLite,), {"drivers": (driver,), "admin_dialect": driver.dialect})()
    outcomes = contract.examine_server(poor, server_of(pool, "sqlite"), f"assay_{pool.run.run_id}_poor")
    values = tried(outcomes, "values of each driver are read")
    assert (values.held, values.said) == (True, "no dialect of its drivers has JSON")


def test_an_answer_that_is_taken_for_silence_is_found(pool: Pool) -> None:
    server = server_of(pool, "postgres")
    for answers, said in (
        (False, "takes a refused login for no answer"),
        (True, "takes a port on which nobody listens"),
    ):
        liar = type("Liar", (type(backend("postgres")),), {"answered": lambda *_, answers=answers: answers})()
        outcomes = contract.examine_server(liar, server, f"assay_{pool.run.run_id}_answers")
        found = tried(outcomes, "answer is told from silence")
        assert found.held is False
        assert said in found.said


@pytest.mark.parametrize(
    ("driver", "said"),
    [
        (Driver("x", "sqlite+aiosqlite", True, "no-such-distribution"), "no-such-distribution is not installed"),
        (Driver("x", "sqlite+aiosqlite", False, "aiosqlite"), "sqlite+aiosqlite is async, and declared sync"),
        (Driver("x", "sqlite+none", False, "python"), "could not be tried: NoSuchModuleError"),
        (Driver("x", "postgresql+pg8000", False, "python"), "No module named 'pg8000'"),
    ],
)
def test_a_driver_that_is_not_what_it_is_said_to_be_is_found(driver: Driver, said: str) -> None:
    members = {"drivers": (driver,), "admin_dialect": "sqlite+aiosqlite", "column_types": None}
    liar: Any = type("Liar", (SQLite,), members)()
    found = {outcome.demand: outcome.said for outcome in contract.examine_drivers(liar) if outcome.held is False}
    assert said in found["driver x"]
    assert "state them" in found["column types are stated"]
    assert "the harness needs a sync one" in found["administrator's driver"]


LYING = """
from assay.domain.capabilities import DatabaseCapability, lacks
from assay.products.backends.sqlite import SQLite

class Lying(SQLite):
    name = "lying"
    title = "Lying"
    capabilities = {**SQLite.capabilities, DatabaseCapability.QUEUES_WRITERS: lacks("a lie")}

    def claims(self, server):
        return True
"""


def test_the_command_shows_each_demand_and_fails_on_a_lie(tmp_path: Path, run_module: RunModule) -> None:
    install(tmp_path, "assay-lying", "[assay.backends]\nlying = lying:Lying\n", lying=LYING)

    def check(name: str) -> subprocess.CompletedProcess[str]:
        return run_module("assay", "check-backend", name, environment=environment(tmp_path))

    good = check("sqlite")
    assert good.returncode == 0, good.stdout
    assert all(line.startswith(("ok ", "sqlite: ")) for line in good.stdout.splitlines())
    lying = check("lying")
    assert lying.returncode == 1
    (line,) = [line for line in lying.stdout.splitlines() if not line.startswith(("ok ", "lying: "))]
    shown = ", and the server shows yes. queues-writers: A transaction that writes what another one is writing waits"
    assert line.startswith(f"broken  capability queues-writers: the profile says no (a lie){shown}")
    assert "lying: 1 not as they have to be" in lying.stderr
    unknown = check("nothing")
    assert unknown.returncode == 2
    assert "unknown backend 'nothing'" in unknown.stderr
