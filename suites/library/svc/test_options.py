"""Options of single calls: the service takes what its repository takes, and passes it on."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from advanced_alchemy import service as library
from advanced_alchemy.exceptions import IntegrityError, NotFoundError
from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from advanced_alchemy.service import SQLAlchemyAsyncRepositoryService

from assay.checking import Reader, proves
from reference_app.library.clubs.models import Club
from reference_app.library.clubs.services import ClubService
from reference_app.library.database import Database
from suites.library.svc.schemas import by_name, given

MODELS = (Club,)

METHODS = {
    "count": "count",
    "exists": "exists",
    "get": "get",
    "get_one": "get_one",
    "get_one_or_none": "get_one_or_none",
    "list": "list",
    "list_and_count": "list_and_count",
    "create": "add",
    "create_many": "add_many",
    "update": "update",
    "update_many": "update_many",
    "upsert": "upsert",
    "upsert_many": "upsert_many",
    "get_or_upsert": "get_or_upsert",
    "get_and_update": "get_and_update",
    "delete": "delete",
    "delete_many": "delete_many",
    "delete_where": "delete_where",
}
"""The service's methods, and the repository's that each of them stands for."""

DATA: dict[str, tuple[Any, ...]] = {
    "get": (1,),
    "create": ({"name": "a"},),
    "create_many": ([{"name": "a"}],),
    "update": ({"id": 1, "name": "a"},),
    "update_many": ([{"id": 1, "name": "a"}],),
    "upsert": ({"id": 1, "name": "a"},),
    "upsert_many": ([{"id": 1, "name": "a"}],),
    "delete": (1,),
    "delete_many": ([1],),
}

OF_THE_DATA = {"self", "data", "filters", "kwargs", "item_id", "item_ids", "statement", "schema_dump_config"}


def _noting(name: str) -> Any:
    async def call(self: Any, *arguments: Any, **options: Any) -> Any:
        del arguments
        self.noted.append((name, options))
        return []

    return call


def noting_service() -> Any:
    """The class of a service whose repository does nothing, and notes the options that it is given."""
    members = {name: _noting(name) for name in ("get_many", "get_many_and_count", *METHODS.values())}
    repository = type("Noting", (SQLAlchemyAsyncRepository,), {"model_type": Club, "noted": [], **members})
    return type("NotingService", (SQLAlchemyAsyncRepositoryService,), {"repository_type": repository})


@proves("svc.options-per-call")
@pytest.mark.parametrize("method", list(METHODS))
async def test_the_repositorys_options(database: Database, method: str) -> None:
    """Each option that the repository's method has the service's has too."""
    del database
    own = set(inspect.signature(getattr(SQLAlchemyAsyncRepositoryService, method)).parameters)
    repositorys = set(inspect.signature(getattr(SQLAlchemyAsyncRepository, METHODS[method])).parameters)
    missing = sorted(repositorys - own - {"self"})
    assert not missing, f"the service's {method} does not take {missing}"


@proves("svc.options-per-call")
@pytest.mark.parametrize("method", list(METHODS))
async def test_options_are_passed_on(database: Database, method: str) -> None:
    """Each option of a call reaches the repository with its value."""
    parameters = inspect.signature(getattr(SQLAlchemyAsyncRepositoryService, method)).parameters
    options: dict[str, Any] = {name: object() for name in parameters if name not in OF_THE_DATA}
    options |= {name: True for name in options if name in {"uniquify", "use_cache"}}
    async with database.session() as session:
        service = noting_service()(session=session)
        # A hook of the update looks for the id's attribute, and no option may lead it astray.
        if method == "update":
            options["id_attribute"] = "id"
        await getattr(service, method)(*DATA.get(method, ()), **options)
        ((_, noted),) = service.repository.noted
    lost = sorted(name for name, value in options.items() if noted.get(name) is not value)
    assert not lost, f"{method} does not pass on {lost}"


@proves("svc.options-per-call")
async def test_statement_of_a_call(database: Database, reader: Reader) -> None:
    """An order and a filter of one call are not those of the next."""
    given(reader, "Athletic", "Rovers")
    async with database.session() as session:
        clubs = ClubService(session=session)
        read: Any = getattr(clubs, "get_many", None) or clubs.list
        assert [club.name for club in await read(order_by=("name", True))] == ["Rovers", "Athletic"]
        assert [club.name for club in await read(Club.name == "Rovers")] == ["Rovers"]
        assert [club.name for club in await read(order_by=[("name", False)])] == ["Athletic", "Rovers"]


@proves("svc.options-per-call")
@pytest.mark.parametrize("expunge", [True, False])
async def test_expunged_instances(database: Database, reader: Reader, expunge: bool) -> None:
    """auto_expunge says whether what is returned belongs to the session."""
    (wanted,) = given(reader, "Rovers")
    async with database.session() as session:
        clubs = ClubService(session=session)
        results: dict[str, Any] = {
            "get": await clubs.get(wanted, auto_expunge=expunge),
            "update": await clubs.update({"seats": 1}, item_id=wanted, auto_expunge=expunge),
            "create": await clubs.create({"name": "United"}, auto_expunge=expunge),
            "upsert": await clubs.upsert({"seats": 2}, item_id=wanted, auto_expunge=expunge),
            "create_many": (await clubs.create_many([{"name": "Athletic"}], auto_expunge=expunge))[0],
        }
        inside = {name for name, one in results.items() if one in session}
        await session.commit()
    assert inside == (set() if expunge else set(results))
    assert {name: row["seats"] for name, row in by_name(reader).items()} == {"Rovers": 2, "United": 10, "Athletic": 10}


@proves("svc.options-per-call")
@pytest.mark.parametrize("call", ["create", "create_many", "update", "upsert"])
async def test_words_of_one_call(database: Database, reader: Reader, call: str) -> None:
    """error_messages of a call are that call's: the next error has the library's own words again."""
    (wanted, _) = given(reader, "Rovers", "United")
    words: Any = dict.fromkeys(("duplicate_key", "integrity"), "This name is taken.")
    details = []
    for options in ({"error_messages": words}, {}):
        async with database.session() as session:
            clubs = ClubService(session=session)
            sent: dict[str, Any] = {"name": "United"}
            try:
                if call.startswith("create"):
                    await getattr(clubs, call)([sent] if call == "create_many" else sent, **options)
                else:
                    await getattr(clubs, call)(sent, item_id=wanted, **options)
            except IntegrityError as error:
                details.append(error.detail)
            await session.rollback()
    templates: Any = library.DEFAULT_ERROR_MESSAGE_TEMPLATES
    assert len(details) == 2, f"a name was taken twice: {details}"
    assert details[0] == "This name is taken.", f"the error says {details[0]!r}"
    assert details[1] in {templates["duplicate_key"], templates["integrity"]}, details[1]


@proves("svc.options-per-call")
async def test_words_of_two_services(database: Database) -> None:
    """Two services have their own words, and what one call says changes neither."""
    details = []
    async with database.session() as session:
        services: list[Any] = [
            ClubService(session=session, error_messages={"not_found": text}) for text in ("No such club.", "Nobody.")
        ]
        for service, options in (
            (services[0], {}),
            (services[1], {}),
            (services[0], {"error_messages": {"not_found": "Gone."}}),
            (services[0], {}),
            (services[1], {}),
        ):
            try:
                await service.get_one(name="Athletic", **options)
            except NotFoundError as error:
                details.append(error.detail)
    assert details == ["No such club.", "Nobody.", "Gone.", "No such club.", "Nobody."]


@proves("svc.options-per-call")
async def test_words_that_are_computed(database: Database, reader: Reader) -> None:
    """A word of the messages may be a function of the error."""
    given(reader, "Rovers")
    words: Any = dict.fromkeys(("duplicate_key", "integrity"), lambda error: f"computed: {type(error).__name__}")
    detail = ""
    async with database.session() as session:
        try:
            await ClubService(session=session, error_messages=words).create({"name": "Rovers"})
        except IntegrityError as error:
            detail = error.detail
        await session.rollback()
    assert detail.startswith("computed: "), f"the error says {detail!r}"


def signature(owner: Any, name: str) -> list[tuple[Any, ...]]:
    """Names, kinds and defaults of a method's parameters."""
    parameters = inspect.signature(getattr(owner, name)).parameters.values()
    return [(one.name, one.kind, one.default) for one in parameters]


