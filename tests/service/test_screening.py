"""What is raised on records hangs on the records, not on how many of them are screened at once."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from tests.service.parties import agency, person
from tests.stages import staged
from tests.store.catalog import connected
from tracing.service import screening, submission
from tracing.service.context import Service
from tracing.store.database import Reader
from tracing.store.tables import concern_records, concerns, holds

_PHONE, _OTHER = "+502 5555 0177", "+502 5555 0144"
_INQUIRIES: tuple[dict[str, Any], ...] = (
    {"full_name": "Josué Caal Pop", "inquirer_name": "Matilde Pop Xol", "phones": [_PHONE]},
    {"full_name": "Ana Tzul Coc", "inquirer_name": "Julia Coc", "phones": [_PHONE, _OTHER]},
    {"full_name": "Luis Yat Choc", "inquirer_name": "Matilde Pop Xol", "phones": [_PHONE]},
    {"full_name": "Eva Ical Bo", "inquirer_name": "Rosa Bo", "domicilio": "4a. Calle 7-12, Zona 1"},
    {"full_name": "Mario Tiul Cuz", "inquirer_name": "Rosa Bo", "domicilio": "4a calle 7-12 zona 1"},
)
_CHILDREN: tuple[dict[str, Any], ...] = (
    {"full_name": "Rita Cholom Ba", "birth_date": "2016-07-03", "phones": [_PHONE]},
    {"full_name": "Óscar Sub Tut", "birth_date": "2009-01-20", "phones": [_OTHER, _PHONE]},
    {"full_name": "Elsa Quib Ak", "age": "9", "age_date": "2026-03-01"},
    {"full_name": "Hugo Maaz Oxom", "caregiver_name": "Rosa Bo", "domicilio": "4a calle 7-12, zona 1"},
)


@staged
def recorded(service: Service) -> Service:
    """Records that share telephones and addresses across families and agencies."""
    one, two = (
        person(service, agency(service, code, "family_tracing", "inquiry"), "family_worker")
        for code in ("GT-BUSCA", "HN-BUSCA")
    )
    finder = person(service, agency(service, "MX-DIF", "child_protection", "child"), "found_worker")

    def submit(reader: Reader, side: str, number: int, facts: dict[str, Any]) -> None:
        submission.submit(service, reader, side, {"record_id": f"{side[0].upper()}-{number}", **facts})

    for number, facts in enumerate(_INQUIRIES):
        submit(one if number % 2 else two, "inquiry", number, {"inquirer_relation": "mother", **facts})
    for number, facts in enumerate(_CHILDREN):
        submit(finder, "child", number, facts)
    return service


def _screened(service: Service, at_once: int) -> dict[str, set[tuple[Any, ...]]]:
    """Screen all records as if none had been, and return what stands then."""
    with connected(service.database.addresses.owner) as owner:
        owner.execute(
            "TRUNCATE casework.holds, casework.concern_records, casework.concerns, casework.mentions, casework.traces,"
            " casework.screenings, casework.screen_due CASCADE"
        )
    with service.database.working() as connection:
        due = sa.text(
            "INSERT INTO casework.screen_due (record_id) SELECT id FROM casework.records ORDER BY id"
        )
        connection.execute(due)
    screening.screen_new(service, at_once)
    with service.database.working() as connection:
        held = sa.select(holds.c.record_id, holds.c.kind, holds.c.cause)
        resting = sa.select(concerns.c.kind, concern_records.c.record_id).where(
            concern_records.c.concern_id == concerns.c.id
        )
        return {
            "holds": {(row[0], row[1], bytes(row[2])) for row in connection.execute(held)},
            "concerns": {tuple(row) for row in connection.execute(resting)},
        }


@pytest.mark.parametrize("at_once", [2, 3, 200])
def test_one_by_one_or_in_bunches_the_same_is_raised(recorded: Service, at_once: int) -> None:
    alone, together = _screened(recorded, 1), _screened(recorded, at_once)
    assert together["concerns"] == alone["concerns"] != set()
    # The hold of a concern names which one it is for.
    of_rules = {kind for _, kind, _ in alone["holds"]} - {"trafficking_concern"}
    assert {"shared_phone", "consent_unknown"} <= of_rules
    assert {one for one in together["holds"] if one[1] in of_rules} == {
        one for one in alone["holds"] if one[1] in of_rules
    }
    assert {one[:2] for one in together["holds"]} == {one[:2] for one in alone["holds"]}
