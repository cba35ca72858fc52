"""Reading our TOML files: any mistake in them is one clear line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TypeVar

import msgspec

from assay.domain.errors import UsageError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

T = TypeVar("T")


def load_toml(path: Path, model: type[T]) -> T:
    """Read a TOML file into a msgspec model.

    Raises:
        UsageError: The file is missing, is not TOML, or does not fit the model; the message names the place.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not valid TOML: {error}") from None
    try:
        return msgspec.convert(data, model)
    except msgspec.ValidationError as error:
        raise UsageError(f"{path}: {error}") from None
