"""The demo's council has a committee: every act of its organisation is one that the rules accept."""

from __future__ import annotations

import datetime as dt
from typing import get_args

from council_directory import council
from council_events.deciding import Asking, Fact
from council_events.values import Office
from council_governance.commands import OrganisationCommand
from council_governance.domain.organisation import INITIAL, Around, decide, evolve
from council_governance.domain.organisation.duties import Staff, findings
from council_kit.routes import kebab
from council_local.demo.organisation import EXPERTS, ORGANISED, expert, of_council, organised


def test_the_demos_committee_is_complete_but_for_the_annual_plan_and_a_second_deputy() -> None:
    commands = {kebab(command): command for command in get_args(OrganisationCommand)}
    on, state = dt.date(2024, 6, 3), INITIAL
    for act in organised(council(ORGANISED), on):
        assert act.purpose == "administration"
        command = commands[act.path.removeprefix("organisation/")].model_validate(act.json)
        office = Office.HEAD if act.person == f"p{ORGANISED}-head" else Office.HOST_HEAD
        asking = Asking(act.person, ORGANISED, act.on, frozenset({office}))
        events = decide(state, command, asking, Around())
        assert events, act.path
        for event in events:
            state = evolve(state, Fact(event, on, ORGANISED, act.person))
    assert {each.provision for each in findings(state, Staff(1, 1), on)} == {"YR-2-1-3-3-7", "BR-3"}


def test_every_council_commissions_an_expert_of_each_profession_after_the_pledge() -> None:
    acts = [act.path for act in of_council(council("20"), dt.date(2024, 6, 3))]
    for qualification in EXPERTS:
        person = expert("20", qualification)
        assert acts.index(f"people/{person}/receive-pledge") < acts.index(f"people/{person}/appoint-office")
