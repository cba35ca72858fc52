"""A client that does this and that with authors, and a dict that knows what must come of it."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    multiple,
    rule,
    run_state_machine_as_test,
)

from assay.checking import Reader, RunningApp, answer, proves, same_everywhere
from suites.crud.examples import TEXTS

DOBS = st.none() | st.dates(datetime.date(1583, 1, 1), datetime.date(9998, 12, 31)).map(datetime.date.isoformat)


class Client(RuleBasedStateMachine):
    """Creates, reads, changes and deletes authors; after each step the answer is compared with the dict."""

    app: RunningApp
    reader: Reader
    authors = Bundle("authors")
    gone = Bundle("gone")

    @initialize()
    def start(self) -> None:
        """Every sequence begins with an empty table."""
        self.reader.empty(["author"])
        self.expected: dict[str, dict[str, Any]] = {}

    @rule(target=authors, name=TEXTS, dob=DOBS)
    def create(self, name: str, dob: str | None) -> str:
        """POST."""
        body = answer(self.app.post("/authors", {"name": name, "dob": dob}), 201)
        assert body["id"] not in self.expected, f"the id {body['id']} was used before"
        self.expected[body["id"]] = {"id": body["id"], "name": name, "dob": dob}
        assert body == self.expected[body["id"]], f"created: {body}, expected: {self.expected[body['id']]}"
        author_id: str = body["id"]
        return author_id

    @rule(author=authors)
    def get(self, author: str) -> None:
        """GET of one."""
        body = answer(self.app.get(f"/authors/{author}"), 200)
        assert body == self.expected[author], f"read: {body}, expected: {self.expected[author]}"

    @rule(author=authors, change=st.fixed_dictionaries({}, optional={"name": TEXTS, "dob": DOBS}))
    def update(self, author: str, change: dict[str, Any]) -> None:
        """PATCH."""
        body = answer(self.app.patch(f"/authors/{author}", change), 200)
        self.expected[author].update(change)
        assert body == self.expected[author], f"changed by {change}: {body}, expected: {self.expected[author]}"

    @rule(target=gone, author=consumes(authors))
    def delete(self, author: str) -> str:
        """DELETE."""
        answer(self.app.delete(f"/authors/{author}"), 204)
        del self.expected[author]
        return author

    @rule(author=gone, verb=st.sampled_from(["GET", "PATCH", "DELETE"]))
    def miss(self, author: str, verb: str) -> None:
        """Whatever is asked of a deleted author is 404."""
        answer(
            self.app.client.request(verb, f"/authors/{author}", json={"name": "x"} if verb == "PATCH" else None), 404
        )

    @rule(target=authors, name=TEXTS)
    def refuse(self, name: str) -> Any:
        """A bad POST leaves no trace."""
        answer(self.app.post("/authors", {"name": name, "dob": "zzz"}), 400)
        return multiple()

    @rule()
    def list(self) -> None:
        """GET of all."""
        body = answer(self.app.get("/authors", pageSize=100), 200)
        listed = {item["id"]: item for item in body["items"]}
        assert listed == self.expected, f"listed: {listed}, expected: {self.expected}"
        total, count = body["total"], len(self.expected)
        assert total == count, f"{count} authors are stored, the total is {total}"

    def teardown(self) -> None:
        """At the end the table holds what the dict holds."""
        stored = {
            str(row["id"]): {"id": str(row["id"]), "name": row["name"], "dob": row["dob"] and row["dob"].isoformat()}
            for row in self.reader.rows("author")
        }
        assert stored == self.expected, f"stored: {stored}, expected: {self.expected}"


@proves("crud.create", "crud.get", "crud.list", "crud.update", "crud.delete")
def test_any_sequence(app: RunningApp, reader: Reader) -> None:
    """Whatever a client does, every answer and in the end the table are those of a dict."""
    bound = type("BoundClient", (Client,), {"app": app, "reader": reader})
    run_state_machine_as_test(bound, settings=same_everywhere(6, steps=12))
