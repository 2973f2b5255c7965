"""The access log as a company or guarantor is given it: a sheet, page or spreadsheet file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from council_directory import council
from council_directory.directory import HQ
from council_events import read_envelope
from council_events.audit import AccessLogGiven
from council_kit.clock import JST
from council_kit.sheets import Line, Part, Sheet
from council_kit.vault import Vault

from council_audit.queries.access import AccessEntry, AccessLog, day_start

_COLUMNS: Final = ("日時", "所属と役職", "閲覧した者", "目的", "何を", "示した項目")


def access_sheet(log: AccessLog, given: AccessLogGiven, raw: bytes, vault: Vault) -> Sheet:
    """Every read and refusal that names the cases, up to the moment the log was given.

    People stand under a number of their own in this log: who they are is for an investigation to say. A list that was shown
    counts with the entitled person's cases alone, so that no other case is hinted at.
    """
    envelope = read_envelope(raw)
    entries = list(_all(log, given, envelope.time))
    numbers: dict[str, str] = {}
    for entry in entries:
        numbers.setdefault(entry.actor, f"職員{len(numbers) + 1}")
    name = vault.open(given.name)
    rows = tuple(
        (
            f"{entry.recorded_at.astimezone(JST):%Y年%m月%d日 %H:%M:%S}",
            f"{body(entry.council)}　{entry.office_title or '役職なし'}",
            numbers[entry.actor],
            entry.purpose_title,
            entry.title,
            "、".join(entry.field_titles),
        )
        for entry in entries
    )
    return Sheet(
        title="閲覧記録",
        to=(str(name),),
        sender="中小機構" if given.concerned == HQ else "経済産業局等",
        dated=f"{envelope.occurredon:%Y年%m月%d日}",
        parts=(
            Part(
                title="対象",
                lines=(
                    Line(label="協議会", value=body(given.concerned)),
                    Line(label="案件番号", value="\n".join(map(str, given.cases))),
                    Line(label="記録の初日", value=f"{given.since:%Y年%m月%d日}"),
                    Line(label="閲覧の記録", value=f"{len(rows):,} 件"),
                ),
            ),
            Part(title="閲覧の記録", columns=_COLUMNS, rows=rows),
        ),
    )


def _all(log: AccessLog, given: AccessLogGiven, until: dt.datetime) -> Iterator[AccessEntry]:
    after: str | None = None
    while True:
        page = log.of_cases(given.cases, day_start(given.since), until, after=after)
        yield from page.items
        after = page.next
        if after is None:
            return


def body(code: str) -> str:
    """What people call a council, or 全国本部."""
    return "全国本部等" if code == HQ else f"{council(code).prefecture}協議会"
