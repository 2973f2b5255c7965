"""Papers and corrections as a browser without script does them: a form with a file, a download, a mended entry."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.services.gateway.conftest import Front, opened
from tests.services.gateway.test_pages import hidden_of
from tests.services.house import House
from tests.services.support.conftest import Intake

FILE = b"%PDF-1.7\n" + os.urandom(700_000)


@pytest.fixture(scope="module")
def front(closed_house: House) -> Iterator[Front]:
    with closed_house.open("governance", "support") as house:
        house.staff("20")
        house.staff("34")
        addresses = {name: str(client.base_url) for name, client in house.clients.items()}
        with opened(house.folder, house.folder / "private.jwk", addresses, house) as front:
            yield front


@pytest.fixture(scope="module")
def case_id(front: Front) -> Iterator[UUID]:
    house = front.house
    assert house is not None
    intake = Intake(house, house.new_database())
    stop = threading.Event()
    relay = threading.Thread(target=intake.publishing, args=(stop,))
    relay.start()
    case_id = intake.chooses("信州千曲精機株式会社（架空）")
    head = house.as_("p20-head", "20")
    house.eventually(lambda: head.get("support", f"/v1/cases/{case_id}").status_code == 200, within=30)
    yield case_id
    stop.set()
    relay.join()
    intake.close()


def page(case_id: UUID, *more: str) -> str:
    return "/".join(("/cases/support", str(case_id), *more))


def filled(form: str, **more: Any) -> dict[str, Any]:
    given = {"kind": "tax_returns", "holding": "copy", "pages": "12", "dated_on": "令和6年5月31日"}
    return hidden_of(form) | given | more


def sends(browser: httpx.Client, case_id: UUID, file: tuple[str, bytes] | None, **more: Any) -> httpx.Response:
    path = page(case_id, "receive-document")
    body = filled(browser.get(path).text, **more)
    return browser.post(path, data=body, files={"_upload": file or ("", b"")})


def test_a_paper_goes_in_with_its_file_and_comes_out_as_a_download(front: Front, case_id: UUID) -> None:
    with front.browser("p20-head") as browser:
        form = browser.get(page(case_id, "receive-document")).text
        assert 'enctype="multipart/form-data"' in form
        assert '<input type="file"' in form
        sent = sends(browser, case_id, ("C:\\書類\\申告書.pdf", FILE))
        assert sent.status_code == 303, sent.text
        shown = browser.get(sent.headers["location"]).text
        (link,) = re.findall(r'href="(/cases/support/[^"]+/file)"', shown)
        answer = browser.get(link)
    assert "申告書・決算書" in shown
    assert "申告書.pdf</a>" in shown
    assert "確認待ち" in shown
    assert answer.content == FILE
    assert answer.headers["content-disposition"].startswith("attachment;")


def test_a_paper_that_is_kept_on_paper_needs_no_file(front: Front, case_id: UUID) -> None:
    with front.browser("p20-head") as browser:
        sent = sends(browser, case_id, None, kept_at="書庫A 3段目")
        assert sent.status_code == 303, sent.text
        assert "紙：書庫A 3段目" in browser.get(sent.headers["location"]).text
        refused = sends(browser, case_id, None)
    assert refused.status_code == 409
    assert "YR-2-1-4-4" in refused.text


def test_a_file_that_is_not_kept_brings_the_form_back_as_typed(front: Front, case_id: UUID) -> None:
    with front.browser("p20-head") as browser:
        refused = sends(browser, case_id, ("申告書.pdf", b"<html>" + b"x" * 300_000), kept_at="書庫B")
        other = sends(browser, case_id, ("申告書.exe", b"MZ" + b"x" * 300_000))
    assert refused.status_code == 422
    assert "ファイルの中身が種類と合いません" in refused.text
    assert 'value="書庫B"' in refused.text
    assert 'value="令和6年5月31日"' in refused.text
    assert other.status_code == 415
    assert "登録できるファイルの種類は" in other.text


def test_what_is_wrong_beside_the_file_keeps_the_upload(front: Front, case_id: UUID) -> None:
    with front.browser("p20-head") as browser:
        refused = sends(browser, case_id, ("申告書.pdf", FILE), dated_on="令和6年2月30日")
        assert refused.status_code == 422
        kept = hidden_of(refused.text)
        assert re.fullmatch(r"[0-9a-f]{64}", kept["file"])
        mended = filled(refused.text, dated_on="2024-05-31")
        again = browser.post(page(case_id, "receive-document"), data=mended, files={"_upload": ("", b"")})
        assert again.status_code == 303, again.text


def test_a_form_that_is_not_ours_sends_no_file_on(front: Front, case_id: UUID) -> None:
    with front.browser("p20-head") as browser:
        path = page(case_id, "receive-document")
        body = filled(browser.get(path).text) | {"_csrf": "x"}
        refused = browser.post(path, data=body, files={"_upload": ("申告書.pdf", FILE)})
    assert refused.status_code == 403


def test_a_form_that_is_not_ours_records_nothing_without_a_file_either(front: Front, case_id: UUID) -> None:
    with front.browser("p20-head") as browser:
        path = page(case_id, "receive-document")
        body = filled(browser.get(path).text, kept_at="書庫B 1段目") | {"_csrf": "x"}
        assert browser.post(path, data=body, files={"_upload": ("", b"")}).status_code == 403
        assert "書庫B 1段目" not in browser.get(page(case_id)).text


def test_a_form_that_breaks_off_within_its_file_is_answered(front: Front, case_id: UUID) -> None:
    with front.browser("p20-head") as browser:
        path = page(case_id, "receive-document")
        token = hidden_of(browser.get(path).text)["_csrf"]
        parts = [
            b'--cut\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n' + token.encode(),
            b'--cut\r\nContent-Disposition: form-data; name="_upload"; filename="a.pdf"\r\n\r\n' + FILE[:100_000],
        ]
        headers = {"content-type": "multipart/form-data; boundary=cut"}
        answer = browser.post(path, content=b"\r\n".join(parts), headers=headers, timeout=15)
        assert answer.status_code == 404


def test_another_council_finds_neither_case_nor_paper(front: Front, case_id: UUID) -> None:
    with front.browser("p34-head") as browser:
        path = page(case_id, "papers", str(case_id), "file")
        assert browser.get(path).status_code == 404
        assert browser.get(page(case_id, "receive-document")).status_code == 404


def test_the_staff_api_takes_a_file_and_gives_it_out(front: Front, case_id: UUID) -> None:
    bearer = front.bearer("p20-head")
    with front.browser() as client:
        sent = client.post(
            f"/api/support/v1/cases/{case_id}/files", content=FILE, headers=bearer | {"content-type": "application/pdf"}
        )
    assert (sent.status_code, sent.json()["size"]) == (201, len(FILE))


def test_a_wrong_entry_is_corrected_from_the_history(front: Front, case_id: UUID) -> None:
    with front.browser("p20-head") as browser:
        case = browser.get(page(case_id)).text
        link = re.findall(r'href="(/cases/support/[^"]+/entries/[^"]+)"', case)[-1]
        entry = browser.get(link).text
        assert "従業員数" in entry
        form_path = f"{link}?field=employees"
        form = browser.get(form_path).text
        assert 'value="64"' in form
        body = hidden_of(form) | {"value": "４６", "reason": "決算書の読み違い"}
        sent = browser.post(form_path, data=body)
        assert sent.status_code == 303, sent.text
        mended = browser.get(sent.headers["location"]).text
        assert browser.get(f"{link}?field=no_such").status_code == 404
    assert "記録の訂正" in mended
    assert "46人" in mended
    assert re.search(
        r"46 <span class=\"tag soon\">訂正</span><details[^>]*><summary[^>]*>訂正前の値</summary><p>64</p>", mended
    )
