"""Made training groups about time, plans and roles: one newsroom sentence, and claims whose labels are known by make.

A template is a sentence and claims already sorted by label. Its slots (`{p}` a person, `{x:on}` a day) are filled by
objects that pick their wording each time they are written, so a claim seldom repeats the sentence's words. In template
text `[a|b]` means one of the two. The invariant: whatever the slots draw, a claim's label holds.
"""

# Each sentence of a template stays on one line, as it will be read.
# ruff: noqa: E501

from __future__ import annotations

import datetime as dt
import random
import re
import string
from dataclasses import dataclass, field

Group = tuple[str, list[tuple[str, str]]]

LABELS = ("true", "false", "unknown")
SHORTEST, LONGEST = 12, 40  # words in a sentence


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_MONTHS = _words("January February March April May June July August September October November December")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# ---------------------------------------------------------------------------------------------------------------------
# Word lists. Everything is invented or generic; styles of naming are mixed on purpose.

_FIRST = _words(
    """Anna Tomas Ingrid Kwame Leila Marek Sofia Daniel Yusuf Priya Elena Viktor Amara Henrik Noor Paulo Mei Rosa Jonas
    Fatima Oskar Teresa Idris Hana Marcus Lucia Farid Greta Samuel Aiko Nadia Pieter Chidi Bianca Emeka Ruth Stefan
    Zanele Hugo Carmen Arjun Maeve Dmitri Salma Felix Joana Kofi Mirela Anton Thandi Rafael Ewa Bruno Nisha Callum Vera
    Omar Linnea Gustavo Esther"""
)
_LAST = _words(
    """Halvorsen Okonjo-Reed Petrescu Lindqvist Adeyemi Marchetti Dubrovsky Castellan Whitlock Nakagawa Brandvold
    Ferreira Szalai Mbeki-Lund Tarrant Volkmann Abdelrahim Ostrander Quiroga Fennimore Chaudhry Rasmussen Delacroix
    Kowalczuk Iversen Moyo Pemberton Sarkisian Achterberg Zelenko Ballantyne Horvat Nwosu Kettering Valtonen Barzani
    Sandoval Thornquist Yamane Grigoriou Mulligan Haidari Radcliffe Bergstrom Olawale Tremblay Vukovic Castaneda Aziz
    Hollingworth Lemaire Rostami Karlsen Wanjiru Eastwick Mancini Drummond Navarro-Holt Sipos Achebe-Clarke"""
)
_TOWNS = _words(
    """Harbury Velsk Torrin Port-Alain Westmere Kallavik Ostrava-Mitte Sandholm Brackley-on-Sea Novigrad-Sud Ashcombe
    Lindau-Ost Quillota-Vieja Marrowby Eskfjord Tamarinda Gellnitz Kirkhaven Santa-Oriel Dunmarrow Bellavue Rostwick
    Holmfirth-Bay Cassarino Penhallow Zelenice Aldermoor Monteluz Nyborg-Havn Tirgu-Vale Redcliffe-Sound Okavara
    Stenbrook Fairhollow Murrindale Castelnova Hjelmstad Barrow-Lynn Korvala Pinewick Lagunilla Saint-Evrard Thornby
    Wexlow Dalriada Brunsee Halmora Keldon Upper-Tarn Mirabel"""
)
_COUNTRIES = _words(
    """Norway Ghana Kestoria Portugal Velmark Kenya Estonia Tarsinia Uruguay Morland Vietnam Ostravia Ireland Jordan
    Belmora Slovenia Peru Caldonia Zambia Iceland Marenia Finland Chile Dravonia Malaysia Latvia Senegal Thessany
    Croatia Ecuador Lusenia Nepal"""
)
_CORES = _words(
    """Norvik Halden Orbex Kelmar Tessaly Brandt Luminar Veltra Corwin Stratton Aquila Meridiem Falkner Zentara Pallas
    Ridgeway Ostrom Calyx Trident Bexley Vantor Solenne Kirin Madrona Osprey Greyling Helvar Junova Lomax Pinnacle Arkwell
    Sabra Tolland Ursa Westbrook Yarrow Ember Dorado Cobalt Hexa"""
)
_FIRM_FULL = (
    "{} AG", "{} plc", "{} Group", "{} Ltd", "{} Holdings", "{} Inc", "{} & Sons", "{} Energy", "{} Logistics",
    "{} Foods", "{} Air", "{} Systems", "{} Rail", "{} Pharma", "{} Shipping", "{} Motors", "{} Telecom",
)  # fmt: skip
_TEAM_FULL = ("{} United", "{} Rovers", "Dinamo {}", "FC {}", "{} Wanderers", "{} Athletic", "Real {}", "{} City")
_PAPERS = (
    "Evening Courier", "Daily Ledger", "Harbour Gazette", "Morning Herald", "National Observer", "Coast Tribune",
    "Valley Post", "broadcaster TV9", "news agency Interfeld", "Weekly Standard-Echo",
)  # fmt: skip

_LISTS: dict[str, tuple[str, ...]] = {
    "b": (
        "city council", "regional assembly", "planning board", "county board", "district parliament", "harbour board",
        "town assembly", "provincial senate",
    ),
    "ag": (
        "the Civil Aviation Authority", "the Federal Competition Office", "the Food Safety Agency",
        "the National Energy Regulator", "the Maritime Inspectorate", "the Financial Markets Board",
        "the Environment Directorate", "the Product Safety Bureau", "the Land Transport Commission",
    ),
    "law": (
        "harbour levy", "night bus scheme", "school meals bill", "water tariff plan", "land reform bill",
        "quarry extension", "tram extension", "rent cap", "plastic bag ban", "wind farm proposal", "budget amendment",
        "stadium subsidy", "pension reform", "tourist tax", "cycle lane plan", "airport expansion",
        "speed limit change",
        "waste collection contract", "drone licensing bill", "housing plan",
    ),
    "s": (
        "Marlow Street library", "Tarn Bridge", "Eastgate clinic", "Colby ferry terminal", "North Quay market hall",
        "maritime museum", "Linden Park swimming pool", "old town theatre", "Castle Hill tunnel",
        "Ferndale sports hall",
        "cable car station", "botanical garden", "Station Road cinema", "Mill Lane power station", "city archive",
    ),
    "ev": (
        "spring book fair", "regional summit", "half-marathon", "open-air concert", "boat show", "jazz festival",
        "film festival", "chess championship", "air show", "harvest parade", "climate conference", "food fair",
        "science week", "vintage car rally", "poetry festival",
    ),
    "reason": (
        "a shortage of staff", "safety concerns", "a dispute over funding", "a forecast of heavy storms",
        "low ticket sales", "an outbreak of bird flu", "a row with sponsors", "damage to the site",
    ),
    "cause": (
        "over unpaid licence fees", "over a battery patent", "over a faulty cooling system", "over delayed deliveries",
        "over the use of a trademark", "over a cancelled supply contract", "over copied software",
        "over a polluted well",
    ),
    "deed": (
        "leaking tender documents", "hiding a conflict of interest", "falsifying travel expenses",
        "misusing campaign funds", "bribing a building inspector", "forging a medical certificate",
        "spying on union members", "deleting official emails", "threatening a witness", "copying exam papers",
    ),
    "role": (
        "chief executive", "finance director", "head of research", "chair of the board", "general counsel",
        "operations chief", "head of sales", "technical director", "chief economist", "head of security",
    ),
    "office": ("mayor", "governor", "council leader", "district president", "county commissioner"),
    "prod": (
        "frozen shrimp", "lithium batteries", "baby formula", "winter tyres", "pressure cookers", "solar panels",
        "bottled water", "electric scooters", "animal feed", "wheat flour", "garden furniture", "insulin pumps",
    ),
    "veh": ("trains", "buses", "trams", "ferries", "helicopters", "fire engines", "delivery vans", "ambulances"),
    "cup": ("Northern Cup", "Champions Shield", "League Trophy", "Coastal Cup", "Federation Cup", "Silver Plate"),
    "prize": (
        "Corran Prize for Fiction", "National Science Medal", "Golden Lantern award", "Lindgren-Hale Prize",
        "Order of the Harbour", "Young Composer award",
    ),
    "party": ("Green Alliance", "Civic Union", "Reform Party", "Labour Front", "Centre Bloc", "Liberal Movement"),
    "trade": ("painter", "novelist", "composer", "chemist", "architect", "photographer", "film director", "economist"),
    "mus": ("City Gallery", "Museum of Trade", "Royal Collection", "Hart Foundation", "Museum of the Sea"),
    "pact": (
        "a fishing agreement", "a tax treaty", "a border accord", "a rail agreement", "a water-sharing treaty",
        "an extradition treaty", "a gas supply deal",
    ),
    "o": ("first", "second", "third", "fourth", "fifth"),
    "n": _words("three four five six seven eight nine 11 12 13 14 16 17 18"),
    "n2": _words("21 26 32 35 41 48 56 63 70 85 90 112 140 260"),
    "score": ("2-1", "3-1", "1-0", "4-2", "3-0", "2-0", "5-3", "4-1"),
}  # fmt: skip

_AMOUNTS = tuple(f"{amount} million" for amount in _words("1.4 2.6 4 7.5 12 38 65 90 210 340"))

# Dressing that adds words but settles nothing. Tails go before the full stop, leads before the first word.
_TAILS = (
    ", the {paper} reported", ", according to the {paper}", ", officials said", ", local media reported",
    ", the {paper} wrote", ", a spokesperson said", ", according to people briefed on the matter",
)  # fmt: skip
_ASIDES = (
    "; {firm} declined to comment", "; {other}, a lawyer, declined to comment", "; a report is due in {month}",
    ", and {firm} declined to comment", "; {other} could not be reached",
)  # fmt: skip
_LEADS = ("{TOWN} — ", "{TOWN} ({wire}) – ", "{TOWN}, {day} ({wire}) — ", "According to the {paper}, ")
_SPOKEN = re.compile(r"\b(said|told|reported|wrote|announced|according|show|decided|ruled)\b|;")
# Words that lose their capital after a lead that is the start of a sentence.
_LOWERED = frozenset(
    _words(
        "The A An After Although Only While Despite On Yesterday Workers Merger Residents Engineers For In From Until "
        "Organisers Having Shares Talks Police Prosecutors Once Shortly Before Instead"
    )
)


# ---------------------------------------------------------------------------------------------------------------------
# Slots


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its full and short wording; `say` picks either, plain is how the sentence writes it."""

    chance: random.Random
    full: str
    short: str
    plain: str

    def __format__(self, spec: str) -> str:
        if spec == "say":
            return self.chance.choice((self.full, self.short))
        if spec == "short":
            return self.short
        return self.plain


@dataclass(frozen=True, slots=True)
class Pick:
    """One word of a list; `bad` writes another one, never the group's second word of that list."""

    chance: random.Random
    word: str
    others: tuple[str, ...]

    def __format__(self, spec: str) -> str:
        return self.chance.choice(self.others) if spec == "bad" else self.word


@dataclass(frozen=True, slots=True)
class Side:
    """A verb out of two opposite sets: plain and `say` write this side, `opp` the other.

    What was reopened had been closed: a claim with `opp` gives the day wherever the one deed presupposes the other.
    """

    chance: random.Random
    mine: tuple[str, ...]
    theirs: tuple[str, ...]

    def __format__(self, spec: str) -> str:
        return self.chance.choice(self.theirs if spec == "opp" else self.mine)


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its wordings.

    Sentence forms always give the year: `on`, `d` (no preposition), `inmonth`, `yr`. True claim forms: `say`, `dsay`,
    `saymonth`, `exact`. False ones: `bad`, `dbad`, `badmonth`, `badyr`.

    Attributes:
        weekday: The sentence names the weekday; only then may a claim say no more than "on Monday".
    """

    chance: random.Random
    date: dt.date
    today: dt.date
    weekday: bool

    def __format__(self, spec: str) -> str:
        return str(getattr(self, f"_{spec}")())

    def _on(self) -> str:
        age = (self.today - self.date).days
        if age in (0, 1) and not self.weekday:
            return f"{('today', 'yesterday')[age]} ({_long(self.date)})"
        return f"on {self._d()}"

    def _d(self) -> str:
        if self.weekday:
            return f"{_WEEKDAYS[self.date.weekday()]} ({_long(self.date)})"
        return self.chance.choice((_long(self.date), _american(self.date)))

    def _inmonth(self) -> str:
        return f"in {_month(self.date)}"

    def _month(self) -> str:
        return _month(self.date)

    def _yr(self) -> str:
        return str(self.date.year)

    def _exact(self) -> str:
        return f"on {self.chance.choice((_long(self.date), _american(self.date)))}"

    def _dsay(self) -> str:
        return _written(self.chance, self.date)

    def _dbad(self) -> str:
        other = self._other()
        return _written(self.chance, other, year=other.year != self.date.year)

    def _say(self) -> str:
        roll = self.chance.random()
        if roll < 0.12:
            return self._saymonth()
        if roll < 0.18 and self.weekday:
            return f"on {_WEEKDAYS[self.date.weekday()]}"
        if roll < 0.26:
            step = dt.timedelta(self.chance.randint(4, 40))
            return self.chance.choice((f"before {_long(self.date + step)}", f"after {_long(self.date - step)}"))
        return f"on {self._dsay()}"

    def _bad(self) -> str:
        roll = self.chance.random()
        if roll < 0.12:
            return self._badmonth()
        if roll < 0.18 and self.weekday:
            return f"on {_WEEKDAYS[(self.date.weekday() + self.chance.randint(1, 6)) % 7]}"
        if roll < 0.26:
            step = dt.timedelta(self.chance.randint(4, 40))
            return self.chance.choice((f"after {_long(self.date + step)}", f"before {_long(self.date - step)}"))
        return f"on {self._dbad()}"

    def _saymonth(self) -> str:
        month = _MONTHS[self.date.month - 1]
        with_year = f"in {_month(self.date)}"
        return self.chance.choice((with_year, with_year, f"in {month}", f"in {self.date.year}"))

    def _badmonth(self) -> str:
        if self.chance.random() < 0.3:
            return f"in {_MONTHS[self.date.month - 1]} {self.date.year + self.chance.choice((-2, -1, 1))}"
        month = _MONTHS[(self.date.month - 1 + self.chance.randint(1, 11)) % 12]
        return f"in {month} {self.date.year}" if self.chance.random() < 0.6 else f"in {month}"

    def _badm(self) -> str:
        return self._badmonth().removeprefix("in ")

    def _inyear(self) -> str:
        return f"in {self.date.year}"

    def _birth(self) -> str:
        return str(self.date.year - 45)

    def _badbirth(self) -> str:
        return str(self.date.year - 45 + self.chance.choice((-10, -3, -2, -1, 1, 2, 3, 10)))

    def _badyr(self) -> str:
        return str(self.date.year + self.chance.choice((-3, -2, -1, 1, 2, 3)))

    def _other(self) -> dt.date:
        """Another day: a few days off, or the same day of another month or year."""
        roll = self.chance.random()
        if roll < 0.6:
            return self.date + dt.timedelta(self.chance.choice((-1, 1)) * self.chance.randint(1, 12))
        if roll < 0.8:
            return self.date.replace(day=min(self.date.day, 28), month=self.date.month % 12 + 1)
        return self.date.replace(day=min(self.date.day, 28), year=self.date.year - 1)


def _long(day: dt.date) -> str:
    return f"{day.day} {_month(day)}"


def _american(day: dt.date) -> str:
    # The comma after the year is dropped again where punctuation follows.
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year},"


def _month(day: dt.date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.year}"


def _written(chance: random.Random, day: dt.date, *, year: bool = False) -> str:
    """A claim's wording of a day; the year may be left out unless it is what differs."""
    month = _MONTHS[day.month - 1]
    full = [_long(day), _american(day), f"{_WEEKDAYS[day.weekday()]}, {_long(day)},"]
    brief = [] if year else [f"{day.day} {month}", f"{month} {day.day}"]
    return chance.choice(full + full + brief)


