"""The directory of a report: what is the user's there stays, and what becomes of it while a run goes on is said."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

from assay.domain.verdicts import Verdict
from assay.reporting import write
from assay.results.file import read_results
from assay.servers.run_records import write_atomically
from tests.conftest import RunSuite
from tests.support import suite_template as template

SQLITE = ("--target", "sqlite-sqlite3")
FOREIGN = {
    "index.html": "<html>My home.</html>",
    "junit.xml": '<testsuites name="pytest tests"/>',
    "badge-sqlite-sqlite3.svg": "<svg/>",
    "manifest.json": '{"name": "my web application"}',
    "results.jsonl": '{"mine": true}\n',
    "ledger-draft.toml": "mine = true\n",
}


@pytest.mark.parametrize("name", [*FOREIGN, "a directory"])
def test_what_is_not_ours_is_found_before_the_run_and_stays(tmp_path: Path, run_suite: RunSuite, name: str) -> None:
    suite = template.write_suite(tmp_path)
    folder = tmp_path / "report"
    folder.mkdir()
    if name in FOREIGN:
        (folder / name).write_text(FOREIGN[name])
    else:
        (folder / "summary.md").mkdir()
    (folder / "notes.txt").write_text("mine")
    before = {path.name: path.read_bytes() if path.is_file() else b"" for path in folder.iterdir()}
    done = run_suite(suite, *SQLITE)
    assert done.returncode == 4
    said = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(said) == 1
    why = (
        "was not written by Assay and would be replaced" if name in FOREIGN else "cannot be written: it is a directory"
    )
    assert why in said[0]
    assert {path.name: path.read_bytes() if path.is_file() else b"" for path in folder.iterdir()} == before


def test_the_report_of_an_earlier_run_is_replaced(tmp_path: Path, run_suite: RunSuite) -> None:
    suite = template.write_suite(tmp_path, template.CHECKS + template.FAILING, template.GOLDEN_FAILING)
    folder = tmp_path / "report"
    folder.mkdir()
    for name in ("badge-build.svg", "notes.txt"):
        (folder / name).write_text("mine")
    (folder / "index.html").touch()
    for left in (".index.html.part", ".0123456789ab.collected.json"):
        (folder / left).touch()
    for _ in range(2):
        done = run_suite(suite, "--target", "sqlite")
        assert done.returncode == 1, done.stdout + done.stderr
    assert (folder / "badge-build.svg").read_text() == "mine"
    assert "Written by Assay." in (folder / "index.html").read_text()
    assert [p.name for p in folder.iterdir() if p.name.startswith(".")] == [".lock"]


TAKEN = """

@proves("demo.fails")
def test_takes_the_directory_away(target):
    import pathlib, shutil
    folder, gone = pathlib.Path({folder!r}), pathlib.Path({folder!r} + "-gone")
    other = pathlib.Path({folder!r} + "-other")
    {first}
    folder.rename(gone)  # at once: other processes of the run write there
    {then}
    shutil.rmtree(gone)


@proves("demo.fails")
def test_after_that(target):
    pass
"""
GOLDEN = template.GOLDEN + "".join(
    f"demo.fails demo/test_demo.py::{name}\n" for name in ("test_takes_the_directory_away", "test_after_that")
)
OTHER = '{"kind":"run","format":"assay-results/1","run":"other","manifest":{}}\n'
TAKEN_BY = {
    "nobody": ("pass", "pass"),
    "a file": ("other.write_text('mine')", "other.rename(folder)"),
    "another run": (f"other.mkdir(); (other / 'results.jsonl').write_text({OTHER!r})", "other.rename(folder)"),
}


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one", "two"])
@pytest.mark.parametrize("taker", TAKEN_BY)
def test_a_directory_that_is_taken_away_costs_no_result_and_is_said(
    tmp_path: Path, run_suite: RunSuite, monkeypatch: pytest.MonkeyPatch, taker: str, workers: tuple[str, ...]
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    folder = tmp_path / "report"
    first, then = TAKEN_BY[taker]
    taken = TAKEN.format(folder=str(folder), first=first, then=then)
    suite = template.write_suite(tmp_path, template.CHECKS + taken, GOLDEN)
    done = run_suite(suite, "--target", "sqlite-aiosqlite", *workers)
    assert done.returncode == 1
    said = f"problem: {folder}: was removed, or what is in it, while the run went on; its results are kept, and in "
    assert said in done.stdout
    now = Path(done.stdout.partition(said)[2].splitlines()[0].removesuffix(" now"))
    assert (now == folder) == (taker == "nobody")
    run = read_results(now)
    passed = {(r.feature, r.check.rpartition("::")[2]) for r in run.results if r.verdict is Verdict.PASS}
    assert passed == {
        ("demo.holds", "test_holds"),
        ("demo.fails", "test_takes_the_directory_away"),
        ("demo.fails", "test_after_that"),
    }
    assert not run.damage
    assert run.plan
    assert run.end
    assert f"report: {now}/index.html" in done.stdout
    assert "was removed, or what is in it" in (now / "summary.md").read_text()
    if taker == "a file":
        assert folder.read_text() == "mine"
    if taker == "another run":
        assert [(p.name, p.read_text()) for p in folder.iterdir()] == [("results.jsonl", OTHER)]


@pytest.mark.parametrize("function", [write.save, write_atomically])
def test_a_file_that_cannot_be_written_leaves_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: Any
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "x").write_text("before")
    monkeypatch.setattr(Path, "replace", full)
    content = "after" if function is write.save else b"after"
    with pytest.raises(OSError, match="No space"):
        function(tmp_path / "x", content)
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("x", "before")]
