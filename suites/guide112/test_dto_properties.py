"""DTOs of models with properties: what is in the answer, in the schema, and what of a request is heeded."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pytest
from advanced_alchemy.extensions.litestar import SQLAlchemyDTO, SQLAlchemyDTOConfig, base
from litestar import Litestar, get, post
from litestar.testing import TestClient
from sqlalchemy import ForeignKey
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assay.checking import answer, proves
from reference_app.words.models import Word
from suites.processes import FreshProcess

BIND_KEY = "guide112"


class Named:
    """A mixin that is no model."""

    first_name: Any

    @property
    def initial(self) -> str:
        """The first letter."""
        return str(self.first_name)[:1]


class Person(Named, base.BigIntBase):
    """A person with a property of each kind."""

    __tablename__ = "guide_person"
    __bind_key__ = BIND_KEY

    first_name: Mapped[str]
    last_name: Mapped[str]
    born: Mapped[datetime.date | None] = mapped_column(default=None)

    @property
    def full_name(self) -> str:
        """Both names."""
        return f"{self.first_name} {self.last_name}"

    def _length(self) -> int:
        """How long they are."""
        return len(self.full_name)

    name_length = cached_property(_length)

    @property
    def tags(self) -> list[str]:
        """Words of the name."""
        return self.full_name.split()

    @property
    def birthday(self) -> datetime.date | None:
        """The day of birth."""
        return self.born

    @property
    def nickname(self) -> str:
        """The first name in capitals; it can be set."""
        return self.first_name.upper()

    @nickname.setter
    def nickname(self, value: str) -> None:
        self.first_name = f"set to {value}"

    @property
    def _private(self) -> str:
        """Nobody's business."""
        return "private"


class Guest(base.BigIntBase):
    """A guest, with a hybrid method."""

    __tablename__ = "guide_guest"
    __bind_key__ = BIND_KEY

    name: Mapped[str]

    @property
    def greeting(self) -> str:
        """What the guest is told."""
        return f"Hello {self.name}"

    @hybrid_method
    def is_called(self, name: str) -> bool:
        """Whether it is the guest's name."""
        return self.name == name


class Plain(base.BigIntBase):
    """A model with a property that does not say what it is."""

    __tablename__ = "guide_plain"
    __bind_key__ = BIND_KEY

    @property
    def anything(self):  # type: ignore[no-untyped-def] # it is what is asked about
        """Whatever."""
        return {"a": [1, None]}


class Pet(base.BigIntBase):
    """A pet, whose owner has properties."""

    __tablename__ = "guide_pet"
    __bind_key__ = BIND_KEY

    name: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("guide_person.id"))
    owner: Mapped[Person] = relationship(lambda: Person, lazy="noload")


PersonDTO = SQLAlchemyDTO[Person]


@post("/people", dto=PersonDTO, return_dto=PersonDTO)
async def write_person(data: Person) -> Person:
    """What was sent."""
    return data


@get("/people", return_dto=PersonDTO)
async def list_people() -> list[Person]:
    """Two people."""
    return [Person(id=1, first_name="Ada", last_name="Byron"), Person(id=2, first_name="Bo", last_name="Li")]


@get("/pets", return_dto=SQLAlchemyDTO[Pet])
async def show_pet() -> Pet:
    """A pet with its owner."""
    return Pet(id=3, name="Rex", owner_id=1, owner=Person(id=1, first_name="Ada", last_name="Byron"))


class NamesDTO(SQLAlchemyDTO[Person]):
    """Names alone."""

    config = SQLAlchemyDTOConfig(include={"first_name", "full_name"})


class OthersDTO(SQLAlchemyDTO[Person]):
    """All but some."""

    config = SQLAlchemyDTOConfig(exclude={"tags", "born", "birthday"}, rename_strategy="camel")


@get("/names", return_dto=NamesDTO)
async def names() -> Person:
    """A person's names."""
    return Person(id=1, first_name="Ada", last_name="Byron")


@get("/others", return_dto=OthersDTO)
async def others() -> Person:
    """What else there is."""
    return Person(id=1, first_name="Ada", last_name="Byron")


@pytest.fixture
def client() -> Iterator[TestClient[Litestar]]:
    """An application of these handlers."""
    app = Litestar([write_person, list_people, show_pet, names, others])
    with TestClient(app) as started:
        yield started


ADA = {
    "first_name": "Ada",
    "last_name": "Byron",
    "born": None,
    "full_name": "Ada Byron",
    "name_length": 9,
    "tags": ["Ada", "Byron"],
    "birthday": None,
    "nickname": "ADA",
    "initial": "A",
}
"""What is known of her: columns and properties."""


@proves("guide112.dto-property-read-only")
def test_properties_are_in_the_answer(client: TestClient[Litestar]) -> None:
    """Properties of the model and of its mixins, computed and cached, of one row and of each of several."""
    people = answer(client.get("/people"), 200)
    assert {key: people[0][key] for key in ADA} == ADA
    assert [(person["full_name"], person["name_length"]) for person in people] == [("Ada Byron", 9), ("Bo Li", 5)]


@proves("guide112.dto-property-read-only")
def test_values_for_properties_are_ignored(client: TestClient[Litestar]) -> None:
    """What a client sends for a property is ignored, and what it sends for columns is not."""
    sent = {
        "id": 5,
        "first_name": "Ada",
        "last_name": "Byron",
        "full_name": "Eve",
        "name_length": 99,
        "tags": [],
        "initial": "E",
    }
    written = answer(client.post("/people", json=sent), 201)
    assert {key: written[key] for key in ADA} == ADA
    assert written["id"] == 5


