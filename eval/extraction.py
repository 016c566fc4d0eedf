"""How good are the claims that are drawn from sentences? `python -m eval.extraction --model local --split dev`.

`extraction.jsonl` holds 100 labelled sentences of the corpus (`extraction_labels.py`). Everything but entailment is
judged by code (`extraction_measures.py`). A claim is entailed without asking anybody only where it holds all of its
sentence's words in their order, and nothing else but what the labels put for a pronoun or a day; all others are
printed as lines of JSON with `"entailed": null`, for a reader to fill in and to give back with `--judged`.

What went wrong is told sentence by sentence for dev alone, as nothing is to be tuned on test. Exits 1 where a claim
has a made-up name or number.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from eval.extraction_labels import Drawn, Label, Verdict, load_labels, load_verdicts
from eval.extraction_measures import entailed_by_words, from_afar, keeps_holder, made_up, unresolved
from eval.suite.corpus import load_corpus
from pipeline.cli.exits import FAILED_ON, code_of, explain
from pipeline.errors import UsageError
from pipeline.factcheck import FactChecker
from pipeline.llm import Usage
from pipeline.settings import Settings
from pipeline.split import passages
from pipeline.text import one_line
from store import Article, Claim, Extraction, Passage

Count = tuple[str, int, int]
"""A measure's title, how many are right, and of how many."""


class Extractor(Protocol):
    """What draws claims."""

    async def extract(self, article: Article, passage: Passage) -> tuple[Extraction | None, Usage]:
        """The claims of a passage, and what they cost; None instead of them where a call failed for good."""
        ...


async def draw(
    extractor: Extractor, labels: Sequence[Label], articles: Mapping[str, Article], concurrency: int = 1
) -> list[Drawn]:
    """Has the claims of each labelled sentence's passage drawn; a passage with two such sentences once."""
    places = [(label, articles[label.article], _passage_of(label, articles[label.article])) for label in labels]
    slots = asyncio.Semaphore(concurrency)

    async def one(article: Article, passage: Passage) -> tuple[str, Extraction | None]:
        async with slots:
            extraction, _ = await extractor.extract(article, passage)
        sys.stderr.write(".")
        return passage.id, extraction

    wanted = {passage.id: (article, passage) for _, article, passage in places}
    found = dict(await asyncio.gather(*(one(*pair) for pair in wanted.values())))
    sys.stderr.write(f" {len(wanted)} passages\n")
    return [_drawn(label, article, passage, found[passage.id]) for label, article, passage in places]


def _passage_of(label: Label, article: Article) -> Passage:
    return next(passage for passage in passages(article) if label.span in passage.sentences)


def _drawn(label: Label, article: Article, passage: Passage, extraction: Extraction | None) -> Drawn:
    if extraction is None:
        return Drawn(label, article, passage, (), failed=True)
    claims = tuple(claim for claim in extraction.claims if (claim.start, claim.end) == label.span)
    dropped = tuple(one for one in extraction.dropped if (one.start, one.end) == label.span)
    return Drawn(label, article, passage, claims, dropped)


def counts(drawn: Sequence[Drawn], verdicts: Mapping[str, bool]) -> list[Count]:
    """Every measure over these sentences."""
    wanted = [one for one in drawn if one.stated]
    given = [one for one in wanted if one.claims]
    told = [one for one in given if one.label.voice != "asserts"]
    dated = [one for one in given if one.label.when]
    empty = [one for one in drawn if not (one.label.checkable or one.label.ambiguous)]
    unclear = [one for one in drawn if one.label.ambiguous]
    claims = [(claim, one) for one in drawn for claim in one.claims]
    own = [pair for pair in claims if pair[1].stated]
    judged = [entailed(claim, one.label, verdicts) for claim, one in claims]
    by_code = sum(verdicts.get(claim.text) is None and entailed_by_words(claim, one.label) for claim, one in claims)
    known = len(judged) - judged.count(None)
    return [
        ("sentences whose passage could be read", sum(not one.failed for one in drawn), len(drawn)),
        ("checkable ones with a claim", len(given), len(wanted)),
        ("others with none", sum(not (one.claims or one.failed) for one in empty), len(empty)),
        ("ambiguous ones dropped with a reason", sum(_is_dropped(one) for one in unclear), len(unclear)),
        ("claims from checkable sentences, of all claims", len(own), len(claims)),
        ("claims that stand alone", sum(not unresolved(*pair) for pair in own), len(own)),
        ("claims entailed by their sentence, of those judged", judged.count(True), known),
        ("... judged by code", by_code, known),
        ("... judged at all", known, len(claims)),
        ("voice and speaker kept", sum(keeps_holder(one.label, one.claims) for one in given), len(given)),
        ("... where a sentence does more than assert", sum(keeps_holder(o.label, o.claims) for o in told), len(told)),
        ("date right", sum(any(c.when == one.label.when for c in one.claims) for one in dated), len(dated)),
        ("claims with a name from farther off", sum(bool(from_afar(*pair)) for pair in claims), len(claims)),
        ("claims with a made-up name or number", sum(bool(made_up(*pair)) for pair in claims), len(claims)),
    ]


def _is_dropped(drawn: Drawn) -> bool:
    return not drawn.claims and any(dropped.reason.strip() for dropped in drawn.dropped)


def entailed(claim: Claim, label: Label, verdicts: Mapping[str, bool]) -> bool | None:
    """A reader's word before the code's; None where there is neither."""
    return verdicts.get(claim.text, True if entailed_by_words(claim, label) else None)


