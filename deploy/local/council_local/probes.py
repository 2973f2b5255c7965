"""Questions to a running process over HTTP."""

from __future__ import annotations

import httpx


async def answers_ready(url: str) -> None:
    """Raise unless /readyz of the process answers 200."""
    async with httpx.AsyncClient(timeout=4, trust_env=False) as client:
        (await client.get(f"{url}/readyz")).raise_for_status()
