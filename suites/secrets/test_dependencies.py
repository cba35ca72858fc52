"""Packages that are not installed, and keys that are not given."""

from __future__ import annotations

import warnings

import pytest

from assay.checking import proves
from suites.processes import FreshProcess


@proves("secrets.fernet-missing-dependency")
@pytest.mark.parametrize("call", ["FernetBackend", "EncryptedString"])
def test_encryption_without_its_package(fresh_process: FreshProcess, call: str) -> None:
    """The types can be imported; making the backend says which package to install, and how."""
    found = fresh_process("without", package="cryptography", call=call)
    assert found["imported"] == "advanced_alchemy.types"
    assert found["raised"] == "MissingDependencyError", f"raised is {found['raised']!r}: {found['said']}"
    assert "cryptography" in found["said"], found["said"]


@proves("secrets.password-missing-dependency")
@pytest.mark.parametrize(
    ("package", "call", "distribution"),
    [("argon2", "Argon2Hasher", "argon2-cffi"), ("passlib", "PasslibHasher", ""), ("pwdlib", "PwdlibHasher", "")],
    ids=["argon2", "passlib", "pwdlib"],
)
def test_hasher_without_its_package(fresh_process: FreshProcess, package: str, call: str, distribution: str) -> None:
    """Its module can be imported; making it says which package is missing."""
    found = fresh_process("without", package=package, call=call)
    assert found["raised"] == "MissingDependencyError", f"raised is {found['raised']!r}: {found['said']}"
    assert (distribution or package) in found["said"], found["said"]


@proves("secrets.totp-missing-dependency")
@pytest.mark.parametrize("call", ["TOTPSecret", "generate_totp_secret"])
def test_totp_without_its_package(fresh_process: FreshProcess, call: str) -> None:
    """The type and the function that makes a secret say what is missing."""
    found = fresh_process("without", package="pyotp", call=call)
    assert found["raised"] == "MissingDependencyError", f"raised is {found['raised']!r}: {found['said']}"
    assert "pyotp" in found["said"], found["said"]


@proves("secrets.encrypted-explicit-key")
@pytest.mark.parametrize("kind", ["EncryptedString", "EncryptedText"])
def test_key_that_is_left_out(fresh_process: FreshProcess, kind: str) -> None:
    """It warns each time, names the remedy, and each process has a key of its own."""
    first, second = fresh_process("without_a_key", kind=kind), fresh_process("without_a_key", kind=kind)
    assert [kind for kind, _ in first["warned"]] == ["DeprecationWarning", "DeprecationWarning"], first["warned"]
    assert "explicit key" in first["warned"][0][1], first["warned"]
    assert first["key"] == first["again"]
    assert len(first["key"]) == 64
    assert first["key"] != second["key"], "two processes have one key"


@proves("secrets.encrypted-explicit-key")
@pytest.mark.parametrize("key", ["a key", b"a key", lambda: "a key"], ids=["text", "bytes", "callable"])
def test_key_that_is_given(key: object) -> None:
    """It does not warn."""
    from advanced_alchemy.types import EncryptedString, EncryptedText

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert EncryptedString(key=key).key == key  # type: ignore[arg-type]
        assert EncryptedText(key=key).key == key
