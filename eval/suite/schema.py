"""Writes the cases' JSON Schema: `python -m eval.suite.schema > eval/cases/case.schema.json`."""

from __future__ import annotations

import sys

from eval.suite.records import case_schema

if __name__ == "__main__":
    sys.stdout.write(case_schema() + "\n")
