"""Registers whose entries have a page of their own, and commands on it: companies, 認定経営革新等支援機関."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from council_gateway.application.sessions import Session
from council_gateway.clients import Contract, UnknownCommandError
from council_gateway.web import commands
from council_gateway.web.commands import Target
from council_gateway.web.errors import NoSuchPage
from council_gateway.web.fields import Choices
from council_gateway.web.forms import Typed
from council_gateway.web.naming import named
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.steps import split_steps, step_named


@dataclass(frozen=True)
class Register:
    """One register. `home`: its pages; `api`: its entries at the service, with the placeholder of their number.

    `name`: what the templates call an entry; `<name>.html` shows it, `<name>_command.html` a command on it.
    """

    service: str
    home: str
    api: str
    name: str
    choices: Choices = field(default_factory=Choices)

    async def entry(self, request: Request, session: Session, number: str, *, done: bool) -> Response:
        """The page of one entry."""
        view = await self._view(request, session, number)
        allowed, barred = split_steps(view["next_steps"])
        council = view.get("council")
        names = await gateway_of(request).names.of(session.caller, str(council)) if council else {}
        shown: dict[str, Any] = {self.name: view}
        return page(
            request,
            f"{self.name}.html",
            session=session,
            allowed=allowed,
            barred=barred,
            timeline=sorted(named(view["timeline"], names), key=lambda each: each["sequence"], reverse=True),
            done=done,
            **shown,
        )

    async def form(self, request: Request, session: Session, number: str, command: str) -> Response:
        """The form of one command."""
        contract, view = await self._parts(request, session, number, command)
        draft = commands.draft(contract, self.choices, view["version"])
        return commands.show(request, session, self._target(number, command, contract, view), draft)

    async def send(self, request: Request, session: Session, typed: Typed, number: str, command: str) -> Response:
        """Send the command, or show its form again."""
        contract, view = await self._parts(request, session, number, command)
        draft = commands.draft(contract, self.choices, view["version"])
        return await commands.send(request, session, self._target(number, command, contract, view), draft, typed)

    async def _view(self, request: Request, session: Session, number: str) -> dict[str, Any]:
        view: dict[str, Any] = await gateway_of(request).services.get(
            self.service, self._address(number), session.caller
        )
        return view

    async def _parts(
        self, request: Request, session: Session, number: str, command: str
    ) -> tuple[Contract, dict[str, Any]]:
        try:
            contract = await gateway_of(request).contracts.command(self.service, f"{self.api}/{command}")
        except UnknownCommandError:
            raise NoSuchPage from None
        return contract, await self._view(request, session, number)

    def _address(self, number: str) -> str:
        return f"{self.api.partition('{')[0]}{number}"

    def _target(self, number: str, command: str, contract: Contract, view: dict[str, Any]) -> Target:
        here = f"{self.home}/{number}"
        return Target(
            service=self.service,
            path=f"{self._address(number)}/{command}",
            action=f"{here}/{command}",
            done=f"{here}?done=1",
            heading=contract.title,
            template=f"{self.name}_command.html",
            context={self.name: view, "step": step_named(view["next_steps"], command)},
        )
