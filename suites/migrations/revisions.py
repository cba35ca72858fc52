"""What a revision file does, read from its text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

UPGRADES = ("upgrade", "schema_upgrades")


@dataclass(frozen=True)
class Operation:
    """One call of Alembic's operations.

    Args:
        verb: Its name, such as ``add_column``.
        table: The table that it is about.
        names: The other names in it: of columns, indexes and constraints.
        text: It as it is in the file.
    """

    verb: str
    table: str
    names: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Revision:
    """A revision file.

    Args:
        file: Its name.
        id: The revision.
        down: The revisions before it.
        upgrades: What upgrading does.
        text: All of it.
    """

    file: str
    id: str
    down: tuple[str, ...]
    upgrades: tuple[Operation, ...]
    text: str


def read(path: Path) -> Revision:
    """Read a revision file without running it."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    # Some versions of the library's template annotate them, some do not.
    values = {
        target.id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and target.id in {"revision", "down_revision"}
    }
    down = values.get("down_revision") or ()
    operations = [
        operation
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name in UPGRADES
        for statement in node.body
        for operation in _operations(statement, "")
    ]
    return Revision(
        path.name, values["revision"], (down,) if isinstance(down, str) else tuple(down), tuple(operations), text
    )


def _operations(node: ast.stmt, table: str) -> Iterator[Operation]:
    if isinstance(node, ast.With):
        for item in node.items:
            if isinstance(item.context_expr, ast.Call) and _verb(item.context_expr) == "batch_alter_table":
                table = _strings(item.context_expr)[0]
        for statement in node.body:
            yield from _operations(statement, table)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _owner(node.value) in {"op", "batch_op"}:
        strings = _strings(node.value)
        verb = _verb(node.value)
        if not table and verb.endswith("_table"):
            yield Operation(verb, strings[0], tuple(strings[1:]), ast.unparse(node))
        else:
            yield Operation(verb, table, tuple(strings), ast.unparse(node))


def _verb(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _owner(call: ast.Call) -> str:
    at = call.func
    return at.value.id if isinstance(at, ast.Attribute) and isinstance(at.value, ast.Name) else ""


def _strings(call: ast.Call) -> list[str]:
    return [n.value for n in _walk(call) if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """In the order of the text, which ast.walk does not keep."""
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _walk(child)
