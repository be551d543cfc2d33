"""Names for records that people speak by while nobody may know whose they are: ``N-3K7Q2MF``, ``B-…``.

A pseudonym is no secret and no identity: it is the record's number, scrambled so that neighbouring records get names that
aren't mixed up over the telephone.
"""

from __future__ import annotations

import re
from typing import Final

from tracing.casework.agencies import Side

__all__ = ["pseudonym", "record_of"]

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS: Final = 7
_BITS: Final = 5 * _LETTERS
_SIZE: Final = 1 << _BITS
_ODD: Final = 0x5_B1A7_9E6D
_BACK: Final = pow(_ODD, -1, _SIZE)
_SHIFT: Final = 17

_WRITTEN = re.compile(rf"([NB])-([{_ALPHABET}]{{{_LETTERS}}})(?:-([1-9][0-9]{{0,8}}))?")
_SIDES: Final = {"N": Side.CHILD, "B": Side.INQUIRY}
_LARGEST: Final = 2**63


def pseudonym(side: Side, record_id: int) -> str:
    """Return a record's pseudonym, always the same and never another record's: ``N-3K7Q2MF`` (niña, niño) or
    ``B-…`` (búsqueda)."""
    high, low = divmod(record_id, _SIZE)
    scrambled = low * _ODD % _SIZE
    scrambled = (scrambled ^ (scrambled >> _SHIFT)) * _ODD % _SIZE
    letters = "".join(_ALPHABET[scrambled >> (5 * place) & 31] for place in reversed(range(_LETTERS)))
    return f"{'N' if side is Side.CHILD else 'B'}-{letters}{f'-{high}' if high else ''}"


def record_of(name: str) -> tuple[Side, int] | None:
    """Return whose pseudonym it is, by side and number; None where it is no pseudonym."""
    written = _WRITTEN.fullmatch(name)
    if written is None:
        return None
    scrambled = 0
    for letter in written[2]:
        scrambled = scrambled << 5 | _ALPHABET.index(letter)
    scrambled = scrambled * _BACK % _SIZE
    # Shifting by nearly half undoes itself in two steps.
    scrambled ^= (scrambled >> _SHIFT) ^ (scrambled >> 2 * _SHIFT)
    record_id = int(written[3] or 0) * _SIZE + scrambled * _BACK % _SIZE
    return (_SIDES[written[1]], record_id) if 0 < record_id < _LARGEST else None
