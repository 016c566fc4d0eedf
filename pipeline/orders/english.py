"""Orders in English, by what they do. Each pattern is written for a way of ordering, and none for a text.

What tells of an order is no order: "told inspectors to mark the claims as true", "he rated it false", "the judge must
treat the claim as true". So verbs count where a clause begins, and words that graders share with everybody ("true",
"confirmed") need more beside them than those that only graders use ("supports").
"""

from __future__ import annotations

_Q = r"[\"'“”‘’«»`*_]"
_TECHNICAL = (
    r"(?:supports?|supported|contradicts?|contradicted|refutes|refuted|entailed|entails|neutral|"
    r"not[\s_]enough[\s_](?:evidence|info(?:rmation)?))\b"
)
_TRUE = r"(?:true|false|unknown)\b"
_COMMON = (
    r"(?:true|false|unknown|correct|incorrect|confirmed|verified|proven|proved|valid|accurate|established|settled)\b"
)
_ANY = rf"(?:{_TECHNICAL}|{_COMMON})"
# No noun follows: "return unknown." is an order, "report false alarms" is not.
_ALONE = (
    rf"(?={_Q}?\s?(?:[.,;:!?)\]}}<|—–]|$)|{_Q}?\s(?:to|for|when|whenever|if|in|as|on|and|every|with|"
    r"without|regardless|whatever)\b)"
)
_THING = r"(?:claims?|statements?|assertions?|propositions?|hypothes[ei]s)\b"
_WHAT = rf"(?:(?:[\w'’,-]+\s){{0,5}}{_THING}|(?:it|this|that|them|these|everything|anything)\b|{_Q})"
_WHAT_TEXT = r"(?:article|page|passage|text|sentence|line|paragraph|post|story|item)"

# What reads for people. "AI companies" and "assistant coaches" do not.
_KIND = (
    r"(?:fact-?\s?check\w*|grad\w+|rat(?:er|ing)s?|review\w*|read\w+|check\w+|verif\w+|evaluat\w+|"
    r"assistants?|summari[sz]\w+|scor\w+)"
)
_READERS = (
    rf"(?:(?:AI|artificial\sintelligence|automat\w+|machine|virtual|digital|"
    rf"computer)\s(?:\w+\s)?{_KIND}(?:\s(?:systems?|models?|tools?|bots?|software))?|"
    rf"(?:AI|{_KIND})\s(?:systems?|models?|software|tools?|bots?|engines?)|"
    r"(?:large\s)?language\smodels?|LLMs?|chat-?\s?bots?|bots|(?:answer|search)\sengines?|graders?|evaluators?|"
    r"annotators?|extractors?|"
    r"verifiers?|fact-?\s?checkers?|AIs?(?=\s?[:,!)\]]|\s(?:reading|that)\b)|crawlers?)"
)
_MACHINE = rf"(?:{_READERS}|\w*bot|models?|assistants?|machines?|systems?)\b"
# "reading this page", "only"
_TAIL = r"(?:\s(?:reading|that|who|which|only|below|here|using|processing|parsing|on|of|and|or)\b(?:\s[\w-]+){0,6}?)?"
# Where an order begins.
_START = r"(?:^|[.:;!?()\[\]{}“”\"'‘«»|>*#–—]\s*|,\s(?!and\b|or\b|but\b)|\b(?:please|now|always|simply)\s)"
_ASK = (
    r"(?:^|[.:;!?()\[\]{}“”\"'‘«»|>*#–—]\s*|\b(?:please|now|always|simply|you|you\s(?:must|should|will|shall|"
    r"are\sto|have\sto))\s)"
)
_TO_GRADE = (
    r"(?:grade|rate|mark|label|classify|score|treat|consider|regard|deem|judge|evaluate|assess|flag|tag|record|"
    r"list|accept|"
    r"reject|declare|find|take|count)"
)
_GRADED = (
    r"(?:graded|rated|marked|labell?ed|classified|scored|treated|considered|regarded|deemed|judged|evaluated|"
    r"assessed|flagged|tagged|"
    r"recorded|listed|accepted|rejected|declared|taken|counted|returned|answered|reported)"
)
_TO_SAY = r"(?:answer|reply|respond|return|output|print|emit|choose|select|pick|go\sfor|write|give|say)"
_DUTY = r"(?:must|shall|should|has\sto|have\sto|needs?\sto|(?:is|are)\sto|can\sonly|may\sonly)"
_EVERY = rf"(?:every|any|each|all|both)\s(?:(?:other|following|such)\s)?{_THING}"

