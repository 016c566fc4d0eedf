"""Reading from and writing to the index. Every write is one transaction, with the generation that it leads to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from store.index.tables import open_tables
from store.records import Article, Passage, encodable

if TYPE_CHECKING:
    import numpy

    Vectors = numpy.ndarray[Any, numpy.dtype[numpy.float32]]

_HOLDERS = 200
_LARGE = 5_000  # passages from which on common words are left out of a search
_FEW_WORDS = 3
_MANY = 400  # SQLite takes at most 999 parameters in old builds


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as the index takes it in.

    Attributes:
        sentence_vectors: Per passage, the vectors of its sentences (sentences, dimension), or None where unknown.
        sketch: Hashes of the article's text (`store.sketch`).
        mends: What a hand has changed, as JSON; part of the library's fingerprint.
    """

    article: Article
    passages: Sequence[Passage]
    sentence_vectors: Sequence[Vectors | None]
    sketch: Sequence[int]
    mends: str = ""


@dataclass(frozen=True, slots=True)
class Within:
    """Which articles count. None sets no limit; dates are ISO dates, both included. An article
    without a date is left out where there is a limit: nobody can say that it was out by then.

    Attributes:
        publishers: Names, compared without case; articles without a publisher are left out.
        languages: ISO 639-1 codes; articles without a language are left out.
    """

    since: str | None = None
    until: str | None = None
    publishers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def condition(self) -> tuple[str, list[str]]:
        """As SQL over the table `articles`, with its parameters."""
        parts: list[str] = []
        values: list[str] = []
        for limit, comparison in ((self.since, ">="), (self.until, "<=")):
            if limit:
                parts.append(f"articles.published {comparison} ?")
                values.append(limit)
        for column, wanted in (("publisher", self.publishers), ("language", self.languages)):
            if wanted:
                parts.append(f"articles.{column} IN ({_marks(wanted)})")
                values += [w.casefold() for w in wanted]
        return " AND ".join(parts) or "1", values


class WordHit(NamedTuple):
    """A passage that a search by words found, with its BM25 score (higher is better)."""

    passage_id: str
    article_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Edge:
    """Two articles of one story, and why, in words for a reader."""

    one: str
    other: str
    why: str


