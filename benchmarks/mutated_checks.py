"""Mutate the checks, and count which planted defects nobody catches any more: ``python benchmarks/mutated_checks.py``.

A mutated check has lost an assertion, or takes more than it did. Each round gives every check function one mutation of
its own, drawn with a fixed seed, and runs the self-test's planted defects on it in a copy of the checkout. What is said
of a mutation:

* *noticed*: a planted defect of the feature is caught by no check any more;
* *another check*: the mutated one misses a defect that it caught, and another check of the feature catches it;
* *survived*: the mutated check catches what it caught before. No planted defect proves what was taken from it.
* *catches nothing*: the check caught nothing before either, so that nothing can be said.

mutmut and cosmic-ray mutate what tests are about, with the tests as they are; here it is the other way round.
"""

from __future__ import annotations

import argparse
import ast
import copy
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RECORD = "ASSAY_MUTATION_RECORD"
ASSERTING = ("expect", "check_all_back", "refused", "query_is_free")
"""How helpers of the suites are called that assert something and give nothing."""


@dataclass(frozen=True)
class Mutation:
    """One change of one check function.

    Args:
        file: The check's file, relative to the checkout.
        function: Its name.
        line: Where the change is.
        what: What was changed.
    """

    file: str
    function: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.function}: {self.what}"


Place = tuple[str, int]
"""A kind of mutation, and which of the nodes that it fits."""


def _dropped(node: ast.AST) -> ast.AST | None:
    """An assertion that asserts nothing; what it evaluates is evaluated."""
    if isinstance(node, ast.Assert):
        return ast.Expr(node.test)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name):
        return ast.Pass() if node.value.func.id.startswith(ASSERTING) else None
    return None


def _any_status(node: ast.AST) -> ast.AST | None:
    """``answer`` that takes whatever status there is."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "answer":
        taken = ast.parse("(lambda response, _: answer(response, response.status_code))", mode="eval").body
        return ast.Call(taken, node.args, node.keywords)
    return None


def _unfinished(node: ast.AST) -> ast.AST | None:
    """A command that may have ended in any way."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
        return node.func.value if node.func.attr in {"succeeded", "refused"} else None
    return None


def _widened(node: ast.AST) -> ast.AST | None:
    """A comparison that takes more: of numbers and sets what is greater, of tuples what begins alike."""
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        return None
    left, right = node.left, node.comparators[0]
    if isinstance(node.ops[0], ast.In) and isinstance(right, ast.Set):
        return ast.Compare(left, node.ops, [ast.Set([*right.elts, *(ast.Constant(n) for n in (200, 201, 500))])])
    if not isinstance(node.ops[0], ast.Eq):
        return None
    if isinstance(left, ast.Tuple) and isinstance(right, ast.Tuple) and len(left.elts) == len(right.elts) > 1:
        return ast.Compare(left.elts[0], [ast.Eq()], [right.elts[0]])
    if isinstance(right, ast.Set | ast.SetComp) or (isinstance(right, ast.Constant) and type(right.value) is int):
        return ast.Compare(left, [ast.GtE()], [right])
    return None


