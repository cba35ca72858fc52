"""The gate before an upgrade: what users write, what is refused, and what is shown."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from click.testing import Result as Done

from assay.cli import main
from assay.commands import upgrade
from assay.commands.server_options import make_pool
from assay.domain.causes import Cause
from assay.domain.errors import UsageError
from assay.domain.verdicts import Verdict
from assay.pool.state import ServerState
from assay.reporting import model
from assay.reporting.matrix import combinations as matrix
from assay.reporting.matrix import formats as matrix_formats
from assay.reporting.matrix.combinations import Combination, Matrix
from assay.results.file import RecordedRun
from assay.results.lines import FORMAT, End, Header, Item, Plan, Result
from assay.running.options import Options
from assay.running.progress import State
from assay.upgrading import environments, gate, inputs
from assay.upgrading.environments import Environment, Resolution
from assay.upgrading.fitting import Left, Unresolvable
from tests.support.reports import cause_of, line


def test_axes_make_every_combination() -> None:
    axes = gate.parse_axes(["advanced-alchemy=1.11.0, 1.12.0", "python=3.10,3.13"])
    found = [cell.name for cell in gate.cells(axes)]
    assert found == [
        "advanced-alchemy 1.11.0 python 3.10",
        "advanced-alchemy 1.11.0 python 3.13",
        "advanced-alchemy 1.12.0 python 3.10",
        "advanced-alchemy 1.12.0 python 3.13",
    ]
    assert gate.requirements({"advanced-alchemy": "1.11.0", "python": "3.10", "sqlalchemy": ">=2.1"}) == [
        "advanced-alchemy==1.11.0",
        "sqlalchemy>=2.1",
    ]


@pytest.mark.parametrize("text", ["advanced-alchemy", "=1.0", "litestar=", "litestar= , "])
def test_a_malformed_axis_is_one_clear_line(text: str) -> None:
    with pytest.raises(UsageError, match="write it as NAME=VERSION"):
        gate.parse_axes([text])


@pytest.mark.parametrize("twice", [["python=3.10", "Python=3.11"], ["SQLAlchemy=2", "sqlalchemy=3"]])
def test_an_axis_given_twice_is_refused(twice: list[str]) -> None:
    with pytest.raises(UsageError, match="given twice"):
        gate.parse_axes(twice)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2.0.58,>=2.1", ["2.0.58", ">=2.1"]),
        (">=2.0,<2.1", [">=2.0,<2.1"]),
        (">=2.0, !=2.0.3, <2.1, >=2.1", [">=2.0,!=2.0.3,<2.1", ">=2.1"]),
        ("~=2.0,!=2.0.3", ["~=2.0,!=2.0.3"]),
        ("<=2.0.45,>=2.0.45", ["<=2.0.45", ">=2.0.45"]),
        ("2.0.58,<2.0.40", ["2.0.58", "<2.0.40"]),
    ],
)
def test_a_range_with_two_ends_is_one_value(text: str, values: list[str]) -> None:
    assert gate.parse_axes([f"sqlalchemy={text}"]) == {"sqlalchemy": values}


def test_names_of_axes_are_the_same_in_capitals() -> None:
    assert [*gate.parse_axes(["Python=3.11", "Postgres=15", "Advanced_Alchemy=1"])] == [
        "python",
        "postgres",
        "advanced-alchemy",
    ]


def test_every_cell_has_a_folder_of_its_own() -> None:
    names = ["2.0.45", "<=2.0.45", ">=2.0.45", "2.0.45-1", "2.0.45.1", "2.0.45 1"]
    assert len({gate.folder_of(Combination({"sqlalchemy": name})) for name in names}) == len(names)
    assert gate.folder_of(Combination({"sqlalchemy": "2.0.45", "python": "3.11"})) == "sqlalchemy-2.0.45-python-3.11"


def test_what_the_resolver_refuses_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(Unresolvable) as caught:
        environments.resolve(["advanced-alchemy==1.12.0"], ["sqlalchemy==1.4.0"])
    assert "sqlalchemy" in str(caught.value).lower()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["upgrade", "sqlalchemy >> 2"], "is not a requirement"),
        (["upgrade", "--requirements", "nowhere.txt", "sqlalchemy>=2.1"], "the requirements cannot be read"),
        (["upgrade", "--target", "sqlight", "sqlalchemy>=2.1"], "unknown target or backend 'sqlight'"),
        (["upgrade"], "give CHANGES such as 'sqlalchemy>=2.1', or --from OLD.lock --to NEW.lock"),
        (["upgrade", "--from", "a.lock"], "--from and --to go together"),
        (["upgrade", "--to", "a.lock"], "--from and --to go together"),
        (["upgrade", "--from", "a.lock", "sqlalchemy>=2.1"], "--from and --to go together"),
        (["upgrade", "--from", "a.lock", "--to", "b.lock", "sqlalchemy>=2.1"], "leave sqlalchemy>=2.1 away"),
        (["upgrade", "--from", "a.lock", "--to", "b.lock", "--requirements", "c"], "leave --requirements away"),
        (["upgrade", "--from", "nowhere.lock", "--to", "b.lock"], "nowhere.lock: the requirements cannot be read"),
        (["matrix", "--axis", "litestar"], "write it as NAME=VERSION"),
        (["matrix", "--axis", "lite star=1"], "is not a requirement"),
        (["matrix", "--axis", "litestar=newest"], "is not a requirement"),
        (["matrix", "--axis", "sqlite=3.40"], "runs in this Python"),
        (["matrix", "--axis", "target=sqlite"], "give an axis of versions too"),
        (["matrix", "--axis", "target=sqlight", "--axis", "litestar=2.25.0"], "unknown target or backend 'sqlight'"),
        (["matrix", "--report-dir", "/dev/null/x", "--axis", "litestar=2.25.0"], "the report cannot be written"),
        (["upgrade", "--report-dir", "/dev/null/x", "sqlalchemy>=2.1"], "the report cannot be written"),
        (["upgrade", "--server-version", "postgres", "sqlalchemy>=2.1"], "write it as BACKEND=VERSION"),
        (["upgrade", "--server-version", "pg=15", "sqlalchemy>=2.1"], "unknown backend 'pg'"),
        (["upgrade", "--feature", "nope", "sqlalchemy>=2.1"], "'nope'"),
        (["matrix", "--feature", "nope", "--axis", "litestar=2.25.0"], "'nope'"),
        (["matrix", "--target", "sqlite-aiosqlite", "--axis", "Postgres=15"], "--axis postgres: none of its targets"),
        (["upgrade", "sqlalchemy==2.0.41; python_version < '3'"], "says nothing for Python 3"),
    ],
)
def test_bad_input_is_one_clear_line(arguments: list[str], message: str) -> None:
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2
    assert message in done.output
    assert len([line for line in done.output.splitlines() if not line.startswith(("present: ", "upgraded: "))]) == 1


@pytest.mark.parametrize("number", ["0", "-1", "two"])
def test_there_are_no_less_than_one_process(number: str) -> None:
    done = CliRunner().invoke(main, ["matrix", "-n", number, "--axis", "litestar=2.25.0"])
    assert done.exit_code == 2
    assert "--workers" in done.output


def cell(version: str, verdict: Verdict, reason: str = "") -> Combination:
    result = Result(run=version, feature="a.b", check="c", target="t", verdict=verdict, reason=reason)
    run = RecordedRun(
        header=Header(format=FORMAT, run=version, manifest={"started": version, "distributions": {}}),
        results=[result],
        end=End(run=version, seconds=1.0),
    )
    return Combination({"advanced-alchemy": version}, model.build(run))


def table(cells: list[Combination]) -> Matrix:
    axes = {"advanced-alchemy": [c.versions["advanced-alchemy"] for c in cells]}
    return Matrix(axes, cells, ["t"], "assay matrix")


def test_the_table_shows_what_changed_between_neighbours(tmp_path: Path) -> None:
    cells = [cell("1.0", Verdict.FAIL, "lost"), cell("1.1", Verdict.PASS), cell("1.2", Verdict.FAIL, "gone again")]
    found = table([*cells, Combination({"advanced-alchemy": "9"}, problem="the resolver refuses it: no")])
    text = matrix_formats.markdown(found)
    assert "| advanced-alchemy 1.0 | 0/1 1x |" in text
    assert "| advanced-alchemy 1.1 | 1/1 |" in text
    assert "- **fixed**, was: lost\n    - `a.b` on t (fail → pass)\n" in text
    assert "- **regressed**: gone again\n    - `a.b` on t (pass → fail)\n" in text
    assert "| advanced-alchemy 9 | the resolver refuses it: no |" in text
    assert "advanced-alchemy 9 did not run." in text
    data = json.loads(matrix_formats.json(found))
    assert data["format"] == "assay-matrix/1"
    assert data["cells"][0]["features"] == {"a.b": {"t": ["fail", "lost"]}}
    assert data["cells"][3]["problem"] == "the resolver refuses it: no"
    assert [step["changes"][0]["change"] for step in data["steps"] if step["changes"]] == ["fixed", "regressed"]
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "index.html").touch()
    assert cells[0].report is not None
    cells[0].report.folder = tmp_path / "one"
    shown = matrix_formats.html(found, tmp_path)
    assert '<a href="one/index.html">advanced-alchemy 1.0</a>' in shown
    assert '<a href="one/index.html#cell=a.b%40t"><span class="v" data-v="fail">fail</span></a>' in shown
    assert "gone again" in shown


def test_what_has_one_cause_is_listed_under_it() -> None:
    """However many features and targets it moved, and whether the feature or one of its checks tells it."""

    def many(version: str, verdict: Verdict) -> Combination:
        failed: dict[str, Any] = {
            "verdict": verdict,
            "reason": "the file is gone" if verdict is not Verdict.PASS else "",
        }
        lines = [Result(run=version, feature=f"a.{f}", check="c", target=t, **failed) for f in "bc" for t in "tu"]
        odd = Result(run=version, feature="a.d", check="odd", target="t", verdict=Verdict.KNOWN, reason="odd")
        behind = [Result(run=version, feature="a.d", check=c, target="t", **failed) for c in ("one", "two")]
        other = Result(run=version, feature="z.other", check="c", target="t", verdict=verdict, reason=version)
        header = Header(format=FORMAT, run=version, manifest={"started": version, "distributions": {}})
        run = RecordedRun(header=header, results=[other, *lines, odd, *behind], end=End(run=version, seconds=1.0))
        return Combination({"advanced-alchemy": version}, model.build(run))

    found = table([many("1", Verdict.PASS), many("2", Verdict.FAIL)])
    assert "\n".join([
        "- **regressed**: the file is gone",
        "    - `a.b` on t, u (pass → fail)",
        "    - `a.c` on t, u (pass → fail)",
        "    - `a.d` on t (known → fail): one and 1 more",
        "- **regressed**: 2",
        "    - `z.other` on t (pass → fail)",
    ]) in matrix_formats.markdown(found)  # fmt: skip
    (step,) = json.loads(matrix_formats.json(found))["steps"]
    assert [c["cause"] for c in step["changes"]] == ["the file is gone", "2"]
    assert step["changes"][0]["features"][0]["targets"] == ["t", "u"]


def test_a_run_that_was_cut_off_is_called_so() -> None:
    one = cell("1.0", Verdict.PASS)
    assert one.report is not None
    one.report.run.end = None
    assert "| advanced-alchemy 1.0 (killed before its end) | 1/1 |" in matrix_formats.markdown(table([one]))


def test_a_share_counts_what_was_to_run() -> None:
    def line(feature: str, verdict: Verdict, reason: str = "") -> Result:
        return Result(
            run="r", feature=feature, check="c", target="t", verdict=verdict, reason=reason, cause=cause_of(reason)
        )

    lines = [
        line("a.held", Verdict.PASS),
        line("a.fixed", Verdict.FIXED),
        line("a.known", Verdict.KNOWN, "odd"),
        line("a.failed", Verdict.FAIL, "no"),
        line("a.unsupported", Verdict.UNSUPPORTED, "cannot"),
        line("a.error", Verdict.ERROR, "lost"),
        line("a.left", Verdict.NOT_RUN, "the server died"),
        line("a.other", Verdict.NOT_RUN, Cause.NOT_SELECTED.sentence),
    ]
    header = Header(format=FORMAT, run="r", manifest={"started": "now", "distributions": {}})
    report = model.build(RecordedRun(header=header, results=lines, end=End(run="r", seconds=1.0)))
    assert matrix.share(report, "t") == "2/4 1x +1u +1n +1E"
    assert matrix.share(report, "elsewhere") == "not run"


def test_neighbours_differ_in_one_axis() -> None:
    axes = gate.parse_axes(["advanced-alchemy=1,2", "python=3.10,3.13"])
    cells = gate.cells(axes)
    for one in cells:
        one.report = cell(one.name, Verdict.PASS).report
    assert [step.name for step in Matrix(axes, cells, ["t"]).steps] == [
        "python 3.10 → 3.13 (with advanced-alchemy 1)",
        "advanced-alchemy 1 → 2 (with python 3.10)",
        "advanced-alchemy 1 → 2 (with python 3.13)",
        "python 3.10 → 3.13 (with advanced-alchemy 2)",
    ]


class Servers:
    """A pool of which only one thing matters: which servers are there."""

    def __init__(self, versions: Mapping[str, str]) -> None:
        self.versions = versions
        self.client = self

    def state(self, name: str) -> ServerState:
        if self.versions[name] == "9":
            return ServerState(name, "unavailable", reason=f"{name}: there is no image")
        return ServerState(name, "ready")


def test_cells_share_the_servers_of_their_versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[dict[str, str]] = []
    ran: list[tuple[str, str]] = []

    @contextmanager
    def pool(versions: Mapping[str, str]) -> Iterator[Servers]:
        started.append(dict(versions))
        yield Servers(versions)

    monkeypatch.setattr(
        gate.EnvironmentRunner, "run", lambda _, cell, pool: ran.append((cell.name, pool.versions["postgres"]))
    )
    cells = gate.cells(gate.parse_axes(["asyncpg=0.30.0,0.31.0", "postgres=15,17,9"]))
    gate.EnvironmentRunner(tmp_path).run_all(cells, pool)  # type: ignore[arg-type]
    assert started == [{"postgres": "15"}, {"postgres": "17"}, {"postgres": "9"}]
    assert sorted(ran) == sorted((c.name, v) for c in cells if (v := c.versions["postgres"]) != "9")
    assert {c.problem for c in cells if c.versions["postgres"] == "9"} == {"postgres: there is no image"}
    assert gate.requirements(cells[0].versions) == ["asyncpg==0.30.0"]


KILLED = {"end": False, "code": -9}
STOPPED = {"problems": ("the run was stopped before its end: interrupted",), "whole": False, "code": 2}
CRASHED = {"code": 3}
TROUBLES = [
    (KILLED, "killed before its end: its process was ended by SIGKILL"),
    (STOPPED, "the run was stopped before its end: interrupted"),
    (
        {"problems": ("2 x not-run that were to run: the run ended before it came to them",), "whole": False},
        "the run ended before",
    ),
    (CRASHED, "its process ended with exit code 3"),
]


class Stage:
    """Commands without what takes long: what the resolver finds is what is pinned, and what runs say is given.

    Args:
        folder: Where the commands write.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pins: list[str] = ["litestar==2.25.0", "multidict==7.2.1", "sqlalchemy==2.0.58"]
        self.runs: dict[str, dict[str, Any]] = {}
        """How the run in a folder goes, by its name."""
        self.ran: list[str] = []
        self.commands: list[list[str]] = []
        self.left: tuple[Left, ...] = ()
        self.installed: dict[str, str] = {}
        self.build: Callable[[Resolution], Environment] = lambda _: Environment(folder / "environment")

    def resolve(
        self, pins: Sequence[str], changes: Sequence[str] = (), python: str = "", use: object = None
    ) -> Resolution:
        if any("==99" in change for change in changes):
            raise Unresolvable("there is no version 99")
        found = dict(pin.split("==") for pin in pins)
        found |= {name: version or end for change in changes for name, version, end in [_parts(change)]}
        self.installed = found
        text = "".join(f"{name}=={version}\n" for name, version in found.items())
        return Resolution(Path("/python"), "3", text, left=self.left)

    def run(self, command: Sequence[str], _: object, output: Path, name: str) -> int:
        self.commands.append([*command])
        how = self.runs.get(output.parent.name, {})
        self.ran.append(name)
        output.write_text("")
        run = f"{len(self.ran):012}"
        about = {"started": f"2026-11-25T00:00:{len(self.ran):02}", "distributions": {"SQLAlchemy": "2"}}
        lines: list[Any] = [Header(format=FORMAT, run=run, manifest=about)]
        lines += [
            Result(run=run, feature="a.b", check=f"c{n}", target="t", verdict=verdict, reason=how.get("reason", ""))
            for n, verdict in enumerate(how.get("verdicts", (Verdict.PASS,)))
        ]
        if how.get("results", True) is False:
            return 4
        if how.get("end", True):
            lines.append(Plan.of(run, [Item(r.feature, r.check, r.target, "") for r in lines[1:]]))
            problems, whole = how.get("problems", ()), how.get("whole", True)
            lines.append(End(run=run, seconds=1.0, problems=problems, whole=whole))
        (output.parent / "results.jsonl").write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
        return int(how.get("code", 0))

    def call(self, *arguments: str) -> Done:
        self.ran.clear()
        (self.folder / "pins.txt").write_text("\n".join(self.pins))
        options = ["--requirements", str(self.folder / "pins.txt"), "--target", "sqlite-aiosqlite"]
        return CliRunner().invoke(main, [*arguments, *options, "--report-dir", str(self.folder / "report")])

    def compare(self, *arguments: str) -> Done:
        self.ran.clear()
        report = ["--report-dir", str(self.folder / "report")]
        return CliRunner().invoke(main, ["upgrade", *arguments, "--target", "sqlite-aiosqlite", *report])

    def upgrade(self, *changes: str) -> Done:
        return self.call("upgrade", *(changes or ("multidict==6.1.0",)))

    def matrix(self, *more: str) -> Done:
        return self.call("matrix", "--axis=sqlalchemy=2.0.41,>=2.0.45", "--jobs", "1", *more)


