"""What leaves the department: copies of papers, and the report of a consultation."""

from __future__ import annotations

from typing import Annotated

from council_events.intake import CasePaper, ReferralBody, ReportMeans
from council_events.values import Date
from pydantic import ConfigDict, Field

from council_intake.commands.fields import Act, ShortText


class ReleasePapers(Act):
    """Hand out copies of case papers, under a written consent that names the recipient."""

    model_config = ConfigDict(title="書類の写しを交付する")

    body: Annotated[ReferralBody, Field(title="交付先")]
    recipient: Annotated[ShortText | None, Field(title="交付先の名称")] = None
    papers: Annotated[tuple[CasePaper, ...], Field(min_length=1, title="書類")]
    consent_in_writing: Annotated[bool, Field(title="了承は文書による")]
    consent_names: Annotated[ReferralBody | None, Field(title="了承の文書にある交付先")] = None
    consented_on: Annotated[Date | None, Field(title="文書による了承の日")] = None


class DraftReport(Act):
    """Draw the report of the consultation up from what is on record, and freeze it."""

    model_config = ConfigDict(title="対応報告書を作成する")


class SubmitReport(Act):
    """The report was delivered to the bureau and to 全国本部; where 全国本部 runs the case, to 中小企業庁, a copy kept."""

    model_config = ConfigDict(title="対応報告書を提出する")

    means: Annotated[ReportMeans, Field(title="提出の方法")] = ReportMeans.ELECTRONIC
    bureau_on: Annotated[Date | None, Field(title="経済産業局等への提出日")] = None
    headquarters_on: Annotated[Date | None, Field(title="全国本部への提出（保管）日")] = None
    agency_on: Annotated[Date | None, Field(title="中小企業庁への提出日", description="全国本部が実施する場合のみ")] = (
        None
    )
