"""Columnar = scalar: every comparison's compiled form gives what its definition gives, and nothing else matters."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.linkage.build import CHILD, MAKER, SCORER, link
from tracing.linkage import score
from tracing.linkage.best import BestFinder
from tracing.linkage.columns import Columns, columns_of
from tracing.linkage.encode import Blocked
from tracing.linkage.form_table import form_table
from tracing.linkage.key_columns import key_columns
from tracing.linkage.keys import PARTS, part_values
from tracing.linkage.rank import best_of_each
from tracing.standardise.profile import Profile
from tracing.standardise.record import profile

Row = dict[str, str | None]


def _pick(*values: str | None) -> st.SearchStrategy[str | None]:
    return st.sampled_from(values)


ROWS = st.fixed_dictionaries(
    {
        "given_names": _pick(
            "Juan Carlos", "Carlos", "JUAN", "Juancito", "Jhon", "María José", "Ma. José", "J. Carlos", "Beto",
            "Roberto Antonio", "Yessica", "Jessica María", "María", "FNU", None, "Ana Pérez", "Gpe.", "Marisol",
            "Diego Francisco", "Grabiel", "Gabriel", "Carla", "X",
        ),
        "first_surname": _pick(
            "Hernández", "Ernandes", "Hdez.", "Mejía", "De la Cruz", "Cruz", "DELACRUZ", "Ixcoy", "Ishcoy", "Pop",
            "Poc", "HERNANDEZMEJIA", "Hernande", "MU?OZ", "Muñoz", "Munioz", "Pedro", None, "O", "LNU",
        ),
        "second_surname": _pick("Mejía", "Megia", "Hernández", "López", None, "Pop", "Cruz"),
        "sex": _pick("F", "M", "X", None, "mujer"),
        "birth_date": _pick(
            "2012-07-03", "03/07/2012", "07/03/2012", "2012-07-04", "2012-07", "2012", "2013-07-03", "2012-01-01",
            "2021-07-03", "2012-07-30", "1999-12-31", None,
        ),
        "age": _pick("14", "14 años", None),
        "age_date": _pick("2026-03-10", None),
        "origin_admin2": _pick("Danlí", "Yuscarán", "San Pedro Sula", "Comayagua", None),
        "origin_text": _pick("aldea El Rosario, Danlí", "Cobán, Alta Verapaz, Guatemala", None),
        "origin_locality": _pick("El Rosario", "aldea Rosario", None),
        "mother_name": _pick(
            "Rosa Mejía Pineda", "Rosa Mejia", "Rosita", "Rosa Mejía de Hernández", "Petrona Cruz", None, "desconocida"
        ),
        "father_name": _pick("Juan Hernández", "Marvin Hernández López", None),
        "caregiver_name": _pick("Tomasa Pineda", None),
        "siblings": _pick("Ana; Luis", "Luisito", "Juan Carlos", None, "María Elena; Melvin; Carla"),
        "aliases": _pick("Chele", "Juanca", "Nena", None, "Beto; Flaco"),
        "languages": _pick("spa", "Mam", "kekchí; español", None),
        "phones": _pick("9871-2345", "+50498712345", None, "0000", "5555 1234; 9871 2345"),
        "documents": _pick(
            "HN-DNI:0801-2010-12345", "DNI:0801201012345", "HN-DNI:0801-2010-12354", None, "CURP:HELJ100315HCSRPNA6"
        ),
        "marks": _pick("cicatriz en la frente", "lunar mano izquierda", "scar on forehead", "lunar mano derecha", None),
        "event_date": _pick("2026-05-01", "2025-01-01", "2020-06-01", None),
        "nationality": _pick("HN", "GT", "HN;GT", None),
        "agency": _pick("MX-DIF", "HN-SENAF", "US-ORR"),
    }
)  # fmt: skip


def _columns(profiles: list[Profile]) -> Columns:
    return columns_of(form_table(profiles, MAKER), MAKER.words)


def _all_pairs(a: Columns, b: Columns) -> tuple[list[tuple[int, int]], np.ndarray, np.ndarray]:
    pairs = [(i, j) for j in range(b.size) for i in range(a.size)]
    i, j = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
    return pairs, i, j


def test_pairs_keep_their_places_whatever_their_order_and_however_many_pass_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = (
        ("Juan Carlos", "Mejía"),
        ("Carlos", "Megia"),
        ("María José", "Pop"),
        ("Beto", "Ixcoy"),
        (None, "Cruz"),
    )
    rows: list[Row] = [{**CHILD, "given_names": given, "first_surname": surname} for given, surname in names]
    side = _columns([profile(row) for row in rows])
    _, left, right = _all_pairs(side, side)
    mixed = np.random.default_rng(1).permutation(len(left))
    whole = SCORER.columns(left, right, side, side)
    monkeypatch.setattr(score, "_TILE", 7)
    parts = SCORER.columns(left[mixed], right[mixed], side, side)
    assert len(set(whole.total.tolist())) > 3
    for one, other in ((whole.levels, parts.levels), (whole.weights, parts.weights)):
        assert (one[:, mixed] == other).all()
    assert (whole.total[mixed] == parts.total).all()
    assert (whole.agreed[mixed] == parts.agreed).all()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROWS, min_size=1, max_size=4), st.lists(ROWS, min_size=1, max_size=4))
def test_columnar_equals_scalar(children: list[Row], inquiries: list[Row]) -> None:
    left = [profile({**CHILD, **row}) for row in children]
    right = [profile({**CHILD, **row}) for row in inquiries]
    a, b = _columns(left), _columns(right)
    pairs, i, j = _all_pairs(a, b)
    scores = SCORER.columns(i, j, a, b)
    for k, (x, y) in enumerate(pairs):
        scalar = SCORER.pair(MAKER.forms(left[x]), MAKER.forms(right[y]))
        for row, name in enumerate(SCORER.names):
            reached = (int(scores.levels[row, k]), int(scores.weights[row, k]))
            assert reached == tuple(scalar.outcomes[name]), (name, children[x], inquiries[y])
        assert (int(scores.levels[-1, k]), int(scores.weights[-1, k])) == tuple(scalar.kinship)
        assert int(scores.total[k]) == scalar.weight


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROWS, min_size=1, max_size=5))
def test_blocking_values_of_a_column_equal_those_of_each_record(rows: list[Row]) -> None:
    records = [profile({**CHILD, **row}) for row in rows]
    for side in ("children", "inquiries"):
        columns = key_columns(_columns(records), list(PARTS), side)
        for part, (start, values, units) in columns.items():
            for i, record in enumerate(records):
                here = slice(start[i], start[i + 1])
                got = list(zip(values[here].tolist(), units[here].tolist(), strict=True))
                assert got == part_values(part, MAKER.forms(record), side), (part, rows[i])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(ROWS, min_size=1, max_size=12),
    st.lists(ROWS, min_size=1, max_size=3),
    st.integers(1, 4),
    st.lists(st.sampled_from([0, 0, 768, 2048, 9000]), min_size=36, max_size=36),
)
def test_stopping_early_changes_nothing(
    children: list[Row], inquiries: list[Row], top: int, companions: list[int]
) -> None:
    a = _columns([profile({**CHILD, **row}) for row in children])
    b = _columns([profile({**CHILD, **row}) for row in inquiries])
    _, i, j = _all_pairs(a, b)
    tie = np.arange(a.size, dtype=np.int64)
    finder = BestFinder(SCORER, Blocked(a, b), tie, top)
    known = np.array(companions[: len(i)], dtype=np.int32)
    early = finder.best(i, j, known)
    scores = SCORER.columns(i, j, a, b)
    scores.total[:] += known
    order, rank = best_of_each(j, scores.total, tie[i], finder.least, top)
    assert early.left.tolist() == i[order].tolist()
    assert early.right.tolist() == j[order].tolist()
    assert early.rank.tolist() == rank.tolist()
    assert early.scores.total.tolist() == scores.total[order].tolist()
    assert early.known.tolist() == known[order].tolist()
    assert early.scores.weights.tolist() == scores.weights[:, order].tolist()


VARIANTS: list[Row] = [
    {},
    {"given_names": "Juan"},
    {"second_surname": None},
    {"birth_date": "2012-03-07"},
    {"given_names": "Carlos", "first_surname": "Mejía", "second_surname": None},
    {"given_names": "José Luis", "birth_date": "2010-02-11"},
    {"mother_name": None, "origin_admin2": None},
]


def _ids(rows: list[Row]) -> list[Row]:
    return [{**row, "record_id": f"R{n}"} for n, row in enumerate(rows)]


def _sorted(links: pd.DataFrame) -> pd.DataFrame:
    return links.sort_values(["inquiry_id", "child_id"]).reset_index(drop=True).astype({"band": str})


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_and_row_order_do_not_matter(threads: int) -> None:
    rows = _ids(VARIANTS)
    straight = _sorted(link(rows, rows, top=50))
    turned = _sorted(link(rows[::-1], rows[::-1], top=50, threads=threads))
    pd.testing.assert_frame_equal(straight, turned)


def test_other_records_do_not_change_a_score() -> None:
    rows = _ids(VARIANTS)
    alone = link(rows[:1], rows[1:2], top=50)
    among = link(rows, rows, top=50)
    pair = among[(among["child_id"] == "R0") & (among["inquiry_id"] == "R1")]
    assert pair["weight"].tolist() == alone["weight"].tolist()


def test_parts_sum_to_the_weight_exactly() -> None:
    rows = _ids(VARIANTS)
    links = link(rows, rows, top=50)
    parts = [c for c in links.columns if c.endswith("_weight")]
    assert (links[parts].sum(axis=1) == links["weight"]).all()
