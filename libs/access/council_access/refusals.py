"""What a refusal says (design §6): 404 to whom the case is none of theirs, 403 with the provision to the others."""

from __future__ import annotations

import datetime as dt
from typing import Final

from council_directory import provision_row
from council_directory.directory import HQ
from council_events.deciding import Refused, provision
from council_events.values import Office
from council_kit.problems import RIGHTS_STALE, NotVisible, ProblemError, make

from council_access.cedar import Action, Decision, Line, Resource
from council_access.standing import EXPERTS, Standing


class RightsStale(ProblemError):  # noqa: N818  # a state of the service, not a fault of the caller
    """The service has not heard from governance for longer than it may: case content is refused with 503."""

    def __init__(self) -> None:
        super().__init__(
            make(
                RIGHTS_STALE,
                "権限の情報の更新が遅れているため、案件の内容は表示できません。時間をおいてやり直してください。",
                "The rights have not been updated for too long, so no case content is shown. Try again later.",
            ),
            {"retry-after": "60"},
        )


def is_visible(standing: Standing, resource: Resource) -> bool:
    """Whether the asker may learn that the case exists: an office, now or once, in a council that holds or held it."""
    belongs = standing.in_council or standing.former
    return belongs and (resource.council == standing.council or standing.council in resource.former_councils)


def refusal_of(standing: Standing, action: Action, resource: Resource, decision: Decision) -> NotVisible | Refused:
    """The refusal of a resource that the policies deny. Whose office begins later is told so, whatever was asked for."""
    if standing.upcoming is not None and not standing.offices_now and not standing.former:
        return _not_yet(*standing.upcoming)
    if resource.case_id is not None or action in (Action.READ_LIST, Action.SEARCH):
        if not is_visible(standing, resource):
            return NotVisible()
        return _of_case(standing, resource, decision)
    if not standing.offices_now and not standing.former:
        return NotVisible()
    if action in (Action.INVESTIGATE, Action.INSPECT) and not _supervises(standing, resource.council):
        return NotVisible()
    return _outside(action)


def _supervises(standing: Standing, council: str) -> bool:
    """Whether investigations and inspections of the council are the asker's at all, whatever the purpose: to others there are none."""
    return council in standing.area or (council == HQ and Office.HQ_OFFICER in standing.offices_now)


_APPOINTED_BY: Final = {
    Office.HEAD: "YR-2-1-3-2-1",
    Office.DEPUTY: "YR-2-1-3-2-3",
    Office.DEPUTY_IMPROVEMENT: "YR-2-1-3-2-3",
    Office.HOST_HEAD: "YR-2-1-1-1",
    Office.CHAIR: "YR-2-1-2-2-1",
    Office.COMMITTEE_MEMBER: "YR-2-1-2-1",
}


@provision("YR-2-1-3-2-1", "YR-2-1-3-2-3")
def _not_yet(office: Office, begins_on: dt.date) -> Refused:
    """An appointment has force from its effective date only; nothing of any case is told."""
    return _forbidden(
        _APPOINTED_BY.get(office, pledge_provision(begins_on)),
        f"{office.label}への就任は{begins_on.year}年{begins_on.month}月{begins_on.day}日です。それまではこの協議会の職にありません。",
        f"Your office as {office.value} begins on {begins_on}; until then you hold none in this council.",
    )


@provision("LAW-137")
def the_host_may_open_cases(standing: Standing) -> None:
    """A host whose certification is cancelled opens no case from that day."""
    if standing.uncertified:
        raise Refused(
            "LAW-137",
            "認定支援機関の認定が取り消されているため、その日以降に新たな案件を受け付けることはできません。",
            "The certification of the host is cancelled: from that day it opens no cases.",
        )


@provision("YR-2-1-4-4", "LAW-136")
def _of_case(standing: Standing, resource: Resource, decision: Decision) -> Refused:
    """In the council but without the right, or once entitled; nothing of the case is told."""
    if "office-ended" in decision.forbids or resource.council != standing.council:
        return _forbidden(
            "YR-2-1-4-4",
            "この協議会の役職に就いていないため、案件を見ることはできません（守秘の義務は退任後も続きます）。",
            "You hold no office in the council that holds the case; the duty of secrecy goes on.",
        )
    if "recused" in decision.forbids:
        return _recused(standing)
    if "no-pledge" in decision.forbids:
        return _no_pledge(standing.on)
    if "other-purpose" in decision.forbids:
        return _forbidden(
            "LAW-136",
            "この利用目的では案件の内容を見ることはできません。目的を選び直してサインインしてください。",
            "Case content is not shown for this purpose. Sign in again with the purpose of the work.",
        )
    return _of_another_circle(standing, resource)