@proves("guide112.dto-property-read-only")
def test_properties_are_not_demanded(client: TestClient[Litestar]) -> None:
    """A request without the properties is complete, and one without a column is refused."""
    answer(client.post("/people", json={"id": 5, "first_name": "Ada", "last_name": "Byron"}), 201)
    answer(client.post("/people", json={"id": 5, "first_name": "Ada", "full_name": "Ada Byron"}), 400)


@proves("guide112.dto-property-read-only")
def test_properties_are_included_and_excluded(client: TestClient[Litestar]) -> None:
    """Properties can be chosen by name as columns can, and are renamed as they are."""
    assert answer(client.get("/names"), 200) == {"first_name": "Ada", "full_name": "Ada Byron"}
    assert answer(client.get("/others"), 200) == {
        "id": 1,
        "firstName": "Ada",
        "lastName": "Byron",
        "fullName": "Ada Byron",
        "nameLength": 9,
        "nickname": "ADA",
        "initial": "A",
    }


@proves("guide112.dto-property-read-only")
def test_properties_of_a_related_model(client: TestClient[Litestar]) -> None:
    """A related model has its properties."""
    pet = answer(client.get("/pets"), 200)
    assert (pet["name"], pet["owner"]["full_name"], pet["owner"]["initial"]) == ("Rex", "Ada Byron", "A")


@proves("guide112.dto-property-private")
def test_private_property_is_left_out(client: TestClient[Litestar]) -> None:
    """A property whose name begins with an underscore is neither in the answer nor in the schema."""
    person = answer(client.get("/people"), 200)[0]
    assert [key for key in person if key.startswith("_")] == []
    assert "_private" not in client.get("/schema/openapi.json").text


@proves("guide112.dto-property-setter")
def test_property_with_a_setter_is_not_set(client: TestClient[Litestar]) -> None:
    """A property that can be set is shown, and what a client sends for it is ignored."""
    sent = {"id": 5, "first_name": "Ada", "last_name": "Byron", "nickname": "Eve"}
    written = answer(client.post("/people", json=sent), 201)
    assert (written["first_name"], written["nickname"]) == ("Ada", "ADA")


def fields(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The properties of a component that is referred to."""
    component = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return dict(component["properties"])


@proves("guide112.dto-property-type")
def test_types_in_the_schema(client: TestClient[Litestar]) -> None:
    """The schema says of each property what its annotation says, and of the request nothing."""
    document = client.get("/schema/openapi.json").json()
    body = "application/json"
    listed = document["paths"]["/people"]["get"]["responses"]["200"]["content"][body]["schema"]
    answered = fields(document, listed["items"])
    assert answered["full_name"]["type"] == "string"
    assert answered["name_length"]["type"] == "integer"
    assert (answered["tags"]["type"], answered["tags"]["items"]) == ("array", {"type": "string"})
    dates = {"type": "string", "format": "date"}
    assert sorted(map(str, answered["birthday"]["oneOf"])) == sorted(map(str, [dates, {"type": "null"}]))
    asked = fields(document, document["paths"]["/people"]["post"]["requestBody"]["content"][body]["schema"])
    assert "last_name" in asked
    assert set(asked) & {"full_name", "name_length", "tags", "birthday", "nickname", "initial"} == set()


@proves("guide112.dto-property-type")
def test_property_without_a_type() -> None:
    """A property that does not say what it is can be shown, and the schema can be made."""

    @get("/plain", return_dto=SQLAlchemyDTO[Plain])
    async def show_plain() -> Plain:
        return Plain(id=1)

    with TestClient(Litestar([show_plain])) as client:
        assert answer(client.get("/plain"), 200) == {"id": 1, "anything": {"a": [1, None]}}
        status = client.get("/schema/openapi.json").status_code
    assert status == 200, f"the schema of a property without a type answered {status}"


@proves("guide112.dto-property-hybrid-once")
def test_hybrid_is_listed_once() -> None:
    """A hybrid property is one field, computed of the instance and never of the class."""
    fields = SQLAlchemyDTO[Word]

    @get("/words", return_dto=fields)
    async def list_words() -> list[Word]:
        return [Word(id=1, text="Ada"), Word(id=2, text="Bo")]

    with TestClient(Litestar([list_words])) as client:
        words = answer(client.get("/words"), 200)
    assert [word["letters"] for word in words] == [["A", "a", "d"], ["B", "o"]]
    assert [word["length"] for word in words] == [3, 2]
    listed = [definition.name for definition in fields.generate_field_definitions(Word)]
    assert listed.count("letters") == 1
    assert len(listed) == len(set(listed))


@proves("guide112.dto-property-hybrid-once")
def test_hybrid_method_is_no_field() -> None:
    """A hybrid method takes arguments: it is no field, and the model can have a DTO all the same."""

    @get("/guest", return_dto=SQLAlchemyDTO[Guest])
    async def show_guest() -> Guest:
        return Guest(id=1, name="Ada")

    with TestClient(Litestar([show_guest])) as client:
        assert answer(client.get("/guest"), 200) == {"id": 1, "name": "Ada", "greeting": "Hello Ada"}


@proves("guide112.dto-property-model-as-written")
def test_model_of_the_page(fresh_process: FreshProcess) -> None:
    """The page's model can be declared, made and shown."""
    found = fresh_process("page_model", then=False)["shown"]
    expected = {"first_name": "Ada", "last_name": "Byron", "full_name": "Ada Byron", "name_length": 9}
    assert {name: found.get(name) for name in expected} == expected
    assert set(found) >= {"id", "created_at", "updated_at"}


@proves("guide112.dto-property-model-as-written")
def test_model_after_that_of_the_page(fresh_process: FreshProcess) -> None:
    """Another model can be declared after the page's."""
    found = fresh_process("page_model", then=True)
    assert "refused" not in found, f"after a model that is a dataclass another one is refused: {found['refused']}"
