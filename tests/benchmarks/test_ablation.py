"""What the ablation says in words follows from its figures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.benchmarks import script

ablation, data = script("ablation"), script("data")

FIRST, ERROR = 0, 5
"""Places of best F1 and of the calibration error among the figures."""


def _found(seeds: int, raised: int = 0, **terms: tuple[list[float], list[float]]) -> Any:
    """Figures of samples on which leaving a term out changes F1 and the calibration error by so much, seed by seed."""
    place = ablation.Place(tuple(data.Sample("own", 100, 50, n) for n in range(seeds)), in_full=False)
    whole = np.full((seeds, len(ablation.FIGURES)), 0.5)
    parts = np.repeat(whole[None], len(terms), axis=0)
    for part, (f1, error) in zip(parts, terms.values(), strict=True):
        part[:, FIRST] += f1
        part[:, ERROR] += error
    chosen = [ablation.Variant("Terms", name.replace("_", " "), None) for name in terms]
    return ablation.Found(place, whole, chosen, parts, [raised] * seeds)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ([-0.02, -0.03, -0.025], True),
        ([-0.02, 0.03, 0.01], False),
        ([0.0002, 0.0002, 0.0002], False),  # half a pair in a thousand is where words begin
        ([0.0009], True),
        ([0.0001], False),
    ],
)
def test_what_a_difference_says(changes: list[float], says: bool) -> None:
    assert ablation.tells(np.array(changes)) is says


def test_a_part_that_helps_and_costs_is_said_so() -> None:
    found = _found(3, name_frequencies=([-0.02, -0.03, -0.025], [-0.01, -0.012, -0.011]))
    said = "\n".join(ablation.in_words([found]))
    assert "brings 0.0250 ± 0.0050 in best F1 and makes the calibration error 0.0110 ± 0.0010 larger" in said
    assert (
        "In short: it helps F1 or ranking on all of these; probabilities fit worse with it on all of these."
        in said
    )
    assert "Name frequencies stay" in ablation.why_frequencies([found])[0]


def test_a_part_that_brings_nothing_is_said_so() -> None:
    found = _found(3, name_frequencies=([0.0, 0.001, -0.001], [0.0, 0.0, 0.0]))
    said = "\n".join(ablation.in_words([found]))
    assert "changes nothing that shows" in said
    assert "it helps F1 or ranking nowhere here." in said
    assert "bring nothing" in ablation.why_frequencies([found])[0]


def test_a_group_term_that_raises_no_pair_never_came_into_play() -> None:
    nothing: tuple[list[float], list[float]] = ([0.0], [0.0])
    assert "never comes into play" in "\n".join(ablation.in_words([_found(1, group=nothing)]))
    assert "one sample" in "\n".join(ablation.in_words([_found(1, group=nothing)]))
    assert "raises 7 ranked pairs" in "\n".join(ablation.in_words([_found(1, raised=7, group=nothing)]))
