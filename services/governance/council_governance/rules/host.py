"""The provisions on the host: rules on substitution, delegation, the recovery centre, the minister's measures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from council_directory import provision_row
from council_events.deciding import Refused, provision
from council_events.values import Office

from council_governance.rules.offices import OF_THE_CENTER
from council_governance.rules.periods import Period, includes, overlap, shared


@provision("YR-2-1-1-5")
def rules_are_not_in_force_before_they_are_adopted(adopted_on: dt.date, in_force_from: dt.date) -> None:
    """A 職務代行規程 has no effect on days before it was adopted."""
    if in_force_from < adopted_on:
        raise Refused(
            "YR-2-1-1-5",
            "職務代行規程の施行の日は、制定の日より前にはできません。",
            "Rules on substitution are not in force before they are adopted.",
            field="in_force_from",
        )


@provision("YR-2-1-1-5", "YR-2-1-1-3")
def the_substitution_rests_on_rules(in_force: bool, named: bool) -> None:
    """Whoever acts for the host's head is named in the 職務代行規程 in force on the first day."""
    if not in_force:
        raise Refused(
            "YR-2-1-1-5",
            "開始日に施行されている職務代行規程がないため、認定支援機関の長の職務代行者を指名できません。",
            "No rules on substitution are in force on the first day, so nobody can act for the host's head.",
            field="begins_on",
        )
    if not named:
        raise Refused(
            "YR-2-1-1-5",
            "職務代行規程に代行する者として定められていません。",
            "The rules on substitution do not name this person.",
            field="substitute",
        )


@provision("YR-2-1-2-2-2")
def there_is_a_chair_to_delegate_to(chair: str | None) -> None:
    """Powers are delegated to the 会長, so there must be one."""
    if chair is None:
        raise Refused(
            "YR-2-1-2-2-2",
            "開始日に会長がいないため、権能を委任できません。",
            "Nobody is 会長 on the first day, so no power can be delegated.",
            field="begins_on",
        )


@provision("YR24-2-1-4", "YR24-1-1")
def the_center_is_provided_for(established_on: dt.date) -> None:
    """The centre exists in the edition of 2024-04-01 only."""
    if not provision_row("YR24-2-1-4").in_force(established_on):
        raise Refused(
            "YR24-2-1-4",
            "産業復興相談センターは2024年4月1日からの基本要領による組織です。",
            "A recovery centre is provided for from 2024-04-01 on.",
            field="established_on",
        )


@provision("YR24-2-1-4")
def the_agency_was_conferred_with(conferred_on: dt.date | None, established_on: dt.date) -> None:
    """中小企業庁と協議の上: a recorded 協議, not later than the centre."""
    if conferred_on is None or conferred_on > established_on:
        raise Refused(
            "YR24-2-1-4",
            "中小企業庁との協議の上でなければ、産業復興相談センターを設置できません。",
            "A recovery centre is set up after 協議 with 中小企業庁 only.",
            field="conferred_on",
        )


@provision("YR24-2-1-4")
def there_is_no_center_yet(exists: bool) -> None:
    """A host has one centre."""
    if exists:
        raise Refused(
            "YR24-2-1-4", "産業復興相談センターは既に設置されています。", "There is a recovery centre already."
        )


@provision("YR24-2-1-4")
def there_is_a_center(exists: bool) -> None:
    """What the centre does, or who works there, needs a centre."""
    if not exists:
        raise Refused(
            "YR24-2-1-4",
            "その日に産業復興相談センターは設置されていません。",
            "There is no recovery centre on that day.",
        )


@provision("YR24-2-1-3-2-2")
def debt_purchase_runs(purchases: Sequence[Period], day: dt.date) -> bool:
    """Whether the centre carries out 債権買取支援業務 on the day."""
    return any(includes(each, day) for each in purchases)


@provision("YR24-2-1-3-2-2")
def the_head_is_not_of_the_center(
    office: Office, term: Period, others: Sequence[tuple[Office, Period]], purchases: Sequence[Period]
) -> None:
    """While the centre buys claims, neither its head nor whoever assists is 統括責任者; `others`: the person's terms."""
    against = OF_THE_CENTER if office is Office.HEAD else frozenset({Office.HEAD}) if office in OF_THE_CENTER else ()
    both = [shared(term, other) for each, other in others if each in against]
    if any(days is not None and any(overlap(buys, days) for buys in purchases) for days in both):
        raise Refused(
            "YR24-2-1-3-2-2",
            "債権買取支援業務を行う産業復興相談センターのセンター長及びそれを補佐する者は、統括責任者になれません。",
            "Neither head nor deputy of a recovery centre that buys claims can be 統括責任者.",
            field="office",
        )


@provision("YR24-2-1-3-2-2")
def the_center_may_buy_claims(heads_both: bool) -> None:
    """債権買取支援業務 does not begin while the 統括責任者 is センター長 or assists there."""
    if heads_both:
        raise Refused(
            "YR24-2-1-3-2-2",
            "統括責任者がセンター長又はそれを補佐する者を兼ねている間は、債権買取支援業務を始められません。",
            "Claims are not bought while the 統括責任者 is head or deputy of the centre.",
            field="started_on",
        )


@provision("YR24-2-1-3-2-2")
def purchase_is_not_begun_twice(runs: bool) -> None:
    """One span of 債権買取支援業務 at a time, also where one that begins later was entered first."""
    if runs:
        raise Refused("YR24-2-1-3-2-2", "債権買取支援業務は既に行われています。", "The centre buys claims already.")


@provision("LAW-137")
def the_host_is_certified(certified: bool) -> None:
    """Only a certification that stands is cancelled."""
    if not certified:
        raise Refused("LAW-137", "認定は既に取り消されています。", "The certification has been cancelled already.")


@provision("LAW-137")
def the_host_was_cancelled(cancelled_on: dt.date | None, certified_on: dt.date) -> None:
    """A new certification follows a cancellation, and is later."""
    if cancelled_on is None or certified_on <= cancelled_on:
        raise Refused(
            "LAW-137",
            "認定の取消しがないか、取消しの日以前の日です。",
            "There is no cancellation before that day.",
            field="certified_on",
        )


def it_ends_after_it_began(runs: bool, provision_id: str, field: str) -> None:
    """Only what has begun and goes on beyond that day can end with it."""
    if not runs:
        raise Refused(
            provision_id,
            "その日に続いているものがないため、終了を記録できません。",
            "Nothing goes on on that day that could end.",
            field=field,
        )
