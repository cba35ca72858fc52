"""What the page's block imports and defines."""

from __future__ import annotations

import ast
import builtins
import datetime
import importlib
import re
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pydantic
import pytest

import reference_app.authors.schemas as guide
from assay.checking import Reader, RunningApp, answer, proves
from reference_app.repository_only.models import RepoAuthorModel
from reference_app.repository_only.schemas import Author
from suites.repository_only.seeding import BORN, seed_author

EXTENSION = "advanced_alchemy.extensions.litestar"
IMPORTS = {
    "UUIDAuditBase": ("advanced_alchemy.base", f"{EXTENSION}.base"),
    "UUIDBase": ("advanced_alchemy.base", f"{EXTENSION}.base"),
    "AsyncSessionConfig": ("advanced_alchemy.config", EXTENSION),
    "SQLAlchemyAsyncConfig": (f"{EXTENSION}.plugins", EXTENSION),
    "SQLAlchemyPlugin": (f"{EXTENSION}.plugins", EXTENSION),
    "LimitOffset": ("advanced_alchemy.filters", f"{EXTENSION}.filters"),
    "SQLAlchemyAsyncRepository": ("advanced_alchemy.repository", f"{EXTENSION}.repository"),
}


def _found(path: str, name: str) -> Any:
    """What ``name`` is at ``path``: a module, or an attribute of the extension that is one."""
    try:
        module: Any = importlib.import_module(path)
    except ModuleNotFoundError:
        parent, _, attribute = path.rpartition(".")
        module = getattr(importlib.import_module(parent), attribute, None)
    found = getattr(module, name, None)
    assert found is not None, f"{name} cannot be imported from {path}"
    return found


def _undefined(block: str) -> list[str]:
    """The names that a block uses and neither defines nor imports."""
    used: set[str] = set()
    bound = set(dir(builtins))
    for node in ast.walk(ast.parse(block)):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            bound.add(node.name)
    return sorted(used - bound)


@proves("repository-only.direct-imports")
@pytest.mark.parametrize("name", IMPORTS)
def test_submodules_and_extension_give_the_same(name: str) -> None:
    """The library's own submodule has it, and it is what the extension re-exports."""
    direct, extension = IMPORTS[name]
    assert _found(direct, name) is _found(extension, name), f"{direct}.{name} is not {extension}.{name}"


@proves("repository-only.direct-imports")
def test_the_block_as_written(tmp_path: Path) -> None:
    """The page's block makes an application when it is run as it is printed."""
    block = Path(__file__).with_name("page_block.txt").read_text(encoding="utf-8")
    script = tmp_path / "page.py"
    script.write_text(f"{block}\nassert isinstance(app, Litestar)\n", encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", str(script)],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    last = (ended.stderr.strip().splitlines() or [""])[-1]
    missing = _undefined(block)
    found = re.match(r"NameError: name '(\w+)' is not defined", last)
    if found and found[1] in missing:
        # Litestar takes the handlers out of a set of objects, which have no order: each run tells of another name, with
        # PYTHONHASHSEED too.
        last = f"NameError: {', '.join(missing)} are not defined"
    assert ended.returncode == 0, f"the block as written does not run: {last}"


@proves("repository-only.orm-mode-base-schema")
def test_schema_from_a_model() -> None:
    """The chapter's schema takes a model as it is."""
    id_ = uuid.uuid4()
    model = RepoAuthorModel(id=id_, name="Agatha", dob=BORN)
    try:
        author = Author.model_validate(model)
    except pydantic.ValidationError as error:
        raise AssertionError(f"the model was refused: {error}") from error
    assert author.model_dump() == {"id": id_, "name": "Agatha", "dob": datetime.date(1890, 9, 15)}


@proves("repository-only.orm-mode-base-schema")
def test_schema_without_orm_mode() -> None:
    """The guide's schema, without the chapter's base class, refuses the same model."""
    try:
        author = guide.Author.model_validate(RepoAuthorModel(id=uuid.uuid4(), name="Agatha", dob=BORN))
    except pydantic.ValidationError:
        return
    raise AssertionError(f"a schema without from_attributes made {author!r} of a model")


@proves("repository-only.orm-mode-base-schema")
def test_schema_from_a_loaded_model(repository_app: RunningApp, reader: Reader) -> None:
    """An author that the repository has loaded becomes the answer."""
    id_ = seed_author(reader, "Agatha", "Curtain")
    body = answer(repository_app.get(f"/authors/{id_}"), 200)
    assert body == {"id": str(id_), "name": "Agatha", "dob": BORN.isoformat()}
