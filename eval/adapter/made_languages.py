"""Makes training groups whose sentence is in one of nine languages and whose claims are in English.

A happening (`_CLAIMS`) holds the claims and their labels once; each language (`_SENTENCES`) only tells the happening
in its own newsroom style. So a label is right in all languages if it is right in one. All names are invented.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

Group = tuple[str, list[tuple[str, str]]]
Slots = dict[str, str]
_LABELS = {"T": "true", "F": "false", "U": "unknown"}
_MONTHS_EN = [
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
_DAYS_EN = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

# Each line is a label and a claim. Slots that end in 2 hold a value which the sentence does not have;
# firm2, town2 and p2 may be in the sentence too, firm3, town3 and p3 never are.
_CLAIMS = """
crash
T A train accident near {town} killed {n} people.
T {n} people died in a train accident near {town} {day}.
T More than {less} people were killed in a train crash near {town}.
T Police said {n} people died in a train accident near {town}.
T {m} people were injured in a train accident near {town}.
F The train accident near {town} killed {n2} people.
F The train accident near {town} left {m} people dead and {n} injured.
F The train accident that killed {n} people {day} happened near {town3}.
F Nobody was killed in the train accident near {town} {day}.
F The train accident near {town} that killed {n} people happened {day2}.
F Fewer than {less} people died in the train accident near {town}.
F At least {more} people were killed in the train accident near {town}.
U The train accident near {town} was caused by a faulty signal.
U The train that crashed near {town} was going too fast.
U Two children were among the dead in the train accident near {town}.
U The railway company said that {n} people died in the train accident near {town}.

takeover
T {firm} plans to buy {firm2}.
T {firm} wants to take over {firm2} for {n} million euros.
T The contract for the takeover of {firm2} by {firm} is due to be signed {wd}.
F {firm2} plans to take over {firm}.
F {firm} wants to take over {firm2} for {n2} million euros.
F The contract for the takeover of {firm2} by {firm} is due to be signed {wd2}.
F {firm} has no plans to take over {firm2}.
U {firm} has bought {firm2}.
U {firm} signed the contract for the takeover of {firm2} {wd}.
U {firm2} made a profit of {n} million euros last year.
U The shareholders of {firm2} have approved the takeover by {firm}.
U {firm} wants to close a plant of {firm2} after the takeover.

denial
T {p} denied having taken money from {firm}.
T The mayor of {town} denied having accepted money from {firm}.
T {p} denied {day} that he had taken money from {firm}.
F {p} admitted having taken money from {firm}.
F {p} accepted money from {firm}.
F {p} confirmed {day} that he had taken money from {firm}.
F The mayor of {town} took money from {firm}.
F The mayor who denied having taken money from {firm} is {p3}.
U {p} has resigned as mayor of {town}.
U {firm} denied having given money to {p}.
U Prosecutors are investigating {p} over money from {firm}.
U {p} denied having taken money from {firm3}.
U {p} denied knowing the head of {firm}.

jobs
T {firm} cut {n} jobs at its plant in {town}.
T {p} said that {firm} had cut {n} jobs in {town}.
T According to {p}, {firm} has cut {n} jobs at its plant in {town}.
T {firm} has cut jobs at its plant in {town}.
T More than {less} jobs have been cut at the {firm} plant in {town}.
F {firm} cut {n2} jobs at its plant in {town}.
F {firm} created {n} jobs at its plant in {town}.
F {p} said that {firm} had not cut any jobs in {town}.
F {p} said {day} that {firm} had cut {n2} jobs at its plant in {town}.
F It was {day2} that {p} said {firm} had cut {n} jobs in {town}.
U {p3} said that {firm} had cut {n} jobs in {town}.
U {firm} confirmed that it had cut {n} jobs in {town}.
U {firm} will cut another {m} jobs in {town} next year.
U {firm} cut {n} jobs in {town} because of high energy costs.
U {firm3} cut {n} jobs at its plant in {town}.

hedge
T {firm} is reported to have paid {n} million euros to {p}.
T It is reported that {p} received {n} million euros from {firm}.
T There are unconfirmed reports that {firm} paid money to {p}.
F {firm} is reported to have paid {n2} million euros to {p}.
F {p} is reported to have paid {n} million euros to {firm}.
F The mayor reported to have received {n} million euros from {firm} is {p3}.
U {firm} paid {n} million euros to {p}.
U {p} received {n} million euros from {firm}.
U The mayor of {town} took {n} million euros from {firm}.
U {p} admitted having received money from {firm}.
U {firm} denied having paid money to {p}.

vote
T The city council of {town} rejected the construction of a new stadium.
T The council of {town} voted against a new stadium {day}.
T {v} council members in {town} voted against the new stadium.
T Plans for a new stadium in {town} were voted down by {v} votes to {u}.
F The city council of {town} approved the construction of a new stadium.
F The council of {town} rejected the new stadium by {v2} votes to {u}.
F More council members in {town} voted for the new stadium than against it.
F The council of {town} voted against a new stadium {day2}.
F The council of {town} was unanimous in rejecting the new stadium.
U The new stadium in {town} would have cost {n} million euros.
U Most residents of {town} oppose the new stadium.
U The mayor of {town} voted against the new stadium.
U The city council of {town} approved the construction of a new school {day}.

