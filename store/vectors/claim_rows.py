"""Claims and extractions as records of Chroma, and back.

What is read is hostile until checked: a record may be damaged, or written by another hand. Two hashes tell. A claim's
record id is a hash over all that the record holds, and a mark, which says that a passage was extracted, holds a hash
over itself and names the records of its claims. A record that fails a check is None here, and readers leave it out.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, get_args

from store.records import Claim, Dropped, Extraction, Passage, Voice, content_id, encodable

_VOICES = get_args(Voice)
_FIELDS = ("key", "passage_id", "article_id", "claims", "dropped")  # of a mark
_PART = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


@dataclass(frozen=True, slots=True)
class Mark:
    """That a passage was extracted, and with what result.

    Attributes:
        records: Ids of its claims' records, in the order of the extraction.
    """

    id: str
    passage_id: str
    article_id: str
    key: str
    records: tuple[str, ...]
    dropped: tuple[Dropped, ...]

    def lies_in(self, passage: Passage | None) -> bool:
        """Whether this is the passage, as the library has it, that the mark speaks of."""
        return passage is not None and (passage.id, passage.article_id) == (self.passage_id, self.article_id)

    def extraction(self, claims: Mapping[str, Claim]) -> Extraction | None:
        """What it stands for, of claims by record id; None where one is missing."""
        if not claims.keys() >= set(self.records):
            return None
        found = tuple(claims[record] for record in self.records)
        return Extraction(self.passage_id, self.article_id, self.key, found, self.dropped)


def mark_id(passage_id: str, key: str) -> str:
    """The one place where it is kept what a passage gave with a key."""
    return content_id("ext", passage_id, key)


def prefix(key: str) -> str:
    """What the ids of all claims' records with this key begin with."""
    return content_id("rec", key)[:16] + "_"


def record_id(claim: Claim, key: str) -> str:
    """A hash over all that the claim's record holds; the same claim drawn with two keys has two records."""
    return content_id(prefix(key)[:-1], _listed(claim, key))


def _listed(claim: Claim, key: str) -> str:
    place = [claim.article_id, claim.start, claim.end, claim.passage_id]
    return json.dumps([key, claim.id, claim.text, *place, claim.voice, claim.speaker, claim.when])


def storable(extraction: Extraction) -> Extraction:
    """The extraction as it is stored and read back: with "?" for lone surrogates, which a model's reply can hold."""
    return replace(
        extraction,
        key=encodable(extraction.key),
        claims=tuple(
            replace(c, text=encodable(c.text), speaker=None if c.speaker is None else encodable(c.speaker))
            for c in extraction.claims
        ),
        dropped=tuple(replace(d, reason=encodable(d.reason), text=encodable(d.text)) for d in extraction.dropped),
    )


# -- claims -----------------------------------------------------------------------------------------------------


def claim_metadata(claim: Claim, key: str) -> dict[str, str | int]:
    """All of the claim but its text."""
    fields = {
        "key": key,
        "claim_id": claim.id,
        "article_id": claim.article_id,
        "passage_id": claim.passage_id,
        "start": claim.start,
        "end": claim.end,
        "voice": claim.voice,
        "speaker": claim.speaker,
        "when": claim.when,
    }
    return {name: value for name, value in fields.items() if value is not None}


def claim_of(record: str, text: Any, metadata: Mapping[str, Any] | None) -> tuple[Claim, str] | None:
    """The claim and the key that it was drawn with; None for a record that is not what its id stands for."""
    meta = metadata or {}
    names = ("article_id", "start", "end", "passage_id", "voice", "speaker", "when")
    claim = Claim(meta.get("claim_id"), text, **{name: meta.get(name) for name in names})  # type: ignore[arg-type]
    key = meta.get("key")
    if not isinstance(key, str) or malformed(claim) is not None or record_id(claim, key) != record:
        return None
    return claim, key


def malformed(claim: Claim) -> str | None:
    """What of a claim cannot be kept, in words; None where all of it can. Types are not taken on trust."""
    if not all(isinstance(value, str) for value in (claim.id, claim.text, claim.article_id, claim.passage_id)):
        return "it has no id, text, article or passage"
    if type(claim.start) is not int or type(claim.end) is not int or not 0 <= claim.start < claim.end:
        return "its span is not one"
    if claim.voice not in _VOICES:
        return f"its voice is none of {', '.join(_VOICES)}"
    if claim.speaker is not None and not isinstance(claim.speaker, str):
        return "its speaker is not a name"
    if claim.when is not None and not _is_when(claim.when):
        return "its time is not a date, month, year or stretch"
    return None


def _is_when(when: object) -> bool:
    return isinstance(when, str) and when.count("/") <= 1 and all(map(_is_date, when.split("/")))


def _is_date(part: str) -> bool:
    with suppress(ValueError):
        if _PART.fullmatch(part):
            datetime.date.fromisoformat(part + "-01-01"[len(part) - 4 :])
            return True
    return False


def outside(claim: Claim, passage: Passage) -> str | None:
    """Why the claim cannot be of this passage, in words; None where it can."""
    if (claim.passage_id, claim.article_id) != (passage.id, passage.article_id):
        return "it belongs to another passage"
    if claim.start is None or claim.end is None or not passage.start <= claim.start < claim.end <= passage.end:
        return "its span lies outside its passage"
    return None


# -- marks ------------------------------------------------------------------------------------------------------


def mark_metadata(mark: Mark) -> dict[str, str]:
    """All of the mark but its id."""
    dropped = json.dumps([[d.start, d.end, d.reason, d.text] for d in mark.dropped], ensure_ascii=False)
    fields = [mark.key, mark.passage_id, mark.article_id, json.dumps(mark.records), dropped]
    return {**dict(zip(_FIELDS, fields, strict=True)), "hash": _hash(fields)}


def mark_of(identity: str, metadata: Mapping[str, Any] | None) -> Mark | None:
    """The mark; None for a record that is not what was written."""
    fields = [(metadata or {}).get(name) for name in _FIELDS]
    if not all(isinstance(value, str) for value in fields) or (metadata or {}).get("hash") != _hash(fields):
        return None
    key, passage_id, article_id, records, dropped = map(str, fields)
    if mark_id(passage_id, key) != identity:
        return None
    # The hash is no signature: lists of anything else can be behind it.
    with suppress(ValueError, TypeError, RecursionError):
        return Mark(identity, passage_id, article_id, key, _ids(json.loads(records)), _dropped(json.loads(dropped)))
    return None


def _hash(fields: Sequence[Any]) -> str:
    return content_id("mark", *fields)


def _ids(listed: Any) -> tuple[str, ...]:
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise TypeError("not a list of ids")
    return tuple(listed)


def _dropped(listed: Any) -> tuple[Dropped, ...]:
    found = tuple(Dropped(*one) for one in listed)
    if not all(can_be_kept(one) for one in found):
        raise TypeError("not a list of what was dropped")
    return found


def can_be_kept(dropped: Dropped) -> bool:
    """Whether it is what its type says."""
    texts = isinstance(dropped.reason, str) and isinstance(dropped.text, str)
    return texts and type(dropped.start) is int and type(dropped.end) is int and 0 <= dropped.start <= dropped.end
