"""The 個別支援チーム of 別冊４ (4(3)): a lawyer always, nobody with an interest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from uuid import UUID

from council_events.deciding import Refused, provision
from council_events.support import GuaranteeTeamMember, SettlementType
from council_events.values import Qualification


@provision("B4-4-3-1")
def the_team_has_a_lawyer(members: Sequence[GuaranteeTeamMember]) -> None:
    """Unlike in 別冊２ a lawyer is in every team, whatever is asked of the creditors."""
    if all(member.qualification is not Qualification.LAWYER for member in members):
        raise Refused(
            "B4-4-3-1",
            "個別支援チームには必ず弁護士を含めます。調査報告書もチームの弁護士が作成します。",
            "The team must include a lawyer, who makes the report in every case of 別冊４.",
            field="members",
        )


@provision("B4-4-3-1")
def only_a_joint_settlement_shares_the_team(from_principal: bool, settlement: SettlementType) -> None:
    """The team of the main debtor's 再生支援 may serve as this one's in 一体型 (B4Q Q31)."""
    if from_principal and settlement is not SettlementType.TOGETHER:
        raise Refused(
            "B4-4-3-1",
            "主債務者の再生支援のチームと同一の構成とするのは一体型の場合です。",
            "Only a joint settlement shares the team of the main debtor's case.",
            field="from_principal",
        )


@provision("B4-4-3-2")
def nobody_has_an_interest(
    members: Sequence[GuaranteeTeamMember], main: Collection[UUID], grounds: str | None, agreed_on: dt.date | None
) -> None:
    """No interest in guarantor or main creditors; a deputy may be let in where the work would suffer and all agree.

    `main`: the creditors that rank first by their claims against the guarantor. An outside expert is never let in so.
    """
    for member in members:
        if member.no_interest_declared and member.seconded_from not in main:
            continue
        if member.outside_expert:
            raise Refused(
                "B4-4-3-2",
                "外部専門家は、保証人及び主要債権者と利害関係を有しない者から選定します。",
                "An outside expert has no interest in the guarantor or a main creditor.",
                field="members",
            )
        if not grounds or agreed_on is None:
            raise Refused(
                "B4-4-3-2",
                "利害関係のある統括責任者補佐（主要債権者からの出向等）は、業務に支障を来すおそれがあり、"
                "保証人及び対象債権者等の承諾を得た場合に限り参画できます。",
                "A deputy with an interest takes part only where the work would suffer and guarantor and creditors agree.",
                field="exception_grounds",
            )
