"""Settings of a service that decides who may see what; its settings.py subclasses this."""

from __future__ import annotations

from council_kit.postgres import Pool
from council_kit.runner import seconds_behind
from council_kit.settings_base import ServiceSettings
from pydantic import Field

from council_access.projection import RIGHTS
from council_access.rights import Rights


class AccessSettings(ServiceSettings):
    """`COUNCIL_BOOTSTRAP_ADMINISTRATORS`: a JSON list of identities, e.g. `["admin-1"]`, for the first installation.

    Offices can only be given by people who hold one; the first administrator therefore stands in the settings. He or
    she enters the hosts' heads (認定支援機関の長), who appoint everybody else. The setting counts only for an identity
    that signs in for administration, gives no right to a case, and is emptied once an administrator is in office.
    """

    bootstrap_administrators: frozenset[str] = frozenset()
    rights_max_lag_seconds: float = Field(default=900.0, gt=0)
    """How old the rights may be, in seconds, before case content is refused."""

    def make_rights(self, pool: Pool) -> Rights:
        """The rights as this service's own projection has them in its database."""
        return Rights(
            pool,
            bootstrap_administrators=self.bootstrap_administrators,
            lag_seconds=lambda: seconds_behind(pool, RIGHTS.name),
            max_lag_seconds=self.rights_max_lag_seconds,
        )
