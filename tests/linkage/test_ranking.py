"""This pair before that pair, because: the traps of brief H4 as orders, which survive every retuning."""

import pytest

from tests.linkage.build import level, link, score

Changes = dict[str, str | None]

SAME: Changes = {}

# better child, worse child, because; both are compared with the boy from Danlí as his mother describes him
CASES: list[tuple[str, Changes, Changes]] = [
    (
        "his own record before his elder brother's: same family, another name and birth (H4.1)",
        {"second_surname": None},
        {"given_names": "José Luis", "birth_date": "2010-02-11"},
    ),
    (
        "his record with a misspelt name before his twin's: a twin shares the day, not the name (H4.2)",
        {"given_names": "Jhuan Carlos", "first_surname": "Ernandes"},
        {"given_names": "José Antonio"},
    ),
    (
        "his record with a wrong day before a later child named for him: years apart (H4.3)",
        {"birth_date": "2012-07-08"},
        {"birth_date": "2016-01-20"},
    ),
    (
        "his record with his mother's name before a homonym without (H4.4)",
        {"second_surname": None},
        {"mother_name": "Petrona Zelaya Cruz", "origin_admin2": "Yuscarán", "birth_date": "2011-02-01"},
    ),
    (
        "his record before his cousin's: second surname and mother differ (H4.5)",
        {"birth_date": "2012-03-07"},
        {"second_surname": "Pineda", "mother_name": "Dilcia Pineda Cruz", "birth_date": "2012-11-23"},
    ),
    (
        "his record before his namesake father's: fifteen years and more apart (H4.6)",
        {"birth_date": "2012"},
        {"birth_date": "1989-05-14"},
    ),
    (
        "a child found after the last contact before one found earlier, which is hardly possible (H2)",
        {"event_date": "2026-05-01"},
        {"event_date": "2025-01-01"},
    ),
    (
        "day and month swapped before another day altogether (E3)",
        {"birth_date": "2012-03-07"},
        {"birth_date": "2012-10-21"},
    ),
    (
        "the same village before the same department (F)",
        {"origin_locality": "Aldea El Rosario"},
        {"origin_admin2": "Yuscarán"},
    ),
    (
        "surnames swapped by a form before one surname of two (A4)",
        {"first_surname": "Mejía", "second_surname": "Hernández"},
        {"second_surname": "Zelaya"},
    ),
    (
        "first surname taken for a middle name before another family's (A4)",
        {"given_names": "Juan Hernández", "first_surname": "Mejía", "second_surname": None},
        {"given_names": "Juan", "first_surname": "Zelaya", "second_surname": None},
    ),
    (
        "sex miskeyed before a sister's record (H3)",
        {"sex": "F"},
        {"sex": "F", "given_names": "Carla María", "birth_date": "2013-08-02"},
    ),
]

INQUIRY: Changes = {"event_date": "2026-03-01", "origin_locality": "El Rosario"}


@pytest.mark.parametrize(("because", "better", "worse"), CASES, ids=[c[0] for c in CASES])
def test_order(because: str, better: Changes, worse: Changes) -> None:
    assert score(better, INQUIRY).weight > score(worse, INQUIRY).weight, because


@pytest.mark.parametrize(
    ("sibling", "changes"),
    [
        ("elder brother", {"given_names": "José Luis", "birth_date": "2010-02-11"}),
        ("twin brother", {"given_names": "Melvin Josué"}),
        ("sister", {"given_names": "Carla María", "sex": "F", "birth_date": "2014-09-30"}),
    ],
)
def test_siblings_are_leads_never_strong(sibling: str, changes: Changes) -> None:
    phone = {"phones": "+504 9871-2345", "father_name": "Marvin Hernández López"}
    found = score({**changes, **phone}, phone)
    assert found.kinship.level == 0, sibling
    assert level("given_names", {**changes, **phone}, phone) == "different"
    pair = link([{**changes, **phone, "record_id": "C"}], [{**phone, "record_id": "I"}], top=5)
    assert pair["band"].astype(str).tolist() != ["strong"], sibling


@pytest.mark.parametrize("surnames", [("Hernández", "Mejía"), ("Ixcoy", "Tzunún")])
def test_a_name_alone_is_never_strong(surnames: tuple[str, str]) -> None:
    bare: Changes = dict.fromkeys(
        ("birth_date", "origin_admin1", "origin_admin2", "origin_country", "mother_name", "sex")
    )
    named = {**bare, "first_surname": surnames[0], "second_surname": surnames[1]}
    links = link([{**named, "record_id": "C"}], [{**named, "record_id": "I"}])
    assert links["band"].astype(str).tolist() == ["possible"]


def test_placeholders_that_agree_add_nothing() -> None:
    unknown: Changes = {"mother_name": "DESCONOCIDO", "phones": "0000", "birth_date": "1900-01-01"}
    none: Changes = {"mother_name": None, "phones": None, "birth_date": None}
    assert score(unknown, unknown).weight == score(none, none).weight


def test_both_surnames_the_same_is_not_a_slip() -> None:
    double: Changes = {"first_surname": "Pérez", "second_surname": "Pérez", "mother_name": None}
    single: Changes = {**double, "second_surname": None}
    assert score(double, double).weight > score(single, single).weight


def test_rare_surname_weighs_more_than_a_common_one() -> None:
    def weight(surname: str, department: str) -> int:
        changes: Changes = {
            "first_surname": surname, "second_surname": None, "mother_name": None,
            "origin_country": "GT", "origin_admin1": department, "origin_admin2": None,
        }  # fmt: skip
        return score(changes, changes).outcomes["surnames"].weight

    assert weight("Ixcoy", "Quetzaltenango") > weight("López", "Quetzaltenango")
    assert weight("Caal", "Jutiapa") > weight("Caal", "Alta Verapaz")
