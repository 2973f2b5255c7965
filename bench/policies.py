"""policies: pages of 50 cases checked by the policies.

Subject: `authorize_page` on 50 cases of the asker's council, by somebody with ten declared interests in other cases.
Floor: one Cedar request per row, in one batch, with the same policies and entities. Both in CPU time of the process,
since nothing else takes part. Also told, in milliseconds of CPU: one decision, a page of an expert's assigned cases,
the predicate of a list, and one decision with the policies parsed each time.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import cedarpy
from council_access import Action, Resource, authorize, authorize_page, scope
from council_access.cedar import policy_text
from council_access.standing import Known, Question, Standing, Term, standing_of
from council_events.values import Office, Purpose

from bench.harness import Result, compare, main, sample

ROWS = 50
TIMES = 400
TODAY = dt.date(2026, 4, 1)


def standing(office: Office, assigned: list[UUID]) -> Standing:
    """Somebody of council 13 with ten declared interests in other cases."""
    question = Question("p13-deputy", Purpose.CASE_WORK, "13", "13", TODAY, TODAY)
    term = Term("13", office, dt.date(2022, 4, 1))
    recusals = frozenset(uuid4() for _ in range(10))
    return standing_of(question, Known((term,), pledged_on=TODAY, recusals=recusals, assigned=frozenset(assigned)))


def cpu_ms(work: Callable[[], object]) -> float:
    """Milliseconds of CPU that one call takes."""
    for _ in range(10):
        work()
    began = time.process_time()
    for _ in range(TIMES):
        work()
    return (time.process_time() - began) / TIMES * 1000


def measure_pages() -> float:
    """Pages a second of CPU time, as the services check them."""
    deputy = standing(Office.DEPUTY, [])
    page = [Resource(uuid4(), "13") for _ in range(ROWS)]
    return 1000 / cpu_ms(lambda: authorize_page(deputy, page))


def measure_rows() -> float:
    """Pages a second of CPU time with one Cedar request per row."""
    policies = cedarpy.PolicySet.from_str(policy_text())
    requests, entities = _request(ROWS)
    return 1000 / cpu_ms(lambda: cedarpy.is_authorized_batch(requests, policies, entities))


def _request(rows: int) -> tuple[list[dict[str, Any]], str]:
    """What Cedar is asked when every row is a case of its own."""
    cases = [str(uuid4()) for _ in range(rows)]
    person = {
        "offices": ["deputy"],
        "council": "13",
        "former": False,
        "pledged": True,
        "purpose": "case_work",
        **{name: [] for name in ("area", "recused", "assigned", "substituted")},
    }
    entities = [{"uid": {"type": "Person", "id": "p"}, "attrs": person, "parents": []}]
    for case_id in cases:
        attributes = {"council": "13", "subsidy": False}
        entities.append({"uid": {"type": "Case", "id": case_id}, "attrs": attributes, "parents": []})
    requests = [
        {
            "principal": {"type": "Person", "id": "p"},
            "action": {"type": "Action", "id": "read_case"},
            "resource": {"type": "Case", "id": case_id},
            "context": {},
        }
        for case_id in cases
    ]
    return requests, json.dumps(entities)


def measure_others() -> dict[str, float]:
    """CPU milliseconds of what else a request pays for."""
    cases = [uuid4() for _ in range(ROWS)]
    deputy, expert = standing(Office.DEPUTY, []), standing(Office.EXPERT, cases)
    page = [Resource(case_id, "13") for case_id in cases]
    (request,), entities = _request(1)
    return {
        "one_decision_ms": round(cpu_ms(lambda: authorize(deputy, Action.READ_CASE, page[0])), 3),
        "experts_page_ms": round(cpu_ms(lambda: authorize_page(expert, page)), 3),
        "predicate_ms": round(cpu_ms(lambda: scope(expert)), 3),
        "parsed_each_time_ms": round(cpu_ms(lambda: cedarpy.is_authorized(request, policy_text(), entities)), 3),
    }


def run() -> Result:
    """Compare the services' way with one request per row."""
    result = compare("policies", "pages/s", lambda: sample(measure_pages), lambda: sample(measure_rows), at_least=1.0)
    result["details"].update(sample(measure_others).answer)
    return result


if __name__ == "__main__":
    main(run)
