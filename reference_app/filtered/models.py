"""Tasks, with a column of each kind that a filter can be asked of, and the boards that they are on."""

import datetime
import enum
from uuid import UUID

from advanced_alchemy.base import DefaultBase, UUIDAuditBase
from sqlalchemy import Enum, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

__all__ = ("BIND_KEY", "BoardModel", "Level", "Stage", "TaskModel")

BIND_KEY = "filtered"
"""Of metadata of their own: no other application's ``create_all`` shall make these tables."""


class Stage(str, enum.Enum):
    """How far a task is; the column holds the names."""

    OPEN = "open"
    STARTED = "started"
    FINISHED = "finished"


class Level(enum.IntEnum):
    """How much a task weighs; the column holds the numbers."""

    LIGHT = 1
    MIDDLE = 2
    HEAVY = 3


class BoardModel(DefaultBase):
    """A board, whose key is a text and is not called id."""

    __bind_key__ = BIND_KEY
    __tablename__ = "filtered_board"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    tasks: Mapped[list["TaskModel"]] = relationship(back_populates="board", lazy="noload")


class TaskModel(UUIDAuditBase):
    """A task."""

    __bind_key__ = BIND_KEY
    __tablename__ = "filtered_task"

    title: Mapped[str] = mapped_column(String(100))
    summary: Mapped[str | None] = mapped_column(String(200))
    first_tag: Mapped[str] = mapped_column(String(20))
    last_tag: Mapped[str] = mapped_column(String(20))
    points: Mapped[int | None] = mapped_column(Integer)
    level: Mapped[int] = mapped_column(Integer)
    stage: Mapped[Stage] = mapped_column(Enum(Stage, native_enum=False, length=20))
    done: Mapped[bool]
    urgent: Mapped[bool | None]
    ticket: Mapped[UUID | None]
    due: Mapped[datetime.date | None]
    # the column has another name than the attribute
    place: Mapped[str] = mapped_column("location", String(20))
    board_code: Mapped[str | None] = mapped_column(ForeignKey("filtered_board.code"))
    board: Mapped[BoardModel | None] = relationship(back_populates="tasks", lazy="noload")
