"""From what pytest saw to a verdict: whose fault is it?"""

from __future__ import annotations

import sysconfig
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from subprocess import SubprocessError

import pytest

from assay.domain.causes import Cause
from assay.domain.errors import HarnessError, ServerLost, ServerUnavailable, chain
from assay.domain.failures import Failure
from assay.domain.subject import Subject
from assay.domain.verdicts import Verdict
from assay.running.check import Said

HARNESS = Path(__file__).resolve().parents[1]
_IMPORTERS = (HARNESS / "running" / "failed_imports.py", HARNESS / "process" / "unimportable.py")
"""Harness code that imports what a check, or the harness for it, asks for."""
_APPLICATIONS = HARNESS / "checking" / "apps.py"
_PASSED_THROUGH = (_APPLICATIONS, HARNESS / "selftest" / "planted.py", *_IMPORTERS)
"""Harness code that only stands between a check and the library."""
_PYTHON = Path(sysconfig.get_path("stdlib")).resolve()


@dataclass(frozen=True)
class OwnCode:
    """What is ours among the files that an exception came through, and which packages are under test.

    Args:
        suites: The folder of the checks.
        applications: The folders of the applications that they drive.
        planted: The folder of planted defects, which stand for the library; None if there are none.
        libraries: The packages under test: a name that one of them does not have is missing there, whoever asked for
            it.
        tested: With those that they do not work without.
    """

    suites: Path
    applications: tuple[Path, ...] = ()
    planted: Path | None = None
    libraries: frozenset[str] = frozenset()
    tested: frozenset[str] = frozenset()

    @classmethod
    def of(cls, subject: Subject, suites: Path) -> OwnCode:
        """That of a suite with this subject."""
        libraries = frozenset(subject.libraries.values())
        planted = suites / subject.planted if subject.planted else None
        tested = libraries | {*subject.needed_packages}
        return cls(suites, subject.application_folders(suites), planted, libraries, tested)

    @property
    def folders(self) -> tuple[Path, ...]:
        """The checks and their applications."""
        return (self.suites, *self.applications)


def qualified_name(error: BaseException) -> str:
    """The exception's type as a ledger entry names it."""
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def text_of(error: BaseException) -> str:
    """The exception's text; what it is without one if the library's ``__str__`` itself raises."""
    try:
        return str(error)
    except Exception as second:  # noqa: BLE001 - whatever it is, the evidence of the first one must not be lost
        return f"(its __str__ raises {qualified_name(second)}: {second})"


def describe(
    error: BaseException, text: str, inside: Iterable[BaseException], mask: Callable[[str], str] = str
) -> Failure:
    """The evidence of a failure.

    Args:
        error: What ended the check.
        text: The formatted traceback.
        inside: Exceptions that were raised inside the application meanwhile.
        mask: Takes secrets out of a text.
    """
    causes = chain(error)
    for other in inside:
        causes.extend(e for e in (other, *chain(other)) if e not in causes)
    if isinstance(error, AssertionError) and causes:
        last = causes[-1] if len(causes) == 1 else causes[0]
        # Whatever is cut is masked before: half a secret would not be known.
        inner = mask("".join(traceback.format_exception(last)))[-6000:]
        text = f"{text}\n\nInside the application:\n{inner}"
    return Failure(
        type=qualified_name(error),
        message=mask(text_of(error))[:4000],
        traceback=mask(text)[-16000:],
        causes=tuple(dict.fromkeys((qualified_name(e), mask(text_of(e))[:1000]) for e in causes)),
    )


def judge(error: BaseException, phase: str, ours: OwnCode, mask: Callable[[str], str] = str) -> Said:
    """What an exception means, before the ledger is asked.

    Args:
        error: The exception.
        phase: pytest's ``setup``, ``call`` or ``teardown``.
        ours: Which files are ours, and which packages are under test.
        mask: Takes secrets out of a text.
    """
    for seen in (error, *chain(error)):
        if isinstance(seen, ServerLost):
            return Said(Verdict.NOT_RUN, f"lost: {seen}", Cause.LOST)
        if isinstance(seen, ServerUnavailable):
            return Said(Verdict.NOT_RUN, str(seen), Cause.NO_SERVER)
        if isinstance(seen, HarnessError):
            return Said(Verdict.ERROR, str(seen))
    if isinstance(error, pytest.skip.Exception | pytest.xfail.Exception):
        reason = f"the check skipped itself: {error}; name a capability instead"
        return Said(Verdict.ERROR, reason, Cause.CHECK)
    if isinstance(error, pytest.fail.Exception):
        return Said(Verdict.ERROR, str(error))
    return _of_the_library(error, phase, ours, first_line(error, mask))


