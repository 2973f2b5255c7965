"""Who is a guarantor of 別冊４, what the start decision rests on, and the request that follows it (別冊４ 3, 4(1), 4(2))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from council_events.deciding import Refused, provision
from council_events.support import (
    ApplicationAnnex,
    ApplicationForm,
    GuarantorFinding,
    PrincipalProcedure,
    SettlementType,
    SpecialCircumstance,
    StandstillForm,
    StandstillSigner,
)

FORMS = {
    SettlementType.TOGETHER: ApplicationForm.TOGETHER,
    SettlementType.ALONE_PENDING: ApplicationForm.ALONE,
    SettlementType.ALONE_CLOSED: ApplicationForm.ALONE,
}
ANNEXES = {
    ApplicationForm.TOGETHER: frozenset(ApplicationAnnex) - {ApplicationAnnex.FIFTH},
    ApplicationForm.ALONE: frozenset(ApplicationAnnex),
}
"""一体型: 別紙１ to ４; 単独型: 別紙１ to ５."""
THREE_NAMES = frozenset({StandstillSigner.GUARANTOR, StandstillSigner.EXPERT, StandstillSigner.COUNCIL})


@provision("YR-2-6-2-3-2")
def settling_alone_has_its_reason(settlement: SettlementType, reason: str | None) -> None:
    """The guarantee debt is settled without the main debt only where settling both together is difficult."""
    if settlement is not SettlementType.TOGETHER and not reason:
        raise Refused(
            "YR-2-6-2-3-2",
            "単独型とする場合は、主たる債務との一体整理が困難な理由を記入してください。",
            "Say why settling main and guarantee debt together is difficult.",
            field="reason_alone",
        )


@provision("B4-0")
def a_joint_settlement_is_linked(settlement: SettlementType, procedure: PrincipalProcedure, linked: bool) -> None:
    """一体型 runs beside the 再生支援 of the main debtor and is linked to its case."""
    if settlement is not SettlementType.TOGETHER:
        return
    if procedure is not PrincipalProcedure.COUNCIL:
        raise Refused(
            "B4-0",
            "一体型は、主たる債務の整理を協議会による再生支援で行う場合に限ります。",
            "一体型 runs beside the council's 再生支援 of the main debtor.",
            field="procedure",
        )
    if not linked:
        raise Refused(
            "B4-0",
            "一体型は主債務者の案件と連結します。主債務者の案件番号を入力してください。",
            "A joint settlement is linked to the main debtor's case.",
            field="principal_case",
        )


@provision("B4-0")
def the_linked_case_is_one_of_this_council(held: bool) -> None:
    """The main debtor's case is one of 再生支援 (別冊２ or 別冊３) of the same 実施部門, which has not declined it."""
    if not held:
        raise Refused(
            "B4-0",
            "主債務者の案件番号に当たる再生支援の案件が、この協議会にありません。",
            "This council has no case of 再生支援 with the number of the main debtor's case.",
            field="principal_case",
        )


@provision("B4-0")
def the_type_fits_the_procedure(settlement: SettlementType, ended_on: dt.date | None) -> None:
    """単独型 has two kinds, by whether the main debt's procedure is pending or has ended."""
    if (settlement is SettlementType.ALONE_CLOSED) != (ended_on is not None):
        raise Refused(
            "B4-0",
            "整理の類型と主債務の整理手続の状況（係属中・終結）が一致しません。",
            "The type does not fit the state of the main debt's procedure.",
            field="procedure_ended_on",
        )


@provision("B4-4-1")
def a_third_party_has_its_circumstance(third_party: bool, circumstance: SpecialCircumstance | None) -> None:
    """A guarantor who is no manager is let in by special circumstances only (B4Q Q14)."""
    if third_party and circumstance is None:
        raise Refused(
            "B4-4-1",
            "第三者保証人は、特別の事情がある場合又はこれに準じる場合に限り対象となります。特別の事情を選択してください。",
            "A third-party guarantor needs a special circumstance.",
            field="circumstance",
        )


