"""To what the known issues apply: each says it in words of the vocabulary, or is listed as unknown."""

from __future__ import annotations

import importlib
import pkgutil
from fnmatch import fnmatchcase

import advanced_alchemy
import litestar
import pytest
import sqlalchemy.types
from advanced_alchemy import base, mixins
from advanced_alchemy.utils.dependencies import FilterConfig

from assay.commands.app_issues import targets_of
from assay.commands.suite_facts import SuiteFacts
from assay.domain.applying import PAGE, Applies, Defaults, applies, evidence
from assay.domain.ledger import Entry
from assay.products.registry import targets
from suites.application import facts, known, uses

FACTS = SuiteFacts()
DEFAULTS = Defaults.load(known.DEFAULTS)
UNKNOWN: set[str] = set()
"""Issues of which nobody can say to what they apply; `assay app` lists them."""


def atoms() -> set[str]:
    conditions = [c for entry in FACTS.ledger for c in DEFAULTS.conditions_of(entry)]
    conditions += [c for given in DEFAULTS.of.values() for c in given]
    return {atom for condition in conditions for atom in condition.split(" & ")}


def library_names() -> set[str]:
    """Every public name of the modules of the libraries that applications import from."""
    found: set[str] = set()
    for package in (advanced_alchemy, litestar):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if any(part in module.name for part in (".cli", ".fastapi", ".flask", ".sanic", ".starlette", ".contrib")):
                continue
            try:
                found |= {*vars(importlib.import_module(module.name))}
            except ImportError:
                continue
    return found


def test_each_issue_applies_to_something_or_is_listed() -> None:
    assert {entry.id for entry in FACTS.ledger if not DEFAULTS.conditions_of(entry)} == UNKNOWN


def test_each_condition_is_of_the_vocabulary() -> None:
    assert {atom for atom in atoms() if atom.partition(":")[0] not in facts.VOCABULARY} == set()


def test_each_named_fact_is_a_name_that_there_is() -> None:
    methods = uses._methods()
    names = library_names() | {"dataclass", "define", "frozen", "Struct"} | uses.WORDS
    types = {*vars(sqlalchemy.types)} | names
    filters = {*FilterConfig.__annotations__} | {"any", "search-blanks", "in-text", "in-tuple", "by-name"}
    known_names = {
        "calls": methods,
        "schema": uses._WRITES,
        "overrides": methods,
        "names": names,
        "type": types,
        "base": {*vars(base)},
        "mixin": {*vars(mixins)},
        "filters": filters,
    }
    missing = []
    for atom in sorted(atoms()):
        kind, colon, name = atom.partition(":")
        if kind == "argument":
            missing += [] if any(fnmatchcase(one, name.partition(".")[0]) for one in methods | names) else [atom]
        elif colon and kind in known_names:
            missing += [] if any(fnmatchcase(one, name) for one in known_names[kind]) else [atom]
        elif colon and kind in {"commits", "config", "model", "column", "key", "relationship", "inheritance", "route"}:
            words = facts.VOCABULARY[kind]
            missing += [] if any(fnmatchcase(w.strip("(),:;"), name) for w in words.split()) else [atom]
    assert missing == []


def test_each_default_is_of_a_feature_that_has_issues() -> None:
    features = {feature for entry in FACTS.ledger for feature in entry.features}
    assert [name for name in DEFAULTS.of if not any(fnmatchcase(one, name) for one in features)] == []


def entry(**changes: object) -> Entry:
    fields = {"features": ("a.b",), "targets": ("x-*",), "fault": "library", "impact": "error", "raises": "ValueError"}
    fields |= {"message": "m", "reason": "r", "workaround": "w", "upstream": "unreported", "review_by": "2027-01-01"}
    return FACTS.ledger.entries[0].__class__(**{"id": "one", **fields, **changes})  # type: ignore[arg-type]


HAS = {"calls:update": ["here"], "column:renamed": ["one", "two"], "plugin": ["app"]}


