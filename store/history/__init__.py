"""What was found about claims, and what people decided about them: SQLite, in a file of its own beside a library.

Unlike cache and index it cannot be made again, so nothing in it is ever replaced by an empty file: one that is damaged,
or is not ours, is an error that names it.
"""

from store.history.history import History
from store.history.records import KeptFinding, KeptSource, PersonVerdict, Snapshot
from store.history.tables import history_path

__all__ = ["History", "KeptFinding", "KeptSource", "PersonVerdict", "Snapshot", "history_path"]
