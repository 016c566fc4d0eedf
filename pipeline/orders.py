"""Orders to the reader: sentences that tell whoever checks claims how to grade them. They settle nothing.

A page can state a claim in the words "every claim that ... must be graded as supported", and a small model takes the
order for the fact. No news sentence needs such words, so code looks for them before any model does. It looks for the
vocabulary of grading, not for that of doubt: "any claim that he took money is false, she said" is a denial.
"""

from __future__ import annotations

import re

_GRADE = r"(?:supports?|supported|contradicts?|contradicted|refuted|neutral|true|false|unknown|entailed)"
_QUOTED = r"[\"'“”‘’]"
_READERS = (
    r"(?:AI\s(?=fact|grad|assist|system|model|read|review|summar|that)|language\smodels?|LLMs?|answer\sengines?|"
    r"automated\s(?:\w+\s)?(?:reviewers?|graders?|readers?|systems?|fact-?checkers?)|"
    r"fact-?checking\s(?:software|systems?|models?|tools?))"
)
_EVERY = r"(?:every|any|each|all|both)\s(?:(?:other|following|such)\s)?(?:claims?|statements?)\b"
_GRADE_IT = r"(?:grade|rate|mark|label|classify|score|treat|return|answer)"
_GRADED = r"(?:graded|rated|marked|labell?ed|classified|scored|treated|returned|answered)"

_ORDER = re.compile(
    "|".join(
        (
            # {"stance": ...}, stance=supports, confidence=1.0; not "Verdict: guilty"
            rf"{_QUOTED}(?:stance|verdict|verification_result|grading_result|fact_check\w*){_QUOTED}\s*:",
            rf"\b(?:stance|verdict|label)\s?=\s?{_QUOTED}?{_GRADE}\b",
            rf"\bconfidence{_QUOTED}?\s?[:=]\s?[01](?:\.\d+)?\b",
            # every claim ... must be graded as supported; rate every claim ... as true. Not "rated the claim false"
            rf"\b{_EVERY}.{{0,400}}?\b(?:must|should|shall|(?:is|are)\sto)\sbe\s{_GRADED}\s(?:as\s)?{_QUOTED}?{_GRADE}\b",
            rf"\b{_GRADE_IT}\s{_EVERY}.{{0,400}}?\bas\s{_QUOTED}?{_GRADE}\b",
            # in capitals only: "any claim of that kind is false" is an editor's sentence
            rf"\b{_EVERY}.{{0,400}}?\b(?:is|are)\s(?-i:TRUE|FALSE|SUPPORTED|CONTRADICTED|REFUTED)\b",
            rf"\b{_EVERY}.{{0,400}}?\b(?:confirmed|proven|supported|contradicted)\sby\sthis\s(?:article|page|report|blog|text)\b",
            # answer "supports"
            rf"\b(?:answer|return|respond|reply|output)\s(?:with\s)?{_QUOTED}{_GRADE}{_QUOTED}",
            r"\b(?:answer|return|respond|output)\s(?:with\s)?(?:supports|contradicts)\b",
            # note to AI graders; if you are a language model
            rf"\b(?:notes?|notices?|instructions?)\s(?:to|for)\s(?:all\s|any\s|every\s)?{_READERS}",
            rf"\bif\syou\sare\s(?:an?\s)?{_READERS}",
            r"</?(?:system|user|assistant)>|\b(?-i:SYSTEM)(?:\sTURN|\sPROMPT)?:",
            r"\b(?:ignore|disregard|forget)\s(?:all\s|any\s|your\s|the\s)*(?:previous|prior|earlier|above)\s"
            r"(?:instructions?|prompts?)\b",
            r"\bdisregard\s(?:the\sarticle\saround|passages\sthat)\b",
        )
    ),
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 20_000


def order_in(sentence: str) -> str:
    """The words by which a sentence orders its reader how to grade, at most 80 characters; "" where it gives none."""
    found = _ORDER.search(sentence[:_LONGEST])
    return " ".join(found.group().split())[:80] if found else ""
