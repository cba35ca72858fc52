"""The facts of an application that a known issue can ask for: a closed vocabulary, made from its inventory.

A fact is a word, ``sessions``, or a kind with a name, ``type:EncryptedString``. :data:`VOCABULARY` has all words and
kinds, with what each means. Each fact that an application has comes with where it has it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import msgspec

from .inventory import SCHEMAS, Column, Inventory, Model, Parameter, Route, Use

VOCABULARY = {
    "plugin": "the application has the plug-in: every one that can be read",
    "page": "no application that can be imported: what is wrong concerns those who follow the documentation's example",
    "mode": "async or sync: what its configurations are",
    "commits": "manual, autocommit, autocommit_include_redirects or custom: when sessions are committed; nowhere: "
    "manual, and no module of the application commits",
    "config": "several, create_all, routing, cached, session-key (not db_session), without-timestamps, without-files",
    "session-option": "an option of the sessions that a configuration gives",
    "engine-option": "an option of an engine that the application gives",
    "model": "any, hybrid, dataclass, sqlmodel, versioned, proxy: what a mapped class is or has",
    "base": "a class of advanced_alchemy.base among its ancestors",
    "mixin": "a class of advanced_alchemy.mixins among its ancestors",
    "type": "the class of a column's type",
    "column": "renamed, unique, nullable, default, default-of-nullable, server-default, on-update, computed, "
    "text-without-length, uuid-as-text",
    "key": "any, composite, not-id, uuid, number, text: what a primary key is",
    "relationship": "any, collection, no-list, raise, cascade: what a relationship is; joined: a collection that is "
    "loaded by a join",
    "inheritance": "single, joined or concrete: how a class shares its parent's table",
    "constraint": "unique, check, check-unnamed, foreign-key, deferrable; same-beginning: two unique of one name",
    "sessions": "a session backend of the library; unconnected: no middleware is given it",
    "stores": "a store of the library",
    "files": "a column of files; multiple: of lists of them; the class of a storage, and its protocol, such as file: "
    "what keeps them",
    "service": "any, or an option of the class that the application gives",
    "repository": "any, or an option of the class that the application gives",
    "overrides": "a method of the library's services or repositories that the application defines anew",
    "memory-repository": "a repository that keeps its rows in memory",
    "sends": "a method that writes: together with a relationship, column or key it says that the data has that, or may "
    "have it; method.none: a field of the data may be left out, and is None then",
    "schema": "a method that writes, called with what is neither a dict nor an instance that is written there",
    "calls": "a method of a service or repository that the application's modules call",
    "argument": "method.keyword: an argument in such a call; method.load-joined: one that may join a collection",
    "names": "a class or function of the libraries, msgspec, Pydantic, attrs or dataclasses that its modules "
    "name; literal_binds, bytes, created_at, updated_at: a word that they give or set",
    "filters": "any, or a key of the FilterConfig of a route's filter dependencies; by-name: a "
    "variable; search-blanks, in-text, in-tuple: such a value of search, or in_fields and "
    "not_in_fields",
    "route": "any, body, upload, form-as-sent (a form whose values nothing converts), stream, websocket, two-services: "
    "what a handler is",
    "dto": "a DTO of the library on a route",
    "migrations": "a folder of migrations; an option of Alembic's configuration; percent: its path has such a sign",
    "installed": "a distribution in its environment",
    "litestar": "debug, exception-handlers: settings of the application; handler-2xx, handler-3xx, handler-4xx, "
    "handler-5xx: an exception handler may answer so; handler-instead: one because of which the library has none",
}
"""The words, and the kinds of named facts, with what they mean."""


class Evidence(msgspec.Struct, frozen=True):
    """Where an application has a fact.

    Args:
        what: A route, a model, a configuration ...
        place: File and line; empty if it is not known.
        about: What it is of: pairs of ``model``, ``column``, ``route``, ``call``, ``schema``, ``part`` (of data),
            ``storage`` (of files) or ``config``, and a name.
            Facts that an issue asks for together have to be of the same.
    """

    what: str
    place: str = ""
    about: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.what} ({self.place})" if self.place else self.what


_MEMORY = "Mock"
_STREAMS = ("Stream", "ServerSentEvent", "AsyncIterator", "AsyncGenerator")


def facts_of(inventory: Inventory) -> Mapping[str, tuple[Evidence, ...]]:
    """The facts that an application has, each with where."""
    found: dict[str, dict[Evidence, None]] = {}
    for fact, what, place, *about in _all(inventory):
        found.setdefault(fact, {})[Evidence(what, str(place), tuple(about))] = None
    # what lies in the application's directory comes first; of a package that it uses the path is absolute
    return {fact: tuple(sorted(places, key=lambda one: one.place.startswith("/"))) for fact, places in found.items()}


_About: TypeAlias = "tuple[str, str]"
_Fact: TypeAlias = "tuple[Any, ...]"
"""A fact, what has it, where, and what it is of: see :class:`Evidence`."""


def _all(inventory: Inventory) -> Iterator[_Fact]:
    yield "plugin", "the application", ""
    for distribution in inventory.versions:
        yield f"installed:{distribution}", f"{distribution} in its environment", ""
    yield from _configurations(inventory)
    for engine in inventory.engines:
        for option in engine.options:
            yield f"engine-option:{option}", f"engine {engine.url}", engine.place
    of_table = {model.table: model.name for model in inventory.models}
    for model in inventory.models:
        yield from _model(model, of_table)
    yield from _keepers(inventory)
    yield from _services(inventory)
    models = {one.name: one.model for one in inventory.services}
    for route in inventory.routes:
        if route.own:
            yield from _route(route, models)
    for use in inventory.uses:
        yield from _use(use, models)
    yield from _settings(inventory)


def _settings(inventory: Inventory) -> Iterator[_Fact]:
    if inventory.debug:
        yield "litestar:debug", "the application", ""
    for key in inventory.exception_handlers:
        yield "litestar:exception-handlers", f"exception handler of {key}", ""
        for hundred in inventory.answers.get(key, ()):
            yield f"litestar:handler-{hundred}xx", f"exception handler of {key}", ""
    for key in inventory.handlers_instead:
        yield "litestar:handler-instead", f"exception handler of {key}", ""


def _keepers(inventory: Inventory) -> Iterator[_Fact]:
    for keeper in inventory.keepers:
        word = {"session-backend": "sessions", "store": "stores", "file-storage": "files"}[keeper.kind]
        if keeper.kind == "store" and not keeper.name.startswith("SQLAlchemy"):
            continue
        what = f"{keeper.kind} {keeper.name}"
        if keeper.kind == "file-storage":
            for option in ("backend", "protocol"):
                if word_of := keeper.options.get(option):
                    yield f"files:{word_of}", what, keeper.place, ("storage", keeper.name)
        else:
            yield word, what, keeper.place, *_of([keeper.model])
            if "unconnected" in keeper.options:
                yield f"{word}:unconnected", what, keeper.place, *_of([keeper.model])


def _services(inventory: Inventory) -> Iterator[_Fact]:
    for service in inventory.services:
        what, about = f"{service.kind} {service.name}", _of([service.model])
        yield "memory-repository" if _MEMORY in service.base else f"{service.kind}:any", what, service.place, *about
        for option in service.options:
            yield f"{service.kind}:{option}", what, service.place, *about
        for method in service.overrides:
            yield f"overrides:{method}", what, service.place, *about


def _configurations(inventory: Inventory) -> Iterator[_Fact]:
    for config in inventory.configurations:
        what, about = f"configuration {config.bind_key or config.number}", ("config", str(config.number))
        yield f"mode:{'async' if config.is_async else 'sync'}", what, config.place, about
        yield f"commits:{config.commits}", what, config.place, about
        if config.commits == "manual" and not _commits_somewhere(inventory):
            yield "commits:nowhere", what, config.place, about
        has = {
            "several": len(inventory.configurations) > 1,
            "create_all": config.create_all,
            "routing": config.routing,
            "cached": config.cached,
            "session-key": config.session_dependency != "db_session",
            "without-timestamps": "timestamps" in config.switched_off,
            "without-files": "files" in config.switched_off,
        }
        for word, holds in has.items():
            if holds:
                yield f"config:{word}", what, config.place, about
        for option in config.session_options:
            yield f"session-option:{option}", what, config.place, about
        if config.migrations is not None and config.migrations.versions:
            where = f"migrations of {what}: {config.migrations.versions} revisions"
            folder = os.path.normpath(config.migrations.script_location).removeprefix(f"{inventory.directory}/")
            yield "migrations", where, folder, about
            if "%" in config.migrations.script_location:
                yield "migrations:percent", where, folder, about
            for option in config.migrations.options:
                yield f"migrations:{option}", where, folder, about


def _commits_somewhere(inventory: Inventory) -> bool:
    words = {"commit", "begin", "auto_commit"}
    options = {option for service in inventory.services for option in service.options}
    return bool(words & options) or any(use.name.rpartition(".")[2] in words for use in inventory.uses)


def _model(model: Model, of_table: Mapping[str, str]) -> Iterator[_Fact]:
    what = f"model {model.name}"
    configs = tuple(("config", str(number)) for number in model.configured)
    about = (*_of([model.name]), *configs)
    has = {
        "any": True,
        "hybrid": bool(model.hybrids),
        "dataclass": model.dataclass,
        "sqlmodel": model.sqlmodel,
        "versioned": bool(model.version_column),
        "proxy": bool(model.proxies),
    }
    yield from ((f"model:{word}", what, model.place, *about) for word, holds in has.items() if holds)
    yield from ((f"base:{name}", what, model.place, *about) for name in model.bases)
    yield from ((f"mixin:{name}", what, model.place, *about) for name in model.mixins)
    if model.inheritance:
        yield f"inheritance:{model.inheritance}", what, model.place, *about, *_of([model.inherits])
    keys = [column for column in model.columns if column.primary_key]
    kinds = {"UUID": "uuid", "int": "number", "str": "text"}
    key_words = [kinds[key.python_type] for key in keys if key.python_type in kinds]
    key_words += ["composite"] if len(keys) > 1 else []
    key_words += ["not-id"] if [key.attribute for key in keys] != ["id"] else []
    yield from ((f"key:{word}", what, model.place, *about) for word in key_words)
    if keys:
        yield "key:any", what, model.place, *about, *(("part", key.attribute) for key in keys)
    for column in model.columns:
        column_what = f"{what}, column {column.name}"
        of = (*about, ("column", f"{model.name}.{column.name}"), ("part", column.attribute))
        yield f"type:{column.type}", column_what, model.place, *of
        if column.type == "StoredObject":
            words = ("files", "files:multiple") if column.many_files else ("files",)
            yield from ((word, column_what, model.place, *about) for word in words)
        of_column = {
            "renamed": column.name != column.attribute,
            "unique": column.unique,
            "nullable": column.nullable,
            "default": bool(column.default) and not column.primary_key,
            "server-default": column.server_default,
            "on-update": column.on_update,
            "default-of-nullable": column.nullable and _filled(column),
            "computed": column.computed,
            "uuid-as-text": column.as_text,
            "text-without-length": column.python_type == "str" and column.type == "String" and not column.length,
        }
        yield from ((f"column:{word}", column_what, model.place, *of) for word, holds in of_column.items() if holds)
    for one in model.relationships:
        of_relationship = {
            "any": True,
            "collection": one.many,
            "no-list": one.many and not one.is_list,
            "raise": "raise" in one.lazy,
            "joined": one.many and one.lazy == "joined",
            "cascade": "delete" in one.cascade,
        }
        relation = f"{what}, relationship {one.name}"
        both = (*about, *_of([one.target]), ("part", one.name))
        yield from (
            (f"relationship:{word}", relation, model.place, *both) for word, holds in of_relationship.items() if holds
        )
    unique = [one for one in model.constraints if one.kind in {"unique", "unique-index"} and one.columns]
    names = [one.name or one.columns[0] for one in unique]
    if len(names) > len({*names}):
        yield "constraint:same-beginning", what, model.place, *about
    for constraint in model.constraints:
        named = f"{what}, {constraint.kind} {constraint.name}".rstrip()
        kind = "unique" if constraint.kind == "unique-index" else constraint.kind
        of = (*about, *(_of(_referred(model, of_table)) if kind == "foreign-key" else ()))
        yield f"constraint:{kind}", named, model.place, *of
        if kind == "check" and not constraint.name:
            yield "constraint:check-unnamed", named, model.place, *of
        if constraint.deferrable:
            yield "constraint:deferrable", named, model.place, *of


def _of(models: Iterable[str]) -> tuple[_About, ...]:
    return tuple(("model", name) for name in models if name)


def _referred(model: Model, of_table: Mapping[str, str]) -> Iterator[str]:
    """The models to whose rows those of a model refer: what deletes these meets its constraints."""
    for column in model.columns:
        for key in column.foreign_keys:
            yield of_table.get(key.rpartition(".")[0], "")


def _filled(column: Column) -> bool:
    """Whether something gives the column a value where none is given."""
    return bool(column.default) or column.server_default or column.on_update


def _route(route: Route, models: Mapping[str, str]) -> Iterator[_Fact]:
    what = f"route {route.method} {route.path}"
    about = (("route", what), *_of(models.get(name, "") for name in route.services))
    types = " ".join(parameter.type for parameter in route.parameters)
    has = {
        "any": True,
        "body": any(parameter.kind == "body" for parameter in route.parameters),
        "upload": "UploadFile" in types,
        "form-as-sent": any(_is_as_sent(parameter) for parameter in route.parameters),
        "stream": any(word in route.returns for word in _STREAMS),
        "websocket": route.method == "WEBSOCKET" or "WebSocket" in types,
        "two-services": len(route.services) > 1,
    }
    yield from ((f"route:{word}", what, route.place, *about) for word, holds in has.items() if holds)
    if route.filters:
        yield "filters:any", what, route.place, *about
    yield from (
        (f"filters:{key}", what, route.place, *about) for key, value in route.filters.items() if value != "False"
    )
    for word in _shapes(route.filters):
        yield f"filters:{word}", what, route.place, *about
    if "SQLAlchemyDTO" in route.dto + route.return_dto:
        yield "dto", what, route.place, *about


def _is_as_sent(parameter: Parameter) -> bool:
    """Whether it is an urlencoded form in a dict whose values stay as they were parsed."""
    as_parsed = parameter.type in {"dict", "Any", "object"} or parameter.type.endswith(("Any]", "object]"))
    return parameter.media_type == "application/x-www-form-urlencoded" and as_parsed


def _shapes(filters: Mapping[str, str]) -> Iterator[str]:
    """Ways to write the values of a filter configuration that some issues are about."""
    quotes = ("'", '"')
    if ", " in filters.get("search", "") and filters["search"].startswith(quotes):
        yield "search-blanks"
    for key in ("in_fields", "not_in_fields"):
        if filters.get(key, "").startswith(quotes):
            yield "in-text"
        if filters.get(key, "").startswith("FieldNameType("):
            yield "in-tuple"


def _use(use: Use, models: Mapping[str, str]) -> Iterator[_Fact]:
    if use.kind in {"name", "filters"}:
        word = "names" if use.kind == "name" else use.kind
        kind = SCHEMAS.get(use.name, "") if word == "names" else ""
        what = f"names {use.name}" if word == "names" else "filters of a variable"
        yield f"{word}:{use.name}", what, use.place, *([("schema", kind)] if kind else [])
        return
    about = _of([models.get(use.of, "")])
    if use.schema:
        about = (*about, ("schema", use.schema))
    if use.parts is not None:
        about = (*about, ("part", ""), *(("part", name) for name in use.parts))
    if use.call:
        about = (*about, ("call", f"{use.place.file}:{use.call}"))
    word = {"call": "calls", "schema": "schema", "sends": "sends"}.get(use.kind, "argument")
    what = f"{'gives' if word == 'argument' else 'calls'} {use.name.removesuffix('.none')}"
    yield f"{word}:{use.name}", what, use.place, *about
