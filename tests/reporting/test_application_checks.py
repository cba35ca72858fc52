"""What people are told of the generic checks of an application."""

from __future__ import annotations

import pytest

from assay.applications.lines import Line
from assay.domain.verdicts import Verdict
from assay.reporting.application_checks import show


def line(subject: str, verdict: Verdict, reason: str) -> Line:
    return Line(target="sqlite", check="openapi", subject=subject, claim="It holds.", verdict=verdict, reason=reason)


def test_what_was_not_tried_for_one_reason_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [line(f"GET /{n}", Verdict.UNSUPPORTED, "nothing sends requests") for n in range(9)]
    lines += [line("GET /x", Verdict.UNSUPPORTED, "another"), line("GET /y", Verdict.NOT_RUN, "another")]
    lines += [line(f"GET /f{n}", Verdict.FAIL, "answered 500") for n in range(2)]
    show(lines)
    assert capsys.readouterr().out.splitlines()[2:] == [
        "  ✗ fail: openapi:GET /f0",
        "      answered 500",
        "  ✗ fail: openapi:GET /f1",
        "      answered 500",
        "  ○ not-run: openapi:GET /y",
        "      another",
        "  \u2013 unsupported: openapi:GET /0 and 8 more",
        "      nothing sends requests",
        "  \u2013 unsupported: openapi:GET /x",
        "      another",
    ]
