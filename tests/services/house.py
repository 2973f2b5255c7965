"""Several services of the house, each behind a real server with its own database, and the people who use them.

Offices are given as in life: an administrator enters the host's head, who proposes, holds the bureau's consent and the
pledge, and appoints.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import httpx
from aiokafka import AIOKafkaProducer
from council_directory import councils
from council_directory.directory import HQ
from council_events import envelope_class, schema_uri, to_bytes
from council_events.reporting import EditionClosed, EditionGround, EditionKind, edition_of, series_of
from council_events.topics import events_topic
from council_events.values import Office, Purpose
from council_kit.auth import load_signing_key, make_token_keys, sign_token
from council_kit.broker import BrokerAddress
from council_kit.clock import JST
from council_kit.kafka import create_topics, headers_of
from council_kit.vault import generate_keys

TODAY: Final = dt.datetime.now(JST).date()
LONG_AGO: Final = "2022-04-01"
ADMINISTRATOR: Final = "admin-1"

Serving = Callable[[Any], AbstractContextManager[httpx.Client]]


@dataclass
class House:
    """`with house.open("governance", "intake")`: these services run until the house is left."""

    kafka: str
    namespace: str
    new_database: Callable[..., str]
    folder: Path
    serving: Serving
    eventually: Callable[..., Any]
    clients: dict[str, httpx.Client] = field(default_factory=dict)
    databases: dict[str, str] = field(default_factory=dict)
    clock: Path | None = None

    @contextlib.contextmanager
    def open(self, *services: str, **settings: Any) -> Iterator[House]:
        """Make keys, topics and databases, and start the services; `settings` go to those that have them."""
        make_token_keys(self.folder / "private.jwk", self.folder / "public.jwk")
        (self.folder / "keys").mkdir()
        (self.folder / "feed.secret").write_bytes(secrets.token_bytes(32))
        generate_keys(self.folder / "keys", [HQ, *(council.code for council in councils())])
        asyncio.run(create_topics(self.kafka, namespace=self.namespace))
        vault = self.databases["vault"] = self.new_database()
        with ExitStack() as stack:
            for service in services:
                self.databases[service] = self.new_database()
                main = import_module(f"council_{service}.main")
                app = main.build(main.Settings(**self._settings(service, vault) | settings))
                self.clients[service] = stack.enter_context(self.serving(app))
            for client in self.clients.values():  # each gets ready beside the others
                self.eventually(lambda ready=client: ready.get("/readyz").status_code == 200, within=60.0)
            yield self

    def _settings(self, service: str, vault: str) -> dict[str, Any]:
        return {
            "environment": "development",
            "database": self.databases[service],
            "kafka": self.kafka,
            "namespace": self.namespace,
            "vault_database": vault,
            "vault_keys": self.folder / "keys",
            "token_public_key": self.folder / "public.jwk",
            "http_port": 0,
            "clock": self.clock,
            "bootstrap_administrators": frozenset({ADMINISTRATOR}),
            "ledger_folder": self.folder / "ledger",  # these are audit's, and passed over by all others
            "ledger_key": self.folder / "private.jwk",
            "checkpoint_seconds": 0.5,
            "retention_years": 1,
            "feed_secret": self.folder / "feed.secret",  # and these feed's
            "allowed_hosts": frozenset({"127.0.0.1"}),
            "release_interval": 0.2,
        }

    def as_(self, person: str, council: str, purpose: Purpose = Purpose.CASE_WORK) -> Caller:
        """Somebody who has signed in for a council."""
        return Caller(self, person, council, purpose)

    @property
    def administrator(self) -> Caller:
        """Who enters the hosts' heads."""
        return self.as_(ADMINISTRATOR, HQ, Purpose.ADMINISTRATION)

    def token(self, service: str, person: str, council: str, purpose: Purpose) -> str:
        """The gateway's token for one service."""
        key = load_signing_key(self.folder / "private.jwk")
        return sign_token(key, person=person, council=council, purpose=purpose, audience=service)

    def staff(self, council: str, *, deputies: tuple[str, ...] = ("deputy",)) -> None:
        """A host's head, a 統括責任者, deputies and a secretary, `p<council>-<role>`, in office since 2022."""
        host = self.as_(f"p{council}-host", council, Purpose.SUPERVISION)
        self.administrator.does(f"p{council}-host/appoint-office", term(Office.HOST_HEAD, council=council))
        self.eventually(lambda: host.offices() == ["host_head"])
        offices = {"head": Office.HEAD, **dict.fromkeys(deputies, Office.DEPUTY)}
        for role, office in offices.items():
            self.commission(council, f"p{council}-{role}", office)
        host.does(f"p{council}-office/receive-pledge", {"received_on": LONG_AGO})
        host.does(f"p{council}-office/appoint-office", term(Office.SECRETARIAT))
        for role, office in {**offices, "office": Office.SECRETARIAT}.items():
            person = self.as_(f"p{council}-{role}", council)
            self.eventually(lambda person=person, office=office: person.offices() == [office.value])

    def nation(self, person: str, office: Office, **more: Any) -> None:
        """Somebody outside the councils, in office since 2022: 全国本部, a bureau, audit."""
        self.administrator.does(f"{person}/appoint-office", term(office, council=HQ, **more))

    def closes_figures(self, first: dt.date, last: dt.date) -> None:
        """全国本部 closes an edition of these days: what the other services hear of it from reporting."""
        series = series_of(EditionKind.MONTH, first)
        event = EditionClosed(
            edition_id=edition_of(series, 1),
            kind=EditionKind.MONTH,
            first=first,
            last=last,
            number=1,
            ground=EditionGround.FIRST,
            known_until=TODAY - dt.timedelta(days=1),
            closed_by="hq-officer",
            areas=0,
        )
        envelope = envelope_class(event.type_name)(
            id=uuid4(),
            source=f"/councils/{HQ}/reporting",
            type=event.type_name,
            subject=str(series),
            time=dt.datetime.now(dt.UTC),
            dataschema=schema_uri(event.type_name),
            occurredon=TODAY,
            sequence=1,
            streamid=series,
            partitionkey=str(series),
            council=HQ,
            actor=event.closed_by,
            purpose=Purpose.REPORTING,
            correlationid=uuid4(),
            data=event,
        )
        asyncio.run(_publish(self.kafka, events_topic("reporting", self.namespace), series, to_bytes(envelope)))

    def commission(self, council: str, person: str, office: Office, *qualifications: str) -> None:
        """Propose, record the consent that came on paper, take the pledge, appoint."""
        host = self.as_(f"p{council}-host", council, Purpose.SUPERVISION)
        proposal = {"office": office.value, "name": person, "career": "事業再生の実務", "knowledge": ["revitalization"]}
        host.does(f"{person}/propose-candidate", proposal | {"qualifications": qualifications})
        host.does(f"{person}/record-bureau-consent", {"office": office.value, "consented_on": LONG_AGO})
        host.does(f"{person}/receive-pledge", {"received_on": LONG_AGO})
        host.does(f"{person}/appoint-office", term(office))