def table(drawn: Sequence[Drawn], verdicts: Mapping[str, bool]) -> str:
    """All measures as a Markdown table, each with its counts."""
    groups = [[one for one in drawn if split in ("all", one.label.split)] for split in ("dev", "test", "all")]
    lines = ["| | dev | test | all |", "|---|---|---|---|"]
    for columns in zip(*(counts(group, verdicts) for group in groups), strict=True):
        shares = " | ".join(_share(part, whole) for _, part, whole in columns)
        lines.append(f"| {columns[0][0]} | {shares} |")
    return "\n".join(lines)


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.2f})" if whole else "–"


def problems(drawn: Sequence[Drawn]) -> Iterator[str]:
    """What is wrong, a line each, of dev alone; made-up names and numbers of both."""
    for one in drawn:
        found = [f"MADE UP ({', '.join(why)}): {c.text}" for c in one.claims if (why := made_up(c, one))]
        if one.label.split == "dev":
            found += _wrong(one)
        yield from (one_line(f"{one.label.article} {one.label.span[0]}: {line}") for line in found)


def _wrong(one: Drawn) -> Iterator[str]:
    if one.failed:
        yield "its passage could not be read"
    elif not one.stated:
        kind = "ambiguous" if one.label.ambiguous else "not to be checked"
        yield from (f"a claim from a sentence that is {kind}: {claim.text}" for claim in one.claims)
    elif not one.claims:
        yield f"no claim ({'; '.join(d.reason for d in one.dropped) or 'no reason given'}): {one.label.text}"
    else:
        for claim in one.claims:
            if why := unresolved(claim, one):
                yield f"does not stand alone ({'; '.join(why)}): {claim.text}"
        if not keeps_holder(one.label, one.claims):
            held = "; ".join(f"{claim.voice}, {claim.speaker}" for claim in one.claims)
            yield f"held as {held} instead of {one.label.voice}, {one.label.speaker}: {one.label.text}"


def to_judge(drawn: Sequence[Drawn], verdicts: Mapping[str, bool]) -> Iterator[str]:
    """The claims that neither code nor a reader has judged, as lines for `--judged`, each text once."""
    open_pairs = [(c, one) for one in drawn for c in one.claims if entailed(c, one.label, verdicts) is None]
    for claim, one in {claim.text: (claim, one) for claim, one in reversed(open_pairs)}.values():
        verdict = Verdict(
            claim=claim.text,
            entailed=None,
            voice=claim.voice,
            speaker=claim.speaker,
            sentence=one.label.text,
            article=one.label.article,
        )
        yield verdict.model_dump_json()


def report(drawn: Sequence[Drawn], verdicts: Mapping[str, bool]) -> int:
    """Prints the table, what is wrong, and what is left to judge.

    Returns:
        1 where a name or number was made up, else 0.
    """
    lines = [table(drawn, verdicts), "", "wrong:", *problems(drawn), "", "to judge:", *to_judge(drawn, verdicts)]
    sys.stdout.write("\n".join(lines) + "\n")
    return FAILED_ON if any(made_up(claim, one) for one in drawn for claim in one.claims) else 0


def _as_json(one: Drawn) -> str:
    claims = [{"text": c.text, "voice": c.voice, "speaker": c.speaker, "when": c.when} for c in one.claims]
    dropped = [{"reason": d.reason, "text": d.text} for d in one.dropped]
    row = {"article": one.label.article, "span": one.label.span, "sentence": one.label.text, "failed": one.failed}
    return json.dumps(row | {"claims": claims, "dropped": dropped}, ensure_ascii=False)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="local")
    parser.add_argument("--split", choices=("dev", "test", "all"), default="all")
    parser.add_argument("--limit", type=int, help="only the first N labelled sentences of the split")
    parser.add_argument("--judged", type=Path, help="verdicts on claims, in the lines that this prints")
    parser.add_argument("--out", type=Path, help="write what was drawn, a line of JSON a sentence")
    arguments = parser.parse_args(argv)
    if arguments.limit is not None and arguments.limit < 1:
        parser.error("--limit is 1 or more")
    return arguments


def _run(arguments: argparse.Namespace) -> int:
    articles = load_corpus()
    verdicts = load_verdicts(arguments.judged) if arguments.judged else {}
    labels = [label for label in load_labels(articles) if arguments.split in ("all", label.split)][: arguments.limit]
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(library=f"{folder}/library", model=arguments.model)
        with FactChecker(settings) as checker:
            drawn = checker.run(draw(checker.extractor, labels, articles, checker.model.concurrency))
    if arguments.out:
        _write(drawn, arguments.out)
    return report(drawn, verdicts)


def _write(drawn: Sequence[Drawn], path: Path) -> None:
    try:
        path.write_text("".join(f"{_as_json(one)}\n" for one in drawn), encoding="utf-8")
    except OSError as e:
        what = f"{path} cannot be written: {e.strerror or e}"
        raise UsageError(what, mend="Give another --out; the model's answers are kept in its cache.") from e


def main(argv: Sequence[str] | None = None) -> int:
    """Runs it; errors are told as everywhere, with their exit codes."""
    try:
        return _run(_arguments(argv))
    except Exception as error:
        code = code_of(error)
        if code is None:
            raise
        sys.stderr.write(explain(error))
        return code


if __name__ == "__main__":
    sys.exit(main())
