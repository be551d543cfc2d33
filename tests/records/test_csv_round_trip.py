"""Whatever the dialect, the encoding and the order of columns: the same table comes back."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tracing.records import CHILD_COLUMNS, InputError, read_children

OTHERS = [name for name in CHILD_COLUMNS if name != "record_id"]
# Letters that Windows-1252 has, and everything that quoting must survive. No sign such as ¿ right after a capital
# with an accent: in Windows-1252 these two bytes are one UTF-8 letter, and nothing could tell which was meant.
CELLS = st.text(st.sampled_from("aB9 ñÉü,;|\t\"\n\r'=+-"), max_size=12)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    columns = draw(
        st.permutations(["record_id", *draw(st.lists(st.sampled_from(OTHERS), unique=True, min_size=1))])
    )
    place = columns.index("record_id")
    rows = [list(columns)]
    for number in range(draw(st.integers(0, 6))):
        row = [draw(CELLS) for _ in columns]
        row[place] = f"R{number}"
        rows.append(row)
    return rows


def expected(text: str) -> str | None:
    text = text.strip()
    # The one thing reading changes: the apostrophe that marks "text, no formula".
    if text.startswith("'") and text.lstrip("'")[:1] in tuple("=+-\t\r"):
        text = text[1:].strip()
    return text or None


@settings(max_examples=300, deadline=None)
@given(
    tables(),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_round_trip(rows: list[list[str]], separator: str, encoding: str, newline: str, quoting: int) -> None:
    if newline == "\n":
        quoting = csv.QUOTE_ALL  # with this line end Python's writer leaves a carriage return unquoted
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=separator, lineterminator=newline, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "c.csv"
        path.write_bytes(buffer.getvalue().encode(encoding))
        records = read_children(path)
    assert not [r for r in records.refusals if r.severity == "refused"]
    want = pd.DataFrame([[expected(c) for c in row] for row in rows[1:]], columns=rows[0], dtype=object)
    pd.testing.assert_frame_equal(records.frame[rows[0]], want, check_index_type=False)
    lines = buffer.getvalue().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for line, record_id in zip(records.lines, records.frame["record_id"], strict=True):
        place = rows[0].index("record_id")
        assert place > 0 or lines[line - 1].strip('"').startswith(record_id)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from('ab,;"\n\r \t\0é'), max_size=60))
def test_any_text_after_a_header_is_read_or_refused(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "c.csv"
        path.write_bytes(("record_id,full_name\n1,Eva\n" + text).encode("utf-8"))
        refused = ""
        try:
            records = read_children(path)
        except InputError as error:
            refused = str(error)
    if refused:
        # A file that is mostly control bytes is no text at all, and is refused as a whole.
        assert text.count("\0") > 3
        assert "not a text file" in refused
        return
    assert records.frame["record_id"].tolist()[:1] == ["1"] or records.refusals
    assert len(records.lines) == len(records.frame) == len(records.extra)
    last = max([1, *records.lines, *(r.line or 1 for r in records.refusals)])
    assert last <= 3 + text.count("\n") + text.count("\r")
    if text.strip(' ,\n\r\t"'):
        assert len(records) > 1 or any(r.severity == "refused" for r in records.refusals)
