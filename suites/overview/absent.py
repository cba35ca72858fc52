"""What is run in a process of its own: the library where packages are not installed."""

from __future__ import annotations

import importlib
import logging
import pkgutil
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from suites.absent_packages import LIBRARY, hide, logged
from suites.processes import Jobs

_NOT_LOOKED_AT = (f"{LIBRARY}.extensions", f"{LIBRARY}.__main__")
"""What belongs to a web framework, which has dependencies of its own, and what is a program."""


def _lines(records: list[logging.LogRecord]) -> list[str]:
    return [f"{record.levelname}: {record.getMessage()}" for record in records]


def without(packages: list[str]) -> dict[str, Any]:
    """Import all of the library, and use it.

    Args:
        packages: What is not installed.
    """
    hide(packages)
    return {**_imported(), "notes": _used()}


def _imported() -> dict[str, Any]:
    """Import every module of the library, and every name that it offers.

    Returns:
        How many modules there are, and what of each was raised that cannot be imported.
    """
    refused: dict[str, str] = {}
    modules = 0

    def look(name: str) -> None:
        nonlocal modules
        if name.startswith(_NOT_LOOKED_AT) or ".templates" in name:
            return
        try:
            module = importlib.import_module(name)
        except Exception as error:  # noqa: BLE001 - whatever it is, the module cannot be imported
            refused[name] = f"{type(error).__name__}: {error}"
            return
        modules += 1
        for offered in getattr(module, "__all__", ()):
            try:
                getattr(module, offered)
            except Exception as error:  # noqa: BLE001 - whatever it is, the name cannot be imported
                refused[f"{name}.{offered}"] = f"{type(error).__name__}: {error}"
        for found in pkgutil.iter_modules(getattr(module, "__path__", ()), f"{name}."):
            look(found.name)

    look(LIBRARY)
    return {"modules": modules, "refused": refused}


def _used() -> dict[str, Any]:
    """Store, change and read rows with a service, on SQLite in memory."""
    from advanced_alchemy import base, repository, service, types
    from advanced_alchemy.config import SQLAlchemySyncConfig

    class AbsentNote(base.UUIDAuditBase):
        __tablename__ = "absent_note"
        title: Mapped[str] = mapped_column(unique=True)
        body: Mapped[dict[str, Any] | None] = mapped_column(types.JsonB)
        seen: Mapped[Any] = mapped_column(types.DateTimeUTC(timezone=True), nullable=True)

    class NoteRepository(repository.SQLAlchemySyncRepository[AbsentNote]):
        model_type = AbsentNote

    class NoteService(service.SQLAlchemySyncRepositoryService[AbsentNote, NoteRepository]):
        repository_type = NoteRepository

    config = SQLAlchemySyncConfig(connection_string="sqlite://")
    base.UUIDAuditBase.metadata.create_all(config.get_engine(), [AbsentNote.__table__])  # type: ignore[list-item]
    with config.get_session() as session:
        notes = NoteService(session=session)
        first = notes.create({"title": "one", "body": {"a": [1, None, {"é": 0.5}]}})
        notes.create_many([{"title": "two"}, {"title": "three", "body": {}}])
        notes.update({"title": "first"}, item_id=first.id)
        notes.upsert_many([{"title": "two", "body": {"b": True}}, {"title": "four"}], match_fields=["title"])
        notes.delete_many([first.id])
        session.commit()
        page = notes.to_schema(*notes.list_and_count(order_by=("title", False)))
        return {note.title: note.body for note in page.items}


def keys(packages: list[str], names: list[str]) -> dict[str, Any]:
    """Define models, and tell what is logged meanwhile.

    Args:
        packages: What is not installed.
        names: Their bases and mixins; these end with ``Key``.

    Returns:
        What was said before any model was defined; of each name what is said then, and two keys.
    """
    hide(packages)
    said = logged()
    from advanced_alchemy import base, mixins

    before = _lines(said)
    found: dict[str, Any] = {}
    for name in names:
        mixin = name.endswith("Key")
        found_base: Any = getattr(mixins if mixin else base, name)
        bases = (found_base, base.CommonTableAttributes, base.AdvancedDeclarativeBase) if mixin else (found_base,)
        space = {"__module__": __name__, "__annotations__": {"title": Mapped[str]}}
        said.clear()
        made: Any = type(f"Absent{name}", bases, space)
        make = made.__table__.c.id.default.arg
        found[name] = {"said": _lines(said), "keys": [str(make(None)) for _ in range(2)]}
    return {"before": before, "models": found}


JOBS: Jobs = {function.__name__: function for function in (keys, without)}
