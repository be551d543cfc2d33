"""A standardised file is matched as the raw one is, without standardising again."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.cli.conftest import Run
from tracing import read_children
from tracing.standardise.record import is_standardised


@pytest.fixture
def standardised(run: Run, files: Path) -> Path:
    """The folder, with a standardised Parquet file beside each CSV file."""
    for side in ("children", "inquiries"):
        assert run("standardise", files / f"{side}.csv", "--out", files / f"{side}.parquet") == 0
    return files


def test_links_are_those_of_the_raw_files(run: Run, standardised: Path) -> None:
    links = []
    for kind in ("csv", "parquet"):
        out = standardised / f"links_{kind}.parquet"
        sides = (standardised / f"{side}.{kind}" for side in ("children", "inquiries"))
        assert run("match", *sides, "--out", out) == 0
        links.append(pd.read_parquet(out))
    assert len(links[0]) > 0
    pd.testing.assert_frame_equal(links[0], links[1])


def test_what_was_understood_is_no_unknown_column(standardised: Path) -> None:
    records = read_children(standardised / "children.parquet")
    assert is_standardised(records)
    assert records.unknown_columns == ()


def test_rules_of_another_version_are_not_trusted(standardised: Path) -> None:
    table = pq.read_table(standardised / "children.parquet")
    place = table.column_names.index("rules_version")
    older = table.set_column(place, "rules_version", pa.array(["2001.01"] * table.num_rows))
    pq.write_table(older, standardised / "older.parquet")
    assert not is_standardised(read_children(standardised / "older.parquet"))


def test_forms_of_another_shape_are_made_anew(run: Run, standardised: Path) -> None:
    table = pq.read_table(standardised / "children.parquet")
    forms = pa.Table.from_struct_array(table.column("forms").combine_chunks()).drop_columns(["fault"])
    place = table.column_names.index("forms")
    older = table.set_column(place, "forms", pa.chunked_array(forms.to_struct_array()))
    pq.write_table(older, standardised / "older.parquet")
    out = standardised / "links.csv"
    assert run("match", standardised / "older.parquet", standardised / "inquiries.csv", "--out", out) == 0
