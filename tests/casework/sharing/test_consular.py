"""That a child was told of the right to its consulate: what has to be written down (VCCR 36, 37; CRC 12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tracing.casework.sharing.consular import Informing, informing_lacks

TODAY = date(2026, 3, 31)
TOLD = Informing(True, date(2026, 3, 30), "kek", "trabajadora social")


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({}, []),
        ({"on": TODAY}, []),
        ({"on": date(2026, 4, 1)}, [("on", "consular_day_ahead")]),
        ({"language": " "}, [("language", "consular_language_missing")]),
        ({"explained_by": ""}, [("explained_by", "consular_explainer_missing")]),
        ({"to_consulate": False}, [("consulate", "consular_not_a_consulate")]),
    ],
)
def test_what_the_record_of_telling_needs(change: dict[str, Any], lacks: list[tuple[str, str]]) -> None:
    found = informing_lacks(replace(TOLD, **change), TODAY)
    assert [(where, why.code) for where, why in found] == lacks
