"""The demo's subscriptions: every act is one that the rules accept, by two officers, and one is left to be examined."""

from __future__ import annotations

import datetime as dt
from typing import get_args
from uuid import UUID

from council_events.deciding import Asking, Fact
from council_events.values import Office
from council_feed.commands import HeadquartersCommand, OwnerCommand
from council_feed.domain.subscription import INITIAL, About, Stage, decide, evolve
from council_kit.routes import kebab
from council_local.demo.subscribing import OWNER, script

ON = dt.date(2026, 11, 27)


def test_the_demos_subscriptions_are_accepted_and_one_waits() -> None:
    commands = {kebab(each): each for each in (*get_args(OwnerCommand), *get_args(HeadquartersCommand))}
    states = {}
    for act in script("http://127.0.0.1:8080/webhooks", ON - dt.timedelta(days=365), ON):
        _, subscription, name = act.path.split("/")
        command = commands[name].model_validate(act.json)
        office = Office.SYSTEM_OWNER if act.person == OWNER else Office.HQ_OFFICER
        state = states.get(subscription, INITIAL)
        asking = Asking(act.person, "hq", ON, frozenset({office}))
        events = decide(state, command, asking, About(UUID(subscription), frozenset({"127.0.0.1"})))
        assert events, act.path
        for event in events:
            state = evolve(state, Fact(event, ON, "hq", act.person))
        states[subscription] = state
    assert sorted(state.stage.value for state in states.values()) == ["active", "active", "requested"]
    assert [state.url is None for state in states.values()].count(True) == 1
    assert all(state.stopped is None for state in states.values() if state.stage is Stage.ACTIVE)
