"""Who counts as kin when something is shared."""

from __future__ import annotations

import pytest

from tracing.casework.kin import Kin, unrelated

LOPEZ_CAAL = Kin(frozenset({"LOPEZ", "CAAL"}))
CAAL_POP = Kin(frozenset({"CAAL", "POP"}))
POP = Kin(frozenset({"POP"}))
MEJIA = Kin(frozenset({"MEJIA"}))


@pytest.mark.parametrize(
    ("people", "families"),
    [
        ([], 0),
        ([LOPEZ_CAAL], 1),
        ([LOPEZ_CAAL, MEJIA], 2),
        ([LOPEZ_CAAL, CAAL_POP], 1),  # a surname in common
        ([LOPEZ_CAAL, POP, CAAL_POP], 1),  # kin of kin
        ([LOPEZ_CAAL, CAAL_POP, MEJIA], 2),
        ([Kin(mother="ANA RUIZ"), Kin(mother="ANA RUIZ")], 1),
        ([Kin(group="HN-X/7"), Kin(group="HN-X/7")], 1),
        ([Kin(), Kin(), Kin()], 3),  # nothing known makes nobody kin
    ],
)
def test_families_are_counted(people: list[Kin], families: int) -> None:
    assert unrelated(people) == families
