"""Defects of repositories' errors, filters, sessions and locks, as far as reading has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advanced_alchemy import exceptions
from advanced_alchemy.exceptions import DuplicateKeyError
from advanced_alchemy.repository import SQLAlchemyAsyncRepository as Repository
from advanced_alchemy.repository import SQLAlchemyAsyncSlugRepository as SlugRepository
from advanced_alchemy.repository import _async
from sqlalchemy.ext.asyncio import AsyncSession

from assay.selftest.planted import breaks, replaced

module: Any = _async
NEW_NAMES = hasattr(Repository, "get_many")
MANY = "get_many" if NEW_NAMES else "list"
MANY_AND_COUNT = "get_many_and_count" if NEW_NAMES else "list_and_count"


@breaks("repo.error-messages", claim="texts of one repository are those of all")
def reading_texts_are_shared() -> Iterator[None]:
    """They are written into the defaults, as they were before 1.8.1."""
    messages = vars(Repository)["_get_error_messages"].__func__
    before = dict(module.DEFAULT_ERROR_MESSAGE_TEMPLATES)

    def shared(error_messages: Any = None, default_messages: Any = None) -> Any:
        found = messages(error_messages=error_messages, default_messages=default_messages)
        module.DEFAULT_ERROR_MESSAGE_TEMPLATES.update(found)
        return found

    with replaced(Repository, "_get_error_messages", staticmethod(shared)):
        yield
    module.DEFAULT_ERROR_MESSAGE_TEMPLATES.update(before)


@breaks("repo.error-messages", claim="callables are not called")
def reading_callables_are_texts() -> Iterator[None]:
    """Their names are shown."""

    def text(error_messages: Any, key: str, exc: Exception) -> str:
        del exc
        return str(error_messages.get(key, key))

    with replaced(exceptions, "_get_error_message", text):
        yield


def _without(name: str) -> Any:
    """A table of the messages of databases with nothing in it."""
    return replaced(exceptions, name, {})


@breaks("repo.duplicate-key-error", claim="a duplicate is an error of integrity, and no more")
def reading_duplicates_are_not_told() -> Iterator[None]:
    """The database's text is not understood."""
    with _without("DUPLICATE_KEY_REGEXES"):
        yield


@breaks("repo.foreign-key-error", target="postgres-asyncpg", claim="a missing parent is an error of integrity")
def reading_missing_parents_are_not_told() -> Iterator[None]:
    """The database's text is not understood."""
    with _without("FOREIGN_KEY_REGEXES"):
        yield


@breaks("repo.check-constraint-error", claim="NULL is told as a duplicate")
def reading_nulls_are_duplicates() -> Iterator[None]:
    """Whatever is refused is told as one."""
    with replaced(exceptions, "IntegrityError", DuplicateKeyError):
        yield


@breaks("repo.wrap-exceptions-off", claim="exceptions are wrapped all the same")
def reading_always_wrapped() -> Iterator[None]:
    """The option is not heeded."""
    wrap = module.wrap_sqlalchemy_exception

    def wrapped(*args: Any, **options: Any) -> Any:
        return wrap(*args, **{**options, "wrap_exceptions": True})

    with replaced(module, "wrap_sqlalchemy_exception", wrapped):
        yield


@breaks("repo.uniquify", claim="duplicates stay")
def reading_duplicates_stay() -> Iterator[None]:
    """The option is not heeded, unless the class has it."""
    execute = Repository._execute

    async def sent(self: Any, statement: Any, uniquify: bool = False) -> Any:
        self._uniquify = type(self).uniquify
        return await execute(self, statement, uniquify=False if not type(self).uniquify else uniquify)

    with replaced(Repository, "_execute", sent):
        yield


@breaks("repo.statement-scope", claim="get finds what is outside of the statement")
def reading_get_leaves_the_scope() -> Iterator[None]:
    """It asks the session."""

    async def found(self: Any, item_id: Any, **_: Any) -> Any:
        return self.check_not_found(await self.session.get(self.model_type, item_id))

    with replaced(Repository, "get", found):
        yield


@breaks("repo.keyword-filters", claim="a misspelt keyword is left out")
def reading_misspelt_keywords_are_left_out() -> Iterator[None]:
    """All rows match."""
    select = Repository._filter_select_by_kwargs

    def known(self: Any, statement: Any, kwargs: Any) -> Any:
        pairs = dict(kwargs).items()
        return select(self, statement, [(k, v) for k, v in pairs if hasattr(self.model_type, k)])

    with replaced(Repository, "_filter_select_by_kwargs", known):
        yield


