"""What papers a step needs, and the refusal where one is missing, faulty, a copy or too old."""

import datetime as dt
from uuid import UUID, uuid4

import pytest
from council_casework.papers import Need, ReceivePaper, Shelf, Status, standings, the_papers_are_there
from council_events.deciding import Fact, Refused
from council_events.papers import Finding, Holding
from council_events.subsidy import FutureDayExplained

from tests.libs.casework.situations import (
    CASE,
    TODAY,
    DocumentReceived,
    Kind,
    TaxOfficeKind,
    after,
    decided,
    looked_through,
    paper,
)

EMPTY = Shelf()


def status(need: Need, shelf: Shelf, on: dt.date = TODAY) -> Status:
    return standings([need], shelf, on)[0].status


def test_a_paper_that_is_nowhere_is_refused_with_what_it_belongs_to():
    with pytest.raises(Refused) as refused:
        decided(EMPTY, paper(kept_at=None))
    assert (refused.value.provision, refused.value.field) == ("YR-2-1-4-4", "kept_at")


def test_a_paper_with_a_file_need_not_be_kept_on_paper():
    (event,) = decided(EMPTY, paper(kept_at=None, file="a" * 64, file_name="見積.pdf", pages=3))
    assert isinstance(event, DocumentReceived)
    assert (event.file, event.pages, event.kept_at) == ("a" * 64, 3, None)
    assert event.file_name is not None
    assert event.file_name.clear == "見積.pdf"


def test_the_same_paper_comes_in_once():
    command = paper()
    assert decided(after(EMPTY, command), command) == []


def test_a_newer_paper_stands_beside_the_older_one():
    shelf = after(EMPTY, paper(pages=1), paper(pages=2))
    assert [each.pages for each in shelf.of(Kind.ESTIMATE)] == [2, 1]


def test_a_check_says_who_looked_through_it_and_when():
    command = paper()
    shelf = after(after(EMPTY, command), looked_through(command.document_id), on=dt.date(2024, 7, 3), actor="p13-head")
    found = shelf.find(command.document_id)
    assert found is not None
    assert (found.finding, found.checked_by, found.checked_on) == (
        Finding.IN_ORDER,
        "p13-head",
        dt.date(2024, 7, 3),
    )
    assert shelf.unchecked == ()


def test_a_check_of_a_paper_that_is_not_there_is_refused():
    with pytest.raises(Refused, match="no such paper"):
        decided(EMPTY, looked_through(uuid4()))


def test_a_fault_is_named():
    command = paper()
    with pytest.raises(Refused) as refused:
        decided(after(EMPTY, command), looked_through(command.document_id, Finding.FAULTY))
    assert refused.value.field == "note"


def test_the_same_finding_is_recorded_once_but_a_new_note_is_kept():
    command = paper()
    shelf = after(EMPTY, command, looked_through(command.document_id))
    assert decided(shelf, looked_through(command.document_id)) == []
    assert len(decided(shelf, looked_through(command.document_id, note="追記"))) == 1


def test_a_later_check_stands_in_place_of_an_earlier_one():
    command = paper()
    shelf = after(
        EMPTY,
        command,
        looked_through(command.document_id, Finding.FAULTY, "押印なし"),
        looked_through(command.document_id),
    )
    assert status(Need(Kind.ESTIMATE, "SUB-P-3"), shelf) is Status.CHECKED


def test_an_event_of_no_meaning_leaves_the_shelf_as_it_is():
    shelf = after(EMPTY, paper())
    from council_events import Sealed

    other = FutureDayExplained(case_id=CASE, reason=Sealed("x"))
    assert shelf.evolve(Fact(other, TODAY, "13", "p13-office")) is shelf


@pytest.mark.parametrize(
    ("need", "given", "found"),
    [
        (Need(Kind.RETURNS, "SUB-P-3"), [paper(Kind.ESTIMATE)], Status.MISSING),
        (Need(Kind.ESTIMATE, "SUB-P-3"), [paper()], Status.RECEIVED),
        (Need(Kind.ESTIMATE, "SUB-P-3", checked=True), [paper()], Status.UNCHECKED),
        (Need(Kind.ESTIMATE, "SUB-P-3", original=True), [paper(holding=Holding.COPY)], Status.COPY),
        (Need(Kind.ESTIMATE, "SUB-P-3", original=True), [paper()], Status.RECEIVED),
        (Need(Kind.CERTIFICATE, "SUB-P-3", months=3), [paper(Kind.CERTIFICATE)], Status.UNDATED),
        (Need(Kind.CERTIFICATE, "SUB-P-3", months=3), [paper(Kind.CERTIFICATE, dated_on="2024-03-31")], Status.OLD),
        (
            Need(Kind.CERTIFICATE, "SUB-P-3", months=3),
            [paper(Kind.CERTIFICATE, dated_on="2024-04-01")],
            Status.RECEIVED,
        ),
        (Need(Kind.CERTIFICATE, "SUB-P-3", months=3), [paper(Kind.CERTIFICATE, dated_on="2024-07-02")], Status.UNDATED),
        (
            Need(Kind.CERTIFICATE, "SUB-P-3", months=3, counted_on=dt.date(2024, 6, 1)),
            [paper(Kind.CERTIFICATE, dated_on="2024-03-31")],
            Status.RECEIVED,
        ),
        (Need(Kind.ESTIMATE, "SUB-P-3", whose="100000000001"), [paper(whose="100000000002")], Status.MISSING),
        (Need(Kind.ESTIMATE, "SUB-P-3", whose="100000000001"), [paper(whose="100000000001")], Status.RECEIVED),
        (Need(Kind.ESTIMATE, "SUB-P-3", declared=True), [], Status.RECEIVED),
        (Need(TaxOfficeKind.RETURNS, "SUB-M-2"), [paper(Kind.RETURNS)], Status.RECEIVED),
    ],
)
def test_each_paper_stands_as_it_is(need, given, found):
    assert status(need, after(EMPTY, *given)) is found


