"""The provisions on interests in a case and on who acts in another's place."""

from __future__ import annotations

from typing import Final

from council_events.deciding import Asking, Refused, provision
from council_events.values import Office, Power

from council_governance.rules.authority import exercises
from council_governance.rules.committee import the_chair_designates


@provision("YR-2-1-1-4", "YR-2-1-3-2-4")
def who_declares_an_interest(asking: Asking, person: str) -> None:
    """The person; or the head of host or department, who has learned of it."""
    if asking.person != person and not asking.holds(Office.HOST_HEAD, Office.HEAD):
        raise Refused(
            "YR-2-1-3-2-4",
            "利害関係は本人、認定支援機関の長又は統括責任者が申告します。",
            "An interest is declared by the person, the host's head or the 統括責任者.",
            forbidden=True,
        )


@provision("YR-2-1-1-4", "YR-2-1-3-2-4")
def who_lifts_an_interest(asking: Asking, person: str, is_host_head: bool) -> None:
    """Nobody frees himself: the host's head lifts others' bars, an administrator that of the host's head."""
    lifter = Office.ADMINISTRATOR if is_host_head else Office.HOST_HEAD
    if asking.person == person or not asking.holds(lifter):
        raise Refused(
            "YR-2-1-1-4" if is_host_head else "YR-2-1-3-2-4",
            f"利害関係の解消は、本人以外の{lifter.label}が記録します。",
            f"The end of an interest is recorded by the {lifter.value}, never by the person concerned.",
            forbidden=True,
        )


_SUBSTITUTION: Final = {
    Office.HEAD: "YR-2-1-3-2-4",
    Office.HOST_HEAD: "YR-2-1-1-4",
    Office.CHAIR: "YR-2-1-2-2-3",
}


def substitution_provision(office: Office) -> str:
    """The provision on acting in another's place, by the office."""
    return _SUBSTITUTION.get(office, "YR-2-1-3-2-4")


@provision("YR-2-1-1-3", "YR-2-1-1-4", "YR-2-1-3-2-4", "YR-2-1-2-2-2", "YR-2-1-2-2-3")
def who_designates(asking: Asking, office: Office, person: str) -> None:
    """The head of the 認定支援機関 for himself and for the 統括責任者, the 会長 for himself; nobody for anybody else."""
    if office not in _SUBSTITUTION:
        raise Refused(
            "YR-2-1-3-2-4",
            "職務代行者を定めるのは、認定支援機関の長、会長と統括責任者についてのみです。",
            "A substitute is designated only for the host's head, the 会長 and the 統括責任者.",
            field="office",
        )
    if office is Office.CHAIR:
        the_chair_designates(asking, person)
    elif not (exercises(asking, Power.SUBSTITUTES) if office is Office.HEAD else asking.holds(Office.HOST_HEAD)):
        raise Refused(
            substitution_provision(office),
            "職務代行者は認定支援機関の長が指名します。",
            "A substitute is designated by the head of the 認定支援機関.",
            forbidden=True,
        )


@provision("YR-2-1-3-2-4")
def the_acting_head_is_a_deputy(office: Office, substitute_is_deputy: bool) -> None:
    """The stand-in of a 統括責任者 comes from among the 統括責任者補佐."""
    if office is Office.HEAD and not substitute_is_deputy:
        raise Refused(
            "YR-2-1-3-2-4",
            "統括責任者の職務を代理する者は、統括責任者補佐のうちから定めます。",
            "Whoever acts for the 統括責任者 is chosen from among the 統括責任者補佐.",
            field="substitute",
        )


@provision("YR-2-1-1-4", "YR-2-1-3-2-4")
def the_substitute_is_suitable(office: Office, same_person: bool, has_interest: bool) -> None:
    """適切な者: somebody else, and without an interest of his own in the case."""
    if same_person or has_interest:
        raise Refused(
            substitution_provision(office),
            "本人、又は同じ案件に利害関係のある者を職務代行者にはできません。",
            "Neither the person nor somebody with an interest in the same case can be the substitute.",
            field="substitute",
        )
