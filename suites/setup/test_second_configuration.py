"""Several configurations in one process: what one is given, or makes of it, is not seen through another."""

from __future__ import annotations

import copy
import dataclasses
from typing import Any

import pytest
from advanced_alchemy import config as plain
from advanced_alchemy.extensions import litestar
from sqlalchemy import MetaData, text

from assay.checking import proves
from suites.processes import FreshProcess
from suites.setup.fresh import url_of

KINDS = {
    "sync": (plain.SQLAlchemySyncConfig, plain.SyncSessionConfig, plain.EngineConfig, plain.AlembicSyncConfig),
    "async": (plain.SQLAlchemyAsyncConfig, plain.AsyncSessionConfig, plain.EngineConfig, plain.AlembicAsyncConfig),
    "litestar-sync": (
        litestar.SQLAlchemySyncConfig,
        litestar.SyncSessionConfig,
        litestar.EngineConfig,
        litestar.AlembicSyncConfig,
    ),
    "litestar-async": (
        litestar.SQLAlchemyAsyncConfig,
        litestar.AsyncSessionConfig,
        litestar.EngineConfig,
        litestar.AlembicAsyncConfig,
    ),
}
"""Classes of configurations, each with those of its parts."""


def _bound(session: Any) -> Any:
    """The synchronous engine that a session of either kind would use."""
    return getattr(session, "sync_session", session).get_bind()


def _engine(config: Any) -> Any:
    engine = config.get_engine()
    return getattr(engine, "sync_engine", engine)


@proves("setup.second-configuration")
@pytest.mark.parametrize("kind", KINDS)
def test_options_of_sessions_that_both_are_given(kind: str) -> None:
    """What a configuration says to its sessions does not reach those of another that was given the same options."""
    make, session_config, _, _ = KINDS[kind]
    info = {"tenant": "Perth"}
    given: Any = session_config(info=info, expire_on_commit=False)
    before = copy.deepcopy(given)
    configs: list[Any] = [
        make(connection_string=url_of(kind), session_config=given, file_object_raise_on_error=raising)
        for raising in (True, False)
    ]
    sessions = [config.create_session_maker()() for config in configs]
    said = [session.info.get("file_object_raise_on_error") for session in sessions]
    assert said == [True, False], f"the sessions are told {said}"
    assert [session.info["tenant"] for session in sessions] == ["Perth", "Perth"]
    assert given == before, f"the options that the application gave are now {given}"
    assert info == {"tenant": "Perth"}, f"the application's own dict is now {info}"


@proves("setup.second-configuration")
@pytest.mark.parametrize("kind", KINDS)
def test_sessions_of_each_engine(kind: str) -> None:
    """Sessions are bound to the engine of their own configuration, though both were given the same options."""
    make, session_config, engine_config, _ = KINDS[kind]
    shared: Any = session_config(expire_on_commit=False)
    engines: Any = engine_config(echo=False, connect_args={"timeout": 7})
    before = copy.deepcopy(shared), dataclasses.asdict(engines)
    options = {"connection_string": url_of(kind), "session_config": shared, "engine_config": engines}
    configs: list[Any] = [make(**options) for _ in range(2)]
    makers = [config.create_session_maker() for config in configs]
    assert [config.create_session_maker() for config in configs] == makers, "a second call made other sessions"
    bound = [_bound(maker()) for maker in makers]
    assert bound == [_engine(config) for config in configs]
    assert bound[0] is not bound[1], "both use one engine"
    after = shared, dataclasses.asdict(engines)
    assert after == before, f"the options that the application gave are now {after}"


@proves("setup.second-configuration")
@pytest.mark.parametrize("kind", KINDS)
def test_sessions_share_no_information(kind: str) -> None:
    """What a program notes at one session is not at the next one, nor at those of another configuration."""
    make, session_config, _, _ = KINDS[kind]
    given: Any = session_config(info={"tenant": "Perth"})
    configs: list[Any] = [make(connection_string=url_of(kind), session_config=given) for _ in range(2)]
    makers = [config.create_session_maker() for config in configs]
    makers[0]().info["user"] = "Ada"
    later = [maker().info for maker in makers]
    assert ["user" in info for info in later] == [False, False], later


