"""A published year as its page shows it: numbers by council, by quarter and by item, the withheld ones marked. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

WITHHELD: Final = "X"
"""As in the ministry's own statistics: a figure about one or two companies, or one from which such a figure follows."""
NATION: Final = "all"


class Measure(NamedTuple):
    """What may be chosen for map and trend: a cell of a table, its count, its amount, or their mean."""

    title: str
    unit: str
    table: str
    item: str
    of: str = "n"


MEASURES: Final[Mapping[str, Measure]] = {
    "consultations": Measure("窓口相談", "件", "consultation", "counter"),
    "preliminary": Measure("事前相談", "件", "consultation", "preliminary"),
    "starts": Measure("再生支援の開始", "件", "start", "restructuring"),
    "completions": Measure("再生支援の完了（プレ再生を含む）", "件", "days", ""),
    "jobs": Measure("維持雇用者数", "人", "jobs", "", "amount"),
    "days": Measure("相談から完了までの平均日数", "日", "days", "", "mean"),
    "improvement_starts": Measure("収益力改善支援の開始", "件", "start", "revenue_improvement"),
    "improvements": Measure("収益力改善支援の完了", "件", "completed_line", "revenue_improvement"),
    "ends": Measure("再生支援の終了", "件", "ended_line", "restructuring"),
}


class Row(NamedTuple):
    """One line of a table of the nation: `n` is None where it is withheld."""

    label: str
    n: int | None
    share: float | None
    amount: int | None


class Table(NamedTuple):
    """One published table of the nation and year."""

    code: str
    number: str | None
    title: str
    unit: str
    amount_unit: str | None
    multiple: bool
    rows: tuple[Row, ...]


class Published:
    """One published year."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self.year: Mapping[str, Any] = answer["year"]
        self._tables: Sequence[Mapping[str, Any]] = answer["tables"]
        self._cells = {
            (table["code"], cell["item"], cell["area"], cell["period"]): cell
            for table in self._tables
            for cell in table["values"]
        }

    @property
    def period(self) -> str:
        """The code of the whole year."""
        return str(self.year["fiscal_year"])

    @property
    def quarters(self) -> tuple[str, ...]:
        """The codes of its quarters."""
        return tuple(f"{self.period}-Q{quarter}" for quarter in range(1, 5))

    def value(self, measure: Measure, area: str, period: str | None = None) -> float | None:
        """A number; None where it is withheld, or where there is nothing to take a mean of."""
        cell = self._cells.get((measure.table, measure.item, area, period or self.period))
        if cell is None or cell["n"] is None:
            return None
        if measure.of == "mean":
            return round(cell["amount"] / cell["n"], 1) if cell["n"] else None
        found: int | None = cell[measure.of]
        return found

    def shown(self, measure: Measure, area: str, period: str | None = None) -> str:
        """The number as text; X where it is withheld."""
        cell = self._cells.get((measure.table, measure.item, area, period or self.period))
        if cell is not None and cell["n"] is None:
            return WITHHELD
        value = self.value(measure, area, period)
        return "－" if value is None else f"{value:,}"

    def tables(self) -> list[Table]:
        """The divided tables of the nation and year, in the order of the publication."""
        return [self._table(table) for table in self._tables if len(table["items"]) > 1]

    def _table(self, table: Mapping[str, Any]) -> Table:
        cells = [self._cells[table["code"], item["code"], NATION, self.period] for item in table["items"]]
        counts = [cell["n"] for cell in cells]
        whole = None if table["multiple"] or None in counts else sum(counts)
        if table["multiple"]:
            whole = self._cells["days", "", NATION, self.period]["n"]
        rows = (
            Row(
                item["label"],
                cell["n"],
                round(100 * cell["n"] / whole, 1) if whole and cell["n"] is not None else None,
                cell["amount"],
            )
            for item, cell in zip(table["items"], cells, strict=True)
        )
        head = (table["code"], table["number"], table["title"], table["unit"], table["amount_unit"], table["multiple"])
        return Table(*head, tuple(rows))
