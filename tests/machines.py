"""State machines played at random, pure: `play(Life(…))` is one test.

The machine takes steps that are offered, asks for whatever else there is, lets days pass and enters things late; ids, days and
people come mostly from what has happened so far, so that commands meet one another. After every event it asks the caller what
the rules say (`lawful`, `stands`); of itself it holds that

- only a refusal is ever raised, with a provision of the catalogue, in both languages, and it changes nothing;
- a decision is pure: asked twice, it is the same;
- a step that is shown as not allowed is refused with any details;
- a history folds to the same state again, also with entries of it corrected;
- a fold of any events in any order never raises, and its next steps can be told.

Every step draws one seed, from which its asker, command and fields follow, so that a run is quick. What fails tells every
command that led there; `play(life, shrink=True)` looks for a shorter way, which takes minutes. Runs are derandomized: the same
every time, until commands, events or rules change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final
from uuid import UUID

from council_casework.corrections import CorrectEntry, Shape, UnfitError, correct, correctable_fields
from council_directory import provisions
from council_events import Event
from council_events.corrections import Correction, corrected
from council_events.deciding import Asking, Fact, Refused, Step
from council_events.event import Envelope
from council_events.values import Code, Office
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from pydantic import BaseModel, ValidationError

from tests.made import FRESH, Known

USUALLY: Final = 0.9
SEEDS: Final = st.integers(0, 2**48)


def event_id(place: int) -> UUID:
    """The id of the event at this place of a played history, from 0."""
    return UUID(int=10_000 + place)


def _lawful(_before: Any, _event: Event, _after: Any, _asking: Asking) -> None:
    return None


def _stands(_state: Any) -> None:
    return None


def _nothing(_random: Random) -> None:
    return None


@dataclass(frozen=True)
class Life:
    """One state machine, and the world that it is played in.

    `decide`: (state, command, asking, around); `around`: what a decision must know besides the state. `begins`: what has
    happened before the first command. `offices`: what an asker may hold, the usual set first. `events`: of the streams that
    it reads. `lawful`: (before, event, after, asking) asserts what must hold of a decided event, `stands` of a state.
    `values`: of a field, by its name, where its type alone does not lead far.
    """

    initial: Any
    evolve: Callable[[Any, Fact], Any]
    decide: Callable[[Any, Any, Asking, Any], list[Event]]
    next_steps: Callable[[Any, Asking], Iterable[Step]]
    commands: Sequence[type[BaseModel]]
    events: Sequence[type[Event]]
    offices: Sequence[frozenset[Office]]
    council: str = "24"
    people: Sequence[str] = ("p24-head", "p24-deputy", "p24-office")
    begins: Sequence[Fact] = ()
    around: Callable[[Random], Any] = _nothing
    lawful: Callable[[Any, Event, Any, Asking], None] = _lawful
    stands: Callable[[Any], None] = _stands
    correction: type[Correction] | None = None
    first_day: dt.date = dt.date(2024, 3, 1)
    values: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    always: frozenset[str] = frozenset()
    """Ids that the application chooses before it asks, where the caller has chosen none."""
    details: Mapping[type[BaseModel], Callable[[Random], Any]] = field(default_factory=dict)
    """A command whose fields depend on one another: how it is made, in place of field by field."""


def play(life: Life, *, runs: int = 60, steps: int = 40, shrink: bool = False) -> None:
    """Play it; raises what the first broken promise raises, with the way there."""
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        lambda: Machine(life),
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            derandomize=True,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


class Machine(RuleBasedStateMachine):
    """See the module."""

    def __init__(self, life: Life) -> None:
        super().__init__()
        self.life = life
        self.today = life.first_day
        self.state = self.wild = life.initial
        self.history: list[Fact] = []
        self.known = Known(life)

    @initialize()
    def it_begins(self) -> None:
        for place, fact in enumerate(self.life.begins):
            self._happens(fact._replace(event_id=event_id(place)))
        self.wild = self.state

    @rule(seed=SEEDS)
    def something_happens(self, seed: int) -> None:
        """One rule, not five: Hypothesis leaves rules out of a run at random, and a run without commands shows nothing.

        It also tries each run again with one of its steps copied to another place; what a seed brings depends on what has
        happened, so that such runs part ways instead of repeating one another.
        """
        random = Random(f"{seed} {len(self.history)} {self.today}")
        random.choices(
            (
                self._a_step_is_taken,
                self._something_is_asked,
                self._days_pass,
                self._anything_is_recorded,
                self._corrected,
            ),
            (8, 4, 2, 1, 1),
        )[0](random)

    @invariant()
    def it_stands_as_the_rules_say(self) -> None:
        if self.history:
            self.life.stands(self.state)

    def teardown(self) -> None:
        """The same history gives the same state again."""
        assert self._folded(self.history) == self.state

    def _a_step_is_taken(self, random: Random) -> None:
        asking = self._asker(random)
        offered = [step.command for step in self.life.next_steps(self.state, asking) if step.allowed]
        if offered:
            self._asked(random, random.choice(offered), asking)

    def _something_is_asked(self, random: Random) -> None:
        self._asked(random, random.choice(self.life.commands), self._asker(random))

    def _days_pass(self, random: Random) -> None:
        self.today += dt.timedelta(days=random.choice((1, 1, 20, 100, 200)))

    def _anything_is_recorded(self, random: Random) -> None:
        """In a history of its own, which no command has made."""
        event = self._made(random, random.choice(self.life.events))
        if event is None:
            return
        note(f"recorded beside: {event!r}")
        self.wild = self.life.evolve(self.wild, self._fact(event, self._asker(random), len(self.history)))
        self._tells(self.wild, self._asker(random))

    def _corrected(self, random: Random) -> None:
        """The rules are not asked again about what was decided on a wrong value: so this is a state beside the played one."""
        if self.life.correction is None or not self.history:
            return
        fact = random.choice(self.history)
        fields = list(correctable_fields(fact.event, fact.on))
        if not fields:
            return
        place = random.choice(fields)
        given = random.choice(list(_written(place.shape, place.options, self.today)))
        many = place.shape is Shape.CHOICES
        command = CorrectEntry(
            event_id=fact.event_id,
            field=place.path,
            value=None if many else given,
            choices=(given,) if many and given else None,
            reason="誤記",
        )
        try:
            events = correct(self.history, FRESH[0], command, self.life.correction, self.today)
        except UnfitError:
            return
        mended = [*self.history, *(self._fact(event, self._asker(random), 0) for event in events)]
        self._tells(self._folded(_read(mended)), self._asker(random))

    def _asked(self, random: Random, kind: type[BaseModel], asking: Asking) -> None:
        command = self._made(random, kind)
        if command is None:
            return
        around = self.life.around(random)
        before = self.state
        shown = {step.command: step for step in self.life.next_steps(before, asking)}.get(kind)
        try:
            events = self.life.decide(before, command, asking, around)
        except Refused as refused:
            note(f"{asking.on} {asking.person} {command!r}: refused, {refused}")
            _is_said_well(refused)
            return
        note(f"{asking.on} {asking.person} {command!r}: {events!r}")
        assert events == self.life.decide(before, command, asking, around), "a decision is pure"
        refused_on_screen = shown is not None and not shown.allowed
        assert not (events and refused_on_screen), f"shown as refused ({shown}), decided as {events}"
        for event in events:
            earlier = self.state
            self._happens(self._fact(event, asking, len(self.history)))
            self.life.lawful(earlier, event, self.state, asking)

    def _happens(self, fact: Fact) -> None:
        self.state = self.life.evolve(self.state, fact)
        self.history.append(fact)
        self.known.learn(fact)

    def _fact(self, event: Event, asking: Asking, place: int) -> Fact:
        return Fact(event, asking.on, asking.council, asking.person, event_id(place))

    def _folded(self, facts: Iterable[Fact]) -> Any:
        state = self.life.initial
        for fact in facts:
            state = self.life.evolve(state, fact)
        return state

    def _tells(self, state: Any, asking: Asking) -> None:
        for step in self.life.next_steps(state, asking):
            assert step.allowed or (step.provision in provisions() and step.ja and step.en), step

    def _asker(self, random: Random) -> Asking:
        """Mostly one whom no rule on authority stops, so that long sequences meet the other rules; some acts entered late."""
        late = random.choice((0, 0, 0, 0, 1, 30))
        return Asking(
            person=random.choice(self.life.people),
            council=self.life.council,
            on=self.today - dt.timedelta(days=late),
            offices=self.life.offices[0] if random.random() < 0.8 else random.choice(self.life.offices),
            pledged=random.random() < USUALLY,
            recused=random.random() > USUALLY,
        )

    def _made(self, random: Random, model: type[BaseModel]) -> Any:
        """A command or event of the class, None where the model itself refuses the values."""
        if model in self.life.details:
            return self.life.details[model](random)
        try:
            return model(**self.known.fields(random, model, self.today))
        except ValidationError:
            return None


def _written(shape: Shape, options: type[Code] | None, today: dt.date) -> Iterator[str | None]:
    """New values of a field as a person writes them, and none."""
    yield None
    if options is not None:
        yield from (option.value for option in options)
    else:
        yield {
            Shape.DAY: (today - dt.timedelta(days=7)).isoformat(),
            Shape.NUMBER: "3",
            Shape.RATIO: "1.5",
            Shape.FLAG: "false",
        }.get(shape, "p24-other")


def _read(facts: Sequence[Fact]) -> Iterator[Fact]:
    """The facts as they read through the corrections among them."""
    envelopes = [
        Envelope.model_construct(
            id=fact.event_id, data=fact.event, occurredon=fact.on, council=fact.council, actor=fact.actor
        )
        for fact in facts
    ]
    return (Fact.of(envelope) for envelope in corrected(envelopes))


def _is_said_well(refused: Refused) -> None:
    assert refused.provision in provisions(), refused
    assert refused.ja, refused
    assert refused.en, refused
