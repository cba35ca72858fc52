"""The examples of the page: posts with tags, and tags with slugs."""

from __future__ import annotations

from typing import Any

import pytest

from assay.checking import Reader, proves
from reference_app.library.blog.models import BlogPost, BlogPostTag, BlogTag
from reference_app.library.blog.schemas import BlogPostCreate, BlogPostResponse, BlogPostUpdate
from reference_app.library.blog.services import BlogPostService, BlogTagService, TaggedBlogPostService
from reference_app.library.database import Database

MODELS = (BlogPost, BlogTag, BlogPostTag)


def tagged(reader: Reader) -> dict[str, list[str]]:
    """The names of each post's tags, by the post's title."""
    names = {row["id"]: row["name"] for row in reader.rows("library_blog_tag")}
    links = reader.rows("library_blog_post_tag")
    return {
        post["title"]: sorted(names[link["tag_id"]] for link in links if link["post_id"] == post["id"])
        for post in reader.rows("library_blog_post")
    }


def tags(reader: Reader) -> dict[str, str]:
    """The slug of each tag, by its name."""
    return {row["name"]: row["slug"] for row in reader.rows("library_blog_tag")}


@proves("svc.create-post-example")
async def test_a_post_without_tags(database: Database, reader: Reader) -> None:
    """The post is created and shown, and the update changes what was sent."""
    async with database.session() as session:
        posts = BlogPostService(session=session)
        post = await posts.create(data=BlogPostCreate(title="One", content="Words"), auto_commit=True)
        shown = posts.to_schema(post, schema_type=BlogPostResponse)
        assert (type(shown), shown.title, shown.content, shown.published) == (BlogPostResponse, "One", "Words", False)
        await session.rollback()
        assert reader.count("library_blog_post") == 1, "the post was not committed"
        data = BlogPostUpdate(published=True)
        post = await posts.update(data=data, item_id=shown.id, auto_commit=True)
        shown = posts.to_schema(post, schema_type=BlogPostResponse)
        assert (shown.title, shown.content, shown.published) == ("One", "Words", True)
    rows = [
        (row["id"], row["title"], row["content"], bool(row["published"])) for row in reader.rows("library_blog_post")
    ]
    assert rows == [(shown.id, "One", "Words", True)]


@proves("svc.create-post-example")
async def test_a_post_with_the_names_of_tags(database: Database, reader: Reader) -> None:
    """The post is created, though its tags are names."""
    async with database.session() as session:
        posts = BlogPostService(session=session)
        sent = BlogPostCreate(title="One", content="Words", tags=["news"])
        await posts.create(data=sent, auto_commit=True)
    assert set(tagged(reader)) == {"One"}


@proves("svc.many-to-many-service")
async def test_new_and_known_tags(database: Database, reader: Reader) -> None:
    """A tag that is there is used, and one that is not is made; each with its slug, once."""
    async with database.session() as session:
        posts = TaggedBlogPostService(session=session)
        sent = BlogPostCreate(title="One", content="Words", tags=["Big News", "art"])
        await posts.create(data=sent, auto_commit=True)
    async with database.session() as session:
        posts = TaggedBlogPostService(session=session)
        post = await posts.create(BlogPostCreate(title="Two", content="Words", tags=["art", "food"]), auto_commit=True)
        assert sorted(tag.name for tag in post.tags) == ["art", "food"]
    assert tagged(reader) == {"One": ["Big News", "art"], "Two": ["art", "food"]}
    assert tags(reader) == {"Big News": "big-news", "art": "art", "food": "food"}


@proves("svc.many-to-many-service")
@pytest.mark.parametrize(
    "wanted",
    [["art", "food"], ["art"], ["food"], [], ["art", "news"]],
    ids=["art+food", "art", "food", "none", "art+news"],
)
async def test_tags_of_an_update(database: Database, reader: Reader, wanted: list[str]) -> None:
    """After an update the post has the tags that were sent; other posts keep theirs."""
    async with database.session() as session:
        posts = TaggedBlogPostService(session=session)
        await posts.create(BlogPostCreate(title="Two", content="Words", tags=["news"]))
        post = await posts.create(BlogPostCreate(title="One", content="Words", tags=["news", "art"]), auto_commit=True)
        wanted_id = post.id
    async with database.session() as session:
        posts = TaggedBlogPostService(session=session)
        post = await posts.update(BlogPostUpdate(content="New words", tags=wanted), item_id=wanted_id, auto_commit=True)
        assert sorted(tag.name for tag in post.tags) == sorted(wanted)
    assert tagged(reader) == {"One": sorted(wanted), "Two": ["news"]}
    contents = {row["title"]: row["content"] for row in reader.rows("library_blog_post")}
    assert contents == {"One": "New words", "Two": "Words"}


