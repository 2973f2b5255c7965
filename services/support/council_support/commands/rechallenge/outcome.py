"""What came of it, confirmed with everybody concerned (基本要領 第二章第6 1, 3(2))."""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events.support.rechallenge import CompanySettlement, Effect, NewStart, PersonalSettlement
from council_events.values import Date
from pydantic import ConfigDict, Field

from council_support.commands.fields import LongText
from council_support.commands.rechallenge.advice import Manager


class RecordEffects(Dated):
    """Which of the four expected effects were observed."""

    model_config = ConfigDict(title="期待された効果を記録する")

    effects: Annotated[tuple[Effect, ...], Field(title="認められた効果")] = ()
    note: Annotated[LongText | None, Field(title="内容")] = None


class ConfirmCompanySettlement(Dated):
    """The final settlement of the company's debts, as the company confirms it."""

    model_config = ConfigDict(title="法人の債務整理を確認する")

    settlement: Annotated[CompanySettlement, Field(title="債務整理の状況")]
    settled_on: Annotated[Date, Field(title="整理が終わった日")]
    confirmed_on: Annotated[Date, Field(title="確認した日")]


class ConfirmPersonalSettlement(Dated):
    """The final settlement of one person's debts, as the person confirms it."""

    model_config = ConfigDict(title="個人の債務整理を確認する")

    manager_id: Manager
    settlement: Annotated[PersonalSettlement, Field(title="債務整理の状況")]
    settled_on: Annotated[
        Date | None, Field(title="整理が終わった日", description="整理すべき債務がないときは空欄")
    ] = None
    confirmed_on: Annotated[Date, Field(title="確認した日")]


class ConfirmNewStart(Dated):
    """How one person has started anew, as the person confirms it."""

    model_config = ConfigDict(title="再チャレンジの状況を確認する")

    manager_id: Manager
    state: Annotated[NewStart, Field(title="再チャレンジの状況")]
    confirmed_on: Annotated[Date, Field(title="確認した日")]
    note: Annotated[LongText | None, Field(title="内容")] = None


class CompileOutcome(Dated):
    """Compile the outcome; while something isn't known yet, what is missing is recorded and it stays open."""

    model_config = ConfigDict(title="結果を取りまとめる")
