"""A council's organisation as a page shows it: what is missing, tables, next steps and history; and the year of every council."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from council_access import Standing
from council_directory import council
from council_events import Sealed
from council_events.governance import EvaluationGrade
from council_events.values import Code, Office, ReferralBody
from council_kit.answers import NextStep, TimelineEntry
from council_kit.timeline import shown_value, timeline
from council_kit.vault import Vault
from pydantic import Field

from council_governance.domain.organisation import Organisation, next_steps
from council_governance.domain.organisation.duties import Staff, findings, year_of
from council_governance.domain.organisation.state import Member, Observer
from council_governance.queries.labels import pairs, pairs_without_opinions
from council_governance.queries.parts import Answer, Section, SectionRow, told
from council_governance.rules.periods import Period, includes
from council_governance.rules.standards import lacks_a_standard


class Missing(Answer):
    """What the organisation lacks, and the provision that asks for it."""

    provision: str = Field(title="根拠規定")
    ja: str = Field(title="不足")
    en: str = Field(title="不足（英語）")
    due_on: dt.date | None = Field(default=None, title="期限")
    overdue: bool = Field(title="期限を過ぎたか")


class OrganisationView(Answer):
    """One council's organisation today."""

    council: str = Field(title="協議会")
    host: str = Field(title="認定支援機関")
    version: int = Field(title="版")
    certified: bool = Field(title="認定されているか")
    chair: str | None = Field(default=None, title="会長")
    missing: tuple[Missing, ...] = Field(title="不足しているもの")
    sections: tuple[Section, ...] = Field(title="体制の表")
    next_steps: tuple[NextStep, ...] = Field(title="次の手続")
    timeline: tuple[TimelineEntry, ...] = Field(default=(), title="経過")


class CouncilYear(Answer):
    """One council in one fiscal year, and what it lacks today."""

    council: str = Field(title="協議会")
    whole_meetings: tuple[dt.date, ...] = Field(title="全体会議の開催日")
    summed_up: bool = Field(title="事業を総括する全体会議")
    annual_plan: bool = Field(title="事業計画")
    missing: int = Field(title="不足の件数")


class YearOfCouncils(Answer):
    """Every council that the asker may see in one fiscal year; those without a 全体会議 or 事業計画 are named apart."""

    fiscal_year: int = Field(title="年度")
    councils: tuple[CouncilYear, ...] = Field(title="協議会")
    without_meeting: tuple[str, ...] = Field(title="全体会議のない協議会")
    without_plan: tuple[str, ...] = Field(title="事業計画のない協議会")


_READS_OPINIONS: Final = frozenset(
    {Office.HOST_HEAD, Office.HEAD, Office.DEPUTY, Office.DEPUTY_IMPROVEMENT, Office.SECRETARIAT}
)


def organisation_view(
    standing: Standing,
    state: Organisation,
    history: Sequence[bytes],
    staff: Staff,
    today: dt.date,
    vault: Vault,
    worst_that_meets: EvaluationGrade | None,
) -> OrganisationView:
    """One organisation, its names opened. Raises the vault's errors.

    What an opinion about the business says is told to the council's own staff alone: it may speak of a case.
    """
    of_the_council = not standing.offices_now.isdisjoint(_READS_OPINIONS)
    return OrganisationView(
        council=standing.council,
        host=council(standing.council).host,
        version=len(history),
        certified=not any(includes(each, today) for each in state.host.uncertified),
        chair=state.committee.chair(today),
        missing=tuple(Missing(**each._asdict()) for each in findings(state, staff, today, worst_that_meets)),
        sections=tuple(each for each in _sections(state, today, vault) if each.rows),
        next_steps=told(next_steps(state, standing), "/v1/organisation"),
        timeline=timeline(history, pairs if of_the_council else pairs_without_opinions, vault),
    )


