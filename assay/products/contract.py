"""What a backend has to hold, tried against a server of it, before any check on it is believed."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa

from assay.domain.capabilities import DatabaseCapability, stated
from assay.domain.servers import Server
from assay.domain.targets import Backend, Driver
from assay.products.capability_probes import PROBES
from assay.products.contract_values import BrokenContractError, uuids_are_read, values_are_read
from assay.products.probed_space import ProbedSpace
from assay.servers.waiting import one_line, within

SECONDS = 60.0
"""How long one demand may take: a driver may wait for ever."""
FACTS = ("time zone", "isolation", "collation")
"""Settings that reports name."""


@dataclass(frozen=True)
class Clause:
    """What came of one demand.

    Args:
        demand: What is demanded.
        held: Whether it holds; None if it could not be tried, and nothing is known.
        said: Why not, or what was seen.
    """

    demand: str
    held: bool | None
    said: str = ""


def examine_drivers(backend: Backend) -> Iterator[Clause]:
    """What can be tried without a server: drivers are installed, and what they are said to be; types are stated."""
    for driver in backend.drivers:
        yield _tried(f"driver {driver.name}", partial(_driver, driver))
    yield _tried("administrator's driver", partial(_admin_driver, backend))
    yield _tried("column types are stated", partial(_column_types, backend))


def examine_server(backend: Backend, server: Server, prefix: str) -> Iterator[Clause]:
    """What is tried on a server: facts, spaces, values and each capability of the profile.

    Args:
        backend: The backend.
        server: Its server, which is ready.
        prefix: What the names of the spaces begin with that are made, and dropped again.
    """
    demands: dict[str, Callable[[Backend, Server, str], str | None]] = {
        "facts": _facts,
        "claims its own server": _claims,
        "space is made, listed and dropped": _space_is_dropped,
        "space that exists is refused": _space_is_taken,
        "space with open connections is dropped": _space_in_use,
        "room is tried and given back": _room,
        "answer is told from silence": _answers,
        "values of each driver are read": values_are_read,
        "UUIDs of 16 bytes are read": uuids_are_read,
    }
    for number, (demand, call) in enumerate(demands.items()):
        yield _tried(demand, partial(call, backend, server, f"{prefix}_d{number:x}"))
    for number, capability in enumerate(PROBES):
        yield examine_capability(backend, server, f"{prefix}_c{number:x}", capability)


def examine_capability(backend: Backend, server: Server, name: str, capability: DatabaseCapability) -> Clause:
    """Whether what a profile says of a capability is so, declared or not.

    Args:
        backend: The backend.
        server: Its server, which is ready.
        name: Name of the space that it is tried in.
        capability: The capability.
    """
    declared = stated(backend.capabilities, capability)

    def compare() -> str:
        space = backend.create_space(server, name)
        try:
            found = PROBES[capability](ProbedSpace(backend, server, space))
        finally:
            backend.drop_space(server, name)
        said = f"the profile says {'yes' if declared.present else 'no'} ({declared.reason})"
        if found != declared.present:
            meant = "" if declared.reason == capability.meaning else f". {capability}: {capability.meaning}"
            raise BrokenContractError(f"{said}, and the server shows {'yes' if found else 'no'}{meant}")
        return said

    return _tried(f"capability {capability}", compare, fails=None)


def _tried(demand: str, call: Callable[[], str | None], fails: bool | None = False) -> Clause:
    """What comes of a demand.

    Args:
        demand: What is demanded.
        call: Tries it; gives what is to be said, and raises BrokenContractError if it does not hold.
        fails: What another exception means.
    """
    try:
        return Clause(demand, True, within(SECONDS, demand, call) or "")
    except BrokenContractError as error:
        return Clause(demand, False, str(error))
    except Exception as error:  # noqa: BLE001 - whatever a backend or a driver raises is what is to be told
        return Clause(demand, fails, f"could not be tried: {one_line(error)}")


def _driver(driver: Driver) -> str:
    if driver.distribution != "python":
        try:
            version = importlib.metadata.version(driver.distribution)
        except importlib.metadata.PackageNotFoundError:
            raise BrokenContractError(f"{driver.distribution} is not installed: pip install it") from None
    else:
        version = ""
    dialect = sa.make_url(f"{driver.dialect}://").get_dialect(_is_async=driver.is_async)
    if dialect.is_async != driver.is_async:
        kinds = ("async" if dialect.is_async else "sync", "async" if driver.is_async else "sync")
        raise BrokenContractError(f"{driver.dialect} is {kinds[0]}, and declared {kinds[1]}")
    dialect.import_dbapi()
    return f"{driver.distribution} {version}".strip()


def _admin_driver(backend: Backend) -> str:
    dialect = sa.make_url(f"{backend.admin_dialect}://").get_dialect()
    if dialect.is_async:
        raise BrokenContractError(f"admin_dialect {backend.admin_dialect} is async: the harness needs a sync one")
    dialect.import_dbapi()
    return backend.admin_dialect


def _column_types(backend: Backend) -> None:
    if backend.column_types is None:
        raise BrokenContractError("column_types is None: the checks of column types would be errors; state them")


def _facts(backend: Backend, server: Server, name: str) -> str:
    del name
    facts = backend.facts(server)
    if missing := [fact for fact in FACTS if fact not in facts.settings]:
        raise BrokenContractError(f"settings without {', '.join(missing)}: reports name them")
    return facts.version or "the server tells no version"


def _claims(backend: Backend, server: Server, name: str) -> None:
    del name
    if not backend.claims(server):
        raise BrokenContractError("claims() says that it is another product's server")


def _space_is_dropped(backend: Backend, server: Server, name: str) -> None:
    space = backend.create_space(server, name)
    there = space.name in backend.spaces(server) or name in backend.spaces(server)
    backend.drop_space(server, name)
    if not there:
        raise BrokenContractError(f"spaces() does not list {name}, which was made")
    if name in backend.spaces(server):
        raise BrokenContractError(f"spaces() lists {name}, which was dropped")
    backend.drop_space(server, name)  # of what is not there it is no error


def _space_is_taken(backend: Backend, server: Server, name: str) -> None:
    backend.create_space(server, name)
    try:
        backend.create_space(server, name)
    except sa.exc.DBAPIError:
        return
    except Exception as error:  # noqa: BLE001 - a driver's own, which nobody who makes a space expects
        raise BrokenContractError(f"create_space() has to raise SQLAlchemy's DBAPIError: {one_line(error)}") from None
    finally:
        backend.drop_space(server, name)
    raise BrokenContractError("a space is made that is there already: two workers would share it")


def _space_in_use(backend: Backend, server: Server, name: str) -> None:
    space = backend.create_space(server, name)
    engine = ProbedSpace(backend, server, space).engine()
    forgotten = engine.connect()
    try:
        forgotten.execute(sa.select(sa.literal(1))).all()
        backend.drop_space(server, name)
        if name in backend.spaces(server):
            raise BrokenContractError("a space that somebody is connected to is not dropped")
    finally:
        forgotten.invalidate()
        engine.dispose()
        backend.drop_space(server, name)


def _room(backend: Backend, server: Server, name: str) -> None:
    space = backend.create_space(server, name)
    try:
        backend.try_write(server, space)
        backend.try_write(server, space)  # it leaves nothing, or this is refused
    finally:
        backend.drop_space(server, name)


def _answers(backend: Backend, server: Server, name: str) -> str:
    """A refused login is an answer, and a port on which nobody listens is none."""
    del name
    if not server.address.host or not server.address.password:
        return "there is no server, or no login, to tell apart"
    for url, answers in (
        (server.address.set(port=1), False),
        (server.address.set(password=f"{server.address.password}-wrong"), True),
    ):
        other = Server(server.backend, server.source, url.render_as_string(hide_password=False))
        try:
            backend.facts(other)
        except Exception as error:  # noqa: BLE001 - it is asked about whatever its driver raises
            if backend.answered(error) != answers:
                what = "a refused login" if answers else "a port on which nobody listens"
                raise BrokenContractError(
                    f"answered() takes {what} for {'no' if answers else 'an'} answer: {one_line(error)}"
                ) from None
        else:
            raise BrokenContractError("facts() succeed with a wrong password or port")
    return ""
