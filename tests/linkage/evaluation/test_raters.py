"""How far officers agree with each other and with the truth."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracing.linkage.evaluation import agreement_of
from tracing.linkage.training import read_judgements
from tracing.records import read_truth

ROWS = """child_id,inquiry_id,decision,officer,when
C1,I1,possible,ana,2026-03-01
C1,I1,possible,beto,2026-03-02
C2,I2,possible,ana,2026-03-01
C2,I2,not_this_child,beto,2026-03-01
C3,I3,not_this_child,ana,2026-03-01
C3,I3,sibling,beto,2026-03-01
C4,I4,need_more,ana,2026-03-01
C4,I4,possible,beto,2026-03-01
C5,I5,possible,ana,2026-03-01
C5,I5,taken_back,ana,2026-03-02
C5,I5,possible,beto,2026-03-02
C1,I1,duplicate,beto,2026-03-03
"""


def test_agreement_by_hand(tmp_path: Path) -> None:
    path, truth = tmp_path / "d.csv", tmp_path / "t.csv"
    path.write_text(ROWS, encoding="utf-8")
    truth.write_text("child_id,inquiry_id\nC1,I1\nC2,I2\n", encoding="utf-8")
    found = agreement_of(read_judgements(path), read_truth(truth))
    assert found.judged == {"ana": 4, "beto": 5}
    assert found.undecided == 1
    ana_beto, ana_truth, beto_truth = found.pairs
    # Of the three that both decided they agree on none: possible/duplicate, possible/not, not/sibling.
    assert (ana_beto.pairs, ana_beto.agreed) == (3, 0.0)
    assert (ana_truth.pairs, ana_truth.agreed, ana_truth.kappa) == (3, 1.0, 1.0)
    # Beto: right on C1 (duplicate is the child) and C3 (a sibling is another), wrong on C2, C4 and C5.
    assert (beto_truth.pairs, beto_truth.agreed) == (5, pytest.approx(0.4))
