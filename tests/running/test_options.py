"""The options of a run: parsed and held against each other without starting anything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assay.domain.catalogue import Catalogue
from assay.domain.errors import UsageError
from assay.running.options import Options
from assay.running.selection import Selection
from assay.running.suite_files import repository_file

MYSQL = "mysql=mysql://me:secret@db.example/x"

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "unknown target": ({"target": ["sqlite,mango"]}, "unknown target or backend 'mango'; known backends: sqlite, "),
    "unknown store": ({"store": ["mango"]}, "unknown store 'mango'; known are "),
    "no target": ({"target": [""]}, "--target is given '', which names nothing: leave the option away"),
    "no store": ({"store": [","]}, "--store is given ',', which names nothing: leave the option away"),
    "no feature": ({"feature": [" "]}, "--feature is given ' ', which names nothing: leave the option away"),
    "nothing required": ({"require": [""]}, "--require is given '', which names nothing: leave the option away"),
    "unknown required": ({"require": ["db2"]}, "--require db2: unknown target, backend or store 'db2'; known are "),
    "required target not selected": (
        {"require": ["mysql-asyncmy"], "target": ["mysql-pymysql"]},
        "--require mysql-asyncmy: it is not selected by --target",
    ),
    "required backend not selected": (
        {"require": ["oracle"], "target": ["mysql-pymysql"]},
        "--require oracle: none of its targets is selected by --target",
    ),
    "required store not selected": (
        {"require": ["s3-fsspec"], "store": ["memory"]},
        "--require s3-fsspec: it is not selected by --store",
    ),
    "required product not selected": (
        {"require": ["azure"], "store": ["s3"]},
        "--require azure: it is not selected by --store",
    ),
    "unknown source": ({"source": ["cloud"]}, "unknown source 'cloud' for all; known are url, container, local"),
    "unknown source of one": ({"source": ["postgres=docker"]}, "unknown source 'docker' for postgres; known are "),
    "source of nothing": ({"source": ["db2=local"]}, "unknown backend 'db2'; known are sqlite, postgres, "),
    "no version": ({"server_version": ["postgres"]}, "--server-version 'postgres': write it as BACKEND=VERSION"),
    "empty version": ({"server_version": ["postgres="]}, "--server-version 'postgres=': write it as BACKEND=VERSION"),
    "version of two words": ({"server_version": ["postgres=15 beta"]}, "--server-version 'postgres=15 beta': write"),
    "two versions": ({"server_version": ["postgres=15", "postgres=17"]}, "--server-version postgres is given twice"),
    "version of no server": (
        {"server_version": ["sqlite=3.40"]},
        "--server-version sqlite=3.40: sqlite runs in this Python, and has its version",
    ),
    "version of nothing": ({"server_version": ["mango=1"]}, "unknown backend 'mango'; known are "),
    "version and source": (
        {"server_version": ["postgres=15"], "source": ["postgres=local"]},
        "--server-version postgres=15: only containers have versions, not --source local",
    ),
    "version and every source": (
        {"server_version": ["postgres=15"], "source": ["local"]},
        "--server-version postgres=15: only containers have versions, not --source local",
    ),
    "version and URL": (
        {"server_version": ["mysql=8.0"], "database_url": [MYSQL]},
        "--server-version mysql=8.0: only containers have versions, and mysql has a --database-url",
    ),
    "source and URL": (
        {"source": ["mysql=container"], "database_url": [MYSQL]},
        "--source mysql=container: mysql has a --database-url, which it would leave unused",
    ),
    "every source and URL": (
        {"source": ["local"], "database_url": [MYSQL]},
        "--source local: mysql has a --database-url, which it would leave unused",
    ),
    "two URLs": ({"database_url": [MYSQL, MYSQL]}, "--database-url: two URLs for MySQL; give one"),
    "no URL": ({"database_url": ["secret"]}, "--database-url: not a database URL; write it as "),
    "URL of nothing": ({"database_url": ["mango://me:secret@h/d"]}, "--database-url: unknown dialect 'mango'; known "),
    "kept servers and version": (
        {"servers_from": "dir", "server_version": ["postgres=15"]},
        "--server-version is for servers that are yet to start; give it to `assay servers`, not here",
    ),
    "kept servers and URL": (
        {"servers_from": "dir", "database_url": [MYSQL]},
        "--database-url is for servers that are yet to start; give it to `assay servers`, not here",
    ),
    "kept servers and source": (
        {"servers_from": "dir", "source": ["local"]},
        "--source is for servers that are yet to start; give it to `assay servers`, not here",
    ),
}
"""What cannot be meant, and the one line that says so."""


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_meant_is_one_clear_line(name: str) -> None:
    given, message = REFUSED[name]
    with pytest.raises(UsageError) as caught:
        Options.parse(**given)
    said = str(caught.value)
    assert said.startswith(message)
    assert "\n" not in said
    assert "secret" not in said


def test_options_that_go_together_do() -> None:
    assert Options.parse(servers_from="dir").servers_from == Path("dir")
    found = Options.parse(
        target=["sqlite, mysql-pymysql", "postgres"],
        source=["mysql=url", "container"],
        database_url=[MYSQL],
        server_version=["postgres=15"],
        require=["mysql-pymysql", "s3"],
    )
    assert found.target == ("sqlite", "mysql-pymysql", "postgres")
    assert {t.backend.name for t in found.targets} == {"sqlite", "mysql", "postgres"}
    assert found.sources == {"mysql": "url", "all": "container"}
    assert found.server_versions == {"postgres": "15"}
    assert "secret" not in repr(found)


def test_nothing_given_is_everything() -> None:
    found = Options.parse()
    assert found == Options()
    catalogue = Catalogue.load(found.suite_dir / "catalogue.toml")
    chosen = Selection.of(found, catalogue)
    assert chosen.targets == found.targets == Options.parse(target=[t.id for t in found.targets]).targets
    assert chosen.features is None
    assert chosen.stores == found.stores
    assert not chosen.named
    assert not chosen.required
    assert found.suite_dir == repository_file("")


def test_what_is_changed_is_held_against_the_rest_again() -> None:
    local = Options.parse(source=["postgres=local"])
    with pytest.raises(UsageError, match="only containers have versions, not --source local"):
        local.with_versions({"postgres": "15"})
    assert local.with_versions({"mysql": "8.0"}).server_versions == {"mysql": "8.0"}
    with pytest.raises(UsageError, match="unknown target or backend 'mango'"):
        local.on(["mango"])
    assert local.on(["mysql-pymysql"]).target == ("mysql-pymysql",)
    with pytest.raises(UsageError, match="none of its targets is selected"):
        replace(local, require=("mysql",), target=("sqlite",))


def test_what_is_named_has_to_run_unless_it_may_be_missing() -> None:
    catalogue = Catalogue([])
    given: dict[str, Any] = {"target": ["sqlite"], "store": ["memory", "memory"]}
    assert Selection.of(Options.parse(**given), catalogue).named == ("sqlite", "memory")
    assert not Selection.of(Options.parse(**given, allow_missing=True), catalogue).named
