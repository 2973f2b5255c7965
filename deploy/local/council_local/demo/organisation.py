"""Who works where: every council gets its host's head, 統括責任者, 補佐 and 事務局員, with consent and pledge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from council_directory import Council, bureau_of, bureaus, councils
from council_events.governance import Knowledge
from council_events.values import Office

from council_local.demo.acts import Act

ADMINISTRATOR = "admin-1"
NATIONAL_BEFORE = dt.timedelta(days=60)
"""The bureaus' officers are there before the first candidates are proposed."""


def national(begins_on: dt.date) -> Iterator[Act]:
    """The administrator, the bureaus' officers, 全国本部 and the auditor."""
    people = [(ADMINISTRATOR, Office.ADMINISTRATOR), ("hq-officer", Office.HQ_OFFICER), ("auditor-1", Office.AUDITOR)]
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