def _parts(change: str) -> tuple[str, str, str]:
    name, _, version = change.partition("==")
    return (name, version, "") if version else (change.partition(">")[0], "", "2.1.3")


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    found = Stage(tmp_path)

    @contextmanager
    def pool(options: object, versions: object = None) -> Iterator[Any]:
        servers = Servers({})
        servers.run_dir = tmp_path / "servers"  # type: ignore[attr-defined]
        yield servers

    monkeypatch.setattr(environments, "resolve", found.resolve)
    monkeypatch.setattr(Resolution, "build", lambda self: found.build(self))
    monkeypatch.setattr(Environment, "installed", lambda _: found.installed)
    monkeypatch.setattr(gate.EnvironmentRunner, "_wait", lambda _, *arguments: found.run(*arguments))
    monkeypatch.setattr(upgrade, "make_pool", pool)
    monkeypatch.setattr(upgrade, "wait_for_servers", lambda _: None)
    return found


def test_an_upgrade_shows_what_the_resolver_changes(stage: Stage) -> None:
    done = stage.upgrade()
    assert done.exit_code == 0, done.output
    assert "  multidict 7.2.1 → 6.1.0\n" in done.output
    assert "| multidict | 7.2.1 | 6.1.0 |" in (stage.folder / "report" / "comparison.md").read_text()
    assert "nothing changes" not in done.output


