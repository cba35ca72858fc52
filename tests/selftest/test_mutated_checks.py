"""The self-test of the self-test: checks are mutated, and what is no longer caught is counted."""

from __future__ import annotations

import ast
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]

CHECK = '''
@proves("a.b")
def test_two(app, reader):
    """Words."""
    body = answer(app.get("/x"), 200)
    expect_names(body, [])
    step = story["made"].succeeded()
    assert (body["total"], body["limit"]) == (2, 20)
    assert all(item["name"] for item in body["items"]), "no name"
    assert body["status"] in {200, 400}
'''


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """The tool, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("mutated_checks", ROOT / "benchmarks" / "mutated_checks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_every_kind_of_mutation_takes_something_away(tool: ModuleType) -> None:
    function = ast.parse(CHECK).body[0]
    seen: dict[str, set[str]] = {}
    for place in tool.places(function):
        tree = ast.parse(CHECK)
        line = tool.mutate(tree, "test_two", place)
        assert line > 2
        seen.setdefault(place[0], set()).add(ast.unparse(tree))
    assert set(seen) == set(tool.KINDS)
    dropped = seen["the assertion is dropped"]
    assert len(dropped) == 4
    assert sum("expect_names" not in text for text in dropped) == 1
    assert sum(text.count("assert ") == 2 for text in dropped) == 3
    assert any("assert body['total'] == 2" in text for text in seen["the comparison takes more"])
    assert any("{200, 400, 200, 201, 500}" in text for text in seen["the comparison takes more"])
    assert all("any((item" in text for text in seen["all is any"])
    assert all("step = story['made']\n" in text for text in seen["the command may fail"])
    assert all("response.status_code" in text for text in seen["any status will do"])


def test_what_is_drawn_is_the_same_in_every_run(tool: ModuleType) -> None:
    first, second = (tool.drawn(CHECK, "suites/a/test_b.py", 1, 3) for _ in range(2))
    assert first == second
    assert len(first["test_two"]) == 3
    others = [tool.drawn(CHECK, "suites/a/test_b.py", seed, 3) for seed in range(2, 8)]
    assert any(other != first for other in others), "the seed has no effect"


def test_what_a_mutation_has_done(tool: ModuleType) -> None:
    one, two, idle = ("f.py", "test_one"), ("f.py", "test_two"), ("f.py", "test_idle")
    defects = {("a.b", "x"), ("a.b", "y")}
    before = {one: {("a.b", "x"), ("a.b", "y"), ("c.d", "x")}, two: {("a.b", "y")}, idle: set()}

    def judged(key: tuple[str, str], left: set[tuple[str, str]]) -> str:
        said: str = tool.judged(before, {**before, key: left}, key, defects)
        return said

    assert judged(one, {("a.b", "y")}) == "noticed"
    assert judged(one, {("a.b", "x")}) == "another check"
    assert judged(one, {("a.b", "x"), ("a.b", "y")}) == "survived", "a defect that is no feature's own does not count"
    assert judged(idle, set()) == "catches nothing"


def test_a_few_mutants_in_a_copy(tool: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    file = ROOT / "suites" / "service" / "test_to_schema.py"
    before = file.read_bytes()
    done = tool.main(["--feature", "service.to-schema-single", "--seed", "1", str(file.relative_to(ROOT))])
    said = capsys.readouterr().out
    assert done == 0
    assert file.read_bytes() == before, "the checkout itself was changed"
    first = next(line for line in said.splitlines() if line.startswith("round 1: "))
    mutated = int(first.split()[2])
    assert mutated > 1, said
    assert said.splitlines()[-1].startswith(f"{mutated} mutated checks: "), said
