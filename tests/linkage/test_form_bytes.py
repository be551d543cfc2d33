"""Forms as bytes: what is read back is what was written, for every form there can be."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.linkage.build import CHILD, MAKER
from tracing.linkage.encode import Standardiser
from tracing.linkage.form_bytes import decode_forms, encode_forms
from tracing.linkage.form_table import FORM_SCHEMA, form_table
from tracing.records import read_children, read_inquiries
from tracing.standardise.record import profile

SAMPLES = Path(__file__).parents[2] / "data" / "samples"

_NUMBER = st.integers(-(2**63), 2**63 - 1)
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def _values(kind: pa.DataType) -> st.SearchStrategy[object]:
    if kind == pa.int64():
        return _NUMBER
    if kind == pa.int8():
        return st.integers(-128, 127)
    if kind == pa.float64():
        return st.floats()
    if kind == pa.bool_():
        return st.booleans()
    if kind == pa.string():
        return st.none() | _TEXT
    return st.lists(_values(kind.value_type), max_size=6)


_ROWS = st.lists(st.fixed_dictionaries({f.name: _values(f.type) for f in FORM_SCHEMA}), max_size=6)


def _same(found: pa.Table, expected: pa.Table) -> bool:
    # As text: Arrow holds that an unknown coordinate (NaN) differs from itself.
    return found.schema == expected.schema and repr(found.to_pylist()) == repr(expected.to_pylist())


@given(_ROWS)
@settings(max_examples=200, deadline=None)
def test_any_form_is_read_as_it_was_written(rows: list[dict[str, object]]) -> None:
    table = pa.Table.from_pylist(rows, schema=FORM_SCHEMA)
    assert _same(decode_forms(encode_forms(table)), table)


@pytest.mark.parametrize("side", ["children", "inquiries"])
def test_the_samples_are_read_as_they_were_written(side: str) -> None:
    read = read_children if side == "children" else read_inquiries
    with Standardiser(processes=1) as standardiser:
        table = standardiser.forms(read(SAMPLES / f"{side}.csv"))
    written = encode_forms(table)
    assert _same(decode_forms(written), table)
    assert _same(decode_forms(written[::-1]), table.take(list(range(table.num_rows))[::-1]))


def test_a_part_of_a_table_is_written_like_the_whole() -> None:
    table = form_table([profile({**CHILD, "given_names": name}) for name in ("Ana", "Luz", "Eva")], MAKER)
    assert encode_forms(table.slice(1, 2)) == encode_forms(table)[1:]


def test_a_row_with_more_values_than_a_person_writes_says_nothing() -> None:
    row = form_table([profile(CHILD)], MAKER).to_pylist()[0]
    table = pa.Table.from_pylist([{**row, "phones": list(range(70_000))}], schema=FORM_SCHEMA)
    (read,) = decode_forms(encode_forms(table)).to_pylist()
    empty = form_table(["it broke"], MAKER).to_pylist()[0]
    assert read["fault"] == "more values than a form can hold"
    assert {**read, "fault": "it broke", "region": ""} == empty


def test_a_form_of_another_version_is_refused() -> None:
    (row,) = encode_forms(form_table([profile(CHILD)], MAKER))
    with pytest.raises(ValueError, match="another version"):
        decode_forms([bytes([row[0] + 1]) + row[1:]])
