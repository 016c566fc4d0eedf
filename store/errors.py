"""What can go wrong in the store.

    StoreError
    ├── LibraryMissing      nothing was ever ingested there
    ├── LibraryInvalid      the folder or server is not a twosource library
    ├── LibraryMismatch     made with another embedder, dimension or splitter
    ├── LibraryUnreachable  the Chroma server does not answer
    ├── LibraryFault        Chroma failed under way (disk full, files damaged)
    ├── LibraryBusy         another process is writing to it
    ├── HistoryFault        the file of verdicts is damaged, another program's, or cannot be written to
    ├── RunBusy             another process is at work on the run
    ├── RunInvalid          the folder is not a batch run, or its ledger cannot be read or written
    └── EmbedderError       the embedder's files are missing or damaged

Every error carries `mend`: what the user can do next, as one sentence or command.
"""

from __future__ import annotations


class StoreError(Exception):
    """Root of the store's errors.

    Attributes:
        mend: The next step for the user, or an empty string where there is none.
    """

    def __init__(self, message: str, *, mend: str = "") -> None:
        super().__init__(message)
        self.mend = mend


class LibraryMissing(StoreError):
    """There is no library at the path, or it holds no articles."""


class LibraryInvalid(StoreError):
    """What is at the path is not a twosource library."""


class LibraryMismatch(StoreError):
    """The library was made with another embedder, dimension or splitter version."""


class LibraryUnreachable(StoreError):
    """The Chroma server behind a library URL does not answer."""


class LibraryFault(StoreError):
    """Chroma failed while it read or wrote: the disk is full, or the library's files are damaged."""


class LibraryBusy(StoreError):
    """Another process is writing to the library."""


class HistoryFault(StoreError):
    """The history of verdicts is damaged, another program's, or cannot be written to. Its file is left as it is."""


class RunBusy(StoreError):
    """Another process is at work on the run."""


class RunInvalid(StoreError):
    """What is at the path is not a batch run, or its ledger cannot be read or written."""


class EmbedderError(StoreError):
    """The embedder cannot be loaded, or returned something that is not a vector."""
