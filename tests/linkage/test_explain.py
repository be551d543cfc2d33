"""The explanation is the calculation: it sums to what `match` wrote, and reads as sentences."""

import pandas as pd
import pytest

from tests.linkage.build import CHILD
from tracing import Matcher, read_children, read_inquiries


def _links() -> tuple[pd.DataFrame, object]:
    children = pd.DataFrame(
        [{**CHILD, "record_id": "C1"}, {**CHILD, "record_id": "C2", "given_names": "Juana"}]
    )
    inquiries = pd.DataFrame([{**CHILD, "record_id": "I1", "given_names": "Juancito", "birth_date": "2012"}])
    return Matcher.load().link(read_children(children), read_inquiries(inquiries))


def test_parts_sum_to_the_written_weight() -> None:
    links = _links()
    for row in links.to_pandas().to_dict("records"):
        explanation = links.explain(row["child_id"], row["inquiry_id"])
        assert explanation.weight == row["weight"] == sum(p.bits for p in explanation.parts)
        assert explanation.probability == row["probability"]
        assert explanation.band == row["band"]
        for part in explanation.parts:
            assert (part.level, part.bits) == (row[part.name], row[f"{part.name}_weight"])


def test_sentences_in_both_languages() -> None:
    explanation = _links().explain("C1", "I1")
    assert any("short form" in s for s in explanation.sentences("en", most=20))
    assert any("diminutivo" in s for s in explanation.sentences("es", most=20))


def test_unknown_record_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        _links().explain("C9", "I1")
