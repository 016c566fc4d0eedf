"""What a site's robots.txt asks of us (RFC 9309), and the pauses that it asks for.

The file is hostile text too: it is parsed in one pass, and no pattern of it becomes a regular expression. Python's
`urllib.robotparser` is not used: it takes `*` and `$` for letters, so that it permits `/page?print=1` where a site
wrote `Disallow: /*?print=`, and it takes the first rule that fits instead of the most specific one.
"""

from __future__ import annotations

import math
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.read.addresses import Refused, usual_escapes

AGENT = "twosource"
SIZE_LIMIT = 512 * 1024
"""Bytes that are read of a robots.txt; RFC 9309 asks for at least 500 KiB. What comes after is ignored."""
LONGEST_PAUSE = 10.0
"""Seconds. A longer pause is not waited for: who asks again too early is told when to come back."""
_KEPT = 24 * 3600.0  # seconds: as long as RFC 9309 lets a robots.txt be cached
_KEPT_FAILURE = 60.0
_MOST_KEPT = 1_000
_PRODUCT = re.compile(r"[A-Za-z_-]+")


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site asks of one agent.

    Attributes:
        patterns: (pattern of paths, whether it allows them).
        delay: Seconds between two requests to the host; 0 where none are asked for.
        failure: Why the file could not be had, in which case nothing is permitted; else empty.
    """

    patterns: tuple[tuple[str, bool], ...] = ()
    delay: float = 0.0
    failure: str = ""

    def permit(self, target: str) -> bool:
        """Whether a path with its query may be fetched: the longest pattern that fits decides, allow on a tie."""
        if self.failure:
            return False
        fitting = [(len(pattern), allows) for pattern, allows in self.patterns if _fits(pattern, target)]
        return max(fitting, default=(0, True))[1]


def parse_robots(text: str, agent: str = AGENT) -> Rules:
    """The rules for one agent: of all groups that name it, or else of all groups for "*".

    Lines that make no sense are passed over, as the RFC wants it.
    """
    wanted = {agent, "*"}
    groups: dict[str, list[tuple[str, str]]] = {}
    named: set[str] = set()
    in_header = False
    for line in text.splitlines():
        key, _, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        key = key.lower()
        if key == "user-agent":
            product = _PRODUCT.match(value)
            named = {*(named if in_header else ()), product[0].lower() if product else value} & wanted
            in_header = True
            for name in named:
                groups.setdefault(name, [])
        elif key in ("allow", "disallow", "crawl-delay"):
            in_header = in_header and key == "crawl-delay"  # only rules end the list of agents
            for name in named:
                groups[name].append((key, value))
    return _rules(groups.get(agent, groups.get("*", [])))


class RobotsMemory:
    """What hosts have asked for and when they were last asked, for one process. Threads may share it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._rules: dict[str, tuple[float, Rules]] = {}
        self._last: dict[str, float] = {}

    def rules(self, origin: str, read: Callable[[], Rules]) -> Rules:
        """The rules of an origin, read once a day; a failure is kept for a minute."""
        with self._lock:
            until, rules = self._rules.get(origin, (-math.inf, Rules()))
        if self._clock() < until:
            return rules
        rules = read()
        with self._lock:
            if len(self._rules) >= _MOST_KEPT:
                self._rules.pop(next(iter(self._rules)))
            self._rules[origin] = (self._clock() + (_KEPT_FAILURE if rules.failure else _KEPT), rules)
        return rules

    def reserve(self, host: str, delay: float) -> float:
        """Take the host's next free moment for a request, and say in how many seconds that is.

        Raises:
            Refused: The host asks for more than `LONGEST_PAUSE` between requests, and they have not passed.
        """
        with self._lock:
            now = self._clock()
            due = max(now, self._last.get(host, -math.inf) + delay)
            if due > now and delay > LONGEST_PAUSE:
                reason = f"its site asks for {delay:,.0f} s between two requests, which have not passed"
                raise Refused(reason, f"Try again in {math.ceil(due - now):,} s.")
            self._last[host] = due
            return due - now

    def forget(self) -> None:
        """Start anew."""
        with self._lock:
            self._rules.clear()
            self._last.clear()


def _rules(lines: list[tuple[str, str]]) -> Rules:
    # An empty "Disallow:" forbids nothing.
    patterns = [(usual_escapes(value), key == "allow") for key, value in lines if key != "crawl-delay" and value]
    delays = [_delay(value) for key, value in lines if key == "crawl-delay"]
    return Rules(tuple(patterns), max(delays, default=0.0))


def _delay(value: str) -> float:
    try:
        delay = float(value)
    except ValueError:
        return 0.0
    return delay if 0 < delay < math.inf else 0.0


def _fits(pattern: str, target: str) -> bool:
    """Whether a target begins with a pattern in which `*` stands for anything and a last `$` for the end."""
    anchored = pattern.endswith("$")
    first, *pieces = pattern.removesuffix("$").split("*")
    if not target.startswith(first):
        return False
    at = len(first)
    if not pieces:
        return not anchored or at == len(target)
    last = pieces.pop() if anchored else ""
    for piece in pieces:
        at = target.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return not anchored or (target.endswith(last) and len(target) - len(last) >= at)
