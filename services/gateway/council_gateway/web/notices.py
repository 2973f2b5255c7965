"""What a service's refusal means on screen: a heading, the reason, the provision it rests on, and whoever was first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from council_directory import provisions

from council_gateway.clients import ServiceRefusal, ServiceUnavailable
from council_gateway.web import labels


@dataclass(frozen=True)
class Notice:
    """A message above a form or alone on a page; `kind` is its look (error, warn, done, info)."""

    kind: str
    title: str
    ja: str
    en: str = ""
    provision: str = ""
    provision_text: str = ""
    reference: str = ""


_TITLES = {
    403: "この操作をする権限がありません",
    404: "見つかりません",
    409: "規定により、この操作はできません",
    413: "入力が大きすぎます",
    422: "入力内容を確かめてください",
}


def provision_text(provision_id: str) -> str:
    """The provision's own words, for the reader who does not know it by its number; empty for an unknown id."""
    found = provisions().get(provision_id)
    return found.ja if found else ""


def of_refusal(refusal: ServiceRefusal) -> Notice:
    """What the service said, in the words of its problem document."""
    problem = refusal.problem
    if isinstance(problem.get("first"), Mapping):
        return _first(problem["first"])
    provision = str(problem.get("provision") or "")
    return Notice(
        kind="error",
        title=_TITLES.get(refusal.status, str(problem.get("title", "受け付けられませんでした"))),
        ja=str(problem.get("detail", "")),
        en=str(problem.get("detail_en", "")),
        provision=provision,
        provision_text=provision_text(provision),
        reference=str(problem.get("reference") or ""),
    )


def _first(first: Mapping[str, Any]) -> Notice:
    what = first.get("title") or labels.event(str(first.get("type", "")))
    when = labels.instant(str(first["time"])) if first.get("time") else ""
    return Notice(
        kind="warn",
        title="先に別の記録がありました",
        ja=f"{when}に{first.get('actor', '')}が「{what}」を記録しました。入力した内容は残っています。"
        "最新の状態を確かめ、それでもよければ、もう一度送信してください。",
        en="Somebody else decided first. Nothing was recorded; your input is kept.",
    )


def of_outage(outage: ServiceUnavailable, reference: str = "") -> Notice:
    """The service does not answer: nothing is lost, and sending again does not record twice."""
    return Notice(
        kind="warn",
        title="ただいま受け付けられません",
        ja=f"「{labels.service(outage.service)}」が応答していません。入力した内容は残っています。"
        "しばらくしてから、もう一度送信してください。二重に記録されることはありません。",
        en="The service does not answer. Your input is kept; sending it again records it once.",
        reference=reference,
    )
