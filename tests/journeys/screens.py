"""The pages as a person meets them, read without a screen: what is offered, what forms ask, and forms filled in and sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urlencode

import httpx

from tests.whole import Whole

VOID: Final = frozenset({"input", "br", "hr", "img", "meta", "link", "wbr", "col"})
RAW: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"  # an identifier
    r"|\b[a-z]+_[a-z_]+\b"  # a name of the code
    r"|\b[A-Z][a-z]+[A-Z][A-Za-z]+\b"  # a class
    r"|\bNone\b|\bTrue\b|\bFalse\b|\bnull\b"
)
JAPANESE: Final = re.compile(r"[ぁ-んァ-ヶ一-龠々０-９]")


@dataclass
class Node:
    """An element with its attributes, its children and texts in order."""

    tag: str
    attributes: dict[str, str]
    content: list[Node | str] = field(default_factory=list)

    def every(self, *tags: str) -> Iterator[Node]:
        """The elements of these tags below this one, in the order of the page."""
        for each in self.content:
            if isinstance(each, Node):
                if each.tag in tags:
                    yield each
                yield from each.every(*tags)

    @property
    def text(self) -> str:
        """Everything that is read out, with single spaces."""
        parts = (each if isinstance(each, str) else each.text for each in self.content)
        return " ".join(" ".join(parts).split())

    def own(self, name: str) -> str:
        return self.attributes.get(name, "")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].content.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        while len(self._open) > 1 and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        self._open[-1].content.append(data)


def read(page: str) -> Node:
    """The page as a tree."""
    reader = _Reader()
    reader.feed(page)
    return reader.root


@dataclass(frozen=True)
class Form:
    """A form that posts a command: its address, hidden values, and the names of the controls that a person meets."""

    action: str
    hidden: Mapping[str, str]
    names: frozenset[str]
    choices: Mapping[str, Sequence[str]]
    troubles: tuple[str, ...]

    def filled(self, body: Mapping[str, Any]) -> dict[str, list[str]]:
        """What a person would type for this JSON body; a value without a control is named by an AssertionError."""
        filled: dict[str, list[str]] = {name: [value] for name, value in self.hidden.items()}
        for path, values in typed(body, ""):
            name = path if path in self.names or path in self.hidden else re.sub(r"\.\d+(?=\.|$)", ".0", path)
            assert name in self.names or name in self.hidden, f"{self.action}: no control for {path}"
            if name in self.choices:
                assert set(values) <= set(self.choices[name]), f"{self.action}: {path} does not offer {values}"
            filled[path] = values
        return filled


def typed(value: Any, path: str) -> Iterator[tuple[str, list[str]]]:
    """Control names and what stands in them: `members.0.person` for rows, several values for check boxes."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from typed(each, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        for number, each in enumerate(value):
            yield from typed(each, f"{path}.{number}")
    elif isinstance(value, list):
        yield from [(path, [str(each) for each in value])] if value else []
    elif value is not None:
        yield path, [str(value).lower() if isinstance(value, bool) else str(value)]


def form_of(page: Node) -> Form:
    """The form below the page's heading, with what is wrong about it: controls without a label, texts of the code."""
    [form] = [each for main in page.every("main") for each in main.every("form") if each.own("method") == "post"]
    controls = [each for each in form.every("input", "select", "textarea") if each.own("name")]
    seen = [each for each in controls if each.own("type") != "hidden"]
    choices: dict[str, list[str]] = {}
    for each in seen:
        if each.tag == "select":
            choices[each.own("name")] = [option.own("value") for option in each.every("option")]
        elif each.own("type") in ("radio", "checkbox"):
            choices.setdefault(each.own("name"), []).append(each.own("value"))
    hidden = {each.own("name"): each.own("value") for each in controls if each.own("type") == "hidden"}
    names = frozenset(each.own("name") for each in seen)
    return Form(form.own("action"), hidden, names, choices, tuple(_troubles(form, seen)))


def _troubles(form: Node, controls: Iterable[Node]) -> Iterator[str]:
    labels = {label.own("for"): label.text for label in form.every("label") if label.own("for")}
    around = {id(inner): label.text for label in form.every("label") for inner in label.every("input")}
    for control in controls:
        label = (around.get(id(control)) or labels.get(control.own("id"), "")).removesuffix("必須").removesuffix("任意")
        if not JAPANESE.search(label):
            yield f"{control.own('name')} = {control.own('value')!r} has the label {label!r}"
    for each in form.every("label", "legend", "option", "p", "button", "summary"):
        found = RAW.search(each.text)
        if found is not None:
            yield f"{found[0]!r} stands in {each.text[:60]!r}"


class Visitor:
    """One person's browser: signed in, with cookies, following no script."""

    def __init__(self, platform: Whole, person: str, purpose: str) -> None:
        self._http = httpx.Client(base_url=platform.running.gateway, timeout=60, trust_env=False)
        self._sign_in(person, purpose)

    def close(self) -> None:
        self._http.close()

    def page(self, path: str) -> Node:
        """A page that is there."""
        answer = self._http.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {read(answer.text).text[:400]}"
        return read(answer.text)

    def look(self, path: str) -> Node | None:
        """A page that may not be there yet."""
        answer = self._http.get(path)
        assert answer.status_code in (200, 403, 404, 503), f"{path}: {answer.status_code} {answer.text[:400]}"
        return read(answer.text) if answer.status_code == 200 else None

    def find(self, path: str, words: str) -> list[str]:
        """The addresses that a search on this page leads to."""
        [form] = [
            each
            for each in self.page(path).every("form")
            if any(i.own("type") == "search" for i in each.every("input"))
        ]
        sent = {each.own("name"): each.own("value") for each in form.every("input") if each.own("name")}
        [box] = [each.own("name") for each in form.every("input") if each.own("type") == "search"]
        answer = self._http.request(form.own("method") or "get", form.own("action") or path, data={**sent, box: words})
        assert answer.status_code == 200, answer.text[:400]
        return [link.own("href") for link in read(answer.text).every("a")]

    def send(self, form: Form, body: Mapping[str, Any]) -> httpx.Response:
        """Fill the form in and press its button."""
        return self._http.post(form.action, data=form.filled(body))

    def _sign_in(self, person: str, purpose: str) -> None:
        to_issuer = self._http.get("/sign-in/start").headers["location"]
        there = httpx.get(f"{to_issuer}&{urlencode({'prompt': 'none', 'login_hint': person})}", trust_env=False)
        back = self._http.get(there.headers["location"])
        if "/purpose" in back.headers["location"]:
            asked = form_of(self.page(back.headers["location"]))
            self._http.post("/purpose", data={**asked.hidden, "purpose": purpose})
