"""Who owns the files: the owner of the store. A service adds files, and changes or removes one only until it is kept.

`python -m council_kit.blobs.owning` does it, and the store besides, where the owner signs in for this alone (deploy/k8s, before each
process of a service that has files).
"""

from __future__ import annotations

from typing import Final

from council_kit.blobs.storing import DDL
from council_kit.store.owning import Owned, own_as_told

BLOBS: Final = Owned(
    DDL,
    tables=("blobs", "blob_chunks"),
    functions=(),
    rights=(
        "GRANT SELECT, INSERT ON {tables} TO {service}",
        "GRANT UPDATE (name, size, chunks, kept_at), DELETE ON blobs TO {service}",  # chunks go with their file
        "ALTER TABLE blobs ENABLE ROW LEVEL SECURITY",
        "DROP POLICY IF EXISTS read ON blobs",
        "DROP POLICY IF EXISTS added ON blobs",
        "DROP POLICY IF EXISTS changed_until_kept ON blobs",
        "DROP POLICY IF EXISTS removed_unless_kept ON blobs",
        "CREATE POLICY read ON blobs FOR SELECT USING (true)",
        "CREATE POLICY added ON blobs FOR INSERT WITH CHECK (true)",
        "CREATE POLICY changed_until_kept ON blobs FOR UPDATE USING (kept_at IS NULL) WITH CHECK (true)",
        "CREATE POLICY removed_unless_kept ON blobs FOR DELETE USING (kept_at IS NULL)",
    ),
)
"""The owner itself, and a superuser, are held back by none of these."""

if __name__ == "__main__":
    own_as_told(BLOBS)