def test_an_upgrade_that_changes_nothing_says_so(stage: Stage) -> None:
    assert "nothing changes: " in stage.upgrade("multidict==7.2.1").output


def lock(folder: Path, name: str, *lines: str) -> str:
    (folder / name).write_text("\n".join(lines))
    return str(folder / name)


def test_two_lock_files_are_compared(stage: Stage) -> None:
    """What a pull request of Renovate or Dependabot changes: one file before, and one after."""
    old = lock(stage.folder, "old.txt", "litestar==2.24.0", "sqlalchemy==2.0.45", "pytest==7.0", "../mine")
    new = lock(stage.folder, "new.txt", "litestar==2.25.0", "sqlalchemy==2.0.45", "pytest==7.0", "rich==13.0.0")
    stage.runs["upgraded"] = {"verdicts": [Verdict.FAIL]}
    done = stage.compare("--from", old, "--to", new)
    assert done.exit_code == 1
    assert stage.ran == ["present", "upgraded"]
    assert "present: resolving 3 pins\n" in done.output
    assert "upgraded: resolving 4 pins\n" in done.output
    assert "  litestar 2.24.0 → 2.25.0\n" in done.output
    assert "| litestar | 2.24.0 | 2.25.0 |" in (stage.folder / "report" / "comparison.md").read_text()
    said = [line for line in done.output.splitlines() if "not kept" in line]
    assert [line.partition(" (")[0] for line in said] == [
        "present: not kept: old.txt:4: ../mine",
    ]


