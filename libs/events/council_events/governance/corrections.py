"""A wrong entry on a person or on a council's organisation, mended."""

from __future__ import annotations

from council_events.corrections import Correction


class EntryCorrected(Correction, type_name="council.governance.EntryCorrected.v1", ja="記録の訂正"):
    """A field of an earlier event of the stream was recorded wrongly; `case_id` is the stream's number."""
