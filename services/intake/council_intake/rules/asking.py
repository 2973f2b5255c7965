"""Who may act in a consultation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from council_directory import provision_row
from council_events.deciding import Asking, Refused, provision
from council_events.intake import ConsultationKind, ConsultationOpened, FirstResponse
from council_events.values import Office

SYSTEM: Final = "system:intake"
"""Who asks where nobody does: reactions, and what days bring about by themselves. No person has such a name."""


@provision("YR-2-1-3-2-4", "YR-2-1-4-2", "YR24-2-1-5-2")
def may_act(asking: Asking) -> None:
    """Neither with an interest in the case, nor without the pledge of secrecy."""
    if asking.recused:
        raise Refused(
            "YR-2-1-3-2-4",
            "この案件に利害関係を申告しているため、関与できません。",
            "You have declared an interest in this case and cannot take part in it.",
            forbidden=True,
        )
    if not asking.pledged:
        raise Refused(
            "YR24-2-1-5-2" if provision_row("YR24-2-1-5-2").in_force(asking.on) else "YR-2-1-4-2",
            "守秘の誓約書を受領していないため、案件に関与できません。",
            "Your pledge of secrecy is not on file, so you cannot take part in cases.",
            forbidden=True,
        )


@provision("YR-2-1-4-4")
def may_correct(asking: Asking) -> None:
    """Whoever keeps the records of the department mends them: its heads, their deputies and the office (YR-2-1-4-4)."""
    may_act(asking)
    if not asking.holds(Office.HEAD, Office.DEPUTY, Office.DEPUTY_IMPROVEMENT, Office.SECRETARIAT):
        raise Refused(
            "YR-2-1-4-4",
            "記録の訂正は、支援業務部門（統括責任者、統括責任者補佐、事務局員）が行います。",
            "Records are corrected by those who keep them: the 支援業務部門.",
            forbidden=True,
        )


@provision("YR-2-1-4-4")
def may_mend_the_register(asking: Asking) -> None:
    """Whoever enters companies mends what was entered: 統括責任者 and 統括責任者補佐."""
    may_act(asking)
    if not asking.holds(Office.HEAD, Office.DEPUTY):
        raise Refused(
            "YR-2-1-4-4",
            "企業の登録の訂正は、統括責任者又は統括責任者補佐が行います。",
            "An entry of the register is mended by the 統括責任者 or a 統括責任者補佐.",
            forbidden=True,
        )


@provision("YR-2-2-1", "YR-2-2-3-1-2")
def the_department_receives(asking: Asking) -> None:
    """統括責任者 and 統括責任者補佐 take what is asked. There is no rule by which a consultation itself is refused."""
    if not asking.holds(Office.HEAD, Office.DEPUTY):
        raise Refused(
            "YR-2-2-1",
            "相談の受付は、協議会の統括責任者又は統括責任者補佐が行います。",
            "A consultation is received by the council's 統括責任者 or a 統括責任者補佐.",
            forbidden=True,
        )


@provision("YR-2-2-2-1", "YR-2-2-3-1", "B4-3-1")
def response_provision(kind: ConsultationKind) -> str:
    """The provision that says who responds to a kind of consultation."""
    return {
        ConsultationKind.PRELIMINARY: "YR-2-2-2-1",
        ConsultationKind.COUNTER: "YR-2-2-3-1",
        ConsultationKind.GUARANTEE: "B4-3-1",
    }[kind]


@provision("YR-2-2-2-1", "YR-2-2-3-1")
def a_deputy_or_the_head_responds(offices: Iterable[Office], kind: ConsultationKind) -> None:
    """統括責任者補佐（場合によっては統括責任者）が応対する。"""
    if not {Office.DEPUTY, Office.HEAD} & set(offices):
        raise Refused(
            response_provision(kind),
            "応対者は統括責任者補佐（場合によっては統括責任者）から選んでください。",
            "A consultation is assigned to a 統括責任者補佐 or, at times, to the 統括責任者.",
            field="assigned_to",
        )


@provision("YR-2-2-2-1", "YR-2-2-3-1")
def head_or_deputy(asking: Asking, kind: ConsultationKind) -> None:
    """統括責任者 and 統括責任者補佐 carry the consultation."""
    if not asking.holds(Office.HEAD, Office.DEPUTY):
        raise Refused(
            response_provision(kind),
            "統括責任者又は統括責任者補佐が行います。",
            "This is done by the 統括責任者 or a 統括責任者補佐.",
            forbidden=True,
        )


@provision("YR-2-2-3-3", "YR-2-2-3-6", "YR-2-2-2-2", "YR-2-2-2-3", "YR-2-2-3-5", "YR24-2-2-R", "YR-2-4-2-1-2")
def only_the_head(asking: Asking, provision_id: str) -> None:
    """The 統括責任者 (or the 補佐 who acts in that office) decides."""
    if not asking.holds(Office.HEAD):
        raise Refused(
            provision_id,
            "統括責任者（職務を代理する者を含む。）が判断します。",
            "Only the 統括責任者, or whoever acts in that office, decides this.",
            forbidden=True,
        )


def the_kind_fits(fits: bool, kind: ConsultationKind, provision_id: str) -> None:
    """Each kind of consultation has its own acts."""
    if not fits:
        raise Refused(
            provision_id,
            f"この操作は、{kind.label}では行いません。企業又は保証人からの相談など、該当する相談を受け付けてください。",
            f"This is not done in a consultation of the kind {kind.value}.",
        )


@provision("RP-1")
def it_goes_on(result: FirstResponse | None) -> None:
    """A finished first response has its one result; nothing is added to it."""
    if result is not None:
        raise Refused(
            "RP-1",
            f"この相談は終結しています（結果：{result.label}）。",
            f"This consultation is finished with the result {result.value}.",
        )


def it_is_finished(finished: bool, provision_id: str) -> None:
    """What is reported is the result of a consultation."""
    if not finished:
        raise Refused(
            provision_id,
            "対応報告書は相談の結果について作成します。先に相談を終結してください。",
            "The report is on the result of the consultation: finish it first.",
        )


@provision("YR-2-2-3-1-2", "YR-2-2-1")
def it_was_received(opened: ConsultationOpened | None, closing: bool) -> ConsultationOpened:
    """Nothing is recorded on, and nobody is turned away by, a consultation that was never received. Gives the reception."""
    if opened is None:
        raise Refused(
            "YR-2-2-3-1-2" if closing else "YR-2-2-1",
            "受け付けた相談がありません。申し出は拒まずに受け付け、相談として対応してください。",
            "No consultation has been received. A request is not turned away: receive it first.",
        )
    return opened