# ---------------------------------------------------------------------------------------------------------------------
# Templates


@dataclass(frozen=True, slots=True)
class Template:
    """Wordings of one sentence, and the claims it settles either way or not at all.

    Attributes:
        pair: Two sets of opposite verbs; `{v}` is drawn from one of them, which one is left to chance.
    """

    sentences: tuple[str, ...]
    true: tuple[str, ...]
    false: tuple[str, ...]
    unknown: tuple[str, ...]
    pair: tuple[tuple[str, ...], tuple[str, ...]] = field(default=(("did",), ("did not",)))


_DECISIONS = (
    Template(
        pair=(("approved", "backed", "passed"), ("rejected", "turned down", "voted down")),
        sentences=(
            "The {b} of {t} {v} the {law} {x:on} after a debate [that lasted|lasting] {n} hours.",
            "After {n} hours of debate, the {b} of {t} {v} the {law} put forward by {p} {x:on}.",
            "The {law}, which had divided {t} for years, was {v} by the {b} there {x:on} after {n} hours of debate.",
        ),
        true=(
            "The {law} was {v:say} by the {b} of {t}.",
            "The {b} in {t} {v:say} the {law} {x:say}.",
            "Members of the {b} debated the {law} for {n} hours.",
        ),
        false=(
            "The {law} was {v:opp} by the {b} of {t}.",
            "The {b} of {t} {v:opp} the {law} {x:say}.",
            "The {b} of {t} {v:say} the {law} {x:bad}.",
            "It was the {b:bad} that {v:say} the {law}.",
            "The debate on the {law} lasted {n:bad} hours.",
        ),
        unknown=(
            "The {b} of {t} {v:say} the {law:bad} {x:say}.",
            "The {b} of {t} unanimously {v:say} the {law}.",
            "The debate on the {law} in {t} was [broadcast live|held behind closed doors].",
            "The {law} was {v:say} against the wishes of {q}.",
        ),
    ),
    Template(
        pair=(("approved", "cleared"), ("blocked", "prohibited")),
        sentences=(
            "Regulators in {c} {v} the takeover of {f} by {g} {x:on}, [ending|closing] an inquiry opened {w:inmonth}.",
            "The inquiry that was opened {w:inmonth} has ended: {x:on} regulators in {c} {v} the takeover of {f} by {g}.",
        ),
        true=(
            "The takeover of {f:say} by {g:say} was {v:say} by regulators in {c}.",
            "Regulators {v:say} {g:say}'s takeover of {f:say} {x:say}.",
            "The inquiry into the takeover of {f:say} began {w:saymonth}.",
        ),
        false=(
            "The takeover of {f:say} by {g:say} was {v:opp} by regulators in {c}.",
            "Regulators in {c} {v:opp} {g:say}'s takeover of {f:say}.",
            "The inquiry into the takeover of {f:say} began {w:badmonth}.",
            "Regulators in {c} {v:say} the takeover of {f:say} by {g:say} {x:bad}.",
            "The takeover of {f:say} by {g:say} was {v:say} by regulators in {d}.",
        ),
        unknown=(
            "Regulators in {d} also {v:say} the takeover of {f:say} by {g:say}.",
            "The inquiry into the takeover of {f:say} by {g:say} began {w:exact}.",
            "{g:say} completed its takeover of {f:say}.",
            "The takeover of {f:say} by {g:say} is worth {money}.",
        ),
    ),
    Template(
        pair=(("renewed", "extended"), ("revoked", "withdrew")),
        sentences=(
            "{ag} {v} the operating licence of {f} {x:on}, although {p}, its chief inspector, had advised against it.",
            "Although {p}, the chief inspector, had advised against it, {ag} {v} {f}'s operating licence {x:on}.",
        ),
        true=(
            "{ag} {v:say} {f:say}'s operating licence {x:say}.",
            "{p:say} had advised {ag} against the step.",
            "{ag} did not follow the advice of {p}.",
        ),
        false=(
            "{ag} {v:opp} {f:say}'s operating licence {x:say}.",
            "{ag} {v:say} {f:say}'s operating licence {x:bad}.",
            "{p:say} had been in favour of the step that {ag} took.",
            "{ag:bad} {v:say} the operating licence of {f:say}.",
        ),
        unknown=(
            "{ag} {v:say} {g:say}'s operating licence {x:say}.",
            "{f:say} had asked {ag} for a decision {w:exact}.",
            "{p:say} inspected the premises of {f:say} {w:exact}.",
            "{p:say} resigned after {ag} {v:say} the licence of {f:say}.",
        ),
    ),
    Template(
        sentences=(
            "{ag} did not extend the licence of {f} {x:on}, [although|even though] {p}, its inspector, had recommended it.",
            "Against the recommendation of its inspector, {p}, {ag} decided {x:on} not to extend {f}'s licence.",
        ),
        true=(
            "The licence of {f:say} was not extended by {ag}.",
            "{p:say} was in favour of extending {f:say}'s licence.",
            "{ag} refused {f:say} an extension of its licence {x:say}.",
        ),
        false=(
            "{ag} extended the licence of {f:say} {x:say}.",
            "{p:say} advised {ag} against extending {f:say}'s licence.",
            "{f:say}'s licence was extended, as {p:say} had recommended.",
            "{ag:bad} refused to extend the licence of {f:say}.",
        ),
        unknown=(
            "{f:say} will appeal against the decision of {ag}.",
            "{ag} did not extend the licence of {g:say}.",
            "The licence of {f:say} was not extended because of safety problems.",
            "{f:say}'s licence had been extended once before, {w:saymonth}.",
        ),
    ),
    Template(
        pair=(("raised", "increased"), ("cut", "lowered")),
        sentences=(
            "The central bank of {c} {v} its main interest rate {x:on} for the {o} time this year.",
            "For the {o} time this year, {c}'s central bank {v} its main interest rate {x:on}, its governor {p} said.",
        ),
        true=(
            "The main interest rate in {c} was {v:say} by the central bank {x:say}.",
            "{c}'s central bank {v:say} its main interest rate for the {o} time this year.",
            "{c}'s central bank changed its main interest rate.",
        ),
        false=(
            "The main interest rate in {c} was {v:opp} by the central bank {x:say}.",
            "{c}'s central bank {v:opp} its main interest rate {x:say}.",
            "{c}'s central bank {v:say} its main interest rate for the {o:bad} time this year.",
            "The central bank of {c} left its main interest rate unchanged {x:say}.",
            "The central bank of {c} {v:say} its main interest rate {x:bad}.",
        ),
        unknown=(
            "The central bank of {d} {v:say} its main interest rate {x:say}.",
            "{c}'s central bank {v:say} its main interest rate because of rising food prices.",
            "The central bank of {c} will next meet {z:exact}.",
            "The central bank of {c} {v:say} its main interest rate by a quarter of a point.",
        ),
    ),
    Template(
        pair=(("banned", "prohibited"), ("allowed", "permitted")),
        sentences=(
            "{c} {v} the import of {prod} from {d} {x:on}, [three weeks|a month] after [talks|a meeting] in {t}.",
            "After weeks of talks in {t}, the import of {prod} from {d} was {v} by {c} {x:on}.",
        ),
        true=(
            "{c} {v:say} imports of {prod} from {d}.",
            "Imports of {prod} from {d} were {v:say} by {c} {x:say}.",
            "It was {c}, not {d}, that {v:say} the imports of {prod}.",
        ),
        false=(
            "{c} {v:opp} imports of {prod} from {d} {x:say}.",
            "{d} {v:say} imports of {prod} from {c}.",
            "Imports of {prod} from {d} were {v:say} by {e}.",
            "It was {d}, not {c}, that {v:say} the imports of {prod}.",
            "{c} {v:say} the import of {prod} from {d} {x:bad}.",
        ),
        unknown=(
            "{c} {v:say} imports of {prod:bad} from {d}.",
            "{c} {v:say} imports of {prod} from {e}.",
            "{d} [criticised|welcomed] the decision of {c} on {prod}.",
            "{c} bought {prod} worth {money} from {d} last year.",
        ),
    ),
    Template(
        pair=(("survived", "won"), ("lost",)),
        sentences=(
            "{p} {v} a confidence vote in the {b} of {t} {x:on} that had been called by {q}, a former ally.",
            "{p}, the {office} of {t}, {v} a confidence vote called by {q} in the {b} {x:on}.",
        ),
        true=(
            "{p:say} {v:say} a confidence vote {x:say}.",
            "{q:say} had called the confidence vote on {p:say}.",
            "The {b} of {t} held a confidence vote on {p}.",
        ),
        false=(
            "{p:say} {v:opp} a confidence vote {x:say}.",
            "{q:say} {v:say} a confidence vote called by {p:say}.",
            "{p:say} {v:say} the confidence vote {x:bad}.",
            "The confidence vote on {p:say} had been called by {r}.",
        ),
        unknown=(
            "{p:say} {v:say} the confidence vote by {n} votes.",
            "{q:say} wants to become {office} of {t}.",
            "{q:say} {v:say} a confidence vote {w:saymonth}.",
            "{p:say} faced a confidence vote for the {o} time.",
        ),
    ),
    Template(
        pair=(("convicted",), ("acquitted", "cleared")),
        sentences=(
            "A court in {t} {v} {p} of {deed} {x:on}, two years after {q}, a former colleague, had filed a complaint.",
            "{p}, who had been reported by a former colleague, {q}, was {v} of {deed} by a court in {t} {x:on}.",
        ),
        true=(
            "{p:say} was {v:say} of {deed}.",
            "A court in {t} {v:say} {p} {x:say}.",
            "{q:say} used to be a colleague of {p:say}.",
        ),
        false=(
            "{p:say} was {v:opp} of {deed}.",
            "A court in {u} {v:say} {p:say} of {deed}.",
            "It was {q:say} who was {v:say} of {deed} by a court in {t}.",
            "{p:say} was {v:say} of {deed} {x:bad}.",
            "The case began when {p:say} reported {q:say}.",
        ),
        unknown=(
            "{p:say} was also {v:say} of {deed:bad}.",
            "{q:say} gave evidence at the trial of {p:say}.",
            "Prosecutors will appeal against the ruling on {p:say}.",
            "The trial of {p:say} in {t} had begun {w:saymonth}.",
        ),
    ),
)

