"""What the data has that the application's modules give to services and repositories, as far as its source says."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

import msgspec

from .inventory import SCHEMAS


class Data(msgspec.Struct, frozen=True, kw_only=True):
    """Data that is given to a method that writes.

    Args:
        kind: What its schema is made with; empty if nothing says that it is one.
        parts: Names of what it has; None if they are not known.
        none: Whether one of these may be left out, and is None then.
        is_dict: Whether it is a dict that is written there.
    """

    kind: str = ""
    parts: frozenset[str] | None = None
    none: bool = True
    is_dict: bool = False


UNKNOWN = Data()


def schemas_of(trees: Iterable[ast.Module]) -> dict[str, Data]:
    """The application's schemas, by the names of their classes."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    made = dict(SCHEMAS)
    while True:
        new = {
            node.name: kind
            for node in classes
            if node.name not in made and (kind := next((made[w] for w in _origins(node) if w in made), ""))
        }
        if not new:
            break
        made |= new
    by_name: dict[str, list[ast.ClassDef]] = {}
    for node in classes:
        if node.name in made:
            by_name.setdefault(node.name, []).append(node)
    return {name: _schema(made[name], name, by_name) for name in by_name}


def _schema(kind: str, name: str, by_name: Mapping[str, list[ast.ClassDef]]) -> Data:
    parts: set[str] = set()
    none = False
    waiting, seen = [name], set()
    while waiting:
        one = waiting.pop()
        if one in seen or one in SCHEMAS:
            continue
        seen.add(one)
        if one not in by_name:
            return Data(kind=kind)  # a class of somebody else's, whose fields nobody sees here
        # of several classes of one name it may be any
        for node in by_name[one]:
            for field, value in _fields(node):
                parts.add(field)
                none = none or _is_none(value)
            waiting += _names(node.bases)
    return Data(kind=kind, parts=frozenset(parts), none=none)


def _fields(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr | None]]:
    for line in node.body:
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
            yield line.target.id, line.value
        elif isinstance(line, ast.Assign) and isinstance(line.value, ast.Call):  # attrs' way without annotations
            yield from ((target.id, line.value) for target in line.targets if isinstance(target, ast.Name))


def _is_none(value: ast.expr | None) -> bool:
    """Whether a field's default is None, also one that is given to ``field()``."""
    if isinstance(value, ast.Call):
        given = [*value.args[:1], *(one.value for one in value.keywords if one.arg == "default")]
        return any(map(_is_none, given))
    return isinstance(value, ast.Constant) and value.value is None


def _origins(node: ast.ClassDef) -> Iterator[str]:
    """The last names of a class's decorators and bases."""
    return chain(_names(node.decorator_list), _names(node.bases))


def _names(nodes: Iterable[ast.expr]) -> Iterator[str]:
    for one in nodes:
        while isinstance(one, ast.Call | ast.Subscript):
            one = one.func if isinstance(one, ast.Call) else one.value
        yield ast.unparse(one).rpartition(".")[2]


def data_of(node: ast.expr | None, schemas: Mapping[str, Data], models: Iterable[str]) -> Data:
    """What an expression makes: a dict, an object of a schema or of a model that is written there; else unknown.

    Args:
        node: The expression.
        schemas: The application's schemas.
        models: Names of its models.
    """
    if isinstance(node, ast.Dict):
        keys = [key.value if isinstance(key, ast.Constant) else None for key in node.keys]
        words = frozenset(key for key in keys if isinstance(key, str))
        return Data(parts=words if len(words) == len({*keys}) else None, is_dict=True)
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func).rpartition(".")[2]
        if name in schemas:
            return schemas[name]
        if name in models and not node.args and all(one.arg for one in node.keywords):
            return Data(parts=frozenset(one.arg for one in node.keywords if one.arg))
    return UNKNOWN
