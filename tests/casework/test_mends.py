"""Of whatever a step may lack it is said what makes it legal."""

from __future__ import annotations

import pytest

from tracing.casework.mends import MENDS, mend_of
from tracing.casework.missing import LACKS
from tracing.casework.repatriation.lacks import RETURN_LACKS
from tracing.casework.sets.kin import KIN_LACKS
from tracing.casework.sets.same import SAME_LACKS
from tracing.casework.wording import Sentence


def test_each_lack_has_a_remedy_in_both_languages() -> None:
    known = {**LACKS, **RETURN_LACKS, **SAME_LACKS, **KIN_LACKS}
    assert sorted(set(known) - set(MENDS)) == []
    assert [code for code, mend in MENDS.items() if not mend.es.strip() or mend.es == mend.en] == []


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("closed", "Open it again first, with the reason. · El caso está cerrado. Ábralo de nuevo primero, con su motivo."),
        ("no_contact", "Enter a contact first. · Todavía no hubo contacto. Registre primero un contacto."),
        # Its own words are the remedy: in English they are the reason already.
        ("ground_missing", "Indique en qué se apoya el paso."),
    ],
)  # fmt: skip
def test_a_remedy_follows_the_rules_own_words(code: str, told: str) -> None:
    assert mend_of(LACKS[code]) == told


def test_a_rule_without_one_says_itself_in_spanish() -> None:
    assert mend_of(Sentence("new", "Algo.", "Something.")) == "Algo."
