"""Which articles of a library are one story: new ones are held against all others, so that copies are known as such."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.copies import candidates, copied_passage, edges, groups
from pipeline.read.agencies import credited_agency
from store import Article
from store.index import Edge
from store.sketch import sketch
from store.vectors import Library

_PAGE = 100
_NEAR = 3  # shingles that a passage shares with an article that is worth a look


@dataclass(frozen=True, slots=True)
class Story:
    """Articles that go back to one source.

    Attributes:
        id: The `origin_id`: of copies, the smallest article id among them; of an agency's articles "agency:NAME".
        articles: Ids, sorted.
        pairs: Each pair of copies, and why.
        agency: What all of them credit, or None for copies.
    """

    id: str
    articles: tuple[str, ...]
    pairs: tuple[Edge, ...]
    agency: str | None


@dataclass(frozen=True, slots=True)
class PassageOrigin:
    """A passage that goes back to another source than its article: an agency that it credits, or copied words."""

    start: int
    end: int
    origin_id: str
    why: str


@dataclass(frozen=True, slots=True)
class ArticleOrigins:
    """Where an article goes back to, and those of its passages that go back elsewhere.

    Attributes:
        article: The `origin_id`: its story's, else its agency's ("agency:NAME"), else its own id.
        why: None where it stands alone.
    """

    article: str
    why: str | None
    passages: tuple[PassageOrigin, ...]


def compare_new(library: Library) -> int:
    """Compares every article that was not compared yet; returns how many pairs of copies were found.

    It can be stopped at any time: what is compared is noted a page at a time.
    """
    index, found = library.index, 0
    while new := index.uncompared(_PAGE):
        texts = {article_id: article.text for article_id, article in library.get(new).items()}
        near = {article_id: candidates(index, article_id, sketch(text)) for article_id, text in texts.items()}
        wanted = sorted({other for others in near.values() for other in others} - texts.keys())
        texts |= {article_id: article.text for article_id, article in library.get(wanted).items()}
        pairs: set[Edge] = set()
        for article_id, others in near.items():
            known = {other: texts[other] for other in others if other in texts}
            pairs |= set(edges(article_id, texts[article_id], known))
        index.note_compared(new, sorted(pairs, key=lambda pair: (pair.one, pair.other)))
        found += len(pairs)
    return found


def copy_groups(library: Library, article_ids: Sequence[str]) -> Mapping[str, str]:
    """The story of each article that has copies in the library, also through articles that are not named here."""
    return groups(library.index.edges(article_ids))


def stories(library: Library) -> list[Story]:
    """All origins with more than one article: stories by id, then agencies by name."""
    compare_new(library)
    pairs = library.index.edges()
    members: dict[str, set[str]] = defaultdict(set)
    for article_id, origin_id in groups(pairs).items():
        members[origin_id].add(article_id)
    credited: dict[str, list[str]] = defaultdict(list)
    for article in library.articles():
        if article.origin:
            credited[article.origin].append(article.id)
    copied = [
        Story(origin_id, tuple(sorted(ids)), tuple(pair for pair in pairs if pair.one in ids), None)
        for origin_id, ids in sorted(members.items())
    ]
    agencies = [
        Story(f"agency:{name}", tuple(sorted(ids)), (), name) for name, ids in sorted(credited.items()) if len(ids) > 1
    ]
    return copied + agencies


def origins_of(library: Library, article: Article) -> ArticleOrigins:
    """Where an article of the library goes back to, and which of its passages go back elsewhere."""
    compare_new(library)
    pairs = library.index.edges([article.id])
    group = groups(pairs).get(article.id)
    if group:
        why = "; ".join(dict.fromkeys(pair.why for pair in pairs if article.id in (pair.one, pair.other)))
    else:
        why = f"credits {article.origin}" if article.origin else ""
    origin = group or (f"agency:{article.origin}" if article.origin else article.id)
    others = set(groups(pairs))
    found = [p for p in (*_credits(library, article), *_copied(library, article, others)) if p.origin_id != origin]
    return ArticleOrigins(origin, why or None, tuple(sorted(found, key=lambda p: (p.start, p.origin_id))))


def _credits(library: Library, article: Article) -> list[PassageOrigin]:
    """Sentences that say where they come from."""
    spans = [span for passage in library.index.passages_of(article.id) for span in passage.sentences]
    named = [(start, end, credited_agency(article.text[start:end])) for start, end in spans]
    return [PassageOrigin(start, end, f"agency:{name}", f"credits {name}") for start, end, name in named if name]


def _copied(library: Library, article: Article, story: set[str]) -> list[PassageOrigin]:
    """Passages whose wording stands in another article, one that is not of this article's own story."""
    found = []
    for passage in library.index.passages_of(article.id):
        text = article.text[passage.start : passage.end]
        near = [i for i, _ in library.index.sharing(sketch(text), _NEAR) if i != article.id and i not in story][:10]
        for other_id, other in sorted(library.get(near).items()):
            why = copied_passage(text, other.text)
            if why:
                origin = copy_groups(library, [other_id]).get(other_id) or other_id
                found.append(PassageOrigin(passage.start, passage.end, min(origin, article.id), why))
                break
    return found
