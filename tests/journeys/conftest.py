"""The platform of the journeys, and browsers before it."""

from collections.abc import Callable, Iterator

import pytest

from tests.journeys.lines import COUNCIL, Journey
from tests.journeys.screens import Visitor, form_of
from tests.whole import Whole


@pytest.fixture(scope="package")
def platform(staffed: Whole) -> Iterator[Whole]:
    yield staffed
    staffed.today()


@pytest.fixture(scope="package")
def visitors(platform: Whole, played: dict[str, Journey]) -> Iterator[Callable[[str], Visitor]]:
    """`visitors(person)`: that person's browser, signed in for the work of the person's office."""
    purposes = {"office": "subsidy_work", "host": "administration"}
    known: dict[str, Visitor] = {}

    def visitor(person: str) -> Visitor:
        if person not in known:
            known[person] = Visitor(platform, person, purposes.get(person.rpartition("-")[2], "case_work"))
        return known[person]

    yield visitor
    for each in known.values():
        each.close()


AGENCY = "999900000777"


@pytest.fixture(scope="package")
def agency(visitors: Callable[[str], Visitor], eventually: Callable[..., str]) -> str:
    """The page of a 認定経営革新等支援機関 that was entered from its notice."""
    visitor = visitors(f"p{COUNCIL}-office")
    entry = {
        "agency_id": AGENCY,
        "name": "税理士法人会津磐梯（架空）",
        "kind": "tax_accountant",
        "certified_on": "2023-04-01",
    }
    assert visitor.send(form_of(visitor.page("/agencies/new")), entry).status_code == 303
    page = f"/agencies/{AGENCY}"
    return eventually(lambda: page if page in visitor.find("/agencies", AGENCY) else None, within=30)
