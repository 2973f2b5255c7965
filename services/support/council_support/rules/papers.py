"""Which papers the steps of the lines need: those that the texts ask for in writing, each with its provision. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from council_casework.papers import Need
from council_events.deciding import provision
from council_events.support import PaperKind


@provision("YR-2-1-4-4")
def are_kept_here(on: dt.date, kept_from: dt.date | None) -> bool:
    """Whether acts of this business date show their papers here: earlier ones rest on the council's archive."""
    return kept_from is not None and on >= kept_from


@provision("B2-2-6-1", "B3-7-3", "B4-4-6")
def the_report(provision_id: str, drafted_on: dt.date | None) -> Need:
    """The 調査報告書 on the version that stands, as the creditors have it."""
    return Need(PaperKind.INVESTIGATION_REPORT, provision_id, since=drafted_on)


@provision("B1-2", "B2-2-5-1", "B3-6", "B4-4-5")
def the_plan(provision_id: str) -> Need:
    """The plan's draft; its author is the company, or the guarantor."""
    return Need(PaperKind.PLAN, provision_id)


@provision("B1-2", "B2-2-7-2", "B3-8", "B4-4-7")
def the_consents(provision_id: str, creditors: Iterable[UUID], drafted_on: dt.date | None) -> tuple[Need, ...]:
    """Each creditor's consent in writing, not older than the version that it is given to."""
    return tuple(
        Need(PaperKind.CONSENT_LETTER, provision_id, since=drafted_on, whose=str(creditor)) for creditor in creditors
    )


@provision("B2-Q21", "B4-4-2-5")
def the_grace_request(provision_id: str) -> Need:
    """The 返済猶予等の要請, in writing and in joint names."""
    return Need(PaperKind.GRACE_REQUEST, provision_id)


@provision("B3-4")
def the_standstill_notice() -> Need:
    """The 一時停止の通知 is given in writing."""
    return Need(PaperKind.STANDSTILL_NOTICE, "B3-4")


@provision("B3-7-3")
def the_confirmation(drafted_on: dt.date | None) -> Need:
    """The 確認書 (様式３) on the version that stands."""
    return Need(PaperKind.CONFIRMATION_LETTER, "B3-7-3", since=drafted_on)


@provision("B3-9")
def the_tax_confirmation(drafted_on: dt.date | None) -> Need:
    """A further confirmation (様式４ to ９) as it was issued."""
    return Need(PaperKind.TAX_CONFIRMATION, "B3-9", since=drafted_on)


@provision("B4-4-2-1")
def the_application() -> tuple[Need, Need]:
    """The 利用申請書 of the type, and its annexes."""
    return Need(PaperKind.SUPPORT_APPLICATION, "B4-4-2-1"), Need(PaperKind.APPLICATION_ANNEX, "B4-4-2-1")


@provision("B4-4-4")
def the_warranty() -> Need:
    """The disclosure with the 表明保証 (書式別４－６)."""
    return Need(PaperKind.STATEMENT_OF_TRUTH, "B4-4-4")
