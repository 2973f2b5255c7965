"""The course of an invented case as commands, day by day; what lies after today is still to come and left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import takewhile
from typing import Any, Final
from uuid import uuid5

from council_events import intake, subsidy
from council_events.intake import FirstResponse, Requester
from council_events.papers import Holding
from council_events.support import (
    EndGround,
    Finding,
    Intention,
    InvestigationItem,
    MeetingMode,
    MonitoringResult,
    PaperKind,
)
from council_events.values import Qualification, SupportLine

from council_local.demo.acts import Act
from council_local.demo.organisation import EXPERTS, expert
from council_local.demo.plans import plan_body, waives
from council_local.profiles import Course, Profile

REPORTS = 6
"""Quarterly monitoring reports that two years of the demo can show."""


class Diary:
    """Writes one case's acts down, keeping the day."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.day = profile.opened_on

    def act(self, service: str, role: str, command: str, days: int = 0, **body: Any) -> Act:
        """A command on the case by somebody of the council, `days` after the one before."""
        self.day += dt.timedelta(days=days)
        path = f"cases/{self.profile.case_id}/{command}"
        return Act(f"p{self.profile.council}-{role}", service, path, self.day, body)

    def post(self, service: str, role: str, path: str, **body: Any) -> Act:
        """A command that makes something new, on the same day."""
        return Act(f"p{self.profile.council}-{role}", service, path, self.day, body)

    def iso(self, days: int = 0) -> str:
        """The day, or one some days away, as the API takes it."""
        return (self.day + dt.timedelta(days=days)).isoformat()


def course(profile: Profile, today: dt.date) -> Iterator[Act]:
    """Every act of the case up to today (inclusive)."""
    return takewhile(lambda act: act.on <= today, _whole(profile))


def _whole(profile: Profile) -> Iterator[Act]:
    diary = Diary(profile)
    yield from _consultation(diary)
    if profile.course is Course.SUBSIDY:
        yield from _subsidy(diary)
    elif profile.course is not Course.CONSULTED:
        yield from _inquiry(diary)


def company(profile: Profile) -> dict[str, Any]:
    """What forms ask about the company."""
    return {
        "prefecture": profile.council,
        "legal_form": profile.legal_form.value,
        "industry": profile.industry.value,
        "employees": profile.employees,
        "sales": profile.sales,
        "interest_bearing_debt": profile.debt,
    }


def _consultation(diary: Diary) -> Iterator[Act]:
    profile = diary.profile
    registered = {
        "company_id": str(profile.company_id),
        "name": profile.name,
        "kana": profile.kana,
        "corporate_number": profile.corporate_number,
        "legal_form": profile.legal_form.value,
        "industry": profile.industry.value,
        "prefecture": profile.council,
        "phone": profile.phone,
    }
    yield diary.post("intake", "deputy", "companies", **registered)
    yield diary.post(
        "intake",
        "deputy",
        "consultations",
        case_id=str(profile.case_id),
        company_id=str(profile.company_id),
        requester=profile.requester.value,
        route=profile.route.value,
        channel=profile.channel.value,
        capital=profile.capital,
        wishes=[wish.value for wish in profile.wishes],
        story="売上の減少と返済負担について相談したい。",
        **company(profile),
    )
    yield diary.act("intake", "deputy", "explain-role")
    if profile.requester is Requester.COMPANY:
        facts = {item.value: f"{item.label}を聴取した。" for item in intake.FactItem}
        yield diary.act("intake", "deputy", "record-facts", 4, **facts)
        yield diary.act("intake", "deputy", "complete-fact-finding", 2)
    yield diary.act("intake", "head", "give-advice", 3, advice="資金繰り表の作成と金融機関への早めの相談を助言した。")
    if profile.requester in (Requester.FINANCIAL_INSTITUTION, Requester.ADVISER):
        yield diary.act("intake", "head", "explain-support")
    if profile.result is FirstResponse.DIFFICULT and profile.requester is Requester.COMPANY:
        yield diary.act(
            "intake",
            "head",
            "judge-revival-difficult",
            reason="事業の継続が見込めないため。",
            told_on=diary.iso(),
            response="弁護士会を通じた弁護士の紹介を提案した。",
        )
    line = {Course.CONSULTED: None, Course.SUBSIDY: SupportLine.PLAN_SUBSIDY}.get(
        profile.course, SupportLine.RESTRUCTURING
    )
    if line is not None:
        yield diary.act("intake", "head", "choose-support-line", 2, line=line.value)
    yield diary.act("intake", "head", "close-consultation", 1, result=_result(profile).value)


def _result(profile: Profile) -> FirstResponse:
    """「再生困難」 is a judgement on a company; a bank or guarantor that asks is told of the programme instead."""
    if profile.result is FirstResponse.DIFFICULT and profile.requester is not Requester.COMPANY:
        return FirstResponse.OTHER
    return profile.result


