"""What the sources leave open is told with its value, its default and where the texts are silent."""

import datetime as dt
from dataclasses import fields

from council_directory import provisions
from council_support.domain import Terms
from council_support.queries.terms import terms_view


def test_every_setting_is_told_with_a_provision_of_the_catalogue() -> None:
    told = terms_view(Terms()).terms
    assert [each.name for each in told] == [each.name for each in fields(Terms)]
    assert {each.provision for each in told} <= set(provisions())
    assert all(each.value == each.default and each.source for each in told)


def test_what_a_deployment_changes_stands_beside_the_default() -> None:
    changed = terms_view(Terms(main_share_percent=60, report_days=30, papers_kept_from=dt.date(2027, 1, 4))).terms
    values = {each.name: (each.value, each.default) for each in changed}
    assert values["main_share_percent"] == ("60", "50")
    assert values["report_days"] == ("30", "なし")
    assert values["papers_kept_from"] == ("2027年1月4日", "2026年4月1日")
