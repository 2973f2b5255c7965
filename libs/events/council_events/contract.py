"""The contract with subscribers, made from the public events: JSON Schemas, the AsyncAPI document, and what has changed.

Pure: docs/generate/contract.py writes it into the repository, and the gateway shows it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from council_events.public import EVENT_TYPES, EventWithdrawn, FeedTested, PublicEnvelope, PublicEvent, public_events

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_CLOUDEVENTS: Final = "application/cloudevents+json"


Anything: TypeAlias = PublicEvent | EventWithdrawn | FeedTested
"""Whatever may be sent."""


class Change(NamedTuple):
    """One entry of the changelog for subscribers."""

    on: dt.date
    ja: str
    en: str


CHANGES: Final = (
    Change(
        dt.date(2026, 12, 1),
        "提供の記録を復旧している間は 503 と Retry-After を返します。復旧の後も、カーソル・イベントの id・順序は変わりません。",
        "While logs are recovered the answer is 503 with Retry-After; cursors, ids and order stay as they were.",
    ),
    Change(
        dt.date(2026, 12, 1),
        "記録の訂正により正しくなくなったイベントを、EventWithdrawn が取り消します。正しい内容は後日、別のイベントとして届きます。",
        "EventWithdrawn takes back an event that a correction made wrong; what is right follows later as an event of its own.",
    ),
    Change(
        dt.date(2026, 12, 1),
        "`dataref` の詳細を、提供先を挙げた文書による了承又は法の例外があるときに取得できます（なければ 403）。",
        "`dataref` answers where a written consent or an exception of the statute names the system; else 403.",
    ),
    Change(
        dt.date(2026, 12, 1),
        f"提供を始めました。イベントの型は{len(EVENT_TYPES)}種類、すべて v1 です。",
        f"First release: {len(EVENT_TYPES)} event types, all v1.",
    ),
)
"""Newest first. What is not told here, nor follows from the dates of a deprecated version, has not changed."""

NOTICE_MONTHS: Final = 12
"""Months between the deprecation of a version and its end, at least."""


def changes() -> list[Change]:
    """The changelog for subscribers, newest first: what is told above, and the end of every version that has one."""
    return sorted([*_ends(), *CHANGES], key=lambda change: change.on, reverse=True)


def _ends() -> Iterator[Change]:
    for event in public_events():
        if event.deprecated_on is not None and event.ends_on is not None:
            yield Change(
                event.deprecated_on,
                f"{event.type_name} の廃止が決まりました。{event.ends_on.isoformat()} まで提供します。新しい申請には次の版を選んでください。",
                f"{event.type_name} is deprecated: told until {event.ends_on.isoformat()}. New requests name the version that follows.",
            )


def ends_in_time(deprecated_on: dt.date | None, ends_on: dt.date | None) -> bool:
    """Whether a version has no end, or one that was made known `NOTICE_MONTHS` before."""
    if deprecated_on is None or ends_on is None:
        return deprecated_on is ends_on
    months = 12 * (ends_on.year - deprecated_on.year) + ends_on.month - deprecated_on.month
    return months - (ends_on.day < deprecated_on.day) >= NOTICE_MONTHS


def schema_of(event: type[Anything]) -> dict[str, Any]:
    """The JSON Schema of one public event as it is sent: the CloudEvent with its data."""
    schema = PublicEnvelope.model_json_schema(mode="serialization")
    data = event.model_json_schema(mode="serialization")
    for part in (schema, data):
        part.pop("additionalProperties", None)  # fields may be added: readers pass over what they don't know
    schema["properties"]["type"] = {"const": event.type_name}
    schema["properties"]["dataschema"] = {"const": f"urn:council:schema:{event.type_name}"}
    definitions = data.pop("$defs", {})
    schema["properties"]["data"] = data
    described = {
        "$schema": _DRAFT,
        "$id": f"urn:council:schema:{event.type_name}",
        **schema,
        "title": event.type_name,
        "description": f"{event.ja} / {(event.__doc__ or '').strip()}",
    }
    if definitions:
        described["$defs"] = definitions
    if issubclass(event, PublicEvent):
        described |= _dates(event)
    return described


def _dates(event: type[PublicEvent]) -> dict[str, Any]:
    told: dict[str, Any] = {"x-since": event.since.isoformat()}
    if event.deprecated_on is not None:
        told |= {"deprecated": True, "x-deprecated-on": event.deprecated_on.isoformat()}
    if event.ends_on is not None:
        told["x-ends-on"] = event.ends_on.isoformat()
    return told


def types() -> Iterator[type[Anything]]:
    """Every public type, the steps first, the test event last."""
    yield from public_events()
    yield EventWithdrawn
    yield FeedTested


def asyncapi() -> dict[str, Any]:
    """The AsyncAPI 3 document. The schemas of the types stand beside it, in `schemas/`."""
    messages = {event.type_name: _message(event) for event in types()}
    refers = {name: {"$ref": f"#/components/messages/{name}"} for name in messages}
    logged = {name: each for name, each in refers.items() if name != FeedTested.type_name}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "中小企業活性化協議会 イベント配信",
            "version": "1.0.0",
            "description": _DESCRIPTION,
        },
        "defaultContentType": _CLOUDEVENTS,
        "servers": {
            "kafka": {
                "host": "{host}:9094",
                "protocol": "kafka-secure",
                "variables": {"host": {"default": "kafka.example.go.jp"}},
                "security": [{"$ref": "#/components/securitySchemes/scram"}],
            },
            "https": {
                "host": "{host}",
                "protocol": "https",
                "variables": {"host": {"default": "feed.example.go.jp"}},
                "security": [{"$ref": "#/components/securitySchemes/token"}],
            },
        },
        "channels": {
            "log": _channel("council.feed.to.{subscription}", "kafka", logged, _SUBSCRIPTION),
            "events": _channel("/events", "https", logged, {}),
            "webhook": {
                "address": None,
                "description": "登録された受信URL。署名は Standard Webhooks 1.0（v1、v1a）",
                "messages": refers,
            },
        },
        "operations": {
            "readLog": _operation("receive", "log", "購読者がトピックを読む"),
            "pullEvents": _operation("receive", "events", "購読者がカーソルの続きを取得する（JSON、長い待ち、SSE）"),
            "deliverWebhook": _operation("send", "webhook", "配信側が登録された受信URLに送る"),
        },
        "components": {
            "messages": messages,
            "securitySchemes": {
                "scram": {"type": "scramSha512", "description": "利用者は配信契約番号"},
                "token": {"type": "http", "scheme": "bearer", "description": "取得用トークン"},
            },
        },
    }


_SUBSCRIPTION: Final = {"subscription": {"description": "配信契約番号（UUID）"}}
_DESCRIPTION: Final = (
    "47の中小企業活性化協議会で起きたことを、個社が特定されない形で提供します。どの方法でも、同じイベントが同じ順序で、"
    "同じ番号で届きます。少なくとも1回届くので、`id` で重複を除いてください。`subject` は契約ごとの仮名です。"
    "値が null の項目は、区分に含まれないか、該当する企業が少ないため提供していないものです。"
    "`dataref` の詳細は、企業（保証人）が文書でこのシステムを挙げて了承した書類、又は法の例外として記録された書類に限り、"
    "取得用トークンで取得できます。取得のたびに情報の提供として記録され、根拠がなければ理由を区別せず 403（LAW-136-2）を返します。"
)


def _message(event: type[Anything]) -> dict[str, Any]:
    return {
        "name": event.type_name,
        "title": event.ja,
        "summary": (event.__doc__ or "").strip(),
        "contentType": _CLOUDEVENTS,
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-2020-12",
            "schema": {"$ref": f"schemas/{event.type_name}.json"},
        },
    }


def _channel(address: str, server: str, messages: Mapping[str, Any], parameters: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "address": address,
        "servers": [{"$ref": f"#/servers/{server}"}],
        "messages": dict(messages),
    }
    return made | ({"parameters": dict(parameters)} if parameters else {})


def _operation(action: str, channel: str, summary: str) -> dict[str, Any]:
    return {"action": action, "channel": {"$ref": f"#/channels/{channel}"}, "summary": summary}


def breaking_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """What a reader of `old` could not read any more in events of `new`: such a change needs a new version of the type.

    A field may be added, and a text may change. A field that goes, another type or pattern, a new value in a closed list (a
    reader may not know it) or a field that was always there and no longer is, break.
    """
    return list(_broken(old, new, "", old.get("$defs", {}), new.get("$defs", {})))


def _broken(
    old: Mapping[str, Any], new: Mapping[str, Any], path: str, was: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterator[str]:
    old, new = _followed(old, was), _followed(new, now)
    for name in ("type", "const", "pattern", "format"):
        if old.get(name) != new.get(name):
            yield f"{path or '/'}: {name} {old.get(name)!r} → {new.get(name)!r}"
    added = [value for value in new.get("enum", ()) if value not in old.get("enum", ())]
    if added and "enum" in old:
        yield f"{path or '/'}: new values {added}"
    for name in sorted(set(old.get("required", ())) - set(new.get("required", ()))):
        yield f"{path}/{name}: no longer always there"
    for name, part in old.get("properties", {}).items():
        if name not in new.get("properties", {}):
            yield f"{path}/{name}: gone"
        else:
            yield from _broken(part, new["properties"][name], f"{path}/{name}", was, now)
    branches = zip(old.get("anyOf", ()), new.get("anyOf", ()), strict=False)
    for number, (before, after) in enumerate(branches):
        yield from _broken(before, after, f"{path}[{number}]", was, now)
    if len(old.get("anyOf", ())) != len(new.get("anyOf", ())):
        yield f"{path or '/'}: other alternatives"


def _followed(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref")
    return definitions[str(reference).rpartition("/")[2]] if reference else schema
