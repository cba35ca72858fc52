"""Defects of the page on models."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from advanced_alchemy import base
from advanced_alchemy.base import AdvancedDeclarativeBase, BasicAttributes, MetadataRegistry
from advanced_alchemy.mixins import slug
from advanced_alchemy.repository import SQLAlchemyAsyncRepository as Repository
from advanced_alchemy.types import DateTimeUTC
from sqlalchemy import CheckConstraint, MetaData, String, Table
from sqlalchemy.dialects.sqlite.base import SQLiteDDLCompiler
from sqlalchemy.ext.asyncio import AsyncAttrs, AsyncSession
from sqlalchemy.orm import MappedColumn
from sqlalchemy.sql.compiler import IdentifierPreparer

from assay.selftest.planted import breaks, replaced
from reference_app.library.bases.models import UUIDv6AuditNote, UUIDv6Note, UUIDv7AuditNote, UUIDv7Note
from reference_app.library.nanoid.models import NanoIDAuditNote, NanoIDNote


def random_keys_of(model: Any) -> Any:
    """A context in which the model's default is a UUID of version 4."""
    table: Table = model.__table__
    column: Any = table.c["id"]
    description = column._default_description_tuple._replace(arg=lambda _: uuid.uuid4())
    return replaced(column, "_default_description_tuple", description)


@breaks(
    "mixins.uuid7-time-ordered",
    "modeling.uuid-v6-base",
    "modeling.uuid-v6-audit-base",
    "modeling.uuid-v7-base",
    "modeling.uuid-v7-audit-base",
    claim="keys are of version 4",
)
def keys_are_of_version_4() -> Iterator[None]:
    """Whatever the base class says."""
    with ExitStack() as models:
        for model in (UUIDv6Note, UUIDv6AuditNote, UUIDv7Note, UUIDv7AuditNote):
            models.enter_context(random_keys_of(model))
        yield


@breaks("modeling.nanoid-base", "modeling.nanoid-audit-base", claim="keys are the text of a UUID")
def short_keys_are_long() -> Iterator[None]:
    """36 characters."""
    with ExitStack() as models:
        for model in (NanoIDNote, NanoIDAuditNote):
            column: Any = model.__table__.c["id"]
            description = column._default_description_tuple._replace(arg=lambda _: str(uuid.uuid4()))
            models.enter_context(replaced(column, "_default_description_tuple", description))
        yield


@breaks("modeling.default-base", "modeling.mapped-as-dataclass", "modeling.to-dict", claim="to_dict leaves out the key")
def dictionaries_lack_the_key() -> Iterator[None]:
    """What is a primary key is not said."""
    say = BasicAttributes.to_dict

    def said(self: Any, exclude: set[str] | None = None) -> dict[str, Any]:
        keys = {column.key for column in self.__mapper__.primary_key}
        return {key: value for key, value in say(self, exclude).items() if key not in keys}

    with replaced(BasicAttributes, "to_dict", said):
        yield


@breaks("modeling.to-dict", claim="what is not to be said is said")
def nothing_is_left_out() -> Iterator[None]:
    """``exclude`` is ignored."""
    say = BasicAttributes.to_dict
    with replaced(BasicAttributes, "to_dict", lambda self, exclude=None: (exclude, say(self))[1]):
        yield


@breaks("modeling.advanced-declarative-base", claim="the bare base has a registry of its own")
def registries_are_two() -> Iterator[None]:
    """The registry of the base is not the one that the others use."""
    with (
        replaced(base, "orm_registry", base.create_registry()),
        replaced(AdvancedDeclarativeBase, "registry", base.create_registry()),
    ):
        yield


@breaks("modeling.sql-query-base", claim="filters of a query are ignored when it is counted")
def counts_ignore_filters() -> Iterator[None]:
    """``count`` counts all."""
    count = Repository.count

    async def counted(self: Any, *_: Any, **__: Any) -> int:
        return await count(self)

    with replaced(Repository, "count", counted):
        yield


@breaks("modeling.table-name-derived", claim="each letter of an acronym is a word")
def acronyms_are_taken_apart() -> Iterator[None]:
    """An underscore is put before each capital."""
    with replaced(base, "table_name_regexp", re.compile("(?!^)([A-Z])")):
        yield


@breaks("modeling.undeclared-string-length", claim="long texts are cut")
def unbounded_texts_are_cut() -> Iterator[None]:
    """A text loses what is behind its 255th character."""

    def cut(self: Any, dialect: Any) -> Any:
        del self, dialect
        return lambda value: value[:255] if isinstance(value, str) else value

    with replaced(String, "bind_processor", cut):
        yield


@breaks("modeling.order-created-table", "modeling.order-custom-sort-order", claim="columns are made in another order")
def columns_are_sorted() -> Iterator[None]:
    """CREATE TABLE has the columns by name."""
    visit: Any = SQLiteDDLCompiler.visit_create_table

    def visited(self: Any, create: Any, **options: Any) -> Any:
        create.columns.sort(key=lambda column: column.element.name)
        return visit(self, create, **options)

    with replaced(SQLiteDDLCompiler, "visit_create_table", visited):
        yield


