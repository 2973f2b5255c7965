"""Whether something may leave the department. Who may ask is the service's own rule, asked before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, Final, NamedTuple
from uuid import UUID

from council_events import Event, Sealed
from council_events.deciding import Refused, provision
from council_events.releases import (
    CaseDisclosed,
    ConsentGiver,
    CopiesHandedOver,
    DisclosureGround,
    RecipientKind,
    ReleaseMeans,
    WrittenConsentReceived,
    WrittenConsentWithdrawn,
)
from council_events.values import Code

from council_casework.releases.commands import DiscloseCase, HandOverCopies, ReceiveConsent, WithdrawConsent
from council_casework.releases.record import Consent, Releases

Release = ReceiveConsent[Any] | WithdrawConsent | HandOverCopies[Any] | DiscloseCase[Any]


class Events(NamedTuple):
    """The service's own event classes."""

    received: type[WrittenConsentReceived[Any]]
    withdrawn: type[WrittenConsentWithdrawn]
    copied: type[CopiesHandedOver[Any]]
    disclosed: type[CaseDisclosed[Any]]


class Setting(NamedTuple):
    """The case and the day of a decision. `entitled`: whose secret it is."""

    case_id: UUID
    entitled: ConsentGiver
    on: dt.date


def secrecy_provision(entitled: ConsentGiver) -> str:
    """The provision on copies, by whose secret it is."""
    return "B4-6" if entitled is ConsentGiver.GUARANTOR else "YR-2-1-4-4"


def release(
    releases: Releases, case_id: UUID, command: Release, events: Events, *, entitled: ConsentGiver, on: dt.date
) -> list[Event]:
    """The event of one command, [] when its aim is met; raises Refused with the provision."""
    setting = Setting(case_id, entitled, on)
    if isinstance(command, ReceiveConsent):
        return _receive(releases, setting, command, events)
    if isinstance(command, WithdrawConsent):
        return _withdraw(releases, setting, command, events)
    if isinstance(command, HandOverCopies):
        return _copy(releases, setting, command, events)
    return _disclose(releases, setting, command, events)


def _receive(releases: Releases, setting: Setting, command: ReceiveConsent[Any], events: Events) -> list[Event]:
    if command.consent_id in releases.consents:
        return []
    dated_on, recipient = the_consent_is_written_and_names_all(command, setting)
    return [
        events.received(
            case_id=setting.case_id,
            consent_id=command.consent_id,
            given_by=command.given_by,
            recipient_kind=command.recipient_kind,
            recipient=Sealed(recipient),
            subscriber=command.subscriber,
            papers=command.papers,
            dated_on=dated_on,
            document_id=getattr(command, "document_id", None),
        )
    ]


def _withdraw(releases: Releases, setting: Setting, command: WithdrawConsent, events: Events) -> list[Event]:
    consent = the_consent_is_on_record(releases, command.consent_id, setting)
    if consent.withdrawn_on is not None:
        return []
    reason = None if command.reason is None else Sealed(command.reason)
    return [events.withdrawn(case_id=setting.case_id, consent_id=command.consent_id, reason=reason)]


def _copy(releases: Releases, setting: Setting, command: HandOverCopies[Any], events: Events) -> list[Event]:
    consent = the_consent_is_on_record(releases, command.consent_id, setting)
    the_consent_holds(consent, setting)
    the_consent_covers(consent, command.papers, setting)
    return [
        events.copied(
            case_id=setting.case_id,
            consent_id=consent.consent_id,
            recipient_kind=consent.recipient_kind,
            recipient=consent.recipient,
            papers=command.papers,
            documents=getattr(command, "documents", ()),
            means=command.means,
            note=None if command.note is None else Sealed(command.note),
        )
    ]


def _disclose(releases: Releases, setting: Setting, command: DiscloseCase[Any], events: Events) -> list[Event]:
    consent = the_ground_allows_it(releases, command, setting)
    a_system_is_reached_by_its_interface(command)
    return [
        events.disclosed(
            case_id=setting.case_id,
            ground=command.ground,
            recipient_kind=command.recipient_kind,
            recipient=Sealed(command.recipient),
            consent_id=consent.consent_id if consent else None,
            papers=command.papers,
            scope=Sealed(command.scope),
            means=command.means,
            subscriber=command.subscriber,
        )
    ]


@provision("YR-2-1-4-4", "B4-6")
def the_consent_is_written_and_names_all(command: ReceiveConsent[Any], setting: Setting) -> tuple[dt.date, str]:
    """In writing, by the person entitled, dated by the day it is recorded, naming a recipient and papers."""
    rests_on = secrecy_provision(setting.entitled)
    if not command.in_writing:
        raise Refused(
            rests_on,
            "了承は文書によるものに限ります（電話等の口頭は文書ではありません）。",
            "Consent is given in writing; a telephone call is not in writing.",
            field="in_writing",
        )
    if command.given_by is not setting.entitled:
        raise Refused(
            rests_on,
            f"この案件の書類について了承するのは{setting.entitled.label}です。",
            f"In this case it is the {setting.entitled.value} who consents.",
            field="given_by",
        )
    if command.dated_on is None or command.dated_on > setting.on:
        raise Refused(
            rests_on,
            "了承の文書の日付を入力してください（先の日付の文書は、まだ了承ではありません）。",
            "Give the date of the consent; a later date is no consent yet.",
            field="dated_on",
        )
    if command.recipient is None:
        raise Refused(
            rests_on,
            "了承の文書が挙げる交付先の名称を入力してください。交付先を挙げない了承では交付できません。",
            "Name the recipient that the consent names; without one nothing is handed out.",
            field="recipient",
        )
    if not command.papers:
        raise Refused(rests_on, "了承した書類を選んでください。", "Choose the papers consented to.", field="papers")
    return command.dated_on, command.recipient