def test_what_is_for_another_python_or_stands_twice_is_not_named(stage: Stage) -> None:
    base = lock(stage.folder, "base.txt", "litestar==2.24.0", "../mine", "pytest==7.0 ; python_version < '3'")
    old = lock(stage.folder, "old.txt", f"-r {base}", "-e file:.", "litestar==2.24.0", "-e .", "../mine")
    done = stage.compare("--from", old, "--to", old)
    assert [line for line in done.output.splitlines() if "not kept" in line] == [
        "not kept: base.txt:2: ../mine (it says no version)",
        "not kept: old.txt:5: ../mine (it says no version)",
    ]
    assert "present: resolving 1 pin\n" in done.output
    assert "pytest==7.0" not in done.output


def test_two_lock_files_that_are_the_same_change_nothing(stage: Stage) -> None:
    old = lock(stage.folder, "old.txt", "litestar==2.24.0")
    assert "nothing changes: " in stage.compare("--from", old, "--to", old).output


def test_the_side_that_the_resolver_refuses_is_named(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(pins: Sequence[str], *_: object, **__: object) -> Resolution:
        if "litestar==3" in pins:
            raise Unresolvable("there is no version 3")
        return Resolution(Path("/python"), "3", "")

    monkeypatch.setattr(environments, "resolve", refuse)
    old, new = (lock(stage.folder, f"{v}.txt", f"litestar=={v}") for v in ("2", "3"))
    said = stage.compare("--from", old, "--to", new).output
    assert "the resolver refuses the upgraded pins: there is no version 3" in said


@pytest.mark.parametrize("side", ["present", "upgraded"])
@pytest.mark.parametrize(("how", "said"), TROUBLES)
def test_a_run_that_was_cut_off_fails_the_upgrade(stage: Stage, side: str, how: dict[str, Any], said: str) -> None:
    stage.runs[side] = how
    done = stage.upgrade()
    assert done.exit_code == 1
    assert any(line.startswith(f"{side}: ") and said in line for line in done.output.splitlines())
    assert "multidict" in done.output
    assert (stage.folder / "report" / "comparison.md").exists()


PASS, FAIL, KNOWN, UNSUPPORTED, NOT_RUN, ERROR = (
    Verdict.PASS, Verdict.FAIL, Verdict.KNOWN, Verdict.UNSUPPORTED, Verdict.NOT_RUN, Verdict.ERROR,
)  # fmt: skip


def test_a_run_that_fails_is_a_whole_run(stage: Stage) -> None:
    for side in ("present", "upgraded"):
        stage.runs[side] = {"problems": ("1 x fail",), "code": 1, "verdicts": [PASS, FAIL]}
    done = stage.upgrade()
    assert done.exit_code == 0
    assert comparison(done)[0] == "held before: 1 of 2 checks (1 fail)"


def comparison(done: Done) -> list[str]:
    """What is shown when both runs are done."""
    lines = done.output.splitlines()
    return lines[lines.index("upgraded: running") + 1 :]


@pytest.mark.parametrize("verdict", [FAIL, ERROR, NOT_RUN, UNSUPPORTED, KNOWN])
@pytest.mark.parametrize("after", [PASS, None])
def test_where_nothing_held_before_nothing_is_known_of_the_change(
    stage: Stage, verdict: Verdict, after: Verdict | None
) -> None:
    reason = "the application cannot be made"
    stage.runs["present"] = {"verdicts": [verdict, verdict], "reason": reason, "code": 5 if verdict is NOT_RUN else 1}
    stage.runs["upgraded"] = {**stage.runs["present"], "verdicts": [after or verdict] * 2}
    done = stage.upgrade()
    said = f"nothing held before: 2 {verdict.value}; {reason}"
    assert done.exit_code == 1
    assert comparison(done)[0] == said
    text = (stage.folder / "report" / "comparison.md").read_text()
    assert text.startswith("# Assay: nothing held before, ")
    assert said in text
    assert "<strong>nothing held before</strong>" in (stage.folder / "report" / "index.html").read_text()


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        ([PASS, ERROR, ERROR], "only 1 of 3 checks held before on t: 2 error; no"),
        ([PASS, ERROR, FAIL, NOT_RUN], "only 1 of 4 checks held before on t: 1 error, 1 fail, 1 not-run; no"),
        ([PASS, ERROR], ""),
        ([PASS, KNOWN, KNOWN, UNSUPPORTED], ""),
    ],
)
def test_where_hardly_anything_held_before_the_change_is_not_judged(
    stage: Stage, verdicts: list[Verdict], said: str
) -> None:
    for side in ("present", "upgraded"):
        stage.runs[side] = {"verdicts": verdicts, "reason": "no"}
    done = stage.upgrade()
    assert done.exit_code == (1 if said else 0)
    assert comparison(done)[0] == said or not said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (PASS, Verdict.UNSUPPORTED, "held, no longer offered"),
        (FAIL, ERROR, "failed, now an error"),
        (PASS, ERROR, "held, now an error"),
    ],
)
def test_what_fails_a_comparison_fails_an_upgrade(stage: Stage, before: Verdict, after: Verdict, said: str) -> None:
    stage.runs = {
        side: {"verdicts": [PASS, PASS, verdict], "reason": "no"}
        for side, verdict in (("present", before), ("upgraded", after))
    }
    done = stage.upgrade()
    assert done.exit_code == 1
    assert said in done.output


