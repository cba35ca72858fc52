"""Databases and stores of other distributions: those that serve, and each way in which one does not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assay.domain.object_stores import ObjectStore
from assay.domain.targets import Backend
from assay.products import plugins, registry
from assay.products.acceptance import Acceptance
from tests.conftest import RunModule
from tests.support.distributions import environment, install

LIKE_SQLITE = """
from assay.domain.targets import Driver
from assay.products.backends.sqlite import SQLite

class Mine(SQLite):
    name = {name!r}
    title = "Mine"
    drivers = (Driver("sqlite3", "sqlite+pysqlite", is_async=False, distribution="python"),)
    capabilities = {{**SQLite.capabilities, **{more}}}

    def claims(self, server):
        return server.address.database.endswith(".mine")
"""


OTHER = """
class Other(Mine):
    name = "other_a"

    def claims(self, server):
        return False

other = Other()
"""


def like_sqlite(name: str = "mine", more: str = "{}") -> str:
    return LIKE_SQLITE.format(name=name, more=more)


def found(kind: type[Any], group: str) -> tuple[list[str], list[str]]:
    """Names of the plug-ins that are used, and the lines of those that are refused."""
    acceptance = Acceptance(registry.OWN_BACKENDS, registry.OWN_PRODUCTS)
    problem: Any = acceptance.backend_problem if kind is Backend else acceptance.store_problem
    used, refused = plugins.find(group, kind, problem)
    own = {plugin.product.name for plugin in registry.PLUGINS}
    return [p.product.name for p in used if p.product.name not in own], [p.line for p in refused]


def backends() -> tuple[list[str], list[str]]:
    return found(Backend, plugins.BACKENDS_GROUP)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_a_class_an_instance_and_a_store_are_taken(folder: Path) -> None:
    points = "[assay.backends]\nmine_a = of_one:Mine\nother_a = of_one:other\n[assay.stores]\nkept_a = of_two:Kept\n"
    source = like_sqlite("mine_a") + OTHER
    kept = "from assay.products.stores.memory import Memory\n\nclass Kept(Memory):\n    name = 'kept_a'\n"
    install(folder, "assay-mine", points, of_one=source, of_two=kept)
    assert backends() == (["mine_a", "other_a"], [])
    assert found(ObjectStore, plugins.STORES_GROUP) == (["kept_a"], [])


BAD = {
    "missing-driver": ("import driver_that_is_not_there\n", "No module named 'driver_that_is_not_there'"),
    "syntax": ("def (:\n", "cannot be imported"),
    "leaves": ("import sys\nsys.exit('no licence')\n", "SystemExit: no licence"),
    "skips": ("import pytest\npytest.skip('no driver', allow_module_level=True)\n", "Skipped: no driver"),
    "no-such-class": ("Other = 1\n", "has no attribute 'Mine'"),
    "no-backend": ("class Mine: pass\n", "is no assay.domain.targets.Backend"),
    "abstract": (
        "from assay.domain.targets import Backend\nclass Mine(Backend): name = 'mine'\n",
        "define what assay.domain.targets.Backend demands",
    ),
    "another-name": (like_sqlite("yours"), "the entry point is called 'mine' and its name is 'yours'"),
    "capability": (like_sqlite(more="{'flies': None}"), "unknown capability 'flies'"),
    "capability-as-word": (
        like_sqlite(more="{'kills-connections': None}"),
        "the capability 'kills-connections' is not DatabaseCapability's: write DatabaseCapability.KILLS_CONNECTIONS",
    ),
    "capability-without-its-method": (
        "from assay.domain.capabilities import DatabaseCapability, has\n"
        + like_sqlite(more="{DatabaseCapability.KILLS_CONNECTIONS: has('it does')}"),
        "it states the capability 'kills-connections' and has no end_connections: define it",
    ),
    "capability-without-a-reason": (
        like_sqlite(more="{next(iter(SQLite.capabilities)): True}"),
        "is stated as True: write has(reason) or lacks(reason)",
    ),
    "drivers": (like_sqlite() + "    drivers = ('asyncpg',)\n", "cannot be read"),
    "dialect": (
        like_sqlite().partition("    def claims")[0],
        "its dialect 'sqlite' is SQLite's too: define claims(), which says whether a server is one of Mine",
    ),
    "no-title": (like_sqlite() + "    title = ''\n", "Mine has no title: define it"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_plugin_is_one_line_and_the_others_are_used(case: str, folder: Path) -> None:
    source, said = BAD[case]
    module = f"bad_{case.replace('-', '_')}"
    install(folder, f"assay-{case}", f"[assay.backends]\nmine = {module}:Mine\n", **{module: source})
    good = f"good_{module}"
    install(folder, "assay-good", f"[assay.backends]\n{good} = {good}:Mine\n", **{good: like_sqlite(good)})
    used, (line,) = backends()
    assert used == [good]
    assert line.startswith(f"plug-in assay-{case} 1.0 (assay.backends: mine = {module}:Mine): ")
    assert said in line
    assert "\n" not in line


def test_the_line_names_the_file_that_failed(folder: Path) -> None:
    install(
        folder,
        "assay-far",
        "[assay.backends]\nfar = far_away.backend:Far\n",
        **{"far_away.backend": "\nimport nix_da\n"},
    )
    _, (line,) = backends()
    assert f"({folder / 'far_away' / 'backend.py'}:2)" in line


@pytest.mark.parametrize("name", ["sqlite", "s3", "all"])
def test_a_name_that_is_taken_is_refused(name: str, folder: Path) -> None:
    module = f"taken_{name}"
    install(folder, "assay-taken", f"[assay.backends]\n{name} = {module}:Mine\n", **{module: like_sqlite(name)})
    used, (line,) = backends()
    assert used == []
    assert f"the name {name!r} is taken, by " in line
    assert line.endswith("rename it, or uninstall one of the two")


def test_of_two_plugins_with_one_name_the_second_is_refused(folder: Path) -> None:
    for which in ("a", "b"):
        point = f"[assay.backends]\ntwice = twice_{which}:Mine\n"
        install(folder, f"assay-{which}", point, **{f"twice_{which}": like_sqlite("twice")})
    used, (line,) = backends()
    assert used == ["twice"]
    assert line.startswith("plug-in assay-b 1.0 ")
    assert "the name 'twice' is taken, by Mine of twice_a" in line


def like_postgres(key: str) -> str:
    return (
        "from assay.products.backends.postgres import Postgres\n\nclass Mine(Postgres):\n"
        f"    name = 'mine'\n    title = 'Mine'\n    image_key = {key!r}\n"
        "    def claims(self, server): return False\n"
    )


@pytest.mark.parametrize(
    ("key", "table", "said"),
    [
        ("postgres", "", "the image 'postgres' is that of PostgreSQL: give image_key another value"),
        ("mine_c", "[mysql]\nimage = 'a:1'\n", "images.toml: the table [mysql] is that of MySQL: rename it"),
        ("mine_d", "[mine_d]\n", "images.toml: Object missing required field `image`"),
        ("mine_e", "mine =", "images.toml: not valid TOML: "),
    ],
)
def test_images_of_a_plugin_are_its_own(key: str, table: str, said: str, folder: Path) -> None:
    package = f"images_of_{key}"
    install(
        folder, "assay-mine", f"[assay.backends]\nmine = {package}.x:Mine\n", **{f"{package}.x": like_postgres(key)}
    )
    (folder / package / "images.toml").write_text(table, encoding="utf-8")
    used, (line,) = backends()
    assert used == []
    assert said in line


def test_an_image_of_a_plugin_is_found(tmp_path: Path) -> None:
    install(tmp_path, "assay-mine", "[assay.backends]\nmine = pkg.mine:Mine\n", **{"pkg.mine": like_postgres("mine")})
    (tmp_path / "pkg" / "images.toml").write_text("[mine]\nimage = 'mine:1.2'\nversion = '1'\n", encoding="utf-8")
    code = "from assay.products import registry; from assay.servers.images import image_entry, pinned_versions\n"
    code += "print(image_entry('mine').image, pinned_versions('mine'), image_entry('mysql').port)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment(tmp_path)
    )
    assert done.stdout == "mine:1.2 ('1', '') 3306\n"


def test_commands_say_it_and_go_on(tmp_path: Path, run_module: RunModule) -> None:
    install(tmp_path, "assay-broken", "[assay.backends]\nbroken = broken:Mine\n", broken="import nix_da\n")
    install(tmp_path, "assay-fine", "[assay.backends]\nfine = fine:Mine\n", fine=like_sqlite("fine"))

    def assay(*words: str) -> subprocess.CompletedProcess[str]:
        return run_module("assay", *words, environment=environment(tmp_path))

    done = assay("doctor", "--target", "fine,sqlite", "--deep")
    assert done.returncode == 0, done.stderr
    assert "fine-sqlite3" in done.stdout
    lines = [line for line in done.stderr.splitlines() if "assay-broken" in line]
    assert len(lines) == 1
    assert lines[0].startswith("assay: plug-in assay-broken 1.0 (assay.backends: broken = broken:Mine): cannot be ")
    assert lines[0].endswith("; the others are used")
    refused = assay("doctor", "--target", "broken")
    assert refused.returncode == 2
    assert "assay: broken cannot be had: plug-in assay-broken 1.0 " in refused.stderr
    run = assay("run", "-n", "0", "--require", "broken-asyncpg", "--feature", "setup", "--target", "sqlite")
    assert run.returncode == 4
    assert "broken-asyncpg cannot be had: plug-in assay-broken 1.0 " in run.stderr
