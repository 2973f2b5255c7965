"""Steps of every line: the reports that a case owes to 経済産業局等 and 全国本部."""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events.support.reports import LayoutVersion, Means
from council_events.values import Date
from pydantic import ConfigDict, Field

ReportId = Annotated[
    str, Field(pattern=r"^[a-z_]{1,40}-[1-9][0-9]?$", title="報告書", json_schema_extra={"x-options": "reports"})
]
"""Kind and number, as `start-1`."""


class CheckReport(Dated):
    """The draft, as it is shown, has been checked by the person who asks; it is frozen as it is."""

    model_config = ConfigDict(title="報告書の案を確認して確定する")

    report: ReportId


class FreezeReport(CheckReport):
    """CheckReport with the document that the service has drafted from the events: JSON of a sheet, and its layout."""

    layout: LayoutVersion
    document: str


class SubmitReport(Dated):
    """The frozen document has reached both bodies."""

    model_config = ConfigDict(title="報告書の提出を記録する")

    report: ReportId
    means: Annotated[Means, Field(title="提出の方法")] = Means.ELECTRONIC
    bureau_on: Annotated[
        Date | None, Field(title="経済産業局等への提出日", description="全国本部が実施した案件では中小企業庁への提出日")
    ] = None
    hq_on: Annotated[
        Date | None, Field(title="全国本部への提出日", description="全国本部が実施した案件では保管した日")
    ] = None
    told_head_on: Annotated[
        Date | None,
        Field(
            title="認定支援機関の長に報告した日",
            description="完了・終了の報告書では必須（終了の通知で記録済みなら空欄）",
        ),
    ] = None
    told_company_on: Annotated[
        Date | None,
        Field(title="相談企業に通知した日", description="終了の報告書では必須（終了の通知で記録済みなら空欄）"),
    ] = None
