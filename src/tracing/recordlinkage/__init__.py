"""What this package knows of names, dates and places, as parts of the Python Record Linkage Toolkit (extra ``analysis``).

    pairs = DomainIndex().index(children, inquiries)
    features = compare().compute(pairs, children, inquiries)

``children`` and ``inquiries`` are frames of the file contract with the records' ids as index
(``tracing.read_children("children.csv").frame.set_index("record_id")``); frames with columns of other names say which is
which (``SpanishName({"full_name": "nombre"})``). The figures are the matcher's own: a feature is a comparison's weight in
bits, or its level. Nothing is cleaned beforehand: the toolkit's ``clean()`` deletes accented letters, which are read here.
"""

from tracing.recordlinkage.classify import LevelECM
from tracing.recordlinkage.compare import (
    BirthInterval,
    IdentityDocuments,
    PlaceOfOrigin,
    SpanishName,
    SurnamePair,
    Telephones,
    WholeRecord,
    compare,
)
from tracing.recordlinkage.index import DomainIndex

__all__ = [
    "BirthInterval",
    "DomainIndex",
    "IdentityDocuments",
    "LevelECM",
    "PlaceOfOrigin",
    "SpanishName",
    "SurnamePair",
    "Telephones",
    "WholeRecord",
    "compare",
]
