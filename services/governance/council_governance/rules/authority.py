"""The provisions on who may decide what in the organisation of a council: whoever may not is refused with the provision."""

from __future__ import annotations

import datetime as dt

from council_directory import provision_row
from council_events.deciding import Asking, Refused, provision
from council_events.values import Office, Power


def _only(asking: Asking, offices: tuple[Office, ...], provision_id: str, ja: str, en: str) -> None:
    if not asking.holds(*offices):
        names = "、".join(office.label for office in offices)
        who = ", ".join(office.value for office in offices)
        raise Refused(provision_id, f"{ja}のは{names}です。", f"Only the {who} may {en}.", forbidden=True)


def exercises(asking: Asking, power: Power) -> bool:
    """Whether the host's head asks, somebody who acts in that place, or the 会長 to whom the power is delegated."""
    return asking.holds(Office.HOST_HEAD) or power in asking.powers


@provision("YR-2-1-1-1")
def the_host_sets_up_its_organs(asking: Asking) -> None:
    """認定支援機関は…置く: its head says so; an administrator enters what stood before the platform."""
    _only(asking, (Office.HOST_HEAD, Office.ADMINISTRATOR), "YR-2-1-1-1", "組織を置く", "set up an organ")


@provision("YR-2-1-1-5")
def the_host_adopts_its_rules(asking: Asking) -> None:
    """認定支援機関は…規程を定める."""
    _only(asking, (Office.HOST_HEAD,), "YR-2-1-1-5", "職務代行規程を定める", "adopt the rules on substitution")


@provision("YR-2-1-2-2-2")
def the_host_head_delegates(asking: Asking) -> None:
    """認定支援機関の長が…会長に委任する: nobody else does, the 会長 least of all."""
    _only(asking, (Office.HOST_HEAD,), "YR-2-1-2-2-2", "会長に権能を委任し、委任を終える", "delegate powers")


@provision("YR24-2-1-4")
def the_host_sets_up_the_center(asking: Asking) -> None:
    """認定支援機関は…設置することができる."""
    _only(asking, (Office.HOST_HEAD,), "YR24-2-1-4", "産業復興相談センターを設ける", "decide on the recovery centre")


@provision("LAW-137")
def the_ministers_measures_come_from_the_bureau(asking: Asking) -> None:
    """The minister orders and cancels; the council's bureau enters it, or an administrator on the minister's paper."""
    _only(
        asking,
        (Office.BUREAU_OFFICER, Office.ADMINISTRATOR),
        "LAW-137",
        "改善命令、認定及びその取消しを記録する",
        "record a measure of the minister",
    )


@provision("YR-2-1-2-1", "YR-2-1-2-2-2")
def the_host_head_appoints_members(asking: Asking) -> None:
    """認定支援機関の長は…委員に選任する: or the 会長 with that power delegated."""
    if not exercises(asking, Power.COMMITTEE):
        _only(asking, (Office.HOST_HEAD,), "YR-2-1-2-1", "協議会の委員を選任する", "appoint members")


def the_committees_record_is_kept(asking: Asking, provision_id: str) -> None:
    """協議会事務局, the 会長, and the heads keep the record of what the committee has done."""
    offices = (Office.SECRETARIAT, Office.CHAIR, Office.HEAD, Office.HOST_HEAD)
    _only(asking, offices, provision_id, "産競法上の協議会の記録をする", "keep the committee's record")


@provision("YR-2-1-3-3-7")
def the_head_makes_the_plan(asking: Asking) -> None:
    """統括責任者は…事業計画を作成する."""
    _only(asking, (Office.HEAD,), "YR-2-1-3-3-7", "事業計画を作成する", "make the annual plan")


@provision("LAW-140-4")
def the_headquarters_records_the_evaluation(asking: Asking) -> None:
    """中小機構は…評価を行い: its 全国本部 keeps the results."""
    _only(asking, (Office.HQ_OFFICER,), "LAW-140-4", "事業評価の結果を記録する", "record the evaluation")


@provision("YR-2-1-3-3-8")
def the_head_reports(asking: Asking) -> None:
    """統括責任者は、会長に対し…報告を行う."""
    _only(asking, (Office.HEAD,), "YR-2-1-3-3-8", "会長に遂行状況を報告する", "report to the 会長")


def improvement_provision(on: dt.date) -> str:
    """The provision on 業務改善計画 in force on a day."""
    return "YR24-2-1-3-3-10" if provision_row("YR24-2-1-3-3-10").in_force(on) else "YR-2-1-3-3-10-2"


@provision("YR-2-1-3-3-10-2", "YR24-2-1-3-3-10")
def the_bureau_requests(asking: Asking) -> None:
    """各経済産業局等は…要請することができる: the bureau of this council only."""
    rests_on = improvement_provision(asking.on)
    _only(asking, (Office.BUREAU_OFFICER,), rests_on, "業務改善計画の作成を要請する", "request an improvement plan")


@provision("YR-2-1-3-3-10-2", "YR24-2-1-3-3-10")
def the_head_answers_the_request(asking: Asking) -> None:
    """統括責任者は…業務改善計画を作成する."""
    rests_on = improvement_provision(asking.on)
    _only(asking, (Office.HEAD,), rests_on, "業務改善計画を作成する", "make an improvement plan")


@provision("YR-2-1-3-3-10")
def the_council_receives_opinions(asking: Asking) -> None:
    """事業遂行に関する意見等があった場合: whoever works in the council writes it down."""
    offices = (Office.HEAD, Office.DEPUTY, Office.DEPUTY_IMPROVEMENT, Office.SECRETARIAT, Office.HOST_HEAD)
    _only(asking, offices, "YR-2-1-3-3-10", "事業遂行に関する意見等を受け付ける", "receive an opinion")


@provision("YR-2-1-3-3-10")
def the_head_inquires(asking: Asking) -> None:
    """統括責任者は…調査等を実施する."""
    _only(asking, (Office.HEAD,), "YR-2-1-3-3-10", "意見等について調査をする", "inquire into an opinion")


def specialist_provision(on: dt.date) -> str:
    """The provision on candidates for 第三者支援専門家 in force on a day."""
    return "YR24-2-1-3-3-9" if provision_row("YR24-2-1-3-3-9").in_force(on) else "YR-2-1-3-3-9"


def the_department_keeps_the_candidates(asking: Asking) -> None:
    """支援業務部門は…候補者の紹介…に努める."""
    rests_on = specialist_provision(asking.on)
    _only(asking, (Office.HEAD, Office.DEPUTY), rests_on, "候補者の登録をする", "keep the register of candidates")
