"""What can be compared: one module for each kind of fact, with its levels, definition and columnar form."""

from tracing.linkage.comparisons.birth import BIRTH
from tracing.linkage.comparisons.codes import SEX, TIMING
from tracing.linkage.comparisons.documents import DOCUMENTS
from tracing.linkage.comparisons.generic import GENERIC
from tracing.linkage.comparisons.kind import Kind
from tracing.linkage.comparisons.name_levels import GIVEN, SURNAMES
from tracing.linkage.comparisons.origin import ORIGIN
from tracing.linkage.comparisons.relatives import CAREGIVER, FATHER, MOTHER
from tracing.linkage.comparisons.sets import ALIASES, LANGUAGES, MARKS, NATIONALITY, PHONES
from tracing.linkage.comparisons.siblings import SIBLINGS

__all__ = ["KINDS"]

KINDS: dict[str, Kind] = {
    "given_names": GIVEN,
    "surnames": SURNAMES,
    "birth": BIRTH,
    "sex": SEX,
    "origin": ORIGIN,
    "nationality": NATIONALITY,
    "mother": MOTHER,
    "father": FATHER,
    "caregiver": CAREGIVER,
    "siblings": SIBLINGS,
    "aliases": ALIASES,
    "languages": LANGUAGES,
    "phones": PHONES,
    "documents": DOCUMENTS,
    "marks": MARKS,
    "timing": TIMING,
    **GENERIC,
}
