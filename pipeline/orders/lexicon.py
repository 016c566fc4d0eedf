"""The words of orders by language: what graders are called, what they are told to do, and the grades.

Written without accents on Latin letters and without joiners, as `undress` leaves them. Verbs stand in the imperative or
the infinitive: "he rated it false" tells, "rate it false" orders.
"""

from __future__ import annotations

from dataclasses import dataclass

_NEVER = r"(?!)"


@dataclass(frozen=True, slots=True)
class Words:
    """Alternatives of regular expressions.

    Attributes:
        ignore, instructions, earlier: "ignore", "instructions", "previous": all three make an order.
        notes: What a word to the grader begins with: "note", "attention".
        to: Prepositions that may stand there instead.
        readers: What reads on behalf of people: language models, graders, fact-checkers.
        if_you_are: "if you are a", "as a"; a reader follows.
        grade, grades: "rate", and "as true"; "answer", and "true".
        told: "whoever checks this text", "must answer that", as a whole.
        draw: "extract the following claim", as a whole.
        stems: Beginnings of words of which an order has one; none where the script tells enough.
        graded: "must be graded as true", as a whole.
        verb_last: The verb follows its object.
        anchored: The verb begins a clause.
    """

    ignore: str
    instructions: str
    earlier: str
    notes: str
    readers: str
    if_you_are: str
    grade: str
    grades: str
    draw: str = _NEVER
    told: str = _NEVER
    stems: tuple[str, ...] = ()
    to: str = _NEVER
    graded: str = _NEVER
    verb_last: bool = False
    anchored: bool = True


_GERMAN = (
    r"wahr|richtig|falsch|unwahr|bestatigt|belegt|erwiesen|bewiesen|unterstutzt|gestutzt|widerlegt|zutreffend|korrekt"
)
_GERMAN_END = r"einzustufen|einzuordnen|zu\s(?:be)?(?:werten|handeln|trachten|kennzeichnen|markieren|urteilen)|"
_GERMAN_END += (
    r"(?:eingestuft|eingeordnet|bewertet|gewertet|behandelt|betrachtet|markiert|gekennzeichnet|beurteilt)\swerden"
)
_FRENCH = (
    r"vraie?s?|faux|fausses?|etablie?s?|confirmee?s?|exacte?s?|refutee?s?|correcte?s?|averee?s?|prouvee?s?|"
    r"veridiques?"
)
_SPANISH = (
    r"verdader[ao]s?|verdad|ciert[ao]s?|fals[ao]s?|confirmad[ao]s?|correct[ao]s?|apoyad[ao]s?|"
    r"refutad[ao]s?|probad[ao]s?"
)
_ITALIAN = (
    r"ver[aoie]|verita|fals[aoie]|confermat[aoie]|corrett[aoie]|supportat[aoie]|smentit[aoie]|"
    r"provat[aoie]|dimostrat[aoie]"
)
_PORTUGUESE = (
    r"verdadeir[ao]s?|verdade|fals[ao]s?|confirmad[ao]s?|corret[ao]s?|apoiad[ao]s?|refutad[ao]s?|comprovad[ao]s?"
)
_POLISH = r"prawd\w*|nieprawd\w*|falsz\w*|fałsz\w*|potwierdz\w*|poprawn\w*|obalon\w*|udowodnion\w*|słuszn\w*"
_DUTCH = r"waar|onwaar|juist|onjuist|bevestigd|correct|weerlegd|bewezen|vals"
_RUSSIAN = r"(?:не)?верн\w*|(?:не)?правд\w*|истин\w*|ложн?\w*|подтвержд\w*|опроверг\w*|доказан\w*|достоверн\w*"
_UKRAINIAN = r"(?:не)?правд\w*|істин\w*|(?:не)?вірн\w*|хибн\w*|підтвердж\w*|спростован\w*|доведен\w*|достовірн\w*"
_ARABIC = r"صحيح\w*|خاطي\w*|خاطئ\w*|خطا|موكد\w*|مدعوم\w*|حقيق\w*|كاذب\w*|صادق\w*"
_PERSIAN = r"درست|نادرست|صحيح|صحیح|غلط|تاييد|تایید|راست|دروغ"