_PLACES = (
    Template(
        pair=(("reopened",), ("closed", "shut")),
        sentences=(
            "The {s} in {t}, [run|operated] by {f}, {v} {x:on} following a decision by the {b}.",
            "Following a decision by the {b}, the {s} in {t}, which is run by {f}, {v} {x:on}.",
        ),
        true=(
            "The {s} in {t} {v:say} {x:say}.",
            "{f:say} runs the {s} in {t}.",
            "{t}'s {s}, which is operated by {f:say}, {v:say}.",
        ),
        false=(
            "The {s} in {t} {v:opp} {x:say}.",
            "The {s} in {t} {v:say} {x:bad}.",
            "The {s} in {t} is run by {g}.",
            "The {s} {v:say} following a decision by the {b:bad}.",
        ),
        unknown=(
            "The {s} in {t} {v:say} at the request of {p}.",
            "The {s:bad} in {t} {v:say} {x:say}.",
            "{f:say} has run the {s} in {t} since {v0:yr}.",
            "The {s} in {t} had been renovated {w:saymonth}.",
        ),
    ),
    Template(
        sentences=(
            "The {s} in {t} will [remain|stay] closed until {z:d} while its wiring is replaced, the {b} said {x:on}.",
            "Visitors to the {s} in {t} must wait: work on the wiring means it will stay closed until {z:d}.",
        ),
        true=(
            "The {s} in {t} [is to|will] stay shut until {z:dsay}.",
            "The closure of the {s} in {t} is due to work on the wiring.",
            "The {s} in {t} is closed because of work on the wiring, not because of a strike.",
            "The {s} in {t} is currently not open.",
        ),
        false=(
            "The {s} in {t} [is to|will] stay shut until {z:dbad}.",
            "The {s} in {t} is open again.",
            "The {s} in {t} is closed because of a strike.",
            "The {s} in {t} is closed because of a strike, not because of work on the wiring.",
        ),
        unknown=(
            "The new wiring of the {s} in {t} will cost {money}.",
            "The wiring of the {s} in {t} was damaged by a storm.",
            "The {s:bad} in {t} will stay closed until {z:dsay}.",
            "{f:say} is replacing the wiring of the {s} in {t}.",
        ),
    ),
    Template(
        sentences=(
            "The {s} in {t} [reopened|opened its doors again] {x:on}, {n} months after a fire had forced it to close.",
            "Closed for {n} months after a fire, the {s} in {t} [welcomed visitors again|reopened] {x:on}.",
        ),
        true=(
            "The {s} in {t} is open again after a fire.",
            "A fire had led to the closure of the {s} in {t}.",
            "The reopening of the {s} took place {x:say}.",
            "The {s} in {t} was shut for {n} months.",
        ),
        false=(
            "It was a flood that had led to the closure of the {s} in {t}.",
            "The {s} in {t} was shut for {n:bad} months.",
            "The reopening of the {s} took place {x:bad}.",
            "The {s} in {t} is still closed after the fire.",
        ),
        unknown=(
            "The fire at the {s} in {t} was caused by a faulty cable.",
            "The rebuilding of the {s} in {t} cost {money}.",
            "{p} was at the reopening of the {s} in {t}.",
            "The {s} in {t} will be extended next year.",
        ),
    ),
    Template(
        sentences=(
            "The {s} in {t}, which was to have opened {w:on}, is still unfinished, and {f}, the builder, expects to open it {z:on}.",
            "{f}, which is building the {s} in {t}, missed the opening planned for {w:d} and now expects to open it {z:on}.",
        ),
        true=(
            "The opening of the {s} in {t} has been delayed.",
            "The {s} in {t} was originally due to open {w:say}.",
            "The opening of the {s} [is now planned for|will be on] {z:dsay}.",
            "{f:say} is the builder of the {s} in {t}.",
        ),
        false=(
            "The {s} in {t} opened {w:exact}, as planned.",
            "The {s} in {t} was built by {g}.",
            "The opening of the {s} [is now planned for|will be on] {z:dbad}.",
            "The {s} in {t} was originally due to open {w:bad}.",
        ),
        unknown=(
            "The {s} in {t} opened {z:exact}.",
            "{f:say} was fined for the late opening of the {s}.",
            "The delay at the {s} in {t} has cost {f:say} {money}.",
            "The opening of the {s} in {t} was delayed by a lack of steel.",
        ),
    ),
    Template(
        pair=(("resumed", "restarted"), ("suspended", "halted")),
        sentences=(
            "{f} {v} [flights|its service] between {t} and {u} {x:on}, [a week|ten days] after a storm [damaged|hit] the coast.",
            "A week after a storm hit the coast, {f} {v} its service between {t} and {u} {x:on}, {p}, its {role}, said.",
        ),
        true=(
            "{f:say} {v:say} services between {t} and {u} {x:say}.",
            "Services between {u} and {t} were {v:say} by {f:say}.",
            "It was {f:say}, not {g:say}, that {v:say} services between {t} and {u}.",
        ),
        false=(
            "{f:say} {v:opp} services between {t} and {u} {x:say}.",
            "{f:say} {v:say} services between {t} and {u} {x:bad}.",
            "It was {g:say}, not {f:say}, that {v:say} the services from {t}.",
            "It was {g:say} that {v:say} services between {t} and {u}.",
            "Services between {t} and {u} were {v:opp} by {f:say} {x:say}.",
        ),
        unknown=(
            "{g:say} {v:say} services between {t} and {u} as well.",
            "{f:say} {v:say} services between {t} and {tt} {x:say}.",
            "{n2} passengers a day use the service between {t} and {u}.",
            "The storm damaged property of {f:say} in {u}.",
        ),
    ),
    Template(
        sentences=(
            "Residents of {t} were allowed to return to their homes {x:on}, {n} days after a gas leak at {f}.",
            "{n:cap} days after a gas leak at {f}, people from {t} were allowed back into their homes {x:on}.",
        ),
        true=(
            "People from {t} were permitted to go home {x:say}.",
            "There was a gas leak at {f:say}.",
            "People in {t} could not go home for {n} days after the gas leak.",
        ),
        false=(
            "People from {t} are still not allowed to go home.",
            "The gas leak was at {g}.",
            "People from {t} were permitted to go home {x:bad}.",
            "People from {t} were allowed back {n:bad} days after the gas leak.",
        ),
        unknown=(
            "{n2} residents of {t} had to leave their homes.",
            "{f:say} will pay compensation to residents of {t}.",
            "The gas leak at {f:say} was caused by a broken valve.",
            "{n} residents of {t} were treated in hospital after the gas leak.",
        ),
    ),
    Template(
        pair=(("issued",), ("lifted",)),
        sentences=(
            "The weather service of {c} {v} a flood warning for {t} {x:on}, [hours|a day] after {p} had visited the river.",
            "A flood warning for {t} was {v} {x:on} by the weather service of {c}, which also spoke of strong winds in {u}.",
        ),
        true=(
            "{c}'s weather service {v:say} a flood warning for {t} {x:say}.",
            "A flood warning for {t} was {v:say}.",
        ),
        false=(
            "{c}'s weather service {v:opp} a flood warning for {t} {x:say}.",
            "{t} had a flood warning {v:opp} by {c}'s weather service on {x:dsay}.",
            "A flood warning for {t} was {v:say} {x:bad}.",
            "The flood warning for {t} was {v:say} by the weather service of {d}.",
        ),
        unknown=(
            "A flood warning for {u} was {v:say} {x:say}.",
            "{n2} people in {t} were told to leave their homes.",
            "The river in {t} reached its highest level {x:say}.",
            "A storm warning for {t} was {v:say} {x:say}.",
        ),
    ),
)

_EVENTS = (
    Template(
        sentences=(
            "The {ev} in {t}, originally planned for {y:d}, has been [postponed|put off] to {z:d} because of {reason}.",
            "Because of {reason}, the {ev} in {t} will not be held {y:on} but {z:on}, {p} of the organising team said.",
        ),
        true=(
            "The {ev} in {t} has been delayed until {z:dsay}.",
            "The new date for the {ev} is {z:dsay}.",
            "The {ev} in {t} was originally to take place {y:say}.",
            "The postponement of the {ev} is due to {reason}.",
        ),
        false=(
            "The {ev} in {t} will go ahead {y:exact} as planned.",
            "The new date for the {ev} is {z:dbad}.",
            "The {ev} in {t} was originally to take place {y:bad}.",
            "The {ev} in {t} has been cancelled and will not be held at a later date.",
            "The {ev} was put off because of {reason:bad}.",
        ),
        unknown=(
            "Tickets for the {ev} in {t} remain valid.",
            "The {ev} in {t} took place {z:exact}.",
            "The {ev} had been put off once before.",
            "The {ev:bad} in {t} has been put off until {z:dsay}.",
        ),
    ),
    Template(
        sentences=(
            "The {ev} in {t}, which was to [open|begin] {y:on}, has been cancelled because of {reason}, the organisers said {x:on}.",
            "There will be no {ev} in {t} this year: {reason} forced {p}, the organiser, to [cancel it|call it off] {x:on}.",
        ),
        true=(
            "The {ev} in {t} has been called off.",
            "{reason:cap} led to the cancellation of the {ev}.",
            "The {ev} in {t} will not take place.",
        ),
        false=(
            "The {ev} in {t} will go ahead despite {reason}.",
            "The {ev} in {t} has only been postponed and will be held later this year.",
            "The {ev} in {t} was cancelled {x:bad}.",
            "The organisers of the {ev} in {t} decided against cancelling it.",
        ),
        unknown=(
            "Those who bought tickets for the {ev} will get their money back.",
            "The {ev:bad} in {t} has been called off.",
            "The cancellation of the {ev} cost its organisers {money}.",
            "The {ev} in {t} was cancelled once before, {w:saymonth}.",
        ),
    ),
    Template(
        sentences=(
            "Despite {reason}, the {ev} in {t} will go ahead {z:on} as planned, {p} of the organising team said {x:on}.",
            "{p}, who organises the {ev} in {t}, said {x:on} that it would be held {z:on} as planned despite {reason}.",
        ),
        true=(
            "The {ev} in {t} is still planned for {z:dsay}.",
            "{p:say} said that the {ev} would be held {z:say}.",
            "The {ev} in {t} has not been called off.",
        ),
        false=(
            "The {ev} in {t} has been called off because of {reason}.",
            "The {ev} in {t} [is planned for|will be on] {z:dbad}.",
            "{p:say} said that the {ev} had been postponed.",
        ),
        unknown=(
            "The {ev} in {t} was held {z:exact}.",
            "{q} said that the {ev} would be held {z:say}.",
            "The {ev} in {t} is sold out.",
            "The {ev} in {t} was postponed last year.",
        ),
    ),
    Template(
        sentences=(
            "The {ev} in {t} will run from {y:d} to {z:d}, with {p} as its new director, the organisers [said|announced] {x:on}.",
            "With {p} as its new director, this year's {ev} in {t} is to start {y:on} and end {z:on}.",
        ),
        true=(
            "The {ev} in {t} [is due to|will] start {y:say}.",
            "The last day of the {ev} is to be {z:dsay}.",
            "{p:say} is the new director of the {ev}.",
            "The {ev} in {t} will last until {z:dsay}.",
        ),
        false=(
            "The {ev} in {t} [is due to|will] start {y:bad}.",
            "The {ev} in {t} will last until {z:dbad}.",
            "{q} is the new director of the {ev}.",
            "The {ev} in {t} is not due to start until {z:dsay}.",
        ),
        unknown=(
            "The {ev} in {t} started {y:exact}.",
            "{p:say} will give a speech at the {ev} {y:say}.",
            "{n2} exhibitors will be at the {ev} in {t}.",
            "{p:say} succeeded {q} as director of the {ev}.",
        ),
    ),
    Template(
        sentences=(
            "The {ev} in {t} has been brought forward from {z:d} to {y:d} so that {p} can [take part|attend].",
            "So that {p} can attend, the {ev} in {t} will begin {y:on} instead of {z:on}.",
        ),
        true=(
            "The {ev} in {t} will be held earlier than first planned.",
            "The {ev} in {t} [is now planned for|will be on] {y:dsay}.",
            "The {ev} in {t} was first planned for {z:dsay}.",
        ),
        false=(
            "The {ev} in {t} will be held later than first planned.",
            "The {ev} in {t} [is now planned for|will be on] {y:dbad}.",
            "The {ev} in {t} was moved so that {q} can attend.",
            "The {ev} in {t} has been put back to {z:dsay}.",
        ),
        unknown=(
            "The {ev} in {t} was held {y:exact}.",
            "{p:say} attended the {ev} in {t}.",
            "{p:say} had asked for the {ev} to be moved.",
            "{q} cannot attend the {ev} in {t} {y:say}.",
        ),
    ),
    Template(
        sentences=(
            "While {p} opened the {ev} in {t} {x:on}, {q} was in {u} for talks with the {b}.",
            "{p} opened the {ev} in {t} {x:on} in place of {q}, who was in {u} for talks with the {b}.",
        ),
        true=(
            "The {ev} in {t} was opened by {p}.",
            "{q} was in {u} to meet the {b}.",
            "It was {p:say}, not {q:say}, who opened the {ev} in {t}.",
            "{q:say} was not in {t} for the opening of the {ev}.",
            "{p:say} opened the {ev} {x:say}.",
        ),
        false=(
            "The {ev} in {t} was opened by {q}.",
            "It was {q:say}, not {p:say}, who opened the {ev} in {t}.",
            "It was {p} who was in {u} for talks with the {b}.",
            "{p:say} opened the {ev} {x:bad}.",
            "{q:say} was in {t} for the opening of the {ev}.",
        ),
        unknown=(
            "{q:say}'s talks in {u} ended without a result.",
            "{p:say} closed the {ev} in {t}.",
            "{q:say} opened the {ev} last year.",
            "{q:say} and the {b} talked about the {law}.",
        ),
    ),
    Template(
        sentences=(
            "{p} stood in for {q}, who was ill, at the opening of the {s} in {t} {x:on}.",
            "As {q} was ill, it was {p} who cut the ribbon at the opening of the {s} in {t} {x:on}.",
        ),
        true=(
            "{p:say} took the place of {q:say} at the opening of the {s}.",
            "Illness kept {q:say} from the opening of the {s} in {t}.",
            "The {s} in {t} was opened {x:say}.",
        ),
        false=(
            "{q:say} took the place of {p:say} at the opening of the {s}.",
            "{q:say} was at the opening of the {s} in {t}.",
            "{r} stood in for {q:say} at the opening of the {s}.",
            "The {s} in {t} was opened {x:bad}.",
            "Illness kept {p:say} from the opening of the {s} in {t}.",
        ),
        unknown=(
            "{q:say} was in hospital when the {s} in {t} was opened.",
            "{p:say} also gave a speech in {u}.",
            "The building of the {s} in {t} cost {money}.",
            "{q:say} had asked {p:say} to open the {s} in {t}.",
        ),
    ),
    Template(
        sentences=(
            "The {ev}, held in {t} for the past {n} years, will move to {u} {z:inmonth}, {p} of the organising team said {x:on}.",
            "After {n} years in {t}, the {ev} will be held in {u} {z:inmonth}, according to {p}, its director.",
        ),
        true=(
            "The {ev} [is to|will] move from {t} to {u}.",
            "The {ev} in {u} is planned for {z:month}.",
            "{t} has been home to the {ev} for {n} years.",
        ),
        false=(
            "The {ev} [is to|will] move from {u} to {t}.",
            "The {ev} will stay in {t}.",
            "The {ev} in {u} is planned for {z:badm}.",
            "{t} has been home to the {ev} for {n:bad} years.",
        ),
        unknown=(
            "The {ev} in {u} will begin {z:exact}.",
            "The {ev} was held in {u} {z:saymonth}.",
            "{u} paid {money} for the {ev}.",
            "The {ev} is leaving {t} because of {reason}.",
        ),
    ),
)

