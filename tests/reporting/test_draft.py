"""The drafts for the ledger: whatever failed, the ledger takes them, and they explain it, in the next run too."""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assay.domain.catalogue import Catalogue
from assay.domain.errors import UsageError
from assay.domain.failures import Failure
from assay.domain.ledger import Ledger
from assay.reporting import ledger_draft as drift
from assay.results.lines import Result
from tests.conftest import RunSuite
from tests.support import reports as support
from tests.support import suite_template as template
from tests.support.reports import FAIL, PASS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TODAY = datetime.date(2026, 11, 28)
RUN, LATER = "0a1b2c3d4e5f", "f5e4d3c2b1a0"
T = "sqlite-aiosqlite"
AWKWARD = "\x7f\x00\x85\u2028\"'\\[](){}*?.^$|+#\n\r\t é𝄞"

words = st.text(st.sampled_from(AWKWARD) | st.characters(exclude_categories=["Cs"]), max_size=20)
spaces = st.sampled_from([f"assay_{RUN}_gw0_1f", f"assay-{RUN}-gw0-9", RUN, "***", "127.0.0.1:5431", "\\udc80", ""])
messages = st.lists(words | spaces, max_size=5).map(" ".join) | st.just(
    "cannot write to 'assay_0a1b2c3d4e5f_gw0_1f'" * 4
)
kinds = st.sampled_from(
    ["AssertionError", "Exception", "ExceptionGroup", "exceptiongroup.BaseExceptionGroup", "sqlalchemy.exc.DataError"]
)
raised = st.tuples(kinds, messages | messages.map(lambda text: f"GET /x answered 500, not 200: {text}"))
errors = st.builds(
    lambda own, causes: Failure(own[0], own[1], "a traceback", tuple(causes)), raised, st.lists(raised, max_size=3)
)
checks = st.sampled_from(
    [
        ("demo/test_demo.py::test_x", ""),
        ('demo/t.py::test_y["*"]', ""),
        ("demo/t.py::test_z[a\x7fb]", "memory"),
        ("demo/t.py::test_z[a\x7fb]", "s3"),
        ("demo/t.py::test_stored", "s3"),
    ]
)
"""Checks, each with a store if it is one of files."""
places = st.tuples(st.sampled_from(["demo.holds", "demo.fails"]), checks, st.sampled_from([T, "sqlite-sqlite3"])).map(
    lambda made: (made[0], made[1][0], made[2], made[1][1])
)
failures = st.lists(
    st.tuples(places, errors).map(lambda made: (*made[0], made[1])),
    max_size=6,
    unique_by=lambda made: made[:4],
)


def failed(found: Sequence[tuple[str, str, str, str, Failure]]) -> list[Result]:
    return [
        support.line(feature, target, FAIL, "so it is", check=check, store=store, error=error, run=RUN)
        for feature, check, target, store, error in found
    ]


def loaded(folder: Path, text: str) -> Ledger:
    (folder / "catalogue.toml").write_text(template.CATALOGUE)
    (folder / "draft.toml").write_text(text, encoding="utf-8", newline="")
    return Ledger.load(folder / "draft.toml", Catalogue.load(folder / "catalogue.toml"))


def again(error: Failure) -> Failure:
    """The same failure in a later run, in another space."""
    raw = msgspec.json.encode(error).decode()
    for was, now in ((RUN, LATER), ("gw0", "gw1"), ("5431", "5999"), ("***", "secret")):
        raw = raw.replace(was, now)
    return msgspec.json.decode(raw, type=Failure)


