"""Files are written whole or not at all, and hold what a spreadsheet can't run."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tracing.records import InputError, open_atomic, read_children, write_table


def test_csv_text_escapes_and_floats(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "=name": ["=1+1", "+1", "-1", "@a", "\tb", "\rc", "'=d", "plain", None, "a=b"],
            "number": [0.1 + 0.2, -1.5, 1e-7, 1e22, np.nan, 1.0, 2.0, 3.0, 4.0, 5.0],
            "count": range(-5, 5),
        }
    )
    write_table(frame, tmp_path / "t.csv")
    text = (tmp_path / "t.csv").read_bytes().decode("utf-8")
    assert text.startswith(
        "'=name,number,count\n'=1+1,0.30000000000000004,-5\n'+1,-1.5,-4\n'-1,1e-07,-3\n'@a,1e+22,-2\n"
    )
    assert "\n'\tb,,-1\n" in text
    assert '"\'\rc",1.0,0\n' in text
    assert "\n''=d,2.0,1\nplain,3.0,2\n,4.0,3\na=b,5.0,4\n" in text


def test_escaped_cells_are_read_as_they_were_and_without_doubt(tmp_path: Path) -> None:
    notes = ["=1+1", "+502 1", "-", "@a", "'=d", "''-e", "'quoted'", "plain"]
    frame = pd.DataFrame({"record_id": list("abcdefgh"), "full_name": "Eva", "notes": notes})
    write_table(frame, tmp_path / "t.csv")
    records = read_children(tmp_path / "t.csv")
    assert records.frame["notes"].tolist() == notes
    assert records.refusals == ()


def test_json_lines(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"a": ["=ñ", None], "b": [0.1, np.nan], "c": [1, 2], "d": [["x", "y"], None], "e": [True, False]}
    )
    write_table(frame, tmp_path / "t.JSONL")
    lines = (tmp_path / "t.JSONL").read_text(encoding="utf-8").splitlines()
    assert lines[0] == '{"a": "=ñ", "b": 0.1, "c": 1, "d": ["x", "y"], "e": true}'
    assert json.loads(lines[1]) == {"a": None, "b": None, "c": 2, "d": None, "e": False}


def test_parquet_keeps_types_and_drops_the_index(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": ["x", None], "b": [0.5, 1.5], "c": [1, 2]}, index=[7, 9])
    write_table(frame, tmp_path / "t.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "t.parquet"), frame.reset_index(drop=True))


def test_more_rows_than_one_chunk(tmp_path: Path) -> None:
    frame = pd.DataFrame({"n": np.arange(120_001), "s": "x"})
    write_table(frame, tmp_path / "t.csv")
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "t.csv"), frame)


@pytest.mark.parametrize("name", ["t.xlsx", "t", "t.csv.gz"])
def test_unknown_ending(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"\.csv, \.jsonl or \.parquet"):
        write_table(pd.DataFrame({"a": [1]}), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, SystemExit, MemoryError])
@pytest.mark.parametrize("mode", ["w", "wb"])
def test_interrupted_writing_leaves_the_old_file(
    tmp_path: Path, error: type[BaseException], mode: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("old")

    def interrupt() -> None:
        with open_atomic(path, mode) as file:  # type: ignore[arg-type]
            file.write("new" if mode == "w" else b"new")
            file.flush()
            assert (tmp_path / ".t.csv.partial").read_text() == "new"
            assert path.read_text() == "old"
            raise error

    with pytest.raises(error):
        interrupt()
    assert [p.name for p in tmp_path.iterdir()] == ["t.csv"]
    assert path.read_text() == "old"


def test_interrupt_within_write_table(tmp_path: Path) -> None:
    class Stop:
        def __str__(self) -> str:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_table(pd.DataFrame({"a": ["x", Stop()]}), tmp_path / "t.csv")
    assert list(tmp_path.iterdir()) == []


def test_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tracing.records.write.os.fsync", fail)
    with pytest.raises(InputError, match="No space left"):
        write_table(pd.DataFrame({"a": [1]}), tmp_path / "t.csv")
    assert list(tmp_path.iterdir()) == []


def test_places_that_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputError, match="no folder 'none'"):
        write_table(pd.DataFrame({"a": [1]}), tmp_path / "none" / "t.csv")
    with pytest.raises(InputError, match="folder or device"):
        write_table(pd.DataFrame({"a": [1]}), tmp_path / "folder.csv")
    with pytest.raises(ValueError, match="mode"), open_atomic(tmp_path / "t", "a"):  # type: ignore[arg-type]
        pass
    assert [p.name for p in tmp_path.iterdir()] == ["folder.csv"]


def test_link_is_written_through(tmp_path: Path) -> None:
    real = tmp_path / "real.csv"
    real.write_text("old")
    (tmp_path / "link.csv").symlink_to(real)
    write_table(pd.DataFrame({"a": [1]}), tmp_path / "link.csv")
    assert real.read_text() == "a\n1\n"
    assert (tmp_path / "link.csv").is_symlink()