@pytest.mark.parametrize(
    ("conditions", "places"),
    [
        (["calls:update & column:renamed"], ["here, with one"]),
        (["column:renamed & plugin"], ["one, with app", "two"]),
        (["calls:update", "column:*"], ["here", "one", "two"]),
        (["calls:upsert & column:renamed"], []),
        (["sessions", "plugin"], ["app"]),
    ],
)
def test_where_a_condition_holds(conditions: list[str], places: list[str]) -> None:
    assert evidence(conditions, HAS) == places


def of(what: str, **about: str) -> facts.Evidence:
    pairs = [(kind, name) for kind, names in about.items() for name in names.split()]
    return facts.Evidence(what, about=tuple(pairs))


@pytest.mark.parametrize(
    ("condition", "places"),
    [
        ("files & key:uuid", []),  # of two models
        ("files & key:number", ["file, with a number"]),
        ("files & key:number & config:cached", []),  # of another configuration
        ("files & key:number & plugin", ["file, with a number, with app"]),
        ("relationship:any & calls:update", ["of both, with update of an author"]),
        ("calls:update & argument:*.load", []),  # of another call
        ("calls:get & argument:*.load", ["get, with load"]),
        ("argument:*.load & calls:*", ["load, with get"]),
    ],
)
def test_facts_that_are_asked_for_together_are_of_the_same(condition: str, places: list[str]) -> None:
    has = {
        "files": [of("file", model="Book", config="0")],
        "key:uuid": [of("a uuid", model="Author", config="0")],
        "key:number": [of("a number of others", model="Shop"), of("a number", model="Book", config="0")],
        "config:cached": [of("cached", config="1")],
        "relationship:any": [of("of both", model="Book Author")],
        "calls:update": [of("update of an author", model="Author", call="shop.py:1")],
        "calls:get": [of("get", call="shop.py:2")],
        "argument:get.load": [of("load", call="shop.py:2")],
        "plugin": [of("app")],
    }
    assert evidence([condition], has) == places


@pytest.mark.parametrize(
    ("changes", "conditions", "answer"),
    [
        ({}, ("plugin",), Applies.HITS),
        ({}, (PAGE,), Applies.PAGE_ONLY),
        ({}, ("sessions",), Applies.NOT_USED),
        ({}, (), Applies.UNKNOWN),
        ({"versions": {"lib": ">=2"}}, ("plugin",), Applies.OTHER_VERSIONS),
        ({"versions": {"lib": "<2", "server": ">=9"}}, ("plugin",), Applies.HITS),
        ({}, (), Applies.OTHER_TARGETS),
    ],
)
def test_what_is_known_of_an_issue(changes: dict[str, object], conditions: tuple[str, ...], answer: Applies) -> None:
    found = applies(entry(**changes), conditions, HAS, {"lib": "1.0"}, on_targets=answer is not Applies.OTHER_TARGETS)
    assert found is answer


def test_the_longest_beginning_of_a_feature_counts() -> None:
    defaults = Defaults({"a.*": ["plugin"], "a.b*": ["sessions"], "c": ["dto"]})
    assert defaults.conditions_of(entry()) == ("sessions",)
    assert defaults.conditions_of(entry(features=("a.x", "c"))) == ("plugin", "dto")
    assert defaults.conditions_of(entry(features=("a.x", "d"))) == ()
    assert defaults.conditions_of(entry(applies_to=("files",))) == ("files",)


ISSUES = {one.id: one for one in FACTS.ledger}


@pytest.mark.parametrize(
    ("issue", "asked", "answer"),
    [
        # checked on the reference target alone, which stands for all
        ("service-dependencies-ignore-session-key", "mysql", ["mysql-aiomysql", "mysql-asyncmy", "mysql-pymysql"]),
        # checked on each target
        ("filter-asyncpg-32767-values", "postgres", ["postgres-asyncpg"]),
        ("mysql-times-have-whole-seconds", "sqlite", []),
        # of a server: where it was seen
        ("nul-in-search-text-cuts-it", "postgres", []),
    ],
)
def test_on_which_targets_an_issue_is_one(issue: str, asked: str, answer: list[str]) -> None:
    assert [target.id for target in targets_of(FACTS, ISSUES[issue], targets([asked]))] == answer
