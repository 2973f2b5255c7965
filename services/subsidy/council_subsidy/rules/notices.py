"""The council's written notices: to whom, in whose name, and what is printed on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final, NamedTuple

from council_directory import council
from council_events.deciding import Refused, provision
from council_events.subsidy import Agency, NoticeKind, Track

from council_subsidy.rules.rulebook import basis, display_name

STATEMENT: Final = "協議会は、計画内容の品質向上に資する意見・助言等を行うものであり、金融調整や計画の成否等の責任を負うものではありません。"
DECISIONS: Final = frozenset({NoticeKind.PLAN_DECISION, NoticeKind.ACCOMPANIMENT_DECISION})
_SAYS: Final = {
    NoticeKind.ACCEPTED: "提出のあった利用申請について、費用を負担することが適切と判断し、受理しましたので通知します。"
    "受理後に行った業務のみが支払の対象となります。",
    NoticeKind.DECLINED: "提出のあった利用申請について、受理しないこととしましたので通知します。",
    NoticeKind.PLAN_DECISION: "提出のあった費用支払申請について、次のとおり支払を決定しましたので通知します。"
    "費用は各認定経営革新等支援機関に直接支払います。",
    NoticeKind.ACCOMPANIMENT_DECISION: "提出のあった伴走支援費用支払申請について、次のとおり支払を決定しましたので通知します。"
    "費用は各認定経営革新等支援機関に直接支払います。",
    NoticeKind.ADVICE: "計画の内容等について、次のとおり助言しましたので通知します。",
}


class Notice(NamedTuple):
    """What a notice says beside its fixed words. `total` in yen."""

    kind: NoticeKind
    track: Track
    council: str
    accepted_on: dt.date | None
    total: int | None
    pay_on: dt.date | None
    remarks: str | None


@provision("SUB-P-7", "SUB-C-4")
def addressee(agencies: Sequence[Agency]) -> str:
    """The 代表認定経営革新等支援機関, and nobody else, is notified."""
    return next(agency.agency_id for agency in agencies if agency.representative)


@provision("BR-13")
def statement_of(track: Track) -> str | None:
    """Printed on every advice and decision notice of 早期 and 通常枠: no responsibility for 金融調整 or success."""
    return None if track is Track.GUIDELINE else STATEMENT


@provision("SUB-C-4")
def the_payment_day_is_named(kind: NoticeKind, pay_on: dt.date | None) -> None:
    """A notice of a payment decision says on which day is paid."""
    if kind in DECISIONS and pay_on is None:
        raise Refused(
            "SUB-C-4",
            "支払決定の通知には、支払日を記載します。",
            "A notice of a payment decision names the day of payment.",
            field="pay_on",
        )


@provision("SUB-P-7", "SUB-C-4")
def there_is_something_to_tell(kind: NoticeKind, *, told: bool) -> None:
    """A notice follows its decision or advice."""
    if not told:
        raise Refused(
            "SUB-P-7" if kind in (NoticeKind.ACCEPTED, NoticeKind.DECLINED) else "SUB-C-4",
            f"「{kind.label}」の対象となる決定等がありません。",
            "There is no decision or advice yet of which this notice could tell.",
            field="kind",
        )


@provision("YR-3-2-1-4", "YR-1-2-3")
def printed(notice: Notice, on: dt.date, *, proxy: bool) -> str:
    """The notice as it is printed: in the name of the 統括責任者, with its basis and the statement of BR-13."""
    signer = "統括責任者" + ("（代理　統括責任者補佐）" if proxy else "")
    lines = [
        notice.kind.label,
        _day(on),
        "代表認定経営革新等支援機関　御中",
        f"{council(notice.council).name}　{signer}",
        f"枠：{display_name(notice.track, notice.accepted_on or on)}",
        _SAYS[notice.kind],
    ]
    if notice.total is not None:
        lines.append(f"支払決定額：{notice.total:,}円")
    if notice.pay_on is not None:
        lines.append(f"支払日：{_day(notice.pay_on)}")
    if notice.remarks:
        lines.append(notice.remarks)
    lines.append(f"根拠：{'、'.join(basis())}")
    statement = statement_of(notice.track)
    if statement is not None:
        lines.append(statement)
    return "\n".join(lines)


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
