"""When the content of a case, or of a company's entry, may be destroyed. The guideline names no retention period: without a setting, never."""

from __future__ import annotations

import datetime as dt

from council_directory import provision_row
from council_events.deciding import Asking, Refused, provision
from council_events.values import Office

RETENTION = "YR-2-1-4-4-2"


@provision(RETENTION)
def retained_until(last_recorded_on: dt.date, years: int | None) -> dt.date:
    """The last day of the retention period, counted in whole years from the last record; refuses where none is set."""
    if years is None:
        raise Refused(
            RETENTION,
            "書類の保存期間が設定されていないため、廃棄できません。",
            "No retention period is set: nothing is destroyed.",
        )
    try:
        return last_recorded_on.replace(year=last_recorded_on.year + years)
    except ValueError:  # 29 February
        return last_recorded_on.replace(year=last_recorded_on.year + years, month=3, day=1)


@provision(RETENTION)
def the_period_is_over(until: dt.date, on: dt.date) -> None:
    """The content stays for the whole of its period."""
    if on <= until:
        raise Refused(
            RETENTION,
            f"保存期間は {until.isoformat()} までです。その後に発議してください。",
            f"The retention period runs until {until.isoformat()}.",
        )


@provision(RETENTION)
def nothing_holds_it(held: bool, investigated: bool) -> None:
    """A legal hold and an investigation that runs forbid every destruction."""
    if held:
        raise Refused(
            RETENTION,
            "廃棄が禁止されています。禁止が解かれるまで廃棄できません。",
            "A legal hold forbids the destruction.",
        )
    if investigated:
        raise Refused(
            RETENTION,
            "守秘に関する調査が行われている間は廃棄できません。",
            "What is under investigation is not destroyed.",
        )


@provision(RETENTION)
def no_case_of_the_company_is_left(left: int) -> None:
    """A company's entry names the company of its cases: it goes after the last of them, whichever council holds it."""
    if left:
        raise Refused(
            RETENTION,
            "この企業の案件に、内容が残っているものがあります。すべての案件の廃棄の後に発議してください。",
            "Cases of this company still have their content; the entry goes after the last of them.",
        )


@provision(RETENTION)
def the_entry_was_closed_before(closed_on: dt.date | None, on: dt.date) -> None:
    """Keys of an entry go a day after intake has closed it: no case that began beside the closing loses its company's name."""
    if closed_on is None or on <= closed_on:
        raise Refused(
            RETENTION,
            "企業の登録の閉鎖の翌日に鍵を廃棄します。",
            "The keys of an entry are destroyed on the day after it was closed.",
        )


@provision("SUB-E-4", "SUB-E-7", "SUB-E-10")
def what_it_used_is_known_by_another_number(known: bool, on: dt.date) -> None:
    """What a company used counts for life (SUB-E-4, SUB-E-7, SUB-E-10). A 法人番号 leaves a blind token, by which it goes on counting;
    one who has none is known by the entry alone, which is kept as long as the limit is in force.
    """
    if not known and provision_row("SUB-E-4").in_force(on):
        raise Refused(
            "SUB-E-4",
            "法人番号のない企業の利用実績は、この登録だけが結び付けています。通算の上限の規定がある間は廃棄できません。",
            "Without a corporate number only this entry tells what the company used; it is kept as long as the lifetime limit is in force.",
        )


@provision(RETENTION, "YR-2-1-4-4")
def the_head_proposes(asking: Asking) -> None:
    """支援業務部門 keeps the papers: its head says that they are no longer needed."""
    if not asking.holds(Office.HEAD):
        raise Refused(
            RETENTION, "廃棄の発議は統括責任者が行います。", "The head proposes a destruction.", forbidden=True
        )


@provision(RETENTION, "YR-2-1-4-4")
def the_host_s_head_approves_what_another_proposed(asking: Asking, proposer: str) -> None:
    """Four eyes: the head of the 認定支援機関 approves, never whoever proposed."""
    if not asking.holds(Office.HOST_HEAD):
        raise Refused(
            RETENTION,
            "廃棄の承認は認定支援機関の長が行います。",
            "The head of the host approves a destruction.",
            forbidden=True,
        )
    if asking.person == proposer:
        raise Refused(
            RETENTION,
            "発議した者とは別の者が承認してください。",
            "Somebody else than the proposer approves.",
            forbidden=True,
        )


@provision(RETENTION)
def it_is_proposed(proposed: bool) -> None:
    """Only what was proposed is approved or withdrawn."""
    if not proposed:
        raise Refused(RETENTION, "廃棄の発議がありません。", "No destruction is proposed.")


@provision(RETENTION)
def it_is_still_there(destroyed: bool) -> None:
    """What is destroyed is neither held nor destroyed again."""
    if destroyed:
        raise Refused(RETENTION, "内容は廃棄が決まったか、消去済みです。", "The content is destroyed, or about to be.")


@provision(RETENTION)
def the_backups_have_expired(expire_on: dt.date, on: dt.date) -> None:
    """A destruction is complete only when the last backup that held the key is gone."""
    if on < expire_on:
        raise Refused(RETENTION, "鍵の控えの保存期間が残っています。", "Backups of the vault still hold the key.")
