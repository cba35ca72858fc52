"""The sync twin: ``python -m tools.twin`` generates it from the async source, ``--check`` says whether it is stale.

unasyncd does the translation. What it cannot know is done before it, on the source: the library's pairs of names,
imports of modules that have a twin themselves, and Litestar's ``sync_to_thread``, without which a sync handler would
block the event loop (and which an async one must not have).
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import click
import libcst as cst
import libcst.matchers as m
from unasyncd.transformers import TreeTransformer  # type: ignore[import-untyped]

from suites import sync_names
from suites.sync_names import with_sync_names

__all__ = ("Problem", "TwinError", "check", "generate", "main", "render", "sources")

PACKAGES = ("reference_app", "suites/probes", "suites/library")
"""Folders whose modules have a twin, in a folder ``sync`` of their own."""

SHARED = frozenset({"models.py", "schemas.py", "settings.py", "serve.py", "migrations", "handlers.py", "conftest.py"})
"""Both colours use the same file or folder of these names: they hold nothing async, or, as handlers that read a form,
only what is awaited whatever the database's driver is."""

MARK = "# Generated from {source} by `python -m tools.twin`; do not edit.\n"
MARK_PATTERN = re.compile(r"# Generated from \S+ by `python -m tools\.twin`; do not edit\.\n")

QUALIFIED_NAMES = {
    "sqlalchemy.ext.asyncio.AsyncConnection": "sqlalchemy.Connection",
    "sqlalchemy.ext.asyncio.AsyncEngine": "sqlalchemy.Engine",
    "sqlalchemy.ext.asyncio.AsyncSession": "sqlalchemy.orm.Session",
    "sqlalchemy.ext.asyncio.async_scoped_session": "sqlalchemy.orm.scoped_session",
    "sqlalchemy.ext.asyncio.async_sessionmaker": "sqlalchemy.orm.sessionmaker",
    "sqlalchemy.ext.asyncio.create_async_engine": "sqlalchemy.create_engine",
}
"""Names whose counterpart lives in another module."""

FIRST_PARTY = f"lint.isort.known-first-party = {[package.split('/')[0] for package in PACKAGES]}"
"""Ruff looks on the disk whether a module is ours: a twin that is not written yet would be sorted differently."""

TRANSLATED = Path(__file__).resolve().parent.parent / ".twin_cache"
"""Translations that were made before, each under a digest of all that it follows from: a module takes a fifth of a
second, and nearly none has changed since."""
_OWN = (Path(__file__).resolve(), Path(sync_names.__file__).resolve())

HANDLER_DECORATORS = frozenset({"delete", "get", "head", "patch", "post", "put", "route"})


class TwinError(Exception):
    """The source holds something that would not survive the translation."""


@dataclass(frozen=True)
class Problem:
    """A twin that is not what its source says."""

    kind: str
    """``stale``, ``missing`` or ``orphaned``."""
    path: Path
    """Relative to the root."""

    def __str__(self) -> str:
        return f"{self.kind}: {self.path.as_posix()}"


def sources(root: Path) -> dict[Path, Path]:
    """All modules that have a twin, with the twin's path, both relative to the root."""
    return dict(_pairs(root))


def _pairs(root: Path) -> Iterator[tuple[Path, Path]]:
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            inner = path.relative_to(root / package)
            if inner.parts[0] != "sync" and not SHARED.intersection(inner.parts):
                yield Path(package, inner), Path(package, "sync", inner)


def render(root: Path, source: Path) -> str:
    """The text of a module's twin.

    Args:
        root: The repository, whose ruff configuration applies.
        source: Path of the async module, relative to the root.

    Raises:
        TwinError: The module cannot be translated.
    """
    return _render(root, [source], Sources.read(root))[source]


def _render(root: Path, sources: Iterable[Path], known: Sources) -> dict[Path, str]:
    translated = {source: _translated(root, source, known) for source in sources}
    if not translated:
        return {}
    with TemporaryDirectory() as folder:
        shutil.copy(root / "pyproject.toml", folder)
        files = {source: Path(folder, known.twins[source]) for source in translated}
        for source, file in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(translated[source], encoding="utf-8")
        # Ruff looks on the disk whether a module is ours: in the repository, and not in the folder.
        source_tree = f"src = [{json.dumps(str(root))}]"
        _ruff(folder, "check", "--fix-only", "--quiet", "--config", FIRST_PARTY, "--config", source_tree)
        for source, file in files.items():
            marked = MARK.format(source=source.as_posix()) + file.read_text(encoding="utf-8")
            file.write_text(marked, encoding="utf-8")
        _ruff(folder, "format", "--quiet")
        return {source: file.read_text(encoding="utf-8") for source, file in files.items()}


