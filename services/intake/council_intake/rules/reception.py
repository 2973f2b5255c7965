"""Who is received, as what, and where."""

from __future__ import annotations

import datetime as dt

from council_directory import council, provision_row
from council_directory.directory import HQ
from council_events.deciding import Asking, Refused, provision
from council_events.intake import ConsultationKind, Requester
from council_events.values import Qualification

from council_intake.rules.asking import SYSTEM


@provision("YR-2-1-3-3-1")
def kind_of(requester: Requester) -> ConsultationKind:
    """金融機関等 or 支援専門家 ask for a 事前相談; 相談企業 or 保証人 for a 窓口相談. No other combination exists."""
    if requester in (Requester.FINANCIAL_INSTITUTION, Requester.ADVISER):
        return ConsultationKind.PRELIMINARY
    return ConsultationKind.COUNTER


@provision("YR-3-2-2-4", "YR24-3-2-2-4")
def an_applicant_comes_by_the_finding(asking: Asking) -> None:
    """The 統括責任者 finds 事業再生 necessary in the subsidy case; nobody types again here what the applicant told there."""
    if asking.person != SYSTEM:
        raise Refused(
            "YR24-3-2-2-4" if provision_row("YR24-3-2-2-4").in_force(asking.on) else "YR-3-2-2-4",
            "計画策定支援事業の申請者の窓口相談は、その案件で事業再生の取組が必要と判断したときに自動で受け付けます。",
            "The 窓口相談 of an applicant is opened by the finding in the subsidy case.",
            forbidden=True,
        )


@provision("B4-3-1")
def a_joint_request(
    adviser: str | None, qualification: Qualification | None, received_on: dt.date | None, on: dt.date
) -> tuple[str, Qualification, dt.date]:
    """A 利用相談 is asked for by the guarantor and a 保証人支援専門家 jointly, on 書式別４－１. Gives what was named."""
    if adviser is None or qualification is None:
        raise Refused(
            "B4-3-1",
            "利用相談は、保証人と保証人支援専門家の連名の申し出（書式別４－１）により受け付けます。"
            "保証人だけの場合は窓口相談で応対し、候補を紹介できます。",
            "A 利用相談 is filed jointly by the guarantor and a 保証人支援専門家 (書式別４－１). A guarantor alone is received "
            "at the counter, where candidates may be introduced.",
            field="adviser" if adviser is None else "adviser_qualification",
        )
    if received_on is None or received_on > on:
        raise Refused(
            "B4-3-1",
            "連名の利用相談申込書兼同意書（書式別４－１）を受理した日を入力してください。",
            "Give the day on which the joint request (書式別４－１) was received.",
            field="received_on",
        )
    return adviser, qualification, received_on


@provision("YR-2-1-1-2")
def is_out_of_area(council_code: str, prefecture: str) -> bool:
    """Whether the company belongs to another council's prefecture. 全国本部 has no prefecture of its own."""
    return council_code != HQ and prefecture != council_code


@provision("YR-2-1-1-2")
def support_across_the_border_is_agreed(council_code: str, prefecture: str, agreed: bool) -> None:
    """Nobody is turned away for an address; before a line is chosen, necessity and the co-operating body are on record."""
    if is_out_of_area(council_code, prefecture) and not agreed:
        raise Refused(
            "YR-2-1-1-2",
            f"相談企業の所在地は{council(prefecture).prefecture}です。"
            "県域を越えた支援の必要性と、連携する協議会を記録してください。",
            "The company belongs to another prefecture: record why it is supported here and with which council.",
        )


@provision("YR-2-1-1-2")
def another_council_cooperates(cooperating: str, own: str) -> None:
    """連携 is with another 認定支援機関."""
    if cooperating == own:
        raise Refused(
            "YR-2-1-1-2",
            "連携する協議会は、他の都道府県の協議会（認定支援機関）を選んでください。",
            "The co-operating council is another one.",
            field="cooperating",
        )
