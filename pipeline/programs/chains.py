"""LangChain's parts: a retriever, a tool and a runnable over one FactChecker.

They ask it aside (`aside.py`), so they work in whichever thread or event loop an agent, a chain or a batch runs them.
Of LangChain only langchain_core is needed here. Made by `FactChecker.as_retriever`, `as_tool` and `as_runnable`.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from langchain_core.callbacks import (
    AsyncCallbackManagerForRetrieverRun,
    AsyncCallbackManagerForToolRun,
    CallbackManagerForRetrieverRun,
    CallbackManagerForToolRun,
)
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from langchain_core.tools import BaseTool, ToolException
from pydantic import BaseModel, ConfigDict, Field

from pipeline.findings import Finding
from pipeline.programs.aside import Aside, Job
from pipeline.programs.disarm import disarmed, unnamed
from pipeline.programs.opened import readable
from pipeline.programs.told import failure_told, finding_told
from pipeline.retrieve import Candidate

ClaimRunnable: TypeAlias = Runnable[str, Finding]
"""A claim in, its finding out."""

_DESCRIPTION = (
    "Checks one factual claim against a library of news articles: which articles support it, which contradict it, in "
    "which words, and how many of them are independent. Give one full sentence that stands alone: names instead of "
    "pronouns, dates with their month. The verdict is supported, refuted, conflicting, not_enough_evidence or ungraded."
)


class ClaimInput(BaseModel):
    """What the tool takes."""

    model_config = ConfigDict(extra="forbid")

    claim: str = Field(description="One statement in a full sentence, at most 1,000 characters.")


class PassageRetriever(BaseRetriever):
    """The passages nearest to a claim or question.

    A document's text is that of its passage, with "[…]" in the place of sentences that order their reader what to say.
    `metadata["start"]` and `["end"]` are the passage's place in the article's text.
    """

    aside: Aside = Field(exclude=True, repr=False)
    most: int = Field(default=8, ge=1)
    as_of: str | None = None

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return self.aside.call(self._job(query))

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        return await self.aside.acall(self._job(query))

    def _job(self, query: str) -> Job[list[Document]]:
        async def found(checker: Any) -> list[Document]:
            return [_document(c) for c in checker.passages(query, most=self.most, as_of=self.as_of)]

        return found


def _document(candidate: Candidate) -> Document:
    article, passage = unnamed(candidate.article), candidate.passage
    text, left_out = readable(article.text, (passage.start, passage.end))
    metadata = {
        "article_id": article.id,
        "passage_id": passage.id,
        "title": article.title,
        "publisher": article.publisher,
        "published": article.published,
        "date_guessed": article.guessed("published"),
        "language": article.language,
        "url": article.url,
        "path": article.path,
        "start": passage.start,
        "end": passage.end,
        "best_sentence": list(candidate.span),
        "similarity": candidate.similarity,
        "orders_left_out": [list(span) for span in left_out],
    }
    return Document(id=passage.id, page_content=text, metadata=metadata)


class ClaimTool(BaseTool):
    """Checks a claim. The model reads text; the tool message's artifact is the `Finding`.

    What can be mended (no library, no model, an empty claim) comes back as text with the next step, and a program that
    would rather have the exception sets `handle_tool_error` to False.
    """

    name: str = "check_claim"
    description: str = _DESCRIPTION
    args_schema: Any = ClaimInput
    response_format: Literal["content", "content_and_artifact"] = "content_and_artifact"
    handle_tool_error: Any = True
    aside: Aside = Field(exclude=True, repr=False)
    as_of: str | None = None

    def _run(self, claim: str, run_manager: CallbackManagerForToolRun | None = None) -> tuple[str, Finding]:
        try:
            finding = disarmed(self.aside.call(self._job(claim)))
        except Exception as error:
            if (told := failure_told(error)) is None:
                raise
            raise ToolException(told) from error
        return finding_told(finding), finding

    async def _arun(self, claim: str, run_manager: AsyncCallbackManagerForToolRun | None = None) -> tuple[str, Finding]:
        try:
            finding = disarmed(await self.aside.acall(self._job(claim)))
        except Exception as error:
            if (told := failure_told(error)) is None:
                raise
            raise ToolException(told) from error
        return finding_told(finding), finding

    def _job(self, claim: str) -> Job[Finding]:
        return lambda checker: checker.acheck(claim, as_of=self.as_of)


def claim_runnable(aside: Aside, *, as_of: str | None = None) -> ClaimRunnable:
    """A runnable that checks claims; `batch` and `abatch` check several at once."""

    def checked(claim: str) -> Finding:
        return disarmed(aside.call(lambda checker: checker.acheck(claim, as_of=as_of)))

    async def achecked(claim: str) -> Finding:
        return disarmed(await aside.acall(lambda checker: checker.acheck(claim, as_of=as_of)))

    return RunnableLambda(checked, afunc=achecked, name="check_claim")
