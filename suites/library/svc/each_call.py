"""Every call of a service that writes, each with what must be in the table after it."""

from __future__ import annotations

import uuid
from typing import Any

from assay.checking import Reader
from reference_app.library.clubs.models import Club
from reference_app.library.clubs.services import ClubService
from suites.library.svc.schemas import by_name, keyed

WAYS = (
    "update-item-id",
    "update-id-in-data",
    "update-model",
    "update-loaded",
    "update-many",
    "update-many-models",
    "update-many-loaded",
    "upsert-item-id",
    "upsert-id-in-data",
    "upsert-match",
    "upsert-many",
    "upsert-many-match",
    "upsert-many-no-merge",
    "get-or-upsert",
    "get-and-update",
)
"""Calls that write a new town into the row of a club that is there."""
NEW = (
    "create",
    "create-many",
    "upsert-new",
    "upsert-many-new",
    "upsert-many-new-no-merge",
    "get-or-upsert-new",
)
"""Calls that make a club, "Harps" in Leith."""
DELETES = ("delete", "delete-many", "delete-many-models", "delete-where")
"""Calls that delete the club "Rovers"."""
CALLS = (*WAYS, *NEW, *DELETES)
"""Calls that write; the others write a town, Leith, into the row of the club "Rovers"."""


async def changed(way: str, clubs: ClubService, key: uuid.UUID, kind: str = "dict", **options: Any) -> Any:
    """Have a service change the club "Rovers", which has this key, and nothing of it but the town."""
    call = way.partition("-")[0]
    named = {"name": "Rovers", "town": "Leith"}
    if way in {"get-or-upsert", "get-and-update"}:
        method: Any = clubs.get_or_upsert if way == "get-or-upsert" else clubs.get_and_update
        instance, made = await method(match_fields=["name"], **named, **options)
        assert made is (way == "get-and-update"), f"{way} of a row that is there says {made}"
        return instance
    data: Any
    if way.endswith(("model", "models")):
        data = Club(id=key, town="Leith")
    elif way.endswith("loaded"):
        data = await clubs.get(key)
        data.town = "Leith"
    elif way.endswith("match"):
        data, options = named, {"match_fields": ["name"], **options}
    elif way.endswith("item-id"):
        data, options = {"town": "Leith"}, {"item_id": key, **options}
    elif call == "upsert":
        data = keyed(kind, id=key, **named)
    else:
        data = keyed(kind, id=key, town="Leith")
    if way.endswith("no-merge"):
        options = {"no_merge": True, **options}
    if "-many" in way:
        several: Any = clubs.update_many if call == "update" else clubs.upsert_many
        (instance,) = await several([data], **options)
        return instance
    one: Any = clubs.update if call == "update" else clubs.upsert
    return await one(data, **options)


async def called(way: str, clubs: ClubService, key: uuid.UUID, **options: Any) -> Any:
    """Make the call.

    Args:
        way: One of ``CALLS``.
        clubs: The service.
        key: Of the club "Rovers".
        options: Of the call.

    Returns:
        The instance that the service returns.
    """
    if way in WAYS:
        return await changed(way, clubs, key, **options)
    if way in DELETES:
        return await _deleted(way, clubs, key, **options)
    harps: dict[str, Any] = {"name": "Harps", "town": "Leith"}
    if way == "get-or-upsert-new":
        instance, made = await clubs.get_or_upsert(match_fields=["name"], **harps, **options)
        assert made, "what was not there was found"
        return instance
    if way.endswith("no-merge"):
        options = {"no_merge": True, **options}
    if "-many" in way:
        several: Any = clubs.create_many if way.startswith("create") else clubs.upsert_many
        (instance,) = await several([harps], **options)
        return instance
    one: Any = clubs.create if way == "create" else clubs.upsert
    return await one(harps, **options)


async def _deleted(way: str, clubs: ClubService, key: uuid.UUID, **options: Any) -> Any:
    if way == "delete":
        return await clubs.delete(key, **options)
    if way == "delete-where":
        (instance,) = await clubs.delete_where(Club.name == "Rovers", **options)
        return instance
    several: list[Any] = [key] if way == "delete-many" else [await clubs.get(key)]
    (instance,) = await clubs.delete_many(several, **options)
    return instance


def towns(reader: Reader) -> dict[str, str]:
    """The town of each club in the table, by the club's name."""
    return {name: row["town"] for name, row in by_name(reader).items()}


def towns_after(way: str) -> dict[str, str]:
    """What :func:`towns` must be after the call, where "Rovers" and "bystander" of Perth were there."""
    if way in WAYS:
        return {"Rovers": "Leith", "bystander": "Perth"}
    if way in DELETES:
        return {"bystander": "Perth"}
    return {"Rovers": "Perth", "bystander": "Perth", "Harps": "Leith"}
