"""Everything that the feed ever sent over a generated history: no name, number, address or text, and nobody stands out."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import jsonschema
import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_structured_event
from council_directory.disclosure import THRESHOLD
from council_events import read_envelope
from council_events.candidates import StepCorrected, StepFact, candidate_of
from council_events.contract import schema_of, types
from council_events.public import EVENT_TYPES
from council_events.values import Industry
from council_feed.delivery.releasing import Releasing
from council_feed.delivery.webhooks.signing import CONTENT_TYPE
from council_kit.runner import Record
from council_local.histories import Happening, histories
from council_local.profiles import Profile, profiles
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench.volume import sealed_bytes
from tests.services.feed.desk import Day, Desk

BEGIN, END = dt.date(2026, 4, 1), dt.date(2026, 9, 30)
COUNCILS = ("13", "14", "27", "01")
"""Most cases lie in few councils, so that some cells are large and some are not."""
CASES = 900


@dataclass
class Played:
    """The people and companies of the history, and the logs that came of it."""

    profiles: list[Profile]
    happenings: dict[str, Happening] = field(default_factory=dict)
    logs: dict[UUID, list[dict[str, Any]]] = field(default_factory=dict)


@pytest.fixture
async def played(desk: Desk) -> Played:
    chance = random.Random(7)
    told = Played([])
    for profile in profiles(7, CASES, BEGIN - dt.timedelta(days=400), END - dt.timedelta(days=10)):
        council = chance.choice(COUNCILS) if chance.random() < 0.9 else profile.council
        told.profiles.append(_of_council(profile, council))
    await _record(desk, told)
    subscriptions = [
        await desk.subscribe(event_types=EVENT_TYPES, **terms)
        for terms in (
            {"tier": "open", "legal_basis": "publication", "agreement": None},
            {"tier": "agreement"},
            {"tier": "agreement", "councils": ("13", "14")},
            {"tier": "open", "councils": ("01",)},
        )
    ]
    day = Day(BEGIN)
    releasing = desk.releasing(day)
    while day.at < END + dt.timedelta(days=30):
        await _pass(day, releasing)
    await _correct(desk, told, chance)
    while day.at < END + dt.timedelta(days=120):
        await _pass(day, releasing)
    for subscription in subscriptions:
        told.logs[subscription] = await desk.rows(
            "SELECT position, event_id, subject, body, source_event, source_case, withdraws FROM delivery.log"
            " WHERE subscription_id = %s ORDER BY position",
            subscription,
        )
    return told


def _of_council(profile: Profile, council: str) -> Profile:
    return replace(profile, council=council)


async def _record(desk: Desk, told: Played) -> None:
    """What the relays would have published, recorded on the day it happened."""
    cipher, records = AESGCM(AESGCM.generate_key(256)), []
    for happening in itertools.chain.from_iterable(map(histories, told.profiles)):
        if not BEGIN - dt.timedelta(days=400) <= happening.on <= END:
            continue
        raw = sealed_bytes(happening, cipher)
        candidate = candidate_of(type(happening.event).type_name, raw)
        if candidate is None:
            continue
        envelope = read_envelope(candidate)
        recorded = dt.datetime(happening.on.year, happening.on.month, happening.on.day, 6, tzinfo=dt.UTC)
        told.happenings[str(envelope.id)] = happening
        records.append(Record("c", 0, len(records), envelope.model_copy(update={"time": recorded}), candidate))
    await desk.derived(records)


async def _correct(desk: Desk, told: Played, chance: random.Random) -> None:
    """Some of what was told was recorded on a wrong day, some companies under a wrong industry."""
    by_source = {event_id: each for event_id, each in told.happenings.items() if hasattr(each.event, "industry")}
    rows = await desk.rows("SELECT DISTINCT source_event FROM delivery.log ORDER BY source_event")
    sources = [str(row["source_event"]) for row in rows]
    chosen = chance.sample(sources, 60) + [each for each in sources if each in by_source][:60]
    records = []
    for number, event_id in enumerate(chosen):
        happening = told.happenings[event_id]
        industry = number >= 60
        data = StepCorrected(
            case_id=happening.stream_id,
            corrected_event=UUID(event_id),
            fact=StepFact.INDUSTRY if industry else StepFact.DAY,
            industry=Industry.CONSTRUCTION if industry else None,
            day=None if industry else happening.on - dt.timedelta(days=chance.choice((1, 40))),
        )
        raw = candidate_of(type(happening.event).type_name, sealed_bytes(happening, AESGCM(bytes(32))))
        assert raw is not None
        at = dt.datetime(END.year, END.month, END.day, 6, tzinfo=dt.UTC)
        envelope = read_envelope(raw).model_copy(update={"data": data, "time": at})
        records.append(Record("c", 0, 10**6 + number, envelope, b""))
    await desk.derived(records)


async def _pass(day: Day, releasing: Releasing) -> None:
    """A week, and what has closed in it."""
    day.at += dt.timedelta(days=7)
    await releasing.look()


def sent(played: Played) -> Iterator[tuple[UUID, dict[str, Any], dict[str, Any]]]:
    """What tells of a step; withdrawals tell of none."""
    for subscription, rows in played.logs.items():
        for row in rows:
            if row["withdraws"] is None:
                yield subscription, row, json.loads(row["body"])


async def test_nothing_that_was_ever_sent_names_anybody_and_nobody_stands_out(played: Played) -> None:
    """One history for all of these: it takes seconds to make."""
    the_history_reaches_every_level(played)
    no_name_number_address_or_text_is_in_what_was_sent(played)
    no_identifier_of_the_platform_is_in_what_was_sent(played)
    every_event_is_valid(played)
    no_count_over_a_log_is_one_that_publication_would_suppress(played)
    what_a_pseudonym_joins_tells_no_more_of_a_company_than_each_part(played)
    ids_of_two_subscribers_have_nothing_in_common(played)
    a_rare_combination_is_told_to_nobody(played)
    a_withdrawal_tells_what_it_takes_back_and_nothing_else(played)


def a_withdrawal_tells_what_it_takes_back_and_nothing_else(played: Played) -> None:
    """It has the pseudonym and time of the event that it names, which was sent before, and its step comes no sooner again."""
    kinds = set()
    for rows in played.logs.values():
        at = {row["position"]: row for row in rows}
        for row in rows:
            if row["withdraws"] is not None:
                event, taken = json.loads(row["body"]), at[row["withdraws"]]
                told = json.loads(taken["body"])
                kinds.add(told["type"])
                assert taken["position"] < row["position"]
                assert event["data"] == {"withdraws": str(taken["event_id"])}
                assert (event["subject"], event["time"]) == (told["subject"], told["time"])
        ids = [row["event_id"] for row in rows]
        assert len(ids) == len(set(ids))
    assert len(kinds) > 3, "otherwise this would show little"
    assert any(
        each["source_event"] == other["source_event"] and each["event_id"] != other["event_id"]
        for rows in played.logs.values()
        for each, other in itertools.combinations([row for row in rows if row["withdraws"] is None], 2)
    ), "what is right was told again"


def the_history_reaches_every_level(played: Played) -> None:
    """Otherwise what follows would show little."""
    data = [event["data"] for _, _, event in sent(played)]
    assert all(len(rows) > 50 for rows in played.logs.values())
    assert {"13", "BUR-03", "national"} <= {each["place"] for each in data}
    for name in ("industry", "size", "day"):
        assert {each.get(name) is None for each in data} == {True, False}, name
    assert None in {each["month"] for each in data}


def no_name_number_address_or_text_is_in_what_was_sent(played: Played) -> None:
    everything = "\n".join(row["body"].decode() for rows in played.logs.values() for row in rows)
    words = {word for profile in played.profiles for word in _words(profile)}
    assert len(words) > 2000
    assert [word for word in words if word in everything] == []
    assert not re.search(r"[ぁ-んァ-ヶ一-龠]", everything), "a public event holds no Japanese text at all"
    assert not re.search(r"\bp\d\d-[a-z]+\b", everything), "nor an actor"


def _words(profile: Profile) -> Iterator[str]:
    yield from (profile.name, profile.kana, profile.phone)
    if profile.corporate_number:
        yield profile.corporate_number
    for creditor in profile.creditors:
        yield creditor.name
        yield str(creditor.claim)
    yield from (str(profile.debt), str(profile.sales))


def no_identifier_of_the_platform_is_in_what_was_sent(played: Played) -> None:
    known = {str(each) for profile in played.profiles for each in (profile.case_id, profile.company_id)}
    known |= {str(creditor.creditor_id) for profile in played.profiles for creditor in profile.creditors}
    known |= set(played.happenings)
    known |= {each.replace("-", "") for each in known}
    for _, _, event in sent(played):
        assert event["id"] not in known
        assert event["subject"] not in known
        assert set(event) == {
            *("specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema", "dataref"),
            "data",
        }


def every_event_is_valid(played: Played) -> None:
    validators = {event.type_name: jsonschema.Draft202012Validator(schema_of(event)) for event in types()}
    for row in itertools.chain.from_iterable(played.logs.values()):
        event = json.loads(row["body"])
        validators[event["type"]].validate(event)
        read = from_structured_event(HTTPMessage(headers={"content-type": CONTENT_TYPE}, body=row["body"]))
        assert read.get_id() == str(row["event_id"])


def no_count_over_a_log_is_one_that_publication_would_suppress(played: Played) -> None:
    """By every combination of what is told, over the log with withdrawn events and without them."""
    company = {str(profile.case_id): profile.company_id for profile in played.profiles}
    told = ("type", "place", "line", "fiscal_year", "month", "industry", "size", "method", "amount")
    withdrawn = {key: {row["withdraws"] for row in rows} for key, rows in played.logs.items()}
    whole = {key: [row for row in rows if row["withdraws"] is None] for key, rows in played.logs.items()}
    standing = [[row for row in rows if row["position"] not in withdrawn[key]] for key, rows in whole.items()]
    for rows in [*whole.values(), *standing]:
        events = [(company[str(row["source_case"])], json.loads(row["body"])) for row in rows]
        values = [(who, {"type": event["type"], **event["data"]}) for who, event in events]
        for size in range(1, len(told) + 1):
            for by in itertools.combinations(told, size):
                cells: defaultdict[tuple[Any, ...], set[UUID]] = defaultdict(set)
                for who, value in values:
                    cells[tuple(value.get(name) for name in by)].add(who)
                small = {cell: len(companies) for cell, companies in cells.items() if len(companies) < THRESHOLD}
                assert small == {}, by


def what_a_pseudonym_joins_tells_no_more_of_a_company_than_each_part(played: Played) -> None:
    """Agreement tier: the same place, industry and size. Open tier: the same cell, so that nothing is joined at all."""
    for number, rows in enumerate(played.logs.values()):
        joined: defaultdict[str, set[tuple[Any, ...]]] = defaultdict(set)
        for row in rows:
            event = json.loads(row["body"])
            if row["withdraws"] is not None:
                continue
            data, is_open = event["data"], number in (0, 3)
            whole = (event["type"], data["line"], data["month"], data["fiscal_year"]) if is_open else ()
            joined[row["subject"]].add((data["place"], data["industry"], data["size"], *whole))
        assert all(len(shown) == 1 for shown in joined.values())
        if number == 1:
            assert len(joined) < len(rows), "an agreement follows a case"


def ids_of_two_subscribers_have_nothing_in_common(played: Played) -> None:
    logs = [{(row["event_id"], row["subject"]) for row in rows} for rows in played.logs.values()]
    for one, other in itertools.combinations(logs, 2):
        assert not {event for event, _ in one} & {event for event, _ in other}
        assert not {subject for _, subject in one} & {subject for _, subject in other}


def a_rare_combination_is_told_to_nobody(played: Played) -> None:
    """Attributes are told only where five companies of the closed quarters share them, whoever subscribes."""
    seen: defaultdict[tuple[Any, ...], set[UUID]] = defaultdict(set)
    company = {str(profile.case_id): profile for profile in played.profiles}
    for happening in played.happenings.values():
        if hasattr(happening.event, "industry"):
            profile = company[str(happening.stream_id)]
            seen[happening.council, str(profile.industry)].add(profile.company_id)
    for _, row, event in sent(played):
        data = event["data"]
        if data["industry"] is not None and len(data["place"]) == 2:
            assert len(seen[data["place"], data["industry"]]) >= 5, row["position"]
