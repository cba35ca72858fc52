"""What the application's own modules use of the libraries, found by reading those that its import has loaded."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from .inventory import Service, Use
from .job import Loaded

_LIBRARIES = ("advanced_alchemy", "litestar", "attr", "attrs", "dataclasses", "msgspec", "pydantic")
"""Those and what their data is made of."""
_API = {
    "advanced_alchemy.repository": ("SQLAlchemyAsyncRepository", "SQLAlchemyAsyncQueryRepository"),
    "advanced_alchemy.service": ("SQLAlchemyAsyncRepositoryService", "SQLAlchemyAsyncQueryService"),
}
_FURTHER = {
    *("begin", "commit", "provide_session", "get_available_slug", "sign", "sign_async", "verify_and_update"),
    *("open_fixture", "open_fixture_async"),
}
"""Calls of other objects of the libraries that known issues ask for."""
_COMMON = {"add", "clear", "count", "create", "delete", "exists", "filter", "get", "list", "new", "statement", "update"}
"""Methods of repositories and services whose names others have as well: their object has to look like one."""


def uses_of(loaded: Loaded, services: tuple[Service, ...]) -> tuple[Use, ...]:
    """Names of the libraries, calls of repositories' and services' methods, and the arguments of these.

    Args:
        loaded: The application.
        services: Its services and repositories: names with such an annotation are taken for one.
    """
    methods = _methods()
    found: dict[Use, None] = {}
    for file in _files(loaded):
        try:
            tree = ast.parse(file.read_bytes())
        except (OSError, SyntaxError, ValueError):
            continue
        reader = _Reader({service.name for service in services}, methods)
        reader.visit(tree)
        for kind, name, line in reader.found:
            found[Use(kind=kind, name=name, place=loaded.project.place(file, line))] = None
    return tuple(found)


def _files(loaded: Loaded) -> list[Path]:
    modules = [getattr(module, "__file__", None) for module in [*sys.modules.values()]]
    own = {Path(file) for file in modules if isinstance(file, str) and file.endswith(".py")}
    return sorted(file for file in own if loaded.project.own(file))


def _methods() -> set[str]:
    found = {*_FURTHER}
    for module, names in _API.items():
        for name in names:
            with suppress(ImportError, AttributeError):
                class_ = getattr(importlib.import_module(module), name)
                found |= {key for key in dir(class_) if not key.startswith("_") and callable(getattr(class_, key))}
    return found


class _Reader(ast.NodeVisitor):
    """Reads a module.

    Args:
        classes: Names of the application's services and repositories.
        methods: Names of their methods.
    """

    def __init__(self, classes: set[str], methods: set[str]) -> None:
        self.found: list[tuple[str, str, int]] = []
        self._classes = classes
        self._methods = methods
        self._modules: set[str] = set()
        """Local names of modules of the libraries: what is taken from them is a name of the libraries."""
        self._objects: set[str] = set()
        """Local names of services and repositories."""
        self._inside: list[str] = []

    def visit_Import(self, node: ast.Import) -> None:
        """``import advanced_alchemy.filters as f``."""
        for alias in node.names:
            if alias.name.partition(".")[0] in _LIBRARIES:
                self._modules.add(alias.asname or alias.name.partition(".")[0])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """``from advanced_alchemy.filters import LimitOffset``."""
        if not node.level and (node.module or "").partition(".")[0] in _LIBRARIES:
            for alias in node.names:
                self._modules.add(alias.asname or alias.name)
                self.found.append(("name", alias.name, node.lineno))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """``filters.LimitOffset``, where ``filters`` is of the libraries."""
        root: ast.expr = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(root, ast.Name) and root.id in self._modules:
            self.found.append(("name", node.attr, node.lineno))
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Within a service ``self`` is one."""
        self._inside.append(node.name)
        self.generic_visit(node)
        self._inside.pop()

    def visit_arg(self, node: ast.arg) -> None:
        """A parameter that is annotated with a service."""
        self._annotated(node.arg, node.annotation)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """A variable that is annotated with a service."""
        if isinstance(node.target, ast.Name):
            self._annotated(node.target.id, node.annotation)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        """``authors = AuthorRepository(session=session)``."""
        if isinstance(node.value, ast.Call) and self._names_service(node.value.func):
            self._objects |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """A method of a service or repository, and classes of the libraries that are called with arguments."""
        function = node.func
        if isinstance(function, ast.Attribute):
            of_library = ast.unparse(function).partition(".")[0] in self._modules
            method = function.attr in self._methods
            if of_library or (method and (function.attr not in _COMMON or self._is_service(function.value))):
                self._called(function.attr, node)
        elif isinstance(function, ast.Name) and function.id in self._modules | self._classes | _FURTHER:
            self._called(function.id, node)
        self.generic_visit(node)

    def _called(self, name: str, node: ast.Call) -> None:
        self.found.append(("call", name, node.lineno))
        for keyword in node.keywords:
            if keyword.arg:
                self.found.append(("argument", f"{name}.{keyword.arg}", keyword.value.lineno))

    def _annotated(self, name: str, annotation: ast.expr | None) -> None:
        if annotation is not None and self._names_service(annotation):
            self._objects.add(name)

    def _names_service(self, node: ast.expr) -> bool:
        return any(name in self._classes for name in _words(node))

    def _is_service(self, node: ast.expr) -> bool:
        """Whether an expression is a service or a repository, as far as its names say."""
        text = ast.unparse(node)
        if text in {"self", "super()"}:
            return any(name in self._classes or "Repo" in name or "Service" in name for name in self._inside)
        last = text.rpartition(".")[2].lower()
        return text in self._objects or "service" in last or "repo" in last or self._names_service(node)


def _words(node: ast.expr) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            yield part.id
        elif isinstance(part, ast.Attribute):
            yield part.attr
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield from part.value.replace("[", " ").replace("]", " ").replace('"', " ").split()
