"""Files in, articles out: `find_files` lists what can be read, `read_article` reads one file."""

from pipeline.read.text import SIZE_LIMIT, SUFFIXES, find_files, read_article

__all__ = ["SIZE_LIMIT", "SUFFIXES", "find_files", "read_article"]
