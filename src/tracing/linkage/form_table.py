"""Records ready to be compared, as an Arrow table: what passes between processes, to Spark and into Parquet files.

One row per record, one column per part of ``SpelledForms``. The table depends on the records and the standardising rules
alone, not on a matcher; ``linkage.columns`` makes arrays of it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any

import numpy as np
import pyarrow as pa

from tracing.linkage.features import FormMaker, NameFormsOf, SpelledForms, forms_or_nobody
from tracing.linkage.words import Spelling
from tracing.standardise.documents import Document
from tracing.standardise.profile import Profile

__all__ = ["FORM_SCHEMA", "NAMES", "RELATIVES", "SETS", "document_from_text", "form_table"]

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


_PEOPLE = tuple((who, attrgetter("name" if who == "child" else who)) for who in NAMES)


class _Texts(dict[Spelling, bytes]):
    """The text of each spelling, written once."""

    def __missing__(self, spelling: Spelling) -> bytes:
        text = self[spelling] = spelling.to_text().encode()
        return text


def _list_array(kind: pa.DataType, lists: Sequence[Sequence[Any]]) -> pa.Array:
    """Return lists as an array: all values in one row, and where each list ends.

    Arrow's own way from lists of lists is slower, and loads pandas to ask whether a list might be a pandas object.
    """
    ends = np.zeros(len(lists) + 1, dtype=np.int32)
    np.cumsum(np.fromiter(map(len, lists), dtype=np.int32, count=len(lists)), out=ends[1:])
    flat = chain.from_iterable(lists)
    if kind == pa.string():
        values = _text_array(list(flat))
    else:
        numbers = array("d" if kind == pa.float64() else "q", flat)
        values = _array(kind, numbers, len(numbers))
    return pa.Array.from_buffers(pa.list_(kind), len(lists), [None, pa.py_buffer(ends)], children=[values])


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


def form_table(profiles: Iterable[Profile | str], maker: FormMaker) -> pa.Table:
    """Write profiles as a table of ``FORM_SCHEMA``, in their order. A text stands for a row that broke: it says how
    (``guarded.fault_of``), and the row says nothing to any comparison."""
    read: list[SpelledForms] = []
    faults: list[bytes] = []
    for profile in profiles:
        forms, fault = forms_or_nobody(maker.spelled, profile)
        read.append(forms)
        faults.append(fault.encode())
    # Column by column: loops within one expression, where row by row each cell would be a call.
    texts = _Texts()
    lists: dict[str, list[Sequence[Any]]] = {}
    for who, part in _PEOPLE:
        names = [part(f) for f in read]
        lists[f"{who}_words"] = [_words(n, texts) for n in names]
        lists[f"{who}_cost"] = [[r.cost for r in n.readings] for n in names]
    births, origins = [f.birth for f in read], [f.origin for f in read]
    lists["birth"] = [() if b is None else (b.earliest, b.latest, *b.days) for b in births]
    lists["place"] = [[n for ids, _ in o.readings for n in ids] for o in origins]
    lists["vector"] = [[x for _, vector in o.readings for x in vector] for o in origins]
    lists["event"] = [f.event or () for f in read]
    for name in SETS:
        # Most sets are empty.
        lists[name] = [sorted(values) if values else () for values in map(attrgetter(name), read)]
    lists["own"] = [[texts[s] for s in f.own] for f in read]
    lists["sibling_names"] = [[texts[s] for s in f.siblings] for f in read]
    lists["numbers"] = [[_document_text(d).encode() for d in f.documents] for f in read]
    size = len(read)
    regions = [name.encode() for name in maker.frequencies.regions]
    columns = {name: _list_array(FORM_SCHEMA.field(name).type.value_type, lists[name]) for name in lists} | {
        "region": _text_array([regions[f.name.region] for f in read], empty_is_null=False),
        "fault": _text_array(faults),
        "locality_text": _array(pa.int64(), array("q", [o.locality_text for o in origins]), size),
        "sex": _array(pa.int8(), array("b", [f.sex for f in read]), size),
        "any_language": _array(
            pa.bool_(),
            np.packbits(np.array([f.any_language for f in read], dtype=bool), bitorder="little"),
            size,
        ),
        "group": _array(pa.int64(), array("q", [f.group for f in read]), size),
    }
    return pa.Table.from_arrays([columns[name] for name in FORM_SCHEMA.names], schema=FORM_SCHEMA)
