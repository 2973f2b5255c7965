"""Files outside events: encrypted in chunks, named by the hash of their ciphertext, streamed in and out (design §4)."""

from council_kit.blobs.media import MediaType
from council_kit.blobs.scanning import ClamdScanner, Scan, Scanner, ScannerUnavailableError
from council_kit.blobs.sealing import CHUNK_BYTES, BlobBrokenError
from council_kit.blobs.storing import (
    LARGEST_BLOB,
    Blob,
    Blobs,
    BlobTooLargeError,
    Download,
    EmptyBlobError,
    MalwareFoundError,
    NoSuchBlobError,
    Upload,
    WrongMediaTypeError,
)

__all__ = [
    "CHUNK_BYTES",
    "LARGEST_BLOB",
    "Blob",
    "BlobBrokenError",
    "BlobTooLargeError",
    "Blobs",
    "ClamdScanner",
    "Download",
    "EmptyBlobError",
    "MalwareFoundError",
    "MediaType",
    "NoSuchBlobError",
    "Scan",
    "Scanner",
    "ScannerUnavailableError",
    "Upload",
    "WrongMediaTypeError",
]
