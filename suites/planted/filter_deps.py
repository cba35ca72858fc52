"""Defects of the filters that configurations give to handlers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from advanced_alchemy import filters
from advanced_alchemy.extensions.litestar import providers
from advanced_alchemy.utils import dependencies

from assay.selftest.planted import breaks, replaced


class _Made:
    """Stands for a class of filters: ``Filter(...)`` and ``Filter[type](...)`` both call a function."""

    def __init__(self, make: Callable[..., Any]) -> None:
        self._make = make

    def __getitem__(self, _type: Any) -> Callable[..., Any]:
        return self._make

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return self._make(*arguments, **options)


@contextmanager
def _made_anew() -> Iterator[None]:
    """No provider that was made before the block is used in it, and none of the block's afterwards."""
    kept = providers.dep_cache.dependencies
    kept.clear()
    try:
        yield
    finally:
        kept.clear()


@breaks("filter-deps.id-filter-type", claim="of several ids the first one counts")
def first_id_counts() -> Iterator[None]:
    """The others are left out."""

    def first(field_name: str, values: Any) -> Any:
        return filters.CollectionFilter(field_name=field_name, values=values[:1] if values else values)

    with replaced(providers, "CollectionFilter", _Made(first)):
        yield


@breaks("filter-deps.id-field", claim="ids are always those of the attribute id")
def id_field_is_ignored() -> Iterator[None]:
    """The configured name has no effect."""

    def of_id(field_name: str, values: Any) -> Any:
        del field_name
        return filters.CollectionFilter(field_name="id", values=values)

    with replaced(providers, "CollectionFilter", _Made(of_id)):
        yield


@breaks("filter-deps.created-updated", claim="the last change is filtered by the creation")
def updated_is_created() -> Iterator[None]:
    """Both filters are of one column."""

    def created(_field: str, before: Any, after: Any) -> Any:
        return filters.BeforeAfter("created_at", before, after)

    with replaced(providers, "BeforeAfter", created):
        yield


@breaks("filter-deps.search-fields-kinds", claim="of several fields one is searched")
def one_field_is_searched() -> Iterator[None]:
    """The last of the alphabet."""

    def search(field_name: set[str], **options: Any) -> Any:
        return filters.SearchFilter(field_name={max(field_name)}, **options)

    with replaced(providers, "SearchFilter", _SearchFilter(search)):
        yield


class _SearchFilter(type):
    """A stand-in that instances of the filter are instances of, as the code asks whether they are."""

    def __new__(cls, make: Callable[..., Any]) -> Any:
        return super().__new__(cls, "SearchFilter", (), {"make": staticmethod(make)})

    def __init__(cls, make: Callable[..., Any]) -> None:
        super().__init__("SearchFilter", (), {})
        del make

    def __call__(cls, *arguments: Any, **options: Any) -> Any:
        return cls.make(*arguments, **options)  # type: ignore[attr-defined]

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, filters.SearchFilter)


@breaks("filter-deps.search-escape", claim="wildcards are wildcards in spite of the option")
def wildcards_are_not_escaped() -> Iterator[None]:
    """The option does not reach the filter."""

    def search(escape_wildcards: bool = False, **options: Any) -> Any:
        del escape_wildcards
        return filters.SearchFilter(**options)

    with replaced(providers, "SearchFilter", _SearchFilter(search)):
        yield


@breaks("filter-deps.absent-is-no-filter", claim="a search without a text finds nothing")
def missing_text_is_a_text() -> Iterator[None]:
    """What was not sent is looked for as the word None."""

    def search(value: Any, **options: Any) -> Any:
        return filters.SearchFilter(value=str(value), **options)

    with replaced(providers, "SearchFilter", _SearchFilter(search)):
        yield


class _OrderBy(_SearchFilter):
    """The same for the order."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, filters.OrderBy)


def _ordering(**chosen: Any) -> Any:
    def order(**options: Any) -> Any:
        return filters.OrderBy(**{**options, **chosen})

    return _OrderBy(order)


@breaks("filter-deps.sort-default", claim="every order is ascending")
def order_is_ascending() -> Iterator[None]:
    """The direction has no effect."""
    with replaced(providers, "OrderBy", _ordering(sort_order="asc")):
        yield


@breaks("filter-deps.sort-restricted", claim="every name is taken for the title")
def any_name_is_the_title() -> Iterator[None]:
    """Also one that there is not."""
    with replaced(providers, "OrderBy", _ordering(field_name="title")):
        yield


@breaks("filter-deps.sort-nulls", claim="NULL is where the database puts it")
def place_of_nulls_is_lost() -> Iterator[None]:
    """The option does not reach the filter."""
    with replaced(providers, "OrderBy", _ordering(nulls=None)):
        yield


@breaks("filter-deps.sort-several", claim="the last name of a list is the default")
def last_name_is_the_default() -> Iterator[None]:
    """Of a set it is the last of the alphabet."""

    def last(names: Any) -> str:
        return str(names if isinstance(names, str) else list(names)[-1])

    with _made_anew(), replaced(providers, "normalize_sort_field", last):
        yield


@breaks("filter-deps.in-and-not-in", claim="the parameters of two fields filter by one of them")
def two_fields_are_one() -> Iterator[None]:
    """As when each provider is made of the loop's last field."""

    def last(field_name: str, values: Any) -> Any:
        return filters.CollectionFilter(field_name=field_name.replace("first_", "last_"), values=values)

    with replaced(providers, "CollectionFilter", _Made(last)):
        yield


@breaks("filter-deps.in-and-not-in", claim="what is excluded is included")
def excluded_values_are_included() -> Iterator[None]:
    """The other filter is made."""
    with replaced(providers, "NotInCollectionFilter", filters.CollectionFilter):
        yield


