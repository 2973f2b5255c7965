"""Routes made from command classes, and the headers that go with a command."""

from __future__ import annotations

import hashlib
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Generic, TypeVar
from uuid import UUID

from council_events.values import PersonId
from fastapi import APIRouter, Header, Path, Request, Response
from pydantic import BaseModel

from council_kit.answers import CommandAnswer
from council_kit.auth import Identity, SignedIn
from council_kit.problems import Problem, field_problem
from council_kit.store.acting import Saved

C = TypeVar("C", bound=BaseModel)

_KEY: Final = re.compile(r"[A-Za-z0-9._:-]{8,128}")
_ETAG: Final = re.compile(r'(?:W/)?"(0|[1-9][0-9]{0,6})"|(0|[1-9][0-9]{0,6})')
_PLACEHOLDER: Final = re.compile(r"{([a-z_]+)}")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    400: {"model": Problem, "description": "読み取れない要求"},
    401: {"model": Problem, "description": "サインインがない"},
    403: {"model": Problem, "description": "権限がない（根拠規定付き）"},
    404: {"model": Problem, "description": "該当なし"},
    409: {"model": Problem, "description": "規定による拒否、又は先に別の記録がある"},
    412: {"model": Problem, "description": "確かめた版がない"},
    413: {"model": Problem, "description": "本文が大きすぎる"},
    415: {"model": Problem, "description": "JSON ではない"},
    422: {"model": Problem, "description": "入力の誤り（項目ごと）"},
    429: {"model": Problem, "description": "要求が多すぎる"},
    500: {"model": Problem, "description": "処理の失敗（照会番号付き）"},
    503: {"model": Problem, "description": "一時的に利用できない、又は記録できない"},
}
"""The problems of every route under /v1, for OpenAPI."""


@dataclass(frozen=True, slots=True)
class Call(Generic[C]):
    """One request for a command. `path`: the values of the path's placeholders (ids ending in `_id` are UUIDs).

    `body_hash` is the SHA-256 of key, command and path: what an Idempotency-Key stands for.
    """

    request: Request
    identity: Identity
    command: C
    path: Mapping[str, Any] = field(default_factory=dict)
    idempotency_key: str | None = None
    expected_version: int | None = None
    body_hash: bytes | None = None

    @property
    def case_id(self) -> UUID:
        """The path's case; raises KeyError where the path has none."""
        found: UUID = self.path["case_id"]
        return found

    @property
    def person(self) -> str:
        """The path's person; raises KeyError where the path has none."""
        return str(self.path["person"])


Handler = Callable[[Call[C]], Saved]


def kebab(command: type[BaseModel]) -> str:
    """`OpenConsultation` → `open-consultation`: how a command is named in a path."""
    return _HUMP.sub("-", command.__name__).lower()


def title_of(command: type[BaseModel]) -> str:
    """The command's Japanese name."""
    return str(command.model_config.get("title") or command.__name__)


def read_idempotency_key(value: str | None) -> str | None:
    """An Idempotency-Key as it may be: 8 to 128 of letters, digits and `._:-`; raises a 422 problem."""
    if value is None or _KEY.fullmatch(value):
        return value
    raise field_problem(
        "Idempotency-Key",
        "再送キーは半角英数字と . _ : - の8〜128文字で指定してください。",
        "An Idempotency-Key has 8 to 128 ASCII letters, digits or . _ : -",
    )


def read_if_match(value: str | None) -> int | None:
    """The version that the caller has seen, as `"7"` or `7`; raises a 422 problem."""
    if value is None:
        return None
    found = _ETAG.fullmatch(value.strip())
    if found is None:
        raise field_problem(
            "If-Match",
            '確かめた版を "7" の形で指定してください。',
            'If-Match names the version seen, as "7".',
        )
    return int(found[1] or found[2])


def hash_of(key: str, command: BaseModel, path: Mapping[str, Any]) -> bytes:
    """What makes two requests with one key the same: the command's class and values, and where it was sent.

    The key goes in as a salt, so that equal commands do not show as equal in the table of answers.
    """
    digest = hashlib.sha256(f"{key}\0{type(command).__name__}".encode())
    for name in sorted(path):
        digest.update(f"\0{name}={path[name]}".encode())
    digest.update(b"\0" + command.model_dump_json().encode())
    return digest.digest()


def command_route(router: APIRouter, path: str, command: type[C], handler: Handler[C], *, recorded: int = 201) -> None:
    """Add `POST path` that takes the command as its body and answers CommandAnswer.

    `recorded` when events were recorded (201, or 202 where the work that was asked for goes on afterwards); 200 when the
    request was a repetition or there was nothing to do. `handler` runs in the thread pool. Placeholders of the path: `…_id` are UUIDs, all others lower-case identifiers.
    """
    names = _PLACEHOLDER.findall(path)

    def endpoint(
        request: Request,
        response: Response,
        who: Identity,
        body: C,
        idempotency_key: str | None,
        if_match: str | None,
        **values: Any,
    ) -> CommandAnswer:
        key = read_idempotency_key(idempotency_key)
        call = Call(
            request=request,
            identity=who,
            command=body,
            path=values,
            idempotency_key=key,
            expected_version=read_if_match(if_match),
            body_hash=hash_of(key, body, values) if key else None,
        )
        saved = handler(call)
        response.status_code = 200 if saved.repeated or not saved.events else recorded
        response.headers["etag"] = f'"{saved.version}"'
        return CommandAnswer.of(saved)

    # FastAPI reads parameters from the signature; it is made here because body and placeholders differ per command.
    endpoint.__signature__ = _signature(command, names)  # type: ignore[attr-defined]  # inspect honours it on functions
    endpoint.__name__ = kebab(command).replace("-", "_")
    router.add_api_route(
        path,
        endpoint,
        methods=["POST"],
        status_code=recorded,
        response_model=CommandAnswer,
        summary=title_of(command),
        description=inspect.getdoc(command) or "",
        responses={**PROBLEMS, 200: {"model": CommandAnswer, "description": "再送、又は記録することがない"}},
        name=kebab(command),
    )


def _signature(command: type[BaseModel], names: list[str]) -> inspect.Signature:
    key = Annotated[str | None, Header(alias="Idempotency-Key", title="再送キー")]
    seen = Annotated[str | None, Header(alias="If-Match", title="確かめた版")]
    kinds: list[tuple[str, Any, Any]] = [
        ("request", Request, inspect.Parameter.empty),
        ("response", Response, inspect.Parameter.empty),
        ("who", SignedIn, inspect.Parameter.empty),
        ("body", command, inspect.Parameter.empty),
        *((name, _placeholder(name), inspect.Parameter.empty) for name in names),
        ("idempotency_key", key, None),
        ("if_match", seen, None),
    ]
    keyword = inspect.Parameter.KEYWORD_ONLY
    return inspect.Signature(
        [inspect.Parameter(name, keyword, annotation=kind, default=default) for name, kind, default in kinds],
        return_annotation=CommandAnswer,
    )


def _placeholder(name: str) -> Any:
    if name.endswith("_id"):
        return Annotated[UUID, Path(title="番号")]
    return Annotated[PersonId, Path()]
