"""Files outside events: streamed in and out, encrypted chunk by chunk, named by their ciphertext, gone with their case's key."""

import itertools
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import psycopg
import pytest
from council_kit.blobs import (
    CHUNK_BYTES,
    BlobBrokenError,
    Blobs,
    BlobTooLargeError,
    ClamdScanner,
    EmptyBlobError,
    MalwareFoundError,
    MediaType,
    NoSuchBlobError,
    ScannerUnavailableError,
    WrongMediaTypeError,
)
from council_kit.blobs.sealing import ChunkSealer, opened
from council_kit.postgres import Pool
from council_kit.vault import KeyDestroyedError, Vault
from hypothesis import given
from hypothesis import strategies as st

KEY = bytes(range(32))


@pytest.fixture(scope="module")
def blobs(pool: Pool, vault: Vault) -> Blobs:
    return Blobs(pool, vault)


@pytest.fixture
def case() -> UUID:
    return uuid4()


def pdf(size: int) -> bytes:
    return (b"%PDF-1.7\n" + os.urandom(size))[:size]


def kept(blobs: Blobs, case: UUID, content: bytes, piece: int = 64 * 1024) -> str:
    upload = blobs.begin(case, "13", MediaType.PDF)
    for start in range(0, len(content), piece):
        upload.write(content[start : start + piece])
    return blobs.keep(case, upload.finish().name).name


@pytest.mark.parametrize("size", [9, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 1_000_003])
def test_what_comes_out_is_what_went_in(blobs, case, size):
    content = pdf(size)
    found = blobs.open(case, kept(blobs, case, content, piece=50_021))
    assert b"".join(found.chunks) == content
    assert (found.blob.size, found.blob.media_type) == (size, MediaType.PDF)


def test_nothing_of_a_file_stands_in_the_database_in_clear(blobs, case, module_database):
    kept(blobs, case, b"%PDF-1.7\n" + "株式会社あまね".encode() * 10_000)
    with psycopg.connect(module_database) as connection:
        (found,) = connection.execute(
            "SELECT count(*) FROM blob_chunks WHERE position(%s::bytea IN body) > 0", ("株式会社あまね".encode(),)
        ).fetchone() or (None,)
    assert found == 0


def test_a_chunk_is_never_longer_than_a_chunk(blobs, case, module_database):
    kept(blobs, case, pdf(5 * CHUNK_BYTES), piece=2 * CHUNK_BYTES)
    with psycopg.connect(module_database) as connection:
        (longest,) = connection.execute("SELECT max(length(body)) FROM blob_chunks").fetchone() or (0,)
    assert longest == CHUNK_BYTES + 16


def test_the_same_file_uploaded_twice_is_two_files(blobs, case):
    content = pdf(1000)
    assert kept(blobs, case, content) != kept(blobs, case, content)


def test_another_case_does_not_find_the_file(blobs, case):
    name = kept(blobs, case, pdf(100))
    with pytest.raises(NoSuchBlobError):
        blobs.open(uuid4(), name)
    with pytest.raises(NoSuchBlobError):
        blobs.keep(uuid4(), name)


def test_with_the_cases_key_the_file_is_gone(blobs, vault, case):
    name = kept(blobs, case, pdf(100))
    vault.destroy(f"13/case:{case}")
    with pytest.raises(KeyDestroyedError):
        blobs.open(case, name)


def test_a_file_beyond_the_limit_is_refused_while_it_comes_in(pool, vault, case):
    upload = Blobs(pool, vault, largest=1000).begin(case, "13", MediaType.PDF)
    upload.write(pdf(1000))
    with pytest.raises(BlobTooLargeError):
        upload.write(b"x")


def test_a_file_without_a_byte_is_refused(blobs, case):
    with pytest.raises(EmptyBlobError):
        blobs.begin(case, "13", MediaType.PDF).finish()


