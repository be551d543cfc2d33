"""Records ready to be compared, as an Arrow table: what passes between processes, to Spark and into Parquet files.

One row per record, one column per part of ``SpelledForms``. The table depends on the records and the standardising rules
alone, not on a matcher; ``linkage.columns`` makes arrays of it.
"""

from __future__ import annotations

import traceback
from array import array
from collections.abc import Iterable, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
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

_EMPTY = (b"",) * _GIVEN

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


class _Texts(dict[Spelling, bytes]):
    """The text of each spelling, written once."""

    def __missing__(self, spelling: Spelling) -> bytes:
        text = self[spelling] = spelling.to_text().encode()
        return text


class _Lists:
    """A column of lists under way, as Arrow keeps it: all values in one row, and where each list ends.

    Arrow's own way from lists of lists is slower, keeps a few objects per record that the garbage collector must walk,
    and loads pandas to ask whether a list might be a pandas object.
    """

    def __init__(self, kind: pa.DataType) -> None:
        self.kind = kind
        self.values: array[Any] = array("d" if kind == pa.float64() else "q")
        self.texts: list[bytes] = []
        self.ends = array("i", [0])

    def add(self, values: Iterable[float]) -> None:
        self.values.extend(values)
        self.ends.append(len(self.values))

    def add_texts(self, texts: Iterable[bytes]) -> None:
        self.texts.extend(texts)
        self.ends.append(len(self.texts))

    def array(self) -> pa.Array:
        values = (
            _text_array(self.texts)
            if self.kind == pa.string()
            else _array(self.kind, self.values, len(self.values))
        )
        ends = pa.py_buffer(self.ends)
        return pa.Array.from_buffers(pa.list_(self.kind), len(self.ends) - 1, [None, ends], children=[values])


def _array(kind: pa.DataType, values: object, size: int) -> pa.Array:
    return pa.Array.from_buffers(kind, size, [None, pa.py_buffer(values)])


def _text_array(texts: Sequence[bytes], empty_is_null: bool = True) -> pa.Array:
    """Return texts as an array; an empty place for a word is null, "anywhere" (a region) is an empty text."""
    sizes = np.fromiter(map(len, texts), dtype=np.int32, count=len(texts))
    ends = np.concatenate((np.zeros(1, dtype=np.int32), np.cumsum(sizes, dtype=np.int32)))
    known = pa.py_buffer(np.packbits(sizes > 0, bitorder="little")) if empty_is_null else None
    buffers = [known, pa.py_buffer(ends), pa.py_buffer(b"".join(texts))]
    return pa.Array.from_buffers(pa.string(), len(texts), buffers)


def _words(names: NameFormsOf[Spelling], texts: _Texts) -> list[bytes]:
    words: list[bytes] = []
    for reading in names.readings:
        given, surnames = reading.given, reading.surnames
        words += [texts[s] for s in given]
        words += _EMPTY[len(given) :]
        words += [texts[s] for s in surnames]
        words += _EMPTY[_GIVEN - _SURNAMES + len(surnames) :]
    return words


def fault_of(error: Exception) -> str:
    """Return what broke and where, without the value that broke it."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {Path(frames[-1].filename).stem}.{frames[-1].name}" if frames else ""
    return f"{type(error).__name__}{where}"


def form_table(profiles: Iterable[Profile | str], maker: FormMaker) -> pa.Table:
    """Write profiles as a table of ``FORM_SCHEMA``, in their order. A text stands for a row that broke: it says how
    (``fault_of``), and the row says nothing to any comparison."""
    lists = {
        field.name: _Lists(field.type.value_type) for field in FORM_SCHEMA if pa.types.is_list(field.type)
    }
    words = [(lists[f"{who}_words"], lists[f"{who}_cost"]) for who in NAMES]
    sets = [(lists[name], attrgetter(name)) for name in SETS]
    region: list[bytes] = []
    faults: list[bytes] = []
    locality_text, group = array("q"), array("q")
    sex, any_language = array("b"), array("b")
    texts = _Texts()
    regions = [name.encode() for name in maker.frequencies.regions]
    for profile in profiles:
        fault = profile if isinstance(profile, str) else ""
        try:
            forms = maker.spelled(_NOBODY if isinstance(profile, str) else profile)
        except Exception as error:
            forms, fault = maker.spelled(_NOBODY), fault_of(error)
        faults.append(fault.encode())
        for (texts_of, costs), names in zip(
            words, (forms.name, forms.mother, forms.father, forms.caregiver), strict=True
        ):
            texts_of.add_texts(_words(names, texts))
            costs.add([reading.cost for reading in names.readings])
        birth, origin = forms.birth, forms.origin
        region.append(regions[forms.name.region])
        lists["birth"].add(() if birth is None else (birth.earliest, birth.latest, *birth.days))
        lists["place"].add([n for ids, _ in origin.readings for n in ids])
        lists["vector"].add([x for _, vector in origin.readings for x in vector])
        locality_text.append(origin.locality_text)
        sex.append(forms.sex)
        lists["event"].add(forms.event or ())
        any_language.append(forms.any_language)
        for column, values in sets:
            column.add(sorted(values(forms)))
        lists["own"].add_texts([texts[s] for s in forms.own])
        lists["sibling_names"].add_texts([texts[s] for s in forms.siblings])
        lists["numbers"].add_texts([_document_text(d).encode() for d in forms.documents])
        group.append(forms.group)
    size = len(group)
    columns = {name: column.array() for name, column in lists.items()} | {
        "region": _text_array(region, empty_is_null=False),
        "fault": _text_array(faults),
        "locality_text": _array(pa.int64(), locality_text, size),
        "sex": _array(pa.int8(), sex, size),
        "any_language": _array(
            pa.bool_(), np.packbits(np.array(any_language, dtype=bool), bitorder="little"), size
        ),
        "group": _array(pa.int64(), group, size),
    }
    return pa.Table.from_arrays([columns[name] for name in FORM_SCHEMA.names], schema=FORM_SCHEMA)
