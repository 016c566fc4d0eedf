"""Countries, their demonyms and the capitals that stand for their governments.

A demonym is the country in another form ("Iranian", "Iran"). A capital is only a stand-in: "Tehran" may meet a
claim about Iran, but "Iran" does not meet a claim about Tehran.
"""

from __future__ import annotations

_DEMONYMS = """
afghanistan afghan afghans|albania albanian|algeria algerian|argentina argentine argentinian|armenia armenian
australia australian|austria austrian|azerbaijan azerbaijani azeri|bahrain bahraini|bangladesh bangladeshi
belarus belarusian|belgium belgian|bolivia bolivian|bosnia bosnian|brazil brazilian|bulgaria bulgarian
cambodia cambodian|cameroon cameroonian|canada canadian|chile chilean|china chinese|colombia colombian|congo congolese
croatia croatian croat|cuba cuban|cyprus cypriot|czechia czech|denmark danish dane|ecuador ecuadorian|egypt egyptian
eritrea eritrean|estonia estonian|ethiopia ethiopian|europe european|finland finnish finn|france french|georgia georgian
germany german|ghana ghanaian|greece greek|guatemala guatemalan|haiti haitian|honduras honduran|hungary hungarian
iceland icelandic|india indian|indonesia indonesian|iran iranian|iraq iraqi|ireland irish|israel israeli|italy italian
jamaica jamaican|japan japanese|jordan jordanian|kazakhstan kazakh|kenya kenyan|kosovo kosovan kosovar|kuwait kuwaiti
kyrgyzstan kyrgyz|laos laotian|latvia latvian|lebanon lebanese|liberia liberian|libya libyan|lithuania lithuanian
malaysia malaysian|mali malian|malta maltese|mexico mexican|moldova moldovan|mongolia mongolian|montenegro montenegrin
morocco moroccan|mozambique mozambican|myanmar burmese|nepal nepalese nepali|netherlands dutch|nicaragua nicaraguan
niger nigerien|nigeria nigerian|norway norwegian|oman omani|pakistan pakistani|palestine palestinian|panama panamanian
paraguay paraguayan|peru peruvian|philippines philippine filipino|poland polish pole|portugal portuguese|qatar qatari
romania romanian|russia russian|rwanda rwandan|senegal senegalese|serbia serbian serb|singapore singaporean
slovakia slovak|slovenia slovenian slovene|somalia somali|spain spanish spaniard|sudan sudanese|sweden swedish swede
switzerland swiss|syria syrian|taiwan taiwanese|tajikistan tajik|tanzania tanzanian|thailand thai|tunisia tunisian
turkey turkish turk türkiye turkiye|turkmenistan turkmen|uganda ugandan|ukraine ukrainian|uruguay uruguayan
uzbekistan uzbek|venezuela venezuelan|vietnam vietnamese|yemen yemeni|zambia zambian|zimbabwe zimbabwean
africa african|asia asian|scotland scottish|wales welsh|england english|britain british briton
america american|korea korean|eurasia eurasian
"""
_CAPITALS = """
moscow russia|kremlin russia|tehran iran|washington usa|beijing china|kyiv ukraine|kiev ukraine|london uk
paris france|berlin germany|brussels eu|ankara turkey|warsaw poland|minsk belarus|pyongyang korea|seoul korea
tokyo japan|riyadh saudi|cairo egypt|jerusalem israel|damascus syria|baghdad iraq|kabul afghanistan|delhi india
islamabad pakistan|rome italy|madrid spain|lisbon portugal|athens greece|budapest hungary|belgrade serbia
bratislava slovakia|prague czechia|vienna austria|bucharest romania|sofia bulgaria|helsinki finland|stockholm sweden
oslo norway|copenhagen denmark|dublin ireland|ottawa canada|canberra australia|caracas venezuela|havana cuba
"""


def _entries(text: str) -> list[list[str]]:
    return [entry.split() for entry in text.replace("\n", "|").split("|") if entry.strip()]


def _with_plurals(demonym: str) -> tuple[str, ...]:
    return (demonym, demonym + "s")


DEMONYMS: dict[str, str] = {
    form: country for country, *demonyms in _entries(_DEMONYMS) for name in demonyms for form in _with_plurals(name)
} | {country: country for country, *_ in _entries(_DEMONYMS)}
DEMONYMS |= {"america": "usa", "american": "usa", "americans": "usa", "britain": "uk", "british": "uk", "briton": "uk"}
COUNTRIES: frozenset[str] = frozenset(DEMONYMS.values()) | {"usa", "uk", "eu", "un"}
STANDS_FOR: dict[str, str] = {entry[0]: entry[1] for entry in _entries(_CAPITALS)}
# Two-word names and acronyms that are one concept; acronyms count only in capitals ("us" is a pronoun).
ACRONYMS = {"US": "usa", "USA": "usa", "UK": "uk", "EU": "eu", "UN": "un"}
SPELLED_OUT = {
    ("united", "states"): "usa",
    ("united", "kingdom"): "uk",
    ("great", "britain"): "uk",
    ("european", "union"): "eu",
    ("united", "nations"): "un",
}
