"""Export bundles: one case's history with its proofs in a file that anyone can check offline."""

from council_audit.bundle.manifest import Contents, EntryKind, EntryListed, Manifest
from council_audit.bundle.verifying import Damage, Fault, Verdict, verify
from council_audit.bundle.writing import Proven, write

__all__ = [
    "Contents",
    "Damage",
    "EntryKind",
    "EntryListed",
    "Fault",
    "Manifest",
    "Proven",
    "Verdict",
    "verify",
    "write",
]
