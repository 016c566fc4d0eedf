"""Claims that articles make: drawn from their passages, checked by code, kept for good."""

from __future__ import annotations

from pipeline.claims.draw import Drawn, Extractor, draw, open_extractor
from pipeline.claims.records import Estimate
from pipeline.located import Located

__all__ = ["Drawn", "Estimate", "Extractor", "Located", "draw", "open_extractor"]