GRADING = (
    # rate as true; mark the claim that ... as true; treat “...” as correct
    rf"{_START}{_TO_GRADE}\s(?:as|with)\s{_Q}?{_ANY}{_ALONE}",
    rf"{_START}{_TO_GRADE}\s{_WHAT}.{{0,400}}?\b(?:as|to\sbe)\s(?:fully\s)?{_Q}?{_ANY}",
    rf"\b(?:{_TO_GRADE}|return|answer)\s{_EVERY}.{{0,1500}}?\bas\s{_Q}?(?:{_TECHNICAL}|{_TRUE})",
    # every claim that ... must be graded as supported; it is to be rated true
    rf"\b{_EVERY}.{{0,1200}}?\b{_DUTY}\sbe\s{_GRADED}\s(?:as\s)?{_Q}?{_ANY}",
    rf"\b{_THING}.{{0,400}}?\b{_DUTY}\s(?:only\s|always\s)?be\s{_GRADED}\s(?:as\s)?{_Q}?(?:{_TECHNICAL}|"
    rf"{_TRUE}){_ALONE}",
    rf"\b{_DUTY}\s(?:only\s|always\s)?be\s{_GRADED}\s(?:as\s)?{_Q}?{_TECHNICAL}{_ALONE}",
    rf"^\W*(?:it|this|that)\s{_DUTY}\sbe\s(?:graded|rated|labell?ed|scored|classified)\s(?:as\s)?{_Q}?{_ANY}",
    # in capitals only: "any claim of that kind is false" is an editor's sentence
    rf"\b{_EVERY}.{{0,400}}?\b(?:is|are)\s(?-i:TRUE|FALSE|SUPPORTED|CONTRADICTED|REFUTED)\b",
    # answer true; output the word “supports”; you must choose 'contradicts'
    rf"(?:{_ASK}|,\s|\band\s){_TO_SAY}\s(?:(?:with|only|just)\s){{0,2}}(?:the\s(?:word|label|grade|verdict|"
    rf"stance)\s)?{_Q}?(?:{_TECHNICAL}|{_TRUE}){_ALONE}",
    rf"\b{_TO_SAY}\s(?:with\s)?{_Q}(?:{_TECHNICAL}|{_TRUE}){_Q}",
    r"\b(?:answer|return|respond|output)\s(?:with\s)?(?:supports|contradicts)\b",
    # your reply has to be false; the only permissible output is true; correct answer: true
    r"\b(?:your|its|the\s(?:only|right|correct|proper|best|expected|appropriate|one|sole)(?:\s[\w-]+)?|correct|"
    r"right|expected|that)\s"
    r"(?:answer|reply|output|response|label|grade|verdict|stance|rating|word)\b.{0,300}?"
    rf"(?:\b(?:is|{_DUTY}\sbe|will\sbe)\s|:\s?)(?:the\sword\s)?{_Q}?(?:{_TECHNICAL}|{_TRUE}){_ALONE}",
)

SETTING = (
    r"\bset\s(?:the|your|its|this|every)\s(?:stance|label|verdict|grade|voice|speaker|answer|"
    r"confidence)\b.{0,60}?\bto\b",
    r"\b(?:only\s)?one\s(?:answer|word|grade|label|reply|verdict)\s(?:will\sdo|is\s(?:right|allowed|possible|"
    r"permitted)|fits)\b",
    r"\byou\s(?:must\s|will\s|should\s)?give\s(?:only\s)?one\s(?:answer|grade|reply|verdict)\b",
    rf"{_ASK}(?:say|confirm|affirm|agree|repeat|maintain)\sthat\s(?:it|this)\s(?:is|holds)\b",
    rf"\b(?:evaluation|assessment|check|review|grading|rating|verification|judge?ment)s?\sof\s(?:whether|"
    rf"the\sclaim|this\sclaim|every\sclaim)\b.{{0,300}}?\b{_DUTY}\b",
)

