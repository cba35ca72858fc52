"""``[tool.assay]`` in a project's ``pyproject.toml``: what a command of Assay is told there once.

``python -m assay.products.project_settings`` prints the schema that is committed as ``docs/tool-assay.schema.json``.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from assay.domain.close_names import did_you_mean
from assay.domain.errors import UsageError
from assay.domain.servers import SOURCES, Source
from assay.domain.targets import Target
from assay.products import registry

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = "pyproject.toml"
TABLE = "[tool.assay]"
PARTS = ("url", "dsn", "host", "port", "user", "password", "database")
"""What a variable can be given of a database."""

_Text = Annotated[str, Meta(min_length=1)]
_Variable = Annotated[str, Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
_Place = Annotated[str, Meta(pattern=rf"^[a-z0-9][a-z0-9-]*(:({'|'.join(PARTS)}))?$")]
_Target = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class SettingsError(UsageError):
    """What is wrong with a project's settings.

    Args:
        lines: A line for each mistake.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("; ".join(lines))
        self.lines = tuple(lines)


class Settings(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True):
    """What a project says of itself to Assay. A new key is a new field."""

    run: Annotated[_Text, Meta(description="The command that runs the project's tests, for the shell.")] = ""
    env: Annotated[
        dict[_Variable, _Place],
        Meta(description="Environment variables by name, each the URL of a database on a target, or a part of it."),
    ] = {}
    fixtures: Annotated[
        dict[_Variable, _Target],
        Meta(description="Fixtures of pytest by name, each given a database on a target in the place of its own."),
    ] = {}
    junit: Annotated[
        _Text,
        Meta(description="The JUnit XML that the command writes, in the project's folder; pytest needs none."),
    ] = ""
    requirements: Annotated[
        _Text | list[_Text], Meta(description="The lock file or requirements files with the versions to begin with.")
    ] = []
    python: Annotated[_Text, Meta(description="The Python of the environments: a version or a path.")] = ""
    suites: Annotated[bool, Meta(description="Whether Assay's own suites run beside the tests.")] = True
    targets: Annotated[
        list[_Target], Meta(description="Where tests run that ask the fixtures for a database and name none.")
    ] = []
    sources: Annotated[
        dict[_Target, Source], Meta(description="Where the fixtures' servers come from, by product; all: of each.")
    ] = {}
    schema: Annotated[
        _Text, Meta(description="The schema of the fixtures' databases: package.module:attribute, or an alembic.ini.")
    ] = ""

    @property
    def files(self) -> list[str]:
        """The requirements, as a list."""
        return [self.requirements] if isinstance(self.requirements, str) else [*self.requirements]

    @property
    def variables(self) -> list[Variable]:
        """The variables, each with its target.

        Raises:
            UsageError: There is no such target.
        """
        return [parse_variable(name, value) for name, value in self.env.items()]

    @property
    def databases(self) -> list[Variable]:
        """The fixtures, each with its target.

        Raises:
            UsageError: There is no such target.
        """
        return [parse_fixture(name, value) for name, value in self.fixtures.items()]


class Variable(msgspec.Struct, frozen=True):
    """An environment variable that leads the project to a database.

    Args:
        name: Its name.
        target: The target on which the database is.
        part: What of the database it says: one of :data:`PARTS`.
    """

    name: str
    target: Target
    part: str = "url"


_SUCH_AS = {"--env": "DATABASE_URL", "--fixture": "postgres_service"}
_KEYS = {field.encode_name: field for field in msgspec.structs.fields(Settings)}


def parse_variable(name: str, value: str, what: str = "environment variable") -> Variable:
    """A variable, of what is written as ``NAME=VALUE``.

    Args:
        name: Its name.
        value: ``TARGET``, or ``TARGET:PART``.
        what: What it is.

    Raises:
        UsageError: The target is unknown, or the name of several; or there is no such part.
    """
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        raise UsageError(f"{name!r} is no name of {'an' if what[0] in 'aeiou' else 'a'} {what}")
    place, colon, part = value.partition(":")
    if colon and part not in PARTS:
        raise UsageError(f"{name}: there is no part {part!r} of a database; known are {', '.join(PARTS)}")
    found = registry.targets([place])
    if len(found) > 1:
        raise UsageError(f"{name}: {place} has several drivers: name one of {', '.join(t.id for t in found)}")
    return Variable(name, found[0], part or "url")


def parse_fixture(name: str, value: str) -> Variable:
    """A fixture of pytest, of what is written as ``NAME=TARGET``.

    Raises:
        UsageError: See :func:`parse_variable`; or a part of a database is asked for.
    """
    if ":" in value:
        raise UsageError(f"{name}: a fixture gives all of a database: leave :{value.partition(':')[2]} away")
    return parse_variable(name, value, "fixture")