court
T A court in {town} sentenced {p} to {y} years in prison for fraud.
T {p} was convicted of fraud.
T {p} was found guilty of fraud by a court in {town} {day}.
T {p} has to go to prison for {y} years, a court in {town} ruled.
F A court in {town} acquitted {p} of fraud.
F A court in {town} sentenced {p} to {y2} years in prison for fraud.
F {p} was sentenced to {y} years in prison for fraud by a court in {town3}.
F {p} was sentenced for fraud in {town} {day2}.
F A court in {town} let {p} off with a fine for fraud.
U {p} will appeal against the sentence for fraud.
U {p} pleaded guilty to fraud in {town}.
U Prosecutors had asked for {y2} years in prison for {p}.
U {p} was also ordered to pay back {n} million euros.
U {p3} was sentenced to prison for fraud by a court in {town}.

jobless
T Unemployment in {town} rose to {pc} percent {mon}.
T The unemployment rate in {town} went up {mon}.
T The unemployment rate in {town} stood at {pc} percent {mon}.
F Unemployment in {town} fell to {pc} percent {mon}.
F Unemployment in {town} rose to {pc2} percent {mon}.
F Unemployment in {town} remained unchanged {mon}.
F Unemployment in {town} was below {low} percent {mon}.
U Unemployment among young people in {town} rose to {pc} percent {mon}.
U Inflation in {town} rose to {pc} percent {mon}.
U Unemployment in {town} rose because a factory of {firm} closed.
U Unemployment in {town} is expected to reach {pc2} percent next year.

lawsuit
T {firm} has sued {firm2} for patent infringement.
T {firm2} was sued by {firm} {day}.
T {firm} has taken {firm2} to court in {town} over patents.
F {firm2} has sued {firm} for patent infringement.
F {firm} brought its patent lawsuit against {firm2} {day2}.
F {firm} brought its patent lawsuit against {firm2} {day} in {town3}.
F The lawsuit that {firm} brought against {firm2} {day} is about unpaid bills.
U {firm} is demanding {n} million euros from {firm2} in damages.
U A court in {town} has ordered {firm2} to pay damages to {firm}.
U {firm2} denied having infringed patents of {firm}.
U {firm} has also sued {firm3} for patent infringement.

head
T {p} has been appointed head of {firm}.
T {p} is to succeed {p2} as head of {firm} on {d}.
T {p2} is to be replaced by {p} at the top of {firm} {mon}.
F {p2} has been appointed to succeed {p} as head of {firm}.
F {p} is to succeed {p2} as head of {firm} on {d2}.
F {p} is to succeed {p2} as head of {firm} {mon2}.
F {p} is to succeed {p3} as head of {firm}.
U {p} used to work for {firm3}.
U {p2} is leaving {firm} for health reasons.
U {p} will earn more than {p2} as head of {firm}.
U {p} said that jobs at {firm} were safe.

protest
T About {krough} people protested against a new airport in {town}.
T {k} people demonstrated in {town} {day}.
T People took to the streets of {town} {day} to oppose the building of an airport.
F {k2} people demonstrated in {town} against the airport {day}.
F {k} people demonstrated in {town} in favour of the airport {day}.
F The demonstration of {k} people against the airport in {town} was held {day2}.
F Fewer than a thousand people demonstrated in {town} against the airport {day}.
F The {k} people who demonstrated against the airport {day} did so in {town3}.
U Police arrested {n} people at the demonstration in {town}.
U The demonstration in {town} was organised by a farmers' association.
U The mayor of {town} took part in the demonstration against the airport.
U The new airport will cost {n} million euros.

offer
T The union did not accept the offer made by {firm}.
T The union turned down an offer of {pc} percent more pay from {firm}.
T The union rejected the pay offer of {firm} {day}.
F The union accepted the offer of {pc} percent more pay from {firm}.
F The union turned down an offer of {pc2} percent more pay from {firm}.
F The union rejected the pay offer of {firm} {day2}.
F {firm} rejected an offer of {pc} percent more pay made by the union.
U The union has called a strike at {firm}.
U {firm} will improve its pay offer.
U The union is demanding {pc2} percent more pay from {firm}.
U {firm3} has offered its workers {pc} percent more pay.

centre
T {firm} opened a research centre in {town} {mon}.
T {firm} has a research centre in {town} with {n} employees.
T More than {less} people work at the research centre that {firm} opened in {town}.
F {firm} closed its research centre in {town} {mon}.
F {firm} opened its research centre in {town} {mon2}.
F The research centre that {firm} opened {mon} is in {town3}.
F The research centre that {firm} opened in {town} {mon} has {n2} employees.
U {firm} opened the research centre in {town} on {d}.
U The research centre of {firm} in {town} cost {n} million euros.
U The research centre of {firm} in {town} works on batteries.
U {firm} will open another research centre in {town3}.

