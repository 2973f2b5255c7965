"""The files of papers: uploaded, kept when a paper refers to them, given out as downloads, every one on record.

A service makes one `Files`, includes `file_routes(files)` in its API and calls `files.claim` with the events that it is about to save.
"""

from council_casework.files.answers import NeedRow, PaperRow, need_rows, paper_rows
from council_casework.files.keeping import FILE_FIELDS, FileKept, Files, PaperFile
from council_casework.files.routes import file_routes
from council_casework.files.telling import LABELS, paper_pairs, tells_of_papers

__all__ = [
    "FILE_FIELDS",
    "LABELS",
    "FileKept",
    "Files",
    "NeedRow",
    "PaperFile",
    "PaperRow",
    "file_routes",
    "need_rows",
    "paper_pairs",
    "paper_rows",
    "tells_of_papers",
]
