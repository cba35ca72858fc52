"""The runs of a matrix: which servers they share, what becomes of one that is cut off, and which are repeated."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from assay.commands.server_options import make_pool
from assay.domain.verdicts import Verdict
from assay.running.options import Options
from assay.running.progress import State
from assay.upgrading import gate
from assay.upgrading.environments import Environment, Resolution
from tests.support.reports import line
from tests.support.upgrade_stage import ERROR, TROUBLES, Servers, Stage


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


@pytest.mark.parametrize("resume", [(), ("--resume",)])
def test_a_cell_in_which_nothing_held_says_so(stage: Stage, resume: tuple[str, ...]) -> None:
    stage.runs["sqlalchemy-2.0.41"] = {"verdicts": [ERROR, ERROR], "reason": "no driver", "code": 1}
    stage.matrix()
    done = stage.matrix(*resume)
    assert done.exit_code == 1
    assert "| sqlalchemy 2.0.41 (nothing held: 2 error; no driver) |" in done.output


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
