"""Bytes of pages and mails, which name their encoding themselves: UTF-8 first, then the one they name, no other."""

from __future__ import annotations

import codecs
import re

from pipeline.errors import InputError

# Text encodings of the web and of mail. Python's others (punycode, unicode_escape, zip ...) are not for strangers.
_ALLOWED = re.compile(
    r"utf-8|utf-16(?:-[lb]e)?|ascii|cp125\d|cp866|cp874|cp932|cp949|iso8859-\d{1,2}|koi8-[rut]|gb2312|gbk|gb18030|big5"
    r"(?:hkscs)?|shift_jis|euc_jp|euc_kr|iso2022_jp|mac-(?:roman|cyrillic)|tis-620"
)
# The web's rule: who declares one of these means the Windows page, which has letters where they have control codes.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
_WEB_NAMES = {"windows-874": "cp874", "windows-31j": "cp932", "x-sjis": "cp932", "x-mac-cyrillic": "mac-cyrillic"}
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def declared_text(data: bytes, declared: str | None, given: str) -> str:
    """The text: by its byte order mark, else as UTF-8, else in the declared encoding.

    Raises:
        InputError: It is in none of them, or the declared one is not known.
    """
    bom = next(((mark, codec) for mark, codec in _BOMS if data.startswith(mark)), None)
    if bom:
        return _strictly(data[len(bom[0]) :], bom[1], given)
    evens, odds = data[:4000:2].count(0), data[1:4000:2].count(0)
    if max(evens, odds) > 4 * (min(evens, odds) + 1):  # Latin letters in UTF-16: every other byte is NUL
        codec = "UTF-16LE" if odds > evens else "UTF-16BE"
        raise InputError(f"is {codec} without its mark", path=given, mend="Save it again as UTF-8.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if not declared:
            mend = "Save it again as UTF-8, or put its charset into it."
            message = f"is not UTF-8 (byte {error.start}) and does not declare its encoding"
            raise InputError(message, path=given, mend=mend) from None
    codec = _codec(declared, given)
    return _strictly(data, _MEANT.get(codec, codec), given)


def _codec(declared: str, given: str) -> str:
    label = declared.strip().strip("\"'").lower()
    try:
        name = codecs.lookup(_WEB_NAMES.get(label, label)).name
    except (LookupError, ValueError):
        name = ""
    if not _ALLOWED.fullmatch(name):
        shown = ascii(declared[:40])
        raise InputError(f"declares an unknown encoding {shown}", path=given, mend="Save it again as UTF-8.")
    return name


def _strictly(data: bytes, codec: str, given: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeError as error:
        where = f" (byte {error.start})" if isinstance(error, UnicodeDecodeError) else ""
        mend = "Its encodings are mixed, or it lies about its own: save it again as UTF-8."
        raise InputError(f"is not {codec.upper()}{where}, which it declares", path=given, mend=mend) from None
