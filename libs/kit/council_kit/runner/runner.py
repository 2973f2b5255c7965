"""`Runner`: all projections and reactions of a service, and the decisions about what they parked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from council_kit.outages import describe, is_environment, wait
from council_kit.postgres import AsyncPool
from council_kit.runner import generations, offsets, parking
from council_kit.runner.bindings import ParkedCase, Progress, Projection, Reaction
from council_kit.runner.comparing import Comparison
from council_kit.runner.consuming import Consuming, Opened, spare_the_collector
from council_kit.runner.decisions import Decision, resume
from council_kit.runner.decoding import Decoder
from council_kit.runner.generations import Generation
from council_kit.runner.projections import Applying
from council_kit.runner.reactions import Reacting
from council_kit.runner.rebuild import check, rebuild
from council_kit.telemetry import get_logger
from council_kit.vault import Vault

log = get_logger("runner")

_PAUSE: Final = 0.5


class Runner:
    """Runs a service's projections and reactions, each at its own pace: one that fails or lags holds no other back."""

    def __init__(
        self,
        service: str,
        bootstrap: str,
        namespace: str,
        pool: AsyncPool,
        projections: Sequence[Projection] = (),
        reactions: Sequence[Reaction] = (),
        vault: Vault | None = None,
    ) -> None:
        self._service = service
        self._bootstrap = bootstrap
        self._namespace = namespace
        self._pool = pool
        self._vault = vault
        self._projections = {projection.name: projection for projection in projections}
        self._reactions = {reaction.name: reaction for reaction in reactions}
        if len(self._projections) + len(self._reactions) != len({*self._projections, *self._reactions}):
            raise ValueError("projections and reactions of a service bear different names")

    @property
    def projections(self) -> tuple[str, ...]:
        """The names of the projections."""
        return tuple(self._projections)

    @property
    def reactions(self) -> tuple[str, ...]:
        """The names of the reactions."""
        return tuple(self._reactions)

    async def run(self, stop: asyncio.Event) -> None:
        """Run all until `stop` is set. Waits for the database; outages of it and of the broker are sat out."""
        spare_the_collector()
        while not await self._install() and not stop.is_set():
            await wait(stop, _PAUSE)
        async with asyncio.TaskGroup() as group:
            for projection in self._projections.values():
                group.create_task(self._consuming(projection, partial(self._open_projection, projection)).run(stop))
            for reaction in self._reactions.values():
                group.create_task(self._consuming(reaction, partial(self._open_reaction, reaction)).run(stop))

    async def _install(self) -> bool:
        try:
            await offsets.install(self._pool)
        except Exception as error:
            if not is_environment(error):
                raise
            log.warning("database is awaited", service=self._service, error=describe(error))
            return False
        return True

    def _consuming(self, binding: Projection | Reaction, opened: Opened) -> Consuming:
        topics = binding.topics(self._namespace)
        decoder = Decoder(binding.events)
        return Consuming(
            self._service, binding.name, topics, decoder, opened, self._pool, self._bootstrap, self._namespace
        )

    async def _open_projection(self, projection: Projection) -> tuple[Generation, Applying]:
        generation = await generations.open_live(self._pool, projection)
        return generation, Applying(self._pool, projection, generation, self._vault)

    async def _open_reaction(self, reaction: Reaction) -> tuple[Generation, Reacting]:
        generation = await generations.open_reaction(self._pool, reaction.name)
        return generation, Reacting(self._pool, reaction, generation)

    async def parked_cases(self, name: str) -> list[ParkedCase]:
        """The cases that wait in this projection or reaction, oldest first."""
        await offsets.install(self._pool)
        async with self._pool.connection() as connection:
            return await parking.parked_cases(connection, name)

    async def retry(self, name: str, case_key: str, *, by: str, reason: str) -> int:
        """Do the parked events of a case again, by a recorded decision; gives how many still wait afterwards.

        Raises NotParkedError, or KeyError for a name that is not of this service.
        """
        return await self._resume(name, case_key, "retry", by, reason)

    async def skip(self, name: str, case_key: str, *, by: str, reason: str) -> int:
        """Leave the failing event out for good, by a recorded decision, and do those behind it; gives how many wait."""
        return await self._resume(name, case_key, "skip", by, reason)

    async def _resume(self, name: str, case_key: str, decision: Decision, by: str, reason: str) -> int:
        await offsets.install(self._pool)
        if name in self._reactions:
            generation, reacting = await self._open_reaction(self._reactions[name])
            return await resume(
                self._pool, name, generation, case_key, decision, reacting.try_parked, by=by, reason=reason
            )
        generation, applying = await self._open_projection(self._projections[name])
        return await resume(self._pool, name, generation, case_key, decision, applying.try_one, by=by, reason=reason)

    async def check(self, name: str, on_progress: Callable[[Progress], None] | None = None) -> Comparison | None:
        """Hold one projection's live tables against others that are filled from the events; nothing that is read changes."""
        return await check(
            self._projections[name],
            bootstrap=self._bootstrap,
            pool=self._pool,
            namespace=self._namespace,
            vault=self._vault,
            on_progress=on_progress,
        )

    async def rebuild(
        self,
        name: str,
        on_progress: Callable[[Progress], None] | None = None,
        on_compared: Callable[[Comparison], None] | None = None,
        *,
        processes: int = 1,
    ) -> int:
        """Rebuild one projection beside its live tables and swap it in; gives the number of events applied.

        `processes`: among how many the long phases are shared, where the projection gathers.
        `on_compared` asks for the tables that were live to be held against the new ones.
        """
        return await rebuild(
            self._projections[name],
            bootstrap=self._bootstrap,
            pool=self._pool,
            namespace=self._namespace,
            vault=self._vault,
            processes=processes,
            on_progress=on_progress,
            on_compared=on_compared,
        )
