"""Who may see what: standing, Cedar policies, the list predicate, and the record of every read and refusal."""

from council_kit.problems import NotVisible

from council_access.cedar import NATIONAL, Action, Line, Resource
from council_access.projection import RIGHTS
from council_access.refusals import RightsStale
from council_access.rights import Rights, ScopeDisagreementError, authorize, authorize_page, permitted
from council_access.scope import APPLICANTS, FigureScope, Scope, figure_scope, scope
from council_access.service import Found, Reader, Service, Within
from council_access.settings import AccessSettings
from council_access.standing import Standing

__all__ = [
    "APPLICANTS",
    "NATIONAL",
    "RIGHTS",
    "AccessSettings",
    "Action",
    "FigureScope",
    "Found",
    "Line",
    "NotVisible",
    "Reader",
    "Resource",
    "Rights",
    "RightsStale",
    "Scope",
    "ScopeDisagreementError",
    "Service",
    "Standing",
    "Within",
    "authorize",
    "authorize_page",
    "figure_scope",
    "permitted",
    "scope",
]
