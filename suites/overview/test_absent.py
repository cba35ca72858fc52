"""Extras are optional: the library where their packages are not installed."""

from __future__ import annotations

import sys
from importlib.util import find_spec

import pytest

from assay.checking import Planted, proves
from suites.absent_packages import LIBRARY
from suites.overview import absent
from suites.processes import FreshProcess, fresh_process_of

ABSENT: dict[str, list[str]] = {
    "argon2": ["argon2"],
    "attrs": ["attrs", "attr", "cattrs"],
    "cattrs": ["cattrs"],
    "cli": ["rich_click", "click", "rich"],
    "cryptography": ["cryptography"],
    "dogpile": ["dogpile"],
    "fsspec": ["fsspec"],
    "litestar": ["litestar"],
    "msgspec": ["msgspec"],
    "nanoid": ["fastnanoid"],
    "numpy": ["numpy"],
    "obstore": ["obstore"],
    "orjson": ["orjson"],
    "passlib": ["passlib"],
    "pwdlib": ["pwdlib"],
    "pydantic": ["pydantic", "sqlmodel"],
    "pyotp": ["pyotp"],
    "uuid": ["uuid_utils"],
}
"""Packages that may be missing, each with those that cannot be without it; extras by their names."""
ABSENT["all"] = sorted({package for packages in ABSENT.values() for package in packages})

SERVES = {
    f"{LIBRARY}.types.file_object.backends.obstore": "obstore",
    f"{LIBRARY}.types.file_object.backends.fsspec": "fsspec",
    f"{LIBRARY}.utils.cli_tools": "cli",
}
"""Modules that are of no use without the packages of an extra, and say so when they are imported."""


@pytest.fixture
def without(planted: Planted | None) -> FreshProcess:
    """Run a job of :mod:`suites.overview.absent` in a new process."""
    return fresh_process_of(planted, absent.__name__)


@proves("overview.without-extras")
@pytest.mark.parametrize("extra", ABSENT)
def test_all_else_is_there(without: FreshProcess, extra: str) -> None:
    """Every module and public name can be imported, but for those that serve the package; rows are stored and read."""
    found = without("without", packages=ABSENT[extra])
    needs = {name for name, serves in SERVES.items() if extra in {serves, "all"} and find_spec(name) is not None}
    others = {name: said for name, said in found["refused"].items() if name not in needs}
    assert not others, f"without {extra} there cannot be imported: {others}"
    assert set(found["refused"]) == needs, f"{needs} can be imported without {extra}"
    assert found["modules"] > 50, f"only {found['modules']} modules were found"
    assert found["notes"] == {"four": None, "three": {}, "two": {"b": True}}


def _warning(package: str, key: str) -> list[str]:
    return [f"WARNING: `{package}` not installed, falling back to `uuid4` for {key} generation."]


FALLBACKS = {
    **dict.fromkeys(("NanoIDBase", "NanoIDAuditBase", "NanoIDPrimaryKey"), ("fastnanoid", "NanoID")),
    **dict.fromkeys(("UUIDv6Base", "UUIDv6AuditBase", "UUIDv6PrimaryKey"), ("uuid-utils", "UUID v6")),
    **dict.fromkeys(("UUIDv7Base", "UUIDv7AuditBase", "UUIDv7PrimaryKey"), ("uuid-utils", "UUID v7")),
}
"""Bases and mixins whose keys are random UUIDs where a package is missing, and what is said then."""

PLAIN = ("UUIDBase", "UUIDAuditBase", "UUIDPrimaryKey")
"""Those whose keys are random UUIDs everywhere, of which nothing is said."""


@proves("overview.without-extras")
def test_who_gets_other_keys_is_told(without: FreshProcess) -> None:
    """The definition of a model warns once, with the package's name; the import of the library says nothing."""
    found = without("keys", packages=ABSENT["all"], names=[*FALLBACKS, *PLAIN])
    assert found["before"] == [], found["before"]
    said = {name: model["said"] for name, model in found["models"].items()}
    own = sys.version_info >= (3, 14)
    expected = {n: [] if own and key != "NanoID" else _warning(package, key) for n, (package, key) in FALLBACKS.items()}
    assert said == expected | {name: [] for name in PLAIN}
    alike = [name for name, model in found["models"].items() if model["keys"][0] == model["keys"][1]]
    assert not alike, f"two keys of {alike} are one"
