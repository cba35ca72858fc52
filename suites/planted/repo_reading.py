"""Defects of the repositories' reading half, and of what their errors are told as."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advanced_alchemy import exceptions
from advanced_alchemy.exceptions import NotFoundError
from advanced_alchemy.filters import LimitOffset
from advanced_alchemy.repository import SQLAlchemyAsyncRepository as Repository
from advanced_alchemy.repository import _async

from assay.selftest.planted import breaks, replaced

module: Any = _async
NEW_NAMES = hasattr(Repository, "get_many")
MANY = "get_many" if NEW_NAMES else "list"
MANY_AND_COUNT = "get_many_and_count" if NEW_NAMES else "list_and_count"


@breaks("repo.get", claim="an unknown key gives the first row")
def reading_unknown_key_gives_a_row() -> Iterator[None]:
    """A lookup that fails is answered with what there is."""
    get = Repository.get

    async def found(self: Any, item_id: Any, **options: Any) -> Any:
        try:
            return await get(self, item_id, **options)
        except NotFoundError:
            rows = list(await getattr(self, MANY)())
            if not rows:
                raise
            return rows[0]

    with replaced(Repository, "get", found):
        yield


@breaks("repo.get", claim="id_attribute is remembered")
def reading_id_attribute_is_remembered() -> Iterator[None]:
    """The attribute of one call is that of the next."""
    get = Repository.get

    async def found(self: Any, item_id: Any, **options: Any) -> Any:
        if options.get("id_attribute") is not None:
            self.kept = options["id_attribute"]
        options["id_attribute"] = getattr(self, "kept", None)
        return await get(self, item_id, **options)

    with replaced(Repository, "get", found):
        yield


@breaks("repo.get-one", claim="of several rows the first is given")
def reading_first_of_several() -> Iterator[None]:
    """Several matches are no error."""

    async def first(self: Any, *filters: Any, **options: Any) -> Any:
        return self.check_not_found(next(iter(await getattr(self, MANY)(*filters, **options)), None))

    with replaced(Repository, "get_one", first):
        yield


@breaks("repo.get-one", claim="a keyword that is None is left out")
def reading_none_is_no_filter() -> Iterator[None]:
    """Keywords without a value select everything."""
    get_one = Repository.get_one

    async def one(self: Any, *filters: Any, **options: Any) -> Any:
        return await get_one(self, *filters, **{k: v for k, v in options.items() if v is not None})

    with replaced(Repository, "get_one", one):
        yield


@breaks("repo.get-one-or-none", claim="several rows are none")
def reading_several_are_none() -> Iterator[None]:
    """Instead of an error."""
    one_or_none = Repository.get_one_or_none

    async def one(self: Any, *filters: Any, **options: Any) -> Any:
        try:
            return await one_or_none(self, *filters, **options)
        except exceptions.MultipleResultsFoundError:
            return None

    with replaced(Repository, "get_one_or_none", one):
        yield


def _many(change: Any) -> Any:
    """``get_many`` with its answer changed."""
    many = getattr(Repository, MANY)

    async def found(self: Any, *filters: Any, **options: Any) -> Any:
        return change(list(await many(self, *filters, **options)))

    return replaced(Repository, MANY, found)


@breaks("repo.get-many", claim="one row is missing")
def reading_one_row_is_missing() -> Iterator[None]:
    """The last one is forgotten."""
    with _many(lambda rows: rows[:-1]):
        yield


@breaks("repo.get-many", claim="list does not warn")
def reading_list_is_silent() -> Iterator[None]:
    """Nobody learns of the new name."""
    with replaced(module, "warn_deprecation", lambda **_: None):
        yield


@breaks("repo.get-many-and-count", "repo.count-strategies-agree", claim="the total is that of the page")
def reading_total_of_the_page() -> Iterator[None]:
    """As many as are shown."""
    page = getattr(Repository, MANY_AND_COUNT)

    async def found(self: Any, *filters: Any, **options: Any) -> Any:
        rows, _ = await page(self, *filters, **options)
        return rows, len(rows)

    with replaced(Repository, MANY_AND_COUNT, found):
        yield


@breaks("repo.count-strategies-agree", claim="the second query counts without the filters")
def reading_count_without_filters() -> Iterator[None]:
    """The total of two queries is that of the whole table."""
    statement = Repository._get_count_stmt

    def unfiltered(statement_: Any, **options: Any) -> Any:
        whole = statement_._clone()
        whole._where_criteria = ()
        return statement(whole, **options)

    with replaced(Repository, "_get_count_stmt", staticmethod(unfiltered)):
        yield


@breaks("repo.count-ignores-pagination", claim="the number is that of the page")
def reading_count_of_the_page() -> Iterator[None]:
    """LimitOffset limits the number."""
    count = Repository.count

    async def counted(self: Any, *filters: Any, **options: Any) -> int:
        found = await count(self, *filters, **options)
        for filter_ in filters:
            if isinstance(filter_, LimitOffset):
                found = max(0, min(found - filter_.offset, filter_.limit))
        return found

    with replaced(Repository, "count", counted):
        yield


@breaks("repo.exists", claim="whatever there is, exists")
def reading_everything_exists() -> Iterator[None]:
    """The filters are not heeded."""

    async def exists(self: Any, *_: Any, **__: Any) -> bool:
        return bool(await self.count())

    with replaced(Repository, "exists", exists):
        yield


@breaks("repo.check-health", claim="the answer is the statement's value")
def reading_health_is_a_number() -> Iterator[None]:
    """1 instead of True."""
    health = vars(Repository)["check_health"].__func__

    async def answer(cls: Any, session: Any) -> Any:
        return int(await health(cls, session))

    with replaced(Repository, "check_health", classmethod(answer)):
        yield


@breaks("repo.auto-expunge", claim="what is returned stays in the session")
def reading_nothing_is_expunged() -> Iterator[None]:
    """The option is not heeded."""
    with replaced(Repository, "_expunge", lambda *_, **__: None):
        yield


@breaks("repo.auto-expunge", claim="the repository's option is not heeded")
def reading_only_calls_expunge() -> Iterator[None]:
    """Only that of a call is."""
    expunge = Repository._expunge

    def expunged(self: Any, instance: Any, auto_expunge: Any) -> None:
        expunge(self, instance, bool(auto_expunge))

    with replaced(Repository, "_expunge", expunged):
        yield


@breaks("repo.auto-refresh", claim="rows are always read again")
def reading_always_refreshed() -> Iterator[None]:
    """False is not heeded."""
    refresh = Repository._refresh

    async def refreshed(self: Any, instance: Any, auto_refresh: Any, **options: Any) -> None:
        await refresh(self, instance, True, **options)

    with replaced(Repository, "_refresh", refreshed):
        yield


@breaks("repo.auto-refresh", claim="rows are never read again")
def reading_never_refreshed() -> Iterator[None]:
    """True is not heeded."""

    async def nothing(*_: Any, **__: Any) -> None:
        return None

    with replaced(Repository, "_refresh", nothing):
        yield


@breaks("repo.load-option", "repo.inherit-lazy-relationships", claim="load is not heeded")
def reading_nothing_is_loaded() -> Iterator[None]:
    """Only the repository's own options are."""
    options = Repository._get_loader_options
    with replaced(Repository, "_get_loader_options", lambda self, _: options(self, None)):
        yield