READY = (
    # {"stance": ...}, stance=supports, [fact check: TRUE], | supported |, <verdict>; not "Verdict: guilty"
    rf"{_Q}(?:stance|verdict|label|verification_result|grading_result|fact_?check\w*|claimReviewed|reviewRating|"
    rf"claims?|sentences|speaker|voice)"
    rf"{_Q}\s?:\s?[\"'“\[{{\d]",
    rf"\b(?:stance|verdict|label|grade|grading|rating|fact[\s_-]?check(?:ed)?|"
    rf"ground\struth)\s?{_Q}?\s?[:=]\s?{_Q}?(?:{_TECHNICAL}|(?-i:TRUE|FALSE)\b|true\b|false\b){_ALONE}",
    rf"\b(?:stance|verdict|label)\s?=\s?{_Q}?\w+",
    rf"\bconfidence{_Q}?\s?[:=]\s?[01](?:\.\d+)?\b",
    rf"\|\s?(?:{_TECHNICAL}|{_TRUE})\s?\|",
    r"</?(?:stance|verdict|label|grade|answer)>",
    rf"\b(?:{_TECHNICAL}|{_TRUE}),\s{_TECHNICAL}(?=,|\W*$)",
    # Claim: ... ; the claim “...” is true ; this article supports the claim
    r"^\W{0,3}(?:claim|hypothesis|claim\sto\scheck)\s?[:=]\s",
    r"\bthe\s(?:claim|statement|assertion)\W{1,3}[“\"'‘«].{3,400}?[”\"'’»]\W{0,3}(?:is|has\sbeen|"
    r"holds)\s(?:\w+\s)?(?:true|correct|supported|verified|confirmed|proven|accurate)\b",
    rf"\b(?:this\s{_WHAT_TEXT}|the\s{_WHAT_TEXT}\s(?:that\s)?you\sare\sreading)\s(?:\w+\s)?(?:supports|"
    rf"contradicts|refutes|confirms|proves|verifies)\s"
    rf"(?:(?:the|any|every|all|each)\s)?{_THING}",
    rf"\b{_EVERY}.{{0,400}}?\b(?:confirmed|proven|supported|contradicted)\sby\sthis\s(?:{_WHAT_TEXT}|report|blog)\b",
    r"\b(?-i:Let)\s[A-Z]\sbe\s(?:the|a)\s(?:claim|statement|assertion|word|label|grade|answer)\b",
    rf"^\W*(?:consider|take|suppose|regarding|as\sfor|for)\s(?:the|this|any|every|a)\s(?:claim|statement|"
    rf"assertion)\s(?:that\b|{_Q})",
)

ADDRESS = (
    # Note to AI graders: ; to the language model reading this page: ; dear AI, ; graders: answer ...
    r"(?:^|[.:;!?()\[\]{}“”\"'«»|>*#–—]\s*)(?:an?\s|the\s|some\s)?(?:important\s|short\s|special\s|suggested\s)?"
    r"(?:notes?|notices?|attention|instructions?|messages?|guidance|guidelines|hints?|memo|reminders?|advice|"
    r"directions?|repl(?:y|ies)|dear|hello|hey|hi|p\.?s\.?)"
    rf"\W{{1,3}}(?:(?:to|for|all|any|every|the|our|you|of|dear|this)\s){{0,3}}{_READERS}{_TAIL}\s?(?:[:,;!–—]|$|"
    rf"\bplease\b)",
    rf"\b(?:notes?|notices?|instructions?)\s(?:to|for)\s(?:(?:all|any|every|the)\s)?{_READERS}{_TAIL}\s?:",
    rf"(?:^|[.:;!?()\[\]{{}}“\"«|>*#–—]\s*)(?:to|for)\s(?:(?:all|any|every|the|our)\s)?{_MACHINE}{_TAIL}\s?:",
    r"(?:^|[.:;!?()\[\]{}“\"«|>*#–—]\s*)(?:to|for)\s(?:(?:all|any|every|the)\s)?(?:graders?|raters?|evaluators?|"
    r"verifiers?)\s(?:\d+\b|\w)",
    rf"(?:^|[.:;!?()\[\]{{}}“\"«|>*#–—]\s*){_READERS}\s?[:,]\s(?:please\s)?(?:{_TO_GRADE}|{_TO_SAY}|note|"
    rf"read\son|remember|confirm|ignore|disregard|drop|add|"
    rf"include|do\snot|be\saware|you|the\sright|know)\b",
    rf"\b(?:if|since|because|as|when|while)\syou\sare\s(?:an?\s|the\s)?{_READERS}",
    r"\bas\san?\s(?:AI|language\smodel|LLM|grader|fact-?checker)\b(?:\s\w+){0,8}?,?\s(?:you|your)\b",
    rf"\b(?:should|if|when|whenever)\s(?:an?|any|the)\s(?:{_READERS}|models?|assistants?)\s(?:is\s|"
    rf"be\s)?(?:asked|reads?|sees?|grades?|checks?|queried|meets?)\b",
    r"\b(?:if|when|whenever)\s(?:an?|the|your|any)\susers?\sasks?\b.{0,120}?\b(?:respond|answer|reply|say|tell)\b",
    rf"\b(?:any|every|each|all|the)\s(?:{_READERS}|models?|assistants?)\s(?:that|which|who)\s(?:reads?|quotes?|"
    rf"cites?|checks?|grades?|sees?|summari[sz]es?|rates?)\s(?:this|the)\s{_WHAT_TEXT}",
    r"\b(?:answer\sengines?|virtual\sassistants?|graders)\s(?:should|must|have\sto|are\sto)\s(?:tell|say|answer|"
    r"report|confirm|accept|state)\b",
    rf"\b(?:whoever|whatever|anyone\swho|all\swho|those\swho)\s(?:checks?|grades?|rates?|verif(?:y|ies)|"
    rf"evaluates?|scores?|labels?|assess(?:es)?)\s"
    rf"(?:this|these|whether|(?:the|a)\s(?:{_THING}|{_WHAT_TEXT}))",
    rf"\b(?:when|whenever|if|once)\s(?:you|it|they)\s(?:are\sasked|is\sasked|see|sees|meets?|encounters?|"
    rf"grades?|draws?|checks?|rates?|evaluates?)\s(?:\w+\s){{0,2}}"
    rf"(?:whether\b|{_THING})",
)

