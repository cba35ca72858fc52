# Generated from reference_app/library/changes/repositories.py by `python -m tools.twin`; do not edit.
"""Repositories of what is changed."""

from advanced_alchemy.repository import SQLAlchemySyncRepository

from reference_app.library.changes.models import (
    Cabinet,
    Caption,
    Card,
    Drawer,
    Membership,
    Rack,
    Room,
    Series,
    Spare,
    Tag,
    Ticket,
)

__all__ = (
    "CabinetRepository",
    "CaptionRepository",
    "CardRepository",
    "DrawerRepository",
    "MembershipRepository",
    "RackRepository",
    "RoomRepository",
    "SeriesRepository",
    "SpareByCodeRepository",
    "SpareByNumberRepository",
    "SpareMatchedByCodeRepository",
    "SpareRepository",
    "TagRepository",
    "TicketRepository",
)


class SpareRepository(SQLAlchemySyncRepository[Spare]):
    """Parts."""

    model_type = Spare


class SpareByNumberRepository(SQLAlchemySyncRepository[Spare]):
    """Parts that are found by their number."""

    model_type = Spare
    id_attribute = "number"


class SpareByCodeRepository(SQLAlchemySyncRepository[Spare]):
    """Parts that are found by their code."""

    model_type = Spare
    id_attribute = "code"


class SpareMatchedByCodeRepository(SQLAlchemySyncRepository[Spare]):
    """Parts of which there is one of each code."""

    model_type = Spare
    match_fields = "code"


class MembershipRepository(SQLAlchemySyncRepository[Membership]):
    """Memberships."""

    model_type = Membership


class TicketRepository(SQLAlchemySyncRepository[Ticket]):
    """Tickets."""

    model_type = Ticket


class SeriesRepository(SQLAlchemySyncRepository[Series]):
    """Series of samples."""

    model_type = Series


class RoomRepository(SQLAlchemySyncRepository[Room]):
    """Rooms."""

    model_type = Room


class RackRepository(SQLAlchemySyncRepository[Rack]):
    """Shelves."""

    model_type = Rack


class TagRepository(SQLAlchemySyncRepository[Tag]):
    """Tags."""

    model_type = Tag


class CabinetRepository(SQLAlchemySyncRepository[Cabinet]):
    """Cabinets."""

    model_type = Cabinet


class DrawerRepository(SQLAlchemySyncRepository[Drawer]):
    """Drawers."""

    model_type = Drawer


class CaptionRepository(SQLAlchemySyncRepository[Caption]):
    """Captions."""

    model_type = Caption


class CardRepository(SQLAlchemySyncRepository[Card]):
    """Cards."""

    model_type = Card
