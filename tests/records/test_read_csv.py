"""CSV as agencies write it: encodings, separators, headers, and rows that can't be read."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pytest

from tracing.records import CHILD_COLUMNS, InputError, Records, read_children, read_inquiries

TEXT = "record_id,full_name,sex\nHN-1,Ñoña Peña López,F\nHN-2,José Áñez,M\n"


def read(tmp_path: Path, content: str | bytes, name: str = "children.csv") -> Records:
    path = tmp_path / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return read_children(path)


def refused(records: Records) -> list[tuple[int | None, str]]:
    return [(r.line, r.column) for r in records.refusals if r.severity == "refused"]


def doubtful(records: Records) -> list[tuple[int | None, str]]:
    return [(r.line, r.column) for r in records.refusals if r.severity == "doubtful"]


def test_frame_has_all_columns_of_the_contract_and_plain_cells(tmp_path: Path) -> None:
    records = read(tmp_path, "sex,record_id,full_name,aliases\nF,  HN-1 ,Rosa Caal,  \n")
    assert tuple(records.frame.columns) == CHILD_COLUMNS
    assert records.frame.index.tolist() == [0]
    row = records.frame.loc[0].to_dict()
    assert row.pop("record_id") == "HN-1"
    assert row.pop("full_name") == "Rosa Caal"
    assert row.pop("sex") == "F"
    assert set(row.values()) == {None}
    assert all(dtype == np.dtype("O") for dtype in records.frame.dtypes)
    assert records.lines.tolist() == [2]
    assert np.issubdtype(records.lines.dtype, np.integer)
    assert records.source == "children.csv"
    assert records.refusals == ()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(
    tmp_path: Path, encoding: str, separator: str, newline: str
) -> None:
    data = TEXT.replace(",", separator).replace("\n", newline).encode(encoding)
    records = read(tmp_path, data)
    assert records.frame["full_name"].tolist() == ["Ñoña Peña López", "José Áñez"]
    assert records.lines.tolist() == [2, 3]
    assert records.refusals == ()


def test_utf16_big_endian_with_mark(tmp_path: Path) -> None:
    assert len(read(tmp_path, b"\xfe\xff" + TEXT.encode("utf-16-be"))) == 2


def test_spanish_signs_in_windows_1252(tmp_path: Path) -> None:
    note = "¿dónde? ¡aquí! 3.ª vez, 5 °C «así» – “sí” €"
    records = read(tmp_path, f"record_id;full_name;notes\n1;Eva Xol;{note}\n".encode("cp1252"))
    assert records.frame["notes"].tolist() == [note]
    assert records.refusals == ()


def test_one_windows_line_in_a_utf8_file(tmp_path: Path) -> None:
    data = TEXT.encode() + "HN-3,Íñigo Muñoz,M\n".encode("cp1252")
    records = read(tmp_path, data)
    assert records.frame["full_name"].tolist() == ["Ñoña Peña López", "José Áñez", "Íñigo Muñoz"]
    assert doubtful(records) == [(4, "")]


def test_dos_encoding_is_named_instead_of_guessed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 2 is neither UTF-8 nor Windows-1252"):
        read(tmp_path, "record_id,full_name\n1,Peña Nuñez Ordoñez\n".encode("cp850"))


@pytest.mark.parametrize(
    "names", ["María José López", "José\n2,Muñoz", "García\n2,Peña\n3,Ramírez", "NÚÑEZ PEÑA"]
)
@pytest.mark.parametrize(("encoding", "said"), [("cp850", "DOS"), ("mac-roman", "Mac OS Roman")])
def test_accents_are_not_read_in_a_wrong_encoding(
    tmp_path: Path, names: str, encoding: str, said: str
) -> None:
    text = f"record_id,full_name\n1,{names}\n"
    with pytest.raises(InputError, match=f"it looks like {said}"):
        read(tmp_path, text.encode(encoding))
    assert len(read(tmp_path, text.encode("cp1252"))) == text.count("\n") - 1


@pytest.mark.parametrize("note", ["the child’s scar", "he didn’t say", "d’Angelo", "l’eau", "Lote 3·b 2 m²"])
def test_apostrophes_of_word_processors_are_windows_1252(tmp_path: Path, note: str) -> None:
    records = read(tmp_path, f"record_id,full_name,notes\n1,Eva Xol,{note}\n".encode("cp1252"))
    assert records.frame["notes"].tolist() == [note]


def test_accents_encoded_twice_are_doubtful(tmp_path: Path) -> None:
    twice = "María Pop".encode().decode("cp1252")
    records = read(tmp_path, f"record_id,full_name\n1,{twice}\n2,Ângela Pop\n".encode())
    assert doubtful(records) == [(2, "full_name")]
    assert "twice" in records.refusals[0].reason


@pytest.mark.parametrize(
    "header", ["Record ID", "RECORD_ID", " record_id ", "Récord Id", "recordId", '"record_id"', "record-id"]
)
def test_header_spellings(tmp_path: Path, header: str) -> None:
    assert read(tmp_path, f"Full Name,{header}\nEva Xol,7\n").frame["record_id"].tolist() == ["7"]


@pytest.mark.parametrize("second", ["sex", "Sex", " SEX "])
def test_doubled_column(tmp_path: Path, second: str) -> None:
    with pytest.raises(InputError, match=r"columns 2 .* and 3 .* have the same name"):
        read(tmp_path, f"record_id,sex,{second}\n1,F,F\n")


def test_doubled_unknown_column(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="same name"):
        read(tmp_path, "record_id,full_name,shelter,Shelter\n1,Eva Xol,a,b\n")


def test_unknown_columns_are_kept_apart(tmp_path: Path) -> None:
    records = read(
        tmp_path, "record_id,Shelter,full_name,bed\n1,Casa Azul,Eva Xol, \n,x,y,z\n2,Casa Roja,Ana Cuc,4\n"
    )
    assert records.unknown_columns == ("Shelter", "bed")
    assert records.extra.to_dict("list") == {"Shelter": ["Casa Azul", "Casa Roja"], "bed": [None, "4"]}
    assert len(records.frame) == len(records.extra) == 2


def test_unknown_column_that_is_nearly_a_known_one(tmp_path: Path) -> None:
    records = read(tmp_path, "record_id,full_name,birth_dates\n1,Eva Xol,2012\n")
    assert doubtful(records) == [(1, "birth_dates")]
    assert "birth_date meant" in records.refusals[0].mend


def test_empty_columns_at_the_right_edge(tmp_path: Path) -> None:
    records = read(tmp_path, "record_id,full_name,,\n1,Eva Xol,,\n,,,\n")
    assert records.unknown_columns == ()
    assert records.refusals == ()
    assert read(tmp_path, "record_id,full_name,\n1,Eva Xol,x\n").unknown_columns == ("column 3",)


def test_excel_separator_hint(tmp_path: Path) -> None:
    records = read(tmp_path, "sep=;\nrecord_id;full_name\n1;Xol, Eva\n")
    assert records.frame["full_name"].tolist() == ["Xol, Eva"]
    assert records.lines.tolist() == [3]


def test_separator_is_found_though_header_cells_hold_others(tmp_path: Path) -> None:
    records = read(tmp_path, '"record_id";"full_name";"remarks, dates, places | other"\n1;Eva Xol;"a;b"\n')
    assert records.extra["remarks, dates, places | other"].tolist() == ["a;b"]


def test_lines_are_right_after_blank_lines_and_breaks_in_cells(tmp_path: Path) -> None:
    text = 'record_id,full_name,notes\n\n1,Eva Xol,"one\ntwo\r\nthree"\n  \n2,Ana Cuc,\n\n,,\n3,Leo Pop,"x"\n'
    records = read(tmp_path, text)
    assert records.frame["record_id"].tolist() == ["1", "2", "3"]
    assert records.lines.tolist() == [3, 7, 10]
    assert records.frame["notes"].tolist() == ["one\ntwo\r\nthree", None, "x"]
    assert records.refusals == ()


def test_other_line_separators_are_text(tmp_path: Path) -> None:
    records = read(tmp_path, "record_id,full_name,notes\n1,Eva Xol,a\u2028b\x0bc\u0085d\n2,Ana Cuc,\n")
    assert records.lines.tolist() == [2, 3]
    assert records.frame["notes"][0] == "a\u2028b\x0bc\u0085d"


@pytest.mark.parametrize("row", ["2,Ana", "2,Ana,F,x", "2", "2,Ana,F,"])
def test_ragged_rows(tmp_path: Path, row: str) -> None:
    records = read(tmp_path, f"record_id,full_name,sex\n1,Eva Xol,F\n{row}\n3,Leo Pop,M\n")
    assert records.frame["record_id"].tolist() == ["1", "3"]
    assert refused(records) == [(3, "")]
    assert "header 3" in records.refusals[0].reason


QUOTES = [
    # text after the header, lines refused, record ids read
    ('1,"Eva Xol,F\n2,Ana Cuc,M\n3,Leo Pop,M\n', [2], ["2", "3"]),
    ('1,Eva Xol,F\n2,"Ana Cuc,M\n3,"Leo Pop",M\n4,Mia Coy,F\n', [3], ["1", "3", "4"]),
    ('1,Eva Xol,F\n2,"Ana" Cuc,M\n3,Leo Pop,M\n', [3], ["1", "3"]),
    ('1,Eva "La China" Xol,F\n2,Ana Cuc,M\n', [], ["1", "2"]),
    ('1,Eva Xol,F\n2,Ana Cuc,"M', [3], ["1"]),
    ('1,"Eva\n2,Ana"\n3,Leo Pop,M\n', [2, 3], ["3"]),
]


@pytest.mark.parametrize(("rows", "lines", "ids"), QUOTES)
def test_broken_quotes_cost_their_row_only(
    tmp_path: Path, rows: str, lines: list[int], ids: list[str]
) -> None:
    records = read(tmp_path, "record_id,full_name,sex\n" + rows)
    assert [line for line, _ in refused(records)] == lines
    assert records.frame["record_id"].tolist() == ids
    assert all("quote" in r.reason or "cells" in r.reason for r in records.refusals)


def test_cell_that_swallowed_a_row_is_doubtful(tmp_path: Path) -> None:
    records = read(tmp_path, 'record_id,full_name,sex\n1,"Eva\n2,Ana,M\n3,Leo",F\n')
    assert doubtful(records) == [(2, "")]
    assert "line 4" in records.refusals[0].reason


def test_hostile_quotes_end_with_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Each line both closes the quote of the line before and opens another: begun anew at each, and read to the end,
    # 5,000 lines would be 12 million.
    rows = 'x","y\n' * 5_000
    lines = 0
    honest = csv.reader

    def counting(source: Iterable[str], **dialect: Any) -> object:
        def counted() -> Iterator[str]:
            nonlocal lines
            for line in source:
                lines += 1
                yield line

        return honest(counted(), **dialect)

    monkeypatch.setattr(csv, "reader", counting)
    with pytest.raises(InputError, match="quotes of line 2"):
        read(tmp_path, "record_id,full_name,sex\n" + rows)
    assert 5_000 < lines < 6 * 5_000


def test_unclosed_quote_in_the_header(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="header in line 1 has a quote that is not closed"):
        read(tmp_path, '"record_id,full_name\n' + "1,Eva Xol\n" * 50)


def test_nul_byte_refuses_its_row(tmp_path: Path) -> None:
    records = read(tmp_path, "record_id,full_name\n1,Eva\x00Xol\n2,Ana Cuc\n")
    assert refused(records) == [(2, "full_name")]
    assert records.frame["record_id"].tolist() == ["2"]


def test_huge_cell_refuses_its_row_with_line_and_column(tmp_path: Path) -> None:
    records = read(
        tmp_path, f"record_id,full_name,notes\n1,Eva Xol,{'x' * 10_000_000}\n2,Ana Cuc,{'y' * 100_000}\n"
    )
    assert refused(records) == [(2, "notes")]
    assert len(records.refusals[0].value) == 60
    assert records.frame["record_id"].tolist() == ["2"]


def test_record_ids(tmp_path: Path) -> None:
    long = "z" * 201
    rows = f"1,A,Eva\n,A,Ana\n1,A,Leo\n1,B,Mia\n{long},A,Rut\n{'y' * 200},A,Noe\n"
    records = read(tmp_path, "record_id,agency,full_name\n" + rows)
    assert records.frame["full_name"].tolist() == ["Eva", "Noe"]
    assert refused(records) == [(3, "record_id"), (4, "record_id"), (5, "record_id"), (6, "record_id")]
    reasons = [r.reason for r in records.refusals]
    assert "no record_id" in reasons[0]
    assert "already stands in line 2" in reasons[1]
    assert "another agency (A, here B)" in reasons[2]
    assert "200 characters" in reasons[3]


def test_refused_row_does_not_take_the_id(tmp_path: Path) -> None:
    records = read(tmp_path, "record_id,full_name\n1,Eva\x00\n1,Ana Cuc\n")
    assert refused(records) == [(2, "full_name")]
    assert records.frame["full_name"].tolist() == ["Ana Cuc"]


@pytest.mark.parametrize(
    "value", ["=cmd|' /C calc'!A0", "=1+1", "@SUM(A1)", "+cmd|x", "-2+3+cmd|x", '=HYPERLINK("u")']
)
def test_formula_is_kept_as_text_and_doubtful(tmp_path: Path, value: str) -> None:
    quoted = value.replace('"', '""')
    records = read(tmp_path, f'record_id,full_name,notes\n1,Eva Xol,"{quoted}"\n')
    assert records.frame["notes"].tolist() == [value]
    assert doubtful(records) == [(2, "notes")]


@pytest.mark.parametrize(
    "value", ["+504 9999-0000", "-", "- lunar (mejilla)", "@evita", "+52 (55) 0000 0000"]
)
def test_signs_of_ordinary_cells_are_no_formulas(tmp_path: Path, value: str) -> None:
    records = read(tmp_path, f"record_id,full_name,notes\n1,Eva Xol,{value}\n")
    assert records.frame["notes"].tolist() == [value]
    assert records.refusals == ()


def test_lost_letters_are_doubtful(tmp_path: Path) -> None:
    assert doubtful(read(tmp_path, "record_id,full_name\n1,Pe\ufffda\n")) == [(2, "full_name")]


def test_unknown_sex_is_left_to_later_steps(tmp_path: Path) -> None:
    assert read(tmp_path, "record_id,full_name,sex\n1,Eva Xol,hembra\n").frame["sex"].tolist() == ["hembra"]


def test_header_only(tmp_path: Path) -> None:
    records = read(tmp_path, "record_id,full_name\n")
    assert len(records) == 0
    assert tuple(records.frame.columns) == CHILD_COLUMNS
    assert doubtful(records) == [(1, "")]


def test_no_name_column_is_doubtful(tmp_path: Path) -> None:
    assert doubtful(read(tmp_path, "record_id,sex\n1,F\n")) == [(1, "full_name")]


UNUSABLE = [
    (b"", "empty"),
    (b"\xef\xbb\xbf", "empty"),
    (b" \r\n\t\n", "empty"),
    (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG image"),
    (b"\xff\xd8\xff\xe0" + bytes(range(256)), "JPEG image"),
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "PDF document"),
    (b"\x1f\x8b\x08" + bytes(100), "gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel"),
    (bytes(np.random.default_rng(7).integers(0, 256, 5000, dtype=np.uint8)), "control bytes"),
    (b"\x00" * 400, "empty"),
    (b"<!DOCTYPE html><html><table><tr><td>record_id", "web page"),
    (b"\n <html>\n<table>", "web page"),
    (b"<?xml version='1.0'?><Workbook>", "XML"),
    (b"PK\x03\x04" + bytes(50), "ZIP"),
    (b"PAR1" + bytes(50), "Parquet"),
    (b"[1, 2]", "JSON array"),
    (b"\xff\xfer\x00e\x00\x00\xd8", "does not fit"),
]


@pytest.mark.parametrize(("data", "message"), UNUSABLE, ids=range(len(UNUSABLE)))
def test_unusable_files(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=rf"children\.csv: .*(?:{message})"):
        read(tmp_path, data)


def test_missing_file_folder_and_wrong_type(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_inquiries(str(tmp_path / "none.csv"))
    with pytest.raises(InputError, match="folder"):
        read_children(tmp_path)
    with pytest.raises(TypeError, match="got int"):
        read_children(3)  # type: ignore[arg-type]


def test_no_record_id_column(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no record_id column\. Found: id, full_name\. Expected record_id"):
        read(tmp_path, "id,full_name\n1,Eva Xol\n")
    with pytest.raises(InputError, match="those of truth"):
        read(tmp_path, "child_id,inquiry_id\n1,2\n")
    with pytest.raises(InputError, match="those of links"):
        read(tmp_path, "inquiry_id,child_id,rank,weight\n1,2,1,3.5\n")


def test_missing_header_does_not_show_the_first_child(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Is the header missing") as caught:
        read(tmp_path, "HN-1,Eva,Xol,2012-05-05\nHN-2,Ana,Cuc,2013-01-01\n")
    assert "Eva" not in str(caught.value)


def _written(path: Path, rows: int) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(CHILD_COLUMNS)
        for i in range(rows):
            writer.writerow([f"R{i}", *(f"{name} {i % 97}, «ñ»" for name in CHILD_COLUMNS[1:])])
    return path


def _steps(path: Path) -> int:
    """Return how many lines of the program reading a file takes."""
    steps = 0

    def count(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal steps
        steps += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        read_children(path)
    finally:
        sys.settrace(before)
    return steps


def test_a_file_of_twice_as_many_rows_takes_twice_the_steps(tmp_path: Path) -> None:
    few, many = _written(tmp_path / "few.csv", 400), _written(tmp_path / "many.csv", 800)
    records = read_children(many)  # and what is done once is done
    assert len(records) == 800
    assert records.lines[-1] == 801
    once = _steps(few)
    assert once > 400
    assert _steps(many) < 2.2 * once
