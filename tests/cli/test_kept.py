"""What a stopped command says of what it leaves, and where to begin again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tracing.cli import kept


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    kept.forget()
    yield
    kept.forget()


def test_a_command_that_writes_nothing_is_run_again() -> None:
    assert kept.told() == "stopped; no file was left half-written. Run the same command again to start anew"


def test_a_result_that_was_not_written_is_named_with_the_stage(tmp_path: Path) -> None:
    kept.begin(tmp_path / "links.csv", tmp_path / "children.csv", tmp_path / "inquiries.csv")
    kept.where(lambda: "compare, 34 %")
    assert kept.told() == (
        "stopped; no file was left half-written. Run the same command again to start anew; files written by "
        "`tracing standardise children.csv --out children.parquet` need not be standardised again. "
        "It was at: compare, 34 %. links.csv was not written"
    )


def test_standardised_files_are_where_to_begin_again(tmp_path: Path) -> None:
    kept.begin(tmp_path / "links.csv", tmp_path / "children.parquet", tmp_path / "inquiries.parquet")
    assert kept.told().endswith(
        "start anew, from children.parquet and inquiries.parquet as standardised. links.csv was not written"
    )


def test_a_result_from_before_stands(tmp_path: Path) -> None:
    out = tmp_path / "links.csv"
    out.write_text("before", encoding="utf-8")
    kept.begin(out)
    assert kept.told().endswith("links.csv was not written, and the one from before stands as it was")


def test_a_result_that_is_there_already_is_whole(tmp_path: Path) -> None:
    out = tmp_path / "links.csv"
    kept.begin(out)
    out.write_text("written", encoding="utf-8")
    assert kept.told() == (
        "stopped; no file was left half-written. links.csv was written already, whole: nothing is lost"
    )
