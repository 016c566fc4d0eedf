"""Word lists behind the slots: stop words, synonym groups, antonym pairs, verbs.

Lists are written as plain words; `words.py` stems them once at import. They are short on purpose: a word
that is not here makes the comparison abstain, a wrong pair here makes it accuse.
"""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


def word_list(text: str) -> list[str]:
    """The words of a text, in order."""
    return text.split()


DETERMINERS = word_set(
    "the a an this that these those its his her their our my your any some each every both no all either"
)
PREPOSITIONS = word_set(
    "of in on at by for with from to into onto over under about between among during against through across within "
    "without towards toward upon near off per via amid despite since until till before after around beyond"
)
AUXILIARIES = word_set(
    "is are was were be been being am has have had having do does did will would shall should may might must can could "
    "cannot isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't won't wouldn't can't couldn't "
    "shouldn't mustn't"
)
PRONOUNS = word_set(
    "he she it they we i you him them us me who whom which what whose himself itself themselves there here"
)
STOP_WORDS = (
    DETERMINERS
    | PREPOSITIONS
    | AUXILIARIES
    | PRONOUNS
    | word_set(
        "and or but nor so yet if while although though because as than then also however moreover meanwhile too very "
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion "
        "trillion dozen st nd rd th bn "
        "not n't never only just even still already again once more most much many such same other another own when "
        "where why how whether unless not out up down s t re ll ve d m one "
        "officially formally reportedly allegedly recently earlier later previously currently now further additionally "
        "notably separately finally initially ago today yesterday tomorrow last next previous early late mid "
        "whatever whoever whenever whichever nearly almost about approximately roughly around least well per percent"
    )
)
TITLES = word_set(
    "mr mrs ms dr sir lord lady president prime minister premier chancellor king queen prince princess senator "
    "congressman congresswoman representative governor mayor secretary ambassador envoy general colonel admiral "
    "captain lieutenant sergeant major commander chief chairman chairwoman chair director deputy vice former acting "
    "foreign defence defense interior finance special spokesman spokeswoman spokesperson professor judge justice "
    "pope bishop ayatollah sheikh counterpart leader speaker attorney gov sen rep gen col ceo"
)
ORGANISATION_WORDS = word_set(
    "council ministry court bank union department agency committee commission parliament senate assembly house "
    "congress duma party group company corporation university institute office organisation organization "
    "association federation republic guard army navy force forces police treaty agreement act law bill war "
    "street square river sea island gulf city province state states kingdom nations security service services "
    "board fund centre center authority administration government airport port plant hospital school church"
)

# One line, one meaning. The first letter says whether the line's words work as verbs ("v") or not ("n").
SYNONYMS = """
v ratify approve pass adopt endorse greenlight ratification approval okay clear
v sign ink signature
v meet met meeting talks negotiate
v kill die dead death fatal perish slay deaths
v injure wound hurt injury
v deliver supply provide send transfer ship delivery shipment supplies
v say state tell declare announce statement announcement
v include contain comprise consist have feature
v rise increase grow climb jump surge soar gain growth
v fall decrease decline drop slump plunge shrink sink
v begin start launch commence open
v end finish conclude halt stop cease
v buy purchase acquire acquisition
v sell sale
v arrest detain custody
v attack strike assault raid bomb shell airstrike
v invade invasion
v resign quit
v win victory triumph beat defeat
v lose loss
v elect election
v reject refuse rebuff spurn rejection refusal
v deny refute denial
v accept
v ban prohibit outlaw forbid
v allow permit authorise authorize let
v help assist aid support assistance
v cooperate collaborate collaboration cooperation
v build construct construction
v destroy demolish wreck
v fire dismiss sack oust
v appoint name nominate
v close shut
v vote ballot
v visit trip
v export exports
v import imports
v cancel scrap abandon
v delay postpone
v cut reduce slash lower reduction
v raise hike
v withdraw pull withdrawal
v confirm verify confirmation
v strengthen deepen bolster boost enhance
v convict guilty conviction
v acquit acquittal
v publish release publication
v submit present submission
v enter entry
v extend extension
v claim allege allegation
v accuse accusation
v seize capture
v free liberate
v join accede accession
v leave exit
v impose imposition
v deploy deployment
v test
v produce manufacture production
v spend expenditure
v cost
v pay payment
v threaten threat
v plan
v hold held
v suspend suspension
v veto
v replace
v protest demonstrate demonstration
n treaty pact agreement deal accord
n parliament lawmakers legislature legislator legislators lawmaker mp mps deputies
n law bill legislation
n country nation countries nations
n troops soldiers servicemen soldier
n people persons person
n defence defense
n percent percentage
n company firm
n conflict war fighting
n cops police officers
n money cash funds
n house home
n physician doctor
n oil crude petroleum
n car vehicle
n child children kid kids
n jail prison
n quake earthquake tremor
n ceasefire truce
n head leader
n weapon arms weaponry weapons
n area field
n employee worker staff
n metre meter metres meters
n kilometre kilometer km kilometres
n tonne ton tons tonnes
n euro eur euros
n dollar usd dollars
n programme program
n centre center
n rocket missile
"""

