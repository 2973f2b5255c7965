"""Events of invented cases as reporting reads them, and the figures that follow, on a real database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, LiteralString
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

import psycopg
from council_directory import fiscal_year
from council_directory.directory import HQ
from council_events import (
    Envelope,
    Event,
    Sealed,
    SealedBox,
    envelope_class,
    governance,
    intake,
    read_envelope,
    schema_uri,
    subsidy,
    support,
    to_bytes,
)
from council_events.corrections import Correction, Value
from council_events.deciding import Asking
from council_events.reporting import EditionKind, edition_of, series_of
from council_events.values import Industry, LegalForm, Office, SupportLine
from council_kit.postgres import Pool, open_async_pool, open_pool
from council_kit.runner import Gathering, Projection, Record, generations, offsets
from council_kit.runner.filling import Places
from council_kit.runner.gathering import gathers
from council_kit.runner.generations import Generation
from council_kit.runner.settling import settle
from council_reporting.commands import CloseEdition
from council_reporting.domain import editions
from council_reporting.domain.editions import AreaFigures
from council_reporting.figures import Measure
from council_reporting.projections import EDITIONS, EVALUATIONS, REGISTER, figures_projection
from council_reporting.queries import By, Figures, Grid, Question, Scope, read_figures, read_grid
from council_reporting.queries.closing import figures_known
from council_reporting.rules import Bands
from council_reporting.rules.editions import period_of

BOX: Any = Sealed.from_box(SealedBox("13/case:x", "018f5e1c-0000-7000-8000-00000000000e", "x", "c2VhbGVk"))
BANDS = Bands()
CORRECTIONS: dict[str, type[Correction]] = {
    "intake": intake.EntryCorrected,
    "support": support.EntryCorrected,
    "subsidy": subsidy.EntryCorrected,
}
TABLES = {
    "figures": ("cases", "acts", "counts", "year_counts", "company_months", "company_steps", "company_years", "late"),
    "register": ("reports", "months", "chases"),
}
SIZE: dict[str, Any] = {
    "prefecture": "08",
    "legal_form": LegalForm.STOCK_COMPANY,
    "industry": Industry.MANUFACTURING,
    "employees": 18,
    "sales": 300_000_000,
    "interest_bearing_debt": 200_000_000,
}


def named(name: str) -> UUID:
    """A company or case of this name, the same in every run."""
    return uuid5(NAMESPACE_OID, name)


class Story:
    """Collects events in the order in which they are recorded."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope[Any]] = []
        self._versions: dict[tuple[str, UUID], int] = {}
        self._recorded: dict[tuple[str, UUID], dt.datetime] = {}

    def tell(
        self, council: str, on: str | dt.date, event: Event, case: UUID, recorded: str | dt.date | None = None
    ) -> Envelope[Any]:
        """One event on a business date, recorded at noon of that day or of another."""
        name = type(event).type_name
        service = name.split(".")[1]
        version = self._versions[service, case] = self._versions.get((service, case), 0) + 1
        day = dt.date.fromisoformat(on) if isinstance(on, str) else on
        envelope = envelope_class(name)(
            id=uuid4(),
            source=f"/councils/{council}/{service}",
            type=name,
            subject=str(case),
            time=self._instant(day if recorded is None else recorded, (service, case)),
            dataschema=schema_uri(name),
            occurredon=day,
            sequence=version,
            streamid=case,
            partitionkey=str(case),
            council=council,
            actor=f"p{council}-deputy",
            purpose="case_work",
            correlationid=case,
            data=event,
        )
        told = read_envelope(to_bytes(envelope))
        self.envelopes.append(told)
        return told

    def _instant(self, day: str | dt.date, stream: tuple[str, UUID]) -> dt.datetime:
        """Noon in Japan of the day, and in a stream never before what was recorded there."""
        noon = dt.datetime.combine(dt.date.fromisoformat(str(day)), dt.time(3), dt.UTC)
        after = self._recorded.get(stream, noon) + dt.timedelta(microseconds=1)
        instant = self._recorded[stream] = max(noon, after)
        return instant

    def consultation(
        self,
        council: str,
        on: str,
        company: str | None = None,
        *,
        kind: intake.ConsultationKind = intake.ConsultationKind.COUNTER,
        requester: intake.Requester = intake.Requester.COMPANY,
        result: intake.FirstResponse | None = None,
        case: UUID | None = None,
        route: intake.Route = intake.Route.DIRECT,
        **size: Any,
    ) -> UUID:
        """Opened, and closed with the result where one is given."""
        case = case or uuid4()
        opened = intake.ConsultationOpened(
            case_id=case,
            kind=kind,
            requester=requester,
            route=route,
            channel=intake.Channel.INTERVIEW,
            assigned_to=f"p{council}-deputy",
            company_id=named(company) if company else None,
            **{**SIZE, **size},
        )
        self.tell(council, on, opened, case)
        if result is not None:
            self.tell(council, on, intake.ConsultationClosed(case_id=case, result=result), case)
        return case

    def candidate(self, council: str, on: str, case: UUID, company: str | None = None, **size: Any) -> None:
        """Support takes the case over from intake."""
        event = support.CandidateReceived(
            case_id=case,
            line="restructuring",
            consulted_on=dt.date.fromisoformat(on),
            company_id=named(company) if company else None,
            **{**SIZE, **size},
        )
        self.tell(council, on, event, case)

    def start(self, council: str, on: str, case: UUID) -> None:
        """再生支援開始決定."""
        event = support.RestructuringStarted(
            case_id=case,
            findings=(support.Finding.DIFFICULTY,),
            waiver_expected=False,
            due_diligence=support.DueDiligence.ORDINARY,
            standard_date=dt.date.fromisoformat(on),
            decided_by=f"p{council}-head",
        )
        self.tell(council, on, event, case)

    def approval(
        self,
        council: str,
        on: str,
        case: UUID,
        *methods: support.Method,
        kind: support.PlanKind = support.PlanKind.ORDINARY,
        consulted_on: str = "2024-04-01",
        jobs: int = 10,
        business: Sequence[support.BusinessMethod] = (),
    ) -> None:
        """再生計画の成立."""
        event = support.PlanApproved(
            case_id=case,
            plan_version=1,
            kind=kind,
            methods=methods or (support.Method.RESCHEDULE,),
            creditors=2,
            debt_before=1_000,
            debt_waived=0,
            jobs=jobs,
            consulted_on=dt.date.fromisoformat(consulted_on),
            business_methods=tuple(business),
        )
        self.tell(council, on, event, case)

    def improvement(
        self,
        council: str,
        on: str,
        case: UUID,
        form: support.ImprovementForm = support.ImprovementForm.WITHOUT_SUPPORT,
        *methods: support.Method,
        consulted_on: str = "2024-04-01",
    ) -> None:
        """収益力改善計画の案と成立."""
        day = dt.date.fromisoformat(on)
        until = day + dt.timedelta(days=300)
        draft = support.ImprovementPlanDrafted(
            case_id=case,
            version=1,
            form=form,
            begins_on=day,
            ends_on=until,
            methods=methods,
            parts=tuple(support.ImprovementPart),
            summary=BOX,
        )
        self.tell(council, on, draft, case)
        event = support.ImprovementCompleted(
            case_id=case,
            plan_version=1,
            form=form,
            begins_on=day,
            ends_on=until,
            consulted_on=dt.date.fromisoformat(consulted_on),
        )
        self.tell(council, on, event, case)

    def line_started(self, council: str, on: str, case: UUID, line: SupportLine) -> None:
        """The start of any line."""
        day = dt.date.fromisoformat(on)
        head = f"p{council}-head"
        events: dict[SupportLine, Event] = {
            SupportLine.REVENUE_IMPROVEMENT: support.ImprovementStarted(
                case_id=case, form=support.ImprovementForm.WITHOUT_SUPPORT, decided_by=head, likely_because=BOX
            ),
            SupportLine.TAX_SCHEME: support.TaxSchemeStarted(case_id=case, findings=(), decided_by=head),
            SupportLine.GUARANTEE: support.RepaymentSupportStarted(
                case_id=case,
                settlement=support.SettlementType.TOGETHER,
                findings=(),
                base_date=day,
                decided_by=head,
            ),
            SupportLine.RECHALLENGE: support.RechallengeStarted(
                case_id=case,
                trigger=support.Trigger.EXTREMELY_DIFFICULT,
                phase=support.Phase.CONSULTATION,
                requester=support.Beneficiary.COMPANY,
            ),
        }
        if line is SupportLine.RESTRUCTURING:
            self.start(council, on, case)
        else:
            self.tell(council, on, events[line], case)

    def line_ended(self, council: str, on: str, case: UUID, line: SupportLine) -> None:
        """The end (終了) of any line that can end."""
        events: dict[SupportLine, Event] = {
            SupportLine.REVENUE_IMPROVEMENT: support.ImprovementEnded(
                case_id=case, ground=support.ImprovementEndGround.OTHER
            ),
            SupportLine.TAX_SCHEME: support.TaxSchemeEnded(case_id=case, ground=support.SchemeEndGround.REFUSED),
            SupportLine.GUARANTEE: support.RepaymentSupportEnded(
                case_id=case, ground=support.RepaymentEndGround.REFUSED, told_on=dt.date.fromisoformat(on)
            ),
        }
        if line is SupportLine.RESTRUCTURING:
            self.end(council, on, case)
        else:
            self.tell(council, on, events[line], case)

    def settlement(
        self,
        council: str,
        on: str,
        case: UUID,
        settlement: support.SettlementType,
        consulted_on: str = "2024-04-01",
        released: int = 1_000_000,
    ) -> None:
        """弁済計画の成立 of one guarantor."""
        event = support.RepaymentPlanApproved(
            case_id=case,
            plan_version=1,
            settlement=settlement,
            creditors=2,
            debt_before=2_000_000,
            debt_released=released,
            consulted_on=dt.date.fromisoformat(consulted_on),
        )
        self.tell(council, on, event, case)

    def outcome(
        self,
        council: str,
        on: str,
        case: UUID,
        company: support.CompanySettlement | None,
        *persons: tuple[support.PersonalSettlement, support.NewStart],
    ) -> None:
        """再チャレンジ支援の結果の取りまとめ."""
        event = support.OutcomeCompiled(
            case_id=case,
            trigger=support.Trigger.EXTREMELY_DIFFICULT,
            phase=support.Phase.CONSULTATION,
            topics=(support.AdviceTopic.CLOSING_WORKOUT,),
            workout_supported=False,
            company=company,
            persons=tuple(person for person, _ in persons),
            starts=tuple(start for _, start in persons),
            effects=(support.Effect.RESTART,),
        )
        self.tell(council, on, event, case)

    def performance(self, council: str, on: str, case: UUID, number: int, on_plan: bool) -> None:
        """実施状況の報告（別冊３）."""
        day = dt.date.fromisoformat(on)
        event = support.PerformanceReported(
            case_id=case, number=number, period_to=day, reported_on=day, on_plan=on_plan, next_due=day
        )
        self.tell(council, on, event, case)

    def correction(
        self, target: Envelope[Any], field: str, old: Any, new: Any, recorded: str | dt.date = "2026-01-01"
    ) -> None:
        """A field of an earlier entry was wrong; said on `recorded`."""
        event = CORRECTIONS[target.service](
            case_id=target.data.case_id,
            corrected_event=target.id,
            corrected_type=target.type,
            field=field,
            old=Value.of(old),
            new=Value.of(new),
            reason=BOX,
        )
        self.tell(target.council, recorded, event, target.data.case_id)

    def end(self, council: str, on: str, case: UUID) -> None:
        """再生支援の終了."""
        event = support.RestructuringEnded(case_id=case, ground=support.EndGround.NO_PROSPECT)
        self.tell(council, on, event, case)

    def report(self, council: str, on: str, case: UUID, number: int, result: support.MonitoringResult) -> None:
        """モニタリングの報告 on the half year before."""
        day = dt.date.fromisoformat(on)
        event = support.MonitoringReported(
            case_id=case, number=number, period_from=day - dt.timedelta(days=180), period_to=day, result=result
        )
        self.tell(council, on, event, case)

    def application(self, council: str, on: str, case: UUID, track: subsidy.Track, estimate: int) -> None:
        """利用申請."""
        event = subsidy.SubsidyApplicationFiled(
            case_id=case,
            track=track,
            company_name=BOX,
            agencies=(),
            estimates=(subsidy.Cost(agency_id="123456789012", line=subsidy.CostLine.PLAN, amount=estimate),),
            financial_support=(),
            papers=(),
            guarantee_release=False,
            interim_requested=False,
            **SIZE,
        )
        self.tell(council, on, event, case)

    def annual_plan(self, council: str, on: str, completions: int | None, drastic: int | None = None) -> None:
        """事業計画 of the fiscal year that begins next, with targets or without."""
        day = dt.date.fromisoformat(on)
        event = governance.AnnualPlanMade(
            fiscal_year=fiscal_year(day) + 1,
            made_by=f"p{council}-head",
            conferred_on=day,
            conferred_with=f"p{council}-host",
            plan=BOX,
            completions_target=completions,
            drastic_target=drastic,
        )
        self.tell(council, on, event, governance.organisation_of(council))

    def evaluation(self, council: str, on: str, year: int, grade: governance.EvaluationGrade) -> None:
        """中小機構 published the evaluation of a fiscal year."""
        day = dt.date.fromisoformat(on)
        event = governance.EvaluationRecorded(fiscal_year=year, grade=grade, published_on=day, recorded_by="hq-officer")
        self.tell(council, on, event, governance.organisation_of(council))

    def claim(self, council: str, on: str, case: UUID, amount: int) -> None:
        """費用支払申請."""
        costs = (subsidy.Cost(agency_id="123456789012", line=subsidy.CostLine.PLAN, amount=amount),)
        self.tell(council, on, subsidy.PlanFeeClaimed(case_id=case, costs=costs, papers=()), case)

    def payment(self, council: str, on: str, case: UUID, track: subsidy.Track, amount: int) -> None:
        """費用の支払."""
        event = subsidy.FeePaid(
            case_id=case,
            agency_id="123456789012",
            kind=subsidy.PaymentKind.PLAN_FIRST_HALF,
            track=track,
            amount=amount,
            paid_on=dt.date.fromisoformat(on),
        )
        self.tell(council, on, event, case)


