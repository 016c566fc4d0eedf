"""How well are articles read? `python -m eval.fields`: each article of the eval corpus in each format, read back.

The gold is what the corpus states: an article's front matter, or (below) what its plain text says. Each article is
written as pages with and without metadata, which have around the text what real ones have (navigation, teasers, a
cookie banner, readers' comments), as a PDF, a mail, a row of JSONL and of CSV, and as plain text with a dateline. A
field is right, wrong or missing; a value that the gold does not have is wrong, and a byline without its bearer's post
is right. "Text kept" is the share of the article's sentences that stand in what was read (HTML comments in a row must
not), "noise" how many strangers' sentences stand there an article.

`python -m eval.fields --articles FOLDER --gold FILE.jsonl` scores real articles against labels made by hand.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from eval.renderings import NOISE, RENDERINGS, Gold, Rendering
from eval.suite.corpus import CORPUS, article_name, load_corpus
from pipeline.errors import InputError
from pipeline.read import find_files, read_article, read_file
from pipeline.split import sentences
from pipeline.text import normalised
from store import Article
from store.records import STATED

SCORED = ("title", "publisher", "published", "language", "byline", "origin")
# What the plain articles of the corpus state; all are in English, and each has its headline in the first line.
_PLAIN_GOLD: dict[str, dict[str, str]] = {
    "election/tarsena-ledger": {"published": "2024-05-29", "publisher": "Tarsena Ledger"},
    "ferry/wire": {"published": "2024-10-17", "publisher": "Seven Isles Press"},
    "heritage/lissand-morning": {"published": "2025-10-22", "origin": "Palisade"},
    "merger/wire": {"published": "2025-06-16", "origin": "Lindmark News Agency"},
    "mine/lindo-gazette": {"published": "2025-02-11", "origin": "Altamar News Agency"},
    "outbreak/wire": {"published": "2025-01-14", "origin": "Norvia News Agency"},
    "rail/wire": {"published": "2025-10-14", "origin": "Lindmark News Agency"},
    "strike/wire": {"published": "2025-04-17", "origin": "Estuary News Agency"},
    "treaty/noonday": {"published": "2025-04-22", "origin": "Halcyon"},
}


@dataclass(slots=True)
class Score:
    """Counts over the articles of one format: by field, how many values were right, wrong and missing."""

    fields: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in SCORED})
    articles: int = 0
    failed: int = 0
    kept: int = 0
    sentences: int = 0
    noise: int = 0


def gold_articles(folder: Path = CORPUS) -> dict[str, Gold]:
    """By name, each article's fields as the corpus states them, read here and not by the reader that is scored."""
    found: dict[str, Gold] = {}
    for path in find_files([folder]):
        if path.name.lower() == "readme.md":
            continue
        text, stated = path.read_text(encoding="utf-8"), _PLAIN_GOLD.get(article_name(path, folder), {})
        if path.suffix == ".md":
            _, block, text = re.split(r"^---\n", text, maxsplit=2, flags=re.MULTILINE)
            stated = yaml.load(block, Loader=yaml.BaseLoader)
        else:
            stated = {"title": text.splitlines()[0], "language": "en", **stated}
        found[article_name(path, folder)] = {name: stated.get(name) for name in STATED} | {"text": text}
    return found


def score(gold: Gold, article: Article, states: Iterable[str], into: Score, where: str) -> Iterator[str]:
    """Counts one article, and yields a line for each field that is not right."""
    into.articles += 1
    for name in states:
        wanted, given = gold[name], getattr(article, name) or None
        same = wanted == given or (name == "byline" and wanted and re.split(r"[,;]", wanted)[0] == given)
        kind = "right" if same else "missing" if given is None else "wrong"
        into.fields[name][kind] += 1
        if kind != "right":
            yield f"{where}: {name} {kind}: {given!r} for {wanted!r} (found by {article.source_of(name)})"
    read = _bare(article.text)
    text = gold["text"] or ""
    title = _bare(gold["title"] or "").casefold()
    wanted_text = [_bare(text[start:end]) for start, end in sentences(text) if re.search(r"\w", text[start:end])]
    lost = [sentence for sentence in wanted_text if sentence not in read and sentence.casefold() != title]
    into.sentences += len(wanted_text)
    into.kept += len(wanted_text) - len(lost)
    into.noise += sum(_bare(noise) in read for noise in NOISE)
    yield from (f"{where}: lost: {sentence[:100]}" for sentence in lost)


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", normalised(text))


