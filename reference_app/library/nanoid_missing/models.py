"""A note with the key that the library's mixin has where fastnanoid is not installed.

The library looks for the package once, when it is imported. So that both can be tried in one process, the module of the
mixin is loaded a second time, and is told that the package is not there.
"""

from importlib import util
from typing import Any
from unittest import mock

from advanced_alchemy import types
from advanced_alchemy.base import AdvancedDeclarativeBase, CommonTableAttributes
from advanced_alchemy.mixins import AuditColumns
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ("BareAuditNote", "BareNote")


def _key_without_the_package() -> Any:
    spec: Any = util.find_spec("advanced_alchemy.mixins.nanoid")
    module = util.module_from_spec(spec)
    with mock.patch.object(types, "NANOID_INSTALLED", None):
        spec.loader.exec_module(module)
    return module.NanoIDPrimaryKey


Key: Any = _key_without_the_package()


class BareNote(Key, CommonTableAttributes, AdvancedDeclarativeBase):  # type: ignore[misc]
    """A note whose key the mixin makes by other means."""

    __tablename__ = "library_bare_nanoid_note"
    __bind_key__ = "library"

    title: Mapped[str] = mapped_column(String(60))


class BareAuditNote(Key, CommonTableAttributes, AuditColumns, AdvancedDeclarativeBase):  # type: ignore[misc]
    """The same with times."""

    __tablename__ = "library_bare_nanoid_audit_note"
    __bind_key__ = "library"

    title: Mapped[str] = mapped_column(String(60))
