"""Repositories of what is changed."""

from advanced_alchemy.repository import SQLAlchemyAsyncRepository

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


class SpareRepository(SQLAlchemyAsyncRepository[Spare]):
    """Parts."""

    model_type = Spare


class SpareByNumberRepository(SQLAlchemyAsyncRepository[Spare]):
    """Parts that are found by their number."""

    model_type = Spare
    id_attribute = "number"


class SpareByCodeRepository(SQLAlchemyAsyncRepository[Spare]):
    """Parts that are found by their code."""

    model_type = Spare
    id_attribute = "code"


class SpareMatchedByCodeRepository(SQLAlchemyAsyncRepository[Spare]):
    """Parts of which there is one of each code."""

    model_type = Spare
    match_fields = "code"


class MembershipRepository(SQLAlchemyAsyncRepository[Membership]):
    """Memberships."""

    model_type = Membership


class TicketRepository(SQLAlchemyAsyncRepository[Ticket]):
    """Tickets."""

    model_type = Ticket


class SeriesRepository(SQLAlchemyAsyncRepository[Series]):
    """Series of samples."""

    model_type = Series


class RoomRepository(SQLAlchemyAsyncRepository[Room]):
    """Rooms."""

    model_type = Room


class RackRepository(SQLAlchemyAsyncRepository[Rack]):
    """Shelves."""

    model_type = Rack


class TagRepository(SQLAlchemyAsyncRepository[Tag]):
    """Tags."""

    model_type = Tag


class CabinetRepository(SQLAlchemyAsyncRepository[Cabinet]):
    """Cabinets."""

    model_type = Cabinet


class DrawerRepository(SQLAlchemyAsyncRepository[Drawer]):
    """Drawers."""

    model_type = Drawer


class CaptionRepository(SQLAlchemyAsyncRepository[Caption]):
    """Captions."""

    model_type = Caption


class CardRepository(SQLAlchemyAsyncRepository[Card]):
    """Cards."""

    model_type = Card
