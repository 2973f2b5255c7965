"""What is said about a case from outside its work: it is opened in an emergency, investigated and inspected, its access log given out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID, uuid4

from council_directory import council
from council_kit.clock import Clock
from council_local.demo.acts import Act
from council_local.demo.client import ActRefused, Client
from council_local.demo.organisation import bureau_officer

from tests.journeys.lines import COUNCIL

BUREAU: Final = bureau_officer(council(COUNCIL).bureau_code)
FIELD: Final = "company_name"
"""What is opened of the reception."""


async def looked_into(client: Client, case_id: UUID, eventually: Callable[..., Awaitable[Any]]) -> None:
    """A company's case of the council, once its last events are in the ledger; every text that can be said is said."""
    await _opened_in_an_emergency(client, case_id, eventually)
    await _investigated(client, case_id, eventually)
    await _inspected(client, case_id, eventually)


async def _opened_in_an_emergency(client: Client, case_id: UUID, eventually: Callable[..., Awaitable[Any]]) -> None:
    deputy, head, page = f"p{COUNCIL}-deputy", f"p{COUNCIL}-head", f"people/p{COUNCIL}-deputy"
    opened = {"case_id": str(case_id), "reason": "担当者の急病のため、期限の迫る手続を確かめる。"}
    await client.do(_act(deputy, "governance", f"{page}/take-emergency-access", opened, "case_work"), 0)

    async def taken() -> Any:
        found = await client.get(head, f"/api/governance/v1/{page}", "case_work", council=COUNCIL)
        return found["emergencies"]

    [access] = await eventually(taken, within=30)
    review = {"access_id": access["id"], "finding": "justified", "note": "急病は届出のとおりであった。"}
    await client.do(_act(head, "governance", f"{page}/review-emergency-access", review, "case_work"), 0)


async def _investigated(client: Client, case_id: UUID, eventually: Callable[..., Awaitable[Any]]) -> None:
    entitled = {
        "concerned": COUNCIL,
        "entitled": "company",
        "name": "株式会社申出人（架空）",
        "identity": "registry",
        "cases": [str(case_id)],
        "since": (Clock().today() - dt.timedelta(days=7)).isoformat(),
    }
    number = str(uuid4())
    asked = {
        "investigation_id": number,
        "contact": "申出人の総務担当（内線四七一）",
        "doubt": "取引先が相談のことを知っていた。",
    }
    await _once_known(client, _audit("investigations", entitled | asked), eventually)
    here = f"investigations/{number}"
    await client.do(_audit(f"{here}/open-investigation", {}), 0)
    timeline = await client.get(BUREAU, f"/api/audit/v1/{here}/timeline", "investigation")
    reception = next(each["entry"] for each in timeline["entries"] if _tells(each["shown"]))
    opening = {
        "opened_case": str(case_id),
        "entry": reception,
        "fields": [FIELD],
        "reason": "申し出た企業の案件か確かめるため",
    }
    await client.do(_audit(f"{here}/open-content", opening), 0)
    await client.get(BUREAU, f"/api/audit/v1/{here}/content/{reception}", "investigation")
    finding = {"entry": reception, "finding": "proper", "note": "受付の記録に不審な点はない。"}
    await client.do(_audit(f"{here}/mark-finding", finding), 0)
    heard = {"spoke": "統括責任者　架空 一郎", "statement": "受付のために開き、ほかへは伝えていない。"}
    await client.do(_audit(f"{here}/hear-council", heard), 0)
    result = {"result": "kept", "report": "閲覧はすべて業務のためであった。"}
    await client.do(_audit(f"{here}/conclude-investigation", result), 0)
    await client.do(_audit(f"{here}/report-result", {"means": "written"}), 0)
    await _once_known(client, _audit("access-logs", entitled | {"log_id": str(uuid4())}), eventually)


async def _inspected(client: Client, case_id: UUID, eventually: Callable[..., Awaitable[Any]]) -> None:
    number = str(uuid4())
    here = f"inspections/{number}"
    begun = {"inspection_id": number, "concerned": COUNCIL, "ground": "保存と秘密保持の状況を確かめるため"}
    await client.do(_audit("inspections", begun, "supervision"), 0)

    async def replayed() -> Any:
        found = await client.get(BUREAU, f"/api/audit/v1/{here}/cases/{case_id}/replay", "supervision")
        return found["entries"]

    entries = await eventually(replayed, within=30)
    reception = next(each["event_id"] for each in entries if _tells(each["fields"]))
    opening = {
        "opened_case": str(case_id),
        "entry": reception,
        "fields": [FIELD],
        "reason": "受付簿の記載と照らし合わせるため",
    }
    await client.do(_audit(f"{here}/open-inspected-content", opening, "supervision"), 0)
    await client.get(BUREAU, f"/api/audit/v1/{here}/cases/{case_id}/content/{reception}", "supervision")
    await client.do(
        _audit(f"{here}/end-inspection", {"report": "記録の保存に不備は認められなかった。"}, "supervision"), 0
    )


def _tells(fields: Sequence[Mapping[str, Any]]) -> bool:
    return any(field["name"] == FIELD for field in fields)


def _audit(path: str, body: dict[str, Any], purpose: str = "investigation") -> Act:
    return _act(BUREAU, "audit", path, body, purpose)


def _act(person: str, service: str, path: str, body: dict[str, Any], purpose: str) -> Act:
    return Act(person, service, path, Clock().today(), body, purpose, dated=False)


async def _once_known(client: Client, act: Act, eventually: Callable[..., Awaitable[Any]]) -> None:
    """The rule of a case that audit does not know yet is that of a case which is not the asker's."""

    async def done() -> bool:
        try:
            await client.do(act, 0)
        except ActRefused as refused:
            if refused.status != 409:
                raise
            return False
        return True

    await eventually(done, within=60)
