"""Tables that come with types: pandas frames and Parquet files."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tracing.records.errors import InputError
from tracing.records.refusals import Refusal
from tracing.records.table import NestedError, Table, cell_text

__all__ = ["FORMS", "parse_frame", "parse_parquet", "read_typed"]

FORMS = "forms"
"""Column of a standardised file with what comparing needs of each row."""


def parse_frame(frame: pd.DataFrame, source: str) -> Table:
    """Return a frame's cells as text: NaN, NaT and None are missing, dates are ISO text; no index.

    Lines are counted as if the frame had been written with a header: row 0 is line 2. A row with a cell
    that is neither text, number, date nor a list of these is left out and named in ``refusals``.
    """
    header = [str(name) for name in frame.columns]
    columns: list[list[str | None]] = []
    bad: dict[int, Refusal] = {}
    for place, name in enumerate(header):
        values: list[object] = frame.iloc[:, place].tolist()
        texts: list[str | None] = []
        for row, value in enumerate(values):
            try:
                texts.append(value if value is None or type(value) is str else cell_text(value))
            except NestedError as nested:
                texts.append(None)
                mend = "Write text, a number, a date, or a list of these."
                bad.setdefault(row, Refusal(source, row + 2, name, "", str(nested), mend, "refused"))
        columns.append(texts)
    lines = list(range(2, len(frame) + 2))
    if bad:
        keep = [row for row in range(len(frame)) if row not in bad]
        columns = [[column[row] for row in keep] for column in columns]
        lines = [row + 2 for row in keep]
    return Table(source, header, columns, lines, refusals=list(bad.values()))


def parse_parquet(data: bytes, source: str) -> Table:
    """Return a Parquet file's cells as text. Raises InputError where the file can't be read."""
    try:
        # Through Arrow's own objects, not pandas dtypes: whole numbers with gaps must not become floats.
        table, forms = _without_forms(pq.read_table(io.BytesIO(data)))
        frame = pd.DataFrame(
            {
                place: pd.Series(column.to_pylist(), dtype=object)
                for place, column in enumerate(table.columns)
            },
            columns=range(table.num_columns),
        )
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise InputError(
            f"{source}: the Parquet file is damaged ({type(error).__name__}). Write it again."
        ) from error
    frame.columns = pd.Index(table.column_names, dtype=object)
    cells = parse_frame(frame, source)
    if not cells.refusals:
        cells.forms = forms
    return cells


def _without_forms(table: pa.Table) -> tuple[pa.Table, pa.Table | None]:
    """Take a standardised file apart: the columns that came in, and what was made of them to be compared.

    The latter carries the version of the rules that made it as ``rules_version`` in its metadata.
    """
    if FORMS not in table.column_names or not pa.types.is_struct(table.schema.field(FORMS).type):
        return table, None
    column = table.column(FORMS).combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks)
    forms = pa.Table.from_struct_array(column)
    version = table.column("rules_version")[0].as_py() if table.num_rows else ""
    derived = [FORMS, "rules_version", *(n for n in table.column_names if n.startswith("understood_"))]
    raw = table.drop_columns([name for name in derived if name in table.column_names])
    return raw, forms.replace_schema_metadata({"rules_version": str(version)})


def read_typed(path: str | Path) -> pd.DataFrame | None:
    """Return a Parquet file with the types it was written with; None where the path is no such file."""
    try:
        with Path(path).open("rb") as file:
            if file.read(4) != b"PAR1":
                return None
            file.seek(0)
            frame: pd.DataFrame = pq.read_table(file).to_pandas(ignore_metadata=True)
    except (pa.ArrowException, OSError, ValueError, OverflowError):
        return None
    return frame