port
T The port of {town} could be closed because of a strike.
T A strike may shut the port of {town} from {wdbare}.
F According to the report, a closure of the port of {town} is out of the question.
F The port of {town} could be closed from {wdbare2} because of a strike.
F It is the port of {town3} that could be closed by this strike from {wdbare}.
U The port of {town} was closed because of a strike.
U The port of {town} was closed {wd}.
U The strike at the port of {town} is about pay.
U The airport of {town} was closed by a strike.
U The strike at the port of {town} has ended.

final
T FC {town} beat FC {town2} in the final.
T FC {town2} lost the final against FC {town} {day}.
T FC {town} won the final {s} to {r}.
F FC {town2} beat FC {town} in the final.
F FC {town} beat FC {town2} {s2} to {r} in the final.
F FC {town} lost the final against FC {town2} {day}.
F The final between FC {town} and FC {town2} was played {day2}.
U FC {town} beat FC {town2} for the first time.
U The coach of FC {town2} resigned after the final.
U {k} people watched the final between FC {town} and FC {town2} in the stadium.
U FC {town} beat FC {town2} in the semi-final last year.

miners
T {n} of the {m} miners trapped near {town} were rescued.
T More than {less} trapped miners were rescued near {town} {day}.
T {m} miners had been trapped near {town}.
T Not all of the {m} trapped miners near {town} were rescued {day}.
F All {m} miners trapped near {town} were rescued {day}.
F None of the {m} miners trapped near {town} was rescued {day}.
F {n2} of the {m} miners trapped near {town} were rescued {day}.
F The rescue of {n} of the {m} miners trapped near {town} took place {day2}.
U The other trapped miners near {town} are dead.
U The mine near {town} belongs to {firm}.
U The miners near {town} were trapped by an explosion.
U {p} took part in the rescue of the miners near {town}.
"""

_SENTENCES = {
    "de": """
crash Bei einem Zugunglück nahe {town} sind {day} {n} Menschen ums Leben gekommen und {m} verletzt worden,
  wie die Polizei mitteilte.
crash {n} Tote und {m} Verletzte hat {day} ein Zugunglück bei {town} gefordert, so die Polizei.
takeover {firm} will den Konkurrenten {firm2} für {n} Millionen Euro übernehmen; der Vertrag soll {wd}
  unterzeichnet werden.
denial Der Bürgermeister von {town}, {p}, hat {day} bestritten, Geld von {firm} angenommen zu haben.
denial Den Vorwurf, er habe Geld von {firm} genommen, wies {p}, Bürgermeister von {town}, {day} zurück:
  Das sei falsch.
jobs {firm} habe in seinem Werk in {town} {n} Stellen gestrichen, sagte Wirtschaftsminister {p} {day}.
jobs Betriebsrat {p} erklärte {day}, {firm} habe im Werk {town} {n} Arbeitsplätze abgebaut.
vote Der Stadtrat von {town} hat den Bau eines neuen Stadions {day} mit {v} zu {u} Stimmen abgelehnt.
court Ein Gericht in {town} hat {p} {day} wegen Betrugs zu {y} Jahren Haft ohne Bewährung verurteilt.
jobless Die Arbeitslosenquote in {town} ist {mon} auf {pc} Prozent gestiegen.
lawsuit {firm} hat {firm2} {day} vor dem Landgericht in {town} wegen Patentverletzung verklagt.
head Der Aufsichtsrat hat {p} zum neuen Chef von {firm} bestellt; am {d} soll er {p2} ablösen.
protest {k} Menschen haben {day} in {town} gegen den Bau eines Flughafens demonstriert.
offer Das Angebot von {firm}, die Löhne um {pc} Prozent zu erhöhen, hat die Gewerkschaft {day} nicht angenommen.
centre {firm} hat {mon} in {town} ein Forschungszentrum mit {n} Beschäftigten eröffnet.
port Der Hafen von {town} könnte wegen eines Streiks ab {wdbare} geschlossen werden.
final Der FC {town} hat {day} das Finale gegen den FC {town2} mit {s}:{r} gewonnen.
miners Von den {m} Bergleuten, die bei {town} verschüttet worden waren, konnten {day} nur {n} gerettet werden.
""",
    "fr": """
crash {n} personnes ont été tuées et {m} autres blessées {day} dans un accident de train près de {town},
  a indiqué la police.
takeover {firm} compte racheter son concurrent {firm2} pour {n} millions d'euros ; le contrat doit être signé {wd}.
denial Le maire de {town}, {p}, a nié {day} avoir reçu de l'argent de {firm}.
denial « Je n'ai jamais touché d'argent de {firm} », a assuré {day} {p}, maire de {town}, démentant
  les accusations portées contre lui.
