"""What went wrong, as the caller is told: RFC 9457 problem details, in Japanese with English beside it.

`ProblemError` is the root of what code raises to be told so; the rest (a rule's `Refused`, a `ConcurrentDecision`,
input that does not fit) is translated by http.py. No problem ever repeats input.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from council_events.deciding import Refused
from council_events.event import UnknownEventTypeError, event_class
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from council_kit.clock import JST
from council_kit.store.acting import ConcurrentDecision

MEDIA_TYPE: Final = "application/problem+json"
_URN: Final = "urn:council:problem:"


class Kind(NamedTuple):
    """One kind of problem: the last part of its `type`, the HTTP status and its title."""

    name: str
    status: int
    ja: str
    en: str


MALFORMED: Final = Kind("malformed", 400, "読み取れない要求です", "The request cannot be read")
NOT_SIGNED_IN: Final = Kind("not-signed-in", 401, "サインインが必要です", "Sign-in is required")
FORBIDDEN: Final = Kind("forbidden", 403, "権限がありません", "Not permitted")
NOT_FOUND: Final = Kind("not-found", 404, "見つかりません", "Not found")
METHOD: Final = Kind("method-not-allowed", 405, "この操作は用意されていません", "No such operation")
REFUSED: Final = Kind("refused", 409, "規定により行えません", "A rule of the programme does not allow it")
CONFLICT: Final = Kind("conflict", 409, "先に別の記録がありました", "Somebody else decided first")
GONE: Final = Kind("erased", 410, "消去済みです", "Erased")
PRECONDITION: Final = Kind("precondition", 412, "確かめた版がありません", "The version seen does not exist")
TOO_LARGE: Final = Kind("too-large", 413, "要求が大きすぎます", "The request is too large")
MEDIA: Final = Kind("media-type", 415, "JSON だけを受け付けます", "Only JSON is accepted")
FILE_TYPE: Final = Kind("file-type", 415, "登録できない種類のファイルです", "A file of a type that is not kept")
INVALID: Final = Kind("invalid", 422, "入力に誤りがあります", "The input does not fit")
KEY_REUSED: Final = Kind("key-reused", 422, "再送キーが別の内容に使われています", "The key belongs to another request")
TOO_MANY: Final = Kind("too-many", 429, "しばらく待ってからやり直してください", "Too many requests")
FAULT: Final = Kind("fault", 500, "処理できませんでした", "Something went wrong")
UNAVAILABLE: Final = Kind("unavailable", 503, "一時的に利用できません", "Temporarily unavailable")
NOT_RECORDED: Final = Kind("not-recorded", 503, "閲覧を記録できません", "The read cannot be recorded")
RIGHTS_STALE: Final = Kind("rights-stale", 503, "権限の情報が古くなっています", "The rights are out of date")
WRITES_STOPPED: Final = Kind("writes-stopped", 503, "書き込みを止めています", "Writes are stopped")


class FieldFault(BaseModel):
    """One field that does not fit: its dotted path (`creditors.0.amount`) and a sentence in both languages."""

    model_config = ConfigDict(frozen=True)

    field: str = Field(title="項目")
    ja: str = Field(title="説明")
    en: str = Field(title="説明（英語）")


class First(BaseModel):
    """Who decided first, and what: the actor, the event's type and its programme word, and when (UTC)."""

    model_config = ConfigDict(frozen=True)

    actor: str = Field(title="記録した利用者")
    type: str = Field(title="イベントの型")
    title: str = Field(title="イベントの名称")
    time: dt.datetime = Field(title="記録時刻")