def _translated(root: Path, source: Path, known: Sources) -> str:
    text = (root / source).read_text(encoding="utf-8")
    file = TRANSLATED / _digest(source, text, known)
    if file.is_file():
        return file.read_text(encoding="utf-8")
    found = translation(source, text, known)
    file.parent.mkdir(exist_ok=True)
    part = file.with_name(f"{file.name}.{os.getpid()}")
    part.write_text(found, encoding="utf-8")
    part.replace(file)  # others may read it at the same time
    return found


def _digest(source: Path, text: str, known: Sources) -> str:
    """The same for what has the same translation: that follows from the text, and what is known of modules it names."""
    own = _module_name(source)
    named = [name for name in known.modules if name == own or name in text or name.rpartition(".")[0] in text]
    about = [[name, known.modules[name], *sorted(known.coroutines[name])] for name in sorted(named)]
    return hashlib.sha256(json.dumps([source.as_posix(), text, about, _generator()]).encode()).hexdigest()


@cache
def _generator() -> list[str]:
    """What translates: this file, what it is made of, and their versions."""
    return [
        *(file.read_text(encoding="utf-8") for file in _OWN),
        sys.version,
        *(f"{name} {version(name)}" for name in ("libcst", "unasyncd")),
    ]


def translation(source: Path, text: str, known: Sources) -> str:
    text = with_sync_names(text)
    preparation = _Preparation(known, source)
    text = cst.parse_module(text).visit(preparation).code
    # hidden from unasyncd, which drops every name from __all__ that it does not rename
    text = re.sub(r"^__all__\b", "_all_", text, flags=re.MULTILINE)
    text = TreeTransformer(extra_name_replacements=QUALIFIED_NAMES)(text)
    text = re.sub(r"^_all_\b", "__all__", text, flags=re.MULTILINE)
    compile(text, known.twins[source].as_posix(), "exec", dont_inherit=True)
    return text


def check(root: Path) -> list[Problem]:
    """What is wrong with the twins below the root; empty if they are up to date."""
    known = Sources.read(root)
    present = {source: twin for source, twin in known.twins.items() if (root / twin).exists()}
    problems = [Problem("missing", twin) for source, twin in known.twins.items() if source not in present]
    for source, text in _render(root, present, known).items():
        if (root / present[source]).read_text(encoding="utf-8") != text:
            problems.append(Problem("stale", present[source]))
    return problems + [Problem("orphaned", path) for path in _orphans(root, known)]


def generate(root: Path) -> list[Path]:
    """Write the twins that are missing or stale, remove those without a source, and return what was touched.

    Raises:
        TwinError: A source cannot be translated, or a file among the twins was not generated.
    """
    known = Sources.read(root)
    orphans = _orphans(root, known)
    for path in orphans:
        if not MARK_PATTERN.match((root / path).read_text(encoding="utf-8")):
            raise TwinError(f"{path.as_posix()}: neither generated nor the twin of a source; move it elsewhere")
    touched = []
    for source, text in _render(root, known.twins, known).items():
        twin = known.twins[source]
        target = root / twin
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
            touched.append(twin)
    for path in orphans:
        (root / path).unlink()
    return touched + orphans


def _orphans(root: Path, known: Sources) -> list[Path]:
    twins = set(known.twins.values())
    found = (path.relative_to(root) for package in PACKAGES for path in (root / package / "sync").rglob("*.py"))
    return sorted(path for path in found if path not in twins)


def _ruff(folder: str, *arguments: str) -> None:
    """Run ruff on all modules of a folder at once."""
    command = [sys.executable, "-m", "ruff", *arguments, "--no-cache", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise TwinError(f"ruff {arguments[0]} failed: {done.stderr.strip()}")


def _module_name(path: Path) -> str:
    parts = PurePosixPath(path.as_posix()).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@dataclass(frozen=True)
class Sources:
    """What the translation of one module has to know of the others."""

    twins: Mapping[Path, Path]
    modules: Mapping[str, str]
    """Dotted name of each source that is a module, with its twin's."""
    coroutines: Mapping[str, frozenset[str]]
    """By module, the functions that are coroutines: generators are not, Litestar runs those otherwise."""

    @classmethod
    def read(cls, root: Path) -> Sources:
        twins = sources(root)
        plain = {source: twin for source, twin in twins.items() if source.name != "__init__.py"}
        modules = {_module_name(source): _module_name(twin) for source, twin in plain.items()}
        coroutines = {_module_name(source): _coroutines((root / source).read_text("utf-8")) for source in plain}
        return cls(twins, modules, coroutines)


def _coroutines(text: str) -> frozenset[str]:
    functions = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.AsyncFunctionDef))
    return frozenset(
        function.name for function in functions if not any(isinstance(node, ast.Yield) for node in ast.walk(function))
    )


