"""What changed between two findings of one claim, and why, from what is kept of them alone.

Invariant: two findings that differ have at least one reason; where nothing that is kept explains the difference, that
is the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.history.records import Change, Reason
from pipeline.text import one_line, quoted
from store.history import KeptFinding, KeptSource, PersonVerdict

_Sides = Mapping[str, list[KeptSource]]


@dataclass(frozen=True, slots=True)
class Held:
    """Which of the sources' articles the library held before and after, each with what a hand had changed on it."""

    before: Mapping[str, str]
    after: Mapping[str, str]


def compare(before: KeptFinding, after: KeptFinding, held: Held, persons: Sequence[PersonVerdict] = ()) -> Change:
    """What is other in `after`.

    Args:
        persons: What people decided about the claim; what lies between the two findings is told.
    """
    reasons = [
        *_source_reasons(before, after, held),
        *_makers(before, after),
        *_decided(before, after, persons),
    ]
    if not [r for r in reasons if r.kind != "person"]:
        reasons.insert(0, Reason("unexplained", "nothing that is kept of the two findings explains the difference"))
    return Change(before.id, after.id, after.at, (before.verdict, after.verdict), tuple(reasons))


def _source_reasons(before: KeptFinding, after: KeptFinding, held: Held) -> Iterator[Reason]:
    old, new = _by_article(before.sources), _by_article(after.sources)
    successors = {successor: gone for gone, successor in after.replaced.items() if gone in old}
    for article_id, sides in new.items():
        if article_id in successors:
            was = _did(old[successors[article_id]])
            yield Reason("corrected", f"{_who(sides)} was corrected: it {_did(sides)}, before it {was}", article_id)
        elif article_id not in old:
            yield _came(sides, held)
        elif held.before.get(article_id, "") != held.after.get(article_id, ""):
            yield Reason("corrected", f"what is known of {_who(sides)} was corrected by hand", article_id)
        elif _did(old[article_id]) != _did(sides):
            text = f"{_who(sides)} is read otherwise: it {_did(sides)}, before it {_did(old[article_id])}"
            yield Reason("other_reading", text, article_id)
        elif [s.quote for s in old[article_id]] != [s.quote for s in sides]:
            yield Reason("other_reading", f"{_who(sides)} is quoted with another sentence", article_id)
    for article_id, sides in old.items():
        if article_id not in new and after.replaced.get(article_id) not in new:
            yield _went(sides, before, after, held)
    yield from _merged(old, new)


def _came(sides: list[KeptSource], held: Held) -> Reason:
    article_id, quote = sides[0].article_id, sides[0].quote
    words = f": {quoted(quote)}" if quote else ""
    if article_id not in held.before:
        return Reason("new_source", f"new: {_who(sides)} {_did(sides)}{words}", article_id)
    if held.before[article_id] != held.after.get(article_id, ""):
        text = f"what is known of {_who(sides)} was corrected by hand; it {_did(sides)}"
        return Reason("corrected", text, article_id)
    return Reason("other_reading", f"{_who(sides)} was there before, but only now {_did(sides)}{words}", article_id)


def _went(sides: list[KeptSource], before: KeptFinding, after: KeptFinding, held: Held) -> Reason:
    article_id, published = sides[0].article_id, sides[0].published
    was = f"{_who(sides)}, which {_did(sides)},"
    if article_id in after.replaced:
        return Reason("corrected", f"{was} was corrected, and bears on it no longer", article_id)
    if article_id not in held.after:
        return Reason("source_gone", f"{was} is no longer in the library", article_id)
    if after.as_of != before.as_of and after.as_of is not None and (published is None or published > after.as_of):
        return Reason("as_of", f"{was} is left out as of {after.as_of}", article_id)
    if held.before.get(article_id, "") != held.after[article_id]:
        return Reason("corrected", f"{was} was corrected by hand, and bears on it no longer", article_id)
    return Reason("other_reading", f"{was} is still there, but is no longer a source", article_id)


