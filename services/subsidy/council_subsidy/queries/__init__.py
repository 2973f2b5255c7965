"""What subsidy answers. Sealed values are opened here, and only for an answer that the asker may see."""

from council_subsidy.queries.agencies import Agencies, AgencyItem, AgencyView, agency_view
from council_subsidy.queries.applicants import (
    APPLICANT_FIELDS,
    ApplicantItem,
    Applicants,
    ApplicantView,
    Place,
    Wanted,
    applicant_view,
)
from council_subsidy.queries.lists import COMPANY_FIELDS, SHOWN, Cases, ListRow
from council_subsidy.queries.register import UNKNOWN, Known, Register
from council_subsidy.queries.views import CASE_FIELDS, LABELS, CaseView, TermsView, case_view, terms_view

__all__ = [
    "APPLICANT_FIELDS",
    "CASE_FIELDS",
    "COMPANY_FIELDS",
    "LABELS",
    "SHOWN",
    "UNKNOWN",
    "Agencies",
    "AgencyItem",
    "AgencyView",
    "ApplicantItem",
    "ApplicantView",
    "Applicants",
    "CaseView",
    "Cases",
    "Known",
    "ListRow",
    "Place",
    "Register",
    "TermsView",
    "Wanted",
    "agency_view",
    "applicant_view",
    "case_view",
    "terms_view",
]
