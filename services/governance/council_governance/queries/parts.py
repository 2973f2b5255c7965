"""Shapes that the answers on people and on organisations share."""

from __future__ import annotations

from collections.abc import Iterable

from council_events.deciding import Step
from council_kit.answers import NextStep
from council_kit.routes import kebab, title_of
from pydantic import BaseModel, ConfigDict, Field


class Answer(BaseModel):
    """Frozen, as every answer."""

    model_config = ConfigDict(frozen=True)


class SectionRow(Answer):
    """One row of a section: a text per column. `id` and `name` make it an option of a form (`x-options`)."""

    id: str | None = Field(default=None, title="番号")
    name: str | None = Field(default=None, title="名称")
    cells: tuple[str, ...] = Field(title="値")


class Section(Answer):
    """A table of the page. `key` is the name that `x-options` of a command's field gives to offer the rows."""

    key: str = Field(title="名前")
    title: str = Field(title="見出し")
    columns: tuple[str, ...] = Field(title="列の見出し")
    rows: tuple[SectionRow, ...] = Field(title="行")


def told(steps: Iterable[Step], path: str) -> tuple[NextStep, ...]:
    """Steps as the API tells them; `path` is what the commands stand below."""
    return tuple(
        NextStep(
            command=step.command.__name__,
            title=title_of(step.command),
            path=f"{path}/{kebab(step.command)}",
            allowed=step.allowed,
            provision=step.provision,
            reason_ja=step.ja,
            reason_en=step.en,
        )
        for step in steps
    )
