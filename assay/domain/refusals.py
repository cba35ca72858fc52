"""What a server refuses for want of resources, or because somebody administers it: never a word about the library."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_OF_THE_MACHINE = {
    number: os.strerror(number)
    for number in (errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO, errno.EROFS)
}
"""What the operating system refuses to this process."""


@dataclass(frozen=True)
class Refusals:
    """The refusals of one product's servers, in the spellings of its drivers.

    Args:
        meaning: What the server wants, by the code of the refusal.
        texts: By regular expression, the code of a refusal that a driver hands on as a text only.
        ended: Codes that a connection is also told which a check has ended on purpose.
        harmless: Regular expression for the text of what has such a code, and is none.
        passing: Codes of a server that is about to start, or to start again, and may be asked soon.
    """

    meaning: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()
    passing: frozenset[str] = frozenset()
    harmless: str = ""

    def code(self, error: BaseException) -> str:
        """The code of a refusal; empty if the exception is none."""
        text = _text(error)
        if self.harmless and re.search(self.harmless, text):
            return ""
        if found := next((code for code in _codes(error) if code in self.meaning), ""):
            return found
        return next((code for pattern, code in self.texts.items() if re.search(pattern, text)), "")

    def said(self, code: str) -> str:
        """A refusal in words: ``its disk is full (53100)``."""
        return f"{self.meaning[code]} ({code})"


def refused_by_machine(error: BaseException) -> str:
    """What the operating system refuses to this process, such as room on its disk; empty if it is nothing such."""
    if isinstance(error, MemoryError):
        return os.strerror(errno.ENOMEM)
    number = error.errno if isinstance(error, OSError) else None
    if number in _OF_THE_MACHINE:
        return _OF_THE_MACHINE[number]
    # Libraries that are not written in Python hand on the text, with the number of the operating system.
    text = _text(error)
    found = next((n for n in (errno.ENOSPC, errno.EDQUOT) if f"{os.strerror(n)} (os error {n})" in text), None)
    return "" if found is None else _OF_THE_MACHINE[found]


def _codes(error: BaseException) -> Iterator[str]:
    """What may be the code of an exception, as the drivers and clients write it."""
    for name in ("sqlstate", "pgcode", "full_code", "sqlite_errorname", "error_code"):
        if isinstance(value := getattr(error, name, None), str):
            yield value
    status = getattr(error, "grpc_status_code", None)
    if status is not None:
        yield str(status.name)
    response = getattr(error, "response", None)
    if isinstance(response, dict):  # botocore's
        yield str(response.get("Error", {}).get("Code", ""))
        yield str(response.get("ResponseMetadata", {}).get("HTTPStatusCode", ""))
    elif response is not None:  # of a client; an application's own answer is an exception with a status and no response
        yield str(getattr(error, "status_code", ""))
    if any(kind.__name__ == "Error" for kind in type(error).__mro__) and error.args:  # PEP 249
        first = error.args[0]
        yield str(first) if isinstance(first, int) else str(getattr(first, "full_code", ""))


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - an exception of the library whose text cannot be made says nothing
        return ""
