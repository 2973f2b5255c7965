"""Papers that come in, what leaves the department, and the report of a consultation."""

from __future__ import annotations

from typing import Annotated, Final

from council_casework.dated import Dated
from council_casework.papers import ReceivePaper
from council_casework.releases import DiscloseCase, HandOverCopies, ReceiveConsent, WithdrawConsent
from council_events.intake import CasePaper, PaperKind, ReportMeans
from council_events.papers import DocumentId, HolderId
from council_events.values import Date
from pydantic import ConfigDict, Field

_PAPERS: Final = {"x-options": "papers"}


class ReceiveDocument(ReceivePaper[PaperKind]):
    """A paper has come in: its file is uploaded, or it is said where the paper itself is kept."""

    whose: Annotated[HolderId | None, Field(title="誰の書類か", json_schema_extra={"x-widget": "hidden"})] = None


class ReceiveWrittenConsent(ReceiveConsent[CasePaper]):
    """The entitled person has consented in writing that copies of these papers go to one recipient."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="文書による了承を受け取る")

    document_id: Annotated[DocumentId | None, Field(title="了承の文書", json_schema_extra=_PAPERS)] = None


class WithdrawWrittenConsent(WithdrawConsent):
    """The entitled person takes the consent back."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="了承の取消しを受け取る")


class HandOverPapers(HandOverCopies[CasePaper]):
    """Copies of papers go to the recipient whom a consent names."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="書類の写しを交付する")

    documents: Annotated[tuple[DocumentId, ...], Field(title="交付する書類", json_schema_extra=_PAPERS)] = ()


class Disclose(DiscloseCase[CasePaper]):
    """Give content on the statute's exception, by what is prescribed, or with consent."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="情報を提供する")


class DraftReport(Dated):
    """Draw the report of the consultation up from what is on record, and freeze it."""

    model_config = ConfigDict(title="対応報告書を作成する")


class SubmitReport(Dated):
    """The report was delivered to the bureau and to 全国本部; where 全国本部 runs the case, to 中小企業庁, a copy kept."""

    model_config = ConfigDict(title="対応報告書を提出する")

    means: Annotated[ReportMeans, Field(title="提出の方法")] = ReportMeans.ELECTRONIC
    bureau_on: Annotated[Date | None, Field(title="経済産業局等への提出日")] = None
    headquarters_on: Annotated[Date | None, Field(title="全国本部への提出（保管）日")] = None
    agency_on: Annotated[Date | None, Field(title="中小企業庁への提出日", description="全国本部が実施する場合のみ")] = (
        None
    )
