# Generated from suites/probes/filters.py by `python -m tools.twin`; do not edit.
"""Handlers of the filters' chapter."""

from typing import Annotated, Any
from uuid import UUID

from advanced_alchemy.extensions.litestar import filters, providers, service
from litestar import Controller, get
from litestar.params import Dependency

from reference_app.authors.models import AuthorModel
from reference_app.authors.schemas import Author
from reference_app.sync.authors.services import AuthorService

__all__ = ("route_handlers",)


def _shown(member: Any) -> dict[str, Any]:
    """A filter as its type's name and its values."""
    shown: dict[str, Any] = {"type": type(member).__name__}
    if isinstance(member, filters.LimitOffset):
        shown.update(limit=member.limit, offset=member.offset)
    elif isinstance(member, filters.CollectionFilter):
        values = None if member.values is None else [str(value) for value in member.values]
        shown.update(field_name=member.field_name, values=values)
    elif isinstance(member, filters.SearchFilter):
        fields = {member.field_name} if isinstance(member.field_name, str) else member.field_name
        shown.update(field_name=",".join(sorted(fields)), value=member.value, ignore_case=member.ignore_case)
    return shown


class ShownFiltersController(Controller):
    """The page's filter configuration, and a handler that answers with what it received."""

    dependencies = providers.create_service_dependencies(
        AuthorService,
        "authors_service",
        load=[AuthorModel.books],
        filters={"pagination_type": "limit_offset", "id_filter": UUID, "search": "name", "search_ignore_case": True},
    )

    @get(path="/shown-filters", sync_to_thread=True)
    def show_filters(
        self,
        filters: Annotated[list[filters.FilterTypes], Dependency(skip_validation=True)],
    ) -> list[dict[str, Any]]:
        """The filters that the handler received."""
        return [_shown(member) for member in filters]


class CasedAuthorController(Controller):
    """The page's filter configuration without ``search_ignore_case``."""

    dependencies = providers.create_service_dependencies(
        AuthorService,
        "authors_service",
        filters={"pagination_type": "limit_offset", "id_filter": UUID, "search": "name"},
    )

    @get(path="/cased-authors", sync_to_thread=True)
    def list_cased_authors(
        self,
        authors_service: AuthorService,
        filters: Annotated[list[filters.FilterTypes], Dependency(skip_validation=True)],
    ) -> service.OffsetPagination[Author]:
        """List authors."""
        results, total = authors_service.list_and_count(*filters)
        return authors_service.to_schema(results, total, filters=filters, schema_type=Author)


class SmallPageController(Controller):
    """A page of another size, and no search."""

    dependencies = providers.create_service_dependencies(
        AuthorService,
        "authors_service",
        filters={"pagination_type": "limit_offset", "pagination_size": 3},
    )

    @get(path="/small-pages", sync_to_thread=True)
    def list_small_pages(
        self,
        authors_service: AuthorService,
        filters: Annotated[list[filters.FilterTypes], Dependency(skip_validation=True)],
    ) -> service.OffsetPagination[Author]:
        """List authors."""
        results, total = authors_service.list_and_count(*filters)
        return authors_service.to_schema(results, total, filters=filters, schema_type=Author)


class SearchOnlyController(Controller):
    """A search, and neither pages nor ids."""

    dependencies = providers.create_service_dependencies(
        AuthorService,
        "authors_service",
        filters={"search": "name"},
    )

    @get(path="/searched-authors", sync_to_thread=True)
    def list_searched_authors(
        self,
        authors_service: AuthorService,
        filters: Annotated[list[filters.FilterTypes], Dependency(skip_validation=True)],
    ) -> service.OffsetPagination[Author]:
        """List authors."""
        results, total = authors_service.list_and_count(*filters)
        return authors_service.to_schema(results, total, filters=filters, schema_type=Author)


route_handlers = [
    ShownFiltersController,
    CasedAuthorController,
    SmallPageController,
    SearchOnlyController,
]