@proves("svc.many-to-many-service")
async def test_an_update_without_tags(database: Database, reader: Reader) -> None:
    """An update that sends no tags leaves them as they are."""
    async with database.session() as session:
        posts = TaggedBlogPostService(session=session)
        post = await posts.create(BlogPostCreate(title="One", content="Words", tags=["news"]), auto_commit=True)
        wanted_id = post.id
    async with database.session() as session:
        await TaggedBlogPostService(session=session).update(
            BlogPostUpdate(content="New words"), item_id=wanted_id, auto_commit=True
        )
    assert tagged(reader) == {"One": ["news"]}, "the update took the post's tags away"


def sent_as(kind: str, name: str) -> Any:
    """A tag's input."""
    return {"name": name} if kind == "dict" else BlogTag(name=name)


@proves("svc.slug-service")
async def test_slugs_of_new_tags(database: Database, reader: Reader) -> None:
    """Each tag is given the slug of its name, and one that is free if that is taken; a slug that was sent stays."""
    async with database.session() as session:
        service = BlogTagService(session=session)
        await service.create({"name": "Big News"})
        await service.create({"name": "Big  News!"})
        await service.create({"name": "Art", "slug": "paintings"})
        await session.commit()
    found = tags(reader)
    assert (found["Big News"], found["Art"]) == ("big-news", "paintings")
    assert found["Big  News!"].startswith("big-news-"), found
    assert len(set(found.values())) == 3


@proves("svc.slug-service")
async def test_slugs_of_many(database: Database, reader: Reader) -> None:
    """create_many gives each tag the slug of its name."""
    async with database.session() as session:
        await BlogTagService(session=session).create_many([{"name": "Big News"}, {"name": "Art"}])
        await session.commit()
    assert tags(reader) == {"Big News": "big-news", "Art": "art"}


@proves("svc.slug-service")
async def test_slug_of_a_new_name(database: Database, reader: Reader) -> None:
    """A new name brings a new slug; an update without a name keeps it."""
    async with database.session() as session:
        service = BlogTagService(session=session)
        first = await service.create({"name": "Big News"})
        other = await service.create({"name": "Art"})
        await service.update({"name": "Small News"}, item_id=first.id)
        await service.update({"id": other.id}, item_id=other.id)
        await session.commit()
        found = await service.repository.get_by_slug("small-news")
        assert found is not None
        assert found.id == first.id
    assert tags(reader) == {"Small News": "small-news", "Art": "art"}


@proves("svc.slug-service-upsert")
async def test_a_new_name(database: Database, reader: Reader) -> None:
    """A name that is not there is inserted with its slug."""
    async with database.session() as session:
        await BlogTagService(session=session).upsert({"name": "Big News"})
        await session.commit()
    assert tags(reader) == {"Big News": "big-news"}


@proves("svc.slug-service-upsert")
@pytest.mark.parametrize("by", ["service", "call"])
async def test_a_known_name(database: Database, reader: Reader, by: str) -> None:
    """A name that is there is that tag: no second one is made."""
    refusal = ""
    async with database.session() as session:
        service = BlogTagService(session=session)
        first = await service.create({"name": "Big News"})
        await session.commit()
        first_id = first.id
        options: Any = {"match_fields": ["name"]} if by == "call" else {}
        try:
            await service.upsert({"name": "Big News"}, **options)
            await session.commit()
        except Exception as error:  # noqa: BLE001 - whatever it is, the tag was not found by its name
            refusal = f"{type(error).__name__}: {error}"
            await session.rollback()
    assert not refusal, f"the upsert was refused with {refusal}"
    assert [(row["id"], row["name"]) for row in reader.rows("library_blog_tag")] == [(first_id, "Big News")]
