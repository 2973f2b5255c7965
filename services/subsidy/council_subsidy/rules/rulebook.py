"""The programme itself: its basis, tracks, names, schemes, fund and forms. Never the guideline of the councils."""

from __future__ import annotations

import datetime as dt
from typing import Final

from council_events.deciding import provision
from council_events.subsidy import ApplicationPaper, Fund, PaymentKind, Scheme, Track

from council_subsidy.rules.terms import Terms

BASIS: Final = (
    "経営改善計画策定支援事業費補助金交付要綱（平成25年2月26日 20130226財中第4号）",
    "経営改善計画策定支援事業実施要領（20130226財中第7号）",
    "独立行政法人中小企業基盤整備機構の実施基本要領（平成25年2月27日 要領24第57号）",
)
_EARLY_NAMES: Final = (
    (dt.date(2017, 5, 29), "プレ405"),
    (dt.date(2021, 4, 1), "ポストコロナ持続的発展計画事業"),
    (dt.date(2025, 4, 1), "バリューアップ支援事業"),
)
_FORMS: Final = {
    ApplicationPaper.APPLICATION_FORM: "",
    ApplicationPaper.APPLICANT_OUTLINE: "－1",
    ApplicationPaper.CHECKLIST: "－2",
    ApplicationPaper.ESTIMATE_BY_TASK: "－3",
}
_EARLY_FORMS: Final = {
    ApplicationPaper.APPLICATION_FORM: "",
    ApplicationPaper.APPLICANT_OUTLINE: "－1",
    ApplicationPaper.ESTIMATE_BY_TASK: "－2",
}
_ANNEXES: Final = {
    ApplicationPaper.MANAGER_CHECKLIST: "別添1",
    ApplicationPaper.SUPPORTER_CHECKLIST: "別添2",
}


@provision("YR-1-2-3")
def basis() -> tuple[str, ...]:
    """The documents that the subsidy's rule book rests on; every notice cites them."""
    return BASIS


@provision("BR-12")
def tracks() -> tuple[Track, ...]:
    """Exactly three, each paying a part of the expert's fee."""
    return (Track.EARLY, Track.ORDINARY, Track.GUIDELINE)


@provision("SUB-V-2")
def display_name(track: Track, on: dt.date) -> str:
    """The track's name on a screen of this day; 早期 changed its popular name, never its code."""
    if track is not Track.EARLY:
        return track.label
    popular = [name for since, name in _EARLY_NAMES if since <= on]
    return f"{track.label}（{popular[-1]}）" if popular else track.label


@provision("YR-3-1")
def scheme_of(track: Track) -> Scheme:
    """The plan kind under which a payment is kept."""
    return Scheme.EARLY if track is Track.EARLY else Scheme.IMPROVEMENT


@provision("YR-3-1")
def fund_of(_kind: PaymentKind) -> Fund:
    """Every payment, of whatever kind, is charged to the fund formed at 中小機構."""
    return Fund.SMRJ


@provision("SUB-P-3", "SUB-P-6")
def form_number(track: Track, paper: ApplicationPaper, terms: Terms) -> str | None:
    """The number that a paper bears in its form set; that of 早期 is a setting. None for a free form."""
    if track is Track.EARLY:
        return f"{terms.early_forms}{_EARLY_FORMS[paper]}" if paper in _EARLY_FORMS else None
    return f"別紙1{_FORMS[paper]}" if paper in _FORMS else _ANNEXES.get(paper)