@breaks("repo.load-option", "repo.loader-options-class", claim="what one call loads, the next one loads too")
def reading_loads_are_remembered() -> Iterator[None]:
    """A call's options become the repository's."""
    options = Repository._get_loader_options

    def remembered(self: Any, load: Any) -> Any:
        found = options(self, load)
        self._default_loader_options = found[0]
        return found

    with replaced(Repository, "_get_loader_options", remembered):
        yield


@breaks("repo.loader-options-class", claim="a call's options are always added to the class's")
def reading_loads_are_always_merged() -> Iterator[None]:
    """merge_loader_options is not heeded."""
    find = module.get_abstract_loader_options

    def merged(*args: Any, **options: Any) -> Any:
        return find(*args, **{**options, "merge_with_default": True})

    with replaced(module, "get_abstract_loader_options", merged):
        yield


@breaks("repo.inherit-lazy-relationships", claim="what the model loads is loaded all the same")
def reading_models_setting_always_counts() -> Iterator[None]:
    """False is not heeded."""
    find = module.get_abstract_loader_options

    def inherited(*args: Any, **options: Any) -> Any:
        return find(*args, **{**options, "inherit_lazy_relationships": True})

    with replaced(module, "get_abstract_loader_options", inherited):
        yield


@breaks("repo.execution-options", claim="a call's options are not heeded")
def reading_options_of_calls_are_lost() -> Iterator[None]:
    """Only the repository's are."""
    with replaced(Repository, "_get_execution_options", lambda self, _=None: self._default_execution_options):
        yield


@breaks("repo.execution-options", claim="a call's options stay")
def reading_options_of_calls_stay() -> Iterator[None]:
    """They become the repository's."""
    options = Repository._get_execution_options

    def kept(self: Any, execution_options: Any = None) -> Any:
        self._default_execution_options = options(self, execution_options)
        return self._default_execution_options

    with replaced(Repository, "_get_execution_options", kept):
        yield


@breaks("repo.order-by", claim="pairs are ascending, whatever they say")
def reading_pairs_are_ascending() -> Iterator[None]:
    """The second half of a pair is not heeded."""
    before = Repository._order_by_attribute

    def ascending(statement: Any, field: Any, is_desc: bool) -> Any:
        del is_desc
        return before(statement, field, False)

    with replaced(Repository, "_order_by_attribute", staticmethod(ascending)):
        yield


@breaks("repo.order-by", claim="only the first of a list of orders counts")
def reading_first_order_only() -> Iterator[None]:
    """Ties are in any order."""
    sort = Repository._apply_order_by

    def first(self: Any, statement: Any, order_by: Any) -> Any:
        return sort(self, statement, order_by[:1] if isinstance(order_by, list) else order_by)

    with replaced(Repository, "_apply_order_by", first):
        yield


@breaks("repo.statements-of-a-read", claim="the rows of a page are asked for where there are none")
def reading_empty_pages_are_read() -> Iterator[None]:
    """A second statement is sent whose answer is known."""
    basic = Repository._get_many_and_count_basic

    async def read(self: Any, *filters: Any, **options: Any) -> Any:
        found, total = await basic(self, *filters, **options)
        if total == 0:
            await getattr(self, MANY)()
        return found, total

    with replaced(Repository, "_get_many_and_count_basic", read):
        yield
