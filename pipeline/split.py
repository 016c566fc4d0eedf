"""Text to sentences, sentences to passages.

For any text, whatever is in it: each span is a slice of that text, spans are in order and do not overlap, nothing
but white space lies between them, none is longer than `LONGEST`, and every other character is in exactly one
sentence and one passage.

syntok proposes where sentences end; `_is_false_break` and `_MISSED` mend what it gets wrong in news text. A line
end always ends a sentence, as news files hold a paragraph a line, unless the lines were hard-wrapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise

from syntok.segmenter import analyze

from store.records import Article, Passage, Span

SPLITTER_VERSION = "syntok-1.4.4/1"
PASSAGE_TARGET = 600
"""A passage is closed before it grows over this many characters."""
LONGEST = 1000
"""No sentence or passage is longer; a longer sentence is cut at white space."""

_CHUNK = 4000  # syntok sees no more at a time, so that a 5 MB line costs what 5 MB of lines cost
_LEAST = 200  # a passage shorter than this goes on into the next paragraph (a headline, say)
_LOOK = 80  # how far left and right of a break its mending looks

_OPENERS = re.escape("\"'“‘«„‚([{「『（【")
_CLOSERS = re.escape("\"'”’»)]}」』）】")
# Titles: a name follows, so they never end a sentence.
_TITLE = re.compile(
    r"(?<![\w.])(?:Adm|Amb|Asst|Atty|Brig|Capt|Cmdr|Col|Cpl|Det|Dr|Drs|Ens|Fr|Gen|Gov|Govs|Hon|Insp|Lt|Maj|Messrs|Mr|Mrs|Ms"
    r"|Mt|Pfc|Pres|Prof|Pvt|Rep|Reps|Rev|Sen|Sens|Sgt|Ste|Sts|Supt|Treas|approx|cf|e\.g|i\.e|resp|viz|vs)\.$"
)
_NUMBERED = re.compile(r"(?<![\w.])(?:Art|Arts|Fig|No|Nos|Op|Sec|Secs|art|no|nos|p|par|pp|sec|vol|vols|Vol)\.$")
# These end a sentence only where the next word hardly ever stands inside one.
_EITHER_WAY = re.compile(
    r"(?<![\w.])(?:Assn|Bros|Co|Corp|Dept|Inc|Jr|Ltd|Sr|St|[A-Z]|[^\W\d_]\.\s?[A-ZА-ЯΑ-Ω]|U\.A\.E|U\.S\.A)\.$"
)
_SENTENCE_OPENER = re.compile(
    rf"[{_OPENERS}]?(?:The|A|An|He|She|It|They|We|I|You|In|On|At|By|For|From|But|And|Yet|So|If|When|While|After|Before|As"
    r"|This|That|These|Those|There|His|Her|Its|Their|Our|No|Not|Both|Some|Many|Meanwhile|However|Earlier|Later)\b"
)
_ANY_END = re.compile("[.!?…‥。！？｡؟۔।॥።։។]")
_TERMINAL = re.compile(rf"{_ANY_END.pattern}[{_CLOSERS}]*$")
_EXCLAIMED_QUOTE = re.compile(r"[!?][\"'”’»]$")
_REPORTING = re.compile(
    r"(?:[A-Z][\w.'’-]*\s+){1,4}(?:said|says|asked|told|added|cried|wrote|replied|shouted|insisted|warned|answered)\b"
)
# "KARVALA, May 14. /TASS/. The vote ...", "Karvala. May 14. INTERFAX – The vote ...": place, date and credit
# belong to the sentence that follows.
_CREDIT = re.compile(
    r"(?:[A-Z][a-z]{2,8}\.?\s\d{1,2}\.\s)?(?:/\s?[A-Z][\w .-]{1,30}/|[A-Z][A-Z-]{2,30}\s(?:–|—|--?)\s)"
)
_ENDS_IN_CREDIT = re.compile(r"/\s?[A-Z][\w .-]{1,30}/\.?$")
# Ends that syntok does not know: full stops of other scripts; "…", ")." or ".’”)" before a capital.
_MISSED = re.compile(
    rf"[。！？｡]+[{_CLOSERS}]*|[؟۔।॥።։។]+[{_CLOSERS}]*(?=\s)|(?:(?:…|(?<=\))\.)[{_CLOSERS}]*|[.!?][{_CLOSERS}]{{2,4}})(?=\s+[{_OPENERS}]?[A-ZÀ-ÖØ-ÞА-ЯΑ-Ω])"
)
# What closes a sentence may stand behind its full stop; before more text it is an opening mark.
_CLOSING = re.compile(rf"[{_CLOSERS}]+(?=\s|$)")
_LINE_END = re.compile("\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_LIST_ITEM = re.compile(r"(?:[#>*•|-]|\d{1,3}[.)])\s")
_WRAP_WIDEST, _WRAP_LEAST = 100, 45


def sentences(text: str) -> list[Span]:
    """The spans of all sentences, headlines and other lines of a text, in order."""
    return [span for paragraph in _paragraphs(text) for span in paragraph]


def passages(article: Article) -> list[Passage]:
    """The article in sentence-aligned windows of up to `PASSAGE_TARGET` characters.

    They cover all sentences without overlap and end with a paragraph where that leaves them neither too long
    nor very short. One sentence that is longer than the target is a passage of its own.
    """
    windows: list[list[Span]] = []
    for paragraph in _paragraphs(article.text):
        if windows and _width(windows[-1], paragraph[-1]) > PASSAGE_TARGET and _width(windows[-1]) >= _LEAST:
            windows.append([])
        for span in paragraph:
            if not windows or (windows[-1] and _width(windows[-1], span) > PASSAGE_TARGET):
                windows.append([])
            windows[-1].append(span)
    return [Passage.make(article.id, spans[0][0], spans[-1][1], tuple(spans)) for spans in windows]


def paragraph_spans(text: str) -> Iterator[Span]:
    """The trimmed spans of the paragraphs: a line each, or the lines of a hard-wrapped one together."""
    for block in _blocks(text):
        for first, last in _wrapped_groups(text, block):
            yield block[first][0], block[last][1]


def _width(window: list[Span], last: Span | None = None) -> int:
    return (last or window[-1])[1] - window[0][0]


def _paragraphs(text: str) -> Iterator[list[Span]]:
    """The sentences of each paragraph; no list is empty."""
    for start, end in paragraph_spans(text):
        bounds = [start, *_breaks(text, start, end), end]
        yield [piece for left, right in pairwise(bounds) for piece in _pieces(text, left, right)]


def _blocks(text: str) -> Iterator[list[Span]]:
    """Runs of lines that are not blank, each line without the white space around it."""
    block: list[Span] = []
    start = 0
    for end, following in chain((match.span() for match in _LINE_END.finditer(text)), [(len(text), len(text))]):
        line = text[start:end]
        if not line or line.isspace():
            if block:
                yield block
            block = []
        else:
            block.append((start + len(line) - len(line.lstrip()), start + len(line.rstrip())))
        start = following
    if block:
        yield block


def _wrapped_groups(text: str, block: list[Span]) -> Iterator[tuple[int, int]]:
    """First and last line of each paragraph in a block.

    Lines are one hard-wrapped paragraph if each was as full as the block's widest line allows (the next line's
    first word would not have fitted) and at least one goes on in lower case. Lines of a list, an address or
    a headline fail the first test, paragraphs of one line each the second.
    """
    width = max(end - start for start, end in block)
    first, in_lower_case = 0, False
    for index in range(1, len(block) + 1):
        if index < len(block) and width <= _WRAP_WIDEST and _runs_on(text, block[index - 1], block[index], width):
            in_lower_case = in_lower_case or text[block[index][0]].islower()
            continue
        if in_lower_case:
            yield first, index - 1
        else:
            yield from ((line, line) for line in range(first, index))
        first, in_lower_case = index, False


def _runs_on(text: str, line: Span, following: Span, width: int) -> bool:
    head = text[following[0] : min(following[1], following[0] + width)]
    fits = line[1] - line[0] + 1 + len(head.split(maxsplit=1)[0]) <= width
    return line[1] - line[0] >= _WRAP_LEAST and not fits and not _LIST_ITEM.match(head)


def _breaks(text: str, start: int, end: int) -> list[int]:
    """Where sentences begin inside a paragraph, its own beginning left out."""
    breaks: list[int] = []
    while start < end:
        stop = _chunk_end(text, start, end)
        found = _breaks_in_chunk(text, start, stop, end)
        breaks += found
        # The last sentence of a chunk may have been cut: it is read again, whole, with the next chunk.
        start = found[-1] if found and stop < end else stop
    return breaks


def _chunk_end(text: str, start: int, end: int) -> int:
    if end - start <= _CHUNK:
        return end
    cut = text.rfind(" ", start + 1, start + _CHUNK)
    return cut if cut > start + _CHUNK // 2 else start + _CHUNK


def _breaks_in_chunk(text: str, start: int, stop: int, end: int) -> list[int]:
    # Line ends are white space here, each of one character, so that offsets stay what they are.
    chunk = _LINE_END.sub(lambda match: " " * len(match[0]), text[start:stop])
    if not _ANY_END.search(chunk):
        return []
    candidates = {sentence[0].offset for paragraph in analyze(chunk) for sentence in paragraph}
    candidates |= {match.end() for match in _MISSED.finditer(chunk)}
    mended = {_after_closers(text, start + offset, end) for offset in candidates}
    return sorted(place for place in mended if start < place < end and not _is_false_break(text, start, place, end))


def _after_closers(text: str, place: int, end: int) -> int:
    """The break behind the quotation marks and brackets that close the sentence before it."""
    match = _CLOSING.match(text, place, min(end, place + 8))
    closes = match and place > 0 and not text[place - 1].isspace()
    return match.end() if match and closes else place


def _is_false_break(text: str, start: int, place: int, end: int) -> bool:
    left = text[max(start, place - _LOOK) : place].rstrip()
    right = text[place : min(end, place + _LOOK)].lstrip()
    if not right or not _TERMINAL.search(left):
        return True
    if right[0].islower() or right[0] in ",;:–—-)]、，" or (left[-1] in "」』" and right[0] == "と"):
        return True
    if place - start < _LOOK and (_CREDIT.match(right) or _ENDS_IN_CREDIT.search(left)):
        return True
    if _TITLE.search(left) or (_NUMBERED.search(left) and right[0].isdigit()):
        return True
    if _EITHER_WAY.search(left):
        return not _SENTENCE_OPENER.match(right)
    return bool(_EXCLAIMED_QUOTE.search(left) and _REPORTING.match(right))


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """One sentence without the white space around it, cut where it is longer than `LONGEST`."""
    whole = text[start:end]
    start, end = end - len(whole.lstrip()), start + len(whole.rstrip())
    while start < end:
        cut = end
        if end - start > LONGEST:
            space = next((at for at in range(start + LONGEST, start, -1) if text[at].isspace()), None)
            cut = space or start + LONGEST
        last = cut
        while text[last - 1].isspace():
            last -= 1
        yield start, last
        start = cut
        while start < end and text[start].isspace():
            start += 1
