"""Who works where: every council gets its host's head, 統括責任者, 補佐 and 事務局員, with consent and pledge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from council_directory import Council, bureau_of, bureaus, councils
from council_events.governance import BodyCategory, Knowledge, ObserverKind, Organ
from council_events.values import Office, PartnerSupport, Qualification, ReferralBody

from council_local.demo.acts import Act

ADMINISTRATOR = "admin-1"
ORGANISED = "13"
"""The council whose committee and meetings are played too."""
EXPERTS = (Qualification.LAWYER, Qualification.ACCOUNTANT, Qualification.SME_CONSULTANT)
"""The professions of the outside experts that every council commissions."""
NATIONAL_BEFORE = dt.timedelta(days=60)
"""The bureaus' officers are there before the first candidates are proposed."""


def national(begins_on: dt.date) -> Iterator[Act]:
    """The administrator, the bureaus' officers, 全国本部, the auditor and the owner of another system."""
    people = [
        (ADMINISTRATOR, Office.ADMINISTRATOR),
        ("hq-officer", Office.HQ_OFFICER),
        ("hq-officer-2", Office.HQ_OFFICER),
        ("auditor-1", Office.AUDITOR),
        ("sys-owner-1", Office.SYSTEM_OWNER),
    ]
    for person, office in people:
        yield _appoint(ADMINISTRATOR, person, office, begins_on, "hq", name=f"架空 {office.label}")
    for bureau in bureaus():
        person = bureau_officer(bureau.code)
        name = f"架空 {bureau.name}担当"
        yield _appoint(ADMINISTRATOR, person, Office.BUREAU_OFFICER, begins_on, "hq", name=name, bureau=bureau.code)


def of_council(council: Council, begins_on: dt.date) -> Iterator[Act]:
    """The people of one council, each with what the office needs, weeks before it begins."""
    code, host = council.code, f"p{council.code}-host"
    proposed = begins_on - dt.timedelta(days=40)
    yield _appoint(ADMINISTRATOR, host, Office.HOST_HEAD, proposed, code, name=f"架空 {council.host}の長")
    yield _pledge(ADMINISTRATOR, host, code, proposed)
    for person, office in ((f"p{code}-head", Office.HEAD), (f"p{code}-deputy", Office.DEPUTY)):
        yield _people(host, person, "propose-candidate", proposed, code, **_candidate(council, office))
        consented = begins_on - dt.timedelta(days=20)
        consent = {"office": office.value, "consented_on": consented.isoformat()}
        officer = bureau_officer(bureau_of(code))
        yield _people(officer, person, "record-bureau-consent", consented, code, **consent)
        yield _pledge(host, person, code, begins_on - dt.timedelta(days=10))
        yield _appoint(host, person, office, begins_on, code)
    secretary = f"p{code}-office"
    yield _pledge(host, secretary, code, begins_on - dt.timedelta(days=10))
    yield _appoint(host, secretary, Office.SECRETARIAT, begins_on, code, name=f"架空 {council.prefecture}事務局員")
    for qualification in EXPERTS:
        person, name = expert(code, qualification), f"架空 {council.prefecture}の{qualification.label}"
        yield _pledge(host, person, code, begins_on)
        commission = {"name": name, "qualifications": [qualification.value]}
        yield _appoint(host, person, Office.EXPERT, begins_on, code, **commission)
    if code == ORGANISED:
        yield from organised(council, begins_on)


def expert(council: str, qualification: Qualification) -> str:
    """The invented outside expert of a council, by profession."""
    return f"x{council}-{qualification.value.replace('_', '-')}"


