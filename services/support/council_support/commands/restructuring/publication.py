"""公表 of a completed case by the council (別冊２ 3)."""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events.values import Date
from pydantic import ConfigDict, Field

from council_support.commands.fields import LongText


class AgreePublication(Dated):
    """The text for publication is agreed with company and creditors; nothing is published by it."""

    model_config = ConfigDict(title="公表する内容の調整を記録する")

    outline: Annotated[LongText, Field(title="相談企業の概要及び再生計画の概要")]
    company_agreed_on: Annotated[Date, Field(title="相談企業との調整が整った日")]
    creditors_agreed_on: Annotated[Date, Field(title="対象債権者等との調整が整った日")]
    name_agreed: Annotated[bool, Field(title="相談企業が企業名の公表に同意した")] = False


class SettlePublication(Dated):
    """Content and time of the council's own publication are settled with 中小企業庁."""

    model_config = ConfigDict(title="公表についての中小企業庁との調整を記録する")

    settled_on: Annotated[Date, Field(title="中小企業庁との調整が整った日")]
    publish_on: Annotated[Date, Field(title="公表の時期")]


class PublishCase(Dated):
    """The agreed outline is published by the council."""

    model_config = ConfigDict(title="完了案件の公表を記録する")

    with_name: Annotated[bool, Field(title="企業名を公表する")] = False
