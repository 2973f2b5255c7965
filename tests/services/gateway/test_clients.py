"""The gateway's way to the services: what it takes for an outage, and what not."""

import asyncio
import time

import pytest
from aiohttp import web
from council_events.values import Purpose
from council_gateway.clients import Caller, Services, ServiceUnavailable, Tokens

CALLER = Caller("p20-head", "20", Purpose.CASE_WORK)
HELD = 2.2
"""Seconds; a connection is given up after two."""


async def answering(asked: list[str]) -> tuple[web.AppRunner, str]:
    async def answer(request: web.Request) -> web.Response:
        asked.append(request.method)
        return web.json_response({"case_id": "x"})

    app = web.Application()
    app.router.add_route("*", "/v1/cases", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    return runner, f"http://{host}:{port}"


async def test_a_loop_that_was_held_takes_no_service_for_one_that_is_too_slow() -> None:
    asked: list[str] = []
    runner, address = await answering(asked)
    try:
        async with Services({"support": address}, Tokens(lambda _caller, _audience: "token")) as services:
            answer = asyncio.create_task(services.post("support", "/v1/cases", CALLER, {}))
            await asyncio.sleep(0)
            time.sleep(HELD)  # the loop of a process that gets no processor
            assert await answer == {"case_id": "x"}
        assert asked == ["POST"]
    finally:
        await runner.cleanup()


async def test_a_service_that_is_not_there_is_told_as_unreachable() -> None:
    runner, address = await answering([])
    await runner.cleanup()
    async with Services({"support": address}, Tokens(lambda _caller, _audience: "token")) as services:
        with pytest.raises(ServiceUnavailable) as gone:
            await services.get("support", "/v1/cases", CALLER)
    assert gone.value.status == 502
