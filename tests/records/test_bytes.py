"""A file that comes as bytes: told by its content, judged like a file on the disk."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tracing.records import InputError, read_children
from tracing.records.open import format_of
from tracing.records.read import accept, rows_of
from tracing.records.table import Table

CSV = "record_id,full_name,bed\nC1,Ana Xol,12\n,Leo Pop,3\nC1,Eva Cuc,\nC2,No\0é,\nC3,=1+1,\n"


@pytest.mark.parametrize(
    ("name", "kind"), [("x.csv", "csv"), ("x.jsonl", "jsonl"), ("x.xlsx", "xlsx"), ("x.parquet", "parquet")]
)
def test_formats_are_told_by_their_bytes(tmp_path: Path, name: str, kind: str) -> None:
    frame = pd.DataFrame({"record_id": ["C1"], "full_name": ["Ana"]})
    path = tmp_path / name
    match kind:
        case "csv":
            frame.to_csv(path, index=False)
        case "jsonl":
            frame.to_json(path, orient="records", lines=True)
        case "xlsx":
            frame.to_excel(path, index=False)
        case _:
            frame.to_parquet(path)
    assert format_of(path.read_bytes(), "the file") == kind


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04 cut", b"\x1f\x8b\x08", b"<html></html>"])
def test_what_is_no_table_is_refused_before_it_is_read(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^the file: "):
        format_of(data, "the file")


def test_bytes_are_judged_like_the_file(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(CSV)
    records = read_children(path)
    rows = rows_of(CSV.encode(), "children", "c.csv")
    assert rows.refusals == records.refusals
    assert [line for line, kept in zip(rows.lines, rows.keep, strict=True) if kept] == records.lines.tolist()
    assert rows.unknown_columns == records.unknown_columns == ("bed",)
    kept = [cell for cell, keep in zip(rows.columns["full_name"], rows.keep, strict=True) if keep]
    assert kept == records.frame["full_name"].tolist()


def test_one_row_is_judged_without_a_file() -> None:
    rows = accept(Table("", ["Record ID", "sex"], [[" C1 "], ["  "]], [1]), "children")
    assert rows.columns == {"record_id": ["C1"], "sex": [None]}
    assert rows.keep.tolist() == [True]
    with pytest.raises(InputError, match="seem to be swapped"):
        accept(Table("", ["record_id", "inquirer_name"], [["C1"], ["Rosa"]], [1]), "children")