_FIRMS = (
    Template(
        sentences=(
            "{f} sued {g} {cause} {x:on}, asking a court in {t} for {money} in damages.",
            "{g} was sued {cause} {x:on} by {f}, which is asking a court in {t} for {money} in damages.",
        ),
        true=(
            "{f:say} [took legal action|filed a lawsuit] against {g:say} {cause}.",
            "{g:say} was taken to court by {f:say}.",
            "{f:say} wants {money} from {g:say}.",
            "The lawsuit against {g:say} was filed {x:say}.",
        ),
        false=(
            "{g:say} filed a lawsuit against {f:say} {cause}.",
            "{f:say} was sued by {g:say}.",
            "The lawsuit against {g:say} was filed by {h}.",
            "{f:say} filed its lawsuit against {g:say} with a court in {u}.",
            "{f:say} is asking {g:say} for {money:bad}.",
            "The lawsuit against {g:say} was filed {x:bad}.",
        ),
        unknown=(
            "{g:say} rejects the claims of {f:say}.",
            "A court in {t} ordered {g:say} to pay {f:say} {money}.",
            "{f:say} also sued {h} {cause}.",
            "The court in {t} will hear the case of {f:say} against {g:say} {z:say}.",
        ),
    ),
    Template(
        sentences=(
            "{f} [bought|acquired] {g} from {h} for {money} {x:on}, [its {o} purchase|the {o} deal of its kind] this year.",
            "{h} sold {g} to {f} for {money} {x:on}, in a deal that {p}, its {role}, called long overdue.",
        ),
        true=(
            "{g:say} was sold by {h:say} to {f:say}.",
            "{f:say} is the new owner of {g:say}.",
            "{f:say} paid {money} for {g:say}.",
            "{g:say} no longer belongs to {h:say}.",
        ),
        false=(
            "{g:say} bought {f:say} from {h:say}.",
            "{f:say} sold {g:say} to {h:say}.",
            "{f:say} paid {money:bad} for {g:say}.",
            "{g:say} still belongs to {h:say}.",
            "{f:say} acquired {g:say} {x:bad}.",
        ),
        unknown=(
            "{f:say} plans to cut jobs at {g:say}.",
            "{h:say} had bought {g:say} {v0:inyear}.",
            "{f:say} took on debt to pay for {g:say}.",
            "{h:say} made a profit on the sale of {g:say}.",
        ),
    ),
    Template(
        sentences=(
            "{f} has agreed to buy {g} for {money}, in a deal that is due to be completed {z:on}.",
            "The purchase of {g} by {f} for {money}, agreed {x:on}, is due to be completed {z:inmonth}.",
        ),
        true=(
            "{g:say} [is to|will] be taken over by {f:say}.",
            "{f:say} [is to|will] pay {money} for {g:say}.",
            "The purchase of {g:say} [is due to|will] be completed {z:saymonth}.",
        ),
        false=(
            "{f:say} [is to|will] be taken over by {g:say}.",
            "{f:say} [is to|will] pay {money:bad} for {g:say}.",
            "The purchase of {g:say} [is due to|will] be completed {z:badmonth}.",
            "{f:say} has refused to buy {g:say}.",
        ),
        unknown=(
            "{f:say} completed the purchase of {g:say} {z:saymonth}.",
            "Regulators have approved the purchase of {g:say} by {f:say}.",
            "{f:say} was the only bidder for {g:say}.",
            "{p} will run {g:say} once it belongs to {f:say}.",
        ),
    ),
    Template(
        sentences=(
            "{f}, which had sold {prod} in {c} until {w:month}, no longer does business there, {p}, its {role}, said {x:on}.",
            "{p}, the {role} of {f}, said {x:on} that the firm, which sold {prod} in {c} until {w:month}, no longer did so.",
        ),
        true=(
            "{f:say} used to sell {prod} in {c}.",
            "{f:say} has stopped selling {prod} in {c}.",
            "Until {w:month}, customers in {c} could buy {prod} from {f:say}.",
            "{p:say} is {role} of {f:say}.",
        ),
        false=(
            "{f:say} still sells {prod} in {c}.",
            "{f:say} stopped selling {prod} in {c} in {w:badm}.",
            "{q} is {role} of {f:say}.",
            "{f:say} has never sold {prod} in {c}.",
        ),
        unknown=(
            "{f:say} stopped selling {prod} in {c} because of sanctions.",
            "{f:say} no longer does business in {d}.",
            "{f:say} plans to return to {c} {z:saymonth}.",
            "{f:say} stopped selling {prod} in {c} {w:exact}.",
        ),
    ),
    Template(
        sentences=(
            "The {b} gave {f} until {z:d} to remove chemical waste from [its|the] site near {t}.",
            "{f} has until {z:d} to remove chemical waste from its site near {t}, the {b} [decided|ruled] {x:on}.",
        ),
        true=(
            "{f:say} must clear waste from its site near {t} by {z:dsay}.",
            "The deadline for {f:say} ends {z:say}.",
            "The {b} set {f:say} a deadline.",
        ),
        false=(
            "{f:say} must clear the waste by {z:dbad}.",
            "{f:say} set the {b} a deadline.",
            "It was {g} that was given a deadline by the {b} to remove the waste near {t}.",
            "The {b} set {f:say} no deadline for removing the waste.",
        ),
        unknown=(
            "{f:say} removed the waste from its site near {t} {z:exact}.",
            "{f:say} will be fined {money} if it misses the deadline.",
            "The {b} also set {g} a deadline.",
            "The site of {f:say} near {t} was searched {w:exact}.",
        ),
    ),
    Template(
        sentences=(
            "{f} failed to file its annual report by {w:d}, as required, and {ag} has now extended the deadline to {z:d}.",
            "After {f} had missed the {w:month} deadline for its annual report, {ag} gave the firm until {z:d}.",
        ),
        true=(
            "{f:say} did not file its annual report on time.",
            "The new deadline for {f:say}'s annual report is {z:dsay}.",
            "{ag} gave {f:say} more time for its annual report.",
        ),
        false=(
            "{f:say} filed its annual report on time.",
            "The new deadline for {f:say}'s annual report is {z:dbad}.",
            "{ag} refused to give {f:say} more time.",
            "{ag:bad} gave {f:say} more time for its annual report.",
        ),
        unknown=(
            "{f:say} filed its annual report {z:exact}.",
            "{f:say} blamed its auditor for the delay.",
            "{f:say} had to pay a fine of {money}.",
            "{g} also filed its annual report too late.",
        ),
    ),
    Template(
        sentences=(
            "Workers at {f} in {t} will walk out {z:on} over pay, the union said {x:on} after talks with {p} had failed.",
            "After talks with {p}, the {role}, had failed, the union at {f} in {t} called a strike over pay for {z:d}.",
        ),
        true=(
            "A strike at {f:say} [is planned for|will be on] {z:dsay}.",
            "Talks between the union and {p:say} were unsuccessful.",
            "Workers at {f:say} in {t} want to strike over pay.",
        ),
        false=(
            "A strike at {f:say} [is planned for|will be on] {z:dbad}.",
            "Talks between the union and {p:say} ended in agreement.",
            "The union at {f:say} in {t} has ruled out a strike.",
            "{p:say} and the union reached an agreement.",
        ),
        unknown=(
            "Workers at {f:say} in {t} walked out {z:exact}.",
            "The strike at {f:say} will last {n} days.",
            "The union at {f:say} had asked for {n} percent more pay.",
            "Workers at {f:say} in {u} will join the strike.",
        ),
    ),
    Template(
        sentences=(
            "A strike at {f} in {t} that was to begin {y:on} was called off {x:on} after the firm raised its offer to {n} percent.",
            "After {f} had raised its offer to {n} percent, the union called off a strike in {t} that was to begin {y:on}.",
        ),
        true=(
            "The strike at {f:say} in {t} will not take place.",
            "{f:say} improved its offer to {n} percent.",
            "The strike at {f:say} had been planned for {y:dsay}.",
        ),
        false=(
            "The strike at {f:say} in {t} began {y:exact}.",
            "{f:say} improved its offer to {n:bad} percent.",
            "{f:say} refused to improve its offer.",
            "The strike at {f:say} had been planned for {y:dbad}.",
        ),
        unknown=(
            "Workers at {f:say} in {t} voted to accept the offer.",
            "The first offer of {f:say} had been {n2} cents an hour.",
            "A strike at {g} in {t} was called off as well.",
            "{p} led the talks for {f:say}.",
        ),
    ),
    Template(
        sentences=(
            "{f} was founded in {t} in {v0:yr} and moved its headquarters to {u} in {w:yr}, where {p} is now its {role}.",
            "Founded in {t} in {v0:yr}, {f} has had its headquarters in {u} since {w:yr}, and {p} is its {role}.",
        ),
        true=(
            "{f:say} was established in {t}.",
            "{f:say} has been based in {u} since {w:yr}.",
            "{f:say} was founded in {v0:yr}.",
            "{p:say} is {role} of {f:say}.",
        ),
        false=(
            "{f:say} was founded in {u}.",
            "{f:say} has been based in {t} since {w:yr}.",
            "{f:say} was founded in {v0:badyr}.",
            "{f:say} was founded in {w:yr}.",
            "{q} is {role} of {f:say}.",
        ),
        unknown=(
            "{f:say} was founded in {t} in {v0:month}.",
            "{f:say} moved to {u} {w:exact}.",
            "{f:say} was founded by {q}.",
            "{f:say} had {n2} workers when it moved to {u}.",
        ),
    ),
    Template(
        sentences=(
            "{f} plans to open a plant in {t} {z:inmonth} and to close its plant in {u}, {p}, its {role}, said {x:on}.",
            "{p}, the {role} of {f}, said {x:on} that its plant in {u} would close and that a new one in {t} was to open {z:inmonth}.",
        ),
        true=(
            "A new plant of {f:say} is to open in {t}.",
            "{f:say} intends to shut its plant in {u}.",
            "The opening of {f:say}'s plant in {t} is planned for {z:month}.",
        ),
        false=(
            "A new plant of {f:say} is to open in {u} and the one in {t} is to close.",
            "{f:say} intends to keep its plant in {u}.",
            "The opening of {f:say}'s plant in {t} is planned for {z:badm}.",
            "{f:say} has given up its plan to open a plant in {t}.",
        ),
        unknown=(
            "{f:say} will open its plant in {t} {z:exact}.",
            "{f:say} opened its plant in {t} {z:saymonth}.",
            "{f:say} closed its plant in {u} {z:saymonth}.",
            "Workers from {u} will be offered jobs at {f:say}'s plant in {t}.",
        ),
    ),
    Template(
        sentences=(
            "A court in {t} ruled {x:on} that {f} must pay {g} {money}, [dismissing|rejecting] the counterclaim of {f}.",
            "{f} must pay {g} {money}, a court in {t} ruled {x:on}, {n} months after the first hearing.",
        ),
        true=(
            "{f:say} was ordered to pay {g:say} {money}.",
            "{g:say} won {money} from {f:say} in court.",
            "The ruling of the court in {t} came {x:say}.",
        ),
        false=(
            "{g:say} was ordered to pay {f:say} {money}.",
            "{f:say} was ordered to pay {g:say} {money:bad}.",
            "The ruling against {f:say} came from a court in {u}.",
            "The ruling against {f:say} came {x:bad}.",
            "{f:say} won in court against {g:say}.",
        ),
        unknown=(
            "{f:say} paid {g:say} {money}.",
            "{f:say} will appeal against the ruling.",
            "The dispute between {f:say} and {g:say} was about a trademark.",
            "{g:say} had asked for more than {money}.",
        ),
    ),
    Template(
        sentences=(
            "{f} has ordered {n2} {veh} from {g}, which is to deliver them by {z:d}, {p}, its {role}, said {x:on}.",
            "{g} is to deliver {n2} {veh} to {f} by {z:d} under a contract signed in {t} {x:on}.",
        ),
        true=(
            "{f:say} [is to|will] receive {n2} {veh} from {g:say}.",
            "{n2} {veh} are to be delivered to {f:say} by {z:dsay}.",
            "{g:say} won an order for {veh} from {f:say}.",
        ),
        false=(
            "{g:say} [is to|will] receive {n2} {veh} from {f:say}.",
            "{f:say} ordered {n2:bad} {veh} from {g:say}.",
            "{g:say} has until {z:dbad} to deliver the {veh}.",
            "{f:say} ordered the {n2} {veh} from {h}.",
        ),
        unknown=(
            "{g:say} delivered {n2} {veh} to {f:say} {z:exact}.",
            "{f:say} will pay {money} for the {veh}.",
            "The {veh} for {f:say} will be built in {u}.",
            "{f:say} already has {n2:bad} {veh}.",
        ),
    ),
    Template(
        sentences=(
            "{f} overtook {g} as the largest maker of {prod} in {c} {w:inmonth}, figures from {ag} show.",
            "{g} is no longer the largest maker of {prod} in {c}: {f} overtook it {w:inmonth}, according to {ag}.",
        ),
        true=(
            "{g:say} was overtaken by {f:say} in {c}.",
            "{g:say} used to be the largest maker of {prod} in {c}.",
            "{f:say} became the largest maker of {prod} in {c} {w:saymonth}.",
        ),
        false=(
            "{g:say} overtook {f:say} as the largest maker of {prod} in {c}.",
            "{f:say} became the largest maker of {prod} in {c} {w:badmonth}.",
            "{h} overtook {g:say} as the largest maker of {prod} in {c}.",
            "The figures come from {ag:bad}.",
        ),
        unknown=(
            "{f:say} overtook {g:say} as the largest maker of {prod:bad} in {c}.",
            "{f:say} is also the largest maker of {prod} in {d}.",
            "{f:say} overtook {g:say} {w:exact}.",
            "{g:say} had been the largest maker of {prod} in {c} since {v0:yr}.",
        ),
    ),
    Template(
        sentences=(
            "{f} recalled {prod} sold in {c} from {v1:month} to {w:month} after {ag} had found [traces of lead|faulty labels].",
            "After {ag} had found traces of lead, {f} is recalling {prod} that it sold in {c} from {v1:month} to {w:month}.",
        ),
        true=(
            "A recall of {prod} was announced by {f:say}.",
            "The recall by {f:say} followed findings by {ag}.",
            "{f:say} sold the recalled {prod} in {c}.",
        ),
        false=(
            "{g} is the firm that recalled {prod} after findings by {ag}.",
            "The recall covers {prod} sold from {v1:month} to {w:badm}.",
            "{f:say} refused to recall {prod} in {c}.",
            "The recall covers {prod} that {f:say} sold in {d}.",
        ),
        unknown=(
            "Customers of {f:say} fell ill after using {prod}.",
            "{f:say} also recalled {prod:bad} in {c}.",
            "{g} also recalled {prod} in {c}.",
            "The recall of {prod} will cost {f:say} {money}.",
        ),
    ),
    Template(
        sentences=(
            "Merger talks between {f} and {g} [collapsed|broke down] {x:on}, [weeks|two months] after they had begun in {t}.",
            "{f} and {g} ended their merger talks without a result {x:on}, {p}, the {role} of {f}, said.",
        ),
        true=(
            "Merger talks between {g:say} and {f:say} failed.",
            "{f:say} and {g:say} did not agree on a merger.",
            "The talks between {f:say} and {g:say} ended {x:say}.",
        ),
        false=(
            "{f:say} and {g:say} agreed to merge {x:say}.",
            "The talks between {f:say} and {g:say} ended {x:bad}.",
            "Merger talks between {f:say} and {g:say} ended successfully.",
        ),
        unknown=(
            "The merger talks between {f:say} and {g:say} failed over the price.",
            "{f:say} is now in merger talks with {h}.",
            "{g:say} plans to resume the talks with {f:say} {z:saymonth}.",
            "Merger talks between {g:say} and {h} failed.",
        ),
    ),
    Template(
        sentences=(
            "{f} will stop making {prod} in {t} {z:inmonth}, the firm said {x:on}, and {n2} jobs will go.",
            "{n2} jobs will go in {t}, where {f} is to stop making {prod} {z:inmonth}, {p} said.",
        ),
        true=(
            "{f:say} [is to|will] end the making of {prod} in {t} {z:saymonth}.",
            "{n2} jobs [are to|will] be lost at {f:say} in {t}.",
        ),
        false=(
            "{f:say} [is to|will] end the making of {prod} in {t} {z:badmonth}.",
            "{n2:bad} jobs [are to|will] be lost at {f:say} in {t}.",
            "{f:say} will go on making {prod} in {t}.",
            "{n2} jobs [are to|will] be created at {f:say} in {t}.",
        ),
        unknown=(
            "{f:say} stopped making {prod} in {t} {z:saymonth}.",
            "{f:say} will stop making {prod} in {t} {z:exact}.",
            "{n2} jobs [are to|will] be lost at {f:say} in {u}.",
            "{f:say} will move the making of {prod} to {u}.",
        ),
    ),
    Template(
        sentences=(
            "{f} launched its {o} satellite from {t} {x:on}, after an attempt {w:inmonth} had been called off because of strong winds.",
            "After strong winds had stopped an attempt {w:inmonth}, the {o} satellite of {f} was launched from {t} {x:on}.",
        ),
        true=(
            "The launch of {f:say}'s {o} satellite took place in {t}.",
            "An attempt {w:saymonth} was called off.",
            "Wind was the reason why an earlier launch by {f:say} was called off.",
        ),
        false=(
            "The satellite of {f:say} was launched {x:bad}.",
            "It was the {o:bad} satellite of {f:say}.",
            "The attempt {w:saymonth} was successful.",
            "The {o} satellite of {f:say} has still not been launched.",
        ),
        unknown=(
            "The satellite of {f:say} will be used to watch the weather.",
            "{f:say} plans to launch another satellite {z:saymonth}.",
            "The satellite of {f:say} cost {money}.",
            "The attempt {w:exact} was called off.",
        ),
    ),
)

