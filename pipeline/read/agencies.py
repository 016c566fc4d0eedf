"""News agencies: the names under which outlets credit them, and one name for each.

An agency's text under two mastheads is one origin, so "AP", "The Associated Press" and "Associated Press" must
become the same name. The list need not be complete: an agency that is missing and does not call itself one is
taken for a publisher, which the user can mend with `origin:` in front matter.
"""

from __future__ import annotations

import re

_NAMES = {
    "AAP": ("Australian Associated Press",),
    "AFP": ("Agence France-Presse", "Agence France Presse"),
    "Agerpres": (),
    "Anadolu": ("Anadolu Agency", "Anadolu Ajansı", "AA"),
    "ANI": ("Asian News International",),
    "ANSA": (),
    "ANP": (),
    "Antara": (),
    "AP": ("Associated Press", "AP News"),
    "APA": ("Austria Presse Agentur",),
    "Azertac": (),
    "Belga": (),
    "BelTA": (),
    "Bernama": (),
    "BTA": ("Bulgarian News Agency",),
    "Canadian Press": (),
    "CTK": ("ČTK", "Czech News Agency"),
    "dpa": ("Deutsche Presse-Agentur",),
    "EFE": ("Agencia EFE",),
    "Europa Press": (),
    "Fars": ("FNA",),
    "Hina": (),
    "IANS": ("Indo-Asian News Service",),
    "Interfax": (),
    "Interfax-Ukraine": (),
    "IRNA": ("Islamic Republic News Agency",),
    "ISNA": ("Iranian Students' News Agency", "Iranian Students’ News Agency"),
    "Jiji": ("Jiji Press",),
    "Kazinform": (),
    "KCNA": ("Korean Central News Agency",),
    "KUNA": ("Kuwait News Agency",),
    "Kyodo": (),
    "Lusa": (),
    "Mehr": ("MNA",),
    "MTI": (),
    "NTB": (),
    "PA": ("PA Media", "Press Association"),
    "PAP": ("Polish Press Agency",),
    "PTI": ("Press Trust of India",),
    "Reuters": ("Thomson Reuters",),
    "RIA Novosti": ("RIA", "RIA News"),
    "Ritzau": (),
    "SANA": ("Syrian Arab News Agency",),
    "SPA": ("Saudi Press Agency",),
    "STT": (),
    "Tanjug": (),
    "Tasnim": (),
    "TASS": ("ITAR-TASS", "Itar-Tass"),
    "TT": (),
    "Ukrinform": (),
    "UNIAN": (),
    "UPI": ("United Press International",),
    "WAM": ("Emirates News Agency",),
    "Xinhua": (),
    "Yonhap": (),
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
