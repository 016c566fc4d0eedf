"""Makes training groups about amounts, places, offices, strength and causes, in newsroom style.

A group is one invented sentence with three to five claims, each labelled "true", "false" or "unknown".
The templates are a small language of their own, one line each:

    D name = a / b / c      draws three values without repeats: {name}, {name2}, {name3}; {name.the} for "the ..."
    S text                  a sentence; one of the template's S lines is used
    T, F, U text            a claim that is true, false or unknown by every S line of the template

In a line `[a|b]` picks one, `{slot}` is filled from the world drawn for the group (see `_world`), and `a(n)` becomes
"a" or "an". A slot with several surfaces (7, seven) is drawn anew at each use, so that claim and sentence differ.

The invariant: a claim's label depends on the slots only, never on which surface or which S line was drawn.
"""
# ruff: noqa: E501  (a template is read and edited line by line: wrapped lines would hide its grammar)

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

__all__ = ["groups"]

World = dict[str, list[str]]
"""Slot name to its surfaces, all of which mean the same."""

_LABELS = {"T": "true", "F": "false", "U": "unknown"}

_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = ["_", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_MONTHS = [
    "_",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

# Names come in families so that a first name goes with its surname: (women, men, surnames).
_NAMES: list[tuple[list[str], list[str], list[str]]] = [
    (
        ["Alice", "Harriet", "Joanna", "Megan", "Ruth", "Claire", "Bridget", "Fiona"],
        ["Martin", "Graham", "Owen", "Peter", "Colin", "Stuart", "Neil", "Adrian"],
        ["Hartwell", "Pemberton", "Lockwood", "Ashdown", "Carver", "Whitlam", "Fenner", "Thorne", "Mallory", "Denholm"],
    ),
    (
        ["Ingrid", "Solveig", "Astrid", "Karin", "Maja", "Sigrid"],
        ["Lars", "Henrik", "Anders", "Mikkel", "Jonas", "Torsten"],
        ["Lindqvist", "Halvorsen", "Ekdal", "Brandt", "Nygaard", "Sandvik", "Kjellberg", "Aasen", "Holmgren"],
    ),
    (
        ["Giulia", "Francesca", "Elena", "Paola", "Marta", "Chiara"],
        ["Marco", "Davide", "Stefano", "Luca", "Paolo", "Enrico"],
        ["Bellandi", "Tedesco", "Morandi", "Castaldo", "Ferraris", "Zanotti", "Pellegri"],
    ),
    (
        ["Priya", "Anjali", "Meera", "Kavita", "Sunita", "Lakshmi"],
        ["Rohan", "Arjun", "Vikram", "Sanjay", "Anil", "Rajesh"],
        ["Deshpande", "Venkataraman", "Mukherji", "Bhandari", "Rao", "Chaturvedi", "Nambiar"],
    ),
    (
        ["Amara", "Ngozi", "Wanjiru", "Thandiwe", "Adaeze", "Esi"],
        ["Chidi", "Kwabena", "Tendai", "Kamau", "Sipho", "Babajide"],
        ["Okonjo", "Mensah", "Adeyemi", "Mwangi", "Dlamini", "Boateng", "Nkemelu"],
    ),
    (
        ["Lucía", "Carmen", "Ana", "Beatriz", "Pilar", "Rosa"],
        ["Javier", "Diego", "Andrés", "Tomás", "Rafael", "Ignacio"],
        ["Quintero", "Salazar", "Ibarra", "Montoya", "Arriaga", "Villalba", "Cárdenas"],
    ),
    (
        ["Zofia", "Katarzyna", "Irena", "Marija", "Olena", "Vesna"],
        ["Marek", "Piotr", "Bohdan", "Goran", "Andriy", "Tomasz"],
        ["Kowalczyk", "Novak", "Petrenko", "Zielinski", "Horvat", "Wronski", "Markovic"],
    ),
    (
        ["Layla", "Samira", "Nadia", "Yasmin", "Huda", "Rania"],
        ["Karim", "Omar", "Tariq", "Hassan", "Faisal", "Nabil"],
        ["Haddad", "Al-Rashid", "Mansour", "Khoury", "Darwish", "Benali", "Sabbagh"],
    ),
    (
        ["Mei", "Xiulan", "Yuki", "Haruka", "Ji-woo", "Soo-jin"],
        ["Wei", "Jun", "Kenji", "Takumi", "Min-ho", "Dong-hyun"],
        ["Zhang", "Tanaka", "Park", "Hayashi", "Liang", "Kwon", "Fujimoto"],
    ),
]

# Country, its towns, and where in the country each lies; the first rows are real, the others invented.
_LANDS: list[tuple[str, list[tuple[str, str]]]] = [
    ("Norway", [("Bergen", "western"), ("Tromsø", "northern"), ("Kristiansand", "southern"), ("Ålesund", "western")]),
    ("Portugal", [("Braga", "northern"), ("Faro", "southern"), ("Porto", "northern"), ("Portimão", "southern")]),
    ("Poland", [("Lublin", "eastern"), ("Gdynia", "northern"), ("Wrocław", "south-western"), ("Białystok", "eastern")]),
    ("Kenya", [("Mombasa", "southern"), ("Kisumu", "western"), ("Eldoret", "western"), ("Malindi", "south-eastern")]),
    ("Peru", [("Arequipa", "southern"), ("Piura", "northern"), ("Trujillo", "northern"), ("Tacna", "southern")]),
    (
        "Japan",
        [("Sapporo", "northern"), ("Kagoshima", "southern"), ("Fukuoka", "south-western"), ("Aomori", "northern")],
    ),
    ("Italy", [("Bari", "southern"), ("Udine", "north-eastern"), ("Bergamo", "northern"), ("Lecce", "southern")]),
    ("Canada", [("Halifax", "eastern"), ("Moncton", "eastern"), ("Kelowna", "western"), ("Victoria", "western")]),
    ("India", [("Kochi", "southern"), ("Surat", "western"), ("Madurai", "southern"), ("Amritsar", "northern")]),
    ("Velland", [("Tarnby", "northern"), ("Oskarholm", "eastern"), ("Brinsund", "western"), ("Halmquist", "southern")]),
    ("Corvania", [("Drasnik", "northern"), ("Port Selva", "southern"), ("Mirovets", "eastern"), ("Kalusk", "central")]),
    (
        "Astoria Bay",
        [("Wexley", "northern"), ("Carrow Point", "eastern"), ("Dunmarsh", "western"), ("Loxbridge", "southern")],
    ),
    (
        "Tamarin",
        [("Sao Brito", "northern"), ("Quelva", "eastern"), ("Montaluz", "southern"), ("Vila Dourada", "western")],
    ),
    (
        "Eastmark",
        [("Grauburg", "eastern"), ("Lindau Forst", "southern"), ("Steinwald", "northern"), ("Neukirchen", "central")],
    ),
    ("Ondara", [("Kisangwe", "western"), ("Malumba", "northern"), ("Tessaro", "eastern"), ("Bandu", "southern")]),
]

_FIRM_HEADS = [
    "Halden",
    "Brightwater",
    "Norcastle",
    "Vantor",
    "Meridia",
    "Oakhurst",
    "Larkfield",
    "Zentrum",
    "Caldera",
    "Solvina",
    "Teckmann",
    "Ostrava",
    "Kestrel",
    "Mirabel",
    "Pallas",
    "Rowntree",
    "Aurelia",
    "Drummond",
    "Fairhaven",
    "Ibex",
    "Quantock",
    "Stellmar",
    "Varga",
    "Wyndham",
]
_FIRM_TAILS = ["Group", "Holdings", "plc", "AG", "Industries", "Partners", "Corporation", "International"]
_CURRENCIES = [("£", "pounds"), ("$", "dollars"), ("€", "euros")]
_AGENCIES = ["Nordwire", "Central Press", "CNA", "Metro News Service", "Staff report", "PressLine", "TNA"]

_UP = {
    "went": ["rose", "climbed", "increased", "went up"],
    "move": ["rise", "increase"],
    "more": ["more"],
    "higher": ["higher"],
    "raised": ["raised", "increased", "put up"],
    "gone": ["risen", "grown", "increased"],
    "widened": ["widened", "grew", "increased"],
    "larger": ["larger", "bigger"],
}
_DOWN = {
    "went": ["fell", "dropped", "declined", "went down"],
    "move": ["fall", "drop", "decline"],
    "more": ["fewer"],
    "higher": ["lower"],
    "raised": ["cut", "lowered", "reduced"],
    "gone": ["fallen", "shrunk", "declined"],
    "widened": ["narrowed", "shrank", "decreased"],
    "larger": ["smaller"],
}


@dataclass(frozen=True)
class _Template:
    """One parsed template: draws (name, values), sentences, and claims by label."""

    draws: tuple[tuple[str, tuple[str, ...]], ...]
    sentences: tuple[str, ...]
    claims: dict[str, tuple[str, ...]]


def groups(chance: random.Random, count: int) -> list[tuple[str, list[tuple[str, str]]]]:
    """Makes training groups.

    Args:
        chance: The only source of chance: the same state gives the same groups.
        count: How many groups.

    Returns:
        (sentence, [(claim, label), ...]) with three to five claims, all three labels among them.
    """
    made: list[tuple[str, list[tuple[str, str]]]] = []
    seen: set[str] = set()
    while len(made) < count:
        # Whole rounds through all templates: no template is rare in a small sample.
        round_ = list(_templates())
        chance.shuffle(round_)
        for template in round_[: count - len(made)]:
            sentence, claims = _group(chance, template)
            if sentence not in seen:
                seen.add(sentence)
                made.append((sentence, claims))
    return made


def _group(chance: random.Random, template: _Template) -> tuple[str, list[tuple[str, str]]]:
    """Draws one world and writes the template's sentence and some of its claims with it."""
    world = _world(chance)
    for name, values in template.draws:
        for mark, value in zip(("", "2", "3"), chance.sample(values, min(3, len(values))), strict=False):
            world[name + mark] = [value]
            world[f"{name}{mark}.the"] = [re.sub(r"^an? ", "the ", value)]
    raw = chance.choice(template.sentences)
    sentence = _write(chance, raw, world)
    if "{town}" in raw and not raw.startswith("{town}") and chance.random() < 0.2:
        sentence = f"{world['town'][0].upper()} ({chance.choice(_AGENCIES)}) {chance.choice('-–—')} {sentence}"
    claims: list[tuple[str, str]] = []
    for label, lines in _pick(chance, template):
        text = _write(chance, lines, world)
        if text != sentence and text not in {other for other, _ in claims}:
            claims.append((text, label))
    return sentence, claims


def _pick(chance: random.Random, template: _Template) -> list[tuple[str, str]]:
    """Chooses three to five claim lines: one of each label, the others as they come."""
    bag = {label: chance.sample(lines, len(lines)) for label, lines in template.claims.items()}
    picked = [(label, lines.pop()) for label, lines in bag.items()]
    labels = list(bag)
    chance.shuffle(labels)
    for label in labels[: chance.randint(0, 2)]:
        if bag[label]:
            picked.append((label, bag[label].pop()))
    chance.shuffle(picked)
    return picked


def _write(chance: random.Random, text: str, world: World) -> str:
    """Fills one template line and sets its capital, its articles and its full stop."""
    while match := re.search(r"\[([^\[\]]*)\]", text):
        text = text[: match.start()] + chance.choice(match[1].split("|")) + text[match.end() :]
    while "{" in text:  # a drawn value may hold slots itself
        text = re.sub(r"\{([^{}]+)\}", lambda slot: chance.choice(world[slot[1]]), text)
    text = re.sub(r"a\(n\) (\S+)", lambda found: f"{_article(found[1])} {found[1]}", text)
    text = re.sub(r"^\d{1,2}(?= [a-z])", lambda found: _in_words(int(found[0])), text)
    text = re.sub(r" +", " ", text.replace("s's ", "s' ").replace(" ,", ",")).strip()
    return text[0].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _article(word: str) -> str:
    spoken_vowel = re.match(r"(?i)[£$€]?(?:[aeio]|un[^i]|8|1[18](?!\d))", word)
    return "an" if spoken_vowel else "a"


@cache
def _templates() -> tuple[_Template, ...]:
    return tuple(_parse(block) for block in re.split(r"\n\s*\n", _TEMPLATES.strip()))


def _parse(block: str) -> _Template:
    draws: list[tuple[str, tuple[str, ...]]] = []
    found: dict[str, list[str]] = {kind: [] for kind in "STFU"}
    for line in block.strip().splitlines():
        kind, _, text = line.strip().partition(" ")
        # An article before a slot depends on what fills it.
        text = re.sub(r"\b[Aa] (?=[\[{])", "a(n) ", text)
        if kind == "D":
            name, _, values = text.partition(" = ")
            draws.append((name, tuple(values.split(" / "))))
        else:
            found[kind].append(text)
    claims = {_LABELS[kind]: tuple(found[kind]) for kind in _LABELS}
    return _Template(tuple(draws), tuple(found["S"]), claims)


# ---- the templates ----
_TEMPLATES = """
D site = a warehouse / a textile factory / a nursing home / a block of flats / a furniture plant
D cause = an electrical fault / a gas leak / a discarded cigarette / a faulty heater / a lightning strike
S a fire caused by {cause} [tore|swept|ripped] through {site} in {town} {when}, killing {n} people and injuring {m} others, [the fire service|the regional governor] said
S {n} people died and {m} others were injured {when} when {cause} set off a fire at {site} in {town}, [according to the fire service|officials said]
T {n} people [lost their lives|were killed] in the [fire|blaze] at {site.the} in {town}
T {cause} [started|was behind|caused] the deadly fire in {town}
T {m.agree} people were hurt in the {town} fire
T the blaze in {town} [broke out|happened] {when.m}
F {n2} people [died|were killed] in the fire in {town}
F the blaze in {town} killed {m} people and injured {n}
F {cause2} caused the fire at {site.the} in {town}
F the fire in {town} [claimed no lives|left nobody dead]
F {m.clash} people were injured in the {town} fire
F the deadly fire broke out at {site2} in {town}
U {n3} of those injured in the {town} fire were [in a critical condition|flown to hospital]
U {m2} firefighters [fought|tackled] the blaze at {site.the} in {town}
U the {n} people killed in the {town} fire included the building's owner
U {site.the} in {town} had failed a safety inspection before the fire

D body = earthquake / landslide / flash flood / mudslide
S [a powerful|a sudden] {body} {when} destroyed {m} homes and damaged {b} more in {town}, in {side} {country}, [leaving|and left] {n} people missing
S at least {n} people were missing after a(n) {body} hit {town} in {side} {country} {when}, flattening {m} houses and damaging another {b}
T the {body} [wrecked|destroyed] {m.agree} homes in {town}
T a(n) {body} struck {side} {country} {when.m}
T {b.agree} homes were damaged [by|in] the {body} in {town}
T houses in {country} were [destroyed|flattened] by a(n) {body}
F the {body} that destroyed {m} homes struck {town2}, not {town}
F {m2} homes in {town} were destroyed by the {body}
F the {body} in {town} destroyed {b} homes and damaged {m}
F nobody was missing after the {body} in {town}
U {n} people died in the {body} in {town}
U {b2} people in {town} were left without electricity by the {body}
U the {body} destroyed {m} homes [in the old harbour district|on the eastern edge] of {town}
U all the missing in {town} were from the same family

D plan = a new football stadium / a congestion charge / the sale of the old town hall / a ban on short-term lets / a tram extension
S councillors in {town} approved {plan} by {vote} {when}, [despite objections from|over the objections of] {p}, who leads the opposition
S by {vote}, the {town} city council voted {when} in favour of {plan}, a proposal that opposition leader {p} had [fought|opposed] for {n} years
T {plan.the} [won the backing of|was backed by] [councillors|the council] in {town}
T the council in {town} [gave the green light to|passed] {plan.the}
T {p.c} [was against|opposed] {plan.the}
T the margin of the vote on {plan.the} was {margin}
F {town} council [rejected|voted down] {plan.the}
F councillors in {town} backed {plan.the} by {votex}
F {plan.the} was approved [unanimously|without a single vote against] in {town}
F {p.c} [supported|was in favour of] {plan.the}
F the council of {town2} approved {plan.the} by {vote}
U {n2} councillors [abstained|were absent] when {town} voted on {plan.the}
U {plan.the} will cost the city of {town} {x}
U {p.kin} [opposed|argued against] {plan.the}
U the mayor of {town} voted for {plan.the}

D worker = nurses / bus drivers / dockers / teachers / refuse collectors / air traffic controllers
D want = higher pay / shorter shifts / more staff / better pensions
S [more than|over] {g} {worker} in {town} walked out {when} in a dispute over {want}, [forcing|which forced] the cancellation of {m} services, their union said
S {worker} demanding {want} began a strike in {town} {when}, with more than {g} of them taking part and {m} services cancelled, [their union said|according to the union]
T [upwards of|at least] {g} {worker} [went on strike|downed tools|stopped work] in {town}
T the {worker} who walked out in {town} were [seeking|asking for] {want}
T {m.agree} services were cancelled because of the strike in {town}
F fewer than {g.less} {worker} [joined|took part in] the strike in {town}
F the {worker} in {town} walked out over {want2}
F {m2} services were cancelled owing to the {worker}' strike
F it was {worker2} who went on strike over {want} in {town}
F no services had to be cancelled because of the walkout in {town}
U {worker} in {town2} also walked out over {want}
U the {worker} in {town} have been offered {pc} more pay
U the walkout by {worker} in {town} [lasted|will last] {n} days
U {pc} of the union's members voted for the strike in {town}

D reason = weak demand / higher energy prices / the loss of a big contract / new tariffs / a shift to automation
S {firm} said {when} it would cut up to {b} jobs, [including|among them] {g} at its plant in {town}, blaming {reason}
S blaming {reason}, {firm} announced {when} that up to {b} jobs would go across the company, {g} of them at its {town} plant
T [as many as|up to] {b} [positions|posts|jobs] [are to be cut|will be shed] at {firm}
T {firm} [attributed the planned job cuts|said the planned job cuts were due] to {reason}
T the plant in {town} [is to|will] lose {g} jobs under plans announced by {firm}
T {firm} announced [job cuts|a reduction of its workforce] {when.m}
F {firm} said it would cut up to {b2} jobs
F {firm} [blamed|pointed to] {reason2} for the planned job cuts
F up to {b} of the jobs to go at {firm} are at the plant in {town}
F {firm} plans to [create|add] up to {b} jobs
F the plant where {firm} will shed {g} jobs is in {town2}
U {firm} has [cut|shed] {b} jobs
U {firm} [will close|plans to close] its plant in {town}
U {firm} employs {b3} people in {town}
U {firm2} is also cutting jobs because of {reason}

D half = the first half of the year / the third quarter / the 12 months to March / the second quarter
S {firm} [said|reported] {when} that its net profit {went} to {sum.b} in {half} from {sum.a} a year earlier, [while|and that] its sales came to {sum.s}
S net profit at {firm} {went} in {half} to {sum.b} from {sum.a}, the company said {when}, while its sales stood at {sum.s}
T {firm}'s [profit|bottom line] {went} in {half}
T {firm} [made|earned] a net profit of {sum.b.agree} in {half}
T {firm} had sales of {sum.s} in {half}
T a year earlier, {firm}'s net profit had been {sum.a}
F {firm}'s net profit {wentx} in {half}
F {firm} made a net profit of {sum.s} in {half}
F net profit at {firm} was {sum.b.clash} in {half}
F {firm} [made|reported] a loss in {half}
F a year before, {firm} had made a net profit of {sum.b}
U {firm}'s sales {went} in {half}
U analysts had expected {firm} to [make|report] a profit of {sum.a}
U {firm} [paid|will pay] a dividend of {c} a share for {half}
U {firm2}'s net profit also {went} in {half}

D group = women / young people / over-55s / graduates
S unemployment in {country} {went} to {rate.b} in {half} from {rate.a} [in the previous quarter|three months earlier], [the statistics office said {when}|figures published {when} showed]
S the statistics office said {when} that the jobless rate in {country} had moved from {rate.a} to {rate.b} in {half}
D half = the second quarter / the third quarter / the first quarter / the final quarter
T the jobless rate in {country} {went} in {half}
T {country} had an unemployment rate of {rate.b} in {half}
T the rate of unemployment in {country} {went} by {rate.d}
T before {half}, unemployment in {country} stood at {rate.a}
F the share of people out of work in {country} {wentx} in {half}
F unemployment in {country} {went} by {rate.dx} in {half}
F the jobless rate in {country} was {rate.x} in {half}
F the unemployment rate in {country} {went} from {rate.b} to {rate.a}
F unemployment in {country} was unchanged in {half}
U unemployment among {group} in {country} {went} to {rate.b} in {half}
U {b} people in {country} [lost their jobs|found work] in {half}
U wages in {country} {went} by {rate.d} in {half}
U unemployment in {country2} also {went} in {half}
U economists had expected unemployment in {country} to be {rate.x}

D thing = road deaths / burglaries / births / asylum applications / new car registrations / business failures
S the number of {thing} in {country} {went} {span} last year, the {move} being [put down|attributed] by officials to {why}
S official figures released {when} show that {thing} in {country} {went} {span} last year, which the ministry attributes to {why}
D why = changes in the law / the state of the economy / the weather / new ways of counting
T there were {more} {thing} in {country} last year than the year before
T {country} [had|recorded|counted] {to} {thing} last year
T {thing} in {country} {went} by {share} last year
T the [change|{move}] in {thing} in {country} amounted to {change}
T officials [linked|tied] the [change|{move}] in {thing} to {why}
F {country} had {morex} {thing} last year than the year before
F {thing} in {country} {went} by {sharex} last year
F last year's figure for {thing} in {country} was {tox}
F {country} counted {to} {thing} the year before last and {from} last year
F officials attributed the [change|{move}] in {thing} to {why2}
U the number of {thing} in {country} [will|is expected to] {keep} this year
D keep = rise / fall / stay the same
U {thing} in {country2} {went} {span}
U {town} [had|recorded] the highest number of {thing} in {country} last year
U most of the {thing} in {country} last year were in [cities|the countryside]

S the average price of a [house|flat|home] in {town} {went} by {pc} in the year to June, while rents rose by {pc2}, [property portal|estate agency] {firm} said {when}
S [house|flat|home] prices in {town} {went} an average of {pc} in the year to June and rents there rose by {pc2}, [a survey by {firm} found|according to {firm}]
T in June the average home price in {town} was {higher} than [a year earlier|12 months before]
T rents in {town} [climbed|grew] {pc2} in the year to June
T [property|home] prices in {town} {went} by {pc}
T tenants in {town} were paying more [than a year earlier|in June than a year before]
F [property|home] prices in {town} {wentx} by {pc}
F rents in {town} [climbed|rose] by {pc}, while home prices moved by {pc2}
F rents in {town} [fell|declined] in the year to June
F home prices in {town} {went} by {pc3} in the year to June
U rents in {town2} [climbed|rose] {pc2} in the year to June
U the number of homes sold in {town} {went} by {pc}
U a typical rent in {town} is now {g} {cash} a month
U home prices in {town} {went} for the {ord} year in a row

D pact = a fisheries treaty / a pact on cross-border rivers / an extradition agreement / a code of conduct on drones / a nuclear safety accord
S {part} of the {whole} [states|countries] at the {town} conference signed {pact} {when}, with {country2} among those that did not
S {when} {pact} was signed in {town} by {part} of the {whole} [states|countries] at the conference, but not by {country2}
T [most|the majority] of the countries at the {town} conference signed {pact.the}
T {rest} countries at the conference [did not sign|stayed out of] {pact.the}
T {country2} [did not put its name to|stayed out of|did not sign] {pact.the}
T [not every|not all of the] {whole} [state|states] at the conference signed {pact.the}
F all {whole} [states|countries] at the {town} conference signed {pact.the}
F {pact.the} was signed by {rest} of the {whole} countries at the conference
F {country2} signed {pact.the} in {town}
F {partx} of the {whole} countries signed {pact.the} in {town}
F [only a minority|fewer than half] of the countries at the {town} conference signed {pact.the}
U {country2} refused to sign {pact.the} because of its cost
U {country3} [put its name to|did not sign] {pact.the}
U {n} of the countries that signed {pact.the} have ratified it
U {country2} [will|plans to] sign {pact.the} later

S {firm} [has agreed|agreed {when}] to buy a {pc} stake in {firm2} for {x}, [a deal|in a deal] that leaves founder {p} with {pc2} of the shares
S {firm2} founder {p} will keep {pc2} of the company after {firm} agreed {when} to pay {x} for a {pc} holding
T {firm} is [acquiring|purchasing] [part of|a stake in] {firm2}
T {firm2} was [founded|set up] by {p.c}
T a {pc} share of {firm2} is being sold [to {firm}|for {x}]
T {p.c} [retains|will still hold] {pc2} of {firm2}
T the [price|sum] agreed for the stake in {firm2} is {x.agree}
F {firm2} is [acquiring|buying] a {pc} stake in {firm}
F {firm} agreed to buy [all of|the whole of] {firm2}
F {p.c} will [hold|keep] {pc} of {firm2} and {firm} will have {pc2}
F {firm} agreed to pay {x2} for the stake in {firm2}
F {firm3} agreed to buy a {pc} stake in {firm2}
U {firm} first bought shares in {firm2} in {y}
U {p.c} received {x2} from the sale of the stake in {firm2}
U {firm} has the right to buy the rest of {firm2} later
U {firm2} has {m} employees
U the sale of the {pc} stake in {firm2} has been completed

S a {g}-metre bridge linking {town} with the island of {isle} opened {when}, {n} years late and at a cost of {x}, {x.part} over budget
S [built|finished] {n} years late, the {g}-metre bridge between {town} and the island of {isle} opened to traffic {when} at a cost of {x}, {x.part} more than planned
D isle = Sorn / Marley / Hestvik / Calva / Brae
T the bridge from {town} to {isle} was [late|delayed] by {n} years
T [people|travellers] can now cross from {town} to {isle} [by bridge|over a bridge]
T building the bridge to {isle} cost {x.agree}
T the [cost overrun on|overspending on] the bridge to {isle} [was|amounted to] {x.part}
T the bridge to {isle} is {g} metres long
F the bridge to {isle} was finished [on time|ahead of schedule]
F the bridge between {town} and {isle} cost {x.part} in all
F the bridge to {isle} opened {n2} years late
F the bridge to {isle} came in under budget
F the bridge to {isle} is {g.much} metres long
F the new bridge links {isle} with {town2}
U the bridge to {isle} carries {b} vehicles a day
U the bridge to {isle} was [built|designed] by {firm}
U {n2} workers were injured while the bridge to {isle} was being built
U drivers must pay {c} to cross the bridge to {isle}

S the new [rail line|motorway] between {town} and {town2}, {km} long, will cut the journey by {m} minutes and is due to open in {yx}, the transport ministry said {when}
S {km} of new [rail line|motorway], due to open in {yx}, will link {town} with {town2} and make the trip {m} minutes shorter, the transport ministry said {when}
T the planned link between {town} and {town2} is {km.mi} long
T travel between {town} and {town2} [will become|is to become] {m} minutes faster
T the link between {town} and {town2} is [scheduled|planned] to open in {yx}
T the transport ministry expects [a shorter|a quicker] journey between {town} and {town2}
F the new link between {town} and {town2} will be {km.x} long
F the link will run between {town} and {town4}
F the trip between {town} and {town2} will take {m} minutes longer
F the link between {town} and {town2} is due to open in {yx2}
F the journey from {town} to {town2} will be cut by {m2} minutes
U the journey from {town} to {town2} will take {m} minutes
U the line between {town} and {town2} opened in {yx}
U the link between {town} and {town2} is expected to cost {x}
U the new link will pass through {town4} on its way from {town} to {town2}

D ill = cholera / measles / dengue fever / whooping cough / typhoid
S [health officials|doctors] in the town of {town} in {country} have recorded {b} cases of {ill} and {n} deaths since {month}, [most|the majority] of them in [camps|homes] without [clean|running] water
S since {month}, {ill} has infected {b} people in {town} and killed {n} in {town}, the health ministry of {country} said {when}
D month = January / March / May / August / October
T {n} people [died of|were killed by] {ill} in {town}
T {b.agree} people in {town} [caught|fell ill with] {ill}
T [an outbreak of {ill}|{ill}] claimed lives in {country}
T the {ill} cases in {town} were counted from {month}
F {n2} people have died of {ill} in {town}
F {ill} in {town} has killed {b} people
F there have been {b.clash} cases of {ill} in {town} since {month}
F [nobody|no one] has died of {ill} in {town} since {month}
F it was an outbreak of {ill2} that killed {n} people in {town}
U {b2} people in {town} were vaccinated against {ill}
U {n2} cases of {ill} were found in {town2}
U {n} [children|infants] died of {ill} in {town}
U the number of {ill} cases in {town} is now falling

S a court in {town} sentenced {p}, {age}, to {n} years in prison and fined {p.him} {b} {cash} {when} for {crime}
S {p}, {age}, was jailed for {n} years {when} and fined {b} {cash} by a court in {town} after being [convicted|found guilty] of {crime}
D crime = bribery / tax fraud / insider trading / smuggling cigarettes / forging visas
T {p.c} [was found guilty of|was convicted of] {crime}
T a {n}-year prison [term|sentence] was handed down to {p.c}
T {p.c} must pay a fine of {b.agree} {cash}
T {p.c} was {age} years old when {p.he} was sentenced
F {p.c} was [acquitted|cleared] of {crime}
F {p.c} was given a {n2}-year prison sentence
F {p.c} was fined {b} {cash} but [spared|did not get a] prison [|sentence]
F the court that jailed {p.c} sits in {town2}
F {p.c} was jailed for {crime2}
F the court fined {p.c} {b2} {cash}
U {p.kin} was jailed for {crime}
U {p.c} [plans to appeal|has lodged an appeal] against the {n}-year sentence
U {p.c} earned {b2} {cash} from {crime}
U prosecutors had asked for {n2} years in prison for {p.c}
U {p.c} will be released early

S {p} won the {town} mayoral election {when} with {v} of the vote, ahead of {q} on {v2} and {r} on {v3}
S with {v} of the vote against {v2} for {q}, {p} was elected mayor of {town} {when}, while {r} [trailed|came third] with {v3}
T {p.c} [is to be|was chosen as] mayor of {town}
T {q.c} [came second|was the runner-up] in the election in {town}
T {r.c} [took|won|received] {v3} of the vote in {town}
T {p.c} finished {lead} ahead of {q.c}
T {q.c} was [defeated|beaten] by {p.c} in the mayoral race in {town}
F {q.c} [won|was the winner of] the mayoral election in {town}
F {r.c} finished ahead of {q.c} in the race for mayor of {town}
F {p.c} [got|won] {v2} of the vote in {town}
F {p.c} was elected mayor of {town2}
F {p.c} lost the mayoral election in {town} to {q.c}
U turnout in the mayoral election in {town} was {v2}
U {p.c} was [the youngest person|the first candidate born abroad] to be elected mayor of {town}
U {q.c} has [conceded defeat to|congratulated] {p.c}
U {p.c} won {v2} of the vote at the previous election in {town}

S {pc} of people in {country} [support|back] {plan}, [while] {pc2} [oppose it|are against it], a poll of {b} [adults|voters] for {firm} found
S a poll of {b} [adults|voters] for {firm} found that {pc2} of people in {country} [oppose|are against] {plan} and {pc} [support|back] it
D plan = a four-day week / joining the currency union / lowering the voting age / a tax on flights / nuclear power
T {pc2} of those polled in {country} [rejected|were opposed to] {plan}
T {b.agree} people were [asked|questioned] in the poll on {plan}
T the survey on {plan} was [carried out|made] for {firm}
T {pc} of [respondents|people] were in favour of {plan}
F {pc2} of people in {country} support {plan} and {pc} oppose it
F the poll on {plan} questioned {b2} people
F the poll on {plan} was made for {firm2}
F {pc3} of people in {country} are in favour of {plan}
U {pc} of [women|people under 30] in {country} support {plan}
U support for {plan} in {country} has grown since last year
U most of those who oppose {plan} in {country} are [over 60|women]
U the government of {country} will introduce {plan}

S {p}'s lead over {q} in the race for [governor|president|party leader] {narrow} to {few} points [in a poll published {when}|, a poll published {when} showed], from {many} points a month ago
D narrow = narrowed / shrank
S a poll published {when} showed {p} ahead of {q} by {few} points in the race for [governor|president|party leader], down from {many} points a month ago
T the gap between {p.c} and {q.c} has [become smaller|closed somewhat]
T {p.c} was [leading|ahead of] {q.c} in the poll
T a month ago, {p.c} led {q.c} by {many} points
T {q.c} [trails|is behind] {p.c} by {few} points
F {p.c}'s lead over {q.c} has [widened|grown]
F {q.c} is ahead of {p.c} by {few} points
F {p.c} leads {q.c} by {many} points in the latest poll
F a month ago, {p.c} led {q.c} by {few} points
F {p.c} and {q.c} are level in the latest poll
U {p.c} won the election against {q.c}
U {p.c} has the support of {v} of voters
U {r.c} is {many} points behind {p.c}
U {q.c} was ahead of {p.c} a year ago

S a goal by {p} after {m} minutes gave {town} United a {score} win over {town2} Rovers in the cup {round} {when}, watched by {b} spectators
S {town} United beat {town2} Rovers {score} in the cup {round} {when} before a crowd of {b}, {p} scoring the decisive goal after {m} minutes
D round = final / semi-final / quarter-final
T {town2} Rovers lost to {town} United in the cup {round}
T {b.agree} [people|spectators] saw the match between {town} United and {town2} Rovers
T {p.c} scored [for {town} United|in the {round}]
T {town} United [defeated|won against] {town2} Rovers
F {town2} Rovers beat {town} United in the cup {round}
F the match between {town} United and {town2} Rovers ended {score2}
F the match between {town} United and {town2} Rovers ended in a draw
F {p.c} scored for {town2} Rovers
F {town} United beat {town2} Rovers in the cup {round2}
F the crowd at the {round} numbered {b2}
U {p.c} has scored {n} goals for {town} United this season
U {p.c} scored [from a corner|with a header] against {town2} Rovers
U {town} United had lost their previous match
U {q.c} was sent off in the match between {town} United and {town2} Rovers

S turnout in {country}'s [general|parliamentary] election {when} was {turn.b}, {higher} than the {turn.a} recorded in {y3}, the electoral commission said, with {b} ballots declared invalid
S the electoral commission of {country} put turnout in the election {when} at {turn.b}, against {turn.a} in {y3}, and said {b} ballots were invalid
T turnout in {country} was {higher} than in {y3}
T {turn.b} of [voters|the electorate] in {country} took part in the election
T {b.agree} [ballots|votes] were declared [invalid|void] in {country}
T in {y3}, turnout in {country} had been {turn.a}
F turnout in {country} was {higherx} than in {y3}
F turnout in {country}'s election was {turn.x}
F turnout in {country} was {turn.b} in {y3}
F {b2} ballots were declared invalid in {country}
U turnout in {town} was {turn.b}
U turnout among young voters in {country} was {higher} than in {y3}
U the ruling party of {country} won {turn.b} of the vote
U {b} ballots were declared invalid in {country} in {y3}

D body = the tax authority / the national library / the central bank / the food safety agency / the coast guard / the archive service
S {p}, {age}, who [ran|led] {firm} until {y3}, has been [named|appointed] head of {body} in {country}, [taking over from|replacing] {q}, who is retiring
S {body} of {country} will be led by {p}, the {age}-year-old former head of {firm}, after {q} [steps down|retires], the government said {when}
T {p.c} [is to head|has been chosen to lead] {body}
T {p.c} [succeeds|is taking the place of] {q.c} at {body}
T {p.c} used to be [in charge|the head] of {firm}
T {q.c} is [leaving|retiring from] {body}
F {q.c} is to [succeed|replace] {p.c} as head of {body}
F {p.c} has been named head of {body2}
F {p.c} used to be head of {firm2}
F {p.c} is {age2} years old
U {p.kin} has been named head of {firm}
U {q.c} led {body} for {n} years
U {p.c} will be the first person from {town} to lead {body}
U {p.c} will earn {b} {cash} a year as head of {body}

D post = finance minister / health minister / police chief / transport minister / chief prosecutor
D why = poor health / a row over spending / a disagreement with the prime minister / an inquiry into travel expenses / pressure from the party's right wing
S {p} resigned as {post} of {country} {when} because of {why}, [{n} months after taking office|only {n} months after being appointed by {q}]
S citing {why}, {p} stepped down {when} after {n} months as {post} of {country}
T {p.c} [quit|left office] because of {why}
T {country}'s {post} has [resigned|stepped down]
T {p.c} was {post} for {n} months
F {p.c} resigned because of {why2}
F {p.c} was [dismissed|sacked] as {post} of {country}
F {p.c} resigned as {post2} of {country}
F {p.c} [refused to resign|is staying on] as {post}
F {p.c} had been {post} for {n2} months when {p.he} resigned
U {r.c} [will replace|has replaced] {p.c} as {post}
U {p.c} will keep {p.his} seat in parliament
U {p.c} had offered to resign once before
U {q.c} asked {p.c} to resign because of {why}

D deed = the arrest of {n} journalists / the shelling of a village / the expulsion of two diplomats / the closing of a newspaper
S the foreign ministry of {country} voiced [concern|unease] {when} over {deed} in {country2}, but [stopped short of condemning it|did not condemn it] and [ruled out|said there would be no] sanctions
S {country}'s foreign minister, {p}, said {p.he} was [worried|concerned] by {deed} in {country2} but declined to condemn it and ruled out sanctions
T {country} [was uneasy|expressed worry] about {deed} in {country2}
T {country} [does not intend to|will not] impose sanctions over {deed}
T {country} did not condemn {deed}
F {country} condemned {deed} in {country2}
F {country} [announced|imposed] sanctions on {country2} over {deed}
F {country2} [voiced|expressed] concern over {deed} in {country}
F {country} [praised|welcomed] {deed} in {country2}
U {country} [recalled|called in] its ambassador over {deed}
U {country3} condemned {deed} in {country2}
U {country2} rejected {country}'s criticism of {deed}
U {country} will [raise|bring up] {deed} at the United Nations

D thing = plastic bags / diesel vans / electric scooters / fireworks / outdoor gas heaters
S {town} will limit but not ban {thing} in the city centre [from|starting in] {yx}, [the council decided {when}|councillors decided {when}], with fines of {m} {cash} [for those who break the rule|for offenders]
S rather than ban {thing} outright, {town} council decided {when} to restrict them in the city centre from {yx} and to fine offenders {m} {cash}
T {town} decided against [an outright|a complete] ban on {thing}
T [restrictions on|limits on] {thing} are planned in the centre of {town}
T {town} wants to [penalise|fine] people who break the rule on {thing}
T new rules for {thing} in {town} are to apply from {yx}
F {town} decided to ban {thing} outright
F {town} council decided to [leave {thing} unrestricted|place no limits on {thing}]
F the limits on {thing} will apply from {yx2}
F the limits on {thing} were decided by {town2}, not {town}
F those who break the rule on {thing} in {town} will not be fined
U {town2} will also limit {thing} in its city centre from {yx}
U {town} will extend the limits on {thing} to the suburbs
U {b} residents of {town} had signed a petition against {thing}
U shopkeepers in {town} [opposed|backed] the limits on {thing}

D who = landlords / restaurants / taxi drivers / farmers / private schools
D duty = publish their prices / register with the council / keep records for {n} years / install smoke alarms / report accidents
S [under a law|under rules] passed {when}, {who} in {country} [must|are obliged to] {duty}, while those with fewer than {few} employees may apply for an exemption
S {who} in {country} are required to {duty} under a law passed {when}, though the smallest, with fewer than {few} employees, may ask to be exempted
T {country} has made it [compulsory|mandatory] for {who} to {duty}
T small {who} can [request|ask for] an exemption
T a law passed {when.m} concerns {who}
T {who} in {country} [have to|are legally bound to] {duty}, with possible exceptions for the smallest
F {who} in {country} may {duty} if they wish, but do not have to
F the law on the duty to {duty} concerns {who2}, not {who}
F no {who} in {country} can apply for an exemption
F lawmakers in {country} rejected a law under which {who} must {duty}
U most {who} in {country} have applied for an exemption
U {who} who do not {duty} face a fine of {b} {cash}
U {who} in {country2} must {duty}
U {m} {who} in {country} had asked for the law

S {many} passengers were [injured|hurt], {few} of them seriously, but nobody was killed when a train carrying {b} people came off the rails near {town} {when}
S a train with {b} people on board derailed near {town} {when}, injuring {many} passengers but killing [nobody|no one]
T everyone on the train that derailed near {town} [survived|lived]
T {many} people on the train suffered injuries near {town}
T {b.agree} people were [on board|travelling on] the train
T there was a [railway accident|derailment] near {town}
F {many} people were killed when the train derailed near {town}
F nobody was hurt when the train came off the rails near {town}
F {b2} people were on the train that derailed near {town}
F the train derailed near {town2}
U the train that derailed near {town} was [speeding|late]
U the driver of the train was among the injured
U the train derailed near {town} because of a broken rail
U {m} passengers on the train were [children|tourists]

D act = raise tariffs / close its border crossings / halt gas deliveries / withdraw its ambassador / freeze bank accounts
S {country} [will|would] {act} if {country2} [goes ahead with|does not drop] {plan}, {p}, [the country's|its] foreign minister, [warned|said] {when}
S the foreign minister of {country}, {p}, [threatened|warned] {when} that [it|the country] would {act} [should {country2} press ahead with|unless {country2} abandons] {plan}
D plan = the dam project / the naval exercise / the ban on grain imports / the new pipeline
T {country} has threatened to {act}
T {p.c} is the foreign minister of {country}
T {country} [objects to|wants to stop] {plan}, [a plan of|pursued by] {country2}
T {p.c} linked a threat to {act} to {plan}
F {country2} [threatened|warned] that it would {act} over {plan}
F {p.c} promised that {country} would not {act}
F the warning to {act} was about {plan2}
F {p.c} is the foreign minister of {country2}
U {country2} has [dropped|abandoned] {plan}
U {country} decided {when.c} to {act}
U {country3} will also {act} if {country2} goes ahead with {plan}
U {country2} has gone ahead with {plan}

S reservoirs around {town} were at {pc} of capacity {when}, [their lowest level since {y}|the lowest since {y}], and {m} villages are being supplied by [tanker|lorry]
S with reservoirs near {town} at only {pc} of capacity, a level not seen since {y}, {m} villages now get their water by [tanker|lorry], officials said {when}
T [water levels|reserves] near {town} are the [lowest since|worst since] {y}
T {m.agree} villages receive water by road
T the reservoirs near {town} are [less than half|not even half] full
F the reservoirs near {town} are at {pc2} of capacity
F the reservoirs around {town} are [full|almost full]
F {m2} villages are being supplied with water by road
F the reservoirs near {town} are at their highest level since {y}
F the reservoirs near {town} were last this low in {y2}
U water use in {town} has been [restricted|cut by {pc}]
U {m} villages have been without water for {n} weeks
U farmers near {town} have lost {pc2} of their harvest
U the reservoirs near {town2} are at {pc} of capacity

S {g} millimetres of rain fell on {town} in {few} hours {when}, [more than in|exceeding] the whole of {month}, and {b} people [had to leave|were evacuated from] their homes
S {b} people were evacuated in {town} {when} after {g} millimetres of rain fell in {few} hours
D month = June / March / September / November
T {b.agree} people had to [leave|get out of] their homes in {town}
T [heavy rain|a downpour] drove people from their homes in {town}
T it took {few} hours for {g} mm of rain to fall on {town}
F {b2} people had to leave their homes in {town}
F the {g} millimetres of rain fell on {town} in {many} hours
F {g.less} millimetres of rain fell on {town} in {few} hours
F nobody in {town} had to leave home because of the rain
U {n} people drowned in the floods in {town}
U {m} homes in {town} were [flooded|destroyed]
U the evacuated people of {town} have returned to their homes
U {g} millimetres of rain also fell on {town2} {when.m}

S a cargo ship carrying {b} tonnes of {load} [ran aground|got stuck] off {town} {when}, and all {m} crew members were [lifted to safety|rescued] by helicopter
S all {m} crew of a cargo ship that ran aground off {town} {when} with {b} tonnes of {load} on board were [picked up|rescued] by helicopter, the coast guard said
D load = grain / cement / iron ore / timber / fertiliser
T the ship [off {town}|that ran aground off {town}] was loaded with {load}
T helicopters [saved|rescued] the crew of the ship
T {m.agree} sailors were rescued off {town}
T there were {b.agree} tonnes of {load} on the ship
F {m2} crew members were rescued from the ship off {town}
F only some of the crew of the ship off {town} were rescued
F the ship that ran aground off {town} was carrying {load2}
F the crew of the ship was rescued by a lifeboat
F the ship carried {b2} tonnes of {load}
U the ship that ran aground off {town} was bound for {town3}
U {n} of the rescued crew were [treated in hospital|injured]
U the captain of the ship that ran aground was {age} years old
U {b2} litres of fuel [leaked|spilled] from the ship off {town}

S a flight from {town} to {town3} with {g} passengers [was diverted|had to turn] to {town2} {when} after {cause}, landing {n} hours late, {firm} said
S {cause} forced a {firm} aircraft flying from {town} to {town3} with {g} passengers to land in {town2} {when}, {n} hours behind schedule
D cause = a bird strike / a crack in the windscreen / smoke in the cabin / a medical emergency / a threat made by a passenger
T the plane on its way to {town3} [landed|touched down] in {town2}
T {cause} was [the reason for the diversion|why the flight was diverted]
T the {firm} flight had [set off from|left] {town}
T there were {g} [people|passengers] on the diverted flight
F the flight to {town3} was diverted because of {cause2}
F the flight was diverted to {town4}
F the {firm} flight was travelling from {town3} to {town}
F the diverted flight was operated by {firm2}
F {g.much} passengers were on the diverted flight
U {n2} passengers on the flight to {town3} were treated in hospital
U the passengers were [flown|taken] on to {town3} the next day
U the diverted {firm} aircraft was {n2} years old
U {cause} forced another {firm} flight to turn back to {town}

S {part} of the {whole} schools in {town} [stayed open|opened as usual] {when} despite the {why}, and only {rest} had to close, the education department said
S despite the {why}, only {rest} of the {whole} schools in {town} closed {when}, with the other {part} opening as usual
D why = heavy snow / flu outbreak / power cuts / transport strike
T [most|the majority] of the schools in {town} [remained open|did not close]
T {rest} schools in {town} [were shut|did not open]
T [lessons were held|there were lessons] at {part} schools in {town}
F all {whole} schools in {town} [closed|were shut]
F {part} schools in {town} closed and {rest} stayed open
F none of the schools in {town} had to close
F every school in {town} opened as usual
F {partx} of the {whole} schools in {town} stayed open
U {pc} of pupils in {town} [stayed at home|missed lessons]
U {rest} schools in {town2} had to close
U the {rest} schools that closed in {town} will reopen the next day
U teachers in {town} had asked for all schools to close

S a single bus ticket in {town} will cost {price.b} instead of {price.a} from {month}, while the price of a monthly pass stays at {m} {cash}, [operator {firm}|the operator, {firm},] said {when}
S {firm}, which runs the buses in {town}, said {when} that from {month} a single ticket would cost {price.b}, compared with {price.a} now, and a monthly pass an unchanged {m} {cash}
D month = January / April / August / October
T [single|one-way] fares on buses in {town} are [to be|being] {raised}
T the price of a monthly [pass|ticket] in {town} will [not change|remain the same]
T bus passengers in {town} now pay {price.a} for a single ticket
T the new fares in {town} [apply|take effect] from {month}
F single fares on buses in {town} are being {raisedx}
F a single bus ticket in {town} will cost {price.a} from {month}
F the price of a monthly pass in {town} is being {raised}
F the new fares in {town} apply from {month2}
F buses in {town} are run by {firm2}
U {firm} carries {b} passengers a day in {town}
U children in {town} travel free on buses
U single bus fares in {town} were last changed in {y3}
U a day ticket in {town} will cost {c2}

S {country}'s central bank left its key interest rate [unchanged|on hold] at {rate.a} {when}, by a vote of {part} to {rest}, and said inflation would {fall} to 2 per cent by {yx}
S by a vote of {part} to {rest}, the central bank of {country} decided {when} to keep its main interest rate at {rate.a}, [while forecasting|and forecast] that inflation would {fall} to 2 per cent by {yx}
D fall = fall / ease
T the main interest rate in {country} [stays at|remains] {rate.a}
T the [decision on rates|interest rate decision] in {country} was not unanimous
T the central bank of {country} expects [lower inflation|inflation to decline]
T {rest} members voted against keeping the interest rate in {country} unchanged
F the central bank of {country} [raised|cut] its key interest rate
F {country}'s key interest rate is {rate.x}
F the central bank of {country} [voted unanimously|was unanimous in its vote] to keep the rate at {rate.a}
F the central bank of {country} forecast that inflation would rise
U wages in {country} are rising by {rate.b} a year
U the central bank of {country} will cut its key interest rate [at its next meeting|next year]
U economists had expected the central bank of {country} to [raise|cut] the rate
U the key interest rate in {country2} is also {rate.a}

S {country}'s [trade|budget] deficit {widened} to {sum.b} last year from {sum.a}, the finance ministry said {when}, although {exports} of {goods} rose by {pc}
S last year {country} ran a [trade|budget] deficit of {sum.b}, after {sum.a} the year before, even though {exports} of {goods} rose by {pc}, the finance ministry said {when}
D exports = exports / sales / imports
D goods = machinery / coffee / timber / cars / copper
T {exports} of {goods} [grew|increased] by {pc} in {country}
T the gap in {country}'s books was {sum.b.agree} last year
T the deficit of {country} [became {larger}|{widened}] last year
F the deficit of {country} [became {largerx}|{widenedx}] last year
F {country} had a surplus last year
F {exports} of {goods} [fell|dropped] by {pc} in {country}
F the deficit of {country} was {sum.b.clash} last year
U {exports} of {goods2} in {country} rose by {pc}
U the finance ministry expects a deficit of {sum.a} for {country} next year
U {country2}'s deficit also {widened} last year
U {exports} of {goods} in {country} were worth {sum.s} last year

S the [museum of {art}|national gallery] in {town} {had} {to} visitors last year, {more} than the {from} it counted the year before, its director, {p}, said {when}
D art = glass / shipping / textiles / design
D had = had / counted
S {to} people visited the {art} museum in {town} last year, compared with {from} the year before, director {p} said {when}
T {more} people [came to|visited] the museum in {town} than in the year before
T the museum in {town} is [run|headed] by {p.c}
T visitor numbers in {town} {went} by {share}
T the museum in {town} [counted|had] {to} visitors last year
F {morex} people visited the museum in {town} than in the year before
F the museum in {town} had {tox} visitors last year
F {q.c} is the director of the museum in {town}
F visitor numbers at the museum in {town} {went} by {sharex}
U {pc} of the visitors to the museum in {town} [came from abroad|were under 18]
U {p.c} will [leave|retire from] the museum in {town} next year
U the museum in {town} [sold|earned] {x} from tickets last year
U the museum in {town2} had {from} visitors last year

S a [portrait|landscape|still life] by {p} [sold for|fetched] {sum.b} at auction in {town} {when}, {n} times [its estimate|the estimate], after a bidding contest between {m} [buyers|bidders]
S a painting by {p} was sold at auction in {town} {when} for {sum.b}, {n} times [its|the] estimate, to [an anonymous bidder|a bidder who did not give a name]
T a work by {p.c} went under the hammer in {town}
T the buyer in {town} paid {sum.b.agree} for the work by {p.c}
T the [price|sum] paid for the work by {p.c} was above the estimate
F the work by {p.c} went unsold
F the work by {p.c} fetched less than its estimate
F the work by {p.c} was sold for {sum.b.clash}
F the work sold in {town} was by {q.c}
F the work by {p.c} sold for {n2} times its estimate
U the work by {p.c} was bought by a museum
U the work by {p.c} was painted in {y}
U the sum paid is a record for a work by {p.c}
U another work by {p.c} sold for {sum.a} at the same auction

S {p}'s [film|documentary] "{title}" won the [top prize|main award] at the {town} festival {when}, while {q} was named best {role} for "{title2}"
S at the {town} film festival {when}, the [top prize|main award] went to "{title}", directed by {p}, and the prize for best {role} to {q} for "{title2}"
D title = The Salt Road / Nine Winters / A House by the Weir / Low Tide / The Last Ferryman / Ashes of Spring
D role = actor / screenplay writer / cinematographer / composer
T "{title}" was [honoured with|given] the [top prize|main award] in {town}
T {p.c} [directed|made] "{title}"
T {q.c} [received|won] an award for "{title2}"
T the best {role} prize at the {town} festival went to {q.c}
F "{title2}" won the top prize in {town}
F {q.c} won the top prize in {town} for "{title}"
F {q.c} was named best {role2} for "{title2}"
F {p.c} was named best {role} in {town}
F "{title}" won the main award at the {town2} festival
U {q.c} [appears|worked] in "{title}" as well
U the jury in {town} chose "{title}" unanimously
U {p.c} had won a prize in {town} before
U {m} films were shown at the {town} festival
U {r.c} directed "{title2}"

D find = a burial chamber / a Roman mosaic / a hoard of silver coins / a wooden ship / a bronze workshop
S archaeologists working near {town} have [found|uncovered] {find} that is at least {g.much} years old, together with {m} [pots|arrowheads], the university of {town2} said {when}
S {find} at least {g.much} years old and {m} [pots|arrowheads] have been [found|unearthed] near {town} by archaeologists from the university of {town2}
T {find.the} was [discovered|dug up] near {town}
T the university of {town2} was behind [the discovery|the news of the find] near {town}
T {m.agree} smaller objects were found [near {town}|with {find.the}]
F {find.the} was found near {town3}
F archaeologists near {town} found {find2}
F {find.the} found near {town} is {g} years old
F {m2} smaller objects were found together with {find.the}
U {find.the} will be shown in the museum of {town}
U {find.the} was found by a farmer ploughing a field near {town}
U {find.the} and the {m} objects are worth {x}
U {n} skeletons were found near {town} as well

D beast = bear / sea eagle / otter / beaver / crane
S the number of {beast}s in {country} has {gone} {span} in {n} years, [according to a count|a count found], and {m} of them live in the forests near {town}
S a count found {to} {beast}s in {country}, {m} of them near {town}, compared with {from} when the animals were last counted {n} years ago
T there are {more} {beast}s in {country} than {n} years ago
T {country} is home to {to} {beast}s
T {m.agree} {beast}s live near {town}
T the {beast} population of {country} {went} by {share} in {n} years
F there are {morex} {beast}s in {country} than {n} years ago
F all the {beast}s in {country} live near {town}
F the {beast} population of {country} {went} by {sharex}
F the number of {beast}s in {country} {went} {span} in {n2} years
F {m2} {beast}s live near {town}
U {m} {beast}s were shot in {country} last year
U the number of {beast}s near {town} {went} in {n} years
U most of the {beast}s in {country} are young animals
U the count of {beast}s in {country} was paid for by {firm}

S {firm}'s {park} outside {town}, spread over {m} hectares, will [supply power to|power] {b} homes when it is finished in {yx}
S {b} homes are to get their electricity from a {park} covering {m} hectares that {firm} is building outside {town} and plans to finish in {yx}
D park = solar park / wind farm / biogas plant
T {firm} is building a {park} near {town} that [is to|will] supply {b.agree} homes
T the site near {town} [covers|is spread over] {m} hectares
T [completion of the project|the project's completion] near {town} is planned for {yx}
F the project near {town} is being built by {firm2}
F the project near {town} is to supply {b2} homes
F the site of the project near {town} covers {m2} hectares
F the project near {town} is to be finished in {yx2}
U {firm} has finished the project near {town}
U the project near {town} supplies {b} homes with heating
U the project near {town} will cost {x}
U {firm} will [hire|employ] {m2} people at its site near {town}
U residents of {town} [went to court|protested] against the project of {firm}

D part_ = brakes / airbags / seat belts / fuel pumps / door locks
S {firm} is recalling {b} [cars|vehicles] sold in {country} between {y} and {y2} because of faulty {part_}, [a defect that has been linked to|which have been linked to] {n} accidents but no deaths
S faulty {part_}, linked to {n} accidents but no deaths, have led {firm} to recall {b} [cars|vehicles] sold in {country} between {y} and {y2}, the company said {when}
T a defect in the {part_} [prompted|is the reason for] the recall by {firm}
T {b.agree} [cars|vehicles] from {firm} are being [called back|recalled]
T {n} accidents have been linked to the {part_} of {firm} vehicles
T {firm} [called back|is calling in] vehicles because of faulty {part_}
F {firm} is recalling {b2} vehicles in {country}
F the recall by {firm} is due to faulty {part_2}
F the faulty {part_} [have been linked to {n} deaths|killed {n} people]
F the vehicles recalled by {firm} were sold in {country2}
F the recall concerns vehicles made by {firm2}
U {firm} will pay {x} for the recall
U {n2} people were injured in the accidents linked to the {part_}
U {firm} has known about the faulty {part_} since {y2}
U {firm} is also recalling vehicles in {country2}

D data = passwords / bank details / medical records / home addresses
S hackers [stole|copied] the names and {data} of {b} customers of {firm} in {month}, but no {data2} were taken, the company [admitted|disclosed] {when}
S {firm} [admitted|disclosed] {when} that the names and {data} of {b} of its customers, though no {data2}, had been stolen by hackers in {month}
D month = January / March / May / July / November
T customers' {data} [fell into the hands of hackers|were stolen from {firm}]
T {b.agree} customers of {firm} were affected by the theft of {data}
T the attack on {firm} [took place|happened] in {month}
T {data2} were not among the information stolen from {firm}
F hackers stole the {data2} of {firm} customers
F the {data} of {b2} customers of {firm} were stolen
F the {data} were stolen from {firm2}
F the hackers stole the data from {firm} in {month2}
F no {data} were taken in the attack on {firm}
U the hackers demanded {x} from {firm}
U {firm} has [fired|suspended] its head of security over the theft of {data}
U the stolen {data} have been published online
U the hackers who stole the {data} from {firm} were based in {country}

D op = hip operation / knee operation / eye operation / heart scan
S patients in {town} wait an average of {m} weeks for a(n) {op}, [up from|compared with] {m.less} weeks in {y3}, and {b} are [on the list|waiting], hospital figures [published {when} |]show
S the average wait for a(n) {op} in {town} is now {m} weeks, against {m.less} weeks in {y3}, hospital figures show, and {b} people are on the waiting list
T waiting times for a(n) {op} in {town} have [grown|become longer]
T {b.agree} people in {town} are waiting for a(n) {op}
T a(n) {op} in {town} now means waiting {m.agree} weeks on average
F waiting times for a(n) {op} in {town} have [become shorter|fallen]
F patients in {town} wait an average of {m.less} weeks for a(n) {op} now
F {b2} people in {town} are on the waiting list for a(n) {op}
F the average wait for a(n) {op} in {town} is {m2} weeks
U patients in {town} wait an average of {m} weeks for a(n) {op2}
U {n} people in {town} died while waiting for a(n) {op}
U no patient in {town} has waited more than {m} weeks for a(n) {op}
U waiting times for a(n) {op} in {town} have grown because of a lack of staff

S doctors in {country} [rejected|turned down] a pay offer of {pc} {when}, with {v} voting against it, and will strike for {n} days in {month} unless it is improved
S by {v} of the votes cast, doctors in {country} [rejected|turned down] a pay rise of {pc} {when} and threatened to strike for {n} days in {month} if there is no better offer
D month = March / June / September / November
T doctors in {country} [voted against|refused] the pay offer
T doctors in {country} were offered {pc} more
T [a strike|industrial action] by doctors in {country} is possible in {month}
T a majority of {v} [was against|opposed] the pay offer to doctors
F doctors in {country} [accepted|agreed to] a pay rise of {pc}
F the pay offer to doctors in {country} was {pc2}
F the strike threatened by doctors in {country} would last {n2} days
F doctors in {country} will not strike even if the offer is not improved
F the vote on the pay offer was held among doctors in {country2}
U doctors in {country} had demanded {pc2} more pay
U doctors in {country} went on strike for {n} days in {month}
U nurses in {country} were also offered {pc}
U {b} doctors in {country} took part in the vote on the pay offer

S police said {lo} people had [marched|taken to the streets] in {town} {when} against {plan}, whereas the organisers put the crowd at {hi}, and {n} were [arrested|detained]
S organisers put the number of people who marched in {town} {when} against {plan} at {hi}, the police at {lo}, and {n} protesters were [arrested|detained]
D plan = the pension reform / the new airport / the closure of the hospital / higher school fees
T according to the police, {lo.agree} people [protested|demonstrated] in {town}
T the organisers of the protest counted {hi.agree} participants
T people in {town} [demonstrated|protested] against {plan}
T the police and the organisers gave different figures for the march in {town}
T {n} people were taken into custody [at|during] the march in {town}
F according to the organisers, {lo} people marched in {town}
F the police put the number of marchers in {town} at {hi}
F no one was arrested at the march in {town}
F people in {town} marched in support of {plan}
F the march in {town} was against {plan2}
F {n2} people were arrested during the march in {town}
U the {n} people arrested in {town} have been [charged|released]
U {n2} police officers were injured at the march in {town}
U {lo} people marched against {plan} in {town2}
U another march against {plan} is planned in {town}

S police in {town} [arrested|detained] {many} people {when} [over|in connection with] {crime}, but released {few} of them without charge
S {many} people were arrested in {town} {when} on suspicion of {crime}, though {few} of them have since been released without charge, police said
D crime = match-fixing / the theft of copper cables / selling fake medicines / an online betting fraud
T [only some|not all] of those arrested in {town} [are still held|remain in custody]
T {few} of the suspects in {town} were [let go|freed]
T police in {town} [took {many} people into custody|made {many} arrests]
F all those arrested in {town} were released without charge
F {few} people were arrested in {town} and {many} released
F the arrests in {town} concerned {crime2}
F none of those arrested in {town} has been released
U all of the {many} people arrested in {town} are [foreign nationals|related]
U those still held in {town} have been charged with {crime}
U police in {town} seized {b} {cash} when they made the arrests
U the leader of the group was among the {few} people released in {town}
U police in {town2} made further arrests over {crime}

S rescuers [brought|pulled] {few} of the {many} miners trapped near {town} to the surface alive {when}, {m} hours after {cause}, and the search for the others continues
S {m} hours after {cause} trapped {many} miners near {town}, {few} of them were brought out alive {when}, and rescuers were still searching for the rest
D cause = a tunnel collapse / an explosion / a sudden flood / a rockfall
T {few} miners were rescued near {town}
T [some|not all] of the trapped miners near {town} [are still missing|have yet to be found]
T {cause} [left the miners trapped|trapped the miners] near {town}
T the number of miners trapped near {town} was {many}
F all {many} miners trapped near {town} have been brought out
F none of the miners trapped near {town} has been rescued
F {many} of the miners near {town} were rescued alive
F the miners near {town} were trapped by {cause2}
F the search for the trapped miners near {town} has been [called off|abandoned]
U the miners still trapped near {town} are alive
U the {few} rescued miners are in hospital in {town}
U the mine near {town} belongs to {firm}
U the trapped miners near {town} were {m} metres below ground

S {country} has so far delivered {x.part} of the {x} in aid that it promised {country2} after the {event}, {p}, an aid official, said {when}
S of the {x} in aid that {country} pledged to {country2} after the {event}, only {x.part} has arrived so far, [|aid official ]{p} said {when}
D event = floods / earthquake / cyclone / drought
T {country} promised {country2} {x.agree} in aid
T only part of the aid promised to {country2} by {country} has been [delivered|handed over]
T {country2} has [received|got] {x.part} in aid from {country}
F {country} has delivered all the aid it promised {country2}
F {country} promised {country2} {x.part} in aid and delivered {x}
F {country2} promised {country} {x} in aid after the {event}
F {country} has delivered none of the aid it promised {country2}
F the aid for {country2} was promised after the {event2}
U {country} will deliver the rest of the aid to {country2} by {yx}
U {country3} has delivered {x.part} in aid to {country2}
U {country} has held back the aid because of a dispute with {country2}
U the aid from {country} was spent on [food|tents] in {country2}

S {p}, the mayor of {town}, and {q}, {p.his} [counterpart|colleague] in {town2}, both [said|confirmed] {when} that they would not [stand|run] again, while {r}, who governs {town4}, has yet to decide
S neither {p}, the mayor of {town}, nor {q}, the mayor of {town2}, will [stand|run] again, they said {when}, while {r}, the mayor of {town4}, has not yet decided
T {p.c} and {q.c} are both [giving up office|not seeking another term]
T the mayor of {town2} is {q.c}
T {r.c} has not [made up {r.his} mind|decided] about [standing|running] again
T {town} will be getting a new mayor, since {p.c} will not [stand|run] again
F {p.c} is the mayor of {town2}
F only one of the two mayors, {p.c} and {q.c}, will not [stand|run] again
F both {p.c} and {q.c} will [stand|run] again
F {r.c} has decided not to [stand|run] again
F {q.c} will [stand|run] again as mayor of {town2}
U {p.c} has been mayor of {town} for {n} years
U {p.kin} will [stand|run] for mayor of {town}
U {q.c} [is to|will] take a job at {firm}
U {r.c} will [stand|run] again as mayor of {town4}

S none of the {whole} [restaurants|bakeries|butchers] that inspectors visited in {town} {when} had to close, although {part} were told to improve [their hygiene|their kitchens] within {n} weeks
S inspectors visited {whole} [restaurants|bakeries|butchers] in {town} {when}, told {part} of them to improve hygiene within {n} weeks and closed none
T [most|the majority] of the businesses inspected in {town} were told to [improve|do better]
T no business inspected in {town} was [shut down|ordered to close]
T {rest} of the {whole} businesses inspected in {town} were not told to improve
F {part} of the businesses inspected in {town} were closed
F all {whole} businesses inspected in {town} were told to improve
F [none|not one] of the businesses inspected in {town} was told to improve
F inspectors in {town} visited {part} businesses in all
F the businesses in {town} were given {n2} weeks to improve
U {rest} of the businesses inspected in {town} had mice
U inspectors will return to {town} in {n2} months
U {n} businesses in {town} were fined
U none of the {whole} businesses in {town} had been inspected before

D work = the new harbour wall / the metro extension / the prison / the children's hospital
S {firm}, the only company to submit a bid, was [awarded|given] the contract for {work} in {town} {when}, worth {x}, after {firm2} [pulled out|withdrew]
S after {firm2} withdrew, {firm} was left as the only bidder and was [awarded|given] the {x.adj} contract for {work} in {town} {when}
T {firm} [is to|will] build {work} in {town}
T {firm} [faced no rival bids|had no competitors] for {work}
T {firm2} [dropped out|is no longer in the running]
T the contract for {work} is worth {x.agree}
F {firm2} was awarded the contract for {work}
F several companies submitted bids for {work}
F {firm} withdrew from the contest for {work} in {town}
F the contract for {work} in {town} is worth {x2}
U {firm2} withdrew because of rising costs
U {work} in {town} is to be finished in {yx}
U {firm} has built {n} similar projects in {country}
U {firm3} had considered a bid for {work}
U {firm} is based in {town}

D wrong = copied designs / breach of contract / false advertising / unpaid licence fees / the poaching of staff
S {firm} is suing {firm2} for {x} over {wrong} in a court in {town}, [{n} months after talks broke down|having filed its claim {when}], and {firm3} may join the case
S {firm2} faces a {x.adj} lawsuit in {town} brought by {firm} over {wrong}, and {firm3} may join the case
T {firm2} is being [sued|taken to court] by {firm}
T {firm} is [demanding|seeking] {x} from {firm2}
T the case between {firm} and {firm2} is [before a court in|being brought in] {town}
T it is possible that {firm3} will join {firm}'s case
F {firm2} is suing {firm} for {x}
F {firm} wants {x2} from {firm2}
F the lawsuit by {firm} is against {firm3}
F {firm}'s lawsuit is about {wrong2}
F {firm} has brought its case in {town2}
U {firm} won its case against {firm2}
U {firm3} has joined the case against {firm2}
U {firm2} has [rejected|denied] the claim about {wrong}
U {firm2} has offered to pay {x2} to settle the case

D matter = leaving the customs union / a new constitution / a fixed term for judges / selling the waterworks
S voters in {country} rejected {matter} in a referendum {when}, by {maj} to {min}, although {town} [voted in favour|was in favour], [on a turnout of|with turnout at] {turn.b}
S a referendum in {country} {when} ended with {maj} against {matter} and {min} for it, with turnout at {turn.b} and {town} among the few places that backed it
T {matter} [failed to win a majority|was voted down] in {country}
T {town} [differed from the country as a whole|went against the national result]
T turnout in the referendum in {country} was {turn.b}
T a majority in {town} [supported|backed] {matter}
F voters in {country} approved {matter}
F {town} voted against {matter}
F {min} of voters in {country} were against {matter} and {maj} for it
F turnout in the referendum in {country} was {turn.x}
F voters in {country} rejected {matter2}
U {maj} of voters in {town} backed {matter}
U the prime minister of {country} will resign over the vote on {matter}
U {town2} voted against {matter}
U a second referendum on {matter} will be held in {yx}

D orbit = a weather satellite / a navigation satellite / a small telescope / a relay satellite
S {country} [launched|put] {orbit} [into orbit|into space] {when}, its {ord} this year, from a base near {town}, and the {x.adj} craft is designed to work for {n} years
S {orbit} that cost {x} and should work for {n} years was [launched|sent into space] {when} by {country}, the {ord} such launch this year, from a base near {town}
T {country} has carried out {ordn} launches this year, the latest of {orbit}
T {orbit.the} is [expected|supposed] to operate for {n} years
T [the spacecraft|{orbit.the}] cost {x.agree}
T the launch [of {orbit.the} |]took place near {town}
F the launch of {orbit.the} was {country}'s {ord2} this year
F {orbit.the} was launched by {country2}
F {orbit.the} is designed to work for {n2} years
F {orbit.the} cost {x2}
F {country} launched {orbit2} from a base near {town}
U {orbit.the} [weighs|has a mass of] {b} kilograms
U {orbit.the} has sent its first [signals|data] back to {country}
U {firm} built {orbit.the} for {country}
U {country2} paid part of the {x} for {orbit.the}

S {p}, {age}, crossed the line {ord} in the {town} marathon {when} in two hours and {mins} minutes, behind {q}, {age2}, who won [by {n} minutes|the race] for the {ord2} time
S {q}, {age2}, won the {town} marathon for the {ord2} time {when}, while {p}, {age}, came {ord} in two hours and {mins} minutes
T {q.c} was the [fastest runner|winner] in the {town} marathon
T {p.c} [finished|ended up] in {ord} place
T {q.c} had [already won|won] the {town} marathon before
T {p.c} was {age} when {p.he} ran the {town} marathon
F {p.c} won the {town} marathon
F {q.c} won the {town} marathon for the first time
F {p.c} finished {ord3} in the {town} marathon
F {q.c} is {age} years old
F {q.c} came {ord} and {p.c} won the {town} marathon
F {p.c} finished ahead of {q.c} in {town}
U {q.c} won in two hours and {mins2} minutes
U {p.c} had never run the {town} marathon before
U {b} runners took part in the {town} marathon
U {r.c} came {ord3} in the {town} marathon
U {p.kin} also ran in the {town} marathon

S {p}, who [founded|set up] {firm} in {y}, sold it to {firm2} in {y2} and has held no shares since, a spokesman said {when}
S {firm}, founded by {p} in {y} and sold in {y2} to {firm2}, is now run by {q}, and its founder has held no shares since the sale
T {firm2} has owned {firm} since {y2}
T {p.c} is the founder of {firm}
T {firm} was [started|founded] in {y}
T {p.c} [is not a shareholder in|has no stake in] {firm}
F {p.c} [still owns|is still the owner of] {firm}
F {firm} was founded in {y2} and sold in {y}
F {firm2} was sold to {firm} in {y2}
F {p.c} founded {firm2}
F {p.c} sold {firm} to {firm3}
F {q.c} founded {firm}
U {firm2} paid {x} for {firm}
U {p.c} founded another company after selling {firm}
U {firm2} will move {firm} to {town}
U {p.kin} works for {firm}
U {firm} had {b} employees when it was sold

S {p}, chair of {country}'s {club} federation, said {when} that {n} athletes had failed drug tests, but that neither {q} nor {r} was among them
S neither {q} nor {r} is among the {n} athletes who failed drug tests, {p}, who chairs {country}'s {club} federation, said {when}
D club = rowing / cycling / swimming / wrestling / ski
T {n} athletes [tested positive|did not pass drug tests]
T {q.c} did not fail a drug test, [according to the federation|{p.c} said]
T {p.c} [heads|is in charge of] the {club} federation of {country}
T {r.c} was not one of the athletes who failed drug tests
F {q.c} was one of the {n} athletes who failed drug tests
F both {q.c} and {r.c} failed drug tests
F {n2} athletes failed drug tests
F {p.c} chairs the {club2} federation of {country}
F {q.c} chairs {country}'s {club} federation
U {q.kin} was one of the athletes who failed drug tests
U the {n} athletes who failed drug tests have been [suspended|banned]
U {r.c} was tested {n2} times
U {p.c} will resign over the failed drug tests

S {firm} will [open|build] a {x.adj} [plant|factory] in {town}, {country}, [creating|which will create] {g} jobs by {yx}, after [turning down|rejecting] an offer of subsidies from {town3} in {country2}
S after rejecting subsidies offered by {town3} in {country2}, {firm} chose {town}, {country}, for a {x.adj} [plant|factory] that is to create {g} jobs by {yx}
T {firm} is planning a [plant|factory] in {country}
T {firm} chose {town} over {town3}
T {town3} tried to attract {firm} with [subsidies|public money]
T the [investment|new plant] by {firm} in {town} is to cost {x.agree}
F {firm} will build its plant in {town3}
F {firm} accepted the subsidies offered by {town3}
F the plant in {town} is to create {g.much} jobs
F the plant in {town} is being planned by {firm2}
F {firm} will invest {x2} in its plant in {town}
U {firm} has created {g} jobs in {town}
U {town} offered {firm} subsidies of {x.part}
U the plant of {firm} in {town} will make batteries
U {firm} will [close|keep] its plant in {town4}

D crop = wheat / rice / maize / barley / coffee
S [drought|frost] [rather than disease |]cost {country} {pc} of its {crop} harvest, the farm ministry said {when}, but the {crop2} crop, at {b} tonnes, was the best in {n} years
S {country} lost {pc} of its {crop} harvest to bad weather, the farm ministry said {when}, though it brought in {b} tonnes of {crop2}, the most in {n} years
T the {crop} harvest in {country} [suffered|was damaged by the weather]
T {country} harvested {b.agree} tonnes of {crop2}
T it was a good year for {crop2} in {country}
T {pc} of the {crop} harvest in {country} was lost
F {country} lost {pc} of its {crop2} harvest
F the {crop2} harvest in {country} was the worst in {n} years
F {country} lost {pc2} of its {crop} harvest
F {country} brought in {b2} tonnes of {crop2}
F {country} did not lose any of its {crop} harvest
U {country} harvested {b2} tonnes of {crop}
U the price of {crop} in {country} rose by {pc}
U {country} will import {crop} from {country2}
U {pc} of the {crop3} harvest in {country} was lost

S {p}, a(n) {age}-year-old {job} from {town}, won {x} in the lottery {when}, the {ord}-largest prize ever paid in {country}, and wants to give {pc} of it away
S the {ord}-largest lottery prize ever paid in {country}, {x}, went {when} to {p}, a(n) {age}-year-old {job} from {town} who intends to give away {pc} of it
D job = baker / lorry driver / nurse / electrician / plumber
T {p.c} had a lottery win of {x.agree}
T a {job} from {town} won the lottery
T {p.c} plans to [part with|give away] {pc} of the money
T a larger lottery prize [has been|was once] paid in {country}
F {p.c} won the largest lottery prize ever paid in {country}
F {p.c} won {x2} in the lottery
F {p.c} comes from {town2}
F {p.c} works as a {job2}
F {p.c} intends to give away {pc2} of the prize
F {p.c} is {age3} years old
U {p.c} has given away {pc} of the prize
U {p.c} [will stop|has stopped] working as a {job}
U {p.c} had played the lottery for {n} years
U {p.kin} from {town} also won in the lottery

S {p}, the coach of {town} City, was banned for {n} matches and fined {b} {cash} {when} for [insulting|pushing] a referee, while {p.his} assistant, {q}, got off with a warning
S the league banned {town} City coach {p} for {n} matches {when} and fined {p.him} {b} {cash}, but only warned {p.his} assistant, {q}, [after both had confronted|after both argued with] a referee
T the coach of {town} City [may not|cannot] take charge for {n} matches
T {q.c} was [not banned|spared a ban]
T {p.c} has to pay {b.agree} {cash}
T {q.c} is assistant to {p.c} at {town} City
F {q.c} was banned for {n} matches
F both {p.c} and {q.c} were banned
F {p.c} was banned for {n2} matches
F {p.c} got off with a warning
F {p.c} coaches {town2} City
U {p.c} [will appeal|has appealed] against the ban
U {q.c} will coach {town} City during the ban
U {p.c} had been banned once before
U {town} City lost the match in which {p.c} was sent off
U the referee has accepted an apology from {p.c}

S {m} of the {g} guests at a hotel in {town} fell ill {when} after eating {food}, and {n} were taken to hospital, leading inspectors to close the kitchen
S the kitchen of a hotel in {town} was closed {when} after {m} of its {g} guests fell ill from {food}, with {n} of them taken to hospital
D food = mussels / chicken salad / undercooked eggs / ice cream
T {food} made {m.agree} [people|guests] ill in {town}
T {n} people who fell ill at the hotel in {town} [were taken to|ended up in] hospital
T [most guests|the majority of guests] at the hotel did not fall ill
F all {g} guests of the hotel in {town} fell ill
F {m} guests of the hotel in {town} were taken to hospital
F it was {food2} that made the guests in {town} ill
F the hotel's kitchen in {town} [remains|is still] open
F {m2} guests of the hotel in {town} fell ill
U {n} guests of the hotel in {town} have died
U the cook of the hotel in {town} also fell ill
U the hotel in {town} had been inspected {n2} weeks before
U the guests taken to hospital in {town} have recovered

S {firm} [will raise|is raising] the price of its {gadget} to {c} [|a month ]in {country} because of {why}, but [customers|those] with a contract signed before {month} will keep the old price
S because of {why}, {firm} is putting up the price of its {gadget} in {country} to {c}, though customers who signed before {month} will go on paying the old price
D gadget = music service / home broadband / cloud storage / language app
D why = higher licence fees / a new tax / rising wages / the weak currency
D month = March / July / October / January
T {firm}'s {gadget} is [becoming|getting] more expensive [for new customers|in {country}]
T {firm} [puts the price rise down to|blames] {why}
T [some|existing] customers of {firm} [are spared|will not have to pay] the higher price
F {firm} is [lowering|cutting] the price of its {gadget}
F the price rise is due to {why2}
F all customers of {firm} will have to pay the higher price
F {firm}'s {gadget} will cost {c2} in {country}
U the price rise for {firm}'s {gadget} is the {ord} in {n} years
U {firm} is raising the price of its {gadget} in {country2}
U {firm} has lost {b} customers in {country} because of the price of its {gadget}
U {firm2} will also raise its price because of {why}

S {b} refugees have crossed from {country2} into {country} since {month}, {pc} of them children, [and most are|most of whom are] staying in and around {town}, an aid agency said {when}
S since {month}, {b} people fleeing {country2} have arrived in {country}, {pc} of them children, and most are staying in and around {town}
D month = January / April / July / October
T {b.agree} people have [fled|come] from {country2} to {country}
T {pc} of the refugees in {country} are [minors|children]
T [a majority of|most] the refugees are [in or near|in the area of] {town}
F {b} people have fled from {country} to {country2}
F {pc2} of the refugees from {country2} are children
F all the refugees from {country2} are staying in and around {town}
F {b2} people have fled to {country} from {country2}
F most of the refugees from {country2} are children
F the refugees counted in {country} came from {country3}
U {pc} of the refugees from {country2} are women
U {b2} people have fled from {country2} to {country3}
U {country} will close its border with {country2}
U {n} camps have been set up near {town}

S [a jury|the jury] in {town} cleared {p} of {crime} {when} but found {p.him} guilty of {crime2}, for which {p.he} [could|may] be [jailed|sent to prison] for up to {n} years
S {p} was acquitted of {crime} {when} but convicted of {crime2} by a jury in {town}, and could face up to {n} years in prison
D crime = arson / perjury / blackmail / fraud / money laundering
T {p.c} was found not guilty of {crime}
T {p.c} was convicted of {crime2}
T a jury in {town} [reached a mixed verdict|cleared {p.c} of one charge]
T {n} years in prison is the most {p.c} can get
F {p.c} was convicted of {crime}
F {p.c} was cleared of {crime2}
F {p.c} was acquitted of all charges
F {p.c} was found guilty on both charges
F the verdict on {p.c} was given by a jury in {town2}
U {p.c} was sentenced to {n} years in prison
U {p.c} was charged with {crime3} as well
U the jury took {n2} hours to reach its verdict on {p.c}
U {p.c} will [appeal|contest the verdict]
U {p.kin} was convicted of {crime2}

S at {g} metres, the [tower|skyscraper] that {firm} is building in {town} will be the {ord}-tallest building in {country}, [city officials|the planners] said {when}, {m} metres taller than the cathedral
S {firm} is building a tower in {town} that will be {g} metres high, {m} metres taller than the cathedral, and the {ord}-tallest building in {country}, planners said {when}
T the tower [of|by] {firm} in {town} will be higher than the cathedral
T there are taller buildings in {country} than the tower planned by {firm}
T the height of the tower in {town} [is to|will] be {g} metres
T the difference in height between the tower and the cathedral will be {m} metres
F the tower in {town} will be the tallest building in {country}
F the cathedral will be {m} metres taller than the tower in {town}
F the tower in {town} will be {g.much} metres high
F the tower is being built in {town2}
F {firm2} is building the tower in {town}
F the tower of {firm} will be the {ord2}-tallest building in {country}
U the tower of {firm} in {town} will have {m2} floors
U the tower in {town} is to be finished in {yx}
U the tower of {firm} will be the tallest building in {town}
U the tower in {town} will cost {firm} {x}

S {p}'s party and that of {q} agreed {when} to govern {country} together, with {p} as prime minister and {q} as [finance|foreign] minister, [leaving {r}'s party in opposition|while {r}'s party goes into opposition]
S under a deal reached {when}, {p} will become prime minister of {country} and {q} {p.his} deputy, with the party of {r} left in opposition
T {p.c} [is to head|will lead] the government of {country}
T {r.c}'s party [is not part of|stays out of] the coalition
T {q.c} [gets a post|will serve] in {p.c}'s government
T two parties [have reached|reached] a coalition deal in {country}
F {q.c} will be prime minister of {country}
F {r.c}'s party will govern together with {p.c}'s
F {q.c}'s party goes into opposition
F the talks between the parties of {p.c} and {q.c} [failed|ended without a deal]
F the deal between {p.c} and {q.c} concerns the government of {country2}
U {r.c} will resign as party leader
U {p.c}'s party has {m} seats in the parliament of {country}
U the party of {q.c} will get {n} ministries
U {p.c} has been prime minister of {country} before

S the [ferry|boat] from {town} to {isle} will [run|sail] {few} times a day instead of {many} from {month} because of {why}, operator {firm} said {when}
S from {month}, operator {firm} will reduce the number of [ferry|boat] trips between {town} and {isle} from {many} to {few} a day, it said {when}, blaming {why}
D isle = Sorn / Marley / Hestvik / Calva / Brae
D why = a shortage of captains / the price of fuel / falling passenger numbers / repairs to the pier
D month = March / May / September / November
T there will be fewer [sailings|trips] between {town} and {isle}
T the [reason for|cause of] the reduced service to {isle} is {why}
T at present there are {many} trips a day from {town} to {isle}
T {firm} is to [cut back|reduce] its service to {isle} from {month}
F there will be more trips between {town} and {isle} from {month}
F the boats to {isle} will go {many} times a day from {month}
F {firm} will stop sailing to {isle} altogether
F the reduced service to {isle} is due to {why2}
F the change to the service to {isle} begins in {month2}
F the service to {isle} is operated by {firm2}
U {firm} will put up its fares to {isle} by {pc}
U {b} people [travelled|sailed] to {isle} last year
U {m} employees of {firm} will lose their jobs
U the crossing from {town} to {isle} takes {m} minutes

S [scientists|researchers] led by {p} at the university of {town} found that {habit} lowered the risk of {harm} by {pc} in {b} adults followed for {n} years, but had no effect on {harm2}
S {habit} lowered the risk of {harm} by {pc} but had no effect on {harm2} in a study of {b} adults over {n} years by {p} of the university of {town}
D habit = walking to work / an afternoon nap / drinking green tea / singing in a choir / a weekly swim
D harm = stroke / diabetes / heart attacks / depression / dementia
T {habit} [reduced|cut] the risk of {harm}
T the study by {p.c} [involved|looked at] {b.agree} people
T the study at the university of {town} [lasted|ran for] {n} years
T the risk of {harm2} was not changed by {habit}
F {habit} raised the risk of {harm} by {pc}
F {habit} lowered the risk of {harm2} by {pc}
F {habit} had no effect on the risk of {harm}
F the study by {p.c} followed {b2} people
F the study was done at the university of {town2}
U {habit} lowered the risk of {harm3} by {pc}
U most of the people in the study by {p.c} were women
U the study by {p.c} was paid for by {firm}
U {habit} also lowers the risk of {harm} in children

S {firm} and {firm2} [called off|abandoned] their {x.adj} merger {when} after {regulator} refused to approve it, {n} months after the deal was [announced|signed], but both [said|stressed] they would [go on working together|keep cooperating]
S the {x.adj} merger of {firm} and {firm2} was called off {when}, {n} months after it was announced, because {regulator} would not approve it
D regulator = the competition authority / the financial watchdog / the European Commission / the energy regulator
T {firm} and {firm2} will not merge
T {regulator} [blocked|stood in the way of] the merger of {firm} and {firm2}
T the plan to merge {firm} and {firm2} [fell through|was dropped] {n} months after it was made public
F {regulator} approved the merger of {firm} and {firm2}
F {firm} and {firm2} completed their merger
F {firm} called off a merger with {firm3}
F the merger failed because shareholders of {firm} voted against it
F the planned merger of {firm} and {firm2} was worth {x2}
F it was {regulator2} that refused to approve the merger
U {firm} must pay {firm2} {x.part} because the merger was called off
U {firm} is now in talks with {firm3}
U {firm} and {firm2} will [appeal|go to court] against the decision
U the head of {firm} will resign over the failed merger

S a ceasefire between the army of {country} and rebels [led by|loyal to] {p} will begin {plan} provided that both sides free their prisoners, {q}, the mediator, said {when}
S provided that both sides free their prisoners, the army of {country} and the rebels of {p} will lay down their arms {plan}, mediator {q} said {when}
D plan = at dawn / in {n} days' time / at midnight / after the harvest
T the start of the ceasefire in {country} [depends on|is tied to] the release of prisoners
T {q.c} [is mediating|acts as mediator] between the army of {country} and the rebels
T {p.c} leads rebels in {country}
T both sides in {country} are [expected|supposed] to release prisoners
F {p.c} is the mediator between the army and the rebels in {country}
F the ceasefire in {country} [is unconditional|comes without conditions]
F only the rebels must free their prisoners before the ceasefire in {country}
F {q.c} leads the rebels in {country}
F the ceasefire is to be observed in {country2}
U both sides in {country} have freed their prisoners
U the ceasefire in {country} has begun
U {m} prisoners are held by the rebels of {p.c}
U {p.c} will [meet|hold talks with] the president of {country}

S {p}, {age}, of {town}, was killed and {n} others were hurt when a bus overturned {when}
S a bus overturned {when}, killing {p}, {age}, of {town}, and injuring {n} others
T {p.c} [lost {p.his} life|died] when a bus overturned
T {n} people were injured in the bus accident
T a bus accident {when.m} cost one life
T {p.c}, who died in the accident, came from {town}
F {p.c} [survived|escaped unhurt] when the bus overturned
F {n} people were killed when the bus overturned
F {p.c} was {age2} years old
F {p.c} was hurt, not killed, in the accident
F the person killed in the bus accident came from {town2}
U {p.c} was [driving|at the wheel of] the bus
U the bus overturned near {town}
U the bus overturned because of a burst tyre
U {p.kin} was among the injured
U {m} people were on the bus

D job = chief executive / finance director / chair / head of research
S {p} [will|is to] become {job} of {firm} [in {month}|next {month}], replacing {q}
S {firm} has named {p} its next {job}, to replace {q} in {month}
D month = January / April / July / September
T {q.c} will be [succeeded|replaced] as {job} by {p.c}
T {p.c} is taking over as {job} of {firm}
T [a change of {job}|a new {job}] is planned at {firm} for {month}
F {q.c} will [succeed|replace] {p.c} as {job} of {firm}
F {p.c} will become {job} of {firm2}
F {p.c} is to become {job2} of {firm}
F {p.c} is to take over as {job} of {firm} in {month2}
F {r.c} will replace {q.c} as {job} of {firm}
U {q.c} is moving to {firm2}
U {p.c} has worked for {firm} for {n} years
U {q.c} was [forced out of|pushed out by] {firm}
U {p.kin} also works for {firm}
U {p.c} was {q.c}'s own choice

S shares in {firm} {went} {pc} {when} after it {raised} its profit forecast for the year
S {firm} {raised} its profit forecast for the year {when}, and its shares {went} {pc}
T {firm}'s [stock|share price] {went} by {pc}
T {firm}'s forecast for its annual profit was {raised}
T {firm}'s share price [moved|changed] after news of its forecast
F {firm}'s [stock|share price] {wentx} by {pc}
F {firm} {raisedx} its profit forecast for the year
F shares in {firm} {went} by {pc2}
F {firm} left its profit forecast unchanged
F shares in {firm2}, not {firm}, moved by {pc}
U {firm}'s profit {went} by {pc}
U {firm} {raised} its sales forecast for the year
U shares in {firm} have {gone} {pc2} since the start of the year
U shares in {firm2} also {went}

S two of the three bridges in {town} are closed, and only {street} Bridge is open to [traffic|cars]
S with two of its three bridges closed since {month}, {town} can be crossed by car only on {street} Bridge, the city's engineer, {p}, said {when}
D street = Mill / Station / Castle / Harbour / Abbey
D month = January / March / June / October
T {town} has one bridge [left that is open|in use]
T most of the bridges in {town} are [shut|closed]
T {street} Bridge [remains|is still] open to [cars|traffic]
T {town} has three bridges in all
F all three bridges in {town} are closed
F only one of the three bridges in {town} is closed
F {street} Bridge is closed to traffic
F both of the other bridges in {town} are open
F none of the bridges in {town} is closed
U the two closed bridges in {town} are being repaired
U the two closed bridges in {town} will be open again by {yx}
U {street} Bridge is the oldest of the three bridges in {town}
U {b} vehicles cross {street} Bridge each day

S more than {g} people have applied for the {n} [flats|houses] that {firm} is letting in {town}
S {firm} is letting {n} [flats|houses] in {town}, for which more than {g} people have applied, [the company said {when}|a company spokesman said]
T [at least|upwards of] {g} people want to live in the homes of {firm} in {town}
T {firm} received more than {g.less} applications for its homes in {town}
T {firm} has {n} homes to let in {town}
T there are [far |]more applicants than homes at {firm} in {town}
F fewer than {g.less} people have applied for the homes in {town}
F {firm} received at most {g.less} applications for its homes in {town}
F {firm} is letting {n2} homes in {town}
F the homes to let in {town} belong to {firm2}
F the homes for which more than {g} people applied are in {town2}
U the homes of {firm} in {town} cost {g} {cash} a month
U more than {g} people applied for homes of {firm} in {town2}
U all {n} homes of {firm} in {town} have been let
U {firm} is letting the homes in {town} only to families

D thing = whisky / cigarettes / sugary drinks / air tickets / e-cigarettes
S the tax on {thing} in {country} will be {raised} from {rate.a} to {rate.b} in {yx}
S {country}'s parliament voted by {vote} {when} to have the tax on {thing} {raised} from {rate.a} to {rate.b} in {yx}
T {country} is planning a {higher} tax on {thing}
T at present, the tax on {thing} in {country} is {rate.a}
T the change in the tax on {thing} in {country} amounts to {rate.d}
T the tax on {thing} in {country} is due to change in {yx}
F the tax on {thing} in {country} will be {raisedx}
F the tax on {thing} in {country} will be {rate.x} in {yx}
F the tax on {thing} in {country} will be scrapped in {yx}
F the tax on {thing} in {country} will stay as it is
F the tax on {thing} in {country} will change in {yx2}
U the tax on {thing2} in {country} will be {raised} as well
U the tax on {thing} in {country} was last changed in {y3}
U the tax on {thing} earned {country} {sum.a} last year
U {firm} opposes the {higher} tax on {thing} in {country}
U the tax on {thing} in {country2} is {rate.b}

D who = teachers / judges / soldiers / pilots / midwives
S {country} has {to} {who}, {more} than in {y3}, when there were {from}, but {pc} of them are over 60
S the number of {who} in {country} has {gone} {span} since {y3}, and {pc} of them are now over 60
T {country} has {more} {who} than in {y3}
T {pc} of {who} in {country} are [older than|past the age of] 60
T the number of {who} in {country} {went} by {share}
T in {y3}, {country} had {from} {who}
F {country} has {morex} {who} than in {y3}
F {pc2} of {who} in {country} are over 60
F the number of {who} in {country} {went} by {sharex}
F most {who} in {country} are over 60
F {country} had {to} {who} in {y3}
U {pc} of {who2} in {country} are over 60
U {pc} of {who} in {country} are women
U the number of {who} in {country2} has {gone} since {y3}
U {pc2} of {who} in {country} work part-time
U {who} in {country} retire at 65
"""

# ---- the world: one draw of everything a template may name ----


def _world(chance: random.Random) -> World:
    """Draws all slots of one group; slots of one family (n, n2, n3 ...) never share a value."""
    world: World = {}
    for part in (_people, _places, _firms, _counts, _figures, _shares, _times, _contests):
        world.update(part(chance))
    rising = chance.random() < 0.5
    currency = chance.choice(_CURRENCIES)
    return world | _money(chance, *currency) | _moved_sums(chance, *currency, rising) | _changes(chance, rising)


def _people(chance: random.Random) -> World:
    """p, q, r: full name, .s surname, .c full or short, .he .his .him, .kin (another person of that surname)."""
    world: World = {}
    for key, family in zip("pqr", chance.sample(_NAMES, 3), strict=True):
        women, men, surnames = family
        woman = chance.random() < 0.5
        first, other = chance.sample(women if woman else men, 2)
        surname = chance.choice(surnames)
        title = "Ms" if woman else "Mr"
        world |= {
            key: [f"{first} {surname}"],
            f"{key}.s": [surname],
            f"{key}.c": [f"{first} {surname}", surname, f"{title} {surname}"],
            f"{key}.kin": [f"{other} {surname}"],
            f"{key}.he": ["she" if woman else "he"],
            f"{key}.his": ["her" if woman else "his"],
            f"{key}.him": ["her" if woman else "him"],
        }
    return world


def _places(chance: random.Random) -> World:
    """town, town2, town4 in country, town3 in country2; side and side2 say where in its country the town lies."""
    (country, towns), (country2, towns2), (country3, _) = chance.sample(_LANDS, 3)
    (town, side), (town2, _), (town4, _) = chance.sample(towns, 3)
    return {
        "town": [town],
        "town2": [town2],
        "town3": [chance.choice(towns2)[0]],
        "town4": [town4],
        "side": [side],
        "country": [country],
        "country2": [country2],
        "country3": [country3],
    }


def _firms(chance: random.Random) -> World:
    """firm, firm2, firm3: full or short name of three firms; .s the short name."""
    world: World = {}
    kinds = ["Marine", "Foods", "Energy", "Motors", "Bank", "Pharma", "Telecom", "Steel", "Logistics", "Airways"]
    kind = chance.choice(kinds)
    for key, head in zip(("firm", "firm2", "firm3"), chance.sample(_FIRM_HEADS, 3), strict=True):
        short = f"{head} {kind}" if chance.random() < 0.6 else head
        world |= {key: [short, f"{short} {chance.choice(_FIRM_TAILS)}"], f"{key}.s": [short]}
    return world


def _counts(chance: random.Random) -> World:
    """Small counts: n..n4 (3-12), few < many, part + rest = whole with part the greater, ordinals, round g."""
    world: World = {}
    for mark, number in zip(("", "2", "3", "4"), chance.sample(range(3, 13), 4), strict=True):
        world["n" + mark] = _small(number)
    for mark, number in zip(("", "2", "3"), chance.sample(range(2, 11), 3), strict=True):
        ending = {2: "nd", 3: "rd"}.get(number, "th")
        world["ordn" + mark] = _small(number)
        world["ord" + mark] = [_ORDINALS[number], f"{number}{ending}"]
    few, extra = chance.randint(3, 8), chance.randint(2, 6)
    world |= {"few": _small(few), "many": _small(few + extra)}
    whole = chance.randint(14, 40)
    rest = chance.randint(2, whole // 3)
    world |= {"whole": [str(whole)], "part": [str(whole - rest)], "rest": _small(rest)}
    world["partx"] = [str(whole - rest + (1 if rest > 2 and chance.random() < 0.5 else -2))]
    g = chance.randrange(200, 1000, 100)
    world |= {"g": [str(g)], "g.less": [str(g // 2)], "g.much": [f"{g * chance.choice((3, 4, 5)):,}"]}
    return world


def _figures(chance: random.Random) -> World:
    """Counts m..m4 (21-98) and b..b4 (thousands), each with .agree (rounded, true) and .clash (false); lo < hi are b, b2."""
    world: World = {}
    for mark, number in zip(("", "2", "3", "4"), _apart(chance, 21, 98, 4), strict=True):
        world["m" + mark] = [str(number)] * 3 + [_in_words(number)]
        world["m" + mark + ".less"] = [str(number // 2)]
        world |= _rounded(f"m{mark}", number, 10, 5, str, "fewer")
    for mark, number in zip(("", "2", "3", "4"), _apart(chance, 1200, 96000, 4), strict=True):
        size: int = 10 ** (len(str(number)) - 2)
        exact = number + 7 if number % size < 7 else number
        world["b" + mark] = [f"{exact:,}"]
        world |= _rounded(f"b{mark}", exact, size * 5, size, "{:,}".format, "fewer")
    low, high = (
        ("b", "b2") if int(world["b"][0].replace(",", "")) < int(world["b2"][0].replace(",", "")) else ("b2", "b")
    )
    for ending in ("", ".agree"):
        world |= {f"lo{ending}": world[low + ending], f"hi{ending}": world[high + ending]}
    return world


def _money(chance: random.Random, sign: str, unit: str) -> World:
    """Sums x..x3 in millions with .agree and .clash, small prices c..c3; all in one currency."""
    world: World = {"cash": [unit]}
    for mark, cents in zip(("", "2", "3"), _apart(chance, 211, 9700, 3), strict=True):
        world |= _sum(f"x{mark}", cents, sign, unit)
    for mark, pennies in zip(("", "2", "3"), _apart(chance, 110, 990, 3), strict=True):
        world["c" + mark] = [f"{sign}{pennies / 100:.2f}", f"{pennies / 100:.2f} {unit}"]
    return world


def _sum(key: str, cents: int, sign: str, unit: str) -> World:
    """One sum of `cents` hundredths of a million: itself, .adj (before a noun), .part (a tenth to a third), .agree, .clash."""

    def show(hundredths: int) -> str:
        # Three figures at most, as a newsroom would: 4.37 but 43.7.
        return f"{round(hundredths / 100, 2 if hundredths < 1000 else 1):g}"

    grid = 50 if cents < 1000 else 500
    if cents >= 1000:
        cents = cents // 10 * 10
    if cents % grid == 0:
        cents += 10  # a sum on the grid would be neither more nor less than its bounds
    value, part = show(cents), show(cents * 3 // 14)
    world = _rounded(key, cents, grid, grid // 5, lambda amount: f"{sign}{show(amount)} million", "less")
    world[key] = [f"{sign}{value}m", f"{sign}{value} million", f"{value} million {unit}"]
    world[f"{key}.adj"] = [f"{sign}{value}m", f"{sign}{value} million", f"{sign}{value}-million"]
    world[f"{key}.part"] = [f"{sign}{part}m", f"{sign}{part} million", f"{part} million {unit}"]
    return world


def _moved_sums(chance: random.Random, sign: str, unit: str, rising: bool) -> World:
    """sum.a and then sum.b, sum.s much more than both (sales over profit); price.a and then price.b."""
    start, step = chance.randint(230, 2400), chance.randint(15, 45)
    end = start + start * (step if rising else -step) // 100
    price, more = chance.randint(140, 640), chance.randrange(10, 90, 5)
    last = price + (more if rising else -more)
    world = (
        _sum("sum.a", start, sign, unit) | _sum("sum.b", end, sign, unit) | _sum("sum.s", start * 6 + 17, sign, unit)
    )
    for key, pennies in (("price.a", price), ("price.b", last)):
        world[key] = [f"{sign}{pennies / 100:.2f}", f"{pennies / 100:.2f} {unit}"]
    return world


def _changes(chance: random.Random, up: bool) -> World:
    """A move up or down: words (went, move, more, higher, raised; with x: the opposite) and its figures.

    Counts from, to, change, share; one-decimal rates rate.a, rate.b, rate.d, rate.x; turnouts turn.a, turn.b, turn.x.
    """
    world: World = {**(_UP if up else _DOWN)}
    world |= {f"{key}x": words for key, words in (_DOWN if up else _UP).items()}
    start = chance.randrange(1000, 60000, 10)
    moved = start * chance.randint(8, 45) // 100 + chance.randint(1, 9)
    share = round(100 * moved / start)
    world |= {
        "from": [f"{start:,}"],
        "to": [f"{start + moved if up else start - moved:,}"],
        "tox": [f"{start + 3 * moved if up else start - 2 * moved:,}"],
        "change": [f"{moved:,}"],
        "share": [f"about {share}%", f"around {share} per cent", f"roughly {share} percent"],
        "sharex": [f"{share + chance.randint(15, 30)}%", f"about {share * 2 + 9} per cent"],
        "span": [f"from {start:,} to {start + moved if up else start - moved:,}"],
    }
    rate, step = chance.randint(41, 95), chance.randint(3, 14)
    rates = {
        "a": rate,
        "b": rate + step if up else rate - step,
        "x": rate + 2 * step + 3 if up else rate - 2 * step - 3,
    }
    world |= {f"rate.{key}": _percent(f"{value / 10:.1f}") for key, value in rates.items()}
    world |= {f"turn.{key}": _percent(f"{value / 10 + 55:.1f}") for key, value in rates.items()}
    world["rate.d"] = [f"{step / 10:.1f} percentage points", f"{step / 10:.1f} points"]
    world["rate.dx"] = [f"{(step + 6) / 10:.1f} percentage points", f"{(step + 9) / 10:.1f} points"]
    return world


def _shares(chance: random.Random) -> World:
    """Percentages pc..pc4, falling shares of a vote v > v2 > v3, a distance km with .mi (true) and .x (false)."""
    world: World = {}
    for mark, number in zip(("", "2", "3", "4"), chance.sample(range(3, 49, 4), 4), strict=True):
        world["pc" + mark] = _percent(str(number))
    first = chance.randint(46, 58)
    second = chance.randint(26, min(first - 8, 94 - first))
    third = chance.randint(4, min(second - 6, 98 - first - second))
    for mark, number in zip(("", "2", "3"), (first, second, third), strict=True):
        world["v" + mark] = _percent(str(number))
    majority = chance.randint(51, 69)
    world |= {"maj": _percent(str(majority)), "min": _percent(str(100 - majority))}
    world["lead"] = [f"{first - second} points", f"{first - second} percentage points"]
    km = chance.randrange(32, 600)
    miles = 5 * round(km / 1.609 / 5)
    world |= {
        "km": [f"{km} km", f"{km} kilometres"],
        "km.mi": [f"about {miles} miles", f"roughly {miles} miles", f"{round(km / 1.609)} miles"],
        "km.x": [f"{km} miles", f"{km * 3:,} km", f"about {miles * 3} miles", f"{km + 120} kilometres"],
        "km2": [f"{km * 2 + 17:,} km", f"{km * 2 + 17:,} kilometres"],
    }
    return world


def _times(chance: random.Random) -> World:
    """when (adverbial), when.c (full date), when.m (month), when2.c; years y < y2 < y3; ages age..age3."""
    day = date(2019, 1, 1) + timedelta(days=chance.randrange(2500))
    other = day + timedelta(days=chance.choice((-9, -6, -3, -2, 2, 3, 5, 8, 12)))
    spelled = f"{_DAYS[day.weekday()]} ({_day(day)})"
    years = sorted(chance.sample(range(1961, 2017), 3))
    ages = sorted(chance.sample(range(19, 84, 2), 3))
    chance.shuffle(ages)
    world: World = {
        "when": [chance.choice([f"on {spelled}", f"on {spelled}", f"yesterday ({_day(day)})", f"late on {spelled}"])],
        "when.c": [
            f"on {_day(day)}",
            f"on {_MONTHS[day.month]} {day.day}, {day.year}",
            f"on {_DAYS[day.weekday()]}, {_day(day)}",
        ],
        "when.m": [f"in {_MONTHS[day.month]} {day.year}", f"in {day.year}"],
        "when2.c": [f"on {_day(other)}", f"on {_MONTHS[other.month]} {other.day}, {other.year}"],
        "yx": [str(day.year + 2)],
        "yx2": [str(day.year + chance.choice((3, 4, 6)))],
        "mins": [str(chance.randint(9, 29))],
        "mins2": [str(chance.randint(31, 55))],
    }
    world |= {key: [str(year)] for key, year in zip(("y", "y2", "y3"), years, strict=True)}
    world |= {key: [str(age)] for key, age in zip(("age", "age2", "age3"), ages, strict=True)}
    return world


def _contests(chance: random.Random) -> World:
    """A vote of ay to no, ay the greater, and a match won by score (score2 is another one)."""
    no = chance.randint(4, 30)
    ay = no + chance.randint(3, 40)
    lost = chance.randint(0, 2)
    won = lost + chance.randint(1, 2)
    return {
        "vote": [f"{ay} to {no}", f"{ay}-{no}", f"{ay} votes to {no}"],
        "votex": [f"{ay + 6} to {no}", f"{ay} to {no - 3}", f"{ay + 9} votes to {no + 5}"],
        "margin": [f"{ay - no} votes"],
        "ay": [str(ay)],
        "no": _small(no),
        "score": [f"{won}-{lost}"],
        "score2": [f"{won + 1}-{lost}", f"{won + 1}-{lost + 1}"],
        "goals": _small(won) if won > 1 else ["one"],
    }


def _apart(chance: random.Random, low: int, high: int, count: int) -> list[int]:
    """Draws numbers of which each two are at least a third apart, so that no rounding makes them alike."""
    drawn: list[int] = []
    while len(drawn) < count:
        number = round(math.exp(chance.uniform(math.log(low), math.log(high))))
        if all(max(number, other) / min(number, other) > 1.34 for other in drawn):
            drawn.append(number)
        elif chance.random() < 0.02:
            drawn.clear()
    return drawn


def _rounded(key: str, number: int, grid: int, fine: int, say: Callable[[int], str], less: str) -> World:
    """Surfaces that agree and that clash with a number: bounds on a coarse grid, "about" on a fine one."""
    below = (number - 1) // grid * grid or number // 2
    above = (number // grid + 1) * grid
    near = fine * round(number / fine)
    agree = [
        f"about {say(near)}",
        f"around {say(near)}",
        f"more than {say(below)}",
        f"at least {say(below)}",
        f"{less} than {say(above)}",
    ]
    if above - number < 0.04 * number:
        agree += [f"nearly {say(above)}", f"almost {say(above)}"]
    far = near + 4 * grid if near < 8 * grid else near * 3 // 2 // fine * fine
    clash = [
        f"about {say(far)}",
        f"some {say(far)}",
        f"more than {say(above)}",
        f"at least {say(far)}",
        f"{less} than {say(below)}",
        f"nearly {say(far)}",
        f"at most {say(below)}",
    ]
    return {f"{key}.agree": agree, f"{key}.clash": clash}


def _percent(number: str) -> list[str]:
    return [f"{number}%", f"{number} percent", f"{number} per cent"]


def _small(number: int) -> list[str]:
    return [str(number), _in_words(number)]


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month]} {day.year}"


def _in_words(number: int) -> str:
    if number < 20:
        return _WORDS[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens] + (f"-{_WORDS[ones]}" if ones else "")
