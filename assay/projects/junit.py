"""Reads JUnit XML, whichever runner wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree

from assay.domain.errors import UsageError
from assay.reporting.projects.tests import Test, TestOutcome

_ORDER = [*TestOutcome]
_EXPECTED = "xfail"
"""What pytest's type of a skip has in it if the test failed as its author expects."""

_SAYS_NOTHING = ("", "collection failure")
"""Messages in whose place the end of the traceback is shown."""


def read(files: Iterable[Path]) -> dict[str, Test]:
    """The tests of some files, by id; a test that several entries speak of has the worst of them.

    Raises:
        UsageError: One cannot be read, or is no JUnit XML.
    """
    found: dict[str, Test] = {}
    for file in files:
        for test in _tests(file):
            known = found.get(test.id)
            if known is None or _ORDER.index(test.outcome) > _ORDER.index(known.outcome):
                found[test.id] = test
    return found


def _tests(file: Path) -> Iterator[Test]:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: the results cannot be read: {error.strerror}") from None
    if not content.strip():
        raise UsageError(f"{file}: the results are empty: the run was killed, or its disk is full?")
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - written by the user's own command a moment ago
    except ElementTree.ParseError as error:
        raise UsageError(f"{file}: the results are no XML that can be read: {error}") from None
    if root.tag not in ("testsuites", "testsuite"):
        raise UsageError(f"{file}: the results are no JUnit XML: they begin with <{root.tag}>")
    return map(_test, root.iter("testcase"))


def _test(case: ElementTree.Element) -> Test:
    outcome, message, text = TestOutcome.PASSED, "", []
    for child in case:
        one = _outcome(child)
        if one is None:
            continue
        if _ORDER.index(one) > _ORDER.index(outcome):
            outcome, message = one, child.get("message") or ""
        text.append((child.text or "").strip("\n"))
    traceback = "\n\n".join(part for part in text if part.strip())
    if message in _SAYS_NOTHING:
        message = next((line.removeprefix("E ") for line in reversed(traceback.splitlines()) if line.strip()), message)
    return Test(
        case.get("classname") or "",
        case.get("name") or "(no name)",
        outcome,
        message.strip(),
        traceback,
        _number(case.get("time")),
    )


def _outcome(child: ElementTree.Element) -> TestOutcome | None:
    if child.tag == "skipped":
        return TestOutcome.XFAILED if _EXPECTED in (child.get("type") or "") else TestOutcome.SKIPPED
    return {"failure": TestOutcome.FAILED, "error": TestOutcome.ERROR}.get(child.tag)


def _number(text: str | None) -> float:
    try:
        return float((text or "0").replace(",", ""))
    except ValueError:
        return 0.0
