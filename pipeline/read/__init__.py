"""Files in, articles out.

`find_files` lists what can be read, `read_file` reads every article of a file, `read_article` the only one of a file,
`read_bytes` a document in memory, `read_meta` the table of values that override what articles say.
"""

from pipeline.read.articles import LIMITS, read_article, read_bytes, read_file
from pipeline.read.files import find_files
from pipeline.read.kinds import SUFFIXES
from pipeline.read.overrides import read_meta
from pipeline.read.text import SIZE_LIMIT

__all__ = [
    "LIMITS",
    "SIZE_LIMIT",
    "SUFFIXES",
    "find_files",
    "read_article",
    "read_bytes",
    "read_file",
    "read_meta",
]
