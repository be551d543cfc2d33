"""Which inquiries are of one family."""

from __future__ import annotations

import pandas as pd
import pytest

from tracing import read_inquiries
from tracing.linkage.evaluation import families_of

NONE = pd.DataFrame(columns=["child_id", "inquiry_id"])

Row = dict[str, str]

CASES: list[tuple[str, Row, Row, bool]] = [
    ("one inquiry for two children", {"group_id": "G1"}, {"group_id": "G1"}, True),
    (
        "another agency's group of the same number",
        {"group_id": "G1"},
        {"group_id": "G1", "agency": "GT-PGN"},
        False,
    ),
    (
        "one mother, whatever the accents",
        {"mother_name": "Rosa Mejía Pineda", "first_surname": "Hernández"},
        {"mother_name": "ROSA MEJIA PINEDA", "first_surname": "HERNANDEZ"},
        True,
    ),
    (
        "a mother's name that many bear, another surname of the child",
        {"mother_name": "María López", "first_surname": "Caal"},
        {"mother_name": "María López", "first_surname": "Zelaya"},
        False,
    ),
    (
        "the mother in one record asks in the other",
        {"mother_name": "Rosa Mejía", "first_surname": "Hernández"},
        {"inquirer_name": "Rosa Mejía", "full_name": "Ana Hernández Mejía"},
        True,
    ),
    (
        "a grandmother who asks for cousins",
        {"inquirer_name": "Tomasa Caal Pop", "first_surname": "Choc"},
        {"inquirer_name": "Tomasa Caal Pop", "first_surname": "Ical"},
        True,
    ),
    (
        "unknown mothers are not one mother",
        {"mother_name": "DESCONOCIDO", "first_surname": "López"},
        {"mother_name": "DESCONOCIDO", "first_surname": "López"},
        False,
    ),
    (
        "a mother's given name alone is too little",
        {"mother_name": "María", "first_surname": "López"},
        {"mother_name": "María", "first_surname": "López"},
        False,
    ),
]


@pytest.mark.parametrize(("case", "first", "second", "same"), CASES, ids=[c[0] for c in CASES])
def test_family(case: str, first: Row, second: Row, same: bool) -> None:
    rows = [
        {"agency": "HN-SENAF", "given_names": "Ana", "record_id": i, **r}
        for i, r in (("1", first), ("2", second))
    ]
    families = families_of(["1", "2"], NONE, read_inquiries(pd.DataFrame(rows)))
    assert (families[0] == families[1]) == same, case


def test_mother_and_grandmother_who_ask_for_one_child() -> None:
    truth = pd.DataFrame([("C", "1"), ("C", "3"), ("D", "2")], columns=["child_id", "inquiry_id"])
    assert families_of(["1", "2", "3"], truth).tolist() == [0, 1, 0]


def test_ties_go_on_from_inquiry_to_inquiry() -> None:
    truth = pd.DataFrame([("C", "1"), ("C", "2"), ("D", "2"), ("D", "3")], columns=["child_id", "inquiry_id"])
    assert families_of(["3", "1", "4", "2"], truth).tolist() == [0, 0, 1, 0]
