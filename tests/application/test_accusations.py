"""Known issues accuse an application of what it does, and of nothing that merely looks like it."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from assay.applications.explained import explained
from assay.commands.suite_facts import SuiteFacts
from assay.domain.applying import Defaults, evidence
from suites.application import generic, known
from suites.application.facts import facts_of
from suites.application.handlers import answers_of, instead_of_the_librarys
from suites.application.inventory import Inventory
from suites.application.loading import read_inventory, request_of
from tests.application.support import EXAMPLE, Checked, write

LEDGER = {entry.id: entry for entry in SuiteFacts().ledger}
DEFAULTS = Defaults.load(known.DEFAULTS)

TEAMS = """
from dataclasses import dataclass
from typing import Annotated, Any, Optional

from advanced_alchemy.base import BigIntAuditBase, UUIDAuditBase
from advanced_alchemy.extensions.litestar import (
    SQLAlchemyAsyncConfig, SQLAlchemyPlugin, providers, repository, service
)
from litestar import Litestar, Response, get, patch, post
from litestar.enums import RequestEncodingType
from litestar.exceptions import PermissionDeniedException
from litestar.params import Body
from litestar.response import Redirect
from litestar.status_codes import HTTP_302_FOUND
from advanced_alchemy.types import StoredObject
from msgspec import Struct
from pydantic import BaseModel
from sqlalchemy import ForeignKey, UniqueConstraint, func
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

class Team(BigIntAuditBase):
    name: Mapped[str]
    town: Mapped[Optional[str]]
    rank: Mapped[Optional[int]] = mapped_column(server_default="1")
    players: Mapped[list["Player"]] = relationship(back_populates="team")
    # more of Team

class Player(UUIDAuditBase):
    name: Mapped[str]
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    team: Mapped[Team] = relationship(back_populates="players", lazy="joined")

class Teams(service.SQLAlchemyAsyncRepositoryService[Team]):
    class Repo(repository.SQLAlchemyAsyncRepository[Team]):
        model_type = Team
    repository_type = Repo

class Players(service.SQLAlchemyAsyncRepositoryService[Player]):
    class Repo(repository.SQLAlchemyAsyncRepository[Player]):
        model_type = Player
    repository_type = Repo

class Sent(Struct, kw_only=True):
    name: str

class Form(BaseModel):
    name: str

# schemas

async def work(teams: Teams, players: Players, data: Sent) -> None:
    WORK

@get("/teams")
async def listed(teams: Teams, filters: list[Any]) -> list[str]:
    return []

@post("/forms")
async def form(data: Annotated[FORM, Body(media_type=RequestEncodingType.URL_ENCODED)]) -> None:
    return None

def handle(request: object, error: Exception) -> Response[str]:
    return ANSWER