jobs {firm} a supprimé {n} emplois dans son usine de {town}, a déclaré {day} le ministre de l'Économie, {p}.
hedge {firm} aurait versé {n} millions d'euros à {p}, le maire de {town}.
hedge {p}, maire de {town}, aurait reçu {n} millions d'euros de la part de {firm}.
vote Le conseil municipal de {town} a rejeté {day}, par {v} voix contre {u}, la construction d'un nouveau stade.
court Un tribunal de {town} a condamné {day} {p} à {y} ans de prison ferme pour escroquerie.
jobless Le taux de chômage à {town} a grimpé à {pc} % {mon}.
lawsuit {firm} a porté plainte {day} contre {firm2} pour contrefaçon de brevet devant un tribunal de {town}.
head Le conseil d'administration de {firm} a nommé {p} à la tête du groupe ; il doit succéder à {p2} le {d}.
protest {k} personnes ont manifesté {day} à {town} contre la construction d'un aéroport.
offer Le syndicat n'a pas accepté, {day}, l'augmentation de salaire de {pc} % proposée par {firm}.
centre {firm} a inauguré {mon} à {town} un centre de recherche qui emploie {n} personnes.
port Le port de {town} pourrait être fermé à partir de {wdbare} en raison d'une grève.
final Le FC {town} a battu le FC {town2} {s} à {r} {day} en finale.
miners Sur les {m} mineurs bloqués sous terre près de {town}, seuls {n} ont été secourus {day}.
""",
    "es": """
crash Un accidente de tren cerca de {town} dejó {day} {n} muertos y {m} heridos, según informó la policía.
takeover {firm} prevé comprar a su rival {firm2} por {n} millones de euros; la firma del contrato
  está prevista para {wd}.
denial El alcalde de {town}, {p}, negó {day} haber recibido dinero de {firm}.
jobs {firm} ha suprimido {n} empleos en su planta de {town}, afirmó {day} el ministro de Economía, {p}.
hedge {firm} habría pagado {n} millones de euros a {p}, alcalde de {town}.
vote El pleno del ayuntamiento de {town} rechazó {day}, por {v} votos a {u}, la construcción de un nuevo estadio.
court Un tribunal de {town} condenó {day} a {p} a {y} años de cárcel por estafa, pena que deberá cumplir en prisión.
jobless La tasa de paro en {town} subió {mon} hasta el {pc} %.
lawsuit {firm} demandó {day} a {firm2} ante un juzgado de {town} por violación de patentes.
head El consejo de {firm} ha nombrado a {p} nuevo presidente ejecutivo; relevará a {p2} el {d}.
protest {k} personas se manifestaron {day} en {town} contra la construcción de un aeropuerto.
offer El sindicato no aceptó {day} la subida salarial del {pc} % que había ofrecido {firm}.
centre {firm} inauguró {mon} en {town} un centro de investigación con {n} empleados.
port El puerto de {town} podría cerrar por una huelga a partir {wdof}.
final El FC {town} ganó {day} la final al FC {town2} por {s} a {r}.
miners De los {m} mineros atrapados cerca de {town}, solo {n} fueron rescatados {day}.
""",
    "it": """
crash È di {n} morti e {m} feriti il bilancio dell'incidente ferroviario avvenuto {day} vicino a {town},
  ha reso noto la polizia.
takeover {firm} intende acquisire la concorrente {firm2} per {n} milioni di euro; la firma del contratto
  è prevista per {wd}.
denial Il sindaco di {town}, {p}, ha negato {day} di aver preso soldi da {firm}.
jobs {firm} ha tagliato {n} posti di lavoro nello stabilimento di {town}, ha detto {day} il ministro {p}.
hedge {firm} avrebbe versato {n} milioni di euro a {p}, sindaco di {town}.
hedge Il sindaco di {town}, {p}, avrebbe ricevuto {n} milioni di euro da {firm}.
vote Il consiglio comunale di {town} ha bocciato {day}, con {v} voti contro {u}, la costruzione di un nuovo stadio.
court Un tribunale di {town} ha condannato {day} {p} a {y} anni di carcere per truffa,
  senza sospensione della pena.
jobless Il tasso di disoccupazione a {town} è salito al {pc}% {mon}.
lawsuit {firm} ha citato in giudizio {day} {firm2} davanti al tribunale di {town} per violazione di brevetti.
head Il consiglio di amministrazione ha nominato {p} alla guida di {firm}; subentrerà a {p2} il {d}.
protest {k} persone hanno manifestato {day} a {town} contro la costruzione di un aeroporto.
offer Il sindacato non ha accettato {day} l'aumento salariale del {pc}% offerto da {firm}.
centre {firm} ha inaugurato {mon} a {town} un centro di ricerca con {n} dipendenti.
port Il porto di {town} potrebbe chiudere a partire da {wdbare} per uno sciopero.
final Il FC {town} ha battuto {day} il FC {town2} per {s} a {r} in finale.
miners Dei {m} minatori rimasti intrappolati vicino a {town}, solo {n} sono stati tratti in salvo {day}.
""",
    "pt": """
