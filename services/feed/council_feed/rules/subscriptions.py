"""The provisions on who subscribes to what, and for how long. All rest on the duty of secrecy (LAW-136, LAW-136-2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from council_directory import add_years
from council_events.deciding import Refused, provision
from council_events.feed import EndpointStop, LegalBasis, Way
from council_events.public import Tier, public_events

LONGEST_TERM_YEARS: Final = 3
"""After that the basis and purpose are looked at anew, by a renewal."""
LONGEST_OVERLAP: Final = dt.timedelta(days=30)
"""Days for which an earlier signing key may still be used."""
REPLAY_AT_ONCE: Final = 100_000
"""Places of a log that one request sends again."""


def _refused(ja: str, en: str, field: str | None = None, *, forbidden: bool = False) -> Refused:
    return Refused("LAW-136", ja, en, field=field, forbidden=forbidden)


@provision("LAW-136")
def the_term_is_bounded(begins_on: dt.date, ends_on: dt.date) -> None:
    """A subscription ends, three years after its beginning at the latest."""
    if ends_on < begins_on:
        raise _refused("終了日は開始日以後の日付にしてください。", "The last day lies before the first one.", "ends_on")
    if ends_on >= add_years(begins_on, LONGEST_TERM_YEARS):
        raise _refused(
            f"期間は{LONGEST_TERM_YEARS}年以内にしてください。続ける場合は更新を申請します。",
            f"A term has at most {LONGEST_TERM_YEARS} years; ask for a renewal to go on.",
            "ends_on",
        )


@provision("LAW-136")
def the_types_are_offered(types: Collection[str], on: dt.date) -> None:
    """Only events of the public vocabulary are told, and a version whose end was made known is not begun with."""
    offered = {event.type_name for event in public_events() if event.deprecated_on is None or on < event.deprecated_on}
    others = sorted(set(types) - offered)
    if others:
        raise _refused(
            f"次の型は提供していないか、廃止が予定されています: {'、'.join(others)}",
            f"The type {others[0]} is not offered, or no longer.",
            "event_types",
        )


@provision("LAW-136-2")
def more_than_the_open_tier_needs_an_agreement(tier: Tier, basis: LegalBasis, agreement: str | None) -> None:
    """Day, industry, size, method and amounts are told under a recorded agreement or notice, not as publication."""
    if tier is Tier.OPEN:
        return
    if basis is LegalBasis.PUBLICATION:
        raise Refused(
            "LAW-136-2",
            "協定の区分は、公表に準ずる提供としては申請できません。",
            "The agreement tier does not rest on publication.",
            field="legal_basis",
        )
    if agreement is None:
        raise Refused(
            "LAW-136-2",
            "協定の区分には、協定書又は通知の番号が必要です。",
            "The agreement tier needs the number of the agreement or notice.",
            field="agreement",
        )


@provision("LAW-136-2")
def a_system_has_one_owner(owners: Collection[str], owner: str) -> None:
    """Consents name a system by this name, so nobody else subscribes under it."""
    if any(each != owner for each in owners):
        raise Refused(
            "LAW-136-2",
            "このシステム名は別の申請者が使っています。文書による了承はシステム名で提供先を挙げるため、同じ名称は使えません。",
            "Another owner subscribes under this name, by which consents name who receives.",
            field="system",
        )


@provision("LAW-136")
def four_eyes(acting: str, examined_by: str, owner: str) -> None:
    """Who approves is neither who examined nor who asked."""
    if acting in (examined_by, owner):
        raise _refused(
            "審査した者・申請した者は承認できません。別の全国本部の職員が承認します。",
            "Another officer than the one who examined approves.",
            forbidden=True,
        )


@provision("LAW-136")
def the_address_is_safe(url: str, allowed: Collection[str]) -> None:
    """Webhooks go over TLS; `allowed`: hosts of the development, which may be plain."""
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in allowed:
        raise _refused("受信URLは https で始めてください。", "The endpoint begins with https.", "url")


@provision("LAW-136")
def the_way_was_granted(ways: Collection[Way], way: Way) -> None:
    """What was not asked for and approved is not set up."""
    if way not in ways:
        raise _refused(f"{way.label}は承認された受信の方法にありません。", f"{way.value} was not approved.")


@provision("LAW-136")
def the_overlap_is_short(today: dt.date, earlier_until: dt.date) -> None:
    """An earlier signing key ends within thirty days."""
    if not today <= earlier_until <= today + LONGEST_OVERLAP:
        raise _refused(
            f"旧い鍵を使う最終日は、本日から{LONGEST_OVERLAP.days}日以内にしてください。",
            f"The earlier key ends within {LONGEST_OVERLAP.days} days.",
            "earlier_until",
        )


@provision("LAW-136")
def the_range_is_bounded(first: int, last: int) -> None:
    """A replay is a range of the log, of bounded length."""
    if last < first or last - first >= REPLAY_AT_ONCE:
        raise _refused(
            f"再送の範囲は、先頭から末尾まで{REPLAY_AT_ONCE:,}件以内で指定してください。",
            f"A replay covers 1 to {REPLAY_AT_ONCE:,} places.",
            "last",
        )


def the_endpoint_can_go_on(stopped: EndpointStop | None) -> None:
    """Only an endpoint that was stopped is enabled."""
    if stopped is None:
        raise _refused("この受信URLへの送信は止まっていません。", "The endpoint is not disabled.")