@pytest.mark.parametrize("content", [b"<html><script>", b"MZ\x90\x00\x03\x00\x00\x00", b"%PD"])
def test_a_file_that_is_not_of_its_type_is_refused(blobs, case, content):
    upload = blobs.begin(case, "13", MediaType.PDF)
    with pytest.raises(WrongMediaTypeError):
        (upload.write(content), upload.finish())


@pytest.mark.parametrize(
    ("media_type", "beginning"),
    [
        (MediaType.PDF, b"%PDF-1.4"),
        (MediaType.JPEG, b"\xff\xd8\xff\xe0\x00\x10JF"),
        (MediaType.PNG, b"\x89PNG\r\n\x1a\n"),
        (MediaType.TIFF, b"MM\x00*\x00\x00\x00\x08"),
        (MediaType.DOCX, b"PK\x03\x04\x14\x00\x06\x00"),
        (MediaType.XLSX, b"PK\x03\x04\x14\x00\x06\x00"),
    ],
)
def test_every_type_is_known_by_its_beginning(blobs, case, media_type, beginning):
    upload = blobs.begin(case, "13", media_type)
    for byte in beginning:
        upload.write(bytes([byte]))
    assert upload.finish().media_type is media_type


def test_an_upload_that_was_given_up_leaves_nothing(blobs, case, module_database):
    upload = blobs.begin(case, "13", MediaType.PDF)
    upload.write(pdf(2 * CHUNK_BYTES))
    upload.give_up()
    with psycopg.connect(module_database) as connection:
        assert connection.execute("SELECT count(*) FROM blobs WHERE owner = %s", (case,)).fetchone() == (0,)


def test_an_upload_that_nothing_ever_referred_to_is_removed_after_a_day(blobs, case, module_database):
    name = kept(blobs, case, pdf(100))
    upload = blobs.begin(case, "13", MediaType.PDF)
    upload.write(pdf(100))
    orphan = upload.finish().name
    with psycopg.connect(module_database, autocommit=True) as connection:
        connection.execute("UPDATE blobs SET begun_at = now() - interval '25 hours' WHERE owner = %s", (case,))
    blobs.begin(uuid4(), "13", MediaType.PDF)
    with pytest.raises(NoSuchBlobError):
        blobs.keep(case, orphan)
    assert blobs.open(case, name).blob.name == name


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM blob_chunks WHERE upload_id = %s AND number = 1",
        "UPDATE blob_chunks SET body = set_byte(body, 5, get_byte(body, 5) # 1) WHERE upload_id = %s AND number = 0",
        "UPDATE blob_chunks SET number = -number - 1 WHERE upload_id = %s AND number < 2;"
        "UPDATE blob_chunks SET number = 2 + number WHERE upload_id = '{}' AND number < 0",
        "UPDATE blobs SET chunks = 2 WHERE upload_id = %s",
    ],
    ids=["lost", "changed", "reordered", "cut short"],
)
def test_a_damaged_file_is_never_given_out_whole(blobs, case, module_database, damage):
    name = kept(blobs, case, pdf(3 * CHUNK_BYTES))
    with psycopg.connect(module_database, autocommit=True) as connection:
        (upload_id,) = connection.execute("SELECT upload_id FROM blobs WHERE owner = %s", (case,)).fetchone() or ("",)
        for statement in damage.split(";"):
            values = (upload_id,) if "%s" in statement else None
            connection.execute(statement.replace("{}", str(upload_id)), values)
    with pytest.raises(BlobBrokenError):
        b"".join(blobs.open(case, name).chunks)


@given(st.lists(st.binary(max_size=700), max_size=12), st.data())
def test_any_pieces_open_again_and_no_other_row_of_chunks_does(pieces, data):
    sealer = ChunkSealer(KEY)
    chunks = [chunk for piece in pieces for chunk in sealer.feed(piece * 400)] + [sealer.finish()]
    assert b"".join(opened(KEY, chunks, len(chunks), sealer.name)) == b"".join(piece * 400 for piece in pieces)
    others = [*itertools.islice(itertools.permutations(chunks), 24), chunks[:-1], chunks[1:], [*chunks, chunks[-1]]]
    wrong = data.draw(st.sampled_from([list(each) for each in others if list(each) != chunks]))
    with pytest.raises(BlobBrokenError):
        b"".join(opened(KEY, wrong, len(wrong), sealer.name))