def _mutable(value: Any, path: str = "") -> dict[str, Any]:
    """What can be changed of a configuration, by where it is."""
    found: dict[str, Any] = {}
    for field in dataclasses.fields(value):
        if field.name.startswith("_") or field.name in {"metadata", "bind"}:
            continue
        part = getattr(value, field.name)
        if dataclasses.is_dataclass(part) and not isinstance(part, type):
            found |= {f"{path}{field.name}": part} | _mutable(part, f"{path}{field.name}.")
        elif isinstance(part, (dict, list, set)):
            found[f"{path}{field.name}"] = part
    return found


@proves("setup.second-configuration")
@pytest.mark.parametrize("kind", KINDS)
def test_defaults_are_each_their_own(kind: str) -> None:
    """What a configuration has by itself is not what another one has, so that changes of one are not the other's."""
    make = KINDS[kind][0]
    first, second = (_mutable(make(connection_string=url_of(kind))) for _ in range(2))
    assert {"session_config", "engine_config", "alembic_config"} <= set(first)
    shared = [path for path, part in first.items() if part is second.get(path)]
    assert not shared, f"two configurations have one {shared}"


@proves("setup.second-configuration")
@pytest.mark.parametrize("kind", KINDS)
def test_options_of_alembic_that_both_are_given(kind: str) -> None:
    """Commands for one configuration are for its database, and leave the options as the application gave them."""
    from advanced_alchemy.alembic.commands import AlembicCommands

    make, _, _, alembic_config = KINDS[kind]
    given: Any = alembic_config(script_location="here", version_table_name="revisions")
    before = copy.deepcopy(given)
    urls = [url_of(kind, file) for file in ("first", "second")]
    made: list[Any] = [make(connection_string=url, alembic_config=given) for url in urls]
    commands = [AlembicCommands(sqlalchemy_config=config) for config in made]
    said = [
        (one.config.db_url, one.config.version_table_name, one.config.get_main_option("script_location"))
        for one in commands
    ]
    assert said == [(url, "revisions", "here") for url in urls], said
    assert given == before, f"the options that the application gave are now {given}"


@proves("setup.second-configuration")
@pytest.mark.parametrize("kind", KINDS)
def test_metadata_of_each_bind_key(kind: str) -> None:
    """Configurations of two bind keys have metadata of their own, also where one was given its metadata."""
    make = KINDS[kind][0]
    own = MetaData()
    keys = [f"second-{kind}-{number}" for number in range(3)]
    given = [None, own, None]
    configs: list[Any] = [
        make(connection_string=url_of(kind), bind_key=key, metadata=metadata)
        for key, metadata in zip(keys, given, strict=True)
    ]
    found = [config.metadata for config in configs]
    assert found[1] is own
    assert len({id(metadata) for metadata in found}) == 3, "two bind keys have one metadata"
    again: Any = make(connection_string=url_of(kind), bind_key=keys[1])
    assert again.metadata is own, "a second configuration of the bind key has another metadata"


@proves("setup.second-configuration")
@pytest.mark.parametrize("kind", ["sync", "litestar-sync"])
def test_rows_go_where_they_belong(kind: str) -> None:
    """Two databases that are made of the same options have each their own rows."""
    make, session_config, engine_config, _ = KINDS[kind]
    options = {"session_config": session_config(), "engine_config": engine_config()}
    configs: list[Any] = [make(connection_string=url_of(kind), **options) for _ in range(2)]
    for number, config in enumerate(configs):
        with config.get_session() as session:
            session.execute(text("CREATE TABLE note (number INTEGER)"))
            session.execute(text("INSERT INTO note VALUES (:number)"), {"number": number})
            session.commit()
    found = []
    for config in configs:
        with config.get_session() as session:
            found.append(list(session.scalars(text("SELECT number FROM note"))))
    assert found == [[0], [1]], found


@proves("setup.second-configuration")
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_metadata_that_one_was_given(fresh_process: FreshProcess, kind: str) -> None:
    """A configuration that was given no metadata has the default one, though another before it was given its own."""
    found = fresh_process("metadata_of_another", kind=kind)
    assert found["own"], "the configuration does not have the metadata that it was given"
    assert found["tables"] == ["second_note"], f"the second configuration has the tables {found['tables']}"