def test_an_upgrade_after_which_no_run_begins_loses_everything(stage: Stage) -> None:
    stage.runs["upgraded"] = {"results": False}
    done = stage.upgrade()
    assert done.exit_code == 1
    assert comparison(done)[0] == "upgraded: nothing ran: the run ended with 4 before it began: no output"
    assert "1 held, not run" in done.output
    assert (stage.folder / "report" / "comparison.md").exists()


def test_an_upgrade_before_which_no_run_begins_is_not_tried(stage: Stage) -> None:
    stage.runs["present"] = {"results": False}
    done = stage.upgrade()
    assert done.exit_code == 2
    assert "nothing held before: present: the run ended with 4 before it began" in done.output
    assert stage.ran == ["present"]


def test_what_ran_otherwise_than_the_file_says_is_named(stage: Stage) -> None:
    stage.pins += ["boto3==1.0", "botocore==1.1", "anyio==4.16.0"]
    stage.left = (Left("boto3==1.0", "it does not go with the rest"), Left("botocore==1.1", "nothing needs it"))
    resolve = stage.resolve

    def other(*arguments: Any, **options: Any) -> Resolution:
        found = resolve(*arguments, **options)
        stage.installed = {**stage.installed, "botocore": "1.2", "litestar": "2.24.9"}
        del stage.installed["boto3"]
        return found

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(environments, "resolve", other)
        done = stage.upgrade("multidict==7.2.1")
    assert "not kept: boto3==1.0: it does not go with the rest\n" in done.output
    named = [
        "boto3==1.0: not installed (it does not go with the rest)",
        "botocore==1.1: 1.2 ran (nothing needs it)",
        "litestar==2.25.0: 2.24.9 ran",
    ]
    lines = comparison(done)
    at = lines.index("not as the file says: 3")
    assert lines[at + 1 : at + 4] == [f"  {line}" for line in named]
    for name in ("index.html", "comparison.md"):
        text = (stage.folder / "report" / name).read_text()
        assert all(line.split(":")[0] in text for line in named)


