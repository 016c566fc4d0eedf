"""Helps to write cases: `python -m eval.suite.locate DRAFT.jsonl -o eval/cases/EVENT.jsonl`.

A draft has `quotes` (the deciding sentences, word for word) where a case has `spans`; this finds them in the articles.
A quote that is missing, that stands in the article twice, or that cuts a sentence is an error that names the line.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from eval.suite.corpus import CORPUS, load_corpus
from eval.suite.records import CASE
from pipeline.split import sentences
from store import Article


class LocateError(ValueError):
    """A draft's quote cannot be placed, or the case is not one."""


def located(draft: dict[str, Any], articles: dict[str, Article]) -> dict[str, Any]:
    """The draft with spans for quotes, checked against the schema.

    Raises:
        LocateError: Says which quote, and why.
    """
    entries = [*draft.get("evidence", ()), *(e for c in draft.get("contains", ()) for e in c["evidence"])]
    for entry in entries:
        if "quotes" in entry:
            entry["spans"] = [_span(quote, entry["article"], articles) for quote in entry.pop("quotes")]
    try:
        case = CASE.validate_python(draft)
    except ValidationError as e:
        raise LocateError("; ".join(f"{'.'.join(map(str, p['loc']))}: {p['msg']}" for p in e.errors())) from e
    return case.model_dump(mode="json", exclude_defaults=True)


def _span(quote: str, name: str, articles: dict[str, Article]) -> dict[str, Any]:
    if name not in articles:
        raise LocateError(f"there is no article {name}")
    text = articles[name].text
    count = text.count(quote)
    if count != 1:
        raise LocateError(f"{name} holds {quote!r} {count} times")
    start = text.index(quote)
    span = (start, start + len(quote))
    whole = next((s for s in sentences(text) if s[0] < span[1] and span[0] < s[1]), None)
    if whole is None:
        raise LocateError(f"{name}: {quote!r} holds no sentence")
    if whole != span:
        raise LocateError(f"{name}: {quote!r} is not one whole sentence; that is {text[whole[0] : whole[1]]!r}")
    return {"start": span[0], "end": span[1], "text": quote}


def main() -> int:
    """Reads the draft, writes the cases, or says what is wrong with which line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("draft", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    arguments = parser.parse_args()
    articles = load_corpus(arguments.corpus)
    lines, failed = [], 0
    seen: set[str] = set()
    # Not splitlines: a sentence may hold other line ends than "\n".
    for number, line in enumerate(arguments.draft.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            case = located(json.loads(line), articles)
            if case["id"] in seen:
                raise LocateError(f"a second case {case['id']}")
            seen.add(case["id"])
            lines.append(json.dumps(case, ensure_ascii=False))
        except (LocateError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as e:
            failed += 1
            sys.stderr.write(f"{arguments.draft}:{number}: {type(e).__name__}: {str(e)[:500]}\n")
    if not lines and not failed:
        sys.stderr.write(f"{arguments.draft} holds no cases; nothing was written.\n")
        return 2
    if failed:
        sys.stderr.write(f"{failed} lines cannot be used; nothing was written.\n")
        return 2
    arguments.output.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stderr.write(f"{len(lines)} cases written to {arguments.output}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