class Problem(BaseModel):
    """The body of every answer from 400 on (RFC 9457); `detail` is Japanese, `detail_en` says the same in English."""

    model_config = ConfigDict(frozen=True, title="問題の詳細")

    type: str = Field(title="種類")
    title: str = Field(title="見出し")
    title_en: str = Field(title="見出し（英語）")
    status: int = Field(title="HTTP ステータス")
    detail: str = Field(title="説明")
    detail_en: str = Field(title="説明（英語）")
    provision: str | None = Field(default=None, title="根拠規定")
    field: str | None = Field(default=None, title="項目")
    errors: tuple[FieldFault, ...] | None = Field(default=None, title="項目ごとの誤り")
    first: First | None = Field(default=None, title="先に記録された内容")
    reference: str | None = Field(default=None, title="照会番号")

    def response(self, headers: Mapping[str, str] | None = None) -> Response:
        """The HTTP answer; attributes without a value are left out."""
        body = self.model_dump_json(exclude_none=True)
        return Response(
            body, self.status, headers={"cache-control": "no-store", **(headers or {})}, media_type=MEDIA_TYPE
        )


def make(
    kind: Kind,
    ja: str,
    en: str,
    *,
    provision: str | None = None,
    field: str | None = None,
    errors: Sequence[FieldFault] | None = None,
    first: First | None = None,
    reference: str | None = None,
) -> Problem:
    """A problem of a kind, with its two sentences."""
    return Problem(
        type=_URN + kind.name,
        title=kind.ja,
        title_en=kind.en,
        status=kind.status,
        detail=ja,
        detail_en=en,
        provision=provision,
        field=field,
        errors=tuple(errors) if errors else None,
        first=first,
        reference=reference,
    )


class ProblemError(Exception):
    """Raised to be told as it is. `headers` go with the answer."""

    def __init__(self, problem: Problem, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(problem.type)
        self.problem: Final = problem
        self.headers: Final = dict(headers or {})


class NotVisible(ProblemError):  # noqa: N818  # the programme's word: for the asker there is no such thing
    """No such id, or none that the asker may know of: the same 404 for both, alike in body and in time."""

    def __init__(self) -> None:
        super().__init__(
            make(NOT_FOUND, "該当するものが見つかりません。", "There is no such thing, or it is not yours to know of.")
        )


class NotSignedIn(ProblemError):  # noqa: N818  # a state of the caller, not a fault
    """No internal token, or one that does not hold: 401. The reason is the same for all, so nothing can be probed."""

    def __init__(self) -> None:
        super().__init__(
            make(
                NOT_SIGNED_IN,
                "有効なサインインの情報がありません。もう一度サインインしてください。",
                "There is no valid token. Sign in again.",
            ),
            {"www-authenticate": "Bearer"},
        )


class NotRecorded(ProblemError):  # noqa: N818  # the programme's word
    """A read or refusal could not be recorded, so it is not answered: 503."""

    def __init__(self) -> None:
        super().__init__(
            make(
                NOT_RECORDED,
                "閲覧の記録ができないため、表示できません。時間をおいてやり直してください。",
                "Nothing is shown that cannot be recorded as read. Try again later.",
                provision="LAW-136",
            ),
            {"retry-after": "5"},
        )


def field_problem(field: str, ja: str, en: str) -> ProblemError:
    """422 for one field, found outside pydantic (a header, a path)."""
    return ProblemError(make(INVALID, ja, en, field=field, errors=[FieldFault(field=field, ja=ja, en=en)]))


def of_refusal(refused: Refused) -> Problem:
    """A rule's refusal: 409, or 403 when it is a matter of rights, with its provision and field."""
    kind = FORBIDDEN if refused.forbidden else REFUSED
    return make(kind, refused.ja, refused.en, provision=refused.provision, field=refused.field)


def of_conflict(conflict: ConcurrentDecision) -> Problem:
    """409 that says who was first, with what and when (shown in JST)."""
    try:
        title = event_class(conflict.first_type).ja
    except UnknownEventTypeError:
        title = conflict.first_type
    first = First(
        actor=conflict.first_actor, type=conflict.first_type, title=title, time=conflict.first_time.astimezone(dt.UTC)
    )
    shown = conflict.first_time.astimezone(JST).strftime("%Y-%m-%d %H:%M:%S")
    return make(
        CONFLICT,
        f"{shown} に {first.actor} が「{title}」を先に記録しました。最新の内容を確かめてからやり直してください。",
        f"{first.actor} recorded {conflict.first_type} first, at {shown} JST. Look at the case again, then decide.",
        first=first,
    )
