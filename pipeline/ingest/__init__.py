"""From files and addresses to the library: read, split, embed, store. Running it twice adds nothing."""

from pipeline.ingest.parse import cores
from pipeline.ingest.prepare import library_format, prepare, store_article
from pipeline.ingest.rebuild import rebuild
from pipeline.ingest.run import Failure, IngestOptions, IngestSummary, Progress, ingest, no_progress
from pipeline.ingest.stories import compare_new, copy_groups

__all__ = [
    "Failure",
    "IngestOptions",
    "IngestSummary",
    "Progress",
    "compare_new",
    "copy_groups",
    "cores",
    "ingest",
    "library_format",
    "no_progress",
    "prepare",
    "rebuild",
    "store_article",
]
