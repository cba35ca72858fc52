"""What a generic check says: one line for each check and subject."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one check of one subject on one target.

    Args:
        check: The check: ``tables``, ``round-trip``, ``constraints.unique`` and so on.
        subject: What of the application it is about: a model, a route, a configuration.
        claim: What must hold, in a sentence.
        verdict: The value of a verdict: ``pass``, ``fail``, ``unsupported``, ``not-run`` or ``error``.
        reason: Why it is no pass, in one line.
        raised: Types and texts of the exceptions behind a failure, the outermost first.
        statements: The last statements that the application sent.
        rows: Rows as the independent reader saw them, as text.
        reproduction: A script that shows the failure.
    """

    check: str
    subject: str
    claim: str
    verdict: str
    reason: str = ""
    raised: tuple[tuple[str, str], ...] = ()
    statements: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    reproduction: str = ""

    @property
    def id(self) -> str:
        """Its name in reports and on the command line: ``round-trip:Author``."""
        return f"{self.check}:{self.subject}"


class Missed(AssertionError):  # noqa: N818 - as the words are: a claim that does not hold
    """The claim of a check does not hold.

    Args:
        text: What was seen instead, in one line.
        rows: Rows that show it.
        script: A script that shows it.
    """

    def __init__(self, text: str, rows: tuple[str, ...] = (), script: str = "") -> None:
        super().__init__(text)
        self.rows = rows
        self.script = script


class Untried(Exception):  # noqa: N818 - no error: a check that was not tried
    """A check cannot be tried; the text says why."""


class Unsupported(Exception):  # noqa: N818 - no error: what is not offered
    """The target, or what is installed, does not offer what the check is about; the text says why."""


class Unmatched(Exception):  # noqa: N818 - of our own, and no verdict about the application
    """The check itself, or its witness, failed."""


def causes(error: BaseException) -> Iterator[BaseException]:
    """An exception and those behind it; of a group its first member too."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        more: list[Any] = [getattr(one, "orig", None), one.__cause__, one.__context__]
        members = getattr(one, "exceptions", None)
        if isinstance(members, (list, tuple)):  # an application's own exception may have anything of that name
            more += members[:1]
        waiting += [other for other in more if isinstance(other, BaseException)]


def qualified(error: BaseException) -> str:
    """The name of an exception's type, as the ledger writes it."""
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _text(error: BaseException) -> str:
    """Its text; what it was made with if it cannot say: those of Litestar and Advanced Alchemy join only texts."""
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - the application's own exceptions may raise anything here
        return repr(error.args) if error.args else ""


def words_of(error: BaseException) -> str:
    """What an exception says, in one line."""
    return " ".join(_text(error).split())


def told(error: BaseException, length: int = 300) -> str:
    """An exception in one line."""
    text = words_of(error)
    name = type(error).__name__
    orig = getattr(error, "orig", None)
    if isinstance(orig, BaseException) and not any(map(str.isalpha, str(orig))):
        # Spanner's driver says "[]": what the server said is behind it.
        said = next((one for one in causes(orig) if any(map(str.isalpha, words_of(one)))), orig)
        text = f"{type(said).__name__}: {words_of(said)}; {text}"
    text = f"{name}: {text}" if text else name
    return text if len(text) <= length else f"{text[:length]} ..."


def raised_by(error: BaseException) -> tuple[tuple[str, str], ...]:
    """An exception and those behind it, for :attr:`Line.raised`."""
    return tuple((qualified(one), _text(one)[:2000]) for one in list(causes(error))[:8])
