# Generated from suites/probes/sorting.py by `python -m tools.twin`; do not edit.
"""Authors in an order of the client's choice, apart from the other filters."""

from typing import Annotated

from advanced_alchemy.extensions.litestar import filters, providers, service
from advanced_alchemy.filters import OrderBy
from litestar import Controller, get
from litestar.params import Dependency

from reference_app.authors.schemas import Author
from reference_app.sync.authors.services import AuthorService

__all__ = ("route_handlers",)


class SortedAuthorController(Controller):
    """Authors by a field of the client's choice."""

    dependencies = providers.create_service_dependencies(
        AuthorService,
        "authors_service",
        # a name and no set of names, which older versions do not take; a client may ask for any field
        filters={"pagination_type": "limit_offset", "sort_field": "name", "sort_order": "asc"},
    )

    @get(path="/sorted-authors", sync_to_thread=True)
    def list_sorted_authors(
        self,
        authors_service: AuthorService,
        filters: Annotated[list[filters.FilterTypes], Dependency(skip_validation=True)],
    ) -> service.OffsetPagination[Author]:
        """List authors, in whatever order those are whose fields are equal."""
        results, total = authors_service.list_and_count(*filters)
        return authors_service.to_schema(results, total, filters=filters, schema_type=Author)

    @get(path="/wholly-sorted-authors", sync_to_thread=True)
    def list_wholly_sorted_authors(
        self,
        authors_service: AuthorService,
        filters: Annotated[list[filters.FilterTypes], Dependency(skip_validation=True)],
    ) -> service.OffsetPagination[Author]:
        """List authors, those whose fields are equal by their id."""
        results, total = authors_service.list_and_count(*filters, OrderBy("id", "asc"))
        return authors_service.to_schema(results, total, filters=filters, schema_type=Author)


route_handlers = [SortedAuthorController]
