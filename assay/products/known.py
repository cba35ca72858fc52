"""What can be served: the databases and the object stores, by name."""

from __future__ import annotations

from assay.domain.servers import Service
from assay.products.backends import backend
from assay.products.stores import product


def service(name: str) -> Service:
    """The backend or the object store of that name.

    Raises:
        UsageError: There is none; the message lists the backends.
    """
    return product(name) or backend(name)
