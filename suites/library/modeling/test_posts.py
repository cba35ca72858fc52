"""Posts and topics, which are linked by a table."""

from __future__ import annotations

from sqlalchemy import select

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.topics.models import Post, Topic, post_topic


class Links:
    """The table that links them, where models are asked for."""

    __table__ = post_topic


MODELS = (Post, Topic, Links)
LINKS = "library_post_topic"


async def write(database: Database) -> dict[str, int]:
    """Two posts on trains, one of them on steam too; gives the keys by title and name."""
    async with database.session() as session:
        trains, steam = Topic(name="Trains", slug="trains"), Topic(name="Steam", slug="steam")
        posts = [Post(title="One", topics=[trains, steam]), Post(title="Two", topics=[trains])]
        session.add_all(posts)
        await session.commit()
        return {posts[0].title: posts[0].id, posts[1].title: posts[1].id, "Trains": trains.id, "Steam": steam.id}


def links(reader: Reader) -> list[tuple[int, int]]:
    """Which post has which topic."""
    return sorted((row["post_id"], row["topic_id"]) for row in reader.rows(LINKS))


@proves("modeling.many-to-many-slug-example")
async def test_linked_in_both_directions(database: Database, reader: Reader) -> None:
    """What was linked from the posts is read from the topics, and the other way round."""
    keys = await write(database)
    expected = sorted([(keys["One"], keys["Trains"]), (keys["One"], keys["Steam"]), (keys["Two"], keys["Trains"])])
    assert links(reader) == expected
    async with database.session() as session:
        topics = {
            topic.name: sorted(post.title for post in topic.posts) for topic in await session.scalars(select(Topic))
        }
        assert topics == {"Trains": ["One", "Two"], "Steam": ["One"]}
        posts = {
            post.title: sorted(topic.name for topic in post.topics) for post in await session.scalars(select(Post))
        }
        assert posts == {"One": ["Steam", "Trains"], "Two": ["Trains"]}


@proves("modeling.many-to-many-slug-example")
async def test_links_are_added_and_removed(database: Database, reader: Reader) -> None:
    """From the side of the topic, too; no row of posts or topics goes with a link."""
    keys = await write(database)
    async with database.session() as session:
        steam = (await session.scalars(select(Topic).where(Topic.slug == "steam"))).one()
        two = (await session.scalars(select(Post).where(Post.title == "Two"))).one()
        steam.posts.append(two)
        two.topics[:] = [topic for topic in two.topics if topic.slug != "trains"]
        await session.commit()
    expected = sorted([(keys["One"], keys["Trains"]), (keys["One"], keys["Steam"]), (keys["Two"], keys["Steam"])])
    assert links(reader) == expected
    assert (reader.count("library_post"), reader.count("library_topic")) == (2, 2)


@proves("modeling.many-to-many-slug-example")
async def test_deleted_object_loses_its_links(database: Database, reader: Reader) -> None:
    """The other side stays, with the links that it has to others."""
    keys = await write(database)
    async with database.session() as session:
        await session.delete(await session.get_one(Topic, keys["Trains"]))
        await session.commit()
    assert links(reader) == [(keys["One"], keys["Steam"])]
    assert sorted(row["title"] for row in reader.rows("library_post")) == ["One", "Two"]
    assert [row["name"] for row in reader.rows("library_topic")] == ["Steam"]


@proves("modeling.many-to-many-slug-example", needs=("enforces-foreign-keys",))
async def test_deleted_row_takes_its_links(database: Database, reader: Reader) -> None:
    """So it is where the row is deleted by a statement: the keys cascade."""
    keys = await write(database)
    reader.execute(f"DELETE FROM library_topic WHERE id = {keys['Trains']}")
    assert links(reader) == [(keys["One"], keys["Steam"])]
    assert reader.count("library_post") == 2
