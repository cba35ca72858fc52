"""``junit.xml`` as its consumers read it.

Their rules, from their sources: Jenkins' xUnit plugin validates against its ``junit-10.xsd`` and refuses the whole file
for one attribute too many; its JUnit plugin and dorny/test-reporter read the attributes of suites and cases; GitLab
reads the text of ``failure``, ``error`` and ``skipped``, and only where there is none their attributes, as a mapping.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from assay.domain.failures import Failure
from assay.reporting import model
from assay.reporting.formats import junit
from tests.support import reports as support

XUNIT = etree.RelaxNG(
    etree.fromstring("""
<grammar xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start><element name="testsuites">
    <optional><attribute name="name"/></optional>
    <ref name="counts"/>
    <zeroOrMore><ref name="suite"/></zeroOrMore>
  </element></start>
  <define name="counts">
    <attribute name="tests"/><attribute name="failures"/><attribute name="errors"/>
    <optional><attribute name="time">
      <data type="string"><param name="pattern">[0-9]*(\\.[0-9]{0,3})?</param></data>
    </attribute></optional>
  </define>
  <define name="suite"><element name="testsuite">
    <attribute name="name"/>
    <ref name="counts"/>
    <optional><attribute name="skipped"/></optional>
    <optional><attribute name="timestamp"/></optional>
    <interleave>
      <optional><element name="properties"><zeroOrMore><element name="property">
        <attribute name="name"/><attribute name="value"/>
      </element></zeroOrMore></element></optional>
      <zeroOrMore><ref name="case"/></zeroOrMore>
    </interleave>
  </element></define>
  <define name="case"><element name="testcase">
    <attribute name="name"/><attribute name="classname"/><attribute name="time"/>
    <optional><element>
      <choice><name>failure</name><name>error</name><name>skipped</name></choice>
      <optional><attribute name="type"/></optional>
      <attribute name="message"/>
      <text/>
    </element></optional>
  </element></define>
</grammar>
""")
)
"""What every one of them accepts of what Assay writes; narrower than ``junit-10.xsd``."""

NASTY = "]]> <b> & \x00\x1b\ufffe \U0001f600 \r\n\t"
LINES = {
    "everything": support.everything(),
    "nothing": {},
    "awkward texts": {
        ("a.b", "sqlite-sqlite3"): support.line(
            "a.b", "sqlite-sqlite3", support.FAIL, NASTY, error=Failure(NASTY, NASTY, NASTY, ()), store=NASTY
        )
    },
    "hours": {("a.b", "sqlite-sqlite3"): support.line("a.b", "sqlite-sqlite3", support.PASS, seconds=123456.7891)},
}


def written(folder: Path, name: str, **about: Any) -> bytes:
    report = model.load(support.write_run(folder, LINES[name], **about))
    return junit.render(report).encode()


@pytest.mark.parametrize("end", [True, False], ids=["ended", "killed"])
@pytest.mark.parametrize("name", LINES)
def test_jenkins_xunit_plugin_takes_the_file(tmp_path: Path, name: str, end: bool) -> None:
    root = etree.fromstring(written(tmp_path, name, end=end, problems=("1 x fail", NASTY)))
    XUNIT.assertValid(root)
    root.set("skipped", "0")
    assert not XUNIT.validate(root), "the schema would let pass what Jenkins refuses"


def test_gitlab_shows_the_reason_of_each_case(tmp_path: Path) -> None:
    root = etree.fromstring(written(tmp_path, "everything", problems=("1 x fail",)))
    said = root.xpath("//testcase/*")
    assert {element.tag for element in said} == {"failure", "error", "skipped"}
    for element in said:
        assert element.text.startswith(element.get("message"))


def test_dorny_test_reporter_finds_what_it_asks_for(tmp_path: Path) -> None:
    root = etree.fromstring(written(tmp_path, "everything", problems=("1 x fail",)))
    assert float(root.get("time")) > 0
    assert len(root) == len(support.TARGETS) + 1
    for suite in root:
        assert suite.get("name").strip()
        float(suite.get("time"))
        for case in suite.iter("testcase"):
            assert case.get("name").strip()
            assert case.get("classname")
            float(case.get("time"))


def test_every_case_has_a_name_of_its_own(tmp_path: Path) -> None:
    root = etree.fromstring(written(tmp_path, "everything"))
    cases = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    assert len(cases) == len(set(cases)) == len(support.everything())