crash Um acidente de trem perto de {town} deixou {n} mortos e {m} feridos {day}, informou a polícia.
takeover A {firm} pretende comprar a rival {firm2} por {n} milhões de euros; a assinatura do contrato
  está prevista para {wdbare}.
denial O prefeito de {town}, {p}, negou {day} ter recebido dinheiro da {firm}.
jobs A {firm} cortou {n} postos de trabalho em sua fábrica em {town}, disse {day} o ministro da Economia, {p}.
hedge A {firm} teria pago {n} milhões de euros a {p}, prefeito de {town}.
vote A câmara municipal de {town} rejeitou {day}, por {v} votos a {u}, a construção de um novo estádio.
court Um tribunal de {town} condenou {p} {day} a {y} anos de prisão em regime fechado por fraude.
jobless A taxa de desemprego em {town} subiu para {pc}% {mon}.
lawsuit A {firm} processou a {firm2} {day} em um tribunal de {town} por violação de patentes.
head O conselho da {firm} nomeou {p} novo presidente da empresa; ele substituirá {p2} em {d}.
protest {k} pessoas protestaram {day} em {town} contra a construção de um aeroporto.
offer O sindicato não aceitou {day} o aumento salarial de {pc}% oferecido pela {firm}.
centre A {firm} inaugurou {mon} em {town} um centro de pesquisa com {n} funcionários.
port O porto de {town} pode ser fechado por causa de uma greve a partir de {wdbare}.
final O FC {town} venceu o FC {town2} por {s} a {r} na final disputada {day}.
miners Dos {m} mineiros que ficaram presos perto de {town}, apenas {n} foram resgatados {day}.
""",
    "ru": """
crash В железнодорожной аварии под городом {town} {day} погибли {n} человек, ещё {m} получили ранения,
  сообщила полиция.
takeover Компания «{firm}» намерена купить конкурента — компанию «{firm2}» — за {n} миллионов евро;
  договор планируется подписать {wd}.
denial Мэр города {town} {p} {day} опроверг, что брал деньги у компании «{firm}».
jobs Компания «{firm}» сократила {n} рабочих мест на заводе в городе {town}, заявил {day} министр {p}.
vote Городской совет города {town} {day} отклонил строительство нового стадиона {v} голосами против {u}.
court Предприниматель {p} {day} приговорён судом в городе {town} к {y} годам колонии за мошенничество.
jobless Уровень безработицы в городе {town} {mon} вырос до {pc} процента.
lawsuit Компания «{firm}» {day} подала в суд города {town} иск против компании «{firm2}» о нарушении патентов.
protest {k} человек вышли {day} на улицы города {town}, протестуя против строительства аэропорта.
centre Компания «{firm}» {mon} открыла в городе {town} исследовательский центр, в котором работают {n} человек.
""",
    "nl": """
crash Bij een treinongeluk in de buurt van {town} zijn {day} {n} mensen omgekomen en {m} gewond geraakt,
  meldt de politie.
takeover {firm} wil concurrent {firm2} overnemen voor {n} miljoen euro; het contract moet {wd} worden getekend.
denial Burgemeester {p} van {town} heeft {day} ontkend dat hij geld van {firm} heeft aangenomen.
jobs {firm} heeft {n} banen geschrapt in de fabriek in {town}, zei minister {p} {day}.
vote De gemeenteraad van {town} heeft de bouw van een nieuw stadion {day} met {v} tegen {u} stemmen verworpen.
court De rechtbank in {town} heeft {p} {day} wegen fraude veroordeeld tot {y} jaar onvoorwaardelijke celstraf.
jobless De werkloosheid in {town} is {mon} gestegen tot {pc} procent.
lawsuit {firm} heeft {firm2} {day} voor de rechter in {town} gedaagd wegen inbreuk op patenten.
protest {k} mensen hebben {day} in {town} gedemonstreerd tegen de bouw van een vliegveld.
final FC {town} heeft {day} de finale tegen FC {town2} met {s}-{r} gewonnen.
""",
    "pl": """
crash W wypadku kolejowym pod miejscowością {town} zginęło {day} {n} osób, a {m} zostało rannych,
  podała policja.
takeover Spółka {firm} zamierza przejąć konkurencyjną spółkę {firm2} za {n} milionów euro;
  umowa ma zostać podpisana {wd}.
denial Burmistrz miasta {town} {p} zaprzeczył {day}, że przyjął pieniądze od spółki {firm}.
jobs Spółka {firm} zlikwidowała {n} miejsc pracy w fabryce w mieście {town}, powiedział {day} minister {p}.
vote Rada miasta {town} odrzuciła {day} stosunkiem głosów {v} do {u} budowę nowego stadionu.
court Przedsiębiorca {p} został {day} skazany przez sąd w mieście {town} na {y} lat bezwzględnego więzienia
  za oszustwo.
jobless Stopa bezrobocia w mieście {town} wzrosła {mon} do {pc} procent.
centre Spółka {firm} otworzyła {mon} w mieście {town} ośrodek badawczy, w którym pracuje {n} osób.
""",
    "tr": """