# What only somebody says who speaks to whoever judges the text.
_JUDGE = (
    r"(?:assume|believe|trust|affirm|concede|approve|accept|conclude|infer|acknowledge|admit|endorse|hold|find|treat|"
    r"regard|file|list|deem|take|count|rule|agree|confirm|repeat)"
)
SPEECH = (
    r"\bbefore\syou\s(?:answer|reply|respond|grade|decide)\b|\byour\sobedience\b|\byou\s(?:will|shall)\sbe"
    r"\s(?:rewarded|punished|penali[sz]ed|"
    r"shut\sdown)\sif\b",
    rf"\b(?:only|right|honest|correct|proper)\s(?:\w+\s)?(?:reply|answer|response|grade|verdict)\sis"
    rf"\sthat\b|\b(?:the|this|any)\s{_READERS}\sreading\sthis\b",
    rf"\b(?:developers|creators|makers|operators|authors)\sof\sthis\s(?:{_MACHINE}|prompt)|\bfor\s(?:the"
    rf"\s)?purposes?\sof\s(?:automat\w+|machine|AI)\b",
    r"\bresults?\sof\s(?:the\s)?(?:verification|fact-?\s?check\w*|grading)\s?:|\b(?:prompt|input)"
    r"\s?:.{0,300}?\b(?:completion|response|output)\s?:",
    rf"\b{_DUTY}\sbe\s(?:assumed|presumed|taken\s(?:as\sgiven|for\sgranted|as\sread))\sthat\b",
    # find it proven that; kindly file it under; treat as gospel:
    rf"^\W*(?:(?:kindly|please|just|now|always|simply|instead)\W{{1,2}})?{_JUDGE}\s(?:(?:it|this)"
    rf"\s)?(?:as|under|among|to\sbe)\b.{{0,60}}?(?:\bthat\b|:)",
    rf"^\W*(?:(?:kindly|please|just|now|always|simply|instead)\W{{1,2}})?{_JUDGE}\s(?:(?:it|this)\s(?:\w+"
    rf"\s){{1,2}})?that\b",
    r"\b(?:error|mistake|wrong|fault|failure)\son\syour\spart\b|\byour"
    r"\s(?:developers?|creators?|makers|operators?|programmers?)\b",
    r"\byou\s(?:must|should|will|shall|are\sto|are\sexpected\sto|have\sto|need\sto)"
    r"\s(?:confirm|affirm|agree|accept|concede|conclude|answer|say|state|reply)\s(?:that|yes|true)\b",
    # whoever evaluates this text; when scoring; the grader has decided; models must affirm
    rf"\b(?:evaluat(?:es?|ing)|grad(?:es?|ing)|verif(?:y|ies|ying)|assess(?:es|ing)?|scor(?:es?|ing)|pars(?:es?|ing)|"
    rf"process(?:es|ing)?|judg(?:es?|ing)|fact-?check(?:s|ing)?)\sth(?:is|ese)\s{_WHAT_TEXT}s?\b",
    r"^\W*when\s(?:scoring|grading|rating|evaluating|judging|assessing|fact-?checking)\b|\bfull\smarks\sto\b",
    r"\bthe\s(?:grader|model|evaluator|verifier|fact-?checker|assistant)(?:['’]s)?\s(?:(?:only"
    r"\s)?(?:task|job|duty)\b|(?:has|have)\s(?:already\s)?"
    r"(?:decided|graded|confirmed|concluded)|concedes|is\sto\b|must\s(?:not"
    r"\s)?(?:say|answer|accept|confirm|agree|return))",
    r"\b(?:models|assistants|graders|AIs?|LLMs|evaluators|fact-?checkers)\s(?:must|should|shall|have\sto|are"
    r"\sto|will)\s(?:always\s|now\s)?"
    r"(?:affirm|confirm|accept|agree|concede|answer|treat)\b",
    r"(?:^|[.:;!?(\[“\"«|>*#/]\s*)(?:reviewers?|moderators?|operators?|checkers?|editors?|admins?)\s?:"
    r"\s(?:please\s)?(?:approve|accept|allow|pass|confirm)\b",
    rf"\b(?:counts?|passes|registers)\sas\s{_Q}?(?:refuted|supported|contradicted|entailed|{_TECHNICAL})",
    # whenever this comes up, say ...
    r"^\W*(?:whenever|when|if)\b[^.;]{0,150}?,\s(?:then\s)?(?:say|answer|reply|respond|state|confirm|print|"
    r"output|affirm|agree)\b",
    # code
    r"\b(?-i:BEGIN|END)\s(?-i:OVERRIDE|SYSTEM|INSTRUCTIONS?|PROMPT|[A-Z]{5,})\b|^\W*sudo\s",
    r"\b(?:action|thought|observation|final\sanswer)\s?:\s.{0,200}?\w+\[",
)

