"""The provisions on candidates: proposed by the host, fit for the office, consented to by the bureau."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from council_events.deciding import Asking, Refused, provision
from council_events.governance import Knowledge, Secondment
from council_events.values import Office, Power

from council_governance.rules.authority import exercises
from council_governance.rules.offices import AUTHORITY, NEEDS_CONSENT, authority


@provision("YR-2-1-3-2-1", "YR-2-1-3-2-3")
def the_host_proposes(asking: Asking) -> None:
    """Only the head of the 認定支援機関 (or the 会長, so empowered) proposes candidates to the bureau."""
    if not exercises(asking, Power.STAFF):
        raise Refused(
            "YR-2-1-3-2-1",
            "候補者の提案は認定支援機関の長が行います。",
            "Only the head of the 認定支援機関 proposes a candidate.",
            forbidden=True,
        )


@provision("YR-2-1-3-2-1", "YR-2-1-3-2-3")
def the_office_needs_consent(office: Office, on: dt.date) -> None:
    """Proposals and consents exist only for 統括責任者 and 統括責任者補佐."""
    if office not in NEEDS_CONSENT:
        raise Refused(
            authority(office, on),
            f"{office.label}には経済産業局等の了承は要りません。",
            f"The office of {office.value} needs no consent of the bureau.",
            field="office",
        )


@provision("YR-2-1-3-2-1", "YR-2-1-3-2-3")
def the_bureau_consents_or_the_host_holds_its_paper(asking: Asking) -> None:
    """A bureau officer of the council's own bureau, or the host's head who holds the written consent."""
    if not asking.holds(Office.BUREAU_OFFICER, Office.HOST_HEAD):
        raise Refused(
            "YR-2-1-3-2-1",
            "了承は協議会を管轄する経済産業局等の職員、又は書面を受けた認定支援機関の長が記録します。",
            "Consent is recorded by an officer of the council's own bureau, or by the host's head who holds it in writing.",
            forbidden=True,
        )


@provision("YR-2-1-3-2-1", "YR-2-1-3-2-3")
def a_candidate_was_proposed(proposed: bool, office: Office) -> None:
    """Without a proposal there is nothing to consent to, and no knowledge and experience on record."""
    if not proposed:
        raise Refused(
            AUTHORITY[office],
            f"{office.label}の候補者として提案されていません。先に候補者を提案してください。",
            f"The person has not been proposed as {office.value}; propose the candidate first.",
            field="office",
        )


def the_paper_is_there(dated: dt.date, on: dt.date, provision_id: str, field: str) -> None:
    """A consent or a pledge is recorded once it has been given, not in advance."""
    if dated > on:
        raise Refused(
            provision_id,
            "まだ受けていない書面は記録できません（日付が発生日より後です）。",
            "A paper that has not been received yet cannot be recorded: its date lies after the business date.",
            field=field,
        )


@provision("YR-2-1-3-2-1", "YR-2-1-3-2-3")
def the_bureau_has_consented(consented_on: dt.date | None, office: Office, on: dt.date, begins_on: dt.date) -> None:
    """了承を得た上で: the consent is not later than the act of appointing and not later than its effect."""
    if consented_on is None or consented_on > min(on, begins_on):
        raise Refused(
            AUTHORITY[office],
            f"経済産業局等の了承を得た上でなければ、{office.label}に選任できません。",
            f"The bureau's consent must be had before a {office.value} is appointed.",
            field="office",
        )


@provision("YR-2-1-3-2-1", "YR-2-1-3-2-3")
def knowledge_is_recorded(knowledge: Sequence[Knowledge], office: Office) -> None:
    """At least one of the listed fields of knowledge stands on the proposal."""
    if not knowledge:
        raise Refused(
            AUTHORITY[office],
            f"{office.label}に求められる知見の分野が記録されていません。",
            f"No field of knowledge required of a {office.value} is on record.",
            field="office",
        )


@provision("YR-2-1-3-2-2")
def a_secondee_is_not_head(office: Office, secondment: Secondment, ends_on: dt.date | None, begins_on: dt.date) -> None:
    """A secondee of a 金融機関等 or of its subsidiary is barred as 統括責任者, whatever the bureau says."""
    of_a_bank = secondment in (Secondment.FINANCIAL_INSTITUTION, Secondment.FINANCIAL_SUBSIDIARY)
    ended = ends_on is not None and ends_on < begins_on
    if office is Office.HEAD and of_a_bank and not ended:
        raise Refused(
            "YR-2-1-3-2-2",
            "金融機関等及びその子会社からの出向者は統括責任者に選任できません（了承があっても同じです）。",
            "A secondee from a financial institution or its subsidiary may not be 統括責任者; the consent does not cure it.",
            field="office",
        )
