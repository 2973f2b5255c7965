"""Which council handles an application, and who files it."""

from __future__ import annotations

import datetime as dt

from council_directory import provision_row
from council_events.deciding import Refused, provision
from council_events.subsidy import Filer


@provision("YR-3-2-1-2", "YR24-3-2-1")
def the_council_is_that_of_the_area(
    council: str, prefecture: str, on: dt.date, *, reason: bool, cooperation: str | None
) -> None:
    """The council of the applicant's prefecture; another one until 2024-03-31 with a reason, since with co-operation.

    `reason`: whether one is recorded; `cooperation`: the council that co-operates. Raises Refused.
    """
    if council == prefecture:
        return
    if provision_row("YR24-3-2-1").in_force(on) and cooperation in (None, council):
        raise Refused(
            "YR24-3-2-1",
            "県域を越えて取り扱う場合は、連携する認定支援機関（協議会）を記録してください。",
            "Work across the prefectures needs the co-operation of another council on record.",
            field="cooperating_council",
        )
    if provision_row("YR-3-2-1-2").in_force(on) and not reason:
        raise Refused(
            "YR-3-2-1-2",
            "利用申請は、原則として申請者の所在する都道府県の協議会が取り扱います。理由を記録してください。",
            "An application belongs to the council of the applicant's prefecture; any other needs a recorded reason.",
            field="out_of_area_reason",
        )


@provision("YR-3-2-2-1", "YR24-3-2-2-1")
def this_one_may_file(filer: Filer | None, on: dt.date) -> None:
    """Until 2024-03-31 the company or the agencies were 申請者; since then the company alone, with its agencies."""
    if filer is Filer.AGENCY and not provision_row("YR-3-2-2-1").in_force(on):
        raise Refused(
            "YR24-3-2-2-1",
            "申請者は申請企業です。申請企業が認定経営革新等支援機関と共に提出してください。",
            "The applicant is the company, which files together with its agencies.",
            field="filed_by",
        )


@provision("SUB-P-1", "YR24-3-2-2-1")
def all_have_signed(company_signed: bool, all_agencies_signed: bool) -> None:
    """Company and every agency apply jointly."""
    if not (company_signed and all_agencies_signed):
        raise Refused(
            "SUB-P-1",
            "申請者と全ての認定経営革新等支援機関の連名が必要です。",
            "The company and every agency must sign.",
            field="company_signed" if not company_signed else "agencies",
        )
