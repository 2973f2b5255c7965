"""Which papers a consultation asks for, what may leave the department, and to whom a report goes."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from council_casework.papers import Need
from council_casework.releases import secrecy_provision
from council_directory import bureau_of
from council_directory.directory import HQ
from council_events.deciding import Refused, provision
from council_events.intake import ConsultationKind, ConsultationOpened, Edition, PaperKind, ReportKind, Requester
from council_events.releases import ConsentGiver

from council_intake.rules.learning import edition_of, items_provision


@provision("YR-2-1-4-4")
def are_kept_here(on: dt.date, kept_from: dt.date | None) -> bool:
    """Whether acts of this business date show their papers here: earlier ones rest on the council's archive."""
    return kept_from is not None and on >= kept_from


@provision("YR-2-2-3-2", "YR24-2-2-3-2")
def of_the_facts(requester: Requester, on: dt.date) -> tuple[Need, ...]:
    """What a company's situation is learned from: the last three years' 財務諸表, 資金繰り表 and 税務申告書, and from 2024-04-01
    on 滞納公租公課. The texts name them as examples (等), so none of them holds the fact-finding up.
    """
    if requester is not Requester.COMPANY:
        return ()
    kinds = [PaperKind.ACCOUNTS, PaperKind.CASH_FLOW, PaperKind.TAX_RETURNS]
    if edition_of(on) is Edition.E2024:
        kinds.append(PaperKind.TAX_ARREARS)
    cited = items_provision(ConsultationKind.COUNTER, on)
    return tuple(Need(kind, cited, binding=False) for kind in kinds)


@provision("B4-3-1")
def the_joint_request() -> Need:
    """A 利用相談 rests on 書式別４－１, signed by the guarantor and the adviser."""
    return Need(PaperKind.JOINT_REQUEST, "B4-3-1")


@provision("YR24-2-2-3-2")
def of_the_advice(on: dt.date) -> tuple[Need, ...]:
    """The ガバナンス体制の整備支援に関するチェックシート, where the advice used it."""
    if edition_of(on) is Edition.E2022:
        return ()
    return (Need(PaperKind.GOVERNANCE_CHECKLIST, "YR24-2-2-3-2", binding=False),)


@provision("YR-2-1-4-4", "B4-6")
def the_consent_in_writing(entitled: ConsentGiver) -> Need:
    """Copies leave under a consent in writing: the writing itself is kept with the case."""
    return Need(PaperKind.RELEASE_CONSENT, secrecy_provision(entitled))


@provision("B4-6")
def entitled(opened: ConsultationOpened) -> ConsentGiver:
    """Whose secret the consultation is: the guarantor's where a guarantor asks, else the company's."""
    guarantors = opened.kind is ConsultationKind.GUARANTEE or opened.requester is Requester.GUARANTOR
    return ConsentGiver.GUARANTOR if guarantors else ConsentGiver.COMPANY


@provision("YR-2-2-2-4", "YR-2-2-3-7", "B4-R")
def report_of(kind: ConsultationKind) -> tuple[ReportKind, str]:
    """The report of a kind of consultation, and the provision that asks for it."""
    return {
        ConsultationKind.PRELIMINARY: (ReportKind.PRELIMINARY, "YR-2-2-2-4"),
        ConsultationKind.COUNTER: (ReportKind.COUNTER, "YR-2-2-3-7"),
        ConsultationKind.GUARANTEE: (ReportKind.GUARANTEE, "B4-R"),
    }[kind]


def there_is_a_draft(number: int, provision_id: str) -> None:
    """What is submitted is a report that was drawn up."""
    if number == 0:
        raise Refused(
            provision_id,
            "提出する対応報告書がまだ作成されていません。",
            "No report has been drawn up yet.",
        )


class Delivery(NamedTuple):
    """To whom a report went and when."""

    bureau: str | None
    bureau_on: dt.date | None
    headquarters_on: dt.date
    agency_on: dt.date | None


@provision("YR-2-2-2-4", "YR-2-2-3-7", "B4-R")
def both_addressees_have_it(
    council: str,
    bureau_on: dt.date | None,
    headquarters_on: dt.date | None,
    agency_on: dt.date | None,
    on: dt.date,
    provision_id: str,
) -> Delivery:
    """The council's 経済産業局等 and 全国本部; 中小企業庁 and a copy kept where 全国本部 runs the case. Never only one."""
    outside, field = (agency_on, "agency_on") if council == HQ else (bureau_on, "bureau_on")
    for delivered, name in ((outside, field), (headquarters_on, "headquarters_on")):
        if delivered is None or delivered > on:
            raise Refused(
                provision_id,
                "対応報告書は、経済産業局等（全国本部が実施する場合は中小企業庁）と全国本部の両方に提出します。",
                "The report goes to both: the bureau (中小企業庁 where 全国本部 runs the case) and 全国本部.",
                field=name,
            )
    bureau = None if council == HQ else bureau_of(council)
    return Delivery(
        bureau, None if council == HQ else outside, headquarters_on or on, outside if council == HQ else None
    )
