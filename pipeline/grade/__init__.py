"""Grading: one passage, one claim, one grade. Which grader is used depends on how capable the model is."""

from __future__ import annotations

from pipeline.grade.brief import BriefGrader, brief_prompt
from pipeline.grade.full import FullGrader, passages_of
from pipeline.grade.layer import Layer, load_layer
from pipeline.grade.second import weighed

__all__ = ["BriefGrader", "FullGrader", "Layer", "brief_prompt", "load_layer", "passages_of", "weighed"]