class Desk:
    """The read tables of reporting in one database, fed batch by batch as the runner feeds them."""

    def __init__(self, dsn: str, bands: Bands = BANDS) -> None:
        self._dsn = dsn
        self._bands = bands
        self._projections = (figures_projection(bands), EDITIONS, EVALUATIONS, REGISTER)
        with psycopg.connect(dsn, autocommit=True) as connection:
            for projection in self._projections:
                schema = f"CREATE SCHEMA {projection.name}; SET search_path = {projection.name}, public;"
                connection.execute(schema + projection.ddl)
        self.pool: Pool = open_pool(dsn, max_size=2)

    async def feed(self, envelopes: Sequence[Envelope[Any]], size: int = 1000) -> None:
        """Apply in batches of `size`, each a transaction."""
        async with await psycopg.AsyncConnection.connect(self._dsn) as connection:
            for projection in self._projections:
                await connection.execute(f"SET search_path = {projection.name}, public")
                for start in range(0, len(envelopes), size):
                    part = envelopes[start : start + size]
                    records = [Record("t", 0, start + place, envelope, b"") for place, envelope in enumerate(part)]
                    async with connection.transaction():
                        await projection.apply(connection, records, None)
            await connection.commit()

    async def rebuild(self, envelopes: Sequence[Envelope[Any]], size: int = 1000) -> None:
        """Fill the tables as a rebuild does where it has a shorter way: gather in batches of `size`, then fold each case once."""
        async with open_async_pool(self._dsn, max_size=3) as pool:
            await offsets.install(pool)
            async with pool.connection() as connection:
                await connection.execute("DELETE FROM runner_generations")
            self.empty()
            for projection in self._projections:
                if projection.gathering is not None:
                    generation = await generations.open_next(pool, projection)
                    await self._gather(projection, projection.gathering, generation, envelopes, size)
                    await settle(projection, generation, Places("", pool), 1, lambda _: None)
                    await self._take_over(projection, generation)

    # What a rebuild sits out and tries again, a busy disk, is not what these tests ask about: no limit of time is set here.

    async def _gather(
        self,
        projection: Projection,
        gathering: Gathering,
        generation: Generation,
        envelopes: Sequence[Envelope[Any]],
        size: int,
    ) -> None:
        take = gathers(projection, gathering).apply
        async with await psycopg.AsyncConnection.connect(self._dsn, autocommit=True) as connection:
            await connection.execute(f"SET search_path = {generation.schema}, public".encode())
            for start in range(0, len(envelopes), size):
                part = envelopes[start : start + size]
                await take(connection, [Record("t", 0, start, envelope, b"") for envelope in part], None)

    async def _take_over(self, projection: Projection, generation: Generation) -> None:
        async with await psycopg.AsyncConnection.connect(self._dsn, autocommit=True) as connection:
            for table in TABLES[projection.name]:
                statement = f"INSERT INTO {projection.name}.{table} TABLE {generation.schema}.{table}"
                await connection.execute(statement.encode())

    def ask(
        self, first: str, last: str, *, council: str | None = None, bureau: str | None = None, by: By = By.MONTH
    ) -> Figures:
        """The figures of a period, national unless a council or bureau is named."""
        scope = Scope.COUNCIL if council else Scope.BUREAU if bureau else Scope.NATIONAL
        question = Question.of(dt.date.fromisoformat(first), dt.date.fromisoformat(last), by, scope, council or bureau)
        return read_figures(self.pool, question, self._bands, shown=question.map_councils)

    def grid(self, code: str, first: str, last: str, level: Scope) -> Grid:
        """One table of every area of a level."""
        question = Question.of_level(dt.date.fromisoformat(first), dt.date.fromisoformat(last), level)
        return read_grid(self.pool, code, question, self._bands)

    def known(self, first: str, last: str, known_until: str) -> list[AreaFigures]:
        """The figures of a period as everything recorded by the end of a day gives them."""
        days = (dt.date.fromisoformat(day) for day in (first, last, known_until))
        return figures_known(self.pool, *days, [measure.value for measure in Measure])

    async def fix(self, kind: EditionKind, first: str, known_until: str) -> UUID:
        """Close the first edition of a period, recorded on the day after `known_until`; its id."""
        command = CloseEdition(kind=kind, first=dt.date.fromisoformat(first))
        until = dt.date.fromisoformat(known_until)
        begins, last = period_of(kind, command.first)
        asking = Asking("hq-officer", HQ, until + dt.timedelta(days=1), frozenset({Office.HQ_OFFICER}))
        figures = self.known(begins.isoformat(), last.isoformat(), known_until)
        story, series = Story(), series_of(kind, begins)
        for event in editions.decide(editions.INITIAL, command, asking, until, figures):
            story.tell(HQ, asking.on, event, series)
        await self.feed(story.envelopes)
        return edition_of(series, 1)

    def rows(self, table: LiteralString) -> list[tuple[Any, ...]]:
        """Every row of one read table, in an order of its contents."""
        with self.pool.connection() as connection:
            return sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every read table, row by row, in an order of its own contents."""
        with self.pool.connection() as connection:
            return {
                name: sorted(connection.execute(f"SELECT * FROM figures.{name}").fetchall(), key=repr)
                for name in TABLES["figures"]
            }

    def empty(self) -> None:
        """Forget everything."""
        with self.pool.connection() as connection:
            connection.execute(f"TRUNCATE {', '.join(f'figures.{name}' for name in TABLES['figures'])}")
            connection.execute("TRUNCATE register.reports, register.months, register.chases")
            connection.execute("TRUNCATE editions.editions, editions.fixed, editions.fixed_companies")

    def close(self) -> None:
        self.pool.close()


def items(figures: Figures, table: str) -> dict[str, int]:
    """The items of one table that are not 0."""
    found = next(each for each in figures.tables if each.code == table)
    return {item.code: item.n for item in found.items if item.n}
