"""Every line, step by step, as its people do it on the pages: what comes next is offered, its form is in their words, it is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import httpx
import pytest
from council_local.demo.acts import Act
from council_local.demo.client import Client

from tests.journeys.lines import EVERY, Journey, experts
from tests.journeys.screens import Node, Visitor, form_of, read
from tests.whole import Whole

OPENINGS: Final = {
    "consultations": "/consultations/new",
    "guarantee-consultations": "/guarantee-consultations/new",
    "applications": "/applications/new",
}
"""The pages on which a case begins, by the path of the command."""
ARRIVES_WITHIN: Final = 30.0


@pytest.fixture(scope="module")
def visitors(platform: Whole) -> Iterator[Callable[[str], Visitor]]:
    """`visitors(person)`: that person's browser, signed in for work on cases."""

    async def commission(client: Client) -> None:
        for number, act in enumerate(experts()):
            await client.do(act, number)

    platform.run(commission)
    known: dict[str, Visitor] = {}

    def visitor(person: str) -> Visitor:
        if person not in known:
            purpose = "subsidy_work" if person.endswith("-office") else "case_work"
            known[person] = Visitor(platform, person, purpose)
        return known[person]

    yield visitor
    for each in known.values():
        each.close()
    platform.today()


def done(answer: httpx.Response, act: Act) -> None:
    """The command was recorded; else an AssertionError with what the page says."""
    said = [each.text for each in read(answer.text).every("div") if each.own("role") == "alert"]
    assert answer.status_code == 303, f"{act.path} {act.on}: {answer.status_code} {said}"


def offers(page: Node, address: str) -> bool:
    """Whether the page leads to this address."""
    return any(link.own("href").partition("?")[0] == address for link in page.every("a"))


def begin(visitor: Visitor, act: Act) -> None:
    """Open the case on the page that is there for it."""
    form = form_of(visitor.page(OPENINGS[act.path]))
    assert form.troubles == ()
    done(visitor.send(form, act.body), act)


def take(visitor: Visitor, journey: Journey, act: Act, eventually: Callable[..., Node]) -> None:
    """One step: the case's page offers it, its form asks it in plain words, and it is recorded."""
    case = f"/cases/{act.service}/{journey.case_id}"
    command = f"{case}/{act.path.rpartition('/')[2]}"

    def there() -> Node | None:
        page = visitor.look(case)
        return page if page is not None and offers(page, command) else None

    eventually(there, within=ARRIVES_WITHIN)
    form = form_of(visitor.page(command))
    assert form.troubles == (), command
    done(visitor.send(form, act.body), act)


@pytest.mark.parametrize("make", EVERY, ids=lambda make: make.__name__)
def test_a_line_is_carried_through_on_the_pages(
    make: Callable[[], Journey],
    platform: Whole,
    visitors: Callable[[str], Visitor],
    eventually: Callable[..., Node],
) -> None:
    journey = make()
    for act in journey.acts:
        platform.on(act.on)
        visitor = visitors(act.person)
        if act.path in OPENINGS:
            begin(visitor, act)
        else:
            take(visitor, journey, act, eventually)
    last = journey.acts[-1]
    page = visitors(last.person).page(f"/cases/{journey.service}/{journey.case_id}")
    [heading] = page.every("h1")
    assert heading.text
    tags = [each.text for each in page.every("span") if "tag" in each.own("class").split()]
    assert journey.stage in tags or not journey.stage
    [timeline] = [each for each in page.every("ol") if each.own("class") == "timeline"]
    assert len(list(timeline.every("h3"))) >= sum(act.service == journey.service for act in journey.acts)