PAIRS = ("RepositoryService", "RepositoryReadService", "QueryService")


@proves("svc.sync-async-parity")
@pytest.mark.parametrize("kind", PAIRS)
async def test_the_same_methods(database: Database, kind: str) -> None:
    """Both services have the same public names, methods with the same parameters in the same order."""
    del database
    first, second = (getattr(library, f"SQLAlchemy{colour}{kind}") for colour in ("Async", "Sync"))
    names = [{name for name in dir(one) if not name.startswith("_")} for one in (first, second)]
    assert names[0] == names[1], f"only one of the two has {sorted(names[0] ^ names[1])}"
    of_methods = (inspect.isfunction, inspect.ismethod)
    methods = sorted(name for name in names[0] if any(one(getattr(first, name)) for one in of_methods))
    assert methods, "there are no methods to compare"
    differing = [name for name in [*methods, "__init__"] if signature(first, name) != signature(second, name)]
    assert not differing, f"these take something else in the other colour: {differing}"


@proves("svc.sync-async-parity")
@pytest.mark.parametrize("kind", PAIRS)
async def test_the_same_defaults(database: Database, kind: str) -> None:
    """Both services have the same options on the class."""
    del database
    first, second = (getattr(library, f"SQLAlchemy{colour}{kind}") for colour in ("Async", "Sync"))
    names = {name for name in dir(first) if not name.startswith("_") and not callable(getattr(first, name))}
    plain = {name for name in names if not isinstance(inspect.getattr_static(first, name), property)}
    differing = [name for name in plain if repr(getattr(first, name)) != repr(getattr(second, name))]
    differing = [name for name in differing if "cached_property" not in repr(getattr(first, name))]
    assert not differing, f"these have another default in the other colour: {differing}"


