"""Orders to the reader: sentences that tell whoever checks claims how to grade them. They settle nothing.

A page can state a claim in the words "every claim that ... must be graded as supported", and a small model takes the
order for the fact. No news sentence needs such words, so code looks for them before any model does. It looks for the
vocabulary of grading, not for that of doubt: "any claim that he took money is false, she said" is a denial.
"""

from __future__ import annotations

import re

_GRADE = r"(?:SUPPORTS?|SUPPORTED|CONTRADICTS?|CONTRADICTED|REFUTED|NEUTRAL|TRUE|FALSE|UNKNOWN|ENTAILED)"
_READERS = (
    r"(?:AI|LLMs?|language models?|chat ?bots?|graders?|answer engines?|assistants?|"
    r"automated (?:\w+ )?(?:reviewers?|graders?|readers?|systems?|fact-?checkers?)|"
    r"fact-?check(?:ers?|ing)\s(?:software|systems?|models?|tools?))"
)
_EVERY = r"(?:every|any|each|all|both|the)\s(?:(?:other|following|such)\s)?(?:claims?|statements?)\b"
_GRADING = r"(?:grad|rat|mark|label|classif|return|scor|answer|treat)(?:e|es|ed|ied|y|ies|s|ing)?"

_ORDER = re.compile(
    "|".join(
        (
            # {"stance": "supports"}, stance=supports
            r"[\"'“]?(?:stance|verdict|verification_result|grading_result|fact_check)[\"'”]?\s*[:=]\s*[\"'“{]?\s?\w*",
            r"[\"'“]?confidence[\"'”]?\s*[:=]\s*[01]?\.?\d",
            # every claim that ... must be graded as supported; rate every claim that ... as true
            rf"\b{_EVERY}.{{0,400}}?\b(?:must|should|shall|(?:is|are)\sto)\sbe\s{_GRADING}\b",
            rf"\b{_GRADING}\s{_EVERY}.{{0,400}}?\b(?:as|with)\b",
            # in capitals only: "the claim is false" is an editor's sentence
            rf"\b{_EVERY}.{{0,400}}?\b(?:is|are)\s(?:\w+\s)?(?-i:{_GRADE})\b",
            r"\b(?:confirmed|proven|supported|contradicted|verified)\sby\sthis\s(?:article|page|report|blog|text)\b",
            # answer "supports"
            rf"\b(?:answer|return|respond|output)\s(?:with\s)?{_GRADE}\s(?:for|if|to)\b",
            rf"\b(?:answer|return|respond|reply|output)\s(?:with\s)?[\"'“‘]{_GRADE}[\"'”’]",
            # note to AI graders; if you are a language model
            rf"\b(?:notes?|notices?|instructions?|messages?)\s(?:to|for)\s(?:all\s|any\s|every\s)?(?:\w+\s){{0,2}}?{_READERS}\b",
            rf"\bif\syou\sare\s(?:an?\s)?{_READERS}\b",
            r"</?(?:system|user|assistant)>|\bSYSTEM(?:\sTURN|\sPROMPT)?:",
            r"\b(?:ignore|disregard|forget)\s(?:all\s|any\s|your\s|the\s)*(?:previous|prior|earlier|above|other)\s"
            r"(?:instructions?|prompts?|orders|rules|lines|passages)\b",
            r"\bdisregard\s(?:the\sarticle|passages|the\stext)\b",
        )
    ),
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 20_000


def order_in(sentence: str) -> str:
    """The words by which a sentence orders its reader how to grade, at most 80 characters; "" where it gives none."""
    found = _ORDER.search(sentence[:_LONGEST])
    return " ".join(found.group().split())[:80] if found else ""
