"""Topics with a slug, posts that have topics, and keywords that there is one of for a word."""

from collections.abc import Hashable

from advanced_alchemy.base import BigIntAuditBase, UUIDBase, metadata_registry
from advanced_alchemy.mixins import SlugKey, UniqueMixin
from sqlalchemy import Column, ColumnElement, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

__all__ = ("Genre", "HashedLabel", "Keyword", "Label", "Post", "Topic", "post_topic")

post_topic = Table(
    "library_post_topic",
    metadata_registry.get("library"),
    Column("post_id", ForeignKey("library_post.id", ondelete="CASCADE"), primary_key=True),
    Column("topic_id", ForeignKey("library_topic.id", ondelete="CASCADE"), primary_key=True),
)
"""Which posts have which topics."""


class Post(BigIntAuditBase):
    """A post with any number of topics."""

    __tablename__ = "library_post"
    __bind_key__ = "library"

    title: Mapped[str] = mapped_column(String(60), index=True)
    topics: Mapped[list["Topic"]] = relationship(secondary=post_topic, back_populates="posts", lazy="selectin")


class Topic(BigIntAuditBase, SlugKey):
    """What a post is about."""

    __tablename__ = "library_topic"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(60))
    posts: Mapped[list[Post]] = relationship(secondary=post_topic, back_populates="topics", lazy="selectin")


class Genre(UUIDBase, SlugKey):
    """Another thing with a slug."""

    __tablename__ = "library_genre"
    __bind_key__ = "library"

    name: Mapped[str] = mapped_column(String(60))


class Keyword(UUIDBase, UniqueMixin):
    """A word that is there once, however it is written."""

    __tablename__ = "library_keyword"
    __bind_key__ = "library"

    word: Mapped[str] = mapped_column(String(60))
    folded: Mapped[str] = mapped_column(String(60), index=True, unique=True)

    def __init__(self, word: str) -> None:
        super().__init__(word=word, folded=word.lower())

    @classmethod
    def unique_hash(cls, word: str) -> Hashable:
        """What two spellings of a word have in common."""
        return word.lower()

    @classmethod
    def unique_filter(cls, word: str) -> ColumnElement[bool]:
        """How its row is found."""
        return cls.folded == word.lower()


class Label(UUIDBase, UniqueMixin):
    """A class that says nothing of what there is one for."""

    __tablename__ = "library_keyless_label"
    __bind_key__ = "library"


class HashedLabel(UUIDBase, UniqueMixin):
    """A class that says what there is one for, but not how its row is found."""

    __tablename__ = "library_hashed_label"
    __bind_key__ = "library"

    @classmethod
    def unique_hash(cls) -> Hashable:
        """The same for all."""
        return "one"
