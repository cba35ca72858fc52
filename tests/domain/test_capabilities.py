"""The capabilities: each is described, asked for, and tried where a profile says that it is absent."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.domain.capabilities import (
    DatabaseCapability,
    StoreCapability,
    capability,
    has,
    lacks,
    stated,
)
from assay.domain.catalogue import Catalogue
from assay.domain.errors import UsageError
from assay.domain.verdicts import Verdict
from assay.products.registry import stores
from assay.running.suite_files import repository_file
from tests.conftest import ReadReport, RunSuite
from tests.support import suite_template as template

SUITES = repository_file("catalogue.toml").parent
EVERY = [*DatabaseCapability, *StoreCapability]


def test_each_has_a_name_of_its_own_and_a_meaning() -> None:
    assert len({c.value for c in EVERY}) == len(EVERY)
    for one in EVERY:
        assert one.meaning.endswith("."), one
        assert len(one.meaning.split()) > 6, one
        assert one.value == one.value.lower().replace("_", "-"), one


@pytest.mark.parametrize("kind", [DatabaseCapability, StoreCapability])
def test_the_page_has_the_same_table(kind: type[DatabaseCapability] | type[StoreCapability]) -> None:
    heading = "## Of databases" if kind is DatabaseCapability else "## Of object stores"
    page = (SUITES.parent / "docs" / "capabilities.md").read_text(encoding="utf-8")
    table = page.partition(heading)[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    assert rows == [f"| `{c.value}` | {c.meaning} | {'yes' if c.default else 'no'} |" for c in kind]


def asked() -> Iterator[str]:
    """The words by which checks and the catalogue ask for capabilities: arguments ``needs`` and of ``capability()``."""
    for feature in Catalogue.load(SUITES / "catalogue.toml"):
        yield from (*feature.needs, *feature.only_with)
    for path in SUITES.rglob("test_*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            given = [keyword.value for keyword in call.keywords if keyword.arg == "needs"]
            if isinstance(call.func, ast.Attribute) and call.func.attr == "capability":
                given += call.args
            for node in given:
                inside = [
                    node,
                    *(constants[n.id] for n in ast.walk(node) if isinstance(n, ast.Name) and n.id in constants),
                ]
                values = (c.value for one in inside for c in ast.walk(one) if isinstance(c, ast.Constant))
                yield from (value for value in values if isinstance(value, str))


def test_each_is_asked_for_by_a_check_or_a_feature() -> None:
    unasked = {c.value for c in EVERY} - set(asked())
    assert not unasked, "nothing asks for these, so that no profile is ever proved wrong: use them or delete them"


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("kill-connections", "unknown capability 'kill-connections': did you mean 'kills-connections'?"),
        ("qqqq", "unknown capability 'qqqq': docs/capabilities.md lists them"),
    ],
)
def test_an_unknown_name_suggests_the_nearest(word: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        capability(word)
    assert str(caught.value) == message


def test_what_a_profile_does_not_state_is_the_default() -> None:
    kills, queues = DatabaseCapability.KILLS_CONNECTIONS, DatabaseCapability.QUEUES_WRITERS
    assert stated({}, queues) == has(queues.meaning)
    assert stated({}, kills).present is False
    assert stated({kills: has("KILL"), queues: lacks("it aborts one")}, kills) == has("KILL")
    assert stated({kills: has("KILL"), queues: lacks("it aborts one")}, queues) == lacks("it aborts one")


FEATURE = '[[feature]]\nid = "a.b"\nsection = "A"\nclaim = "B."\nvaries = ["{}"]\n'


@pytest.mark.parametrize(
    ("varies", "line", "message"),
    [
        ("backend", 'needs = ["transactional-dll"]', "unknown capability 'transactional-dll': did you mean "),
        ("storage", 'only_with = ["keeps-object"]', "unknown capability 'keeps-object': did you mean 'keeps-objects'?"),
        ("storage", 'only_with = ["async-driver"]', "unknown capability 'async-driver'"),
        ("backend", 'only_with = ["keeps-objects"]', "only_with chooses stores, and it does not vary over storage"),
    ],
)
def test_the_catalogue_names_the_file_and_the_feature(tmp_path: Path, varies: str, line: str, message: str) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_text(FEATURE.format(varies) + line + "\n")
    with pytest.raises(UsageError) as caught:
        Catalogue.load(path)
    assert str(caught.value).startswith(f"{path}: feature 'a.b': {message}")


def test_a_check_that_needs_what_there_is_not_is_one_line(tmp_path: Path, run_suite: RunSuite) -> None:
    checks = template.CHECKS.replace('"demo.holds"', '"demo.holds", needs=("async-drivers",)')
    done = run_suite(template.write_suite(tmp_path, checks), "--target", "sqlite")
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "test_demo.py::test_holds: unknown capability 'async-drivers': did you mean 'async-driver'?" in said
    assert "Traceback" not in said


def test_every_absent_one_is_tried_if_it_is_asked_for(tmp_path: Path, run_suite: RunSuite, report: ReadReport) -> None:
    """SQLite with a store in memory lacks most; what it lacks is tried, what it has is simply run."""
    catalogue = '[[feature]]\nid = "demo.{0}"\nsection = "Demo"\nclaim = "It is there."\nvaries = ["storage"]\n'
    check = '@proves("demo.{0}", needs=("{0}",))\ndef test_{1}(target, store):\n    pass\n\n'
    pairs = [(c.value, c.name.lower()) for c in EVERY]
    suite = template.write_suite(
        tmp_path,
        "from assay.checking import proves\n\n" + "".join(check.format(*pair) for pair in pairs),
        "".join(f"demo.{word} demo/test_demo.py::test_{name}\n" for word, name in pairs),
        catalogue="".join(catalogue.format(word) for word, _ in pairs),
    )
    options = ("--target", "sqlite-aiosqlite", "--store", "memory", "-n", "0")
    done = run_suite(suite, *options)
    assert done.returncode == 0, done.stdout
    before = {(r.feature, r.store): r for r in report().results if r.check}
    absent = {place for place, r in before.items() if r.verdict is Verdict.UNSUPPORTED}
    assert len(before) == len(EVERY) * len(stores(["memory"]))
    assert {("demo.kills-connections", "memory"), ("demo.keeps-metadata", "memory-fsspec")} <= absent
    assert {before[f].verdict for f in set(before) - absent} == {Verdict.PASS}
    done = run_suite(suite, *options, "--attempt-absent")
    assert done.returncode == 0, done.stdout
    held = {(r.feature, r.store) for r in report().results if r.reason.startswith("it held although the profile says")}
    assert held == absent
