"""Where and how a run is started makes no difference to it; what cannot be meant ends in one clear line."""

from __future__ import annotations

import pytest

from assay.errors import UsageError
from assay.pool_options import make_pool
from assay.selection import check_servers
from tests import suite_template as template

MYSQL = "mysql://me:secret@db.example/x"


CONTRADICTIONS = {
    "version kept": ("dir", {}, [], {"postgres": "15"}, "--server-version is for servers that are yet to start"),
    "url kept": ("dir", {}, [MYSQL], {}, "--database-url is for servers"),
    "source kept": ("dir", {"all": "local"}, [], {}, "--source is for servers"),
    "source": (None, {"mysql": "container"}, [MYSQL], {}, "--source mysql=container: mysql has a --database-url"),
    "every source": (None, {"all": "local"}, [MYSQL], {}, "--source local: mysql has a --database-url"),
    "version": (None, {}, [MYSQL], {"mysql": "8.0"}, "--server-version mysql=8.0: only containers have versions"),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_no_option_takes_away_what_another_asks_for(name: str) -> None:
    *options, message = CONTRADICTIONS[name]
    with pytest.raises(UsageError, match=f"^{message}"):
        check_servers(*options)


def test_options_that_go_together_do() -> None:
    check_servers("dir", {}, [], {})
    check_servers(None, {"mysql": "url", "all": "container"}, [MYSQL], {"postgres": "15"})


def test_the_other_commands_refuse_them_too() -> None:
    given = {"target": (), "source": ("mysql=local",), "database_url": (MYSQL,), "server_version": ()}
    with pytest.raises(UsageError, match="--source mysql=local"):
        make_pool(given)


@pytest.mark.parametrize("kept", [True, False])
def test_a_run_refuses_them_before_it_starts_anything(tmp_path, run_suite, kept: bool) -> None:
    options = ("--servers-from", ".") if kept else ("--source", "mysql=container")
    done = run_suite(template.write_suite(tmp_path), "--database-url", MYSQL, *options)
    assert done.returncode == 4, done.stdout + done.stderr
    assert "ERROR: --" in done.stderr
    assert "secret" not in done.stderr
    assert not (tmp_path / "report").exists()
