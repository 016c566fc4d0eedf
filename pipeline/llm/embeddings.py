"""Embeddings from OpenAI, or any OpenAI-compatible server: the embedder for libraries that do not use the local one.

Invariant: `embed` returns one finite vector of length 1 for each text, or raises; a server's wrong count, NaN or
zero vector never reaches the store.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.llm import retry
from pipeline.llm.failures import CallFailed, Subject, explain
from pipeline.llm.names import endpoint, secrets_in, split_name
from store.errors import EmbedderError
from store.records import encodable

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

BATCH = 256
DIMENSIONS = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072, "text-embedding-ada-002": 1536}


class ApiEmbedder:
    """Vectors from `/v1/embeddings`.

    Args:
        name: `openai:text-embedding-3-small`, or `openai:` and a model that the server in OPENAI_BASE_URL has.
        timeout: Seconds for one batch of 256 texts.
        deadline: Seconds for one batch with its retries.
        environ: Instead of `os.environ`.

    Raises:
        ModelUnavailable: No key, or a base URL that is not one.
    """

    def __init__(
        self,
        name: str,
        *,
        timeout: float = 60,
        deadline: float = 180,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        environ = os.environ if environ is None else environ
        self.name = name
        self._model = split_name(name)[1]
        self._endpoint = endpoint(environ)
        self._timeout, self._deadline = timeout, deadline
        self._subject = Subject(
            name, self._endpoint.shown, "OPENAI_API_KEY", (*secrets_in(environ), self._endpoint.api_key)
        )
        self._dimension = DIMENSIONS.get(self._model, 0) if self._endpoint.is_default else 0
        self._answered = False
        self._client: Any = None
        self._http: Any = None

    @property
    def dimension(self) -> int:
        """Numbers in a vector. Where it is not known yet, one word is embedded to learn it."""
        if not self._dimension:
            self.embed(["dimension"])
        return self._dimension

    def embed(self, texts: Sequence[str]) -> NDArray[numpy.float32]:
        """Vectors of the texts: float32, shape (len(texts), dimension), each of length 1.

        Raises:
            EmbedderError: The server's reply is not one vector for each text.
            ModelCallError: The server failed for good.
            ModelUnavailable: The server cannot be reached, or refuses the key or the model.
        """
        import numpy as np

        rows = [self._batch(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
        return np.concatenate(rows) if rows else np.zeros((0, self.dimension), dtype=np.float32)

    def close(self) -> None:
        """Close connections. A later `embed` opens them again."""
        if self._http is not None:
            self._http.close()
        self._client = self._http = None

    def __enter__(self) -> ApiEmbedder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _batch(self, texts: Sequence[str]) -> NDArray[numpy.float32]:
        client = self._open()
        try:
            rows = retry.call_with_retries_blocking(
                lambda: client.embed_documents([encodable(text) for text in texts]),
                timeout=self._timeout,
                until=retry.clock() + self._deadline,
            )
        except CallFailed as error:
            failed = error
        else:
            self._answered = True
            return self._checked(rows, len(texts))
        raise explain(failed, self._subject, answered_before=self._answered)

    def _checked(self, rows: Any, count: int) -> NDArray[numpy.float32]:
        import numpy as np

        try:
            vectors = np.asarray(rows, dtype=np.float32)
        except (TypeError, ValueError):
            raise EmbedderError(f"{self.name}: the server's vectors differ in length or hold no numbers") from None
        if vectors.ndim != 2 or len(vectors) != count or not vectors.shape[1]:
            raise EmbedderError(f"{self.name}: the server sent vectors of shape {vectors.shape} for {count} texts")
        if self._dimension and vectors.shape[1] != self._dimension:
            raise EmbedderError(
                f"{self.name}: vectors have {vectors.shape[1]} numbers, not {self._dimension} as before"
            )
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(lengths).all() or not (lengths > 0).all():
            raise EmbedderError(f"{self.name}: the server sent a vector that is zero or not finite")
        self._dimension = int(vectors.shape[1])
        return np.asarray(vectors / lengths, dtype=np.float32)

    def _open(self) -> Any:
        if self._client is None:
            import openai
            from langchain_openai import OpenAIEmbeddings
            from pydantic import SecretStr

            proxy = os.environ.get("OPENAI_PROXY") or None
            self._http = openai.DefaultHttpxClient(timeout=self._timeout, proxy=proxy)
            self._client = OpenAIEmbeddings(
                model=self._model,
                base_url=self._endpoint.base_url,
                api_key=SecretStr(self._endpoint.api_key),
                # Otherwise LangChain downloads a tokenizer's table to count tokens.
                check_embedding_ctx_length=False,
                chunk_size=BATCH,
                max_retries=0,
                timeout=self._timeout,
                openai_proxy=None,
                http_client=self._http,
            )
        return self._client