config = SQLAlchemyAsyncConfig(connection_string="sqlite+aiosqlite:///t.sqlite", before_send_handler="autocommit")
app = Litestar(
    [listed, form],
    plugins=[SQLAlchemyPlugin(config)],
    dependencies=providers.create_service_dependencies(SERVICE, "teams", filters={"id_filter": int}, load=LOAD),
    exception_handlers={HANDLED: handle},
)
"""
PLAIN = {
    "# more of Team": "",
    "# schemas": "",
    "WORK": "pass",
    "FORM": "Form",
    "ANSWER": 'Redirect("/", status_code=HTTP_302_FOUND)',
    "SERVICE": "Teams",
    "LOAD": "[Team.players]",
    "HANDLED": "PermissionDeniedException",
}


def read(folder: Path, name: str = "shop:app") -> Inventory:
    found = read_inventory(request_of(name, folder))
    assert isinstance(found, Inventory), str(found)
    return found


def hits(folder: Path, issue: str, **changes: str) -> list[str]:
    """Where an issue hits the application, whose words are replaced."""
    text = TEAMS
    for word, instead in {**PLAIN, **changes}.items():
        text = text.replace(word, instead)
    return evidence(DEFAULTS.conditions_of(LEDGER[issue]), facts_of(read(write(folder, text))))


SET = {"# more of Team": 'fans: Mapped[set["Player"]] = relationship(viewonly=True)'}
KEY = {"# schemas": "class New(Sent):\n    id: int = 0"}
LEFT_OUT = {"# schemas": "class New(Sent):\n    town: Optional[str] = None"}
RANK = {"# schemas": "class New(Sent):\n    rank: Optional[int]"}
CHILDREN = {"# schemas": "class New(Sent):\n    players: list[Sent] = []"}
FOREIGN = {"# schemas": "class New(type('Other', (), {}), Sent):\n    pass"}
MADE = {"WORK": "new = New(**{}); await teams.update(new, item_id=1)"}
GIVEN = {"WORK": "await teams.update(data, item_id=1)"}
DICT = {"WORK": 'new = {"name": "x"}; await teams.update(new, item_id=1)'}
CHANGED = {"WORK": 'new = {"name": "x"}; new["id"] = 2; await teams.update(new, item_id=1)'}
ANY_KEY = {"WORK": 'new = {"name": "x"}; new[work()] = 2; await teams.update(new, item_id=1)'}
STEPS = {"WORK": "new: dict[str, Any] = {}; new['name'] = 'x'; await teams.update(new, item_id=1)"}
DUMPED = {"WORK": "new = data.to_dict(); await teams.update(new, item_id=1)"}
SETTINGS = {"# schemas": "@dataclass\nclass Settings:\n    url: str", "WORK": "await teams.create(work())"}
IN_DATACLASS = {**SETTINGS, "WORK": "await teams.create(Settings(url='x'))"}
FILE = "cover: Mapped[Any] = mapped_column(StoredObject(backend='covers', multiple=MULTIPLE))"
UNKNOWN = {"WORK": "new = work(); await teams.update(new, item_id=1)"}
OF_PLAYER = {"WORK": 'await players.update({"name": "x"}, item_id=1)'}
LISTED = {"WORK": "await teams.list_and_count()"}
PLAYERS_LISTED = {"WORK": "await players.list_and_count()"}


@pytest.mark.parametrize(
    ("issue", "changes", "is_hit"),
    [
        ("svc-update-rewrites-the-key", GIVEN, False),  # the schema has no id
        ("svc-update-rewrites-the-key", DICT, False),
        ("svc-update-rewrites-the-key", {**KEY, **MADE}, True),
        ("svc-update-rewrites-the-key", CHANGED, False),  # a dict of which nobody knows all is no schema
        ("svc-update-rewrites-the-key", UNKNOWN, True),
        ("svc-update-rewrites-the-key", {**FOREIGN, **MADE}, True),
        ("svc-defaults-of-none-are-written", GIVEN, False),  # no field may be left out
        ("svc-defaults-of-none-are-written", DICT, False),
        ("svc-defaults-of-none-are-written", {**LEFT_OUT, **MADE}, True),
        ("update-drops-null-for-a-default", GIVEN, False),  # the column with a default is not in it
        ("update-drops-null-for-a-default", {**RANK, **MADE}, True),
        ("update-drops-null-for-a-default", CHANGED, False),  # what it has is written there, one after the other
        ("update-drops-null-for-a-default", STEPS, False),
        ("update-drops-null-for-a-default", ANY_KEY, True),
        ("update-drops-collections", DUMPED, False),  # a dict of the schema has its fields
        ("svc-dataclasses-as-they-are", SETTINGS, False),  # a dataclass, which no function gives to a service
        ("svc-dataclasses-as-they-are", IN_DATACLASS, True),
        ("lists-of-files-are-not-watched", {"# more of Team": FILE.replace("MULTIPLE", "False")}, False),
        ("lists-of-files-are-not-watched", {"# more of Team": FILE.replace("MULTIPLE", "True")}, True),
        ("refused-files-leave-their-rows", {"# more of Team": FILE.replace("MULTIPLE", "False")}, True),
        ("update-drops-collections", GIVEN, False),
        ("update-drops-collections", OF_PLAYER, False),  # the collection is the other model's
        ("update-drops-collections", {**CHILDREN, **MADE}, True),
        ("svc-nested-update-by-id", DICT, False),
        ("svc-nested-update-by-id", {**CHILDREN, **MADE}, True),
        ("svc-nested-schemas-stay-schemas", GIVEN, False),
        ("svc-nested-schemas-stay-schemas", {**CHILDREN, **MADE}, True),
        ("model-from-dict-knows-lists-only", {"WORK": "await teams.create(work())"}, False),
        ("model-from-dict-knows-lists-only", {"WORK": "await teams.create(work())", **SET}, True),
        ("total-counts-joined-rows", LISTED, False),  # a collection is loaded by a statement of its own
        ("total-counts-joined-rows", PLAYERS_LISTED, False),  # of one parent there is one row
        ("total-counts-joined-rows", {**LISTED, "LOAD": "[joinedload(Team.players)]"}, True),
        ("total-counts-joined-rows", {**LISTED, "LOAD": '"*"'}, True),
        ("total-counts-joined-rows", {**PLAYERS_LISTED, "LOAD": '"*"'}, False),  # those of another service
        ("exc-own-handler-takes-all", {}, False),
        ("exc-own-handler-takes-all", {"HANDLED": "404"}, True),
        ("answered-exception-is-committed", {}, False),
        ("answered-exception-is-committed", {"ANSWER": 'Response("", status_code=200)'}, True),
        ("answered-exception-is-committed", {"ANSWER": "request.app.state.answer"}, True),
        ("form-is-shared-between-requests", {}, False),  # a schema has values of its own
        ("form-is-shared-between-requests", {"FORM": "dict[str, Any]"}, True),
        ("id-filter-ignores-its-type", {}, False),  # SQLite compares a number with any text
        ("id-filter-ignores-its-type", {"SERVICE": "Players", "LOAD": "None", "teams: Teams": "teams: Players"}, True),
        ("filter-deps-ids-of-numbers", {}, True),
    ],
)
def test_whom_an_issue_accuses(tmp_path: Path, issue: str, changes: dict[str, str], is_hit: bool) -> None:
    assert bool(hits(tmp_path, issue, **changes)) is is_hit


STORED = """cover: Mapped[Any] = mapped_column(StoredObject(backend="covers"))

