"""The gateway's HTTP door: sign-in, staff API and pages."""

from __future__ import annotations

import logging
import re
from typing import Final

import httpx
from council_kit.auth import RefusalLimiter, load_signing_key, sign_token
from council_kit.http import create_app, serve
from fastapi import FastAPI

from council_gateway import api
from council_gateway.application.gateway import Gateway
from council_gateway.application.names import Names
from council_gateway.application.publications import Publications
from council_gateway.application.sessions import Seal
from council_gateway.application.sign_in import Issuer
from council_gateway.clients import Caller, Contracts, Services, Tokens
from council_gateway.settings import GatewaySettings
from council_gateway.web import (
    access_log,
    agencies,
    api_pages,
    applicants,
    assets,
    behind,
    cases,
    companies,
    consents,
    council_list,
    details,
    editions,
    entries,
    feed_contract,
    figures,
    inspections,
    investigations,
    management,
    openings,
    organisation,
    papers,
    partners,
    people,
    replay,
    reports,
    retention,
    search,
    security_contact,
    seen,
    sign_in,
    statistics,
    subscriptions,
    terms,
    work,
)
from council_gateway.web.headers import SecurityHeaders

UPLOADS: Final = re.compile(r"/cases/[a-z]+/[^/]+/receive-document|/api/[a-z]+/v1/cases/[^/]+/files")
"""The form with a file, and the staff API's way to a service's files."""
VISITS_A_MINUTE: Final = 240
"""Of one address to what is public: a person opens a page in a handful of requests."""
PAGES = (
    sign_in.router,
    work.router,
    search.router,
    openings.router,
    companies.router,
    agencies.router,
    applicants.router,
    consents.router,
    reports.router,
    papers.router,
    partners.router,
    entries.router,
    cases.router,
    figures.router,
    behind.router,
    management.router,
    editions.router,
    council_list.router,
    statistics.router,
    replay.router,
    access_log.router,
    seen.router,
    inspections.router,
    retention.router,
    investigations.router,
    api_pages.router,
    people.router,
    organisation.router,
    subscriptions.router,
    feed_contract.router,
    details.router,
    terms.router,
    security_contact.router,
)


def build(settings: GatewaySettings) -> FastAPI:
    """The application; raises OSError or ValueError when a key file is missing or of no use."""
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells every request, with its full address
    clock = settings.make_clock()
    key = load_signing_key(settings.token_private_key)

    def sign(caller: Caller, audience: str) -> str:
        return sign_token(key, person=caller.person, council=caller.council, purpose=caller.purpose, audience=audience)

    services = Services(settings.services, Tokens(sign))
    http = httpx.AsyncClient(timeout=10.0)
    secret = settings.oidc_client_secret
    gateway = Gateway(
        issuer=Issuer(
            settings.oidc_issuer,
            settings.oidc_client_id,
            secret.get_secret_value() if secret else None,
            settings.oidc_audience,
            http,
            clock.real_now,
        ),
        seal=Seal(settings.session_key.read_bytes(), clock.real_now),
        services=services,
        contracts=Contracts(services),
        names=Names(services),
        refusals=RefusalLimiter(),
        publications=Publications(services),
        visitors=RefusalLimiter(VISITS_A_MINUTE),
        consultation_hours=settings.consultation_hours,
        security_contact=settings.security_contact,
        public_url=settings.public_url,
        secure=settings.environment == "production",
        session_hours=settings.session_hours,
        today=clock.today,
        real_now=clock.real_now,
    )
    app = create_app(
        "gateway",
        "中小企業活性化協議会 業務システム",
        settings,
        [api.router, *PAGES],
        [services, http],
        signed_in=False,
        uploads=UPLOADS,
    )
    app.router.routes.insert(0, api.FORWARD)
    app.include_router(assets.router)  # after the probes: it answers every address that nothing else does
    app.state.gateway = gateway
    app.state.bearers = api.Bearers()
    app.add_middleware(SecurityHeaders, issuer=settings.oidc_issuer, secure=gateway.secure)
    return app


def main() -> None:
    """Serve until a signal."""
    settings = GatewaySettings()
    serve(build(settings), settings)


if __name__ == "__main__":
    main()