class Index:
    """One library's index. Not for use by several threads at once; several processes may share its file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = open_tables(path)

    def close(self) -> None:
        """Closes the file. Safe to call twice."""
        self._db.close()

    # -- in step with the library -----------------------------------------------------------------------------

    def generation(self) -> str:
        """The library's generation that the index is in step with, or an empty string."""
        found = self._db.execute("SELECT value FROM about WHERE name = 'generation'").fetchone()
        return str(found[0]) if found else ""

    def begin_writing(self) -> None:
        """Notes that the library is being changed, and that the index does not have it yet; `write` ends that."""
        self._set("writing", "1")

    def is_behind(self) -> bool:
        """Whether a change of the library has begun that the index may not have: one under way, or one that failed."""
        return self._db.execute("SELECT 1 FROM about WHERE name = 'writing' AND value = '1'").fetchone() is not None

    def article_ids(self) -> set[str]:
        """Ids of all articles that are indexed."""
        return {row[0] for row in self._db.execute("SELECT id FROM articles")}

    def passage_ids(self) -> set[str]:
        """Ids of all passages that are indexed."""
        return {row[0] for row in self._db.execute("SELECT id FROM passages")}

    def format(self) -> str:
        """What the library was made with when the index was, as JSON, or an empty string."""
        found = self._db.execute("SELECT value FROM about WHERE name = 'format'").fetchone()
        return str(found[0]) if found else ""

    def passage_count(self) -> int:
        """How many passages are indexed."""
        return int(self._db.execute("SELECT count(*) FROM passages").fetchone()[0])

    def undated_count(self) -> int:
        """How many articles have no date."""
        return int(self._db.execute("SELECT count(*) FROM articles WHERE published IS NULL").fetchone()[0])

    def mends(self) -> Iterator[tuple[str, str, str]]:
        """Of all articles in the order of ids: id, what a hand has changed, and what it changed it to."""
        yield from self._db.execute("SELECT id, mends, mended FROM articles ORDER BY id")

    def write(
        self, entries: Sequence[Entry], *, removed: Iterable[str] = (), generation: str, ended: bool = True
    ) -> None:
        """Takes articles in and others out, in one transaction. An article that is there is replaced.

        Args:
            ended: The change that `begin_writing` has announced is whole with this.
        """
        with self._transaction():
            for article_id in [*removed, *(e.article.id for e in entries)]:
                self._remove(article_id)
            for entry in entries:
                self._add(entry)
            self._set("generation", generation)
            if ended:
                self._set("writing", "")

    def clear(self, made_with: str) -> None:
        """Takes everything out, and notes what the library is made with now."""
        with self._transaction():
            for table in ("articles", "passages", "sketches", "copies", "files", "words"):
                self._db.execute(f"DELETE FROM {table}")
            self._set("generation", "")
            self._set("format", made_with)

    def _add(self, entry: Entry) -> None:
        a = entry.article
        now = {name: getattr(a, name) for name in json.loads(entry.mends)} if entry.mends else {}
        mended = json.dumps(now, sort_keys=True, ensure_ascii=True)
        facts = (a.id, a.published, _folded(a.publisher), _folded(a.language), encodable(entry.mends), mended)
        cursor = self._db.execute(
            "INSERT INTO articles (id, published, publisher, language, mends, mended) VALUES (?, ?, ?, ?, ?, ?)", facts
        )
        number = cursor.lastrowid
        for passage, vectors in zip(entry.passages, entry.sentence_vectors, strict=True):
            kept = None if vectors is None else packed(vectors)
            row = (passage.id, number, passage.start, passage.end, json.dumps(passage.sentences), kept)
            cursor = self._db.execute(
                'INSERT INTO passages (id, article, "start", "end", sentences, vectors) VALUES (?, ?, ?, ?, ?, ?)', row
            )
            words = encodable(f"{a.title}\n{a.text[passage.start : passage.end]}")
            self._db.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (cursor.lastrowid, words))
        rows = ((value, number) for value in entry.sketch)
        self._db.executemany("INSERT OR IGNORE INTO sketches (hash, article) VALUES (?, ?)", rows)

    def _remove(self, article_id: str) -> None:
        found = self._db.execute("SELECT number FROM articles WHERE id = ?", (article_id,)).fetchone()
        if found is None:
            return
        self._db.execute(
            "DELETE FROM words WHERE rowid IN (SELECT number FROM passages WHERE article = ?)", (found[0],)
        )
        # What was a copy of this one may have been a copy of others through it only: it is compared again.
        neighbours = "SELECT one FROM copies WHERE other = ?1 UNION SELECT other FROM copies WHERE one = ?1"
        self._db.execute(f"UPDATE articles SET compared = 0 WHERE number IN ({neighbours})", found)
        self._db.execute("DELETE FROM copies WHERE one = ?1 OR other = ?1", found)
        for table, column in (("passages", "article"), ("sketches", "article"), ("articles", "number")):
            self._db.execute(f"DELETE FROM {table} WHERE {column} = ?", found)

    # -- passages ---------------------------------------------------------------------------------------------

    def passages(self, passage_ids: Sequence[str]) -> dict[str, Passage]:
        """The passages by id; ids that are not indexed are left out."""
        query = (
            'SELECT passages.id, articles.id, "start", "end", sentences FROM passages'
            " JOIN articles ON articles.number = passages.article WHERE passages.id IN ({})"
        )
        return {row[0]: _passage(row) for row in self._by_ids(query, passage_ids)}

    def articles_of(self, passage_ids: Sequence[str]) -> dict[str, str]:
        """By passage id, the article's; passages that are not indexed are left out."""
        query = (
            "SELECT passages.id, articles.id FROM passages JOIN articles ON articles.number = passages.article"
            " WHERE passages.id IN ({})"
        )
        return dict(self._by_ids(query, passage_ids))

    def passages_of(self, article_id: str) -> list[Passage]:
        """The article's passages in the order of the text."""
        query = (
            'SELECT passages.id, articles.id, "start", "end", sentences FROM passages'
            ' JOIN articles ON articles.number = passages.article WHERE articles.id = ? ORDER BY "start"'
        )
        return [_passage(row) for row in self._db.execute(query, (article_id,))]

    def search_words(self, words: Sequence[str], limit: int, within: Within | None = None) -> list[WordHit]:
        """The passages that share these words, by BM25, best first; equal scores in the order of ids.

        A passage is searched with its article's headline. In a large library words that a tenth of all passages have
        are left out, unless fewer than three would be left: they cost most of the time and say next to nothing.
        """
        # Quoted, a word is a word and never an operator of FTS5.
        quoted = ['"' + encodable(w).replace('"', "").replace("\0", "") + '"' for w in dict.fromkeys(words)]
        quoted = self._telling(quoted)
        if not quoted or limit < 1:
            return []
        condition, values = (within or Within()).condition()
        # The best are found before anything is joined to them, unless the join decides which count.
        inner = "SELECT rowid AS number, bm25(words) AS cost FROM words WHERE words MATCH ?"
        if condition == "1":
            inner += f" ORDER BY cost LIMIT {int(limit) + 50}"
        query = (
            f"SELECT passages.id, articles.id, -cost FROM ({inner}) AS found JOIN passages USING (number)"
            f" JOIN articles ON articles.number = passages.article WHERE {condition} ORDER BY cost, passages.id LIMIT ?"
        )
        return [WordHit(*row) for row in self._db.execute(query, (" OR ".join(quoted), *values, limit))]

    def _telling(self, quoted: Sequence[str]) -> list[str]:
        """The words without those that very many passages have."""
        size = self.passage_count()
        if size < _LARGE:
            return list(quoted)
        most = size // 10
        query = "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)"
        counts = {word: self._db.execute(query, (word, most)).fetchone()[0] for word in quoted}
        rare = [word for word in quoted if counts[word] < most]
        return rare if len(rare) >= _FEW_WORDS else sorted(quoted, key=lambda word: counts[word])[:_FEW_WORDS]

    def allowed(self, article_ids: Sequence[str], within: Within) -> set[str]:
        """Those of the articles that are within the limits."""
        condition, values = within.condition()
        query = f"SELECT id FROM articles WHERE {condition} AND id IN ({{}})"
        return {row[0] for row in self._by_ids(query, article_ids, values)}

    def sentence_vectors(self, passage_ids: Sequence[str]) -> dict[str, Vectors]:
        """By passage, the unit vectors of its sentences; passages whose sentences have none are left out."""
        rows = self._by_ids("SELECT id, vectors FROM passages WHERE vectors IS NOT NULL AND id IN ({})", passage_ids)
        return {row[0]: unpacked(row[1]) for row in rows}

    def put_sentence_vectors(self, vectors: Mapping[str, Vectors]) -> None:
        """Keeps vectors for passages that had none."""
        rows = [(packed(v), passage_id) for passage_id, v in vectors.items()]
        with self._transaction():
            self._db.executemany("UPDATE passages SET vectors = ? WHERE id = ?", rows)

    # -- copies -----------------------------------------------------------------------------------------------

    def sharing(self, sketch: Sequence[int], least: int) -> list[tuple[str, int]]:
        """Articles that share at least `least` hashes with a sketch, with how many, most first.

        Of a hash that very many articles have, the oldest `_HOLDERS` are counted: of a phrase that every article uses
        they say nothing, and a story that so many outlets carry is known by any of them.
        """
        counts: dict[int, int] = {}
        query = "SELECT article FROM sketches WHERE hash = ? ORDER BY article LIMIT ?"
        for value in set(sketch):
            for (number,) in self._db.execute(query, (value, _HOLDERS)):
                counts[number] = counts.get(number, 0) + 1
        wanted = {number: count for number, count in counts.items() if count >= least}
        rows = self._by_ids("SELECT number, id FROM articles WHERE number IN ({})", list(wanted))
        return sorted(((i, wanted[number]) for number, i in rows), key=lambda found: (-found[1], found[0]))

    def sketch_sizes(self, article_ids: Sequence[str]) -> dict[str, int]:
        """By article, how many hashes its sketch has; ids that are not indexed are left out."""
        query = (
            "SELECT id, (SELECT count(*) FROM sketches WHERE article = articles.number) FROM articles WHERE id IN ({})"
        )
        return dict(self._by_ids(query, article_ids))

    def uncompared(self, limit: int) -> list[str]:
        """Ids of articles that were not yet held against the others, at most `limit`."""
        query = "SELECT id FROM articles WHERE compared = 0 ORDER BY number LIMIT ?"
        return [row[0] for row in self._db.execute(query, (limit,))]

    def note_compared(self, article_ids: Sequence[str], edges: Sequence[Edge]) -> None:
        """Keeps what the comparison of these articles with all others has found."""
        with self._transaction():
            for edge in edges:
                one, other = sorted((edge.one, edge.other))
                self._db.execute(
                    "INSERT OR REPLACE INTO copies SELECT a.number, b.number, ? FROM articles a, articles b"
                    " WHERE a.id = ? AND b.id = ?",
                    (edge.why, one, other),
                )
            self._db.executemany("UPDATE articles SET compared = 1 WHERE id = ?", [(i,) for i in article_ids])

    def edges(self, article_ids: Sequence[str] | None = None) -> list[Edge]:
        """All pairs of copies, or those of the groups that these articles belong to, sorted."""
        query = (
            "SELECT a.id, b.id, why FROM copies JOIN articles a ON a.number = one JOIN articles b ON b.number = other"
        )
        if article_ids is None:
            found = {Edge(*row) for row in self._db.execute(query)}
        else:
            found, seen, front = set(), set(article_ids), list(article_ids)
            while front:
                near = {
                    Edge(*row)
                    for part in _parts(front)
                    for row in self._db.execute(
                        f"{query} WHERE a.id IN ({_marks(part)}) OR b.id IN ({_marks(part)})", part * 2
                    )
                }
                found |= near
                front = [i for i in {e.one for e in near} | {e.other for e in near} if i not in seen]
                seen |= set(front)
        return sorted(found, key=lambda e: (e.one, e.other))

    # -- files ------------------------------------------------------------------------------------------------

    def file(self, location: str) -> tuple[str, dict[str, str]] | None:
        """The stamp of a file that was read whole, and by id the paths of its articles; None where it was not."""
        found = self._db.execute("SELECT stamp, articles FROM files WHERE location = ?", (location,)).fetchone()
        return (found[0], json.loads(found[1])) if found else None

    def note_file(self, location: str, stamp: str, articles: Mapping[str, str]) -> None:
        """Notes that a file was read whole: by article id, the path that it goes by."""
        row = (location, stamp, json.dumps(dict(articles)))
        self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", row)

    def forget_files(self) -> None:
        """Lets every file be read again."""
        self._db.execute("DELETE FROM files")

    # -- how --------------------------------------------------------------------------------------------------

    def _set(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    def _by_ids(self, query: str, ids: Sequence[Any], values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        for part in _parts(ids):
            yield from self._db.execute(query.format(_marks(part)), (*values, *part))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


def packed(vectors: Vectors) -> bytes:
    """Unit vectors as bytes: the dimension (4 bytes), then each vector's direction in 8 bits a number."""
    import numpy

    largest = numpy.maximum(numpy.abs(vectors).max(axis=1, keepdims=True), 1e-12)
    scaled = numpy.rint(vectors / largest * 127).astype(numpy.int8)
    return int(vectors.shape[1]).to_bytes(4, "little") + bytes(scaled.tobytes())


def unpacked(data: bytes) -> Vectors:
    """The unit vectors that `packed` was given, to within half a percent."""
    import numpy

    width = int.from_bytes(data[:4], "little")
    vectors = numpy.frombuffer(data, dtype=numpy.int8, offset=4).reshape(-1, width).astype(numpy.float32)
    lengths = numpy.maximum(numpy.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return numpy.asarray(vectors / lengths, dtype=numpy.float32)


def _passage(row: tuple[Any, ...]) -> Passage:
    spans = tuple((int(a), int(b)) for a, b in json.loads(row[4]))
    return Passage(row[0], row[1], row[2], row[3], spans)


def _folded(name: str | None) -> str | None:
    return encodable(name).casefold() if name else None


def _parts(values: Sequence[Any]) -> Iterator[list[Any]]:
    for begin in range(0, len(values), _MANY):
        yield list(values[begin : begin + _MANY])


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
