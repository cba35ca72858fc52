"""Repositories of goods."""

from advanced_alchemy.repository import SQLAlchemyAsyncRepository

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


class ItemRepository(SQLAlchemyAsyncRepository[Item]):
    """Repository of Item."""

    model_type = Item


class BoxRepository(SQLAlchemyAsyncRepository[Box]):
    """Repository of Box."""

    model_type = Box


class TwinRepository(SQLAlchemyAsyncRepository[Twin]):
    """Repository of Twin."""

    model_type = Twin


class PartRepository(SQLAlchemyAsyncRepository[Part]):
    """Repository of Part."""

    model_type = Part


class RenameRepository(SQLAlchemyAsyncRepository[Rename]):
    """Repository of Rename."""

    model_type = Rename


class CounterRepository(SQLAlchemyAsyncRepository[Counter]):
    """Repository of Counter."""

    model_type = Counter


class CrateRepository(SQLAlchemyAsyncRepository[Crate]):
    """Repository of Crate."""

    model_type = Crate


class GaugeRepository(SQLAlchemyAsyncRepository[Gauge]):
    """Repository of Gauge, whose key is its code."""

    model_type = Gauge
    id_attribute = "code"


class VaultRepository(SQLAlchemyAsyncRepository[Vault]):
    """Repository of Vault, whose key is its code."""

    model_type = Vault
    id_attribute = "code"


class ReadingRepository(SQLAlchemyAsyncRepository[Reading]):
    """Repository of Reading, whose key is of two columns."""

    model_type = Reading
    match_fields = ["station", "day"]  # noqa: RUF012  # as the documentation writes it


class SampleRepository(SQLAlchemyAsyncRepository[Sample]):
    """Repository of Sample."""

    model_type = Sample