def _merged(old: _Sides, new: _Sides) -> Iterator[Reason]:
    """Sources of both findings that count as one origin now and did not, or the other way about."""
    common = sorted(old.keys() & new.keys())
    for n, one in enumerate(common):
        for other in common[n + 1 :]:
            then, now = (sides[one][0].origin == sides[other][0].origin for sides in (old, new))
            if then != now:
                text = "count as one origin now" if now else "are two origins now"
                yield Reason("origins", f"{_who(new[one])} and {_who(new[other])} {text}", one)


def _makers(before: KeptFinding, after: KeptFinding) -> Iterator[Reason]:
    """What else made the finding: limits, model, prompts, fitted parts, what could not be graded."""
    if before.as_of != after.as_of:
        yield Reason("as_of", f"as of {after.as_of or 'today'}, before as of {before.as_of or 'today'}")
    if dict(before.limits) != dict(after.limits):
        yield Reason("limits", f"limited to {_told(after.limits)}, before to {_told(before.limits)}")
    if before.model != after.model:
        yield Reason("model", f"graded by {one_line(after.model)}, before by {one_line(before.model)}")
    if before.second_model != after.second_model:
        then, now = (one_line(f.second_model or "nobody") for f in (before, after))
        yield Reason("model", f"read again by {now}, before by {then}")
    if before.embedder != after.embedder:
        yield Reason("model", f"looked up with {one_line(after.embedder)}, before with {one_line(before.embedder)}")
    names = sorted(before.prompt_hashes.keys() | after.prompt_hashes.keys())
    other = [n for n in names if before.prompt_hashes.get(n) != after.prompt_hashes.get(n)]
    if other:
        yield Reason("prompt", f"another prompt: {', '.join(map(one_line, other))}")
    fitted = (before.layer_hash, before.calibration_hash) != (after.layer_hash, after.calibration_hash)
    if fitted and before.model == after.model:
        yield Reason("version", "another fitted layer or calibration")
    if before.version != after.version:
        yield Reason("version", f"twosource {one_line(after.version)}, before {one_line(before.version)}")
    if before.ungraded != after.ungraded:
        yield Reason("coverage", f"passages that could not be graded: {after.ungraded}, before {before.ungraded}")


def _decided(before: KeptFinding, after: KeptFinding, persons: Sequence[PersonVerdict]) -> Iterator[Reason]:
    for person in persons:
        if before.at <= person.at < after.at:
            by = f" ({one_line(person.by)})" if person.by else ""
            yield Reason("person", f"a person{by} decided: {person.verdict.replace('_', ' ')}")


def _by_article(sources: Sequence[KeptSource]) -> _Sides:
    found: dict[str, list[KeptSource]] = {}
    for source in sources:
        found.setdefault(source.article_id, []).append(source)
    return found


def _who(sides: list[KeptSource]) -> str:
    source = sides[0]
    name = one_line(source.publisher or source.title or source.path) or source.article_id
    return f"{name} ({source.published or 'date unknown'})"


_DOES = {"supports": "supports it", "contradicts": "contradicts it", "neutral": "is near it without settling it"}
_HOW = {
    "attributes": " as said by {}",
    "denies": " as a denial by {}",
    "plans": " as planned",
    "hedges": " with a hedge",
}


def _did(sides: list[KeptSource]) -> str:
    """What an article does to the claim: "supports it as said by the mayor"."""
    return " and ".join(map(_does, sides))


def _does(source: KeptSource) -> str:
    if source.contested:
        seen = _DOES.get(source.contested, one_line(source.contested))
        return f"is contested (one reader sees that it {seen}, another does not)"
    how = _HOW.get(source.voice, "").format(one_line(source.speaker or "") or "others")
    return _DOES.get(source.stance, one_line(source.stance)) + how


def _told(limits: Mapping[str, str]) -> str:
    return ", ".join(f"{one_line(name)} {one_line(value)}" for name, value in sorted(limits.items())) or "nothing"
