"""Files that are taken for lists of versions and are none, and what to give in their place."""

from __future__ import annotations

import re

from assay.domain.errors import UsageError

_NEEDS = "says what a project needs, not which versions it has"
_CONDA = (
    "give the output of `pip list --format=freeze` in that environment "
    "(not of `pip freeze`, which says where conda built a package and not its version)"
)
_BY_NAME = {
    "pyproject.toml": f"{_NEEDS}: give its lock file, or the output of `uv pip compile pyproject.toml`",
    "setup.py": f"{_NEEDS}: give the output of `pip freeze`",
    "setup.cfg": f"{_NEEDS}: give the output of `pip freeze`",
    "pipfile": f"{_NEEDS}: give Pipfile.lock",
    "pixi.toml": f"{_NEEDS}: {_CONDA}",
    "pixi.lock": f"is pixi's: {_CONDA}",
}
_YAML = re.compile(r"^[A-Za-z][\w-]*:(?:\s|$)", re.MULTILINE)
_EXPORTED = re.compile(r"^[A-Za-z0-9][\w.-]*=[\w.*!+-]+(?:=[\w.*+-]+)?\s*$", re.MULTILINE)
"""``sqlalchemy=2.0.45=py311h459d7ec_0``: what `conda list --export` writes."""
_TABLE = re.compile(r"\A\s*Package\s+Version\b")


def refuse(name: str, text: str) -> None:
    """Refuse a file that is no list of versions, and say what to give instead.

    Args:
        name: The name of the file.
        text: What is in it.

    Raises:
        UsageError: It is none.
    """
    if said := _advice(name, text):
        raise UsageError(said)


def _advice(name: str, text: str) -> str:
    if said := _BY_NAME.get(name.lower()):
        return said
    if "@EXPLICIT" in text:
        return f"is conda's, of `conda list --explicit`: {_CONDA}"
    if _EXPORTED.search(text):
        return f"is conda's, of `conda list --export`: {_CONDA}"
    if _TABLE.match(text):
        return "is the table of `pip list`: give the output of `pip freeze`"
    return _of_yaml({line.partition(":")[0] for line in _YAML.findall(text)}, text)


def _of_yaml(keys: set[str], text: str) -> str:
    if {"environments", "packages"} <= keys:
        return _BY_NAME["pixi.lock"]
    if "package" in keys:
        return f"is conda-lock's: {_CONDA}"
    if "channels" in keys or ("dependencies" in keys and "- name:" not in text):
        return f"is conda's: {_CONDA}"
    return "is YAML, and no list of versions: give the output of `pip freeze`" if keys else ""
