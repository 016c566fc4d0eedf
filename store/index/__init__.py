"""What is derived from a library and can be made again: SQLite, in a file of its own beside Chroma's.

It holds the words of all passages (BM25 by SQLite's FTS5), the vectors of their sentences, sketches of article texts
and the copies found by them, and which files were read whole. Chroma stays the truth: the index notes the library's
generation, and one that is of another generation, missing or damaged is brought in step from what Chroma holds.
"""

from store.index.index import Edge, Entry, Index, Within, WordHit

__all__ = ["Edge", "Entry", "Index", "Within", "WordHit"]
