"""Sign-in by OpenID Connect, from the first page to the session and out again."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from tests.services.gateway.conftest import Front


def csrf_of(page: str) -> str:
    found = re.search(r'name="_csrf" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_a_person_signs_in_and_chooses_the_purpose(front: Front) -> None:
    with front.browser() as browser:
        assert browser.get("/work").headers["location"] == "/sign-in?then=%2Fwork"
        arrived = front.sign_in(browser, "p13-head")
        assert arrived.status_code == 303
        assert arrived.headers["location"].startswith("/purpose")
        page = browser.get("/purpose").text
        assert "統括責任者" in page
        chosen = browser.post("/purpose", data={"_csrf": csrf_of(page), "purpose": "supervision", "then": "/search"})
        assert chosen.headers["location"] == "/search"
        assert "目的：監督・決裁" in browser.get("/search").text


def test_the_session_cookie_is_kept_from_script_and_other_sites(front: Front) -> None:
    with front.browser() as browser:
        cookies = front.sign_in(browser, "p13-head").headers.get_list("set-cookie")
    (session,) = [cookie for cookie in cookies if cookie.startswith("council_session=")]
    assert "HttpOnly" in session
    assert "SameSite=lax" in session


def test_the_way_to_the_issuer_carries_pkce_state_and_nonce(front: Front) -> None:
    with front.browser() as browser:
        address = urlsplit(browser.get("/sign-in/start").headers["location"])
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["state"]) >= 32
    assert len(asked["nonce"]) >= 32
    assert asked["redirect_uri"] == f"{front.url}/sign-in/callback"


def test_a_code_that_answers_another_browsers_sign_in_opens_no_session(front: Front) -> None:
    with front.browser() as mine, front.browser() as theirs:
        away = mine.get("/sign-in/start").headers["location"]
        theirs.get("/sign-in/start")
        back = httpx.get(f"{away}&prompt=none&login_hint=p13-head").headers["location"]
        refused = theirs.get(back)
        assert refused.headers["location"] == "/sign-in?problem=refused"
        assert theirs.get("/work").status_code == 303


def test_a_code_is_good_once(front: Front) -> None:
    with front.browser() as browser:
        away = browser.get("/sign-in/start").headers["location"]
        pending = browser.cookies["council_signing_in"]
        back = httpx.get(f"{away}&prompt=none&login_hint=p13-head").headers["location"]
        assert browser.get(back).headers["location"].startswith("/purpose")
    with front.browser() as again:
        again.cookies.set("council_signing_in", pending)
        assert again.get(back).headers["location"] == "/sign-in?problem=refused"


@pytest.mark.parametrize("then", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "work"])
def test_a_sign_in_never_ends_on_another_site(front: Front, then: str) -> None:
    with front.browser() as browser:
        away = browser.get(f"/sign-in/start?{urlencode({'then': then})}").headers["location"]
        back = httpx.get(f"{away}&prompt=none&login_hint=p13-office").headers["location"]
        ended = urlsplit(browser.get(back).headers["location"])
    assert ended.netloc == ""
    assert "elsewhere" not in ended.query


def test_signing_out_ends_the_session_for_every_copy_of_the_cookie(front: Front) -> None:
    with front.browser("p13-head") as browser, front.browser() as thief:
        thief.cookies.set("council_session", browser.cookies["council_session"])
        assert thief.get("/search").status_code == 200
        page = browser.get("/search").text
        gone = browser.post("/sign-out", data={"_csrf": csrf_of(page)})
        assert gone.headers["location"].startswith(f"{front.issuer}/logout?")
        back = httpx.get(gone.headers["location"]).headers["location"]
        assert "サインアウトしました" in browser.get(back).text
        assert thief.get("/search").status_code == 303


def test_a_form_without_the_sessions_token_does_nothing(front: Front) -> None:
    with front.browser("p13-head") as browser:
        refused = browser.post("/sign-out", data={"_csrf": "wrong"})
        assert refused.status_code == 403
        assert browser.get("/search").status_code == 200


def test_what_was_typed_into_an_expired_session_is_held(front: Front) -> None:
    with front.browser() as browser:
        held = browser.post("/consultations/new", data={"company_name": "千曲精機（架空）", "_csrf": "old"})
    assert held.status_code == 401
    assert 'name="company_name" value="千曲精機（架空）"' in held.text
    assert "old" not in re.findall(r'name="_csrf" value="([^"]*)"', held.text)


def test_a_form_from_another_site_is_not_held(front: Front) -> None:
    with front.browser() as browser:
        held = browser.post(
            "/consultations/new",
            data={"company_name": "偽"},
            headers={"sec-fetch-site": "cross-site", "origin": "https://elsewhere.example"},
        )
    assert held.status_code == 401
    assert "偽" not in held.text


def test_refusals_before_sign_in_are_slowed_down_after_many(front: Front) -> None:
    with front.browser() as browser:
        answers = [browser.get("/sign-in/callback?state=x&code=y") for _ in range(70)]
    assert answers[0].status_code == 303
    assert answers[-1].status_code == 429
