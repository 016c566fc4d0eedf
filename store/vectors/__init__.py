"""The library: articles, their passages and the claims drawn from them, in Chroma. The only importer of chromadb.

Invariants:
* An article's passages are written before the article itself, and removed after it: whatever is listed is whole,
  and a kill in between leaves passages whose article is missing, which retrieval leaves out.
* Articles, passages and claims are in cosine space, and their metadata names embedder, dimension and splitter. Opening
  with others raises `LibraryMismatch`: vectors of two embedders are never compared.
* Claims are written before the mark that says that their passage was extracted, and removed after it.
* One process writes at a time (`Library.writing`); readers see what it wrote at their next `refresh`.
* What Chroma, its client or the disk raise comes out as a `StoreError` that names the library.
"""

from store.vectors.claims import ClaimHit
from store.vectors.collections import LibraryFormat
from store.vectors.library import Hit, Kept, Library, Version
from store.vectors.opening import open_library
from store.vectors.writing import Prepared, Writer

__all__ = ["ClaimHit", "Hit", "Kept", "Library", "LibraryFormat", "Prepared", "Version", "Writer", "open_library"]
