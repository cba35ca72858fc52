"""What an application has, as values that travel from its process as JSON: see :class:`Inventory`.

This module runs on both sides, so that it needs msgspec only, which every application with Litestar has.
"""

from __future__ import annotations

import msgspec

SCHEMAS = {
    "Struct": "Struct",
    "dataclass": "dataclass",
    **dict.fromkeys(("define", "frozen", "mutable", "attrs"), "attrs"),
    "BaseModel": "pydantic",
}
"""What schemas are made with, by the base class or decorator."""


class Place(msgspec.Struct, frozen=True):
    """Where something is written.

    Args:
        file: Relative to the application's directory if it lies below that, otherwise absolute.
        line: Counted from 1; 0 if it is not known.
    """

    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class Engine(msgspec.Struct, frozen=True, kw_only=True):
    """An engine that the application makes, and what it became.

    Args:
        slot: Which of the application's databases it is for, counted from 0: engines for one database, with whatever
            driver, share it.
        url: The application's URL, without password.
        backend: Its dialect, such as ``postgresql``.
        driver: Its driver, such as ``asyncpg``.
        is_async: Whether it was made as an async engine.
        options: Names of the options that it was made with.
        place: Where the application makes it; empty if the library does, from a configuration.
        own: The URL of Assay's database in its place, without password; empty if none was given: then the engine
            refuses to connect.
        left_out: Options that were not taken over, as they belong to the application's own database.
    """

    slot: int
    url: str
    backend: str
    driver: str
    is_async: bool
    options: tuple[str, ...] = ()
    place: Place = Place()
    own: str = ""
    left_out: tuple[str, ...] = ()


