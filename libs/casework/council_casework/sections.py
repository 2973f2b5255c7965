"""What a case shows beside header, next steps and history: tables that pages draw without knowing them."""

from __future__ import annotations

from council_kit.timeline import shown_value
from council_kit.vault import Vault
from pydantic import BaseModel, ConfigDict, Field

from council_casework.releases import Releases, consents_told


class SectionRow(BaseModel):
    """One row of a section: a text per column. `id` and `name` make it an option of a form (`x-options`).

    `link`: the page that says more, below the page of the case.
    """

    model_config = ConfigDict(frozen=True)

    id: str | None = Field(default=None, title="番号")
    name: str | None = Field(default=None, title="名称")
    cells: tuple[str, ...] = Field(title="値")
    link: str | None = Field(default=None, title="詳しい頁")


class Section(BaseModel):
    """One table. `key` is the name that `x-options` of a command's field gives to offer the rows."""

    model_config = ConfigDict(frozen=True)

    key: str = Field(title="名前")
    title: str = Field(title="見出し")
    columns: tuple[str, ...] = Field(title="列の見出し")
    rows: tuple[SectionRow, ...] = Field(title="行")


def consents_section(releases: Releases, vault: Vault) -> tuple[Section, ...]:
    """Written consents: to whom copies may go, each a choice of the form that hands copies over; nothing where there is none."""
    told = consents_told(releases)
    names = vault.open_many([each.recipient for each in told])
    rows = tuple(
        SectionRow(
            id=str(each.consent_id),
            name=f"{name}：{each.papers}（{shown_value(each.dated_on)}・{each.standing}）",
            cells=(str(name), each.papers, shown_value(each.dated_on), each.standing),
        )
        for each, name in zip(told, names, strict=True)
    )
    columns = ("交付先", "書類", "文書の日付", "効力")
    return (Section(key="consents", title="文書による了承", columns=columns, rows=rows),) if rows else ()
