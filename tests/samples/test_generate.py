"""The sample maker: exact counts, the same bytes for a seed, truth that refers to what is there, errors at their rates."""

from __future__ import annotations

import csv
import os
import random
from collections import Counter
from pathlib import Path

import pytest

from tracing.records import CHILD_COLUMNS, INQUIRY_COLUMNS, OutputError
from tracing.samples import generate
from tracing.samples.population import around, family

Rows = list[dict[str, str]]


def _read(folder: Path, name: str) -> Rows:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2,000 children and 1,000 inquiries."""
    out = tmp_path_factory.mktemp("samples")
    generate(2000, 1000, 7, out)
    return out


def test_exact_counts_and_contract_columns(folder: Path) -> None:
    children, inquiries = _read(folder, "children"), _read(folder, "inquiries")
    assert (len(children), len(inquiries)) == (2000, 1000)
    assert list(children[0]) == list(CHILD_COLUMNS)
    assert list(inquiries[0]) == list(INQUIRY_COLUMNS)


def test_same_seed_same_bytes_other_seed_others(tmp_path: Path) -> None:
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        generate(60, 30, seed, tmp_path / name)
    files = ("children.csv", "inquiries.csv", "truth.csv")
    first, again, other = ([(tmp_path / n / f).read_bytes() for f in files] for n in "abc")
    assert first == again
    assert all(x != y for x, y in zip(first, other, strict=True))


def test_truth_refers_to_records_and_leaves_forty_in_a_hundred_without(folder: Path) -> None:
    children = {r["record_id"] for r in _read(folder, "children")}
    inquiries = {r["record_id"] for r in _read(folder, "inquiries")}
    truth = _read(folder, "truth")
    assert len(children) == 2000
    assert all(t["child_id"] in children and t["inquiry_id"] in inquiries for t in truth)
    assert len({t["inquiry_id"] for t in truth}) == 600


def test_some_children_have_two_inquiries_and_some_two_records(folder: Path) -> None:
    truth = _read(folder, "truth")
    by_child = [t["child_id"] for t in truth]
    by_inquiry = [t["inquiry_id"] for t in truth]
    assert 0.03 < 1 - len(set(by_child)) / len(by_child) < 0.15
    assert 0.005 < 1 - len(set(by_inquiry)) / len(by_inquiry) < 0.08


def test_every_record_has_a_name(folder: Path) -> None:
    for row in (*_read(folder, "children"), *_read(folder, "inquiries")):
        assert row["full_name"] or row["given_names"] or row["first_surname"], row["record_id"]


def test_errors_come_at_about_the_rates_of_the_brief(folder: Path) -> None:
    children = {r["record_id"]: r for r in _read(folder, "children")}
    inquiries = {r["record_id"]: r for r in _read(folder, "inquiries")}
    pairs = [(children[t["child_id"]], inquiries[t["inquiry_id"]]) for t in _read(folder, "truth")]
    sex = sum(c["sex"] != i["sex"] for c, i in pairs) / len(pairs)
    assert sex < 0.04
    split = [(c, i) for c, i in pairs if c["first_surname"] and i["first_surname"]]
    second_lost = sum(not c["second_surname"] and bool(i["second_surname"]) for c, i in split) / len(split)
    assert 0.10 < second_lost < 0.45
    dated = [(c, i) for c, i in pairs if len(c["birth_date"]) == len(i["birth_date"]) == 10]
    iso = [(c, i) for c, i in dated if "-" in c["birth_date"] and "-" in i["birth_date"]]
    exact = sum(c["birth_date"] == i["birth_date"] for c, i in iso) / len(iso)
    assert 0.35 < exact < 0.75


def test_a_full_disk_leaves_the_earlier_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate(30, 15, 3, tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}

    def fail(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OutputError, match="No space left"):
        generate(40, 15, 4, tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_progress_counts_the_records(tmp_path: Path) -> None:
    heard: list[tuple[str, int, int]] = []
    generate(300, 150, 3, tmp_path, progress=lambda *step: heard.append(step))
    assert len(heard) > 1
    assert all(total == 450 and 0 <= done < 450 for _, done, total in heard)
    assert [done for _, done, _ in heard] == sorted(done for _, done, _ in heard)


def test_the_traps_are_there() -> None:
    """Siblings, twins, cousins in the same village and homonyms elsewhere, at about the rates the maker states."""
    found: Counter[str] = Counter()
    for number in range(2000):
        rng = random.Random(f"traps/{number}")
        home = family(rng)
        found["siblings"] += len(home.children) > 1
        found["twins"] += len({c.born for c in home.children}) < len(home.children)
        for other in around(rng, home):
            if other.village == home.village and other.place == home.place and home.father is not None:
                assert other.children[0].name.first == home.father.first
                found["cousins"] += 1
            else:
                assert other.children[0].name == home.children[0].name
                found["homonyms"] += 1
    assert 900 < found["siblings"] < 1500
    assert 20 < found["twins"] < 120
    assert 100 < found["cousins"] < 250
    assert 60 < found["homonyms"] < 140