@given(failures, st.lists(places, max_size=6, unique=True))
@settings(
    max_examples=150,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_ledger_takes_every_draft(
    tmp_path: Path, found: list[tuple[str, str, str, str, Failure]], others: list[tuple[str, str, str, str]]
) -> None:
    results = failed(found)
    held = [place for place in others if place not in {made[:4] for made in found}]
    passed = [support.line(f, t, PASS, check=check, store=store, run=RUN) for f, check, t, store in held]
    text = drift.entries([*passed, *results], TODAY, ["demo-holds"])
    ledger = loaded(tmp_path, text)
    names = [entry.id for entry in ledger]
    assert len({*names}) == len(names)
    assert "demo-holds" not in names
    assert RUN not in text
    undescribed = text.count("# No entry can describe")
    for result in results:
        assert result.error is not None
        entries = ledger.find(result.feature, result.check, result.target, {}, result.store)
        for failure in (result.error, again(result.error)):
            if not any(entry.explains(failure) for entry in entries):
                undescribed -= 1
                break
    assert undescribed == 0
    for entry in ledger:
        assert entry.raises.rpartition(".")[2] not in ("ExceptionGroup", "BaseExceptionGroup", "Exception")
        spoken_of = [r for r in results if entry.covers(r.feature, r.check, r.target, {}, r.store)]
        for name in ("feature", "check", "target"):
            assert {getattr(r, name) for r in spoken_of} == {*getattr(entry, f"{name}s")}, "nothing but what failed"
        assert not [r for r in passed if entry.covers(r.feature, r.check, r.target, {}, r.store)], "nothing that held"


def draft(*found: Failure) -> list[dict[str, object]]:
    made = failed([("demo.fails", f"demo/t.py::test_{n}", T, "", error) for n, error in enumerate(found)])
    entries: list[dict[str, object]] = tomllib.loads(drift.entries(made, TODAY)).get("issue", [])
    return entries


def test_a_wrong_value_is_described_by_itself() -> None:
    """What was raised elsewhere meanwhile is no matter."""
    (entry,) = draft(Failure("AssertionError", "seen 1, not 2", "", (("KeyError", "'x' is not in the map"),)))
    assert (entry["seen"], "raises" in entry) == (r"seen\ 1,\ not\ 2", False)


@pytest.mark.parametrize("first", ["AssertionError", "ExceptionGroup", "Exception"])
def test_a_server_error_is_described_by_what_was_raised_inside(first: str) -> None:
    causes = ((first, "unhandled errors (1 sub-exception)"), ("sqlalchemy.exc.DataError", "value too long"))
    (entry,) = draft(Failure("AssertionError", "GET /x answered 500, not 200: {}", "", causes))
    assert (entry["raises"], entry["message"]) == ("sqlalchemy.exc.DataError", r"value\ too\ long")
    (entry,) = draft(Failure("ExceptionGroup", "unhandled errors (1 sub-exception)", "", causes[1:]))
    assert entry["raises"] == "sqlalchemy.exc.DataError"


def test_what_says_too_little_has_no_entry_and_is_named() -> None:
    made = failed([("demo.fails", "demo/t.py::test_x", T, "", Failure("Exception", "anything"))])
    text = drift.entries(made, TODAY)
    assert text.startswith(f"# No entry can describe demo.fails[{T}], demo/t.py::test_x")
    assert "[[issue]]" not in text


def test_a_group_of_exceptions_is_refused_as_a_description(tmp_path: Path) -> None:
    text = template.KNOWN.replace('seen = "seen 1, not 2"', 'raises = "ExceptionGroup"\nmessage = "unhandled"')
    with pytest.raises(UsageError, match="would excuse anything"):
        loaded(tmp_path, text)


def test_different_failures_of_one_feature_have_different_ids() -> None:
    entries = draft(*(Failure("AssertionError", f"the value is {n}, which is wrong") for n in range(3)))
    assert [entry["id"] for entry in entries] == ["demo-fails", "demo-fails-2", "demo-fails-3"]


def test_a_draft_names_the_stores_where_it_failed() -> None:
    error = Failure("AssertionError", "the size is wrong")
    made = failed([("demo.fails", "demo/t.py::test_x", T, "s3", error)])
    made.append(support.line("demo.fails", T, PASS, check="demo/t.py::test_x", store="memory"))
    assert tomllib.loads(drift.entries(made, TODAY))["issue"][0]["stores"] == ["s3"]


def test_the_end_of_a_run_names_what_is_to_be_reviewed(tmp_path: Path, run_suite: RunSuite) -> None:
    ledger = template.KNOWN.replace("2027-01-01", "2000-01-01")
    suite = template.write_suite(tmp_path, template.CHECKS + template.FAILING, template.GOLDEN_FAILING, ledger)
    done = run_suite(suite, "--target", T)
    assert done.returncode == 0, "a date is no verdict"
    assert "ledger entries past their review_by: 1: one-is-not-two (2000-01-01); still so" in done.stdout


def test_an_entry_is_overdue_from_the_day_after_its_date(tmp_path: Path) -> None:
    entry = "\n".join(template.KNOWN.splitlines())
    other = entry.replace("one-is-not-two", "another").replace("2027-01-01", "2026-01-01")
    ledger = loaded(tmp_path, f"{entry}\n{other}\n")
    found = {
        day: [e.id for e in ledger.overdue(datetime.date(*day))] for day in ((2026, 1, 1), (2026, 1, 2), (2027, 1, 2))
    }
    assert found == {(2026, 1, 1): [], (2026, 1, 2): ["another"], (2027, 1, 2): ["another", "one-is-not-two"]}


CAUSES = (
    ("advanced_alchemy.exceptions.IntegrityError", "There was an issue processing the statement"),
    ("sqlalchemy.exc.IntegrityError", "(Driver.IntegrityError) a row with this key is there"),
)


def test_one_cause_has_one_entry() -> None:
    """Two features, three checks and two drivers; what is innermost on one of them only is not what they share."""
    made = []
    for target, innermost in (
        (T, "sqlite3.IntegrityError"),
        ("postgres-asyncpg", "asyncpg.exceptions.UniqueViolation"),
    ):
        for feature, check in (("demo.fails", "a"), ("demo.fails", "b"), ("demo.holds", "c")):
            causes = (*CAUSES[1:], (innermost, "a row with this key is there"))
            error = Failure(*CAUSES[0], "", causes)
            made.append((feature, f"demo/t.py::test_{check}", target, "", error))
    (entry,) = tomllib.loads(drift.entries(failed(made), TODAY))["issue"]
    assert entry["features"] == ["demo.fails", "demo.holds"]
    assert len(entry["checks"]) == 3
    assert entry["targets"] == ["postgres-asyncpg", T]
    assert entry["raises"] == "sqlalchemy.exc.IntegrityError", "the innermost of what both have"
    (alone,) = tomllib.loads(drift.entries(failed(made[:3]), TODAY))["issue"]
    assert alone["raises"] == "sqlite3.IntegrityError"


def test_what_held_is_in_no_entry() -> None:
    error = Failure("AssertionError", "the size is wrong")
    made = [("demo.fails", f"demo/t.py::test_{n}", target, "", error) for n in "ab" for target in (T, "sqlite-sqlite3")]
    held = support.line("demo.fails", "sqlite-sqlite3", PASS, check="demo/t.py::test_b")
    drafts = tomllib.loads(drift.entries([held, *failed(made[:3])], TODAY))["issue"]
    assert sorted((entry["checks"], entry["targets"]) for entry in drafts) == [
        (["demo/t.py::test_a"], [T, "sqlite-sqlite3"]),
        (["demo/t.py::test_b"], [T]),
    ]
    (whole,) = tomllib.loads(drift.entries(failed(made), TODAY))["issue"]
    assert len(whole["checks"]) == 2


@pytest.mark.parametrize(
    ("message", "again"),
    [
        ("no table assay_0a1b2c3d4e5f_gw0_1f.author", "no table assay_f5e4d3c2b1a0_gw3_2a.author"),
        ("revision 5f3ac91b02 is not there at all", "revision 0ad981cc7f is not there at all"),
        ("the pool of gw0 with pid 4711 is closed", "the pool of gw1 with pid 5 is closed"),
    ],
)
def test_a_draft_has_no_name_of_one_run(message: str, again: str) -> None:
    (entry,) = draft(Failure("AssertionError", message))
    assert re.search(str(entry["seen"]), again)


def test_a_draft_has_no_temporary_folder(tmp_path: Path) -> None:
    (entry,) = draft(Failure("AssertionError", f"cannot open {tmp_path / 'x.db'} for writing"))
    assert re.search(str(entry["seen"]), f"cannot open {tmp_path.with_name('another') / 'x.db'} for writing")