@provision("YR-2-1-4-4", "B4-6")
def the_consent_is_on_record(releases: Releases, consent_id: UUID | None, setting: Setting) -> Consent:
    """Copies go only to whom the entitled person approved beforehand in writing."""
    consent = None if consent_id is None else releases.consents.get(consent_id)
    if consent is None:
        raise Refused(
            secrecy_provision(setting.entitled),
            f"{setting.entitled.label}から文書による事前の了承を得た先にのみ交付できます。交付先を挙げた了承が記録されていません。"
            "電子ファイルも写しに当たります。",
            "Copies, electronic files included, go only to whom the entitled person approved beforehand in writing; "
            "no consent that names a recipient is on record.",
            field="consent_id",
        )
    return consent


@provision("YR-2-1-4-4", "B4-6")
def the_consent_holds(consent: Consent, setting: Setting) -> None:
    """Dated before the release, and not withdrawn."""
    if not consent.holds(setting.on):
        raise Refused(
            secrecy_provision(setting.entitled),
            "この了承は取り消されているか、交付の日より後の日付です。",
            "This consent was withdrawn, or is dated after the release.",
            field="consent_id",
        )


@provision("YR-2-1-4-4", "B4-6")
def the_consent_covers(consent: Consent, papers: Collection[Code], setting: Setting) -> None:
    """Consent has a scope: what it does not list stays."""
    beyond = [paper for paper in papers if paper not in consent.papers]
    if beyond:
        raise Refused(
            secrecy_provision(setting.entitled),
            f"了承は次の書類に及びません：{'、'.join(paper.label for paper in beyond)}",
            f"The consent does not cover: {', '.join(paper.value for paper in beyond)}.",
            field="papers",
        )


_RECIPIENTS: Final = {
    DisclosureGround.EVALUATION: frozenset({RecipientKind.SMRJ}),
    DisclosureGround.ADVICE: frozenset({RecipientKind.SMRJ}),
    DisclosureGround.BROKERING: frozenset({RecipientKind.HOST}),
    DisclosureGround.PRESCRIBED: frozenset({RecipientKind.BUREAU, RecipientKind.HEADQUARTERS, RecipientKind.AGENCY}),
}
"""To whom alone each ground lets content go."""


@provision("LAW-136-2", "YR-2-1-4-4", "B4-6")
def the_ground_allows_it(releases: Releases, command: DiscloseCase[Any], setting: Setting) -> Consent | None:
    """Who may see what is a closed list: three exceptions, prescribed reports, consent. Gives the consent it rests on."""
    if command.ground is DisclosureGround.CONSENT:
        consent = the_consent_is_on_record(releases, command.consent_id, setting)
        the_consent_holds(consent, setting)
        the_consent_covers(consent, command.papers, setting)
        _same_kind(consent.recipient_kind is command.recipient_kind, setting)
        return consent
    if command.ground is None:
        raise Refused(
            secrecy_provision(setting.entitled),
            f"この提供先には、法の例外にも要領の定めにも{setting.entitled.label}の文書による了承にも根拠がないため、提供できません。",
            "No provision and no consent covers this addressee.",
            field="ground",
        )
    if command.recipient_kind not in _RECIPIENTS[command.ground]:
        allowed = "、".join(kind.label for kind in RecipientKind if kind in _RECIPIENTS[command.ground])
        raise Refused(
            "LAW-136-2",
            f"「{command.ground.label}」を根拠に提供できる先は{allowed}です。",
            "This exception of the statute names another addressee.",
            field="recipient_kind",
        )
    return None


@provision("LAW-136-2")
def a_system_is_reached_by_its_interface(command: DiscloseCase[Any]) -> None:
    """Where a system is named the way is the system's, and what is named under consent stands in the consent already."""
    if command.subscriber is None:
        return
    if command.means is not ReleaseMeans.SYSTEM:
        raise Refused(
            "LAW-136-2",
            "連携先のシステムを挙げるときは、提供の方法を「システム連携」としてください。",
            "Where a system is named, the means is the system's own interface.",
            field="means",
        )
    if command.ground is DisclosureGround.CONSENT:
        raise Refused(
            "LAW-136-2",
            "了承による場合、連携先のシステムは了承の文書が挙げます。ここには入力しません。",
            "Under consent it is the consent that names the system.",
            field="subscriber",
        )


def _same_kind(same: bool, setting: Setting) -> None:
    if not same:
        raise Refused(
            secrecy_provision(setting.entitled),
            "この了承は別の交付先を挙げています。",
            "This consent names another recipient.",
            field="recipient_kind",
        )