from advanced_alchemy.types.file_object import storages
from advanced_alchemy.types.file_object.backends.obstore import ObstoreBackend

storages.register_backend(ObstoreBackend(key="covers", fs="memory://"))
"""


def test_what_is_wrong_with_a_cloud_does_not_hit_a_storage_that_is_none(tmp_path: Path) -> None:
    signed = {"# more of Team": STORED, "WORK": "await teams.one.cover.sign_async()"}
    assert not hits(tmp_path, "gcs-url-quotes-too-little", **signed)
    assert not hits(tmp_path, "too-long-name-answers-201", **signed)
    assert hits(tmp_path, "stores-are-told-nothing", **signed)
    conditions = DEFAULTS.conditions_of(LEDGER["too-long-name-answers-201"])
    on_disk = STORED.replace("memory://", "file:///tmp/")
    text = TEAMS
    for word, instead in {**PLAIN, **signed, "# more of Team": on_disk}.items():
        text = text.replace(word, instead)
    assert evidence(conditions, facts_of(read(write(tmp_path, text))))


NAMED = """
    a: Mapped[Optional[int]]
    b: Mapped[Optional[int]]
    c: Mapped[Optional[int]]
    __table_args__ = (UniqueConstraint("a", "b"NAME), UniqueConstraint("a", "c"))