def test_a_plugin_of_the_users_has_no_say_in_a_verdict(stage: Stage) -> None:
    (stage.folder / "environment").mkdir()
    (stage.folder / "environment" / "plugins.txt").write_text("randomly\nrepeat\n")
    stage.upgrade()
    assert all({"-pno:randomly", "-pno:repeat"} <= {*command} for command in stage.commands)
    assert len(stage.commands) == 2


def test_a_project_under_test_is_named(stage: Stage) -> None:
    """The lock file of Litestar itself says no version of Litestar."""
    stage.pins = ["advanced-alchemy==1.11.0", "sqlalchemy==2.0.58", "alembic==1.20.1", "aiosqlite==0.22.1"]
    resolve = stage.resolve
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(inputs.Side, "projects", {"Litestar": "2.23.0"})
        patched.setattr(environments, "resolve", lambda pins, *a, **o: resolve([*pins, "litestar==2.25.0"], *a, **o))
        done = stage.upgrade("sqlalchemy==2.0.57")
    said = "litestar is the project itself, 2.23.0 there: 2.25.0 is taken, as new as the rest allows\n"
    assert said in done.output
    assert "not pinned" not in done.output


def test_a_library_that_the_file_does_not_pin_is_named(stage: Stage) -> None:
    stage.pins = ["litestar==2.25.0", "alembic==1.20.1"]
    resolve = stage.resolve

    def other(pins: Sequence[str], changes: Sequence[str], **options: Any) -> Resolution:
        taken = ["advanced-alchemy==1.12.0", *(() if changes else ["sqlalchemy==2.0.57"])]
        return resolve([*pins, *taken], changes, **options)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(environments, "resolve", other)
        done = stage.upgrade("sqlalchemy==2.0.58")
    said = "not pinned, so taken as new as the rest allows: advanced-alchemy 1.12.0"
    assert f"present: {said}, sqlalchemy 2.0.57\n" in done.output
    assert f"upgraded: {said}\n" in done.output


