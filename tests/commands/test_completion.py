"""What shells are given: names of commands, options and values, without importing a library."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from assay.commands import completion
from assay.products.registry import BACKENDS, STORES, TARGETS

HEAVY = ("sqlalchemy", "litestar", "pytest", "rich", "msgspec", "jinja2")


def completed(cache: Path, *words: str) -> tuple[list[str], set[str]]:
    """What bash is given for a command line whose last word is not complete, and the modules that are imported."""
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('IMPORTED', *sorted(sys.modules), file=sys.stderr))\n"
        "from assay.cli import main\nmain(prog_name='assay')\n"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    environment |= {
        "_ASSAY_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["assay", *words]),
        "COMP_CWORD": str(len(words)),
        "XDG_CACHE_HOME": str(cache),
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    found = set(done.stderr.splitlines()[-1].split()[1:])
    return [line.partition(",")[2] for line in done.stdout.splitlines()], found


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["ex"], {"explain"}),
        (["run", "--all"], {"--allow-missing"}),
        (["run", "-x", "--targ"], {"--target"}),
        (["list", "che"], {"checks"}),
        (["explain", "crud.create-s"], {"crud.create-service-dependencies"}),
        (["run", "--feature", "crud,filter-d"], {"crud,filter-deps"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_words_are_completed_without_a_library(tmp_path: Path, words: list[str], expected: set[str]) -> None:
    found, modules = completed(tmp_path, *words)
    assert expected <= {*found}
    assert all(one.startswith(words[-1]) for one in found)
    if words[0] == "run" or words == ["ex"]:
        assert not modules & {*HEAVY}


def test_names_of_targets_are_kept_for_the_next_time(tmp_path: Path) -> None:
    found, modules = completed(tmp_path, "run", "--target", "sqlite,postgres-")
    assert found == [f"sqlite,{one.id}" for one in TARGETS if one.id.startswith("postgres-")]
    assert "sqlalchemy" in modules
    again, modules = completed(tmp_path, "run", "--target", "sqlite,postgres-")
    assert again == found
    assert not modules & {*HEAVY}


def test_kept_names_are_not_used_once_something_else_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda name: str(tmp_path))
    kept = completion.known_names()
    assert kept["backends"] == [one.name for one in BACKENDS]
    assert kept["stores"] == [one.id for one in STORES]
    file = tmp_path / "names.json"
    content = json.loads(file.read_text())
    file.write_text(json.dumps({**content, "backends": ["mango"]}))
    assert completion.known_names()["backends"] == ["mango"]
    monkeypatch.setattr(completion, "_mark", lambda: ["another"])
    assert completion.known_names()["backends"] == kept["backends"]
    for broken in ("", "[]", "{", "null"):
        file.write_text(broken)
        assert completion.known_names()["backends"] == kept["backends"]
