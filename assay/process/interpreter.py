"""What Python was told, on its command line or by variables: a run has the same verdicts whatever that is, or refuses.

Imports nothing but Python's own library: it is asked before anything else is imported.
"""

from __future__ import annotations

import codecs
import locale
import os
import sys
import warnings
from collections.abc import Sequence

from assay.domain.errors import UsageError

NOT_USED = (
    "PYTHONASYNCIODEBUG",
    "PYTHONBREAKPOINT",
    "PYTHONCASEOK",
    "PYTHONDEBUG",
    "PYTHONDEVMODE",
    "PYTHONDUMPREFS",
    "PYTHONINSPECT",
    "PYTHONINTMAXSTRDIGITS",
    "PYTHONMALLOC",
    "PYTHONMALLOCSTATS",
    "PYTHONNODEBUGRANGES",
    "PYTHONOPTIMIZE",
    "PYTHONPROFILEIMPORTTIME",
    "PYTHONSAFEPATH",
    "PYTHONSTARTUP",
    "PYTHONTRACEMALLOC",
    "PYTHONVERBOSE",
    "PYTHONWARNDEFAULTENCODING",
    "PYTHONWARNINGS",
    "PYTHON_COLORS",
    "PYTHON_FROZEN_MODULES",
)
"""Variables beside PYTHONIOENCODING that would reach the library under test through the processes that a run starts.

Kept are those that say where Python and its modules are, and the seed of hashes, on which no verdict may depend.
"""


def refuse() -> None:
    """Refuse what takes assertions away, or makes another Python of this one, and cannot be undone.

    Raises:
        UsageError: Python was told so.
    """
    if sys.flags.optimize:
        raise UsageError(
            "Python runs without assertions (-O, or PYTHONOPTIMIZE is set), of which checks are made: leave that away"
        )
    if sys.flags.dev_mode:
        raise UsageError(
            "Python runs in its development mode (-X dev, or PYTHONDEVMODE is set), which changes what libraries do: "
            "leave that away"
        )


def default_warnings() -> None:
    """Undo ``-W``, ``PYTHONWARNINGS`` and ``-b``: an "error" among them makes exceptions of a library's warnings."""
    if sys.warnoptions:
        sys.warnoptions.clear()
        warnings.resetwarnings()
        for category in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
            warnings.simplefilter("ignore", category)


def ensure_utf8(arguments: Sequence[str]) -> None:
    """Begin the command anew in Python's UTF-8 mode, if this Python reads, writes and names files in another encoding.

    What is shown stays in the encoding of whoever reads it.

    Args:
        arguments: Those of the command.
    """
    if _is_utf8():
        return
    shown = {"PYTHONIOENCODING": f"{sys.stdout.encoding}:{sys.stdout.errors}"} if sys.stdout else {}
    flags = ["-O"] * sys.flags.optimize + (["-X", "dev"] if sys.flags.dev_mode else [])
    command = [sys.executable, *flags, "-m", "assay", *arguments]
    os.execve(sys.executable, command, {**os.environ, **shown, "PYTHONUTF8": "1"})  # noqa: S606 - it is this program


def refuse_encoding() -> None:
    """Refuse an encoding that is not UTF-8: libraries read and write files in it.

    Raises:
        UsageError: It is another.
    """
    if not _is_utf8():
        raise UsageError(
            f"Python reads and writes files as {locale.getpreferredencoding(False)} here, which changes what libraries "
            "do: set PYTHONUTF8=1"
        )


def _is_utf8() -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # EncodingWarning: in UTF-8 mode it is not the locale's, as it should be here
        used = locale.getpreferredencoding(False), sys.getfilesystemencoding()
    return {codecs.lookup(name).name for name in used} == {"utf-8"}


def settle() -> list[str]:
    """Undo what can be undone, for this process and those that it starts; gives the variables that were set.

    Raises:
        UsageError: Something else was said that cannot be.
    """
    refuse()
    refuse_encoding()
    os.environ.pop("PYTHONIOENCODING", "")  # it is used for what is shown, and is not for what checks start
    found = [name for name in NOT_USED if os.environ.pop(name, "")]
    default_warnings()
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(sys.int_info.default_max_str_digits)
    return found