_PEOPLE = (
    Template(
        sentences=(
            "{p}, who had been {role} of {f} until {w:month}, [joined|moved to] {g} as {role2} {x:on}.",
            "{g} has a new {role2}: {p}, who was {role} of {f} until {w:month}, started {x:on}.",
        ),
        true=(
            "{p:say} used to be {role} of {f:say}.",
            "{p:say} is now {role2} of {g:say}.",
            "{p:say} left the post of {role} of {f:say} in {w:month}.",
            "{p:say} is no longer {role} of {f:say}.",
        ),
        false=(
            "{p:say} is still {role} of {f:say}.",
            "{p:say} left {g:say} for {f:say}.",
            "{p:say} was {role} of {f:say} until {w:badm}.",
            "{p:say} started at {g:say} {x:bad}.",
            "{q} is the new {role2} of {g:say}.",
        ),
        unknown=(
            "{p:say} was dismissed by {f:say}.",
            "{p:say} became {role} of {f:say} in {v0:yr}.",
            "{q} succeeded {p:say} as {role} of {f:say}.",
            "{p:say} will earn more at {g:say} than at {f:say}.",
        ),
    ),
    Template(
        pair=(("hired", "appointed"), ("dismissed", "sacked", "fired")),
        sentences=(
            "{f} {v} {p} as {role} {x:on}, [a week|two days] after the firm had [reported|announced] a loss of {money}.",
            "{p} was {v} as {role} of {f} {x:on}, after the firm had reported a loss of {money}.",
        ),
        true=(
            "{p:say} was {v:say} by {f:say}.",
            "{f:say} {v:say} {p:say} as {role} {x:say}.",
            "It was {p}, not {q}, whom {f:say} {v:say}.",
            "{f:say} reported a loss of {money}.",
        ),
        false=(
            "{p:say} was {v:opp} by {f:say} {x:say}.",
            "{f:say} {v:opp} {p:say} as {role} {x:say}.",
            "It was {q} whom {f:say} {v:say} as {role}.",
            "It was {q}, not {p}, whom {f:say} {v:say}.",
            "{g} {v:say} {p:say} as {role}.",
            "{f:say} {v:say} {p:say} {x:bad}.",
        ),
        unknown=(
            "{f:say} also {v:say} {q}.",
            "{p:say} had worked for {g}.",
            "{f:say} will announce further changes {z:say}.",
            "The loss of {f:say} was its {o} in a row.",
        ),
    ),
    Template(
        sentences=(
            "{p} accused {q} of {deed} {x:on} during a meeting of the {b} in {t}.",
            "At a meeting of the {b} in {t} {x:on}, {q} was accused by {p} of {deed}.",
            "A meeting of the {b} in {t} ended in uproar {x:on} when {p} accused {q} of {deed}.",
        ),
        true=(
            "{q:say} was accused by {p:say} of {deed}.",
            "{p:say} accused {q:say} {x:say}.",
            "{p:say} made an accusation against {q:say} in {t}.",
            "It was {p:say} who accused {q:say}, and not the other way round.",
        ),
        false=(
            "{q:say} accused {p:say} of {deed}.",
            "{p:say} was accused by {q:say} of {deed}.",
            "It was {r} who accused {q:say} of {deed}.",
            "It was {q:say} who accused {p:say}, and not the other way round.",
            "{p:say} accused {q:say} {x:bad}.",
        ),
        unknown=(
            "{q:say} denied {deed}.",
            "{q:say} was charged with {deed}.",
            "{p:say} had accused {q:say} of {deed:bad} {w:saymonth}.",
            "{q:say} left the meeting in {t} early.",
        ),
    ),
    Template(
        sentences=(
            "{p} denied {x:on} that {f} had paid bribes to win a contract for {veh} in {t}.",
            "{p}, the {role} of {f}, denied {x:on} that the firm had paid bribes to win a contract in {t}.",
        ),
        true=(
            "{p:say} denied that {f:say} had paid bribes.",
            "{p:say} rejected the claim that {f:say} had paid bribes for a contract in {t}.",
            "{p:say}'s denial came {x:say}.",
        ),
        false=(
            "{p:say} admitted that {f:say} had paid bribes.",
            "{f:say} paid bribes to win a contract in {t}.",
            "{p:say}'s denial came {x:bad}.",
            "{p:say} confirmed {x:say} that {f:say} had paid bribes for a contract in {t}.",
        ),
        unknown=(
            "{q} denied that {f:say} had paid bribes.",
            "{f:say} is under investigation in {c}.",
            "{f:say} lost the contract in {t}.",
            "{p:say} denied that {g} had paid bribes.",
        ),
    ),
    Template(
        sentences=(
            "{p} [succeeded|replaced] {q} as {role} of {f} {x:on}, after {n} years at {g}.",
            "{q} was [succeeded|replaced] as {role} of {f} {x:on} by {p}, who had spent {n} years at {g}.",
        ),
        true=(
            "{q:say} is no longer {role} of {f:say}.",
            "{p:say} took over from {q:say} at {f:say}.",
            "{p:say} used to work for {g:say}.",
            "{p:say} became {role} of {f:say} {x:say}.",
        ),
        false=(
            "{q:say} took over from {p:say} at {f:say}.",
            "{p:say} was replaced by {q:say} as {role} of {f:say}.",
            "{p:say} became {role} of {f:say} {x:bad}.",
            "{r} succeeded {q:say} as {role} of {f:say}.",
            "{p:say} had spent {n:bad} years at {g:say}.",
        ),
        unknown=(
            "{q:say} had been {role} of {f:say} since {v0:yr}.",
            "{q:say} is moving to {g:say}.",
            "{p:say} was {role} of {g:say}.",
            "{q:say} left {f:say} after a dispute.",
        ),
    ),
    Template(
        sentences=(
            "{p} warned {q} {x:on} not to sign the contract with {f} before the {b} of {t} had met.",
            "{q} was warned by {p} {x:on} not to sign the contract with {f} before the {b} of {t} had met.",
        ),
        true=(
            "{q:say} received a warning from {p:say}.",
            "{p:say} advised {q:say} against signing the contract before the {b} had met.",
            "{p:say} issued the warning {x:say}.",
        ),
        false=(
            "{p:say} received a warning from {q:say} about the contract with {f:say}.",
            "{q:say} warned {p:say} not to sign the contract with {f:say}.",
            "{p:say} urged {q:say} to sign the contract with {f:say} at once.",
            "{p:say} issued the warning {x:bad}.",
        ),
        unknown=(
            "{q:say} signed the contract with {f:say}.",
            "{q:say} ignored the warning of {p:say}.",
            "The {b} of {t} met {x:say}.",
            "The contract with {f:say} is worth {money}.",
        ),
    ),
    Template(
        sentences=(
            "{p} was handed the {prize} by {q} in {t} {x:on}, and the audience applauded for {n} minutes.",
            "In {t} {x:on}, {q} presented the {prize} to {p}, who had been on the shortlist {n} times.",
        ),
        true=(
            "{q:say} gave the {prize} to {p:say}.",
            "{p:say} received the {prize} {x:say}.",
            "The {prize} went to {p:say}, not to {q:say}.",
        ),
        false=(
            "{p:say} presented the {prize} to {q:say}.",
            "The {prize} went to {q:say}, not to {p:say}.",
            "{q:say} received the {prize} from {p:say}.",
            "{p:say} received the {prize} {x:bad}.",
            "The {prize} was presented to {p:say} in {u}.",
            "The prize that {q:say} gave to {p:say} was the {prize:bad}.",
        ),
        unknown=(
            "{q:say} won the {prize} in {v0:yr}.",
            "{p:say} received {money} with the {prize}.",
            "{p:say} thanked {r} in a speech.",
            "{p:say} also received the {prize:bad}.",
        ),
    ),
    Template(
        sentences=(
            "{p} was elected {office} of {t} for the {o} time {x:on}, defeating {q} of the {party}.",
            "{q} of the {party} lost {x:on} to {p}, who was elected {office} of {t} for the {o} time.",
        ),
        true=(
            "{q:say} was defeated by {p:say} in {t}.",
            "{p:say} won the election for {office} of {t}.",
            "{q:say} stood for the {party}.",
            "{p:say}, not {q:say}, was elected {office} of {t}.",
            "{p:say} was elected {office} of {t} for the {o} time.",
        ),
        false=(
            "{q:say} was elected {office} of {t}.",
            "{q:say}, not {p:say}, was elected {office} of {t}.",
            "{p:say} was defeated by {q:say} in {t}.",
            "{p:say} was elected {office} of {t} for the {o:bad} time.",
            "{q:say} stood for the {party:bad}.",
            "{p:say} was elected {x:bad}.",
        ),
        unknown=(
            "{q:say} had stood for {office} of {t} once before.",
            "{p:say} won by {n} percentage points.",
            "{q:say} wants a recount in {t}.",
            "{p:say} will take office {z:exact}.",
        ),
    ),
    Template(
        sentences=(
            "{p} failed to win a majority in {t} {x:on} and will face {q} in a run-off {z:on}.",
            "As no one won a majority in {t} {x:on}, {p} and {q} will meet in a run-off {z:on}.",
        ),
        true=(
            "{p:say} did not win a majority in {t}.",
            "The run-off between {p:say} and {q:say} [is planned for|will be on] {z:dsay}.",
            "{p:say} and {q:say} are to meet in a run-off.",
        ),
        false=(
            "{p:say} won a majority in {t} {x:say}.",
            "The run-off between {p:say} and {q:say} [is planned for|will be on] {z:dbad}.",
            "{p:say} will face {r} in the run-off.",
            "There will be no run-off in {t}.",
        ),
        unknown=(
            "{p:say} won the run-off against {q:say}.",
            "The run-off between {p:say} and {q:say} was held {z:exact}.",
            "{r} asked voters in {t} to back {q:say}.",
            "{p:say} has been {office} of {t} before.",
        ),
    ),
    Template(
        pair=(("joined",), ("left", "quit")),
        sentences=(
            "{p} {v} the {party} {x:on}, [days|a week] after {q}, its leader in {t}, had criticised the {law}.",
            "Days after {q}, the leader of the {party} in {t}, had criticised the {law}, {p} {v} the party {x:on}.",
        ),
        true=(
            "{p:say} {v:say} the {party} {x:say}.",
            "{q:say} is leader of the {party} in {t}.",
            "{q:say} was critical of the {law}.",
        ),
        false=(
            "{p:say} {v:say} the {party} {x:bad}.",
            "It was {p:say} who had criticised the {law}, and {q:say} {v:say} the {party}.",
            "{r} is leader of the {party} in {t}.",
            "{p:say} {v:opp} the {party} {x:say}.",
        ),
        unknown=(
            "{p:say} supports the {law}.",
            "{p:say} will stand for election in {t}.",
            "{q:say} asked {p:say} to reconsider.",
            "{r} also {v:say} the {party}.",
        ),
    ),
    Template(
        pair=(("alive",), ("dead",)),
        sentences=(
            "A hiker who had been missing near {t} since {x0:d} was found {v} {x:on} by a rescue team from {u}.",
            "A rescue team from {u} found a hiker {v} near {t} {x:on} who had been missing since {x0:d} and whom {p} was the last to see.",
        ),
        true=(
            "Rescuers from {u} found the missing hiker {v}.",
            "The hiker had been missing since {x0:dsay}.",
            "The missing hiker was found {x:say}.",
        ),
        false=(
            "The missing hiker was found {v:opp} near {t}.",
            "The missing hiker was found {x:bad}.",
            "The hiker had been missing since {x0:dbad}.",
            "The search for the missing hiker has not had a result.",
        ),
        unknown=(
            "The hiker had broken a leg near {t}.",
            "The rescue team from {u} used a helicopter.",
            "The hiker came from {u}.",
            "A second hiker has been missing near {t} since {x0:dsay}.",
        ),
    ),
    Template(
        sentences=(
            "The {trade} {p}, who was born in {t} in {v0:birth}, died in {u} {x:on} after a long illness.",
            "{p}, a {trade} born in {t} in {v0:birth}, died {x:on} in {u} after a long illness, {q}, a friend, said.",
        ),
        true=(
            "{p:say} was a native of {t}.",
            "{p:say} died in {u}.",
            "{p:say}'s death came {x:say}.",
            "{p:say} was born in {v0:birth}.",
        ),
        false=(
            "{p:say} was born in {u} and died in {t}.",
            "{p:say} died {x:bad}.",
            "{p:say} was born in {v0:badbirth}.",
            "{p:say}'s death was sudden and did not follow an illness.",
        ),
        unknown=(
            "{p:say} will be buried in {t}.",
            "{p:say} had lived in {u} since {v0:yr}.",
            "{p:say} won the {prize}.",
            "{p:say} died of cancer.",
        ),
    ),
    Template(
        sentences=(
            "{p} resigned as {role} of {f} {w:on}, {n} days before the police searched the firm's offices in {t}.",
            "When police searched the offices of {f} in {t}, {p} had already resigned as its {role}, {n} days earlier, {w:on}.",
        ),
        true=(
            "The police searched {f:say} after {p:say} had stepped down.",
            "{p:say} gave up the post of {role} {w:say}.",
            "{p:say} was no longer {role} of {f:say} when the police came.",
        ),
        false=(
            "{p:say} stepped down after the police had searched {f:say}.",
            "{p:say} gave up the post of {role} {w:bad}.",
            "{p:say} was still {role} of {f:say} when the police searched its offices.",
            "The offices in {t} that the police searched were those of {g}.",
        ),
        unknown=(
            "{p:say} resigned because of the investigation.",
            "The police questioned {p:say}.",
            "The police took files from the offices of {f:say}.",
            "{p:say} had joined {f:say} in {v0:yr}.",
        ),
    ),
    Template(
        sentences=(
            "Only after {p} had apologised did {q} agree {x:on} to return to the talks with {f} in {t}.",
            "{q}, who had insisted on an apology from {p}, received it and agreed {x:on} to return to the talks with {f} in {t}.",
        ),
        true=(
            "{p:say} apologised before {q:say} agreed to return to the talks.",
            "{q:say} is willing to return to the talks in {t}.",
            "{p:say} made an apology.",
        ),
        false=(
            "{p:say} refused to apologise.",
            "{q:say} refused to return to the talks in {t}.",
            "{q:say} agreed to return to the talks before {p:say} apologised.",
            "{q:say} agreed {x:bad} to return to the talks.",
        ),
        unknown=(
            "{p:say} apologised in writing.",
            "{q:say} had left the talks in {t} {w:say}.",
            "The talks with {f:say} ended in agreement.",
            "{r} had asked {p:say} to apologise.",
        ),
    ),
    Template(
        sentences=(
            "{p}, who has headed {f} since {w:month}, told workers in {t} {x:on} that {g} had made an offer for the firm.",
            "{g} has made an offer for {f}, {p}, its head since {w:month}, told workers in {t} {x:on}.",
        ),
        true=(
            "{p:say} is head of {f:say}.",
            "{p:say} took over as head of {f:say} {w:saymonth}.",
            "{g:say} made an offer for {f:say}.",
            "Workers in {t} heard about the offer from {p:say}.",
        ),
        false=(
            "{p:say} is no longer head of {f:say}.",
            "{p:say} took over as head of {f:say} {w:badmonth}.",
            "{f:say} made an offer for {g:say}.",
            "{q} is head of {f:say}.",
        ),
        unknown=(
            "{p:say} took over as head of {f:say} {w:exact}.",
            "{f:say} has accepted the offer from {g:say}.",
            "{p:say} had worked for {g:say} before.",
            "{g:say} offered {money} for {f:say}.",
        ),
    ),
    Template(
        sentences=(
            "Although {p} had promised {w:inmonth} to sell all shares in {f}, the {role} still held them {x:on}.",
            "{p}, the {role} of {f}, had promised {w:inmonth} to sell all shares in the firm but still held them {x:on}.",
        ),
        true=(
            "{p:say} had not sold the shares in {f:say} by {x:dsay}.",
            "{p:say} promised {w:saymonth} to sell the shares in {f:say}.",
            "{p:say} had said that the shares in {f:say} would be sold.",
        ),
        false=(
            "{p:say} sold all shares in {f:say}, as promised.",
            "{p:say} made the promise {w:badmonth}.",
            "{p:say} never promised to sell the shares in {f:say}.",
        ),
        unknown=(
            "{p:say} will sell the shares in {f:say} {z:saymonth}.",
            "{p:say}'s shares in {f:say} are worth {money}.",
            "{p:say} made the promise {w:exact}.",
            "{p:say} also holds shares in {g}.",
        ),
    ),
    Template(
        sentences=(
            "{q} called on {p} to resign as {office} of {t}, but {p:short} refused {x:on} to step down.",
            "{p}, the {office} of {t}, refused {x:on} to step down, although {q} had called for a resignation over the {law}.",
        ),
        true=(
            "{p:say} is not willing to resign as {office} of {t}.",
            "{q:say} wants {p:say} to resign.",
            "{p:say} was asked by {q:say} to step down.",
        ),
        false=(
            "{p:say} resigned as {office} of {t} {x:say}.",
            "{p:say} called on {q:say} to resign.",
            "{p:say} agreed to step down as {office} of {t}.",
            "{p:say} refused {x:bad} to step down.",
        ),
        unknown=(
            "{r} also called on {p:say} to resign.",
            "{q:say} will stand for {office} of {t}.",
            "{p:say} has been {office} of {t} since {v0:yr}.",
            "{q:say} had called for {p:say}'s resignation once before.",
        ),
    ),
    Template(
        sentences=(
            "{p} withdrew a complaint against {q} {x:on} that had been filed {w:inmonth} with a court in {t}.",
            "{q} no longer faces a complaint by {p}, who withdrew it {x:on}, having filed it {w:inmonth} with a court in {t}.",
        ),
        true=(
            "The complaint by {p:say} against {q:say} has been withdrawn.",
            "{p:say}, not {q:say}, had filed the complaint.",
            "The complaint against {q:say} dated from {w:month}.",
            "{q:say} no longer faces the complaint by {p:say}.",
        ),
        false=(
            "{q:say} withdrew a complaint against {p:say}.",
            "{q:say}, not {p:say}, had filed the complaint.",
            "{p:say} is upholding the complaint against {q:say}.",
            "The complaint against {q:say} dated from {w:badm}.",
            "{p:say} withdrew the complaint against {q:say} {x:bad}.",
            "A court in {u} had received the complaint by {p:say} against {q:say}.",
        ),
        unknown=(
            "{q:say} paid {p:say} {money}.",
            "The complaint against {q:say} was filed {w:exact}.",
            "The complaint of {p:say} was about {deed}.",
            "{r} also withdrew a complaint against {q:say}.",
        ),
    ),
    Template(
        sentences=(
            "{p} has invited {q} to {t} for talks {z:on} on the {law}, a spokesperson said {x:on}.",
            "A spokesperson said {x:on} that {q} had been invited by {p} to talks in {t} {z:on}.",
        ),
        true=(
            "{q:say} has received an invitation from {p:say}.",
            "The talks in {t} are planned for {z:dsay}.",
            "{p:say} wants to meet {q:say} in {t}.",
            "The invitation came from {p:say}, not from {q:say}.",
        ),
        false=(
            "{p:say} has received an invitation from {q:say}.",
            "The invitation came from {q:say}, not from {p:say}.",
            "The talks in {t} are planned for {z:dbad}.",
            "{q:say} has invited {p:say} to talks in {t}.",
            "{p:say} has invited {q:say} to {u} instead of {t}.",
        ),
        unknown=(
            "{q:say} met {p:say} in {t} {z:exact}.",
            "{q:say} has accepted the invitation.",
            "{p:say} last met {q:say} {w:saymonth}.",
            "{r} will take part in the talks in {t} as well.",
        ),
    ),
    Template(
        sentences=(
            "{p} was arrested in {t} {x:on} by police from {u}, [hours|two days] after {q} had been [released|set free].",
            "Police from {u} arrested {p} in {t} {x:on}, after {q}, who was arrested {w:inmonth}, had been released.",
        ),
        true=(
            "{p:say} was taken into custody in {t}.",
            "{q:say} is no longer in custody.",
            "The arrest of {p:say} came after the release of {q:say}.",
            "{p:say} was arrested {x:say}.",
        ),
        false=(
            "{p:say} was arrested in {u}.",
            "{p:say} was released {x:say}.",
            "{p:say} was arrested before {q:say} was released.",
            "{p:say} was arrested {x:bad}.",
        ),
        unknown=(
            "{p:say} is suspected of {deed}.",
            "{q:say} had to pay {money} in bail.",
            "{p:say} and {q:say} worked for the same firm.",
            "{p:say} has asked for a lawyer from {u}.",
        ),
    ),
    Template(
        sentences=(
            "{p}, whose book about {f} appeared {w:inmonth}, will read from it in {t} {z:on} together with {q}.",
            "Together with {q}, {p} will read in {t} {z:on} from a book about {f} that appeared {w:inmonth}.",
        ),
        true=(
            "{p:say}'s book about {f:say} came out {w:saymonth}.",
            "A reading by {p:say} in {t} [is planned for|will be on] {z:dsay}.",
            "{p:say} wrote a book about {f:say}.",
        ),
        false=(
            "{p:say}'s book about {f:say} came out {w:badmonth}.",
            "A reading by {p:say} in {t} [is planned for|will be on] {z:dbad}.",
            "{p:say}'s book about {f:say} has not yet come out.",
            "{p:say} has written a book that is about {g}.",
        ),
        unknown=(
            "{p:say}'s book about {f:say} came out {w:exact}.",
            "{p:say} read from the book in {t} {z:exact}.",
            "{q:say} has also written a book about {f:say}.",
            "{p:say} used to work for {f:say}.",
        ),
    ),
)

