"""What a suite says of its subject: every key of its file means something, and a mistake in it is one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.domain.errors import UsageError
from assay.domain.subject import Offer, Subject
from assay.results import context
from assay.results.context import SubjectInfo
from tests.conftest import ROOT, RunSuite
from tests.support import suite_template as template

WRONG = {
    "toml": ("title = ", "not valid TOML"),
    "key": ("tilte = 'x'", "unknown field `tilte`"),
    "type": ("libraries = ['litestar']", "Expected `object`, got `array` - at `$.libraries`"),
    "application": ("applications = ['app']", "applications: 'app': there is no folder"),
    "planted": ("planted = 'planted'", "planted: 'planted': there is no folder"),
    "findings": ("findings = '../docs'", "findings: '../docs': there is no folder"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_one_clear_line(tmp_path: Path, name: str) -> None:
    text, message = WRONG[name]
    (tmp_path / "subject.toml").write_text(text)
    with pytest.raises(UsageError) as caught:
        Subject.load(tmp_path)
    said = str(caught.value)
    assert said.startswith(f"{tmp_path / 'subject.toml'}: ")
    assert message in said
    assert "\n" not in said


def test_a_run_says_it_before_it_starts_anything(tmp_path: Path, run_suite: RunSuite) -> None:
    suite = template.write_suite(tmp_path)
    (suite / "subject.toml").write_text("[offered_by]\ndistribution = 'nobody-has-it'\nname = 'Nobody'\n")
    done = run_suite(suite, "--target", "sqlite")
    assert done.returncode == 4
    assert done.stderr.strip() == "ERROR: subject.toml: offered_by: nobody-has-it is not installed; install it"


def test_a_suite_without_the_file_says_nothing(tmp_path: Path) -> None:
    subject = Subject.load(tmp_path)
    assert subject == Subject()
    assert subject.offering_version() == ""


def test_the_version_that_decides_is_that_of_the_run() -> None:
    subject = Subject(offered_by=Offer("advanced-alchemy", "Advanced Alchemy"))
    assert subject.offering_version({"advanced-alchemy": "1.9"}) == "1.9"
    assert subject.offering_version({}) == ""


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("", "https://own.example/page.html#first-steps"),
        ("usage/types", "https://library.example/usage/types.html#first-steps"),
        ("other:usage/dto/0-basic", "https://other.example/usage/dto/0-basic.html#first-steps"),
        ("README", "https://index.example/library#first-steps"),
    ],
)
def test_a_section_is_an_anchor_on_the_page_that_the_feature_names(page: str, address: str) -> None:
    pages = {
        "README": "https://index.example/library",
        "other:*": "https://other.example/*.html",
        "*": "https://library.example/*.html",
    }
    subject = SubjectInfo.of(Subject(documentation="https://own.example/page.html", pages=pages))
    assert subject.section_link("First steps", page) == address


def test_a_page_that_nobody_knows_has_no_address() -> None:
    subject = SubjectInfo.of(Subject(documentation="https://own.example/page.html", pages={"other:*": "https://x/*"}))
    assert subject.section_link("First steps", "usage/types") == ""


def test_a_report_shows_the_subject_of_its_run_and_not_that_of_this_assay() -> None:
    feature = {"id": "demo.holds"}
    recorded = context.parse({"subject": {"title": "Other", "shown": ["other"]}, "catalogue": [feature]})
    assert recorded.subject == SubjectInfo("Other", shown=("other",))
    assert recorded.subject.versions({"other": "2", "litestar": "1"}) == ["other 2"]
    assert recorded.subject.section_link("Demo") == ""
    assert recorded.subject.section_link("Demo", "usage/demo") == ""
    older = context.parse({"catalogue": [feature]})
    assert older.subject == SubjectInfo.of(Subject.load(ROOT / "suites")), "it had no other suite"
