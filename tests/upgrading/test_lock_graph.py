"""Which packages of a lock file are ever installed here: what needs them says so."""

from __future__ import annotations

from pathlib import Path

from tests.support.lock_reading import read


def uv_lock(root: str, *packages: tuple[str, str]) -> str:
    text = "".join(f'[[package]]\nname = "{name}"\nversion = "1"\n{needs}\n' for name, needs in packages)
    return f"version = 1\n{root}\n{text}"


def test_what_uv_installs_on_another_platform_only_is_no_pin_here(tmp_path: Path) -> None:
    """It stands in uv.lock without a marker: these are with what needs it."""
    root = """
[[package]]
name = "mine"
source = { editable = "." }
dependencies = [{ name = "click" }, { name = "here", extra = ["fast"], marker = "os_name != 'nt'" }]
[package.optional-dependencies]
pg = [{ name = "asyncpg" }]
[package.dev-dependencies]
dev = [{ name = "pytest" }]
"""
    text = uv_lock(
        root,
        ("click", 'dependencies = [{ name = "colorama", marker = "os_name == \'nt\'" }]'),
        ("colorama", 'dependencies = [{ name = "windows-things" }]'),
        ("windows-things", ""),
        ("here", '[package.optional-dependencies]\nfast = [{ name = "fast" }]\nslow = [{ name = "slow" }]'),
        ("fast", ""),
        ("slow", ""),
        ("asyncpg", ""),
        ("pytest", 'dependencies = [{ name = "tomli", marker = "python_version < \'3.11\'" }]'),
        ("tomli", ""),
    )
    found = read(tmp_path, text, "uv.lock")
    assert found.kept == ["click==1", "here==1", "fast==1", "asyncpg==1", "pytest==1", "tomli==1"]


def test_what_a_workspace_or_script_needs_itself_is_kept(tmp_path: Path) -> None:
    root = """
[manifest]
members = ["mine"]
requirements = [{ name = "click", specifier = ">=1" }]
[manifest.dependency-groups]
dev = [{ name = "ruff", specifier = ">=1" }]
[[package]]
name = "mine"
source = { editable = "packages/mine" }
dependencies = [{ name = "idna" }]
"""
    found = read(tmp_path, uv_lock(root, ("click", ""), ("ruff", ""), ("idna", ""), ("else", "")), "uv.lock")
    assert found.kept == ["click==1", "ruff==1", "idna==1"]
    script = '[manifest]\nrequirements = [{ name = "click" }]'
    assert read(tmp_path, uv_lock(script, ("click", "")), "script.py.lock").kept == ["click==1"]


def test_of_two_forks_each_goes_with_what_it_needs(tmp_path: Path) -> None:
    root = """
[[package]]
name = "mine"
source = { virtual = "." }
dependencies = [
    { name = "sphinx", version = "1", source = { registry = "r" }, marker = "python_version < '3.11'" },
    { name = "sphinx", version = "2", source = { registry = "r" }, marker = "os_name == 'nt'" },
]
[[package]]
name = "sphinx"
version = "2"
source = { registry = "r" }
resolution-markers = ["python_version >= '3.11'"]
"""
    sphinx = ("sphinx", 'source = { registry = "r" }\nresolution-markers = ["python_version < \'3.11\'"]')
    assert read(tmp_path, uv_lock(root, sphinx), "uv.lock").kept == ["sphinx==1 ; python_version < '3.11'"]


def test_of_versions_that_exclude_each_other_that_without_a_group_is_kept(tmp_path: Path) -> None:
    """What uv writes for extras and groups that are in conflict: the markers are with what needs a version."""
    root = """
[[package]]
name = "mine"
source = { editable = "." }
dependencies = [
    { name = "pydantic", version = "1", marker = "extra == 'group-4-mine-old'" },
    { name = "pydantic", version = "2", marker = "extra == 'group-4-mine-new' or extra != 'group-4-mine-old'" },
]
[package.dev-dependencies]
old = [{ name = "pydantic", version = "1" }]
new = [{ name = "pydantic", version = "2" }]
[[package]]
name = "pydantic"
version = "2"
"""
    found = read(tmp_path, uv_lock(root, ("pydantic", "")), "uv.lock")
    assert found.kept == ["pydantic==2"]
    assert found.left == ["uv.lock: pydantic==1 (it is that only with an extra or a group)"]
