"""A platform of its own for the faults, with the people of one council in office."""

import datetime as dt
from collections.abc import Iterator

import pytest
from council_directory import council
from council_kit.clock import JST
from council_local.demo.client import Client
from council_local.demo.organisation import NATIONAL_BEFORE, national, of_council

from tests.whole import Whole, whole_platform


@pytest.fixture(scope="package")
def platform() -> Iterator[Whole]:
    begins_on = dt.datetime.now(JST).date() - dt.timedelta(days=400)

    async def appoint(client: Client) -> None:
        for number, act in enumerate([*national(begins_on - NATIONAL_BEFORE), *of_council(council("13"), begins_on)]):
            await client.do(act, number)

    with whole_platform() as whole:
        whole.run(appoint)
        yield whole
