"""What a company has used of the programme, in all councils, and what a council was told of it.

`SubsidyUseCounted` stands in a stream of its own per company (`ledger_id`, a blind token of its 法人番号 or other
identity), which no council can read: a case learns yes, no or remaining yen (`NationwideUseAnswered`).
"""

from __future__ import annotations

from council_events.event import Event
from council_events.subsidy.codes import DeclineCause, Track
from council_events.subsidy.parts import Number
from council_events.values import CaseId, Date, LedgerId, ProvisionId, Yen


class NationwideUseAnswered(Event, type_name="council.subsidy.NationwideUseAnswered.v1", ja="全国の利用状況の回答"):
    """What the nationwide check disclosed to the council of the case: yes or no, and what is left of a limit (SUB-E-4).

    `finding_needed`: the council must first find the use fit.
    """

    case_id: CaseId
    provision: ProvisionId
    allowed: bool
    finding_needed: bool
    remaining: Yen | None = None


class EarlierUseRecorded(Event, type_name="council.subsidy.EarlierUseRecorded.v1", ja="過去の利用の記録"):
    """A use from before the platform, known from paper."""

    case_id: CaseId
    number: Number
    track: Track
    accepted_on: Date
    amount: Yen
    cause: DeclineCause | None = None


class SubsidyUseCounted(Event, type_name="council.subsidy.SubsidyUseCounted.v1", ja="利用実績の計上"):
    """What one use of a company amounts to from now on; a later one of the same `use_id` replaces it.

    `amount`: the subsidy decided, or while the case runs the most that it can bring, in yen; `negotiation` is the part
    of it for 金融機関交渉 (SUB-E-4-2). An amount of 0 after the end is no use. `use_id` is the case, or a use known from
    paper; no field is named `case_id`, so that no case's history shows how many uses its company has.
    """

    ledger_id: LedgerId
    use_id: CaseId
    track: Track
    accepted_on: Date
    amount: Yen
    negotiation: Yen = 0
    cause: DeclineCause | None = None
    running: bool
