"""Which papers a step needs, how each stands, and the refusal where one is missing, faulty, a copy or too old."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from council_directory import add_months
from council_events.deciding import Refused
from council_events.papers import Finding, Holding
from council_events.values import Code

from council_casework.papers.shelf import Paper, Shelf


class Status(Code):
    """How a needed paper stands."""

    MISSING = "missing", "未提出"
    LOST = "lost", "ファイルが失われている（再提出が必要）"
    FAULTY = "faulty", "不備あり"
    COPY = "copy", "写しのみ（原本が必要）"
    UNDATED = "undated", "書類の日付の記録なし"
    OLD = "old", "発行日が古い"
    UNCHECKED = "unchecked", "受領済み・確認待ち"
    RECEIVED = "received", "受領済み"
    CHECKED = "checked", "確認済み"


@dataclass(frozen=True, slots=True)
class Need:
    """One paper that a step needs, and the provision that says so.

    `original`: a copy will not do. `since`: one that came in (or is dated) earlier is of an earlier version. `months`: the paper's date lies at most so many months before the day of reference, which is
    `counted_on` or else the day asked about. `whose`, `owner`: one is needed of each agency or creditor; its id and its name for
    the screen. `checked`: it must have been looked through. `declared`: a form on file says that it was handed in.
    `binding`: the step is refused without it; else it is asked for and shown as missing, and the step goes on.
    """

    kind: Code
    provision: str
    original: bool = False
    since: dt.date | None = None
    months: int | None = None
    counted_on: dt.date | None = None
    whose: str | None = None
    owner: str = ""
    checked: bool = False
    declared: bool = False
    binding: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """How one need stands; `paper` is the one that decides it: the best on the shelf, None where there is none."""

    need: Need
    status: Status
    paper: Paper | None = None

    @property
    def met(self) -> bool:
        """Whether the step may be taken as far as this paper goes."""
        if self.status is Status.UNCHECKED:
            return not self.need.checked
        return self.status in (Status.RECEIVED, Status.CHECKED)

    @property
    def ja(self) -> str:
        """The paper and what is wrong with it, for a refusal."""
        owner = f"（{self.need.owner}）" if self.need.owner else ""
        return f"{self.need.kind.label}{owner}：{_why(self)}"


def _why(standing: Standing) -> str:
    if standing.status is Status.OLD and standing.need.months:
        return f"発行から{standing.need.months}か月を超えています"
    if standing.status is Status.OLD and standing.need.since:
        return f"{standing.need.since.isoformat()}より前の書類です"
    return standing.status.label


_ORDER = {status: place for place, status in enumerate(Status)}


def standings(needs: Iterable[Need], shelf: Shelf, on: dt.date) -> tuple[Standing, ...]:
    """How each need stands on this day, in the order of the needs."""
    return tuple(_standing(need, shelf, on) for need in needs)


def _standing(need: Need, shelf: Shelf, on: dt.date) -> Standing:
    found = [Standing(need, _status(need, paper, on), paper) for paper in shelf.of(need.kind, need.whose)]
    if need.declared:
        found.append(Standing(need, Status.RECEIVED))
    return max(found, key=lambda each: (each.met, _ORDER[each.status]), default=Standing(need, Status.MISSING))


def _status(need: Need, paper: Paper, on: dt.date) -> Status:
    if paper.lost:
        return Status.LOST
    if paper.finding is Finding.FAULTY:
        return Status.FAULTY
    if need.original and paper.holding is not Holding.ORIGINAL:
        return Status.COPY
    by_age = _by_age(need, paper, on)
    if by_age is not None:
        return by_age
    if paper.finding is Finding.IN_ORDER:
        return Status.CHECKED
    return Status.UNCHECKED if need.checked else Status.RECEIVED


def _by_age(need: Need, paper: Paper, on: dt.date) -> Status | None:
    """What is wrong with the paper's day, None where nothing is."""
    if need.since is not None and (paper.dated_on or paper.received_on) < need.since:
        return Status.OLD
    if need.months is None:
        return None
    day = need.counted_on or on
    if paper.dated_on is None or paper.dated_on > day:
        return Status.UNDATED
    return Status.OLD if add_months(paper.dated_on, need.months) < day else None


def the_papers_are_there(needs: Collection[Need], shelf: Shelf, on: dt.date, *, field: str | None = None) -> None:
    """Raises Refused with the provision of the first binding need that is not met, and the names of all that are not."""
    lacking: Sequence[Standing] = [each for each in standings(needs, shelf, on) if each.need.binding and not each.met]
    if lacking:
        raise Refused(
            lacking[0].need.provision,
            f"必要な書類がそろっていません：{'、'.join(each.ja for each in lacking)}",
            f"Papers are missing or not in order: {', '.join(f'{each.need.kind.value} ({each.status.value})' for each in lacking)}.",
            field=field,
        )