def _some(node: ast.AST) -> ast.AST | None:
    """``all`` that is content with one."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "all":
        return ast.Call(ast.Name("any", ast.Load()), node.args, node.keywords)
    return None


KINDS: dict[str, Callable[[ast.AST], ast.AST | None]] = {
    "the assertion is dropped": _dropped,
    "any status will do": _any_status,
    "the command may fail": _unfinished,
    "the comparison takes more": _widened,
    "all is any": _some,
}


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_"))


def places(function: ast.FunctionDef) -> list[Place]:
    """Every mutation that a check function can have."""
    nodes = list(ast.walk(function))
    return [(kind, n) for kind, make in KINDS.items() for n, node in enumerate(nodes) if make(node) is not None]


def mutate(tree: ast.Module, name: str, place: Place) -> int:
    """Put a mutation into a check function of a module, in place; gives its line.

    Args:
        tree: The module.
        name: The function's name.
        place: The mutation: one of its :func:`places`.
    """
    function = next(f for f in _functions(tree) if f.name == name)
    chosen = list(ast.walk(function))[place[1]]
    line: int = chosen.lineno  # type: ignore[attr-defined]

    class Replace(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            return KINDS[place[0]](copy.deepcopy(node)) if node is chosen else self.generic_visit(node)

    tree.body[tree.body.index(function)] = Replace().visit(function)
    ast.fix_missing_locations(tree)
    return line


def drawn(source: str, file: str, seed: int, rounds: int) -> dict[str, list[Place]]:
    """The mutations of each check function, as many as there are rounds or as it has; the same in every run."""
    found: dict[str, list[Place]] = {}
    for function in _functions(ast.parse(source)):
        possible = places(function)
        random.Random(f"{seed} {file} {function.name}").shuffle(possible)
        found[function.name] = possible[:rounds]
    return found


# --- as a plugin of pytest, in the self-test


def pytest_collection_modifyitems(config: Any, items: list[Any]) -> None:
    """Leave out what is tried without a defect: a mutated check only has to be tried against the defects."""
    if RECORD in os.environ:
        left = [item for item in items if getattr(item, "callspec", None) and item.callspec.params.get("planted")]
        config.hook.pytest_deselected(items=[item for item in items if item not in left])
        items[:] = left


def pytest_runtest_logreport(report: Any) -> None:
    """Write down what came of each check under each defect."""
    said = getattr(report, "selftest", None)
    if said is not None and RECORD in os.environ and "PYTEST_XDIST_WORKER" not in os.environ:
        with Path(os.environ[RECORD]).open("a", encoding="utf-8") as file:
            file.write(json.dumps(said) + "\n")


# --- the runs

Caught = dict[tuple[str, str], set[tuple[str, str]]]
"""By check function, file and name: the features with the defects that it catches."""


def caught(checkout: Path, arguments: list[str]) -> Caught:
    """Run the self-test's defects in a checkout; gives what each check function catches.

    Raises:
        SystemExit: The self-test ran nothing.
    """
    record = checkout / "mutation.jsonl"
    record.unlink(missing_ok=True)
    record.touch()
    path = os.pathsep.join([str(checkout), str(checkout / "benchmarks")])
    command = [sys.executable, "-m", "assay", "selftest", "--every-check", "-p", Path(__file__).stem]
    command += ["-q", *arguments]
    done = subprocess.run(
        command,
        cwd=checkout,
        env={**os.environ, RECORD: str(record), "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    found: Caught = defaultdict(set)
    for line in record.read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        file, _, test = said["check"].partition("::")
        key = (file, test.partition("[")[0])
        found[key] |= {(f, said["defect"]) for f in said["features"]} if said["outcome"] == "caught" else set()
    if not found:
        raise SystemExit(f"the self-test ran nothing:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return found


def judged(before: Caught, after: Caught, key: tuple[str, str], defects: set[tuple[str, str]]) -> str:
    """What a mutation of a check function has done.

    Args:
        before: What the checks caught as they are.
        after: What they caught in the round of the mutation.
        key: The mutated function.
        defects: The pairs of feature and defect that count: a defect is only held against the features that it breaks.
    """
    if not before[key] & defects:
        return "catches nothing"
    lost = (before[key] - after.get(key, set())) & defects
    others = {pair for other, pairs in before.items() if other != key for pair in pairs}
    if lost - others:
        return "noticed"
    return "another check" if lost else "survived"


def copied(folder: Path) -> Path:
    """A copy of the checkout, of what Git knows and of what is new."""
    listed = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name, follow_symlinks=False)
    return folder


def main(argv: list[str] | None = None) -> int:
    """Mutate, run, and print the figure with the survivors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=1, help="mutations of each check function, one a round")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--feature", default="", help="features or chapters, as assay selftest takes them")
    parser.add_argument("--target", default="sqlite")
    parser.add_argument("--store", default="memory,local,custom,gcs")
    parser.add_argument("-n", "--workers", default="1")
    parser.add_argument("files", nargs="*", help="files of checks, relative to the checkout; all by default")
    options = parser.parse_args(argv)
    from assay.running.suite_files import repository_file
    from assay.selftest.planted import all_defects

    defects = {(f, d.name) for d in all_defects(repository_file("")) for f in d.features}
    arguments = ["--target", options.target, "--store", options.store, "-n", options.workers]
    arguments += ["--feature", options.feature] if options.feature else []
    counts: Counter[str] = Counter()
    survivors: list[tuple[str, Mutation]] = []
    with tempfile.TemporaryDirectory(prefix="assay-mutations-") as folder:
        checkout = copied(Path(folder))
        files = options.files or sorted(str(p.relative_to(checkout)) for p in checkout.glob("suites/*/test_*.py"))
        before = caught(checkout, [*arguments, *files])
        sources = {file: (checkout / file).read_text(encoding="utf-8") for file in files}
        plans = {file: drawn(source, file, options.seed, options.rounds) for file, source in sources.items()}
        for number in range(options.rounds):
            mutations: dict[tuple[str, str], Mutation] = {}
            for file, plan in plans.items():
                tree = ast.parse(sources[file])
                for name, chosen in plan.items():
                    if number < len(chosen) and (file, name) in before:
                        line = mutate(tree, name, chosen[number])
                        mutations[file, name] = Mutation(file, name, line, chosen[number][0])
                (checkout / file).write_text(ast.unparse(tree) + "\n", encoding="utf-8")
            after = caught(checkout, [*arguments, *files])
            for key, mutation in mutations.items():
                verdict = judged(before, after, key, defects)
                counts[verdict] += 1
                if verdict in {"survived", "catches nothing"}:
                    survivors.append((verdict, mutation))
            print(f"round {number + 1}: {sum(counts.values())} mutations, {dict(counts)}", flush=True)
    for verdict, mutation in sorted(survivors, key=lambda s: (s[0], str(s[1]))):
        print(f"{verdict}: {mutation}")
    print(
        f"{sum(counts.values())} mutated checks: {counts['noticed']} noticed, {counts['another check']} where another"
        f" check catches the defect, {counts['survived']} survived; {counts['catches nothing']} in checks that catch"
        " nothing"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
