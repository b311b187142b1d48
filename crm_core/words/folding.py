"""Upper and lower case, sorting and matching of Turkish text: the only place that knows about I, ı, İ and i."""

import unicodedata

_TO_ASCII = str.maketrans("çğıöşüâîû", "cgiosuaiu")
_ALPHABET = "abcçdefgğhıijklmnoöprsştuüvyz"
_RANK = {letter: f"{place:02d}" for place, letter in enumerate(_ALPHABET, start=10)}
_RANK |= {"q": _RANK["p"] + "5", "w": _RANK["v"] + "5", "x": _RANK["v"] + "6"}


def turkish_lower(text: str) -> str:
    """Lower case by Turkish rules: ``I`` becomes ``ı`` and ``İ`` becomes ``i``."""
    return text.replace("İ", "i").replace("I", "ı").lower()


def turkish_upper(text: str) -> str:
    """Upper case by Turkish rules: ``i`` becomes ``İ`` and ``ı`` becomes ``I``."""
    return text.replace("i", "İ").replace("ı", "I").upper()


def fold(text: str) -> str:
    """Text for matching: lower case, Turkish letters as ASCII, every run of other signs one space.

    >>> fold("İŞLEM_TARİHİ"), fold("Islem tarihi")
    ('islem tarihi', 'islem tarihi')
    """
    lowered = turkish_lower(unicodedata.normalize("NFKC", text)).translate(_TO_ASCII)
    stripped = "".join(sign for sign in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in stripped).split())


def sort_key(text: str) -> tuple[str, ...]:
    """Key that sorts by the Turkish alphabet (c < ç < d, ı < i); signs outside it keep their code order."""
    return tuple(_RANK.get(sign, sign) for sign in turkish_lower(text))
