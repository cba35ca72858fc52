"""``junit.xml``: for everything that reads JUnit. One suite per target, one case per feature and check."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

from assay.domain.verdicts import Verdict
from assay.reporting.model import Report
from assay.results.lines import Result

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAGS = {
    Verdict.FAIL: "failure",
    Verdict.FIXED: "failure",
    Verdict.ERROR: "error",
    Verdict.KNOWN: "skipped",
    Verdict.UNSUPPORTED: "skipped",
    Verdict.NOT_RUN: "skipped",
}
"""JUnit has fewer words; a pass is a case without any of them, and nothing that did not hold becomes one."""


def render(report: Report, _directory: Path | None = None) -> str:
    """The XML; what the run as a whole fails on is in a suite of its own, so that it shows as failed there too."""
    root = ET.Element("testsuites", name="assay")
    for target in report.targets:
        lines = [r for f in report.features if (cell := report.cells.get((f, target))) for r in cell.results]
        suite = _suite(root, target, report, len(lines))
        _properties(suite, report, target)
        for line in lines:
            _case(suite, line, report)
        _count(suite)
    problems = [*(["the run was killed: it has no end"] if report.killed else []), *report.problems]
    if problems:
        suite = _suite(root, "run", report, len(problems))
        for problem in problems:
            case = ET.SubElement(suite, "testcase", classname="run", name=clean(problem), time="0")
            ET.SubElement(case, "error", type="problem", message=clean(problem)).text = clean(problem)
        _count(suite)
    for name in ("tests", "failures", "errors"):  # Jenkins' xUnit plugin refuses a file with any other here
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("time", f"{sum(float(suite.get('time', '0')) for suite in root):.3f}")
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(root: ET.Element, name: str, report: Report, tests: int) -> ET.Element:
    suite = ET.SubElement(root, "testsuite", name=clean(name), tests=str(tests))
    if report.started:
        suite.set("timestamp", clean(report.started.partition("+")[0]))
    return suite


def _properties(suite: ET.Element, report: Report, target: str) -> None:
    server = report.server(target)
    known = {
        "run": report.id,
        "state": report.state(target),
        "server version": server.version,
        "server source": server.source,
        "driver": report.driver_version(target),
    }
    properties = ET.SubElement(suite, "properties")
    for name, value in known.items():
        if value:
            ET.SubElement(properties, "property", name=name, value=clean(str(value)))


def _case(suite: ET.Element, line: Result, report: Report) -> None:
    # With its file: functions of two files may have one name.
    name = line.feature if not line.check else f"{line.feature} ({line.check.partition('/')[2] or line.check})"
    if line.store:
        name = f"{name} on {line.store}"
    classname = f"{line.target}.{line.feature.partition('.')[0]}"
    case = ET.SubElement(suite, "testcase", classname=clean(classname), name=clean(name), time=f"{line.seconds:.3f}")
    if tag := _TAGS.get(line.verdict):
        message = f"{line.verdict.value}: {report.reason(line)}"
        found = ET.SubElement(case, tag, message=clean(message))
        said = [message]  # again: GitLab reads the text, and the attributes only where there is none
        if tag != "skipped":
            found.set("type", clean(line.error.type if line.error else line.verdict.value))
            said += [line.error.traceback if line.error else "", report.again(line)]
        found.text = clean("\n\n".join(filter(None, said)))


def _count(suite: ET.Element) -> None:
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("time", f"{sum(float(case.get('time', '0')) for case in suite.findall('testcase')):.3f}")


def clean(text: str) -> str:
    """Without the characters that XML cannot hold, not even escaped."""
    return _FORBIDDEN.sub("\ufffd", text)
