"""Records ready to be compared, as an Arrow table: what passes between processes, to Spark and into Parquet files.

One row per record, one column per part of ``SpelledForms``. The table depends on the records and the standardising rules
alone, not on a matcher; ``linkage.columns`` makes arrays of it.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa

from tracing.linkage.features import FormMaker, NameFormsOf
from tracing.linkage.words import Spelling
from tracing.standardise.documents import Document
from tracing.standardise.profile import Profile

__all__ = ["FORM_SCHEMA", "NAMES", "RELATIVES", "SETS", "document_from_text", "fault_of", "form_table"]

RELATIVES = ("mother", "father", "caregiver")
NAMES = ("child", *RELATIVES)
SETS = ("phones", "nationality", "aliases", "languages", "marks_at", "marks")

_GIVEN, _SURNAMES = 4, 2
"""Words held for each reading of a name; empty places are null."""

_INTEGERS = pa.list_(pa.int64())
_WORDS = pa.list_(pa.string())

FORM_SCHEMA = pa.schema(
    [
        *(pa.field(f"{who}_{part}", kind) for who in NAMES for part, kind in (("words", _WORDS), ("cost", _INTEGERS))),
        pa.field("region", pa.string()),
        pa.field("birth", _INTEGERS),  # earliest, latest (days since 1970), then days as yyyymmdd
        pa.field("place", _INTEGERS),  # country, department, municipality, locality of each reading
        pa.field("vector", pa.list_(pa.float64())),  # x, y, z of each reading
        pa.field("locality_text", pa.int64()),
        pa.field("sex", pa.int8()),
        pa.field("event", _INTEGERS),
        pa.field("any_language", pa.bool_()),
        *(pa.field(name, _INTEGERS) for name in SETS),
        pa.field("own", _WORDS),
        pa.field("sibling_names", _WORDS),
        pa.field("numbers", _WORDS),  # documents
        pa.field("group", pa.int64()),
        pa.field("fault", pa.string()),  # what went wrong with the row, by no fault of its own; else null
    ]
)  # fmt: skip

_BETWEEN = "\x1f"


def _document_text(document: Document) -> str:
    return _BETWEEN.join(
        (document.kind, document.country or "", document.number, document.check, document.free)
    )


def document_from_text(text: str) -> Document:
    """Read back a document: the parts that comparing needs."""
    kind, country, number, check, free = text.split(_BETWEEN)
    if check not in ("ok", "fail"):
        return Document(kind, country or None, number, "none", 1.0, free=free)
    return Document(kind, country or None, number, "ok" if check == "ok" else "fail", 1.0, free=free)


_NOBODY = Profile("")


class _Texts(dict[Spelling, str]):
    """The text of each spelling, written once."""

    def __missing__(self, spelling: Spelling) -> str:
        text = self[spelling] = spelling.to_text()
        return text


def _words(names: NameFormsOf[Spelling], texts: _Texts) -> list[str | None]:
    words: list[str | None] = []
    for reading in names.readings:
        given: list[str | None] = [texts[s] for s in reading.given]
        surnames: list[str | None] = [texts[s] for s in reading.surnames]
        words += (given + [None] * _GIVEN)[:_GIVEN]
        words += (surnames + [None] * _SURNAMES)[:_SURNAMES]
    return words


def fault_of(error: Exception) -> str:
    """Return what broke and where, without the value that broke it."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {Path(frames[-1].filename).stem}.{frames[-1].name}" if frames else ""
    return f"{type(error).__name__}{where}"


def form_table(profiles: Iterable[Profile | str], maker: FormMaker) -> pa.Table:
    """Write profiles as a table of ``FORM_SCHEMA``, in their order. A text stands for a row that broke: it says how
    (``fault_of``), and the row says nothing to any comparison."""
    rows: dict[str, list[object]] = {name: [] for name in FORM_SCHEMA.names}
    texts = _Texts()
    for profile in profiles:
        fault = profile if isinstance(profile, str) else None
        try:
            forms = maker.spelled(_NOBODY if isinstance(profile, str) else profile)
        except Exception as error:
            forms, fault = maker.spelled(_NOBODY), fault_of(error)
        rows["fault"].append(fault)
        for who, names in zip(NAMES, (forms.name, forms.mother, forms.father, forms.caregiver), strict=True):
            rows[f"{who}_words"].append(_words(names, texts))
            rows[f"{who}_cost"].append([reading.cost for reading in names.readings])
        birth, origin = forms.birth, forms.origin
        rows["region"].append(maker.frequencies.regions[forms.name.region])
        rows["birth"].append([] if birth is None else [birth.earliest, birth.latest, *birth.days])
        rows["place"].append([n for ids, _ in origin.readings for n in ids])
        rows["vector"].append([x for _, vector in origin.readings for x in vector])
        rows["locality_text"].append(origin.locality_text)
        rows["sex"].append(forms.sex)
        rows["event"].append(forms.event or ())
        rows["any_language"].append(forms.any_language)
        for name in SETS:
            rows[name].append(sorted(getattr(forms, name)))
        rows["own"].append(_texts_of(forms.own, texts))
        rows["sibling_names"].append(_texts_of(forms.siblings, texts))
        rows["numbers"].append([_document_text(d) for d in forms.documents])
        rows["group"].append(forms.group)
    arrays = [pa.array(rows[field.name], type=field.type) for field in FORM_SCHEMA]
    return pa.Table.from_arrays(arrays, schema=FORM_SCHEMA)


def _texts_of(words: Sequence[Spelling], texts: _Texts) -> list[str]:
    return [texts[s] for s in words]
