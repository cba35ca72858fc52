"""Lists and explanations: what there is, for people and for programs, and what is said of what there is not."""

from __future__ import annotations

import json
from importlib import metadata
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assay.cli import main
from assay.commands.listing import KINDS
from assay.commands.suite_facts import SuiteFacts
from assay.domain.impacts import IMPACTS, Impact
from assay.domain.targets import Target
from assay.products.registry import STORES, TARGETS
from assay.results.context import IssueInfo

CHECK = "crud/test_get.py::test_any_uuid_is_a_key"


def assay(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def read(*words: str) -> Any:
    done = assay(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def facts() -> SuiteFacts:
    return SuiteFacts()


def test_everything_is_listed(facts: SuiteFacts) -> None:
    assert [row["target"] for row in read("list", "targets")] == [one.id for one in TARGETS]
    assert [row["store"] for row in read("list", "store")] == [one.id for one in STORES]
    assert [row["feature"] for row in read("list", "features")] == [one.id for one in facts.catalogue]
    assert {(row["feature"], row["check"]) for row in read("list", "checks")} == {*facts.pairs}
    listed = {issue for row in read("list", "findings") for issue in row["issues"]}
    here = {entry.id for entry in facts.ledger if facts.fits(entry)}
    older = {entry.id for entry in facts.ledger if IssueInfo.of(entry).outdated(facts.library)}
    assert "session-middleware-is-not-connected" in older
    assert here - older <= listed <= here, "what a newer page no longer says is none of today"
    every = {issue for row in read("findings", "--every-version") for issue in row["issues"]}
    assert every == {entry.id for entry in facts.ledger}


@pytest.mark.parametrize(
    ("words", "key", "expected"),
    [
        (
            ["targets", "postgres", "duckdb"],
            "target",
            ["postgres-asyncpg", "postgres-psycopg", "postgres-psycopg-async", "duckdb"],
        ),
        (["stores", "memory"], "store", ["memory", "memory-fsspec"]),
        (["features", "crud.get", "crud.create"], "feature", ["crud.get", "crud.create"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_name_narrows_a_list(words: list[str], key: str, expected: list[str]) -> None:
    assert [row[key] for row in read("list", *words)] == expected


def test_people_see_columns_and_how_many_lines_there_are() -> None:
    done = assay("list", "targets", "sqlite")
    assert done.stdout.splitlines()[0].split() == ["target", "backend", "mode", "dialect", "driver"]
    assert done.stdout.splitlines()[1].split() == [
        "sqlite-aiosqlite",
        "SQLite",
        "async",
        "sqlite+aiosqlite",
        "aiosqlite",
    ]
    assert done.stderr == "2 targets\n"
    assert all(line == line.rstrip() for line in done.stdout.splitlines())
    assert max(map(len, assay("list", "features").stdout.splitlines())) > 120, "a line each where it is no terminal"


def test_findings_are_narrowed(facts: SuiteFacts) -> None:
    every = read("findings")
    for target in ("postgres", "mysql-asyncmy"):
        some = read("findings", "--target", target)
        assert 0 < len(some) < len(every)
        assert all(any(name.startswith(target) for name in row["target_ids"]) for row in some)
    ranks = [IMPACTS.index(row["impact"]) for row in every]
    assert ranks == sorted(ranks), "the worst first"
    lossy = [row["targets"] for row in every if row["impact"] == "data-loss"]
    assert lossy[0] == "all", "then the widest"
    assert lossy.index("all") < next(number for number, targets in enumerate(lossy) if targets != "all")
    lost = read("findings", "--target", "sqlite", "--impact", "data-loss")
    assert {row["impact"] for row in lost} == {"data-loss"}
    assert all(row["workaround"] for row in lost)
    assert {row["fault"] for row in read("findings", "--fault", "documentation")} == {"documentation"}
    assert all("unreported" in row["upstream"] for row in read("findings", "--unreported"))
    assert {row["finding"] for row in read("findings", "crud")} < {row["finding"] for row in every}
    assert len(read("findings", "--every-version")) > len(every)
    assert all(row["workaround"] for row in every)


def test_a_feature_is_explained(facts: SuiteFacts) -> None:
    found = read("explain", "crud.get")
    assert found["claim"] == facts.catalogue["crud.get"].claim
    assert found["page"].startswith("https://docs.advanced-alchemy.litestar.dev/latest/usage/")
    assert found["checks"] == facts.checks_of("crud.get")
    text = assay("explain", "crud.get").stdout
    assert found["claim"] in text
    assert "more: assay list checks shows them" in text
    broken = read("explain", "crud.list-and-count-total")
    assert any(": total-past-the-end on " in line for line in broken["known_issues"])


@pytest.mark.parametrize(
    ("name", "check"),
    [
        (CHECK, CHECK),
        (f"suites/{CHECK}", CHECK),
        (f"{CHECK}[nil]", f"{CHECK}[nil]"),
        (f"suites/{CHECK}[sqlite-aiosqlite-nil]", f"{CHECK}[nil]"),
        (f"suites/{CHECK}[postgres-psycopg-async-leading-zeros]", f"{CHECK}[leading-zeros]"),
        (
            "suites/schemas/test_update.py::test_two_patches_add_up[sqlite-aiosqlite]",
            "schemas/test_update.py::test_two_patches_add_up",
        ),
    ],
)
def test_a_check_is_explained_whatever_it_is_called(name: str, check: str) -> None:
    found = read("explain", name)
    assert found["check"] == check
    assert found["proves"]
    assert found["says"]
    file, _, line = found["source"].rpartition(":")
    function = check.partition("::")[2].partition("[")[0]
    assert f"def {function}(" in open(file, encoding="utf-8").read().splitlines()[int(line) - 1]  # noqa: PTH123, SIM115


def test_a_known_issue_that_is_mended_names_the_release(facts: SuiteFacts) -> None:
    """But not if another one of its page goes on from there."""
    assert read("explain", "update-overwrites-unset-columns")["mended_in"] == ["advanced-alchemy 1.7"]
    assert read("explain", "filter-deps-merged-bundles-before-1.12")["mended_in"] == []
    several = read("explain", "update-overwrites")["mended_in"]
    assert [line.partition(" [")[0] for line in several] == [
        "advanced-alchemy 1.7",
        "advanced-alchemy 1.9",
        "advanced-alchemy 1.6.3",
    ]
    assert "svc-update-took-relations" in several[1]


def test_findings_are_searched_and_told_by_what_mended_them_and_whether_they_are_reported() -> None:
    found = read("findings", "--search", "unset COLUMNS", "--every-version")
    assert [row["finding"] for row in found][:1] == ["update-overwrites"]
    assert not read("findings", "--search", "no text of the ledger has these words")
    names = [row["finding"] for row in read("findings", "--fixed-in", "1.9.0")]
    assert "update-overwrites" in names, "a part of it"
    assert names == [row["finding"] for row in read("findings", "--fixed-in", "advanced-alchemy 1.9")]
    assert not read("findings", "--fixed-in", "litestar 1.9")
    mended = {row["finding"] for row in read("findings", "--mended")}
    assert {*names} < mended
    assert all(row["reports"] for row in read("findings", "--reported"))
    assert not any(row["reports"] for row in read("findings", "--unreported"))


def test_a_closed_report_of_a_fault_that_is_still_there_says_both() -> None:
    (found,) = [row for row in read("findings") if row["finding"] == "failing-store-answers-201"]
    (told,) = found["reports"]
    assert (told["state"], told["by"], told["as_of"]) == ("closed", "#580", "2025-10-26")
    assert told["still_in"] == metadata.version("advanced-alchemy")
    assert "closed by #580, still there in" in found["upstream"]
    assert "closed by #580, still there in" in read("explain", "failing-store-answers-201")["upstream"]


def test_a_chapter_says_whether_it_can_be_used(facts: SuiteFacts) -> None:
    rows = read("explain", "session-backend", "--target", "mysql")
    assert [name for row in rows for name in row["targets"]] == ["mysql-aiomysql", "mysql-asyncmy", "mysql-pymysql"]
    for row in rows:
        assert row["answer"] == "yes, but"
        losses = [one["finding"] for one in row["worst"] if one["impact"] == "data-loss"]
        assert row["sentence"].startswith(f"yes, but {Impact.DATA_LOSS.counted(len(losses))}, ")
        assert "session-middleware-is-not-connected" not in losses, "that is a fault of an older page"
        (target,) = row["targets"]
        known = read("findings", "session-backend", "--target", target)
        assert losses == [one["finding"] for one in known if one["impact"] == "data-loss"]
        broken = {feature for one in known for feature in one["features"]}
        offered = [f.id for f in facts.catalogue.matching("session-backend") if target in map(_id, f.targets(TARGETS))]
        assert row["features"] == len([f for f in offered if facts.catalogue[f].offered_by(facts.library)])
        assert row["without_known_issue"] == row["features"] - len(broken & {*offered})
    shown = assay("explain", "session-backend", "--target", "mysql-pymysql").stdout
    assert shown.startswith("session-backend on mysql-pymysql: yes, but ")
    assert "what helps" in shown


def _id(target: Target) -> str:
    return target.id


def test_a_finding_is_explained() -> None:
    found = read("explain", "id-filter-ignores-its-type")
    assert "id-filter-takes-an-empty-id" in found["issue"]
    assert found["title"] == "`id_filter` ignores the type that it is given"
    assert found["page"] == "docs/findings/id-filter-ignores-its-type.md"
    assert found["what_happens"].startswith("The provider only asks")
    assert "What happens" not in found["what_happens"]
    assert read("explain", "ID_FILTER ignores the type that it is given") == found, "by its title too"
    one = read("explain", "id-filter-takes-an-empty-id")
    assert one["issue"] == "id-filter-takes-an-empty-id"


def test_what_holds_of_a_part_of_a_finding_is_not_said_of_the_whole() -> None:
    found = read("explain", "session-table-is-another-one")
    assert len(found["workaround"]) > 1, "each entry has what helps against it"
    assert all(line.endswith("]") for line in found["workaround"]), "and says which it is"
    assert found["upstream"].endswith("(of a part of it)")
    for said, issue in (
        ("claimed by the page of 1.6.0, mended in the page of 1.11.0; here is ", "session-has-no-created-at"),
        ("claimed by the page of 1.6.0, and still by the page of 1.12.0 [", "session-expires-at-is-not-null"),
    ):
        assert [line for line in found["documentation"] if line.startswith(said) and issue in line]


WRONG = {
    "a kind": (
        ["list", "featurs"],
        "'featurs' is none of targets, stores, features, checks, findings; did you mean 'features'?",
    ),
    "a target": (["list", "targets", "posgres"], "unknown target or backend 'posgres'; did you mean 'postgres'?"),
    "a store": (["list", "stores", "memry"], "unknown store 'memry'; did you mean 'memory'?"),
    "a feature": (["list", "checks", "crud.crate"], "unknown feature 'crud.crate'; did you mean 'crud.create'?"),
    "whose fault": (["findings", "--fault", "libary"], "--fault 'libary' is unknown; did you mean 'library'?"),
    "a release": (
        ["findings", "--fixed-in", "yesterday"],
        "--fixed-in 'yesterday' is no release; give one as 1.9 or 'advanced-alchemy 1.9'",
    ),
    "an impact": (["findings", "--impact", "dataloss"], "--impact 'dataloss' is unknown; did you mean 'data-loss'?"),
    "a suite": (["list", "features", "--suite-dir", "nowhere"], "nowhere/catalogue.toml: cannot be read: No such file"),
    "nothing": (
        ["explain", "crud.crate"],
        "'crud.crate' is no chapter, feature, check or known issue; did you mean 'crud.create'?",
    ),
    "a finding": (["explain", "total-past-end"], "did you mean 'total-past-the-end'?"),
    "no check": (["explain", "crud/test_get.py::test_any_uuid_is_key"], f"is no check; did you mean '{CHECK}'?"),
    "a target of a feature": (
        ["explain", "crud.create", "--target", "mysql"],
        "--target goes with a chapter, and 'crud.create' is none",
    ),
    "a target of a chapter": (["explain", "crud", "--target", "mysq"], "unknown target or backend 'mysq'"),
    "two": (["explain", "crud.get", "crud.create"], "Got unexpected extra argument (crud.create)"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_there_is_not_is_one_clear_line(name: str) -> None:
    words, said = WRONG[name]
    done = assay(*words)
    assert done.exit_code == 2
    assert said in done.output
    assert "Traceback" not in done.output


def test_every_kind_has_its_columns() -> None:
    for kind, (_, columns) in KINDS.items():
        rows = read("list", kind)
        assert rows
        assert {*columns} <= {*rows[0]}
