"""The commands. A service subclasses those with a kind of paper: `class ReceiveWrittenConsent(ReceiveConsent[PaperKind])`.

Where papers are kept as files, its subclass adds `document_id` (the consent itself) or `documents` (the papers copied).
"""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from council_events.releases import (
    ConsentGiver,
    ConsentId,
    DisclosureGround,
    RecipientKind,
    ReleaseMeans,
    SubscriberId,
)
from council_events.values import Code, Date
from pydantic import ConfigDict, Field, StringConstraints

from council_casework.dated import Dated

K = TypeVar("K", bound=Code)

_TEXTAREA = {"x-widget": "textarea"}
_ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_LongText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), Field(json_schema_extra=_TEXTAREA)
]
_Consent = Annotated[ConsentId | None, Field(title="文書による了承", json_schema_extra={"x-options": "consents"})]


class ReceiveConsent(Dated, Generic[K]):
    """The entitled person has consented in writing that copies of these papers go to one recipient."""

    model_config = ConfigDict(title="文書による了承を受け取る")

    consent_id: ConsentId
    in_writing: Annotated[bool, Field(title="了承は文書による")]
    given_by: Annotated[ConsentGiver, Field(title="了承した者")]
    recipient_kind: Annotated[RecipientKind, Field(title="交付先の種類")]
    recipient: Annotated[_ShortText | None, Field(title="文書が挙げる交付先の名称")] = None
    subscriber: Annotated[
        SubscriberId | None, Field(title="連携先のシステム", description="システム連携による提供のとき")
    ] = None
    papers: Annotated[tuple[K, ...], Field(title="了承した書類")] = ()
    dated_on: Annotated[Date | None, Field(title="文書の日付")] = None


class WithdrawConsent(Dated):
    """The entitled person takes the consent back: from that day nothing is handed out under it."""

    model_config = ConfigDict(title="了承の取消しを受け取る")

    consent_id: Annotated[ConsentId, Field(title="文書による了承", json_schema_extra={"x-options": "consents"})]
    reason: Annotated[_LongText | None, Field(title="理由")] = None


class HandOverCopies(Dated, Generic[K]):
    """Copies of papers go to the recipient whom a consent names; an electronic file is a copy."""

    model_config = ConfigDict(title="書類の写しを交付する")

    consent_id: _Consent = None
    papers: Annotated[tuple[K, ...], Field(min_length=1, title="書類の種類")]
    means: Annotated[ReleaseMeans, Field(title="交付の方法")] = ReleaseMeans.FILE
    note: Annotated[_LongText | None, Field(title="備考")] = None


class DiscloseCase(Dated, Generic[K]):
    """Tell or give content on the statute's exception, by a report that is prescribed, or with consent."""

    model_config = ConfigDict(title="情報を提供する")

    ground: Annotated[DisclosureGround | None, Field(title="根拠")] = None
    recipient_kind: Annotated[RecipientKind, Field(title="提供先の種類")]
    recipient: Annotated[_ShortText, Field(title="提供先の名称")]
    consent_id: _Consent = None
    papers: Annotated[tuple[K, ...], Field(title="書類の種類")] = ()
    scope: Annotated[_LongText, Field(title="提供する範囲", description="根拠に必要な範囲に限る")]
    means: Annotated[ReleaseMeans, Field(title="提供の方法")] = ReleaseMeans.FILE
    subscriber: Annotated[
        SubscriberId | None,
        Field(
            title="連携先のシステム",
            description="システム連携のとき。挙げた書類をこのシステムが取得できる。書類を挙げないと、以後は取得できない",
        ),
    ] = None
