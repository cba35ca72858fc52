"""What the application's own modules use of the libraries, found by reading those that its import has loaded."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from .data import UNKNOWN, Data, data_of, schemas_of, with_dataclasses_for_data
from .inventory import SCHEMAS, Service, Use
from .job import Loaded

_LIBRARIES = ("advanced_alchemy", "litestar", "attr", "attrs", "dataclasses", "msgspec", "pydantic")
"""Those and what their data is made of."""
_API = {
    "advanced_alchemy.repository": ("SQLAlchemyAsyncRepository", "SQLAlchemyAsyncQueryRepository"),
    "advanced_alchemy.service": ("SQLAlchemyAsyncRepositoryService", "SQLAlchemyAsyncQueryService"),
}
_FURTHER = {
    *("begin", "commit", "provide_session", "get_available_slug", "sign", "sign_async", "verify_and_update"),
    *("open_fixture", "open_fixture_async", "begin_nested", "update_metadata", "as_unique", "as_unique_async"),
    "with_loader_criteria",
}
"""Calls of other objects of the libraries that known issues ask for."""
WORDS = {"literal_binds", "bytes", "created_at", "updated_at"}
"""Words that known issues ask for, where they are a keyword, a key, or an attribute that is set or called for."""
_WRITES = {"create", "update", "upsert", "create_many", "update_many", "upsert_many", "get_or_upsert"}
_CHANGES = {"update", "setdefault", "pop"}
"""Methods that change what a dict has."""
_FILTERS = {"create_filter_dependencies": (0, "config"), "create_service_dependencies": (7, "filters")}
"""What makes filter dependencies, and which of its arguments says which ones."""
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
    trees = {}
    for file in _files(loaded):
        with suppress(OSError, SyntaxError, ValueError):
            trees[file] = ast.parse(file.read_bytes())
    schemas = schemas_of(trees.values())
    models = {service.model for service in services if service.model}
    with_data = with_dataclasses_for_data(trees, {*_WRITES, "to_schema"})
    for file, tree in trees.items():
        reader = _Reader({service.name for service in services}, methods, schemas, models)
        reader.visit(tree)
        for one in reader.found:
            if one.name == "dataclass" and file not in with_data:
                continue
            told = one._asdict()
            found[Use(place=loaded.project.place(file, told.pop("line")), **told)] = None
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


class _Found(NamedTuple):
    """A use, as :class:`Use` has it, and its line."""

    kind: str
    name: str
    line: int
    of: str = ""
    call: int = 0
    schema: str = ""
    parts: tuple[str, ...] | None = None


class _Reader(ast.NodeVisitor):
    """Reads a module.

    Args:
        classes: Names of the application's services and repositories.
        methods: Names of their methods.
        schemas: What is known of the classes of schemas.
        models: Names of their models.
    """

    def __init__(self, classes: set[str], methods: set[str], schemas: Mapping[str, Data], models: set[str]) -> None:
        self.found: list[_Found] = []
        self._schemas = schemas
        self._models = models
        self._data: dict[str, Data] = {}
        """Local names of data, with what is known of it."""
        self._classes = classes
        self._methods = methods
        self._modules: set[str] = set()
        """Local names of modules of the libraries: what is taken from them is a name of the libraries."""
        self._objects: dict[str, str] = {}
        """Local names of services and repositories, with their classes."""
        self._calls = 0
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
                self.found.append(_Found("name", alias.name, node.lineno))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """``filters.LimitOffset``, where ``filters`` is of the libraries."""
        if node.attr in WORDS and (node.attr == "bytes" or isinstance(node.ctx, ast.Store)):
            self._named(node.attr, node)
        root: ast.expr = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(root, ast.Name) and root.id in self._modules:
            self.found.append(_Found("name", node.attr, node.lineno))
        self.generic_visit(node)

    def visit_Dict(self, node: ast.Dict) -> None:
        """``{"literal_binds": True}``."""
        for key in node.keys:
            if isinstance(key, ast.Constant) and key.value in WORDS:
                self._named(str(key.value), key)
        self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> None:
        """``literal_binds=True``."""
        if node.arg in WORDS:
            self._named(str(node.arg), node)
        self.generic_visit(node)

    def _named(self, name: str, node: ast.expr | ast.keyword) -> None:
        self.found.append(_Found("name", name, node.lineno))

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
        if isinstance(node.target, ast.Name) and node.value is not None:
            known = self._data_of(node.value)
            self._data[node.target.id] = self._of_annotation(node.annotation) if known == UNKNOWN else known

    def visit_Assign(self, node: ast.Assign) -> None:
        """``authors = AuthorRepository(session=session)``, ``data = NewAuthor(name=name)``, ``data["name"] = name``."""
        if isinstance(node.value, ast.Call) and (class_ := self._service_in(node.value.func)):
            self._objects |= {target.id: class_ for target in node.targets if isinstance(target, ast.Name)}
        self.generic_visit(node)
        for target in node.targets:
            if isinstance(target, ast.Name):
                self._data[target.id] = self._data_of(node.value)
            elif isinstance(target, ast.Subscript):
                key = target.slice
                named = key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else None
                self._changed(target.value, named)
            elif isinstance(target, ast.Attribute):
                self._changed(target.value)

    def visit_Name(self, node: ast.Name) -> None:
        """A name that gets another value is of no known data any more."""
        if not isinstance(node.ctx, ast.Load):
            self._data.pop(node.id, None)

    def visit_Call(self, node: ast.Call) -> None:
        """A method of a service or repository, and classes of the libraries that are called with arguments."""
        function = node.func
        if _is_shared(node):
            self.found.append(_Found("filters", "by-name", node.lineno))
        if isinstance(function, ast.Attribute):
            if function.attr in _CHANGES:
                self._changed(function.value)
            of_library = ast.unparse(function).partition(".")[0] in self._modules
            method = function.attr in self._methods
            if of_library or (method and (function.attr not in _COMMON or self._is_service(function.value))):
                self._calls += 1
                maker = function.attr in _FILTERS  # of dependencies, for a service that is its first argument
                of = node.args[0] if maker and node.args else function.value
                self._called(function.attr, node, self._class_of(of), 0 if maker else self._calls)
        elif isinstance(function, ast.Name) and function.id in self._modules | self._classes | _FURTHER:
            of_first = function.id in _FILTERS and node.args
            self._called(function.id, node, self._class_of(node.args[0]) if of_first else function.id, 0)
        self.generic_visit(node)

    def _called(self, name: str, node: ast.Call, of: str, call: int) -> None:
        given = _argument(node, 0, "data") if name in _WRITES else None
        data = self._data_of(given)
        schema = self._schema_of(name, node, data)
        parts = tuple(sorted(data.parts)) if data.parts is not None else None
        self.found.append(_Found("call", name, node.lineno, of, call, schema))
        if name in _WRITES:
            self.found.append(_Found("sends", name, node.lineno, of, call, schema, parts))
            if data.none:
                self.found.append(_Found("sends", f"{name}.none", node.lineno, of, call, schema, parts))
            if data.kind or (_may_be_schema(given) and not data.is_dict):
                self.found.append(_Found("schema", name, node.lineno, of, call, schema))
        for keyword in node.keywords:
            if keyword.arg:
                words = [f"{name}.{keyword.arg}"]
                if keyword.arg == "load" and _may_join(keyword.value):
                    words.append(f"{name}.load-joined")
                for word in words:
                    self.found.append(_Found("argument", word, keyword.value.lineno, of, call, schema))

    def _schema_of(self, name: str, node: ast.Call, data: Data) -> str:
        """What the schema of a call is made with, as far as its source says; empty if it does not."""
        if name == "to_schema":
            given = _argument(node, 3, "schema_type")
            word = ast.unparse(given).rpartition(".")[2] if given is not None else ""
            return self._schemas[word].kind if word in self._schemas else SCHEMAS.get(word, "")
        return data.kind

    def _data_of(self, node: ast.expr | None) -> Data:
        if isinstance(node, ast.Name):
            return self._data.get(node.id, UNKNOWN)
        return data_of(node, self._schemas, self._models, lambda name: self._data.get(name, UNKNOWN))

    def _changed(self, node: ast.expr, key: str | None = None) -> None:
        """Data that is changed has the key that is set there, or what nobody counts; a schema has its fields still."""
        if isinstance(node, ast.Name) and (data := self._data.get(node.id)) is not None and not data.kind:
            parts = data.parts | {key} if data.parts is not None and key is not None else None
            self._data[node.id] = Data(parts=parts, none=data.none, is_dict=data.is_dict)

    def _annotated(self, name: str, annotation: ast.expr | None) -> None:
        if annotation is not None and (class_ := self._service_in(annotation)):
            self._objects[name] = class_
        self._data[name] = self._of_annotation(annotation)

    def _of_annotation(self, annotation: ast.expr | None) -> Data:
        words = _words(annotation) if annotation is not None else ()
        return next((self._schemas[word] for word in words if word in self._schemas), UNKNOWN)

    def _service_in(self, node: ast.expr) -> str:
        """The service or repository that an expression names; empty if it names none."""
        return next((known for name in _words(node) if (known := self._known(name))), "")

    def _known(self, name: str) -> str:
        """A class as the inventory calls it: one that is written in another has the other's name before its own."""
        return next((one for one in self._classes if one == name or one.rpartition(".")[2] == name), "")

    def _class_of(self, node: ast.expr) -> str:
        """The class of an object that is called, as far as its name or annotation says."""
        text = ast.unparse(node)
        if text in {"self", "super()"}:
            return next((known for name in reversed(self._inside) if (known := self._known(name))), "")
        return self._objects.get(text, "") or self._service_in(node)

    def _is_service(self, node: ast.expr) -> bool:
        """Whether an expression is a service or a repository, as far as its names say."""
        text = ast.unparse(node)
        if text in {"self", "super()"}:
            return any(self._known(name) or "Repo" in name or "Service" in name for name in self._inside)
        last = text.rpartition(".")[2].lower()
        return text in self._objects or "service" in last or "repo" in last or bool(self._service_in(node))


