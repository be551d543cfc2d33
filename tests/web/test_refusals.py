"""A refusal is read in one language, each thing once."""

from __future__ import annotations

import pytest

from tracing.casework.missing import LACKS, Missing
from tracing.service.errors import FieldFault, Invalid
from tracing.service.state_of import not_yet
from tracing.web.refusals import faults_of, say
from tracing.web.texts import texts_in


@pytest.mark.parametrize(("language", "foreign"), [("es", "en"), ("en", "es")])
@pytest.mark.parametrize("code", sorted(LACKS))
def test_what_is_missing_is_said_in_one_language(language: str, foreign: str, code: str) -> None:
    said = say(not_yet(Missing.of([code])), texts_in(language))  # type: ignore[arg-type]
    ((_, reason, mend),) = said.faults
    assert reason == LACKS[code].told(language)  # type: ignore[arg-type]
    assert LACKS[code].told(foreign) not in said.text + said.mend + mend  # type: ignore[arg-type]
    assert reason not in mend


def test_what_is_to_be_known_beside_a_remedy_stays() -> None:
    fault = FieldFault.of("/at", LACKS["hold_open"], " 06:00-18:00.")
    refusal = Invalid("invalid", "The step can't be entered like that.", fields=[fault])
    assert faults_of(refusal, texts_in("en"))["at"].endswith("06:00-18:00.")
