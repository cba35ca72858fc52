# Generated from suites/library/repo/test_model_from_dict.py by `python -m tools.twin`; do not edit.
"""``model_from_dict``."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.repository import model_from_dict

from assay.checking import proves
from reference_app.library.changes.models import Rack, Room, Spare, Tag


@proves("repo.model-from-dict")
def test_plain_values() -> None:
    """What is given is set, NULL too, and nothing else is."""
    part = model_from_dict(Spare, id=1, code="a", note=None, status="used")
    assert isinstance(part, Spare)
    assert (part.id, part.code, part.note, part.status) == (1, "a", None, "used")
    assert {name for name in part.__dict__ if not name.startswith("_")} == {"id", "code", "note", "status"}


@proves("repo.model-from-dict")
def test_attribute_of_another_name() -> None:
    """The name is that of the attribute, and not that of its column."""
    part = model_from_dict(Spare, id=1, rank=7)
    assert part.rank == 7


@proves("repo.model-from-dict")
def test_unknown_names() -> None:
    """What the model does not have is left out."""
    part = model_from_dict(Spare, id=1, colour="red", metadata={"a": 1})
    assert (part.id, hasattr(part, "colour")) == (1, False)
    assert part.metadata is Spare.metadata


@proves("repo.model-from-dict")
def test_attribute_called_model() -> None:
    """An attribute may have the name of the function's own parameter."""
    part = model_from_dict(Spare, id=1, model="T")
    assert (part.id, part.model) == (1, "T")


@proves("repo.model-from-dict")
def test_nested_lists() -> None:
    """A list of dicts becomes related instances, in their order and down to the last level."""
    room = model_from_dict(Room, name="hall", shelves=[{"label": "a"}, {"label": "b", "room_id": None}])
    assert [type(shelf) for shelf in room.shelves] == [Rack, Rack]
    assert [(shelf.label, shelf.room) for shelf in room.shelves] == [("a", room), ("b", room)]


@proves("repo.model-from-dict")
def test_nested_dict() -> None:
    """A dict becomes the related instance, whose own relations are made too."""
    tag = model_from_dict(Tag, text="oak", shelf={"label": "a", "room": {"name": "hall", "note": "high"}})
    assert (tag.shelf.label, tag.shelf.tags) == ("a", {tag})
    assert isinstance(tag.shelf.room, Room)
    assert (tag.shelf.room.name, tag.shelf.room.note) == ("hall", "high")


@proves("repo.model-from-dict")
def test_unknown_names_of_nested_dicts() -> None:
    """They are left out there too."""
    room = model_from_dict(Room, name="hall", shelves=[{"label": "a", "colour": "red"}])
    assert [(shelf.label, hasattr(shelf, "colour")) for shelf in room.shelves] == [("a", False)]


@pytest.mark.parametrize("given", [[], ()], ids=["list", "tuple"])
@proves("repo.model-from-dict")
def test_empty_collection(given: Any) -> None:
    """Nothing related."""
    assert model_from_dict(Room, name="hall", shelves=given).shelves == []


@proves("repo.model-from-dict")
def test_no_parent() -> None:
    """None in place of a related instance."""
    shelf = model_from_dict(Rack, label="a", room=None)
    assert shelf.room is None


@proves("repo.model-from-dict")
def test_instances_stay() -> None:
    """Instances among the dicts are taken as they are."""
    left, room = Rack(label="left"), Room(name="hall")
    made = model_from_dict(Room, name="cellar", shelves=[left, {"label": "right"}])
    assert made.shelves[0] is left
    assert [shelf.label for shelf in made.shelves] == ["left", "right"]
    assert model_from_dict(Rack, label="a", room=room).room is room


@proves("repo.model-from-dict")
def test_collection_that_is_no_list() -> None:
    """A relation whose collection is a set gets one."""
    shelf = model_from_dict(Rack, label="a", tags=[{"text": "oak"}, {"text": "iron"}])
    assert isinstance(shelf.tags, set)
    assert {tag.text for tag in shelf.tags} == {"oak", "iron"}


@proves("repo.model-from-dict")
def test_given_dict_is_not_changed() -> None:
    """What was given can be used again."""
    data: dict[str, Any] = {"name": "hall", "shelves": [{"label": "a", "room_id": None}], "colour": "red"}
    first, second = model_from_dict(Room, **data), model_from_dict(Room, **data)
    assert data == {"name": "hall", "shelves": [{"label": "a", "room_id": None}], "colour": "red"}
    assert first.shelves[0] is not second.shelves[0]