def _of_the_library(error: BaseException, phase: str, ours: OwnCode, line: str) -> Said:
    if phase != "teardown" and _import_refused(error, ours):
        return Said(Verdict.FAIL, f"cannot be imported: {line}", Cause.NOT_IMPORTABLE)
    if phase == "setup" and _application_refused(error, ours):
        return Said(Verdict.FAIL, f"the application cannot be made: {line}")
    if phase != "call":
        return Said(Verdict.ERROR, f"{phase} failed: {line}")
    if isinstance(error, AssertionError) or not _raised_by_us(error, ours):
        return Said(Verdict.FAIL, line)
    return Said(Verdict.ERROR, f"the check itself is broken: {line}", Cause.CHECK)


def first_line(error: BaseException, mask: Callable[[str], str] = str) -> str:
    """The exception's type and the first line of its text, masked before it is cut; of a group of one, its member's."""
    while isinstance(members := getattr(error, "exceptions", None), tuple | list) and len(members) == 1:
        error = members[0]
    text = mask(text_of(error)).strip().partition("\n")[0][:300]
    return text if isinstance(error, AssertionError) and text else f"{qualified_name(error)}: {text}"


def _raised_by_us(error: BaseException, ours: OwnCode) -> bool:
    """Whether the exception comes from code of ours rather than from the library under test.

    A line of a check that raises by itself is a mistake of ours; so is what the operating system refused to a check, or
    did not do in time, through nothing but Python's own library; and so is whatever a library raised when the harness
    called it for its own ends, such as the independent reader. A name that cannot be imported from the library is the
    library's.
    """
    if _missing_in_library(error, ours):
        return False
    checks = ours.folders
    # A planted defect stands for the library: what it raises is the library's.
    files = [file for file, _ in _frames(error) if ours.planted is None or not _below(file, (ours.planted,))]
    if not files or _below(files[-1], checks):
        return True
    nearest = next((i for i in reversed(range(len(files))) if _below(files[i], (*checks, HARNESS))), None)
    if nearest is None:
        return False
    if _below(files[nearest], checks):
        return isinstance(error, OSError | SubprocessError) and all(map(_in_python, files[nearest + 1 :]))
    return not _below(files[nearest], _PASSED_THROUGH)


def _application_refused(error: BaseException, own: OwnCode) -> bool:
    """Whether a set-up failed because the library refuses the application: its classes, its making or its start.

    That is code as a user writes it: what the reference application calls, what a module of ours defines when it is
    imported, and what happens when the application starts.
    """
    application = (*own.applications, _APPLICATIONS)
    frames = _frames(error)
    ours = [index for index, (file, _) in enumerate(frames) if _below(file, (own.suites, *application, HARNESS))]
    if not ours:
        return False
    file, imported = frames[ours[-1]]
    if not _below(file, application) and not (imported and _below(file, (own.suites,))):
        return False
    return ours[-1] < len(frames) - 1 or _missing_in_library(error, own)


def _import_refused(error: BaseException, own: OwnCode) -> bool:
    """Whether an import ended with it, and a library under test is why: it cannot be imported, or not be used as asked.

    Modules of the harness that use the libraries are imported for the checks; what fails there in another package, such
    as the client of an object store, is no word about the libraries.
    """
    frames = _frames(error)
    ours = [i for i, (file, _) in enumerate(frames) if _below(file, (*own.folders, HARNESS))]
    if not ours:
        return False
    file, imported = frames[ours[-1]]
    if not imported and not _below(file, _IMPORTERS):
        return False
    beyond = [f for f, _ in frames[ours[-1] + 1 :] if not _in_python(f)]
    if not beyond:
        return isinstance(error, ImportError) and (error.name or "").partition(".")[0] in own.tested
    return _below(file, own.folders) or bool(own.tested & set(beyond[0].parts))


def _frames(error: BaseException) -> list[tuple[Path, bool]]:
    """The files that an exception came through, without the import system; whether each was being imported."""
    codes = [frame.f_code for frame, _ in traceback.walk_tb(error.__traceback__)]
    return [
        (_resolved(code.co_filename), code.co_name == "<module>")
        for code in codes
        if not code.co_filename.startswith("<frozen ")
    ]


@cache
def _resolved(file: str) -> Path:
    """A file without symbolic links; the same ones are in most tracebacks."""
    return Path(file).resolve()


def _missing_in_library(error: BaseException, own: OwnCode) -> bool:
    """Whether it says that the library has no such module, or no such name in it."""
    return isinstance(error, ImportError) and (error.name or "").partition(".")[0] in own.libraries


@cache
def _in_python(file: Path) -> bool:
    """Whether a file is of Python's own library, which has the installed distributions below it."""
    return _PYTHON in file.parents and not {"site-packages", "dist-packages"} & set(file.parts)


@cache
def _below(file: Path, folders: tuple[Path, ...]) -> bool:
    return any(file == folder or folder in file.parents for folder in folders)
