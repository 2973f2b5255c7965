"""Small pools for every type that an event or a command of support has, so that sequences meet one another."""

from __future__ import annotations

import datetime as dt
import types
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

from council_events import Sealed, all_event_classes
from council_events.deciding import Fact
from council_events.event import event_class
from council_events.values import Office
from hypothesis import strategies as st
from pydantic import BaseModel

from tests.services.support.situations import THREE_BANKS, creditor_id

CREDITORS = [creditor_id(name) for name in THREE_BANKS]
KNOWN_CREDITORS = [*CREDITORS, *(creditor_id(name) for name in ("近江八景銀行", "湖北余呉信用金庫"))]
PEOPLE = ["p20-head", "p20-deputy", "x-kure", "x-fuchu"]
PERSONS = frozenset(
    {
        "person",
        "by",
        "signed_by",
        "decided_by",
        "conferred_with",
        "consulted",
        "judged_by",
        "submitted_by",
        "checked_by",
        "lawyer_deputy",
    }
)
TEXTS: dict[str, tuple[str, ...]] = {
    "prefecture": ("20",),
    "bureau": ("BUR-03",),
    "recipient": ("BUR-03", "HQ"),
    "layout": ("default-1",),
    "report": ("start-1", "rechallenge-1", "rechallenge_result-1"),
    "field": ("claim",),
    "whose": ("123456789012",),
    "file": ("0" * 64,),
    "corrected_type": ("council.support.CreditorListed.v1",),
    "subscriber": ("agency-1",),
    "word": ("bank",),
    "words": ("bank",),
}
NEVER_EMPTY = ("members", "changes", "help_offered", "topics", "provisions", "attending")
DAYS = st.dates(dt.date(2023, 10, 1), dt.date(2028, 9, 30))


def values_of(annotation: Any, name: str) -> st.SearchStrategy[Any]:
    """Values of a type; `name` is the field's."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return values_of(get_args(annotation)[0], name)
    if origin in (Union, types.UnionType):
        return st.one_of(*(st.none() if a is type(None) else values_of(a, name) for a in get_args(annotation)))
    if origin is tuple:
        return st.lists(values_of(get_args(annotation)[0], name), min_size=name in NEVER_EMPTY, max_size=6).map(tuple)
    if origin is Sealed:
        return st.just(Sealed("文"))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return made(annotation)
    return _scalar(annotation, name)


def _scalar(annotation: Any, name: str) -> st.SearchStrategy[Any]:
    if annotation is UUID:
        return st.sampled_from(KNOWN_CREDITORS)
    if annotation is str:
        return st.sampled_from(PEOPLE) if name in PERSONS else st.sampled_from(TEXTS.get(name, ("文",)))
    pools: dict[Any, st.SearchStrategy[Any]] = {
        dt.date: DAYS,
        bool: st.booleans(),
        int: st.integers(1, 12),
        float: st.floats(0, 20),
    }
    return pools[annotation] if annotation in pools else st.sampled_from(list(annotation))


@st.composite
def made(draw: st.DrawFn, model: type[BaseModel]) -> Any:
    """An event or a command of this class."""
    return model(**{name: draw(values_of(field.annotation, name)) for name, field in model.model_fields.items()})


FACTS = st.lists(
    st.builds(
        Fact,
        st.one_of(
            *(made(e) for e in all_event_classes() if e.type_name.startswith("council.support.")),
            st.builds(event_class("council.intake.RoleExplained.v1"), case_id=st.just(CREDITORS[0])),
        ),
        DAYS,
        st.just("20"),
        st.sampled_from(PEOPLE),
    ),
    max_size=40,
)
OFFICES = st.sampled_from([frozenset({Office.HEAD})] * 4 + [frozenset({office}) for office in Office])
