"""`council prune`: records of reading whose retention period is over leave the ledger's copy; every other proof stays."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import psycopg
from council_audit.ledger import Folder, Pruned, prune
from council_kit.clock import JST
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from council_local.catalogue import AUDIT
from council_local.operations import environment_of
from council_local.running import Running
from council_local.troubles import Misused


def prune_before(running: Running, day: str) -> Pruned:
    """Let go of what was read before the day (JST), as the operator: audit's own role removes nothing. Raises Misused for a day that is none, or has not passed."""
    try:
        before = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), JST)
    except ValueError:
        raise Misused(f"{day} は日付ではありません。", f"{day} is no day.") from None
    if before > dt.datetime.now(JST):
        raise Misused(f"{day} はまだ来ていません。", f"{day} has not come yet.")
    given = environment_of(running, AUDIT)
    database = str(conninfo_to_dict(given["COUNCIL_DATABASE"])["dbname"])
    with psycopg.connect(make_conninfo(running.postgres, dbname=database)) as connection:
        return prune(connection, Folder(Path(given["COUNCIL_LEDGER_FOLDER"])), before)
