"""The labelled sentences of `extraction.jsonl`, and a reader's verdicts on claims.

The labels were made by hand before anything had been run on the sentences: half of the 100 were drawn by lot from each
event, the rest chosen so that pronouns, relative dates, speakers, denials, plans, reservations and sentences without a
statement are there in numbers. Every label stands where it says in its article, or loading fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from eval.suite.suites import lines_of
from pipeline.errors import InputError
from pipeline.text import one_line
from store import Article, Claim, Dropped, Passage, Voice

LABELS = Path(__file__).parent / "extraction.jsonl"


def _a_date(text: str) -> str:
    """A year, month, day, or two of one kind with a slash.

    Raises:
        ValueError: It is none of them.
    """
    if not re.fullmatch(r"\d{4}(?:-\d\d(?:-\d\d)?)?|\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d", text):
        raise ValueError("a date is YYYY, YYYY-MM, YYYY-MM-DD or FIRST/LAST")
    return text


_Iso = Annotated[str, AfterValidator(_a_date)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Reference(_Record):
    """Words that nobody can read without the article; empty words are what was left out ("Nobody was killed").

    Attributes:
        stands_for: Beginnings of words; a claim that has one of them has resolved it.
    """

    words: str
    stands_for: tuple[str, ...] = Field(min_length=1)


class RelativeDate(_Record):
    """A day, week, month or year that is told by another one."""

    words: str = Field(min_length=1)
    iso: _Iso


class Label(_Record):
    """What a sentence's claims should be like.

    Attributes:
        article: Its name in the corpus.
        ambiguous: It cannot be read in one way, even with its article.
        when: Of the main event, as `Claim.when`; None where the sentence does not tell.
        voice, speaker: Of its main content.
    """

    article: str
    span: tuple[int, int]
    text: str
    split: Literal["dev", "test"]
    checkable: bool
    ambiguous: bool
    references: tuple[Reference, ...]
    dates: tuple[RelativeDate, ...]
    when: _Iso | None
    voice: Voice
    speaker: str | None
    note: str


class Verdict(_Record):
    """A reader's word on whether the sentence entails the claim; None is not judged yet."""

    claim: str
    entailed: bool | None
    voice: str = ""
    speaker: str | None = None
    sentence: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn from one labelled sentence."""

    label: Label
    article: Article
    passage: Passage
    claims: tuple[Claim, ...]
    dropped: tuple[Dropped, ...] = ()
    failed: bool = False

    @property
    def stated(self) -> bool:
        """Whether claims are wanted from it."""
        return self.label.checkable and not self.label.ambiguous


_Line = TypeVar("_Line", bound=BaseModel)


def _read(path: Path, kind: type[_Line]) -> Iterator[tuple[int, _Line]]:
    for number, line in lines_of(path):
        try:
            yield number, kind.model_validate_json(line)
        except ValidationError as e:
            problem = e.errors()[0]
            what = one_line(f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}")
            raise InputError(what, path=str(path), line=number, mend="Correct the line or take it out.") from e


def load_labels(articles: Mapping[str, Article], path: Path = LABELS) -> list[Label]:
    """The labelled sentences, each held against its article.

    Raises:
        InputError: The file cannot be read, or a sentence does not stand where its label says.
    """
    found = []
    for number, label in _read(path, Label):
        article = articles.get(label.article)
        if article is None or article.text[slice(*label.span)] != label.text:
            what = f"{one_line(label.article)} does not hold this sentence at {label.span[0]}"
            raise InputError(what, path=str(path), line=number, mend="Label the sentence again where it stands now.")
        found.append(label)
    return found


def load_verdicts(path: Path) -> dict[str, bool]:
    """By a claim's text, whether its sentence entails it; lines that are not judged yet are left out.

    Raises:
        InputError: The file cannot be read, or judges one claim in two ways.
    """
    found: dict[str, bool] = {}
    for number, verdict in _read(path, Verdict):
        if verdict.entailed is None:
            continue
        if found.setdefault(verdict.claim, verdict.entailed) != verdict.entailed:
            raise InputError("the claim was judged otherwise above", path=str(path), line=number, mend="Decide on one.")
    return found
