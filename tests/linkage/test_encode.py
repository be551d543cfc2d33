"""Standardising in processes: the same table as in one, whatever lies in the folder, and no silence when one dies."""

from __future__ import annotations

import gc
import logging
import signal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from tests.linkage.build import CHILD
from tracing import Matcher, read_children, read_inquiries
from tracing.linkage import encode, kernels
from tracing.linkage.columns import columns_of
from tracing.linkage.encode import Standardiser
from tracing.linkage.frequencies import load_frequencies
from tracing.linkage.kept_words import KeptWords
from tracing.linkage.met_words import MetWords
from tracing.linkage.uncollected import uncollected
from tracing.linkage.words import Spelling, WordMaker
from tracing.records import Records
from tracing.standardise import guarded, phonetics
from tracing.standardise.profile import Profile

SAMPLES = Path(__file__).parents[2] / "data" / "samples"


@pytest.fixture(scope="module")
def children() -> Records:
    return read_children(SAMPLES / "children.csv")


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encode, "PIECE", 80)


@pytest.mark.usefixtures("small_pieces")
def test_two_processes_give_what_one_gives(
    children: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Standardiser(processes=1) as alone:
        expected = alone.forms(children)
    # A module of the user's own must not stand in for the standard library's.
    (tmp_path / "re.py").write_text("raise SystemExit('not this one')\n")
    monkeypatch.chdir(tmp_path)
    seen: list[tuple[str, int, int]] = []
    with Standardiser(processes=2) as two:
        shared = two.forms(children, "standardise", lambda *step: seen.append(step))
    # As text: Arrow holds that an unknown coordinate (NaN) differs from itself.
    assert repr(shared.to_pylist()) == repr(expected.to_pylist())
    assert seen[0] == ("standardise", 0, 300)
    assert seen[-1] == ("standardise", 300, 300)


@pytest.mark.usefixtures("small_pieces")
def test_records_begun_early_come_out_the_same(children: Records) -> None:
    with Standardiser(processes=1) as alone:
        expected = alone.forms(children)
    pieces: list[int] = []
    with Standardiser(processes=2) as two:
        two.begin(children)
        shared = two.forms(children, meanwhile=lambda piece: pieces.append(piece.num_rows))
    assert repr(shared.to_pylist()) == repr(expected.to_pylist())
    assert pieces == [80, 80, 80, 60]


@pytest.mark.usefixtures("small_pieces")
def test_records_begun_and_not_asked_for_hold_nobody_up(children: Records) -> None:
    with Standardiser(processes=2) as two:
        two.begin(children)
        processes = [worker.process for worker in two._workers]
    assert [process.returncode for process in processes] == [-signal.SIGKILL] * 2


def test_words_met_on_the_way_are_not_made_again(children: Records) -> None:
    maker = WordMaker(load_frequencies())
    with Standardiser(processes=1) as alone:
        forms = alone.forms(children)
    met = MetWords(maker)
    for first in range(0, forms.num_rows, 100):
        met.meet(forms.slice(first, 100))
    made = list(maker._made)
    assert len(made) > 500
    columns_of(forms, maker)
    assert list(maker._made) == made


def test_the_collector_stays_off_for_who_had_it_off() -> None:
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_kernels_that_cannot_be_loaded_ahead_are_left_to_their_caller(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    def fails(*_: object, **__: object) -> None:
        asked.append(1)
        raise MemoryError

    monkeypatch.setattr(kernels, "rank_pairs", fails)
    with kernels.kernels_loading(Matcher.load("default").file):
        pass
    assert asked == [1]


@pytest.mark.usefixtures("small_pieces")
def test_a_process_that_dies_is_reported(children: Records) -> None:
    with Standardiser(processes=2) as two:
        two.forms(children)
        for worker in two._workers:
            worker.process.kill()
        with pytest.raises(RuntimeError, match="ended early"):
            two.forms(children)


def test_a_row_that_breaks_the_program_is_reported_and_loses_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    children, inquiries = read_children(SAMPLES / "children.csv"), read_inquiries(SAMPLES / "inquiries.csv")
    matcher = Matcher.load("default")
    whole = matcher.link(children, inquiries)
    broken = str(whole.frame["child_id"].iloc[0])
    honest = guarded.profile

    def fails(row: dict[str, str | None]) -> Profile:
        if row["record_id"] == broken:
            raise IndexError(row["given_names"])
        return honest(row)

    monkeypatch.setattr(guarded, "profile", fails)
    links = matcher.link(children, inquiries)
    (fault,) = links.faults
    assert (fault.file, fault.severity) == ("children.csv", "refused")
    assert "IndexError" in fault.reason
    assert "fails" in fault.reason
    assert str(children.frame.loc[children.frame["record_id"] == broken, "given_names"].iloc[0]) not in str(
        fault
    )
    assert broken not in set(links.frame["child_id"])
    assert set(whole.frame["child_id"]) - set(links.frame["child_id"]) <= {broken}


@pytest.fixture
def broken_word(monkeypatch: pytest.MonkeyPatch) -> str:
    """A surname, found in no table, whose sound breaks the program."""
    honest = phonetics.keys

    def fails(text: str, kind: phonetics.Kind) -> phonetics.Keys:
        if "QUXTAL" in text.upper():
            raise ValueError(text)
        return honest(text, kind)

    monkeypatch.setattr(phonetics, "keys", fails)
    return "Quxtal"


def test_a_word_that_breaks_the_program_is_compared_by_its_letters_and_told_once(broken_word: str) -> None:
    boy = {**CHILD, "first_surname": broken_word}
    children = [{**boy, "record_id": name} for name in ("A", "B")]
    children.append({**boy, "record_id": "Z", "first_surname": "Quxtel"})
    found, sought = read_children(pd.DataFrame(children)), read_inquiries(pd.DataFrame([boy]))
    links = Matcher.load("default").link(found, sought)
    frame = links.to_pandas().set_index("child_id")
    assert frame.loc[["A", "B", "Z"], "surnames"].tolist() == ["exact", "exact", "typo"]
    # The definition says of a bare word what the kernel says.
    for name, weight in frame["weight"].items():
        assert links.explain(str(name), "C").weight == weight
    child, inquiry = links.faults
    assert [(fault.line, fault.severity) for fault in links.faults] == [(2, "doubtful"), (2, "doubtful")]
    assert "this row and of 1 more rows could not be worked out (ValueError in " in child.reason
    assert "of this row could not" in inquiry.reason
    assert broken_word.upper() not in str(links.faults).upper()


def test_a_word_that_breaks_the_service_is_logged_without_its_letters(
    broken_word: str, caplog: pytest.LogCaptureFixture
) -> None:
    words = KeptWords(load_frequencies())
    text = Spelling(
        "surname", broken_word.upper(), (broken_word.upper(),), broken_word.upper(), False
    ).to_text()
    with caplog.at_level(logging.ERROR):
        assert words.ids(pa.array([text, text])).tolist() == [0, 0]
        assert words.ids(pa.array([text])).tolist() == [0]
    (record,) = caplog.records
    assert "a word could not be worked out: ValueError in " in record.getMessage()
    assert broken_word.upper() not in caplog.text.upper()
