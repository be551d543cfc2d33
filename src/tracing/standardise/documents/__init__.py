"""Identity numbers: kind, country, check digit as reliability, and the facts a number holds (brief G).

A wrong check digit never rejects a number; it lowers what an agreement on it is worth. Full numbers never stand in a
message: ``masked`` shows the kind and the last two characters, and a document's repr shows no more.
"""

from tracing.standardise.documents.compare import compare
from tracing.standardise.documents.curp import curp_doubts, curp_letters
from tracing.standardise.documents.model import Check, Document, Holder, Relation
from tracing.standardise.documents.parse import parse, parse_list

__all__ = [
    "Check",
    "Document",
    "Holder",
    "Relation",
    "compare",
    "curp_doubts",
    "curp_letters",
    "parse",
    "parse_list",
]
