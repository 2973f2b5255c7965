"""The prescribed reports of a case: most are submitted in time, some late, a few never.

How it goes is drawn from a chance of its own, so that everything else of a profile stays as it was.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from enum import Enum

from council_directory import council
from council_events import Sealed, intake, support
from council_kit.sheets import Line, Part, Sheet

from council_local.histories.telling import Happening, Teller
from council_local.profiles import Profile, weighted


class Promptness(Enum):
    """When a report that is owed is submitted."""

    IN_TIME = "in time"
    LATE = "late"
    NEVER = "never"


SHARES = {Promptness.IN_TIME: 90, Promptness.LATE: 7, Promptness.NEVER: 3}
"""Assumed: the texts name no term, and no source tells how many are late."""
DAYS = {Promptness.IN_TIME: (2, 25), Promptness.LATE: (35, 90)}
"""Days from the end of a consultation to its report; a deployment that sets a term of 30 days finds these late."""
LAYOUT = "default-1"


def promptness(profile: Profile, kind: support.ReportKind) -> Promptness:
    """How a case's report of this kind goes."""
    return weighted(_chance(profile, kind.value), SHARES)


def consultation_report(teller: Teller) -> Iterator[Happening]:
    """対応報告書 of a consultation that is over. What the case does next doesn't wait for it."""
    profile, case = teller.profile, teller.profile.case_id
    chance = _chance(profile, "consultation")
    prompt = weighted(chance, SHARES)
    if prompt is Promptness.NEVER:
        return
    by_itself = profile.requester in (intake.Requester.COMPANY, intake.Requester.GUARANTOR)
    report = intake.ReportKind.COUNTER if by_itself else intake.ReportKind.PRELIMINARY
    on = teller.day + dt.timedelta(days=chance.randint(*DAYS[prompt]))
    document = Sealed(_document(profile, report.label, on))
    drafted = intake.ConsultationReportDrafted(case_id=case, report=report, number=1, document=document)
    yield teller.tell_beside("intake", drafted, on, "office")
    submitted = intake.ConsultationReportSubmitted(
        case_id=case,
        report=report,
        number=1,
        means=intake.ReportMeans.ELECTRONIC,
        bureau=council(profile.council).bureau_code,
        bureau_on=on,
        headquarters_on=on,
    )
    yield teller.tell_beside("intake", submitted, on, "office")


def support_report(teller: Teller, kind: support.ReportKind, days: int = 0) -> Iterator[Happening]:
    """A report of the support line, checked `days` after what came before it and submitted the same day."""
    profile, case = teller.profile, teller.profile.case_id
    on = teller.day + dt.timedelta(days=days)
    checked = support.ReportChecked(
        case_id=case,
        kind=kind,
        number=1,
        edition=1,
        layout=LAYOUT,
        document=Sealed(_document(profile, kind.label, on)),
    )
    yield teller.tell("support", checked, "head", days=days)
    submitted = support.ReportSubmitted(
        case_id=case,
        kind=kind,
        number=1,
        edition=1,
        means=support.Means.ELECTRONIC,
        deliveries=tuple(
            support.Delivery(recipient=recipient, on=on) for recipient in (council(profile.council).bureau_code, "HQ")
        ),
        submitted_by=f"p{profile.council}-head",
        told_head_on=on,
        told_company_on=on if kind is support.ReportKind.END else None,
    )
    yield teller.tell("support", submitted, "head")


def _chance(profile: Profile, what: str) -> random.Random:
    return random.Random(f"{profile.number} {what}")  # noqa: S311  # invented data, no secret


def _document(profile: Profile, title: str, on: dt.date) -> str:
    told = {
        "企業名": profile.name,
        "業種": profile.industry.label,
        "従業員数": f"{profile.employees}人",
        "売上高": f"{profile.sales:,}円",
        "有利子負債": f"{profile.debt:,}円",
        "対応の概要": "窮境の原因と資金繰りを確認し、改善の方向を助言した。",
    }
    lines = tuple(Line(label=label, value=value) for label, value in told.items())
    council_name = council(profile.council).name
    sheet = Sheet(
        title=title,
        to=("経済産業局", "全国本部"),
        sender=council_name,
        dated=on.isoformat(),
        parts=(Part(title="対応の状況", lines=lines),),
    )
    return sheet.model_dump_json()
