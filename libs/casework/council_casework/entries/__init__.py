"""Recorded entries at the door: what each holds for correction, and the command that corrects one.

A service makes `Records` of its store. Where streams are cases it makes `Entries` of these and includes `entry_routes(entries)`
in its API; elsewhere it asks `Records` behind its own routes.
"""

from council_casework.entries.correcting import FIELDS, Entries, EntryView, Mount, Records
from council_casework.entries.routes import entry_routes

__all__ = ["FIELDS", "Entries", "EntryView", "Mount", "Records", "entry_routes"]
