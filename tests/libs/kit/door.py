"""A service behind a real server, for the tests of its door: what its handler does next, and how an answer is read."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid4

import httpx
from council_events.values import AgencyId, CouncilCode, Date, Industry, Purpose, Yen
from council_kit.auth import load_signing_key, sign_token
from council_kit.http import Call, command_route, create_app
from council_kit.settings_base import ServiceSettings
from council_kit.store.acting import (
    Saved,
    SavedEvent,
)
from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

Serving = Callable[[Any], AbstractContextManager[httpx.Client]]
CASE = UUID("018f0000-0000-7000-8000-000000000001")


def _not_the_ninth(day: dt.date) -> dt.date:
    if day.day == 9:
        raise PydanticCustomError("ninth", "the ninth is a holiday here", {"ja": "九日は休みです"})
    return day


class Creditor(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: Annotated[Yen, Field(title="金額")]


class OpenTestCase(BaseModel):
    """Opens a case for the tests of the door."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="試験用の案件を開く")

    on: Annotated[Date, Field(title="日付"), AfterValidator(_not_the_ninth)]
    council: CouncilCode
    industry: Industry = Industry.OTHER
    agency: AgencyId | None = None
    note: Annotated[str, Field(min_length=1, max_length=20)] = "x"
    creditors: tuple[Creditor, ...] = ()


GOOD: dict[str, Any] = {"on": "2024-06-10", "council": "13"}


class World:
    """What the handler does next, and what it was called with."""

    def __init__(self, public: Path, private: Path, serving: Serving) -> None:
        self.serving = serving
        self.calls: list[Call[OpenTestCase]] = []
        self.does: Callable[[], Saved] = lambda: saved(1)
        self.key = load_signing_key(private)
        self.settings = ServiceSettings(
            environment="development",
            database="postgresql://nowhere",
            kafka="nowhere:1",
            token_public_key=public,
            http_port=0,
        )
        self.router = APIRouter()
        command_route(self.router, "/v1/cases/{case_id}/open-test-case", OpenTestCase, self.handle)
        self.router.add_api_route("/v1/cases/{case_id}", self.read, methods=["GET"])

    def handle(self, call: Call[OpenTestCase]) -> Saved:
        self.calls.append(call)
        return self.does()

    def read(self, case_id: UUID) -> dict[str, str]:
        self.does()
        return {"case_id": str(case_id)}

    def bearer(self, **claims: Any) -> dict[str, str]:
        wanted = {
            "person": "p13-head",
            "council": "13",
            "purpose": Purpose.CASE_WORK,
            "audience": "testing",
            **claims,
        }
        return {"authorization": f"Bearer {sign_token(self.key, **wanted)}"}

    @contextmanager
    def client(self, *parts: Any) -> Iterator[httpx.Client]:
        app = create_app("testing", "試験", self.settings, [self.router], parts)
        with self.serving(app) as client:
            client.headers.update(self.bearer())
            yield client


def saved(version: int, *, repeated: bool = False, events: int = 1) -> Saved:
    return Saved(
        CASE,
        version,
        tuple(SavedEvent(uuid4(), "council.testing.Opened.v1", version) for _ in range(events)),
        repeated,
    )


def raising(error: Exception) -> Callable[[], Saved]:
    def does() -> Saved:
        raise error

    return does


def post(client: httpx.Client, body: Any = None, **headers: str) -> Any:
    content = body if isinstance(body, str | bytes) else json.dumps(GOOD if body is None else body)
    return client.post(
        f"/v1/cases/{CASE}/open-test-case",
        content=content,
        headers={
            "content-type": "application/json",
            **{name.replace("_", "-"): each for name, each in headers.items()},
        },
    )


def assert_problem(answer: Any, status: int, kind: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    body: dict[str, Any] = answer.json()
    assert body["type"] == f"urn:council:problem:{kind}"
    assert body["status"] == status
    assert re.search(r"[ぁ-んァ-ヶ一-龠]", body["title"] + body["detail"]), "Japanese comes first"
    assert body["title_en"].isascii()
    assert body["detail_en"]
    return body
