"""A command as a form: drawn from its schema, sent with a key and the version seen, and drawn again when it was refused.

Nothing typed is ever lost: every way a command can fail leads back to the same form with the same text in it. The form's
key is kept as well, so that sending it again after an unclear failure records it once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple
from uuid import uuid4

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from council_gateway.application.sessions import Session
from council_gateway.clients import Contract, ServiceRefusal, Services, ServiceUnavailable
from council_gateway.web import forms, notices
from council_gateway.web.fields import PERSON_PATTERN, Choices, Field, Schema, fields_of
from council_gateway.web.forms import Control, Problem, Typed
from council_gateway.web.guard import KEY, VERSION, first, without_own
from council_gateway.web.notices import Notice
from council_gateway.web.rendering import gateway_of, page

LATER: Final = ("occurred_on", "future_reason", "closed_reason")
"""Fields that most forms leave alone: they stand folded away at the end."""


@dataclass(frozen=True)
class Target:
    """Where a command goes: the service, the path it is posted to, the page it is drawn on and the page that follows.

    `{case_id}` in `done` stands for the case that the answer names. `before`: what is done first with what was read and
    the form's key; it gives the body to send, and may raise what a service says.
    """

    service: str
    path: str
    action: str
    done: str
    heading: str
    template: str = "command.html"
    context: Mapping[str, Any] = field(default_factory=dict)
    before: Callable[[dict[str, Any], str], Awaitable[dict[str, Any]]] | None = None


@dataclass(frozen=True)
class Draft:
    """A form in the making: its fields, what was typed, its key and the version on screen."""

    fields: tuple[Field, ...]
    typed: Typed = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    notice: Notice | None = None
    key: str = field(default_factory=lambda: str(uuid4()))
    version: str | None = None

    @property
    def controls(self) -> list[Control]:
        """The fields as drawn."""
        return forms.controls(self.fields, self.typed, self.problems)


def draft(contract: Contract, choices: Choices, version: int | None = None) -> Draft:
    """An untouched form for this command."""
    fields = fields_of(contract.schema, contract.components, choices)
    return Draft(fields, version=None if version is None else str(version))


def show(request: Request, session: Session, target: Target, form: Draft, status: int = 200) -> Response:
    """The page with the form."""
    controls = form.controls
    return page(
        request,
        target.template,
        session=session,
        status=status,
        target=target,
        form=form,
        controls=[control for control in controls if control.field.name not in LATER],
        later=[control for control in controls if control.field.name in LATER],
        **target.context,
    )


class Outcome(NamedTuple):
    """How a command went: recorded (then the page that follows), or the form to show again and its status."""

    draft: Draft | None
    status: int
    done: str = ""


async def attempt(services: Services, session: Session, target: Target, form: Draft, typed: Typed) -> Outcome:
    """Read what was typed and send it; whatever fails, the form comes back with everything in it."""
    seen = first(typed, VERSION)
    form = replace(form, typed=without_own(typed), key=first(typed, KEY) or form.key)
    kept = replace(form, version=seen or form.version)
    if forms.ADD_ROW in typed:
        return Outcome(kept, 200)
    body, problems = forms.read(form.fields, form.typed)
    if problems:
        return Outcome(replace(kept, problems=problems), 422)
    try:
        if target.before is not None:
            body = await target.before(body, form.key)
        answer = await services.post(
            target.service, target.path, session.caller, body, idempotency_key=form.key, version=seen
        )
    except ServiceRefusal as refusal:
        return Outcome(_refused(form, kept, refusal), refusal.status)
    except ServiceUnavailable as outage:
        return Outcome(replace(kept, notice=notices.of_outage(outage)), outage.status)
    return Outcome(None, 303, target.done.replace("{case_id}", str(answer["case_id"])))


async def send(request: Request, session: Session, target: Target, form: Draft, typed: Typed) -> Response:
    """On success to the page that follows, else back to the form."""
    outcome = await attempt(gateway_of(request).services, session, target, form, typed)
    if outcome.draft is None:
        return RedirectResponse(outcome.done, status_code=303)
    return show(request, session, target, outcome.draft, outcome.status)


def _refused(fresh: Draft, kept: Draft, refusal: ServiceRefusal) -> Draft:
    """Where somebody else was first, the form takes the newest version, so that sending it again is a decision."""
    problem = refusal.problem
    if "first" in problem:
        return replace(fresh, notice=notices.of_refusal(refusal), key=str(uuid4()))
    errors = problem.get("errors") or ()
    if errors:
        return replace(kept, problems=forms.at_controls(errors, kept.fields, kept.typed))
    at = problem.get("field")
    known = {each.name for each in kept.fields}
    problems = [Problem(str(at), str(problem.get("detail", "")))] if at in known else []
    return replace(kept, notice=notices.of_refusal(refusal), problems=problems)


async def people(services: Services, session: Session, schema: Schema, components: Mapping[str, Schema]) -> Choices:
    """The people of the council, asked of governance only where a field needs them. Without an answer the id is typed."""
    if not _names_people(schema, components, set()):
        return Choices()
    try:
        found = await services.get("governance", f"/v1/people?council={session.council}", session.caller)
    except (ServiceRefusal, ServiceUnavailable):
        return Choices()
    rows: Sequence[Mapping[str, Any]] = found.get("items", ()) if isinstance(found, dict) else found
    return Choices(people=tuple((str(row["person"]), _person(row)) for row in rows))


def _person(row: Mapping[str, Any]) -> str:
    name = row.get("name")
    return f"{name}（{row['person']}）" if name else str(row["person"])


def _names_people(schema: Any, components: Mapping[str, Schema], seen: set[str]) -> bool:
    """Whether a field of this schema, or of a schema it refers to, names a person."""
    if isinstance(schema, list):
        return any(_names_people(each, components, seen) for each in schema)
    if not isinstance(schema, Mapping):
        return False
    if schema.get("pattern") == PERSON_PATTERN:
        return True
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference not in seen:
        seen.add(reference)
        return _names_people(components.get(reference.rpartition("/")[2], {}), components, seen)
    return any(_names_people(each, components, seen) for each in schema.values())