def test_of_a_range_it_is_said_which_version_is_taken(stage: Stage) -> None:
    """A range is no pin: nobody knows by it what the user has."""
    stage.pins = ["litestar==2.25.0", "alembic==1.20.1", "advanced-alchemy==1.12.0", "sqlalchemy>=2.0,<2.1"]
    with pytest.MonkeyPatch.context() as patched:
        found = [*stage.pins[:3], "sqlalchemy==2.0.58"]
        patched.setattr(environments, "resolve", lambda _, *changes, **options: stage.resolve(found, *changes))
        done = stage.upgrade()
    assert "no version, only a name or a range: sqlalchemy>=2.0,<2.1\n" in done.output
    assert "present: resolving 3 pins and 1 range\n" in done.output
    assert "\nnot pinned, so taken as new as the rest allows: sqlalchemy 2.0.58\n" in done.output


@pytest.mark.parametrize("resume", [(), ("--resume",)])
def test_a_cell_in_which_nothing_held_says_so(stage: Stage, resume: tuple[str, ...]) -> None:
    stage.runs["sqlalchemy-2.0.41"] = {"verdicts": [ERROR, ERROR], "reason": "no driver", "code": 1}
    stage.matrix()
    done = stage.matrix(*resume)
    assert done.exit_code == 1
    assert "| sqlalchemy 2.0.41 (nothing held: 2 error; no driver) |" in done.output


@pytest.mark.parametrize("name", ["index.html", "comparison.md"])
def test_a_page_that_cannot_be_written_does_not_cost_the_outcome(stage: Stage, name: str) -> None:
    def build(_: Resolution) -> Environment:
        (stage.folder / "report" / name / "in the way").mkdir(parents=True, exist_ok=True)
        return Environment(stage.folder)

    stage.build = build
    stage.runs["upgraded"] = {"verdicts": [Verdict.FAIL]}
    done = stage.upgrade()
    assert done.exit_code == 1
    assert "1 regressed" in done.output
    assert f"{name}: cannot be written: " in done.output


def test_the_page_of_an_earlier_upgrade_is_not_taken_for_that_of_a_later_one(stage: Stage) -> None:
    report = stage.folder / "report"
    stage.upgrade()
    stage.matrix()
    (report / "mine.txt").touch()
    assert (report / "index.html").exists()
    assert stage.upgrade("multidict==99").exit_code == 2
    assert {p.name for p in report.iterdir() if p.is_file()} == {"mine.txt"}


