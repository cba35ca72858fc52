"""What is run in a process of its own: models that change what later ones may be."""

from functools import cached_property
from typing import Any

from advanced_alchemy.extensions.litestar import SQLAlchemyDTO, base
from litestar import Litestar, get
from litestar.testing import TestClient
from sqlalchemy.orm import Mapped, MappedAsDataclass

from suites.processes import Jobs
from suites.setup.fresh import guide


def page_model(then: bool) -> dict[str, Any]:
    """Declare the page's model, show one, and declare another model after it if asked for."""

    class UserModel(base.UUIDAuditBase, MappedAsDataclass):
        __tablename__ = "user"

        first_name: Mapped[str]
        last_name: Mapped[str]

        @property
        def full_name(self) -> str:
            return f"{self.first_name} {self.last_name}"

        def _length(self) -> int:
            return len(self.full_name)

        name_length = cached_property(_length)

    @get("/user", return_dto=SQLAlchemyDTO[UserModel], signature_namespace={"UserModel": UserModel})
    async def show_user() -> "UserModel":
        return UserModel(first_name="Ada", last_name="Byron")

    with TestClient(Litestar([show_user])) as client:
        shown = client.get("/user").json()
    if then:
        try:

            class LaterModel(base.UUIDBase):
                __tablename__ = "later"

                name: Mapped[str]

        except Exception as error:  # noqa: BLE001 - whatever refuses it is what the check is about
            return {"shown": shown, "refused": f"{type(error).__name__}: {error}"}
    return {"shown": shown}


JOBS: Jobs = {function.__name__: function for function in (guide, page_model)}
