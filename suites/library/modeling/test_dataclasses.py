"""Dataclasses on the base classes that bring a key."""

from __future__ import annotations

import sys

import pytest

from assay.checking import Planted, proves
from suites.processes import FreshProcess, fresh_process_of

BASES = ("UUIDBase", "UUIDAuditBase", "UUIDv6Base", "UUIDv7AuditBase", "BigIntBase", "BigIntAuditBase", "IdentityBase")


@pytest.fixture
def fresh_process(planted: Planted | None) -> FreshProcess:
    """Runs jobs in processes of their own."""
    return fresh_process_of(planted, "suites.library.modeling.fresh")


@proves("modeling.dataclass-on-any-base")
@pytest.mark.parametrize("base", [*BASES, "NanoIDBase"])
async def test_dataclass_on_a_base_with_a_key(fresh_process: FreshProcess, base: str) -> None:
    """What the library generates is no argument of the constructor."""
    assert fresh_process("dataclass", base=base) == {"stopped": "", "name": "Agatha"}


@proves("modeling.dataclass-beside-others")
@pytest.mark.parametrize("base", BASES)
async def test_model_after_a_dataclass(fresh_process: FreshProcess, base: str) -> None:
    """A model that is no dataclass can be defined after one that is."""
    found = fresh_process("plain_after_dataclass", base=base)
    assert found["stopped"] == ""
    assert {"id", "name"} <= set(found["columns"])


@proves("mixins.uuid6-7-fallback")
@pytest.mark.parametrize(("base", "version"), [("UUIDv6Base", 6), ("UUIDv7Base", 7), ("UUIDv7AuditBase", 7)])
async def test_keys_without_their_package(fresh_process: FreshProcess, base: str, version: int) -> None:
    """They are of the version where Python itself has it; before that they are random, and a warning says so."""
    found = fresh_process("without", modules=["uuid_utils"], base=base)
    if sys.version_info >= (3, 14):
        assert found == {"said": [], "versions": [version] * 2, "different": 2}
        return
    assert found["versions"] == [4, 4]
    assert found["different"] == 2
    assert len(found["said"]) == 1
    assert "`uuid-utils` not installed" in found["said"][0]
    assert f"UUID v{version}" in found["said"][0]


@proves("mixins.uuid6-7-fallback")
async def test_random_keys_need_no_package(fresh_process: FreshProcess) -> None:
    """Random UUIDs are Python's, and nothing is said."""
    found = fresh_process("without", modules=["uuid_utils"], base="UUIDBase")
    assert found == {"said": [], "versions": [4, 4], "different": 2}
