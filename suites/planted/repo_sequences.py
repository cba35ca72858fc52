"""Defects that show when one call follows another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advanced_alchemy.repository import SQLAlchemyAsyncRepository as Repository
from advanced_alchemy.repository import _async

from assay.selftest.planted import breaks, replaced


@breaks("repo.any-sequence", claim="keywords of one call select what the next one reads, too")
def reading_remembers_keywords() -> Iterator[None]:
    """They stay in the repository's statement."""
    select_by = Repository._filter_select_by_kwargs

    def selected(self: Any, statement: Any, kwargs: Any) -> Any:
        narrowed = select_by(self, statement, kwargs)
        if isinstance(kwargs, dict) and kwargs and statement.is_select:
            self.statement = narrowed
        return narrowed

    with replaced(Repository, "_filter_select_by_kwargs", selected):
        yield


@breaks("repo.any-sequence", claim="instances that the session has keep their values when their rows are upserted")
def upserts_leave_the_session_behind() -> Iterator[None]:
    """What the statement returns is not read into them."""
    upsert = getattr(Repository, "_upsert_many_native")  # noqa: B009 - not before 1.12

    async def upserted(self: Any, *, execution_options: Any, **options: Any) -> Any:
        return await upsert(self, execution_options=dict(execution_options, populate_existing=False), **options)

    with replaced(Repository, "_upsert_many_native", upserted):
        yield


@breaks("repo.any-sequence", claim="a value that is 0, empty or NULL is never replaced by an upsert")
def upserts_pass_over_what_is_false() -> Iterator[None]:
    """It counts as what the attribute does not have."""
    compare = vars(_async)["compare_values"]

    def compared(existing: Any, new: Any) -> bool:
        return not existing or bool(compare(existing, new))

    with replaced(_async, "compare_values", compared):
        yield


@breaks("repo.any-sequence", claim="what is deleted by a filter comes back with the next commit")
def deletion_is_forgotten() -> Iterator[None]:
    """The deleted instances are added again."""
    delete_where = Repository.delete_where

    async def deleted(self: Any, *filters: Any, **options: Any) -> Any:
        gone = await delete_where(self, *filters, **options)
        for instance in gone:
            names = [column.key for column in type(instance).__mapper__.columns]
            self.session.add(type(instance)(**{name: getattr(instance, name) for name in names}))
        return gone

    with replaced(Repository, "delete_where", deleted):
        yield
