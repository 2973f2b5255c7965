"""What is asked of the figures: a period of whole months, how to divide it, and whose figures."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from council_directory import bureaus, council, councils, councils_of, fiscal_year, fiscal_year_end
from council_directory.directory import HQ
from council_events.values import Code

from council_reporting.figures import NATIONAL, month_end, month_of, year_of


class By(Code):
    """How a period is divided. Quarters and years are fiscal: April to March in JST."""

    MONTH = "month", "月"
    QUARTER = "quarter", "四半期"
    FISCAL_YEAR = "fiscal_year", "年度"


class Scope(Code):
    """Whose figures."""

    NATIONAL = "national", "全国"
    BUREAU = "bureau", "経済産業局等"
    COUNCIL = "council", "協議会"


class Bucket(NamedTuple):
    """One part of a period: `code` is `2024-04`, `2024-Q1` or `2024`; both days are inclusive."""

    code: str
    label: str
    first: dt.date
    last: dt.date


def add_months(month: dt.date, count: int) -> dt.date:
    """The first day of the month `count` months later (or earlier)."""
    months = month.year * 12 + month.month - 1 + count
    return dt.date(months // 12, months % 12 + 1, 1)


class Question(NamedTuple):
    """A question about the figures; build it with `of`, which widens the period to whole months."""

    first: dt.date
    last: dt.date
    by: By
    scope: Scope
    code: str | None

    @classmethod
    def of_level(cls, first: dt.date, last: dt.date, level: Scope) -> Question:
        """A question about every area of a level; raises ValueError."""
        return cls.of(first, last, By.MONTH, Scope.NATIONAL, None)._replace(scope=level)

    @classmethod
    def of(cls, first: dt.date, last: dt.date, by: By, scope: Scope, code: str | None) -> Question:
        """`code`: 01-47 or `hq` for a council, BUR-01 … for a bureau, None for the nation; raises KeyError, ValueError."""
        if last < first:
            raise ValueError("the period ends before it begins")
        if (code is None) != (scope is Scope.NATIONAL):
            raise KeyError("a council or bureau needs its code, the nation has none")
        question = cls(month_of(first), month_end(last), by, scope, code)
        if not question.councils and not question.national:
            raise KeyError("no such bureau")
        return question

    @property
    def national(self) -> bool:
        """Whether all councils and 全国本部 together are asked for."""
        return self.scope is Scope.NATIONAL

    @property
    def scope_key(self) -> str:
        """The scope as distinct companies are kept under it."""
        return self.code or NATIONAL

    @property
    def title(self) -> str:
        """The name of the scope."""
        if self.code is None:
            return Scope.NATIONAL.label
        if self.scope is Scope.COUNCIL:
            return council_name(self.code)
        return next(bureau.name for bureau in bureaus() if bureau.code == self.code)

    @property
    def councils(self) -> tuple[str, ...]:
        """The councils within the scope; () for the nation, which needs no list. Raises KeyError for an unknown one."""
        if self.code is None:
            return ()
        if self.scope is Scope.BUREAU:
            return councils_of(self.code)
        return (self.code if self.code == HQ else council(self.code).code,)

    @property
    def areas(self) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
        """The areas of the scope as a level: code, name and the keys of their sums; the question has no code."""
        if self.scope is Scope.NATIONAL:
            return ((NATIONAL, Scope.NATIONAL.label, (NATIONAL,)),)
        if self.scope is Scope.BUREAU:
            return (*((each.code, each.name, each.councils) for each in bureaus()), (HQ, council_name(HQ), (HQ,)))
        return tuple((code, council_name(code), (code,)) for code in (*(each.code for each in councils()), HQ))

    @property
    def map_councils(self) -> tuple[str, ...]:
        """The councils on the map: those of the scope; for the nation all in JIS order, then 全国本部."""
        return (*(each.code for each in councils()), HQ) if self.national else self.councils

    def a_year_before(self) -> Question:
        """The same months of the year before."""
        return self._replace(first=add_months(self.first, -12), last=month_end(add_months(month_of(self.last), -12)))

    def whole_years(self) -> tuple[tuple[dt.date, dt.date], list[dt.date]]:
        """The first and the last fiscal year that lie wholly within the period, by their first days (the last before the
        first when there is none), and the months beside them.
        """
        first, after = year_of(self.first), add_months(month_of(self.last), 1)
        if first < self.first:
            first = add_months(first, 12)
        end = year_of(after)
        if end <= first:
            return (after, self.first), _months(self.first, after)
        return (first, add_months(end, -12)), [*_months(self.first, first), *_months(end, after)]

    def buckets(self) -> list[Bucket]:
        """The parts of the period in order; the first and last may be cut by the period."""
        parts: dict[str, Bucket] = {}
        month = self.first
        while month <= self.last:
            code, label = _part(self.by, month)
            known = parts.get(code)
            parts[code] = Bucket(code, label, known.first if known else month, month_end(month))
            month = add_months(month, 1)
        return list(parts.values())


def _months(first: dt.date, after: dt.date) -> list[dt.date]:
    months = (after.year - first.year) * 12 + after.month - first.month
    return [add_months(first, count) for count in range(months)]


def is_fiscal_year(first: dt.date, last: dt.date) -> bool:
    """Whether these days are the first and the last of one fiscal year."""
    return first == year_of(first) and last == fiscal_year_end(first.year)


def _part(by: By, month: dt.date) -> tuple[str, str]:
    year = fiscal_year(month)
    if by is By.MONTH:
        return f"{month:%Y-%m}", f"{month.year}年{month.month}月"
    if by is By.QUARTER:
        quarter = (month.month - 4) % 12 // 3 + 1
        return f"{year}-Q{quarter}", f"{year}年度第{quarter}四半期"
    return str(year), f"{year}年度"


def council_name(code: str) -> str:
    """The council's name, or 全国本部; raises KeyError."""
    return "全国本部" if code == HQ else council(code).name
