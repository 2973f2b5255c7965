"""The rights at the broker follow from what a service declares to use."""

from council_events.topics import access_topic
from council_kit.broker_rights import Operation, Reading, Resource, Right, Uses, principal_of


def topics(rights: list[Right], operation: Operation) -> set[str]:
    return {right.name for right in rights if right.resource is Resource.TOPIC and right.operation is operation}


def test_a_service_writes_its_own_topics_and_reads_what_it_declares():
    rights = Uses("subsidy", (Reading(("intake",)), Reading(("governance",), access_topic))).rights("ns")
    own = {"ns.subsidy.events", "ns.subsidy.access", "ns.subsidy.relay"}
    assert topics(rights, Operation.WRITE) == own | {"ns.subsidy.candidates"}
    assert topics(rights, Operation.READ) == own | {"ns.intake.events", "ns.governance.access"}
    assert topics(rights, Operation.CREATE) == set()
    assert Right(Resource.TRANSACTION, "relay:ns.subsidy", Operation.WRITE) in rights
    assert Right(Resource.GROUP, "ns.subsidy.", Operation.READ, prefixed=True) in rights


def test_a_windowed_table_brings_its_changelog_and_no_other_topic():
    rights = Uses("audit", (), ("signs",)).rights("ns")
    assert topics(rights, Operation.CREATE) == {"ns.audit.windows-signs-changelog"}
    assert topics(rights, Operation.WRITE) == {
        "ns.audit.events",
        "ns.audit.access",
        "ns.audit.relay",
        "ns.audit.windows-signs-changelog",
    }


def test_nobody_is_given_everything():
    rights = Uses("intake", ()).rights("ns")
    assert all(right.name not in ("", "*") and right.resource is not Resource.CLUSTER for right in rights)
    assert principal_of("intake", "ns") == "ns-intake"
