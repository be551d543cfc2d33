"""What keeps a form from being taken, field by field."""

from __future__ import annotations

import pytest

from tracing.casework.forms.all_forms import FORMS
from tracing.casework.forms.check import check
from tracing.casework.forms.faults import FaultKind
from tracing.casework.vocabulary.edition import in_force

QUICK = {
    "record_id": "A-1", "event_date": "2026-03-30", "event_place": "Tapachula", "sex": "F", "age": 9,
    "full_name": "Ana Caal",
}  # fmt: skip
HANDOVER = {
    "at": "2026-03-31T10:00:00-06:00", "given_by": "Una", "received_by": "Otra", "authority": "PGN",
    "authority_kind": "child_protection", "signed_by": ["giver", "receiver"],
}  # fmt: skip
VIEWS = {
    "heard_on": "2026-03-31", "explained_by": "Inés", "language": "kek", "way": "talk", "present": ["adviser"],
    "told_may_change": True, "said": "quiere llamar a su mamá",
    "answers": {"contact": "yes", "return": "unsure", "stay": "not_said"},
}  # fmt: skip
WHOLE = {"found_child_quick": QUICK, "handover": HANDOVER, "views_of_child": VIEWS}

CASES = [
    ("found_child_quick", {}, []),
    ("found_child_quick", {"sex": "niña"}, [("/sex", FaultKind.NO_CODE)]),
    ("found_child_quick", {"sex": None}, [("/sex", FaultKind.NO_CODE)]),
    ("found_child_quick", {"event_date": "30/03/2026"}, [("/event_date", FaultKind.NO_DAY)]),
    ("found_child_quick", {"event_date": "2026-02-30"}, [("/event_date", FaultKind.NO_DAY)]),
    ("found_child_quick", {"event_place": "  "}, [("/event_place", FaultKind.NO_LINE)]),
    ("found_child_quick", {"event_place": ...}, [("/event_place", FaultKind.MISSING)]),
    ("found_child_quick", {"age": ...}, [("/birth_date", FaultKind.NONE_OF)]),
    ("found_child_quick", {"age": ..., "birth_date": "2017"}, []),
    ("found_child_quick", {"full_name": ...}, [("/full_name", FaultKind.NONE_OF)]),
    ("found_child_quick", {"full_name": ..., "marks": "lunar en la mejilla"}, []),
    ("found_child_quick", {"languages": ["mam", "una que nadie conoce"]}, []),
    ("found_child_quick", {"languages": "mam"}, [("/languages", FaultKind.NO_LIST)]),
    ("found_child_quick", {"languages": ["mam", "mam"]}, [("/languages", FaultKind.TWICE)]),
    ("found_child_quick", {"aliases": ["Chepe", ""]}, [("/aliases/1", FaultKind.NO_LINE)]),
    ("found_child_quick", {"asilo": "sí"}, [("/asilo", FaultKind.UNKNOWN)]),
    ("handover", {}, []),
    ("handover", {"received_by": ...}, [("/received_by", FaultKind.MISSING)]),
    ("handover", {"at": "2026-03-31T25:00:00Z"}, [("/at", FaultKind.NO_MOMENT)]),
    ("handover", {"at": "2026-02-30T10:00:00Z"}, [("/at", FaultKind.NO_MOMENT)]),
    ("handover", {"at": "2026-03-31T10:00:00"}, [("/at", FaultKind.NO_MOMENT)]),  # in which country?
    ("handover", {"signed_by": ["giver", "nadie"]}, [("/signed_by/1", FaultKind.NO_CODE)]),
    # Asked on paper, and not sent.
    ("handover", {"child_informed": "yes"}, [("/child_informed", FaultKind.UNKNOWN)]),
    ("handover", {"note": "una línea\notra"}, []),
    ("handover", {"note": "\0"}, [("/note", FaultKind.NO_TEXT)]),
    ("handover", {"note": "\ud83d"}, [("/note", FaultKind.NO_TEXT)]),  # half of a character
    ("handover", {"note": "😀"}, []),
    ("views_of_child", {}, []),
    ("views_of_child", {"told_may_change": "yes"}, [("/told_may_change", FaultKind.NO_TRUTH)]),
    ("views_of_child", {"answers": "yes"}, [("/answers", FaultKind.NO_PARTS)]),
    ("views_of_child", {"answers": {"contact": "yes", "stay": "no"}}, [("/answers/return", FaultKind.MISSING)]),
    (
        "views_of_child",
        {"answers": {"contact": "yes", "return": "sí", "stay": "no", "vivir": "no"}},
        [("/answers/vivir", FaultKind.UNKNOWN), ("/answers/return", FaultKind.NO_CODE)],
    ),
    ("found_child_quick", {"full_name": "Ana \ud83d"}, [("/full_name", FaultKind.NO_LINE)]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "change", "expected"), CASES)
def test_what_is_wrong(code: str, change: dict[str, object], expected: list[tuple[str, FaultKind]]) -> None:
    whole = {**WHOLE[code], **change}
    answers = {name: value for name, value in whole.items() if value is not ...}
    found = check(FORMS[code], answers, in_force())
    assert [("".join(f"/{step}" for step in fault.place), fault.kind) for fault in found] == expected
    for fault in found:
        assert fault.says.es != fault.says.en
