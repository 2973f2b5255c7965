"""Recorded entries at the door: what each holds for correction, and the command that corrects one.

A service makes one `Entries`, and includes `entry_routes(entries)` in its API.
"""

from council_casework.entries.correcting import Entries, EntryView, Mount
from council_casework.entries.routes import entry_routes

__all__ = ["Entries", "EntryView", "Mount", "entry_routes"]
