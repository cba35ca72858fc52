"""Checks that are coroutine functions: they run in the event loop of the process, or as twins on sync targets.

The twin of ``FOLDER/chapter/test_x.py`` is the function of the same name in ``FOLDER/sync/chapter/test_x.py``. It is
generated, takes the same fixtures, and is the same check.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from assay.checking.event_loop import EVENT_LOOP
from assay.domain.errors import HarnessError
from assay.running.hooks import CHECK


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a check that is a coroutine function."""
    check = pyfuncitem.stash.get(CHECK, None)
    if check is None or not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    function = pyfuncitem.obj if check.target.is_async else sync_twin(pyfuncitem.obj)
    EVENT_LOOP.run(function, **arguments)
    return True


def sync_twin(function: Callable[..., Any]) -> Callable[..., Any]:
    """The generated function of the same name.

    Raises:
        HarnessError: There is none.
    """
    from assay.checking.apps import twin  # not above: it imports the libraries under test

    module = function.__module__
    parts = module.split(".")
    for length in range(len(parts) - 1, 0, -1):
        root = ".".join(parts[:length])
        try:
            found: Callable[..., Any] = getattr(twin(module, root, is_async=False), function.__name__)
        except ModuleNotFoundError as error:
            if not (error.name or "").startswith(f"{root}.sync"):
                raise
        except AttributeError:
            break
        else:
            return found
    raise HarnessError(f"{module}.{function.__name__}: has no sync twin; generate it")
