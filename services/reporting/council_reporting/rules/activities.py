"""What is recorded of publicity and training (YR-2-1-3-3-4, YR-2-1-3-3-6, YR-2-4-2-6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from council_events.deciding import Asking, Refused, provision
from council_events.reporting import Audience, OrganisationKind, Participants, Programme
from council_events.values import Office

_GENERAL: frozenset[Audience] = frozenset({Audience.SME, Audience.SUPPORT_BODY, Audience.FINANCIAL_INSTITUTION})
_SUBSIDY: frozenset[Audience] = frozenset({Audience.SME, Audience.AGENCY, Audience.FINANCIAL_INSTITUTION})
_SUPPORTERS = (Office.HEAD, Office.DEPUTY, Office.DEPUTY_IMPROVEMENT)
_SECRETARIAT = (*_SUPPORTERS, Office.SECRETARIAT)


@provision("YR-2-1-3-3-4", "YR-2-1-3-3-6", "YR-2-4-2-6")
def the_department_records(asking: Asking, programme: Programme) -> None:
    """支援業務部門 records its own activities; the secretariat may record those for the plan-subsidy programme."""
    may = _SECRETARIAT if programme is Programme.PLAN_SUBSIDY else _SUPPORTERS
    if not asking.holds(*may):
        raise Refused(
            "YR-2-1-3-3-4",
            "支援業務部門の活動は、統括責任者又は統括責任者補佐が記録します。",
            "The activities of 支援業務部門 are recorded by its head or deputies.",
            forbidden=True,
        )


@provision("YR-2-1-3-3-4", "YR-2-4-2-6")
def publicity_has_its_audience(programme: Programme, audiences: Sequence[Audience]) -> None:
    """General publicity is for firms and support bodies, that of the programme for firms, agencies and banks."""
    known, provision_id = (
        (_SUBSIDY, "YR-2-4-2-6") if programme is Programme.PLAN_SUBSIDY else (_GENERAL, "YR-2-1-3-3-4")
    )
    if not audiences or not known.issuperset(audiences) or len(set(audiences)) != len(audiences):
        allowed = "、".join(audience.label for audience in Audience if audience in known)
        raise Refused(
            provision_id,
            f"広報の対象を次から一つ以上、重複なく選んでください：{allowed}",
            "Name one or more audiences of this programme's publicity, each once.",
            field="audiences",
        )


@provision("YR-2-1-3-3-6", "YR-2-4-2-6")
def training_names_its_participants(programme: Programme, participants: Sequence[Participants]) -> None:
    """The organisations of those trained are recorded by kind, each kind once, with somebody in it."""
    kinds = [each.kind for each in participants]
    present = all(each.organisations and each.persons >= each.organisations for each in participants)
    if not kinds or len(set(kinds)) != len(kinds) or not present:
        raise Refused(
            "YR-2-1-3-3-6" if programme is Programme.GENERAL else "YR-2-4-2-6",
            "参加した機関の種類ごとに、機関数と人数（機関数以上）を一度ずつ記録してください。",
            "Record each kind of organisation once, with its number and at least as many persons.",
            field="participants",
        )
    if programme is Programme.GENERAL and set(kinds) <= {OrganisationKind.SUPPORT_BODY, OrganisationKind.OTHER}:
        raise Refused(
            "YR-2-1-3-3-6",
            "教育活動は金融機関等又は支援専門家に対するものを記録してください。",
            "A training of this kind is for banks or experts.",
            field="participants",
        )


@provision("YR-2-1-3-3-4", "YR-2-1-3-3-6")
def it_has_taken_place(on: dt.date, today: dt.date) -> None:
    """What is planned is no activity yet."""
    if on > today:
        raise Refused(
            "YR-2-1-3-3-4",
            "実施日は今日以前の日付にしてください。",
            "An activity is recorded when it has taken place.",
            field="on",
        )
