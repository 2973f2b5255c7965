"""The ledger → answers: checkpoints, proofs, and a case as of an instant."""

from council_audit.queries.answers import Consistency, Difference, Receipt, Replay, SignedCheckpoint
from council_audit.queries.given import access_sheet
from council_audit.queries.proving import Leaf, Proving
from council_audit.queries.replaying import CaseFile, case_file, case_files, difference_of, replay

__all__ = [
    "CaseFile",
    "Consistency",
    "Difference",
    "Leaf",
    "Proving",
    "Receipt",
    "Replay",
    "SignedCheckpoint",
    "access_sheet",
    "case_file",
    "case_files",
    "difference_of",
    "replay",
]