@breaks("filter-deps.in-and-not-in", claim="of a repeated parameter the last value counts")
def last_value_counts() -> Iterator[None]:
    """The others are left out."""

    def last(field_name: str, values: Any) -> Any:
        return filters.CollectionFilter(field_name=field_name, values=values[-1:])

    with replaced(providers, "CollectionFilter", _Made(last)):
        yield


@breaks("filter-deps.boolean-fields", claim="false is no value")
def false_is_no_value() -> Iterator[None]:
    """A parameter that says false filters nothing."""

    def true_only(field_name: str, value: bool) -> Any:
        return filters.BooleanFilter(field_name=field_name, value=value) if value else None

    with replaced(providers, "BooleanFilter", true_only):
        yield


@breaks("filter-deps.choice-fields", claim="of several choices the first one counts")
def first_choice_counts() -> Iterator[None]:
    """The others are left out."""

    def first(field_name: str, values: Any) -> Any:
        return filters.ChoicesFilter(field_name=field_name, values=values[:1])

    with replaced(providers, "ChoicesFilter", _Made(first)):
        yield


@breaks("filter-deps.combined", "filter-deps.combined-newer", claim="of several filters the last one is lost")
def last_filter_is_lost() -> Iterator[None]:
    """The list has one filter less."""

    def fewer(keys: Any, **given: Any) -> Any:
        return original(keys[:-1] if len(keys) > 1 else keys, **given)

    with _made_anew(), replaced(providers, "_aggregate_filters", fewer) as original:
        yield


@contextmanager
def _key_without(wrong: Callable[..., Any]) -> Iterator[None]:
    with _made_anew(), replaced(providers, "filter_cache_key", wrong):
        yield


@breaks("filter-deps.same-config-shared", claim="the defaults are not part of what makes a configuration")
def defaults_are_shared() -> Iterator[None]:
    """The first defaults that come with a configuration are those of all."""
    real: Any = dependencies.filter_cache_key

    def key(namespace: str, config: Any, _defaults: Any, aliases: Any) -> Any:
        return real(namespace, config, providers.DEPENDENCY_DEFAULTS, aliases)

    with _key_without(key):
        yield


@breaks("filter-deps.pagination-defaults", claim="the first page size is that of all")
def page_size_is_shared() -> Iterator[None]:
    """The page size is not part of what makes a configuration."""
    real: Any = dependencies.filter_cache_key

    def key(namespace: str, config: Any, *others: Any) -> Any:
        return real(namespace, {name: value for name, value in config.items() if name != "pagination_size"}, *others)

    with _key_without(key):
        yield


@breaks("filter-deps.two-services", claim="the filters of one service are those of the other")
def filters_are_those_of_the_first() -> Iterator[None]:
    """All configurations are taken for one."""

    def key(namespace: str, *_configuration: Any) -> Any:
        return namespace

    with _key_without(key):
        yield


@breaks("filter-deps.default-names", claim="the names are in snake case")
def names_are_in_snake_case() -> Iterator[None]:
    """As the library's own parameters are called."""
    with replaced(dependencies, "camelize", lambda name: name):
        yield


@contextmanager
def _aliases(change: Callable[[Any], Any]) -> Iterator[None]:
    """The configuration from which names are made is another one."""

    def resolve(config: Any) -> Any:
        return original(change(config))

    with replaced(providers, "resolve_filter_aliases", resolve) as original:
        yield


@breaks("filter-deps.snake-case", claim="snake_case gives the default names")
def snake_case_is_ignored() -> Iterator[None]:
    """The preset has no effect."""
    with _aliases(lambda config: {k: v for k, v in config.items() if v != "snake_case"}):
        yield


@breaks("filter-deps.camel-case-and-callable", claim="names that are the same are accepted")
def same_names_are_accepted() -> Iterator[None]:
    """What cannot be used falls back to the default names."""

    def lenient(config: Any) -> Any:
        try:
            return original(config)
        except Exception:  # noqa: BLE001 - a defect swallows what it can
            return original({name: value for name, value in config.items() if name != "alias_generator"})

    with replaced(providers, "resolve_filter_aliases", lenient) as original:
        yield


@breaks("filter-deps.two-services-prefixed", claim="both have the default names")
def prefixes_are_lost() -> Iterator[None]:
    """Callables have no effect."""
    with _aliases(lambda config: {k: v for k, v in config.items() if k != "alias_generator"}):
        yield


@breaks("filter-deps.dependency-defaults", claim="the standard names are used whatever is given")
def given_defaults_are_ignored() -> Iterator[None]:
    """The given defaults do not reach what makes the providers."""

    def make(config: Any, _defaults: Any = None, **options: Any) -> Any:
        return original(config, **options)

    with _made_anew(), replaced(providers, "_create_statement_filters", make) as original:
        yield


@breaks("filter-deps.openapi-complete", claim="page and size have no least value")
def bounds_are_lost() -> Iterator[None]:
    """The bound of a parameter is not declared."""

    def unbounded(ge: Any = None, **options: Any) -> Any:
        del ge
        return original(**options)

    with _made_anew(), replaced(providers, "QueryParameter", unbounded) as original:
        yield


@breaks("filter-deps.openapi-newer-fields", claim="choices are any text")
def choices_are_any_text() -> Iterator[None]:
    """The values of a field are not declared."""

    def untyped(fields: Any) -> Any:
        return tuple(field._replace(type_hint=str) for field in original(fields))

    with _made_anew(), replaced(providers, "normalize_choice_field_types", untyped) as original:
        yield
