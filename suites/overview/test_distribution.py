"""What the distribution says of itself: extras, and the versions that it works with."""

from __future__ import annotations

import importlib.metadata as metadata

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from assay.checking import proves

NAME = "advanced-alchemy"
EXTRAS = {
    "argon2": "argon2-cffi",
    "cli": "rich-click",
    "fsspec": "fsspec",
    "nanoid": "fastnanoid",
    "obstore": "obstore",
    "passlib": "passlib",
    "pwdlib": "pwdlib",
    "uuid": "uuid-utils",
}
"""By extra, the distribution that its feature needs."""
LATER = {"dogpile": "dogpile-cache"}
LATEST = {"cryptography": "cryptography", "pyotp": "pyotp"}


def installed_by(extra: str) -> set[str]:
    """The distributions that an extra installs."""
    found = [Requirement(text) for text in metadata.requires(NAME) or []]
    chosen = [wanted for wanted in found if wanted.marker is not None and wanted.marker.evaluate({"extra": extra})]
    plain = [wanted for wanted in found if wanted.marker is not None and wanted.marker.evaluate({"extra": ""})]
    return {wanted.name.lower().replace(".", "-").replace("_", "-") for wanted in chosen if wanted not in plain}


def check(extras: dict[str, str], extra: str) -> None:
    """The extra is there, and brings what it asks for."""
    assert extra in (metadata.metadata(NAME).get_all("Provides-Extra") or [])
    assert extras[extra] in installed_by(extra)


@pytest.mark.parametrize("extra", EXTRAS)
@proves("overview.optional-extras")
def test_extra(extra: str) -> None:
    """Each extra exists, and installs what its feature needs."""
    check(EXTRAS, extra)


@pytest.mark.parametrize("extra", LATER)
@proves("overview.caching-extra")
def test_extra_that_came_with_caching(extra: str) -> None:
    """So does the extra of the cache."""
    check(LATER, extra)


@pytest.mark.parametrize("extra", LATEST)
@proves("overview.secrets-extras")
def test_extra_that_came_with_secrets(extra: str) -> None:
    """So do the extras of the secrets."""
    check(LATEST, extra)


@pytest.mark.parametrize("version", ["3.9.0", "3.10.0", "3.11.0", "3.12.0", "3.13.0"])
@proves("overview.versions")
def test_versions_of_python(version: str) -> None:
    """The documented versions of Python are allowed."""
    assert SpecifierSet(metadata.metadata(NAME)["Requires-Python"]).contains(version)


@pytest.mark.parametrize("version", ["2.0.0", "2.0.50"])
@proves("overview.versions")
def test_versions_of_sqlalchemy(version: str) -> None:
    """The documented versions of SQLAlchemy, 2.0 and later ones, are allowed."""
    (wanted,) = [
        found for found in map(Requirement, metadata.requires(NAME) or []) if found.name.lower() == "sqlalchemy"
    ]
    assert wanted.specifier.contains(version), f"SQLAlchemy {version} is refused by {wanted}"
