"""The figures counted a second time, plainly and slowly, from raw events: what the tests and the demo hold the tables against.

Shares no line with council_reporting: it reads every event, keeps lists, and counts them for one period at a time.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from council_events import Envelope, governance, intake, subsidy, support
from council_events.corrections import corrected

from bench.recount.period import Done, Period, three_years_after


class Recount:
    """Everything that was ever counted; ask `figures` for a period and a set of councils (None: all)."""

    def __init__(self, envelopes: Iterable[Envelope[Any]]) -> None:
        """`envelopes`: all events of intake, support and subsidy, each case's events of one service in their order."""
        streams: dict[tuple[str, UUID], list[Envelope[Any]]] = defaultdict(list)
        for envelope in envelopes:
            subject = getattr(envelope.data, "case_id", None) or getattr(envelope.data, "activity_id", None)
            if subject is not None:
                streams[envelope.service, subject].append(envelope)
        self._by_case: dict[UUID, dict[type, list[Envelope[Any]]]] = defaultdict(lambda: defaultdict(list))
        for (_, case_id), stream in streams.items():
            for envelope in corrected(sorted(stream, key=lambda each: each.sequence)):
                self._by_case[case_id][type(envelope.data)].append(envelope)

    def figures(self, first: dt.date, last: dt.date, councils: Collection[str] | None = None) -> dict[str, Any]:
        """`values` and `tables` of a period, both days inclusive, as the API gives them."""
        period = Period(self, first, last, councils)
        return {"values": {**period.consultations(), **period.lines(), **period.subsidy()}, "tables": period.tables()}

    def last(self, kind: type) -> list[Envelope[Any]]:
        """The last event of this type of every case that has one."""
        return [events[kind][-1] for events in self._by_case.values() if events.get(kind)]

    def all(self, *kinds: type) -> list[Envelope[Any]]:
        """Every event of these types."""
        return [envelope for events in self._by_case.values() for kind in kinds for envelope in events.get(kind, ())]

    def of(self, case_id: UUID, kind: type) -> Any | None:
        """The data of the case's last event of this type."""
        events = self._by_case[case_id].get(kind)
        return events[-1].data if events else None

    def company(self, case_id: UUID) -> UUID:
        """The company that the case counts for, or the case."""
        for kind in (intake.ConsultationOpened, support.CandidateReceived, subsidy.SubsidyApplicationFiled):
            event = self.of(case_id, kind)
            if event is not None and event.company_id is not None:
                return UUID(str(event.company_id))
        return case_id

    def track(self, case_id: UUID) -> str:
        """The track of a subsidy case."""
        filed = self.of(case_id, subsidy.SubsidyApplicationFiled)
        return "unknown" if filed is None else str(filed.track)

    def done(self, approved: Envelope[Any]) -> Done:
        """A completed case with what support, or else the consultation, knew of the company."""
        case_id = approved.data.case_id
        told = self.of(case_id, support.CandidateReceived) or self.of(case_id, intake.ConsultationOpened)
        at_first = self.of(case_id, intake.ConsultationOpened)
        sales = None if told is None else told.sales
        if sales is None and at_first is not None:
            sales = at_first.sales
        failures = [
            each.data.period_to
            for each in self._by_case[case_id].get(support.MonitoringReported, ())
            if each.data.result is support.MonitoringResult.FAILED_AGAIN
        ]
        return Done(
            approved.occurredon,
            approved.data,
            self.company(case_id),
            "unknown" if told is None else told.industry.value,
            sales,
            None if told is None else told.employees,
            bool(failures) and min(failures) <= three_years_after(approved.occurredon),
        )

    def methods(self, completed: Any) -> set[str]:
        """The methods of the version of the 収益力改善計画 that came into being."""
        drafts = self._by_case[completed.case_id].get(support.ImprovementPlanDrafted, ())
        found = [set(each.data.methods) for each in drafts if each.data.version == completed.plan_version]
        return found[-1] if found else set()


def evaluated(envelopes: Iterable[Envelope[Any]], year: int) -> dict[str, dict[str, Any]]:
    """T13 a second time: of every council with a grade or a plan for the fiscal year, what it was given, meant and did."""
    told = list(envelopes)
    first, last = dt.date(year, 4, 1), dt.date(year + 1, 3, 31)
    recount = Recount(told)
    found: dict[str, dict[str, Any]] = {}
    for envelope in sorted(told, key=lambda each: (each.time, each.sequence)):
        event = envelope.data
        if isinstance(event, (governance.EvaluationRecorded, governance.AnnualPlanMade)) and event.fiscal_year == year:
            known = found.setdefault(envelope.council, {"grade": None, "completions": None, "drastic": None})
            if isinstance(event, governance.EvaluationRecorded):
                known["grade"] = event.grade.value
            else:
                known |= {"completions": event.completions_target, "drastic": event.drastic_target}
    for council, known in found.items():
        tables = recount.figures(first, last, {council})["tables"]
        known["completed"] = sum(n for n, _ in tables["completion"].values())
        known["of them drastic"] = tables["method_group"].get("drastic", (0, 0))[0]
    return found


def differences(answer: Mapping[str, Any], recount: Recount, councils: Collection[str] | None = None) -> list[str]:
    """What differs between an answer of GET /v1/figures (parsed JSON) and the recount; [] when they agree.

    `councils`: those within the answer's scope; None for the nation.
    """
    first, last = dt.date.fromisoformat(answer["from"]), dt.date.fromisoformat(answer["to"])
    expected = recount.figures(first, last, councils)
    found = _differ("totals", answer["totals"], expected["values"])
    for table in answer["tables"]:
        shown = {item["code"]: (item["n"], item["amount"] or 0) for item in table["items"] if item["n"]}
        found += _differ(f"table {table['code']}", shown, expected["tables"][table["code"]])
    for part in answer["trend"]:
        days = dt.date.fromisoformat(part["from"]), dt.date.fromisoformat(part["to"])
        found += _differ(part["code"], part["values"], recount.figures(*days, councils)["values"])
    for tile in answer["councils"]:
        found += _differ(tile["code"], tile["values"], recount.figures(first, last, {tile["code"]})["values"])
    return found


def _differ(where: str, shown: Mapping[str, Any], expected: Mapping[str, Any]) -> list[str]:
    return [
        f"{where}, {name}: shown {shown.get(name)}, counted {expected.get(name)}"
        for name in sorted({*shown, *expected})
        if shown.get(name) != expected.get(name)
    ]
