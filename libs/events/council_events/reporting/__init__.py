"""What reporting publishes: editions of the figures, what is public of them, and activities that belong to no case.

Nothing here is sealed, because reporting holds no key: every field is a code, a date, a number or a sum.
"""

from council_events.reporting.activities import (
    Audience,
    OrganisationKind,
    Participants,
    Programme,
    PublicityGiven,
    PublicityMeans,
    TrainingHeld,
)
from council_events.reporting.editions import (
    Area,
    AreaFiguresFixed,
    CompanyCount,
    EditionClosed,
    EditionGround,
    EditionKind,
    FixedCell,
    LateEntryExplained,
    LateGround,
    edition_of,
    explanation_of,
    series_of,
)
from council_events.reporting.publication import (
    Obstacle,
    PublicationGivenUp,
    PublicationRequested,
    PublishedCell,
    TablePublished,
    YearPublished,
    publication_of,
)
from council_events.reporting.register import LateReportsChased, chases_of

__all__ = [
    "Area",
    "AreaFiguresFixed",
    "Audience",
    "CompanyCount",
    "EditionClosed",
    "EditionGround",
    "EditionKind",
    "FixedCell",
    "LateEntryExplained",
    "LateGround",
    "LateReportsChased",
    "Obstacle",
    "OrganisationKind",
    "Participants",
    "Programme",
    "PublicationGivenUp",
    "PublicationRequested",
    "PublicityGiven",
    "PublicityMeans",
    "PublishedCell",
    "TablePublished",
    "TrainingHeld",
    "YearPublished",
    "chases_of",
    "edition_of",
    "explanation_of",
    "publication_of",
    "series_of",
]
