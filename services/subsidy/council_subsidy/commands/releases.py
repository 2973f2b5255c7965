"""What leaves the department: consents in writing, copies under them, disclosures on a ground."""

from __future__ import annotations

from typing import Annotated, Final

from council_casework.releases import DiscloseCase, HandOverCopies, ReceiveConsent, WithdrawConsent
from council_events.papers import DocumentId
from council_events.subsidy import PaperKind
from pydantic import ConfigDict, Field

_PAPERS: Final = {"x-options": "papers"}


class ReceiveWrittenConsent(ReceiveConsent[PaperKind]):
    """The entitled person has consented in writing that copies of these papers go to one recipient."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="文書による了承を受け取る")

    document_id: Annotated[DocumentId | None, Field(title="了承の文書", json_schema_extra=_PAPERS)] = None


class WithdrawWrittenConsent(WithdrawConsent):
    """The entitled person takes the consent back."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="了承の取消しを受け取る")


class HandOverPapers(HandOverCopies[PaperKind]):
    """Copies of papers go to the recipient whom a consent names."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="書類の写しを交付する")

    documents: Annotated[tuple[DocumentId, ...], Field(title="交付する書類", json_schema_extra=_PAPERS)] = ()


class Disclose(DiscloseCase[PaperKind]):
    """Give content on the statute's exception, by what is prescribed, or with consent."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="情報を提供する")


ReleaseCommand = ReceiveWrittenConsent | WithdrawWrittenConsent | HandOverPapers | Disclose
