"""One environment may be shared by every process: a name in it means one kind of value, whoever reads it."""

from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from council_audit.settings import Settings as Audit
from council_feed.settings import Settings as Feed
from council_gateway.settings import GatewaySettings as Gateway
from council_governance.settings import Settings as Governance
from council_intake.settings import Settings as Intake
from council_reporting.settings import Settings as Reporting
from council_subsidy.settings import Settings as Subsidy
from council_support.settings import Settings as Support

EVERY = (Governance, Intake, Support, Subsidy, Reporting, Audit, Feed, Gateway)


def kind(annotation: Any) -> frozenset[Any]:
    """What a value may be, whether or not it may be left out."""
    parts = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    return frozenset(part for part in parts if part is not NoneType)


def test_a_setting_that_several_processes_read_is_of_one_kind() -> None:
    read: dict[str, dict[str, frozenset[Any]]] = {}
    for settings in EVERY:
        for name, field in settings.model_fields.items():
            read.setdefault(name, {})[settings.__module__] = kind(field.annotation)
    assert len(read["report_days"]) == 2, "intake and support share it"
    assert {name: by for name, by in read.items() if len(set(by.values())) > 1} == {}
