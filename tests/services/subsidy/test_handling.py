"""Who receives, files, decides and pays, and which council it is."""

from typing import Any

import pytest
from council_events.subsidy import Filer
from council_events.values import Office

from tests.services.subsidy.situations import Case, application, secretary

BEFORE, SINCE = "2024-03-29", "2024-04-15"


@pytest.mark.parametrize(
    ("on", "changes", "provision"),
    [
        (BEFORE, {}, "YR-3-2-1-2"),
        (BEFORE, {"out_of_area_reason": "本店と工場の所在する県が異なるため"}, None),
        (SINCE, {}, "YR24-3-2-1"),
        (SINCE, {"out_of_area_reason": "本店と工場の所在する県が異なるため"}, "YR24-3-2-1"),
        (SINCE, {"cooperating_council": "17"}, "YR24-3-2-1"),
        (SINCE, {"cooperating_council": "16"}, None),
    ],
)
def test_another_council_than_that_of_the_prefecture_needs_its_ground(
    on: str, changes: dict[str, Any], provision: str | None
) -> None:
    """YR-3-2-1-2 until 2024-03-31: a reason; YR24-3-2-1 since: co-operation on record."""
    filed = application(prefecture="16", registry_certificate_on=None, **changes)
    if provision is None:
        assert Case().ask(on, filed)
    else:
        assert Case().refusal(on, filed).provision == provision


def test_before_the_councils_the_area_was_nobodys_rule() -> None:
    assert Case().ask("2022-03-31", application(prefecture="16"))


@pytest.mark.parametrize(("on", "provision"), [(BEFORE, None), (SINCE, "YR24-3-2-2-1")])
def test_an_agency_was_an_applicant_until_march_2024(on: str, provision: str | None) -> None:
    """YR-3-2-2-1 and YR24-3-2-2-1."""
    filed = application(filed_by=Filer.AGENCY)
    if provision is None:
        assert Case().ask(on, filed)
    else:
        assert Case().refusal(on, filed).provision == provision


@pytest.mark.parametrize(
    ("offices", "on", "provision"),
    [
        ({Office.DEPUTY_IMPROVEMENT}, BEFORE, None),
        ({Office.DEPUTY}, BEFORE, "YR-3-2-1-3"),
        ({Office.DEPUTY, Office.DEPUTY_IMPROVEMENT}, BEFORE, None),
        ({Office.HEAD}, BEFORE, "YR-3-2-1-3"),
        ({Office.DEPUTY}, SINCE, None),
        ({Office.HEAD}, SINCE, "YR24-3-2-1"),
        ({Office.HEAD, Office.DEPUTY_IMPROVEMENT}, SINCE, "YR24-3-2-1"),
    ],
)
def test_of_the_support_department_only_a_deputy_is_secretariat_too(
    offices: set[Office], on: str, provision: str | None
) -> None:
    """YR-3-2-1-3, widened by YR24-3-2-1."""
    by = secretary(on, offices=frozenset(offices | {Office.SECRETARIAT}))
    if provision is None:
        assert Case().ask(on, application(), by)
    else:
        refused = Case().refusal(on, application(), by)
        assert (refused.provision, refused.forbidden) == (provision, True)


def test_only_a_council_receives_never_the_headquarters() -> None:
    """YR-3-2-1-1."""
    assert Case(council="hq").refusal(SINCE, application()).provision == "YR-3-2-1-1"


def test_filing_is_a_matter_of_the_secretariat_of_a_council() -> None:
    """YR-3-2-2-1: handled by a 事務局員."""
    by = secretary(SINCE, offices=frozenset({Office.DEPUTY_IMPROVEMENT}))
    assert Case().refusal(SINCE, application(), by).provision == "YR-3-2-1-1"