@dataclass(frozen=True)
class Caller:
    """One person, signed in for one council and purpose."""

    house: House
    person: str
    council: str
    purpose: Purpose

    def get(self, service: str, path: str, **query: Any) -> httpx.Response:
        """A read."""
        return self.house.clients[service].get(path, params=query, headers=self._headers(service))

    def post(self, service: str, path: str, body: Any, **headers: str) -> httpx.Response:
        """A command, a list or a search."""
        return self.house.clients[service].post(path, json=body, headers=self._headers(service) | headers)

    def does(self, command: str, body: dict[str, Any]) -> dict[str, Any]:
        """A command of governance that is accepted."""
        answer = self.post("governance", f"/v1/people/{command}", body)
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.json())

    def offices(self) -> list[str]:
        """One's own offices of today."""
        return [each["office"] for each in self.get("governance", "/v1/me").json()["offices"]]

    def _headers(self, service: str) -> dict[str, str]:
        return {"authorization": f"Bearer {self.house.token(service, self.person, self.council, self.purpose)}"}


def term(office: Office, **more: Any) -> dict[str, Any]:
    commission = {"qualifications": ["lawyer"]} if office is Office.EXPERT else {}
    return {"office": office.value, "begins_on": LONG_AGO, "name": "氏名", **commission, **more}


async def _publish(kafka: str, topic: str, key: UUID, body: bytes) -> None:
    async with AIOKafkaProducer(**BrokerAddress.of(kafka).client()) as producer:
        await producer.send_and_wait(topic, body, key=str(key).encode(), headers=headers_of(body))