def organised(council: Council, on: dt.date) -> Iterator[Act]:
    """The organisation of one council from its organs to the first 全体会議, so that its page has something to show."""
    code, day = council.code, on.isoformat()
    host, chair = f"p{code}-host", f"p{code}-chamber"
    for organ in (Organ.COMMITTEE, Organ.DEPARTMENT, Organ.SECRETARIAT):
        yield _organise(host, "establish-organ", on, code, organ=organ.value, established_on=day)
    rules = {"adopted_on": day, "in_force_from": day, "substitutes": [f"p{code}-vice"], "procedure": "書面で通知する。"}
    yield _organise(host, "adopt-substitution-rules", on, code, **rules)
    members = {f"p{code}-{category.value.replace('_', '-')}": category for category in BodyCategory}
    del members[f"p{code}-prefecture"]
    for member, category in members.items():
        seat = {
            "member": member,
            "category": category.value,
            "name": f"架空 {category.label}代表",
            "body": category.label,
        }
        yield _organise(host, "appoint-member", on, code, begins_on=day, **seat)
    for kind in ObserverKind:
        observer = {"observer": f"p{code}-observer-{kind.value.replace('_', '-')}", "kind": kind.value}
        named = {"name": f"架空 {kind.label}担当", "body": kind.label, "begins_on": day}
        yield _organise(host, "register-observer", on, code, **observer, **named)
    election = {"chair": chair, "method": "mutual_vote", "electors": [*members], "elected_on": day, "begins_on": day}
    yield _organise(host, "elect-chair", on, code, **election)
    meeting_id = str(uuid5(NAMESPACE_URL, f"urn:council:demo:{code}:whole-meeting"))
    meeting = {"meeting_id": meeting_id, "held_on": day, "convened_by": host, "present": [*members], "sums_up": True}
    yield _organise(host, "hold-whole-meeting", on, code, minutes="会長を互選し、事業を総括した。", **meeting)
    policy = {"meeting_id": meeting_id, "adopted_on": day, "in_force_from": day, "policy": "早期の相談を広く受ける。"}
    yield _organise(host, "adopt-policy", on, code, **policy)
    standard = {
        "standard_id": str(uuid5(NAMESPACE_URL, f"urn:council:demo:{code}:standard")),
        "body": ReferralBody.YOROZU.value,
        "supports": [PartnerSupport.HANDOVER.value, PartnerSupport.JOINT.value],
        "standard": "売上の相談は受け渡し、返済の見直しを伴う相談は共同で支援する。",
    }
    head = f"p{code}-head"
    yield _organise(head, "adopt-partner-standard", on, code, adopted_on=day, in_force_from=day, **standard)


def everybody(begins_on: dt.date) -> tuple[list[Act], list[list[Act]]]:
    """The national acts, in order, and those of each council, which can be played side by side."""
    national_from = begins_on - NATIONAL_BEFORE
    return list(national(national_from)), [list(of_council(council, begins_on)) for council in councils()]


def bureau_officer(bureau_code: str) -> str:
    """The demo user of a bureau."""
    return f"bur{bureau_code.removeprefix('BUR-')}-officer"


def _candidate(council: Council, office: Office) -> dict[str, Any]:
    knowledge = [Knowledge.REVITALIZATION.value, Knowledge.SME.value]
    return {
        "office": office.value,
        "name": f"架空 {council.prefecture}{'太郎' if office is Office.HEAD else '花子'}",
        "career": "中小企業の事業再生に十年従事した。",
        "knowledge": knowledge,
    }


def _appoint(by: str, person: str, office: Office, begins_on: dt.date, council: str, **more: Any) -> Act:
    body = {"office": office.value, "begins_on": begins_on.isoformat(), **more}
    return _people(by, person, "appoint-office", begins_on, council, **body)


def _pledge(by: str, person: str, council: str, on: dt.date) -> Act:
    return _people(by, person, "receive-pledge", on, council, received_on=on.isoformat())


def _people(by: str, person: str, command: str, on: dt.date, council: str, **body: Any) -> Act:
    body["council"] = council
    return Act(by, "governance", f"people/{person}/{command}", on, body, "administration")


def _organise(by: str, command: str, on: dt.date, council: str, **body: Any) -> Act:
    body["council"] = council
    return Act(by, "governance", f"organisation/{command}", on, body, "administration")