class Migrations(msgspec.Struct, frozen=True, kw_only=True):
    """The Alembic configuration of a database.

    Args:
        script_location: The folder of the migrations, absolute.
        versions: How many revisions are there; 0 if the folder is not there.
        version_table: The table of the revision.
        options: The other settings that are not the library's defaults, as text.
    """

    script_location: str
    versions: int
    version_table: str
    options: dict[str, str] = {}


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """A SQLAlchemy configuration of the plug-in.

    Args:
        number: Its place among the configurations, counted from 0; ``Loaded.configurations`` has them in this order.
        place: Where it is made.
        bind_key: Its key; empty for the default one.
        is_async: Whether its engine is.
        slot: The database of its engine (see :class:`Engine`); -1 if no engine can be made of it.
        engine_problem: Why not.
        tables: Names of the tables of its metadata.
        commits: ``manual``, ``autocommit``, ``autocommit_include_redirects`` or ``custom`` (a handler of the user's).
        session_options: Those that were given, as text.
        session_dependency: The key under which handlers ask for the session.
        engine_dependency: The key under which handlers ask for the engine.
        create_all: Whether tables are made at the start.
        routing: Whether it sends reads to replicas.
        cached: Whether it has a cache.
        switched_off: Listeners that the configuration switches off: ``timestamps``, ``files``, ``exception-handler``.
        migrations: Its migrations.
    """

    number: int
    place: Place = Place()
    bind_key: str = ""
    is_async: bool
    slot: int = -1
    engine_problem: str = ""
    tables: tuple[str, ...] = ()
    commits: str = "manual"
    session_options: dict[str, str] = {}
    session_dependency: str = ""
    engine_dependency: str = ""
    create_all: bool = False
    routing: bool = False
    cached: bool = False
    switched_off: tuple[str, ...] = ()
    migrations: Migrations | None = None


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A column of a model.

    Args:
        name: In the database.
        attribute: Of the model.
        type: The name of the type's class, such as ``GUID``; ``JsonB`` for what has that name and no class.
        type_module: The module of that class.
        type_text: The type with its arguments, as Python shows it.
        python_type: The Python type; empty if the type does not say.
        default: ``value``, ``function``, ``sql``, ``sequence`` or empty.
        foreign_keys: What it refers to, as ``table.column``.
        store: Of a column of files: the key of its storage.
        many_files: Whether it is one of lists of files.
    """

    name: str
    attribute: str
    type: str
    type_module: str
    type_text: str
    python_type: str = ""
    nullable: bool = True
    primary_key: bool = False
    unique: bool = False
    autoincrement: bool = False
    length: int | None = None
    default: str = ""
    server_default: bool = False
    on_update: bool = False
    computed: bool = False
    foreign_keys: tuple[str, ...] = ()
    as_text: bool = False
    store: str = ""
    many_files: bool = False


class Relationship(msgspec.Struct, frozen=True, kw_only=True):
    """A relationship of a model."""

    name: str
    target: str
    direction: str
    many: bool
    lazy: str
    cascade: str
    secondary: str = ""
    view_only: bool = False
    is_list: bool = True
    """Whether the class of its collection is a list, where it is one."""


class Constraint(msgspec.Struct, frozen=True, kw_only=True):
    """A constraint or an index of a table: ``primary-key``, ``unique``, ``check``, ``foreign-key``, ``index`` ..."""

    kind: str
    name: str = ""
    columns: tuple[str, ...] = ()
    text: str = ""
    deferrable: bool = False


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """A mapped class.

    Args:
        name: Its class.
        module: Its module; with the name it is found again in the application's process.
        table: Its table, with the schema.
        bind_key: The key of its metadata; empty for the default one.
        configured: Numbers of the configurations whose metadata have the table.
        bases: Classes of ``advanced_alchemy.base`` among its ancestors, the nearest first.
        mixins: Classes of ``advanced_alchemy.mixins`` among them.
        inherits: The mapped class that it inherits from.
        inheritance: ``single``, ``joined``, ``concrete`` or empty.
        version_column: Its column for optimistic locking.
        dataclass: Whether it is mapped as a dataclass.
        sqlmodel: Whether it is a class of SQLModel.
        hybrids: Names of its hybrid attributes.
        proxies: Names of its association proxies.
    """

    name: str
    module: str
    table: str
    place: Place = Place()
    bind_key: str = ""
    configured: tuple[int, ...] = ()
    bases: tuple[str, ...] = ()
    mixins: tuple[str, ...] = ()
    inherits: str = ""
    inheritance: str = ""
    version_column: str = ""
    dataclass: bool = False
    sqlmodel: bool = False
    hybrids: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    constraints: tuple[Constraint, ...] = ()


class Keeper(msgspec.Struct, frozen=True, kw_only=True):
    """What keeps data of the framework: a session backend, a store, or a storage of files.

    Args:
        kind: ``session-backend``, ``store`` or ``file-storage``.
        name: Its class, or the key of a storage of files.
        where: What uses it: a path, the name of a store.
        model: The model of its table, if it has one.
        options: Its settings, as text.
    """

    kind: str
    name: str
    where: str = ""
    model: str = ""
    options: dict[str, str] = {}
    place: Place = Place()


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """A service or a repository of the application.

    Args:
        kind: ``service`` or ``repository``.
        name: Its class.
        base: The nearest class of Advanced Alchemy among its ancestors.
        model: The model.
        repository: The repository of a service.
        options: Settings of the class that are not the library's defaults, as text.
        overrides: Methods of the library that it defines itself.
    """

    kind: str
    name: str
    module: str
    base: str
    place: Place = Place()
    is_async: bool = True
    model: str = ""
    repository: str = ""
    options: dict[str, str] = {}
    overrides: tuple[str, ...] = ()


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """A parameter of a handler.

    Args:
        kind: ``path``, ``query``, ``header``, ``cookie``, ``body``, ``dependency`` or ``reserved``.
        type: Its annotation as text.
        media_type: Of a body, as which media type it is read.
    """

    name: str
    kind: str
    type: str = ""
    media_type: str = ""
    required: bool = True


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """A handler under a path.

    Args:
        method: ``GET`` and so on; ``WEBSOCKET`` or ``ASGI`` for the others.
        path: As Litestar writes it: ``/authors/{author_id:uuid}``.
        handler: Qualified name of the function.
        returns: Its annotation as text.
        filters: What the filter dependencies of the library were made with, as text by key (``id_filter``, ``search``).
        services: Names of the services that are injected.
        guards: Names of the guards, from the application down.
    """

    method: str
    path: str
    handler: str
    place: Place = Place()
    parameters: tuple[Parameter, ...] = ()
    returns: str = ""
    status: int = 0
    filters: dict[str, str] = {}
    services: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    dto: str = ""
    return_dto: str = ""
    in_schema: bool = True
    own: bool = True
    """Whether its function is written in the application's directory; Litestar's OpenAPI pages are not."""


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """What the application wanted to reach that is not Assay's own, and was refused.

    Args:
        what: What it was: ``connection to host:port``, ``SQLite file``.
        place: The application's line that led there.
    """

    what: str
    place: Place = Place()


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """A word of the libraries in the application's own modules, found by reading them.

    Args:
        kind: ``name`` (of a class or function of the libraries), ``call`` (a method of a repository or service, or such
            a class), ``argument`` (``method.keyword``), ``schema`` (a method that writes, whose
            data may be of a schema), ``sends`` (such a method; ``method.none`` if its data may have a default of None),
            ``filters`` (``by-name``: a configuration of filters that is a variable).
        of: The service or repository that is called, as far as its annotation says.
        schema: What the schema is made with that the call is given: ``Struct``, ``dataclass``, ``attrs`` or
            ``pydantic``; as far as annotations say.
        call: Of a method and its arguments, which call of the file it is; 0 of the rest.
        parts: What the data has that the call is given; None if it is not known.
    """

    kind: str
    name: str
    place: Place
    of: str = ""
    call: int = 0
    schema: str = ""
    parts: tuple[str, ...] | None = None


class Inventory(msgspec.Struct, frozen=True, kw_only=True):
    """What an application has.

    Args:
        application: ``module:name`` as it was found.
        factory: Whether that is a factory.
        directory: The application's directory.
        python: The version of its Python.
        versions: The versions of what is installed there, by canonical name.
        engines: Engines in the order in which they were made.
        slots: How many databases the application has.
        debug: Whether it is in debug mode.
        exception_handlers: For which statuses and classes the application itself has some.
        handlers_instead: Those of them for which the library leaves its own handler out.
        answers: Which hundreds of statuses they may answer with, as far as their source says: 2 for 200 to 299.
        refusals: What was refused so far.
    """

    application: str
    factory: bool
    directory: str
    python: str
    versions: dict[str, str] = {}
    engines: tuple[Engine, ...] = ()
    slots: int = 0
    configurations: tuple[Configuration, ...] = ()
    models: tuple[Model, ...] = ()
    keepers: tuple[Keeper, ...] = ()
    services: tuple[Service, ...] = ()
    routes: tuple[Route, ...] = ()
    uses: tuple[Use, ...] = ()
    debug: bool = False
    exception_handlers: tuple[str, ...] = ()
    handlers_instead: tuple[str, ...] = ()
    answers: dict[str, tuple[int, ...]] = {}
    plugins: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()
