"""Opening a library: in a folder or on a Chroma server, and finding out that it is none."""

from __future__ import annotations

import functools
import logging
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from store.errors import LibraryInvalid, LibraryMismatch, LibraryMissing, LibraryUnreachable
from store.vectors.collections import NAMES, LibraryFormat, close_client, create_collections, faults_of, swap_in_rebuilt
from store.vectors.library import INDEX_NAME, Library
from store.vectors.lock import HISTORY_NAME, LOCK_NAME

_DATABASE = "chroma.sqlite3"
_OPENING = threading.Lock()  # between choosing a name and taking it
# Files of ours that may stand in a folder before Chroma has made its own.
_OURS = {LOCK_NAME, INDEX_NAME, HISTORY_NAME, f"{HISTORY_NAME}-wal", f"{HISTORY_NAME}-shm"}


def open_library(where: str, made_with: LibraryFormat | None, *, create: bool = False) -> Library:
    """Opens the library at a folder or at a Chroma server's URL.

    Args:
        made_with: What vectors the caller will compare with; None skips the check (listing, rebuilding).
        create: Make an empty library where there is none.

    Raises:
        LibraryMissing: There is none, and `create` is off.
        LibraryInvalid: The folder holds something else.
        LibraryMismatch: It was made with another embedder, dimension or splitter.
        LibraryUnreachable: The server does not answer.
    """
    connect = functools.partial(_http_client if _is_server(where) else _disk_client, where, create)
    client = connect()
    try:
        with faults_of(where):
            return _opened(client, connect, where, made_with, create=create)
    finally:
        close_client(client)  # the library has a client of its own, on the same system


def has_library(where: str) -> bool:
    """Whether there may be a library, without opening it: a folder with Chroma's database, or any server."""
    return _is_server(where) or (Path(where) / _DATABASE).exists()


def _is_server(where: str) -> bool:
    return where.startswith(("http://", "https://"))


def _opened(
    client: Any, connect: Callable[[], Any], where: str, made_with: LibraryFormat | None, *, create: bool
) -> Library:
    swap_in_rebuilt(client)
    present = {c.name for c in client.list_collections()}
    if not present & set(NAMES) and (not create or made_with is None):
        raise LibraryMissing(f"There is no library at {where}.", mend=_ingest_hint(where))
    if not set(NAMES) <= present:
        _complete(client, where, present, made_with)
    library = Library(connect, where)
    try:
        if made_with is not None:
            _check_format(library, made_with)
    except BaseException:
        library.close()
        raise
    return library


def _complete(client: Any, where: str, present: set[str], made_with: LibraryFormat | None) -> None:
    """Makes the collections that are missing, unless the one that is there is somebody else's."""
    for name in present & set(NAMES):
        if "splitter" not in (client.get_collection(name, embedding_function=None).metadata or {}):
            raise LibraryInvalid(
                f"{where} holds Chroma collections that twosource did not make.",
                mend="Give another folder with --library.",
            )
    if made_with is None:
        raise LibraryMissing(f"The library at {where} is not complete.", mend=_ingest_hint(where))
    create_collections(client, made_with, "")


def _check_format(library: Library, wanted: LibraryFormat) -> None:
    found = library.format()
    if found != wanted:
        pairs = [(k, getattr(found, k), getattr(wanted, k)) for k in ("embedder", "dimension", "splitter")]
        what = "; ".join(f"{k} {old!r}, now {new!r}" for k, old, new in pairs if old != new)
        raise LibraryMismatch(
            f"The library {library.where} was made with another {what}.",
            mend=f"Run `twosource library rebuild --library {library.where}`, or name the embedder it was made with.",
        )


def _ingest_hint(where: str) -> str:
    return f"Make one: twosource ingest FILE_OR_FOLDER --library {where}"


def _disk_client(where: str, create: bool) -> Any:
    path = Path(where)
    database = path / _DATABASE
    if path.exists() and not path.is_dir():
        raise LibraryInvalid(f"{where} is a file, not a library folder.", mend="Give a folder with --library.")
    if path.is_dir() and not database.exists() and any(f.name not in _OURS for f in path.iterdir()):
        raise LibraryInvalid(
            f"{where} is a folder, but not a twosource library.",
            mend="Give another folder with --library; to read its articles: twosource ingest " + where,
        )
    if not database.exists() and not create:
        raise LibraryMissing(f"There is no library at {where}.", mend=_ingest_hint(where))
    if database.exists():
        _check_database(where, database)
    try:
        path.mkdir(parents=True, exist_ok=True)
        with _OPENING:
            return _chroma().PersistentClient(path=_own_name(path), settings=_settings())
    except OSError as e:
        raise LibraryInvalid(f"{where} cannot be used as a library: {e.strerror}.", mend="Check the path.") from e


def _own_name(path: Path) -> str:
    """The folder under a name that no open client has: with as many "/." behind it as it takes.

    Clients of one name share what Chroma has read, for as long as one of them is open. A library that is opened again
    to see what another process has written would go on with what it knew, if another one in this process were open.
    """
    from chromadb.api.shared_system_client import SharedSystemClient

    name = str(path.resolve())
    while name in SharedSystemClient._identifier_to_system:
        name += "/."
    return name


def _check_database(where: str, database: Path) -> None:
    """Chroma panics on a file that is not its database; a look with sqlite3 comes first."""
    try:
        connection = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, timeout=10)
        try:
            names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            # A process killed while Chroma made its tables leaves some of them; Chroma goes on where it stopped.
            half_made = not names or ("migrations" in names and "collections" not in names)
            if not half_made:
                connection.execute("SELECT count(*) FROM collections").fetchone()
        finally:
            connection.close()
    except sqlite3.Error as e:
        raise LibraryInvalid(
            f"{where} is not a library that can be read: {e}.",
            mend="Restore it from a copy, or give another folder with --library and ingest again.",
        ) from e


def _http_client(where: str, create: bool) -> Any:
    address = urlsplit(where)
    if address.path not in ("", "/"):
        raise LibraryInvalid(
            f"{where}: a Chroma server has no folders.", mend=f"Give {address.scheme}://{address.netloc}"
        )
    try:
        port = address.port or (443 if address.scheme == "https" else 8000)
        client = _chroma().HttpClient(
            host=address.hostname or "", port=port, ssl=address.scheme == "https", settings=_settings()
        )
        client.heartbeat()
    except Exception as e:
        raise LibraryUnreachable(
            f"No Chroma server answers at {where}.", mend="Start one: chroma run --path FOLDER --port PORT"
        ) from e
    return client


def _chroma() -> Any:
    import chromadb

    logging.getLogger("chromadb").setLevel(logging.ERROR)
    return chromadb


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)
