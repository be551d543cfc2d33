"""What is drawn agrees with what is counted."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tracing.service.explaining import Explained, Step
from tracing.service.origins import points_of
from tracing.web.evidence import bar_of
from tracing.web.rounding import rounded_parts
from tracing.web.schematic import HEIGHT, WIDTH, draw
from tracing.web.timeline import Event, marks_of
from tracing.web.waterfall import waterfall

BITS = st.integers(-6000, 6000).map(lambda units: units / 256)


@given(st.lists(BITS, min_size=1, max_size=25))
def test_rounded_parts_sum_to_the_rounded_sum_and_stay_near(parts: list[float]) -> None:
    told = rounded_parts(parts)
    assert round(sum(told), 2) == round(round(sum(parts) * 100) / 100, 2)
    assert all(abs(one - part) < 0.01 + 1e-9 for one, part in zip(told, parts, strict=True))


def explained(prior: float, *bits: float) -> Explained:
    steps = tuple(Step(str(n), "exact", f"c{n}", f"c{n}", "", "", b, 0.0) for n, b in enumerate(bits))
    return Explained(steps, sum(bits), prior, 0.9, "strong", "default 1")


@given(BITS, st.lists(BITS, max_size=17))
def test_a_waterfall_ends_at_the_score(prior: float, bits: list[float]) -> None:
    chart = waterfall(explained(prior, *bits), "en")
    whole = prior + sum(b for b in bits if abs(b) >= 0.005)
    assert abs(chart.total - whole) <= 0.0051
    assert round(chart.prior + sum(bar.bits for bar in chart.bars), 2) == chart.total
    for before, after in zip(chart.bars, chart.bars[1:], strict=False):
        start = after.x if after.up else after.x + after.width
        assert abs(before.end - start) < 0.25


def test_a_bar_goes_to_the_left_for_what_speaks_against() -> None:
    (left, long), (right, short) = bar_of(-9.0), bar_of(3.0)
    assert left + long == right
    assert long > short
    assert bar_of(500.0)[1] == bar_of(15.0)[1]


def test_a_map_shows_two_villages_where_they_are() -> None:
    barillas = points_of(
        {"origin_country": "GT", "origin_admin1": "Huehuetenango", "origin_admin2": "Barillas"}
    )
    coban = points_of({"origin_country": "GT", "origin_admin1": "Alta Verapaz", "origin_admin2": "Cobán"})
    drawn = draw(barillas, coban)
    assert drawn is not None
    # Barillas lies to the north-west of Cobán.
    assert drawn.child[0].x < drawn.inquiry[0].x
    assert drawn.child[0].y < drawn.inquiry[0].y
    assert drawn.apart_km is not None
    assert 80 < drawn.apart_km < 130
    assert all(
        0 <= d.x <= WIDTH and 0 <= d.y <= HEIGHT for d in (*drawn.child, *drawn.inquiry, *drawn.around)
    )
    assert draw((), ()) is None
    only = draw(barillas, ())
    assert only is not None
    assert only.apart_km is None


def test_of_a_record_that_says_only_a_department_no_village_is_drawn() -> None:
    assert {point.level for point in points_of({"origin_country": "HN", "origin_admin1": "Yoro"})[:1]} == {1}
    assert points_of({"origin_country": "HN"}) == ()


def test_a_timeline_keeps_the_order_of_days() -> None:
    born = Event("born", date(2012, 1, 1), date(2012, 12, 31), True)
    found, asked = (
        Event(t, d, d, True) for t, d in (("found", date(2026, 1, 2)), ("asked", date(2026, 2, 1)))
    )
    marks = marks_of([asked, born, found])
    assert [mark.event.title for mark in marks] == ["born", "found", "asked"]
    assert marks[0].x < marks[0].x + marks[0].width < marks[1].x < marks[2].x
    assert marks_of([]) == ()
