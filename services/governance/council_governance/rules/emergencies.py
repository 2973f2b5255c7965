"""Opening a case in an emergency: what it passes over, what it never does, and that it is looked into (LAW-136)."""

from __future__ import annotations

from typing import Final

from council_events.deciding import Asking, Refused, provision
from council_events.values import Office

from council_governance.rules.offices import WORKS_ON_CASES
from council_governance.rules.pledges import pledge_provision

_REVIEWERS: Final = (Office.HEAD, Office.HOST_HEAD)


@provision("LAW-136")
def who_opens_in_an_emergency(asking: Asking, person: str) -> None:
    """Whoever works on cases of this council today, for himself. An ended office opens nothing."""
    if asking.person != person or not asking.holds(*WORKS_ON_CASES, Office.HOST_HEAD):
        raise Refused(
            "LAW-136",
            "非常時に案件を開けるのは、この協議会で案件に携わる役職に就いている本人だけです。",
            "A case is opened in an emergency by the person alone, holding an office that works on cases here.",
            forbidden=True,
        )


@provision("YR-2-1-4-2", "YR24-2-1-5-2")
def the_pledge_stands_in_an_emergency_too(asking: Asking, pledged: bool) -> None:
    """No case before the pledge of secrecy is on file, whatever the reason."""
    if not pledged:
        raise Refused(
            pledge_provision(asking.on),
            "守秘の誓約書を受領していない者は、非常時でも案件を開けません。",
            "Without a pledge on file no case is opened, in an emergency neither.",
            forbidden=True,
        )


@provision("YR-2-1-1-4", "YR-2-1-3-2-4")
def an_interest_bars_in_an_emergency_too(recused: bool) -> None:
    """Whoever has declared an interest neither acts in the case nor sees it."""
    if recused:
        raise Refused(
            "YR-2-1-3-2-4",
            "利害関係を申告した案件は、非常時でも開けません。",
            "A case in which you have declared an interest is not opened in an emergency either.",
            forbidden=True,
        )


@provision("LAW-136")
def the_last_one_was_looked_into(unreviewed: int) -> None:
    """The review is no formality: until it was made, no other case is opened this way."""
    if unreviewed:
        raise Refused(
            "LAW-136",
            "前回の非常時の閲覧がまだ確認されていません。統括責任者又は認定支援機関の長の確認を受けてください。",
            "The last emergency access has not been reviewed yet; no other is opened before that.",
        )


@provision("LAW-136")
def who_reviews(asking: Asking, person: str) -> None:
    """The 統括責任者 or the head of the host, never the person."""
    if asking.person == person or not asking.holds(*_REVIEWERS):
        raise Refused(
            "LAW-136",
            "非常時の閲覧は、本人以外の統括責任者又は認定支援機関の長が確かめます。",
            "An emergency access is reviewed by the head of department or host, never by the person.",
            forbidden=True,
        )


@provision("LAW-136")
def it_is_there_to_review(known: bool) -> None:
    """What is reviewed is an access on record."""
    if not known:
        raise Refused(
            "LAW-136",
            "その番号の非常時の閲覧はありません。",
            "There is no such emergency access.",
            field="access_id",
        )
