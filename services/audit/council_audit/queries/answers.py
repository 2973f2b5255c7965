"""The answers of audit; they are the API's schema. Hashes are base64, as in C2SP's texts; times are UTC, days JST."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from council_audit.replay import Axis, Changed, FieldShown, State


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class SignedCheckpoint(_Answer):
    """What the ledger vouches for: the first `size` entries hash to `root`. `note` is a C2SP signed note."""

    size: int = Field(title="件数")
    root: str = Field(title="ルートハッシュ")
    note: str = Field(title="署名付き検証点")
    verifier_key: str = Field(title="検証鍵")
    signed_at: dt.datetime = Field(title="署名時刻")


class Proof(_Answer):
    """Where an entry stands, and its audit path (RFC 6962 2.1.1) from the leaf's sibling up.

    `included`: the path was followed and leads to the checkpoint's root. Until a checkpoint covers the entry it has none.
    """

    index: int = Field(title="台帳番号")
    leaf_hash: str = Field(title="リーフハッシュ")
    included: bool = Field(title="証明済み")
    path: tuple[str, ...] = Field(default=(), title="監査経路")


class Receipt(_Answer):
    """One event's proof; `receipt` is the same as a C2SP tlog-proof, for tools that are not ours."""

    event_id: UUID = Field(title="イベント番号")
    proof: Proof = Field(title="台帳の証明")
    receipt: str | None = Field(title="受領証")
    checkpoint: SignedCheckpoint | None = Field(title="検証点")


class Consistency(_Answer):
    """That the tree of `first` entries is the beginning of that of `second` (RFC 6962 2.1.2)."""

    first: int = Field(title="先の件数")
    second: int = Field(title="後の件数")
    first_root: str = Field(title="先のルートハッシュ")
    second_root: str = Field(title="後のルートハッシュ")
    path: tuple[str, ...] = Field(title="一貫性証明")


class Entry(_Answer):
    """One event of the case, with its proof. `late`: recorded after its business day."""

    event_id: UUID = Field(title="イベント番号")
    type: str = Field(title="イベントの型")
    title: str = Field(title="イベントの名称")
    service: str = Field(title="記録したサービス")
    council: str = Field(title="協議会")
    stream_id: UUID = Field(title="系列番号")
    sequence: int = Field(title="版")
    occurred_on: dt.date = Field(title="発生日")
    recorded_at: dt.datetime = Field(title="記録時刻")
    late: bool = Field(title="後日の記録")
    corrected: bool = Field(default=False, title="訂正")
    formerly_on: dt.date | None = Field(default=None, title="訂正前の発生日")
    actor: str = Field(title="記録した利用者")
    on_behalf_of: str | None = Field(title="代行された者")
    purpose: str = Field(title="目的")
    fields: tuple[FieldShown, ...] = Field(title="内容")
    proof: Proof = Field(title="台帳の証明")


class Difference(_Answer):
    """What lies between two instants: events that came to count, or no longer do, and values that read otherwise."""

    case_id: UUID = Field(title="案件番号")
    earlier: dt.datetime = Field(title="前の時点")
    later: dt.datetime = Field(title="後の時点")
    axis: Axis = Field(title="時間軸")
    came: tuple[Entry, ...] = Field(title="加わった記録")
    went: tuple[Entry, ...] = Field(title="外れた記録")
    changed: tuple[Changed, ...] = Field(title="変わった値")


class DriftFinding(_Answer):
    """A version that the ledger lacks or holds more than once."""

    service: str = Field(title="サービス")
    version: int = Field(title="版")
    kind: str = Field(title="種類")


class Replay(_Answer):
    """A case as of an instant. `later`: events of the case that do not count yet. `intact`: no drift was found."""

    case_id: UUID = Field(title="案件番号")
    at: dt.datetime = Field(title="時点")
    axis: Axis = Field(title="時間軸")
    council: str = Field(title="協議会")
    entries: tuple[Entry, ...] = Field(title="履歴")
    later: int = Field(title="時点より後の件数")
    states: tuple[State, ...] = Field(title="その時点の状態")
    instants: tuple[dt.datetime, ...] = Field(default=(), title="変化のあった時点")
    intact: bool = Field(title="台帳との一致")
    drift: tuple[DriftFinding, ...] = Field(title="不一致")
    checkpoint: SignedCheckpoint | None = Field(title="検証点")
