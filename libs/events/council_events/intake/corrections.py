"""Corrections in a consultation."""

from __future__ import annotations

from council_events.corrections import Correction


class CompanyEntryCorrected(Correction, type_name="council.intake.CompanyEntryCorrected.v1", ja="企業の登録の訂正"):
    """A field of an earlier event of a company's entry was recorded wrongly; `case_id` is the company's number."""


class EntryCorrected(Correction, type_name="council.intake.EntryCorrected.v1", ja="記録の訂正"):
    """A field of an earlier event of the case was recorded wrongly."""
