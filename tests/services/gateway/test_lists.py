"""One list over several services, paged by due date."""

from __future__ import annotations

from typing import Any

import pytest
from council_gateway.clients import ServiceRefusal, ServiceUnavailable
from council_gateway.web.lists import decode, listing
from hypothesis import given, settings
from hypothesis import strategies as st

SERVICES = ("intake", "support", "subsidy")


class Shelf:
    """Services whose lists page by position."""

    def __init__(self, rows: dict[str, list[str | None]], page: int) -> None:
        ordered = {name: sorted(dues, key=lambda due: due or "9999-12-31") for name, dues in rows.items()}
        self.rows = {
            name: [{"service": name, "number": number, "due_on": due} for number, due in enumerate(dues)]
            for name, dues in ordered.items()
        }
        self.page = page

    async def read(self, service: str, after: str | None) -> Any:
        start = int(after or 0)
        rows = self.rows[service]
        more = start + self.page < len(rows)
        return {"items": rows[start : start + self.page], "next": str(start + self.page) if more else None}


async def all_pages(shelf: Shelf, rows: int) -> list[list[dict[str, Any]]]:
    pages, cursor = [], None
    while True:
        found = await listing(decode(cursor, SERVICES), shelf.read, rows)
        pages.append(found.rows)
        cursor = found.next
        if cursor is None:
            return pages
        assert len(pages) < 200, "the list does not end"


dues = st.lists(st.none() | st.dates().map(lambda day: day.isoformat()), max_size=12)


@settings(max_examples=60, deadline=None)
@given(dues, dues, dues, st.integers(1, 5), st.integers(1, 7))
async def test_paging_shows_every_row_once_in_order_of_due_date(
    intake: list[str | None], support: list[str | None], subsidy: list[str | None], page: int, rows: int
) -> None:
    shelf = Shelf({"intake": intake, "support": support, "subsidy": subsidy}, page)
    pages = await all_pages(shelf, rows)
    shown = [(row["service"], row["number"]) for each in pages for row in each]
    assert sorted(shown) == sorted((row["service"], row["number"]) for rows_ in shelf.rows.values() for row in rows_)
    in_order = [row["due_on"] or "9999-12-31" for each in pages for row in each]
    assert in_order == sorted(in_order)
    assert all(len(each) <= rows for each in pages)


async def test_a_service_that_does_not_answer_is_named_and_the_others_are_shown() -> None:
    shelf = Shelf({"intake": ["2024-07-01"], "support": [], "subsidy": []}, 50)

    async def read(service: str, after: str | None) -> Any:
        if service == "support":
            raise ServiceUnavailable("support", 502)
        if service == "subsidy":
            raise ServiceRefusal("subsidy", 403, {"detail": "権限がありません。"})
        return await shelf.read(service, after)

    found = await listing(decode(None, SERVICES), read)
    assert [row["service"] for row in found.rows] == ["intake"]
    assert found.unavailable == ("support",)
    assert [refusal.status for refusal in found.refused] == [403]


@pytest.mark.parametrize("cursor", ["", "!", "bm90IGpzb24", "W10", "eyJpbnRha2UiOiAxfQ"])
async def test_a_cursor_that_cannot_be_read_starts_from_the_beginning(cursor: str) -> None:
    shelf = Shelf({"intake": ["2024-07-01"], "support": [], "subsidy": []}, 50)
    assert len((await listing(decode(cursor, SERVICES), shelf.read)).rows) == 1
