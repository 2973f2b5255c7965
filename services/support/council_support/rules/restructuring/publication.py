"""What stands before the publication of a completed case (別冊２ 3(1), 3(2))."""

from __future__ import annotations

import datetime as dt

from council_events.deciding import Refused, provision


@provision("B2-3-1")
def content_and_time_were_settled(publish_on: dt.date | None, on: dt.date) -> None:
    """A council that publishes settles content and time with 中小企業庁 beforehand, and keeps to that time."""
    if publish_on is None:
        raise Refused(
            "B2-3-1",
            "認定支援機関が公表する場合は、事前に内容及び時期について中小企業庁と調整します。調整が記録されていません。",
            "A council that publishes settles content and time with 中小企業庁 beforehand.",
        )
    if on < publish_on:
        raise Refused(
            "B2-3-1",
            f"中小企業庁と調整した公表の時期は{publish_on.isoformat()}です。",
            f"The time settled with 中小企業庁 is {publish_on.isoformat()}.",
        )


@provision("B2-3-2")
def the_text_was_agreed(agreed: bool) -> None:
    """The two outlines are agreed with the company and the 対象債権者 before anything is settled or published."""
    if not agreed:
        raise Refused(
            "B2-3-2",
            "公表する内容（相談企業の概要及び再生計画の概要）について、相談企業及び対象債権者等との調整が記録されていません。",
            "The text for publication has not been agreed with company and creditors.",
        )


@provision("B2-3-2", "YR-2-1-3-3-5")
def the_name_has_the_companys_consent(with_name: bool, agreed: bool) -> None:
    """The name is printed only where the company has agreed to that."""
    if with_name and not agreed:
        raise Refused(
            "B2-3-2",
            "企業名は、相談企業が公表に同意した場合に限り公表することができます。",
            "The name is published only with the company's consent.",
            field="with_name",
        )
