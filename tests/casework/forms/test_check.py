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
    "record_id": "A-1", "on": "2026-03-31", "at": "10:00", "place": "Tecún Umán", "notified_on": "2026-03-28",
    "handed_by": "Una", "handed_by_second": "Otra", "received_by": "PGN", "identity_checked": ["identity_document"],
    "child_informed": "yes",
}  # fmt: skip

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
    ("handover", {"handed_by_second": ...}, [("/handed_by_second", FaultKind.MISSING)]),
    ("handover", {"at": "25:00"}, [("/at", FaultKind.NO_TIME)]),
    ("handover", {"identity_checked": ["identity_document", "cara"]}, [("/identity_checked/1", FaultKind.NO_CODE)]),
    ("handover", {"notes": "una línea\notra"}, []),
    ("handover", {"notes": "\0"}, [("/notes", FaultKind.NO_TEXT)]),
    ("handover", {"notes": "\ud83d"}, [("/notes", FaultKind.NO_TEXT)]),  # half of a character
    ("handover", {"notes": "😀"}, []),
    ("found_child_quick", {"full_name": "Ana \ud83d"}, [("/full_name", FaultKind.NO_LINE)]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "change", "expected"), CASES)
def test_what_is_wrong(code: str, change: dict[str, object], expected: list[tuple[str, FaultKind]]) -> None:
    whole = {**(QUICK if code == "found_child_quick" else HANDOVER), **change}
    answers = {name: value for name, value in whole.items() if value is not ...}
    found = check(FORMS[code], answers, in_force())
    assert [("".join(f"/{step}" for step in fault.place), fault.kind) for fault in found] == expected
    for fault in found:
        assert fault.says.es != fault.says.en
