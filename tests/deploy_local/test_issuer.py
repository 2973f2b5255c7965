"""The development issuer: the flow a relying party goes through, and every way in which it is refused."""

import base64
import hashlib
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from council_local.issuer.app import create_app
from council_local.issuer.settings import IssuerSettings
from council_local.people import demo_users
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

ISSUER = "http://127.0.0.1:8409"
BACK = "http://127.0.0.1:8400/signed-in"
VERIFIER = "a-verifier-of-at-least-forty-three-characters-long"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
ASKED = {
    "response_type": "code",
    "client_id": "council-gateway",
    "redirect_uri": BACK,
    "scope": "openid profile",
    "state": "state-1",
    "nonce": "nonce-1",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("issuer") / "issuer.jwk"
    file.write_text(json.dumps(RSAKey.generate_key(2048, auto_kid=True).as_dict(private=True)))
    return file


@pytest.fixture
async def client(key: Path) -> AsyncIterator[httpx.AsyncClient]:
    settings = IssuerSettings(environment="development", issuer_key=key, issuer=ISSUER)
    transport = httpx.ASGITransport(app=create_app(settings))
    async with httpx.AsyncClient(transport=transport, base_url=ISSUER, trust_env=False) as client:
        yield client


def code_of(answer) -> str:
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert query["state"] == ["state-1"]
    return query["code"][0]


async def exchange(client: httpx.AsyncClient, code: str, **changed: str):
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "client_id": "council-gateway",
        "code_verifier": VERIFIER,
    }
    return await client.post("/token", data=form | changed)


async def signed_in(client: httpx.AsyncClient, person: str = "p13-head") -> dict:
    answer = await client.post("/authorize", data=ASKED | {"person": person})
    return (await exchange(client, code_of(answer))).json()


async def test_a_chosen_demo_user_comes_back_with_a_verifiable_id_token(client):
    tokens = await signed_in(client)
    document = (await client.get("/.well-known/openid-configuration")).json()
    keys = KeySet.import_key_set((await client.get(urlsplit(document["jwks_uri"]).path)).json())
    identity = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"]).claims
    assert document["issuer"] == identity["iss"] == ISSUER
    assert (identity["sub"], identity["council"], identity["nonce"]) == ("p13-head", "13", "nonce-1")
    assert identity["aud"] == "council-gateway"
    assert identity["exp"] > identity["iat"]


async def test_an_access_token_answers_userinfo_and_says_no_office(client):
    tokens = await signed_in(client, "bur03-officer")
    answer = await client.get("/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert answer.json()["sub"] == "bur03-officer"
    assert set(answer.json()) == {"sub", "name", "council"}


async def test_an_id_token_is_no_access_token(client):
    token = (await signed_in(client))["id_token"]
    assert (await client.get("/userinfo", headers={"Authorization": f"Bearer {token}"})).status_code == 401


async def test_a_code_works_once(client):
    code = code_of(await client.post("/authorize", data=ASKED | {"person": "p13-head"}))
    assert (await exchange(client, code)).status_code == 200
    assert (await exchange(client, code)).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_verifier": "another-verifier-of-at-least-43-characters-long"}, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:8400/elsewhere"}, "invalid_grant"),
        ({"client_id": "somebody-else"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
async def test_an_exchange_that_does_not_fit_the_request_is_refused(client, changed, error):
    code = code_of(await client.post("/authorize", data=ASKED | {"person": "p13-head"}))
    assert (await exchange(client, code, **changed)).json()["error"] == error


@pytest.mark.parametrize("address", ["https://evil.example/", "http://127.0.0.1:8400.evil.example/", ""])
async def test_a_foreign_way_back_is_shown_here_and_never_followed(client, address):
    answer = await client.get("/authorize", params=ASKED | {"redirect_uri": address})
    assert answer.status_code == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
    ],
)
async def test_a_request_out_of_order_is_sent_back_with_its_error(client, changed, error):
    answer = await client.get("/authorize", params=ASKED | changed)
    assert parse_qs(urlsplit(answer.headers["location"]).query)["error"] == [error]


async def test_the_page_lists_every_demo_user_in_japanese_and_carries_the_request(client):
    page = await client.get("/authorize", params=ASKED)
    assert 'lang="ja"' in page.text
    assert all(f'value="{person}"' in page.text for person in demo_users())
    assert f'name="code_challenge" value="{CHALLENGE}"' in page.text
    assert page.text.count("<summary>関東経済産業局</summary>") == 1


async def test_text_from_the_address_is_never_markup(client):
    page = await client.get("/authorize", params=ASKED | {"state": '"><script>alert(1)</script>'})
    assert "<script>" not in page.text


async def test_an_unknown_user_is_told_so_on_the_page(client):
    answer = await client.post("/authorize", data=ASKED | {"person": "p99-head"})
    assert answer.status_code == 422
    assert "その利用者IDはありません" in answer.text


async def test_without_a_page_a_hint_signs_in_and_no_hint_does_not(client):
    assert code_of(await client.get("/authorize", params=ASKED | {"prompt": "none", "login_hint": "p01-office"}))
    answer = await client.get("/authorize", params=ASKED | {"prompt": "none"})
    assert "error=login_required" in answer.headers["location"]


async def test_sign_out_leads_back_to_the_gateway_only(client):
    home = await client.get("/logout", params={"post_logout_redirect_uri": "http://127.0.0.1:8400/"})
    assert home.headers["location"] == "http://127.0.0.1:8400/"
    assert (
        await client.get("/logout", params={"post_logout_redirect_uri": "https://evil.example/"})
    ).status_code == 200


def test_every_council_has_its_four_and_every_bureau_its_officer():
    people = demo_users()
    for number in range(1, 48):
        assert {f"p{number:02}-{role}" for role in ("head", "deputy", "host", "office")} <= set(people)
    assert {f"bur{number:02}-officer" for number in range(1, 10)} <= set(people)
    assert {"hq-officer", "auditor-1", "admin-1"} <= set(people)


@pytest.mark.parametrize("environment", ["production", None])
def test_it_does_not_start_in_production(key, environment):
    given = {"COUNCIL_ISSUER_KEY": str(key), "PATH": "/usr/bin:/bin"}
    if environment:
        given["COUNCIL_ENVIRONMENT"] = environment
    ended = subprocess.run(
        [sys.executable, "-m", "council_local.issuer"], env=given, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert "本番環境では起動しません" in ended.stderr
