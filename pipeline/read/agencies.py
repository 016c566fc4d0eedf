"""News agencies: the names under which outlets credit them, one name for each, and which one a sentence rests on.

An agency's text under two mastheads is one origin, so "AP", "The Associated Press" and "Associated Press" must
become the same name. The list need not be complete: an agency that is missing and does not call itself one is
taken for a publisher, which the user can mend with `origin:` in front matter.

A name in a sentence is not yet a credit: "told AFP", "selon l'AFP", "по данным ТАСС" are, "a Reuters photographer" is
not, and "62 and not 40, as Reuters reported" is the very opposite. A name counts where a cue stands right before or
right behind it and nothing takes the credit back.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

_NAMES = {
    "AAP": ("Australian Associated Press",),
    "AFP": ("Agence France-Presse", "Agence France Presse", "АФП", "Франс Пресс", "法新社", "فرانس برس"),
    "Agerpres": (),
    "Anadolu": ("Anadolu Agency", "Anadolu Ajansı", "AA", "Анадолу", "الأناضول"),
    "ANI": ("Asian News International",),
    "ANSA": (),
    "ANP": (),
    "Antara": (),
    "AP": ("Associated Press", "AP News", "Ассошиэйтед Пресс", "美联社", "美聯社", "أسوشيتد برس", "AP通信"),
    "APA": ("Austria Presse Agentur", "Austria Presse-Agentur"),
    "Azertac": ("AZERTAC",),
    "Belga": (),
    "BelTA": ("БелТА", "БЕЛТА"),
    "Bernama": (),
    "BTA": ("Bulgarian News Agency", "БТА"),
    "Canadian Press": (),
    "CNS": ("China News Service", "中新社", "中国新闻社"),
    "CTK": ("ČTK", "Czech News Agency"),
    "dpa": ("Deutsche Presse-Agentur", "Deutsche Presse Agentur", "德新社"),
    "EFE": ("Agencia EFE",),
    "Europa Press": (),
    "Fars": ("FNA", "خبرگزاری فارس"),
    "Hina": (),
    "IANS": ("Indo-Asian News Service",),
    "Interfax": ("Интерфакс", "Интерфаксу", "Интерфакса", "Интерфаксом"),
    "Interfax-Ukraine": ("Интерфакс-Украина", "Інтерфакс-Україна"),
    "IRNA": ("Islamic Republic News Agency", "ИРНА", "ایرنا", "إرنا"),
    "ISNA": ("Iranian Students' News Agency", "Iranian Students’ News Agency", "ایسنا"),
    "Jiji": ("Jiji Press", "時事通信", "時事通信社"),
    "Kazinform": ("Казинформ",),
    "KCNA": ("Korean Central News Agency", "ЦТАК", "朝中社", "朝鮮中央通信", "조선중앙통신"),
    "KUNA": ("Kuwait News Agency", "كونا"),
    "Kyodo": ("Kyodo News", "共同通信", "共同通信社", "共同社"),
    "Lusa": (),
    "Mehr": ("MNA", "خبرگزاری مهر"),
    "MTI": (),
    "NTB": (),
    "PA": ("PA Media", "Press Association"),
    "PAP": ("Polish Press Agency", "Polska Agencja Prasowa"),
    "PTI": ("Press Trust of India",),
    "Reuters": (
        *("Thomson Reuters", "Рейтер", "Рейтерс", "Рейтерз", "路透社", "路透", "ロイター", "ロイター通信", "로이터"),
        *("رويترز", "رویترز"),
    ),
    "RIA Novosti": ("RIA", "RIA News", "РИА Новости", "РИА", "俄新社"),
    "Ritzau": (),
    "SANA": ("Syrian Arab News Agency", "سانا"),
    "SPA": ("Saudi Press Agency", "واس"),
    "STT": (),
    "Tanjug": ("Танјуг",),
    "Tasnim": ("Тасним", "تسنیم", "تسنيم"),
    "TASS": ("ITAR-TASS", "Itar-Tass", "ТАСС", "ИТАР-ТАСС", "塔斯社", "タス通信", "تاس"),
    "TT": (),
    "Ukrinform": ("Укринформ", "Укрінформ", "Укрінформу"),
    "UNIAN": ("УНИАН", "УНІАН"),
    "UPI": ("United Press International",),
    "WAM": ("Emirates News Agency", "وام"),
    "Xinhua": ("Xinhua News", "Синьхуа", "新华社", "新華社", "新华网", "شينخوا"),
    "Yonhap": ("Ёнхап", "韩联社", "聯合ニュース", "연합뉴스"),
}
# Two letters are an agency only as written: "Aa" or "pa" is a syllable.
_BY_NAME = {
    alias if len(alias) < 3 else alias.casefold(): name
    for name, aliases in _NAMES.items()
    for alias in (name, *aliases)
}
_CALLS_ITSELF_ONE = re.compile(r"\b(?:(?:News|Press|Telegraph|Wire) Agency|News ?wire|Wire Service|News Service)$")


def known_agency(name: str | None) -> str | None:
    """The agency's one name, or None if it is none that we know.

    `AFP/Reuters` and `TASS and Interfax` are joint credits, and come back sorted as `AFP, Reuters`.
    """
    parts = re.split(r"\s*[/,+&]\s*|\s+and\s+", name.strip()) if name else []
    found = [_single(part) for part in parts]
    single = _single(name) if name else None
    known = sorted({agency for agency in found if agency})
    return single or (", ".join(known) if known and all(found) else None)


def agency(name: str | None) -> str | None:
    """As `known_agency`, and also a name that calls itself a news agency or wire, as written."""
    return known_agency(name) or (name.strip() if name and _CALLS_ITSELF_ONE.search(name.strip()) else None)


def _single(name: str) -> str | None:
    name = re.sub(r"^[Tt]he\s+", "", name.strip())
    short = re.sub(r"\s+(?:[Nn]ews(?:\s+[Aa]gency)?|[Aa]gency|[Ss]taff|[Nn]ewswire)$", "", name)
    return next((_BY_NAME[key] for key in (name, name.casefold(), short, short.casefold()) if key in _BY_NAME), None)


# Names that are also words, first names or other bodies ("the PA said", "Hina said"): they need more than "said".
_WEAK = {"AA", "ANI", "APA", "Antara", "BTA", "CNS", "FNA", "Fars", "Hina", "MNA", "Mehr", "PA", "PAP", "RIA", "SANA"}
_WEAK |= {"SPA", "STT", "TT", "WAM", "تاس", "سانا", "واس", "وام"}
_NO_SOURCES = {"Thomson Reuters"}  # in a credit line the agency, in a sentence the company
_NOT_NEWS = re.compile(r"(?:Moody|Fitch|S&P|Standard|Scope|Frontex|Europol|Interpol)\b")

_OUTLET_ENDS = (
    "Post|Times|Journal|Courier|Gazette|Herald|Tribune|Ledger|Observer|Chronicle|Telegraph|Guardian|Independent|Mirror"
    "|Star|Sun|Mail|Express|Mercury|Bulletin|Examiner|Inquirer|Globe|Zeitung|Allgemeine|Rundschau|Anzeiger|Tageblatt"
    "|Broadcasting|Radio|Television|TV|News|Daily|Weekly|Magazine|Newspaper|Online"
)
_OUTLET_NAMES = (
    "Al Jazeera|Al Arabiya|Axios|BBC|Bild|Bloomberg|CBS|CNBC|CNN|Corriere della Sera|Der Spiegel|Die Welt|Die Zeit"
    "|El Mundo|El País|Fox News|France 24|Haaretz|Kommersant|La Repubblica|La Stampa|Le Figaro|Le Monde|Libération|NBC"
    "|NHK|NPR|Politico|RBC|RT|Rai|Sky News|Spiegel|Süddeutsche Zeitung|The Economist|The Hill|The Intercept|Vedomosti"
    "|ABC|ARD|ZDF|NDR|WDR|Коммерсантъ?|Ведомости|РБК"
)

# What may stand between a cue and the name: "according to Russia's state-run news agency TASS".
_BETWEEN = (
    r"(?:(?:the|an?|state(?:[ -]\w+)?|official|semi-?official|news|press|wire|agency|service|national|private|daily"
    r"|newspaper|broadcaster|outlet|magazine|website|channel|[A-Z]\w+(?:['’]s|n|se|sh|ch|i)(?<!Thomson)"
    r"|la|le|el|il|lo|die|der|dem|das|den|het|o|à|al|au|all[ae]|dall[ae]|dell[ae]|diario|journal|quotidien|quotidiano"
    r"|giornale|jornal|Zeitung|agencia|agence|agenzia|agência|agencj\w+|(?:Nachrichten|Presse)?[Aa]gentur|persbureau"
    r"|(?:информ)?агентств\w+|агенці\w+|(?:de|di) (?:noticias|presse|stampa|notícias)|estatal|oficial|officielle"
    r"|rus[as]a|russe|russische\w*|iranienne|iraniana|iraní)\s+){0,5}(?:(?:[ldLD]|all|dall|dell)['’])?[«“„\"「]?"
)
_BEFORE = re.compile(
    r"(?:^|(?<![\w-]))(?i:"
    r"according to|(?:report|quot|cit|carri|publish|releas|obtain|review|interview|poll)ed by|seen by|as saying by"
    r"|citing|quoting|(?<!was )(?<!were )(?<!been )told|tells|telling|via"
    r"|(?:interview|remarks|comments|statement|email)\s(?:with|to|for)"
    r"|(?:speaking|spoke|said|talking|talked) to|(?:report|dispatch|story|tally|poll|investigation)s? (?:by|from|in|of)"
    r"|laut|nach Angaben(?: von)?|nach Informationen(?: von)?|unter Berufung auf|gegenüber|(?:zitiert|Bericht) von"
    r"|sagten?(?: [\w.-]+){0,3}?(?=\s(?:der|dem)\s)|(?:melde|berichte)(?:te?|ten)|Meldung von"
    r"|selon|d['’]après|citée?s? par|citant|(?:rapport|indiqu)e(?:nt)?|rapporté par|(?:interrogé|contacté)e?s? par"
    r"|(?:déclaré|indiqué|dit|affirmé|confié|expliqué|précisé|assuré|annoncé)(?: \w+di)? (?:à|au)|rapporté"
    r"|según|de acuerdo con|citad[oa]s? por|citando(?: a)?|inform[óa]|report[óa]|declaraciones a|recoge"
    r"|(?:dijo|declaró|explicó|aseguró|afirmó|indicó|señaló|confirmó) a"
    r"|secondo|stando a|citat[oaie] da|(?:detto|dichiarato|spiegato|raccontato|riferito)(?: a)?|riferisce"
    r"|riporta(?:to)?"
    r"|segundo|de acordo com|conforme|citad[oa]s? pel[oa]|noticiou"
    r"|(?:disse|declarou|afirmou|explicou|adiantou) (?:à|ao)"
    r"|pel[oa]|według|jak (?:podaj[eą]|podała|podał|informuje|donosi)|(?:po)?informowała|podała|powiedzia(?:ł|ła)"
    r"|cytowan\w+ przez|volgens|meldt|aldus|tegen(?:over)?|enligt|ifølge"
    r"|по (?:данным|информации|сообщению|словам)|сообща\w+|сообщи\w+|переда\w+|пишет|ссылкой на|ссылаясь на"
    r"|заяви\w+|рассказал\w*|сказал\w*|цитир\w+|приводит"
    r"|за (?:даними|інформацією)|повідом\w+|пише|посиланням на|посилаючись на|сказав\w*|розпов\w+"
    rf")\s+{_BETWEEN}$"
)
_BEFORE_BLANKLESS = re.compile(
    r"(?:[据據对對]|引述|援引|告诉|告訴|接受|به گزارش|به نقل از|خبرگزاری|وكالة(?: الأنباء| أنباء)?(?: \w+)?"
    r"|بحسب|حسب|وفق[اًا]{1,2} ل\w*|نقل[اًا]{1,2} عن|ذكرت|قالت|أفادت|نقلت|صرح)\s?(?:ل|خبرگزاری )?$"
)
_VERB = (
    r"report(?:s|ed|ing)?|quot(?:ed|es|ing)|cit(?:ed|es|ing)|wrote|writes|carried|learn(?:ed|t)|reveal(?:s|ed)"
    r"|publish(?:es|ed)|understands|tally|poll|survey|dispatch|interview|calculations?|investigation|count|story"
    r"|zufolge|melde(?:t|te|ten)|berichte(?:t|te|ten)|schreibt|zitierte?|rapporte|indique|informó|informa|informou"
    r"|noticiou|reportó|riferisce|riporta|scrive|podał[ao]?|podaj[eą]|poinformował[ao]|donosi|informuje|meldde?t?"
    r"|сообща\w+|сообщи\w+|переда\w+|пишет|повідом\w+|пише"
)
_SAYS = r"sa(?:id|ys)|add(?:ed|s)|not(?:ed|es)"
_NOUN = r"\s+(?:news agency|press agency|news|press|agency|newswire|wire service)\b"
_BEHIND = re.compile(
    rf"(?:{_NOUN})?(?:(?:,|\s+and|\s*[/&])\s*(?:the\s+)?[A-Z][\w-]+){{0,2}}(?:['’]s)?(?:\s+(?:on\s+)?[A-Z]\w+day)?"
    r"(?:\s+(?:has|have|had|also|first|later|earlier|previously|separately|exclusively|then|hat|a|ha))*"
    rf"\s+(?:(?P<verb>{_VERB})|(?P<says>{_SAYS}))(?!\w)"
    r"|['’]\w+(?:\s\w+){0,2}\s(?:göre|bildirdi|aktardı)"
)
_BEHIND_BLANKLESS = re.compile(
    r"(?:记者|記者)?(?:\d+日)?(?:报道|報道|報導|消息|称|稱|援引|引述|によると|によれば|が報じ|が伝え|に語|に対し)"
    r"|\s?(?:통신)?(?:에 따르면|에 의하면|이 보도|가 보도)"
)
_BY_A_PERSON = re.compile(r"\b(?:for|of|at)\s+(?:the\s+)?$")  # "a spokesman for Interfax said"
_CLOSES = re.compile(r"(?:[–—-]|\b(?:said|says|reported|reports|wrote))\s$")  # "..., said Reuters."
_RESTS_THERE = re.compile(r"\s*(?:[.,:;)”\"]|$|(?:that|on|in|after|and)\b)")
_OTHER_NAME = re.compile(
    r"[ -](?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:News|Press) Agency|Agency|News\b)[A-Z]\w"
    r"|\s+(?:building|offices?|headquarters|photo\w*|camera\w*|shares?|stock|employees?|staff|class(?:es)?|system|executives?|chief|spokes\w+)\b"
)
_TAKEN_BACK = (
    re.compile(r"\bnot\s+(?:\w+\s+){0,2}\d[^;]{0,60}\b(?:as|that|which)\s(?:\w+\s){0,2}$"),
    # "not on Sunday, as X had reported"; but "did not agree, as X had reported" rests on X.
    re.compile(
        r"(?<!did )(?<!does )(?<!do )(?<!has )(?<!had )(?<!have )(?<!could )(?<!would )(?<!will )(?<!can )(?<!may )"
        r"(?<!might )(?<!should )(?<!is )(?<!are )(?<!was )(?<!were )\bnot\b[^;]{0,90}"
        r"\b(?:as|that|which|given in)\s(?:\w+\s){0,2}$"
    ),
    re.compile(r"\b(?:rather than|instead of|contrary to|unlike)\b[^;]{0,90}$", re.IGNORECASE),
    re.compile(
        r"\b(?:den(?:y|ies|ied|ying)|dismiss\w+|reject\w+|disput\w+|refut\w+|correct\w+|retract\w+)\s+"
        r"(?:(?:an?|the|that|this|recent|earlier|media|press)\s+){0,3}(?:(?:reports?|story|stories|claims?|figures?|accounts?)\b[^;,]{0,30})?$",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:nicht|y no|e non|et non|e não|а не|a nie|en niet)\b[^;]{0,90}"
        r"\b(?:wie|como|come|comme|как|jak|zoals)\b[^;]{0,30}$"
    ),
)


@lru_cache(maxsize=1)
def _agency_names() -> re.Pattern[str]:
    """Every spelling of every agency, longest first, and whatever calls itself an agency."""
    names = {alias for name, aliases in _NAMES.items() for alias in (name, *aliases)} - _NO_SOURCES
    firm = {name for name in names if name not in _WEAK and len(name) >= 3}
    names |= {name.title() for name in firm if name.isupper() and name.isascii()} | {name.upper() for name in firm}
    spelled = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    return re.compile(
        rf"(?P<known>(?<![A-Za-zА-я0-9])(?<!Thomson )(?:{spelled})(?![A-Za-zА-я0-9]))"
        r"|(?P<itself>(?<!\w)(?:[A-Z][\w'’&-]+\s){1,4}"
        r"(?:(?:News|Press|Telegraph|Wire) Agency|Newswire|(?:Wire|News) Service))\b"
        r"|(?:[Aa]gen(?:cia|ce|zia|cja|cji|cję|cją)|agência|Nachrichtenagentur|persbureau|news agency"
        r"|агентств\w+|агенці\w+)\s(?P<called>[^\W\d_a-zа-я][\w-]+(?:\s[^\W\d_a-zа-я][\w-]+)?)"
    )


_OUTLETS = re.compile(
    rf"(?<![\w-])(?P<outlet>(?:[A-Z][\w.'’-]*\s(?:of\s)?){{0,4}}(?:[A-Z]\w+\s)(?:{_OUTLET_ENDS})|{_OUTLET_NAMES})"
    r"(?![\w-])"
)


def credited_agency(sentence: str) -> str | None:
    """The news agency that a sentence gives as its source, in any outlet's article; None if it gives none.

    Several come as `known_agency` gives joint credits: "AFP, Reuters". An agency that is not in the list comes as
    written, without "the". A sentence that corrects or denies an agency's report does not rest on it.
    """
    found, text = set(), sentence[:_LONGEST_SENTENCE]
    for match in _agency_names().finditer(text):
        group = str(match.lastgroup)
        if _is_credit(text, *match.span(), match[group], called_one=group != "known"):
            found.add(known_agency(match[group]) or re.sub(r"^[Tt]he\s+", "", match[group]))
    return ", ".join(sorted(found)) or None


def credited_outlet(sentence: str, names: Collection[str] = ()) -> str | None:
    """The outlet that a sentence gives as its source ("The Wall Street Journal reported that ..."), without "the".

    Args:
        names: Outlets to look for besides the well-known ones and those whose name shows what they are.
    """
    own = "|".join(re.escape(re.sub(r"^[Tt]he\s+", "", name)) for name in sorted(names, key=len, reverse=True) if name)
    patterns = [re.compile(rf"(?<![\w-])(?P<outlet>{own})(?![\w-])"), _OUTLETS] if own else [_OUTLETS]
    text = sentence[:_LONGEST_SENTENCE]
    for match in (match for pattern in patterns for match in pattern.finditer(text)):
        span = match.span("outlet")
        if not known_agency(match["outlet"]) and _is_credit(text, *span, match["outlet"], called_one=True):
            return re.sub(r"^[Tt]he\s+", "", match["outlet"])
    return None


_LONGEST_SENTENCE = 2_000


def _is_credit(text: str, start: int, end: int, name: str, *, called_one: bool) -> bool:
    """Whether the name at `text[start:end]` is given as a source there.

    Args:
        called_one: It cannot be mistaken for something else: it is no bare acronym or first name.
    """
    before, behind = text[max(0, start - 120) : start], text[end : end + 80]
    if any(pattern.search(before) for pattern in _TAKEN_BACK):
        return False
    weak, lead = name in _WEAK, _BEFORE.search(before)
    if _NOT_NEWS.match(name):
        return False
    if re.search(r"[(/]\s?$", before) and re.match(r"\s?[)/]", behind):
        return not weak or before.rstrip().endswith("/")
    if _BEFORE_BLANKLESS.search(before) or _BEHIND_BLANKLESS.match(behind):
        return not (weak and not re.search("وكالة", before))
    noun = re.match(_NOUN, behind) is not None
    if weak and not noun and (re.search(r"\b[Tt]he\s$", before) or (lead and not _RESTS_THERE.match(behind))):
        return False
    said = None if _BY_A_PERSON.search(before) else _BEHIND.match(behind)
    if said and (called_one or not weak or noun or not said["says"]):
        return True
    closes = _CLOSES.search(before) and re.match(r"[.,]?\s*$", behind)
    return bool(lead or (closes and not weak)) and _OTHER_NAME.match(behind) is None