def parse_several(option: str, texts: tuple[str, ...]) -> list[Variable]:
    """The variables of ``--env NAME=TARGET``, or the fixtures of ``--fixture NAME=TARGET``.

    Args:
        option: Which of the two.
        texts: What is given.

    Raises:
        UsageError: One is malformed, given twice, or names no target.
    """
    found: dict[str, Variable] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name or not value:
            raise UsageError(f"{option} {text!r}: write it as NAME=TARGET such as {_SUCH_AS[option]}=postgres-asyncpg")
        if name in found:
            raise UsageError(f"{option} {name} is given twice")
        try:
            found[name] = parse_variable(name, value) if option == "--env" else parse_fixture(name, value)
        except UsageError as error:
            raise UsageError(f"{option} {text}: {error}") from None
    return [*found.values()]


def read(folder: Path) -> Settings | None:
    """The settings of the project in a folder; None if it has none.

    Raises:
        SettingsError: There are some in it.
        UsageError: The file cannot be read.
    """
    file = folder / FILE
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    try:
        table = tomllib.loads(text).get("tool", {})
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(f"{file}: is not TOML: {error}") from None
    if not isinstance(table, Mapping) or "assay" not in table:
        return None
    if found := [*mistakes(table["assay"])]:
        raise SettingsError([f"{file}: {line}" for line in found])
    return msgspec.convert(table["assay"], Settings)


def mistakes(table: Any) -> Iterator[str]:
    """What is wrong with a table ``[tool.assay]``: a line for each mistake, with its key."""
    if not isinstance(table, Mapping):
        yield f"{TABLE} has to be a table"
        return
    for key, value in table.items():
        if key not in _KEYS:
            near = did_you_mean(key, _KEYS) or f"; known are {', '.join(_KEYS)}"
            yield f"{TABLE} {key}: there is no such key{near}"
        elif isinstance(value, Mapping) and key in _PARSERS:
            yield from _of_variables(key, value)
        elif said := _wrong(key, value):
            yield f"{TABLE} {key}: {said}"
        elif key == "targets":
            yield from (f"{TABLE} targets: {said}" for name in value if (said := _unknown(name)))


def _of_variables(key: str, table: Mapping[str, Any]) -> Iterator[str]:
    for name, value in table.items():
        if not isinstance(value, str):
            yield f"{TABLE} {key}.{name}: expected text, got {_kind(value)}"
            continue
        try:
            _PARSERS[key](name, value)
        except UsageError as error:
            yield f"{TABLE} {key}.{name}: {str(error).removeprefix(f'{name}: ')}"


def _unknown(target: str) -> str:
    try:
        registry.targets([target])
    except UsageError as error:
        return str(error)
    return ""


def _parse_source(name: str, value: str) -> None:
    if name != "all":
        registry.backend(name)
    if value not in SOURCES:
        raise UsageError(f"a source is one of {', '.join(SOURCES)}, and not {value!r}")


def _wrong(key: str, value: Any) -> str:
    try:
        msgspec.convert({key: value}, Settings)
    except msgspec.ValidationError as error:
        said = str(error).partition(" - at ")[0]
        if "length" in said:
            return "it is empty"
        wanted = {
            **dict.fromkeys(_PARSERS, "a table of texts"),
            "requirements": "text or a list of texts",
            "targets": "a list of texts",
            "suites": "true or false",
        }
        items = isinstance(value, list) and key in {"requirements", "targets"}
        got = next((f"{_kind(v)} in the list" for v in value if not isinstance(v, str)), "") if items else _kind(value)
        return f"expected {wanted.get(key, 'text')}, got {got}"
    return ""


def _kind(value: Any) -> str:
    """What TOML calls a value."""
    names = {bool: "a boolean", int: "an integer", float: "a float", str: "text", list: "a list", dict: "a table"}
    return names.get(type(value), f"a {type(value).__name__}")


_PARSERS: dict[str, Callable[[str, str], Any]] = {
    "env": parse_variable,
    "fixtures": parse_fixture,
    "sources": _parse_source,
}


def schema() -> dict[str, Any]:
    """The JSON schema of the table; names of targets, which plug-ins add to, are the parser's to know."""
    found: dict[str, Any] = msgspec.json.schema(Settings)["$defs"]["Settings"]
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"{TABLE} in {FILE}"}
    return {**head, **{key: value for key, value in found.items() if key != "title"}}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schema(), indent=2) + "\n")