@provision("B4-0")
def the_outline_is_there(outlined: bool) -> None:
    """Type and procedure are on record before anything is built on them."""
    if not outlined:
        raise Refused(
            "B4-0",
            "整理の類型等（概要）が記録されていません。",
            "The outline of the settlement is not on record.",
        )


@provision("B4-3-3")
def contact_needs_the_guarantors_consent(consented: bool) -> None:
    """A creditor is approached only after the guarantor's consent is recorded."""
    if not consented:
        raise Refused(
            "B4-3-3",
            "この対象債権者の意向を確認することへの保証人の承諾が記録されていません。",
            "Creditors are approached only with the guarantor's consent.",
            field="creditor_id",
        )


@provision("B4-4-2-1")
def the_application_fits_the_type(
    form: ApplicationForm, annexes: Collection[ApplicationAnnex], settlement: SettlementType
) -> None:
    """一体型: 別４－２ with 別紙１ to ４; 単独型: 別４－３ with 別紙１ to ５."""
    if form is not FORMS[settlement]:
        raise Refused(
            "B4-4-2-1",
            f"{settlement.label}の利用申請書は{FORMS[settlement].label}です。",
            f"The form for this type is {FORMS[settlement].value}.",
            field="form",
        )
    missing = [annex for annex in ApplicationAnnex if annex in ANNEXES[form] - set(annexes)]
    if missing:
        raise Refused(
            "B4-4-2-1",
            f"添付資料がありません：{'、'.join(annex.label for annex in missing)}",
            f"Annex(es) missing: {', '.join(missing)}.",
            field="annexes",
        )


@provision("B4-4-2-1")
def the_application_is_there(form: ApplicationForm | None, settlement: SettlementType) -> None:
    """The decision rests on the 利用申請書 of the type that the case now has."""
    if form is not FORMS[settlement]:
        raise Refused(
            "B4-4-2-1",
            f"利用申請書（{FORMS[settlement].label}）が提出されていません。",
            "The application form of this type has not been filed.",
        )


@provision("B4-4-2-3")
def no_creditor_has_a_reasonable_ground(answers: Collection[bool | None]) -> None:
    """Every creditor was heard and none names a reasonable ground against; None: not heard yet."""
    if not answers or None in answers:
        raise Refused(
            "B4-4-2-3",
            "意向を確認していない対象債権者がいます。",
            "A creditor has not been heard.",
        )
    if any(answers):
        raise Refused(
            "B4-4-2-3",
            "対象債権者から合理的な不同意事由（免責不許可事由に該当する事実等）が示されており、弁済計画の成立の見込みがありません。",
            "A creditor has shown a reasonable ground against (such as a fact that excludes discharge); no plan is in prospect.",
        )


@provision("B4-4-2-3")
def a_plan_is_in_prospect(prospect: bool) -> None:
    """The creditors' intentions let a 弁済計画 be expected (B4Q Q26)."""
    if not prospect:
        raise Refused(
            "B4-4-2-3",
            "弁済計画の成立の見込みがないときは、支援を開始しません。",
            "Support does not start without a prospect of a plan.",
            field="prospect",
        )


@provision("B4-4-2-3")
def the_head_was_conferred_with(conferred_on: dt.date | None, on: dt.date) -> None:
    """The decision comes after 協議 with the head of the 認定支援機関, or the 事業承継・再生支援部長 at 全国本部."""
    if conferred_on is None or conferred_on > on:
        raise Refused(
            "B4-4-2-3",
            "認定支援機関の長（全国本部では事業承継・再生支援部長）との協議が記録されていません。",
            "The decision is made after 協議 with the head of the 認定支援機関.",
        )


