"""What one person saw, from the access log's own table: cases, lists, papers and purposes of one moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from council_audit.projections.access import DDL
from council_audit.queries.seen import Seen, seen
from council_kit.postgres import Pool, open_pool
from psycopg import sql
from pydantic_core import to_json

PERSON, CASE, OTHER, PAPER = "p13-deputy", uuid4(), uuid4(), uuid4()
NOON = dt.datetime(2024, 7, 1, 3, tzinfo=dt.UTC)


def row(minutes: int, cases: tuple[UUID, ...] = (), **more: Any) -> dict[str, Any]:
    """A read of a case, so many minutes after noon."""
    usual = {"actor": PERSON, "council": "13", "purpose": "case_work", "service": "intake", "view": "case"}
    return {
        **usual,
        "event_id": uuid4(),
        "recorded_at": NOON + dt.timedelta(minutes=minutes),
        "route": "GET /v1/cases/{case_id}",
        "cases": cases,
        "versions": [1] * len(cases),
        "fields": ("header",),
        "papers": (),
        **more,
    }


ROWS = (
    row(0, (CASE,)),
    row(1, (CASE, OTHER), view="list", fields=("company_name",)),
    row(2, (CASE,), view="paper", papers=(PAPER,), fields=("document",), purpose="supervision"),
    row(3, (OTHER,), view=None, refusal="not_found", fields=()),
    row(4, (OTHER,), council="14"),
    row(5, (OTHER,), actor="p13-head"),
)


@pytest.fixture
def pool(database: str) -> Iterator[Pool]:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA access")
        connection.execute("SET search_path = access")
        connection.execute(sql.SQL(DDL))
        connection.execute(
            "INSERT INTO reads SELECT r.* FROM json_populate_recordset(NULL::reads, %s::json) AS r",
            [to_json(ROWS).decode()],
        )
    with open_pool(database, max_size=1) as opened:
        yield opened


def asked(pool: Pool, since: int | None = None, until: int | None = None, **more: Any) -> Seen:
    begins, ends = (None if each is None else NOON + dt.timedelta(minutes=each) for each in (since, until))
    return seen(pool, PERSON, begins, ends, **{"councils": None, "after": None, "limit": 200} | more)


def test_cases_lists_papers_and_purposes_are_told_at_a_glance_and_one_after_another(pool: Pool) -> None:
    found = asked(pool)
    assert (found.reads, found.refused, found.total) == (4, 1, 2)
    assert {each.title: each.times for each in found.views} == {"案件の詳細": 2, "一覧": 1, "書類": 1}
    assert {each.title: each.times for each in found.purposes} == {"案件の遂行": 4, "監督・決裁": 1}
    of_case = {each.case_id: each for each in found.cases}
    assert (of_case[CASE].times, of_case[CASE].papers) == (3, (PAPER,))
    assert set(of_case[CASE].fields) == {"概要", "企業名", "書類"}
    assert (of_case[CASE].first_at, of_case[CASE].last_at) == (NOON, NOON + dt.timedelta(minutes=2))
    assert of_case[OTHER].times == 2, "what was refused was not seen"
    assert [entry.recorded_at.minute for entry in found.timeline] == [0, 1, 2, 3, 4]


def test_a_list_that_names_a_case_twice_showed_it_once(pool: Pool) -> None:
    with pool.connection() as connection:
        twice = row(9, (OTHER, OTHER, CASE), actor="p13-office", view="list", fields=("company_name", "stage"))
        connection.execute(
            "INSERT INTO access.reads SELECT r.* FROM json_populate_recordset(NULL::access.reads, %s::json) AS r",
            [to_json([twice]).decode()],
        )
    found = seen(pool, "p13-office", None, None, councils=None, after=None, limit=200)
    assert {each.case_id: each.times for each in found.cases} == {OTHER: 1, CASE: 1}
    assert (found.reads, found.total) == (1, 2)


def test_a_person_who_saw_many_long_lists_is_told_of_all_of_them(pool: Pool) -> None:
    """A month of one who works with lists: a statement that multiplied cases by fields took longer than a statement may."""
    many = "(SELECT array_agg(md5(n::text)::uuid) FROM generate_series(1, 50) AS n)"
    with pool.connection() as connection:
        connection.execute(
            "INSERT INTO access.reads SELECT gen_random_uuid(), now() - make_interval(mins => number), 'p13-office', '13', NULL, NULL,"
            f" 'case_work', 'intake', 'list', NULL, NULL, 'POST /v1/work', {many}, '{{}}', '{{a,b,c,d,e,f,g,h}}', '{{}}', NULL"
            " FROM generate_series(1, 4000) AS number"
        )
    found = seen(pool, "p13-office", None, None, councils=None, after=None, limit=200)
    assert (found.reads, found.total, {each.times for each in found.cases}) == (4000, 50, {4000})


def test_a_period_begins_with_its_first_instant_and_ends_before_its_last(pool: Pool) -> None:
    found = asked(pool, since=1, until=3)
    assert (found.reads, found.refused) == (2, 0)
    assert [entry.recorded_at.minute for entry in found.timeline] == [1, 2]


def test_who_supervises_some_councils_is_told_what_was_seen_on_their_behalf(pool: Pool) -> None:
    assert asked(pool, councils=["14"]).reads == 1
    assert asked(pool, councils=["13"]).reads == 3
    assert asked(pool, councils=[]).timeline == ()


def test_the_timeline_goes_on_where_its_page_ended_and_the_summary_stays_whole(pool: Pool) -> None:
    first = asked(pool, limit=2)
    second = asked(pool, limit=2, after=first.next)
    assert [entry.recorded_at.minute for entry in (*first.timeline, *second.timeline)] == [0, 1, 2, 3]
    assert (first.reads, second.reads) == (4, 4)