def year_of_councils(
    year: int,
    states: dict[str, Organisation],
    staff: dict[str, Staff],
    today: dt.date,
    worst_that_meets: EvaluationGrade | None,
) -> YearOfCouncils:
    """The report of the yearly duties (YR-2-1-2-2-4, YR-2-1-3-3-7) over the councils given."""
    rows = tuple(
        _year(code, year, state, len(findings(state, staff.get(code, Staff(0, 0)), today, worst_that_meets)))
        for code, state in states.items()
    )
    return YearOfCouncils(
        fiscal_year=year,
        councils=rows,
        without_meeting=tuple(row.council for row in rows if not row.whole_meetings),
        without_plan=tuple(row.council for row in rows if not row.annual_plan),
    )


def _year(code: str, year: int, state: Organisation, missing: int) -> CouncilYear:
    found = year_of(state, year)
    return CouncilYear(
        council=code,
        whole_meetings=found.meetings,
        summed_up=found.summed_up,
        annual_plan=found.planned,
        missing=missing,
    )


def _row(cells: Iterable[str], row_id: object = None, name: str | None = None) -> SectionRow:
    texts = tuple(cells)
    return SectionRow(id=None if row_id is None else str(row_id), name=name or texts[0], cells=texts)


def _days(period: Period) -> str:
    begins = shown_value(period.begins_on)
    return f"{begins}から" + (f"{shown_value(period.ends_on)}まで" if period.ends_on else "")


def _target(number: int | None) -> str:
    return "定めていない" if number is None else f"{number:,}件"


def _labels(codes: Iterable[Code]) -> str:
    return "、".join(code.label for code in codes)


def _sections(state: Organisation, today: dt.date, vault: Vault) -> Iterator[Section]:
    """Members, observers and the rest; a section without rows is left out by the caller."""
    opened = _Opened(state, vault)
    committee, host, business = state.committee, state.host, state.business
    yield _members(state, today, opened)
    yield Section(
        key="observers",
        title="オブザーバー",
        columns=("氏名", "機関", "区分", "期間"),
        rows=tuple(
            _row((opened(each.name), opened(each.body), each.kind.label, _days(each)), each.person)
            for each in committee.observers
        ),
    )
    yield Section(
        key="chairs",
        title="会長",
        columns=("会長", "期間"),
        rows=tuple(_row((opened.person(each.person), _days(each))) for each in committee.chairs),
    )
    yield Section(
        key="meetings",
        title="全体会議",
        columns=("開催日", "事業を総括する会議"),
        rows=tuple(
            _row((shown_value(each.held_on), shown_value(each.sums_up)), each.meeting_id)
            for each in sorted(committee.meetings, key=lambda each: each.held_on)
        ),
    )
    yield Section(
        key="policies",
        title="業務実施方針・方法",
        columns=("実施の日", "内容"),
        rows=tuple(_row((shown_value(each.begins_on), opened(each.text))) for each in committee.policies),
    )
    yield Section(
        key="plans",
        title="事業計画",
        columns=("事業年度", "認定支援機関の長との協議の日", "再生計画の成立の目標", "うち抜本再生"),
        rows=tuple(
            _row(
                (
                    f"{year}年度",
                    shown_value(each.conferred_on),
                    _target(each.completions_target),
                    _target(each.drastic_target),
                )
            )
            for year, each in sorted(business.plans.items())
        ),
    )
    yield Section(
        key="evaluations",
        title="中小機構による事業評価",
        columns=("事業年度", "評価", "公表の日"),
        rows=tuple(
            _row((f"{year}年度", each.grade.label, shown_value(each.published_on)))
            for year, each in sorted(business.evaluations.items())
        ),
    )
    yield Section(
        key="improvement_requests",
        title="業務改善計画の要請",
        columns=("要請の日", "事由", "状況"),
        rows=tuple(
            _row(
                (
                    shown_value(each.requested_on),
                    each.ground.label,
                    f"{shown_value(each.filed_on)}の協議を経て提出" if each.filed_on else "未提出",
                ),
                request_id,
            )
            for request_id, each in business.requests.items()
        ),
    )
    yield Section(
        key="opinions",
        title="事業遂行に関する意見等",
        columns=("受付の日", "意見等を述べた者", "調査"),
        rows=tuple(
            _row(
                (
                    shown_value(each.received_on),
                    each.source.label,
                    f"{shown_value(each.inquired_on)}（{each.outcome.label}）" if each.outcome else "調査を待つ",
                ),
                opinion_id,
            )
            for opinion_id, each in business.opinions.items()
        ),
    )
    yield Section(
        key="rules",
        title="職務代行規程",
        columns=("期間", "代行する者"),
        rows=tuple(_row((_days(each), "、".join(map(opened.person, each.substitutes)))) for each in host.rules),
    )
    yield Section(
        key="delegations",
        title="会長への権能の委任",
        columns=("会長", "権能", "期間"),
        rows=tuple(_row((opened.person(each.chair), _labels(each.powers), _days(each))) for each in host.delegations),
    )
    yield from _registers(state, today, opened)


