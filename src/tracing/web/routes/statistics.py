"""Published statistics: charts with their tables, and what is hidden said to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path, Query, Request, Response

from tracing.api.door import Door, TheDoor
from tracing.casework.roles import Task
from tracing.casework.statistics.measures import AGE_BANDS, MEASURES, SEXES, AgeBand, Measure, Sex
from tracing.casework.statistics.suppression import THRESHOLD
from tracing.casework.statistics.tables import AGENCIES, ORIGIN
from tracing.service.errors import Refused
from tracing.service.statistics import publishing, reading
from tracing.service.statistics.columns import COLUMNS, RULE
from tracing.web.charts import bars
from tracing.web.filled import TheForm
from tracing.web.rendering import render
from tracing.web.route import pages, see_other, show_form
from tracing.web.texts import Texts
from tracing.web.visitors import Visitor, visitor_for

__all__ = ["router"]

router = pages("/statistics")

Reading = Annotated[Visitor, visitor_for(Task.READ_STATISTICS, purpose="statistics")]
Publishing = Annotated[Visitor, visitor_for(Task.PUBLISH_STATISTICS, purpose="statistics")]

Line = Mapping[str, Any]


@router.get("")
def catalogue(request: Request, visitor: Reading, door: TheDoor) -> Response:
    """List what is published, and offer to publish what may be."""
    return _catalogue(request, visitor, door)


@router.post("")
def publish(request: Request, form: TheForm, visitor: Publishing, door: TheDoor) -> Response:
    """Ask for the statistics of a period to be published."""
    try:
        publishing.publish(door.service, visitor.reads, form.get("period", ""), form.text("once"))
    except Refused as refusal:
        return _catalogue(request, visitor, door, refusal, form.kept())
    return see_other("/statistics")


@router.get("/{period}")
def publication(
    request: Request,
    period: Annotated[str, Path(max_length=10)],
    visitor: Reading,
    door: TheDoor,
    measure: Annotated[str, Query(max_length=30)] = "",
    country: Annotated[str, Query(max_length=2)] = "",
) -> Response:
    """Show what is published of a period: one measure at a time, and one country more closely."""
    view = reading.read_publication(door.service, visitor.reads, period)
    texts = visitor.texts
    lines = [_named(line, ORIGIN) for line in reading.lines_of(view, ORIGIN)]
    agencies = [_named(line, AGENCIES) for line in reading.lines_of(view, AGENCIES)]
    there = {one["measure"] for one in (*lines, *agencies) if one.get("status") != reading.HIDDEN}
    chosen = measure if measure in set(Measure) else next((m.value for m in Measure if m in there), "found")
    of_measure = [line for line in lines if line["measure"] == chosen]
    countries = [line for line in of_measure if _only(line, "country") and line["status"] != reading.HIDDEN]
    codes = [line["country"] for line in countries]
    near = country.upper() if country.upper() in codes else next(iter(codes), "")
    of_country = [line for line in of_measure if line["country"] == near] if near else []
    return render(
        request,
        "statistics_period.html",
        view=view,
        rule=RULE[texts.language],
        threshold=THRESHOLD,
        measures=MEASURES,
        measure=chosen,
        says=MEASURES[Measure(chosen)],
        countries=bars((texts.country(line["country"]), line["count"]) for line in countries),
        country_codes=codes,
        country=near,
        filled={"measure": [chosen], "country": [near]},
        by_sex=_bars(of_country, "sex", {s.value: texts.told(SEXES[s]) for s in Sex}),
        by_age=_bars(of_country, "age", {a.value: texts.told(AGE_BANDS[a]) for a in AgeBand}),
        by_department=_bars(of_country, "department", None, texts),
        municipalities=_bars(of_country, "municipality", None, texts),
        cross=_cross(of_country),
        sexes=SEXES,
        ages=AGE_BANDS,
        agencies=[one for one in agencies if one["measure"] == chosen],
    )


def _catalogue(
    request: Request,
    visitor: Visitor,
    door: Door,
    refusal: Refused | None = None,
    values: Mapping[str, list[str]] | None = None,
) -> Response:
    found = reading.catalogue(door.service, visitor.reads)
    return show_form(
        request,
        "statistics.html",
        refusal,
        found=found,
        rule=RULE[visitor.texts.language],
        may_publish=visitor.may(Task.PUBLISH_STATISTICS),
        values=values or {},
    )


def _named(line: reading.Line, table: str) -> Line:
    return dict(zip((column.name for column in COLUMNS[table]), line, strict=True))


_PLACES = ("department", "municipality", "sex", "age")


def _only(line: Line, *told: str) -> bool:
    """Say whether a line tells these of its place and nothing more."""
    return all(bool(line[name]) == (name in told) for name in _PLACES)


def _bars(lines: list[Line], by: str, names: Mapping[str, str] | None, texts: Texts | None = None) -> Any:
    told = ("department", "municipality") if by == "municipality" else (by,)
    rows = []
    for line in lines:
        if _only(line, *told):
            name = names[line[by]] if names is not None else line[f"{by}_name"] or line[by]
            if name == "?" and texts is not None:
                name = texts.gettext("not known")
            rows.append((name, line["count"]))
    return bars(rows)


def _cross(lines: list[Line]) -> Mapping[tuple[str, str], int | None]:
    """Return (sex, age) → how many, None where it is hidden."""
    return {(line["sex"], line["age"]): line["count"] for line in lines if _only(line, "sex", "age")}
