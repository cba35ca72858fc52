"""The job that reads what an application has: see :func:`inventory`."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .classes import keepers_of, services_of
from .handlers import answers_of, instead_of_the_librarys, own_handlers
from .inventory import Configuration, Inventory, Migrations, Place
from .job import Loaded
from .models import models_of
from .routes import routes_of
from .texts import canonical, text_of
from .uses import uses_of


def inventory(loaded: Loaded) -> Iterator[Inventory]:
    """The job ``reading:inventory``: one value, an :class:`Inventory`."""
    configurations = tuple(_configuration(loaded, number) for number in range(len(loaded.configurations)))
    services = services_of(loaded)
    yield Inventory(
        application=loaded.name,
        factory=loaded.factory,
        directory=str(loaded.project.directory),
        python=platform.python_version(),
        versions={canonical(one.name): one.version for one in metadata.distributions() if one.name},
        configurations=configurations,
        models=models_of(loaded),
        keepers=keepers_of(loaded),
        services=services,
        uses=uses_of(loaded, services),
        routes=routes_of(loaded),
        debug=bool(loaded.app.debug),
        exception_handlers=tuple(own_handlers(loaded.app.exception_handlers)),
        handlers_instead=instead_of_the_librarys(loaded.app.exception_handlers),
        answers=answers_of(loaded.app.exception_handlers),
        plugins=tuple(sorted({type(plugin).__name__ for plugin in loaded.app.plugins})),
        engines=tuple(loaded.guard.engines),
        slots=loaded.guard.slots,
        refusals=tuple(loaded.guard.refusals),
    )


def _configuration(loaded: Loaded, number: int) -> Configuration:
    config = loaded.configurations[number]
    slot, problem = -1, ""
    try:
        slot = loaded.guard.slot_of(config.get_engine())
    except Exception as error:  # noqa: BLE001 - an inventory has this configuration all the same
        problem = f"{type(error).__name__}: {' '.join(str(error).split())}"
    switched_off = {
        "timestamps": getattr(config, "enable_touch_updated_timestamp_listener", True),
        "files": getattr(config, "enable_file_object_listener", True),
        "exception-handler": getattr(config, "set_default_exception_handler", True),
    }
    return Configuration(
        number=number,
        place=loaded.places.get(id(config), Place()),
        bind_key=config.bind_key or "",
        is_async="Async" in _library_class(config),
        slot=slot,
        engine_problem=problem,
        tables=tuple(sorted(config.metadata.tables)) if config.metadata is not None else (),
        commits=_commits(config),
        session_options={
            name: text_of(value) for name, value in config.session_config_dict.items() if name not in {"bind", "info"}
        },
        session_dependency=config.session_dependency_key,
        engine_dependency=config.engine_dependency_key,
        create_all=config.create_all,
        routing=getattr(config, "routing_config", None) is not None,
        cached=getattr(config, "cache_manager", None) is not None,
        switched_off=tuple(name for name, on in switched_off.items() if not on),
        migrations=_migrations(loaded, config),
    )


def _library_class(config: Any) -> str:
    return next((c.__name__ for c in type(config).__mro__ if c.__module__.startswith("advanced_alchemy.")), "")


def _commits(config: Any) -> str:
    """When a session commits: told by the closure of the handler, which the library made of the word that was given."""
    handler = config.before_send_handler
    name = getattr(handler, "__qualname__", "")
    if not getattr(handler, "__module__", "").startswith("advanced_alchemy."):
        return "custom"
    if not name.startswith("autocommit"):
        return "manual"
    code, cells = handler.__code__, handler.__closure__ or ()
    closed = dict(zip(code.co_freevars, (cell.cell_contents for cell in cells), strict=True))
    redirects = 302 in closed.get("commit_range", ())
    return "autocommit_include_redirects" if redirects else "autocommit"


def _folder(loaded: Loaded, location: str) -> Path:
    """The folder of migrations, which may be said as ``package:folder``."""
    package, colon, inner = str(location).partition(":")
    if colon and (spec := find_spec(package)) is not None and spec.submodule_search_locations:
        return Path(spec.submodule_search_locations[0], inner)
    here = Path.cwd() / location
    return here if here.is_dir() else Path(loaded.project.directory) / location


def _migrations(loaded: Loaded, config: Any) -> Migrations | None:
    alembic = getattr(config, "alembic_config", None)
    if alembic is None:
        return None
    folder = _folder(loaded, alembic.script_location)
    versions = [f for f in (folder / "versions").glob("*.py") if f.name != "__init__.py"] if folder.is_dir() else []
    plain = type(alembic)()
    options = {
        name: text_of(value)
        for name, value in vars(alembic).items()
        if value != getattr(plain, name, None) and name not in {"script_location", "version_table_name"}
    }
    return Migrations(
        script_location=str(folder),
        versions=len(versions),
        version_table=alembic.version_table_name,
        options=options,
    )
