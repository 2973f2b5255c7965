"""`council export`: a case's history as a signed bundle, asked of audit."""

from __future__ import annotations

from pathlib import Path

from council_local.operations import ask_audit
from council_local.running import Running
from council_local.troubles import Misused


def export(running: Running, case: str, since: int | None, person: str, out: Path) -> None:
    """Ask audit for the bundle as this person, and write it. The read is recorded. Raises Misused."""
    answer = ask_audit(running, f"/v1/cases/{case}/export", {"since": since} if since else {}, person)
    if not answer.is_success:
        problem = answer.json()
        raise Misused(
            f"書き出せませんでした（{answer.status_code}）: {problem.get('detail', '')}",
            f"The case was not exported ({answer.status_code}): {problem.get('detail_en', '')}",
        )
    out.write_bytes(answer.content)
