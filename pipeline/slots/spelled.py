"""Weekdays and relative days spelled out for a model: "on Monday (21 April 2025)".

A small model cannot count days. What is written stays as it is; the day is added in parentheses, and only where one
reading is likely: a wrong day is worse than none. Spelling out twice changes nothing, so every decision about
*whether* to add a day looks past the days that were added before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from pipeline.slots.dates import DateMention, find_dates
from pipeline.slots.lexicon import word_list

_MONTHS = word_list("January February March April May June July August September October November December")
_DAYS = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_ADDED = re.compile(rf"\s\(\d{{1,2}} (?:{'|'.join(_MONTHS)}) \d{{1,4}}\)")
_STEPS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
# Characters that are looked at around a mention, so that a long text takes linear time.
_NEAR, _CLAUSE = 40, 300

_POSSESSIVE = re.compile(r"['’]s\b")
_UP_TO_DATE = re.compile(r"(?:\s(?:morning|afternoon|evening|night|noon|lunchtime))?,?\s{0,3}\(?(?:the\s)?")
_DATE_UP_TO = re.compile(r",?\s{0,3}\(?")
_BARE_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)\b")

# Part of an address, a compound or a span of days ("Monday to Friday" may be opening hours).
_NO_DAY_BEFORE = re.compile(rf"(?:[\w\d][-–]|[#@/]|\b{_DAYS}\s?(?:-|–|to|through)\s?)$")
_NO_DAY_AFTER = re.compile(rf"(?:[-–@/]\w|\.\w|\s?(?:-|–|to|through)\s?{_DAYS}\b)")
# Habits ("every Monday"), days counted from another day ("the following Monday"), names of days ("Easter Monday").
_NO_WEEKDAY_BEFORE = re.compile(
    r"(?:\b(?:(?i:every|each|any|most|some|alternate|other|a|on\sthat|following|previous|preceding|same)|"
    r"Easter|Ash|Palm|Holy|Maundy|Whit|Shrove|Fat|Giving|Sheffield|Ruby)|"
    r"\b(?:every|each)\s(?:second|third|single|last)|\b(?:week|fortnight|weeks\sago|week\sago)(?:\s(?:on|from|to))?)\s$"
)
_NO_WEEKDAY_AFTER = re.compile(r"\s(?:(?:mornings|afternoons|evenings|nights)\b|Night\b|(?:week|fortnight)\b)")
_COUNTED_BEFORE = re.compile(r"\b(?:the|first|second|third|fourth|fifth)\s$", re.IGNORECASE)
_COUNTED_AFTER = re.compile(r"\s(?:before|after|following|of|in|when)\b")
# "About ten days ago", "two or three days ago", "3.5 days ago".
_ABOUT = re.compile(
    r"(?:\b(?:about|around|some|nearly|almost|over|under|roughly|approximately|than|least|most|or|to|and|few|between)\s|"
    r"[\d.,–-]\s?)$",
    re.IGNORECASE,
)
# "USA Today", "the Today programme".
_NAME_BEFORE = re.compile(r"(?:^|\s)[A-ZÀ-Þ][\w.&'’-]*\s$")
_NAME_AFTER = re.compile(r"\s(?:[Ss]how|[Pp]rogram(?:me)?)\b")

_WEEK_BEFORE = re.compile(r"\b(last|this|next)\sweek,?\s(?:on\s)?$", re.IGNORECASE)
_WEEK_AFTER = re.compile(r"\s(?:of\s)?(last|this|next)\sweek\b(?!['’]s)")
_WEEKS = {"last": -7, "this": 0, "next": 7}

_SENTENCE_END = re.compile(
    r"(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|St))(?<!\b(?:Mrs|Gov|Sen|Rep|Gen|Col))[.!?][\"'”’)]*\s+(?=\W?[A-ZÀ-Þ])|[;:]\s"
)
_PAST_BEFORE = re.compile(r"\b(?:earlier\s(?:on\s)?|since\s|past\s)$", re.IGNORECASE)
_LATER_BEFORE = re.compile(r"\blater\s(?:on\s)?$", re.IGNORECASE)
_AHEAD_BEFORE = re.compile(r"\b(?:ahead\sof\s(?:the\s)?|(?:up)?coming\s|scheduled\s|planned\s|due\s)$", re.IGNORECASE)
_BY_BEFORE = re.compile(r"\bby\s(?:early\s|late\s|next\s)?$", re.IGNORECASE)
_BE = r"(?:is|are|was|were|be|been)\s(?:\w+ly\s|now\s|also\s)?"
# What follows is no plan: a cause ("due to flooding"), a noun ("his will"), a state ("found to be"), a refusal.
_NOT_AHEAD = (
    rf"(?:{_BE})?due\sto\s(?:\w+ing|the|an?|his|her|its|their)\b|(?:the|an?|his|her|its|their|free|good|political|own)\swill\b|"
    r"(?:found|appear(?:s|ed)?|seem(?:s|ed)?|claim(?:s|ed)?|said|believed|thought|known|reported|had|used|prove[sd]?|"
    r"out|happen(?:s|ed)?)\sto\sbe\b|(?:would|will)\snot\s(?:say|comment|confirm|discuss|elaborate)\b|"
    r"(?:would|should|may|might|must)\s(?:not\s)?have\b"
)
_CERTAIN = (
    rf"(?:will|won['’]t|shall|may|might|must)\b|['’]ll\b|{_BE}(?:due|expected|scheduled|slated|set\sto|planned|going\sto)\b|"
    r"(?:is|are)\sto\s[a-z]"
)
_AHEAD = re.compile(
    rf"\b(?:(?P<no>{_NOT_AHEAD})|{_CERTAIN}|would\b|should\b|due\s(?:to|on|by|back|in)\b|expected\sto\b|to\s(?:be|take\splace)\b|"
    r"(?:plan|plans|planned|planning|intends?|intended|aims?|hopes?|poised|about|prepar(?:es|ed|ing)|pledged|vowed)\sto\b|"
    r"(?:scheduled|slated|planned|set)\s(?:to|for|on)\b|next\s(?:week|month)\b)"
)
_CERTAINLY = re.compile(rf"\b(?:(?P<no>{_NOT_AHEAD})|{_CERTAIN})")
# Between the plan and the day, another verb has taken over: "will resign, his office said on Monday".
_NOT_PARTICIPLE = r"(?<!\bbe\s)(?<!\bbeen\s)(?<!\bbeing\s)(?<!ly\s)"
_DONE = re.compile(
    rf"\b(?:was|were|had|did|says|tells|went|took|came|began|saw|wrote|fell|rose|gave|spoke)\b|"
    rf"\b{_NOT_PARTICIPLE}(?:said|told|announced|added|warned|confirmed|reported|stated|declared|claimed)\b|"
    rf"\bafter\s(?:being|having)\b|"
    rf"(?:,|\b(?:but|while|after|because|since|when|as|following|though|although)\b)[^,]{{0,80}}?\s"
    rf"{_NOT_PARTICIPLE}(?!hundred)[a-z]{{2,}}(?<!e)ed\b"
)
_FIRST_WORDS = re.compile(r"[\"'“‘(]*(?:(?:[Bb]ut|[Aa]nd|[Oo]n|[Tt]his|[Ll]ate|[Ee]arly)\s)*")
_ANY_PAST = re.compile(r"\b(?:was|were|had|did|said|told|took|went|came|began|met|won|[a-z]{2,}(?<!e)ed)\b")


def _others() -> Iterator[tuple[str, tuple[int, frozenset[str], frozenset[str]]]]:
    """Weekdays of other languages: number, words of which one must stand before, words that must not.

    Where the bare word is habit, name or another word ("segunda", "Domenica"), the usual preposition is asked for.
    """
    for names, wanted, unwanted in (
        ("Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag", "am seit vom", ""),
        ("lundi mardi mercredi jeudi vendredi samedi dimanche", "", "le les un du au des chaque et ou prochain"),
        ("lunes martes miércoles jueves viernes sábado domingo", "el este", ""),
        (
            "lunedì martedì mercoledì giovedì venerdì sabato domenica",
            "",
            "il la un una del di dal al ogni e o prossimo",
        ),
        (
            "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
            "na no nesta neste el este",  # Spanish and Portuguese share two names
            "",
        ),
    ):
        for number, name in enumerate(names.split()):
            yield name, (number, frozenset(wanted.split()), frozenset(unwanted.split()))


_OTHERS = dict(_others())
_OTHER = re.compile(rf"(?<![\w-])(?:{'|'.join(_OTHERS)})(?![\w-])")
_OTHER_DATE = re.compile(r",?\s{0,3}\(?(?:(?:den|dem|le|il|el|día|dia)\s)?\d")
_OTHER_PAST = re.compile(r"\s(?:derni(?:er|ère)|scors[oa]|pasado|passad[oa])\b")
_OTHER_NOT = re.compile(r"\s(?:prochaine?|próxim[oa]|prossim[oa]|que\svi?en?e|que\svem|gras|noir|sant[oa])\b")
# A verb in the future anywhere in the text: the day may be one that comes; which verb it has cannot be told here.
_OTHER_AHEAD = re.compile(
    r"\b(?:wird|werden|soll|sollen|will|wollen|va|vont|sera|aura|devra|pourra|fera|ira|doit|doivent|vai|vão|deve|devono|"
    r"\w{2,}(?:rá|rán|rão|rà|ranno|ront|remos))\b"
)


def spell_out(text: str, reference: date | None) -> str:
    """The text with the day in parentheses behind each weekday, "yesterday", "today", "tomorrow" and "N days ago".

    Nothing is added to what has its date beside it, is habitual ("every Monday") or is vague ("last week"). English in
    full; weekdays in German, French, Spanish, Italian and Portuguese as days that have passed, unless a verb is in the
    future.

    Args:
        text: One or more sentences.
        reference: The article's date; without one the text is returned as it is.
    """
    if reference is None:
        return text
    found = dict(_in_other_languages(text, reference)) | dict(_in_english(text, reference))
    parts, position = [], 0
    for place, day in sorted(found.items()):
        parts += [text[position:place], f" ({day.day} {_MONTHS[day.month - 1]} {day.year})"]
        position = place
    return "".join([*parts, text[position:]])


def _in_english(text: str, reference: date) -> Iterator[tuple[int, date]]:
    """Where to add which day."""
    mentions = find_dates(text, reference.isoformat())
    for index, mention in enumerate(mentions):
        word = mention.text.lower()
        if mention.weekday is None and word not in _STEPS and not word.endswith("ago"):
            continue
        possessive = _POSSESSIVE.match(text, mention.end)
        place = possessive.end() if possessive else mention.end
        if _has_date(text, mentions, index, place) or _is_left_alone(text, mention, place):
            continue
        try:
            day = _resolved(text, mention, reference)
        except OverflowError:  # the first and the last week that there are
            continue
        yield place, day


def _has_date(text: str, mentions: Sequence[DateMention], index: int, place: int) -> bool:
    """Whether a date stands beside the mention. What `find_dates` joins ("Monday, April 21") does not come here."""
    gap = _UP_TO_DATE.match(text, place)
    start = gap.end() if gap else place
    following = mentions[index + 1] if index + 1 < len(mentions) else None
    if _BARE_DAY.match(text, start) or (following and following.start == start and following.first[2] is not None):
        return True
    previous = mentions[index - 1] if index else None
    if previous is None or previous.first[2] is None:
        return False
    return bool(_DATE_UP_TO.fullmatch(text, previous.end, mentions[index].start))


def _before(text: str, mention: DateMention) -> str:
    """The few words before a mention, without days that were added there."""
    return _ADDED.sub("", text[max(0, mention.start - 3 * _NEAR) : mention.start])[-_NEAR:]


def _is_left_alone(text: str, mention: DateMention, place: int) -> bool:
    """Whether the mention is no day that one could name."""
    before, after = _before(text, mention), text[place : place + _NEAR]
    if _NO_DAY_BEFORE.search(before) or _NO_DAY_AFTER.match(after):
        return True
    if mention.weekday is not None:
        counted = _COUNTED_BEFORE.search(before) and _COUNTED_AFTER.match(after)
        habit = _NO_WEEKDAY_BEFORE.search(before) and not _WEEK_BEFORE.search(before)
        return bool(counted or habit or _NO_WEEKDAY_AFTER.match(after))
    if mention.text.lower() not in _STEPS:
        return bool(_ABOUT.search(before))
    if mention.text.isupper():
        return before.endswith("USA ")
    return mention.text[0].isupper() and bool(_NAME_BEFORE.search(before) or _NAME_AFTER.match(after))


def _resolved(text: str, mention: DateMention, reference: date) -> date:
    if mention.weekday is None:
        step = _STEPS.get(mention.text.lower())
        return mention.days[0] if step is None else reference + timedelta(step)
    before, after = _before(text, mention), text[mention.end : mention.end + _NEAR]
    if week := _WEEK_BEFORE.search(before) or _WEEK_AFTER.match(after):
        return reference + timedelta(_WEEKS[week[1].lower()] - reference.weekday() + mention.weekday)
    since = (reference.weekday() - mention.weekday) % 7
    near = mention.text.split()[0].lower()
    if near == "last" or before.lower().endswith("past "):
        return reference - timedelta(since or 7)
    if near == "next":
        return reference + timedelta(7 - since)
    if _PAST_BEFORE.search(before) or not _looks_ahead(text, mention):
        return reference - timedelta(since)
    # "Will speak later on Monday", written on a Monday, is the same day.
    same_day = since == 0 and _LATER_BEFORE.search(before)
    return reference + timedelta(0 if same_day else 7 - since)


def _looks_ahead(text: str, mention: DateMention) -> bool:
    """Whether the words around a weekday put it into the future. Without such words it has passed."""
    left = _ADDED.sub("", text[max(0, mention.start - _CLAUSE) : mention.start])
    left = _SENTENCE_END.split(left)[-1]
    right = _SENTENCE_END.split(text[mention.end : mention.end + _CLAUSE])[0]
    if _AHEAD_BEFORE.search(left):
        return True
    if _BY_BEFORE.search(left):
        return not re.search(r"\bhad\b", left + right)
    cues = [cue for cue in _AHEAD.finditer(left) if not cue["no"]]
    if cues:
        return not _DONE.search(left, cues[-1].end())
    if not _FIRST_WORDS.fullmatch(left) or _POSSESSIVE.match(right):
        return False
    # "On Monday, the council will vote": the day stands first, and its verb behind it.
    cue = next((cue for cue in _CERTAINLY.finditer(right) if not cue["no"]), None)
    return cue is not None and not _ANY_PAST.search(right, 0, cue.start())


def _in_other_languages(text: str, reference: date) -> Iterator[tuple[int, date]]:
    if _OTHER_AHEAD.search(text):
        return
    for match in _OTHER.finditer(text):
        number, wanted, unwanted = _OTHERS[match.group()]
        words = _ADDED.sub("", text[max(0, match.start() - 3 * _NEAR) : match.start()]).lower().split()
        before = words[-1] if words else ""
        fits = (before in wanted) if wanted else (before not in unwanted)
        if not fits or _OTHER_DATE.match(text, match.end()) or _OTHER_NOT.match(text, match.end()):
            continue
        since = (reference.weekday() - number) % 7
        if since == 0 and _OTHER_PAST.match(text, match.end()):
            since = 7
        try:
            yield match.end(), reference - timedelta(since)
        except OverflowError:
            continue
