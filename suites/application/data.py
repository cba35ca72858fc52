"""What the data has that the application's modules give to services and repositories, as far as its source says."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

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
_DUMPS = {"to_dict", "model_dump", "dict", "as_dict"}
"""Methods of schemas that give a dict of their fields."""
_DUMPERS = {"asdict", "to_builtins", "schema_dump", "dict"}
"""Functions that do."""


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


def data_of(
    node: ast.expr | None, schemas: Mapping[str, Data], models: Iterable[str], of_name: Callable[[str], Data]
) -> Data:
    """What an expression makes: a dict, an object of a schema or of a model that is written there; else unknown.

    Args:
        node: The expression.
        schemas: The application's schemas.
        models: Names of its models.
        of_name: What is known of the data that a local name is for.
    """
    if isinstance(node, ast.Dict):
        keys = [key.value if isinstance(key, ast.Constant) else None for key in node.keys]
        words = frozenset(key for key in keys if isinstance(key, str))
        return Data(parts=words if len(words) == len({*keys}) else None, is_dict=True)
    if isinstance(node, ast.Call) and (given := _dumped(node)) is not None:
        known = of_name(given)
        return Data(parts=known.parts, none=known.none, is_dict=True)
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func).rpartition(".")[2]
        if name in schemas:
            return schemas[name]
        if name in models and not node.args and all(one.arg for one in node.keywords):
            return Data(parts=frozenset(one.arg for one in node.keywords if one.arg))
    return UNKNOWN


def _dumped(node: ast.Call) -> str | None:
    """The name of the object of which a call makes a dict: ``data.to_dict()``, ``msgspec.structs.asdict(data)``."""
    function, first = node.func, next(iter(node.args), None)
    if isinstance(function, ast.Attribute) and function.attr in _DUMPS and isinstance(function.value, ast.Name):
        return function.value.id if first is None else None
    if ast.unparse(function).rpartition(".")[2] in _DUMPERS and isinstance(first, ast.Name):
        return first.id
    return None


def with_dataclasses_for_data(trees: Mapping[Path, ast.Module], methods: Iterable[str]) -> set[Path]:
    """The modules one of whose dataclasses may be data; most others are settings, or results of a function.

    A dataclass may be data if it is the annotation of a parameter that is called ``data``, or if a function names it
    that calls one of the methods, too.

    Args:
        trees: The application's modules.
        methods: Methods that take data, or make it.
    """
    wanted = {*methods}
    used: set[str] = set()
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                inside = [*ast.walk(node)]
                called = {
                    one.func.attr for one in inside if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)
                }
                named = inside if called & wanted else [*_annotations_of_data(node)]
                used |= {word for one in named for word in _word(one)}
    return {
        file
        for file, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.name in used and "dataclass" in _names(node.decorator_list)
    }


def _annotations_of_data(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.AST]:
    for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
        if one.arg == "data" and one.annotation is not None:
            yield from ast.walk(one.annotation)


def _word(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from re.findall(r"\w+", node.value)