@proves("svc.sync-async-parity")
async def test_results_of_each_method(database: Database, reader: Reader) -> None:
    """One walk through all methods gives the same in each colour."""
    seen: list[Any] = []
    async with database.session() as session:
        clubs = ClubService(session=session)
        seen.append((await clubs.create({"name": "a"})).name)
        seen.append([club.name for club in await clubs.create_many([{"name": "b"}, {"name": "c"}])])
        first = await clubs.get_one(name="a")
        seen.append((await clubs.update({"seats": 1}, item_id=first.id)).seats)
        seen.append([club.seats for club in await clubs.update_many([{"id": first.id, "seats": 2}])])
        seen.append((await clubs.upsert({"name": "d"}, match_fields=["name"])).name)
        seen.append([club.name for club in await clubs.upsert_many([{"name": "e"}], match_fields=["name"])])
        seen.append((await clubs.get_or_upsert(match_fields=["name"], name="f"))[1])
        seen.append((await clubs.get_and_update(match_fields=["name"], name="f", seats=3))[1])
        seen.append((await clubs.delete(first.id)).name)
        seen.append([club.name for club in await clubs.delete_where(name="b")])
        third = await clubs.get_one_or_none(name="c")
        assert third is not None
        seen.append([club.name for club in await clubs.delete_many([third.id])])
        seen.append((await clubs.count(), await clubs.exists(name="d"), await clubs.exists(name="a")))
        await session.commit()
    assert seen == ["a", ["b", "c"], 1, [2], "d", ["e"], True, True, "a", ["b"], ["c"], (3, True, False)]
    assert sorted(by_name(reader)) == ["d", "e", "f"]