def test_the_best_paper_of_a_kind_decides():
    faulty = paper()
    shelf = after(
        EMPTY,
        paper(holding=Holding.COPY),
        paper(),
        faulty,
        looked_through(faulty.document_id, Finding.FAULTY, "別の案件のもの"),
    )
    assert status(Need(Kind.ESTIMATE, "SUB-P-3", original=True), shelf) is Status.RECEIVED


def test_a_paper_that_fell_to_a_fault_is_needed_again():
    command = paper()
    shelf = after(EMPTY, command, looked_through(command.document_id, Finding.FAULTY, "白紙"))
    need = Need(Kind.ESTIMATE, "SUB-P-3")
    assert status(need, shelf) is Status.FAULTY
    with pytest.raises(Refused):
        the_papers_are_there([need], shelf, TODAY)


def test_the_refusal_names_every_paper_that_lacks_and_the_provision_of_the_first():
    needs = [
        Need(Kind.RETURNS, "SUB-P-3", declared=True),
        Need(Kind.CERTIFICATE, "SUB-P-3", months=3),
        Need(Kind.ESTIMATE, "SUB-C-1", whose="100000000001", owner="甲会計事務所"),
    ]
    shelf = after(EMPTY, paper(Kind.CERTIFICATE, dated_on="2024-01-10"))
    with pytest.raises(Refused) as refused:
        the_papers_are_there(needs, shelf, TODAY, field="papers")
    assert (refused.value.provision, refused.value.field) == ("SUB-P-3", "papers")
    assert "履歴事項全部証明書：発行から3か月を超えています" in refused.value.ja
    assert "見積書（甲会計事務所）：未提出" in refused.value.ja
    assert "申告書" not in refused.value.ja


def test_a_step_whose_papers_are_all_there_is_not_refused():
    the_papers_are_there([Need(Kind.ESTIMATE, "SUB-P-3")], after(EMPTY, paper()), TODAY)
    the_papers_are_there([], EMPTY, TODAY)


def test_a_paper_that_is_only_asked_for_holds_no_step_up():
    wanted = Need(Kind.RETURNS, "YR-2-2-3-2", binding=False)
    the_papers_are_there([wanted], EMPTY, TODAY)
    [standing] = standings([wanted], EMPTY, TODAY)
    assert (standing.status, standing.met) == (Status.MISSING, False)
    with pytest.raises(Refused) as refused:
        the_papers_are_there([wanted, Need(Kind.ESTIMATE, "SUB-P-3")], EMPTY, TODAY)
    assert (refused.value.provision, "申告書" in refused.value.ja) == ("SUB-P-3", False)


def test_a_paper_whose_file_is_lost_is_asked_for_again_unless_it_was_kept_on_paper_too():
    need = Need(Kind.ESTIMATE, "SUB-P-3")
    filed = after(EMPTY, paper(file="0" * 64, kept_at=None))
    assert filed.has_files
    assert [each.status for each in standings([need], filed.with_files({"0" * 64}), TODAY)] == [Status.RECEIVED]
    [lost] = standings([need], filed.with_files(()), TODAY)
    assert (lost.status, lost.met) == (Status.LOST, False)
    with pytest.raises(Refused, match="lost"):
        the_papers_are_there([need], filed.with_files(()), TODAY)
    [again] = standings([need], after(filed.with_files(()), paper()), TODAY)
    assert again.met
    both = after(EMPTY, paper(file="0" * 64, kept_at="書庫A")).with_files(())
    assert [each.met for each in standings([need], both, TODAY)] == [True]
    assert not after(EMPTY, paper()).has_files


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("決算書.pdf", "決算書.pdf"),
        ("あ" * 300 + ".pdf", "あ" * 195 + "….pdf"),
        ("あ" * 300, "あ" * 200),
        ("い" * 20 + "." + "う" * 300, ("い" * 20 + "." + "う" * 300)[:200]),
    ],
)
def test_a_long_name_of_a_file_is_cut_and_keeps_its_ending(name: str, kept: str) -> None:
    command = ReceivePaper[Kind](
        document_id=UUID(int=1), kind=Kind.ESTIMATE, holding=Holding.COPY, file="0" * 64, file_name=name
    )
    assert command.file_name == kept


def test_a_paper_of_an_earlier_version_is_old() -> None:
    need = Need(Kind.ESTIMATE, "B2-2-6-1", since=TODAY)
    yesterday = TODAY - dt.timedelta(days=1)
    [early] = standings([need], after(EMPTY, paper(dated_on=yesterday)), TODAY)
    assert (early.status, early.met) == (Status.OLD, False)
    assert TODAY.isoformat() in early.ja
    [fits] = standings([need], after(EMPTY, paper(dated_on=TODAY)), TODAY)
    assert fits.met
