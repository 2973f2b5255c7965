"""What leaves the department: written consents, copies under them, disclosures on a ground. Pure.

A service names four events (`WrittenConsentReceived[Kind]`, `WrittenConsentWithdrawn`, `CopiesHandedOver[Kind]`,
`CaseDisclosed[Kind]`), keeps a `Releases` in its state, and asks `release(…)` for each command.
"""

from council_casework.releases.commands import DiscloseCase, HandOverCopies, ReceiveConsent, WithdrawConsent
from council_casework.releases.deciding import Events, Release, release, secrecy_provision
from council_casework.releases.record import EMPTY, Consent, Releases
from council_casework.releases.telling import LABELS, ConsentTold, consents_told, release_pairs, tells_of_releases

__all__ = [
    "EMPTY",
    "LABELS",
    "Consent",
    "ConsentTold",
    "DiscloseCase",
    "Events",
    "HandOverCopies",
    "ReceiveConsent",
    "Release",
    "Releases",
    "WithdrawConsent",
    "consents_told",
    "release",
    "release_pairs",
    "secrecy_provision",
    "tells_of_releases",
]
