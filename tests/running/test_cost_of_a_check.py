"""What a check costs beside itself, in counts that do not depend on the machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from _pytest._code import code as pytest_code

from assay.running.protocol import telling
from assay.running.tracebacks import FUNCTION, StatementRanges
from tests.conftest import ReadReport, RunSuite
from tests.support import suite_template as template

CHECKS = 12
CHECK = f"""
import pytest
from assay.checking import proves

@proves("demo.holds")
@pytest.mark.parametrize("n", range({CHECKS}))
def test_holds(target, n):
    assert target
"""
GOLDEN = "".join(f"demo.holds demo/test_demo.py::test_holds[{n}]\n" for n in range(CHECKS))
COUNTS = """
import json
import os
import sys
from functools import partial
import pytest

FILES, EVENTS = [], []

def noted(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        FILES.append(arguments[0])

@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop(session):
    sys.addaudithook(noted)
    for worker in [plugin for plugin in session.config.pluginmanager.get_plugins() if hasattr(plugin, "sendevent")]:
        worker.sendevent = partial(counted, worker.sendevent)
    return (yield)

def counted(send, name, **content):
    EVENTS.append((name, len(json.dumps(content, default=str))))
    send(name, **content)

class Counts:
    def __init__(self):
        self.seen = []

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item):
        FILES.clear()
        EVENTS.clear()
        result = yield
        self.seen.append({"files": [*FILES], "events": [*EVENTS], "ids": len(item.nodeid)})
        return result

    def pytest_unconfigure(self):
        with open(os.environ["COUNTS"] + os.environ.get("PYTEST_XDIST_WORKER", "main"), "w") as file:
            json.dump(self.seen, file)

def pytest_configure(config):
    config.pluginmanager.register(Counts())
"""


def test_a_check_opens_no_file_and_sends_one_report(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite = template.write_suite(tmp_path, CHECK, GOLDEN)
    (suite / "conftest.py").write_text(COUNTS)
    monkeypatch.setenv("COUNTS", str(tmp_path / "counts-"))
    done = run_suite(suite, "--target", "sqlite-sqlite3", "-n", "1", "-q")
    assert done.returncode == 0, done.stdout + done.stderr
    assert len([r for r in report().results if r.nodeid]) == CHECKS
    (file,) = tmp_path.glob("counts-gw*")
    _, *others = json.loads(file.read_text())  # the first one makes the space, and imports the driver
    assert len(others) == CHECKS - 1
    for seen in others:
        assert seen["files"] == []
        assert [name for name, _ in seen["events"]] == ["testreport"]
        ((_, size),) = seen["events"]
        assert size < 1100 + 4 * seen["ids"], "a report is its result line, and little more"


def test_a_plugin_that_looks_at_reports_gets_all_of_them(tmp_path: Path, run_suite: RunSuite) -> None:
    suite = template.write_suite(tmp_path, CHECK, GOLDEN)
    seen = "import pytest\ndef pytest_runtest_logreport(report):\n    print('seen', report.when, report.nodeid)\n"
    (suite / "conftest.py").write_text(seen)
    for workers in ("0", "1"):
        done = run_suite(suite, "--target", "sqlite-sqlite3", "-n", workers, "-s")
        assert done.returncode == 0, done.stdout + done.stderr
        for phase in ("setup", "call", "teardown"):
            assert str(done.stdout).count(f"seen {phase}") == CHECKS, workers


def reported(when: str, outcome: str = "passed", sections: tuple[tuple[str, str], ...] = ()) -> pytest.TestReport:
    made = pytest.TestReport("n", ("f", 1, "d"), {"n": 1}, outcome, None, when, sections)  # type: ignore[arg-type]
    if when == "teardown":
        made.assay = ["line"]  # type: ignore[attr-defined]
    return made


def test_what_says_something_is_told() -> None:
    printed = (("Captured stdout call", "words"),)

    def phases(*reports: pytest.TestReport) -> list[str]:
        told = [*telling([*reports])]
        assert any(getattr(report, "assay", None) for report in told), "the result lines are told"
        return [str(report.when) for report in told]

    setup, held, clean = reported("setup"), reported("call"), reported("teardown")
    assert phases(setup, held, clean) == ["call"]
    assert phases(setup, reported("call", "failed", printed), reported("teardown", "passed", printed)) == ["call"]
    assert phases(reported("setup", "skipped"), clean) == ["setup"]
    all_three = ["setup", "call", "teardown"]
    assert phases(setup, held, reported("teardown", "failed")) == all_three
    assert phases(setup, held, reported("teardown", "passed", printed)) == all_three


def test_a_file_is_parsed_once_for_all_tracebacks(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = []
    original = getattr(pytest_code, FUNCTION)
    if isinstance(original, StatementRanges):  # of a run that is going on
        original = original.original

    def counted(lineno: int, source: object, assertion: bool = False, astnode: object = None) -> object:
        parsed.append(astnode is None)
        return original(lineno, source, assertion, astnode)

    def shown() -> str:
        with pytest.raises(ValueError, match="no number") as caught:
            int_of("no number")
        return str(caught.getrepr(style="long"))

    expected = shown()
    ranges = StatementRanges(counted)
    monkeypatch.setattr(pytest_code, FUNCTION, ranges)
    assert [shown() for _ in range(5)] == [expected] * 5
    assert parsed.count(True) == 1
    assert len(parsed) > 5


def int_of(text: str) -> int:
    return (
        # the statement is longer than its line
        int(text)
    )
