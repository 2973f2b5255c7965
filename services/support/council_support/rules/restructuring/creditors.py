"""The circle of creditors: who belongs to it, who may be left out, who is carved out of a changed plan (Q17, 2(7)④)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from council_events.deciding import Refused, provision
from council_events.values import CreditorKind


@provision("YR-2-1-1-4-2", "B2-Q17-22")
def only_a_guarantor_has_subrogated(kind: CreditorKind, subrogated: bool) -> None:
    """代位弁済 gives a 信用保証協会 its claim; it takes part before that too, and no other kind has it."""
    if subrogated and kind is not CreditorKind.GUARANTEE_CORPORATION:
        raise Refused(
            "YR-2-1-1-4-2",
            "代位弁済の日は信用保証協会（保証会社を含む）のみに記入します。",
            "Only a guarantee corporation has paid in the company's place.",
            field="subrogated_on",
        )


@provision("B2-Q17")
def the_claim_is_small(claim: int, total: int, percent: int) -> None:
    """少額: at most this share of all claims (the texts name no number, a deployment does). Yen."""
    if claim * 100 > total * percent:
        raise Refused(
            "B2-Q17",
            f"債権額が少額ではありません（全債権額の{percent}％以内）。",
            f"The claim is not small (at most {percent} % of all claims).",
            field="creditor_id",
        )


@provision("B2-Q17")
def all_others_consent(consenting: Collection[UUID], others: Collection[UUID]) -> None:
    """Every financial creditor takes part, unless all the others consent to leave a small one out."""
    missing = len(set(others) - set(consenting))
    if missing or not others:
        raise Refused(
            "B2-Q17",
            f"他の対象債権者全ての同意が必要です（不足{missing}者）。",
            f"Every other creditor consents to leaving one out ({missing} missing).",
            field="consenting",
        )


@provision("B2-Q21-2")
def claims_were_asked_for(asked: bool) -> None:
    """Claims are filed on a request that went out together with the 返済猶予の要請."""
    if not asked:
        raise Refused(
            "B2-Q21-2",
            "債権届出の要請が記録されていません。",
            "No request to file claims is on record.",
        )


@provision("B2-2-4-3")
def the_main_creditors_meet(creditors: Collection[UUID], main: Collection[UUID]) -> None:
    """Company, main creditors and team meet; other creditors and sponsors may join."""
    missing = len(set(main) - set(creditors))
    if missing:
        raise Refused(
            "B2-2-4-3",
            f"会議は相談企業、主要債権者及び個別支援チームで行います（主要債権者{missing}者が不足）。",
            f"The meeting is one of company, main creditors and team ({missing} main creditor(s) missing).",
            field="creditors",
        )


@provision("BR-7")
def outsiders_take_part_by_the_companys_leave(outsiders: bool, agreed: bool) -> None:
    """Nobody but company, guarantor, listed creditors and team learns of the case, unless the company agrees."""
    if outsiders and not agreed:
        raise Refused(
            "BR-7",
            "対象債権者以外の者に案件を知らせるには、相談企業の同意が必要です。",
            "Others than the listed creditors learn of the case only with the company's consent.",
            field="company_agreed",
        )


@provision("B2-2-7-2")
def only_a_guarantor_waits_for_approval(kind: CreditorKind) -> None:
    """Waiting for a governor's approval under an ordinance is no answer; nobody is taken to consent by it."""
    if kind is not CreditorKind.GUARANTEE_CORPORATION:
        raise Refused(
            "B2-2-7-2",
            "外部承認待ちは、求償権の放棄等に条例による承認を要する信用保証協会に記録します。",
            "Only a guarantee corporation waits for another body's approval.",
            field="creditor_id",
        )


@provision("B2-2-7-4", "B2-2-7-3")
def the_refusing_creditor_was_asked(refused: bool, reason_known: bool) -> None:
    """A 変更計画 leaves out a creditor that has refused and been asked for its reason."""
    if not (refused and reason_known):
        raise Refused(
            "B2-2-7-4",
            "不同意とその理由の聴取が記録された債権者に限り、除外することができます。",
            "Only a creditor that refused, and was asked for its reason, can be carved out.",
            field="creditor_id",
        )


@provision("B2-2-7-4")
def the_changed_plan_can_be_carried_out(unaffected: bool, equity_kept: bool) -> None:
    """Without this creditor the plan is carried out as before, and 衡平 among the creditors is kept."""
    if not unaffected:
        raise Refused(
            "B2-2-7-4",
            "除外しても再生計画の実行上影響がないとの判断が必要です。",
            "The finding that execution is unaffected is missing.",
            field="execution_unaffected",
        )
    if not equity_kept:
        raise Refused(
            "B2-2-7-4",
            "除外しても債権者間の衡平を害さない（債権額が少額である等）との判断が必要です。",
            "The finding that 衡平 is kept is missing.",
            field="equity_kept",
        )


@provision("B2-2-7-4")
def somebody_remains(remaining: int) -> None:
    """A 変更計画 is one with all creditors that remain."""
    if remaining == 0:
        raise Refused(
            "B2-2-7-4",
            "残る対象債権者がいません。",
            "No creditor would remain.",
            field="creditor_id",
        )


@provision("B2-2-7-4")
def the_new_term_lies_ahead(deadline: dt.date, on: dt.date) -> None:
    """The creditors that remain are asked anew, by a date to come."""
    if deadline < on:
        raise Refused(
            "B2-2-7-4",
            "変更計画への同意の期限が過去の日付です。",
            "The term for the changed plan has passed.",
            field="consent_deadline",
        )
