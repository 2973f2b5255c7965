"""受渡し・共同支援の基準 with the 関係支援機関: dated, superseded by a later one, never rewritten (YR24-2-1-3-3-11)."""

from __future__ import annotations

from uuid import UUID

import pytest
from council_casework.corrections.deciding import it_is_not_final
from council_events import Sealed
from council_events.deciding import Refused
from council_events.governance import PartnerStandardAdopted
from council_events.values import Office, PartnerSupport, ReferralBody
from council_governance.commands import AdoptPartnerStandard
from council_governance.rules.standards import lacks_a_standard

from tests.services.governance.councils import Council, by, day, head, office

YOROZU = ReferralBody.YOROZU


def standard(number: int = 1, body: ReferralBody = YOROZU, **changes: object) -> AdoptPartnerStandard:
    return AdoptPartnerStandard(
        standard_id=UUID(int=number),
        body=body,
        supports=(PartnerSupport.HANDOVER,),
        adopted_on=day("2024-06-03"),
        in_force_from=day("2024-07-01"),
        standard="売上増加の相談は受け渡し、再生の相談は共同で支援する。",
    ).model_copy(update=changes)


def test_the_department_adopts_a_standard_with_a_body() -> None:
    council = Council()
    [event] = council.when(standard(), head("2024-06-04"))
    assert event == PartnerStandardAdopted(
        standard_id=UUID(int=1),
        body=YOROZU,
        supports=(PartnerSupport.HANDOVER,),
        adopted_on=day("2024-06-03"),
        in_force_from=day("2024-07-01"),
        adopted_by="p45-head",
        standard=Sealed("売上増加の相談は受け渡し、再生の相談は共同で支援する。"),
    )
    assert council.when(standard(), head("2024-06-05")) == [], "it is there already"
    [kept] = council.state.business.standards
    assert (kept.begins_on, kept.ends_on, kept.body) == (day("2024-07-01"), None, YOROZU)
    assert Council().when(standard(), by("2024-06-04", Office.DEPUTY))


def test_it_is_no_matter_of_the_secretariat() -> None:
    refused = Council().refused(standard(), office("2024-06-04"))
    assert (refused.provision, refused.forbidden) == ("YR24-2-1-3-3-11", True)
    assert not Council().steps(office("2024-06-04"))["AdoptPartnerStandard"].allowed


def test_a_later_one_supersedes_it_and_none_is_rewritten() -> None:
    council = Council().given((standard(), head("2024-06-04")))
    for in_force_from in ("2024-06-30", "2024-07-01"):
        again = standard(2, in_force_from=day(in_force_from))
        refused = council.refused(again, head("2024-06-05"))
        assert (refused.provision, refused.field) == ("YR24-2-1-3-3-11", "in_force_from")
    council.when(standard(2, in_force_from=day("2025-04-01")), head("2025-03-03"))
    council.when(standard(3, ReferralBody.SUCCESSION_CENTER), head("2025-03-03"))
    first, second, other = council.state.business.standards
    assert (first.begins_on, first.ends_on) == (day("2024-07-01"), day("2025-03-31"))
    assert (second.begins_on, second.ends_on) == (day("2025-04-01"), None)
    assert (other.begins_on, other.ends_on) == (day("2024-07-01"), None), "another body's goes on"


def test_what_was_adopted_is_not_corrected_either() -> None:
    [event] = Council().when(standard(), head("2024-06-04"))
    with pytest.raises(Refused) as refused:
        it_is_not_final(event)
    assert refused.value.provision == "YR24-2-1-3-3-11"


def test_it_is_in_force_from_its_adoption_at_the_earliest_and_adopted_when_it_is_entered() -> None:
    early = Council().refused(standard(in_force_from=day("2024-06-02")), head("2024-06-04"))
    assert (early.provision, early.field) == ("YR24-2-1-3-3-11", "in_force_from")
    assert Council().when(standard(in_force_from=day("2024-06-03")), head("2024-06-04"))
    ahead = Council().refused(standard(adopted_on=day("2024-06-05")), head("2024-06-04"))
    assert (ahead.provision, ahead.field) == ("YR24-2-1-3-3-11", "adopted_on")


def test_the_bodies_that_the_provision_names_are_told_to_be_without_one() -> None:
    assert lacks_a_standard(YOROZU, False, day("2024-04-01"))
    assert lacks_a_standard(ReferralBody.SUCCESSION_CENTER, False, day("2024-04-01"))
    assert not lacks_a_standard(YOROZU, True, day("2024-04-01"))
    assert not lacks_a_standard(YOROZU, False, day("2024-03-31"))
    assert not lacks_a_standard(ReferralBody.CHAMBER, False, day("2024-04-01"))