def _inquiry(diary: Diary) -> Iterator[Act]:
    profile = diary.profile
    yield diary.act("support", "deputy", "request-support", 4, requested_on=diary.iso(4))
    for creditor in profile.creditors:
        yield diary.act(
            "support",
            "deputy",
            "list-creditor",
            creditor_id=str(creditor.creditor_id),
            kind=creditor.kind.value,
            name=creditor.name,
            claim=creditor.claim,
        )
    everybody = [str(creditor.creditor_id) for creditor in profile.creditors]
    yield diary.act("support", "deputy", "consent-to-contact", 1, creditors=everybody, consented_on=diary.iso(1))
    negative = profile.course is Course.DECLINED
    intention = Intention.NEGATIVE if negative else Intention.NOT_NEGATIVE
    for creditor_id in everybody:
        yield diary.act("support", "deputy", "start-inquiry", creditor_id=creditor_id)
    for creditor_id in everybody:
        answered = {"creditor_id": creditor_id, "intention": intention.value}
        yield diary.act("support", "deputy", "record-intention", 2, **answered)
    if negative:
        yield diary.act("support", "head", "decline-support", 2, reason="主要債権者が再生の検討に否定的であるため。")
        return
    yield diary.act("support", "head", "consult-host-head", 2, consulted_on=diary.iso(2))
    yield from _restructuring(diary, everybody)


def _restructuring(diary: Diary, creditors: list[str]) -> Iterator[Act]:
    profile, code = diary.profile, diary.profile.council
    findings = [finding.value for finding in Finding]
    methods = [method.value for method in profile.methods]
    yield diary.act("support", "head", "decide-start", 1, findings=findings, expected_methods=methods)
    yield diary.act("support", "head", "notify-start", 1, creditors=creditors)
    members = [
        {
            "person": expert(code, qualification),
            "qualification": qualification.value,
            "outside_expert": True,
            "commissioned_on": diary.iso(),
            "pledged_on": diary.iso(),
            "no_interest_declared": True,
        }
        for qualification in EXPERTS
    ]
    yield diary.act("support", "head", "form-team", 4, members=members)
    if profile.course is Course.ENDED:
        ended = {"ground": EndGround.NO_PROSPECT.value, "reason": "全ての対象債権者の同意の見込みがないため。"}
        yield diary.act("support", "head", "end-restructuring", 45, **ended)
        return
    accountant, consultant = (expert(code, each) for each in EXPERTS[1:])
    summary = {"by": accountant, "summary": "実態純資産と収益力を確認した。"}
    yield diary.act("support", "deputy", "complete-financial-due-diligence", 25, **summary)
    summary = {"by": consultant, "summary": "事業の窮境要因と改善の余地を確認した。"}
    yield diary.act("support", "deputy", "complete-business-due-diligence", 4, **summary)
    expected = diary.day + dt.timedelta(days=60)
    body = plan_body(profile, expected)
    yield _paper(diary, PaperKind.PLAN, 20)
    yield diary.act("support", "deputy", "draft-plan", 0, **body)
    yield from _consents(diary, creditors)
    yield from _monitoring(diary)


def _paper(diary: Diary, kind: PaperKind, days: int, **more: str) -> Act:
    """A paper comes in, the original kept in the council's own archive; what rests on it follows on the same day."""
    number = uuid5(diary.profile.case_id, f"{kind.value} {more}")
    body = {"document_id": str(number), "kind": kind.value, "holding": Holding.ORIGINAL.value, "kept_at": "書庫"}
    return diary.act("support", "deputy", "receive-document", days, **body | more)


def _consents(diary: Diary, creditors: list[str]) -> Iterator[Act]:
    profile = diary.profile
    by_lawyer = waives(profile)
    report = {
        "plan_version": 1,
        "items": [item.value for item in InvestigationItem],
        "signed_by": expert(profile.council, Qualification.LAWYER) if by_lawyer else f"p{profile.council}-head",
        "conclusion": "計画の内容は相当であり、実行可能性が認められる。",
    }
    yield _paper(diary, PaperKind.INVESTIGATION_REPORT, 10)
    yield diary.act("support", "head", "submit-investigation-report", 0, **report)
    yield diary.act(
        "support",
        "deputy",
        "hold-creditors-meeting",
        7,
        mode=MeetingMode.IN_PERSON.value,
        held_on=diary.iso(7),
        consent_deadline=diary.iso(37),
        all_invited=True,
    )
    for creditor_id in creditors:
        yield _paper(diary, PaperKind.CONSENT_LETTER, 4, whose=creditor_id)
        consent = {"creditor_id": creditor_id, "form": "written", "confirmed_on": diary.iso()}
        yield diary.act("support", "deputy", "record-consent", 0, **consent)


