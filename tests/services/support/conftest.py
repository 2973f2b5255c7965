"""Support behind a real server, with intake as far as support knows it, and the staff of two councils."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from council_events import Sealed
from council_events.intake import SupportLineChosen
from council_events.values import Industry, LegalForm, Purpose, SupportLine
from council_kit.clock import Clock
from council_kit.postgres import open_async_pool, open_pool
from council_kit.relay import Relay
from council_kit.store import Acting, Appending, Store
from council_kit.vault import KeyFiles, Vault

from tests.services.house import Caller, House


class Intake:
    """Intake as far as support knows it: a store and a relay on intake's topic."""

    def __init__(self, house: House, database: str) -> None:
        self._house = house
        self._database = database
        self._pool = open_pool(database, max_size=2)
        self._keys = open_pool(house.databases["vault"], max_size=2)
        vault = Vault(self._keys, KeyFiles(house.folder / "keys"))
        self.store = Store("intake", self._pool, vault, Clock())

    def chooses(self, company: str, council: str = "20", line: SupportLine = SupportLine.RESTRUCTURING) -> UUID:
        """The line of a new case is chosen."""
        case_id = uuid4()
        event = SupportLineChosen(
            case_id=case_id,
            line=line,
            consulted_on=dt.date(2024, 6, 20),
            company_name=Sealed(company),
            company_kana=Sealed("シンシュウ"),
            company_phone=Sealed("0263-00-1234"),
            corporate_number=Sealed("9999901000131"),
            prefecture=council,
            legal_form=LegalForm.STOCK_COMPANY,
            industry=Industry.MANUFACTURING,
            employees=64,
            capital=40_000_000,
            sales=900_000_000,
            interest_bearing_debt=700_000_000,
        )
        acting = Acting(f"p{council}-head", council, Purpose.CASE_WORK, dt.date(2024, 6, 20), uuid4())
        self.store.append_many([Appending(case_id, 1, event, acting)])
        return case_id

    def publishing(self, stop: threading.Event) -> None:
        """Run the relay until told to stop."""

        async def run() -> None:
            done = asyncio.Event()
            async with open_async_pool(self._database, max_size=2) as pool:
                relay = Relay("intake", self._house.kafka, self._house.namespace, pool, self.store)
                task = asyncio.create_task(relay.run(done))
                while not stop.is_set():
                    await asyncio.sleep(0.05)
                done.set()
                await task

        asyncio.run(run())

    def close(self) -> None:
        self._pool.close()
        self._keys.close()


@pytest.fixture(scope="module")
def house(closed_house: House) -> Iterator[House]:
    closed_house.clock = closed_house.folder / "clock"  # no such file yet: time goes on as it does outside
    with closed_house.open("governance", "support") as opened:
        opened.staff("20", deputies=("deputy", "second"))
        opened.staff("34")
        yield opened


@pytest.fixture(scope="module")
def intake(house: House) -> Iterator[Intake]:
    intake = Intake(house, house.new_database())
    stop = threading.Event()
    relay = threading.Thread(target=intake.publishing, args=(stop,))
    relay.start()
    yield intake
    stop.set()
    relay.join()
    intake.close()


@pytest.fixture
def head(house: House) -> Caller:
    caller = house.as_("p20-head", "20")
    house.eventually(lambda: caller.post("support", "/v1/work", {}).status_code == 200, within=20)
    return caller


@pytest.fixture
def deputy(house: House) -> Caller:
    return house.as_("p20-deputy", "20")