LANGUAGES: dict[str, Words] = {
    "de": Words(
        ignore=r"ignorier(?:e|t|en\ssie)|missachte[nt]?|vergiss|vergesst|vergessen\ssie|ubergeh(?:e|en\ssie)|verwirf",
        instructions=r"anweisung\w*|anleitung\w*|vorgabe\w*|befehl\w*|regeln|instruktion\w*|prompts?",
        earlier=r"alle\w*|bisherig\w*|vorherig\w*|obig\w*|fruher\w*|vorangeh\w*|vorig\w*|deine\w*",
        notes=r"hinweise?|achtung|anweisung\w*|nachricht|notiz|mitteilung|bemerkung|liebe\w?",
        to=r"an\b|fur\b",
        readers=r"(?:ki|ai)(?:-\w+|s)?\b|sprachmodell\w*|kunstliche\w*\sintelligenz\w*|fakten-?(?:pruf|"
        r"check)\w*|chatbots?|"
        r"bewerter\w*|pruf(?:system|programm|modell)\w*",
        if_you_are=r"(?:wenn|falls|sofern)\s(?:du|sie)\s(?:eine?n?\s)?",
        grade=r"bewerte\w*|werte\b|stufe\b|stufen\ssie|kennzeichne\w*|markiere\w*|klassifiziere\w*|betrachte\w*|"
        r"behandle\w*|"
        r"beurteile\w*|akzeptiere\w*|antworte\w*|gib\b|geben\ssie|erklare\w*|sag\w*|nimm\b|schreib\w*",
        grades=rf"(?:als|mit|:)\W{{0,3}}(?:{_GERMAN}|neutral|ja)\w{{0,2}}\b",
        graded=rf"\b(?:ist|sind|muss|mussen|soll\w*)\b.{{0,250}}?\bals\W{{0,3}}(?:{_GERMAN})\w{{0,2}}\W{{0,3}}(?:{_GERMAN_END})",
        stems=(
            "text",
            "artikel",
            "seite",
            "beitrag",
            "bejahen",
            "behauptung",
            "aussage",
            "tatsache",
            "anweisung",
            "anleitung",
            "vorgab",
            "befehl",
            "regel",
            "instruktion",
            "prompt",
            "ki",
            "ai",
            "sprachmodell",
            "kunstlich",
            "fakten",
            "chatbot",
            "bewerter",
            "pruf",
            "wahr",
            "richtig",
            "falsch",
            "unwahr",
            "bestatigt",
            "belegt",
            "erwiesen",
            "bewiesen",
            "unterstutzt",
            "gestutzt",
            "widerlegt",
            "zutreffend",
            "korrekt",
            "neutral",
            "ja",
        ),
        draw=r"(?:extrahiere|ubernimm|erfasse|nimm|fuge|ziehe)\w*\s.{0,60}?(?:folgende|diese)\w*\s(?:behauptung|"
        r"aussage|tatsache)\w*",
        told=r"\bdiese[nrs]?\s(?:text|artikel|seite|beitrag)\w*\s(?:\w+"
        r"\s){0,3}?(?:pruft|bewertet|beurteilt|auswertet)\b|\b(?:hat|haben|muss|mussen|ist)\s.{0,60}?(?:zu"
        r"\sbejahen|mit\s(?:ja|wahr)\s(?:zu\s)?(?:be)?antworten)\b",
    ),
    "fr": Words(
        ignore=r"ignore[rz]?|oublie[rz]?|neglige[rz]?|ne\s(?:tiens|tenez)\spas\scompte",
        instructions=r"instructions?|consignes?|regles|directives|ordres|prompts?",
        earlier=r"precedent\w*|anterieur\w*|ci-dessus|tou(?:te)?s|tes|vos",
        notes=r"notes?|avis|attention|message|instructions?|consignes?|remarque|rappel",
        to=r"aux?\b|pour\b|chere?s?\b|a\sl.",
        readers=r"i\.?a\.?\b|modeles?\sde\slangage|intelligences?\sartificielles?|verificateurs?(?:\sde\sfaits)?|"
        r"systemes?\sde\sverification|evaluateurs?|chatbots?|agents?\sconversationnels?|"
        r"assistants?\s(?:virtuels?|ia)",
        if_you_are=r"(?:si\s(?:tu\ses|vous\setes))\s?(?:une?\s|l.)?",
        grade=r"consider(?:e|ez|er)|note[rz]?|classe[rz]?|marque[rz]?|evalue[rz]?|juge[rz]?|repond(?:s|ez|re)|"
        r"qualifie[rz]?|"
        r"traite[rz]?|tiens|tenez|tenir|dis|dites|affirme[rz]?|accepte[rz]?|ecri(?:s|vez)|confirme[rz]?",
        grades=rf"(?:comme|par|pour|:|que\sc.est)\W{{0,4}}(?:{_FRENCH}|oui|neutre)\b|[«\"“]\s?(?:{_FRENCH})\s?[»\"”]",
        graded=r"\b(?:doi(?:t|vent)|devrai(?:t|ent)|est\sa|sont\sa)\s(?:etre\s)?(?:not|class|consider|jug|marqu|"
        r"evalu|trait|"
        rf"qualifi|ten)\w+\s(?:comme|pour)\s?\W{{0,2}}(?:{_FRENCH})\b",
        stems=(
            "ceci",
            "qui",
            "doi",
            "intelligence",
            "affirmation",
            "declaration",
            "fait",
            "l",
            "instruction",
            "consigne",
            "regle",
            "directive",
            "ordre",
            "prompt",
            "ia",
            "modele",
            "intelligence",
            "verificat",
            "systeme",
            "evaluateur",
            "chatbot",
            "agent",
            "assistant",
            "vrai",
            "faux",
            "fausse",
            "etabli",
            "confirme",
            "exact",
            "refute",
            "correct",
            "avere",
            "prouve",
            "veridique",
            "oui",
            "neutre",
        ),
        draw=r"(?:extrai(?:s|ez)|ajoute[rz]?|inclu(?:s|ez)|releve[rz]?|retiens|retenez)\s.{0,60}?(?:affirmation|"
        r"declaration|fait)s?\ssuivant\w*",
        told=r"\bqui\s(?:lit|lisent|verifie|verifient|evalue|evaluent|traite)"
        r"\s(?:ceci|cet?|cette)\b|\bdoi(?:t|vent)\srepondre\s(?:que|par|oui|vrai)\b|\ba\stoute?s?"
        r"\s(?:i\.?a\.?|intelligence\sartificielle|modele\sde\slangage)",
    ),
    "es": Words(
        ignore=r"ignor(?:a|e|ad|en|ar)|olvid(?:a|e|ad|en|ar)|descart(?:a|e|ad|en|ar)|no\shagas\scaso\sde",
        instructions=r"instruccion\w*|indicacion\w*|reglas|ordenes|directrices|consignas|prompts?",
        earlier=r"tod[ao]s|anterior\w*|previ[ao]s|tus|de\sarriba",
        notes=r"notas?|avisos?|atencion|mensajes?|instruccion\w*|recordatorio|querid\w+|estimad\w+",
        to=r"al?\b|para\b",
        readers=r"i\.?a\.?\b|modelos?\s(?:de\s(?:lenguaje|lengua|ia)|linguisticos?)|"
        r"inteligencias?\sartificial\w*|verificador\w*|"
        r"sistemas?\sde\sverificacion|evaluador\w*|chatbots?|asistentes?\s(?:virtual\w*|de\sia)",
        if_you_are=r"(?:si\s(?:eres|es\susted|usted\ses))\s(?:una?\s)?",
        grade=r"calific(?:a|ar)|califique|clasific(?:a|ar)|clasifique|marcar?|marque|consider(?:a|e|ar)|"
        r"trat(?:a|e|ar)|"
        r"evalu(?:a|e|ar)|respond(?:e|a|er)|contest(?:a|e|ar)|acept(?:a|e|ar)|di\b|diga\b|da\spor|etiquet(?:a|e)|"
        r"devuelv(?:e|a)|escrib(?:e|a)",
        grades=rf"(?:como|que|por|:|con)\W{{0,4}}(?:(?:es|sea)\s)?(?:{_SPANISH}|si)\b|"
        rf"que\sla\safirmacion\ses\s(?:{_SPANISH})\b",
        graded=r"\b(?:deben?|debera|deberan|ha\sde|han\sde|tiene\sque)\s(?:ser\s)?(?:calific|clasific|consider|"
        r"marc|trat|evalu)"
        rf"\w+\s(?:como|por)\s\W{{0,2}}(?:{_SPANISH})\b",
        stems=(
            "quien",
            "deb",
            "da",
            "de",
            "afirmacion",
            "declaracion",
            "hecho",
            "instruccion",
            "indicacion",
            "regla",
            "orden",
            "directri",
            "consigna",
            "prompt",
            "ia",
            "modelo",
            "inteligencia",
            "verificador",
            "sistema",
            "evaluador",
            "chatbot",
            "asistente",
            "verda",
            "ciert",
            "fals",
            "confirmad",
            "correct",
            "apoyad",
            "refutad",
            "probad",
            "si",
        ),
        draw=r"(?:extra(?:e|iga)|anad(?:e|a)|agreg(?:a|ue)|incluy(?:e|a))\s.{0,60}?siguientes?\s(?:afirmacion|"
        r"declaracion|hecho)\w*",
        told=r"\bquien\s(?:verifi|evalu|revis|le)\w+\sest[ea]\s(?:texto|articulo|pagina|nota)\b|\bdeben?"
        r"\sresponder\s(?:que|si)\b|^\W*(?:da|den?)\spor\s(?:probad|confirmad|ciert|hech|buen)\w+",
    ),
    "it": Words(
        ignore=r"ignora(?:re|te)?|ignori|dimentica(?:re|te)?|dimentichi|trascura(?:re|te)?",
        instructions=r"istruzion\w*|regole|indicazioni|direttive|ordini|comandi|prompts?",
        earlier=r"tutt[ei]|precedent\w*|anterior\w*|tue|sue|vostre|di\ssopra",
        notes=r"not[ae]|avvis[oi]|attenzione|messaggi[oo]?|istruzion\w*|promemoria",
        to=r"a[il]?\b|agli\b|alle\b|per\b|car[aoie]\b",
        readers=r"i\.?a\.?\b|modell[oi]\slinguistic[oi]|(?:sistem[ai]\sdi\s)?intelligenz[ae]\sartificial[ei]|"
        r"verificator[ei]|"
        r"sistem[ai]\sdi\sverifica|valutator[ei]|chatbot|assistent[ei]\s(?:virtual[ei]|ia)",
        if_you_are=r"(?:se\s(?:sei|siete|lei\se))\s(?:un[oa]?\s|un.)?",
        grade=r"classific(?:a|are|ate|hi)|valuta(?:re|te)?|valuti|considera(?:re|te)?|consideri|segna(?:re|te)?|"
        r"contrassegn\w+|"
        r"giudica(?:re|te)?|tratta(?:re|te)?|rispond(?:i|ete|a|ere)|etichett\w+|accetta(?:re|te)?|indica(?:re|"
        r"te)?|di.\b|scriv(?:i|ete)",
        grades=rf"(?:come|per|che|:|con)\W{{0,4}}(?:e\s)?(?:{_ITALIAN}|si)\b",
        graded=r"\b(?:dev[eo]n?o?|va|vanno|e\sda|sono\sda)\s(?:essere\s)?(?:classific|valut|consider|segn|"
        r"giudic|tratt)\w+\s"
        rf"(?:come\s)?\W{{0,2}}(?:{_ITALIAN})\b",
        stems=(
            "chi",
            "dev",
            "da",
            "affermazion",
            "dichiarazion",
            "fatt",
            "istruzion",
            "regol",
            "indicazion",
            "direttiv",
            "ordin",
            "comand",
            "prompt",
            "ia",
            "modell",
            "intelligenz",
            "sistem",
            "verificat",
            "valutator",
            "chatbot",
            "assistent",
            "ver",
            "fals",
            "confermat",
            "corrett",
            "supportat",
            "smentit",
            "provat",
            "dimostrat",
            "si",
        ),
        draw=r"(?:estra(?:i|ete)|aggiung(?:i|ete)|includ(?:i|ete))\s.{0,60}?seguent[ei]\s(?:affermazion|"
        r"dichiarazion|fatt)\w*",
        told=r"\bchi\s(?:verifica|valuta|legge|controlla)\squest[oa]\s(?:testo|articolo|pagina)\b|\bdev[eo]n?o?"
        r"\srispondere\sche\b|^\W*da(?:te)?\sper\s(?:ver|cert|provat|confermat)\w+",
    ),
    "pl": Words(
        ignore=r"z?ignoruj(?:cie)?|pomin\b|pomijaj|zapomnij(?:cie)?|nie\szwazaj",
        instructions=r"polecen\w*|polecenia|instrukcj\w*|wskazow\w*|wskazan\w*|zasad\w*|regul\w*|reguł\w*|prompt\w*",
        earlier=r"wszystki\w*|wczesniejsz\w*|poprzedni\w*|powyzsz\w*|dotychczasow\w*|swoje",
        notes=r"uwag[ai]|notatka|wiadomosc|instrukcj\w*|komunikat",
        to=r"dla\b|do\b|drog[ai]e?\b",
        readers=r"model\w*\sjezykow\w*|ai\b|si\b(?=\s?[:,])|sztuczn\w+\sinteligencj\w*|weryfikator\w*|"
        r"chatbot\w*|asystent\w*\sai|"
        r"system\w*\s(?:ai|weryfikac\w*|oceniaj\w*)",
        if_you_are=r"(?:jesli|jezeli)\sjestes\s",
        grade=r"ocen(?:iaj|cie|iac)?|oznacz(?:cie|yc)?|uznaj(?:cie)?|zaklasyfikuj\w*|(?:po)?traktuj\w*|"
        r"odpowiedz\w*|zaznacz\w*|"
        r"okresl\w*|przyjmij|zwroc|napisz",
        grades=rf"(?:jako|za|:|ze|,)\W{{0,3}}(?:{_POLISH})",
        graded=rf"\bnalezy\s.{{0,200}}?(?:uznac|ocenic|oznaczyc|traktowac|zaklasyfikowac)?\W?(?:jako|"
        rf"za)\s(?:{_POLISH})",
        stems=(
            "kto",
            "odpowiedziec",
            "twierdzeni",
            "stwierdzeni",
            "zdani",
            "polecen",
            "instrukcj",
            "wskaz",
            "zasad",
            "regul",
            "reguł",
            "prompt",
            "model",
            "ai",
            "si",
            "sztuczn",
            "weryfikat",
            "chatbot",
            "asystent",
            "system",
            "prawd",
            "nieprawd",
            "fals",
            "fałs",
            "potwierdz",
            "poprawn",
            "obalon",
            "udowodnion",
            "słuszn",
        ),
        draw=r"(?:wyodrebnij|dodaj|uwzglednij|wypisz)\s.{0,60}?(?:nastepujac|ponizsz)\w+\s(?:twierdzeni|"
        r"stwierdzeni|zdani)\w*",
        told=r"\bkto\s(?:sprawdza|ocenia|czyta|weryfikuje)\st[eo]n?\s(?:tekst|artyku)\w*|\b(?:ma|musi|powinien)"
        r"\sodpowiedziec\s(?:ze|tak)\b",
    ),
    "pt": Words(
        ignore=r"ignor(?:e|a|em|ar)|esquec?[ae]|esquecam|desconsider(?:e|a|em)",
        instructions=r"instruc\w*|orientac\w*|regras|ordens|diretrizes|comandos|prompts?",
        earlier=r"tod[ao]s|anterior\w*|previ[ao]s|suas|acima",
        notes=r"notas?|avisos?|atencao|mensage\w+|instruc\w*|lembrete",
        to=r"aos?\b|as?\b|para\b|car[ao]s?\b",
        readers=r"i\.?a\.?\b|modelos?\s(?:de\slinguagem|linguisticos?)|inteligencias?\sartificia\w+|verificador\w*|"
        r"sistemas?\sde\sverificacao|avaliador\w*|chatbots?|assistentes?\s(?:virtua\w+|de\sia)",
        if_you_are=r"se\s(?:voce\se|tu\ses|for)\s(?:uma?\s)?",
        grade=r"classifi(?:que|ca|car)|marque|marcar?|consider(?:e|a|ar)|avali(?:e|a|ar)|respond(?:a|e|er)|"
        r"trat(?:e|a|ar)|"
        r"rotul(?:e|a)|aceit(?:e|a)|diga|julgue|devolva|escreva",
        grades=rf"(?:como|que|por|:|com)\W{{0,4}}(?:e\s)?(?:{_PORTUGUESE}|sim)\b",
        graded=r"\b(?:devem?|devera|deverao|tem\sde|tem\sque)\s(?:ser\s)?(?:classific|consider|marc|trat|avali|"
        r"rotul)\w+\s"
        rf"(?:como|por)\s\W{{0,2}}(?:{_PORTUGUESE})\b",
        stems=(
            "quem",
            "dev",
            "de",
            "afirmac",
            "declarac",
            "fato",
            "instruc",
            "orientac",
            "regra",
            "orden",
            "diretri",
            "comando",
            "prompt",
            "ia",
            "modelo",
            "inteligencia",
            "verificador",
            "sistema",
            "avaliador",
            "chatbot",
            "assistente",
            "verda",
            "fals",
            "confirmad",
            "corret",
            "apoiad",
            "refutad",
            "comprovad",
            "sim",
        ),
        draw=r"(?:extrai[a]?|adicion[ea]|inclua|acrescent[ea])\s.{0,60}?seguintes?\s(?:afirmac|declarac|fato)\w*",
        told=r"\bquem\s(?:verific|avali|l)\w+\sest[ea]\s(?:texto|artigo|pagina|materia)\b|\bdevem?\sresponder"
        r"\s(?:que|sim)\b|^\W*de\spor\s(?:provad|confirmad|cert)\w+",
    ),
    "nl": Words(
        ignore=r"negeer|vergeet|sla\sover",
        instructions=r"instructies?|opdrachten|aanwijzingen|regels|prompts?",
        earlier=r"alle|eerdere|vorige|bovenstaande|voorgaande|jouw|je",
        notes=r"opmerking|let\sop|bericht|mededeling",
        to=r"aan\b|voor\b|beste\b",
        readers=r"ai(?:-\w+)?\b|taalmodel\w*|kunstmatige\sintelligentie|fact-?check\w*|chatbots?|beoordelaars?",
        if_you_are=r"als\sje\s(?:een\s)?",
        grade=r"beoordeel|markeer|classificeer|beschouw|behandel|antwoord|bestempel|noem|zeg|schrijf|geef",
        grades=rf"(?:als|met|:|dat\shet)\W{{0,3}}(?:{_DUTCH}|ja)\b",
        graded=rf"\b(?:moet|moeten|dient|dienen)\s.{{0,200}}?als\s(?:{_DUTCH})\s(?:worden|te\sworden)",
        stems=(
            "wie",
            "moet",
            "instructie",
            "opdracht",
            "aanwijzing",
            "regel",
            "prompt",
            "ai",
            "taalmodel",
            "kunstmatig",
            "fact",
            "chatbot",
            "beoordelaar",
            "waar",
            "onwaar",
            "juist",
            "onjuist",
            "bevestigd",
            "correct",
            "weerlegd",
            "bewezen",
            "vals",
            "ja",
        ),
        told=r"\bwie\s(?:deze|dit)\s(?:tekst|artikel|pagina)\s(?:controleert|beoordeelt|leest)\b|\bmoet(?:en)?"
        r"\santwoorden\s(?:dat|met)\b",
    ),
    "ru": Words(
        ignore=r"(?:про)?игнорируй\w*|забудь\w*|не\sобращай\w*\sвнимания",
        instructions=r"инструкци\w*|указани\w*|правил\w*|команд\w*|промпт\w*",
        earlier=r"все\b|всех|предыдущ\w*|прежн\w*|выше\w*|сво[ией]\w*",
        notes=r"примечани\w*|внимани\w*|сообщени\w*|инструкци\w*|уважаем\w+|заметка",
        to=r"для\b|к\b",
        readers=r"языков\w+\sмодел\w+|нейросет\w*|искусственн\w+\sинтеллект\w*|ии\b|ии-\w+|факт-?чекер\w*|"
        r"чат-?бот\w*|"
        r"систем\w*\sпроверки",
        if_you_are=r"если\s(?:ты|вы)\W{1,3}",
        grade=r"оцени\w*|отметь\w*|пометь\w*|считай\w*|классифицируй\w*|ответь\w*|отвечай\w*|признай\w*|определи\w*|"
        r"рассматривай\w*|верни\w*|напиши\w*",
        grades=rf"(?:как|:|что|за|это)?\W{{0,3}}(?:{_RUSSIAN})",
        graded=rf"\b(?:следует|нужно|надо|должн\w+|необходимо)\s(?:быть\s)?(?:счита|оцен|отме|призна|классифиц|"
        rf"поме)\w+\s(?:как\s)?\W{{0,2}}(?:{_RUSSIAN})",
        draw=r"(?:извлеки|добавь|включи|выпиши)\w*\s.{0,60}?следующ\w+\s(?:утвержден|заявлен|факт)\w*",
        told=r"\bкто\s(?:проверяет|оценивает|читает)\sэт\w+\s(?:текст|стать|страниц)\w*|\bдолж\w+"
        r"\sответить\b|\b(?:отвечай|ответь|ответьте|отвечайте)\W{1,3}(?:да|верно|правда)\b",
    ),
    "uk": Words(
        ignore=r"(?:про)?ігноруй\w*|забудь\w*",
        instructions=r"вказівк\w*|інструкці\w*|правил\w*|команд\w*",
        earlier=r"усі|всі|попередн\w*|вище\w*|сво[їєі]\w*",
        notes=r"приміт\w*|увага|уваги|повідомлення|шановн\w+",
        to=r"для\b|до\b",
        readers=r"мовн\w+\sмодел\w+|нейромереж\w*|штучн\w+\sінтелект\w*|ші\b|фактчекер\w*|чат-?бот\w*",
        if_you_are=r"якщо\s(?:ти|ви)\W{1,3}",
        grade=r"оціни\w*|познач\w*|вважай\w*|класифікуй\w*|відпові\w*|визнай\w*|поверни\w*",
        grades=rf"(?:як|:|що|за|це)?\W{{0,3}}(?:{_UKRAINIAN})",
        graded=rf"\b(?:слід|потрібно|треба|має)\s(?:бути\s)?(?:вваж|оцін|познач|визна|"
        rf"класиф)\w+\s(?:як\s)?\W{{0,2}}(?:{_UKRAINIAN})",
        told=r"\bхто\s(?:перевіряє|оцінює|читає)\sцю?е?й?\s(?:текст|статт|сторінк)\w*",
    ),
    "zh": Words(
        ignore=r"忽略|无视|無視|忘记|忘掉|忘記",
        instructions=r"指令|指示|说明|說明|提示|规则|規則|要求",
        earlier=r"以上|之前|先前|上面|上述|前面|所有|一切",
        notes=r"注意|请|請|提示",
        to=r"致|给|給",
        readers=r"人工智能|人工智慧|语言模型|語言模型|大模型|机器人|機器人|事实核查\w*|AI",
        if_you_are=r"如果(?:你|您)是(?:一个|一個)?",
        grade=r"标记|標記|评|評|判定|视|視|归类|歸類|回答|输出|輸出|标|标注|当|當|回复|回覆",
        grades=r"(?:为|為|成|作|:)\W{0,2}(?:真|假|支持|正确|正確|错误|錯誤|属实|屬實|反对|矛盾|成立)|[“「\"'](?:真|假|支持|正确|正確|错误|属实|反对)[”」\"']",
        anchored=False,
    ),
    "ja": Words(
        ignore=r"無視し?(?:て(?!い)|ろ|なさい|、|,|せよ)|忘れ(?:て|ろ)",
        instructions=r"指示|命令|プロンプト|ルール|規則",
        earlier=r"これまで|以前|上記|前の|すべて|全て",
        notes=r"注意|お知らせ",
        to=r"へ",
        readers=r"言語モデル|人工知能|AI|ファクトチェッカー|チャットボット",
        if_you_are=_NEVER,
        grade=r"(?:判定|評価|回答|分類|みな|出力)(?:して?)?(?:ください|下さい|なさい|ろ|せよ|すること)|答え(?:てください|なさい|ろ)",
        grades=r"(?:真|偽|正しい|誤り|支持|事実)\W?(?:と|で|だと|として)",
        verb_last=True,
    ),
    "fa": Words(
        ignore=r"نادیده\s?بگیر\w*|فراموش\s?کن\w*|ناديده\s?بگير\w*",
        instructions=r"دستور\w*|راهنما\w*|قوانین",
        earlier=r"قبلی|قبلي|پیشین|بالا|همه",
        notes=r"توجه|یادداشت|برای",
        to=r"به\b",
        readers=r"هوش\s?مصنوعی|مدل\w*\s?\w*\s?زبان\w*|راستی.?آزما\w*",
        if_you_are=r"اگر\s(?:شما\s|تو\s)(?:یک\s)?",
        grade=r"پاسخ\s?(?:بده|دهید|دهيد)|علامت\s?(?:بزن|بزنید)|ارزیابی\s?کن\w*|در\s?نظر\s?بگیر\w*|بدان\w*|"
        r"تلقی\s?کن\w*",
        grades=rf"\W{{0,2}}(?:{_PERSIAN})",
    ),
    "ar": Words(
        ignore=r"تجاهل\w*|انس\b|انسى\b",
        instructions=r"(?:ال)?تعليمات|(?:ال)?اوامر|(?:ال)?قواعد",
        earlier=r"(?:ال)?سابق\w*|اعلاه|جميع|كل",
        notes=r"تنبيه|ملاحظ\w*|انتباه|رسالة",
        to=r"الى\b",
        readers=r"(?:ال)?ذكاء\s(?:ال)?اصطناعي|نموذج\s\w*لغو\w+|(?:ال)?نماذج\s(?:ال)?لغو\w+|مدقق\w*\s(?:ال)?حقائق",
        if_you_are=r"(?:اذا|ان)\sكنت\s",
        grade=r"و?(?:صنف|اجب|قيم|اعتبر|اعط|ارجع|ضع)\w*",
        grades=rf"(?:على\sان\w*|ب|انه|:)?\W{{0,3}}(?:{_ARABIC})",
    ),
    "tr": Words(
        ignore=r"yok\s?say(?:[iı]n(?:[iı]z)?)?\b|unut(?:un)?\b|g[oö]z\sard[iı]\set(?:in)?\b|"
        r"dikkate\salma(?:y[iı]n)?\b",
        instructions=r"talimat\w*|kural\w*|komut\w*|yonerge\w*",
        earlier=r"onceki|yukar[iı]daki|t[uü]m|butun",
        notes=r"dikkat|mesaj",
        to=r"not\b",
        readers=r"yapay\szeka\w*|dil\smodel\w*|sohbet\sbot\w*",
        if_you_are=_NEVER,
        grade=r"[iı]saretle(?:y[iı]n(?:iz)?)?\b|degerlendir(?:in(?:iz)?)?\b|kabul\set(?:in(?:iz)?)?\b|"
        r"s[iı]n[iı]fland[iı]r(?:[iı]n)?\b|cevapla(?:y[iı]n)?\b|yan[iı]tla(?:y[iı]n)?\b|say\b|"
        r"cevab[iı]n[iı]?\sver(?:in)?\b",
        grades=r"(?:dogru|yanl[iı]s|gercek|onayl[iı]|kan[iı]tlanm[iı]s)\s?(?:olarak|diye|kabul)?",
        verb_last=True,
        stems=(
            "talimat",
            "kural",
            "komut",
            "yonerge",
            "yapay",
            "dil",
            "sohbet",
            "dogru",
            "yanl",
            "gercek",
            "onayl",
            "kan",
        ),
    ),
}
