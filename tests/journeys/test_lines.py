"""Every line, step by step, as its people do it on the pages: what comes next is offered, its form is in their words, it is recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import httpx
import pytest
from council_local.demo.acts import Act

from tests.journeys.lines import EVERY, Journey
from tests.journeys.screens import Node, Visitor, form_of, read
from tests.whole import Whole

OPENINGS: Final = {
    "consultations": "/consultations/new",
    "guarantee-consultations": "/guarantee-consultations/new",
    "applications": "/applications/new",
}
"""The pages on which a case begins, by the path of the command."""
ARRIVES_WITHIN: Final = 30.0


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


def take(visitor: Visitor, act: Act, eventually: Callable[..., Node]) -> None:
    """One step: the case's page offers it, its form asks it in plain words, and it is recorded."""
    _, case_id, slug = act.path.split("/")
    case = f"/cases/{act.service}/{case_id}"
    command = f"{case}/{slug}"

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
            take(visitor, act, eventually)
    platform.today()
    last = journey.acts[-1]
    page = visitors(last.person).page(f"/cases/{journey.service}/{journey.case_id}")
    [heading] = page.every("h1")
    assert heading.text
    tags = [each.text for each in page.every("span") if "tag" in each.own("class").split()]
    assert journey.stage in tags or not journey.stage
    history = [entry for each in page.every("ol") if each.own("class") == "timeline" for entry in each.every("h3")]
    own = [act for act in journey.acts if act.service == journey.service and str(journey.case_id) in act.path]
    assert len(history) >= len(own)