def rendered_score(golds: dict[str, Gold], rendering: Rendering, problems: list[str]) -> Score:
    """Writes every article in one format, reads it back and counts."""
    total = Score()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"article{rendering.suffix}"
        for name, gold in golds.items():
            path.write_bytes(rendering.make(gold))
            where = f"{rendering.name}, {name}"
            for found in read_file(path, given=path.name):
                if isinstance(found, InputError):
                    total.failed += 1
                    problems.append(f"{where}: {found}")
                else:
                    problems += score(_as_stated(gold, rendering), found, rendering.states, total, where)
    return total


def corpus_score(golds: dict[str, Gold], folder: Path, problems: list[str]) -> Score:
    """Reads the corpus as it stands, Markdown with front matter and plain text, and counts."""
    total = Score()
    for name, article in load_corpus(folder).items():
        problems += score(golds[name], article, SCORED, total, f"as it stands, {name}")
    return total


def _as_stated(gold: Gold, rendering: Rendering) -> Gold:
    """The gold of a format: a plain dateline names the agency or the outlet, not both; a row loses HTML comments."""
    if rendering.suffix in (".jsonl", ".csv"):
        return {**gold, "text": re.sub(r"<!--.*?-->", "", gold["text"] or "", flags=re.DOTALL)}
    if rendering.suffix == ".txt" and gold["origin"]:
        return {**gold, "publisher": None}
    return gold


def table(scores: dict[str, Score]) -> str:
    """The counts as a Markdown table: right/wrong/missing, "-" where the format does not state the field."""
    head = ["format", "articles", *SCORED, "text kept", "noise an article"]
    rows = [head, ["---"] * len(head)]
    for name, one in scores.items():
        cells = [_cell(one.fields[field_name]) for field_name in SCORED]
        share = f"{one.kept / one.sentences:.1%}" if one.sentences else "-"
        noise = f"{one.noise / one.articles:.2f}" if one.articles else "-"
        read = f"{one.articles}" + (f" ({one.failed} failed)" if one.failed else "")
        rows.append([name, read, *cells, share, noise])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(counts: Counter[str]) -> str:
    return "/".join(str(counts[kind]) for kind in ("right", "wrong", "missing")) if counts else "-"


def real_score(folder: Path, gold_file: Path, problems: list[str]) -> Score:
    """Scores articles against labels made by hand: a line of JSON a file, {"file": NAME, "published": ..., ...}.

    Raises:
        InputError: An article cannot be read.
    """
    total = Score()
    for line in gold_file.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        article = read_article(folder / label["file"], given=label["file"])
        gold: Gold = {name: label.get(name) for name in STATED} | {"text": article.text}
        states = [name for name in SCORED if name != "title"]
        problems += score(gold, article, states, total, label["file"])
        total.fields["title"][_titled(label, article)] += 1
    return total


def _titled(label: dict[str, object], article: Article) -> str:
    """Labels hold no text: they say how many characters of the article's beginning are its headline."""
    wanted = article.text[: int(str(label["title_length"]))]
    return "right" if wanted == article.title else "wrong" if article.title else "missing"


def main() -> None:
    """Prints the table to stdout and all that is not right to stderr."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, help="a folder of real articles")
    parser.add_argument("--gold", type=Path, default=Path(__file__).parent / "fields_real.jsonl")
    arguments = parser.parse_args()
    problems: list[str] = []
    if arguments.articles:
        scores = {"real articles": real_score(arguments.articles, arguments.gold, problems)}
    else:
        golds = gold_articles()
        scores = {"as it stands": corpus_score(golds, CORPUS, problems)}
        scores |= {rendering.name: rendered_score(golds, rendering, problems) for rendering in RENDERINGS}
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    sys.stdout.write(table(scores) + "\n")


if __name__ == "__main__":
    main()
