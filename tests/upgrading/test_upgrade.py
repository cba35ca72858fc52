"""An upgrade: two sets of versions, what is said of both, and what fails it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result as Done

from assay.domain.verdicts import Verdict
from assay.upgrading import environments, inputs
from assay.upgrading.environments import Environment, Resolution
from assay.upgrading.fitting import Left, Unresolvable
from tests.support.upgrade_stage import ERROR, FAIL, KNOWN, NOT_RUN, PASS, TROUBLES, UNSUPPORTED, Stage


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


def test_a_run_that_fails_is_a_whole_run(stage: Stage) -> None:
    for side in ("present", "upgraded"):
        stage.runs[side] = {"problems": ("1 x fail",), "code": 1, "verdicts": [PASS, FAIL]}
    done = stage.upgrade()
    assert done.exit_code == 0
    assert "held before: 1 of 2 checks (1 fail)" in comparison(done)


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
