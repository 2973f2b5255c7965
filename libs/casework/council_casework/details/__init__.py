"""Detail by `dataref`: what of a case a subscribing system fetches on a consent that names it, each fetch a disclosure.

A service makes one `Details` and includes `detail_routes(details)` in its API.
"""

from council_casework.details.giving import Details, Source
from council_casework.details.routes import detail_routes

__all__ = ["Details", "Source", "detail_routes"]
