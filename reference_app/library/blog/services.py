# ruff: noqa: RUF012 - lists on classes, as the page has them
"""The services of posts and tags, as the page has them."""

from typing import Any

from advanced_alchemy.repository import SQLAlchemyAsyncRepository, SQLAlchemyAsyncSlugRepository
from advanced_alchemy.service import (
    SQLAlchemyAsyncRepositoryService,
    is_dict_with_field,
    is_dict_without_field,
    schema_dump,
)
from advanced_alchemy.utils.text import slugify

from reference_app.library.blog.models import BlogPost, BlogTag

__all__ = ("BlogPostService", "BlogTagService", "TaggedBlogPostService")


class BlogPostService(SQLAlchemyAsyncRepositoryService[BlogPost]):
    """Posts."""

    class Repo(SQLAlchemyAsyncRepository[BlogPost]):
        """Posts."""

        model_type = BlogPost

    repository_type = Repo


class TaggedBlogPostService(SQLAlchemyAsyncRepositoryService[BlogPost]):
    """Posts whose tags are given by their names."""

    class Repo(SQLAlchemyAsyncRepository[BlogPost]):
        """Posts."""

        model_type = BlogPost

    loader_options = [BlogPost.tags]
    repository_type = Repo
    match_fields = ["title"]

    async def to_model_on_create(self, data: Any) -> Any:
        """Find the tags, and make those that are new."""
        data = schema_dump(data)
        tags_added = data.pop("tags", [])
        post = await super().to_model(data)
        if tags_added:
            post.tags.extend(
                [
                    await BlogTag.as_unique_async(self.repository.session, name=tag, slug=slugify(tag))
                    for tag in tags_added
                ],
            )
        return post

    async def to_model_on_update(self, data: Any) -> Any:
        """Add and remove tags until they are those that were sent."""
        data = schema_dump(data)
        tags_updated = data.pop("tags", [])
        post = await super().to_model(data)
        if tags_updated is not None:
            existing_tags = [tag.name for tag in post.tags]
            tags_to_remove = [tag for tag in post.tags if tag.name not in tags_updated]
            tags_to_add = [tag for tag in tags_updated if tag not in existing_tags]
            for tag_to_remove in tags_to_remove:
                post.tags.remove(tag_to_remove)
            post.tags.extend(
                [
                    await BlogTag.as_unique_async(self.repository.session, name=tag, slug=slugify(tag))
                    for tag in tags_to_add
                ],
            )
        return post


class BlogTagService(SQLAlchemyAsyncRepositoryService[BlogTag]):
    """Tags, whose slugs are made of their names."""

    class Repo(SQLAlchemyAsyncSlugRepository[BlogTag]):
        """Tags."""

        model_type = BlogTag

    repository_type = Repo
    match_fields = ["name"]

    async def to_model_on_create(self, data: Any) -> Any:
        """Fill in a free slug."""
        return await self._with_slug(data)

    async def to_model_on_update(self, data: Any) -> Any:
        """Fill in a free slug."""
        return await self._with_slug(data)

    async def to_model_on_upsert(self, data: Any) -> Any:
        """Fill in a free slug."""
        return await self._with_slug(data)

    async def _with_slug(self, data: Any) -> Any:
        data = schema_dump(data)
        if is_dict_without_field(data, "slug") and is_dict_with_field(data, "name"):
            data["slug"] = await self.repository.get_available_slug(data["name"])
        return data
