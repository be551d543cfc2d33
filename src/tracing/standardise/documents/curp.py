"""Mexico's CURP: check digit, facts, and whether it fits a name (brief G, G1).

The letters serve to doubt a number, never to make up a name.
"""

from __future__ import annotations

import re
from datetime import date

from tracing.standardise.documents.model import Check, Document, Facts
from tracing.standardise.text import fold

__all__ = ["curp_doubts", "curp_facts", "curp_letters", "mend_curp"]

_ALPHABET = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
_SHAPE = re.compile(r"[A-ZÑ]{4}\d{6}[HMX][A-Z]{2}[A-ZÑ]{3}[0-9A-Z]\d")
_STATES = dict(
    pair.split(":")
    for pair in [
        "AS:AGU",
        "BC:BCN",
        "BS:BCS",
        "CC:CAM",
        "CL:COA",
        "CM:COL",
        "CS:CHP",
        "CH:CHH",
        "DF:CMX",
        "DG:DUR",
        "GT:GUA",
        "GR:GRO",
        "HG:HID",
        "JC:JAL",
        "MC:MEX",
        "MN:MIC",
        "MS:MOR",
        "NT:NAY",
        "NL:NLE",
        "OC:OAX",
        "PL:PUE",
        "QT:QUE",
        "QR:ROO",
        "SP:SLP",
        "SL:SIN",
        "SR:SON",
        "TC:TAB",
        "TS:TAM",
        "TL:TLA",
        "VZ:VER",
        "YN:YUC",
        "ZS:ZAC",
    ]
)
"""CURP letters of a state → ISO 3166-2 (brief F1): GT is Guanajuato, CH Chihuahua, CL Coahuila."""

_ABROAD = "NE"
_SKIPPED = frozenset(
    ["DA", "DAS", "DE", "DEL", "DER", "DI", "DIE", "DD", "EL", "LA", "LOS", "LAS", "LE", "LES", "MAC", "MC", "VAN",
     "VON", "Y"]
)  # fmt: skip
_TOO_COMMON = frozenset(["MARIA", "MA", "M", "JOSE", "J"])
_RUDE = frozenset(
    """BACA BAKA BUEI BUEY CACA CACO CAGA CAGO CAKA CAKO COGE COGI COJA COJE COJI COJO COLA CULO FALO FETO GETA GUEI
    GUEY JETA JOTO KACA KACO KAGA KAGO KAKA KAKO KOGE KOGI KOJA KOJE KOJI KOJO KOLA KULO LILO LOCA LOCO LOKA LOKO
    MAME MAMO MEAR MEAS MEON MIAR MION MOCO MOKO MULA MULO NACA NACO PEDA PEDO PENE PIPI PITO POPO PUTA PUTO QULO
    RATA ROBA ROBE ROBO RUIN SENO TETA VACA VAGA VAGO VAKA VUEI VUEY WUEI WUEY""".split()  # noqa: SIM905
)
_TO_DIGIT = str.maketrans("OILSB", "01158")
_TO_LETTER = str.maketrans("0158", "OISB")
_OLDEST = 100


def mend_curp(number: str) -> str:
    """Return 18 characters with look-alikes set right where only a digit or only a letter can stand (brief G2).

    The homoclave, position 17, may be either and stays.
    """
    if len(number) != 18:
        return number
    letters, born, more = number[:4], number[4:10], number[10:16]
    return (
        letters.translate(_TO_LETTER)
        + born.translate(_TO_DIGIT)
        + more.translate(_TO_LETTER)
        + number[16]
        + number[17].translate(_TO_DIGIT)
    )


