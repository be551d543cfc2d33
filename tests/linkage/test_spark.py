"""The Spark engine gives what the local engine gives, to the last bit; where it can't run, it says what is missing."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from tracing.cli.main import main
from tracing.linkage import Links, Matcher
from tracing.linkage.links import links_frame
from tracing.linkage.matcher import Group, load_matcher
from tracing.linkage.spark import Spread, check_spark, rank_records
from tracing.records import InputError, Records, read_children, read_inquiries

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
DEFAULT = Matcher.load("default")

needs_spark = pytest.mark.skipif(
    find_spec("pyspark") is None or not (os.environ.get("JAVA_HOME") or shutil.which("java")),
    reason="needs PySpark (pip install 'tracing[spark]') and Java",
)


def _samples(shuffle: int | None = None) -> tuple[Records, Records]:
    children, inquiries = (
        pd.read_csv(SAMPLES / f"{side}.csv", dtype=str) for side in ("children", "inquiries")
    )
    if shuffle is not None:
        children = children.sample(frac=1, random_state=shuffle).reset_index(drop=True)
        inquiries = inquiries.sample(frac=1, random_state=shuffle + 1).reset_index(drop=True)
    return read_children(children), read_inquiries(inquiries)


@pytest.fixture(scope="module")
def spark() -> Iterator[object]:
    """A session on two threads, as an analyst may have one; linking uses it and leaves it running."""
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "3")
        .config("spark.log.level", "ERROR")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.fixture(scope="module")
def local() -> Links:
    return DEFAULT.link(*_samples())


@needs_spark
def test_links_are_those_of_the_local_engine(spark: object, local: Links) -> None:
    links = DEFAULT.link(*_samples(), engine="spark")
    assert len(local) > 150
    assert_frame_equal(links.frame, local.frame, check_exact=True)
    assert links.compared == local.compared
    assert links.rules == local.rules
    child, inquiry = local.frame.loc[0, ["child_id", "inquiry_id"]]
    assert links.explain(child, inquiry).weight == local.frame.loc[0, "weight"]


def _crowded() -> tuple[Records, Records]:
    """Every child of the samples registered five times, rows shuffled: no key of a true pair is of one child alone."""
    children, inquiries = (records.frame for records in _samples(shuffle=7))
    again = [children.assign(record_id=children["record_id"] + f"-{n}") for n in range(5)]
    return read_children(pd.concat(again, ignore_index=True).sample(frac=1, random_state=3)), read_inquiries(
        inquiries
    )


@needs_spark
@pytest.mark.parametrize(
    "spread",
    [Spread(), Spread(heavy=2), Spread(bundle=9)],
    ids=["as it is", "heavy keys cut", "small bundles"],
)
def test_neither_spreading_nor_the_order_of_rows_matters(spark: object, spread: Spread) -> None:
    found, sought = _crowded()
    ranked, _ = rank_records(DEFAULT.file, found, sought, 3, spread=spread)
    ids = [records.frame["record_id"].to_numpy(dtype=object) for records in (found, sought)]
    local = DEFAULT.link(found, sought, top=3)
    assert local.frame["rank"].max() == 3
    assert_frame_equal(links_frame(DEFAULT.file, *ids, ranked), local.frame, check_exact=True)
    assert tuple(ranked.rules) == local.rules
    assert ranked.compared == local.compared


def _child(record: str, given: str, group: str | None, **more: str) -> dict[str, str | None]:
    return {"record_id": record, "given_names": given, "first_surname": "Ixcoy", "group_id": group, **more}


@needs_spark
def test_companions_speak_wherever_their_records_lie(spark: object) -> None:
    """Two sisters found together; the younger shares no key with what her family says of her, the elder does. A bus
    with another Otilia is no family, in one bundle or cut into many."""
    matcher = Matcher(replace(DEFAULT.file, group=Group(per_pair=3.0, cap=6.0, least=4.0)))
    found = [
        _child("C1", "Otilia", "G1", birth_date="2012-07-03", mother_name="Juana Tzunún"),
        _child("C2", "Rosenda", "G1", birth_date="2015", second_surname="Tzunún"),
        *(_child(f"C{n}", "Otilia", "BUS", birth_date="2012-07-03") for n in range(3, 18)),
    ]
    sought = [
        _child("I1", "Otilia", "F1", birth_date="2012-07-03", mother_name="Juana Tzunún"),
        _child("I2", "Rosita", "F1", birth_date="2015", second_surname="Tzunún"),
        *(_child(f"I{n}", "Otilia", None, birth_date="2012-07-03") for n in range(3, 8)),
    ]
    children, inquiries = read_children(pd.DataFrame(found)), read_inquiries(pd.DataFrame(sought))
    local = matcher.link(children, inquiries)
    assert (local.frame["group_weight"] > 0).any()
    ids = [records.frame["record_id"].to_numpy(dtype=object) for records in (children, inquiries)]
    for spread in (Spread(), Spread(heavy=2, bundle=1)):
        ranked, _ = rank_records(matcher.file, children, inquiries, 20, spread=spread)
        assert_frame_equal(links_frame(matcher.file, *ids, ranked), local.frame, check_exact=True)
        assert ranked.compared == local.compared


@needs_spark
def test_a_part_of_a_register_is_linked_as_on_one_machine(spark: object) -> None:
    children, inquiries = read_children(SAMPLES / "children.csv"), read_inquiries(SAMPLES / "inquiries.csv")
    matcher = Matcher(replace(load_matcher("default"), candidate_from=4))
    here = matcher.link(children, inquiries, register=2**12).frame
    there = matcher.link(children, inquiries, engine="spark", register=2**12).frame
    assert_frame_equal(here, there, check_exact=True)
    assert len(here) < len(matcher.link(children, inquiries).frame)


@needs_spark
def test_equal_weights_are_ordered_by_the_childs_reference(spark: object) -> None:
    children = pd.DataFrame(
        [
            {
                "record_id": f"C{n}",
                "given_names": "Otilia",
                "first_surname": "Ixcoy",
                "birth_date": "2012-07-03",
            }
            for n in (3, 11, 2, 1)
        ]
    )
    inquiries = children.iloc[:1].assign(record_id="I1")
    for rows in (children, children.iloc[::-1]):
        links = DEFAULT.link(rows, inquiries, engine="spark")
        assert links.frame["child_id"].tolist() == ["C1", "C11", "C2", "C3"]
        assert links.frame["rank"].tolist() == [1, 2, 3, 4]


@needs_spark
def test_nobody_sought_and_nothing_in_common(spark: object) -> None:
    found, sought = _samples()
    none = sought.refuse([], np.ones(len(sought), dtype=bool))
    for inquiries in (none, read_inquiries(pd.DataFrame([{"record_id": "I1"}]))):
        expected = DEFAULT.link(found, inquiries)
        links = DEFAULT.link(found, inquiries, engine="spark")
        assert_frame_equal(links.frame, expected.frame, check_exact=True)
        assert (len(links), links.compared) == (0, 0)


def test_without_pyspark_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(InputError, match=r"pip install 'tracing\[spark\]'"):
        DEFAULT.link(*_samples(), engine="spark")


def test_the_command_says_so_before_it_reads(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    out = tmp_path / "links.csv"
    files = [str(SAMPLES / f"{side}.csv") for side in ("children", "inquiries")]
    with pytest.raises(SystemExit) as end:
        main(["match", *files, "--out", str(out), "--engine", "spark"])
    assert end.value.code == 2
    assert "PySpark is not installed" in capsys.readouterr().err
    assert not out.exists()


@needs_spark
def test_without_java_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PYSPARK_GATEWAY_PORT", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(InputError, match="openjdk-17-jre-headless"):
        check_spark()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(InputError, match="JAVA_HOME"):
        check_spark()


def test_plain_tables_stay_on_the_local_engine() -> None:
    table = pd.DataFrame({"given_name": ["ana"]}, index=["a"])
    with pytest.raises(InputError, match="local engine"):
        Matcher.load("febrl").link(table, table, engine="spark")


def test_there_is_no_third_engine() -> None:
    with pytest.raises(InputError, match="choose one of local, spark"):
        DEFAULT.link(*_samples(), engine="dask")  # type: ignore[arg-type]
