"""A file of decisions that only grows: nothing said is lost, nothing is struck out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracing import InputError
from tracing.linkage.review import Journal
from tracing.linkage.training import read_decisions
from tracing.records import OutputError


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_decisions_are_what_training_reads(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "d.csv", "ana, of the coast")
    journal.decide("C1", "I1", "possible")
    journal.decide("C2", "I1", "not_this_child")
    journal.decide("C1", "I1", "sibling")
    found = read_decisions(journal.path)
    assert found[["child_id", "decision", "officer"]].to_numpy().tolist() == [
        ["C2", "not_this_child", "ana, of the coast"],
        ["C1", "sibling", "ana, of the coast"],
    ]
    assert len(_lines(journal.path)) == 4


def test_undoing_is_another_line(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "d.csv", "ana")
    journal.decide("C1", "I1", "possible")
    journal.decide("C2", "I2", "possible")
    undone = journal.undo()
    assert undone is not None
    assert undone.pair == ("C2", "I2")
    assert [line.split(",")[2] for line in _lines(journal.path)[1:]] == ["possible", "possible", "taken_back"]
    assert read_decisions(journal.path)["child_id"].tolist() == ["C1"]
    # Whoever opens it again takes back what stands, not what was taken back.
    again = Journal(tmp_path / "d.csv", "ana")
    assert [said.pair for said in again.made] == [("C1", "I1")]
    assert again.undo() is not None
    assert again.undo() is None


def test_others_decisions_are_theirs(tmp_path: Path) -> None:
    Journal(tmp_path / "d.csv", "ana").decide("C1", "I1", "possible")
    beto = Journal(tmp_path / "d.csv", "beto")
    assert beto.made == []
    assert beto.undo() is None
    beto.decide("C1", "I1", "not_this_child")
    assert [said.decision for said in Journal(tmp_path / "d.csv", "ana").made] == ["possible"]


@pytest.mark.parametrize("kept", range(60))
def test_wherever_a_write_was_broken_off_the_lines_before_stand(tmp_path: Path, kept: int) -> None:
    journal = Journal(tmp_path / "d.csv", "ana")
    journal.decide("C1", "I1", "possible")
    whole = journal.path.read_bytes()
    journal.decide("C2", "I2", "not_this_child")
    torn = journal.path.read_bytes()[: len(whole) + kept]
    if torn.endswith(b"\n") and len(torn) > len(whole):
        return
    journal.path.write_bytes(torn)
    again = Journal(journal.path, "ana")
    assert again.cut is (len(torn) > len(whole))
    assert [said.pair for said in again.made] == [("C1", "I1")]
    again.decide("C2", "I2", "possible")
    assert len(read_decisions(journal.path)) == 2


def test_a_header_broken_off(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_bytes(b"child_id,inq")
    journal = Journal(path, "ana")
    journal.decide("C1", "I1", "possible")
    assert read_decisions(path)["decision"].tolist() == ["possible"]


def test_a_file_of_another_hand_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text(
        "child_id,inquiry_id,decision,officer,when\nC1,I1,possible,ana,2026-03-01", encoding="utf-8"
    )
    assert Journal(path, "ana").cut
    other = tmp_path / "e.csv"
    other.write_text("inquiry_id,child_id,decision\nI1,C1,possible", encoding="utf-8")
    assert Journal(other, "ana").made == []
    assert read_decisions(other)["decision"].tolist() == ["possible"]


def test_what_is_no_file_of_decisions_is_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "truth.csv"
    path.write_text("child_id,inquiry_id\nC1,I1\n", encoding="utf-8")
    with pytest.raises(InputError, match="decision"):
        Journal(path, "ana")
    assert path.read_text(encoding="utf-8") == "child_id,inquiry_id\nC1,I1\n"


@pytest.mark.parametrize("name", ["", "  ", "ana\nbeto"])
def test_somebody_decides(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="officer"):
        Journal(tmp_path / "d.csv", name)


def test_a_full_disk_leaves_what_stood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path / "d.csv", "ana")
    journal.decide("C1", "I1", "possible")
    before = journal.path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="what stood there before stands"):
        journal.decide("C2", "I2", "possible")
    assert journal.path.read_bytes() == before
    assert [said.pair for said in journal.made] == [("C1", "I1")]
