"""The three files of truth and the results file: every mistake in them is one clear line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assay.domain import golden
from assay.domain.catalogue import Catalogue
from assay.domain.errors import UsageError
from assay.domain.failures import Failure
from assay.domain.impacts import NO_WORKAROUND, Impact
from assay.domain.ledger import Entry, Ledger
from assay.domain.verdicts import Verdict, worst
from assay.products.registry import OWN_BACKENDS, TARGETS
from assay.results.file import Writer, read_results
from assay.results.lines import FORMAT, End, Header, Result
from assay.running.suite_files import repository_file
from tests.support import suite_template as template

FEATURE = '[[feature]]\nid = "a.b"\nsection = "S"\nclaim = "C"\nvaries = ["none"]\n'

CATALOGUES = {
    "unknown key": (FEATURE + 'level_ = "core"\n', "level_"),
    "duplicate id": (FEATURE + FEATURE, "'a.b' is listed twice"),
    "bad version": (FEATURE + 'since = "one"\n', "'one' is not a version"),
    "bad variation": (FEATURE.replace('"none"', '"moon"'), "moon"),
    "no distribution": (FEATURE + 'installed = ["Argon2 CFFI"]\n', "installed: 'Argon2 CFFI' is not a distribution"),
    "missing key": ('[[feature]]\nid = "a.b"\n', "missing required field"),
    "not TOML": ("[[feature]\n", "not valid TOML"),
    "nothing": ("", "has no feature"),
}


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_bad_catalogue_is_refused(tmp_path: Path, name: str) -> None:
    text, message = CATALOGUES[name]
    path = tmp_path / "catalogue.toml"
    path.write_text(text)
    with pytest.raises(UsageError) as caught:
        Catalogue.load(path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_catalogue_can_be_of_several_files(tmp_path: Path) -> None:
    """In the order in which they are included."""
    (tmp_path / "catalogue.toml").write_text('include = ["more/z.toml", "more/y.toml"]\n' + FEATURE)
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "z.toml").write_text(FEATURE.replace("a.b", "z.b") + 'page = "usage/z"\n')
    (tmp_path / "more" / "y.toml").write_text(FEATURE.replace("a.b", "y.b"))
    found = Catalogue.load(tmp_path / "catalogue.toml")
    assert [(feature.id, feature.page) for feature in found] == [("a.b", ""), ("z.b", "usage/z"), ("y.b", "")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (FEATURE, "more.toml: feature 'a.b' is listed twice"),
        (
            'include = ["third.toml"]\n' + FEATURE.replace("a.b", "c.d"),
            "more.toml: an included file includes no others",
        ),
        (FEATURE.replace("a.b", "c.d") + 'until = "x"\n', "more.toml: feature 'c.d': 'x' is not a version"),
        (None, "more.toml: cannot be read"),
    ],
)
def test_a_bad_file_of_a_catalogue_is_named(tmp_path: Path, text: str | None, message: str) -> None:
    (tmp_path / "catalogue.toml").write_text('include = ["more.toml"]\n' + FEATURE)
    if text is not None:
        (tmp_path / "more.toml").write_text(text)
    with pytest.raises(UsageError) as caught:
        Catalogue.load(tmp_path / "catalogue.toml")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        Catalogue.load(tmp_path / "none.toml")


ENTRY = template.KNOWN
DOCUMENTED = ENTRY.replace('fault = "library"', 'fault = "documentation"')
STATE = '[[report]]\nname = "a/b#1"\nstate = "open"\nas_of = 2026-01-01\n'
REPORTED = ENTRY.replace('"unreported"', '"a/b#1"') + STATE
LEDGERS = {
    "unknown key": (ENTRY + 'because = "x"\n', "because"),
    "unknown feature": (ENTRY.replace("demo.fails", "demo.gone"), "unknown feature 'demo.gone'"),
    "duplicate id": (ENTRY + ENTRY, "its id is used twice"),
    "bad version range": (ENTRY + '[issue.versions]\nsqlalchemy = "newest"\n', "not a version range"),
    "no distribution": (ENTRY + 'unless_installed = ["Argon2 CFFI"]\n', "unless_installed: 'Argon2 CFFI' is not"),
    "a server is never installed": (ENTRY + 'unless_installed = ["server"]\n', "unless_installed: 'server' is not"),
    "there in a version, and not there": (
        ENTRY + 'unless_installed = ["msgspec"]\n[issue.versions]\nmsgspec = ">=1"\n',
        "unless_installed: 'msgspec' is not a distribution such as 'argon2-cffi' that versions do not name",
    ),
    "anything, in any version": (ENTRY.replace('"demo.fails"', '"*"'), "needs the versions that have it"),
    "by chance, any check": (
        ENTRY + 'by_chance = true\nfinding = "x.md"\n',
        "by chance needs names of features and checks",
    ),
    "by chance, unsaid": (
        ENTRY + 'by_chance = true\nchecks = ["t.py::test_fails"]\n',
        "a finding that says what the chance",
    ),
    "any exception": (
        ENTRY.replace('seen = "seen 1, not 2"', 'raises = "Exception"\nmessage = "x"'),
        "would excuse anything",
    ),
    "no pattern": (ENTRY.replace('seen = "seen 1, not 2"', 'raises = "builtins.ValueError"'), "needs a message"),
    "nothing to compare": (ENTRY.replace('seen = "seen 1, not 2"', ""), "either raises (with message) or seen"),
    "both": (ENTRY + 'raises = "ValueError"\nmessage = "x"\n', "either raises (with message) or seen"),
    "bad pattern": (ENTRY.replace("seen 1, not 2", "("), "not a regular expression"),
    "bad fault": (ENTRY.replace('"library"', '"weather"'), "weather"),
    "bad date": (ENTRY.replace("2027-01-01", '"soon"'), "review_by"),
    "no reason": (ENTRY.replace("Arithmetic.", ""), "must not be empty"),
    "no impact": (
        ENTRY.replace('impact = "error"\n', ""),
        "impact is missing: what it does to users, one of data-loss",
    ),
    "no such impact": (ENTRY.replace('impact = "error"', 'impact = "bad"'), "impact = 'bad': it is one of data-loss,"),
    "no workaround": (ENTRY.replace('workaround = "none known"\n', ""), "workaround is missing: what a user can do"),
    "empty workaround": (ENTRY.replace("none known", " "), "must not be empty"),
    "no upstream": (ENTRY.replace('upstream = "unreported"\n', ""), "upstream is missing: where it is reported"),
    "upstream unsaid": (ENTRY.replace('"unreported"', '"yes"'), "upstream = 'yes': give owner/name#12"),
    "a report without a state": (
        ENTRY.replace('"unreported"', '"a/b#1"'),
        "upstream = 'a/b#1': give its state, as a table [[report]] with this name",
    ),
    "a report by its address": (
        ENTRY.replace('"unreported"', '"https://github.com/a/b/pull/1"'),
        "'https://github.com/a/b/pull/1': write it as a/b#1",
    ),
    "a state in the issue": (
        ENTRY + 'upstream_state = { name = "a/b#1", state = "unknown" }\n',
        "what became of a report stands in a table [[report]] of its name",
    ),
    "no such state": (REPORTED.replace("open", "lost"), "lost"),
    "a state of no day": (REPORTED.replace("as_of = 2026-01-01\n", ""), "give as_of, the day on which it was so"),
    "an unknown state of a day": (REPORTED.replace("open", "unknown"), "unless the state is 'unknown'"),
    "open, and closed by": (REPORTED + 'by = "#2"\n', "by = '#2': what closed or answered it"),
    "closed by somebody": (REPORTED.replace("open", "closed") + 'by = "me"\n', "by = 'me': what closed or answered it"),
    "answered by nothing": (REPORTED.replace("open", "answered"), "by is missing: what answered it"),
    "two states": (REPORTED + STATE, "there are two of it"),
    "a state of nothing": (ENTRY + STATE, "report 'a/b#1': no issue names it"),
    "documentation of no edition": (ENTRY.replace('"library"', '"documentation"'), "needs edition"),
    "documentation of one edition": (DOCUMENTED + 'edition = "1.6.0"\n', "either mended_in or still_in"),
    "mended and not": (
        DOCUMENTED + 'edition = "1.6.0"\nmended_in = "1.9.0"\nstill_in = "1.12.0"\n',
        "either mended_in or still_in",
    ),
    "mended before": (DOCUMENTED + 'edition = "1.6.0"\nmended_in = "1.6.0"\n', "1.6.0 is not after the edition 1.6.0"),
    "no such edition": (DOCUMENTED + 'edition = "1.6.0"\nstill_in = "newest"\n', "an edition is a version such as"),
    "edition of a library": (ENTRY + 'mended_in = "1.9.0"\n', "only a fault of the documentation has editions"),
}


def test_issues_get_the_states_of_their_reports(tmp_path: Path) -> None:
    """Also a file that is laid over another, of the reports that the other one knows."""
    suite = template.write_suite(tmp_path)
    catalogue = Catalogue.load(suite / "catalogue.toml")
    ledger, over = suite / "known_issues.toml", tmp_path / "over.toml"
    ledger.write_text(REPORTED.replace("open", "closed") + 'by = "#2"\n')
    found = Ledger.load(ledger, catalogue)
    (state,) = [entry.upstream_state for entry in found]
    assert state is not None
    assert (state.state, state.by, str(state.as_of)) == ("closed", "#2", "2026-01-01")
    over.write_text(REPORTED.partition("[[report]]")[0].replace("Arithmetic.", "Sums."))
    (entry,) = found.laid_over(over, catalogue)
    assert (entry.reason, entry.upstream_state) == ("Sums.", state)


@pytest.mark.parametrize("name", LEDGERS)
def test_a_bad_ledger_is_refused(tmp_path: Path, name: str) -> None:
    suite = template.write_suite(tmp_path)
    text, message = LEDGERS[name]
    (suite / "known_issues.toml").write_text(text)
    with pytest.raises(UsageError) as caught:
        Ledger.load(suite / "known_issues.toml", Catalogue.load(suite / "catalogue.toml"))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_ledger_can_be_of_several_files(tmp_path: Path) -> None:
    """What is wrong in one is said of that one, and an id is used once in all of them."""
    suite = template.write_suite(tmp_path)
    catalogue = Catalogue.load(suite / "catalogue.toml")
    ledger, further = suite / "known_issues.toml", suite / "further.toml"
    ledger.write_text('include = ["further.toml"]\n' + ENTRY.replace('id = "', 'id = "own-'))
    further.write_text(ENTRY)
    ids = [entry.id for entry in Ledger.load(ledger, catalogue)]
    assert ids == [f"own-{ids[1]}", ids[1]]
    for text, message in {
        ENTRY.replace('id = "', 'id = "own-'): "its id is used twice",
        'include = ["third.toml"]\n': "an included file includes no others",
        ENTRY.replace("demo.fails", "demo.gone"): "unknown feature 'demo.gone'",
    }.items():
        further.write_text(text)
        with pytest.raises(UsageError, match=message) as caught:
            Ledger.load(ledger, catalogue)
        assert str(further) in str(caught.value)


def entry(**changes: Any) -> Entry:
    import datetime

    fields = {
        "id": "x",
        "features": ("a.b",),
        "targets": ("mysql-*",),
        "fault": "library",
        "impact": Impact.ERROR,
        "workaround": NO_WORKAROUND,
        "reason": "r",
        "upstream": "unreported",
        "review_by": datetime.date(2027, 1, 1),
        "raises": "ValueError",
        "message": "bad .*value",
    }
    return Entry(**{**fields, **changes})


def test_an_entry_covers_its_versions_only() -> None:
    known = entry(versions={"advanced-alchemy": ">=1.9.3,<1.13", "server": "<9"})
    versions = {"advanced-alchemy": "1.12.0", "server": "8.4.6"}
    assert known.covers("a.b", "c", "mysql-asyncmy", versions)
    assert not known.covers("a.b", "c", "mysql-asyncmy", {**versions, "server": "9.1"})
    assert not known.covers("a.b", "c", "mysql-asyncmy", {"server": "8.4.6"}), "an unknown version covers nothing"
    assert not known.covers("a.b", "c", "sqlite-sqlite3", versions)


def test_an_entry_for_one_parameter_names_it_literally() -> None:
    known = entry(checks=("crud/test_x.py::test_y[dob]",))
    assert known.names("a.b", "crud/test_x.py::test_y[dob]", "mysql-asyncmy")
    assert not known.names("a.b", "crud/test_x.py::test_y[d]", "mysql-asyncmy")


def test_an_entry_explains_only_its_failure() -> None:
    known = entry()
    assert known.explains(Failure("ValueError", "a bad old value"))
    assert known.explains(Failure("AssertionError", "500", causes=(("ValueError", "a bad value"),)))
    assert not known.explains(Failure("ValueError", "another"))
    assert not known.explains(Failure("TypeError", "a bad value"))
    seen = entry(raises="", message="", seen="total 0")
    assert seen.explains(Failure("AssertionError", "total 0, not 25"))
    assert not seen.explains(Failure("AssertionError", "500", causes=(("AssertionError", "total 0"),)))


def test_the_real_files_load() -> None:
    catalogue = Catalogue.load(repository_file("catalogue.toml"))
    assert len([feature for feature in catalogue if not feature.page]) == 175, "the claims of the first page"
    ledger = Ledger.load(repository_file("known_issues.toml"), catalogue, TARGETS)
    findings = repository_file("").parent / "docs" / "findings"
    missing = [e.id for e in ledger if e.finding and not (findings / e.finding).is_file()]
    assert not missing, "entries that name a findings page which is not there"
    assert {f for f, _ in golden.load(repository_file("golden.txt"))} <= {f.id for f in catalogue}


def test_the_page_of_a_fault_of_the_documentation_names_its_editions() -> None:
    catalogue = Catalogue.load(repository_file("catalogue.toml"))
    ledger = Ledger.load(repository_file("known_issues.toml"), catalogue, TARGETS)
    findings = repository_file("").parent / "docs" / "findings"
    documented = [entry for entry in ledger if entry.fault == "documentation"]
    assert any(e.mended_in for e in documented)
    assert any(e.still_in for e in documented)
    for known in documented:
        page = " ".join((findings / known.finding).read_text(encoding="utf-8").split())
        said = page.partition("**Editions.** ")[2].partition(" **")[0]
        wanted = f"mended in the page of {known.mended_in}" if known.mended_in else f"still that of {known.still_in}"
        assert f"age of {known.edition}" in said, known.id
        assert wanted in said, known.id


def test_features_go_to_the_targets_that_they_vary_over() -> None:
    catalogue = Catalogue.load(repository_file("catalogue.toml"))

    def targets(feature: str) -> list[str]:
        return [t.id for t in catalogue[feature].targets(TARGETS)]

    assert targets("setup.plugin-reexports") == ["sqlite-aiosqlite"]
    assert targets("setup.expire-on-commit-false") == ["sqlite-aiosqlite", "sqlite-sqlite3"]
    assert targets("crud.create") == [t.id for t in TARGETS]
    both_colours = {"sqlite-aiosqlite", "sqlite-sqlite3", "postgres-asyncpg", "postgres-psycopg", "mysql-aiomysql"}
    both_colours |= {"mysql-pymysql", "oracle-oracledb", "oracle-oracledb-async", "spanner"}
    own = {one.name for one in OWN_BACKENDS}
    assert {t for t in targets("filters.combined") if t.partition("-")[0] in own} == both_colours


def test_the_worst_verdict_wins_and_nothing_is_not_run() -> None:
    assert worst([]) is Verdict.NOT_RUN
    assert worst([Verdict.PASS, Verdict.NOT_RUN]) is Verdict.NOT_RUN, "what did not run is never a pass"
    assert worst([Verdict.KNOWN, Verdict.PASS]) is Verdict.KNOWN
    assert worst(Verdict) is Verdict.ERROR


def result(**changes: Any) -> Result:
    fields = {"run": "r", "feature": "a.b", "check": "c", "target": "t", "verdict": Verdict.PASS}
    return Result(**{**fields, **changes})


def write_results(path: Path) -> Path:
    with Writer(path, Header(format=FORMAT, run="r", manifest={})) as writer:
        writer.write(result())
        writer.write(End(run="r", seconds=1.0))
    return path


def test_results_round_trip(tmp_path: Path) -> None:
    run = read_results(write_results(tmp_path / "results.jsonl"))
    assert run.results == [result()]
    assert run.end == End(run="r", seconds=1.0)


def test_a_killed_run_keeps_what_it_had(tmp_path: Path) -> None:
    path = write_results(tmp_path / "results.jsonl")
    path.write_bytes(path.read_bytes()[:-20])
    run = read_results(tmp_path)
    assert run.results == [result()]
    assert run.end is None


RESULTS = {
    "missing": (None, "cannot be read"),
    "empty": ("", "is empty"),
    "foreign": ('{"hello": 1}\n', "is not a results file of Assay"),
    "not JSON": ("hello\n", "is not a results file of Assay"),
    "newer": ('{"kind": "run", "format": "assay-results/9", "run": "r", "manifest": {}}\n', "assay-results/9"),
    "broken inside": (
        '{"kind": "run", "format": "assay-results/1", "run": "r", "manifest": {}}\n{"kind": "res\n{}\n',
        ":2: not a line of assay-results/1",
    ),
}


@pytest.mark.parametrize("name", RESULTS)
def test_a_bad_results_file_is_refused(tmp_path: Path, name: str) -> None:
    text, message = RESULTS[name]
    path = tmp_path / "results.jsonl"
    if text is not None:
        path.write_text(text)
    with pytest.raises(UsageError) as caught:
        read_results(path)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_golden_list_round_trips_and_shows_drift(tmp_path: Path) -> None:
    path = tmp_path / "golden.txt"
    golden.save(path, [("a.b", "x::y"), ("a.b", "x::y[with space]")])
    pairs = golden.load(path)
    assert pairs == {("a.b", "x::y"), ("a.b", "x::y[with space]")}
    assert golden.drift(pairs, {("a.b", "x::y"), ("c.d", "z")}) == [
        "vanished: a.b x::y[with space]; if that is meant, run `assay golden`",
        "not in the golden list: c.d z; run `assay golden`",
    ]
    path.write_text("alone\n")
    with pytest.raises(UsageError, match="not a feature and a check"):
        golden.load(path)
