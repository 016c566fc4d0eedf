"""What twosource keeps: records, the Chroma library, embedders and the cache of LLM calls.

The package imports nothing of ours from outside itself (see `tool.importlinter` in pyproject.toml).
Modules that are dear to import (Chroma, onnxruntime) are imported where they are used.
"""

from __future__ import annotations

from store.records import Article, Claim, Dropped, Extraction, Passage, Span, Voice, content_id

__all__ = ["Article", "Claim", "Dropped", "Extraction", "Passage", "Span", "Voice", "content_id"]
