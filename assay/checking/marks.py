"""What the author of a check needs: the mark that ties it to features, and assertions on answers."""

from __future__ import annotations

from typing import Any

import httpx
import pytest


def proves(*features: str, needs: tuple[str, ...] = (), formerly: tuple[str, ...] = ()) -> pytest.MarkDecorator:
    """Mark a test function as a check.

    Args:
        features: Ids of the features that it proves; they decide on which targets it runs.
        needs: Capabilities without which this check means nothing on a target, beyond those of its features.
        formerly: Names that the function had before, such as ``crud/test_get.py::test_it``, so that comparisons follow
            it; each of its parameters counts as the same one of then.
    """
    return pytest.mark.proves(*features, needs=needs, formerly=formerly)


def answer(response: httpx.Response, status: int) -> Any:
    """Assert an answer's status and give its JSON body; None for an empty one."""
    __tracebackhide__ = True
    request = response.request
    assert response.status_code == status, (
        f"{request.method} {request.url.raw_path.decode()} answered {response.status_code}, not {status}: "
        f"{response.text[:500]}"
    )
    if not response.content:
        return None
    try:
        return response.json()
    except ValueError:
        raise AssertionError(
            f"{request.method} {request.url.path} answered {status} with no JSON: {response.text[:500]}"
        ) from None