def _members(state: Organisation, today: dt.date, opened: _Opened) -> Section:
    return Section(
        key="members",
        title="委員",
        columns=("氏名", "代表する機関", "区分", "期間"),
        rows=tuple(
            _row((opened(each.name), opened(each.body), each.category.label, _days(each)), each.person)
            for each in state.committee.members
            if each.ends_on is None or each.ends_on >= today
        ),
    )


def _without_standard(state: Organisation, today: dt.date) -> Iterator[ReferralBody]:
    held = {each.body for each in state.business.standards if includes(each, today)}
    return (body for body in ReferralBody if lacks_a_standard(body, body in held, today))


def _registers(state: Organisation, today: dt.date, opened: _Opened) -> Iterator[Section]:
    host, business = state.host, state.business
    yield Section(
        key="organs",
        title="組織",
        columns=("組織", "設置の日"),
        rows=tuple(_row((organ.label, shown_value(day))) for organ, day in host.organs.items())
        + ((_row(("産業復興相談センター", _days(host.center))),) if host.center else ())
        + tuple(_row(("債権買取支援業務", _days(each))) for each in host.purchases),
    )
    yield Section(
        key="programmes",
        title="連携する都道府県の支援事業",
        columns=("名称", "実施機関", "期間"),
        rows=tuple(
            _row((opened(each.name), opened(each.operator), _days(each)), programme_id)
            for programme_id, each in state.committee.programmes.items()
        ),
    )
    yield Section(
        key="partner_standards",
        title="関係支援機関との受渡し・共同支援の基準",
        columns=("関係支援機関", "施行の期間", "基準の対象", "内容"),
        rows=(
            *(
                _row((each.body.label, _days(each), _labels(each.supports), opened(each.text)))
                for each in business.standards
            ),
            *(_row((body.label, "基準はまだありません", "", "")) for body in _without_standard(state, today)),
        ),
    )
    yield Section(
        key="specialists",
        title="第三者支援専門家の候補者",
        columns=("氏名", "所属", "手続", "資格"),
        rows=tuple(
            _row((opened(each.name), opened(each.firm), _labels(each.kinds), _labels(each.qualifications)), number)
            for number, each in business.specialists.items()
            if each.removed_on is None
        ),
    )


class _Opened:
    """The opened texts of an organisation, all in one round trip to the vault."""

    def __init__(self, state: Organisation, vault: Vault) -> None:
        people: list[Member | Observer] = [*state.committee.members, *state.committee.observers]
        sealed: list[Sealed[str] | None] = [
            *(each.name for each in people),
            *(each.body for each in people),
            *(each.text for each in state.committee.policies),
            *(text for each in state.committee.programmes.values() for text in (each.name, each.operator)),
            *(each.text for each in state.business.standards),
            *(text for each in state.business.specialists.values() for text in (each.name, each.firm)),
        ]
        texts: Sequence[Any] = vault.open_many(sealed)
        self._texts = {id(one): text for one, text in zip(sealed, texts, strict=True) if one is not None}
        self._names = {each.person: self(each.name) for each in people}

    def __call__(self, sealed: Sealed[str] | None) -> str:
        """The clear text, empty where there is none."""
        return "" if sealed is None else str(self._texts[id(sealed)])

    def person(self, person: str) -> str:
        """The name of a member or observer, with the identifier; of others the identifier alone."""
        name = self._names.get(person)
        return f"{name}（{person}）" if name else person
