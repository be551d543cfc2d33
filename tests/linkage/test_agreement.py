"""How far two people agree, beyond chance."""

from __future__ import annotations

import pytest

from tracing.linkage.agreement import agreements

P, N = "possible", "not_this_child"


def _judged(rater: str, said: str) -> list[tuple[tuple[str, str], str, str]]:
    return [((f"C{i}", "I"), rater, P if one == "p" else N) for i, one in enumerate(said) if one != "."]


def test_two_raters_by_hand() -> None:
    (found,) = agreements([*_judged("ana", "ppnnp."), *_judged("beto", "pnnn.p")])
    assert (found.one, found.other, found.pairs) == ("ana", "beto", 4)
    assert found.agreed == 0.75
    # Chance: 2/4 × 1/4 said possible by both, 2/4 × 3/4 not: 0.5. Kappa (0.75 - 0.5) / (1 - 0.5).
    assert found.kappa == pytest.approx(0.5)
    assert found.met == ((N, N, 2), (P, N, 1), (P, P, 1))


def test_each_two_and_the_truth() -> None:
    truth = {("C0", "I"): P, ("C1", "I"): N}
    found = agreements([*_judged("ana", "pp"), *_judged("beto", "pn"), *_judged("carla", "..p")], truth)
    assert [(one.one, one.other) for one in found] == [("ana", "beto"), ("ana", "truth"), ("beto", "truth")]
    assert [one.kappa for one in found] == [0.0, 0.0, 1.0]


def test_who_agrees_on_one_thing_only_has_no_kappa() -> None:
    (found,) = agreements([*_judged("ana", "pp"), *_judged("beto", "pp")])
    assert found.kappa is None