def _of_another_circle(standing: Standing, resource: Resource) -> Refused:
    """An office of the council that has no part in this case."""
    if standing.offices_now and standing.offices_now <= EXPERTS:
        return _forbidden(
            "YR-2-1-4-4",
            "この案件の担当に割り当てられていません。",
            "You are not in the team of this case.",
        )
    if resource.line is Line.SECOND_STAGE and Office.DEPUTY_IMPROVEMENT in standing.offices_now:
        return _advises_only(standing.on)
    return _forbidden(
        "YR-2-1-4-4",
        f"{_named(standing)}は、この案件を扱う部門に属していません。",
        "The case is kept by another department of the council.",
    )


@provision("YR-2-1-3-1", "YR24-2-1-3-1")
def _advises_only(on: dt.date) -> Refused:
    """The office is for 助言支援: it neither works on nor sees a case of the support lines."""
    since = provision_row("YR24-2-1-3-1").in_force(on)
    return _forbidden(
        "YR24-2-1-3-1" if since else "YR-2-1-3-1",
        f"{Office.DEPUTY_IMPROVEMENT.label}は助言支援を行う職であり、第二次対応等の支援の案件を扱わず、見ることもできません。",
        "This office gives 助言支援 only; cases of the support lines are not open to it.",
    )


_INTEREST: Final = {
    Office.HOST_HEAD: "YR-2-1-1-4",
    Office.HEAD: "YR-2-1-3-2-4",
    Office.CHAIR: "YR-2-1-2-2-2",
}


@provision("YR-2-1-1-4", "YR-2-1-3-2-4", "YR-2-1-2-2-2", "B2-2-3-2")
def _recused(standing: Standing) -> Refused:
    """A declared interest: neither acts in the case nor sees it."""
    rests_on = next((_INTEREST[office] for office in _INTEREST if office in standing.offices_now), "B2-2-3-2")
    return _forbidden(
        rests_on,
        "利害関係を申告した案件には関与できず、内容を見ることもできません。",
        "You have declared an interest in this case; you neither act in it nor see it.",
    )


def pledge_provision(on: dt.date) -> str:
    """The provision on the pledge of secrecy in force on a day."""
    return "YR24-2-1-5-2" if provision_row("YR24-2-1-5-2").in_force(on) else "YR-2-1-4-2"


@provision("YR-2-1-4-2", "YR24-2-1-5-2")
def _no_pledge(on: dt.date) -> Refused:
    """No case before the pledge of secrecy is on file."""
    return _forbidden(
        pledge_provision(on),
        "守秘の誓約書を受領していないため、案件を見ることはできません。",
        "Your pledge of secrecy is not on file, so no case is open to you.",
    )


_WANTED: Final = {
    Action.LIST_APPLICANTS: ("全国の申請者の情報を見る", "see the applicants of all councils"),
    Action.READ_FIGURES: ("この範囲の集計を見る", "see these figures"),
    Action.PUBLISH_FIGURES: ("集計を公表する", "publish figures"),
    Action.CLOSE_EDITION: ("集計の版を確定する", "close an edition of the figures"),
    Action.RECORD_ACTIVITY: ("広報・研修の活動を記録する", "record publicity and training"),
    Action.READ_LEDGER: ("履歴の台帳を見る", "read the ledger"),
    Action.ADMINISTER: ("体制と権限を管理する", "administer offices"),
    Action.ORGANISE: ("協議会の体制を記録する", "keep the record of the organisation"),
    Action.READ_PEOPLE: ("役職者の一覧を見る", "see who holds which office"),
    Action.INVESTIGATE: ("守秘に関する調査を行う", "investigate secrecy"),
    Action.INSPECT: ("協議会の検査を行う", "inspect a council"),
    Action.SUBSCRIBE: ("配信を申請する", "ask for a subscription"),
    Action.READ_SUBSCRIPTIONS: ("配信の契約を見る", "see subscriptions"),
    Action.APPROVE_SUBSCRIPTION: ("配信を審査・承認する", "decide on subscriptions"),
    Action.READ_AGENCIES: ("認定経営革新等支援機関の登録を見る", "see the register of agencies"),
    Action.KEEP_AGENCIES: ("認定経営革新等支援機関の登録を記録する", "keep the register of agencies"),
    Action.DECLARE_INTEREST: ("この協議会で利害関係を申告する", "declare an interest in this council"),
}


@provision("LAW-136")
def _outside(action: Action) -> Refused:
    """What is no case: the office held does not reach so far."""
    ja, en = _WANTED[action]
    return _forbidden(
        "LAW-136", f"現在の役職と利用目的では、{ja}ことはできません。", f"Your office and purpose do not let you {en}."
    )


def _named(standing: Standing) -> str:
    return standing.office.label if standing.office else "現在の役職"


def _forbidden(rests_on: str, ja: str, en: str) -> Refused:
    return Refused(rests_on, ja, en, forbidden=True)