_SAME = (
    Template(
        sentences=(
            "{f} recalled {prod} in {c} {x:on}, and {g} did the same in {d}, while {h} saw no reason to follow.",
            "Both {f} and {g} are recalling {prod}, the former in {c} and the latter in {d}, but {h} decided {x:on} not to.",
        ),
        true=(
            "{g:say} also recalled {prod}.",
            "Apart from {f:say}, {g:say} also recalled {prod}.",
            "{h:say} did not recall {prod}.",
            "{g:say}'s recall of {prod} is for {d}.",
        ),
        false=(
            "{h:say} also recalled {prod}.",
            "Of the three firms, only {f:say} recalled {prod}.",
            "{g:say} saw no reason to recall {prod}.",
            "{f:say}'s recall of {prod} is for {d}.",
        ),
        unknown=(
            "{h:say} was asked by {f:say} to recall {prod}.",
            "{f:say} recalled {prod:bad} in {c}.",
            "{g:say} recalled {n2},000 packets of {prod} in {d}.",
            "The {prod} recalled by {f:say} were made in {t}.",
        ),
    ),
    Template(
        sentences=(
            "{p} left the {party} {x:on}, as did {q}, but {r}, who sits in the {b} of {t} with them, will stay.",
            "Both {p} and {q} quit the {party} {x:on}, though {r}, a member of the {b} of {t}, has decided to stay.",
        ),
        true=(
            "{q:say} also left the {party}.",
            "{r:say} is still a member of the {party}.",
            "{q:say} is no longer a member of the {party}.",
            "{p:say} quit the {party} {x:say}.",
        ),
        false=(
            "{r:say} also left the {party}.",
            "{q:say} is still a member of the {party}.",
            "{p:say} decided to stay in the {party}.",
            "{p:say} quit the {party} {x:bad}.",
            "{r:say} is no longer a member of the {party}.",
        ),
        unknown=(
            "{q:say} had asked {r:say} to leave the {party}.",
            "{p:say} joined the {party:bad}.",
            "{r:say} will stand for {office} of {t}.",
            "{p:say} left the {party} because of the {law}.",
        ),
    ),
    Template(
        sentences=(
            "{k} beat {l} {score} {x:on} and {m} drew with a side from {tt}, so that {k} [now lead|lead] the table of the {cup}.",
            "{k}, who beat {l} {score} {x:on}, are top of the table of the {cup} because {m} [only drew|did not win].",
        ),
        true=(
            "{l} lost to {k} {x:say}.",
            "{m} did not win.",
            "{k} are first in the table of the {cup}.",
            "{k} defeated {l} {score}.",
        ),
        false=(
            "{l} defeated {k} {x:say}.",
            "{m} also won.",
            "{m} are first in the table of the {cup}.",
            "{k} defeated {l} {score:bad}.",
            "{k} drew with {l}.",
        ),
        unknown=(
            "{m} missed a penalty.",
            "{k} beat {m} {score}.",
            "{k} will win the {cup}.",
            "{l} are last in the table of the {cup}.",
        ),
    ),
    Template(
        sentences=(
            "{p} and {q} were both charged with {deed} {x:on}, whereas the case against {r} was dropped by prosecutors in {t}.",
            "Prosecutors in {t} dropped the case against {r} {x:on} but charged {p} and {q} with {deed}.",
        ),
        true=(
            "{q:say} also faces a charge of {deed}.",
            "{r:say} no longer faces a case in {t}.",
            "Charges were brought against {p:say} {x:say}.",
            "Prosecutors in {t} accuse {p:say} of {deed}.",
        ),
        false=(
            "{r:say} was also charged with {deed}.",
            "The case against {q:say} was dropped.",
            "Of the three, only {p:say} was charged.",
            "Charges were brought against {p:say} {x:bad}.",
        ),
        unknown=(
            "{q:say} was convicted of {deed}.",
            "{p:say} was charged with {deed:bad}.",
            "{r:say} will give evidence against {p:say}.",
            "The trial of {p:say} and {q:say} will begin {z:say}.",
        ),
    ),
)

