"""Embeddings from an OpenAI-compatible server."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from pipeline.errors import ModelCallError, ModelUnavailable
from pipeline.llm import ApiEmbedder, instant_retries
from store.errors import EmbedderError
from tests.stub_server import Recorded, Scripted, StubServer, embeddings_reply, error_reply
from tests.unit.llm.conftest import KEY


@pytest.fixture
def embedder(stub: StubServer) -> Iterator[ApiEmbedder]:
    environ = {"OPENAI_BASE_URL": stub.base_url, "OPENAI_API_KEY": KEY}
    with ApiEmbedder("openai:small", timeout=2, deadline=10, environ=environ) as embedder:
        yield embedder


def numbered(dimension: int) -> Callable[[Recorded], Scripted]:
    """The n-th text of a request gets a vector that points along axis n."""

    def answer(request: Recorded) -> Scripted:
        rows = [
            [3.0 if i == n % dimension else 0.0 for i in range(dimension)] for n in range(len(request.json["input"]))
        ]
        return embeddings_reply(rows)

    return answer


@pytest.mark.parametrize("as_base64", [False, True])
def test_vectors_come_back_in_order_and_with_length_one(
    stub: StubServer, embedder: ApiEmbedder, as_base64: bool
) -> None:
    stub.reply(embeddings_reply([[3.0, 4.0], [0.0, -2.0]], as_base64=as_base64))
    vectors = embedder.embed(["a", "b"])
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, [[0.6, 0.8], [0.0, -1.0]], atol=1e-6)
    (request,) = stub.requests
    assert request.path == "/v1/embeddings"
    assert request.json["input"] == ["a", "b"]
    assert request.json["model"] == "small"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert (embedder.name, embedder.dimension) == ("openai:small", 2)


def test_many_texts_go_in_batches_of_256(stub: StubServer, embedder: ApiEmbedder) -> None:
    stub.otherwise = numbered(7)
    vectors = embedder.embed([f"text {n}" for n in range(600)])
    assert [len(request.json["input"]) for request in stub.requests] == [256, 256, 88]
    assert stub.requests[2].json["input"][0] == "text 512"
    assert [int(np.argmax(row)) for row in vectors[256:260]] == [0, 1, 2, 3]


def test_the_dimension_is_learnt_by_asking(stub: StubServer, embedder: ApiEmbedder) -> None:
    stub.otherwise = numbered(5)
    assert embedder.embed([]).shape == (0, 5)
    assert len(stub.requests) == 1
    assert embedder.dimension == 5
    assert len(stub.requests) == 1


def test_the_dimension_of_openais_own_model_is_known() -> None:
    with ApiEmbedder("openai:text-embedding-3-small", environ={"OPENAI_API_KEY": KEY}) as embedder:
        assert embedder.dimension == 1536


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([[1.0, 0.0]], "for 2 texts"),
        ([[1.0, 0.0]] * 3, "for 2 texts"),
        ([[1.0, 0.0], [1.0]], "differ in length"),
        ([[1.0, 0.0], [0.0, 0.0]], "zero or not finite"),
        ([[1.0, 0.0], [float("nan"), 1.0]], "zero or not finite"),
        ([[1.0, 0.0], [float("inf"), 1.0]], "zero or not finite"),
        ([[], []], "for 2 texts"),
    ],
)
def test_what_is_not_a_vector_for_each_text_is_an_error(
    stub: StubServer, embedder: ApiEmbedder, rows: list[list[float]], words: str
) -> None:
    stub.reply(embeddings_reply(rows))
    with pytest.raises(EmbedderError, match=words):
        embedder.embed(["a", "b"])


def test_a_dimension_that_changes_is_an_error(stub: StubServer, embedder: ApiEmbedder) -> None:
    stub.reply(embeddings_reply([[1.0, 0.0]]), embeddings_reply([[1.0, 0.0, 0.0]]))
    embedder.embed(["a"])
    with pytest.raises(EmbedderError, match="3 numbers, not 2"):
        embedder.embed(["b"])


@pytest.mark.parametrize(
    "trouble",
    [error_reply(429, headers={"Retry-After": "2"}), error_reply(500), Scripted(reset=True), Scripted(body=b"{")],
    ids=["429", "500", "reset", "cut"],
)
def test_trouble_that_may_pass_is_tried_again(stub: StubServer, embedder: ApiEmbedder, trouble: Scripted) -> None:
    stub.reply(trouble, embeddings_reply([[1.0]]))
    with instant_retries() as waits:
        assert embedder.embed(["a"]).shape == (1, 1)
    assert len(waits) == 1
    assert len(stub.requests) == 2


def test_a_hang_ends(stub: StubServer) -> None:
    stub.otherwise = lambda request: Scripted(hang=True)
    environ = {"OPENAI_BASE_URL": stub.base_url}
    embedder = ApiEmbedder("openai:m", timeout=0.2, environ=environ)
    with embedder, instant_retries(), pytest.raises(ModelCallError) as caught:
        embedder.embed(["a"])
    assert caught.value.kind == "timeout"


def test_lasting_trouble_is_clear_and_shows_no_key(stub: StubServer, embedder: ApiEmbedder) -> None:
    stub.otherwise = lambda request: error_reply(401, f"bad key {KEY}")
    with pytest.raises(ModelUnavailable, match="key was refused") as caught:
        embedder.embed(["a"])
    assert KEY not in f"{caught.value} {caught.value.mend}"
    assert caught.value.__context__ is None
    assert len(stub.requests) == 1


def test_no_key_is_told_at_once() -> None:
    with pytest.raises(ModelUnavailable, match="OPENAI_API_KEY is not set"):
        ApiEmbedder("openai:text-embedding-3-small", environ={})
