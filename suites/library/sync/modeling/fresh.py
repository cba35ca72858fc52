# Generated from suites/library/modeling/fresh.py by `python -m tools.twin`; do not edit.
"""What is run in a process of its own: classes that would change those of other checks."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, create_engine, inspect, select
from sqlalchemy.orm import Mapped, MappedAsDataclass, Session, mapped_column

from suites.absent_packages import hide, logged
from suites.processes import Jobs


def _base(name: str) -> Any:
    from advanced_alchemy import base

    return getattr(base, name)


def _defined(base: Any) -> tuple[Any, str]:
    """A dataclass on a base, and what stopped it."""
    try:

        class LibraryData(MappedAsDataclass, base, kw_only=True):  # type: ignore[misc]
            __tablename__ = "library_data"
            name: Mapped[str] = mapped_column(String(60))

    except Exception as error:  # noqa: BLE001 - whatever stops the class is what the check is about
        return None, f"{type(error).__name__}: {error}"
    return LibraryData, ""


def dataclass(base: str) -> dict[str, Any]:
    """Define a dataclass on a base, and make an object."""
    made, stopped = _defined(_base(base))
    if made is None:
        return {"stopped": stopped}
    try:
        return {"stopped": "", "name": made(name="Agatha").name}
    except TypeError as error:
        return {"stopped": f"{type(error).__name__}: {error}"}


def plain_after_dataclass(base: str) -> dict[str, Any]:
    """Define a dataclass on a base, and then a model that is none."""
    _defined(_base(base))
    try:

        class LibraryPlain(_base(base)):  # type: ignore[misc]
            __tablename__ = "library_plain"
            name: Mapped[str] = mapped_column(String(60))

    except Exception as error:  # noqa: BLE001 - whatever stops the class is what the check is about
        return {"stopped": f"{type(error).__name__}: {error}"}
    return {"stopped": "", "columns": inspect(LibraryPlain).local_table.columns.keys()}


def without(modules: list[str], base: str) -> dict[str, Any]:
    """Import the library where modules are missing, and store two rows of a model on a base."""
    hide(modules)
    records = logged()

    class LibraryBare(_base(base)):  # type: ignore[misc]
        __tablename__ = "library_bare"
        name: Mapped[str] = mapped_column(String(60))

    engine = create_engine("sqlite://")
    LibraryBare.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([LibraryBare(name="One"), LibraryBare(name="Two")])
        session.commit()
        keys = list(session.scalars(select(LibraryBare.id)))
    return {
        "said": [record.getMessage() for record in records],
        "versions": [key.version for key in keys],
        "different": len(set(keys)),
    }


JOBS: Jobs = {"dataclass": dataclass, "plain_after_dataclass": plain_after_dataclass, "without": without}
