"""One person in one council: offices, candidacies, pledge, interests, cases."""

from __future__ import annotations

from council_governance.domain.person.deciding import About, decide
from council_governance.domain.person.state import INITIAL, Candidacy, State, Term, evolve
from council_governance.domain.person.steps import next_steps

__all__ = ["INITIAL", "About", "Candidacy", "State", "Term", "decide", "evolve", "next_steps"]
