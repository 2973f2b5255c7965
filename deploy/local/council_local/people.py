"""The demo users: who may sign in at the development issuer, and which office each is meant to hold.

The issuer vouches for person, council and display name only; that an office is really held is governance's to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from council_directory import bureaus, councils
from council_directory.directory import HQ
from council_events.values import Office

AT_A_COUNCIL = {
    "head": Office.HEAD,
    "deputy": Office.DEPUTY,
    "host": Office.HOST_HEAD,
    "office": Office.SECRETARIAT,
}


@dataclass(frozen=True)
class DemoUser:
    """`council` is the body that the person stands for; bureaus, auditors and administrators stand for `hq`."""

    person: str
    council: str
    office: Office
    body: str
    group: str

    @property
    def name(self) -> str:
        """What screens call the person: an office, since nobody is behind it."""
        return f"{self.body} {self.office.label}"


@cache
def demo_users() -> dict[str, DemoUser]:
    """All of them by person id: national ones first, then the councils in JIS order."""
    national = "本部・経済産業局等・監査"
    users = [
        DemoUser("hq-officer", HQ, Office.HQ_OFFICER, "全国本部", national),
        DemoUser("hq-officer-2", HQ, Office.HQ_OFFICER, "全国本部（二人目）", national),
        DemoUser("sys-owner-1", HQ, Office.SYSTEM_OWNER, "関係省庁", national),
        DemoUser("auditor-1", HQ, Office.AUDITOR, "全国本部", national),
        DemoUser("admin-1", HQ, Office.ADMINISTRATOR, "全国本部", national),
    ]
    for bureau in bureaus():
        person = f"bur{bureau.code.removeprefix('BUR-')}-officer"
        users.append(DemoUser(person, HQ, Office.BUREAU_OFFICER, bureau.name, national))
    for council in councils():
        for role, office in AT_A_COUNCIL.items():
            person = f"p{council.code}-{role}"
            users.append(DemoUser(person, council.code, office, council.prefecture, council.bureau))
    return {user.person: user for user in users}