_NATIONS = (
    Template(
        sentences=(
            "{c} and {d} signed {pact} in {t} {x:on}, after {n} months of talks led by {p}.",
            "After {n} months of talks led by {p}, {pact} between {c} and {d} was signed in {t} {x:on}.",
        ),
        true=(
            "{pact:cap} was signed by {d} and {c}.",
            "The signing in {t} took place {x:say}.",
            "The talks between {c} and {d} took {n} months.",
            "{p:say} led the talks between {c} and {d}.",
        ),
        false=(
            "{c} and {d} failed to agree on {pact}.",
            "{c} and {d} signed {pact} in {u}.",
            "The country with which {c} signed {pact} in {t} is {e}.",
            "The talks between {c} and {d} took {n:bad} months.",
            "{c} and {d} signed {pact} {x:bad}.",
        ),
        unknown=(
            "The parliament of {c} has ratified the deal with {d}.",
            "{c} and {d} will sign {pact:bad} {z:saymonth}.",
            "{c} and {e} signed {pact:bad}.",
            "{p:say} comes from {d}.",
        ),
    ),
    Template(
        sentences=(
            "{p} was extradited from {c} to {d} {x:on} to stand trial for {deed}, the {paper} reported.",
            "{c} extradited {p} to {d} {x:on}, where a trial for {deed} is due to begin {z:on}.",
        ),
        true=(
            "{c} handed {p:say} over to {d}.",
            "{p:say} [is to|will] stand trial in {d}, not in {c}.",
            "{p:say} [is to|will] stand trial in {d}.",
            "The extradition of {p:say} took place {x:say}.",
        ),
        false=(
            "{d} extradited {p:say} to {c}.",
            "{p:say} is to stand trial in {c}, not in {d}.",
            "{c} refused to extradite {p:say} to {d}.",
            "{p:say} [is to|will] stand trial in {c}.",
            "{p:say} did not have to leave {c}.",
            "The extradition of {p:say} took place {x:bad}.",
            "{c} extradited {p:say} to {e}.",
        ),
        unknown=(
            "{p:say} was convicted of {deed} in {d}.",
            "{p:say} is a citizen of {d}.",
            "{p:say} denies {deed}.",
            "{c} had refused to extradite {p:say} {w:saymonth}.",
        ),
    ),
    Template(
        sentences=(
            "The {mus} in {t} lent a painting by {p} to the {mus2} in {u} {w:inmonth}; it is to be returned {z:on}.",
            "A painting by {p} that the {mus2} in {u} borrowed from the {mus} in {t} {w:inmonth} is to be returned {z:on}.",
        ),
        true=(
            "The {mus2} in {u} borrowed a painting from the {mus} in {t}.",
            "The return of the painting by {p:say} [is planned for|will be on] {z:dsay}.",
            "The painting by {p:say} was lent {w:saymonth}.",
        ),
        false=(
            "The {mus2} in {u} lent a painting to the {mus} in {t}.",
            "The return of the painting by {p:say} [is planned for|will be on] {z:dbad}.",
            "The painting that was lent is by {q}.",
            "The painting by {p:say} was lent {w:badmonth}.",
        ),
        unknown=(
            "The painting was returned to the {mus} {z:exact}.",
            "The painting by {p:say} is worth {money}.",
            "The painting by {p:say} was damaged in {u}.",
            "The {mus} also lent a painting to a museum in {c}.",
        ),
    ),
    Template(
        sentences=(
            "{k} beat {l} {score} in {t} {x:on} to reach the final of the {cup}, in which {m} will be waiting {z:on}.",
            "{l} lost {score} to {k} in {t} {x:on}, so it is {k} who will meet {m} in the final of the {cup} {z:on}.",
        ),
        true=(
            "{l} lost to {k}.",
            "{k} reached the final of the {cup}.",
            "The final between {k} and {m} [is planned for|will be on] {z:dsay}.",
            "{k} defeated {l} {score}.",
        ),
        false=(
            "{l} beat {k} {score}.",
            "{l} reached the final of the {cup}.",
            "{k} defeated {l} {score:bad}.",
            "The final of the {cup} [is planned for|will be on] {z:dbad}.",
            "The match between {k} and {l} was held in {u}.",
            "{k} beat {l} {x:bad}.",
        ),
        unknown=(
            "{k} won the {cup}.",
            "{k} beat {m} in the final of the {cup}.",
            "{k} were leading {l} at half-time.",
            "{p} scored for {k} against {l}.",
        ),
    ),
    Template(
        sentences=(
            "{k} won the {cup} for the {o} time {x:on}, beating {l} {score} in front of {n2},000 people in {t}.",
            "With a {score} victory over {l} in {t} {x:on}, {k} won the {cup} for the {o} time.",
        ),
        true=(
            "It was {k}'s {o} victory in the {cup}.",
            "{l} lost to {k}.",
            "{k} beat {l} {score}.",
            "The {cup} went to {k} {x:say}.",
        ),
        false=(
            "It was {k}'s {o:bad} victory in the {cup}.",
            "{l} won the {cup} against {k}.",
            "{k} lost to {l}.",
            "{k} beat {l} {score:bad}.",
            "The {cup} went to {k} {x:bad}.",
        ),
        unknown=(
            "{l} had reached the final of the {cup} {n} times.",
            "{p} was the captain of {k} against {l}.",
            "{k} will travel to {u} with the {cup} {z:say}.",
            "{m} won the {cup} in {v0:yr}.",
        ),
    ),
    Template(
        sentences=(
            "{k} won away at {l} {x:on} for the first time since {v0:yr}, with {p} scoring {n} minutes before the end.",
            "{p} scored {n} minutes before the end {x:on} as {k} won away at {l} for the first time since {v0:yr}.",
        ),
        true=(
            "{k} had not won away at {l} since {v0:yr}.",
            "{l} lost to {k} at home.",
            "{p:say} scored in the match between {k} and {l}.",
        ),
        false=(
            "{l} won against {k} {x:say}.",
            "{k} had never won away at {l} before.",
            "{k} had not won away at {l} since {v0:badyr}.",
            "{p:say} scored {n:bad} minutes before the end.",
            "{k} had won away at {l} only a year earlier.",
        ),
        unknown=(
            "{p:say} scored twice for {k}.",
            "{k} were leading at half-time.",
            "{l} had not lost at home since {v0:yr}.",
            "{k} won away at {m} in {v0:yr}.",
        ),
    ),
    Template(
        sentences=(
            "{l} signed {p} from {k} {x:on}, and {q}, the coach, said the defender would play {z:on}.",
            "{p} moved from {k} to {l} {x:on} and is due to play for the first time {z:on}, {q}, the coach, said.",
        ),
        true=(
            "{p:say} left {k} for {l}.",
            "{k} no longer has {p:say} in its team.",
            "{p:say} is expected to play for {l} {z:say}.",
        ),
        false=(
            "{p:say} left {l} for {k}.",
            "{p:say} will stay with {k}.",
            "{p:say} moved from {k} to {m}.",
            "{p:say} moved to {l} {x:bad}.",
        ),
        unknown=(
            "{p:say} played for {l} {z:exact}.",
            "{l} paid {money} for {p:say}.",
            "{l} also signed {r} from {k}.",
            "{p:say} had been with {k} since {v0:yr}.",
        ),
    ),
    Template(
        sentences=(
            "The match between {k} and {l} was [abandoned|called off] {x:on} because of fog and will be played {z:on}.",
            "Fog over {t} meant that {k} did not play {l} {x:on}; the match will now be held {z:on}.",
        ),
        true=(
            "The new date for {k} against {l} is {z:dsay}.",
            "Fog was the reason why {k} and {l} have to meet on another day.",
            "The match between {k} and {l} was not completed on {x:dsay}.",
        ),
        false=(
            "The new date for {k} against {l} is {z:dbad}.",
            "{k} beat {l} {x:say}.",
            "The match between {k} and {l} will not be played on another day.",
            "Snow was the reason why {k} and {l} have to meet on another day.",
        ),
        unknown=(
            "{k} played {l} {z:exact}.",
            "{k} beat {l} {z:say}.",
            "The match between {k} and {m} was also called off.",
            "{n2} people were waiting in front of the ground when the match was called off.",
        ),
    ),
    Template(
        sentences=(
            "For the {o} time since {v0:yr}, voters in {c} will elect a new parliament early, {z:on}, {p} announced {x:on}.",
            "{p} announced {x:on} that {c} would hold an early election {z:on}, the {o} since {v0:yr}.",
        ),
        true=(
            "An early election in {c} [is planned for|will be on] {z:dsay}.",
            "{p:say} announced an early election in {c}.",
            "It is to be the {o} early election in {c} since {v0:yr}.",
        ),
        false=(
            "An early election in {c} [is planned for|will be on] {z:dbad}.",
            "{p:say} ruled out an early election in {c}.",
            "It is to be the {o:bad} early election in {c} since {v0:yr}.",
            "{p:say} announced the early election {x:bad}.",
        ),
        unknown=(
            "An early election was held in {c} {z:exact}.",
            "{p:say} will stand in the election in {c}.",
            "The {party} leads the polls in {c}.",
            "{p:say} called the election because of a dispute over the {law}.",
        ),
    ),
    Template(
        sentences=(
            "{c} will send {n2} doctors to {d} {z:on}, after {e} had called back its own {w:inmonth}.",
            "After {e} had called back its doctors {w:inmonth}, {c} promised {x:on} to send {n2} of its own to {d} {z:on}.",
        ),
        true=(
            "{d} [is to|will] receive {n2} doctors from {c}.",
            "{e} called back its doctors {w:saymonth}.",
            "{c} plans to send doctors to {d} {z:say}.",
        ),
        false=(
            "{c} [is to|will] receive {n2} doctors from {d}.",
            "{c} plans to send {n2:bad} doctors to {d}.",
            "{c} plans to send doctors to {d} {z:bad}.",
            "It was {c} that called back its doctors {w:saymonth}, while {e} is sending new ones.",
        ),
        unknown=(
            "{n2} doctors from {c} arrived in {d} {z:exact}.",
            "{e} called back its doctors {w:exact}.",
            "{d} had asked {c} for help {w:saymonth}.",
            "The doctors from {c} will stay in {d} for {n} months.",
        ),
    ),
    Template(
        sentences=(
            "{c} recalled its ambassador from {d} {x:on}, a day after {p} had been expelled from the country.",
            "A day after {p} had been expelled from {d}, {c} recalled its ambassador there {x:on}.",
        ),
        true=(
            "{c}'s ambassador was called home from {d}.",
            "{p:say} had to leave {d}.",
            "{c} recalled its ambassador {x:say}.",
        ),
        false=(
            "The ambassador whom {c} recalled had served in {e}.",
            "{c} recalled its ambassador before {p:say} was expelled.",
            "{c} decided to leave its ambassador in {d}.",
            "{c} recalled its ambassador {x:bad}.",
            "{p:say} had been expelled from {c}.",
        ),
        unknown=(
            "{d} recalled its ambassador from {c}.",
            "{p:say} had been accused of {deed} in {d}.",
            "{c}'s ambassador will return to {d} {z:saymonth}.",
            "{e} also recalled its ambassador from {d}.",
        ),
    ),
    Template(
        sentences=(
            "{c} overtook {d} as the world's largest exporter of {prod} in {w:yr}, {ag} said {x:on}.",
            "{d}, for years the world's largest exporter of {prod}, was overtaken by {c} in {w:yr}, according to {ag}.",
        ),
        true=(
            "{d} was overtaken by {c} in the export of {prod}.",
            "{d} used to export more {prod} than {c}.",
            "{c} became the largest exporter of {prod} in {w:yr}.",
        ),
        false=(
            "{c} was overtaken by {d} in the export of {prod}.",
            "{c} became the largest exporter of {prod} in {w:badyr}.",
            "{d} is still the world's largest exporter of {prod}.",
            "{e} overtook {d} as the world's largest exporter of {prod}.",
        ),
        unknown=(
            "{c} became the largest exporter of {prod} in {w:month}.",
            "{c} is also the largest exporter of {prod:bad}.",
            "{d} had been the largest exporter of {prod} since {v0:yr}.",
            "{c} exports {prod} mainly to {e}.",
        ),
    ),
)