def _monitoring(diary: Diary) -> Iterator[Act]:
    profile = diary.profile
    yield diary.act("support", "deputy", "start-monitoring", 2, months_between_reports=3)
    below = MonitoringResult.BELOW_PLAN if profile.below_plan else MonitoringResult.ON_PLAN
    for number in range(1, REPORTS + 1):
        begins = diary.day + dt.timedelta(days=1)
        failed = profile.failed_again and number == REPORTS
        report = {
            "period_from": begins.isoformat(),
            "period_to": diary.iso(90),
            "result": (MonitoringResult.FAILED_AGAIN if failed else below).value,
            "sales": profile.sales // 4,
            "ordinary_profit": profile.sales // 200,
            "advice": "計画との差の要因を確認し、対策を助言した。",
        }
        yield diary.act("support", "deputy", "record-monitoring-report", 91, **report)


AGENCY_NAME: Final = "架空税理士法人"


def _subsidy(diary: Diary) -> Iterator[Act]:
    profile = diary.profile
    agency = f"{uuid5(profile.company_id, 'agency').int % 10**12:012}"
    plan, accompaniment = _cost(agency, "plan", 960_000), _cost(agency, "accompaniment", 240_000)
    diary.day += dt.timedelta(days=10)
    notice = {"kind": "tax_accountant", "certified_on": diary.iso(-900)}
    yield diary.post("subsidy", "office", "agencies", agency_id=agency, name=AGENCY_NAME, **notice)
    yield diary.post(
        "subsidy",
        "office",
        "applications",
        case_id=str(profile.case_id),
        track="ordinary",
        company_id=str(profile.company_id),
        company_name=profile.name,
        company_kana=profile.kana,
        corporate_number=profile.corporate_number,
        lenders=len(profile.creditors),
        guaranteed_loan=True,
        agencies=[
            {
                "agency_id": agency,
                "name": AGENCY_NAME,
                "representative": True,
                "papers": [paper.value for paper in subsidy.AgencyPaper],
            }
        ],
        estimates=[plan, accompaniment],
        financial_support=["terms_changed"],
        papers=[paper.value for paper in subsidy.ApplicationPaper],
        registry_certificate_on=diary.iso(-20),
        **company(profile),
    )
    papers = [paper.value for paper in subsidy.ClaimPaper]
    told: dict[str, Any] = {
        "advised": ["company", "agency", "main_bank"],
        "advice": "留意事項を説明し、取組状況を確認した。",
    }
    yield diary.act("subsidy", "head", "explain-points", 2, **told)
    yield diary.act("subsidy", "office", "accept-application", 3)
    yield diary.act("subsidy", "head", "issue-notice", 1, kind="accepted")
    worked_from = diary.iso(1)
    claim = {
        "costs": [plan],
        "papers": papers,
        "lenders_consented": len(profile.creditors),
        "agencies": [_handed_in(agency, papers, 320_000)],
        "plan_completed_on": diary.iso(70),
        "closing_month": 3,
    }
    yield diary.act("subsidy", "office", "claim-plan-fee", 75, worked_from=worked_from, **claim)
    yield diary.act("subsidy", "head", "check-points-at-claim", 3, **told)
    yield diary.act("subsidy", "head", "explain-monitoring", **told)
    yield diary.act("subsidy", "office", "decide-plan-fee", 7)
    yield diary.act("subsidy", "head", "issue-notice", 1, kind="plan_decision", pay_on=diary.iso(8))
    yield diary.act("subsidy", "office", "pay-fees", 7, paid_on=diary.iso(7))
    report = {
        "kind": "settlement",
        "period_to": diary.iso(30),
        "costs": [accompaniment],
        "papers": papers,
        "sections": ["results", "actions", "gaps", "banks"],
        "report": "決算の概況と計画との差を金融機関に報告した。",
        "agencies": [_handed_in(agency, papers, 80_000)],
    }
    yield diary.act("subsidy", "office", "claim-accompaniment", 60, **report)
    yield diary.act("subsidy", "head", "check-points-at-monitoring", 2, **told)
    yield diary.act("subsidy", "office", "decide-accompaniment", 5)
    yield diary.act("subsidy", "head", "issue-notice", 1, kind="accompaniment_decision", pay_on=diary.iso(5))
    yield diary.act("subsidy", "office", "pay-fees", 5, paid_on=diary.iso(5))
    if profile.below_plan:  # the plan does not carry the company: it asks to be consulted on 事業再生
        asked = {"requested_on": diary.iso(9), "reason": "計画との差が広がり、金融支援を伴う再生が必要となった。"}
        yield diary.act("subsidy", "head", "find-revitalization-necessary", 10, **asked)


def _handed_in(agency: str, papers: list[str], own_share: int) -> dict[str, Any]:
    return {
        "agency_id": agency,
        "papers": papers,
        "invoice_to_council": True,
        "own_share_method": "transfer",
        "own_share": own_share,
    }


def _cost(agency: str, line: str, amount: int) -> dict[str, Any]:
    return {"agency_id": agency, "line": line, "amount": amount}