@provision("B4-4-1")
def the_guarantor_fits(findings: Collection[GuarantorFinding]) -> None:
    """All four conditions イ to ニ, none of which can be waived."""
    missing = [finding for finding in GuarantorFinding if finding not in findings]
    if missing:
        raise Refused(
            "B4-4-1",
            f"要件の判断がありません：{'、'.join(finding.label for finding in missing)}",
            f"Finding(s) missing: {', '.join(missing)}.",
            field="findings",
        )


@provision("B4-4-1")
def creditors_gain(recovery: int | None, dividend: int | None, grounds: str | None) -> None:
    """ハ: more than the bankruptcy dividend of both debts (yen), or another economic reason."""
    if grounds:
        return
    if recovery is None or dividend is None or recovery <= dividend:
        raise Refused(
            "B4-4-1",
            "主たる債務及び保証債務について、破産手続による配当よりも多い回収の見込み、又はその他の経済合理性を記録してください。",
            "The expected recovery must exceed the bankruptcy dividend, or another economic reason be given.",
            field="expected_recovery",
        )


@provision("B4-4-2-T")
def a_joint_settlement_starts_in_time(settlement: SettlementType, ended_on: dt.date | None, on: dt.date) -> None:
    """一体型 starts before the main debt's procedure ends; in 再生支援 that is its completion (第二会社方式 alike)."""
    if settlement is SettlementType.TOGETHER and ended_on is not None and on >= ended_on:
        raise Refused(
            "B4-4-2-T",
            "主たる債務の整理手続が終結（再生支援の完了）した後は、一体型として開始できません。",
            "A joint settlement starts before the main debt's procedure has ended.",
        )


@provision("B4-4-2-5")
def the_request_bears_its_names(
    settlement: SettlementType, form: StandstillForm, signers: Collection[StandstillSigner]
) -> None:
    """一体型: four names (別４－４); 単独型: three (別４－５)."""
    joint = settlement is SettlementType.TOGETHER
    if joint and not (form is StandstillForm.TOGETHER and set(signers) == set(StandstillSigner)):
        raise Refused(
            "B4-4-2-5",
            "一体型の返済猶予等の要請は、主債務者、保証人、保証人支援専門家及び実施部門の連名（書式別４－４）で行います。",
            "When both debts are settled together the main debtor signs as well (form 4-4).",
            field="signers",
        )
    if not joint and not (form is StandstillForm.ALONE and set(signers) >= THREE_NAMES):
        raise Refused(
            "B4-4-2-5",
            "単独型の返済猶予等の要請は、保証人、保証人支援専門家及び実施部門の連名（書式別４－５）で行います。",
            "Guarantor, expert and council sign the request (form 4-5).",
            field="signers",
        )


@provision("B4-4-2-5")
def the_request_goes_to_all_at_once(sent_to: Collection[object], creditors: Collection[object]) -> None:
    """The request reaches every creditor at the same time (GGL 7(3)①ロ)."""
    if set(sent_to) != set(creditors):
        raise Refused(
            "B4-4-2-5",
            "返済猶予等の要請は、全ての対象債権者に対して同時に行います。",
            "The request goes to every creditor at the same time.",
            field="creditors",
        )


@provision("B4-4-2-5")
def the_request_was_made(made: bool) -> None:
    """The 返済猶予等の要請 follows every start decision; the plan comes after it."""
    if not made:
        raise Refused(
            "B4-4-2-5",
            "返済猶予等の要請が行われていません。",
            "The 返済猶予等の要請 has not been made.",
        )


@provision("B4-3-3", "B4-4-9")
def the_guarantor_is_told(told_on: dt.date, on: dt.date, provision_id: str) -> None:
    """Guarantor and expert are told when support is judged difficult, and when it ends."""
    if told_on > on:
        raise Refused(
            provision_id,
            "保証人らに伝えた（通知した）日が、記録する日より後です。",
            "Guarantor and expert are told before this is recorded.",
            field="told_on",
        )
