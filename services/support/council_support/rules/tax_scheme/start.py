"""Which procedure a tax aim asks for, entry, start and team (基本要領 第二章第5 2但書, 別冊３ 1, 2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from council_directory.directory import HQ
from council_events.deciding import Refused, provision
from council_events.support import SchemeAttitude, SchemeFinding, SchemeMember, SchemeRole


@provision("YR-2-5-2")
def annex_2_serves_no_tax_aim(intended: bool) -> None:
    """A plan for which these tax provisions are intended follows 別冊３, and the two are never mixed in one case."""
    if intended:
        raise Refused(
            "YR-2-5-2",
            "法人税法第25条第3項・第33条第4項・第59条第2項の適用を想定する計画は、別冊２ではなく別冊３"
            "「中小企業再生支援スキーム」に従います。別冊３の案件として新たに始めてください。",
            "A plan for which these tax provisions are intended follows 別冊３, not 別冊２: begin a case of that line.",
        )


@provision("YR-2-5-2")
def annex_3_serves_a_tax_aim(intended: bool) -> None:
    """Without the intended tax treatment the support is that of 別冊２."""
    if not intended:
        raise Refused(
            "YR-2-5-2",
            "別冊３は、法人税法の規定の適用を想定する場合の手続です。適用の想定を記録してください。",
            "別冊３ is for plans for which the tax provisions are intended: record the intention.",
        )


@provision("B3-1")
def the_company_fits(findings: Collection[SchemeFinding]) -> None:
    """All four entry conditions, none of which can be waived."""
    missing = [finding for finding in SchemeFinding if finding not in findings]
    if missing:
        raise Refused(
            "B3-1",
            f"要件の判断がありません：{'、'.join(finding.label for finding in missing)}",
            f"Finding(s) missing: {', '.join(missing)}.",
            field="findings",
        )


@provision("B3-2")
def contact_needs_the_companys_consent(consented: bool) -> None:
    """A main creditor is approached after the company's consent."""
    if not consented:
        raise Refused(
            "B3-2",
            "この債権者と接触することへの債務者の承諾が記録されていません。",
            "Creditors are approached only with the company's consent.",
            field="creditor_id",
        )


@provision("B3-2")
def the_main_creditors_consent(main: Collection[UUID], attitudes: Mapping[UUID, SchemeAttitude]) -> None:
    """Every main creditor consents to the support; merely not being negative is not enough."""
    if not main:
        raise Refused("B3-2", "対象債権者が登録されていません。", "No creditor with a claim is listed.")
    lacking = sum(attitudes.get(creditor) is not SchemeAttitude.CONSENTED for creditor in main)
    if lacking:
        raise Refused(
            "B3-2",
            f"主要債権者{lacking}者の同意がありません。別冊３では、否定的でないことに加えて支援への同意が必要です。",
            f"{lacking} main creditor(s) have not consented; not being negative is not enough.",
        )


@provision("B3-2")
def the_chair_was_conferred_with(council: str, conferred_on: dt.date | None, on: dt.date) -> None:
    """協議 with the 会長 comes before the decision, except where 全国本部 runs the case."""
    if council != HQ and (conferred_on is None or conferred_on > on):
        raise Refused(
            "B3-2",
            "会長との協議が記録されていません。",
            "The decision is made after 協議 with the 会長.",
        )


@provision("B3-2-4")
def the_team_is_approved(council: str, approved_on: dt.date | None, on: dt.date) -> None:
    """The team has the 了承 of the 会長, at 全国本部 of the センター長."""
    if approved_on is None or approved_on > on:
        by = "センター長" if council == HQ else "会長"
        raise Refused(
            "B3-2-4",
            f"個別支援チームの編成には{by}の了承が必要です。",
            "The team needs the 了承 of the 会長 (at 全国本部 of the センター長).",
            field="approved_on",
        )


@provision("B3-2-4")
def the_experts_are_neutral(members: Sequence[SchemeMember]) -> None:
    """Experts and staff have no interest; a main creditor or a sponsor may be a member and is shown as such."""
    for member in members:
        if member.role in (SchemeRole.MAIN_CREDITOR, SchemeRole.SPONSOR):
            if member.name is None:
                raise Refused(
                    "B3-2-4",
                    "主要債権者・スポンサー企業等である構成員の名称を記入してください。",
                    "Name the member that is a main creditor or sponsor.",
                    field="members",
                )
        elif member.person is None or not member.no_interest_declared:
            raise Refused(
                "B3-2-4",
                "専門家等は、債務者及び対象債権者と利害関係を有しない者とし、利用者を記入してください。",
                "Experts and staff are platform users without an interest.",
                field="members",
            )


@provision("B3-2-4")
def the_examiner_is_in_the_team(member: SchemeMember | None) -> None:
    """Finances and business are examined by members of the team (別冊３ 3(1))."""
    if member is None:
        raise Refused(
            "B3-2-4",
            "調査は個別支援チームの構成員が行います。",
            "The examination is made by a member of the team.",
            field="by",
        )
