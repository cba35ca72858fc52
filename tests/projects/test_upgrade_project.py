"""The gate on a project's own tests, as users run it: real environments, real databases, a real regression."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.projects.conftest import TESTS, Bookshop

SQLITE = ("--env", "DATABASE_URL=sqlite-aiosqlite", "--no-suites")
CHANGE = "sqlalchemy==2.1.*"

pytestmark = pytest.mark.timeout(600)


def test_what_regresses_is_told_from_what_is_flaky_and_what_was_broken(bookshop: Bookshop) -> None:
    bookshop.write("test_other.py", TESTS)
    before = bookshop.digest()
    done = bookshop.upgrade(CHANGE, *SQLITE, "--run", "pytest -q test_orders.py test_other.py")
    assert done.returncode == 1, done.stdout + done.stderr
    assert bookshop.digest() == before
    assert "  sqlalchemy 2.0.45 → 2.1." in done.stdout
    report = bookshop.folder / "reports" / "upgrade"
    data = json.loads((report / "comparison.json").read_text())
    assert {test["test"]: test["became"] for test in data["tests"]} == {
        "test_orders::test_books_are_counted": "held",
        "test_orders::test_an_author_is_found_by_name": "held",
        "test_other::test_that_regresses": "regressed",
        "test_other::test_that_is_flaky": "flaky",
        "test_other::test_that_is_broken": "failing on both sides",
        "test_other.TestWith::test_parameters[a]": "held",
        "test_other.TestWith::test_parameters[[b]/::]": "held",
    }
    regressed = next(test for test in data["tests"] if test["became"] == "regressed")
    assert regressed["again"] == [{"alone": True, "present": "passed", "upgraded": "failed"}] * 2
    assert "def test_that_regresses" in regressed["upgraded"]["traceback"]
    assert "1 of 7 tests regressed with " in done.stdout.splitlines()[-1]
    assert "no such thing in 2.1" in done.stdout
    for page in (report / "index.html", report / "comparison.md"):
        assert "test_that_regresses" in page.read_text()
    for side in ("present", "upgraded"):
        said = report / "project" / side
        assert "test_that_is_broken" in (said / "run.txt").read_text()
        assert "test_that_is_broken" not in (said / "again-1.xml").read_text(), "only what differs is run again"
    assert str(Path.home() / ".cache") not in (report / "project" / "upgraded" / "run.txt").read_text()


def test_settings_of_the_project_make_the_change_the_whole_command(bookshop: Bookshop) -> None:
    """PostgreSQL from the wheel, which needs no container engine; each side has a database of its own, empty."""
    bookshop.write(
        "test_database.py",
        "import os\nimport sqlalchemy as sa\n\n"
        "def test_empty():\n"
        "    engine = sa.create_engine(os.environ['SYNC_URL'])\n"
        "    with engine.begin() as connection:\n"
        "        assert sa.inspect(connection).get_table_names() == []\n"
        "        connection.execute(sa.text('CREATE TABLE left_behind (id int)'))\n"
        "    assert sa.make_url(os.environ['DATABASE_URL']).database == engine.url.database\n"
        "    assert os.environ['DB_HOST'] == engine.url.host\n"
        "    assert os.environ['DSN'].startswith('postgresql://')\n"
        "    assert sa.__version__ < '2.1', 'to be run again'\n",
    )
    bookshop.write("requirements-dev.txt", "psycopg[binary]==3.3.2\n")
    settings = bookshop.folder / "pyproject.toml"
    text = settings.read_text()
    settings.write_text(
        text.replace("test_orders.py", "test_database.py test_orders.py").replace(
            'env = { DATABASE_URL = "postgres-asyncpg" }',
            'env = { DATABASE_URL = "postgres-asyncpg", SYNC_URL = "postgres-psycopg", '
            'DB_HOST = "postgres-psycopg:host", DSN = "postgres-psycopg:dsn" }\nsuites = false',
        )
    )
    done = bookshop.upgrade(CHANGE, "--source", "postgres=local")
    assert done.returncode == 1, done.stdout + done.stderr
    data = json.loads((bookshop.folder / "reports" / "upgrade" / "comparison.json").read_text())
    assert {test["test"]: test["became"] for test in data["tests"]} == {
        "test_orders::test_books_are_counted": "held",
        "test_orders::test_an_author_is_found_by_name": "held",
        "test_database::test_empty": "regressed",
    }
    (found,) = (test for test in data["tests"] if test["became"] == "regressed")
    assert "to be run again" in found["why"]
    assert [*data["targets"]] == ["postgres-asyncpg", "postgres-psycopg"]
    assert "PostgreSQL" in data["targets"]["postgres-asyncpg"]


def test_a_fixture_of_a_plug_in_is_given_a_database(bookshop: Bookshop) -> None:
    """In the place of one that would start a server in a container; each process of xdist has its own."""
    bookshop.write("conftest.py", 'pytest_plugins = ["server_plugin"]\n')
    bookshop.write(
        "server_plugin.py",
        "import pytest\n\n@pytest.fixture(scope='session')\ndef some_service():\n    raise OSError('no engine')\n",
    )
    bookshop.write(
        "test_service.py",
        "import pytest, sqlalchemy as sa\n\n@pytest.mark.parametrize('n', range(6))\n"
        "def test_own(some_service, worker_id, n):\n"
        "    end = {'gw0': '', 'gw1': '1'}[worker_id]\n"
        "    assert some_service.database.endswith(f'_{side()}{end}')\n"
        "    engine = sa.create_engine(some_service.url)\n"
        "    with engine.begin() as connection:\n"
        "        connection.execute(sa.text('CREATE TABLE IF NOT EXISTS t (id int)'))\n"
        "    assert some_service.host == engine.url.host and some_service.port == engine.url.port\n\n"
        "def side():\n    return 'p' if sa.__version__ < '2.1' else 'u'\n",
    )
    bookshop.write("requirements-dev.txt", "psycopg[binary]==3.3.2\npytest-xdist==3.8.0\n")
    arguments = ("--fixture", "some_service=postgres-psycopg", "--no-suites", "--source", "postgres=local")
    done = bookshop.upgrade(CHANGE, *arguments, "--run", "pytest -q -n 2 test_service.py")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "6 of 6 tests held before and hold" in done.stdout.splitlines()[-1]


def test_another_runner_says_where_it_writes(bookshop: Bookshop) -> None:
    """And two lock files take the place of a change."""
    bookshop.write(
        "run.py",
        "import pathlib, sqlalchemy\n"
        "bad = '<failure message=\"no\"/>' if sqlalchemy.__version__ > '2.1' else ''\n"
        "pathlib.Path('out').mkdir(exist_ok=True)\n"
        "pathlib.Path('out/a.xml').write_text(f'<testsuite><testcase name=\"one\">{bad}</testcase></testsuite>')\n"
        "pathlib.Path('out/b.xml').write_text('<testsuite><testcase name=\"two\"/></testsuite>')\n",
    )
    after = bookshop.folder / "after.txt"
    after.write_text((bookshop.folder / "requirements.txt").read_text().replace("2.0.45", "2.1.0"))
    files = ("--from", "requirements.txt", "--to", "after.txt")
    done = bookshop.upgrade(*files, "--run", "python run.py", "--junit", "out/*.xml", "--no-suites")
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("1 of 2 tests regressed with sqlalchemy 2.0.45 → 2.1.0: one")


def test_a_module_that_the_change_breaks_is_one_regression_of_all_its_tests(bookshop: Bookshop) -> None:
    bookshop.write(
        "test_import.py", "from sqlalchemy.ext.declarative import as_declarative, gone\n\ndef test_it(): ...\n"
    )
    bookshop.write(
        "conftest.py",
        "import sqlalchemy, sqlalchemy.ext.declarative as d\nif sqlalchemy.__version__ < '2.1':\n    d.gone = 1\n",
    )
    done = bookshop.upgrade(CHANGE, *SQLITE, "--run", "pytest -q test_import.py")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "test_import::test_it: passed → error: its module cannot be imported: ImportError" in done.stdout
    assert "again" not in done.stdout


def test_a_change_that_breaks_every_test_is_no_bad_input(bookshop: Bookshop) -> None:
    bookshop.write("conftest.py", "import sqlalchemy\nassert sqlalchemy.__version__ < '2.1', 'too new'\n")
    done = bookshop.upgrade(CHANGE, *SQLITE)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "the tests do not run with the changed versions" in done.stdout
    assert "too new" in done.stdout
    assert "2 held and were not run" in done.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    ("files", "arguments", "said"),
    [
        ({}, ("--run", "pytest -q nothing.py"), "it ran none: ERROR: file or directory not found"),
        ({"test_none.py": ""}, ("--run", "pytest -q test_none.py"), "the project has no tests, it ran none: "),
        ({}, ("--run", "pytset -q"), "pytset -q: the command is not found: "),
        ({}, ("--run", "python -c 1"), "python -c 1: it ended with exit code 0 and wrote no results"),
        ({}, ("--run", "python -c 1", "--junit", "a.xml"), "it ended with exit code 0 and wrote no results at a.xml"),
        ({}, ("--run", "python -c 1; : > a.xml", "--junit", "a.xml"), "a.xml: the results are empty"),
        ({}, ("--run", "python -c 1; echo '<a' > a.xml", "--junit", "a.xml"), "a.xml: the results are no XML"),
        ({}, ("--run", "python -c 1; kill -9 $$"), "it was ended by SIGKILL before its end"),
        ({}, ("--run", "true"), "true: it did not use the environment that was made for it"),
        ({}, ("--junit", "/elsewhere/x.xml"), "--junit /elsewhere/x.xml: it has to lie in "),
        ({}, ("--python", "2.7"), "--python 2.7: Invalid version request"),
        ({"requirements.txt": "sqlalchemy==0.0.1\n"}, (), "the resolver refuses requirements.txt"),
        ({"requirements.txt": "sqlalchemy==2.0.45\nsqlalchemy[asyncio]==2.0.44\n"}, (), "the resolver refuses"),
        ({"requirements.txt": "sqlalchemy ==\n"}, (), "requirements.txt:1: 'sqlalchemy ==' is not a requirement"),
        ({"requirements.txt": "aiosqlite==0.22.1\nsqlalchemy[asyncio]==2.0.45\n"}, (), "there is no pytest among"),
        ({"pyproject.toml": '[project]\nname = "b"\n[build-system]\nrequires = []\nbuild-backend = "gone"\n'},
         ("--run", "pytest -q test_orders.py"), "the project's environment cannot be built"),
        ({}, ("--env", "DATABASE_URL=sqlite"), "sqlite has several drivers"),
    ],
)  # fmt: skip
def test_bad_input_is_one_clear_line(
    bookshop: Bookshop, files: dict[str, str], arguments: tuple[str, ...], said: str
) -> None:
    for name, text in files.items():
        bookshop.write(name, text)
    before = bookshop.digest()
    env = () if "--env" in arguments else SQLITE[:2]
    done = bookshop.upgrade(CHANGE, *env, "--no-suites", *arguments)
    lines = [line for line in done.stderr.splitlines() if line.startswith("assay: ")]
    assert done.returncode == 2, done.stdout + done.stderr
    assert len(lines) == 1, done.stderr
    assert said in lines[0]
    assert "Traceback" not in done.stderr
    assert bookshop.digest() == before


def test_what_comes_from_git_is_built_or_one_line(bookshop: Bookshop, tmp_path: Path) -> None:
    there = tmp_path / "fromgit"
    (there / "fromgit").mkdir(parents=True)
    (there / "fromgit" / "__init__.py").write_text("x = 1\n")
    (there / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        '[project]\nname = "fromgit"\nversion = "1.0"\n'
    )
    who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    for words in (("init", "-q"), ("add", "-A"), (*who, "commit", "-q", "-m", "x")):
        subprocess.run(["git", "-C", str(there), *words], check=True)
    needed = (bookshop.folder / "requirements.txt").read_text("utf-8")
    bookshop.write("test_git.py", "import fromgit\n\ndef test_it():\n    assert fromgit.x == 1\n")
    bookshop.write("requirements.txt", f"{needed}fromgit @ git+{there.as_uri()}\n")
    done = bookshop.upgrade(CHANGE, *SQLITE, "--run", "pytest -q test_git.py")
    assert done.returncode == 0, done.stdout + done.stderr
    gone = (tmp_path / "gone").as_uri()
    bookshop.write("requirements.txt", f"{needed}fromgit @ git+{gone}\n")
    before = bookshop.digest()
    done = bookshop.upgrade(CHANGE, *SQLITE, "--run", "pytest -q test_git.py")
    assert done.returncode == 2
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("assay: ")]
    assert f"fromgit @ git+{gone}: git cannot fetch it: " in line
    assert "does not appear to be a git repository" in line
    assert "--no-group" in line
    assert bookshop.digest() == before


def test_a_change_that_does_not_go_with_the_rest_is_refused(bookshop: Bookshop) -> None:
    done = bookshop.upgrade("sqlalchemy>=99", *SQLITE)
    assert done.returncode == 2
    assert "the resolver refuses requirements.txt with sqlalchemy>=99: " in done.stderr


def test_a_database_that_refuses_is_one_line(bookshop: Bookshop) -> None:
    url = "postgresql://nobody:secret-of-mine@127.0.0.1:9/postgres"
    done = bookshop.upgrade(CHANGE, "--no-suites", "--database-url", url)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "postgres" in done.stderr
    assert "secret-of-mine" not in done.stdout + done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_gate_keeps_what_ran_and_leaves_nothing_else(
    bookshop: Bookshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    uv_cache = os.environ.get("UV_CACHE_DIR") or str(Path.home() / ".cache" / "uv")
    monkeypatch.setenv("UV_CACHE_DIR", uv_cache)
    bookshop.write("test_slow.py", "import time\n\ndef test_slow():\n    time.sleep(600)\n")
    before = bookshop.digest()
    output = bookshop.folder / "reports" / "upgrade" / "project" / "present" / "run.txt"
    with bookshop.process(CHANGE, *SQLITE, "--run", "echo begun; exec pytest -q test_slow.py") as process:
        while not (output.exists() and "begun" in output.read_text()):
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(number)
        _, said = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "assay: interrupted: what ran so far is in " in said
    assert "begun" in output.read_text()
    assert bookshop.digest() == before
    assert not [*(tmp_path / "cache" / "assay" / "projects").iterdir()]


def test_what_assays_suites_say_stands_beside(bookshop: Bookshop) -> None:
    """And what they said of the same versions is not asked again."""
    choice = ("--env", "DATABASE_URL=sqlite-aiosqlite", "--feature", "crud.delete", "-n", "1")
    done = bookshop.upgrade(CHANGE, *choice)
    assert done.returncode == 0, done.stdout + done.stderr
    said = "Assay's suites: Nothing regressed on sqlite-aiosqlite: "
    assert said in done.stdout.splitlines()[-1]
    report = bookshop.folder / "reports" / "upgrade"
    data = json.loads((report / "comparison.json").read_text())
    assert data["suites"]["format"].startswith("assay-comparison/")
    versions = {version["name"].lower(): version["candidate"] for version in data["suites"]["versions"]}
    assert versions["sqlalchemy"].startswith("2.1.")
    assert 'href="suites/index.html"' in (report / "index.html").read_text()
    assert (report / "suites" / "upgraded" / "index.html").exists()
    again = bookshop.upgrade(CHANGE, *choice)
    assert again.returncode == 0, again.stdout + again.stderr
    assert again.stdout.count("had the same question") == 2
    assert again.stdout.splitlines()[-1] == done.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--env", "DATABASE_URL=sqlite-aiosqlite"), "nothing that they test changes"),
        ((), "no database is named: --env or --target says on which they are to run"),
    ],
)
def test_suites_that_have_nothing_to_say_do_not_run(bookshop: Bookshop, arguments: tuple[str, ...], said: str) -> None:
    settings = bookshop.folder / "pyproject.toml"
    settings.write_text(settings.read_text().replace('env = { DATABASE_URL = "postgres-asyncpg" }', ""))
    done = bookshop.upgrade("iniconfig==2.0.0", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].endswith(f"Assay's suites did not run: {said}.")
