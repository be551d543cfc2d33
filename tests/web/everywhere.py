"""Work for pages that a case alone leaves empty: a handover to confirm, an erasure to decide on, an upload with remarks, practice.

Names and reasons are as long as they may be: what sticks out sticks out there.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.service.at_work import do_jobs
from tests.service.cases import CHILD, CONSENTS, INQUIRY, Case, link_records, record_id
from tests.service.practice.test_practice import truths
from tests.service.repatriation.way import in_contact, step
from tests.service.test_queue import placed
from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.casework.repatriation.steps import ORDER, StepKind
from tracing.casework.training.scoring import BEST
from tracing.service import holds, imports, submission
from tracing.service.erasure import erase_own
from tracing.service.erasure_decisions import decide_erasure
from tracing.service.errors import Conflict
from tracing.service.pairs import Pair
from tracing.service.practice import courses
from tracing.service.registration import quick
from tracing.service.rights.consents import enter_consents

__all__ = ["LONG", "everywhere"]

LONG = "W" * 290
HANDED_OVER, ERASED = "A-20", "A-30"


def everywhere(case: Case) -> dict[str, str]:
    """Do all of it; return the names by which pages know it."""
    _plan_handover(case)
    quick.register(
        case.service,
        case.found,
        {
            "record_id": "L" * 150, "event_date": "2026-03-30", "event_place": LONG, "sex": "F", "age": 7,
            "full_name": LONG[:200],
        },
    )  # fmt: skip
    return {"erasure": _ask_to_erase(case), **_practise(case), "upload": _send_file(case)}


def _plan_handover(case: Case) -> None:
    service = case.service
    # Who gives one telephone for two searches is looked at.
    child = {**CHILD, "record_id": HANDED_OVER, "phones": ["+502 5555 0120"], "full_name": "Elmer Caal Pop"}
    inquiry = {**INQUIRY, "record_id": "F-20", "phones": ["+502 5555 0121"], "given_names": "Elmer"}
    submission.submit(service, case.found, "child", child)
    submission.submit(service, case.family, "inquiry", inquiry)
    pair = Pair(record_id(service, "F-20"), record_id(service, HANDED_OVER))
    enter_consents(service, case.found, HANDED_OVER, CONSENTS)
    link_records(service, 1, pair)
    placed(case)
    home = replace(case, pair=pair)
    in_contact(home)
    told = {
        StepKind.HANDOVER_PLANNED: {"place": LONG},
        StepKind.ESCORT_NAMED: {"by": LONG},
    }
    for kind in ORDER[: ORDER.index(StepKind.HANDED_OVER)]:
        step(home, kind, **told.get(kind, {}))


def _ask_to_erase(case: Case) -> str:
    """Withdraw a child's record that is on hold, and ask that it be erased; it was kept once, and why."""
    submission.submit(case.service, case.found, "child", {**CHILD, "record_id": ERASED})
    name = pseudonym(Side.CHILD, record_id(case.service, ERASED))
    holds.raise_hold(case.service, case.officer, name, "court_order", LONG)
    submission.withdraw(case.service, case.found, "child", ERASED)
    with pytest.raises(Conflict):
        erase_own(case.service, case.found, "child", ERASED, "asked")
    decide_erasure(case.service, case.officer, name, "keep", LONG)
    return name


def _practise(case: Case) -> dict[str, str]:
    """Let one reviewer take a whole course and another begin one."""
    taken, begun = (
        int(courses.begin(case.service, reader, "first_steps").body["attempt"])
        for reader in (case.one, case.two)
    )
    for place, truth in enumerate(truths(case.service, taken), start=1):
        courses.answer(case.service, case.one, taken, place, BEST[truth].value)
    courses.answer(case.service, case.two, begun, 1, "possible")
    return {"taken": str(taken), "begun": str(begun)}


def _send_file(case: Case) -> str:
    """Send a file of which not all can be taken in."""
    rows = f"record_id,full_name,birth_date,{LONG}\nF-31,Ana {LONG},2013,x\nF-32,Leo Pop,{LONG},y\n,,,\n"
    number = imports.upload(case.service, case.family, "inquiry", rows.encode()).body["number"]
    do_jobs(case.service, "import")
    return str(number)