@breaks("repo.keyword-filters", claim="keywords without a value are left out")
def reading_empty_keywords_are_left_out() -> Iterator[None]:
    """None, 0 and an empty text select everything."""
    select = Repository._filter_select_by_kwargs

    def truthy(self: Any, statement: Any, kwargs: Any) -> Any:
        return select(self, statement, [(k, v) for k, v in dict(kwargs).items() if v or not isinstance(k, str)])

    with replaced(Repository, "_filter_select_by_kwargs", truthy):
        yield


@breaks("repo.expression-filters", claim="only the last filter counts")
def reading_last_filter_counts() -> Iterator[None]:
    """The others are forgotten."""
    apply = Repository._apply_filters

    def last(self: Any, *filters: Any, **options: Any) -> Any:
        return apply(self, *filters[-1:], **options)

    with replaced(Repository, "_apply_filters", last):
        yield


@breaks("repo.bind-group-argument", claim="a bind group is not heeded")
def reading_bind_groups_are_lost() -> Iterator[None]:
    """No statement carries it."""
    get = Repository.get

    async def found(self: Any, item_id: Any, **options: Any) -> Any:
        options.pop("bind_group", None)
        return await get(self, item_id, **options)

    with replaced(Repository, "get", found):
        yield


@breaks("repo.scoped-session", claim="the session of the first scope is kept")
def reading_first_scope_is_kept() -> Iterator[None]:
    """A scoped session is asked once."""
    init = Repository.__init__

    def started(self: Any, *, session: Any, **options: Any) -> None:
        init(self, session=session if isinstance(session, AsyncSession) else session(), **options)

    with replaced(Repository, "__init__", started):
        yield


@breaks("repo.routed-session-dialect", claim="a session without a bind finds nothing")
def reading_nothing_without_a_bind() -> Iterator[None]:
    """There is nobody to ask."""
    many = getattr(Repository, MANY)

    async def found(self: Any, *filters: Any, **options: Any) -> Any:
        return await many(self, *filters, **options) if self.session.bind is not None else []

    with replaced(Repository, MANY, found):
        yield


@breaks("repo.prefer-any-dialects", claim="None among the values deletes nothing")
def reading_a_value_is_lost() -> Iterator[None]:
    """The first value is passed over."""
    delete = Repository.delete_many

    async def deleted(self: Any, item_ids: list[Any], **options: Any) -> Any:
        return await delete(self, item_ids[1:], **options)

    with replaced(Repository, "delete_many", deleted):
        yield


@breaks("repo.prefer-any-dialects", target="postgres-asyncpg", claim="lists are sent everywhere")
def reading_arrays_are_not_sent() -> Iterator[None]:
    """Whatever the class names."""
    init = Repository.__init__

    def started(self: Any, **options: Any) -> None:
        init(self, **options)
        self._prefer_any = False

    with replaced(Repository, "__init__", started):
        yield


@breaks("repo.for-update-blocks", "repo.for-update-nowait", target="postgres-asyncpg", claim="nothing is locked")
def reading_nothing_is_locked() -> Iterator[None]:
    """The option is not heeded."""
    with replaced(Repository, "_apply_for_update_options", lambda _self, statement, _lock: statement):
        yield


@breaks("repo.for-update-nowait", target="postgres-asyncpg", claim="a locked row is told as a duplicate")
def reading_locks_are_duplicates() -> Iterator[None]:
    """Whatever is refused is told as one."""
    with replaced(exceptions, "IntegrityError", DuplicateKeyError):
        yield


@breaks("repo.for-update-of-example", claim="a column after of gives the first row")
def reading_columns_give_the_first_row() -> Iterator[None]:
    """The filters are lost beside it."""
    one = Repository.get_one

    async def first(self: Any, *filters: Any, with_for_update: Any = None, **options: Any) -> Any:
        if isinstance(with_for_update, dict) and "of" in with_for_update:
            return next(iter(await getattr(self, MANY)(order_by=("id", False))))
        return await one(self, *filters, with_for_update=with_for_update, **options)

    with replaced(Repository, "get_one", first):
        yield


@breaks("repo.get-by-slug", claim="any slug that begins so is found")
def reading_slugs_are_beginnings() -> Iterator[None]:
    """The first of them is given."""

    async def found(self: Any, slug: str, **_: Any) -> Any:
        rows = await getattr(self, MANY)(self.model_type.slug.startswith(slug), order_by=("slug", True))
        return next(iter(rows), None)

    with replaced(SlugRepository, "get_by_slug", found):
        yield


@breaks("repo.available-slug", claim="a slug that is taken is given out")
def reading_taken_slugs_are_given_out() -> Iterator[None]:
    """Nobody asks the table."""

    async def unique(*_: Any, **__: Any) -> bool:
        return True

    with replaced(SlugRepository, "_is_slug_unique", unique):
        yield
