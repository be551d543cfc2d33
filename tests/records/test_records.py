"""Records as later steps use them, refusals, swapped sides, truth and links."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tracing.records import (
    CHILD_COLUMNS,
    INQUIRY_COLUMNS,
    InputError,
    Refusal,
    check_sides,
    read_children,
    read_inquiries,
    read_links,
    read_truth,
    write_table,
)

CHILDREN = pd.DataFrame(
    {"record_id": ["1", "2", "3"], "full_name": ["Eva Xol", "Ana Cuc", "Leo Pop"], "bed": list("abc")}
)
INQUIRIES = pd.DataFrame({"record_id": ["7"], "full_name": ["Eva Xol"], "inquirer_name": ["Rosa Xol"]})


def refusal(line: int, severity: str = "refused") -> Refusal:
    return Refusal("f.csv", line, "birth_date", "x" * 80, "no date", "Write 2012-07-03.", severity)  # type: ignore[arg-type]


def test_sides_differ_by_the_inquirer_only() -> None:
    assert [c for c in INQUIRY_COLUMNS if c not in CHILD_COLUMNS] == ["inquirer_name", "inquirer_relation"]
    assert len(CHILD_COLUMNS) == 29
    assert tuple(read_inquiries(INQUIRIES).frame.columns) == INQUIRY_COLUMNS


@pytest.mark.parametrize("rows", [[1], np.array([1]), np.array([False, True, False]), [1, 1]])
def test_refuse_takes_rows_out_of_everything(rows: object) -> None:
    records = read_children(CHILDREN)
    fewer = records.refuse([refusal(3)], rows)  # type: ignore[arg-type]
    assert fewer.frame["record_id"].tolist() == ["1", "3"]
    assert fewer.frame.index.tolist() == [0, 1]
    assert fewer.extra["bed"].tolist() == ["a", "c"]
    assert fewer.lines.tolist() == [2, 4]
    assert fewer.refusals == (refusal(3),)
    assert len(records) == 3
    assert records.refusals == ()


def test_refuse_nothing_and_out_of_range() -> None:
    records = read_children(CHILDREN)
    assert len(records.refuse([refusal(2, "doubtful")], [])) == 3
    with pytest.raises(IndexError):
        records.refuse([], [3])


def test_refusal_is_short_frozen_and_readable() -> None:
    one = refusal(5)
    assert one.value == "x" * 59 + "…"
    assert str(one) == "f.csv, line 5, column birth_date: no date. Write 2012-07-03."
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.line = 6  # type: ignore[misc]


def test_refusals_come_in_the_order_of_lines(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("record_id,full_name\n1,=1+1\n2\n,Ana\n4,=2+2\n")
    assert [r.line for r in read_children(path).refusals] == [2, 3, 4, 5]


def test_inquiries_in_the_childrens_place() -> None:
    with pytest.raises(InputError, match=r"inquirer_name.*seem to be swapped"):
        read_children(INQUIRIES.rename(columns={"inquirer_name": "Inquirer Name"}))


def test_empty_inquirer_columns_of_a_common_template_are_no_swap() -> None:
    template = CHILDREN.assign(inquirer_name=None, inquirer_relation="")
    children = read_children(template)
    check_sides(children, read_inquiries(INQUIRIES))
    with pytest.raises(InputError, match="swapped"):
        check_sides(children, read_inquiries(CHILDREN))


def test_check_sides_accepts_the_right_order_only() -> None:
    children, inquiries = read_children(CHILDREN), read_inquiries(INQUIRIES)
    check_sides(children, inquiries)
    check_sides(children, read_inquiries(CHILDREN))
    with pytest.raises(InputError, match="children first"):
        check_sides(inquiries, children)


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "pairs.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_truth(tmp_path: Path) -> None:
    truth = read_truth(write(tmp_path, "Inquiry ID;child_id;why\n7;1;x\n8;1;\n7; 1 ;y\n"))
    assert truth.columns.tolist() == ["child_id", "inquiry_id"]
    assert truth.to_numpy().tolist() == [["1", "7"], ["1", "8"]]
    assert read_truth(write(tmp_path, "child_id,inquiry_id\n")).shape == (0, 2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("record_id,full_name\n1,Eva\n", "no file of truth: the column child_id and inquiry_id is missing"),
        ("child_id,inquiry_id\n1,2\n,3\n", "line 3, column child_id: the id is missing"),
        ("child_id,inquiry_id\n1,2\n3\n", "line 3: the row has 1 cells"),
        ('child_id,inquiry_id\n1,"2\n', "line 2: a quote"),
        ("child_id,inquiry_id\n1,\x00\n", "NUL"),
        ("", "empty"),
    ],
)
def test_unusable_truth(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_truth(write(tmp_path, text))


LINKS = pd.DataFrame(
    {
        "inquiry_id": ["=7", "'-8", "007"],
        "child_id": ["1", "2", "@3"],
        "rank": np.array([1, 2, 3], dtype=np.int64),
        "weight": [0.1 + 0.2, -1e-300, float("nan")],
        "probability": [1 / 3, 0.0, 1.0],
        "band": ["strong", "weak", None],
        "birth": ["exact", "-", None],
        "birth_weight": [3.5, -2.25, 0.0],
    }
)


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_links_come_back_as_they_were_written(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"links.{ending}"
    write_table(LINKS, path)
    pd.testing.assert_frame_equal(read_links(path), LINKS, check_exact=True)


def test_links_of_other_types_in_parquet(tmp_path: Path) -> None:
    frame = pd.DataFrame({"inquiry_id": [7, 8], "child_id": ["1", "2"], "rank": [1.0, 2.0], "weight": [3, 4]})
    write_table(frame, tmp_path / "links.parquet")
    links = read_links(tmp_path / "links.parquet")
    assert links.to_dict("list") == {
        "inquiry_id": ["7", "8"],
        "child_id": ["1", "2"],
        "rank": [1, 2],
        "weight": [3.0, 4.0],
    }
    assert [str(dtype) for dtype in links.dtypes] == ["object", "object", "int64", "float64"]
    write_table(frame.assign(child_id=pd.Series(["1", None])), tmp_path / "links.parquet")
    with pytest.raises(InputError, match="line 3, column child_id"):
        read_links(tmp_path / "links.parquet")


def test_links_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file of links"):
        read_links(write(tmp_path, "child_id,weight\n1,2\n"))
    with pytest.raises(InputError, match="line 3, column weight: expected a number"):
        read_links(write(tmp_path, "child_id,inquiry_id,weight\n1,2,3\n1,2,heavy\n"))
    with pytest.raises(InputError, match="line 2, column rank: expected a whole number"):
        read_links(write(tmp_path, "child_id,inquiry_id,rank\n1,2,\n"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("child_id,inquiry_id\n1,2\n", "no column rank and weight and probability"),
        (
            "child_id,inquiry_id,rank,weight,probability\n1,2,0,3,0.5\n",
            "line 2, column rank: expected a rank of 1",
        ),
        (
            "child_id,inquiry_id,rank,weight,probability\n1,2,1,,0.5\n",
            "line 2, column weight: expected a number",
        ),
        ("child_id,inquiry_id,rank,weight,probability\n1,2,1,inf,0.5\n", "line 2, column weight"),
        (
            "child_id,inquiry_id,rank,weight,probability\n1,2,1,3,1.5\n",
            "line 2, column probability: .*between 0 and 1",
        ),
        ("child_id,inquiry_id,rank,weight,probability\n1,2,1,3,-0.1\n", "line 2, column probability"),
        ("child_id,inquiry_id,rank,weight,probability\n1,2,1,3,\n", "line 2, column probability"),
        (
            "child_id,inquiry_id,rank,weight,probability\n1,2,1,3,0.5\n1,2,2,3,0.5\n",
            "line 3: the pair already",
        ),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_links_that_can_not_be_measured(tmp_path: Path, text: str, message: str, ending: str) -> None:
    path = write(tmp_path, text)
    if ending == "parquet":
        write_table(pd.read_csv(path, dtype={"child_id": str, "inquiry_id": str}), tmp_path / "links.parquet")
        path = tmp_path / "links.parquet"
    with pytest.raises(InputError, match=message):
        read_links(path, scored=True)
    assert len(read_links(path)) >= 1


def test_links_are_no_truth(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="those of links"):
        read_truth(write(tmp_path, "inquiry_id,child_id,rank,weight,probability\n1,2,1,3.5,0.5\n"))