def _is_shared(node: ast.Call) -> bool:
    """Whether filter dependencies are made of a configuration that is a variable."""
    position, keyword = _FILTERS.get(ast.unparse(node.func).rpartition(".")[2], (0, ""))
    return bool(keyword) and isinstance(_argument(node, position, keyword), ast.Name | ast.Attribute)


def _argument(node: ast.Call, position: int, keyword: str) -> ast.expr | None:
    """An argument of a call; None if it is not given."""
    named = next((one.value for one in node.keywords if one.arg == keyword), None)
    return named if named is not None else next(iter(node.args[position : position + 1]), None)


def _may_be_schema(data: ast.expr | None) -> bool:
    """Whether data may be an object of a schema: a variable, and nothing that is made where it is given."""
    if isinstance(data, ast.List | ast.Tuple):
        return any(map(_may_be_schema, data.elts))
    return isinstance(data, ast.Name | ast.Attribute | ast.Subscript | ast.Starred)


def _may_join(load: ast.expr) -> bool:
    """Whether options to load may join a collection: attributes do not, and what has a name may be anything."""
    text = ast.unparse(load)
    return isinstance(load, ast.Name) or "joinedload" in text or "'*'" in text


def _words(node: ast.expr) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            yield part.id
        elif isinstance(part, ast.Attribute):
            yield part.attr
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield from part.value.replace("[", " ").replace("]", " ").replace('"', " ").split()