class _Preparation(cst.CSTTransformer):
    """What has to be done while the source still tells what is async."""

    def __init__(self, known: Sources, source: Path) -> None:
        super().__init__()
        self._known = known
        self._source = source
        self._coroutines = set(known.coroutines.get(_module_name(source), ()))

    def leave_ImportFrom(self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom) -> cst.ImportFrom:  # noqa: N802
        del original_node
        if updated_node.relative or updated_node.module is None:
            raise TwinError(f"{self._source.as_posix()}: relative import; a twin lives in another package")
        module = cst.helpers.get_full_name_for_node_or_raise(updated_node.module)
        aliases = [] if isinstance(updated_node.names, cst.ImportStar) else updated_node.names
        for alias in aliases:
            name = alias.evaluated_name
            if f"{module}.{name}" in self._known.modules:
                raise TwinError(f"{self._source.as_posix()}: import names from {module}.{name}, not the module itself")
            if name in self._known.coroutines.get(module, ()):
                self._coroutines.add(alias.evaluated_alias or name)
        if module not in self._known.modules:
            return updated_node
        twin = cst.parse_expression(self._known.modules[module])
        return updated_node.with_changes(module=twin)

    def leave_Import(self, original_node: cst.Import, updated_node: cst.Import) -> cst.Import:  # noqa: N802
        for alias in original_node.names:
            if alias.evaluated_name in self._known.modules:
                raise TwinError(f"{self._source.as_posix()}: import names from {alias.evaluated_name}, not the module")
        return updated_node

    def leave_FunctionDef(self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef) -> cst.FunctionDef:  # noqa: N802
        if original_node.asynchronous is None:
            return updated_node
        return updated_node.with_changes(decorators=[_threaded_handler(d) for d in updated_node.decorators])

    def leave_Await(self, original_node: cst.Await, updated_node: cst.Await) -> cst.BaseExpression:  # noqa: N802
        """``await connection.run_sync(function, x)`` is ``function(connection, x)`` where nothing is async."""
        del original_node
        call = updated_node.expression
        pattern = m.Call(func=m.Attribute(attr=m.Name("run_sync")), args=[m.Arg(), m.ZeroOrMore()])
        if not m.matches(call, pattern):
            return updated_node
        call = cst.ensure_type(call, cst.Call)
        connection = cst.ensure_type(call.func, cst.Attribute).value
        first, *others = call.args
        return call.with_changes(func=first.value, args=[cst.Arg(connection), *others])

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:  # noqa: N802
        if not m.matches(original_node, m.Call(func=m.Name("Provide"), args=[m.Arg(m.Name()), m.ZeroOrMore()])):
            return updated_node
        provider = cst.ensure_type(original_node.args[0].value, cst.Name).value
        return _threaded(updated_node) if provider in self._coroutines else updated_node


def _threaded_handler(decorator: cst.Decorator) -> cst.Decorator:
    call = decorator.decorator
    if isinstance(call, cst.Call) and isinstance(call.func, cst.Name) and call.func.value in HANDLER_DECORATORS:
        return decorator.with_changes(decorator=_threaded(call))
    return decorator


def _threaded(call: cst.Call) -> cst.Call:
    argument = cst.Arg(
        keyword=cst.Name("sync_to_thread"),
        value=cst.Name("True"),
        equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
    )
    return call.with_changes(args=[*call.args, argument])


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 if a twin is stale.")
def main(only_check: bool) -> None:
    """Generate the sync twins of the reference application and of the probes."""
    root = Path(__file__).resolve().parent.parent
    try:
        findings: Sequence[Problem | Path] = check(root) if only_check else generate(root)
    except TwinError as error:
        raise click.ClickException(str(error)) from error
    for finding in findings:
        click.echo(str(finding))
    if only_check and findings:
        raise click.ClickException("the sync twin is not up to date: run `python -m tools.twin`")


if __name__ == "__main__":
    main()