crash Polis, {town} yakınlarında {day} meydana gelen tren kazasında {n} kişinin öldüğünü, {m} kişinin
  yaralandığını açıkladı.
takeover {firm} şirketi, rakibi {firm2} şirketini {n} milyon avroya satın almayı planlıyor; sözleşmenin
  {wd} imzalanması bekleniyor.
denial {town} Belediye Başkanı {p}, {firm} şirketinden para aldığı iddiasını {day} yalanladı.
jobs Bakan {p}, {firm} şirketinin {town} kentindeki fabrikasında {n} kadroyu kaldırdığını {day} söyledi.
vote {town} Belediye Meclisi, yeni stadyum yapılmasını {day} {u} oya karşı {v} oyla reddetti.
court İş insanı {p}, {town} kentindeki bir mahkeme tarafından {day} dolandırıcılıktan {y} yıl hapis cezasına
  çarptırıldı.
jobless {town} kentinde işsizlik oranı {mon} yüzde {pc} düzeyine yükseldi.
protest {town} kentinde {day} {k} kişi havalimanı inşaatına karşı gösteri yaptı.
""",
}

_TOWNS = {
    "de": "Hallstedt Brückenau-Nord Mehrfelde Kranzlingen Oberwieden Tannroda",
    "fr": "Montreval Briançay Saint-Clovin Vernoise Courmelle Bellerive-sur-Tarne",
    "es": "Villamora Torrecanal Valdoliva Miralcampo Carvanes Puertollén",
    "it": "Montelauro Castelvenna Roccamora Borgofiore Pontalba Valserena",
    "pt": "Vilarinha Campo-Belém Ribeiral Montalvor Lagoseca Serradinha",
    "ru": "Лесноборск|Lesnoborsk Краснодольск|Krasnodolsk Верхнереченск|Verkhnerechensk Сосногорье|Sosnogorye "
    "Горноозёрск|Gornoozyorsk",
    "nl": "Westermeer Hoogdrecht Molenwijk Zandbergen Lindeveen Oudewaarden",
    "pl": "Brzezinów Kamienisko Starowola Dębogóra Lipnowiec Wierzbany",
    "tr": "Karadere Yeşilova Akçasu Gümüştepe Çınarlık Taşköprücük",
}
_FIRMS = {
    "de": "Nordvolt,Kessler Maschinenbau,Rheinotec,Brandhuber,Alpastahl",
    "fr": "Dorvane,Lumitech,Castellac,Ferrovia,Verrières Réunies",
    "es": "Solarvia,Grupo Montañés,Ferrotec,Cementos Lorca Sur,Navantra",
    "it": "Lumara,Officine Bertolani,Ferrovita,Tessitalia,Gruppo Malvezzi",
    "pt": "Solmar,Metalúrgica Pontes,Ferronova,Tecelagem Aurora,Verdina",
    "ru": "Севергаз-Н|Severgaz-N,Уралмет|Uralmet,Технодар|Technodar,Лестрейд|Lestreid,Волготекс|Volgoteks",
    "nl": "Damstaal,Van Roosendonk,Zuiderwind,Polderbouw,Kaasland",
    "pl": "Wistal,Polbud-Nowa,Elektromir,Tatrolas,Nadwiślanka",
    "tr": "Anatek,Demirçelik-Nur,Egesan,Mavi Rota,Toprakbank",
}
# Men only: the roles and the participles in the sentences are masculine.
_PEOPLE = {
    "de": "Jürgen Althoff,Matthias Kröger,Stefan Wieland,Holger Brandt,Uwe Steinfeld",
    "fr": "Julien Marchand,Bernard Lacoste,Thierry Vasseur,Mathieu Delorme,Luc Perrin",
    "es": "Javier Montalbán,Ramón Iglesias,Tomás Cordero,Luis Barrientos,Miguel Sastre",
    "it": "Marco Bellandi,Giuseppe Ferrante,Luca Morandini,Paolo Serristori,Davide Conti",
    "pt": "João Figueira,Marcelo Prates,Rui Sampaio,Tiago Menezes,Paulo Valadão",
    "ru": "Игорь Лапшин|Igor Lapshin,Сергей Дорохов|Sergei Dorokhov,Павел Гуськов|Pavel Guskov,"
    "Андрей Мельник|Andrei Melnik,Олег Вершинин|Oleg Vershinin",
    "nl": "Pieter van Dongen,Kees Hofstra,Bram de Wit,Joost Verhagen,Maarten Kuiper",
    "pl": "Tomasz Wilczek,Andrzej Borowik,Piotr Zalewny,Marek Sikora,Jan Dąbek",
    "tr": "Mehmet Karaca,Ali Demirkol,Hasan Yıldıran,Murat Özbek,Emre Tunalı",
}
_MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "ru": "январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pl": "styczniu lutym marcu kwietniu maju czerwcu lipcu sierpniu wrześniu październiku listopadzie grudniu",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
}
_IN_MONTH = {
    "de": "im {month} {year}",
    "fr": "en {month} {year}",
    "es": "en {month} de {year}",
    "it": "nel mese di {month} {year}",
    "pt": "em {month} de {year}",
    "ru": "в {month} {year} года",
    "nl": "in {month} {year}",
    "pl": "w {month} {year} roku",
    "tr": "{year} yılının {month} ayında",
}
# Only the languages that have a sentence with the slot d.
_ON_DATE = {
    "de": "{day}. {month} {year}",
    "fr": "{day} {month} {year}",
    "es": "{day} de {month} de {year}",
    "it": "{day} {month} {year}",
    "pt": "{day} de {month} de {year}",
}
_WEEKDAYS = {
    "de": "am Montag,am Dienstag,am Mittwoch,am Donnerstag,am Freitag,am Samstag,am Sonntag",
    "fr": "lundi,mardi,mercredi,jeudi,vendredi,samedi,dimanche",
    "es": "el lunes,el martes,el miércoles,el jueves,el viernes,el sábado,el domingo",
    "it": "lunedì,martedì,mercoledì,giovedì,venerdì,sabato,domenica",
    "pt": "na segunda-feira,na terça-feira,na quarta-feira,na quinta-feira,na sexta-feira,no sábado,no domingo",
    "ru": "в понедельник,во вторник,в среду,в четверг,в пятницу,в субботу,в воскресенье",
    "nl": "maandag,dinsdag,woensdag,donderdag,vrijdag,zaterdag,zondag",
    "pl": "w poniedziałek,we wtorek,w środę,w czwartek,w piątek,w sobotę,w niedzielę",
    "tr": "pazartesi günü,salı günü,çarşamba günü,perşembe günü,cuma günü,cumartesi günü,pazar günü",
}
_YESTERDAY = {
    "de": "gestern",
    "fr": "hier",
    "es": "ayer",
    "it": "ieri",
    "pt": "ontem",
    "ru": "вчера",
    "nl": "gisteren",
    "pl": "wczoraj",
    "tr": "dün",
}
_THOUSANDS = {"fr": "\u00a0", "ru": "\u00a0", "pl": "\u00a0"}  # the others write a point


def groups(chance: random.Random, count: int) -> list[Group]:
    """Sentences in nine languages with English claims, at least two labels a sentence.

    Args:
        chance: Decides everything; the same state gives the same groups.
        count: How many groups; every sentence pattern comes once before one comes again.
    """
    claims = _read_claims(_CLAIMS)
    patterns = [(language, *pattern) for language, text in _SENTENCES.items() for pattern in _read_sentences(text)]
    deck: list[tuple[str, str, str]] = []
    made: list[Group] = []
    while len(made) < count:
        if not deck:
            deck = chance.sample(patterns, len(patterns))
        language, happening, sentence = deck.pop()
        made.append(_group(chance, language, sentence, claims[happening]))
    return made


def _group(chance: random.Random, language: str, sentence: str, claims: list[tuple[str, str]]) -> Group:
    local, english = _fill(chance, language)
    chosen = [chance.choice([claim for claim in claims if claim[1] == label]) for label in _LABELS.values()]
    if chance.random() < 0.5:
        chosen.append(chance.choice([claim for claim in claims if claim not in chosen]))
    chance.shuffle(chosen)
    text = sentence.format_map(local)
    return text[0].upper() + text[1:], [(claim.format_map(english), label) for claim, label in chosen]


def _read_claims(text: str) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for block in text.strip().split("\n\n"):
        name, *lines = block.splitlines()
        found[name] = [(line[2:], _LABELS[line[0]]) for line in lines]
    return found


def _read_sentences(text: str) -> list[tuple[str, str]]:
    """Pairs of happening and sentence; a line that begins with spaces goes on with the one before."""
    pairs = []
    for line in text.strip().replace("\n  ", " ").splitlines():
        happening, _, sentence = line.partition(" ")
        pairs.append((happening, sentence))
    return pairs


def _fill(chance: random.Random, language: str) -> tuple[Slots, Slots]:
    """The values of the slots as the sentence writes them, and as the English claims do."""
    local: Slots = {}
    english: Slots = {}
    for part in (_names, _counts, _figures, _days, _dates):
        in_sentence, in_claims = part(chance, language)
        local |= in_sentence
        english |= in_claims
    return local, english


def _names(chance: random.Random, language: str) -> tuple[Slots, Slots]:
    local: Slots = {}
    english: Slots = {}
    lists = {"town": _TOWNS[language].split(), "firm": _FIRMS[language].split(","), "p": _PEOPLE[language].split(",")}
    for slot, names in lists.items():
        for place, name in zip(("", "2", "3"), chance.sample(names, 3), strict=True):
            own, _, latin = name.partition("|")
            local[slot + place] = own
            english[slot + place] = latin or own
    return local, english


def _counts(chance: random.Random, language: str) -> tuple[Slots, Slots]:
    """Whole numbers. They end in 5 to 9, which Russian and Polish follow with the genitive plural."""
    small = [number for number in range(15, 50) if number % 10 >= 5]
    n, n2 = _apart(chance, small, 8)
    v, v2 = chance.sample(range(26, 40), 2)
    y, y2 = chance.sample(range(5, 10), 2)
    s, s2 = chance.sample(range(3, 6), 2)
    written = {
        "n": n,
        "m": chance.choice([number + 50 for number in small if number < 45]),
        "v": v,
        "u": chance.randint(11, 19),
        "y": y,
        "s": s,
        "r": chance.randint(1, 2),
    }
    other = {"n2": n2, "v2": v2, "y2": y2, "s2": s2, "less": n // 10 * 10, "more": n // 10 * 10 + 10}
    local = {slot: str(number) for slot, number in written.items()}
    return local, local | {slot: str(number) for slot, number in other.items()}


def _apart(chance: random.Random, numbers: list[int], distance: int) -> tuple[int, int]:
    """Two of the numbers which no rounding makes the same."""
    first = chance.choice(numbers)
    return first, chance.choice([number for number in numbers if abs(number - first) >= distance])


def _figures(chance: random.Random, language: str) -> tuple[Slots, Slots]:
    """Thousands and decimals. The whole part is 4 to 7: Italian would elide the article before an eight."""
    k = chance.randint(20, 89) * 100 + chance.choice((-30, -20, -10, 10, 20, 30))
    k2 = k + chance.choice((1500, 2400, 3700))
    whole, whole2 = chance.sample(range(4, 8), 2)
    tenth, tenth2 = chance.randint(1, 9), chance.randint(1, 9)
    local = {"k": f"{k:,}".replace(",", _THOUSANDS.get(language, ".")), "pc": f"{whole},{tenth}"}
    english = {"k": f"{k:,}", "k2": f"{k2:,}", "krough": f"{round(k, -2):,}"}
    return local, english | {"pc": f"{whole}.{tenth}", "pc2": f"{whole2}.{tenth2}", "low": str(whole)}


def _days(chance: random.Random, language: str) -> tuple[Slots, Slots]:
    """Past days (`day`) and days that are still to come (`wd`), spelled out in parentheses as the sentences are."""
    past = date(2022, 1, 10) + timedelta(days=chance.randrange(1400))
    ahead = past + timedelta(days=chance.randint(3, 9))
    yesterday = chance.random() < 0.25
    weekdays = _WEEKDAYS[language].split(",")
    said = _YESTERDAY[language] if yesterday else weekdays[past.weekday()]
    coming = weekdays[ahead.weekday()]
    bare = coming.split(" ")[-1]
    spelled = f" ({_day_month_year(ahead)})"
    local = {"day": f"{said} ({_day_month_year(past)})", "wd": coming + spelled, "wdbare": bare + spelled}
    local["wdof"] = f"d{coming}{spelled}"  # Spanish "de" and "el" make "del"
    english = {"day": _english(chance, past, not yesterday), "wd": _english(chance, ahead, True)}
    english["day2"] = _english(chance, _another_day(chance, past), not yesterday)
    english["wd2"] = _english(chance, _another_day(chance, ahead), True)
    bare_forms = {f"wdbare{number}": english[f"wd{number}"].removeprefix("on ") for number in ("", "2")}
    return local, english | bare_forms


def _dates(chance: random.Random, language: str) -> tuple[Slots, Slots]:
    """A full date and its month. Not the 1st, 8th and 11th, before which French and Italian change the words."""
    day, day2 = chance.sample([number for number in range(2, 29) if number not in (8, 11)], 2)
    month, month2 = chance.sample(range(12), 2)
    year = chance.randint(2022, 2025)
    words = {"day": str(day), "month": _MONTHS[language].split()[month], "year": str(year)}
    local = {"mon": _IN_MONTH[language].format_map(words), "d": _ON_DATE.get(language, "").format_map(words)}
    write: Callable[[date], str] = chance.choice((_day_month_year, _month_day_year))
    english = {"d": write(date(year, month + 1, day)), "d2": write(date(year, month + 1, day2))}
    return local, english | {"mon": f"in {_MONTHS_EN[month]} {year}", "mon2": f"in {_MONTHS_EN[month2]} {year}"}


def _another_day(chance: random.Random, day: date) -> date:
    return day + timedelta(days=chance.choice((-5, -4, -3, -2, 2, 3, 4, 5)))


def _english(chance: random.Random, day: date, weekday: bool) -> str:
    """ "on Monday", where the sentence names the weekday, or the date in one of two styles."""
    forms = [_day_month_year(day), _month_day_year(day)]
    return "on " + chance.choice([*forms, _DAYS_EN[day.weekday()]] if weekday else forms)


def _day_month_year(day: date) -> str:
    return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"


def _month_day_year(day: date) -> str:
    return f"{_MONTHS_EN[day.month - 1]} {day.day}, {day.year}"
