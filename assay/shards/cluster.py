"""A Dask cluster as an executor: the optional dependency ``distributed``."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assay.domain.errors import UsageError

if TYPE_CHECKING:
    from distributed import Client

_ANSWER_SECONDS = 10
_ALONE_SECONDS = 60.0
"""How long a cluster may be without a worker: one that is started anew needs some."""
_ASK_SECONDS = 2.0


@contextmanager
def cluster(address: str) -> Iterator[tuple[Executor, Callable[[], str]]]:
    """The executor of a Dask cluster, and what says why no job will end any more.

    A job whose worker is killed is given to another one by the scheduler itself.

    Args:
        address: Where the scheduler listens, such as ``tcp://10.0.0.1:8786``.

    Raises:
        UsageError: ``distributed`` is not installed, nobody answers there, or no worker is there.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError(
            f"--scheduler needs distributed, which cannot be imported ({error}): pip install 'alchemy-assay[dask]'"
        ) from None
    try:
        client = Client(address, timeout=_ANSWER_SECONDS)
    except (OSError, ValueError, RuntimeError) as error:
        said = f": {error}" if isinstance(error, ValueError) else ""
        raise UsageError(f"--scheduler {address}: no scheduler of Dask answers there{said}") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what becomes of it is said in one line for each job
    with client:
        if not client.nthreads():
            raise UsageError(f"--scheduler {address}: no worker is there; start some: dask worker {address}")
        # Not pure: the same job is run anew if it is submitted again.
        executor: Executor = client.get_executor(pure=False)
        yield executor, _Watch(client).lost


class _Watch:
    """Looks now and then whether anybody is left who could run something."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._seen = self._asked = time.monotonic()

    def lost(self) -> str:
        """Why no job will end any more; empty as long as that is not so."""
        now = time.monotonic()
        if now - self._asked < _ASK_SECONDS:
            return ""
        self._asked = now
        try:
            if self._client.nthreads():
                self._seen = now
        except Exception:  # noqa: BLE001 - whatever it raises of a scheduler that is gone
            if now - self._seen > _ALONE_SECONDS:
                return f"the scheduler has not answered for {_ALONE_SECONDS:.0f} s"
        if now - self._seen > _ALONE_SECONDS:
            return f"no worker has been left for {_ALONE_SECONDS:.0f} s"
        return ""
