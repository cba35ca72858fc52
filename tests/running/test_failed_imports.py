"""An import that failed is remembered, and leaves nothing behind that stands in the way of others."""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from assay.running.failed_imports import FailedImports

CLASSES = {
    "a-second-table-of-one-name": """
        class Pet(Base):
            __tablename__ = "owner"
            id: Mapped[int] = mapped_column(primary_key=True)
    """,
    "from-another-exception": """
        def define():
            class Pet(Base):
                __tablename__ = "pet"
                id: Mapped[int] = mapped_column(primary_key=True)
                kind: Mapped[object] = mapped_column()  # no type of a column

        try:
            define()
        except Exception as error:
            raise RuntimeError("no pets") from error
    """,
}


class Base(DeclarativeBase):
    """The base class that all modules share."""


class Owner(Base):
    """A class that is mapped in any case."""

    __tablename__ = "owner"

    id: Mapped[int] = mapped_column(primary_key=True)


@pytest.fixture
def imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FailedImports]:
    """Knows the modules of a package in an empty folder, and is asked."""
    (tmp_path / "zoo").mkdir()
    (tmp_path / "zoo" / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    found = FailedImports(tmp_path)
    found.install()
    yield found
    found.remove()
    for name in [name for name in sys.modules if name.partition(".")[0] == "zoo"]:
        del sys.modules[name]


def refused(name: str) -> Exception:
    """What an import of it raises."""
    try:
        importlib.import_module(name)
    except Exception as error:  # noqa: BLE001 - whatever it is
        return error
    raise AssertionError("it was imported")


@pytest.mark.parametrize("classes", CLASSES.values(), ids=CLASSES)
def test_classes_that_are_not_mapped_leave_their_registry(tmp_path: Path, imports: FailedImports, classes: str) -> None:
    head = f"from {__name__} import Base\nfrom sqlalchemy.orm import Mapped, mapped_column\n"
    (tmp_path / "zoo" / "pets.py").write_text(head + dedent(classes))
    (tmp_path / "zoo" / "shop.py").write_text("import zoo.pets\n")
    error = refused("zoo.shop")
    for frame, _ in traceback.walk_tb(error.__traceback__):
        _ = frame.f_locals  # pytest looks at them
    imports.note(error)
    assert Owner in {mapper.class_ for mapper in Base.registry.mappers}
    again = refused("zoo.pets")
    assert again is error, "a second import ran the module again"
    assert refused("zoo.shop") is error


def test_what_goes_on_keeps_its_variables(tmp_path: Path, imports: FailedImports) -> None:
    (tmp_path / "zoo" / "pets.py").write_text("raise LookupError('no pets')\n")

    def caught_before() -> Iterator[str]:
        kept = "kept"
        try:
            _ = {"other": 1}[kept]
        except KeyError:
            yield type(refused("zoo.pets").__context__).__name__
        yield kept

    going_on = caught_before()
    assert next(going_on) == "KeyError"
    imports.note(refused("zoo.pets"))
    assert next(going_on) == "kept"
