"""Table arguments of models and mixins."""

from __future__ import annotations

import pytest
from advanced_alchemy import base
from advanced_alchemy.base import DefaultBase, UUIDBase
from advanced_alchemy.mixins import SlugKey
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr

from assay.checking import proves
from suites.library.modeling.definitions import names_of, unused_key


@proves("modeling.merge-table-arguments")
async def test_arguments_of_model_and_mixins_are_joined() -> None:
    """The constraint and index of ``SlugKey``, those of another mixin, of the model, and the options of both."""

    class Numbered:
        __table_args__ = (UniqueConstraint("number", name="uq_number"), {"comment": "a comment"})
        number: Mapped[int]

    class LibraryMerged(UUIDBase, SlugKey, Numbered):
        __bind_key__ = unused_key()

        @declared_attr.directive
        @classmethod
        def __table_args__(cls) -> tuple[object, ...]:  # type: ignore[override]
            more = (CheckConstraint("number > 0", name="positive"), {"info": {"kept": True}})
            return base.merge_table_arguments(cls, more)  # type: ignore[return-value]

    table = LibraryMerged.metadata.tables["library_merged"]
    assert names_of(table, UniqueConstraint) == ["uq_library_merged_slug", "uq_number"]
    assert names_of(table, CheckConstraint) == ["ck_library_merged_positive"]
    assert [index.name for index in table.indexes] == ["ix_library_merged_slug_unique"]
    assert (table.comment, table.info) == ("a comment", {"kept": True})


@proves("modeling.merge-table-arguments")
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, {"comment": "mixin"}),
        ({"comment": "model"}, {"comment": "model"}),
        ({"info": {}}, {"comment": "mixin", "info": {}}),
        (({"info": {}},), {"comment": "mixin", "info": {}}),
        ((), {"comment": "mixin"}),
    ],
    ids=["nothing", "replaced", "added", "in-a-tuple", "empty-tuple"],
)
async def test_options_only(given: object, expected: object) -> None:
    """Where there are no constraints the options are joined; the model's win."""

    class Bare:
        pass

    class Commented:
        __table_args__ = {"comment": "mixin"}  # noqa: RUF012 - as SQLAlchemy has it

    class Plain(Bare, Commented):
        pass

    assert base.merge_table_arguments(Plain, given) == expected  # type: ignore[arg-type]


@proves("modeling.merge-table-arguments")
async def test_mixin_that_comes_first() -> None:
    """The order of the parents takes no constraint away."""

    class LibraryMixinFirst(SlugKey, UUIDBase):
        __bind_key__ = unused_key()

        @declared_attr.directive
        @classmethod
        def __table_args__(cls) -> tuple[object, ...]:
            return base.merge_table_arguments(cls, {"comment": "model"})  # type: ignore[return-value]

    table = LibraryMixinFirst.metadata.tables["library_mixin_first"]
    assert names_of(table, UniqueConstraint) == ["uq_library_mixin_first_slug"], "the slugs are not unique"
    assert table.comment == "model"


@proves("modeling.merge-table-arguments")
async def test_mixin_that_comes_last_of_several() -> None:
    """What it brings is there once, however many parents are before it."""

    class Bare:
        pass

    class LibraryMixinLast(UUIDBase, Bare, SlugKey):
        __bind_key__ = unused_key()

        @declared_attr.directive
        @classmethod
        def __table_args__(cls) -> tuple[object, ...]:
            return base.merge_table_arguments(cls, {"comment": "model"})  # type: ignore[return-value]

    table = LibraryMixinLast.metadata.tables["library_mixin_last"]
    assert names_of(table, UniqueConstraint) == ["uq_library_mixin_last_slug"]
    assert [index.name for index in table.indexes] == ["ix_library_mixin_last_slug_unique"]


@proves("modeling.merge-table-arguments")
async def test_nothing_to_join() -> None:
    """A class whose parents have no arguments has its own."""
    constraint = UniqueConstraint("name")
    assert base.merge_table_arguments(DefaultBase, (constraint,)) == (constraint,)
    assert base.merge_table_arguments(DefaultBase) == {}