MORE_VERBS = word_list("""
take make give get go come become remain keep set put bring show see find know think want need lead run move work call
ask turn reach agree seek try face warn urge vow pledge promise intend expect hope fear say note add stress assert
insist report describe discuss consider decide order order target injure flee return arrive travel speak talk write
read receive earn host attend mark follow continue complete create develop expand aim allow require establish elevate
underscore emphasise circumvent restore regain secure protect defend fight clash fly sail land crash hit explode burn
collapse flood evacuate rescue recover treat vaccinate infect spread discover invent award honour celebrate play score
resume restart renew review revise repeal overturn uphold rule sentence charge indict try sue settle fine investigate
probe search raid shoot stab steal rob hack leak spy expel deport admit concede apologise regret criticise condemn
praise welcome oppose favour prefer choose pick select hire employ train teach study learn measure estimate
forecast predict exceed total number employ own operate serve use employ consist exclude lack omit fail refuse decline
block obstruct prevent avoid escape survive live born marry divorce separate unite merge split divide share offer
""")

# Surface form -> base form, only where light stemming does not get there.
IRREGULAR = {
    "met": "meet", "held": "hold", "said": "say", "told": "tell", "won": "win", "lost": "lose", "sent": "send",
    "sold": "sell", "bought": "buy", "built": "build", "began": "begin", "begun": "begin", "rose": "rise",
    "risen": "rise", "fell": "fall", "fallen": "fall", "grew": "grow", "grown": "grow", "died": "die", "dies": "die",
    "dying": "die", "dead": "die", "deaths": "death", "took": "take", "taken": "take", "made": "make", "gave": "give",
    "given": "give", "got": "get", "went": "go", "gone": "go", "came": "come", "became": "become", "kept": "keep",
    "brought": "bring", "shown": "show", "saw": "see", "seen": "see", "found": "find", "knew": "know", "led": "lead",
    "ran": "run", "sought": "seek", "fled": "flee", "spoke": "speak", "wrote": "write", "written": "write",
    "fought": "fight", "flew": "fly", "shot": "shoot", "stole": "steal", "stolen": "steal", "chose": "choose",
    "chosen": "choose", "left": "leave", "spent": "spend", "paid": "pay", "struck": "strike", "quit": "quit",
    "withdrew": "withdraw", "withdrawn": "withdraw", "shrank": "shrink", "sank": "sink", "shut": "shut",
    "men": "man", "women": "woman", "ties": "tie", "sank ": "sink", "forbade": "forbid", "overthrew": "overthrow",
    "banned": "ban", "signatures": "signature", "lying": "lie", "children": "child",
}  # fmt: skip

# Words that cannot both be true of one subject at one time. Each side may hold several words.
REPORTING = word_set(
    "say said says tell told report reported reports announce announced add added adds note noted notes claim claimed "
    "claims stress stressed insist insisted assert asserted warn warned state stated states declare declared"
)
# Words that put an event into the future.
PLANNED = word_set(
    "will won't would shall expected scheduled set planned plans plan planning intends intend intended due poised "
    "aims hopes wants proposed proposes pledged vowed promised upcoming preparing prepares seeks awaits"
)

# A claim with the first word is met by a sentence with one of the others, not the other way round.
IMPLIED_BY = """
vote approve reject veto
""".strip()

# Before a noun, these point to another one than the text speaks of.
OTHER_ONE = word_set("earlier previous another other second separate different similar prior old rival parallel")

# What only one does, of all who might.
ONE_DOES = word_set(
    "win wins won defeat defeats defeated beat beats lead leads led head heads headed chair chairs chaired become"
    " becomes became succeed succeeds succeeded own owns owned buy buys bought acquire acquires acquired found founds"
    " founded invent invents invented design designs designed write wrote compose composed paint painted discover"
    " discovered captain captained score scored"
)

ANTONYMS = word_list("""
approve|reject
ratify|reject
ratify|veto
approve|veto
adopt|reject
sign|veto
rise|fall
raise|cut
win|lose
guilty|innocent
convict|acquit
guilty|acquit
open|close
begin|end
accept|reject
confirm|deny
include|exclude
include|lack
include|omit
alive|dead
survive|die
allow|ban
allow|prevent
permit|block
support|oppose
welcome|condemn
praise|condemn
praise|criticise
join|leave
strengthen|weaken
hire|fire
appoint|fire
build|destroy
advance|retreat
arrive|depart
legal|illegal
lawful|unlawful
true|false
majority|minority
unanimous|divided
extend|shorten
expand|shrink
improve|worsen
succeed|fail
release|arrest
release|jail
deploy|withdraw
impose|lift
uphold|overturn
upheld|overturned
continue|end
resume|suspend
restore|suspend
profit|loss
surplus|deficit
higher|lower
more|fewer
permanent|temporary
mandatory|voluntary
""")