"""


@pytest.mark.parametrize(("name", "is_hit"), [("", True), (', name="uq_a_and_b"', False)])
def test_constraints_that_begin_alike_have_one_name_if_they_are_given_none(
    tmp_path: Path, name: str, is_hit: bool
) -> None:
    more = dedent(NAMED.replace("NAME", name)).strip().replace("\n", "\n    ")
    assert bool(hits(tmp_path, "constraints-have-one-name", **{"# more of Team": more})) is is_hit


def test_a_place_is_told_once(tmp_path: Path) -> None:
    (where,) = hits(tmp_path, "svc-update-rewrites-the-key", **KEY, **MADE)
    assert where.count("calls update") == 1


def redirecting(request: object, error: Exception) -> object:
    """Answers with a redirect."""
    return Response("", status_code=HTTP_303_SEE_OTHER)


def saying_nothing(request: object, error: Exception) -> object:
    """Nobody can see what it answers."""
    return Response("")


def by_a_variable(request: object, error: Exception) -> object:
    """Answers with one of two statuses."""
    if isinstance(error, KeyError):
        status = 404
        assert request
    else:
        status = 500
    return Response("", status_code=status)


def by_what_is_counted(request: object, error: Exception) -> object:
    """Nobody can see where it ends."""
    status = 404
    status += len(str(error))
    return Response("", status_code=status)


class Response:
    """As Litestar's."""

    def __init__(self, content: str, status_code: int = 200) -> None:
        self.content, self.status = content, status_code


HTTP_303_SEE_OTHER = 303


def test_what_a_handler_answers_is_read_from_its_source() -> None:
    found = answers_of({404: redirecting, ValueError: saying_nothing, KeyError: print})
    assert found == {"404": (3,), "KeyError": (2, 3, 4, 5), "ValueError": (2, 3, 4, 5)}
    assert answers_of({500: by_a_variable, 501: by_what_is_counted}) == {"500": (4, 5), "501": (2, 3, 4, 5)}


def test_a_handler_for_all_of_the_librarys_exceptions_leaves_none_out() -> None:
    from advanced_alchemy.exceptions import NotFoundError, RepositoryError

    assert instead_of_the_librarys({404: redirecting, ValueError: redirecting}) == ("404",)
    assert instead_of_the_librarys({NotFoundError: redirecting}) == ("NotFoundError",)
    assert instead_of_the_librarys({404: redirecting, RepositoryError: redirecting}) == ()


def test_migrations_are_found_from_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = TEAMS
    for word, instead in PLAIN.items():
        text = text.replace(word, instead)
    shop = tmp_path / "shop"
    shop.mkdir()
    write(shop, text)
    (shop / "migrations" / "versions").mkdir(parents=True)
    (shop / "migrations" / "versions" / "one.py").write_text("revision = 'one'\n")
    monkeypatch.chdir(tmp_path)
    (config,) = read(shop).configurations
    assert config.migrations is not None
    assert config.migrations.versions == 1


@pytest.mark.skipif(not EXAMPLE.is_dir(), reason="examples are a checkout's")
@pytest.mark.timeout(900)
@pytest.mark.usefixtures("with_extra")
@pytest.mark.parametrize("debug", [True, False])
def test_a_missing_row_in_debug_mode_is_known(club: Path, checked: Checked, debug: bool) -> None:
    handler = """@get("/found/{book_id:uuid}")
async def found(books: BookService, book_id: UUID) -> dict[str, str]:
    return {"title": (await books.get(book_id)).title}


app = Litestar(
    dependencies=providers.create_service_dependencies(BookService, "books"),
    debug=DEBUG,
    route_handlers=[found, """
    file = club / "bookclub" / "app.py"
    old = "app = Litestar(route_handlers=["
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, handler.replace("DEBUG", str(debug))))
    lines = checked(club, "sqlite", "openapi.no-5xx:GET /found/{book_id}").values()
    (line,) = explained(lines, generic.CAUSES, LEDGER.values(), [], {}, generic.SENTENCES)
    assert (line.verdict, line.issue) == (("known", "exc-debug-mode-is-500") if debug else ("pass", "")), line.reason
    assert ("answered 500 in debug mode: NotFoundError" in line.reason) is debug
