"""What screens call things, and where the names lead."""

import pytest
from council_gateway.web.labels import case_address
from council_support.queries import OF_SUBSIDY, OF_SUPPORT

CASE = "018f5e1c-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    ("label", "service"),
    [
        (OF_SUPPORT, "support"),
        ("次の案件", "support"),
        (OF_SUBSIDY, "subsidy"),
        ("窓口相談の案件", "intake"),
    ],
)
def test_a_case_is_looked_for_where_it_is_kept(label: str, service: str) -> None:
    assert (
        case_address(CASE, label, "/cases/support/018f5e1c-0000-7000-8000-000000000002") == f"/cases/{service}/{CASE}"
    )
