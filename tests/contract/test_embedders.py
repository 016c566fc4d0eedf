"""One suite over every embedder: whatever makes the vectors, the store can rely on these things."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

import numpy
import pytest

from pipeline.llm import ApiEmbedder
from store.embed import Embedder, LocalEmbedder
from tests.conftest import WordEmbedder
from tests.stub_server import Recorded, Scripted, StubServer, embeddings_reply

ODD = ["", " ", "\n", "x" * 20_000, "\ud800", "\x00", "日本語の文章", "مرحبا", "😀" * 50]


def vectors_for(request: Recorded) -> Scripted:
    """What a server would say: eight numbers that depend on the text, not of length 1."""
    texts = request.json["input"]
    digests = [hashlib.sha256(json.dumps(text).encode()).digest() for text in texts]
    return embeddings_reply([[1.0 + byte for byte in digest[:8]] for digest in digests])


@pytest.fixture(params=["local", "api", "test"])
def any_embedder(request: pytest.FixtureRequest) -> Iterator[Embedder]:
    if request.param == "local":
        yield LocalEmbedder()
    elif request.param == "test":
        yield WordEmbedder()
    else:
        with StubServer(vectors_for) as stub:
            environ = {"OPENAI_BASE_URL": stub.base_url, "OPENAI_API_KEY": "sk-x"}
            with ApiEmbedder("openai:any", environ=environ) as embedder:
                yield embedder


def test_shape_type_and_length(any_embedder: Embedder) -> None:
    vectors = any_embedder.embed(["The mayor resigned.", "Rain fell.", "The mayor resigned."])
    assert vectors.shape == (3, any_embedder.dimension)
    assert vectors.dtype == numpy.float32
    assert numpy.allclose(numpy.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert numpy.array_equal(vectors[0], vectors[2])


def test_the_order_is_that_of_the_texts(any_embedder: Embedder) -> None:
    texts = [f"Sentence number {n} " + "and more " * (n % 7) for n in range(70)]
    together = any_embedder.embed(texts)
    alone = numpy.concatenate([any_embedder.embed([text]) for text in texts[:5]])
    assert numpy.allclose(together[:5], alone, atol=0.02)
    assert numpy.argmax(together @ alone[3]) == 3


def test_odd_texts_have_vectors(any_embedder: Embedder) -> None:
    vectors = any_embedder.embed(ODD)
    assert vectors.shape == (len(ODD), any_embedder.dimension)
    assert numpy.isfinite(vectors).all()


def test_no_texts_no_vectors(any_embedder: Embedder) -> None:
    assert len(any_embedder.embed([])) == 0


def test_the_name_is_set(any_embedder: Embedder) -> None:
    assert ":" in any_embedder.name


def test_the_local_one_knows_what_is_near() -> None:
    embedder = LocalEmbedder()
    claim, near, far = embedder.embed(
        ["The council approved the budget.", "Councillors voted for next year's spending plan.", "It rained all day."]
    )
    assert claim @ near > claim @ far + 0.2