@pytest.mark.parametrize("name", ["index.html", "comparison.md", "matrix.md", "matrix.json"])
def test_what_an_upgrade_or_a_matrix_did_not_write_stays(stage: Stage, name: str) -> None:
    report = stage.folder / "report"
    report.mkdir()
    (report / name).write_text("of somebody else")
    for command in (stage.upgrade, stage.matrix):
        done = command()
        assert done.exit_code == 2
        assert f"{name}: was not written by Assay" in done.output
        assert {p.name: p.read_text() for p in report.iterdir()} == {name: "of somebody else"}


@pytest.mark.parametrize(("how", "said"), TROUBLES)
def test_a_cell_shows_that_its_run_was_cut_off(stage: Stage, how: dict[str, Any], said: str) -> None:
    stage.runs["sqlalchemy-2.0.41"] = how
    done = stage.matrix()
    assert done.exit_code == 1
    (row,) = [line for line in done.output.splitlines() if line.startswith("| sqlalchemy 2.0.41")]
    assert said in row
    assert said in (stage.folder / "report" / "index.html").read_text()


def test_a_row_shows_the_version_that_was_found_for_a_range(stage: Stage) -> None:
    done = stage.matrix()
    assert done.exit_code == 0, done.output
    assert "| sqlalchemy 2.0.41 |" in done.output
    assert "| sqlalchemy >=2.0.45 (2.1.3) |" in done.output


def test_what_one_cell_cannot_have_does_not_end_the_others(stage: Stage) -> None:
    def build(found: Resolution) -> Environment:
        if found.versions["sqlalchemy"] == "2.0.41":
            raise PermissionError(13, "Permission denied", "/some/file")
        return Environment(stage.folder)

    stage.build = build
    done = stage.matrix()
    assert done.exit_code == 1
    assert "sqlalchemy 2.0.41: /some/file: Permission denied" in done.output
    assert stage.ran == ["sqlalchemy >=2.0.45"]


def test_resume_takes_whole_answers_to_the_same_question(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    both = ["sqlalchemy 2.0.41", "sqlalchemy >=2.0.45"]
    stage.matrix()
    assert stage.ran == both
    assert stage.matrix("--resume").exit_code == 0
    assert stage.ran == []
    assert "| sqlalchemy >=2.0.45 (2.1.3) |" in stage.matrix("--resume").output
    for question in (["--feature", "crud"], ["--target", "sqlite-sqlite3"], ["--source", "local"]):
        stage.matrix()
        assert "runs again" in stage.matrix("--resume", *question).output
        assert stage.ran == both, question
    stage.matrix()
    stage.pins[0] = "litestar==2.24.0"
    stage.matrix("--resume")
    assert stage.ran == both
    monkeypatch.setattr(gate, "suites_digest", lambda: "others")
    stage.matrix("--resume")
    assert stage.ran == both


@pytest.mark.parametrize("how", [how for how, _ in TROUBLES])
def test_resume_repeats_what_was_cut_off(stage: Stage, how: dict[str, Any]) -> None:
    stage.runs["sqlalchemy-2.0.41"] = how
    stage.matrix()
    stage.runs.clear()
    assert stage.matrix("--resume").exit_code == 0
    assert stage.ran == ["sqlalchemy 2.0.41"]


@pytest.mark.parametrize("content", [b"", b"not json\n", b'{"kind": "run"}\n', b"\xff\xfe"])
def test_resume_repeats_what_is_damaged(stage: Stage, content: bytes) -> None:
    stage.matrix()
    (stage.folder / "report" / "sqlalchemy-2.0.41" / "results.jsonl").write_bytes(content)
    assert stage.matrix("--resume").exit_code == 0
    assert stage.ran == ["sqlalchemy 2.0.41"]


@pytest.mark.parametrize(
    ("options", "services"),
    [
        (["--feature", "schemas"], {"sqlite"}),
        (["--feature", "schemas,files"], {"sqlite", "s3", "azure"}),
        ([], {"sqlite", "s3", "azure"}),
    ],
)
def test_object_stores_are_started_for_checks_that_need_them(options: list[str], services: set[str]) -> None:
    feature = options[1:]
    pool = make_pool(Options.parse(target=["sqlite"], feature=feature))
    assert {backend.name for backend in pool.services} == services


def test_how_far_a_run_is_is_understood_as_a_run_says_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = State()
    state.begin(200)
    lines = []
    for _ in range(200):
        state.take([line("crud.create", "sqlite-sqlite3", Verdict.PASS)])
        lines.append(state.line)
    (tmp_path / "said.txt").write_text("\n".join(lines))
    command = [sys.executable, "-c", f"print(open({str(tmp_path / 'said.txt')!r}).read())"]
    assert gate.EnvironmentRunner(tmp_path)._wait(command, {}, tmp_path / "output.txt", "here") == 0
    assert capsys.readouterr().out.splitlines() == [f"here: {percent} %" for percent in (20, 40, 60, 80, 100)]
