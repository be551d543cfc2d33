"""Names as recorded, with every split that is likely (brief A, B).

A name keeps its likely readings with weights: where the given names end is often not certain, and no dictionary can
split *Diego Francisco Pedro*. The comparison takes the reading that agrees best and pays for choosing.
"""

from tracing.standardise.names.fields import from_fields
from tracing.standardise.names.model import ParsedName, Reading, Unit
from tracing.standardise.names.parse import parse
from tracing.standardise.names.surnames import surname_core, surname_joined
from tracing.standardise.names.units import given_words

__all__ = [
    "ParsedName",
    "Reading",
    "Unit",
    "from_fields",
    "given_words",
    "parse",
    "surname_core",
    "surname_joined",
]