def curp_facts(number: str) -> Facts:
    """Return what a CURP says: check digit, birth, sex and the state of birth."""
    if not _SHAPE.fullmatch(number):
        return Facts("fail", flags=("malformed",))
    total = sum(_ALPHABET.index(c) * (18 - i) for i, c in enumerate(number[:17]))
    check: Check = "ok" if (10 - total % 10) % 10 == int(number[17]) else "fail"
    # The homoclave tells the century: a digit before 2000, a letter since.
    century = 1900 if number[16].isdigit() else 2000
    flags: list[str] = []
    try:
        born = date(century + int(number[4:6]), int(number[6:8]), int(number[8:10]))
    except ValueError:
        born = None
        flags.append("impossible_date")
    if born is not None and not -_OLDEST <= born.year - date.today().year <= 0:
        # 0 for O in the homoclave moves the birth by a century, and the check digit can't tell.
        flags.append("implausible_century")
    state = number[11:13]
    if state == _ABROAD:
        flags.append("born_abroad")
    elif state not in _STATES:
        flags.append("unknown_state")
    place = f"MX-{_STATES[state]}" if state in _STATES else None
    sex = {"H": "M", "M": "F", "X": "X"}[number[10]]
    return Facts(check, born, sex, place, None, number[:4] + number[13:], tuple(flags))


def _words(text: str) -> list[str]:
    folded = re.sub(r"[/\-.'’]", "X", fold(text, keep_tilde=True).replace("Ñ", "X").replace("Ü", "U"))
    return re.sub(r"[^A-Z ]", "", folded).split()


def _telling(words: list[str]) -> str:
    """Return the first word that is no particle."""
    return next((w for w in words if w not in _SKIPPED), words[0] if words else "")


def _given(text: str) -> str:
    # An abbreviated first name may have a dot: MA., J.
    words = _words(re.sub(r"\b(MA|M|J)\.", r"\1 ", fold(text, keep_tilde=True)))
    if len(words) > 1 and words[0] in _TOO_COMMON:
        words = [w for w in words[1:] if w not in _SKIPPED] or words[1:]
    return _telling(words)


def _inner(word: str, letters: str) -> str:
    return next((c for c in word[1:] if c in letters), "X")


def curp_letters(given: str, first_surname: str, second_surname: str | None) -> tuple[str, str]:
    """Return the four letters and the three consonants that a CURP takes from a name (brief G1)."""
    first, second = _telling(_words(first_surname)), _telling(_words(second_surname or ""))
    name = _given(given)
    vowels, consonants = "AEIOU", "BCDFGHJKLMNPQRSTVWXYZ"
    four = f"{first[:1] or 'X'}{_inner(first, vowels)}{second[:1] or 'X'}{name[:1] or 'X'}"
    if four in _RUDE:
        four = f"{four[0]}X{four[2:]}"
    return four, "".join(_inner(word, consonants) for word in (first, second, name))


def curp_doubts(
    document: Document,
    *,
    given: str | None = None,
    first_surname: str | None = None,
    second_surname: str | None = None,
    born: date | None = None,
    sex: str | None = None,
    state: str | None = None,
) -> tuple[str, ...]:
    """Return which of ``name``, ``birth``, ``sex`` and ``state`` a CURP contradicts; nothing for other numbers.

    A contradiction lets one suspect a slip or a borrowed number; it drops nothing (brief G1).
    """
    if document.kind != "CURP" or not _SHAPE.fullmatch(document.number):
        return ()
    doubts: list[str] = []
    if given and first_surname:
        four, three = curp_letters(given, first_surname, second_surname)
        if not second_surname:
            # Not known here is not the same as none there.
            four, three = (
                four[:2] + document.number[2] + four[3],
                three[0] + document.number[14] + three[2],
            )
            if document.number[:4] != four and f"{four[0]}X{four[2:]}" == document.number[:4]:
                four = document.number[:4]
        if (four, three) != (document.number[:4], document.number[13:16]):
            doubts.append("name")
    own = document.birth.earliest if document.birth else None
    if born and own and born != own:
        doubts.append("birth")
    if sex in ("F", "M") and document.sex in ("F", "M") and sex != document.sex:
        doubts.append("sex")
    if state and document.place and state != document.place:
        doubts.append("state")
    return tuple(doubts)
