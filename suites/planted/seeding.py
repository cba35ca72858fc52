"""Defects of the loading of fixtures."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from advanced_alchemy.service import SQLAlchemyAsyncRepositoryService
from advanced_alchemy.utils import fixtures

from assay.selftest.planted import breaks, replaced

Service: Any = SQLAlchemyAsyncRepositoryService
Repository: Any = SQLAlchemyAsyncRepository


def _read(change: Any) -> Any:
    """Replace the async function by one whose answer is another."""
    original = fixtures.open_fixture_async

    async def opened(folder: Any, name: str) -> Any:
        return await change(original, folder, name)

    return replaced(fixtures, "open_fixture_async", opened)


@breaks("seeding.json-types", claim="whole numbers become floats")
def numbers_are_floats() -> Iterator[None]:
    """Every number is read as one with a fraction."""

    async def change(original: Any, folder: Any, name: str) -> Any:
        def floats(value: Any) -> Any:
            if isinstance(value, list):
                return [floats(one) for one in value]
            return float(value) if type(value) is int else value

        return floats(await original(folder, name))

    with _read(change):
        yield


@breaks("seeding.open-fixture", "seeding.page-models", claim="what was read first is given for ever")
def first_file_is_remembered() -> Iterator[None]:
    """The first answer for a name is kept."""
    kept: dict[str, Any] = {}

    async def change(original: Any, folder: Any, name: str) -> Any:
        if name not in kept:
            kept[name] = await original(folder, name)
        return kept[name][:1]

    with _read(change):
        yield


@breaks("seeding.open-fixture-async", claim="the loop waits while a file is unpacked")
def loop_is_blocked() -> Iterator[None]:
    """The async function unpacks in the loop's own thread."""

    async def change(original: Any, folder: Any, name: str) -> Any:
        del original
        return fixtures.open_fixture(Path(folder), name)

    with _read(change):
        yield


@breaks("seeding.csv-strings", claim="numbers of a CSV file are no texts")
def csv_has_numbers() -> Iterator[None]:
    """What looks like a number is one."""

    async def change(original: Any, folder: Any, name: str) -> Any:
        rows = await original(folder, name)
        return [{key: int(value) if value.isdigit() else value for key, value in row.items()} for row in rows]

    with _read(change):
        yield


@breaks("seeding.json-before-csv", claim="a CSV file is read before a JSON file")
def csv_comes_first() -> Iterator[None]:
    """A plain CSV file is looked for first."""

    async def change(original: Any, folder: Any, name: str) -> Any:
        if (Path(folder) / f"{name}.csv").exists():
            return []
        return await original(folder, name)

    with _read(change):
        yield


@breaks("seeding.compressed", claim="the first file of an archive is read")
def first_of_the_archive() -> Iterator[None]:
    """Its name is not looked at."""

    def names(self: Any) -> list[str]:
        return [name for name in original(self) if name.endswith((".json", ".csv"))][:1]

    with replaced(zipfile.ZipFile, "namelist", names) as original:
        yield


@breaks("seeding.uppercase-names", claim="packed files in upper case are not found")
def upper_case_is_not_found() -> Iterator[None]:
    """Only the name as it was given is looked for."""

    async def change(original: Any, folder: Any, name: str) -> Any:
        if list(Path(folder).glob("PRODUCTS*")):
            raise FileNotFoundError(name)
        return await original(folder, name)

    with _read(change):
        yield


@breaks("seeding.missing-file", claim="the error of a missing file names nothing")
def missing_without_a_name() -> Iterator[None]:
    """It says only that something is missing."""

    async def change(original: Any, folder: Any, name: str) -> Any:
        try:
            return await original(folder, name)
        except FileNotFoundError:
            raise FileNotFoundError("There is no such file.") from None

    with _read(change):
        yield


@breaks("seeding.broken-file", claim="a broken archive raises an error that names no file")
def broken_without_a_name() -> Iterator[None]:
    """What the module of the form raises comes out as it is."""

    async def change(original: Any, folder: Any, name: str) -> Any:
        try:
            return await original(folder, name)
        except OSError:
            raise gzip.BadGzipFile("not what it should be") from None

    with _read(change):
        yield


@breaks("seeding.upsert-many-rerunnable", claim="rows that are there are not changed")
def known_rows_stay() -> Iterator[None]:
    """Only new names are stored."""

    async def upsert_many(self: Any, data: Any, **options: Any) -> Any:
        known = {row.name for row in await self.get_many()}
        return await original(self, [one for one in data if one.name not in known], **options)

    with replaced(Repository, "upsert_many", upsert_many) as original:
        yield


@breaks("seeding.upsert-many-unique-gate", claim="without a constraint every line is a new row")
def every_line_is_new() -> Iterator[None]:
    """The rows that are there are not looked for."""

    async def upsert_many(self: Any, data: Any, **options: Any) -> Any:
        if self.model_type.__name__ == "Label":
            return await self.add_many(data, auto_commit=options.get("auto_commit"))
        return await original(self, data, **options)

    with replaced(Repository, "upsert_many", upsert_many) as original:
        yield


@breaks("seeding.parents-first", claim="the parents are forgotten")
def children_are_halved() -> Iterator[None]:
    """Of many children the last one is lost."""

    async def create_many(self: Any, data: Any, **options: Any) -> Any:
        data = list(data)
        return await original(self, data[:-1] if len(data) > 1 else data, **options)

    with replaced(Service, "create_many", create_many) as original:
        yield
