# Generated from reference_app/library/blog/services.py by `python -m tools.twin`; do not edit.
# ruff: noqa: RUF012 - lists on classes, as the page has them
"""The services of posts and tags, as the page has them."""

from typing import Any

from advanced_alchemy.repository import SQLAlchemySyncRepository, SQLAlchemySyncSlugRepository
from advanced_alchemy.service import (
    SQLAlchemySyncRepositoryService,
    is_dict_with_field,
    is_dict_without_field,
    schema_dump,
)
from advanced_alchemy.utils.text import slugify

from reference_app.library.blog.models import BlogPost, BlogTag

__all__ = ("BlogPostService", "BlogTagService", "TaggedBlogPostService")


class BlogPostService(SQLAlchemySyncRepositoryService[BlogPost]):
    """Posts."""

    class Repo(SQLAlchemySyncRepository[BlogPost]):
        """Posts."""

        model_type = BlogPost

    repository_type = Repo


class TaggedBlogPostService(SQLAlchemySyncRepositoryService[BlogPost]):
    """Posts whose tags are given by their names."""

    class Repo(SQLAlchemySyncRepository[BlogPost]):
        """Posts."""

        model_type = BlogPost

    loader_options = [BlogPost.tags]
    repository_type = Repo
    match_fields = ["title"]

    def to_model_on_create(self, data: Any) -> Any:
        """Find the tags, and make those that are new."""
        data = schema_dump(data)
        tags_added = data.pop("tags", [])
        post = super().to_model(data)
        if tags_added:
            post.tags.extend(
                [BlogTag.as_unique_sync(self.repository.session, name=tag, slug=slugify(tag)) for tag in tags_added],
            )
        return post

    def to_model_on_update(self, data: Any) -> Any:
        """Add and remove tags until they are those that were sent."""
        data = schema_dump(data)
        tags_updated = data.pop("tags", [])
        post = super().to_model(data)
        if tags_updated is not None:
            existing_tags = [tag.name for tag in post.tags]
            tags_to_remove = [tag for tag in post.tags if tag.name not in tags_updated]
            tags_to_add = [tag for tag in tags_updated if tag not in existing_tags]
            for tag_to_remove in tags_to_remove:
                post.tags.remove(tag_to_remove)
            post.tags.extend(
                [BlogTag.as_unique_sync(self.repository.session, name=tag, slug=slugify(tag)) for tag in tags_to_add],
            )
        return post


class BlogTagService(SQLAlchemySyncRepositoryService[BlogTag]):
    """Tags, whose slugs are made of their names."""

    class Repo(SQLAlchemySyncSlugRepository[BlogTag]):
        """Tags."""

        model_type = BlogTag

    repository_type = Repo
    match_fields = ["name"]

    def to_model_on_create(self, data: Any) -> Any:
        """Fill in a free slug."""
        return self._with_slug(data)

    def to_model_on_update(self, data: Any) -> Any:
        """Fill in a free slug."""
        return self._with_slug(data)

    def to_model_on_upsert(self, data: Any) -> Any:
        """Fill in a free slug."""
        return self._with_slug(data)

    def _with_slug(self, data: Any) -> Any:
        data = schema_dump(data)
        if is_dict_without_field(data, "slug") and is_dict_with_field(data, "name"):
            data["slug"] = self.repository.get_available_slug(data["name"])
        return data