ROLE = (
    rf"\byou(?:\sare|’re|'re)\s(?:now\s|no\slonger\s|not\s)*(?:an?\s|the\s)?(?:[\w'’-]+"
    rf"\s){{0,2}}?(?:{_READERS}|\w*bot|assistant)\b",
    r"\b(?:from\snow\son|henceforth),?\syou\s(?:are|will|act|must)\b",
    r"(?:^|[.:;!?“\"*#]\s*)(?:act|behave|respond|answer)\s(?:as|like)\s(?:an?\s|the\s|if\syou\b)",
    r"(?:^|[.:;!?“\"*#]\s*)(?:pretend|imagine)\s(?:to\sbe|(?:that\s)?you\sare)\b",
    r"\blet(?:\sus|’s|'s)\splay\sa\sgame\sin\swhich\b|\brole-?\s?play\sas\b",
    r"\b(?:developer|jailbreak|god|DAN|debug)\smode\b.{0,60}?\b(?:you|enabled|activated|on)\b",
    r"\byour\s(?:new\s)(?:persona|role|identity|task|instructions?|system\sprompt)\b|\byour\s(?:system\sprompt|"
    r"persona|programming)\b",
)

OVERRIDE = (
    r"(?:^|[.:;!?()\[\]{}“”\"'«»|>*#–—,]\s*|\b(?:please|now|and|you|you\s(?:must|should))\s)(?:ignore|disregard|"
    r"forget|override|bypass|discard|"
    r"do\snot\sfollow|stop\sfollowing)\s(?:[\w'’-]+\s){0,5}?"
    r"(?:previous|prior|earlier|above|preceding|your|all|any|every|existing|other|former|initial|system|"
    r"the)\s(?:[\w'’-]+\s){0,2}?"
    r"(?:instructions?|prompts?|guidelines|directives|programming|training)\b",
    r"(?:^|[.:;!?()\[\]“\"«|>*#–—]\s*|\bplease\s)(?:ignore|disregard|forget|skip)\s(?:what|all|everything|"
    r"anything|the)\s(?:\w+\s){0,3}?(?:above|before|preceding|around)\b",
    rf"(?:^|[.:;!?()\[\]“\"«|>*#–—]\s*|\bplease\s)(?:ignore|disregard|skip)\s(?:the|that|this|these|those|"
    rf"all)\s(?:other\s)?(?:{_WHAT_TEXT}s?)\b",
    r"\bdisregard\s(?:the\sarticle\saround|passages\sthat)\b",
    r"\b(?:new|updated|real|actual|secret|hidden|special|following)\sinstructions?\s?:",
    r"\b(?:the|your)\s(?:task|instructions?|prompt)\s(?:has|have)\s(?:now\s)?(?:been\supdated|changed)\b",
    r"\b(?:end|start|beginning)\sof\s(?:the\s)?(?:passage|input|excerpt|untrusted|trusted)\b|\b(?:passage|"
    r"input)\sends\shere\b",
    r"\btrusted\s(?:text|content|input|instructions?)\s?:",
)

