# Generated from reference_app/library/upserts/repositories.py by `python -m tools.twin`; do not edit.
"""Repositories of goods."""

from advanced_alchemy.repository import SQLAlchemySyncRepository

from reference_app.library.upserts.models import (
    Box,
    Counter,
    Crate,
    Gauge,
    Item,
    Part,
    Reading,
    Rename,
    Sample,
    Twin,
    Vault,
)

__all__ = (
    "BoxRepository",
    "CounterRepository",
    "CrateRepository",
    "GaugeRepository",
    "ItemRepository",
    "PartRepository",
    "ReadingRepository",
    "RenameRepository",
    "SampleRepository",
    "TwinRepository",
    "VaultRepository",
)


class ItemRepository(SQLAlchemySyncRepository[Item]):
    """Repository of Item."""

    model_type = Item


class BoxRepository(SQLAlchemySyncRepository[Box]):
    """Repository of Box."""

    model_type = Box


class TwinRepository(SQLAlchemySyncRepository[Twin]):
    """Repository of Twin."""

    model_type = Twin


class PartRepository(SQLAlchemySyncRepository[Part]):
    """Repository of Part."""

    model_type = Part


class RenameRepository(SQLAlchemySyncRepository[Rename]):
    """Repository of Rename."""

    model_type = Rename


class CounterRepository(SQLAlchemySyncRepository[Counter]):
    """Repository of Counter."""

    model_type = Counter


class CrateRepository(SQLAlchemySyncRepository[Crate]):
    """Repository of Crate."""

    model_type = Crate


class GaugeRepository(SQLAlchemySyncRepository[Gauge]):
    """Repository of Gauge, whose key is its code."""

    model_type = Gauge
    id_attribute = "code"


class VaultRepository(SQLAlchemySyncRepository[Vault]):
    """Repository of Vault, whose key is its code."""

    model_type = Vault
    id_attribute = "code"


class ReadingRepository(SQLAlchemySyncRepository[Reading]):
    """Repository of Reading, whose key is of two columns."""

    model_type = Reading
    match_fields = ["station", "day"]  # noqa: RUF012  # as the documentation writes it


class SampleRepository(SQLAlchemySyncRepository[Sample]):
    """Repository of Sample."""

    model_type = Sample
