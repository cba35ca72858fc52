# Generated from reference_app/library/filtering/caching.py by `python -m tools.twin`; do not edit.
"""A cache of one's own: the library's manager, with a dictionary in the place of dogpile's region."""

from typing import Any

from advanced_alchemy.cache import CacheConfig, CacheManager
from advanced_alchemy.cache.manager import DOGPILE_NO_VALUE

__all__ = ("DictCache",)


class DictCache(CacheManager):
    """Keeps everything until it is told to forget it."""

    def __init__(self) -> None:
        super().__init__(CacheConfig())
        self.values: dict[str, Any] = {}

    def get_sync(self, key: str) -> object:
        """What was kept under a key."""
        return self.values.get(key, DOGPILE_NO_VALUE)

    def set_sync(self, key: str, value: Any) -> None:
        """Keep a value."""
        self.values[key] = value

    def delete_sync(self, key: str) -> None:
        """Forget a value."""
        self.values.pop(key, None)
