"""What there is to read: files of folders, and pages of addresses."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.errors import InputError, UsageError
from pipeline.ingest.parse import Source
from pipeline.read import find_files
from pipeline.read.kinds import KINDS, ROW_KINDS

_READER = "1"
"""Raised when a reader changes what it makes of a file, so that unchanged files are read again."""


def split_addresses(paths: Sequence[str], *, allow_fetch: bool) -> tuple[list[str], list[str]]:
    """Paths of files, and addresses of pages.

    Raises:
        UsageError: There are addresses, and nobody has allowed that they are fetched.
    """
    from pipeline.read.addresses import shown_url

    addresses = [p for p in paths if p.lower().startswith(("http://", "https://"))]
    if addresses and not allow_fetch:
        message = f"{shown_url(addresses[0])} is an address, and nothing is fetched unless you say so."
        raise UsageError(message, mend="Add --allow-fetch, or save the page and name the file.")
    other = [p for p in paths if re.match(r"[a-z][a-z0-9+.-]*://", p, re.IGNORECASE) and p not in addresses]
    if other:
        raise UsageError(
            f"{shown_url(other[0])}: only http:// and https:// addresses are read.", mend="Name the file itself."
        )
    return [p for p in paths if p not in addresses], addresses


def file_sources(
    paths: Sequence[str], columns: Mapping[str, str] | None, meta: Mapping[str, Mapping[str, str]] | None
) -> list[Source]:
    """Every file once, with the stamp by which it is known as unchanged.

    Raises:
        InputError: A path does not exist, cannot be listed, or names a file of a kind that is not read.
    """
    # Whatever else decides what is read from a file.
    also = hashlib.sha256(json.dumps([_READER, columns, meta], sort_keys=True, default=str).encode()).hexdigest()[:12]
    return [
        Source(
            # A name that is not UTF-8 holds lone surrogates, which can be neither printed nor stored.
            given=str(path).encode("utf-8", "replace").decode("utf-8"),
            # It must not be taken for another such name either.
            location=os.fsencode(os.path.realpath(path)).decode("utf-8", "backslashreplace"),
            path=path,
            stamp=_stamp(path, also),
            rows=KINDS.get(path.suffix.lower()) in ROW_KINDS,
        )
        for path in find_files(paths)
    ]


def count_rows(path: Path) -> int:
    """Lines of a file, for the progress bar; 0 where it cannot be read."""
    try:
        if not path.is_file():  # a pipe would never end
            return 0
        with path.open("rb") as file:
            return sum(part.count(b"\n") for part in iter(lambda: file.read(2**20), b""))
    except OSError:
        return 0


def fetched(addresses: Iterable[str]) -> Iterator[Source | InputError]:
    """The pages at the addresses; an error for each that cannot be had."""
    from pipeline.read.fetch import fetch

    for address in addresses:
        try:
            page = fetch(address)
        except InputError as e:
            yield e
        else:
            yield Source(given=page.url, location=page.url, path=None, page=(page.data, page.kind, page.charset))


def _stamp(path: Path, also: str) -> str:
    """Size, times and place of a file: what `make` and rsync go by, and the time of the last change of any kind."""
    try:
        status = path.stat()
    except OSError:
        return ""
    return f"{status.st_size}/{status.st_mtime_ns}/{status.st_ctime_ns}/{status.st_ino}/{also}"
