"""A fresh start and its report over HTTP: from the judgement in a case to the file that both bodies get."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from uuid import UUID, uuid4

import pytest
from council_events.values import Office, SupportLine

from tests.services.house import LONG_AGO, Caller, House
from tests.services.support.conftest import Intake

LAWYER = "p20-law"


@pytest.fixture(scope="module")
def lawyer(house: House) -> str:
    """A 統括責任者補佐 of 長野 who is registered as a lawyer."""
    house.commission("20", LAWYER, Office.DEPUTY, "lawyer")
    return LAWYER


def does(caller: Caller, case_id: UUID | str, command: str, **body: Any) -> dict[str, Any]:
    answer = caller.post("support", f"/v1/cases/{case_id}/{command}", body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def view(caller: Caller, case_id: UUID | str) -> dict[str, Any]:
    answer = caller.get("support", f"/v1/cases/{case_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def stands(house: House, caller: Caller, case_id: UUID | str) -> None:
    house.eventually(lambda: caller.get("support", f"/v1/cases/{case_id}").status_code == 200, within=20)


def section(case: dict[str, Any], key: str) -> dict[str, Any]:
    return next(part for part in case["sections"] if part["key"] == key)


def test_a_judgement_opens_a_linked_case_whose_support_is_reported_to_both_bodies(
    house: House, intake: Intake, head: Caller, deputy: Caller, lawyer: str
) -> None:
    origin = intake.chooses("信州千曲精機株式会社（架空）")
    stands(house, head, origin)
    does(head, origin, "judge-revival-difficult", reason="主力の取引先を失った", told_on=LONG_AGO)
    judged = view(head, origin)
    shown = {field["label"]: field["value"] for field in judged["timeline"][-1]["fields"]}
    linked = shown["再チャレンジ支援の案件"]
    stands(house, head, linked)
    case = view(head, linked)
    assert (case["stage_title"], case["earlier_case"]) == ("伝達・提案済み", str(origin))
    assert case["header"]["企業名"] == "信州千曲精機株式会社（架空）"

    does(deputy, linked, "start-rechallenge")
    manager = str(uuid4())
    does(deputy, linked, "list-manager", manager_id=manager, name="千曲 一郎")
    advice = {"topics": ["closing_workout"], "given_on": LONG_AGO, "content": "廃業型私的整理の進め方"}
    refused = deputy.post("support", f"/v1/cases/{linked}/give-rechallenge-advice", advice)
    assert (refused.status_code, refused.json()["provision"]) == (409, "YR-2-6-2-1-3")
    conferred = {"lawyer_deputy": lawyer, "conferred_on": LONG_AGO}
    house.eventually(
        lambda: (
            deputy.post("support", f"/v1/cases/{linked}/give-rechallenge-advice", advice | conferred).status_code == 201
        ),
        within=20,
    )

    case = view(head, linked)
    [row] = section(case, "reports")["rows"]
    assert (row["id"], row["cells"][0], row["cells"][3]) == ("rechallenge-1", "再チャレンジ支援報告書", "未作成")
    draft = head.get("support", f"/v1/cases/{linked}/{row['link']}").json()
    assert (draft["checked"], draft["late"], draft["due_on"]) == (False, False, None)
    assert draft["sheet"]["to"] == ["関東経済産業局", "中小企業活性化全国本部"]
    lines = {line["label"]: line["value"] for part in draft["sheet"]["parts"] for line in part["lines"]}
    assert lines["企業名"] == "信州千曲精機株式会社（架空）"
    assert lines["事由"] == "収益力の改善や事業再生等が極めて困難"
    tables = {part["title"]: part["rows"] for part in draft["sheet"]["parts"] if part["columns"]}
    assert tables["経営者等"] == [["千曲 一郎", ""]]
    [[given, *_rest]] = tables["円滑な廃業・再スタートに向けた助言"]
    assert given == "2022年4月1日"

    def waits(step: str | None) -> None:
        """The report is a row of my work of its own, beside the case's next step."""

        def told() -> bool:
            items = head.post("support", "/v1/work", {"limit": 50}).json()["items"]
            steps = [item["next_step"] for item in items if item["case_id"] == str(linked)]
            return [each for each in steps if "報告書" in each] == ([] if step is None else [step])

        house.eventually(told, within=20)

    waits("報告書の案を確認して確定する")
    does(head, linked, "check-report", report="rechallenge-1")
    waits("報告書の提出を記録する")
    does(deputy, linked, "list-manager", manager_id=manager, name="千曲 一朗")
    frozen = head.get("support", f"/v1/cases/{linked}/reports/rechallenge-1").json()
    assert (frozen["checked"], frozen["edition"], frozen["status"]) == (True, 1, "確定済み・未提出")
    assert frozen["sheet"] == draft["sheet"], "what was checked stays as it was"
    newer = head.get("support", f"/v1/cases/{linked}/reports/rechallenge-1", draft=True).json()
    assert newer["sheet"] != draft["sheet"]

    one_body = {"report": "rechallenge-1", "bureau_on": LONG_AGO}
    refused = head.post("support", f"/v1/cases/{linked}/submit-report", one_body)
    assert (refused.status_code, refused.json()["provision"]) == (409, "YR-2-6-3-1")
    does(head, linked, "submit-report", **one_body, hq_on=LONG_AGO)
    waits(None)
    case = view(head, linked)
    assert section(case, "reports")["rows"][0]["cells"][3].startswith("提出済み")
    shown = {field["label"]: field["value"] for field in case["timeline"][-1]["fields"]}
    assert shown["提出先と提出日"] == "関東経済産業局 2022年4月1日、中小企業活性化全国本部 2022年4月1日"

    file = head.get("support", f"/v1/cases/{linked}/reports/rechallenge-1/spreadsheet")
    assert file.headers["content-disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        texts = archive.read("xl/sharedStrings.xml").decode()
    assert "千曲 一郎" in texts
    assert "千曲 一朗" not in texts


def test_a_report_that_is_not_owed_and_one_of_another_council_are_not_there(
    house: House, intake: Intake, head: Caller
) -> None:
    case_id = intake.chooses("別の会社", line=SupportLine.RECHALLENGE)
    stands(house, head, case_id)
    path = f"/v1/cases/{case_id}/reports/rechallenge-1"
    assert head.get("support", path).status_code == 404
    stranger = house.as_("p34-head", "34")
    house.eventually(lambda: stranger.post("support", "/v1/work", {}).status_code == 200, within=20)
    assert stranger.get("support", path).status_code == 404
    assert stranger.get("support", f"{path}/spreadsheet").status_code == 404


def test_the_start_of_restructuring_is_drafted_from_its_events(house: House, intake: Intake, head: Caller) -> None:
    case_id = intake.chooses("信州千曲精機株式会社（架空）")
    stands(house, head, case_id)
    bank = str(uuid4())
    does(head, case_id, "list-creditor", creditor_id=bank, kind="bank", name="千曲川銀行", claim=400_000_000)
    does(head, case_id, "request-support", requested_on="2024-07-08", occurred_on="2024-07-08")
    does(head, case_id, "consent-to-contact", creditors=[bank], consented_on="2024-07-09", occurred_on="2024-07-09")
    does(head, case_id, "start-inquiry", creditor_id=bank, occurred_on="2024-07-10")
    does(head, case_id, "record-intention", creditor_id=bank, intention="not_negative", occurred_on="2024-07-22")
    does(head, case_id, "consult-host-head", consulted_on="2024-07-24", occurred_on="2024-07-24")
    findings = ["difficulty", "honest_disclosure", "no_antisocial_forces", "not_unsuitable"]
    does(head, case_id, "decide-start", findings=findings, expected_methods=["reschedule"], occurred_on="2024-07-25")
    sheet = head.get("support", f"/v1/cases/{case_id}/reports/start-1").json()["sheet"]
    assert sheet["title"] == "第二次対応開始報告書"
    assert sheet["sender"] == "長野県中小企業活性化協議会　統括責任者"
    lines = {line["label"]: line["value"] for part in sheet["parts"] for line in part["lines"]}
    assert lines["支援開始を決定した日"] == "2024年7月25日"
    assert lines["標準処理期間の目安"] == "2025年1月25日"
    tables = {part["title"]: part["rows"] for part in sheet["parts"] if part["columns"]}
    assert tables["対象債権者の意向"] == [["千曲川銀行", "銀行", "400,000,000", "否定的ではない"]]
