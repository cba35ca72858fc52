"""Takes secrets out of what came of a check."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.domain.failures import Failure
from assay.domain.secrets import may_hold_secrets, redacted
from assay.results.lines import Result


def redacted_result(line: Result) -> Result:
    """A result line without passwords; the same object if there were none."""
    if not may_hold_secrets("\n".join((line.reason, *line.sql))) and line.error is None:
        return line  # nearly all are such: their texts are looked through at once
    changed: dict[str, Any] = {}
    if (reason := redacted(line.reason)) != line.reason:
        changed["reason"] = reason
    if (sql := tuple(redacted(s) for s in line.sql)) != line.sql:
        changed["sql"] = sql
    if line.error is not None and (error := _error(line.error)) != line.error:
        changed["error"] = error
    return msgspec.structs.replace(line, **changed) if changed else line


def _error(error: Failure) -> Failure:
    return Failure(
        error.type,
        redacted(error.message),
        redacted(error.traceback),
        tuple((kind, redacted(message)) for kind, message in error.causes),
    )
