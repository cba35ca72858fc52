"""The application's exception handlers: what they answer with, and which of them the library gives way to."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator, Mapping
from textwrap import dedent
from typing import Any

from .texts import text_of

_LIBRARIES = ("advanced_alchemy.", "litestar.")
_ANY = (2, 3, 4, 5)
_STATUS = re.compile(r"HTTP_(\d)\d\d_")


def own_handlers(handlers: Mapping[Any, Any]) -> dict[str, Any]:
    """Those that are not the libraries', by the status or class that they are for."""
    own = {text_of(key): one for key, one in handlers.items() if not _module(one).startswith(_LIBRARIES)}
    return dict(sorted(own.items()))


def instead_of_the_librarys(handlers: Mapping[Any, Any]) -> tuple[str, ...]:
    """For which statuses and classes there are handlers because of which the plug-in left its own out.

    It does so for any status and for its own exceptions. Where there is one for all of these, nothing is left out.
    """
    own = own_handlers(handlers)
    classes = [key for key in handlers if isinstance(key, type)]
    if any(_is_librarys(key) and key.__name__ == "RepositoryError" for key in classes):
        return ()
    found = [key for key in handlers if isinstance(key, int) or _is_librarys(key)]
    return tuple(sorted({text_of(key) for key in found} & {*own}))


def answers_of(handlers: Mapping[Any, Any]) -> dict[str, tuple[int, ...]]:
    """Which hundreds of statuses the application's own handlers may answer with: any, if their source does not say."""
    return {key: _answers(one) for key, one in own_handlers(handlers).items()}


def _module(handler: Any) -> str:
    return str(getattr(handler, "__module__", ""))


def _is_librarys(key: Any) -> bool:
    """Whether it is one of the exceptions that the library's handler is for."""
    return isinstance(key, type) and any(
        one.__name__ == "RepositoryError" and one.__module__.startswith("advanced_alchemy.") for one in key.__mro__
    )


def _answers(handler: Any) -> tuple[int, ...]:
    try:
        tree = ast.parse(dedent(inspect.getsource(handler)))
    except (OSError, TypeError, SyntaxError):
        return _ANY
    returned = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return)]
    variables = _variables(tree)
    found = {hundred for value in returned for hundred in _hundreds(value, variables)}
    return tuple(sorted(found)) or _ANY


def _variables(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """What is assigned to each name, wherever it is; to what gets its value otherwise, nobody knows what."""
    found: dict[str, list[ast.expr]] = {}
    plain: set[int] = set()
    for node in ast.walk(tree):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        for target in targets:
            if isinstance(target, ast.Name) and (value := getattr(node, "value", None)) is not None:
                found.setdefault(target.id, []).append(value)
                plain.add(id(target))
    others = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load) and id(node) not in plain
    }
    return {name: values for name, values in found.items() if name not in others}


def _hundreds(value: ast.expr | None, variables: Mapping[str, list[ast.expr]]) -> Iterator[int]:
    """Of what is returned: the status that is given to it there, also by a variable."""
    given = next((one.value for one in getattr(value, "keywords", ()) if one.arg == "status_code"), None)
    for one in variables.get(given.id, [given]) if isinstance(given, ast.Name) else [given]:
        if isinstance(one, ast.Constant) and isinstance(one.value, int):
            yield one.value // 100
        elif one is not None and (match := _STATUS.search(ast.unparse(one))):
            yield int(match[1])
        else:
            yield from _ANY
