"""Access events: every read and every refusal, appended by the service that answers before the answer leaves.

Each is a stream of its own, published on `council.<service>.access`, keyed by actor. It names fields, never values.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from council_events.event import Event
from council_events.papers import DocumentId
from council_events.sealed import Sealed
from council_events.values import CaseId, Code, Count, Office, ProvisionId


class View(Code):
    """What kind of thing was shown."""

    CASE = "case", "案件の詳細"
    LIST = "list", "一覧"
    SEARCH = "search", "検索"
    FIGURES = "figures", "集計"
    REPORT = "report", "報告書"
    PAPER = "paper", "書類"
    EXPORT = "export", "出力"
    REPLAY = "replay", "履歴の再生"
    ACCESS_LOG = "access_log", "閲覧記録"
    INVESTIGATION = "investigation", "守秘に関する調査"
    ALERTS = "alerts", "通常と異なる閲覧の知らせ"
    PERSON = "person", "役職者"
    ORGANISATION = "organisation", "協議会の体制"
    FEED = "feed", "他システムへの配信"
    COMMAND_ANSWER = "command_answer", "操作の結果"


class RefusalKind(Code):
    """How a request was refused."""

    NOT_FOUND = "not_found", "該当なし"
    FORBIDDEN = "forbidden", "権限なし"
    RULE = "rule", "規定による拒否"


RouteTemplate = Annotated[str, Field(pattern=r"^[A-Z]+ /[a-z0-9/{}_.-]*$", max_length=120)]
"""Method and path with placeholders, never the values."""
FieldName = Annotated[str, Field(pattern=r"^[a-z0-9_.]{1,60}$")]


class Read(Event, type_name="council.access.Read.v2", ja="閲覧"):
    """What was shown to the actor of the envelope, for its purpose. `versions` are those of `cases`, in order.

    `papers`: those whose file was given out. `investigation`: the one it belongs to; `reason`: why content was needed, in the
    investigator's words.
    """

    view: View
    route: RouteTemplate
    office: Office | None = None
    cases: tuple[CaseId, ...] = ()
    versions: tuple[Count, ...] = ()
    fields: tuple[FieldName, ...] = ()
    words: Sealed[str] | None = None
    found: Count = 0
    papers: tuple[DocumentId, ...] = ()
    investigation: UUID | None = None
    reason: Sealed[str] | None = None


class Refused(Event, type_name="council.access.Refused.v1", ja="拒否"):
    """What the actor asked for and did not get."""

    kind: RefusalKind
    route: RouteTemplate
    office: Office | None = None
    case_id: CaseId | None = None
    provision: ProvisionId | None = None