_SHORT = (
    Template(
        pair=(("closed", "shut"), ("reopened",)),
        sentences=(
            "{c} {v} its border with {d} {x:on} after talks in {t}.",
            "After talks in {t}, {c} {v} its border with {d} {x:on}.",
        ),
        true=(
            "The border with {d} was {v:say} by {c}.",
            "{c} {v:say} its border with {d} {x:say}.",
            "There were talks in {t} before {c} {v:say} the border.",
        ),
        false=(
            "{c} {v:opp} its border with {d} {x:say}.",
            "{c} {v:say} its border with {d} {x:bad}.",
            "It was {d} that {v:say} the border with {c}.",
            "The border with {d} was {v:opp} by {c} {x:say}.",
        ),
        unknown=(
            "{c} {v:say} its border with {e}.",
            "The talks in {t} were led by {p}.",
            "{c} {v:say} its border with {d} because of smuggling.",
            "{n2} lorries were waiting at the border between {c} and {d}.",
        ),
    ),
    Template(
        sentences=("{g} sold its plant in {t} to {f} {x:on}.", "{f} took over a plant in {t} from {g} {x:on}."),
        true=(
            "The plant in {t} now belongs to {f:say}.",
            "{f:say} acquired a plant in {t} from {g:say}.",
            "The plant in {t} no longer belongs to {g:say}.",
            "{g:say} and {f:say} made the deal {x:say}.",
        ),
        false=(
            "{f:say} sold its plant in {t} to {g:say}.",
            "The plant in {t} still belongs to {g:say}.",
            "{g:say} sold its plant in {t} to {h}.",
            "{g:say} sold the plant in {t} {x:bad}.",
        ),
        unknown=(
            "{g:say} sold its plant in {u} to {f:say}.",
            "{f:say} paid {money} for the plant in {t}.",
            "{f:say} will close the plant in {t}.",
            "{g:say} used to make {prod} in {t}.",
        ),
    ),
    Template(
        sentences=(
            "Talks between {c} and {d} will resume in {t} {z:on}, {p} said.",
            "{c} and {d} are to resume talks in {t} {z:on}.",
        ),
        true=(
            "{d} and {c} plan to meet for talks in {t}.",
            "Talks between {c} and {d} [are due to|will] resume on {z:dsay}.",
            "{t} will be the place of new talks between {c} and {d}.",
        ),
        false=(
            "Talks between {c} and {d} [are due to|will] resume on {z:dbad}.",
            "{c} and {d} will resume talks in {u}.",
            "{c} and {d} will hold no more talks.",
        ),
        unknown=(
            "Talks between {c} and {d} resumed on {z:dsay}.",
            "{c} and {d} resumed talks in {t}.",
            "{c} and {d} will sign {pact} in {t}.",
            "{e} will take part in the talks in {t}.",
        ),
    ),
    Template(
        sentences=(
            "{p} no longer works for {f}, {q}, its {role}, said {x:on}.",
            "{q}, the {role} of {f}, said {x:on} that {p} had left the firm.",
        ),
        true=(
            "{p:say} used to work for {f:say}.",
            "{q:say} is {role} of {f:say}.",
            "{q:say} said {x:say} that {p:say} had left {f:say}.",
            "{p:say} has left {f:say}.",
        ),
        false=(
            "{p:say} still works for {f:say}.",
            "{q:say} no longer works for {f:say}.",
            "{p:say} never worked for {f:say}.",
            "{q:say} said {x:say} that {p:say} would stay with {f:say}.",
        ),
        unknown=(
            "{p:say} now works for {g}.",
            "{q:say} dismissed {p:say}.",
            "{p:say} left {f:say} {x:exact}.",
            "{r} said {x:say} that {p:say} had left {f:say}.",
            "{p:say} was {role2} of {f:say}.",
        ),
    ),
    Template(
        sentences=(
            "The vote on the {law} in {t} has been moved from {y:d} to {z:d}.",
            "{t} will not vote on the {law} {y:on} but {z:on}.",
        ),
        true=(
            "{t} is now to vote on the {law} on {z:dsay}.",
            "The vote on the {law} had been planned for {y:dsay}.",
            "The vote on the {law} in {t} will be later than first planned.",
        ),
        false=(
            "{t} is now to vote on the {law} on {z:dbad}.",
            "The vote on the {law} will be on {y:dsay}, as planned.",
            "The vote on the {law} in {t} will be earlier than first planned.",
            "The vote on the {law} had been planned for {y:dbad}.",
        ),
        unknown=(
            "{t} voted on the {law} on {z:dsay}.",
            "{t} voted for the {law}.",
            "The vote on the {law} was moved at the request of {p}.",
            "The vote on the {law:bad} in {t} has been moved to {z:dsay}.",
        ),
    ),
    Template(
        sentences=(
            "{f} has not yet paid {g} the {money} it owes, {p} said {x:on}.",
            "{g} is still waiting for {money} from {f}, {p} said {x:on}.",
        ),
        true=(
            "{f:say} owes {g:say} {money}.",
            "{g:say} has yet to receive {money} from {f:say}.",
            "{p:say} said {x:say} that {f:say} had not paid.",
        ),
        false=(
            "{f:say} has paid {g:say} the {money}.",
            "{g:say} owes {f:say} {money}.",
            "{f:say} owes {g:say} {money:bad}.",
            "{p:say} said {x:say} that {f:say} had paid {g:say}.",
        ),
        unknown=(
            "{f:say} will pay {g:say} {z:say}.",
            "{g:say} has sued {f:say} over the {money}.",
            "{q} said {x:say} that {f:say} had not paid.",
            "{f:say} still owes {h} money.",
        ),
    ),
    Template(
        sentences=(
            "{p} passed the post of {role} of {f} to {q} {x:on}.",
            "{q} took over as {role} of {f} from {p} {x:on}.",
        ),
        true=(
            "{q:say} is now {role} of {f:say}.",
            "{p:say} was succeeded by {q:say}.",
            "{q:say} became {role} of {f:say} {x:say}.",
            "Before {q:say}, {p:say} was {role} of {f:say}.",
        ),
        false=(
            "{p:say} took over from {q:say} as {role} of {f:say}.",
            "Before {p:say}, {q:say} was {role} of {f:say}.",
            "{q:say} became {role} of {f:say} {x:bad}.",
            "{q:say} became {role} of {g}.",
            "{p:say} is still {role} of {f:say}.",
        ),
        unknown=(
            "{p:say} had asked {q:say} to take over at {f:say}.",
            "{p:say} will leave {f:say}.",
            "{q:say} used to work for {g}.",
            "{p:say} had been {role} of {f:say} since {v0:yr}.",
        ),
    ),
    Template(
        sentences=(
            "{p} met {q} in {t} {x:on} before flying to {u}.",
            "Before flying to {u}, {p} met {q} in {t} {x:on}.",
        ),
        true=(
            "{q:say} and {p:say} met in {t}.",
            "{p:say} flew to {u} after meeting {q:say}.",
            "{p:say} and {q:say} met {x:say}.",
        ),
        false=(
            "{p:say} flew to {u} before meeting {q:say}.",
            "{p:say} and {q:say} met {x:bad}.",
            "{p:say} and {q:say} met in {u}.",
            "The meeting of {p:say} and {q:say} in {t} was cancelled.",
        ),
        unknown=(
            "{q:say} flew to {u} with {p:say}.",
            "{p:say} and {q:say} talked about the {law}.",
            "{p:say} met {r} in {u}.",
            "{p:say} will meet {q:say} again {z:saymonth}.",
        ),
    ),
    Template(
        sentences=(
            "The {ev} in {t} ended {x:on}, a day later than planned.",
            "The {ev} in {t} ran a day longer than planned and ended {x:on}.",
        ),
        true=(
            "The {ev} in {t} is over.",
            "The {ev} in {t} ended {x:say}.",
            "The {ev} in {t} had been meant to end earlier.",
        ),
        false=(
            "The {ev} in {t} is still going on.",
            "The {ev} in {t} ended {x:bad}.",
            "The {ev} in {t} ended earlier than planned.",
            "The {ev} in {t} ended on the day that had been planned.",
        ),
        unknown=(
            "The {ev} in {t} had begun {x0:exact}.",
            "The {ev} in {t} was longer than planned because of {reason}.",
            "{p} spoke at the end of the {ev} in {t}.",
            "The {ev} will be held in {u} next year.",
        ),
    ),
)

TEMPLATES = _DECISIONS + _PLACES + _EVENTS + _FIRMS + _PEOPLE + _SAME + _NATIONS + _SHORT

# ---------------------------------------------------------------------------------------------------------------------
# Filling


def groups(chance: random.Random, count: int) -> list[Group]:
    """Sentences, each with 3 to 5 labelled claims of at least two labels.

    Args:
        chance: Where all draws come from: the same state gives the same groups.
        count: How many groups; templates are dealt like cards, so each is used about equally often.
    """
    made: list[Group] = []
    deck: list[Template] = []
    while len(made) < count:
        if not deck:
            deck = list(TEMPLATES)
            chance.shuffle(deck)
        made.append(_group(chance, deck.pop()))
    return made


def _group(chance: random.Random, template: Template) -> Group:
    slots = _slots(chance, template)
    sentence = _dressed(chance, _fill(chance, chance.choice(template.sentences), slots), slots)
    claims: list[tuple[str, str]] = []
    pools = {label: _shuffled(chance, getattr(template, label)) for label in LABELS}
    for label in _labels(chance):
        if pools[label]:
            # A false claim's "on (day)" stays exact: "not in that month" would be more than the sentence says.
            text = pools[label].pop()
            text = re.sub(r"\{(\w+):say\}", _exactly, text) if label == "false" else text
            claims.append((_fill(chance, text, slots), label))
    return sentence, claims


def _exactly(found: re.Match[str]) -> str:
    slot = found[1]
    return f"on {{{slot}:dsay}}" if slot in ("w", "x", "y", "z") else found[0]


def _labels(chance: random.Random) -> list[str]:
    """Labels of 3 to 5 claims, mostly with all three among them."""
    order = _shuffled(chance, LABELS)
    count = chance.randint(3, 5)
    if count == 3 and chance.random() < 0.3:
        order = [order[0], order[0], order[1]]
    elif count > 3:
        order += _shuffled(chance, LABELS)[: count - 3]
    return _shuffled(chance, order)


def _shuffled(chance: random.Random, items: tuple[str, ...] | list[str]) -> list[str]:
    return chance.sample(items, len(items))


def _fill(chance: random.Random, text: str, slots: dict[str, object]) -> str:
    """A template text with its choices made and its slots filled, punctuated like a sentence."""
    text = re.sub(r"\[([^\]]*)\]", lambda found: chance.choice(found[1].split("|")), text)
    text = _Filler().vformat(text, (), slots)
    text = re.sub(r",(?=[,.;:)])", "", text)
    text = re.sub(r"(?<=s)'s\b", "'", text)
    return text[0].upper() + text[1:]


class _Filler(string.Formatter):
    """`str.format` with one more spec, `cap`: the first letter is a capital."""

    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec == "cap":
            text = format(value, "")
            return text[0].upper() + text[1:]
        return format(value, format_spec)


def _dressed(chance: random.Random, sentence: str, slots: dict[str, object]) -> str:
    """The sentence, often with a dateline before it or a second fact after it, within the limits of length."""
    extra = {key: slots[key] for key in ("paper", "TOWN", "day", "wire", "other", "firm", "month")}
    tails = _ASIDES if _SPOKEN.search(sentence) else _TAILS + _ASIDES
    with_tail = sentence[:-1] + chance.choice(tails).format(**extra) + "."
    if len(sentence.split()) < SHORTEST or chance.random() < 0.3:
        sentence = _shorter(with_tail, sentence)
    if chance.random() < 0.2:
        lead = chance.choice(_LEADS).format(**extra)
        if lead.startswith("According") and _SPOKEN.search(sentence):
            return sentence
        first, _, rest = sentence.partition(" ")
        first = first.lower() if lead.startswith("According") and first in _LOWERED else first
        sentence = _shorter(f"{lead}{first} {rest}", sentence)
    return sentence


def _shorter(longer: str, sentence: str) -> str:
    return longer if len(longer.split()) <= LONGEST else sentence


def _slots(chance: random.Random, template: Template) -> dict[str, object]:
    """One draw of every slot; whatever is drawn twice differs."""
    sides = template.pair if chance.random() < 0.5 else template.pair[::-1]
    slots: dict[str, object] = {"v": Side(chance, *sides)}
    slots |= _days(chance) | _names(chance)
    for key, words in _LISTS.items():
        word, second, *others = chance.sample(words, len(words))
        slots[key] = Pick(chance, word, tuple(others) or (second,))
        if f"{key}2" not in _LISTS:
            slots[f"{key}2"] = second
    slots["money"] = _money(chance)
    slots["paper"] = chance.choice(_PAPERS)
    slots["wire"] = chance.choice(("XNS", "Interfeld", "CPN", "Newswire"))
    return slots


def _money(chance: random.Random) -> Pick:
    unit = chance.choice(("euros", "dollars"))
    word, *others = chance.sample(_AMOUNTS, len(_AMOUNTS))
    return Pick(chance, f"{word} {unit}", tuple(f"{other} {unit}" for other in others))


def _days(chance: random.Random) -> dict[str, object]:
    """The days of a group, told from the article's day: v0 < v1 < w < x0 < x <= today < y < z."""
    today = dt.date(2021, 1, 10) + dt.timedelta(chance.randrange(2150))
    past = today - dt.timedelta(chance.choice((0, 1, 1, 2, 3, 4, 5, 6)))
    dates = {
        "v0": today - dt.timedelta(chance.randint(4 * 366, 20 * 365)),
        "v1": today - dt.timedelta(chance.randint(400, 1100)),
        "w": today - dt.timedelta(chance.randint(20, 300)),
        "x0": past - dt.timedelta(chance.randint(2, 6)),
        "x": past,
        "y": today + dt.timedelta(chance.randint(2, 6)),
        "z": today + dt.timedelta(chance.randint(14, 90)),
    }
    slots: dict[str, object] = {
        key: Day(chance, date, today, abs((date - today).days) <= 6 and chance.random() < 0.7)
        for key, date in dates.items()
    }
    slots["day"] = f"{today.day} {_MONTHS[today.month - 1]}"
    slots["month"] = _month(today + dt.timedelta(120))
    return slots


def _names(chance: random.Random) -> dict[str, object]:
    """Persons p q r, firms f g h, towns t u, countries c d e, teams k l m, and some that only dress the sentence."""
    slots: dict[str, object] = {}
    lasts = chance.sample(_LAST, 4)
    for key, first, last in zip(("p", "q", "r", "other"), chance.sample(_FIRST, 4), lasts, strict=True):
        full = f"{first} {last}" if chance.random() < 0.85 else f"{first} {chance.choice('ABDEGJKLMR')}. {last}"
        slots[key] = Name(chance, full, last, full)
    for key, core in zip(("f", "g", "h", "firm"), chance.sample(_CORES, 4), strict=True):
        full = chance.choice(_FIRM_FULL).format(core)
        slots[key] = Name(chance, full, core, chance.choice((full, core)))
    towns = chance.sample(_TOWNS, 7)
    slots |= dict(zip(("t", "u", "tt"), towns, strict=False))
    slots["TOWN"] = towns[3].upper()
    for key, town, style in zip(("k", "l", "m"), towns[4:], chance.sample(_TEAM_FULL, 3), strict=True):
        slots[key] = style.format(town)
    slots |= dict(zip(("c", "d", "e"), chance.sample(_COUNTRIES, 3), strict=True))
    return slots
