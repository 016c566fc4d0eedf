"""Findings over the eval set's own articles, for tests of reports: of the blessed run, and of gold grades."""

from __future__ import annotations

import gzip
import itertools
import json
from dataclasses import replace
from functools import cache

from pydantic import TypeAdapter

from eval.bless import BASELINES
from eval.run.stages import gold_judgement
from eval.suite.records import ClaimCase
from eval.suite.suites import Suite, load_suite
from pipeline.findings import ClaimText, Finding
from store import Article, content_id
from tests.made_findings import finding


@cache
def core_suite() -> Suite:
    """The fixed eval set."""
    return load_suite("core")


@cache
def core_articles() -> dict[str, Article]:
    """The suite's articles, by id."""
    return {article.id: article for article in core_suite().articles.values()}


@cache
def core_run() -> tuple[Finding, ...]:
    """The findings of the blessed run of the core suite with the embedded model, as it made them."""
    (file,) = BASELINES.glob("core.local-*.jsonl.gz")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return tuple(map(TypeAdapter(Finding).validate_python, [r["finding"] for r in rows if r.get("finding")]))


@cache
def core_gold() -> tuple[Finding, ...]:
    """A finding for each claim of the core suite, made by code from gold grades: more sources than any model finds."""
    suite = core_suite()
    return tuple(
        replace(
            finding(case.claim, made.sources, made.verdict, summary=made.summary, conflict=made.conflict),
            counts=made.counts,
            coverage=made.coverage,
            confirmed_by_two_origins=made.confirmed_by_two_origins,
        )
        for case in suite.cases
        if isinstance(case, ClaimCase) and (made := gold_judgement(case, suite.articles))
    )


def core_many(number: int) -> list[Finding]:
    """So many findings of gold grades, again from the first after the last, each with an id of its own."""
    return [
        replace(one, claim=ClaimText(content_id("clm", str(n)), one.claim.text))
        for n, one in zip(range(number), itertools.cycle(core_gold()), strict=False)
    ]
