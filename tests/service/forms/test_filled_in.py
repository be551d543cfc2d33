"""Forms sent back: in which version of the vocabulary they may be, and what is said of those that can't be taken."""

from __future__ import annotations

import pytest

from tracing.casework.forms.all_forms import FORMS
from tracing.casework.vocabulary import changes as module
from tracing.casework.vocabulary.edition import Vocabulary, in_force
from tracing.casework.wording import Sentence
from tracing.service.errors import Conflict, Invalid
from tracing.service.forms.filled_in import check_answers, check_version

INQUIRY = FORMS["inquiry"]


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> Vocabulary:
    """A version 1 with a relation that is gone, one that read differently, and one sex less."""
    now = in_force()
    mother, father, *others = now.lists["inquirer_relations"]
    relations = (
        Sentence("comadre", "Comadre", "Co-mother"),
        Sentence("mother", "Mamá", "Mum"),
        father,
        *others,
    )
    made = Vocabulary.of(1, {**now.lists, "inquirer_relations": relations, "sex": now.lists["sex"][:2]}, ())
    monkeypatch.setattr(module, "versions", lambda: {1: made, now.version: now})
    assert mother.code == "mother"
    return made


def test_a_form_that_names_no_version_or_the_one_in_force_is_taken() -> None:
    for named in (None, in_force().name, str(in_force().version), in_force().version):
        check_version(named, INQUIRY)


def test_codes_that_were_only_added_keep_nobody_away(older: Vocabulary) -> None:
    check_version(older.name, FORMS["found_child_quick"])  # has a sex, no relation


def test_a_form_in_another_version_is_told_which_is_in_force_and_what_changed(older: Vocabulary) -> None:
    with pytest.raises(Conflict) as refused:
        check_version(older.name, INQUIRY)
    assert refused.value.code == "vocabulary_changed"
    assert older.name in refused.value.text
    assert in_force().name in refused.value.text
    assert [(fault.pointer, fault.reason) for fault in refused.value.fields] == [
        ("/sex", "a new code: X of sex"),
        ("/inquirer_relation", "a code that reads differently: mother of inquirer_relations"),
        ("/inquirer_relation", "a code that is gone: comadre of inquirer_relations"),
    ]


def test_a_version_that_never_was_isnt_repeated() -> None:
    with pytest.raises(Invalid) as refused:
        check_version("Josué", INQUIRY)
    assert refused.value.code == "vocabulary_unknown"
    assert "Josué" not in str(refused.value) + str(refused.value.fields)
    assert in_force().name in refused.value.fields[0].mend


def test_faults_of_fields_name_them_and_how_to_mend_them_and_repeat_no_value() -> None:
    with pytest.raises(Invalid) as refused:
        check_answers(FORMS["found_child_quick"], {"sex": "Josué", "Josué": "x", "languages": "mam"})
    assert refused.value.code == "invalid_form"
    assert "Josué" not in str(refused.value) + str(refused.value.fields)
    told = {fault.pointer: fault.mend for fault in refused.value.fields}
    assert told["/sex"] == "Take one of: F, M, X."
    assert told["/languages"] == "Send it in [ ]."
    assert told["/record_id"] == "Fill it in."
    assert told["/birth_date"] == "Take one of: birth_date, age."
    assert told[""].startswith("Leave it out")