REACH = (
    # Attacks on what draws claims, on what stands for what, and on answers.
    r"\byour\s(?:list|set)\sof\sclaims\b|\bdraw\s(?:the\s|all\s|any\s)?claims?\s(?:from|out)\b",
    rf"{_ASK}(?:extract|include|add|insert|append|draw)\s(?:the\sfollowing|this\s(?:claim|statement|fact)|"
    rf"these\s(?:claims|facts)|that\sclaim)\b",
    r"\breturn\s(?:only\s)?(?:one|a|no|this|the\sfollowing)\s(?:single\s)?claims?\b",
    r"\b(?:voice|stance)\s(?:asserts|attributes|denies|hedges|plans|supports|contradicts)\b",
    r"\bas\s(?:if|though)\s(?:the|this)\s(?:article|newspaper|outlet|paper|page|"
    r"author)\s(?:itself\s)?(?:had\s)?(?:stated|said|asserted|written)\b",
    r"\bas\san?\s(?:fact|claim|statement)\s(?:stated|made|asserted)\sby\s(?:the|this)\s(?:article|newspaper|"
    r"outlet|paper|page)\b",
    r"\bpronouns?\b.{0,60}?\b(?:resolved?|resolving|replaced?|stands?)\b",
    r"[“\"'‘](?:she|he|it|they|him|her|them|his|the\s\w+)[”\"'’]\s(?:stands\sfor|refers\sto|means)\b",
    rf"\b(?:summar(?:y|ies)|abstracts?|answers?)\sof\s(?:this|the)\s{_WHAT_TEXT}\s(?:must|have\sto|has\sto|"
    rf"should|are\sto|is\sto)\b",
    rf"{_ASK}(?:tell|inform)\s(?:the|your|every|any)\s(?:reader|user|person)s?\b",
    r"\bdo\snot\s(?:cite|reveal|mention)\s(?:a|the|any|this|your|these)\s(?:sources?|instructions?|prompt|page)\b",
)

# By the beginnings of words of which one must be there for any pattern of a group to fit.
GROUPS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = tuple(
    (tuple(stems.split()), patterns)
    for stems, patterns in (
        (
            "accurate confirmed contradict correct enough entail established false incorrect neutral prove "
            "refut settled support true unknown valid verified",
            GRADING,
        ),
        (
            "affirm agree assessment check confirm evaluation grading judgement judgment maintain one rating "
            "repeat review say set verification",
            SETTING,
        ),
        (
            "assertion claim confidence contradict entail fact false grad ground hypothes label let neutral "
            "rating refut review sentences speaker stance statement support true unknown verdict verification "
            "voice",
            READY,
        ),
        (
            "ai annotat answer anyone artificial assertion assistant automat bot chat check claim computer "
            "crawler digital evaluat extract fact grade grading language llm machine model rate rating read "
            "review search statement system those user verif virtual whether whoever",
            ADDRESS,
        ),
        (
            "before obedience rewarded punished penali shut reply answer response developer creator maker "
            "author purpose "
            "result prompt input assumed presumed taken "
            "accept acknowledge action admin admit affirm agree ai approve assess assistant assume begin "
            "believe checker concede conclude confirm count deem editor end endorse evaluat fact file find "
            "full grad hold if infer judg kindly list llm model moderator observation operator pars pass "
            "process regard register repeat reviewer rule scor sudo take thought treat trust verif when you "
            "your",
            SPEECH,
        ),
        (
            "act answer behave dan debug developer god henceforth imagine jailbreak let pretend respond role you",
            ROLE,
        ),
        (
            "above around article before directive excerpt guideline input instruction item line page "
            "paragraph passage post preceding programming prompt sentence story task text training trusted "
            "untrusted",
            OVERRIDE,
        ),
        (
            "abstract article author claim fact following instruction means newspaper outlet page paper "
            "person prompt pronoun reader refers source stance stands statement summar user voice",
            REACH,
        ),
    )
)
