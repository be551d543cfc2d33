"""Charts show the numbers that explain, evaluate and the matcher give, in both languages, and never by colour alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.linkage.build import CHILD, DEFAULT
from tracing import InputError, Links, Matcher, evaluate, read_children, read_inquiries
from tracing.linkage import plot
from tracing.linkage.evaluation import judge, reliability
from tracing.linkage.plot.frequencies import frequencies_data
from tracing.linkage.plot.levels import levels_data
from tracing.linkage.plot.report import plot_evaluation
from tracing.linkage.plot.waterfall import waterfall_data
from tracing.linkage.plot.weights import weights_data
from tracing.linkage.plot.workload import workload_data

MATCHER = Matcher(DEFAULT)

ONE_SURNAME = {"first_surname": "Ixcoy", "second_surname": None, "mother_name": None, "origin_country": "GT"}
FOUND = [
    {"record_id": "C1"},
    {"record_id": "C2", "given_names": "Wilmer", "birth_date": "2010-01-09"},
    {"record_id": "C3", "given_names": "Juana", "sex": "F"},
    {**ONE_SURNAME, "record_id": "C4", "given_names": "Eulalia", "sex": "F", "origin_admin1": None, "origin_admin2": None},
]  # fmt: skip
SOUGHT = [
    {"record_id": "I1", "given_names": "Juancito", "birth_date": "2012"},
    {**ONE_SURNAME, "record_id": "I2", "given_names": "Eulalia", "sex": "F", "origin_admin1": None, "origin_admin2": None},
]  # fmt: skip
TRUTH = pd.DataFrame({"child_id": ["C1", "C4"], "inquiry_id": ["I1", "I2"]})


@pytest.fixture(scope="module")
def links() -> Links:
    found, sought = (pd.DataFrame([{**CHILD, **row} for row in rows]) for rows in (FOUND, SOUGHT))
    return MATCHER.link(read_children(found), read_inquiries(sought))


def rows_of(chart: Any) -> list[dict[str, Any]]:
    """All rows of data that a chart carries, each once: its layers carry the same ones."""
    rows: list[dict[str, Any]] = []
    for part in _parts(chart.to_dict()):
        rows += [row for row in part.get("data", {}).get("values", []) if row not in rows]
    return rows


def _parts(spec: Any) -> Iterator[dict[str, Any]]:
    if isinstance(spec, dict):
        yield spec
        for value in spec.values():
            yield from _parts(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from _parts(value)


def charts(links: Links, lang: Any) -> dict[str, Any]:
    return {
        "waterfall": links.plot.waterfall("C3", "I1", lang=lang),
        "weights": links.plot.weights(lang=lang),
        "weights of both": links.plot.weights(TRUTH, lang=lang),
        "precision_recall": links.plot.precision_recall(TRUTH, resamples=20, lang=lang),
        "calibration": links.plot.calibration(TRUTH, lang=lang),
        "workload": links.plot.workload(TRUTH, lang=lang),
        "levels": MATCHER.plot.levels("birth", "surnames", lang=lang),
        "frequencies": MATCHER.plot.frequencies(lang=lang),
    }


@pytest.mark.parametrize("pair", [("C1", "I1"), ("C2", "I1"), ("C3", "I1"), ("C4", "I2"), ("C4", "I1")])
def test_the_waterfall_is_the_explanation(links: Links, pair: tuple[str, str]) -> None:
    explanation = links.explain(*pair)
    steps = waterfall_data(explanation, "es")
    assert sorted(zip(steps["name"], steps["level"], steps["bits"], strict=True)) == sorted(
        (p.name, p.level, p.bits) for p in explanation.parts
    )
    # Exactly, not nearly: bits are whole numbers of 1/256.
    assert sum(steps["bits"]) == steps["end"].iloc[-1] == explanation.weight
    assert (steps["end"] - steps["begin"] == steps["bits"]).all()
    assert steps["begin"].tolist() == [0.0, *steps["end"].tolist()[:-1]]
    said = {p.name: p.sentence.es for p in explanation.parts}
    assert dict(zip(steps["name"], steps["sentence"], strict=True)) == said


def test_the_drawn_steps_are_the_parts_that_weigh_something(links: Links) -> None:
    explanation = links.explain("C3", "I1")
    drawn = [r for r in rows_of(links.plot.waterfall("C3", "I1")) if "bits" in r]
    assert sorted(r["bits"] for r in drawn if r.get("name")) == sorted(
        p.bits for p in explanation.parts if p.bits
    )
    assert [r["bits"] for r in drawn if r["title"] == "Match weight"] == [explanation.weight]
    silent = [p.title.en for p in explanation.parts if not p.bits]
    assert silent
    told = " ".join(links.plot.waterfall("C3", "I1").to_dict()["title"]["subtitle"])
    assert all(title in told for title in silent)


def test_the_waterfall_of_nobody_is_a_key_error(links: Links) -> None:
    with pytest.raises(KeyError):
        links.plot.waterfall("C9", "I1")


def test_every_link_is_counted_in_one_bar(links: Links) -> None:
    weight = links.to_pandas()["weight"].to_numpy()
    bars = weights_data(weight)
    assert bars["pairs"].sum() == len(links)
    for low, high, pairs in zip(bars["low"], bars["high"], bars["pairs"], strict=True):
        assert pairs == ((weight >= low) & (weight < high)).sum()
    apart = weights_data(weight, judge(links.frame, TRUTH).true)
    assert apart.groupby("what")["pairs"].sum().to_dict() == {"same": 2, "other": len(links) - 2}


def test_the_curve_is_that_of_the_evaluation(links: Links) -> None:
    found = evaluate(links.frame, TRUTH)
    rows = rows_of(links.plot.precision_recall(TRUTH))
    assert [r for r in rows if "hits" in r] == found.curve.to_dict("records")
    marked = [(r["recall"], r["precision"]) for r in rows if "shape" in r]
    assert marked[0] == (found.best.recall, found.best.precision)
    assert found.strong is not None
    assert marked[1] == (found.strong.recall, found.strong.precision)


def test_the_bins_come_to_the_calibration_error() -> None:
    random = np.random.default_rng(5)
    probability = random.random(3000)
    true = random.random(3000) < probability**2
    links = pd.DataFrame(
        {"child_id": [f"C{k}" for k in range(3000)], "inquiry_id": "I", "weight": probability, "probability": probability}
    )  # fmt: skip
    found = evaluate(links, links.loc[true, ["child_id", "inquiry_id"]])
    table = reliability(probability, true)
    gaps = (table["pairs"] * (table["stated"] - table["observed"]).abs()).sum() / table["pairs"].sum()
    assert gaps == pytest.approx(found.calibration_error, rel=1e-12)
    assert table["pairs"].sum() == 3000
    assert ((table["low"] <= table["stated"]) & (table["stated"] <= table["high"])).all()
    # The last bin takes p = 1, and bins of nobody are left out.
    assert reliability(np.array([1.0]), np.array([True]))[["low", "high"]].to_numpy().tolist() == [
        [0.95, 1.0]
    ]


def test_the_calibration_chart_shows_these_bins(links: Links) -> None:
    judged = judge(links.frame, TRUTH)
    shown = [r for r in rows_of(links.plot.calibration(TRUTH)) if "pairs" in r]
    assert shown == reliability(judged.probability, judged.true).to_dict("records")


def test_levels_are_those_of_the_matcher(links: Links) -> None:
    data = levels_data(DEFAULT)
    assert list(zip(data["comparison"], data["level"], data["m"], data["u"], strict=True)) == [
        (c.name, x.name, x.m, x.u) for c in DEFAULT.comparisons for x in c.levels
    ]
    # A level whose weight hangs on no name weighs in every pair what the chart says.
    fixed = data[data["frequency"] == 0].set_index(["comparison", "level"])["bits"]
    met = 0
    for pair in (("C1", "I1"), ("C2", "I1"), ("C4", "I2")):
        for part in links.explain(*pair).parts:
            if (part.name, part.level) in fixed.index and part.name not in ("surnames", "mother"):
                assert part.bits == fixed[part.name, part.level]
                met += 1
    assert met > 20


def test_a_name_weighs_what_the_chart_says(links: Links) -> None:
    part = next(p for p in links.explain("C4", "I2").parts if p.name == "surnames")
    shown = frequencies_data(DEFAULT, ["ixcoy"], "surname", ["GT"])
    assert (part.level, part.bits) == ("single", shown["weight"].iloc[0])
    # Caal says little where it clusters, López little anywhere.
    common = frequencies_data(DEFAULT, ["Caal", "López"], "surname", ["GT", "GT-16"])
    rarity = common.set_index(["name", "region"])["rarity"]
    assert rarity["Caal", "GT-16"] < rarity["Caal", "GT"]
    assert rarity["López", "GT"] < rarity["Caal", "GT"]


def test_a_region_without_figures_is_named() -> None:
    with pytest.raises(InputError, match=r"no frequencies of 'XX'; there are BZ"):
        MATCHER.plot.frequencies(["Caal"], regions=["XX"])
    with pytest.raises(InputError, match="at most 6"):
        MATCHER.plot.frequencies(["Caal"], regions=["GT", "HN", "SV", "MX", "NI", "CR", "PA"])


def test_work_and_false_links_are_counted_from_each_threshold() -> None:
    weight, probability = np.array([2.0, 9.6, 10.0, 20.0]), np.array([0.1, 0.5, 0.75, 1.0])
    data = workload_data(weight, probability, np.array([False, True, False, True])).set_index("threshold")
    assert data.index[0] == 2.0
    assert data.index[-1] == 20.0
    assert data.loc[9.5, ["pairs", "expected_false", "false", "found"]].tolist() == [3, 0.75, 1, 1.0]
    assert data.loc[10.0, ["pairs", "expected_per_100", "per_100", "found"]].tolist() == [2, 12.5, 50, 0.5]
    assert "found" not in workload_data(weight, probability)


def test_the_sliders_begin_within_the_data(links: Links) -> None:
    spec = links.plot.workload(at=1000.0, per_day=60).to_dict()
    start = {p["name"]: p["value"] for p in spec["params"]}
    assert start == {"threshold": links.frame["weight"].max() // 0.5 * 0.5, "per_day": 60}


def test_every_chart_speaks_both_languages(links: Links) -> None:
    english, spanish = charts(links, "en"), charts(links, "es")
    for name in english:
        titles = [chart.to_dict()["title"]["text"] for chart in (english[name], spanish[name])]
        assert titles[0] != titles[1], name
        # For those who hear a chart.
        assert spanish[name].to_dict()["description"].startswith(titles[1]), name
        axes = [
            {part["title"] for part in _parts(chart.to_dict()) if isinstance(part.get("title"), str)}
            for chart in (english[name], spanish[name])
        ]
        assert axes[0], name
        assert not axes[0] & axes[1], name


def test_no_chart_tells_things_apart_by_colour_alone(links: Links) -> None:
    coloured = 0
    for name, chart in charts(links, "en").items():
        for part in _parts(chart.to_dict()):
            encoding = part.get("encoding", {})
            field = encoding.get("color", {}).get("field")
            if field is None or name == "waterfall":  # there each step has its number, with a sign
                continue
            coloured += 1
            others = [encoding.get(other, {}).get("field") for other in ("shape", "strokeDash")]
            assert field in others, name
    assert coloured >= 3


def test_charts_are_written_without_network(links: Links, tmp_path: Path) -> None:
    chart = links.plot.workload(lang="es")
    for ending, begin in ((".png", b"\x89PNG"), (".svg", b"<svg"), (".html", b"\n<!DOCTYPE")):
        written = plot.save(chart, tmp_path / f"chart{ending}").read_bytes()
        assert written.startswith(begin) or written.lstrip().startswith(begin.lstrip())
    page = (tmp_path / "chart.html").read_text(encoding="utf-8")
    assert 'src="http' not in page
    assert "import(" not in page.partition("<body>")[0][:2000]
    assert "Qué cuesta" in (tmp_path / "chart.svg").read_text(encoding="utf-8")
    with pytest.raises(InputError, match=r"\.png, \.svg, \.html"):
        plot.save(chart, tmp_path / "chart.doc")
    frame = plot.interactive(chart)._repr_html_()
    assert frame.startswith("<iframe srcdoc=")
    assert "vega" in frame


def test_an_evaluation_is_one_picture(links: Links, tmp_path: Path) -> None:
    plot_evaluation(evaluate(links.frame, TRUTH, resamples=10), tmp_path / "both.svg", "es")
    drawn = (tmp_path / "both.svg").read_text(encoding="utf-8")
    assert "mejor F1" in drawn
    assert "otra niña u otro niño" in drawn


def test_links_of_nobody_have_a_chart(tmp_path: Path) -> None:
    none = pd.DataFrame({name: [] for name in ("child_id", "inquiry_id", "weight", "probability")})
    plot_evaluation(evaluate(none, TRUTH), tmp_path / "none.png")
    assert (tmp_path / "none.png").stat().st_size > 1000


def test_the_core_needs_no_altair(links: Links, monkeypatch: pytest.MonkeyPatch) -> None:
    program = (
        "import sys, tracing; from tracing.linkage import links, pipeline; tracing.Matcher.load().plot; "
        "sys.exit('altair' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(InputError, match=r"pip install 'tracing\[analysis\]'"):
        links.plot.weights()
