"""The closed list of file types, each known by its first bytes, so that a name or a header alone admits nothing."""

from __future__ import annotations

from typing import Final

from council_events.values import Code


class MediaType(Code):
    """What may be kept: papers, scans and sheets. No type that a browser or an office program runs by itself."""

    PDF = "application/pdf", "PDF"
    JPEG = "image/jpeg", "JPEG画像"
    PNG = "image/png", "PNG画像"
    TIFF = "image/tiff", "TIFF画像"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word文書（.docx）"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excelブック（.xlsx）"

    @property
    def suffix(self) -> str:
        """How a file of this type ends."""
        return _SUFFIXES[self]

    def fits(self, beginning: bytes) -> bool:
        """Whether a file that begins like this can be of this type; at least 8 bytes, or the whole file."""
        return beginning.startswith(_BEGINNINGS[self])


_ZIP: Final = (b"PK\x03\x04",)
_SUFFIXES: Final = {
    MediaType.PDF: ".pdf",
    MediaType.JPEG: ".jpg",
    MediaType.PNG: ".png",
    MediaType.TIFF: ".tif",
    MediaType.DOCX: ".docx",
    MediaType.XLSX: ".xlsx",
}
_BEGINNINGS: Final = {
    MediaType.PDF: (b"%PDF-",),
    MediaType.JPEG: (b"\xff\xd8\xff",),
    MediaType.PNG: (b"\x89PNG\r\n\x1a\n",),
    MediaType.TIFF: (b"II*\x00", b"MM\x00*"),
    MediaType.DOCX: _ZIP,
    MediaType.XLSX: _ZIP,
}
"""An office file is a ZIP archive; telling the two apart is left to the program that opens the download."""


def media_type_of(value: str) -> MediaType:
    """The type of this name (`application/pdf`); raises KeyError for one that is not kept."""
    return _BY_NAME[value]


_BY_NAME: Final = {kind.value: kind for kind in MediaType}
