"""fallback"""

from tracing.standardise.text import fold

_F, _M = (
    {"F", "FEMENINO", "MUJER", "NINA", "FEMALE", "GIRL"},
    {"M", "H", "MASCULINO", "HOMBRE", "NINO", "MALE", "BOY"},
)


def parse(text):
    t = fold(text).strip(" .")
    return "F" if t in _F else "M" if t in _M else "X" if t == "X" else None