def test_a_file_under_another_name_stops_before_its_end():
    sealer = ChunkSealer(KEY)
    chunks = [*sealer.feed(b"x" * (CHUNK_BYTES + 5)), sealer.finish()]
    given_out = opened(KEY, chunks, len(chunks), "0" * 64)
    assert len(next(given_out)) == CHUNK_BYTES
    with pytest.raises(BlobBrokenError):
        next(given_out)


class Clamd:
    """A server that speaks clamd's INSTREAM and finds the word EICAR."""

    def __init__(self, answer: bytes | None = None) -> None:
        self._answer = answer
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        connection, _ = self._server.accept()
        with connection, connection.makefile("rb") as incoming:
            assert incoming.read(10) == b"zINSTREAM\0"
            content = b""
            while size := struct.unpack("!I", incoming.read(4))[0]:
                content += incoming.read(size)
            found = b"stream: Eicar-Test-Signature FOUND\0" if b"EICAR" in content else b"stream: OK\0"
            connection.sendall(found if self._answer is None else self._answer)

    def close(self) -> None:
        self._thread.join(10)
        self._server.close()


@pytest.fixture
def clamd() -> Iterator[Callable[..., Clamd]]:
    started: list[Clamd] = []

    def start(answer: bytes | None = None) -> Clamd:
        started.append(Clamd(answer))
        return started[-1]

    yield start
    for each in started:
        each.close()


def test_a_file_with_malware_cannot_be_kept(pool, vault, case, clamd):
    upload = Blobs(pool, vault, scanner=ClamdScanner("127.0.0.1", clamd().port)).begin(case, "13", MediaType.PDF)
    upload.write(b"%PDF-1.7 X5O!P%@AP EICAR")
    with pytest.raises(MalwareFoundError, match="Eicar-Test-Signature"):
        upload.finish()
    upload.give_up()


def test_a_clean_file_passes_the_scanner(pool, vault, case, clamd):
    scanned = Blobs(pool, vault, scanner=ClamdScanner("127.0.0.1", clamd().port))
    assert kept(scanned, case, pdf(300_000))


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b""])
def test_a_scanner_that_cannot_scan_lets_nothing_pass(pool, vault, case, clamd, answer):
    upload = Blobs(pool, vault, scanner=ClamdScanner("127.0.0.1", clamd(answer).port)).begin(case, "13", MediaType.PDF)
    upload.write(pdf(100))
    with pytest.raises(ScannerUnavailableError):
        upload.finish()
    upload.give_up()


def test_without_the_scanner_nothing_comes_in(pool, vault, case):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ScannerUnavailableError):
        Blobs(pool, vault, scanner=ClamdScanner("127.0.0.1", port)).begin(case, "13", MediaType.PDF)


class Watching:
    """A scanner that counts the scans that nobody has given up."""

    def __init__(self) -> None:
        self.open = 0

    def begin(self) -> "Watching":
        self.open += 1
        return self

    def feed(self, piece: bytes) -> None:
        pass

    def finish(self) -> None:
        pass

    def close(self) -> None:
        self.open -= 1


def test_a_scan_is_given_up_when_the_upload_cannot_begin(pool, vault, case):
    scanner = Watching()
    with pytest.raises(psycopg.Error):
        Blobs(pool, vault, scanner=scanner).begin("no such case", "13", MediaType.PDF)
    assert scanner.open == 0
    Blobs(pool, vault, scanner=scanner).begin(case, "13", MediaType.PDF).give_up()
    assert scanner.open == 0
