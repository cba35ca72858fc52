"""What is run in a process of its own: the library looks for packages once, when it is imported."""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import Any

from suites.absent_packages import hide
from suites.processes import Jobs

_ENCRYPTED = "advanced_alchemy.types.encrypted_string"
_HASHERS = "advanced_alchemy.types.password_hash"

CALLS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "FernetBackend": (_ENCRYPTED, "FernetBackend", {}),
    "EncryptedString": (_ENCRYPTED, "EncryptedString", {"key": "a key"}),
    "Argon2Hasher": (f"{_HASHERS}.argon2", "Argon2Hasher", {}),
    "PasslibHasher": (f"{_HASHERS}.passlib", "PasslibHasher", {"context": None}),
    "PwdlibHasher": (f"{_HASHERS}.pwdlib", "PwdlibHasher", {"hasher": None}),
    "TOTPSecret": ("advanced_alchemy.types.totp", "TOTPSecret", {"key": "a key"}),
    "generate_totp_secret": ("advanced_alchemy.types.totp", "generate_totp_secret", {}),
}


def without(package: str, call: str) -> dict[str, Any]:
    """Import the library where a package is not installed, and call something of it.

    Args:
        package: The package that is not there.
        call: What is called, of ``CALLS``.
    """
    hide([package])
    types = import_module("advanced_alchemy.types")
    module, name, arguments = CALLS[call]
    try:
        getattr(import_module(module), name)(**arguments)
    except Exception as error:  # noqa: BLE001 - what is raised is what the check is about
        return {"imported": types.__name__, "raised": type(error).__name__, "said": str(error)}
    return {"imported": types.__name__, "raised": "", "said": ""}


def without_a_key(kind: str) -> dict[str, Any]:
    """Make an encrypted type without a key, in a process that has just imported the library."""
    hide([])
    types = import_module("advanced_alchemy.types")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        made = getattr(types, kind)()
        again = getattr(types, kind)()
    return {
        "key": made.key.hex(),
        "again": again.key.hex(),
        "warned": [[type(w.message).__name__, str(w.message)] for w in caught],
    }


JOBS: Jobs = {"without": without, "without_a_key": without_a_key}