@breaks("modeling.order-existing-table", claim="another order is another table")
def tables_are_made_again() -> Iterator[None]:
    """create_all replaces a table that has another order."""
    create_all = MetaData.create_all

    def created(self: MetaData, bind: Any, *args: Any, **options: Any) -> None:
        if len(self.tables) == 1:
            self.drop_all(bind)
        create_all(self, bind, *args, **options)

    with replaced(MetaData, "create_all", created):
        yield


@breaks("modeling.many-to-many-slug-example", claim="links are not deleted with what they link")
def links_outlive_their_ends() -> Iterator[None]:
    """An object is deleted by a statement, without its links."""

    async def deleted(self: AsyncSession, instance: Any) -> None:
        table = instance.__table__
        await self.execute(table.delete().where(table.c.id == instance.id))

    with replaced(AsyncSession, "delete", deleted):
        yield


@breaks(
    "modeling.custom-sentinel",
    "modeling.custom-server-side-uuid",
    "modeling.caller-supplied-text-key",
    "modeling.caller-supplied-int-key",
    claim="only one object of a flush is written",
)
def one_object_is_written() -> Iterator[None]:
    """``add_all`` adds the first."""
    add_all = AsyncSession.add_all
    with replaced(AsyncSession, "add_all", lambda self, instances: add_all(self, list(instances)[:1])):
        yield


@breaks("modeling.naming-convention", claim="constraints have no names")
def constraints_have_no_names() -> Iterator[None]:
    """CREATE TABLE says no name of a constraint."""
    with replaced(IdentifierPreparer, "format_constraint", lambda *_, **__: None):
        yield


@breaks("modeling.type-map-uuid-datetime", claim="times lose their minutes")
def times_lose_their_minutes() -> Iterator[None]:
    """The column takes whole hours."""

    def whole(self: Any, value: Any, dialect: Any) -> Any:
        del self, dialect
        return value and value.replace(minute=0)

    with replaced(DateTimeUTC, "process_bind_param", whole):
        yield


@breaks("modeling.type-map-pydantic", "modeling.create-registry-custom-map", claim="the map is another one")
def annotations_are_not_looked_up() -> Iterator[None]:
    """Every annotation is a text of 10 characters."""
    init = MappedColumn._init_column_for_annotation

    def annotated(self: Any, *args: Any, **options: Any) -> None:
        init(self, *args, **options)
        self.column.type = String(10)

    with replaced(MappedColumn, "_init_column_for_annotation", annotated):
        yield


@breaks("modeling.create-registry-custom-map", claim="what is added is added for all")
def map_is_shared() -> Iterator[None]:
    """A custom map is remembered for the registries after it."""
    create = base.create_registry
    seen: dict[Any, Any] = {}

    def created(custom_annotation_map: Any = None) -> Any:
        seen.update(custom_annotation_map or {})
        return create(seen)

    with replaced(base, "create_registry", created):
        yield


@breaks("modeling.metadata-registry-bind-key", claim="all keys have the same metadata")
def keys_are_one() -> Iterator[None]:
    """The registry does not look at the key."""
    get = MetadataRegistry.get
    with replaced(MetadataRegistry, "get", lambda self, _=None: get(self, "library-any")):
        yield


@breaks("modeling.merge-table-arguments", claim="the model's arguments take the place of the mixins'")
def arguments_are_replaced() -> Iterator[None]:
    """Nothing is joined."""
    with replaced(base, "merge_table_arguments", lambda _, given=None: given or {}):
        yield


@breaks("modeling.async-attrs", claim="only what is loaded can be awaited")
def attributes_are_not_loaded() -> Iterator[None]:
    """What is not loaded is None."""

    class Known:
        def __init__(self, instance: Any) -> None:
            self._instance = instance

        def __getattr__(self, name: str) -> Any:
            async def known() -> Any:
                return vars(self._instance).get(name) or []

            return known()

    with replaced(AsyncAttrs, "_AsyncAttrGetitem", Known):
        yield


@breaks("mixins.sentinel-hidden", claim="the sentinel is in dictionaries")
def sentinels_are_said() -> Iterator[None]:
    """``to_dict`` says every column."""

    def said(self: Any, exclude: set[str] | None = None) -> dict[str, Any]:
        return {key: vars(self).get(key) for key in self.__mapper__.columns.keys() if key not in (exclude or ())}  # noqa: SIM118

    with replaced(BasicAttributes, "to_dict", said):
        yield


@breaks("mixins.uuid6-7-fallback", claim="the warning names no version")
def fallback_is_not_told() -> Iterator[None]:
    """What the library logs is not given to anybody."""
    with replaced(logging.Logger, "warning", lambda *_, **__: None):
        yield


@breaks("mixins.slug-subclasses", claim="slugs are not unique")
def slugs_may_be_there_twice() -> Iterator[None]:
    """The mixin brings a constraint that holds always."""
    with replaced(slug, "UniqueConstraint", lambda *_, name: CheckConstraint("1 = 1", name=name)):
        yield


@breaks("modeling.model-to-dict", claim="what is not to be said is said")
def models_say_everything() -> Iterator[None]:
    """``exclude`` is ignored."""
    say = base.model_to_dict
    with replaced(base, "model_to_dict", lambda instance, exclude=None: (exclude, say(instance))[1]):
        yield
