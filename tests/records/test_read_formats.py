"""JSON Lines, XLSX, Parquet and frames give the same records as CSV."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

from tracing.records import InputError, Records, read_children


def lines_file(tmp_path: Path, *rows: str) -> Records:
    path = tmp_path / "children.jsonl"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return read_children(path)


def refused(records: Records) -> list[tuple[int | None, str]]:
    return [(r.line, r.column) for r in records.refusals if r.severity == "refused"]


def test_json_lines(tmp_path: Path) -> None:
    records = lines_file(
        tmp_path,
        '{"record_id": 123456789012345678901, "Full Name": " Eva Xol ", "age": 8.0, "phones": '
        '["+502 1", 77, null]}',
        "",
        '{"Full Name": "Ana Cuc", "record_id": "2", "age": 7.5, "sex": null, "extra": true, "notes": NaN}',
    )
    assert records.frame["record_id"].tolist() == ["123456789012345678901", "2"]
    assert records.frame["full_name"].tolist() == ["Eva Xol", "Ana Cuc"]
    assert records.frame["age"].tolist() == ["8", "7.5"]
    assert records.frame["phones"].tolist() == ["+502 1;77", None]
    assert records.frame["notes"].tolist() == [None, None]
    assert records.extra["extra"].tolist() == [None, "true"]
    assert records.lines.tolist() == [1, 3]
    assert records.refusals == ()


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ('{"record_id": "2", "full_name": {"first": "Ana"}}', "full_name"),
        ('{"record_id": "2", "phones": [["1"]]}', "phones"),
        ('{"record_id": "2", "phones": ["1;2"]}', "phones"),
        ('{"record_id": "2", "record_id": "3"}', ""),
        ('{"record_id": "2"', ""),
        ('["2"]', ""),
        ('{"record_id": "2", "notes": "\\ud800"}', "notes"),
        ('{"record_id": "2", "notes": ' + "[" * 100_000, ""),
    ],
)
def test_json_rows_that_are_refused(tmp_path: Path, row: str, column: str) -> None:
    records = lines_file(tmp_path, '{"record_id": "1", "full_name": "Eva"}', row, '{"record_id": "4"}')
    assert refused(records) == [(2, column)]
    assert records.frame["record_id"].tolist() == ["1", "4"]
    for refusal in records.refusals:
        refusal.value.encode("utf-8")


def test_huge_exponent_stays_small(tmp_path: Path) -> None:
    records = lines_file(tmp_path, '{"record_id": 1e999999, "full_name": "Eva", "age": 8.01E+11}')
    assert records.frame["record_id"].tolist() == ["1e999999"]
    beyond = lines_file(tmp_path, '{"record_id": 1e99999999999999999999, "full_name": "Eva"}')
    assert beyond.frame["record_id"].tolist() == ["1e99999999999999999999"]
    assert records.frame["age"].tolist() == ["801000000000"]


def test_json_without_objects(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no line is a JSON object.*Line 1"):
        lines_file(tmp_path, "{nothing")


def test_json_keys_with_the_same_meaning(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="same name"):
        lines_file(tmp_path, '{"record_id": "1"}', '{"Record ID": "2"}')


def save(tmp_path: Path, rows: list[list[Any]], **cells: Any) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for place, (value, number_format) in cells.items():
        sheet[place] = value
        sheet[place].number_format = number_format
    path = tmp_path / "children.xlsx"
    book.save(path)
    return path


def test_spreadsheet_cells(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [],
        ["Record ID", "full_name", "birth_date", "age", "event_date", "documents", "room"],
        [7, " Eva Xol ", dt.date(2012, 7, 3), 8.0, dt.datetime(2021, 1, 2, 10, 30), 8.01e11, True],
        [None, " ", None, None, None, None, None],
        ["x-8", "Ana Cuc", "julio de 2012", 7.5, dt.datetime(2021, 1, 2), "0801", dt.time(9, 5)],
        ["x-9", "Leo Pop"],
    ]
    records = read_children(save(tmp_path, rows, F6=(801199900001, "0000000000000")))
    assert records.frame["record_id"].tolist() == ["7", "x-8", "x-9"]
    assert records.frame["full_name"].tolist() == ["Eva Xol", "Ana Cuc", "Leo Pop"]
    assert records.frame["birth_date"].tolist() == ["2012-07-03", "julio de 2012", None]
    assert records.frame["age"].tolist() == ["8", "7.5", None]
    assert records.frame["event_date"].tolist() == ["2021-01-02 10:30:00", "2021-01-02", None]
    assert records.frame["documents"].tolist() == ["801000000000", "0801", "0801199900001"]
    assert records.extra["room"].tolist() == ["true", "09:05:00", None]
    assert records.lines.tolist() == [3, 5, 6]
    assert records.refusals == ()


def test_spreadsheet_formula_and_long_number_are_doubtful(tmp_path: Path) -> None:
    path = save(
        tmp_path, [["record_id", "full_name", "age"], [1234567890123456, "Eva Xol", "=2+6"], [2, "Ana", 3]]
    )
    records = read_children(path)
    assert records.frame["record_id"].tolist() == ["1234567890123456", "2"]
    assert {(r.line, r.column, r.severity) for r in records.refusals} == {
        (2, "record_id", "doubtful"),
        (2, "age", "doubtful"),
    }
    assert any("formula" in r.reason for r in records.refusals)


def test_spreadsheet_row_beyond_the_header(tmp_path: Path) -> None:
    records = read_children(save(tmp_path, [["record_id", "full_name"], [1, "Eva", "x"], [2, "Ana", " "]]))
    assert refused(records) == [(2, "")]
    assert records.frame["record_id"].tolist() == ["2"]


def test_spreadsheet_takes_the_sheet_with_the_columns(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Instructions"])
    sheet = book.create_sheet("data")
    sheet.append(["record_id", "full_name"])
    sheet.append(["1", "Eva Xol"])
    book.save(tmp_path / "two.xlsx")
    records = read_children(tmp_path / "two.xlsx")
    assert records.frame["record_id"].tolist() == ["1"]
    assert [(r.severity, r.value) for r in records.refusals] == [("doubtful", "Sheet")]


def test_empty_spreadsheet(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no visible sheet"):
        read_children(save(tmp_path, []))


def archive(tmp_path: Path, parts: dict[str, bytes]) -> Path:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (
            {"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": bytes(40 * 2**20)},
            "would unpack to 40 MB",
        ),
        ({"a.txt": b"x"}, "ZIP archive"),
        ({"mimetype": b"x", "content.xml": b"<x/>"}, "OpenDocument"),
        ({"xl/workbook.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}, "XML entities"),
        ({"xl/workbook.xml": b"<x/>"}, "damaged"),
    ],
)
def test_archives_that_are_no_table(tmp_path: Path, parts: dict[str, bytes], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_children(archive(tmp_path, parts))


def test_damaged_spreadsheets_are_unusable_and_nothing_else(tmp_path: Path) -> None:
    whole = save(tmp_path, [["record_id", "full_name"], ["1", "Eva Xol"]]).read_bytes()
    path = tmp_path / "cut.xlsx"
    for cut in range(4, len(whole) - 30, 97):
        path.write_bytes(whole[:cut])
        with pytest.raises(InputError, match=r"cut\.xlsx"):
            read_children(path)


def test_frame(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "record_id": [801199900001.0, 2.0, 3.0],
            "full_name": [" Eva Xol ", None, ""],
            "birth_date": [pd.Timestamp("2012-07-03"), pd.NaT, np.datetime64("2012-07-04T10:00")],
            "age": pd.array([8, None, 9], dtype="Int64"),
            "sex": pd.Categorical(["F", None, "M"]),
            "notes": [np.nan, pd.NA, Decimal("2.50")],
            "phones": [["1", "2"], (), np.array(["3"])],
            7: [True, np.int8(4), dt.date(2020, 1, 1)],
        },
        index=[9, 9, 4],
    )
    before = frame.copy()
    records = read_children(frame)
    assert records.source == "<frame>"
    assert records.lines.tolist() == [2, 3, 4]
    assert records.frame.index.tolist() == [0, 1, 2]
    expected = {
        "record_id": ["801199900001", "2", "3"],
        "full_name": ["Eva Xol", None, None],
        "birth_date": ["2012-07-03", None, "2012-07-04 10:00:00"],
        "age": ["8", None, "9"],
        "sex": ["F", None, "M"],
        "notes": [None, None, "2.50"],
        "phones": ["1;2", None, "3"],
    }
    assert records.frame[list(expected)].to_dict("list") == expected
    assert records.extra.to_dict("list") == {"7": ["true", "4", "2020-01-01"]}
    pd.testing.assert_frame_equal(frame, before)


def test_frame_cells_of_other_kinds_refuse_their_row() -> None:
    records = read_children(pd.DataFrame({"record_id": ["1", "2", "3"], "notes": [{"a": 1}, "x", b"y"]}))
    assert refused(records) == [(2, "notes"), (4, "notes")]
    assert records.frame["record_id"].tolist() == ["2"]


def test_empty_frame() -> None:
    assert len(read_children(pd.DataFrame({"record_id": [], "full_name": []}))) == 0
    with pytest.raises(InputError, match="record_id"):
        read_children(pd.DataFrame())


def test_formats_agree(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "record_id": ["1", "2"],
            "full_name": ["Eva Xol", "Íñigo Muñoz"],
            "phones": ["1;2", None],
            "sex": ["F", "M"],
        }
    )
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_parquet(tmp_path / "a.parquet")
    frame.to_excel(tmp_path / "a.xlsx", index=False)
    frame.to_json(tmp_path / "a.jsonl", orient="records", lines=True)
    for name in ("a.csv", "a.parquet", "a.xlsx", "a.jsonl"):
        pd.testing.assert_frame_equal(read_children(tmp_path / name).frame, read_children(frame).frame)


def test_content_counts_not_the_ending(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    pd.DataFrame({"record_id": [5], "full_name": ["Eva"]}).to_excel(buffer, index=False)
    (tmp_path / "a.csv").write_bytes(buffer.getvalue())
    (tmp_path / "b.csv").write_text(json.dumps({"record_id": "5", "full_name": "Eva"}))
    assert read_children(tmp_path / "a.csv").frame["record_id"].tolist() == ["5"]
    assert read_children(tmp_path / "b.csv").frame["record_id"].tolist() == ["5"]


def test_parquet_whole_numbers_with_gaps_and_lists(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"record_id": pd.array([12345678901234567, None], dtype="Int64"), "phones": [["1", "2"], None]}
    )
    frame.to_parquet(tmp_path / "a.parquet")
    records = read_children(tmp_path / "a.parquet")
    assert records.frame["record_id"].tolist() == ["12345678901234567"]
    assert records.frame["phones"].tolist() == ["1;2"]
    assert refused(records) == [(3, "record_id")]


def test_spreadsheet_that_declares_a_wrong_size(tmp_path: Path) -> None:
    path = save(tmp_path, [["record_id", "full_name"], ["1", "Eva Xol"], ["2", "Ana Cuc"]])
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert b'ref="A1:B3"' in sheet
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b'ref="A1:B3"', b'ref="A1:A1"')
    records = read_children(archive(tmp_path, parts))
    assert records.frame["full_name"].tolist() == ["Eva Xol", "Ana Cuc"]
