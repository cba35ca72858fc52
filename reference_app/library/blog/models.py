"""Posts and tags."""

from collections.abc import Hashable

from advanced_alchemy.base import BigIntAuditBase, orm_registry
from advanced_alchemy.mixins import SlugKey, UniqueMixin
from advanced_alchemy.utils.text import slugify
from sqlalchemy import Column, ForeignKey, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql.elements import ColumnElement

__all__ = ("BlogPost", "BlogPostTag", "BlogTag", "blog_post_tag")

# The page gives no lengths, which some databases ask for where a text is indexed, and has its links deleted by the
# database (ondelete), which not every one can.
blog_post_tag = Table(
    "library_blog_post_tag",
    orm_registry.metadata,
    Column("post_id", ForeignKey("library_blog_post.id"), primary_key=True),
    Column("tag_id", ForeignKey("library_blog_tag.id"), primary_key=True),
)


class BlogPost(BigIntAuditBase):
    """A post with its tags."""

    __tablename__ = "library_blog_post"

    title: Mapped[str] = mapped_column(String(100), index=True)
    content: Mapped[str] = mapped_column(Text)
    published: Mapped[bool] = mapped_column(default=False)
    tags: Mapped[list["BlogTag"]] = relationship(secondary=blog_post_tag, back_populates="posts", lazy="selectin")


class BlogTag(BigIntAuditBase, SlugKey, UniqueMixin):
    """A tag, whose name is unique."""

    __tablename__ = "library_blog_tag"

    name: Mapped[str] = mapped_column(String(100), unique=True, index=True)
    posts: Mapped[list[BlogPost]] = relationship(secondary=blog_post_tag, back_populates="tags", viewonly=True)

    @classmethod
    def unique_hash(cls, name: str, slug: str | None = None) -> Hashable:
        """What makes a tag the same as another."""
        del slug
        return slugify(name)

    @classmethod
    def unique_filter(cls, name: str, slug: str | None = None) -> ColumnElement[bool]:
        """How the same tag is found."""
        del slug
        return cls.slug == slugify(name)


class BlogPostTag:
    """Which post has which tag: a table without a model of its own."""

    __table__ = blog_post_tag
