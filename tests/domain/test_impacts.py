"""What known issues do to users: a closed list, which the documentation has too."""

from __future__ import annotations

import pytest

from assay.domain.catalogue import Catalogue
from assay.domain.impacts import NO_WORKAROUND, Impact, sentence
from assay.domain.ledger import Ledger
from assay.running import known_issues
from assay.running.suite_files import repository_file

SUITES = repository_file("catalogue.toml").parent


def test_each_says_when_an_issue_has_it() -> None:
    for impact in Impact:
        assert impact.definition.endswith("."), impact
        assert len(impact.definition.split()) > 6, impact
    assert [impact.rank for impact in Impact] == list(range(len(Impact)))


def test_the_page_has_the_same_table() -> None:
    page = (SUITES.parent / "docs" / "impacts.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert rows == [f"| `{impact.value}` | {impact.definition} |" for impact in Impact]


def test_issues_are_counted_in_words() -> None:
    found = [Impact.DOCUMENTATION, Impact.ERROR, Impact.DATA_LOSS, Impact.ERROR]
    assert sentence(found) == "1 way to lose data, 2 errors, 1 mistake of the documentation"
    assert sentence([]) == ""


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return known_issues.load(SUITES, Catalogue.load(SUITES / "catalogue.toml"))


def test_a_workaround_is_a_sentence(ledger: Ledger) -> None:
    """One line that a report can show as it is."""

    assert not ledger.problems
    for entry in ledger:
        said = entry.workaround
        assert said == NO_WORKAROUND or (said[0].isupper() and said.endswith(".") and "\n" not in said), entry.id
        assert len(said) < 200, entry.id


def test_only_documentation_is_a_mistake_of_the_documentation(ledger: Ledger) -> None:
    """A fault of the documentation may do worse; but what a library or a driver does wrong is more than a mistake of a
    page, unless the text at fault is the library's own."""
    others = [e.id for e in ledger if e.impact is Impact.DOCUMENTATION and e.fault != "documentation"]
    assert others == ["init-writes-no-readme", "filter-deps-titles"]
