"""`python -m council_local.issuer`."""

from __future__ import annotations

import sys

import uvicorn
from pydantic import ValidationError

from council_local.issuer.app import create_app
from council_local.issuer.settings import IssuerSettings


def main() -> None:
    """Serve until a signal; exits 2 with the reason when the settings don't allow it."""
    try:
        settings = IssuerSettings()
    except ValidationError as error:
        for problem in error.errors(include_input=False, include_url=False):
            print(".".join(str(part) for part in problem["loc"]), problem["msg"], file=sys.stderr)
        raise SystemExit(2) from None
    uvicorn.run(
        create_app(settings),
        host=settings.http_host,
        port=settings.http_port,
        log_level="warning",
        timeout_keep_alive=30,  # longer than clients keep idle connections (httpx: 5 s)
    )


if __name__ == "__main__":
    main()
